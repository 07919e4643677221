//! The columns that somebody of staff wants to see in their lists.

use diesel::prelude::*;

use super::database::{Db, each};
use super::error::StoreError;
use super::schema::list_columns;
use super::words::{join, split};
use crate::domain::id::StaffId;
use crate::domain::list_column::ListColumn;

/// The columns of somebody's lists, the usual ones if they chose none.
///
/// # Errors
/// The database's.
pub fn of(db: &mut Db, staff: StaffId) -> Result<Vec<ListColumn>, StoreError> {
    let found: Option<String> = list_columns::table.find(staff).select(list_columns::shown).first(db).optional()?;
    match found {
        Some(words) => split(&words, "list_columns.shown"),
        None => Ok(ListColumn::USUAL.to_vec()),
    }
}

/// Keeps somebody's columns.
///
/// # Errors
/// The database's.
pub fn set(db: &mut Db, staff: StaffId, columns: &[ListColumn]) -> Result<(), StoreError> {
    let columns = join(columns);
    each!(db, c => diesel::insert_into(list_columns::table)
        .values((list_columns::staff_id.eq(staff), list_columns::shown.eq(&columns)))
        .on_conflict(list_columns::staff_id)
        .do_update()
        .set(list_columns::shown.eq(&columns))
        .execute(c))?;
    Ok(())
}
