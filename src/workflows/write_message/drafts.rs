//! Drafts: what is not sent yet, or not any more.
//!
//! Invariant: a draft is kept as it was typed, whatever is wrong with it but that it is too much, and what may be on
//! its way is none.

use super::forwarded::Forwarded;
use super::written::WritingFault;
use super::{Composition, KeptDraft, UNDO, Which, files, known, open_to_start, references, repeated};
use crate::domain::category::Communications;
use crate::domain::id::{CandidateId, MessageId, ThreadId};
use crate::domain::message::{MessageBody, MessageHead};
use crate::domain::staff::Caller;
use crate::store::database::Db;
use crate::store::journal::Entry;
use crate::store::messages::{self, KeptFile, ShownFile};
use crate::store::permit::Permit;
use crate::store::searches::staff_of;
use crate::store::{Database, Store, StoreError, threads};
use crate::workflows::WorkflowError;

/// Keeps what was typed and attached as a draft in a thread, whatever is wrong with it. The same form a second time is
/// answered as the first. The caller holds no connection.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such thread for the caller; [`StoreError::Refused`] with the reason;
/// [`StoreError::Stale`] if the draft is another one by now, or the form did something else before. What is too much
/// even for a draft comes back inside.
pub fn save_draft(
    store: &Store,
    caller: &Caller,
    thread: ThreadId,
    form: &Composition<'_>,
) -> Result<Result<KeptDraft, Vec<WritingFault>>, WorkflowError> {
    let (permit, known) = known::open(&mut store.database()?, caller, thread, form.which)?;
    let forwarded = Forwarded::of(store, &permit, thread, &known, form)?;
    let form = &forwarded.form(form);
    let parts = form.parts(form.written.as_draft(references(&known)));
    if let Some(first) = repeated::kept(&known, form, &parts, caller) {
        return Ok(Ok(first));
    }
    let faults = faults(files::had(&known, form), form);
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let new = files::put(store, &permit, form)?;
    let kept = store.database()?.change(|tx| {
        let (kept, entry) = keep(tx, &permit, thread, form, (&parts, &new))?;
        Ok((kept, vec![entry]))
    });
    let kept = kept.map_err(WorkflowError::from);
    if !repeated::may_be(&kept) {
        return Ok(Ok(kept?));
    }
    let first = known::found(&mut store.database()?, &permit, thread, form.which)?;
    repeated::kept(first.as_slice(), form, &parts, caller).map(Ok).ok_or_else(|| StoreError::Stale.into())
}

/// Keeps the first message of a new thread as a draft. The same form a second time is answered as the first. The caller
/// holds no connection.
///
/// # Errors
/// As [`super::start`]; what is too much even for a draft comes back inside.
pub fn start_draft(
    store: &Store,
    caller: &Caller,
    candidate: CandidateId,
    form: &Composition<'_>,
) -> Result<Result<(ThreadId, KeptDraft), Vec<WritingFault>>, WorkflowError> {
    let form = &form.as_first();
    let faults = faults(&[], form);
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let permit = open_to_start(&mut store.database()?, caller, candidate)?;
    let parts = form.written.as_draft(Vec::new());
    let first = || -> Result<Option<(ThreadId, KeptDraft)>, WorkflowError> {
        let begun = repeated::begun(&mut store.database()?, &permit, form.which)?;
        let Some((thread, first)) = begun else { return Ok(None) };
        Ok(repeated::kept(&[first], form, &parts, caller).map(|kept| (thread, kept)))
    };
    if let Some(first) = first()? {
        return Ok(Ok(first));
    }
    let new = files::put(store, &permit, form)?;
    let kept = store.database()?.change(|tx| {
        let thread = threads::create(tx, &permit, caller.at)?;
        let (kept, entry) = keep(tx, &permit, thread, form, (&parts, &new))?;
        Ok(((thread, kept), vec![entry]))
    });
    let kept = kept.map_err(WorkflowError::from);
    if !repeated::may_be(&kept) {
        return Ok(Ok(kept?));
    }
    first()?.map(Ok).ok_or_else(|| StoreError::Stale.into())
}

/// What keeps even a draft from being kept.
fn faults(had: &[ShownFile], form: &Composition<'_>) -> Vec<WritingFault> {
    [form.written.faults_of_length(), files::faults(had, form)].concat()
}

/// Keeps a message as a draft with its files, in the transaction that does.
pub(super) fn keep(
    tx: &mut Db,
    permit: &Permit<Communications>,
    thread: ThreadId,
    form: &Composition<'_>,
    ((head, body), files): (&(MessageHead, MessageBody), &[KeptFile]),
) -> Result<(KeptDraft, Entry), StoreError> {
    let (staff, at) = (Some(staff_of(permit.caller())?), permit.caller().at);
    let (kept, entry) = match form.which {
        Which::New(message) => {
            let entry = messages::begin_draft(tx, permit, (message, thread), (head, body), (staff, at))?;
            (KeptDraft { message, revision: 1 }, entry)
        }
        Which::Draft(message, seen) => {
            let (_, entry) = messages::save_draft(tx, permit, thread, Some((message, seen)), head, body, staff, at)?;
            (KeptDraft { message, revision: seen + 1 }, entry)
        }
    };
    messages::remove_files(tx, permit, kept.message, form.remove)?;
    messages::add_files(tx, permit, kept.message, files)?;
    Ok((kept, entry))
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

/// Queues a message once more that was given up: what kept it is mended. The rules are asked again when it goes, and
/// until then it can be taken back.
///
/// # Errors
/// As [`save_draft`]; [`StoreError::Stale`] if it was not given up, or is queued already, or seems to speak of somebody's
/// health.
pub fn retry(db: &mut Database, caller: &Caller, thread: ThreadId, message: MessageId) -> Result<(), WorkflowError> {
    let permit = open_of(db, caller, thread, message)?;
    let send_at = caller.at.plus_seconds(UNDO);
    Ok(db.change(|tx| Ok(((), vec![messages::retry(tx, &permit, message, send_at)?])))?)
}

/// Throws a draft away.
///
/// # Errors
/// As [`save_draft`].
pub fn discard(db: &mut Database, caller: &Caller, thread: ThreadId, message: MessageId) -> Result<(), WorkflowError> {
    let permit = open_of(db, caller, thread, message)?;
    Ok(db.change(|tx| Ok(((), vec![messages::discard_draft(tx, &permit, message)?])))?)
}

/// Permission to write in a thread that a message is in.
fn open_of(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    message: MessageId,
) -> Result<Permit<Communications>, WorkflowError> {
    let permit = known::permit(db, caller, thread)?;
    let is_in_it = messages::thread_of(db, &permit, message)? == Some(thread);
    if is_in_it { Ok(permit) } else { Err(StoreError::NotFound.into()) }
}
