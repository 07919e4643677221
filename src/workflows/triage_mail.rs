//! Mail that is filed with nobody: looked at, thrown away, or filed after all by whoever decides about what came in.
//!
//! Invariant: nothing of a mail is shown but its source, and that is on record first.

use super::WorkflowError;
use crate::domain::id::IncomingMessageId;
use crate::domain::staff::Caller;
use crate::store::incoming_messages::{self, OpenedMail, UnfiledMail, UnfiledPlace};
use crate::store::mailboxes::{self, Mailbox};
use crate::store::{Database, triage_permit};

/// Mails that a page shows.
const SHOWN: i64 = 200;

/// What is not filed, and how the mailboxes are.
#[derive(Debug)]
pub struct Unfiled {
    /// A page of the mail that is filed with nobody: first what cannot be read, each newest first.
    pub mails: Vec<UnfiledMail>,
    /// Whether there is more after it.
    pub has_more: bool,
    /// The mailboxes of the office.
    pub mailboxes: Vec<Mailbox>,
}

/// What is not filed at the caller's office, after a place in that list.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role does not decide about what came in.
pub fn show(db: &mut Database, caller: &Caller, after: Option<UnfiledPlace>) -> Result<Unfiled, WorkflowError> {
    let permit = triage_permit::open(db, caller)?;
    let mut mails = incoming_messages::unfiled(db, &permit, after, SHOWN + 1)?;
    let shown = usize::try_from(SHOWN).unwrap_or(usize::MAX);
    let has_more = mails.len() > shown;
    mails.truncate(shown);
    Ok(Unfiled { mails, has_more, mailboxes: db.read(|db| mailboxes::list(db, &caller.office))? })
}

/// A mail as it came.
///
/// # Errors
/// [`crate::store::StoreError::NotFound`] if it is filed, or of another office.
pub fn source(db: &mut Database, caller: &Caller, id: IncomingMessageId) -> Result<OpenedMail, WorkflowError> {
    let permit = triage_permit::open(db, caller)?;
    Ok(incoming_messages::open_unfiled(db, &permit, id)?)
}

/// Which mail, without a word of it.
///
/// # Errors
/// [`crate::store::StoreError::NotFound`] if it is filed, or of another office.
pub fn find(db: &mut Database, caller: &Caller, id: IncomingMessageId) -> Result<UnfiledMail, WorkflowError> {
    let permit = triage_permit::open(db, caller)?;
    Ok(incoming_messages::find_unfiled(db, &permit, id)?)
}

/// Throws a mail away.
///
/// # Errors
/// [`crate::store::StoreError::NotFound`] if it is filed, or of another office.
pub fn discard(db: &mut Database, caller: &Caller, id: IncomingMessageId) -> Result<(), WorkflowError> {
    let permit = triage_permit::open(db, caller)?;
    Ok(incoming_messages::discard(db, &permit, id)?)
}

/// Has a mail filed with a person, even if a program sent it.
///
/// # Errors
/// [`crate::store::StoreError::NotFound`] if it is filed, or of another office.
pub fn file_again(db: &mut Database, caller: &Caller, id: IncomingMessageId) -> Result<(), WorkflowError> {
    let permit = triage_permit::open(db, caller)?;
    Ok(incoming_messages::file_again(db, &permit, id)?)
}
