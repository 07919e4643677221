//! Mail as it comes in: sealed for its office and kept, whoever it is from.
//!
//! Invariant: nothing of a mail is interpreted here, and nobody is looked up: that is for the job that files it.

use zeroize::Zeroizing;

use super::WorkflowError;
use crate::domain::id::MailboxId;
use crate::domain::office::OfficeCode;
use crate::domain::staff::{Caller, JobName};
use crate::domain::time::Ts;
use crate::mail::inbound;
use crate::store::Database;
use crate::store::incoming_messages::{self, Arrived};

/// As many mails are taken in with one commit where several are at hand, and as many bytes of them.
pub const AT_ONCE: usize = 32;
/// See [`AT_ONCE`]; a mail that is larger comes by itself.
pub const BYTES_AT_ONCE: usize = 4 << 20;

/// Keeps a mail that came in to an office; once this returns, it cannot be lost. One that was kept before, however it
/// was delivered then, is not kept twice.
///
/// # Errors
/// [`crate::store::StoreError::Unavailable`] if this instance does not serve the office; the store's.
pub fn receive(
    db: &mut Database,
    office: &OfficeCode,
    mailbox: Option<MailboxId>,
    raw: &[u8],
    at: Ts,
) -> Result<Arrived, WorkflowError> {
    let caller = Caller::job(JobName::FileMail, office.clone(), at);
    let canonical = Zeroizing::new(inbound::canonical(raw));
    Ok(incoming_messages::receive(db, &caller, mailbox, raw, &canonical)?)
}

/// The same for several mails, with one commit; what became of each, in their order. If it fails, each is to come by
/// itself: those that are kept already are known.
///
/// # Errors
/// As [`receive`].
pub fn receive_all(
    db: &mut Database,
    office: &OfficeCode,
    mailbox: Option<MailboxId>,
    mails: &[&[u8]],
    at: Ts,
) -> Result<Vec<Arrived>, WorkflowError> {
    let caller = Caller::job(JobName::FileMail, office.clone(), at);
    let canonical: Vec<_> = mails.iter().map(|raw| Zeroizing::new(inbound::canonical(raw))).collect();
    let both: Vec<(&[u8], &[u8])> = mails.iter().copied().zip(canonical.iter().map(|one| one.as_slice())).collect();
    Ok(incoming_messages::receive_all(db, &caller, mailbox, &both)?)
}
