//! The permits for mail that is filed with nobody, and for the list of what is: both are about no record yet.
//!
//! Invariant: made only for a role that decides about what came in, or that lists correspondence; a refusal is on
//! record.

use super::error::StoreError;
use super::open::Database;
use super::terms_permit::may;
use crate::domain::category::CategoryId;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::law::access::Verb;

/// Proof that the caller may look at what came in to their office and is filed with nobody.
#[derive(Debug)]
pub struct TriagePermit {
    caller: Caller,
}

impl TriagePermit {
    /// Who may.
    pub const fn caller(&self) -> &Caller {
        &self.caller
    }
}

/// Asks to look at what is not filed.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role does not decide about what came in.
pub fn open(db: &mut Database, caller: &Caller) -> Result<TriagePermit, StoreError> {
    may(db, caller, Verb::Decide, (CategoryId::Communications, Purpose::Recruitment), "incoming")?;
    Ok(TriagePermit { caller: caller.clone() })
}

/// Fails, on record, if the caller's role lists no correspondence for a purpose. What a list shows of each person is
/// decided for that person.
///
/// # Errors
/// [`StoreError::Refused`].
pub fn require_inbox(db: &mut Database, caller: &Caller, purpose: Purpose) -> Result<(), StoreError> {
    may(db, caller, Verb::List, (CategoryId::Communications, purpose), "inbox")
}
