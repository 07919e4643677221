//! The permit for lists: what they show is journalled before it is shown.

use super::decision_facts::Written;
use super::error::StoreError;
use super::journal::Entry;
use super::judge::{by_role, written};
use super::open::Database;
use crate::domain::category::CategoryId;
use crate::domain::id::CandidateId;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::law::access::{self, AccessFacts, Verb};
use crate::law::decision_facts::DecisionFacts;
use crate::law::words::Verdict;

/// Proof that the caller may see lists for a purpose. What a list shows is journalled before it is shown.
#[derive(Debug)]
pub struct ListPermit {
    caller: Caller,
    purpose: Purpose,
    rule: String,
    facts: Written,
}

/// Asks to list candidates of the caller's office.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role has no lists.
pub fn open_list(db: &mut Database, caller: &Caller, purpose: Purpose) -> Result<ListPermit, StoreError> {
    let facts = AccessFacts {
        role: caller.role,
        job: None,
        verb: Verb::List,
        category: CategoryId::Profile,
        purpose,
        own_file: false,
        // Which records a role sees is part of the query; here only whether it has lists at all.
        assigned: true,
        reason_given: false,
    };
    let decided_on = written(db, &DecisionFacts::of_role(facts));
    match access::permits(&db.inner().law.access, &facts) {
        Ok(rule) => Ok(ListPermit { caller: caller.clone(), purpose, rule: rule.to_string(), facts: decided_on }),
        Err(refusal) => {
            let rule = refusal.rule.to_string();
            let entry = Entry {
                purpose: Some(purpose),
                outcome: Verdict::Deny.as_str(),
                rules: rule.clone(),
                facts: Some(decided_on),
                ..Entry::by(caller, Verb::List.as_str(), "")
            };
            db.inner().journal.record(vec![entry])?;
            Err(StoreError::Refused(Box::new(by_role(CategoryId::Profile, rule))))
        }
    }
}

impl ListPermit {
    /// Who may see the list.
    pub const fn caller(&self) -> &Caller {
        &self.caller
    }

    /// Journals which candidates the list shows; call it before showing them.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if it cannot be journalled: then nothing may be shown.
    pub fn record_shown(&self, db: &Database, shown: Vec<CandidateId>) -> Result<(), StoreError> {
        db.inner().journal.record(vec![self.entry(shown)])
    }

    /// The journal entry of a list that shows some candidates.
    pub(super) fn entry(&self, mut shown: Vec<CandidateId>) -> Entry {
        // A list of applications shows one person as often as they applied.
        shown.sort_unstable();
        shown.dedup();
        Entry {
            category: Some(CategoryId::Profile),
            purpose: Some(self.purpose),
            outcome: Verdict::Allow.as_str(),
            rules: self.rule.clone(),
            facts: Some(self.facts.clone()),
            shown,
            ..Entry::by(&self.caller, Verb::List.as_str(), "")
        }
    }
}
