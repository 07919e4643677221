//! The messages of a record a page at a time, newest first, for those who read and do not write: its person, and a
//! processor's people.
//!
//! Invariant: what is being written, waits to go or never went is on no page. A mail proves nothing: of one that came
//! from another address than the one on record, or went to another, its person learns that it is there, and nothing of
//! what it says.

use std::collections::HashSet;

use zeroize::Zeroizing;

use super::WorkflowError;
use crate::domain::category::{CategoryId, Communications, Profile};
use crate::domain::contact::EmailAddress;
use crate::domain::id::{HoldingId, MessageFileId, MessageId};
use crate::domain::message::{Channel, Direction, MessageBody, MessageHead};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::store::gate::{self, Ask};
use crate::store::messages::{self, ShownFile, ShownMessage};
use crate::store::permit::{Permit, Unsealed};
use crate::store::{Database, StoreError, candidates};

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

/// A page of messages as the person whose record it is reads them.
#[derive(Debug)]
pub struct OwnPage {
    /// The messages.
    pub page: MessagePage,
    /// Those between the office and another address than the one on record: what they say was taken out.
    pub elsewhere: HashSet<MessageId>,
}

/// The same for the person whose record it is, with the address on record, if that opens.
pub(super) fn own(
    db: &mut Database,
    permit: &Permit<Communications>,
    on_record: Option<&EmailAddress>,
    before: Option<MessageId>,
) -> Result<OwnPage, StoreError> {
    let mut page = page(db, permit, before)?;
    let mut elsewhere = HashSet::new();
    for message in &mut page.messages {
        let is_theirs = is_between(message, on_record);
        if is_theirs == Some(true) {
            continue;
        }
        message.files.clear();
        if is_theirs.is_none() {
            message.body = Unsealed::Damaged;
            continue;
        }
        message.head = Unsealed::Value(MessageHead::default());
        message.body = Unsealed::Value(MessageBody::default());
        elsewhere.insert(message.id);
    }
    Ok(OwnPage { page, elsewhere })
}

/// Whether a message is one between the office and the address on record; nothing if what says so does not open. What
/// was written down by hand names no address.
fn is_between(message: &ShownMessage, on_record: Option<&EmailAddress>) -> Option<bool> {
    if message.channel != Channel::Mail {
        return Some(true);
    }
    let (head, on_record) = (message.head.value()?, on_record?);
    Some(match message.direction {
        Direction::In => head.from.as_ref().is_some_and(|from| from.is_of(on_record)),
        Direction::Out => head.to.iter().chain(&head.cc).any(|to| to.is_of(on_record)),
    })
}

/// A file of a message, for the person whose record it is in.
///
/// # Errors
/// [`StoreError::NotFound`] if it is a file of no message that they read; the gate's refusals.
pub fn own_file(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    (message, file): (MessageId, MessageFileId),
) -> Result<(ShownFile, Zeroizing<Vec<u8>>), WorkflowError> {
    let categories = [CategoryId::Profile, CategoryId::Communications];
    let mut opened = gate::open_all(db, &Ask::read(caller, Purpose::Rights), holding, &categories)?;
    let (profile, permit) = (opened.permit::<Profile>(db)?, opened.permit::<Communications>(db)?);
    let on_record = candidates::read(db, &profile)?.record.email;
    let shown = messages::some(db, &permit, &[message])?;
    if !shown.iter().any(|message| is_between(message, Some(&on_record)) == Some(true)) {
        return Err(StoreError::NotFound.into());
    }
    Ok(messages::file_of(db, &permit, message, file)?)
}
