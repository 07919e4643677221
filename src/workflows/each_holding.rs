//! Acts on many records, one by one: each is decided, journalled and done by itself, and each says what became of it.
//!
//! Invariant: only records that the caller's own office collected are acted on; others do not exist here.

use super::WorkflowError;
use crate::domain::category::Category;
use crate::domain::id::HoldingId;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::store::gate::{self, Ask, Refusal};
use crate::store::permit::Permit;
use crate::store::{Database, StoreError, candidates};

/// What became of the act on one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is done, or would be.
    Done,
    /// The gate refused, by this rule.
    Refused(Box<Refusal>),
    /// There is no such record for the caller.
    Missing,
    /// There would be more of something than there may be.
    Full,
    /// It changed meanwhile, or one of its seals does not open.
    Failed,
}

/// Does an act on each of some records; only what lies in the way to all of them is an error.
///
/// # Errors
/// The database's.
pub fn each(
    holdings: &[HoldingId],
    mut act: impl FnMut(HoldingId) -> Result<(), StoreError>,
) -> Result<Vec<(HoldingId, Outcome)>, WorkflowError> {
    let mut outcomes = Vec::with_capacity(holdings.len());
    for &holding in holdings {
        let outcome = match act(holding) {
            Ok(()) => Outcome::Done,
            Err(StoreError::Refused(refusal)) => Outcome::Refused(refusal),
            Err(StoreError::NotFound) => Outcome::Missing,
            Err(StoreError::Full(_)) => Outcome::Full,
            Err(StoreError::Stale | StoreError::Unopened(_)) => Outcome::Failed,
            Err(error) => return Err(error.into()),
        };
        outcomes.push((holding, outcome));
    }
    Ok(outcomes)
}

/// Opens a category of a record that the caller's own office collected, to be changed.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none for the caller; [`StoreError::Refused`] with the reason.
pub(super) fn open_own<C: Category>(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
) -> Result<Permit<C>, StoreError> {
    let ask = Ask::change(caller, Purpose::Recruitment);
    match db.read(|db| candidates::holding(db, holding)) {
        Ok(found) if found.office == caller.office => gate::open::<C>(db, &ask, holding),
        Ok(_) | Err(StoreError::NotFound) => Err(gate::unknown(db, &ask, &holding.to_string())),
        Err(error) => Err(error),
    }
}
