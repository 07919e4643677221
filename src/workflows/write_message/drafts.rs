//! Drafts: what is not sent yet, or not any more.
//!
//! Invariant: a draft is kept as it was typed, whatever is wrong with it, and what may be on its way is none.

use super::written::{WritingFault, Written};
use super::{SeenDraft, open, open_to_start, references};
use crate::domain::category::Communications;
use crate::domain::id::{CandidateId, MessageId, ThreadId};
use crate::domain::staff::Caller;
use crate::store::permit::Permit;
use crate::store::searches::staff_of;
use crate::store::{Database, StoreError, messages, threads};
use crate::workflows::WorkflowError;

/// Keeps what was typed as a draft in a thread, whatever is wrong with it.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such thread for the caller; [`StoreError::Refused`] with the reason;
/// [`StoreError::Stale`] if the draft is another one by now. What is too long even for a draft comes back inside.
pub fn save_draft(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    draft: SeenDraft,
    written: &Written,
) -> Result<Result<MessageId, Vec<WritingFault>>, WorkflowError> {
    let faults = written.faults_of_length();
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let (permit, known) = open(db, caller, thread)?;
    let (staff, (head, body)) = (Some(staff_of(caller)?), written.as_draft(references(&known)));
    let message = db.change(|tx| {
        let (message, entry) = messages::save_draft(tx, &permit, thread, draft, &head, &body, staff, caller.at)?;
        Ok((message, vec![entry]))
    })?;
    Ok(Ok(message))
}

/// Keeps the first message of a new thread as a draft.
///
/// # Errors
/// As [`super::start`]; what is too long even for a draft comes back inside.
pub fn start_draft(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
    written: &Written,
) -> Result<Result<(ThreadId, MessageId), Vec<WritingFault>>, WorkflowError> {
    let faults = written.faults_of_length();
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let permit = open_to_start(db, caller, candidate)?;
    let (staff, (head, body)) = (Some(staff_of(caller)?), written.as_draft(Vec::new()));
    let kept = db.change(|tx| {
        let thread = threads::create(tx, &permit, caller.at)?;
        let (message, entry) = messages::save_draft(tx, &permit, thread, None, &head, &body, staff, caller.at)?;
        Ok(((thread, message), vec![entry]))
    })?;
    Ok(Ok(kept))
}

/// Takes a queued message back; it is a draft again, and its thread as it was without it.
///
/// # Errors
/// As [`save_draft`]; [`StoreError::Stale`] if it is on its way.
pub fn take_back(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    message: MessageId,
) -> Result<(), WorkflowError> {
    let permit = open_of(db, caller, thread, message)?;
    Ok(db.change(|tx| Ok(((), vec![messages::cancel(tx, &permit, message)?])))?)
}

/// Throws a draft away.
///
/// # Errors
/// As [`save_draft`].
pub fn discard(db: &mut Database, caller: &Caller, thread: ThreadId, message: MessageId) -> Result<(), WorkflowError> {
    let permit = open_of(db, caller, thread, message)?;
    Ok(db.change(|tx| Ok(((), vec![messages::discard_draft(tx, &permit, message)?])))?)
}

/// The same for one message of it.
fn open_of(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    message: MessageId,
) -> Result<Permit<Communications>, WorkflowError> {
    let (permit, known) = open(db, caller, thread)?;
    if known.iter().any(|shown| shown.id == message) { Ok(permit) } else { Err(StoreError::NotFound.into()) }
}
