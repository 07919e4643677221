//! Mails of a thread that came from another address than the one on record, told apart.
//!
//! Invariant: such a mail counts as one that names another of the thread wherever that one stands, also if the page does
//! not show it.

use std::collections::{HashMap, HashSet};

use crate::domain::category::Communications;
use crate::domain::contact::EmailAddress;
use crate::domain::id::{MessageId, ThreadId};
use crate::domain::message::{Channel, Direction};
use crate::mail::messages::own_id;
use crate::store::messages::{self, PageOfThread, ShownMessage};
use crate::store::permit::Permit;
use crate::store::{Database, StoreError};

/// The mails of a page that came from another address, and whether each names another message of the thread; none if
/// no address on record is known.
pub(super) fn on_page(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
    page: &PageOfThread,
    on_record: Option<&EmailAddress>,
) -> Result<HashMap<MessageId, bool>, StoreError> {
    let mut found = on_record.map(|address| from_elsewhere(&page.messages, address)).unwrap_or_default();
    if page.has_older || !page.is_newest {
        let beyond = naming_beyond(db, permit, thread, &page.messages, &found)?;
        found.extend(beyond.into_iter().map(|message| (message, true)));
    }
    Ok(found)
}

/// The mails that came from another address than the one on record, and whether each names another message of the
/// thread: by that alone a mail from anywhere is filed in it.
fn from_elsewhere(messages: &[ShownMessage], on_record: &EmailAddress) -> HashMap<MessageId, bool> {
    let id = |message: &ShownMessage| match message.direction {
        Direction::Out => Some(own_id(message.id)),
        Direction::In => message.head.value().map(|head| head.message_id.clone()),
    };
    let known: HashSet<String> = messages.iter().filter_map(id).filter(|id| !id.is_empty()).collect();
    // What follows the @ of ours is the domain that it was sent from.
    let is_known = |named: &str| known.contains(named) || named.split('@').next().is_some_and(|id| known.contains(id));
    let elsewhere = messages.iter().filter_map(|message| {
        let is_mail = message.direction == Direction::In && message.channel == Channel::Mail;
        let head = message.head.value().filter(|_| is_mail)?;
        let is_theirs = head.from.as_ref().is_some_and(|from| from.is_of(on_record));
        let names_another = head.references.iter().any(|named| *named != head.message_id && is_known(named));
        (!is_theirs).then_some((message.id, names_another))
    });
    elsewhere.collect()
}

/// Those that name no message of the page, and one of the thread that stands on another.
fn naming_beyond(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
    messages: &[ShownMessage],
    found: &HashMap<MessageId, bool>,
) -> Result<Vec<MessageId>, StoreError> {
    let office = &permit.holding().office;
    let (mut naming, mut digests) = (Vec::new(), Vec::new());
    for message in messages.iter().filter(|message| found.get(&message.id) == Some(&false)) {
        let Some(head) = message.head.value() else { continue };
        for named in head.references.iter().filter(|named| **named != head.message_id) {
            naming.push(message.id);
            digests.push(messages::digest_of_id(db, office, named)?);
        }
    }
    let known = messages::named_in(db, permit, thread, &digests)?;
    let both = naming.into_iter().zip(digests);
    Ok(both.filter(|(_, digest)| known.contains(digest)).map(|(message, _)| message).collect())
}
