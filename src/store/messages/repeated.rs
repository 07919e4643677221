//! Messages of ours that say again what another one of their thread says.
//!
//! Invariant: one of them is opened at a time, however many a thread has.

use diesel::prelude::*;

use super::TABLE;
use crate::domain::category::Communications;
use crate::domain::id::{MessageId, ThreadId};
use crate::domain::message::{Direction, MessageBody, MessageHead, Sending};
use crate::store::columns::Stored;
use crate::store::database::Db;
use crate::store::error::StoreError;
use crate::store::permit::{Permit, Unsealed};
use crate::store::schema::messages;

/// The messages of ours in a thread of the permitted holding, drafts too, that are found by what they say, and how far
/// each is. What does not open says nothing, and never goes.
///
/// # Errors
/// The database's.
pub fn of_ours(
    db: &mut Db,
    permit: &Permit<Communications>,
    thread: ThreadId,
    is_wanted: impl Fn(MessageId, &MessageHead, &MessageBody) -> bool,
) -> Result<Vec<(MessageId, Option<Sending>)>, StoreError> {
    type Found = (Option<Sending>, Stored<Communications>, Stored<Communications>);
    let mine = messages::thread_id.eq(thread).and(messages::holding_id.eq(permit.holding().id));
    let ids: Vec<MessageId> = messages::table
        .filter(mine.and(messages::direction.eq(Direction::Out)))
        .order(messages::id)
        .select(messages::id)
        .load(db)?;
    let mut wanted = Vec::new();
    for id in ids {
        let row = messages::table.find(id).select((messages::sending, messages::head, messages::body));
        let row: Option<Found> = row.first(db).optional()?;
        let Some((sending, head, body)) = row else { continue };
        let head: Unsealed<MessageHead> = Unsealed::of(permit.open_within(TABLE, "head", id.uuid(), &head))?;
        let body: Unsealed<MessageBody> = Unsealed::of(permit.open_within(TABLE, "body", id.uuid(), &body))?;
        if let (Some(head), Some(body)) = (head.value(), body.value())
            && is_wanted(id, head, body)
        {
            wanted.push((id, sending));
        }
    }
    Ok(wanted)
}
