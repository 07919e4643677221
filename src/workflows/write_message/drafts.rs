//! Drafts: what is not sent yet, or not any more.
//!
//! Invariant: a draft is kept as it was typed, whatever is wrong with it, and what may be on its way is none.

use super::written::WritingFault;
use super::{Composition, KeptDraft, Which, open, open_to_start, references, repeated};
use crate::domain::category::Communications;
use crate::domain::id::{CandidateId, MessageId, ThreadId};
use crate::domain::message::{MessageBody, MessageHead};
use crate::domain::staff::Caller;
use crate::store::database::Db;
use crate::store::journal::Entry;
use crate::store::permit::Permit;
use crate::store::searches::staff_of;
use crate::store::{Database, StoreError, messages, threads};
use crate::workflows::WorkflowError;

/// Keeps what was typed as a draft in a thread, whatever is wrong with it. The same form a second time is answered as
/// the first.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such thread for the caller; [`StoreError::Refused`] with the reason;
/// [`StoreError::Stale`] if the draft is another one by now, or the form did something else before. What is too long
/// even for a draft comes back inside.
pub fn save_draft(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    form: &Composition<'_>,
) -> Result<Result<KeptDraft, Vec<WritingFault>>, WorkflowError> {
    let faults = form.written.faults_of_length();
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let (permit, known) = open(db, caller, thread)?;
    let parts = form.written.as_draft(references(&known));
    if let Some(first) = repeated::kept(&known, form.which, &parts, caller) {
        return Ok(Ok(first));
    }
    let kept = db.change(|tx| {
        let (kept, entry) = keep(tx, &permit, thread, form.which, &parts)?;
        Ok((kept, vec![entry]))
    });
    let kept = kept.map_err(WorkflowError::from);
    if !repeated::may_be(&kept) {
        return Ok(Ok(kept?));
    }
    let known = messages::of_thread(db, &permit, thread)?;
    repeated::kept(&known, form.which, &parts, caller).map(Ok).ok_or_else(|| StoreError::Stale.into())
}

/// Keeps the first message of a new thread as a draft. The same form a second time is answered as the first.
///
/// # Errors
/// As [`super::start`]; what is too long even for a draft comes back inside.
pub fn start_draft(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
    form: &Composition<'_>,
) -> Result<Result<(ThreadId, KeptDraft), Vec<WritingFault>>, WorkflowError> {
    let faults = form.written.faults_of_length();
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let permit = open_to_start(db, caller, candidate)?;
    let parts = form.written.as_draft(Vec::new());
    let first = |db: &mut Database| -> Result<Option<(ThreadId, KeptDraft)>, StoreError> {
        let Some((thread, known)) = repeated::begun(db, &permit, form.which)? else { return Ok(None) };
        Ok(repeated::kept(&known, form.which, &parts, caller).map(|kept| (thread, kept)))
    };
    if let Some(first) = first(db)? {
        return Ok(Ok(first));
    }
    let kept = db.change(|tx| {
        let thread = threads::create(tx, &permit, caller.at)?;
        let (kept, entry) = keep(tx, &permit, thread, form.which, &parts)?;
        Ok(((thread, kept), vec![entry]))
    });
    let kept = kept.map_err(WorkflowError::from);
    if !repeated::may_be(&kept) {
        return Ok(Ok(kept?));
    }
    first(db)?.map(Ok).ok_or_else(|| StoreError::Stale.into())
}

/// Keeps a message as a draft, in the transaction that does.
pub(super) fn keep(
    tx: &mut Db,
    permit: &Permit<Communications>,
    thread: ThreadId,
    which: Which,
    (head, body): &(MessageHead, MessageBody),
) -> Result<(KeptDraft, Entry), StoreError> {
    let (staff, at) = (Some(staff_of(permit.caller())?), permit.caller().at);
    match which {
        Which::New(message) => {
            let entry = messages::begin_draft(tx, permit, (message, thread), (head, body), (staff, at))?;
            Ok((KeptDraft { message, revision: 1 }, entry))
        }
        Which::Draft(message, seen) => {
            let (_, entry) = messages::save_draft(tx, permit, thread, Some((message, seen)), head, body, staff, at)?;
            Ok((KeptDraft { message, revision: seen + 1 }, entry))
        }
    }
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
