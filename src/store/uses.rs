//! Who used a candidate's data: the journal as its person and the recruiters see it.

use super::error::StoreError;
use super::journal::{self, Entry, Row};
use super::open::Database;
use super::permit::Permit;
use crate::domain::category::Profile;
use crate::domain::staff::Caller;

/// The latest uses of the permitted candidate's data, newest first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Database, permit: &Permit<Profile>, limit: i64) -> Result<Vec<Row>, StoreError> {
    journal::about(db.db(), permit.holding().candidate, limit)
}

/// Journals an act that is not about a candidate: a sign-in, a new vacancy.
///
/// # Errors
/// [`StoreError::Unavailable`] if it cannot be journalled.
pub fn record(db: &Database, caller: &Caller, verb: &'static str, subject: String) -> Result<(), StoreError> {
    db.inner().journal.record(vec![Entry::by(caller, verb, subject)])
}
