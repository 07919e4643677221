//! What hangs on one message of a thread: its HTML, its source, its files; and that somebody writes in it.
//!
//! Invariant: a thread of another office is as unknown as one that is not there.

use zeroize::Zeroizing;

use super::{WorkflowError, purpose_of, read_inbox};
use crate::domain::category::Communications;
use crate::domain::id::{MessageFileId, MessageId, ThreadId};
use crate::domain::staff::Caller;
use crate::store::gate::{self, Ask};
use crate::store::messages::{self, ShownFile, ShownMessage};
use crate::store::permit::{Permit, Unsealed};
use crate::store::{Database, StoreError, threads};

/// The cleaned HTML of a message.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such message or it has none; [`StoreError::Refused`] with the reason;
/// [`StoreError::Unopened`] if its seal does not open.
pub fn html(db: &mut Database, caller: &Caller, thread: ThreadId, message: MessageId) -> Result<String, WorkflowError> {
    let permit = permit(db, caller, thread)?;
    match messages::one(db, &permit, thread, message)?.body {
        Unsealed::Value(body) => body.html.ok_or_else(|| StoreError::NotFound.into()),
        Unsealed::Damaged => Err(StoreError::Unopened("messages").into()),
    }
}

/// A message of a thread.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none such; [`StoreError::Refused`] with the reason.
pub fn message(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    message: MessageId,
) -> Result<ShownMessage, WorkflowError> {
    let permit = permit(db, caller, thread)?;
    Ok(messages::one(db, &permit, thread, message)?)
}

/// The source of a message, as it came.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none; [`StoreError::Refused`] with the reason.
pub fn source(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    message: MessageId,
) -> Result<Zeroizing<Vec<u8>>, WorkflowError> {
    let permit = permit(db, caller, thread)?;
    Ok(messages::source(db, &permit, message)?)
}

/// A file of a message.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none; [`StoreError::Refused`] with the reason.
pub fn file(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    file: MessageFileId,
) -> Result<(ShownFile, Zeroizing<Vec<u8>>), WorkflowError> {
    let permit = permit(db, caller, thread)?;
    Ok(messages::file(db, &permit, file)?)
}

/// Notes that the caller writes in a thread, so that nobody else answers at the same time.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such thread; [`StoreError::Refused`] with the reason.
pub fn note_writing(db: &mut Database, caller: &Caller, thread: ThreadId) -> Result<(), WorkflowError> {
    let permit = permit(db, caller, thread)?;
    threads::see(db, &permit, thread, true, caller.at)?;
    Ok(())
}

fn permit(db: &mut Database, caller: &Caller, id: ThreadId) -> Result<Permit<Communications>, StoreError> {
    let ask = Ask::read(caller, purpose_of(caller));
    let thread = read_inbox::find(db, &ask, id)?;
    gate::open(db, &ask, thread.holding)
}
