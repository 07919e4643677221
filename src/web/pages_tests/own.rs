//! Samples of the pages that candidates see.

use askama::Template;

use super::country_information::singapore;
use super::disclosures::third_party;
use super::people::{at, documents, head, person, uses};
use super::public::{changes, offices, vacancies};
use super::{Rendered, by, frame};
use crate::domain::application::Standing;
use crate::domain::consent::{ConsentQuestion, ConsentScope};
use crate::domain::document::DocumentKind;
use crate::web::frame::Area;
use crate::web::me::consents::{ConsentQuestionPage, Recipients, Wording};
use crate::web::me::notices::LaterNoticePage;
use crate::web::me::record::{MyApplication, MyConsent, MyDocument, MyNotice, MyProposal, MyQuestion, RecordPage};
use crate::web::me::sign_in::{MeDoorPage, MeSignInPage};
use crate::web::profile;
use crate::web::texts::Texts;

pub fn pages(t: &Texts) -> Vec<Rendered> {
    let door =
        |expired| MeSignInPage { frame: frame(t, Area::Door, "/me"), action: "/me/sign-in/0123".into(), expired };
    let until = by(t, "2026年12月24日", "24 December 2026", "2026年12月24日");
    let (country, party) = ("SG".parse().unwrap(), third_party(t, "SG"));
    let question =
        ConsentQuestion { scope: ConsentScope::Foreign, country: Some(country), third_party: None, until: None };
    let told = singapore();
    let to = Recipients { offices: offices(t)[1].1, told: Some(&told), ..Recipients::default() };
    let wording = Wording::of(&question, offices(t)[0].1, &to, t);
    let named = ConsentQuestion { scope: ConsentScope::ThirdParty, third_party: Some(party.id), ..question };
    let to = Recipients { party: Some(&party), contact: "03-0000-0000", told: Some(&told), ..Recipients::default() };
    let to_party = Wording::of(&named, offices(t)[0].1, &to, t);
    let record = RecordPage {
        frame: frame(t, Area::Me, "/me"),
        name: head(t).name,
        office: offices(t)[0].1.into(),
        profile: Some(profile::show(&person(t), t)),
        applications: vec![MyApplication {
            vacancy: vacancies(t)[0].title.clone(),
            office: offices(t)[0].1.into(),
            received: at(t, 18, "09:41"),
            standing: Standing::InSelection,
            notice: Some(2),
        }],
        proposals: vec![MyProposal { vacancy: vacancies(t)[1].title.clone(), received: at(t, 19, "14:02") }],
        documents: vec![MyDocument {
            id: "d1".into(),
            name: documents(t)[0].name.clone(),
            kind: Some(DocumentKind::Pdf),
            size: t.size(284_000),
            stored: at(t, 18, "09:41"),
        }],
        messages: Some(super::inbox::read_only(t)),
        questions: [(&wording, "c1"), (&to_party, "c2")]
            .map(|(wording, id)| MyQuestion {
                question: wording.question.clone(),
                href: format!("/me/consent-requests/{id}"),
                open_until: until.into(),
            })
            .into(),
        notices: vec![
            MyNotice { version: 4, is_open: true, standing: t.with("notice-effective", "date", until) },
            MyNotice { version: 3, is_open: false, standing: t.with("me-notice-seen", "date", until) },
        ],
        consents: vec![
            MyConsent {
                scopes: named.scopes(),
                countries: vec![country],
                party: party.name.clone(),
                from: by(t, "2026年11月18日", "18 November 2026", "2026年11月18日").into(),
                until: String::new(),
                withdrawn: String::new(),
                words: to_party.whole().lines().map(str::to_owned).collect(),
                withdrawal: "/me/consents/c3/withdrawal".into(),
            },
            MyConsent {
                scopes: vec![ConsentScope::Foreign, ConsentScope::TalentPool],
                countries: vec![country, "HK".parse().unwrap()],
                party: String::new(),
                from: by(t, "2026年11月18日", "18 November 2026", "2026年11月18日").into(),
                until: String::new(),
                withdrawn: by(t, "2026年11月20日", "20 November 2026", "2026年11月20日").into(),
                words: wording.whole().lines().map(str::to_owned).collect(),
                withdrawal: "/me/consents/c0/withdrawal".into(),
            },
        ],
        withheld: Vec::new(),
        uses: uses(t),
    };
    let question = ConsentQuestionPage {
        frame: frame(t, Area::Me, "/me/consent-requests/c1"),
        wording,
        names_country: true,
        action: "/me/consent-requests/c1".into(),
        open_until: until.into(),
        is_by_link: false,
    };
    let about_party = ConsentQuestionPage { wording: to_party, ..question.clone() };
    let by_link = ConsentQuestionPage {
        frame: frame(t, Area::Door, "/me/answers/t0"),
        action: "/me/answers/t0".into(),
        is_by_link: true,
        ..question.clone()
    };
    let later = |is_asked: bool, is_open: bool| LaterNoticePage {
        frame: frame(t, Area::Me, "/me/notices/4"),
        version: 4,
        wording: Wording {
            question: t.with_two("me-notice-asks", "office", offices(t)[0].1, "version", 4),
            paragraphs: vec![t.say("me-notice-without"), t.say("consent-free")],
        },
        is_asked,
        is_open,
        standing: t.with("notice-effective", "date", until),
        action: "/me/notices/4".into(),
        is_by_link: false,
        withdrawal: if is_open { String::new() } else { "/me/notices/4/withdrawal".into() },
        earlier: Some(2),
        clauses: changes(t),
    };
    let told_by_link = LaterNoticePage {
        frame: frame(t, Area::Door, "/me/announcements/t0"),
        action: "/me/announcements/t0".into(),
        is_by_link: true,
        ..later(true, true)
    };
    vec![
        ("me-announcement", told_by_link.render().unwrap()),
        ("me-notice-asked", later(true, true).render().unwrap()),
        ("me-notice-told", later(false, true).render().unwrap()),
        ("me-notice-agreed", later(true, false).render().unwrap()),
        ("me-consent", question.render().unwrap()),
        ("me-consent-party", about_party.render().unwrap()),
        ("me-answer", by_link.render().unwrap()),
        ("me-sign-in", door(false).render().unwrap()),
        ("me-expired", door(true).render().unwrap()),
        ("me-door", MeDoorPage { frame: frame(t, Area::Door, "/me/sign-in") }.render().unwrap()),
        ("me", record.render().unwrap()),
    ]
}
