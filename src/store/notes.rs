//! Notes by staff, sealed under other.
//!
//! Invariant: a private note leaves the database for its author alone.

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
use crate::domain::note::NoteClass;
use crate::domain::staff::{Actor, Caller};
use crate::domain::time::Ts;

const TABLE: &str = "notes";

#[derive(Queryable, Selectable)]
#[diesel(table_name = notes)]
struct Row {
    id: NoteId,
    text: Stored<Other>,
    staff_id: Option<StaffId>,
    at: Ts,
    class: NoteClass,
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
    /// Whom it is for.
    pub class: NoteClass,
}

/// The notes in the permitted holding that are for the reader, newest first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Database, permit: &Permit<Other>) -> Result<Vec<ShownNote>, StoreError> {
    let rows: Vec<Row> = notes::table
        .filter(notes::holding_id.eq(permit.holding().id))
        // To nobody of staff, `staff_id = NULL` is never true.
        .filter(notes::class.eq(NoteClass::Team).or(notes::staff_id.eq(reader(permit))))
        .order((notes::at.desc(), notes::id.desc()))
        .select(cols::<Row>())
        .load(db.db())?;
    let open = |row: Row| {
        let text = Unsealed::of(permit.open(db, TABLE, "text", row.id.uuid(), &row.text))?;
        Ok(ShownNote { text, staff: row.staff_id, at: row.at, class: row.class })
    };
    rows.into_iter().map(open).collect()
}

/// Adds a note for the team.
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
    create_for(tx, permit, NoteClass::Team, text, staff, at)
}

/// Adds a note.
///
/// # Errors
/// [`StoreError::NotFound`] for a private note of nobody; [`StoreError::Stale`] if a fact changed since the permit; the
/// database's or the vault's.
pub fn create_for(
    tx: &mut Db,
    permit: &Permit<Other>,
    class: NoteClass,
    text: &str,
    staff: Option<StaffId>,
    at: Ts,
) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    if class == NoteClass::Private && staff.is_none() {
        return Err(StoreError::NotFound);
    }
    let id = NoteId::new();
    diesel::insert_into(notes::table)
        .values((
            notes::id.eq(id),
            notes::holding_id.eq(permit.holding().id),
            notes::text.eq(permit.seal(TABLE, "text", id.uuid(), &text)?),
            notes::staff_id.eq(staff),
            notes::at.eq(at),
            notes::class.eq(class),
        ))
        .execute(tx)?;
    Ok(permit.change("create", format!("note:{id}")))
}

const fn reader(permit: &Permit<Other>) -> Option<StaffId> {
    match permit.caller() {
        // What one keeps for oneself goes to no processor.
        Caller { actor: Actor::Staff(id), processor: None, .. } => Some(*id),
        _ => None,
    }
}
