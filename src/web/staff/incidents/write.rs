//! What the privacy officer records about an incident.

use actix_web::http::StatusCode;
use actix_web::web::Path;

use super::show::{IncidentPage, opened};
use super::{PAGE, forms};
use crate::domain::id::{HoldingId, IncidentId};
use crate::store::StoreError;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Form, fault};
use crate::web::frame::{Flash, Message};
use crate::web::page::{Answer, onward, page_with, page_with_faults};
use crate::web::staff::differences;
use crate::workflows::{WorkflowError, keep_incidents};

fn back(id: IncidentId) -> Answer {
    onward(&format!("{PAGE}/{id}"), Some(Message::Saved))
}

/// The form of a page with some address.
fn at<'a>(shown: &'a mut IncidentPage, action: &str) -> Result<&'a mut Form, WebError> {
    let clocks = shown.clocks.iter_mut().map(|clock| &mut clock.form);
    let affected = shown.affected.iter_mut().map(|one| &mut one.form);
    let mut all = clocks.chain(affected).chain([&mut shown.facts_form, &mut shown.scope_form, &mut shown.add_form]);
    all.find(|form| form.action == action).ok_or(WebError::NotFound)
}

/// Opens the page, and fills the form that was sent.
async fn filled(sent: &StaffForm, id: IncidentId, part: &str) -> Result<(IncidentPage, String), WebError> {
    let mut shown = opened(&sent.staff, (id, None)).await?;
    let action = format!("{PAGE}/{id}{part}");
    at(&mut shown, &action)?.fill(sent.posted.pairs());
    Ok((shown, action))
}

/// The revision that whoever filled a form saw.
fn seen(sent: &StaffForm) -> Result<i64, WebError> {
    sent.posted.value("revision").parse().map_err(|_| WebError::Malformed)
}

/// The page once more, now made from what is stored; what was typed stays in its form.
async fn overtaken(staff: &StaffCaller, id: IncidentId, mut typed: Form) -> Answer {
    let mut now = opened(staff, (id, None)).await?;
    let action = typed.action.clone();
    let form = at(&mut now, &action)?;
    typed.set("revision", form.value("revision").to_owned());
    let texts = staff.visitor.texts;
    let changes = differences::of_forms(&texts, form, &typed);
    differences::show_stored(&texts, &mut typed, &changes);
    *form = typed;
    now.changes = changes;
    now.frame.flash = Some(Flash::of(Message::Stale, &texts));
    page_with(StatusCode::CONFLICT, &now)
}

/// What becomes of a change of a form that somebody else may have overtaken.
async fn answered(sent: &StaffForm, id: IncidentId, typed: Form, saved: Result<(), WorkflowError>) -> Answer {
    match saved {
        Ok(()) => back(id),
        Err(WorkflowError::Store(StoreError::Stale)) => overtaken(&sent.staff, id, typed).await,
        Err(error) => Err(error.into()),
    }
}

/// Changes what is on record, if it is still as its editor saw it.
pub async fn change(sent: StaffForm, id: Path<IncidentId>) -> Answer {
    let id = id.into_inner();
    let (mut shown, action) = filled(&sent, id, "").await?;
    let seen = seen(&sent)?;
    let (staff, form) = (&sent.staff, at(&mut shown, &action)?);
    let Some(incident) = forms::facts(form, &staff.caller, staff.today(), Some(id)) else {
        return page_with_faults(&shown);
    };
    let (caller, typed) = (staff.caller.clone(), form.clone());
    let saved = staff.visitor.app.run(move |_, db| keep_incidents::change(db, &caller, &incident, seen)).await;
    answered(&sent, id, typed, saved).await
}

/// Reads the affected off the journal.
pub async fn find_affected(sent: StaffForm, id: Path<IncidentId>) -> Answer {
    let id = id.into_inner();
    let (mut shown, action) = filled(&sent, id, "/affected").await?;
    let Some(scope) = forms::scope(at(&mut shown, &action)?) else { return page_with_faults(&shown) };
    let caller = sent.staff.caller.clone();
    sent.staff.visitor.app.run(move |_, db| keep_incidents::find_affected(db, &caller, id, &scope)).await?;
    back(id)
}

/// Adds somebody.
pub async fn add_affected(sent: StaffForm, id: Path<IncidentId>) -> Answer {
    let id = id.into_inner();
    let (mut shown, action) = filled(&sent, id, "/affected/additions").await?;
    let Some((candidate, reason)) = forms::addition(at(&mut shown, &action)?) else { return page_with_faults(&shown) };
    let caller = sent.staff.caller.clone();
    let add =
        sent.staff.visitor.app.run(move |_, db| keep_incidents::add_affected(db, &caller, (id, candidate), reason));
    let fault = match add.await {
        Ok(()) => return back(id),
        Err(WorkflowError::Store(StoreError::NotFound)) => "error-incident-record",
        Err(WorkflowError::Store(StoreError::Taken(_))) => fault::TAKEN,
        Err(error) => return Err(error.into()),
    };
    at(&mut shown, &action)?.refuse("record", fault);
    page_with_faults(&shown)
}

/// Leaves somebody out, or takes them in again if no reason was chosen.
pub async fn leave_out(sent: StaffForm, path: Path<(IncidentId, HoldingId)>) -> Answer {
    let (id, holding) = path.into_inner();
    let reason = match sent.posted.value("left_out") {
        "" => None,
        word => Some(word.parse().map_err(|_| WebError::Malformed)?),
    };
    let caller: &StaffCaller = &sent.staff;
    let (caller, app) = (caller.caller.clone(), &caller.visitor.app);
    app.run(move |_, db| keep_incidents::leave_out(db, &caller, (id, holding), reason)).await?;
    back(id)
}

/// Says what was done about a clock, if it is still as the form showed it.
pub async fn settle(sent: StaffForm, path: Path<(IncidentId, String)>) -> Answer {
    let (id, rule) = path.into_inner();
    let (mut shown, action) = filled(&sent, id, &format!("/clocks/{rule}")).await?;
    let seen = seen(&sent)?;
    let form = at(&mut shown, &action)?;
    let Some(settled) = forms::settled(form, sent.staff.today()) else { return page_with_faults(&shown) };
    let (caller, typed) = (sent.staff.caller.clone(), form.clone());
    let app = &sent.staff.visitor.app;
    let saved = app.run(move |_, db| keep_incidents::settle(db, &caller, (id, &rule), seen, &settled)).await;
    answered(&sent, id, typed, saved).await
}
