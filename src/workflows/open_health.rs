//! Health records, and messages that are kept as such: opened for a purpose and with a reason, and added.

use zeroize::Zeroizing;

use super::WorkflowError;
use crate::domain::category::{Category, Health};
use crate::domain::health::{HealthRecord, UseReasonCode};
use crate::domain::id::{HoldingId, MessageFileId, MessageId, StaffId};
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Actor, Caller};
use crate::law::access::Verb;
use crate::store::gate::{self, Ask};
use crate::store::health::{self, ShownHealthRecord};
use crate::store::health_messages::{self, ShownHealthMessage};
use crate::store::messages::ShownFile;
use crate::store::permit::Permit;
use crate::store::{Database, StoreError, journal};

/// Health records with the journal's number of the entry that says who opened them.
#[derive(Debug)]
pub struct OpenedHealth {
    /// The records, newest first.
    pub records: Vec<ShownHealthRecord>,
    /// A page of the messages that are kept as health data, newest first.
    pub messages: Vec<ShownHealthMessage>,
    /// Whether there are older ones.
    pub has_older: bool,
    /// The entry.
    pub entry: i64,
}

/// Opens the health records of a holding, with the messages before one of them, else the newest; the reason's words are
/// kept, sealed, before anything is shown.
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
    before: Option<MessageId>,
) -> Result<OpenedHealth, WorkflowError> {
    let (permit, staff) = reasoned(db, caller, holding, purpose, reason, details)?;
    let entry = db.read(|db| journal::last_opening(db, permit.holding(), staff, Health::ID))?;
    let (messages, has_older) = health_messages::page(db, &permit, before)?;
    Ok(OpenedHealth { records: health::list(db, &permit)?, messages, has_older, entry })
}

/// Opens a file, or the source, of a message that is kept as health data; for a purpose and with a reason as well.
///
/// # Errors
/// [`StoreError::Refused`] with the reason; [`StoreError::NotFound`] if there is none.
pub fn file(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    purpose: Purpose,
    (reason, details): (UseReasonCode, &str),
    file: MessageFileId,
) -> Result<(ShownFile, Zeroizing<Vec<u8>>), WorkflowError> {
    let (permit, _) = reasoned(db, caller, holding, purpose, reason, details)?;
    Ok(health_messages::file(db, &permit, file)?)
}

/// Permission to read, once the reason's words are kept, and who of staff reads.
fn reasoned(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    purpose: Purpose,
    reason: UseReasonCode,
    details: &str,
) -> Result<(Permit<Health>, StaffId), WorkflowError> {
    let ask = Ask { caller, verb: Verb::Read, purpose, reason: Some(reason.into()) };
    let permit = gate::open::<Health>(db, &ask, holding)?;
    let Actor::Staff(staff) = caller.actor else { return Err(StoreError::NotFound.into()) };
    db.change(|tx| Ok((health::keep_reason(tx, &permit, staff, reason, details)?, Vec::new())))?;
    Ok((permit, staff))
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
