//! A thread as it is read: a page at a time, what was said last, or a single message.
//!
//! Invariant: whatever somebody sends, so many messages are opened together at most, and so many bytes; how long they
//! are is known before any is loaded. One of them is opened however long it is.

use std::collections::HashSet;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::TABLE;
use super::reading::{Row, ShownMessage, findings_of, whole};
use crate::domain::category::Communications;
use crate::domain::id::{MessageId, StaffId, ThreadId};
use crate::domain::message::{Direction, MessageHead, Sending};
use crate::domain::time::Ts;
use crate::store::columns::Stored;
use crate::store::database::{MultiBackend, cols};
use crate::store::error::StoreError;
use crate::store::open::Database;
use crate::store::permit::{Permit, Unsealed};
use crate::store::schema::{message_index, messages};
use crate::store::threads;

/// Messages that are opened together at most.
const MOST: usize = 50;
/// Bytes of their sealed heads and bodies.
const MOST_BYTES: i64 = 4_000_000;
/// Messages at the beginning of a thread in which its subject is looked for.
const FIRST: i64 = 10;
/// Digests in one statement.
const AT_ONCE: usize = 500;
/// How long a message is as it is sealed; both databases know without reading it.
const LENGTH: &str = "CAST(length(messages.head) + length(messages.body) AS BIGINT)";

/// A page of a thread.
#[derive(Debug, Clone)]
pub struct PageOfThread {
    /// Its messages, drafts too, oldest first.
    pub messages: Vec<ShownMessage>,
    /// Whether there are older ones.
    pub has_older: bool,
    /// Whether it ends with the newest.
    pub is_newest: bool,
}

/// Which messages of a thread are asked for.
#[derive(Clone, Copy)]
enum Wanted {
    All,
    /// What came from a person, or what went or is about to.
    Said(Direction),
    DraftsOf(StaffId),
}

/// The messages of a thread of the permitted holding.
macro_rules! in_thread {
    ($permit:expr, $thread:expr) => {
        messages::table.filter(messages::thread_id.eq($thread).and(messages::holding_id.eq($permit.holding().id)))
    };
}

/// The newest messages of a thread of the permitted holding, drafts too, oldest first: those of its newest page.
///
/// # Errors
/// [`StoreError::NotFound`] if the thread is not of this holding.
pub fn of_thread(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
) -> Result<Vec<ShownMessage>, StoreError> {
    Ok(page_of_thread(db, permit, thread, None)?.messages)
}

/// The page of a thread of the permitted holding that ends before a message; the newest if there is none such in it.
///
/// # Errors
/// [`StoreError::NotFound`] if the thread is not of this holding.
pub fn page_of_thread(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
    before: Option<MessageId>,
) -> Result<PageOfThread, StoreError> {
    require(db, permit, thread)?;
    let place = match before {
        Some(id) => place(db, permit, thread, id)?,
        None => None,
    };
    let (ids, has_older) = newest(db, permit, thread, Wanted::All, place)?;
    Ok(PageOfThread { messages: opened(db, permit, &ids)?, has_older, is_newest: place.is_none() })
}

/// What was said last in a thread of the permitted holding, on either side, oldest first. Mail from a program, drafts and
/// what was given up are left out; and however much one side says, the other is there too.
///
/// # Errors
/// [`StoreError::NotFound`] if the thread is not of this holding.
pub fn conversation(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
) -> Result<Vec<ShownMessage>, StoreError> {
    require(db, permit, thread)?;
    let (mut ids, _) = newest(db, permit, thread, Wanted::Said(Direction::In), None)?;
    ids.extend(newest(db, permit, thread, Wanted::Said(Direction::Out), None)?.0);
    opened(db, permit, &ids)
}

/// The newest drafts of somebody in a thread of the permitted holding, oldest first.
///
/// # Errors
/// [`StoreError::NotFound`] if the thread is not of this holding.
pub fn drafts_of(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
    staff: StaffId,
) -> Result<Vec<ShownMessage>, StoreError> {
    require(db, permit, thread)?;
    let (ids, _) = newest(db, permit, thread, Wanted::DraftsOf(staff), None)?;
    opened(db, permit, &ids)
}

/// One message of a thread of the permitted holding.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none such in it.
pub fn one(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
    id: MessageId,
) -> Result<ShownMessage, StoreError> {
    let found: Option<MessageId> =
        in_thread!(permit, thread).filter(messages::id.eq(id)).select(messages::id).first(db.db()).optional()?;
    let found = found.ok_or(StoreError::NotFound)?;
    opened(db, permit, &[found])?.pop().ok_or(StoreError::NotFound)
}

/// The subject of a thread of the permitted holding: of the first message that has one, among the oldest few.
///
/// # Errors
/// The database's.
pub fn subject_of(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
) -> Result<Option<String>, StoreError> {
    let rows: Vec<(MessageId, Stored<Communications>)> = in_thread!(permit, thread)
        .order((messages::at, messages::id))
        .limit(FIRST)
        .select((messages::id, messages::head))
        .load(db.db())?;
    for (id, head) in rows {
        let head: Unsealed<MessageHead> = Unsealed::of(permit.open(db, TABLE, "head", id.uuid(), &head))?;
        if let Some(head) = head.value().filter(|head| !head.subject.is_empty()) {
            return Ok(Some(head.subject.clone()));
        }
    }
    Ok(None)
}

/// Those of some digests that are of Message-IDs of a thread of the permitted holding.
///
/// # Errors
/// The database's.
pub fn named_in(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
    digests: &[Vec<u8>],
) -> Result<HashSet<Vec<u8>>, StoreError> {
    let mut named = HashSet::new();
    for some in digests.chunks(AT_ONCE) {
        let found: Vec<Vec<u8>> = message_index::table
            .inner_join(messages::table.on(messages::id.eq(message_index::message_id)))
            .filter(messages::thread_id.eq(thread).and(messages::holding_id.eq(permit.holding().id)))
            .filter(message_index::office.eq(&permit.holding().office))
            .filter(message_index::digest.eq_any(some))
            .select(message_index::digest)
            .load(db.db())?;
        named.extend(found);
    }
    Ok(named)
}

fn require(db: &mut Database, permit: &Permit<Communications>, thread: ThreadId) -> Result<(), StoreError> {
    let holding = db.read(|db| threads::of(db, thread))?.holding;
    if holding == permit.holding().id { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Where a message stands in its thread.
fn place(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
    id: MessageId,
) -> Result<Option<(Ts, MessageId)>, StoreError> {
    let row = in_thread!(permit, thread).filter(messages::id.eq(id)).select((messages::at, messages::id));
    Ok(row.first(db.db()).optional()?)
}

/// As many of the newest before a place as are opened together, newest first, and whether there are more.
fn newest(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
    wanted: Wanted,
    before: Option<(Ts, MessageId)>,
) -> Result<(Vec<MessageId>, bool), StoreError> {
    let mut query = asked(permit, thread, wanted);
    if let Some((at, id)) = before {
        query = query.filter(messages::at.le(at).and(messages::at.lt(at).or(messages::id.lt(id))));
    }
    let found: Vec<(MessageId, i64)> = query
        .order((messages::at.desc(), messages::id.desc()))
        .limit(MOST as i64 + 1)
        .select((messages::id, sql::<BigInt>(LENGTH)))
        .load(db.db())?;
    let opened = fitting(found.iter().map(|(_, length)| *length));
    let ids = found.iter().take(opened).map(|(id, _)| *id).collect();
    Ok((ids, opened < found.len()))
}

fn asked(
    permit: &Permit<Communications>,
    thread: ThreadId,
    wanted: Wanted,
) -> messages::BoxedQuery<'static, MultiBackend> {
    let all = in_thread!(permit, thread).into_boxed();
    match wanted {
        Wanted::All => all,
        Wanted::Said(direction) => {
            let went = messages::sending.eq(Sending::Queued).or(messages::sending.eq(Sending::Sent));
            let by_persons = all.filter(messages::direction.eq(direction)).filter(messages::automatic.is_null());
            by_persons.filter(messages::sending.is_null().or(went))
        }
        Wanted::DraftsOf(staff) => {
            all.filter(messages::sending.eq(Sending::Draft)).filter(messages::staff_id.eq(staff))
        }
    }
}

/// How many messages of some lengths are opened together.
fn fitting(lengths: impl IntoIterator<Item = i64>) -> usize {
    let mut bytes = 0_i64;
    let fits = |(number, length): &(usize, i64)| {
        bytes = bytes.saturating_add(*length);
        *number == 0 || (*number < MOST && bytes <= MOST_BYTES)
    };
    lengths.into_iter().enumerate().take_while(fits).count()
}

/// Opens messages of the permitted holding, oldest first.
fn opened(
    db: &mut Database,
    permit: &Permit<Communications>,
    ids: &[MessageId],
) -> Result<Vec<ShownMessage>, StoreError> {
    let rows: Vec<Row> = messages::table
        .filter(messages::id.eq_any(ids).and(messages::holding_id.eq(permit.holding().id)))
        .order((messages::at, messages::id))
        .select(cols::<Row>())
        .load(db.db())?;
    let findings = findings_of(db, ids)?;
    whole(db, permit, rows, findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_bounded_by_count_and_by_bytes_and_is_never_empty() {
        assert_eq!(fitting([]), 0);
        assert_eq!(fitting([1; MOST]), MOST);
        assert_eq!(fitting([1; MOST + 1]), MOST);
        assert_eq!(fitting([MOST_BYTES / 4; 9]), 4);
        assert_eq!(fitting([MOST_BYTES, 1]), 1);
        assert_eq!(fitting([i64::MAX, i64::MAX, 1]), 1, "one is opened however long it is");
        assert_eq!(fitting([1, MOST_BYTES, 1]), 1, "what comes behind a long one does not pass it");
    }
}
