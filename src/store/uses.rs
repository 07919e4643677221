//! Who used a candidate's data: the journal as its person and the recruiters see it.

use super::error::StoreError;
use super::journal::{self, Entry, Row};
use super::open::Database;
use super::permit::Permit;
use crate::domain::category::{CategoryId, Profile};
use crate::domain::staff::{Actor, Caller};

/// The latest uses of the permitted holding, newest first, as far as the caller may know of them: staff see the
/// categories that were opened for them and the lists of their own office, the person everything.
///
/// # Errors
/// The database's.
pub fn list(
    db: &mut Database,
    permit: &Permit<Profile>,
    opened: &[CategoryId],
    limit: i64,
) -> Result<Vec<Row>, StoreError> {
    let caller = permit.caller();
    match caller.actor {
        Actor::Candidate(_) => journal::about(db.db(), permit.holding(), CategoryId::ALL, None, limit),
        _ => {
            let rows = journal::about(db.db(), permit.holding(), opened, Some(&caller.office), limit)?;
            Ok(rows.into_iter().filter(|row| row.application().is_none_or(|id| permit.covers(id))).collect())
        }
    }
}

/// Journals an act that is not about a candidate: a sign-in, a new vacancy.
///
/// # Errors
/// [`StoreError::Unavailable`] if it cannot be journalled.
pub fn record(db: &Database, caller: &Caller, verb: &'static str, subject: String) -> Result<(), StoreError> {
    db.inner().journal.record(vec![Entry::by(caller, verb, subject)])
}
