//! Samples of the pages that privacy officers see.

use askama::Template;

use super::people::{application, at, head, person, withheld};
use super::{Rendered, by, frame};
use crate::domain::application::Source;
use crate::domain::review::ReviewVerdict;
use crate::domain::staff::Role;
use crate::law::reasoning::reason;
use crate::law::{Facts, Law};
use crate::web::frame::Area;
use crate::web::profile;
use crate::web::staff::reviews::{
    DecisionLine, ReviewLine, ReviewPage, ReviewedApplication, ReviewsPage, decision_form,
};
use crate::web::staff::what_if::{WhatIfPage, answer_view, question_form};
use crate::web::texts::Texts;

const OFFICER: Area = Area::Staff(Role::PrivacyOfficer);

pub fn pages(t: &Texts) -> Vec<Rendered> {
    let mut why = withheld(t).remove(0);
    why.rule = "REVIEW-HOME".into();
    let line = |id: &str, country: &str| ReviewLine {
        id: id.into(),
        since: at(t, 18, "09:41"),
        vacancy: application(t).vacancy,
        source: Some(Source::CareersPage),
        residence: t.country(&country.parse().unwrap()),
        why: why.clone(),
    };
    let list = ReviewsPage {
        frame: frame(t, OFFICER, "/staff/reviews"),
        reviews: vec![line("h1", "DE"), line("", "US")],
        next: Some("/staff/reviews?after=1".into()),
    };
    let mut form = decision_form(t, "h1", &t.country(&"DE".parse().unwrap()));
    form.fill([("verdict", "cleared")]);
    form.check();
    let review = ReviewPage {
        frame: frame(t, OFFICER, "/staff/reviews/h1"),
        name: head(t).name,
        line: line("h1", "DE"),
        profile: profile::show(&person(t), t),
        applications: vec![ReviewedApplication {
            vacancy: application(t).vacancy,
            received: application(t).received,
            motivation: application(t).motivation,
        }],
        decisions: vec![DecisionLine {
            verdict: ReviewVerdict::LeftHeld,
            reason: by(t, "顧問に照会中。", "Asked our counsel.", "正向法律顧問查詢。").into(),
            by: "Mio Ando".into(),
            at: at(t, 20, "14:00"),
        }],
        form,
    };
    let law = Law::built_in().unwrap();
    let mut form = question_form(t, &law);
    form.fill([
        ("action", "transfer"),
        ("today", "2026-11-24"),
        ("origin", "JP"),
        ("collected_in", "JP"),
        ("destination", "SG"),
        ("recipient_kind", "group_subsidiary"),
        ("category", "profile"),
        ("purpose", "P1_recruitment"),
        ("purpose_notified", "yes"),
        ("candidate_home", "JP"),
        ("outcome", "open"),
        ("safeguard", "intra_group_agreement"),
    ]);
    let asked = |fact: &'static str| form.value(fact);
    let facts = Facts::from_row(asked).unwrap();
    let answer = answer_view(&law, t, &reason(&law.rules, &facts), &facts);
    let what_if = WhatIfPage { frame: frame(t, OFFICER, "/staff/what-if"), form, answer: Some(answer) };
    vec![
        ("what-if", what_if.render().unwrap()),
        ("reviews", list.render().unwrap()),
        ("review", review.render().unwrap()),
    ]
}
