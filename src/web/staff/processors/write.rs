//! What the privacy officer records about a processor.

use actix_web::web::Path;
use secrecy::SecretString;

use super::show::opened;
use super::{PAGE, forms};
use crate::domain::id::{ProcessorId, StaffId, SubProcessorId};
use crate::store::StoreError;
use crate::store::processors::{Review, SubProcessor};
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Form, fault};
use crate::web::frame::Message;
use crate::web::page::{Answer, onward, page_with_faults};
use crate::workflows::{WorkflowError, keep_processors};

fn back(id: ProcessorId, message: Message) -> Answer {
    onward(&format!("{PAGE}/{id}"), Some(message))
}

/// The page once more, with what was typed and what is wrong with it.
pub(super) async fn refused(staff: &StaffCaller, id: ProcessorId, typed: Form) -> Answer {
    let mut shown = opened(staff, id).await?;
    let subs = shown.subs.iter_mut().filter_map(|sub| sub.form.as_mut());
    let all = subs.chain(shown.disposal_form.as_mut());
    let in_forms = shown.forms.as_mut().and_then(|forms| forms.at(&typed.action));
    let form = all.into_iter().find(|form| form.action == typed.action).or(in_forms).ok_or(WebError::NotFound)?;
    *form = typed;
    page_with_faults(&shown)
}

/// Keeps what is agreed.
pub async fn contract(sent: StaffForm, id: Path<ProcessorId>) -> Answer {
    let (StaffForm { staff, posted }, id) = (sent, id.into_inner());
    let mut form = forms::contract_form(&staff.visitor.texts, &id.to_string(), None);
    form.fill(posted.pairs());
    let Some(contract) = forms::contract(&mut form) else { return refused(&staff, id, form).await };
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    app.change(move |_, db| keep_processors::agree(db, &caller, id, &contract)).await?;
    back(id, Message::Saved)
}

/// Keeps a review, done today.
pub async fn review(sent: StaffForm, id: Path<ProcessorId>) -> Answer {
    let (StaffForm { staff, posted }, id) = (sent, id.into_inner());
    let mut form = forms::review_form(&staff.visitor.texts, &id.to_string());
    form.fill(posted.pairs());
    let today = staff.today();
    let Some((kind, finding, mend_by)) = forms::review(&mut form, today) else {
        return refused(&staff, id, form).await;
    };
    let note = form.value("note").to_owned();
    let staff_id = staff.caller.staff_id();
    let review = Review { processor_id: id, kind, reviewed_on: today, finding, note, mend_by, staff_id };
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    app.change(move |_, db| keep_processors::review(db, &caller, &review)).await?;
    back(id, Message::Saved)
}

/// Names a sub-processor.
pub async fn add_sub(sent: StaffForm, id: Path<ProcessorId>) -> Answer {
    let (StaffForm { staff, posted }, id) = (sent, id.into_inner());
    let mut form = forms::sub_form(&staff.visitor.texts, &id.to_string());
    form.fill(posted.pairs());
    let (read, country) = (forms::sub_change(&mut form), form.value("sub_country").parse().ok());
    let (Some((engaged, approved_on)), Some(country)) = (read, country) else { return refused(&staff, id, form).await };
    let name = form.value("sub_name").to_owned();
    let sub = SubProcessor { id: SubProcessorId::new(), processor_id: id, name, country, engaged, approved_on };
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    app.change(move |_, db| keep_processors::add_sub(db, &caller, &sub)).await?;
    back(id, Message::Saved)
}

/// Keeps whether a sub-processor gets our data, and since when it is approved.
pub async fn change_sub(sent: StaffForm, path: Path<(ProcessorId, SubProcessorId)>) -> Answer {
    let (StaffForm { staff, posted }, (id, sub)) = (sent, path.into_inner());
    let mut form = forms::sub_change_form(&id.to_string(), &sub.to_string(), false, None);
    form.fill(posted.pairs());
    let Some((engaged, approved_on)) = forms::sub_change(&mut form) else { return refused(&staff, id, form).await };
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    app.change(move |_, db| keep_processors::change_sub(db, &caller, (id, sub), engaged, approved_on)).await?;
    back(id, Message::Saved)
}

/// Lets somebody of the processor sign in.
pub async fn add_user(sent: StaffForm, id: Path<ProcessorId>) -> Answer {
    let (StaffForm { staff, posted }, id) = (sent, id.into_inner());
    let mut form = forms::user_form(&staff.visitor.texts, &id.to_string());
    form.fill(posted.pairs());
    // As it was typed: a password may begin or end with a space.
    let typed = posted.value("password");
    let Some(person) = forms::user(&mut form, &staff.office.code, typed) else {
        return refused(&staff, id, form).await;
    };
    let (caller, secret, app) = (staff.caller.clone(), SecretString::from(typed), &staff.visitor.app);
    match app.run(move |_, db| keep_processors::add_user(db, &caller, id, &person, &secret)).await {
        Ok(()) => back(id, Message::UserAdded),
        Err(WorkflowError::Store(StoreError::Taken(_))) => {
            form.refuse("email", fault::TAKEN);
            refused(&staff, id, form).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Closes the account of somebody of the processor; their sessions end at once.
pub async fn close_user(sent: StaffForm, path: Path<(ProcessorId, StaffId)>) -> Answer {
    let (staff, (id, person)) = (sent.staff, path.into_inner());
    let caller = staff.caller.clone();
    staff.visitor.app.run(move |_, db| keep_processors::close_user(db, &caller, id, person)).await?;
    back(id, Message::UserDisabled)
}

/// Ends the work with the processor.
pub async fn end(sent: StaffForm, id: Path<ProcessorId>) -> Answer {
    let (StaffForm { staff, posted }, id) = (sent, id.into_inner());
    let mut form = forms::end_form(&id.to_string());
    form.fill(posted.pairs());
    form.check();
    if form.is_bad() {
        return refused(&staff, id, form).await;
    }
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    app.change(move |_, db| keep_processors::end(db, &caller, id)).await?;
    back(id, Message::Saved)
}

/// Keeps what became of the data.
pub async fn dispose(sent: StaffForm, id: Path<ProcessorId>) -> Answer {
    let (StaffForm { staff, posted }, id) = (sent, id.into_inner());
    let mut form = forms::disposal_form(&staff.visitor.texts, &id.to_string());
    form.fill(posted.pairs());
    form.check();
    let Some(disposal) = form.value("disposal").parse().ok().filter(|_| !form.is_bad()) else {
        return refused(&staff, id, form).await;
    };
    let note = form.value("disposal_note").to_owned();
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    app.change(move |_, db| keep_processors::confirm_disposal(db, &caller, id, (disposal, &note))).await?;
    back(id, Message::Saved)
}
