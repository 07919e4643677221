//! Mail as it came in, until it is filed with the person that it is from.
//!
//! Invariant: sealed under a data key of its own, wrapped to the receiving office, and durable before anybody is told
//! that it is kept. Filing it destroys that key; what cannot be filed is kept as it came and shown. Each mail comes in
//! once: an office's keyed digest of it is unique.

/// The row of a mail, as long as it waits to be filed.
macro_rules! received {
    ($id:expr) => {
        incoming_messages::table
            .filter(incoming_messages::id.eq($id).and(incoming_messages::state.eq(IncomingState::Received)))
    };
}

mod receiving;
mod tries;
mod unfiled;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use zeroize::Zeroizing;

use super::columns::Stored;
use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::open::Database;
use super::schema::incoming_messages;
use crate::domain::category::{Category, Communications};
use crate::domain::id::{GrantId, IncomingMessageId, IntakeId};
use crate::domain::message::{AutomaticKind, IncomingState, MailFault};
use crate::domain::office::OfficeCode;
use crate::domain::staff::Caller;
use crate::domain::time::Ts;
use crate::vault::data_key::DataKey;
use crate::vault::place::Place;
use crate::vault::wrap::{WrapInfo, Wrapped, unwrap_data_key};

pub use receiving::{receive, receive_all};
pub use tries::{begin, claim, failed, is_waiting, take_back, waiting};
pub use unfiled::{UnfiledMail, UnfiledPlace, begin_by_hand, discard, file_again, find_unfiled, open_unfiled, unfiled};

const TABLE: &str = "incoming_messages";
const PART: &str = "mail";

/// What became of a mail that came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrived {
    /// It is kept.
    Stored(IncomingMessageId),
    /// It was kept before.
    Duplicate,
}

/// A mail as it came in, opened.
pub struct OpenedMail {
    /// Which.
    pub id: IncomingMessageId,
    /// Its bytes.
    pub raw: Zeroizing<Vec<u8>>,
    /// When it came in.
    pub received_at: Ts,
    /// What it was set apart as, if it was: somebody asked since that it be filed nevertheless, or looks at it.
    pub automatic: Option<AutomaticKind>,
}

impl std::fmt::Debug for OpenedMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OpenedMail({})", self.id)
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = incoming_messages)]
struct Row {
    office: OfficeCode,
    wrapped_key: Vec<u8>,
    automatic: Option<AutomaticKind>,
    received_at: Ts,
}

fn subject(id: IncomingMessageId) -> String {
    format!("incoming:{id}")
}

fn key_info(id: IncomingMessageId, office: &OfficeCode) -> WrapInfo<'_> {
    WrapInfo::intake(GrantId::from_uuid(id.uuid()), as_intake(id), office, Communications::ID)
}

fn place(id: IncomingMessageId, office: &OfficeCode) -> Place<'_, Communications> {
    Place::of_intake(TABLE, "raw", id.uuid(), as_intake(id), office)
}

/// A mail is about nobody yet, so its own id stands where a candidate's does, as an intake's.
const fn as_intake(id: IncomingMessageId) -> IntakeId {
    IntakeId::from_uuid(id.uuid())
}

/// Opens a mail for the job that files it; the opening is journalled first.
///
/// # Errors
/// [`StoreError::NotFound`] if it no longer waits; [`StoreError::Unopened`] if its seal does not open, which the
/// journal then says too.
pub fn open(db: &mut Database, caller: &Caller, id: IncomingMessageId) -> Result<OpenedMail, StoreError> {
    open_in(db, caller, id, &[IncomingState::Received])
}

/// A mail of several, and what came of opening it.
pub type Opening = (IncomingMessageId, Result<OpenedMail, StoreError>);

/// The same for several at once, with one commit of the journal; each has an answer of its own.
///
/// # Errors
/// What stands in the way of all.
pub fn open_all(db: &mut Database, caller: &Caller, ids: &[IncomingMessageId]) -> Result<Vec<Opening>, StoreError> {
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        rows.push((*id, row_of(db, caller, *id, &[IncomingState::Received])?));
    }
    let there = rows.iter().filter(|(_, row)| row.is_some());
    let entries = there.map(|(id, _)| Entry::by(caller, "read", subject(*id))).collect();
    db.inner().journal.record(entries)?;
    let opened = |(id, row): (IncomingMessageId, Option<Row>)| {
        (id, row.ok_or(StoreError::NotFound).and_then(|row| unseal_or_tell(db, caller, id, row)))
    };
    Ok(rows.into_iter().map(opened).collect())
}

fn open_in(
    db: &mut Database,
    caller: &Caller,
    id: IncomingMessageId,
    states: &[IncomingState],
) -> Result<OpenedMail, StoreError> {
    let row = row_of(db, caller, id, states)?.ok_or(StoreError::NotFound)?;
    db.inner().journal.record(vec![Entry::by(caller, "read", subject(id))])?;
    unseal_or_tell(db, caller, id, row)
}

fn row_of(
    db: &mut Database,
    caller: &Caller,
    id: IncomingMessageId,
    states: &[IncomingState],
) -> Result<Option<Row>, StoreError> {
    Ok(incoming_messages::table
        .filter(incoming_messages::id.eq(id).and(incoming_messages::office.eq(&caller.office)))
        .filter(incoming_messages::state.eq_any(states))
        .select(cols::<Row>())
        .first(db.db())
        .optional()?)
}

fn unseal_or_tell(db: &Database, caller: &Caller, id: IncomingMessageId, row: Row) -> Result<OpenedMail, StoreError> {
    match unseal(db, id, row) {
        Err(StoreError::Vault(_)) => {
            tracing::error!(%id, "a mail that came in does not open");
            let entry = Entry { outcome: "unopened", ..Entry::by(caller, "read", subject(id)) };
            db.inner().journal.record(vec![entry])?;
            Err(StoreError::Unopened(TABLE))
        }
        other => other,
    }
}

fn unseal(db: &Database, id: IncomingMessageId, row: Row) -> Result<OpenedMail, StoreError> {
    let keys = db.office_keys(&row.office).ok_or(StoreError::Unavailable)?;
    let wrapped = Wrapped::from_bytes(row.wrapped_key)?;
    let key: DataKey<Communications> = unwrap_data_key(&keys.pair, &wrapped, &key_info(id, &row.office))?;
    let sealed = Stored::<Communications>::from_bytes(db.inner().blobs.get(id.uuid(), PART)?).sealed()?;
    let raw = key.open(&place(id, &row.office), &sealed)?;
    Ok(OpenedMail { id, raw, received_at: row.received_at, automatic: row.automatic })
}

/// Marks a mail as filed and destroys its key, in the transaction that files it.
///
/// # Errors
/// [`StoreError::Stale`] if another instance filed it meanwhile.
pub fn settle(tx: &mut Db, id: IncomingMessageId, at: Ts) -> Result<(), StoreError> {
    let settled = diesel::update(received!(id))
        .set((
            incoming_messages::state.eq(IncomingState::Filed),
            incoming_messages::wrapped_key.eq(&[][..] as &[u8]),
            incoming_messages::fault.eq(None::<MailFault>),
            incoming_messages::next_try_at.eq(None::<Ts>),
            incoming_messages::settled_at.eq(at),
        ))
        .execute(tx)?;
    if settled == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Keeps a mail that a program sent and that belongs to nobody on record apart from what is filed.
///
/// # Errors
/// [`StoreError::Stale`] if it no longer waits.
pub fn set_apart(
    tx: &mut Db,
    caller: &Caller,
    id: IncomingMessageId,
    kind: AutomaticKind,
) -> Result<Entry, StoreError> {
    let apart = diesel::update(received!(id))
        .set((
            incoming_messages::state.eq(IncomingState::Apart),
            incoming_messages::automatic.eq(kind),
            incoming_messages::begun.eq(0),
            incoming_messages::next_try_at.eq(None::<Ts>),
        ))
        .execute(tx)?;
    if apart != 1 {
        return Err(StoreError::Stale);
    }
    Ok(Entry::by(caller, "set_apart", format!("{} {kind}", subject(id))))
}

/// Keeps a mail that cannot be read, or that nobody can be found for, as it came, until somebody looks at it.
///
/// # Errors
/// [`StoreError::Stale`] if it no longer waits.
pub fn quarantine(tx: &mut Db, caller: &Caller, id: IncomingMessageId, fault: MailFault) -> Result<Entry, StoreError> {
    let quarantined = diesel::update(received!(id))
        .set((
            incoming_messages::state.eq(IncomingState::Quarantined),
            incoming_messages::fault.eq(fault),
            incoming_messages::begun.eq(0),
            incoming_messages::next_try_at.eq(None::<Ts>),
        ))
        .execute(tx)?;
    if quarantined != 1 {
        return Err(StoreError::Stale);
    }
    Ok(Entry::by(caller, "quarantine", format!("{} {fault}", subject(id))))
}

/// Removes the bytes of a mail that is filed or thrown away; what is left after a crash the sweep removes.
///
/// # Errors
/// The file store's.
pub fn remove_blob(db: &Database, id: IncomingMessageId) -> Result<(), StoreError> {
    db.inner().blobs.remove(id.uuid(), PART)
}

/// How far a mail is, and why it could not be filed.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none of this id.
pub fn state_of(db: &mut Db, id: IncomingMessageId) -> Result<(IncomingState, Option<MailFault>), StoreError> {
    let row = incoming_messages::table.find(id).select((incoming_messages::state, incoming_messages::fault));
    row.first(db).optional()?.ok_or(StoreError::NotFound)
}

/// How many mails of an office wait to be filed. Asked in the very word of the index of those that wait.
///
/// # Errors
/// The database's.
pub fn count_waiting(db: &mut Db, office: &OfficeCode) -> Result<i64, StoreError> {
    let waiting = incoming_messages::table
        .filter(sql::<Bool>("incoming_messages.state = 'received'").and(incoming_messages::office.eq(office)));
    Ok(waiting.count().get_result(db)?)
}

/// Says that a mail that waits came in at another moment than the one at which it was kept, which the journal has: it is
/// filed as of then.
///
/// # Errors
/// The database's.
pub fn date(tx: &mut Db, id: IncomingMessageId, came_at: Ts) -> Result<(), StoreError> {
    diesel::update(received!(id)).set(incoming_messages::received_at.eq(came_at)).execute(tx)?;
    Ok(())
}
