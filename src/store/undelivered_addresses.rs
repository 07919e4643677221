//! Addresses that a message of ours did not reach, found by a keyed digest; the address itself stands nowhere.
//!
//! Invariant: a mark names the message of the same holding that came back. Whoever clears it says that the address
//! works again, not that the message arrived.

use std::collections::HashMap;

use diesel::prelude::*;

use super::database::{Db, among, each};
use super::error::StoreError;
use super::journal::Entry;
use super::open::Database;
use super::permit::Permit;
use super::schema::{address_index, messages, undelivered_addresses};
use crate::domain::category::{Communications, Profile};
use crate::domain::id::{HoldingId, MessageId, ThreadId};
use crate::domain::time::Ts;
use crate::domain::undelivered::FailureStatus;

/// An address to which mail came back.
#[derive(Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// The digest of the address at the office.
    pub digest: Vec<u8>,
    /// What the other side's mail system said.
    pub status: FailureStatus,
    /// In which thread the message is that came back.
    pub thread: ThreadId,
    /// Since when this is known.
    pub since: Ts,
}

impl std::fmt::Debug for Undelivered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Undelivered({})", self.thread)
    }
}

/// Marks an address of the permitted holding: a message of it came back. The same report again marks nothing, nor does
/// it mark again what was cleared.
///
/// # Errors
/// [`StoreError::NotFound`] if the message is not of the permitted holding; [`StoreError::Stale`] if a fact changed
/// since the permit.
pub fn mark(
    tx: &mut Db,
    permit: &Permit<Communications>,
    message: MessageId,
    (digest, status): (&[u8], &FailureStatus),
    at: Ts,
) -> Result<Option<Entry>, StoreError> {
    permit.check_fresh(tx)?;
    let holding = permit.holding().id;
    let mine = messages::id.eq(message).and(messages::holding_id.eq(holding));
    let found: Option<MessageId> = messages::table.filter(mine).select(messages::id).first(tx).optional()?;
    found.ok_or(StoreError::NotFound)?;
    let row = (
        undelivered_addresses::message_id.eq(message),
        undelivered_addresses::digest.eq(digest),
        undelivered_addresses::holding_id.eq(holding),
        undelivered_addresses::status.eq(status.as_str()),
        undelivered_addresses::since.eq(at),
    );
    let marked = each!(tx, c => diesel::insert_into(undelivered_addresses::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok((marked > 0).then(|| permit.change("change", format!("message:{message} undelivered"))))
}

/// Clears the marks of an address that were there at a moment: it works again. Whether there were any.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit.
pub fn clear(tx: &mut Db, permit: &Permit<Communications>, digest: &[u8], at: Ts) -> Result<bool, StoreError> {
    permit.check_fresh(tx)?;
    let of_address =
        undelivered_addresses::holding_id.eq(permit.holding().id).and(undelivered_addresses::digest.eq(digest));
    let then = undelivered_addresses::cleared_at.is_null().and(undelivered_addresses::since.le(at));
    let cleared = diesel::update(undelivered_addresses::table.filter(of_address).filter(then))
        .set(undelivered_addresses::cleared_at.eq(at))
        .execute(tx)?;
    Ok(cleared > 0)
}

/// Clears the marks of an address because a person says that it works again.
///
/// # Errors
/// [`StoreError::Stale`] if it has none any more, or a fact changed since the permit.
pub fn works_again(tx: &mut Db, permit: &Permit<Communications>, digest: &[u8]) -> Result<Entry, StoreError> {
    if clear(tx, permit, digest, permit.caller().at)? {
        Ok(permit.change("change", "address:works"))
    } else {
        Err(StoreError::Stale)
    }
}

/// Clears the marks of the address that the permitted holding has, if that is about to become another one. Call it
/// before the new digest is set.
///
/// # Errors
/// The database's.
pub fn leave(tx: &mut Db, permit: &Permit<Profile>, new: &[u8]) -> Result<(), StoreError> {
    let holding = permit.holding().id;
    let old: Vec<Vec<u8>> = address_index::table
        .filter(address_index::holding_id.eq(holding).and(address_index::digest.ne(new)))
        .select(address_index::digest)
        .load(tx)?;
    for digest in old {
        let of_address =
            undelivered_addresses::holding_id.eq(holding).and(undelivered_addresses::digest.eq(digest.as_slice()));
        let marked = undelivered_addresses::cleared_at.is_null();
        diesel::update(undelivered_addresses::table.filter(of_address).filter(marked))
            .set(undelivered_addresses::cleared_at.eq(permit.caller().at))
            .execute(tx)?;
    }
    Ok(())
}

/// The addresses of the permitted holding to which mail came back, each once, the latest first.
///
/// # Errors
/// The database's; [`StoreError::Unreadable`].
pub fn list(db: &mut Database, permit: &Permit<Communications>) -> Result<Vec<Undelivered>, StoreError> {
    let rows: Vec<(Vec<u8>, String, ThreadId, Ts)> = undelivered_addresses::table
        .inner_join(messages::table.on(messages::id.eq(undelivered_addresses::message_id)))
        .filter(undelivered_addresses::holding_id.eq(permit.holding().id))
        .filter(undelivered_addresses::cleared_at.is_null())
        .order((undelivered_addresses::since.desc(), undelivered_addresses::message_id.desc()))
        .select((
            undelivered_addresses::digest,
            undelivered_addresses::status,
            messages::thread_id,
            undelivered_addresses::since,
        ))
        .load(db.db())?;
    let mut found: Vec<Undelivered> = Vec::new();
    for (digest, status, thread, since) in rows {
        let status = FailureStatus::stored(&status).ok_or(StoreError::Unreadable("undelivered_addresses.status"))?;
        if !found.iter().any(|known| known.digest == digest) {
            found.push(Undelivered { digest, status, thread, since });
        }
    }
    Ok(found)
}

/// The address on record of the permitted holding, if mail to it came back.
///
/// # Errors
/// As [`list`].
pub fn of_record(db: &mut Database, permit: &Permit<Communications>) -> Result<Option<Undelivered>, StoreError> {
    let marked = list(db, permit)?;
    if marked.is_empty() {
        return Ok(None);
    }
    let own: Vec<Vec<u8>> = address_index::table
        .filter(address_index::holding_id.eq(permit.holding().id))
        .select(address_index::digest)
        .load(db.db())?;
    Ok(marked.into_iter().find(|one| own.contains(&one.digest)))
}

/// How many recipients each message of a thread of the permitted holding did not reach; those that reached all are not
/// among them.
///
/// # Errors
/// The database's.
pub fn of_thread(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
) -> Result<HashMap<MessageId, usize>, StoreError> {
    let rows: Vec<MessageId> = undelivered_addresses::table
        .inner_join(messages::table.on(messages::id.eq(undelivered_addresses::message_id)))
        .filter(messages::thread_id.eq(thread).and(messages::holding_id.eq(permit.holding().id)))
        .select(undelivered_addresses::message_id)
        .load(db.db())?;
    let mut failed = HashMap::new();
    for message in rows {
        *failed.entry(message).or_insert(0) += 1;
    }
    Ok(failed)
}

/// Whether mail of a holding came back from any of some addresses. Nothing is opened.
///
/// # Errors
/// The database's.
pub fn is_any(db: &mut Db, holding: HoldingId, digests: &[Vec<u8>]) -> Result<bool, StoreError> {
    let marked = undelivered_addresses::holding_id.eq(holding).and(undelivered_addresses::cleared_at.is_null());
    let found: Option<MessageId> = among!(digests, undelivered_addresses::digest, asked => undelivered_addresses::table
        .filter(marked.and(asked))
        .select(undelivered_addresses::message_id)
        .first(db)
        .optional()?);
    Ok(found.is_some())
}
