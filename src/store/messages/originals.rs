//! The message of ours that a report from elsewhere is about.

use diesel::prelude::*;

use super::TABLE;
use crate::domain::category::Communications;
use crate::domain::id::MessageId;
use crate::domain::message::{MessageHead, Sending};
use crate::store::columns::Stored;
use crate::store::error::StoreError;
use crate::store::open::Database;
use crate::store::permit::{Permit, Unsealed};
use crate::store::schema::{message_index, messages};

/// A message that went from the permitted holding, by the digest of its Message-ID, and from whom, to whom, about what
/// it is.
///
/// # Errors
/// The database's.
pub fn sent_of_id(
    db: &mut Database,
    permit: &Permit<Communications>,
    digest: &[u8],
) -> Result<Option<(MessageId, Unsealed<MessageHead>)>, StoreError> {
    let found: Option<(MessageId, Stored<Communications>)> = message_index::table
        .inner_join(messages::table.on(messages::id.eq(message_index::message_id)))
        .filter(message_index::office.eq(&permit.holding().office).and(message_index::digest.eq(digest)))
        .filter(messages::holding_id.eq(permit.holding().id))
        .filter(messages::sending.eq(Sending::Sent))
        .order(messages::id)
        .select((messages::id, messages::head))
        .first(db.db())
        .optional()?;
    let Some((id, head)) = found else { return Ok(None) };
    let head = Unsealed::of(permit.open(db, TABLE, "head", id.uuid(), &head))?;
    Ok(Some((id, head)))
}
