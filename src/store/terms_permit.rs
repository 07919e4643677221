//! The permit for the terms between offices: safeguards and what follows from them.
//!
//! Invariant: made only for a role that makes transfers, and a refusal is on record.

use super::error::StoreError;
use super::journal::Entry;
use super::judge::{by_role, written};
use super::open::Database;
use crate::domain::category::CategoryId;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::law::access::{self, AccessFacts, Verb};
use crate::law::decision_facts::DecisionFacts;
use crate::law::words::Verdict;

/// Proof that the caller may keep the terms of their office.
#[derive(Debug)]
pub struct TermsPermit {
    caller: Caller,
}

impl TermsPermit {
    /// Who may.
    pub const fn caller(&self) -> &Caller {
        &self.caller
    }
}

/// Asks to keep the terms of the caller's office. It is about nobody's record.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role makes no transfers.
pub fn open(db: &mut Database, caller: &Caller) -> Result<TermsPermit, StoreError> {
    let facts = AccessFacts {
        role: caller.role,
        job: None,
        verb: Verb::Transfer,
        category: CategoryId::Profile,
        purpose: Purpose::Recruitment,
        own_file: false,
        assigned: false,
        reason_given: false,
    };
    match access::permits(&db.inner().law.access, &facts) {
        Ok(_) => Ok(TermsPermit { caller: caller.clone() }),
        Err(refusal) => {
            let rule = refusal.rule.to_string();
            let entry = Entry {
                outcome: Verdict::Deny.as_str(),
                rules: rule.clone(),
                facts: Some(written(db, &DecisionFacts::of_role(facts))),
                ..Entry::by(caller, Verb::Transfer.as_str(), "terms")
            };
            db.inner().journal.record(vec![entry])?;
            Err(StoreError::Refused(Box::new(by_role(CategoryId::Profile, rule))))
        }
    }
}
