//! A public application: sealed for the vacancy's office and kept, whoever it is from.
//!
//! Invariant: nothing is looked up about the person here, so the answer cannot tell whether they are known.

use super::WorkflowError;
use crate::domain::id::IntakeId;
use crate::domain::staff::Caller;
use crate::domain::time::Ts;
use crate::domain::vacancy::Vacancy;
use crate::store::Database;
use crate::store::intakes::{self, Incoming};

/// Keeps an application; once this returns, it cannot be lost.
///
/// # Errors
/// The store's.
pub fn submit(db: &mut Database, vacancy: &Vacancy, incoming: &Incoming, at: Ts) -> Result<IntakeId, WorkflowError> {
    let caller = Caller::public(vacancy.office.clone(), at);
    Ok(intakes::receive(db, &caller, incoming)?)
}
