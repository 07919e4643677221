//! Filing mail that is filed with nobody with a person.
//!
//! Invariant: nothing of the mail is on the page but when it came in.

use actix_web::web::Path;

use super::{Chosen, FilingPage, choices, people};
use crate::domain::id::IncomingMessageId;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::frame::Message;
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::web::staff::Writing;
use crate::web::staff::inbox::unfiled::PAGE;
use crate::workflows::file_mail::{self, Known};
use crate::workflows::triage_mail;

/// Shows the form to file a mail that is filed with nobody with a person.
pub async fn show(staff: StaffCaller, id: Path<IncomingMessageId>) -> Answer {
    staff.require_correspondent()?;
    page(&page_of(&staff, id.into_inner(), Chosen::default()).await?)
}

/// Looks for a person, or files the mail with one.
pub async fn file(sent: StaffForm, id: Path<IncomingMessageId>) -> Answer {
    let StaffForm { staff, posted } = sent;
    staff.require_correspondent()?;
    let (id, chosen) = (id.into_inner(), Chosen::of(&posted));
    let candidate = match (posted.value("act"), chosen.candidate()) {
        ("file", Some(candidate)) => candidate,
        ("file", None) => {
            let fault = Some("filing-fault-nobody");
            return page_with_faults(&page_of(&staff, id, Chosen { fault, ..chosen }).await?);
        }
        ("find", _) => return page(&page_of(&staff, id, chosen).await?),
        _ => {
            page_of(&staff, id, Chosen::default()).await?;
            return Err(WebError::Malformed);
        }
    };
    let caller = staff.caller.clone();
    let file = staff.visitor.app.change_apart(move |app| {
        let ours = app.config.own_addresses();
        let known = Known { ours: &ours, servers: Some(&app.config.trusted_servers) };
        file_mail::file_with_person(&app.store, (&app.reader, known), &caller, id, candidate)
    });
    file.await?;
    onward(PAGE, Some(Message::MessagesFiled))
}

async fn page_of(staff: &StaffCaller, id: IncomingMessageId, chosen: Chosen) -> Result<FilingPage, WebError> {
    let (caller, asked) = (staff.caller.clone(), chosen.clone());
    let look = staff.visitor.app.run_apart(move |app| {
        let mail = triage_mail::find(&mut app.store.database()?, &caller, id)?;
        Ok((mail, people(app, &caller, &asked)?))
    });
    let (mail, (people, vacancies)) = look.await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    Ok(FilingPage {
        frame: staff.frame(),
        back: PAGE.to_owned(),
        action: format!("{PAGE}/{id}/person"),
        came: writing.moment(mail.received_at),
        messages: Vec::new(),
        before: String::new(),
        older: None,
        newest: None,
        people: choices(&people, &vacancies, staff, &chosen.person),
        newcomer: String::new(),
        is_newcomer: false,
        typed: chosen.typed,
        fault: chosen.fault,
    })
}
