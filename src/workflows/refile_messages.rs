//! Messages that were filed with one person, filed with another by somebody of staff.
//!
//! Invariant: the gate is asked twice, to change what the one wrote and to add to what the other did, both of the
//! caller's office. What is filed elsewhere is sealed anew before its rows change, and they change in one transaction:
//! a crash leaves a message in one record, whole. A request under the law keeps its clock.

mod write;

use super::{WorkflowError, find_holding, purpose_of, read_inbox};
use crate::domain::category::{CategoryId, Communications};
use crate::domain::contact::EmailAddress;
use crate::domain::id::{CandidateId, HoldingId, MessageId, ThreadId};
use crate::domain::message::{Direction, Sending};
use crate::domain::staff::Caller;
use crate::store::gate::{self, Ask};
use crate::store::messages::{self, ShownMessage};
use crate::store::permit::Permit;
use crate::store::threads::{self, Thread};
use crate::store::{Database, Store, StoreError, addresses, subject_requests};

/// With whom messages are to be filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Towards {
    /// Somebody on record.
    Known(CandidateId),
    /// Whoever sent the latest of them, of whom nothing is on record.
    Sender,
}

/// Why messages are not filed with somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilingFault {
    /// None of them was chosen.
    Nothing,
    /// A message of ours waits to go, and its answer would come here.
    Queued,
    /// The identity behind a request that one of them brought was verified: it is that person's.
    Verified,
    /// They are there already.
    SamePerson,
    /// Nobody can be named as their sender.
    NoSender,
    /// The sender is on record.
    KnownSender,
    /// The same mail is filed there already.
    Double,
    /// Something of them does not open.
    Damaged,
}

/// What may be filed elsewhere of a thread.
#[derive(Debug)]
pub struct Refiling {
    /// The messages, oldest first.
    pub messages: Vec<ShownMessage>,
    /// The address of whoever sent the latest of them, if nobody on record has it.
    pub newcomer: Option<EmailAddress>,
}

/// What may be filed elsewhere of a thread of the caller's office.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none for the caller; [`StoreError::Refused`] with the reason.
pub fn look(db: &mut Database, caller: &Caller, thread: ThreadId) -> Result<Refiling, WorkflowError> {
    let filed = Filed::open(db, &Ask::read(caller, purpose_of(caller)), thread)?;
    let sender = sender(&filed.movable).map(|(address, _)| address);
    let newcomer = match sender {
        Some(address) => {
            let digest = addresses::digest(db, &caller.office, &address)?;
            let owners = db.read(|db| addresses::find(db, &caller.office, &digest))?;
            owners.is_empty().then_some(address)
        }
        None => None,
    };
    Ok(Refiling { messages: filed.movable, newcomer })
}

/// Files some messages of a thread of the caller's office with somebody else; the answer is the thread that they are in
/// from then on. The caller holds no connection.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such thread or person for the caller; [`StoreError::Refused`] with the
/// reason of the one or the other; [`StoreError::Stale`] if something of it changed meanwhile.
pub fn refile(
    store: &Store,
    caller: &Caller,
    thread: ThreadId,
    chosen: &[MessageId],
    to: Towards,
) -> Result<Result<ThreadId, FilingFault>, WorkflowError> {
    let mut db = store.database()?;
    let mut filed = Filed::open(&mut db, &Ask::change(caller, purpose_of(caller)), thread)?;
    filed.movable.retain(|message| chosen.contains(&message.id));
    if let Some(fault) = filed.fault(&mut db)? {
        return Ok(Err(fault));
    }
    drop(db);
    let done = match to {
        Towards::Known(candidate) => filed.with_known(store, caller, candidate),
        Towards::Sender => filed.with_sender(store, caller),
    };
    match done {
        Err(WorkflowError::Store(StoreError::Taken("message"))) => Ok(Err(FilingFault::Double)),
        Err(WorkflowError::Store(StoreError::Taken(_))) => Ok(Err(FilingFault::KnownSender)),
        Err(WorkflowError::Store(StoreError::Unopened(_))) => Ok(Err(FilingFault::Damaged)),
        done => done,
    }
}

/// What is filed with somebody.
struct Filed {
    thread: Thread,
    permit: Permit<Communications>,
    /// What may be filed elsewhere, oldest first.
    movable: Vec<ShownMessage>,
    /// Whether a message of ours waits to go.
    is_waiting: bool,
}

impl Filed {
    fn open(db: &mut Database, ask: &Ask<'_>, thread: ThreadId) -> Result<Self, WorkflowError> {
        let thread = read_inbox::find(db, ask, thread)?;
        let mut opened = gate::open_all(db, ask, thread.holding, &[CategoryId::Communications])?;
        if opened.is_hidden() {
            return Err(StoreError::NotFound.into());
        }
        let permit = opened.permit::<Communications>(db)?;
        let mut movable = messages::of_thread(db, &permit, thread.id)?;
        let is_waiting = movable.iter().any(|message| message.sending == Some(Sending::Queued));
        let ids = messages::movable(db, &permit, thread.id)?;
        movable.retain(|message| ids.contains(&message.id));
        Ok(Self { thread, permit, movable, is_waiting })
    }

    /// Why those that were chosen may not be filed elsewhere, whoever it is.
    fn fault(&self, db: &mut Database) -> Result<Option<FilingFault>, StoreError> {
        if self.is_waiting {
            return Ok(Some(FilingFault::Queued));
        }
        if self.movable.is_empty() {
            return Ok(Some(FilingFault::Nothing));
        }
        let ids: Vec<MessageId> = self.movable.iter().map(|message| message.id).collect();
        let is_verified = db.read(|db| subject_requests::any_verified(db, &ids))?;
        Ok(is_verified.then_some(FilingFault::Verified))
    }
}

/// The address and the name of whoever sent the latest of some messages.
fn sender(all: &[ShownMessage]) -> Option<(EmailAddress, &str)> {
    let came = all.iter().rev().filter(|message| message.direction == Direction::In);
    let mut from = came.filter_map(|message| message.head.value()?.from.as_ref());
    from.find_map(|from| Some((EmailAddress::parse(&from.address).ok()?, from.name.as_str())))
}

/// Permission to add to what somebody on record at the caller's office wrote.
pub(super) fn permit_to_add(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
) -> Result<Permit<Communications>, WorkflowError> {
    let ask = Ask::create(caller, purpose_of(caller));
    let holding = find_holding::of_own_office(db, &ask, candidate)?;
    let mut opened = gate::open_all(db, &ask, holding.id, &[CategoryId::Communications])?;
    if opened.is_hidden() {
        return Err(StoreError::NotFound.into());
    }
    Ok(opened.permit::<Communications>(db)?)
}

/// The only thread of a holding that is open, if there is one.
pub(super) fn only_open(db: &mut Database, holding: HoldingId) -> Result<Option<ThreadId>, StoreError> {
    let open = db.read(|db| threads::of_holding(db, holding, true, 2))?;
    Ok(if let [only] = open.as_slice() { Some(only.id) } else { None })
}
