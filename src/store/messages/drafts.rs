//! Drafts of messages: begun, written on, thrown away.
//!
//! Invariant: a draft is written on only as its writer saw it; under one id there is one message, however often it is
//! begun.

use diesel::prelude::*;

use super::{TABLE, require_thread};
use crate::domain::category::Communications;
use crate::domain::id::{MessageId, StaffId, ThreadId};
use crate::domain::message::{Channel, Direction, MessageBody, MessageHead, Sending};
use crate::domain::time::Ts;
use crate::store::database::Db;
use crate::store::error::StoreError;
use crate::store::journal::Entry;
use crate::store::permit::Permit;
use crate::store::schema::{message_files, message_findings, message_index, messages};

/// Keeps a draft in a thread of the permitted holding: a new one, or one that is still as its writer saw it.
///
/// # Errors
/// [`StoreError::NotFound`] if the thread is not of this holding, or the draft not of this thread;
/// [`StoreError::Stale`] if somebody changed or sent it meanwhile, or a fact changed since the permit.
#[expect(clippy::too_many_arguments, reason = "a draft is all of these, and none of them is known elsewhere")]
pub fn save_draft(
    tx: &mut Db,
    permit: &Permit<Communications>,
    thread: ThreadId,
    draft: Option<(MessageId, i64)>,
    head: &MessageHead,
    body: &MessageBody,
    staff: Option<StaffId>,
    at: Ts,
) -> Result<(MessageId, Entry), StoreError> {
    let Some((id, seen)) = draft else {
        let id = MessageId::new();
        return Ok((id, begin_draft(tx, permit, (id, thread), (head, body), (staff, at))?));
    };
    require_thread(tx, permit, thread)?;
    let head = permit.seal(TABLE, "head", id.uuid(), head)?;
    let body = permit.seal(TABLE, "body", id.uuid(), body)?;
    require_draft(tx, (thread, id), seen)?;
    diesel::update(messages::table.find(id))
        .set((
            messages::head.eq(head),
            messages::body.eq(body),
            messages::staff_id.eq(staff),
            messages::at.eq(at),
            messages::revision.eq(seen + 1),
        ))
        .execute(tx)?;
    Ok((id, permit.change("change", subject(id))))
}

/// Begins a draft in a thread of the permitted holding, under an id that was made before.
///
/// # Errors
/// [`StoreError::NotFound`] if the thread is not of this holding; [`StoreError::Stale`] if a fact changed since the
/// permit; a duplicate if there is a message of this id already.
pub fn begin_draft(
    tx: &mut Db,
    permit: &Permit<Communications>,
    (id, thread): (MessageId, ThreadId),
    (head, body): (&MessageHead, &MessageBody),
    (staff, at): (Option<StaffId>, Ts),
) -> Result<Entry, StoreError> {
    require_thread(tx, permit, thread)?;
    diesel::insert_into(messages::table)
        .values((
            messages::id.eq(id),
            messages::holding_id.eq(permit.holding().id),
            messages::thread_id.eq(thread),
            messages::direction.eq(Direction::Out),
            messages::channel.eq(Channel::Mail),
            messages::head.eq(permit.seal(TABLE, "head", id.uuid(), head)?),
            messages::body.eq(permit.seal(TABLE, "body", id.uuid(), body)?),
            messages::staff_id.eq(staff),
            messages::at.eq(at),
            messages::sending.eq(Sending::Draft),
            messages::tries.eq(0),
            messages::revision.eq(1_i64),
        ))
        .execute(tx)?;
    Ok(permit.change("create", subject(id)))
}

/// Fails unless a message of a thread is a draft, and still as somebody saw it.
fn require_draft(tx: &mut Db, (thread, id): (ThreadId, MessageId), seen: i64) -> Result<(), StoreError> {
    let mine = messages::id.eq(id).and(messages::thread_id.eq(thread));
    let found: Option<(Option<Sending>, i64)> =
        messages::table.filter(mine).select((messages::sending, messages::revision)).first(tx).optional()?;
    if found.ok_or(StoreError::NotFound)? == (Some(Sending::Draft), seen) { Ok(()) } else { Err(StoreError::Stale) }
}

/// Throws a draft of the permitted holding away. The bytes of its files the sweep of files removes.
///
/// # Errors
/// [`StoreError::Stale`] if it is no draft any more, or a fact changed since the permit.
pub fn discard_draft(tx: &mut Db, permit: &Permit<Communications>, message: MessageId) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    let draft = sent_as!(permit, message, Sending::Draft).select(messages::id);
    let found: Option<MessageId> = draft.first(tx).optional()?;
    found.ok_or(StoreError::Stale)?;
    diesel::delete(message_files::table.filter(message_files::message_id.eq(message))).execute(tx)?;
    diesel::delete(message_findings::table.filter(message_findings::message_id.eq(message))).execute(tx)?;
    diesel::delete(message_index::table.filter(message_index::message_id.eq(message))).execute(tx)?;
    diesel::delete(messages::table.find(message)).execute(tx)?;
    Ok(permit.change("discard", format!("message:{message}")))
}

fn subject(id: MessageId) -> String {
    format!("message:{id} draft")
}
