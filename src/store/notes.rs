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
use super::schema::{notes, threads};
use crate::domain::category::Other;
use crate::domain::id::{NoteId, StaffId, ThreadId};
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
    thread_id: Option<ThreadId>,
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
    /// The thread that it was written on.
    pub thread: Option<ThreadId>,
}

/// The notes in the permitted holding that are for the reader, newest first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Database, permit: &Permit<Other>) -> Result<Vec<ShownNote>, StoreError> {
    let rows: Vec<Row> = notes::table
        .filter(notes::holding_id.eq(permit.holding().id))
        // To nobody of staff, `staff_id = NULL` is never true.
        .filter(notes::class.eq(NoteClass::Team).or(notes::staff_id.eq(reader(permit.caller()))))
        .order((notes::at.desc(), notes::id.desc()))
        .select(cols::<Row>())
        .load(db.db())?;
    opened(db, permit, rows)
}

/// The notes on a thread of the permitted holding that are for the reader, oldest first.
///
/// # Errors
/// The database's.
pub fn of_thread(db: &mut Database, permit: &Permit<Other>, thread: ThreadId) -> Result<Vec<ShownNote>, StoreError> {
    let rows: Vec<Row> = notes::table
        .filter(notes::holding_id.eq(permit.holding().id).and(notes::thread_id.eq(thread)))
        .filter(notes::class.eq(NoteClass::Team).or(notes::staff_id.eq(reader(permit.caller()))))
        .order((notes::at, notes::id))
        .select(cols::<Row>())
        .load(db.db())?;
    opened(db, permit, rows)
}

/// Whether there is a note for somebody on a thread: nobody is asked about what is not there.
///
/// # Errors
/// The database's.
pub fn are_on(db: &mut Database, caller: &Caller, thread: ThreadId) -> Result<bool, StoreError> {
    let found: Option<NoteId> = notes::table
        .filter(notes::thread_id.eq(thread))
        .filter(notes::class.eq(NoteClass::Team).or(notes::staff_id.eq(reader(caller))))
        .select(notes::id)
        .first(db.db())
        .optional()?;
    Ok(found.is_some())
}

fn opened(db: &Database, permit: &Permit<Other>, rows: Vec<Row>) -> Result<Vec<ShownNote>, StoreError> {
    let open = |row: Row| {
        let text = Unsealed::of(permit.open(db, TABLE, "text", row.id.uuid(), &row.text))?;
        Ok(ShownNote { text, staff: row.staff_id, at: row.at, class: row.class, thread: row.thread_id })
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
    create_on(tx, permit, None, class, text, (staff, at))
}

/// Adds a note that was written on a thread, or on none.
///
/// # Errors
/// As [`create_for`]; [`StoreError::NotFound`] also if the thread is not of the permitted holding.
pub fn create_on(
    tx: &mut Db,
    permit: &Permit<Other>,
    thread: Option<ThreadId>,
    class: NoteClass,
    text: &str,
    (staff, at): (Option<StaffId>, Ts),
) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    if class == NoteClass::Private && staff.is_none() {
        return Err(StoreError::NotFound);
    }
    if let Some(thread) = thread {
        let mine = threads::id.eq(thread).and(threads::holding_id.eq(permit.holding().id));
        let found: Option<ThreadId> = threads::table.filter(mine).select(threads::id).first(tx).optional()?;
        found.ok_or(StoreError::NotFound)?;
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
            notes::thread_id.eq(thread),
        ))
        .execute(tx)?;
    Ok(permit.change("create", format!("note:{id}")))
}

const fn reader(caller: &Caller) -> Option<StaffId> {
    match caller {
        // What one keeps for oneself goes to no processor.
        Caller { actor: Actor::Staff(id), processor: None, .. } => Some(*id),
        _ => None,
    }
}
