//! What a message says about somebody's health, moved to where health data is kept.
//!
//! Invariant: the gate is asked for health before anything is moved, so that a refusal leaves everything as it was; the
//! new bytes are durable before the rows that name them, and the former ones go after those.

use super::{WorkflowError, purpose_of, read_inbox};
use crate::domain::category::{CategoryId, Communications, Health};
use crate::domain::health::HealthMessage;
use crate::domain::id::{MessageFileId, MessageFindingId, MessageId, ThreadId};
use crate::domain::message::{Finding, FindingState};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::store::gate::{self, Ask};
use crate::store::health_messages::{self, KeptHealthFile};
use crate::store::messages::{self, ShownMessage};
use crate::store::permit::{Permit, Unsealed};
use crate::store::{Database, StoreError};

/// Takes a finding that a message speaks of health: what it says, its source and its files are sealed under health, for
/// a purpose that health data serves, and are under communications no more.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such finding for the caller; [`StoreError::Refused`] with the reason, by which
/// nothing is changed; [`StoreError::Stale`] if somebody has decided already; [`StoreError::Unopened`] if something of
/// the message does not open.
pub fn take(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    finding: MessageFindingId,
    purpose: Purpose,
) -> Result<(), WorkflowError> {
    let permit = correspondence(db, caller, thread)?;
    let message = about_health(db, &permit, thread, finding)?;
    let health = gate::open::<Health>(db, &Ask::create(caller, purpose), permit.holding().id)?;
    let said = said(&message)?;
    let kept = seal_anew(db, (&permit, &health), &message)?;
    let source = messages::place_of_source(db, &permit, message.id)?;
    db.change(|tx| {
        let decided = messages::decide_finding(tx, &permit, finding, true)?;
        let moved = health_messages::keep(tx, (&permit, &health), message.id, &said, &kept)?;
        Ok(((), vec![decided, moved]))
    })?;
    remove_former(db, &message, source);
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

/// What a message says. One that does not open stays where it is.
fn said(message: &ShownMessage) -> Result<HealthMessage, StoreError> {
    match (&message.head, &message.body) {
        (Unsealed::Value(head), Unsealed::Value(body)) => {
            Ok(HealthMessage { subject: head.subject.clone(), body: body.clone() })
        }
        _ => Err(StoreError::Unopened("messages")),
    }
}

/// Seals the files and the source of a message anew, one at a time.
fn seal_anew(
    db: &mut Database,
    (permit, health): (&Permit<Communications>, &Permit<Health>),
    message: &ShownMessage,
) -> Result<Vec<KeptHealthFile>, StoreError> {
    let mut kept = Vec::with_capacity(message.files.len() + 1);
    for file in &message.files {
        let (file, content) = messages::file(db, permit, file.id)?;
        kept.push(health_messages::put_file(db, health, &file, &content)?);
    }
    if message.source_bytes.is_some() {
        let source = messages::source(db, permit, message.id)?;
        kept.push(health_messages::put_source(db, health, &source)?);
    }
    Ok(kept)
}

fn remove_former(db: &Database, message: &ShownMessage, source: MessageId) {
    let files: Vec<MessageFileId> = message.files.iter().map(|file| file.id).collect();
    if let Err(error) = messages::remove_bytes(db, source, &files) {
        // No row names them any more: what is left of them the sweep of files removes.
        tracing::warn!(id = %message.id, %error, "former files of a message about health are still there");
    }
}
