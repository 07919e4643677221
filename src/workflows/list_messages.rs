//! The messages of a record a page at a time, newest first, for those who read and do not write.
//!
//! Invariant: what is being written, waits to go or never went is on no page.

use crate::domain::category::Communications;
use crate::domain::id::MessageId;
use crate::store::messages::{self, ShownMessage};
use crate::store::permit::Permit;
use crate::store::{Database, StoreError};

/// Messages on one page.
const SIZE: usize = 20;

/// A page of messages.
#[derive(Debug)]
pub struct MessagePage {
    /// They, newest first.
    pub messages: Vec<ShownMessage>,
    /// Before which one the next page begins, if there is one.
    pub older: Option<MessageId>,
}

/// The messages of the permitted holding before one of them, else the newest.
pub(super) fn page(
    db: &mut Database,
    permit: &Permit<Communications>,
    before: Option<MessageId>,
) -> Result<MessagePage, StoreError> {
    let mut messages = messages::page(db, permit, before, SIZE as i64 + 1)?;
    let has_more = messages.len() > SIZE;
    messages.truncate(SIZE);
    let older = messages.last().filter(|_| has_more).map(|last| last.id);
    Ok(MessagePage { messages, older })
}
