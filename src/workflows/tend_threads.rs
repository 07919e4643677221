//! What is done about a thread, and what a person says about a message.
//!
//! Invariant: a thread is changed only as whoever changes it saw it.

use super::{WorkflowError, keep_health_messages, purpose_of, read_inbox};
use crate::domain::category::{CategoryId, Communications};
use crate::domain::contact::EmailAddress;
use crate::domain::id::{MessageFindingId, StaffId, ThreadId};
use crate::domain::message::ThreadState;
use crate::domain::staff::Caller;
use crate::domain::time::Ts;
use crate::store::database::Db;
use crate::store::gate::{self, Ask};
use crate::store::journal::Entry;
use crate::store::permit::Permit;
use crate::store::{Database, Store, StoreError, addresses, messages, threads, undelivered_addresses};

/// Says what has to be done about a thread.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none for the caller; [`StoreError::Refused`] with the reason;
/// [`StoreError::Stale`] if it changed since the caller saw it.
pub fn set_state(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    state: ThreadState,
    revision: i64,
) -> Result<(), WorkflowError> {
    change(db, caller, thread, |tx, permit| threads::set_state(tx, permit, thread, state, revision))
}

/// Names who sees to a thread, or nobody.
///
/// # Errors
/// As [`set_state`]; [`StoreError::NotFound`] also if the person is no recruiter of the office with an open account.
pub fn assign(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    owner: Option<StaffId>,
    revision: i64,
) -> Result<(), WorkflowError> {
    change(db, caller, thread, |tx, permit| threads::assign(tx, permit, thread, owner, revision))
}

/// Puts a thread off until a moment, or no longer.
///
/// # Errors
/// As [`set_state`].
pub fn snooze(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    until: Option<Ts>,
    revision: i64,
) -> Result<(), WorkflowError> {
    change(db, caller, thread, |tx, permit| threads::snooze(tx, permit, thread, until, revision))
}

/// Says whether a message of a thread is what it seems to be. Of a request under the law that is none, the clock ends;
/// one that is, is answered elsewhere, once it is known whose it is. What speaks of health is moved to where that is kept,
/// for the purpose that the caller works for; for another one see [`keep_health_messages::take`]. The caller holds no
/// connection.
///
/// # Errors
/// As [`set_state`], and as that for what speaks of health; [`StoreError::Stale`] if somebody has said so already.
pub fn decide_finding(
    store: &Store,
    caller: &Caller,
    thread: ThreadId,
    finding: MessageFindingId,
    taken: bool,
) -> Result<(), WorkflowError> {
    let mut db = store.database()?;
    if taken && db.read(|db| messages::is_about_health(db, finding))? {
        drop(db);
        return keep_health_messages::take(store, caller, thread, finding, purpose_of(caller));
    }
    change(&mut db, caller, thread, |tx, permit| messages::decide_finding(tx, permit, finding, taken))
}

/// Says that an address works again to which mail came back.
///
/// # Errors
/// As [`set_state`]; [`StoreError::Stale`] if mail to it did not come back, or somebody has said so already.
pub fn address_works(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    address: &EmailAddress,
) -> Result<(), WorkflowError> {
    let digest = addresses::digest(db, &caller.office, address)?;
    change(db, caller, thread, |tx, permit| undelivered_addresses::works_again(tx, permit, &digest))
}

fn change(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    write: impl FnOnce(&mut Db, &Permit<Communications>) -> Result<Entry, StoreError>,
) -> Result<(), WorkflowError> {
    let ask = Ask::change(caller, purpose_of(caller));
    let thread = read_inbox::find(db, &ask, thread)?;
    let mut opened = gate::open_all(db, &ask, thread.holding, &[CategoryId::Communications])?;
    if opened.is_hidden() {
        return Err(StoreError::NotFound.into());
    }
    let permit = opened.permit::<Communications>(db)?;
    db.change(|tx| Ok(((), vec![write(tx, &permit)?])))?;
    Ok(())
}
