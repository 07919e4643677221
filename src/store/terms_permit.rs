//! The permits for what is about no record: the terms between offices with what follows from them, third parties, and
//! the texts that messages begin with.
//!
//! Invariant: made only for a role that makes transfers, keeps records of provision or writes messages, and a refusal
//! is on record.

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
    may(db, caller, Verb::Transfer, ABOUT, "terms")?;
    Ok(TermsPermit { caller: caller.clone() })
}

/// Proof that the caller may change what their office knows about third parties.
#[derive(Debug)]
pub struct PartyPermit {
    caller: Caller,
}

impl PartyPermit {
    /// Who may.
    pub const fn caller(&self) -> &Caller {
        &self.caller
    }
}

/// Asks to change what the caller's office knows about third parties. It is about nobody's record.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role records no provisions and receipts.
pub fn open_parties(db: &mut Database, caller: &Caller) -> Result<PartyPermit, StoreError> {
    may(db, caller, Verb::Record, ABOUT, "third_parties")?;
    Ok(PartyPermit { caller: caller.clone() })
}

/// Proof that the caller may use and change the texts that messages of their office begin with.
#[derive(Debug)]
pub struct TemplatePermit {
    caller: Caller,
}

impl TemplatePermit {
    /// Who may.
    pub const fn caller(&self) -> &Caller {
        &self.caller
    }
}

/// Asks to use and change the texts that messages of the caller's office begin with.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role writes no messages.
pub fn open_templates(db: &mut Database, caller: &Caller) -> Result<TemplatePermit, StoreError> {
    may(db, caller, Verb::Change, (CategoryId::Communications, Purpose::Recruitment), "message_templates")?;
    Ok(TemplatePermit { caller: caller.clone() })
}

/// Fails, on record, if the caller's role writes no messages, and so has nothing to sign.
///
/// # Errors
/// [`StoreError::Refused`].
pub fn require_writer(db: &mut Database, caller: &Caller) -> Result<(), StoreError> {
    may(db, caller, Verb::Change, (CategoryId::Communications, Purpose::Recruitment), "signature")
}

/// What is asked about where there is no record to ask about.
const ABOUT: (CategoryId, Purpose) = (CategoryId::Profile, Purpose::Recruitment);

/// Whether a role does something at all with a category for a purpose; a refusal is journalled.
pub(super) fn may(
    db: &mut Database,
    caller: &Caller,
    verb: Verb,
    (category, purpose): (CategoryId, Purpose),
    subject: &str,
) -> Result<(), StoreError> {
    let facts = AccessFacts {
        role: caller.role,
        job: None,
        verb,
        category,
        purpose,
        own_file: false,
        assigned: false,
        reason_given: false,
    };
    match access::permits(&db.inner().law.access, &facts) {
        Ok(_) => Ok(()),
        Err(refusal) => {
            let rule = refusal.rule.to_string();
            let entry = Entry {
                outcome: Verdict::Deny.as_str(),
                rules: rule.clone(),
                facts: Some(written(db, &DecisionFacts::of_role(facts))),
                ..Entry::by(caller, verb.as_str(), subject)
            };
            db.inner().journal.record(vec![entry])?;
            Err(StoreError::Refused(Box::new(by_role(category, rule))))
        }
    }
}
