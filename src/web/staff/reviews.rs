//! What waits for the privacy officer's decision: the list names nobody; a record is opened one by one to be decided.

use actix_web::web::{Path, Query};
use askama::Template;
use askama_web::WebTemplate;

use super::candidate::Withheld;
use super::{Writing, withholding};
use crate::domain::application::Source;
use crate::domain::id::{HoldingId, VacancyId};
use crate::domain::review::ReviewVerdict;
use crate::domain::time::Ts;
use crate::domain::vacancy::VacancyName;
use crate::store::applications::ShownApplication;
use crate::store::permit::Unsealed;
use crate::store::reviews::{Held, Place, ShownDecision};
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Form, Kind};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::web::profile::{self, ProfileView, choices};
use crate::web::texts::Texts;
use crate::workflows::review_holding::{self, Review};

/// `/staff/reviews`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/reviews.html")]
pub struct ReviewsPage {
    /// The frame.
    pub frame: Frame,
    /// What waits, oldest first.
    pub reviews: Vec<ReviewLine>,
    /// The address of the page of later ones.
    pub next: Option<String>,
}

/// A record that waits.
#[derive(Debug, Clone)]
pub struct ReviewLine {
    /// The holding, for the address; empty if a decision would change nothing.
    pub id: String,
    /// Since when, written out.
    pub since: String,
    /// The vacancy of the latest application; empty without one.
    pub vacancy: String,
    /// Where it came from.
    pub source: Option<Source>,
    /// The country of residence, in the language of the page.
    pub residence: String,
    /// What holds it.
    pub why: Withheld,
}

/// `/staff/reviews/{holding}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/review.html")]
pub struct ReviewPage {
    /// The frame.
    pub frame: Frame,
    /// The name.
    pub name: String,
    /// What is known without opening it.
    pub line: ReviewLine,
    /// The profile.
    pub profile: ProfileView,
    /// The applications, newest first.
    pub applications: Vec<ReviewedApplication>,
    /// What was decided so far, newest first.
    pub decisions: Vec<DecisionLine>,
    /// The form to decide with, from [`decision_form`].
    pub form: Form,
}

/// An application of somebody whose record waits.
#[derive(Debug, Clone)]
pub struct ReviewedApplication {
    /// What it is for.
    pub vacancy: String,
    /// When it came in, written out.
    pub received: String,
    /// Why they apply.
    pub motivation: String,
}

/// An earlier decision.
#[derive(Debug, Clone)]
pub struct DecisionLine {
    /// What was decided.
    pub verdict: ReviewVerdict,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// When, written out.
    pub at: String,
}

/// The form to decide with: `verdict` and `reason`.
pub fn decision_form(texts: &Texts, holding: &str, country: &str) -> Form {
    let mut form = Form::new(format!("/staff/reviews/{holding}/decision"));
    let mut verdicts = choices(texts, ReviewVerdict::ALL);
    for choice in verdicts.iter_mut().filter(|choice| choice.value == ReviewVerdict::Cleared.as_str()) {
        choice.label = texts.with("review-clear", "country", country);
    }
    verdicts.insert(0, crate::web::form::Choice::new("", texts.say("choose")));
    form.add("decision", Kind::Select, "verdict", "field-verdict").required().options(verdicts);
    form.add("decision", Kind::Lines, "reason", "field-verdict-reason").required().longest(2_000).hint("hint-verdict");
    form
}

/// Where a page of the list begins.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct ReviewsQuery {
    after: String,
}

impl ReviewsQuery {
    fn place(&self) -> Option<Place> {
        let (micros, holding) = self.after.split_once('.')?;
        Some((Ts::from_micros(micros.parse().ok()?), holding.parse().ok()?))
    }
}

/// Lists what waits at the reader's office.
pub async fn list(staff: StaffCaller, query: Option<Query<ReviewsQuery>>) -> Answer {
    // An address that somebody shortened leads to the beginning rather than nowhere.
    let after = query.and_then(|query| query.place());
    let caller = staff.caller.clone();
    let reviews = staff.visitor.app.run(move |_, db| review_holding::list(db, &caller, after)).await?;
    page(&ReviewsPage {
        reviews: reviews.held.iter().map(|held| line(&staff, held, &reviews.vacancies)).collect(),
        next: reviews.next.map(|(at, holding)| format!("/staff/reviews?after={}.{holding}", at.micros())),
        frame: staff.frame(),
    })
}

/// Opens one record to be decided about.
pub async fn show(staff: StaffCaller, holding: Path<HoldingId>) -> Answer {
    page(&opened(&staff, holding.into_inner()).await?)
}

/// Keeps the decision; a cleared record is in the lists at once.
pub async fn decide(sent: StaffForm, holding: Path<HoldingId>) -> Answer {
    let (StaffForm { staff, posted }, holding) = (sent, holding.into_inner());
    let mut form = decision_form(&staff.visitor.texts, &holding.to_string(), "");
    form.fill(posted.pairs());
    form.check();
    let Ok(verdict) = form.value("verdict").parse::<ReviewVerdict>() else {
        return refused(&staff, holding, form).await;
    };
    if form.is_bad() {
        return refused(&staff, holding, form).await;
    }
    let (caller, reason) = (staff.caller.clone(), form.value("reason").to_owned());
    let app = &staff.visitor.app;
    app.change(move |_, db| review_holding::decide(db, &caller, holding, verdict, &reason)).await?;
    onward("/staff/reviews", Some(Message::Saved))
}

/// The page once more, with what was typed and what is wrong with it.
async fn refused(staff: &StaffCaller, holding: HoldingId, typed: Form) -> Answer {
    let mut shown = opened(staff, holding).await?;
    for (field, typed) in shown.form.fields.iter_mut().zip(typed.fields) {
        field.value = typed.value;
        field.error = typed.error;
    }
    page_with_faults(&shown)
}

async fn opened(staff: &StaffCaller, holding: HoldingId) -> Result<ReviewPage, WebError> {
    let caller = staff.caller.clone();
    let review = staff.visitor.app.run(move |_, db| review_holding::open(db, &caller, holding)).await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let line = line(staff, &review.held, &review.vacancies);
    let mut frame = staff.frame();
    frame.path = format!("/staff/reviews/{holding}");
    Ok(ReviewPage {
        frame,
        name: review.profile.record.name.display(writing.locale()),
        profile: profile::show(&review.profile.record, &writing.texts),
        applications: review.applications.iter().map(|it| application(&writing, &review, it)).collect(),
        decisions: review.decisions.iter().map(|it| decision(&writing, &review, it)).collect(),
        form: decision_form(&writing.texts, &holding.to_string(), &line.residence),
        line,
    })
}

fn line(staff: &StaffCaller, held: &Held, vacancies: &[VacancyName]) -> ReviewLine {
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let law = staff.visitor.app.store.law();
    let vacancy = held.application.map(|(vacancy, _)| vacancy_name(vacancies, vacancy, &writing));
    ReviewLine {
        id: if held.is_decidable() { held.holding.id.to_string() } else { String::new() },
        since: writing.moment(held.since),
        vacancy: vacancy.unwrap_or_default(),
        source: held.application.map(|(_, source)| source),
        residence: writing.texts.country(&held.residence),
        why: withholding::explain(law, &writing.texts, String::new(), &held.why),
    }
}

fn vacancy_name(vacancies: &[VacancyName], id: VacancyId, writing: &Writing) -> String {
    let found = vacancies.iter().find(|vacancy| vacancy.id == id);
    found.map(|vacancy| vacancy.title.get(writing.locale()).to_owned()).unwrap_or_default()
}

fn application(writing: &Writing, review: &Review, shown: &ShownApplication) -> ReviewedApplication {
    ReviewedApplication {
        vacancy: vacancy_name(&review.vacancies, shown.application.vacancy, writing),
        received: writing.moment(shown.application.received_at),
        motivation: match &shown.details {
            Unsealed::Value(details) => details.motivation.clone(),
            Unsealed::Damaged => writing.texts.say("damaged"),
        },
    }
}

fn decision(writing: &Writing, review: &Review, shown: &ShownDecision) -> DecisionLine {
    let by = review.deciders.iter().find(|(staff, _)| *staff == shown.staff);
    DecisionLine {
        verdict: shown.verdict,
        reason: writing.unsealed(&shown.reason),
        by: by.map(|(_, name)| name.clone()).unwrap_or_default(),
        at: writing.moment(shown.at),
    }
}
