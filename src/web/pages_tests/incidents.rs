//! Samples of the pages about incidents.

use askama::Template;

use super::people::head;
use super::public::offices;
use super::{Rendered, by, frame};
use crate::domain::category::CategoryId;
use crate::domain::id::{HoldingId, IncidentId};
use crate::domain::incident::{Added, Incident, IncidentAct, LeftOut, Scope, ScopeOf};
use crate::domain::locale::InThreeLanguages;
use crate::domain::office::{LegalForm, Office};
use crate::domain::staff::Role;
use crate::domain::time::{Day, Ts};
use crate::law::Law;
use crate::store::incident_affected::{Affected, Count};
use crate::store::incident_clocks::KeptClock;
use crate::web::frame::Area;
use crate::web::staff::Writing;
use crate::web::staff::incidents::show::{IncidentPage, page_of};
use crate::web::staff::incidents::{IncidentLine, IncidentsPage, Standing, forms};
use crate::web::texts::Texts;
use crate::workflows::keep_incidents::{Choices, Shown};

const OFFICER: Area = Area::Staff(Role::PrivacyOfficer);

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn choices(t: &Texts) -> Choices {
    let named = |(code, name, jurisdiction): &(&str, &str, crate::domain::jurisdiction::Jurisdiction)| Office {
        code: code.parse().unwrap(),
        name: InThreeLanguages { ja: (*name).into(), en: (*name).into(), zh_hant: (*name).into() },
        jurisdiction: *jurisdiction,
        legal_form: LegalForm::Branch,
        time_zone: "Asia/Tokyo".into(),
    };
    let offices = offices(t).iter().map(named).collect();
    Choices { offices, processors: Vec::new(), accounts: Vec::new(), today: day("2026-11-30") }
}

fn shown(t: &Texts) -> Shown {
    let id = IncidentId::new();
    let clock = |rule: &str, due: Option<&str>, done: Option<&str>, not_required: &str| KeptClock {
        incident_id: id,
        rule: rule.into(),
        due_on: due.map(day),
        done_on: done.map(day),
        not_required: (!not_required.is_empty()).then(|| not_required.into()),
        revision: 1,
    };
    let affected = |home: &str, left_out: Option<LeftOut>, added| Affected {
        holding_id: HoldingId::new(),
        office: "JP".parse().unwrap(),
        home: home.parse().ok(),
        health: left_out.is_some(),
        left_out,
        added,
    };
    let what = by(
        t,
        "退職者のアカウントが閉じられないまま、週末に使われた。",
        "The account of somebody who had left was still open, and was used over a weekend.",
        "離職人員的帳戶未有關閉，並於週末遭使用。",
    );
    let reason = by(t, "暗号化されていた。", "It was encrypted.", "資料已加密。");
    Shown {
        incident: Incident {
            id,
            office: "JP".parse().unwrap(),
            place: "SG".parse().unwrap(),
            processor: None,
            known_on: day("2026-11-22"),
            assessed_on: Some(day("2026-11-28")),
            processor_knew_on: None,
            what: what.into(),
            categories: vec![CategoryId::Profile, CategoryId::Health],
            wrongful_purpose: true,
            property_damage: false,
            significant_harm: true,
            recorded_by: None,
        },
        revision: 1,
        recorded_at: Ts::from_micros(1_795_000_000_000_000),
        clocks: vec![
            clock("BR-JP-FIRST", Some("2026-11-26"), None, ""),
            clock("BR-JP-FINAL-WRONGFUL", Some("2027-01-20"), None, ""),
            clock("BR-JP-PERSON", Some("2026-11-26"), Some("2026-11-25"), ""),
            clock("BR-SG-PERSON", None, None, ""),
            clock("BR-SG-ASSESS", Some("2026-12-22"), None, reason),
        ],
        scope: Some(Scope {
            of: ScopeOf::Office("SG".parse().unwrap()),
            from: day("2026-11-20"),
            until: day("2026-11-22"),
            acts: vec![IncidentAct::Views, IncidentAct::Exports],
        }),
        counts: vec![
            Count { office: "JP".parse().unwrap(), home: "JP".parse().ok(), persons: 2 },
            Count { office: "SG".parse().unwrap(), home: None, persons: 1_204 },
        ],
        is_cut_off: true,
        next: Some(HoldingId::new()),
        affected: vec![affected("JP", None, Some(Added::Reported)), affected("DE", Some(LeftOut::Unreadable), None)],
        people: Vec::new(),
        choices: choices(t),
    }
}

fn incident_page(t: &Texts, is_bad: bool) -> IncidentPage {
    let shown = shown(t);
    let writing = Writing::new(*t, &shown.choices.offices[0]);
    let mut page = page_of(&shown, &Law::built_in().unwrap(), &writing, frame(t, OFFICER, "/staff/incidents/i1"));
    page.affected[0].name = head(t).name;
    page.affected[0].href = "/staff/candidates/018f".into();
    if is_bad {
        page.facts_form.fill([]);
        page.facts_form.refuse("category.profile", "error-choose");
    }
    page
}

/// The samples.
pub fn pages(t: &Texts) -> Vec<Rendered> {
    let choices = choices(t);
    let line = |standing: Standing| IncidentLine {
        href: "/staff/incidents/i1".into(),
        known: t.day(&day("2026-11-22")),
        place: offices(t)[1].1.into(),
        categories: vec![CategoryId::Profile, CategoryId::Health],
        standing,
    };
    let overdue = Standing { key: "incident-overdue", day: t.day(&day("2026-11-26")), is_overdue: true };
    let settled = Standing { key: "incident-settled", day: String::new(), is_overdue: false };
    let mut form = forms::facts_form(t, "/staff/incidents", &choices.offices, &[], None);
    form.check();
    let list = IncidentsPage {
        frame: frame(t, OFFICER, "/staff/incidents"),
        incidents: vec![line(overdue), line(settled)],
        form,
    };
    vec![
        ("incidents", list.render().unwrap()),
        ("incident", incident_page(t, false).render().unwrap()),
        ("incident-faults", incident_page(t, true).render().unwrap()),
    ]
}
