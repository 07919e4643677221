//! Samples of the pages about duties and about third parties.

use askama::Template;

use super::people::at;
use super::public::offices;
use super::{Rendered, by, frame};
use crate::domain::disclosure::{ThirdParty, ThirdPartyKind};
use crate::domain::id::ThirdPartyId;
use crate::domain::staff::Role;
use crate::law::words::Duty;
use crate::store::duty_register::RecipientDuty;
use crate::store::third_parties::PartyFile;
use crate::web::frame::Area;
use crate::web::staff::candidate::duties::DutyMark;
use crate::web::staff::duties::{DutiesPage, NoteLine, ProvisionLine, RecipientLine, note_form};
use crate::web::staff::third_parties::{PartiesPage, PartyLine, PartyPage, party_form};
use crate::web::texts::Texts;

const OFFICER: Area = Area::Staff(Role::PrivacyOfficer);

fn day(t: &Texts) -> String {
    by(t, "2026年12月1日", "1 December 2026", "2026年12月1日").into()
}

/// Duties beside a transfer: late, done and kept as a record.
pub fn marks(t: &Texts) -> Vec<DutyMark> {
    let mark = |duty, due: &str, done: &str, kept: &str| DutyMark {
        duty,
        due: due.into(),
        is_late: !due.is_empty(),
        done: done.into(),
        kept_until: kept.into(),
    };
    vec![
        mark(Duty::StopIfMeasuresFail, &day(t), "", ""),
        mark(Duty::PublishCountry, "", &at(t, 18, "09:41"), ""),
        mark(Duty::RecordProvision, "", &at(t, 18, "09:41"), &day(t)),
    ]
}

fn recipient(t: &Texts, duty: Duty, place: usize, number: usize) -> RecipientLine {
    let (code, name, _) = offices(t)[place];
    let of = RecipientDuty {
        duty,
        recipient: code.into(),
        countries: vec![code.parse().unwrap()],
        due_on: "2026-12-01".parse().unwrap(),
        records: 1_204,
    };
    RecipientLine {
        duty,
        name: name.into(),
        due: day(t),
        is_late: number == 1,
        records: of.records,
        form: note_form(&of, number),
        countries: of.countries,
    }
}

fn duties_page(t: &Texts) -> DutiesPage {
    let mut bad = recipient(t, Duty::PublishCountry, 1, 2);
    bad.form.check();
    DutiesPage {
        frame: frame(t, OFFICER, "/staff/duties"),
        recipients: vec![recipient(t, Duty::StopIfMeasuresFail, 2, 1), bad],
        provisions: vec![ProvisionLine {
            href: "/staff/disclosures/d1".into(),
            duty: Duty::TellCandidateAfterwards,
            party: by(t, "みなと病院", "Minato Hospital", "港人醫院").into(),
            due: day(t),
            is_late: true,
        }],
        has_more: true,
        notes: vec![NoteLine {
            at: at(t, 18, "09:41"),
            by: "Mio Ando".into(),
            duty: Duty::InformOnRequest,
            name: offices(t)[2].1.into(),
            records: 37,
            note: by(t, "説明資料を更新した。", "Updated the explanation.", "已更新說明資料。").into(),
        }],
    }
}

fn party(t: &Texts) -> PartyFile {
    let party = ThirdParty {
        id: ThirdPartyId::new(),
        name: by(t, "みなと病院", "Minato Hospital", "港人醫院").into(),
        kind: ThirdPartyKind::Medical,
        country: "JP".parse().unwrap(),
    };
    PartyFile { party, contact: "03-0000-0000".into(), revision: 2 }
}

pub fn pages(t: &Texts) -> Vec<Rendered> {
    let file = party(t);
    let line = PartyLine {
        href: "/staff/third-parties/p1".into(),
        name: file.party.name.clone(),
        kind: file.party.kind,
        country: t.country(&file.party.country),
        contact: file.contact.clone(),
    };
    let bare = PartyLine { contact: String::new(), ..line.clone() };
    let list = PartiesPage {
        frame: frame(t, OFFICER, "/staff/third-parties"),
        parties: vec![line, bare],
        next: Some("/staff/third-parties?after=p1".into()),
    };
    let mut form = party_form(t, &file);
    form.set("name", "");
    form.check();
    let shown = PartyPage { frame: frame(t, OFFICER, "/staff/third-parties/p1"), name: file.party.name.clone(), form };
    vec![
        ("duties", duties_page(t).render().unwrap()),
        ("third-parties", list.render().unwrap()),
        ("third-party", shown.render().unwrap()),
    ]
}
