//! Views of lists that staff saved under a name. Name and question may name people, so they are sealed under a key of
//! the office.
//!
//! Invariant: a view is seen by whoever saved it, and, if it is shared, by colleagues of the same office and role;
//! only whoever saved it changes it, on record.

use diesel::prelude::*;

use super::columns::Stored;
use super::database::cols;
use super::error::StoreError;
use super::journal::Entry;
use super::office_secrets;
use super::open::Database;
use super::schema::{saved_views, staff};
use super::searches::{Question, staff_of};
use crate::domain::category::Other;
use crate::domain::id::{DataKeyId, Id, StaffId};
use crate::domain::list_column::ListColumn;
use crate::domain::staff::Caller;
use crate::vault::data_key::DataKey;
use crate::vault::place::Place;

/// Views that one person may have saved.
pub const MOST: i64 = 50;
/// Views of others that are shown.
const SHARED: i64 = 100;

/// The id of a saved view.
pub type ViewId = Id<SavedView>;

/// What a view shows.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ViewContent {
    /// Its name.
    pub name: String,
    /// What it asks, in which order.
    pub question: Question,
    /// The columns that it shows.
    pub columns: Vec<ListColumn>,
}

/// A saved view.
#[derive(Debug, Clone)]
pub struct SavedView {
    /// Which.
    pub id: ViewId,
    /// Whether the caller saved it.
    pub is_own: bool,
    /// Whether colleagues see it.
    pub is_shared: bool,
    /// What it shows.
    pub content: ViewContent,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = saved_views)]
struct Row {
    id: ViewId,
    staff_id: StaffId,
    is_shared: bool,
    content: Stored<Other>,
}

/// The caller's views, then those that colleagues share. One whose seal does not open is left out, with a line in the log.
///
/// # Errors
/// [`StoreError::NotFound`] if nobody of staff asks; the database's.
pub fn list(db: &mut Database, caller: &Caller) -> Result<Vec<SavedView>, StoreError> {
    let own = staff_of(caller)?;
    let mut rows: Vec<Row> = saved_views::table
        .filter(saved_views::staff_id.eq(own).and(saved_views::office.eq(&caller.office)))
        .order(saved_views::id)
        .select(cols::<Row>())
        .load(db.db())?;
    rows.extend(shared(db, caller, own)?);
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let key = key(db, caller)?;
    let opened = rows.into_iter().filter_map(|row| {
        let opened = opened(&key, caller, own, row);
        if let Err(error) = &opened {
            tracing::error!(%error, "a saved view does not open");
        }
        opened.ok()
    });
    Ok(opened.collect())
}

fn shared(db: &mut Database, caller: &Caller, own: StaffId) -> Result<Vec<Row>, StoreError> {
    Ok(saved_views::table
        .inner_join(staff::table.on(staff::id.eq(saved_views::staff_id)))
        .filter(saved_views::office.eq(&caller.office).and(saved_views::is_shared.eq(true)))
        .filter(staff::office.eq(&caller.office).and(staff::role.eq(caller.role)))
        .filter(staff::id.ne(own).and(staff::disabled_at.is_null()))
        .order(saved_views::id)
        .limit(SHARED)
        .select(cols::<Row>())
        .load(db.db())?)
}

/// A view that the caller sees.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn find(db: &mut Database, caller: &Caller, id: ViewId) -> Result<SavedView, StoreError> {
    list(db, caller)?.into_iter().find(|view| view.id == id).ok_or(StoreError::NotFound)
}

/// Saves a view of the caller's own.
///
/// # Errors
/// [`StoreError::Taken`] if they have as many as one may; the database's or the vault's.
pub fn add(db: &mut Database, caller: &Caller, content: &ViewContent) -> Result<ViewId, StoreError> {
    let own = staff_of(caller)?;
    let (id, key) = (ViewId::new(), key(db, caller)?);
    let sealed = key.seal_json(&place(id, own, caller), content)?;
    db.change(|tx| {
        let have: i64 = saved_views::table.filter(saved_views::staff_id.eq(own)).count().get_result(tx)?;
        if have >= MOST {
            return Err(StoreError::Taken("saved_views"));
        }
        diesel::insert_into(saved_views::table)
            .values((
                saved_views::id.eq(id),
                saved_views::office.eq(&caller.office),
                saved_views::staff_id.eq(own),
                saved_views::is_shared.eq(false),
                saved_views::content.eq(Stored::from(sealed)),
                saved_views::created_at.eq(caller.at),
            ))
            .execute(tx)?;
        Ok((id, vec![Entry::by(caller, "create", format!("view:{id}"))]))
    })
}

/// Gives a view of the caller's own another name, unless it is empty, and other columns, and shares it or no longer.
///
/// # Errors
/// [`StoreError::NotFound`] if the caller saved none such.
pub fn change(
    db: &mut Database,
    caller: &Caller,
    id: ViewId,
    (name, columns): (&str, Vec<ListColumn>),
    is_shared: bool,
) -> Result<(), StoreError> {
    let view = find(db, caller, id)?;
    let (own, key) = (staff_of(caller)?, key(db, caller)?);
    let name = if name.is_empty() { view.content.name.clone() } else { name.to_owned() };
    let content = ViewContent { name, columns, ..view.content };
    let sealed = key.seal_json(&place(id, own, caller), &content)?;
    db.change(|tx| {
        let row = saved_views::table.filter(saved_views::id.eq(id).and(saved_views::staff_id.eq(own)));
        let changed = diesel::update(row)
            .set((saved_views::is_shared.eq(is_shared), saved_views::content.eq(Stored::from(sealed))))
            .execute(tx)?;
        let who = if is_shared { "shared" } else { "own" };
        let entry = Entry::by(caller, "change", format!("view:{id} {who}"));
        if changed == 1 { Ok(((), vec![entry])) } else { Err(StoreError::NotFound) }
    })
}

/// Removes a view of the caller's own.
///
/// # Errors
/// [`StoreError::NotFound`] if the caller saved none such.
pub fn remove(db: &mut Database, caller: &Caller, id: ViewId) -> Result<(), StoreError> {
    let own = staff_of(caller)?;
    db.change(|tx| {
        let row = saved_views::table.filter(saved_views::id.eq(id).and(saved_views::staff_id.eq(own)));
        let entry = Entry::by(caller, "delete", format!("view:{id}"));
        if diesel::delete(row).execute(tx)? == 1 { Ok(((), vec![entry])) } else { Err(StoreError::NotFound) }
    })
}

fn opened(key: &DataKey<Other>, caller: &Caller, own: StaffId, row: Row) -> Result<SavedView, StoreError> {
    let content = key.open_json(&place(row.id, row.staff_id, caller), &row.content.sealed()?);
    let content = content.map_err(|_| StoreError::Unopened("saved_views"))?;
    Ok(SavedView { id: row.id, is_own: row.staff_id == own, is_shared: row.is_shared, content })
}

fn key(db: &mut Database, caller: &Caller) -> Result<DataKey<Other>, StoreError> {
    let (id, secret) = office_secrets::views_key(db, &caller.office, caller.at)?;
    DataKey::from_bytes(DataKeyId::from_uuid(id.uuid()), &secret).ok_or(StoreError::Unavailable)
}

fn place(id: ViewId, staff: StaffId, caller: &Caller) -> Place<'_, Other> {
    Place::of_staff("saved_views", "content", id.uuid(), staff, &caller.office)
}
