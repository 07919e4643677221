//! What messages say that a person took for health data, sealed under health, with their files and sources.
//!
//! Invariant: what is here is not under communications any more: there the message says nothing, and has neither files
//! nor source. Bytes are durable before the row that names them, and the sweep of files removes what no row names.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use zeroize::Zeroizing;

use super::columns::Stored;
use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::messages::ShownFile;
use super::open::{Database, Store};
use super::permit::{Permit, Unsealed};
use super::schema::{health_files, health_messages, message_files, messages};
use crate::domain::category::{Communications, Health};
use crate::domain::health::HealthMessage;
use crate::domain::id::{MessageFileId, MessageId};
use crate::domain::message::{MessageBody, MessageHead};
use crate::domain::time::Ts;

/// Messages that are opened together at most.
pub const MOST: usize = 50;
const TABLE: &str = "health_messages";
const FILES: &str = "health_files";
/// The part of the file store that a file or a source is.
const PART: &str = "health";
/// What a source is called, and what it is.
const SOURCE: (&str, &str) = ("message.eml", "message/rfc822");

#[derive(Queryable, Selectable)]
#[diesel(table_name = health_messages)]
struct Row {
    message_id: MessageId,
    content: Stored<Health>,
    at: Ts,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = health_files)]
struct FileRow {
    id: MessageFileId,
    message_id: MessageId,
    name: Stored<Health>,
    content_type: String,
    bytes: i64,
    is_source: bool,
}

/// A file or a source whose sealed bytes are in the file store already.
#[derive(Debug)]
pub struct KeptHealthFile {
    id: MessageFileId,
    name: Stored<Health>,
    content_type: String,
    bytes: i64,
    is_source: bool,
}

/// A message on the page of health records.
#[derive(Debug, Clone)]
pub struct ShownHealthMessage {
    /// Which.
    pub message: MessageId,
    /// What it says.
    pub said: Unsealed<HealthMessage>,
    /// Its files.
    pub files: Vec<ShownFile>,
    /// Its source, if that is kept.
    pub source: Option<ShownFile>,
    /// When it came.
    pub at: Ts,
}

/// Seals a file of a message anew into the file store; durable before the row that names it. The caller need hold no
/// connection.
///
/// # Errors
/// [`StoreError::Unopened`] if its name does not open; the file store's or the vault's.
pub fn put_file(
    store: &Store,
    permit: &Permit<Health>,
    file: &ShownFile,
    content: &[u8],
) -> Result<KeptHealthFile, StoreError> {
    let name = file.name.value().ok_or(StoreError::Unopened("message_files"))?;
    put(store, permit, (name.as_str(), file.content_type.as_str()), content, false)
}

/// Seals the source of a message anew into the file store; durable before the row that names it. The caller need hold
/// no connection.
///
/// # Errors
/// The file store's or the vault's.
pub fn put_source(store: &Store, permit: &Permit<Health>, content: &[u8]) -> Result<KeptHealthFile, StoreError> {
    put(store, permit, SOURCE, content, true)
}

fn put(
    store: &Store,
    permit: &Permit<Health>,
    (name, content_type): (&str, &str),
    content: &[u8],
    is_source: bool,
) -> Result<KeptHealthFile, StoreError> {
    let id = MessageFileId::new();
    let sealed = permit.seal_bytes(FILES, "content", id.uuid(), content)?.into_bytes();
    store.blobs().put(id.uuid(), PART, sealed)?;
    Ok(KeptHealthFile {
        id,
        name: permit.seal(FILES, "name", id.uuid(), &name)?,
        content_type: content_type.to_owned(),
        bytes: i64::try_from(content.len()).unwrap_or(i64::MAX),
        is_source,
    })
}

/// Keeps what a message says under health, and leaves nothing of it under communications: of its head all but the
/// subject. The bytes of its files are kept already; those that they had the caller removes afterwards.
///
/// # Errors
/// [`StoreError::NotFound`] if the message is not of the permitted holding, or the permits are not of one;
/// [`StoreError::Stale`] if a fact changed since the permits; a duplicate if it is kept already.
pub fn keep(
    tx: &mut Db,
    (communications, health): (&Permit<Communications>, &Permit<Health>),
    (message, head): (MessageId, &MessageHead),
    said: &HealthMessage,
    files: &[KeptHealthFile],
) -> Result<Entry, StoreError> {
    communications.check_fresh(tx)?;
    health.check_fresh(tx)?;
    let at = time_of(tx, communications, health, message)?;
    diesel::insert_into(health_messages::table)
        .values((
            health_messages::message_id.eq(message),
            health_messages::holding_id.eq(health.holding().id),
            health_messages::content.eq(health.seal(TABLE, "content", message.uuid(), said)?),
            health_messages::at.eq(at),
        ))
        .execute(tx)?;
    add_files(tx, message, files)?;
    empty(tx, communications, message, head)?;
    Ok(health.change("create", format!("health_message:{message}")))
}

/// When a message came, if it is of the holding that both permits are about.
fn time_of(
    tx: &mut Db,
    communications: &Permit<Communications>,
    health: &Permit<Health>,
    message: MessageId,
) -> Result<Ts, StoreError> {
    let holding = health.holding().id;
    if communications.holding().id != holding {
        return Err(StoreError::NotFound);
    }
    let mine = messages::id.eq(message).and(messages::holding_id.eq(holding));
    let found: Option<Ts> = messages::table.filter(mine).select(messages::at).first(tx).optional()?;
    found.ok_or(StoreError::NotFound)
}

fn add_files(tx: &mut Db, message: MessageId, files: &[KeptHealthFile]) -> Result<(), StoreError> {
    for file in files {
        diesel::insert_into(health_files::table)
            .values((
                health_files::id.eq(file.id),
                health_files::message_id.eq(message),
                health_files::name.eq(&file.name),
                health_files::content_type.eq(&file.content_type),
                health_files::bytes.eq(file.bytes),
                health_files::is_source.eq(file.is_source),
            ))
            .execute(tx)?;
    }
    Ok(())
}

/// Leaves of a message who wrote to whom, and when.
fn empty(
    tx: &mut Db,
    permit: &Permit<Communications>,
    message: MessageId,
    head: &MessageHead,
) -> Result<(), StoreError> {
    diesel::delete(message_files::table.filter(message_files::message_id.eq(message))).execute(tx)?;
    let head = MessageHead { subject: String::new(), ..head.clone() };
    let head = permit.seal("messages", "head", message.uuid(), &head)?;
    let nothing = permit.seal("messages", "body", message.uuid(), &MessageBody::default())?;
    diesel::update(messages::table.find(message))
        .set((
            messages::head.eq(head),
            messages::body.eq(nothing),
            messages::source_bytes.eq(None::<i64>),
            messages::source_id.eq(None::<MessageId>),
            messages::revision.eq(messages::revision + 1),
        ))
        .execute(tx)?;
    Ok(())
}

/// Those of some messages that are kept as health data; says nothing about what they say.
///
/// # Errors
/// The database's.
pub(super) fn among(db: &mut Database, ids: &[MessageId]) -> Result<HashSet<MessageId>, StoreError> {
    let found: Vec<MessageId> = health_messages::table
        .filter(health_messages::message_id.eq_any(ids))
        .select(health_messages::message_id)
        .load(db.db())?;
    Ok(found.into_iter().collect())
}

/// The messages of the permitted holding that are kept as health data, newest first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Database, permit: &Permit<Health>) -> Result<Vec<ShownHealthMessage>, StoreError> {
    let rows: Vec<Row> = health_messages::table
        .filter(health_messages::holding_id.eq(permit.holding().id))
        .order((health_messages::at.desc(), health_messages::message_id.desc()))
        .select(cols::<Row>())
        .load(db.db())?;
    opened(db, permit, rows)
}

/// So many of them as are opened together, newest first: those before one of them, else from the newest on; and whether
/// there are older ones.
///
/// # Errors
/// The database's.
pub fn page(
    db: &mut Database,
    permit: &Permit<Health>,
    before: Option<MessageId>,
) -> Result<(Vec<ShownHealthMessage>, bool), StoreError> {
    let mine = || health_messages::table.filter(health_messages::holding_id.eq(permit.holding().id));
    let place: Option<(Ts, MessageId)> = match before {
        Some(id) => {
            let last = mine().filter(health_messages::message_id.eq(id));
            last.select((health_messages::at, health_messages::message_id)).first(db.db()).optional()?
        }
        None => None,
    };
    let mut query = mine().into_boxed();
    if let Some((at, id)) = place {
        let same = health_messages::at.eq(at).and(health_messages::message_id.lt(id));
        query = query.filter(health_messages::at.lt(at).or(same));
    }
    let mut rows: Vec<Row> = query
        .order((health_messages::at.desc(), health_messages::message_id.desc()))
        .limit(MOST as i64 + 1)
        .select(cols::<Row>())
        .load(db.db())?;
    let has_older = rows.len() > MOST;
    rows.truncate(MOST);
    Ok((opened(db, permit, rows)?, has_older))
}

fn opened(db: &mut Database, permit: &Permit<Health>, rows: Vec<Row>) -> Result<Vec<ShownHealthMessage>, StoreError> {
    let ids: Vec<MessageId> = rows.iter().map(|row| row.message_id).collect();
    let mut files = files_of(db, permit, &ids)?;
    let shown = rows.into_iter().map(|row| {
        let found = files.remove(&row.message_id).unwrap_or_default();
        let (source, files): (Vec<_>, Vec<_>) = found.into_iter().partition(|(_, is_source)| *is_source);
        Ok(ShownHealthMessage {
            said: Unsealed::of(permit.open(db, TABLE, "content", row.message_id.uuid(), &row.content))?,
            message: row.message_id,
            files: files.into_iter().map(|(file, _)| file).collect(),
            source: source.into_iter().map(|(file, _)| file).next(),
            at: row.at,
        })
    });
    shown.collect()
}

/// The files of some messages, each with whether it is the source.
fn files_of(
    db: &mut Database,
    permit: &Permit<Health>,
    ids: &[MessageId],
) -> Result<HashMap<MessageId, Vec<(ShownFile, bool)>>, StoreError> {
    let rows: Vec<FileRow> = health_files::table
        .filter(health_files::message_id.eq_any(ids))
        .order(health_files::id)
        .select(cols::<FileRow>())
        .load(db.db())?;
    let mut files: HashMap<MessageId, Vec<(ShownFile, bool)>> = HashMap::new();
    for row in rows {
        let (message, is_source) = (row.message_id, row.is_source);
        files.entry(message).or_default().push((shown(db, permit, row)?, is_source));
    }
    Ok(files)
}

fn shown(db: &Database, permit: &Permit<Health>, row: FileRow) -> Result<ShownFile, StoreError> {
    let name = Unsealed::of(permit.open(db, FILES, "name", row.id.uuid(), &row.name))?;
    Ok(ShownFile { id: row.id, name, content_type: row.content_type, bytes: row.bytes })
}

/// A file or a source of a message of the permitted holding that is kept as health data, with its bytes.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not of this holding; [`StoreError::Unopened`] if its seal does not open.
pub fn file(
    db: &mut Database,
    permit: &Permit<Health>,
    id: MessageFileId,
) -> Result<(ShownFile, Zeroizing<Vec<u8>>), StoreError> {
    let row: Option<FileRow> = health_files::table
        .inner_join(health_messages::table.on(health_messages::message_id.eq(health_files::message_id)))
        .filter(health_files::id.eq(id).and(health_messages::holding_id.eq(permit.holding().id)))
        .select(cols::<FileRow>())
        .first(db.db())
        .optional()?;
    let shown = shown(db, permit, row.ok_or(StoreError::NotFound)?)?;
    let stored = Stored::from_bytes(db.inner().blobs.get(id.uuid(), PART)?);
    Ok((shown, permit.open_bytes(db.store(), FILES, "content", id.uuid(), &stored)?))
}
