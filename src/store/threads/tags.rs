//! The tags of threads: words that recruiters gather them by, each sealed under communications.
//!
//! Invariant: a thread has at most [`MOST`] of them, each once whatever its case. What two threads have in common only
//! the office's index key tells: a tag is found by its keyed digest, and named by the id of its row.

use std::collections::HashMap;

use diesel::prelude::*;

use super::changes::require;
use crate::domain::category::Communications;
use crate::domain::id::{HoldingId, ThreadId, ThreadTagId};
use crate::domain::office::OfficeCode;
use crate::domain::tag::{MOST, Tag};
use crate::store::columns::Stored;
use crate::store::database::{Db, among};
use crate::store::error::StoreError;
use crate::store::journal::Entry;
use crate::store::open::Database;
use crate::store::permit::{Permit, Unsealed};
use crate::store::schema::{thread_tags, threads};

const TABLE: &str = "thread_tags";

/// A tag of a thread.
#[derive(Debug, Clone)]
pub struct ThreadTag {
    /// Which: an address names it by this.
    pub id: ThreadTagId,
    /// What it says.
    pub label: Unsealed<Tag>,
    /// What all tags of the office that say the same have in common.
    pub digest: Vec<u8>,
}

/// A tag that comes, with its digest from [`digest_of`].
#[derive(Debug, Clone)]
pub struct NewTag<'a> {
    /// What it says.
    pub tag: &'a Tag,
    /// Its digest at the office.
    pub digest: Vec<u8>,
}

/// The digest of a tag at an office.
///
/// # Errors
/// [`StoreError::Unavailable`] if this instance does not hold the office's keys.
pub fn digest_of(db: &Database, office: &OfficeCode, tag: &Tag) -> Result<Vec<u8>, StoreError> {
    let keys = db.office_keys(office).ok_or(StoreError::Unavailable)?;
    Ok(keys.index.thread_tag_entry(tag).to_vec())
}

/// The digest of a tag that a thread of the office has; nothing if none has it any more.
///
/// # Errors
/// The database's.
pub fn digest(db: &mut Db, office: &OfficeCode, id: ThreadTagId) -> Result<Option<Vec<u8>>, StoreError> {
    let ours = thread_tags::id.eq(id).and(thread_tags::office.eq(office));
    Ok(thread_tags::table.filter(ours).select(thread_tags::digest).first(db).optional()?)
}

/// The tags of some threads, in the order of their words, in one query. Threads of other holdings than those that are
/// permitted are left out, and so is a thread without tags.
///
/// # Errors
/// The database's.
pub fn of<'a>(
    db: &mut Database,
    permits: impl IntoIterator<Item = &'a Permit<Communications>>,
    ids: &[ThreadId],
) -> Result<HashMap<ThreadId, Vec<ThreadTag>>, StoreError> {
    type Found = (ThreadId, HoldingId, ThreadTagId, Vec<u8>, Stored<Communications>);
    let permits: HashMap<HoldingId, _> = permits.into_iter().map(|permit| (permit.holding().id, permit)).collect();
    if ids.is_empty() || permits.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<Found> = among!(ids, threads::id, asked => threads::table
        .inner_join(thread_tags::table.on(thread_tags::thread_id.eq(threads::id)))
        .filter(asked)
        .select((
            threads::id,
            threads::holding_id,
            thread_tags::id,
            thread_tags::digest,
            thread_tags::label,
        ))
        .load(db.db())?);
    let mut tags: HashMap<ThreadId, Vec<ThreadTag>> = HashMap::new();
    for (thread, holding, id, digest, label) in rows {
        let Some(permit) = permits.get(&holding) else { continue };
        let label = Unsealed::of(permit.open(db, TABLE, "label", id.uuid(), &label))?;
        tags.entry(thread).or_default().push(ThreadTag { id, label, digest });
    }
    for of_thread in tags.values_mut() {
        of_thread.sort_by(|a, b| words(a).cmp(words(b)));
    }
    Ok(tags)
}

fn words(tag: &ThreadTag) -> &str {
    tag.label.value().map_or("", Tag::as_str)
}

/// Adds tags, no two of them the same, to a thread that is still as somebody saw it; if it has them all, nothing
/// happens and there is no entry.
///
/// # Errors
/// [`StoreError::NotFound`] if the thread is not of the permitted holding; [`StoreError::Full`] if there would be too
/// many; [`StoreError::Stale`] if it changed meanwhile, or a fact since the permit; the database's or the vault's.
pub fn add(
    tx: &mut Db,
    permit: &Permit<Communications>,
    thread: ThreadId,
    new: &[NewTag<'_>],
    revision: i64,
) -> Result<Option<Entry>, StoreError> {
    require(tx, permit, thread, revision)?;
    let known: Vec<Vec<u8>> =
        thread_tags::table.filter(thread_tags::thread_id.eq(thread)).select(thread_tags::digest).load(tx)?;
    let new: Vec<&NewTag<'_>> = new.iter().filter(|tag| !known.contains(&tag.digest)).collect();
    if new.is_empty() {
        return Ok(None);
    }
    if known.len() + new.len() > MOST {
        return Err(StoreError::Full(TABLE));
    }
    for tag in new {
        insert(tx, permit, thread, tag)?;
    }
    changed(tx, permit, thread, revision).map(Some)
}

fn insert(tx: &mut Db, permit: &Permit<Communications>, thread: ThreadId, new: &NewTag<'_>) -> Result<(), StoreError> {
    let id = ThreadTagId::new();
    diesel::insert_into(thread_tags::table)
        .values((
            thread_tags::id.eq(id),
            thread_tags::thread_id.eq(thread),
            thread_tags::office.eq(&permit.holding().office),
            thread_tags::digest.eq(new.digest.as_slice()),
            thread_tags::label.eq(permit.seal(TABLE, "label", id.uuid(), new.tag)?),
        ))
        .execute(tx)?;
    Ok(())
}

/// Takes a tag from a thread that is still as somebody saw it.
///
/// # Errors
/// [`StoreError::NotFound`] if the thread is not of the permitted holding or has no such tag; [`StoreError::Stale`] if
/// it changed meanwhile, or a fact since the permit.
pub fn remove(
    tx: &mut Db,
    permit: &Permit<Communications>,
    thread: ThreadId,
    id: ThreadTagId,
    revision: i64,
) -> Result<Entry, StoreError> {
    require(tx, permit, thread, revision)?;
    let row = thread_tags::table.filter(thread_tags::id.eq(id).and(thread_tags::thread_id.eq(thread)));
    if diesel::delete(row).execute(tx)? != 1 {
        return Err(StoreError::NotFound);
    }
    changed(tx, permit, thread, revision)
}

/// Counts the change, and puts it on record without a word of the tag.
fn changed(tx: &mut Db, permit: &Permit<Communications>, thread: ThreadId, revision: i64) -> Result<Entry, StoreError> {
    diesel::update(threads::table.find(thread)).set(threads::revision.eq(revision + 1)).execute(tx)?;
    Ok(permit.change("change", format!("thread:{thread} tags")))
}
