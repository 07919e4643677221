//! What a message says about somebody's health, moved to where health data is kept.
//!
//! Invariant: the gate is asked for health before anything is moved, so that a refusal leaves everything as it was; the
//! new bytes are durable before the rows that name them, and the former ones go after those. Nothing of ours that says it
//! again is left without a word: what may still go keeps it back, and of what went a person is asked.

use super::{WorkflowError, purpose_of, read_inbox};
use crate::domain::category::{CategoryId, Communications, Health};
use crate::domain::health::HealthMessage;
use crate::domain::id::{MessageFileId, MessageFindingId, MessageId, ThreadId};
use crate::domain::message::{Direction, Finding, FindingState, MessageHead, Sending};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::mail::messages::own_id;
use crate::mail::replies;
use crate::store::database::Db;
use crate::store::gate::{self, Ask};
use crate::store::health_messages::{self, KeptHealthFile};
use crate::store::messages::{self, ShownMessage};
use crate::store::permit::{Permit, Unsealed};
use crate::store::{Database, Store, StoreError};

/// What says again what a message says, as [`take`] refuses for it.
pub const QUOTATION: &str = "quotation";

/// Takes a finding that a message speaks of health: what it says, its subject, its source and its files are sealed under
/// health, for a purpose that health data serves, and are under communications no more. A message of ours that passes it
/// on or quotes it seems to speak of health from then on, for a person to decide. The caller holds no connection.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such finding for the caller; [`StoreError::Refused`] with the reason, by which
/// nothing is changed; [`StoreError::OnRecord`] with [`QUOTATION`] if a message of ours that says it again is written or
/// waits to go; [`StoreError::Stale`] if somebody has decided already; [`StoreError::Unopened`] if something of the
/// message does not open.
pub fn take(
    store: &Store,
    caller: &Caller,
    thread: ThreadId,
    finding: MessageFindingId,
    purpose: Purpose,
) -> Result<(), WorkflowError> {
    let mut db = store.database()?;
    let permit = correspondence(&mut db, caller, thread)?;
    let message = about_health(&mut db, &permit, thread, finding)?;
    let health = gate::open::<Health>(&mut db, &Ask::create(caller, purpose), permit.holding().id)?;
    let (head, said) = said(&message)?;
    // Before anything is sealed anew that no row would name.
    db.read(|db| said_again(db, &permit, thread, (&message, &head, &said)))?;
    let source = messages::place_of_source(&mut db, &permit, message.id)?;
    drop(db);
    let kept = seal_anew(store, (&permit, &health), &message)?;
    store.database()?.change(|tx| {
        let decided = messages::decide_finding(tx, &permit, finding, true)?;
        for copy in said_again(tx, &permit, thread, (&message, &head, &said))? {
            messages::note_health(tx, &permit, copy)?;
        }
        let moved = health_messages::keep(tx, (&permit, &health), (message.id, &head), &said, &kept)?;
        Ok(((), vec![decided, moved]))
    })?;
    remove_former(store, &message, source);
    Ok(())
}

/// Permission to change what is in a thread.
fn correspondence(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
) -> Result<Permit<Communications>, WorkflowError> {
    let ask = Ask::change(caller, purpose_of(caller));
    let thread = read_inbox::find(db, &ask, thread)?;
    let mut opened = gate::open_all(db, &ask, thread.holding, &[CategoryId::Communications])?;
    if opened.is_hidden() {
        return Err(StoreError::NotFound.into());
    }
    Ok(opened.permit::<Communications>(db)?)
}

/// The message of a thread that a finding is about, if that is health and nobody has decided about it.
fn about_health(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
    finding: MessageFindingId,
) -> Result<ShownMessage, StoreError> {
    let (id, its_thread) = messages::message_of(db, permit, finding)?;
    if its_thread != thread {
        return Err(StoreError::NotFound);
    }
    let message = messages::one(db, permit, thread, id)?;
    let found = message.findings.iter().copied().find(|it| it.id == finding);
    match found {
        Some(it) if it.finding == Finding::Health && it.state == FindingState::Open => Ok(message),
        Some(it) if it.finding == Finding::Health => Err(StoreError::Stale),
        _ => Err(StoreError::NotFound),
    }
}

/// The head of a message, and what it says. One that does not open stays where it is.
fn said(message: &ShownMessage) -> Result<(MessageHead, HealthMessage), StoreError> {
    match (&message.head, &message.body) {
        (Unsealed::Value(head), Unsealed::Value(body)) => {
            Ok((head.clone(), HealthMessage { subject: head.subject.clone(), body: body.clone() }))
        }
        _ => Err(StoreError::Unopened("messages")),
    }
}

/// The messages of ours that pass a message on or quote it, and went or were given up.
///
/// # Errors
/// [`StoreError::OnRecord`] with [`QUOTATION`] if one of them may still go.
fn said_again(
    db: &mut Db,
    permit: &Permit<Communications>,
    thread: ThreadId,
    (message, head, said): (&ShownMessage, &MessageHead, &HealthMessage),
) -> Result<Vec<MessageId>, StoreError> {
    let own = match message.direction {
        Direction::Out => own_id(message.id),
        Direction::In => head.message_id.clone(),
    };
    let found = messages::of_ours(db, permit, thread, |id, ours, body| {
        // What has no Message-ID is named by nobody.
        let answers = own.is_empty() || ours.references.contains(&own);
        let quotes = answers && replies::quotes(&body.text, &said.body.text);
        id != message.id && (quotes || ours.forwards == Some(message.id))
    })?;
    let may_go = |sending: Option<Sending>| matches!(sending, Some(Sending::Draft | Sending::Queued));
    if found.iter().any(|(_, sending)| may_go(*sending)) {
        return Err(StoreError::OnRecord(QUOTATION));
    }
    Ok(found.into_iter().map(|(id, _)| id).collect())
}

/// Seals the files and the source of a message anew, one at a time.
fn seal_anew(
    store: &Store,
    (permit, health): (&Permit<Communications>, &Permit<Health>),
    message: &ShownMessage,
) -> Result<Vec<KeptHealthFile>, StoreError> {
    let mut kept = Vec::with_capacity(message.files.len() + 1);
    for file in &message.files {
        let (file, content) = messages::file(&mut store.database()?, permit, file.id)?;
        kept.push(health_messages::put_file(store, health, &file, &content)?);
    }
    if message.source_bytes.is_some() {
        let source = messages::source(&mut store.database()?, permit, message.id)?;
        kept.push(health_messages::put_source(store, health, &source)?);
    }
    Ok(kept)
}

fn remove_former(store: &Store, message: &ShownMessage, source: MessageId) {
    let files: Vec<MessageFileId> = message.files.iter().map(|file| file.id).collect();
    if let Err(error) = messages::remove_bytes(store, source, &files) {
        // No row names them any more: what is left of them the sweep of files removes.
        tracing::warn!(id = %message.id, %error, "former files of a message about health are still there");
    }
}
