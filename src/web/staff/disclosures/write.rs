//! What the privacy officer does with a disclosure.

use actix_web::http::StatusCode;
use actix_web::web::Path;

use super::show::{DisclosurePage, opened};
use super::{PAGE, forms};
use crate::domain::id::{DisclosureId, ProvisionEndId};
use crate::law::words::Duty;
use crate::store::StoreError;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Form, fault};
use crate::web::frame::{Flash, Message};
use crate::web::page::{Answer, onward, page_with, page_with_faults};
use crate::workflows::{WorkflowError, keep_disclosures};

fn back(id: DisclosureId, message: Message) -> Answer {
    onward(&format!("{PAGE}/{id}"), Some(message))
}

/// The page once more, with what was typed and what is wrong with it.
pub(super) async fn refused(staff: &StaffCaller, id: DisclosureId, typed: Form) -> Answer {
    let mut shown = opened(staff, id).await?;
    match shown.form_at(&typed.action) {
        Some(form) => *form = typed,
        // The form stands on the page no more: the page says why.
        None => return told(shown),
    }
    page_with_faults(&shown)
}

/// The page once more after a step that cannot be taken now: what stands in the way is on it.
pub(super) async fn over(staff: &StaffCaller, id: DisclosureId) -> Answer {
    told(opened(staff, id).await?)
}

fn told(mut shown: DisclosurePage) -> Answer {
    let waits = shown.steps.is_some() && shown.refused.is_none();
    let message = if waits { Message::Stale } else { Message::DisclosureOver };
    shown.frame.flash = Some(Flash::of(message, &shown.frame.texts));
    page_with(StatusCode::CONFLICT, &shown)
}

/// Whether a step could not be taken since the disclosure waits no more, or waits on other terms.
pub(super) const fn is_over(error: &WorkflowError) -> bool {
    matches!(error, WorkflowError::Store(StoreError::Stale))
}

/// Approves it as the second person.
pub async fn approve(sent: StaffForm, id: Path<DisclosureId>) -> Answer {
    let (caller, id) = (sent.staff.caller.clone(), id.into_inner());
    match sent.staff.visitor.app.change(move |_, db| keep_disclosures::approve(db, &caller, id)).await {
        Err(error) if is_over(&error) => over(&sent.staff, id).await,
        done => done.map_err(WebError::from).and_then(|()| back(id, Message::Saved)),
    }
}

/// Declines it.
pub async fn decline(sent: StaffForm, id: Path<DisclosureId>) -> Answer {
    let (caller, id) = (sent.staff.caller.clone(), id.into_inner());
    match sent.staff.visitor.app.change(move |_, db| keep_disclosures::decline(db, &caller, id)).await {
        Err(error) if is_over(&error) => over(&sent.staff, id).await,
        done => done.map_err(WebError::from).and_then(|()| back(id, Message::Saved)),
    }
}

/// Records that it was given by other means than a package.
pub async fn given(sent: StaffForm, id: Path<DisclosureId>) -> Answer {
    let (StaffForm { staff, posted }, id) = (sent, id.into_inner());
    let today = staff.today();
    let mut form = forms::given_form(&staff.visitor.texts, &id.to_string(), today);
    form.fill(posted.pairs());
    let Some(given) = forms::given(&mut form, today) else { return refused(&staff, id, form).await };
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    match app.change(move |_, db| keep_disclosures::record_given(db, &caller, id, given)).await {
        Err(error) if is_over(&error) => over(&staff, id).await,
        done => done.map_err(WebError::from).and_then(|()| back(id, Message::ProvisionRecorded)),
    }
}

/// Records a demand that provision end.
pub async fn end(sent: StaffForm, id: Path<DisclosureId>) -> Answer {
    let (StaffForm { staff, posted }, id) = (sent, id.into_inner());
    let today = staff.today();
    let mut form = forms::end_form(&id.to_string(), today);
    form.fill(posted.pairs());
    let Some(on) = forms::end(&mut form, today) else { return end_refused(&staff, id, form).await };
    let words = form.value("end_words").to_owned();
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    match app.change(move |_, db| keep_disclosures::record_end(db, &caller, id, (on, &words))).await {
        Ok(()) => back(id, Message::ProvisionEnded),
        Err(WorkflowError::Store(StoreError::Taken(_))) => {
            form.refuse("demanded_on", fault::TAKEN);
            end_refused(&staff, id, form).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The page once more with the form of a demand, which it does not offer while the same is in force.
async fn end_refused(staff: &StaffCaller, id: DisclosureId, typed: Form) -> Answer {
    let mut shown = opened(staff, id).await?;
    shown.end_form = Some(typed);
    page_with_faults(&shown)
}

/// Lifts such a demand.
pub async fn lift(sent: StaffForm, path: Path<(DisclosureId, ProvisionEndId)>) -> Answer {
    let (StaffForm { staff, posted }, (id, end)) = (sent, path.into_inner());
    let mut form = forms::lift_form(&id.to_string(), &end.to_string());
    form.fill(posted.pairs());
    form.check();
    if form.is_bad() {
        return refused(&staff, id, form).await;
    }
    let reason = form.value("lift_words").to_owned();
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    app.change(move |_, db| keep_disclosures::lift_end(db, &caller, id, (end, &reason))).await?;
    back(id, Message::Saved)
}

/// Marks what was to be done after it as done.
pub async fn finish(sent: StaffForm, path: Path<(DisclosureId, String)>) -> Answer {
    let (staff, (id, duty)) = (sent.staff, path.into_inner());
    let duty: Duty = duty.parse().map_err(|_| WebError::NotFound)?;
    let caller = staff.caller.clone();
    staff.visitor.app.change(move |_, db| keep_disclosures::finish_duty(db, &caller, id, duty)).await?;
    back(id, Message::Saved)
}
