//! Tasks about a record: the text sealed under other; day, assignee and state plain.

use diesel::prelude::*;

use super::columns::Stored;
use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::open::Database;
use super::permit::{Permit, Unsealed};
use super::schema::{staff, tasks};
use crate::domain::category::Other;
use crate::domain::id::{HoldingId, StaffId, TaskId};
use crate::domain::staff::{Actor, Role};
use crate::domain::task::Task;
use crate::domain::time::{Day, Ts};

const TABLE: &str = "tasks";

#[derive(Queryable, Selectable)]
#[diesel(table_name = tasks)]
struct Row {
    id: TaskId,
    text: Stored<Other>,
    due_on: Day,
    assignee_id: StaffId,
    done_at: Option<Ts>,
}

/// A task on a page.
#[derive(Debug, Clone)]
pub struct ShownTask {
    /// Its states and times.
    pub task: Task,
    /// What is to be done.
    pub text: Unsealed<String>,
}

/// The tasks of the permitted holding: the open ones by their day, then those that are done, the latest first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Database, permit: &Permit<Other>) -> Result<Vec<ShownTask>, StoreError> {
    let of = || tasks::table.filter(tasks::holding_id.eq(permit.holding().id)).select(cols::<Row>());
    let mut rows: Vec<Row> = of().filter(tasks::done_at.is_null()).order((tasks::due_on, tasks::id)).load(db.db())?;
    let done: Vec<Row> =
        of().filter(tasks::done_at.is_not_null()).order((tasks::done_at.desc(), tasks::id)).load(db.db())?;
    rows.extend(done);
    rows.into_iter().map(|row| shown(db, permit, row)).collect()
}

fn shown(db: &Database, permit: &Permit<Other>, row: Row) -> Result<ShownTask, StoreError> {
    let text = Unsealed::of(permit.open(db, TABLE, "text", row.id.uuid(), &row.text))?;
    let task = Task { id: row.id, due_on: row.due_on, assignee: row.assignee_id, done_at: row.done_at };
    Ok(ShownTask { task, text })
}

/// Adds a task for a recruiter of the collecting office: others may not read what it says.
///
/// # Errors
/// [`StoreError::NotFound`] if the assignee is none with an open account; [`StoreError::Stale`] if a fact changed since
/// the permit; the database's or the vault's.
pub fn create(
    tx: &mut Db,
    permit: &Permit<Other>,
    text: &str,
    due_on: Day,
    assignee: StaffId,
) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    let known: Option<StaffId> = staff::table
        .filter(staff::id.eq(assignee).and(staff::office.eq(&permit.holding().office)))
        .filter(staff::role.eq(Role::Recruiter).and(staff::disabled_at.is_null()))
        .select(staff::id)
        .first(tx)
        .optional()?;
    let assignee = known.ok_or(StoreError::NotFound)?;
    let id = TaskId::new();
    diesel::insert_into(tasks::table)
        .values((
            tasks::id.eq(id),
            tasks::holding_id.eq(permit.holding().id),
            tasks::text.eq(permit.seal(TABLE, "text", id.uuid(), &text)?),
            tasks::due_on.eq(due_on),
            tasks::assignee_id.eq(assignee),
            tasks::created_by.eq(staff_of(permit)),
            tasks::created_at.eq(permit.caller().at),
        ))
        .execute(tx)?;
    Ok(permit.change("create", format!("task:{id}")))
}

/// Marks an open task of the permitted holding as done.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not of this holding or done already; [`StoreError::Stale`] if a fact changed since
/// the permit.
pub fn finish(tx: &mut Db, permit: &Permit<Other>, id: TaskId) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    let open = tasks::id.eq(id).and(tasks::holding_id.eq(permit.holding().id)).and(tasks::done_at.is_null());
    let done = diesel::update(tasks::table.filter(open))
        .set((tasks::done_at.eq(permit.caller().at), tasks::done_by.eq(staff_of(permit))))
        .execute(tx)?;
    if done == 1 { Ok(permit.change("change", format!("task:{id} done"))) } else { Err(StoreError::NotFound) }
}

/// Somebody's open tasks about the permitted holding that are due by a day, the earliest first.
///
/// # Errors
/// The database's.
pub fn open_of(
    db: &mut Database,
    permit: &Permit<Other>,
    assignee: StaffId,
    until: Day,
) -> Result<Vec<ShownTask>, StoreError> {
    let rows: Vec<Row> = tasks::table
        .filter(tasks::holding_id.eq(permit.holding().id).and(tasks::assignee_id.eq(assignee)))
        .filter(tasks::done_at.is_null().and(tasks::due_on.le(until)))
        .select(cols::<Row>())
        .order((tasks::due_on, tasks::id))
        .load(db.db())?;
    rows.into_iter().map(|row| shown(db, permit, row)).collect()
}

/// The holdings with open tasks of somebody that are due by a day, the earliest first.
///
/// # Errors
/// The database's.
pub fn due(db: &mut Db, assignee: StaffId, until: Day, limit: i64) -> Result<Vec<HoldingId>, StoreError> {
    let mut found: Vec<HoldingId> = tasks::table
        .filter(tasks::assignee_id.eq(assignee).and(tasks::done_at.is_null()).and(tasks::due_on.le(until)))
        .order((tasks::due_on, tasks::id))
        .limit(limit)
        .select(tasks::holding_id)
        .load(db)?;
    let mut seen = std::collections::HashSet::new();
    found.retain(|holding| seen.insert(*holding));
    Ok(found)
}

const fn staff_of(permit: &Permit<Other>) -> Option<StaffId> {
    match permit.caller().actor {
        Actor::Staff(id) => Some(id),
        _ => None,
    }
}
