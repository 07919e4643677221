//! What is written in a thread and has not gone, as far as it holds up what happens to the thread.
//!
//! Invariant: the whole thread is looked over, however long it is; of what is more than is opened, the worst is taken.

use diesel::prelude::*;

use super::TABLE;
use crate::domain::category::Communications;
use crate::domain::id::{MessageId, ThreadId};
use crate::domain::message::{MessageHead, Sending};
use crate::store::columns::Stored;
use crate::store::database::Db;
use crate::store::error::StoreError;
use crate::store::permit::Permit;
use crate::store::schema::messages;

/// Heads that are opened together at most.
const MOST: usize = 200;

/// Whether a message of ours waits to go in a thread of the permitted holding.
///
/// # Errors
/// The database's.
pub fn is_one_queued(tx: &mut Db, permit: &Permit<Communications>, thread: ThreadId) -> Result<bool, StoreError> {
    let found: Option<MessageId> = messages::table
        .filter(messages::thread_id.eq(thread).and(messages::holding_id.eq(permit.holding().id)))
        .filter(messages::sending.eq(Sending::Queued))
        .select(messages::id)
        .first(tx)
        .optional()?;
    Ok(found.is_some())
}

/// Whether what is a draft, or was given up, in a thread of the permitted holding answers or passes on one of some
/// messages, each with its Message-ID; that of one of ours is known without its domain.
///
/// # Errors
/// The database's.
pub fn is_one_answered(
    tx: &mut Db,
    permit: &Permit<Communications>,
    thread: ThreadId,
    of: &[(MessageId, String)],
) -> Result<bool, StoreError> {
    let rows: Vec<(MessageId, Stored<Communications>)> = messages::table
        .filter(messages::thread_id.eq(thread).and(messages::holding_id.eq(permit.holding().id)))
        .filter(messages::sending.eq_any([Sending::Draft, Sending::GivenUp]))
        .limit(MOST as i64 + 1)
        .select((messages::id, messages::head))
        .load(tx)?;
    let names_one = |(id, head): &(MessageId, Stored<Communications>)| {
        // What does not open does not go.
        let head = permit.open_within::<MessageHead>(TABLE, "head", id.uuid(), head);
        head.is_ok_and(|head| of.iter().any(|(message, named)| names(&head, *message, named)))
    };
    Ok(rows.len() > MOST || rows.iter().any(names_one))
}

fn names(head: &MessageHead, message: MessageId, message_id: &str) -> bool {
    let is_it = |named: &String| {
        named.strip_prefix(message_id).is_some_and(|domain| domain.is_empty() || domain.starts_with('@'))
    };
    head.forwards == Some(message) || (!message_id.is_empty() && head.references.iter().any(is_it))
}
