//! Health records: opened for a purpose and with a reason, and added.

use super::WorkflowError;
use crate::domain::category::{Category, Health};
use crate::domain::health::{HealthRecord, UseReasonCode};
use crate::domain::id::HoldingId;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Actor, Caller};
use crate::law::access::Verb;
use crate::store::gate::{self, Ask};
use crate::store::health::{self, ShownHealthRecord};
use crate::store::{Database, StoreError, journal};

/// Health records with the journal's number of the entry that says who opened them.
#[derive(Debug)]
pub struct OpenedHealth {
    /// The records, newest first.
    pub records: Vec<ShownHealthRecord>,
    /// The entry.
    pub entry: i64,
}

/// Opens the health records of a holding; the reason's words are kept, sealed, before anything is shown.
///
/// # Errors
/// [`StoreError::Refused`] with the reason; [`StoreError::NotFound`] if there is nothing.
pub fn open(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    purpose: Purpose,
    reason: UseReasonCode,
    details: &str,
) -> Result<OpenedHealth, WorkflowError> {
    let ask = Ask { caller, verb: Verb::Read, purpose, reason: Some(reason.into()) };
    let permit = gate::open::<Health>(db, &ask, holding)?;
    let Actor::Staff(staff) = caller.actor else { return Err(StoreError::NotFound.into()) };
    db.change(|tx| Ok((health::keep_reason(tx, &permit, staff, reason, details)?, Vec::new())))?;
    let entry = db.read(|db| journal::last_opening(db, permit.holding(), staff, Health::ID))?;
    Ok(OpenedHealth { records: health::list(db, &permit)?, entry })
}

/// Adds a health record to the caller's own office's holding.
///
/// # Errors
/// [`StoreError::Refused`] with the reason.
pub fn add(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    purpose: Purpose,
    record: &HealthRecord,
) -> Result<(), WorkflowError> {
    let permit = gate::open::<Health>(db, &Ask::create(caller, purpose), holding)?;
    db.change(|tx| Ok(((), vec![health::create(tx, &permit, record, caller.at)?])))?;
    Ok(())
}
