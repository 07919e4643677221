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
