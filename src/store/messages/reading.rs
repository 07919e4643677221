//! Reading messages with a permit: each part whose seal does not open shows as damaged, and the journal says so.

use std::collections::HashMap;

use diesel::prelude::*;
use zeroize::Zeroizing;

use super::{FILE, FILES, SOURCE, TABLE};
use crate::domain::category::Communications;
use crate::domain::id::{MessageFileId, MessageFindingId, MessageId, StaffId};
use crate::domain::letter::LetterFault;
use crate::domain::message::{
    AutomaticKind, Channel, Direction, FiledBy, Finding, FindingState, MessageBody, MessageHead, Sending,
};
use crate::domain::time::Ts;
use crate::store::columns::Stored;
use crate::store::database::cols;
use crate::store::error::StoreError;
use crate::store::health_messages;
use crate::store::open::Database;
use crate::store::permit::{Permit, Unsealed};
use crate::store::schema::{message_files, message_findings, messages};

#[derive(Queryable, Selectable)]
#[diesel(table_name = messages)]
pub(super) struct Row {
    id: MessageId,
    direction: Direction,
    channel: Channel,
    automatic: Option<AutomaticKind>,
    head: Stored<Communications>,
    body: Stored<Communications>,
    source_bytes: Option<i64>,
    staff_id: Option<StaffId>,
    at: Ts,
    sending: Option<Sending>,
    send_at: Option<Ts>,
    fault: Option<LetterFault>,
    revision: i64,
    filed_by: Option<FiledBy>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = message_files)]
struct FileRow {
    id: MessageFileId,
    message_id: MessageId,
    name: Stored<Communications>,
    content_type: String,
    bytes: i64,
}

/// A message on a page.
#[derive(Debug, Clone)]
pub struct ShownMessage {
    /// Which.
    pub id: MessageId,
    /// Which way it went.
    pub direction: Direction,
    /// How.
    pub channel: Channel,
    /// What a program sent it as, if one did.
    pub automatic: Option<AutomaticKind>,
    /// From whom, to whom, about what.
    pub head: Unsealed<MessageHead>,
    /// What it says.
    pub body: Unsealed<MessageBody>,
    /// Its files.
    pub files: Vec<ShownFile>,
    /// How large its source is, if that is kept.
    pub source_bytes: Option<i64>,
    /// Who of staff wrote it.
    pub staff: Option<StaffId>,
    /// When it came, was written, or went.
    pub at: Ts,
    /// How far it is, if it is ours.
    pub sending: Option<Sending>,
    /// When it is to go.
    pub send_at: Option<Ts>,
    /// Why it did not go, or not yet.
    pub fault: Option<LetterFault>,
    /// Counts its changes.
    pub revision: i64,
    /// How it was found whose it is, if it is a mail that was filed.
    pub filed_by: Option<FiledBy>,
    /// What it seems to be about.
    pub findings: Vec<ShownFinding>,
    /// Whether what it says is kept as health data: here it says nothing, and has neither files nor source.
    pub is_health: bool,
}

impl ShownMessage {
    /// Whether it seems to speak of somebody's health, and nobody said that it does not.
    pub fn speaks_of_health(&self) -> bool {
        let is_it = |it: &ShownFinding| it.finding == Finding::Health && it.state != FindingState::Dismissed;
        self.findings.iter().any(is_it)
    }
}

/// A file of a message.
#[derive(Debug, Clone)]
pub struct ShownFile {
    /// Which.
    pub id: MessageFileId,
    /// What it is called.
    pub name: Unsealed<String>,
    /// What it says that it is, as one of a few known types.
    pub content_type: String,
    /// How large it is.
    pub bytes: i64,
}

/// What a message seems to be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownFinding {
    /// Which.
    pub id: MessageFindingId,
    /// What.
    pub finding: Finding,
    /// What a person says about that.
    pub state: FindingState,
}

/// Opens messages of the permitted holding, with their files and what is said about them.
pub(super) fn whole(
    db: &mut Database,
    permit: &Permit<Communications>,
    rows: Vec<Row>,
    mut findings: HashMap<MessageId, Vec<ShownFinding>>,
) -> Result<Vec<ShownMessage>, StoreError> {
    let ids: Vec<MessageId> = rows.iter().map(|row| row.id).collect();
    let mut files = files_of(db, permit, &ids)?;
    let of_health = health_messages::among(db, &ids)?;
    let all = rows.into_iter().map(|row| {
        let (files, findings) = (files.remove(&row.id), findings.remove(&row.id));
        let is_health = of_health.contains(&row.id);
        let message = shown(db, permit, row, files.unwrap_or_default(), findings.unwrap_or_default())?;
        Ok(ShownMessage { is_health, ..message })
    });
    all.collect()
}

fn shown(
    db: &Database,
    permit: &Permit<Communications>,
    row: Row,
    files: Vec<ShownFile>,
    findings: Vec<ShownFinding>,
) -> Result<ShownMessage, StoreError> {
    Ok(ShownMessage {
        head: Unsealed::of(permit.open(db, TABLE, "head", row.id.uuid(), &row.head))?,
        body: Unsealed::of(permit.open(db, TABLE, "body", row.id.uuid(), &row.body))?,
        id: row.id,
        direction: row.direction,
        channel: row.channel,
        automatic: row.automatic,
        files,
        source_bytes: row.source_bytes,
        staff: row.staff_id,
        at: row.at,
        sending: row.sending,
        send_at: row.send_at,
        fault: row.fault,
        revision: row.revision,
        filed_by: row.filed_by,
        findings,
        is_health: false,
    })
}

fn files_of(
    db: &mut Database,
    permit: &Permit<Communications>,
    messages: &[MessageId],
) -> Result<HashMap<MessageId, Vec<ShownFile>>, StoreError> {
    let rows: Vec<FileRow> = message_files::table
        .filter(message_files::message_id.eq_any(messages))
        .order(message_files::id)
        .select(cols::<FileRow>())
        .load(db.db())?;
    let mut files: HashMap<MessageId, Vec<ShownFile>> = HashMap::new();
    for row in rows {
        let message = row.message_id;
        files.entry(message).or_default().push(shown_file(db, permit, row)?);
    }
    Ok(files)
}

fn shown_file(db: &Database, permit: &Permit<Communications>, row: FileRow) -> Result<ShownFile, StoreError> {
    let name = Unsealed::of(permit.open(db, FILES, "name", row.id.uuid(), &row.name))?;
    Ok(ShownFile { id: row.id, name, content_type: row.content_type, bytes: row.bytes })
}

/// What some messages seem to be about.
pub(super) fn findings_of(
    db: &mut Database,
    messages: &[MessageId],
) -> Result<HashMap<MessageId, Vec<ShownFinding>>, StoreError> {
    let rows: Vec<(MessageId, MessageFindingId, Finding, FindingState)> = message_findings::table
        .filter(message_findings::message_id.eq_any(messages))
        .order(message_findings::id)
        .select((
            message_findings::message_id,
            message_findings::id,
            message_findings::finding,
            message_findings::state,
        ))
        .load(db.db())?;
    let mut findings: HashMap<MessageId, Vec<ShownFinding>> = HashMap::new();
    for (message, id, finding, state) in rows {
        findings.entry(message).or_default().push(ShownFinding { id, finding, state });
    }
    Ok(findings)
}

/// The source of a message of the permitted holding, as it came.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not of this holding, or has no source; [`StoreError::Unopened`] if its seal does
/// not open.
pub fn source(
    db: &mut Database,
    permit: &Permit<Communications>,
    message: MessageId,
) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let (id, bytes) = kept_source(db, permit, message)?;
    bytes.ok_or(StoreError::NotFound)?;
    let stored = Stored::from_bytes(db.inner().blobs.get(id.uuid(), SOURCE)?);
    permit.open_bytes(db.store(), TABLE, SOURCE, id.uuid(), &stored)
}

/// The id under which the file store has the source of a message of the permitted holding, if it has one.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not of this holding.
pub fn place_of_source(
    db: &mut Database,
    permit: &Permit<Communications>,
    message: MessageId,
) -> Result<MessageId, StoreError> {
    Ok(kept_source(db, permit, message)?.0)
}

/// Where the source of a message is, and how large. One that was sealed anew stands under an id of its own.
fn kept_source(
    db: &mut Database,
    permit: &Permit<Communications>,
    message: MessageId,
) -> Result<(MessageId, Option<i64>), StoreError> {
    let mine = messages::id.eq(message).and(messages::holding_id.eq(permit.holding().id));
    let columns = (messages::source_id, messages::source_bytes);
    let found: Option<(Option<MessageId>, Option<i64>)> =
        messages::table.filter(mine).select(columns).first(db.db()).optional()?;
    let (id, bytes) = found.ok_or(StoreError::NotFound)?;
    Ok((id.unwrap_or(message), bytes))
}

/// A file of a message of the permitted holding, with its bytes.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not of this holding; [`StoreError::Unopened`] if its seal does not open.
pub fn file(
    db: &mut Database,
    permit: &Permit<Communications>,
    id: MessageFileId,
) -> Result<(ShownFile, Zeroizing<Vec<u8>>), StoreError> {
    let row: Option<FileRow> = message_files::table
        .inner_join(messages::table.on(messages::id.eq(message_files::message_id)))
        .filter(message_files::id.eq(id).and(messages::holding_id.eq(permit.holding().id)))
        .select(cols::<FileRow>())
        .first(db.db())
        .optional()?;
    let shown = shown_file(db, permit, row.ok_or(StoreError::NotFound)?)?;
    let stored = Stored::from_bytes(db.inner().blobs.get(id.uuid(), FILE)?);
    Ok((shown, permit.open_bytes(db.store(), FILES, "content", id.uuid(), &stored)?))
}
