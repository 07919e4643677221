//! Samples of the pages that privacy officers see.

use askama::Template;

use super::people::{application, at, head, person, withheld};
use super::public::offices;
use super::{Rendered, by, frame};
use crate::domain::application::Source;
use crate::domain::category::CategoryId;
use crate::domain::locale::InThreeLanguages;
use crate::domain::office::{LegalForm, Office};
use crate::domain::purpose::Purpose;
use crate::domain::review::ReviewVerdict;
use crate::domain::safeguard::CheckFinding;
use crate::domain::staff::Role;
use crate::domain::transfer::Flow;
use crate::law::access::{AccessFacts, Verb};
use crate::law::decision_facts::{DecisionFacts, Lack, Question, QuestionKind};
use crate::law::reasoning::reason;
use crate::law::words::{Action, Verdict};
use crate::law::{Facts, Law};
use crate::web::frame::Area;
use crate::web::profile;
use crate::web::staff::Writing;
use crate::web::staff::candidate::Withheld;
use crate::web::staff::candidate::transfers::{RemedyLine, TransferLine};
use crate::web::staff::decisions::{
    DecisionLine as DecidedLine, DecisionPage, DecisionsPage, PurposeLine, decision_view, filter_form,
};
use crate::web::staff::policy::{PolicyPage, sections};
use crate::web::staff::reviews::{
    DecisionLine, ReviewLine, ReviewPage, ReviewedApplication, ReviewsPage, decision_form,
};
use crate::web::staff::rule_trial::{RuleTrialPage, trial_form, tried_view};
use crate::web::staff::safeguards::{BoundOffice, CheckLine, SafeguardsPage, agreement_form, check_form};
use crate::web::staff::transfers::group::{GroupPage, MissingLine};
use crate::web::staff::transfers::{GroupLine, LedgerLine, Named, Picture, TransfersPage, WaitingLine};
use crate::web::staff::what_if::{WhatIfPage, answer_view, question_form};
use crate::web::texts::Texts;
use crate::workflows::explain_decision::Reasoned;
use crate::workflows::try_rules::{Difference, Tried, Word};

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
    let transfers = transfers_page(t, &law, &why);
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
    let [decision, unexplained] = decision_pages(t, &law, &facts);
    vec![
        ("decisions", decisions_page(t).render().unwrap()),
        ("decision", decision.render().unwrap()),
        ("decision-not-kept", unexplained.render().unwrap()),
        ("rule-trial", trial_page(t, &law).render().unwrap()),
        ("transfers", transfers.render().unwrap()),
        ("transfer-group", group_page(t, &why).render().unwrap()),
        ("safeguards", safeguards_page(t).render().unwrap()),
        ("what-if", what_if.render().unwrap()),
        ("policy", policy_page(t, &law).render().unwrap()),
        ("reviews", list.render().unwrap()),
        ("review", review.render().unwrap()),
    ]
}

fn decided(t: &Texts, seq: i64, verdict: Verdict, rules: &str) -> DecidedLine {
    DecidedLine {
        seq,
        href: format!("/staff/journal/{seq}"),
        at: at(t, 24, "10:15"),
        role: t.label(Role::Recruiter),
        verb: t.label(Verb::Read),
        category: Some(CategoryId::Profile),
        purpose: Some(Purpose::Recruitment),
        verdict: Some(verdict),
        rules: rules.into(),
    }
}

fn decisions_page(t: &Texts) -> DecisionsPage {
    let decisions = vec![
        decided(t, 1_204, Verdict::Review, "ROLE-RECRUITER-WORK REVIEW-HOME"),
        decided(t, 1_203, Verdict::Allow, "ROLE-RECRUITER-WORK USE-OK"),
    ];
    let line = |purpose: Option<Purpose>, acts, refused| PurposeLine {
        purpose,
        href: purpose.map(|purpose| format!("/staff/journal?purpose={purpose}")).unwrap_or_default(),
        acts,
        refused,
        people: acts / 3,
        listed: acts * 2,
        latest: at(t, 24, "10:15"),
    };
    DecisionsPage {
        frame: frame(t, OFFICER, "/staff/journal"),
        filter: filter_form(t, &"JP".parse().unwrap(), &named_offices(t)),
        period: [
            by(t, "2026年11月18日", "18 November 2026", "2026年11月18日").into(),
            by(t, "2026年11月24日", "24 November 2026", "2026年11月24日").into(),
        ],
        purposes: Some(vec![
            line(Some(Purpose::Recruitment), 12_480, 37),
            line(Some(Purpose::FutureRecruitment), 204, 3),
            line(None, 96, 0),
        ]),
        decisions,
        next: Some("/staff/journal?before=1104".into()),
    }
}

fn decision_pages(t: &Texts, law: &Law, moved: &Facts) -> [DecisionPage; 2] {
    let access = AccessFacts {
        role: Role::Recruiter,
        job: None,
        verb: Verb::Read,
        category: CategoryId::Profile,
        purpose: Purpose::Recruitment,
        own_file: false,
        assigned: true,
        reason_given: false,
    };
    let used = Facts { action: Action::Use, destination: None, ..moved.clone() };
    let ask = |kind, facts: &Facts| Question { kind, facts: facts.clone() };
    let questions = vec![ask(QuestionKind::Office, &used), ask(QuestionKind::Transfer, moved)];
    let facts = DecisionFacts { access, questions, lack: Some(Lack::NotGiven) };
    let answered = facts.answer(&law.rules, &law.access);
    let steps = facts.questions.iter().map(|question| reason(&law.rules, &question.facts)).collect();
    let reasoned =
        Reasoned { law_then: [9; 32], is_same_law: false, is_alike: false, answered, steps, facts: facts.clone() };
    let line = decided(t, 1_204, Verdict::Allow, "ROLE-RECRUITER-WORK USE-OK JP-GRP-CONSENT");
    let office = offices(t)[0].1.to_owned();
    let page = DecisionPage {
        frame: frame(t, OFFICER, "/staff/journal/1204"),
        decision: Some(decision_view(law, t, &reasoned, "2026.10")),
        line: line.clone(),
        office: office.clone(),
        unexplained: "",
    };
    let frame = frame(t, OFFICER, "/staff/journal/12");
    [page, DecisionPage { frame, line, office, decision: None, unexplained: "decision-not-kept" }]
}

fn trial_page(t: &Texts, law: &Law) -> RuleTrialPage {
    let word = |verdict, rules: &str| Word { verdict, rules: rules.into() };
    let difference = Difference {
        was: word(Verdict::Review, "ROLE-RECRUITER-WORK REVIEW-HOME"),
        is: word(Verdict::Allow, "ROLE-RECRUITER-WORK USE-OK"),
        verb: "read".into(),
        category: Some(CategoryId::Profile),
        purpose: Some(Purpose::Recruitment),
        offices: ["JP", "HK"].map(|code| code.parse().unwrap()).into(),
        decisions: 1_204,
    };
    let tried = Tried {
        decisions: 48_112,
        not_kept: 12,
        drifted: 1,
        is_cut: true,
        differences: vec![difference],
        version: "2027.01".into(),
        untold: vec!["REVIEW-NEW".into()],
        ..Tried::default()
    };
    let mut form = trial_form();
    form.refuse_with("table", "error-rule-table", "[[gate]] GATE-NEW: there is no such gate");
    let in_force = law.rules.version().to_string();
    let tried = Some(tried_view(&tried, &[], t));
    RuleTrialPage { frame: frame(t, OFFICER, "/staff/rules/try"), in_force, form, tried }
}

fn waiting_line(t: &Texts, is_approved: bool, why: Option<&Withheld>) -> WaitingLine {
    WaitingLine {
        who: Named { name: head(t).name, href: "/staff/candidates/018f".into() },
        category: CategoryId::Profile,
        office: offices(t)[1].1.into(),
        purpose: Purpose::Recruitment,
        until: String::new(),
        asked: at(t, 24, "10:15"),
        is_approved,
        ways: why
            .map(|why| {
                why.remedies.iter().map(|text| vec![RemedyLine { text: text.clone(), question: None }]).collect()
            })
            .unwrap_or_default(),
        why: why.cloned(),
        approval: "/staff/transfers/requests/r1/approval".into(),
        refusal: "/staff/transfers/requests/r1/refusal".into(),
    }
}

fn group_line(t: &Texts) -> GroupLine {
    GroupLine {
        href: "/staff/transfers/groups/018f".into(),
        office: offices(t)[1].1.into(),
        purpose: Purpose::Recruitment,
        until: by(t, "2027年3月31日", "31 March 2027", "2027年3月31日").into(),
        asked: at(t, 24, "10:15"),
        counts: vec![(CategoryId::Profile, 1_204, 12), (CategoryId::ApplicationHistory, 1_198, 12)],
    }
}

fn group_page(t: &Texts, why: &Withheld) -> GroupPage {
    let waiting = vec![waiting_line(t, false, Some(why)), waiting_line(t, true, None)];
    GroupPage {
        frame: frame(t, OFFICER, "/staff/transfers"),
        line: group_line(t),
        by: by(t, "田中 凛", "Rin Tanaka", "田中凜").into(),
        undecided: 2_378,
        goes: 1_100,
        missing: vec![MissingLine { why: why.clone(), ways: waiting[0].ways.clone(), count: 1_302 }],
        looked: Some(2_000),
        last: "018f".into(),
        waiting,
        next: Some("/staff/transfers/groups/018f?after=018f".into()),
    }
}

fn transfers_page(t: &Texts, law: &Law, why: &Withheld) -> TransfersPage {
    let who = Named { name: head(t).name, href: "/staff/candidates/018f".into() };
    let waiting = |is_approved, why| waiting_line(t, is_approved, why);
    let made = TransferLine {
        category: CategoryId::Profile,
        by: String::new(),
        end: String::new(),
        office: offices(t)[2].1.into(),
        purpose: Purpose::Recruitment,
        from: at(t, 18, "09:41"),
        until: by(t, "2027年3月31日", "31 March 2027", "2027年3月31日").into(),
        ended: String::new(),
        duties: Vec::new(),
    };
    let over = TransferLine { ended: at(t, 20, "00:00"), ..made.clone() };
    let line = |transfer, end_rule: &str, action: &str| LedgerLine {
        who: who.clone(),
        transfer,
        rule: "JP-OWN-ABROAD".into(),
        end_rule: end_rule.into(),
        action: action.into(),
    };
    let gone = LedgerLine { who: Named::default(), ..line(over, "GATE-RETENTION", "") };
    let flow = |destination: &str, category, rule: &str, count| Flow {
        destination: destination.parse().unwrap(),
        category,
        rule: rule.into(),
        count,
    };
    let flows = [
        flow("HK", CategoryId::Profile, "JP-OWN-ABROAD", 1_204),
        flow("HK", CategoryId::ApplicationHistory, "JP-OWN-ABROAD", 1_198),
        flow("SG", CategoryId::Profile, "JP-GRP-CONSENT", 37),
    ];
    let named = named_offices(t);
    TransfersPage {
        frame: frame(t, OFFICER, "/staff/transfers"),
        waiting: vec![waiting(false, None), waiting(true, Some(why))],
        later: Some("/staff/transfers?later=1".into()),
        groups: vec![group_line(t)],
        picture: Picture::of(&flows, &named[0], &named, t, law),
        made: vec![line(made, "", "/staff/transfers/t1/end"), gone],
        earlier: Some("/staff/transfers?earlier=1".into()),
    }
}

fn named_offices(t: &Texts) -> Vec<Office> {
    let office = |(code, name, jurisdiction): &(&str, &str, crate::domain::jurisdiction::Jurisdiction)| Office {
        code: code.parse().unwrap(),
        name: InThreeLanguages { ja: (*name).into(), en: (*name).into(), zh_hant: (*name).into() },
        jurisdiction: *jurisdiction,
        legal_form: LegalForm::Branch,
        time_zone: "Asia/Tokyo".into(),
    };
    offices(t).iter().map(office).collect()
}

fn policy_page(t: &Texts, law: &Law) -> PolicyPage {
    let office = Office {
        code: "JP".parse().unwrap(),
        name: InThreeLanguages::default(),
        jurisdiction: crate::domain::jurisdiction::Jurisdiction::Jp,
        legal_form: LegalForm::HeadOffice,
        time_zone: "Asia/Tokyo".into(),
    };
    let uses = [("JP-PRO-SAME".to_owned(), (7, crate::domain::time::Ts::from_micros(1_795_000_000_000_000)))];
    let sections = sections(law, &Writing::new(*t, &office), &uses.into()).unwrap();
    PolicyPage { frame: frame(t, OFFICER, "/staff/policy"), sections }
}

fn safeguards_page(t: &Texts) -> SafeguardsPage {
    let bound = |place: usize, is_due| {
        let (code, name, _) = offices(t)[place];
        BoundOffice {
            code: code.into(),
            name: name.into(),
            form: t.label(LegalForm::Branch),
            checked: by(t, "2025年9月1日", "1 September 2025", "2025年9月1日").into(),
            due: by(t, "2026年9月1日", "1 September 2026", "2026年9月1日").into(),
            is_due,
            agreement: agreement_form(t, code, None),
            check: check_form(t, code),
        }
    };
    let mut refused = bound(2, true);
    refused.check.check();
    SafeguardsPage {
        frame: frame(t, OFFICER, "/staff/transfers/safeguards"),
        offices: vec![bound(1, false), refused],
        checks: vec![CheckLine {
            on: by(t, "2025年9月1日", "1 September 2025", "2025年9月1日").into(),
            office: offices(t)[2].1.into(),
            finding: CheckFinding::Kept,
            note: "PDPO, Cap. 486".into(),
            by: "Mio Ando".into(),
        }],
    }
}
