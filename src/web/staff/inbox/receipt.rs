//! The record of receipt that a mail of an agent or a recruitment service asks for (APPI Art. 30), as a form.
//!
//! Invariant: what the mail tells is only proposed; the person says who gave what, and how they had obtained it.

use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use super::{PAGE, view};
use crate::domain::category::CategoryId;
use crate::domain::id::ReceiptRecordId;
use crate::domain::purpose::Purpose;
use crate::law::access::Verb;
use crate::store::StoreError;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Form, Kind};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::web::staff::Writing;
use crate::web::staff::disclosures::forms::{receipt, receipt_form, refuse_party};
use crate::web::texts::Texts;
use crate::workflows::WorkflowError;
use crate::workflows::take_finding::Place;
use crate::workflows::take_finding::receipt::{self as mailed, Begun, Wanted};

/// `/staff/inbox/{thread}/messages/{message}/receipt`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/inbox/receipt.html")]
pub struct ReceiptPage {
    /// The frame.
    pub frame: Frame,
    /// The address of the thread.
    pub back: String,
    /// About whom it would be; empty if the profile does not open.
    pub who: String,
    /// The form, from [`mailed_form`].
    pub form: Form,
}

/// The form of a receipt, with what the mail proposes; it carries the id of the record, and what it saw.
pub fn mailed_form(texts: &Texts, action: String, begun: &Begun) -> Form {
    let mut form = receipt_form(texts, &begun.candidate.to_string(), &begun.parties, begun.came_on);
    form.action = action;
    match begun.party {
        Some(party) => form.set("giver_known", party.to_string()),
        None => {
            form.set("giver_name", begun.sender.name.trim());
            form.set("giver_kind", begun.kind.as_str());
        }
    }
    form.add("receipt", Kind::Hidden, "record", "receipt-on").value(ReceiptRecordId::new().to_string());
    let seen = if begun.is_open { "yes" } else { "" };
    form.add("receipt", Kind::Hidden, "open", "receipt-on").value(seen);
    form
}

/// Shows the form.
pub async fn show(staff: StaffCaller, path: Path<Place>) -> Answer {
    let place = path.into_inner();
    let begun = begin(&staff, place).await?;
    let form = form_of(&staff, place, &begun);
    page(&page_of(&staff, place, &begun, form))
}

/// Records the receipt.
pub async fn record(sent: StaffForm, path: Path<Place>) -> Answer {
    let (StaffForm { staff, posted }, place) = (sent, path.into_inner());
    let begun = begin(&staff, place).await?;
    let mut form = form_of(&staff, place, &begun);
    form.fill(posted.pairs());
    let id = form.value("record").parse::<ReceiptRecordId>().unwrap_or_default();
    let was_open = !form.value("open").is_empty();
    let Some(received) = receipt(&mut form, staff.today()) else {
        return page_with_faults(&page_of(&staff, place, &begun, form));
    };
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    let record = app.change(move |_, db| {
        let wanted = Wanted { id, received: &received, was_open };
        mailed::record(db, &caller, place, &wanted)
    });
    match record.await {
        Ok(candidate) => onward(&format!("/staff/candidates/{candidate}"), Some(Message::ReceiptRecorded)),
        Err(WorkflowError::Store(StoreError::Taken(_))) => {
            refuse_party(&mut form, "giver");
            page_with_faults(&page_of(&staff, place, &begun, form))
        }
        Err(WorkflowError::Store(StoreError::Stale)) => onward(&thread_of(place), Some(Message::Stale)),
        Err(error) => Err(error.into()),
    }
}

async fn begin(staff: &StaffCaller, place: Place) -> Result<Begun, WebError> {
    staff.require_correspondent()?;
    if !staff.may(Verb::Record, CategoryId::Profile, Purpose::Recruitment) {
        return Err(WebError::NotFound);
    }
    let caller = staff.caller.clone();
    Ok(staff.visitor.app.run(move |_, db| mailed::begin(db, &caller, place)).await?)
}

fn thread_of(place: Place) -> String {
    format!("{PAGE}/{}", place.0)
}

fn form_of(staff: &StaffCaller, place: Place, begun: &Begun) -> Form {
    let action = format!("{}/messages/{}/receipt", thread_of(place), place.1);
    mailed_form(&staff.visitor.texts, action, begun)
}

fn page_of(staff: &StaffCaller, place: Place, begun: &Begun, form: Form) -> ReceiptPage {
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let who = view::person(begun.person.as_ref(), &writing);
    ReceiptPage { frame: staff.frame(), back: thread_of(place), who, form }
}
