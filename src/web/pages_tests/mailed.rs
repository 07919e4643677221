//! Samples of what is made of a mail: an application, and a record of receipt.

use super::people::head;
use super::{by, frame};
use crate::domain::application::{Source, Stage};
use crate::domain::disclosure::{ThirdParty, ThirdPartyKind};
use crate::domain::id::{CandidateId, MessageFileId, ThirdPartyId};
use crate::domain::message::MailAddress;
use crate::domain::staff::Role;
use crate::web::form::Choice;
use crate::web::frame::Area;
use crate::web::staff::inbox::application::{ApplicationPage, Beginning, OfferedFile, application_form};
use crate::web::staff::inbox::receipt::{ReceiptPage, mailed_form};
use crate::web::texts::Texts;
use crate::workflows::take_finding::receipt::Begun;

const RECRUITER: Area = Area::Staff(Role::Recruiter);
const THREAD: &str = "/staff/inbox/018f";

/// The form to make an application of a mail; refused, of somebody who has one, in the mail of an agent.
pub fn application_page(t: &Texts, refused: bool) -> ApplicationPage {
    let action = format!("{THREAD}/messages/m2/application");
    let title = by(t, "機械設計エンジニア", "Mechanical Designer", "機械設計工程師");
    let file = |name: &str, is_document| OfferedFile {
        id: MessageFileId::new(),
        label: format!("{name} ({})", t.size(240_000)),
        is_document,
    };
    let long = "Precision-Engineering-Coordinate-Measuring-Machines-".repeat(3) + ".pdf";
    let begin = Beginning {
        vacancies: vec![Choice::new("018f", title)],
        vacancy: "018f".into(),
        source: if refused { Source::Agent } else { Source::Staff },
        notice: 3,
        files: vec![file(by(t, "履歴書.pdf", "CV.pdf", "履歷.pdf"), true), file(&long, true), file("logo.png", false)],
        is_open: true,
    };
    let mut form = application_form(t, action.clone(), begin);
    if refused {
        form.refuse("vacancy", "error-application-known");
        form.check();
    }
    ApplicationPage {
        frame: frame(t, RECRUITER, &action),
        back: THREAD.into(),
        who: head(t).name,
        is_about_another: refused,
        keeps_no_files: refused,
        is_file_refused: refused,
        known: if refused { vec![(title.into(), Stage::Screening)] } else { Vec::new() },
        form,
    }
}

/// The form to record a receipt with, from somebody whom the office knows, or not and refused.
pub fn receipt_page(t: &Texts, is_known: bool) -> ReceiptPage {
    let action = format!("{THREAD}/messages/m2/receipt");
    let party = ThirdParty {
        id: ThirdPartyId::new(),
        name: "Minato Agency".into(),
        kind: ThirdPartyKind::Agent,
        country: "JP".parse().unwrap(),
    };
    let sender = MailAddress { name: "Minato Partners".into(), address: "info@minato.example".into() };
    let begun = Begun {
        candidate: CandidateId::new(),
        person: None,
        sender,
        kind: ThirdPartyKind::Agent,
        came_on: "2026-11-24".parse().unwrap(),
        is_open: true,
        party: is_known.then_some(party.id),
        parties: vec![party],
    };
    let mut form = mailed_form(t, action.clone(), &begun);
    if !is_known {
        form.check();
    }
    let who = if is_known { head(t).name } else { String::new() };
    ReceiptPage { frame: frame(t, RECRUITER, &action), back: THREAD.into(), who, form }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::locale::Locale;

    #[test]
    fn what_looks_like_a_document_is_ticked_and_nothing_that_a_person_has_to_say_is() {
        let form = application_page(&Texts::of(Locale::En), false).form;
        let ticked: Vec<bool> = form.group("files").iter().map(|field| field.is_ticked()).collect();
        assert_eq!(ticked, [true, true, false]);
        assert_eq!((form.value("vacancy"), form.value("notice_given"), form.value("notice_locale")), ("018f", "", ""));
    }

    #[test]
    fn a_sender_whom_the_office_knows_is_chosen_and_any_other_is_named() {
        let known = receipt_page(&Texts::of(Locale::En), true).form;
        assert!(!known.value("giver_known").is_empty() && known.value("giver_name").is_empty());
        let other = receipt_page(&Texts::of(Locale::En), false).form;
        assert_eq!((other.value("giver_known"), other.value("giver_name")), ("", "Minato Partners"));
        assert_eq!((other.value("giver_kind"), other.value("received_on")), ("agent", "2026-11-24"));
        assert!(other.group("received").iter().all(|field| !field.is_ticked()), "what was received says the person");
        assert_ne!(known.value("record"), other.value("record"), "each form is a record of its own");
    }
}
