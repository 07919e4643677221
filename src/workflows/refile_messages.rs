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
use crate::domain::message::Direction;
use crate::domain::staff::Caller;
use crate::mail::messages::own_id;
use crate::store::database::Db;
use crate::store::gate::{self, Ask};
use crate::store::messages::{self, PageOfThread, ShownMessage};
use crate::store::permit::Permit;
use crate::store::threads::{self, Thread};
use crate::store::{Database, Store, StoreError, addresses, subject_requests};

/// Messages that are filed together at most: as many as a page of a thread has.
const MOST: usize = 50;

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
    /// An application or a record of receipt was made of one of them.
    MadeOf,
    /// What is a draft, or did not go, answers one of them, or passes it on.
    Written,
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

/// What may be filed elsewhere of a page of a thread.
#[derive(Debug)]
pub struct Refiling {
    /// The messages, oldest first.
    pub messages: Vec<ShownMessage>,
    /// The message before which older ones stand, if there are any.
    pub older: Option<MessageId>,
    /// Whether the page ends with the newest.
    pub is_newest: bool,
    /// The address of whoever sent the latest of them, if nobody on record has it.
    pub newcomer: Option<EmailAddress>,
}

/// What may be filed elsewhere of a thread of the caller's office: of the page that ends before a message, else of the
/// newest.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none for the caller; [`StoreError::Refused`] with the reason.
pub fn look(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    before: Option<MessageId>,
) -> Result<Refiling, WorkflowError> {
    let (thread, permit) = open(db, &Ask::read(caller, purpose_of(caller)), thread)?;
    let PageOfThread { mut messages, has_older, is_newest } = messages::page_of_thread(db, &permit, thread.id, before)?;
    let older = messages.first().filter(|_| has_older).map(|message| message.id);
    let movable = messages::movable(db, &permit, thread.id, &ids(&messages))?;
    messages.retain(|message| movable.contains(&message.id));
    let sender = sender(&messages).map(|(address, _)| address);
    let newcomer = match sender {
        Some(address) => {
            let digest = addresses::digest(db, &caller.office, &address)?;
            let owners = db.read(|db| addresses::find(db, &caller.office, &digest))?;
            owners.is_empty().then_some(address)
        }
        None => None,
    };
    Ok(Refiling { messages, older, is_newest, newcomer })
}

/// Files some messages of a thread of the caller's office with somebody else; the answer is the thread that they are in
/// from then on. The caller holds no connection.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such thread or person for the caller; [`StoreError::Refused`] with the
/// reason of the one or the other; [`StoreError::Stale`] if one of them may not be filed elsewhere any more, or
/// something of it changed meanwhile.
pub fn refile(
    store: &Store,
    caller: &Caller,
    thread: ThreadId,
    chosen: &[MessageId],
    to: Towards,
) -> Result<Result<ThreadId, FilingFault>, WorkflowError> {
    let mut db = store.database()?;
    let (thread, permit) = open(&mut db, &Ask::change(caller, purpose_of(caller)), thread)?;
    let movable = open_chosen(&mut db, &permit, thread.id, chosen)?;
    let filed = Filed { thread, permit, movable };
    if let Some(fault) = db.read(|db| filed.fault(db))? {
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
    /// What is filed elsewhere, oldest first.
    movable: Vec<ShownMessage>,
}

impl Filed {
    /// Why those that were chosen may not be filed elsewhere, whoever it is.
    fn fault(&self, db: &mut Db) -> Result<Option<FilingFault>, StoreError> {
        let (thread, ids) = (self.thread.id, ids(&self.movable));
        let fault = if messages::is_one_queued(db, &self.permit, thread)? {
            FilingFault::Queued
        } else if ids.is_empty() {
            FilingFault::Nothing
        } else if subject_requests::any_verified(db, &ids)? {
            FilingFault::Verified
        } else if messages::is_made_of(db, &ids)? {
            FilingFault::MadeOf
        } else if messages::is_one_answered(db, &self.permit, thread, &self.named())? {
            FilingFault::Written
        } else {
            return Ok(None);
        };
        Ok(Some(fault))
    }

    /// What was chosen, each with its Message-ID.
    fn named(&self) -> Vec<(MessageId, String)> {
        let name = |message: &ShownMessage| {
            let name = match message.direction {
                Direction::Out => own_id(message.id),
                Direction::In => message.head.value().map(|head| head.message_id.clone()).unwrap_or_default(),
            };
            (message.id, name)
        };
        self.movable.iter().map(name).collect()
    }
}

/// A thread of the caller's office, with permission to what is said in it.
fn open(db: &mut Database, ask: &Ask<'_>, thread: ThreadId) -> Result<(Thread, Permit<Communications>), WorkflowError> {
    let thread = read_inbox::find(db, ask, thread)?;
    let permit = open_messages(db, ask, thread.holding)?;
    Ok((thread, permit))
}

fn open_messages(
    db: &mut Database,
    ask: &Ask<'_>,
    holding: HoldingId,
) -> Result<Permit<Communications>, WorkflowError> {
    let mut opened = gate::open_all(db, ask, holding, &[CategoryId::Communications])?;
    if opened.is_hidden() {
        return Err(StoreError::NotFound.into());
    }
    Ok(opened.permit::<Communications>(db)?)
}

/// Opens what was chosen, wherever in the thread it stands, oldest first.
fn open_chosen(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
    chosen: &[MessageId],
) -> Result<Vec<ShownMessage>, StoreError> {
    let mut chosen = chosen.to_vec();
    chosen.sort_unstable();
    chosen.dedup();
    if chosen.len() > MOST {
        return Err(StoreError::Stale);
    }
    let movable = messages::movable(db, permit, thread, &chosen)?;
    if movable.len() != chosen.len() {
        return Err(StoreError::Stale);
    }
    let open = |id| match messages::one(db, permit, thread, id) {
        Err(StoreError::NotFound) => Err(StoreError::Stale),
        opened => opened,
    };
    movable.into_iter().map(open).collect()
}

fn ids(messages: &[ShownMessage]) -> Vec<MessageId> {
    messages.iter().map(|message| message.id).collect()
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
    // To add is a use as well as a collection: a stop of use refuses it.
    open_messages(db, &Ask::change(caller, purpose_of(caller)), holding.id)?;
    open_messages(db, &ask, holding.id)
}

/// The only thread of a holding that is open, if there is one.
pub(super) fn only_open(db: &mut Database, holding: HoldingId) -> Result<Option<ThreadId>, StoreError> {
    let open = db.read(|db| threads::of_holding(db, holding, true, 2))?;
    Ok(if let [only] = open.as_slice() { Some(only.id) } else { None })
}
