//! What is allowed: the rule table, the access table, and pure functions over them.
//!
//! [`decide`] takes the facts of one intended act and answers with a verdict and the id of the rule behind it;
//! [`access`] says what a role may do at all; [`deadlines`] and [`retention`] give dates; [`remedies`] says what
//! would change a refusal.
//!
//! Invariant: nothing here knows the database, the clock or the environment. Everything about an act is in
//! [`facts::Facts`], every rule and number is in `transfer-rules.toml` or `access.toml`, and what no rule allows
//! is denied. This is no legal advice: the table is a draft for a lawyer's review.

pub mod access;
mod answers;
pub mod cases;
mod conditions;
pub mod deadlines;
mod decide;
pub mod facts;
mod gates;
pub mod ids;
pub mod remedies;
pub mod retention;
mod reviews;
pub mod table;
pub mod words;

pub use decide::{Decision, decide};
pub use facts::Facts;
pub use ids::{Answer, ConditionId, GateId, ReviewId, RuleId};
pub use table::{RuleTable, TableError};
pub use words::{Action, Duty, ExceptionId, RecipientKind, RequestType, Safeguard, Verdict};
