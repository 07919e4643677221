//! Taking mail in: sealed, written, then known by its digest.
//!
//! Invariant: the bytes are durable before the row is, and the row before anybody is told. Each mail of an office has
//! one row, whoever else takes it in at the same moment.

use std::collections::HashSet;

use diesel::prelude::*;

use super::{Arrived, PART, key_info, place, remove_blob, subject};
use crate::domain::category::Communications;
use crate::domain::id::{DataKeyId, IncomingMessageId, MailboxId};
use crate::domain::message::IncomingState;
use crate::domain::staff::Caller;
use crate::store::error::StoreError;
use crate::store::grants;
use crate::store::journal::Entry;
use crate::store::open::Database;
use crate::store::schema::incoming_messages;
use crate::vault::data_key::DataKey;
use crate::vault::office_key::OfficePublicKey;
use crate::vault::wrap::{Wrapped, wrap_data_key};

/// A mail that is to have its row.
struct New {
    id: IncomingMessageId,
    digest: [u8; 32],
    wrapped: Wrapped,
    bytes: i64,
}

/// Seals a mail and keeps it; once this returns, nothing of it can be lost. `canonical` is what makes two deliveries
/// the same mail.
///
/// # Errors
/// [`StoreError::Unavailable`] if this instance does not hold the office's keys, which know a mail again; the
/// databases', the file store's or the vault's.
pub fn receive(
    db: &mut Database,
    caller: &Caller,
    mailbox: Option<MailboxId>,
    raw: &[u8],
    canonical: &[u8],
) -> Result<Arrived, StoreError> {
    receive_all(db, caller, mailbox, &[(raw, canonical)])?.pop().ok_or(StoreError::Unavailable)
}

/// The same for several mails, each with its canonical form, with one commit; what became of each, in their order. If
/// it fails, some may be kept nevertheless: they are known when they come again.
///
/// # Errors
/// As [`receive`].
pub fn receive_all(
    db: &mut Database,
    caller: &Caller,
    mailbox: Option<MailboxId>,
    mails: &[(&[u8], &[u8])],
) -> Result<Vec<Arrived>, StoreError> {
    let keys = db.office_keys(&caller.office).ok_or(StoreError::Unavailable)?;
    let mut arrived = Vec::with_capacity(mails.len());
    let (mut known, mut new, mut sealed) = (HashSet::new(), Vec::new(), Vec::new());
    let mut office_key = None;
    for (raw, canonical) in mails {
        let digest = keys.index.mail_entry(canonical);
        if !known.insert(digest) || is_known(db, caller, &digest)? {
            arrived.push(Arrived::Duplicate);
            continue;
        }
        let to = match &mut office_key {
            Some(to) => to,
            none => none.insert(grants::public_key(db, &caller.office)?),
        };
        let (one, bytes) = seal(caller, to, digest, raw)?;
        arrived.push(Arrived::Stored(one.id));
        sealed.push((one.id.uuid(), PART, bytes));
        new.push(one);
    }
    if new.is_empty() {
        return Ok(arrived);
    }
    db.inner().blobs.put_all(sealed)?;
    match insert(db, caller, mailbox, &new) {
        Ok(()) => Ok(arrived),
        // Another delivery was first: the index decides.
        Err(error) if error.is_duplicate() => {
            new.iter().for_each(|one| remove_copy(db, one.id));
            if mails.len() == 1 {
                return Ok(vec![Arrived::Duplicate]);
            }
            // Which of them it was shows when each comes by itself.
            mails.iter().map(|(raw, canonical)| receive(db, caller, mailbox, raw, canonical)).collect()
        }
        Err(error) => Err(error),
    }
}

fn is_known(db: &mut Database, caller: &Caller, digest: &[u8; 32]) -> Result<bool, StoreError> {
    let same = incoming_messages::office.eq(&caller.office).and(incoming_messages::digest.eq(&digest[..]));
    let before: Option<IncomingMessageId> =
        incoming_messages::table.filter(same).select(incoming_messages::id).first(db.db()).optional()?;
    Ok(before.is_some())
}

fn seal(caller: &Caller, to: &OfficePublicKey, digest: [u8; 32], raw: &[u8]) -> Result<(New, Vec<u8>), StoreError> {
    let (id, office) = (IncomingMessageId::new(), &caller.office);
    let key = DataKey::<Communications>::generate(DataKeyId::new())?;
    let wrapped = wrap_data_key(&key, to, &key_info(id, office))?;
    let sealed = key.seal(&place(id, office), raw)?;
    let bytes = i64::try_from(raw.len()).unwrap_or(i64::MAX);
    Ok((New { id, digest, wrapped, bytes }, sealed.into_bytes()))
}

fn insert(db: &mut Database, caller: &Caller, mailbox: Option<MailboxId>, new: &[New]) -> Result<(), StoreError> {
    db.change(|tx| {
        for one in new {
            diesel::insert_into(incoming_messages::table)
                .values((
                    incoming_messages::id.eq(one.id),
                    incoming_messages::office.eq(&caller.office),
                    incoming_messages::mailbox_id.eq(mailbox),
                    incoming_messages::digest.eq(&one.digest[..]),
                    incoming_messages::wrapped_key.eq(one.wrapped.as_bytes()),
                    incoming_messages::bytes.eq(one.bytes),
                    incoming_messages::state.eq(IncomingState::Received),
                    incoming_messages::tries.eq(0),
                    incoming_messages::begun.eq(0),
                    incoming_messages::received_at.eq(caller.at),
                ))
                .execute(tx)?;
        }
        Ok(((), new.iter().map(|one| Entry::by(caller, "create", subject(one.id))).collect()))
    })
}

fn remove_copy(db: &Database, id: IncomingMessageId) {
    if let Err(error) = remove_blob(db, id) {
        // Nothing knows it, so the sweep of files removes it.
        tracing::warn!(%id, %error, "the copy of a mail that was kept before is still there");
    }
}
