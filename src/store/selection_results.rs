//! Results of selection, sealed under selection result.

use diesel::prelude::*;

use super::columns::Stored;
use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::open::Database;
use super::permit::{Permit, Unsealed};
use super::schema::selection_results;
use crate::domain::application::SelectionResult as Result_;
use crate::domain::category::SelectionResult;
use crate::domain::id::{ApplicationId, SelectionResultId, StaffId};
use crate::domain::staff::Actor;
use crate::domain::time::Ts;

const TABLE: &str = "selection_results";

#[derive(Queryable, Selectable)]
#[diesel(table_name = selection_results)]
struct Row {
    id: SelectionResultId,
    application_id: ApplicationId,
    record: Stored<SelectionResult>,
    at: Ts,
    staff_id: Option<StaffId>,
}

/// A result on a candidate's page.
#[derive(Debug, Clone)]
pub struct ShownResult {
    /// Of which application.
    pub application: ApplicationId,
    /// What was found.
    pub result: Unsealed<Result_>,
    /// When it was written down.
    pub at: Ts,
    /// By whom, if a person did it.
    pub staff: Option<StaffId>,
}

/// The results of the permitted applications, oldest first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Database, permit: &Permit<SelectionResult>) -> Result<Vec<ShownResult>, StoreError> {
    let rows: Vec<Row> = selection_results::table
        .filter(selection_results::holding_id.eq(permit.holding().id))
        .order((selection_results::at, selection_results::id))
        .select(cols::<Row>())
        .load(db.db())?;
    let open = |row: Row| {
        let result = Unsealed::of(permit.open(db, TABLE, "record", row.id.uuid(), &row.record))?;
        Ok(ShownResult { application: row.application_id, result, at: row.at, staff: row.staff_id })
    };
    rows.into_iter().filter(|row| permit.covers(row.application_id)).map(open).collect()
}

/// Adds a result.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit; [`StoreError::NotFound`] for an application that the
/// permit does not cover; the database's or the vault's.
pub fn create(
    tx: &mut Db,
    permit: &Permit<SelectionResult>,
    application: ApplicationId,
    result: &Result_,
    at: Ts,
) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    if !permit.covers(application) {
        return Err(StoreError::NotFound);
    }
    let id = SelectionResultId::new();
    let judge = if let Actor::Staff(judge) = permit.caller().actor { Some(judge) } else { None };
    diesel::insert_into(selection_results::table)
        .values((
            selection_results::id.eq(id),
            selection_results::application_id.eq(application),
            selection_results::holding_id.eq(permit.holding().id),
            selection_results::record.eq(permit.seal(TABLE, "record", id.uuid(), result)?),
            selection_results::at.eq(at),
            selection_results::staff_id.eq(judge),
        ))
        .execute(tx)?;
    Ok(permit.change("create", format!("selection_result:{id}")))
}
