//! What is allowed: the rule table, the access table, and pure functions over them.
//!
//! [`decide`] takes the facts of one intended act and answers with a verdict and the id of the rule behind it;
//! [`reasoning`] tells the way there; [`decision_facts`] is what it is taken on, kept to be reasoned again; [`policy`]
//! maps clauses to rules; [`access`] says what a role may do at all; [`breaches`] by when whom is to be told of one;
//! [`revision`] what a change of the notice requires; [`deadlines`] and [`retention`] give dates; [`remedies`] says
//! what would change a refusal; [`texts`] says why in three languages.
//!
//! Invariant: nothing here knows the database, the clock or the environment. Everything about an act is in
//! [`facts::Facts`], every rule and number is in `transfer-rules.toml` or `access.toml`, and what no rule allows
//! is denied. This is no legal advice: the table is a draft for a lawyer's review.

pub mod access;
mod answers;
pub mod breaches;
pub mod cases;
mod conditions;
pub mod deadlines;
mod decide;
pub mod decision_facts;
pub mod duties;
pub mod facts;
mod gates;
pub mod ids;
pub mod policy;
pub mod reasoning;
pub mod remedies;
pub mod retention;
mod reviews;
pub mod revision;
pub mod table;
pub mod texts;
pub mod words;

pub use decide::{Decision, decide};
pub use facts::Facts;
pub use ids::{Answer, ConditionId, GateId, ReviewId, RuleId};
pub use table::{RuleTable, TableError};
pub use words::{Action, Duty, ExceptionId, RecipientKind, RequestType, Safeguard, Verdict};

use access::AccessTable;
use revision::RevisionTable;
use sha2::{Digest, Sha256};
use texts::Texts;

/// Everything that decides and explains, read once at start.
#[derive(Debug)]
pub struct Law {
    /// The SHA-256 of both tables: by the same digest everything is decided alike.
    pub digest: [u8; 32],
    /// What the laws and the policy allow.
    pub rules: RuleTable,
    /// What each role may do.
    pub access: AccessTable,
    /// What a change of the notice requires. It decides about no record, so the digest leaves it out.
    pub revisions: RevisionTable,
    /// Why, in three languages.
    pub texts: Texts,
}

impl Law {
    /// The product's own tables, checked on their own and against each other.
    pub fn built_in() -> Result<Self, TableError> {
        let rules = RuleTable::built_in()?;
        let access = AccessTable::built_in()?;
        let revisions = RevisionTable::built_in()?;
        let mut texts = Texts::built_in(&rules, &access)?;
        texts.explain(revisions.sentences());
        let digest = Sha256::new().chain_update(rules.digest()).chain_update(access.digest()).finalize().into();
        Ok(Self { digest, rules, access, revisions, texts })
    }
}
