//! What a form in a thread needs of that thread: leave to write in it, what was said last, and the message that the form
//! is about.
//!
//! Invariant: however long a thread is, as much of it is opened as of a short one; and the message that a form is about
//! is found however much came since.

use super::{Which, holding_of};
use crate::domain::category::Communications;
use crate::domain::id::ThreadId;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::store::gate::{self, Ask};
use crate::store::messages::{self, ShownMessage};
use crate::store::permit::Permit;
use crate::store::{Database, StoreError};
use crate::workflows::WorkflowError;

/// Permission to write in a thread, with what a form needs of it, oldest first.
pub(super) fn open(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    which: Which,
) -> Result<(Permit<Communications>, Vec<ShownMessage>), WorkflowError> {
    let permit = permit(db, caller, thread)?;
    let mut known = messages::conversation(db, &permit, thread)?;
    if !known.iter().any(|message| message.id == which.id()) {
        known.extend(found(db, &permit, thread, which)?);
        known.sort_by_key(|message| (message.at, message.id));
    }
    Ok((permit, known))
}

/// Permission to write in a thread.
pub(super) fn permit(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
) -> Result<Permit<Communications>, WorkflowError> {
    let ask = Ask::change(caller, Purpose::Recruitment);
    let holding = holding_of(db, &ask, thread)?;
    Ok(gate::open::<Communications>(db, &ask, holding)?)
}

/// The message of a thread that a form is about, if it is there.
pub(super) fn found(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
    which: Which,
) -> Result<Option<ShownMessage>, StoreError> {
    match messages::one(db, permit, thread, which.id()) {
        Ok(found) => Ok(Some(found)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
