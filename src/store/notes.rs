//! Notes by staff, sealed under other.

use diesel::prelude::*;

use super::columns::Stored;
use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::open::Database;
use super::permit::{Permit, Unsealed};
use super::schema::notes;
use crate::domain::category::Other;
use crate::domain::id::{NoteId, StaffId};
use crate::domain::time::Ts;

const TABLE: &str = "notes";

#[derive(Queryable, Selectable)]
#[diesel(table_name = notes)]
struct Row {
    id: NoteId,
    text: Stored<Other>,
    staff_id: Option<StaffId>,
    at: Ts,
}

/// A note on a candidate's page.
#[derive(Debug, Clone)]
pub struct ShownNote {
    /// What it says.
    pub text: Unsealed<String>,
    /// Who wrote it.
    pub staff: Option<StaffId>,
    /// When.
    pub at: Ts,
}

/// The notes in the permitted holding, newest first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Database, permit: &Permit<Other>) -> Result<Vec<ShownNote>, StoreError> {
    let rows: Vec<Row> = notes::table
        .filter(notes::holding_id.eq(permit.holding().id))
        .order((notes::at.desc(), notes::id.desc()))
        .select(cols::<Row>())
        .load(db.db())?;
    let open = |row: Row| {
        let text = Unsealed::of(permit.open(db, TABLE, "text", row.id.uuid(), &row.text))?;
        Ok(ShownNote { text, staff: row.staff_id, at: row.at })
    };
    rows.into_iter().map(open).collect()
}

/// Adds a note.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit; the database's or the vault's.
pub fn create(
    tx: &mut Db,
    permit: &Permit<Other>,
    text: &str,
    staff: Option<StaffId>,
    at: Ts,
) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    let id = NoteId::new();
    diesel::insert_into(notes::table)
        .values((
            notes::id.eq(id),
            notes::holding_id.eq(permit.holding().id),
            notes::text.eq(permit.seal(TABLE, "text", id.uuid(), &text)?),
            notes::staff_id.eq(staff),
            notes::at.eq(at),
        ))
        .execute(tx)?;
    Ok(permit.change("create", format!("note:{id}")))
}
