//! Texts that messages begin with, as the recruiters of an office keep them.
//!
//! Invariant: what is kept has no placeholder that stands for nothing, and nobody overwrites what they did not see.

use super::WorkflowError;
use crate::domain::id::MessageTemplateId;
use crate::domain::message_template::{MessageTemplate, TemplateFault};
use crate::domain::staff::Caller;
use crate::store::message_templates::{self, TemplateName};
use crate::store::{Database, terms_permit};

/// What the templates of the caller's office are called.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role writes no messages.
pub fn list(db: &mut Database, caller: &Caller) -> Result<Vec<TemplateName>, WorkflowError> {
    terms_permit::open_templates(db, caller)?;
    Ok(db.read(|db| message_templates::names(db, &caller.office))?)
}

/// One of them.
///
/// # Errors
/// As [`list`]; [`crate::store::StoreError::NotFound`] if the office has none of this id.
pub fn show(db: &mut Database, caller: &Caller, id: MessageTemplateId) -> Result<MessageTemplate, WorkflowError> {
    terms_permit::open_templates(db, caller)?;
    Ok(db.read(|db| message_templates::read(db, &caller.office, id))?)
}

/// Adds one; what is wrong with it comes back inside.
///
/// # Errors
/// As [`list`]; [`crate::store::StoreError::Taken`] if another one of its language is called so;
/// [`crate::store::StoreError::Full`] if there are as many as there may be.
pub fn add(
    db: &mut Database,
    caller: &Caller,
    template: &MessageTemplate,
) -> Result<Result<(), Vec<TemplateFault>>, WorkflowError> {
    let faults = template.faults();
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let permit = terms_permit::open_templates(db, caller)?;
    db.change(|tx| Ok(((), vec![message_templates::add(tx, &permit, template)?])))?;
    Ok(Ok(()))
}

/// Changes one that is still as its editor saw it; what is wrong with it comes back inside.
///
/// # Errors
/// As [`show`] and [`add`]; [`crate::store::StoreError::Stale`] if somebody changed it meanwhile.
pub fn change(
    db: &mut Database,
    caller: &Caller,
    template: &MessageTemplate,
) -> Result<Result<(), Vec<TemplateFault>>, WorkflowError> {
    let faults = template.faults();
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let permit = terms_permit::open_templates(db, caller)?;
    db.change(|tx| Ok(((), vec![message_templates::change(tx, &permit, template)?])))?;
    Ok(Ok(()))
}

/// Removes one. Messages that began with it stay as they are.
///
/// # Errors
/// As [`show`].
pub fn remove(db: &mut Database, caller: &Caller, id: MessageTemplateId) -> Result<(), WorkflowError> {
    let permit = terms_permit::open_templates(db, caller)?;
    Ok(db.change(|tx| Ok(((), vec![message_templates::remove(tx, &permit, id)?])))?)
}
