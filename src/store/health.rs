//! Health records and the reasons for opening them, sealed under health.

use diesel::prelude::*;

use super::columns::Stored;
use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::open::Database;
use super::permit::{Permit, Unsealed};
use super::schema::{health_messages, health_needs, health_records, use_reasons};
use crate::domain::category::Health;
use crate::domain::health::{HealthRecord, UseReasonCode};
use crate::domain::id::{HealthRecordId, HoldingId, StaffId, UseReasonId};
use crate::domain::time::Ts;

const TABLE: &str = "health_records";

#[derive(Queryable, Selectable)]
#[diesel(table_name = health_records)]
struct Row {
    id: HealthRecordId,
    record: Stored<Health>,
    at: Ts,
}

/// A health record on its page.
#[derive(Debug, Clone)]
pub struct ShownHealthRecord {
    /// What it says.
    pub record: Unsealed<HealthRecord>,
    /// When it was recorded.
    pub at: Ts,
}

/// The health records in the permitted holding, newest first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Database, permit: &Permit<Health>) -> Result<Vec<ShownHealthRecord>, StoreError> {
    let rows: Vec<Row> = health_records::table
        .filter(health_records::holding_id.eq(permit.holding().id))
        .order((health_records::at.desc(), health_records::id.desc()))
        .select(cols::<Row>())
        .load(db.db())?;
    let open = |row: Row| {
        let record = Unsealed::of(permit.open(db, TABLE, "record", row.id.uuid(), &row.record))?;
        Ok(ShownHealthRecord { record, at: row.at })
    };
    rows.into_iter().map(open).collect()
}

/// Whether there are health records, or messages kept as such, at all; says nothing about what they say.
///
/// # Errors
/// The database's.
pub fn exist(db: &mut Database, holding: HoldingId) -> Result<bool, StoreError> {
    let records = health_records::table.filter(health_records::holding_id.eq(holding));
    let messages = health_messages::table.filter(health_messages::holding_id.eq(holding));
    Ok(records.count().get_result::<i64>(db.db())? > 0 || messages.count().get_result::<i64>(db.db())? > 0)
}

/// Adds a health record.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit; the database's or the vault's.
pub fn create(tx: &mut Db, permit: &Permit<Health>, record: &HealthRecord, at: Ts) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    let id = HealthRecordId::new();
    diesel::insert_into(health_records::table)
        .values((
            health_records::id.eq(id),
            health_records::holding_id.eq(permit.holding().id),
            health_records::record.eq(permit.seal(TABLE, "record", id.uuid(), record)?),
            health_records::at.eq(at),
        ))
        .execute(tx)?;
    Ok(permit.change("create", format!("health_record:{id}")))
}

/// Keeps why somebody opened the records: the code is in the journal too, the words only here, sealed.
///
/// # Errors
/// The database's or the vault's.
pub fn keep_reason(
    tx: &mut Db,
    permit: &Permit<Health>,
    staff: StaffId,
    code: UseReasonCode,
    details: &str,
) -> Result<(), StoreError> {
    let id = UseReasonId::new();
    diesel::insert_into(use_reasons::table)
        .values((
            use_reasons::id.eq(id),
            use_reasons::holding_id.eq(permit.holding().id),
            use_reasons::staff_id.eq(staff),
            use_reasons::code.eq(code),
            use_reasons::details.eq(permit.seal("use_reasons", "details", id.uuid(), &details)?),
            use_reasons::at.eq(permit.caller().at),
        ))
        .execute(tx)?;
    Ok(())
}

/// Records that the job itself demands health data in the selection: a fact of the law.
///
/// # Errors
/// The database's.
pub fn confirm_need(tx: &mut Db, holding: HoldingId, by: Option<StaffId>, at: Ts) -> Result<(), StoreError> {
    diesel::insert_into(health_needs::table)
        .values((
            health_needs::holding_id.eq(holding),
            health_needs::confirmed_by.eq(by),
            health_needs::confirmed_at.eq(at),
        ))
        .execute(tx)?;
    super::candidates::facts_changed(tx, holding)
}
