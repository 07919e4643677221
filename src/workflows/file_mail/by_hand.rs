//! Mail that is filed with nobody, filed with a person whom somebody of staff names.
//!
//! Invariant: whoever decides about what came in, and may add to the person's correspondence, does so; the mail itself
//! proves nothing about who that is. What cannot be read is filed all the same, as its source.

use super::{Came, Known, own_addresses};
use crate::documents::Reader;
use crate::domain::id::{CandidateId, IncomingMessageId};
use crate::domain::message::{Caution, FiledBy, MailFault, MessageHead};
use crate::domain::staff::Caller;
use crate::mail::inbound::{self, ParsedMail};
use crate::store::incoming_messages::{self, OpenedMail};
use crate::store::{Store, StoreError, triage_permit};
use crate::workflows::WorkflowError;
use crate::workflows::refile_messages::{only_open, permit_to_add};

/// Files a mail that is filed with nobody with a person on record at the caller's office: in the only thread with them
/// that is open, else in a new one. The caller holds no connection.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such mail, or no such person at the office; [`StoreError::Refused`] with the
/// reason; [`StoreError::Unavailable`] if it cannot be read just now.
pub fn file_with_person(
    store: &Store,
    (reader, known): (&Reader, Known<'_>),
    caller: &Caller,
    id: IncomingMessageId,
    candidate: CandidateId,
) -> Result<(), WorkflowError> {
    let mut db = store.database()?;
    let triage = triage_permit::open(&mut db, caller)?;
    incoming_messages::find_unfiled(&mut db, &triage, id)?;
    let permit = permit_to_add(&mut db, caller, candidate)?;
    let opened = incoming_messages::open_unfiled(&mut db, &triage, id)?;
    let own = own_addresses(&mut db, &caller.office, known.ours)?;
    drop(db);
    let mail = read(reader, &opened)?;
    let came = Came::of(opened, mail, own.into(), known.servers);
    let ready = came.make_ready(store, &permit)?;
    let mut db = store.database()?;
    let thread = only_open(&mut db, permit.holding().id)?;
    db.change(|tx| {
        let mut entries = vec![incoming_messages::begin_by_hand(tx, &triage, id)?];
        entries.extend(came.write(tx, &permit, &ready, (thread, FiledBy::Hand))?);
        Ok(((), entries))
    })?;
    drop(db);
    came.remove_copy(store);
    Ok(())
}

/// What a mail says. One that a program sent was read before, so that it is read again later if it cannot be now; of
/// one that could not be read before, no more is known than that it is not formed as mail should be.
fn read(reader: &Reader, opened: &OpenedMail) -> Result<ParsedMail, StoreError> {
    match inbound::read(reader, &opened.raw) {
        Ok(mail) => Ok(mail),
        // The machine may have been busy.
        Err(MailFault::TimedOut | MailFault::Crashed) => Err(StoreError::Unavailable),
        Err(_) if opened.automatic.is_none() => {
            let head = MessageHead { cautions: vec![Caution::Malformed], ..MessageHead::default() };
            Ok(ParsedMail { head, ..ParsedMail::default() })
        }
        Err(_) => Err(StoreError::Unavailable),
    }
}
