//! How a message was filed, and filing it with somebody else: sealed anew under the key of their record.
//!
//! Invariant: a message is in one record. Its new bytes are durable, under ids of their own, before the rows name them;
//! the rows change in one transaction, after which the key of the record before opens nothing of it.

use diesel::prelude::*;
use uuid::Uuid;

use super::{FILE, FILES, SOURCE, SealedPart, TABLE, require_thread};
use crate::domain::category::Communications;
use crate::domain::id::{IncomingMessageId, MessageFileId, MessageId, ThreadId};
use crate::domain::message::{FiledBy, MessageBody, MessageHead, Sending};
use crate::store::columns::Stored;
use crate::store::database::{Db, cols};
use crate::store::error::StoreError;
use crate::store::interviews;
use crate::store::journal::Entry;
use crate::store::open::{Database, Store};
use crate::store::permit::Permit;
use crate::store::schema::{health_messages, message_files, messages, undelivered_addresses};

/// Notes how it was found that a message belongs to the permitted holding.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not of this holding.
pub fn note_filed(
    tx: &mut Db,
    permit: &Permit<Communications>,
    message: MessageId,
    by: FiledBy,
) -> Result<(), StoreError> {
    let mine = messages::id.eq(message).and(messages::holding_id.eq(permit.holding().id));
    let noted = diesel::update(messages::table.filter(mine)).set(messages::filed_by.eq(by)).execute(tx)?;
    if noted == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// The messages of a thread of a holding that may be filed with somebody else: what came, went, or was written down.
/// What is written, waits or never went stays; what tells of an interview belongs to its application, and what is kept as
/// health data to that.
macro_rules! of_thread_to_move {
    ($permit:expr, $thread:expr) => {
        messages::table
            .filter(messages::thread_id.eq($thread).and(messages::holding_id.eq($permit.holding().id)))
            .filter(messages::sending.is_null().or(messages::sending.eq(Sending::Sent)))
            .filter(messages::interview_id.is_null())
            .filter(messages::id.ne_all(health_messages::table.select(health_messages::message_id)))
    };
}

/// Those of some messages of a thread of the permitted holding that may be filed with somebody else, oldest first.
///
/// # Errors
/// The database's.
pub fn movable(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
    among: &[MessageId],
) -> Result<Vec<MessageId>, StoreError> {
    let some = of_thread_to_move!(permit, thread).filter(messages::id.eq_any(among));
    Ok(some.order((messages::at, messages::id)).select(messages::id).load(db.db())?)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = messages)]
struct Row {
    id: MessageId,
    incoming_id: Option<IncomingMessageId>,
    head: Stored<Communications>,
    body: Stored<Communications>,
    source_bytes: Option<i64>,
    source_id: Option<MessageId>,
    revision: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = message_files)]
struct FileRow {
    id: MessageFileId,
    name: Stored<Communications>,
}

/// A message sealed anew for another holding, whose rows still say the old.
#[derive(Debug)]
pub struct Resealed {
    id: MessageId,
    incoming: Option<IncomingMessageId>,
    revision: i64,
    head: Stored<Communications>,
    body: Stored<Communications>,
    /// The id of its source before, and the new one.
    source: Option<(MessageId, MessageId)>,
    files: Vec<ResealedFile>,
}

#[derive(Debug)]
struct ResealedFile {
    before: MessageFileId,
    id: MessageFileId,
    name: Stored<Communications>,
}

/// Seals a message of a thread of one permitted holding anew for another one: what is to stand in its rows, and the
/// bytes, which [`super::put_parts`] stores before [`file_with`] changes the rows.
///
/// # Errors
/// [`StoreError::Stale`] if it may not be filed elsewhere any more; [`StoreError::Unopened`] if a seal of it does not
/// open.
pub fn reseal(
    db: &mut Database,
    (from, to): (&Permit<Communications>, &Permit<Communications>),
    thread: ThreadId,
    message: MessageId,
) -> Result<(Resealed, Vec<SealedPart>), StoreError> {
    let row = of_thread_to_move!(from, thread).filter(messages::id.eq(message)).select(cols::<Row>());
    let row: Option<Row> = row.first(db.db()).optional()?;
    let row = row.ok_or(StoreError::Stale)?;
    let uuid = row.id.uuid();
    let head: MessageHead = from.open(db, TABLE, "head", uuid, &row.head)?;
    let body: MessageBody = from.open(db, TABLE, "body", uuid, &row.body)?;
    let mut parts = Vec::new();
    let source = row.source_bytes.map(|_| (row.source_id.unwrap_or(row.id), MessageId::new()));
    if let Some((before, id)) = source {
        parts.push(reseal_part(db, (from, to), (TABLE, SOURCE, SOURCE), (before.uuid(), id.uuid()))?);
    }
    let resealed = Resealed {
        id: row.id,
        incoming: row.incoming_id,
        revision: row.revision,
        head: to.seal(TABLE, "head", uuid, &head)?,
        body: to.seal(TABLE, "body", uuid, &body)?,
        source,
        files: reseal_files(db, (from, to), message, &mut parts)?,
    };
    Ok((resealed, parts))
}

fn reseal_files(
    db: &mut Database,
    (from, to): (&Permit<Communications>, &Permit<Communications>),
    message: MessageId,
    parts: &mut Vec<SealedPart>,
) -> Result<Vec<ResealedFile>, StoreError> {
    let rows: Vec<FileRow> = message_files::table
        .filter(message_files::message_id.eq(message))
        .order(message_files::id)
        .select(cols::<FileRow>())
        .load(db.db())?;
    let mut files = Vec::with_capacity(rows.len());
    for row in rows {
        let id = MessageFileId::new();
        let name: String = from.open(db, FILES, "name", row.id.uuid(), &row.name)?;
        parts.push(reseal_part(db, (from, to), (FILES, "content", FILE), (row.id.uuid(), id.uuid()))?);
        files.push(ResealedFile { before: row.id, id, name: to.seal(FILES, "name", id.uuid(), &name)? });
    }
    Ok(files)
}

/// Opens what stands in the file store under one id and seals it for another.
fn reseal_part(
    db: &Database,
    (from, to): (&Permit<Communications>, &Permit<Communications>),
    (table, column, part): (&'static str, &'static str, &'static str),
    (before, id): (Uuid, Uuid),
) -> Result<SealedPart, StoreError> {
    let stored = Stored::from_bytes(db.inner().blobs.get(before, part)?);
    let bytes = from.open_bytes(db.store(), table, column, before, &stored)?;
    Ok(SealedPart::new(id, part, to.seal_bytes(table, column, id, &bytes)?.into_bytes()))
}

/// Holds the rows of two holdings until the transaction ends, that of the lower id first, as everybody does who holds
/// several.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since one of the permits.
pub fn hold_both(
    tx: &mut Db,
    (one, other): (&Permit<Communications>, &Permit<Communications>),
) -> Result<(), StoreError> {
    let (first, second) = if one.holding().id <= other.holding().id { (one, other) } else { (other, one) };
    first.check_fresh(tx)?;
    second.check_fresh(tx)
}

/// Files a message that was sealed anew in a thread of another holding. What hangs on it goes along as it is: its
/// findings, its Message-ID, and whom it did not reach. What it answered of an interview is forgotten, for that is the
/// other person's. The journal says so of both.
///
/// # Errors
/// [`StoreError::Stale`] if it changed since it was sealed, or a fact since one of the permits; [`StoreError::Taken`]
/// if the same mail is filed there already; [`StoreError::NotFound`] if the thread is not of that holding.
pub fn file_with(
    tx: &mut Db,
    (from, to): (&Permit<Communications>, &Permit<Communications>),
    thread: ThreadId,
    new: &Resealed,
) -> Result<Vec<Entry>, StoreError> {
    from.check_fresh(tx)?;
    require_thread(tx, to, thread)?;
    refuse_double(tx, to, new)?;
    let mine = messages::id.eq(new.id).and(messages::holding_id.eq(from.holding().id));
    let moved = diesel::update(messages::table.filter(mine.and(messages::revision.eq(new.revision))))
        .set((
            messages::holding_id.eq(to.holding().id),
            messages::thread_id.eq(thread),
            messages::head.eq(&new.head),
            messages::body.eq(&new.body),
            messages::source_id.eq(new.source.map(|(_, id)| id)),
            messages::filed_by.eq(FiledBy::Hand),
            messages::revision.eq(new.revision + 1),
        ))
        .execute(tx)?;
    if moved != 1 {
        return Err(StoreError::Stale);
    }
    for file in &new.files {
        let renamed = diesel::update(message_files::table.find(file.before))
            .set((message_files::id.eq(file.id), message_files::name.eq(&file.name)))
            .execute(tx)?;
        if renamed != 1 {
            return Err(StoreError::Stale);
        }
    }
    diesel::update(undelivered_addresses::table.filter(undelivered_addresses::message_id.eq(new.id)))
        .set(undelivered_addresses::holding_id.eq(to.holding().id))
        .execute(tx)?;
    let subject = |word: &str| format!("message:{} {word}", new.id);
    let mut entries = vec![from.change("change", subject("filed_away")), to.change("create", subject("filed"))];
    entries.extend(interviews::forget_answer(tx, from, new.id)?);
    Ok(entries)
}

/// Fails if a holding has the mail that a message came as already.
fn refuse_double(tx: &mut Db, to: &Permit<Communications>, new: &Resealed) -> Result<(), StoreError> {
    let Some(incoming) = new.incoming else { return Ok(()) };
    let same = messages::incoming_id.eq(incoming).and(messages::holding_id.eq(to.holding().id));
    let found: Option<MessageId> = messages::table.filter(same).select(messages::id).first(tx).optional()?;
    if found.is_some() { Err(StoreError::Taken("message")) } else { Ok(()) }
}

/// Removes the bytes that a message had before it was sealed anew. What a crash leaves of them has no row, and the
/// sweep of files removes it.
pub fn remove_left(store: &Store, resealed: &Resealed) {
    let source = resealed.source.iter().map(|(before, _)| (before.uuid(), SOURCE));
    let files = resealed.files.iter().map(|file| (file.before.uuid(), FILE));
    for (id, part) in source.chain(files) {
        if let Err(error) = store.blobs().remove(id, part) {
            tracing::warn!(%id, part, %error, "the bytes of a message that was sealed anew are still there");
        }
    }
}
