//! The records that somebody of staff has chosen from lists, to act on together: references alone.
//!
//! Invariant: a choice is its maker's alone, and forgotten after as long as a session may last.

use diesel::prelude::*;

use super::database::{Db, each};
use super::error::StoreError;
use super::schema::selected_records;
use super::sessions::ABSOLUTE;
use crate::domain::id::{HoldingId, StaffId};
use crate::domain::time::Ts;

/// Records that one person may have chosen.
pub const MOST: i64 = 10_000;
/// Rows in one statement, well below what either database takes.
const AT_ONCE: usize = 500;

/// Adds records to somebody's choice; those that are in it already stay.
///
/// # Errors
/// [`StoreError::Full`] if there would be more than [`MOST`]; then none is added.
pub fn add(tx: &mut Db, staff: StaffId, holdings: &[HoldingId], at: Ts) -> Result<(), StoreError> {
    // Everybody locks records in the order of their ids.
    let mut sorted = holdings.to_vec();
    sorted.sort_unstable();
    for some in sorted.chunks(AT_ONCE) {
        let rows: Vec<_> = some
            .iter()
            .map(|holding| {
                (
                    selected_records::staff_id.eq(staff),
                    selected_records::holding_id.eq(holding),
                    selected_records::added_at.eq(at),
                )
            })
            .collect();
        each!(&mut *tx, c => diesel::insert_into(selected_records::table)
            .values(&rows)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    if count(tx, staff)? > MOST { Err(StoreError::Full("selected records")) } else { Ok(()) }
}

/// Takes records out of somebody's choice.
///
/// # Errors
/// The database's.
pub fn remove(tx: &mut Db, staff: StaffId, holdings: &[HoldingId]) -> Result<(), StoreError> {
    let these = selected_records::table
        .filter(selected_records::staff_id.eq(staff).and(selected_records::holding_id.eq_any(holdings)));
    diesel::delete(these).execute(tx)?;
    Ok(())
}

/// Forgets somebody's choice.
///
/// # Errors
/// The database's.
pub fn clear(tx: &mut Db, staff: StaffId) -> Result<(), StoreError> {
    diesel::delete(selected_records::table.filter(selected_records::staff_id.eq(staff))).execute(tx)?;
    Ok(())
}

/// How many records somebody has chosen.
///
/// # Errors
/// The database's.
pub fn count(db: &mut Db, staff: StaffId) -> Result<i64, StoreError> {
    Ok(selected_records::table.filter(selected_records::staff_id.eq(staff)).count().get_result(db)?)
}

/// Those of some records that somebody has chosen.
///
/// # Errors
/// The database's.
pub fn among(db: &mut Db, staff: StaffId, holdings: &[HoldingId]) -> Result<Vec<HoldingId>, StoreError> {
    Ok(selected_records::table
        .filter(selected_records::staff_id.eq(staff).and(selected_records::holding_id.eq_any(holdings)))
        .select(selected_records::holding_id)
        .load(db)?)
}

/// Some of somebody's choice, the newest records first, those after a record.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, staff: StaffId, after: Option<HoldingId>, limit: i64) -> Result<Vec<HoldingId>, StoreError> {
    let rows = selected_records::table
        .filter(selected_records::staff_id.eq(staff))
        .order(selected_records::holding_id.desc())
        .limit(limit)
        .select(selected_records::holding_id);
    Ok(match after {
        Some(after) => rows.filter(selected_records::holding_id.lt(after)).load(db)?,
        None => rows.load(db)?,
    })
}

/// Forgets what was chosen too long ago.
///
/// # Errors
/// The database's.
pub fn sweep(tx: &mut Db, at: Ts) -> Result<(), StoreError> {
    let old = selected_records::table.filter(selected_records::added_at.lt(at.plus_seconds(-ABSOLUTE)));
    diesel::delete(old).execute(tx)?;
    Ok(())
}
