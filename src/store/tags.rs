//! The tags of a record, all in one value sealed under other.
//!
//! Invariant: a record has at most [`MOST`] of them, each once whatever its case.

use std::collections::HashMap;

use diesel::prelude::*;

use super::columns::Stored;
use super::database::Db;
use super::error::StoreError;
use super::journal::Entry;
use super::open::Database;
use super::permit::{Permit, Unsealed};
use super::schema::tags;
use crate::domain::category::Other;
use crate::domain::id::HoldingId;
use crate::domain::tag::{MOST, Tag, TagChange};

const TABLE: &str = "tags";

/// The tags of the permitted holding, in the order of their text.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Database, permit: &Permit<Other>) -> Result<Unsealed<Vec<Tag>>, StoreError> {
    let id = permit.holding().id;
    let stored: Option<Stored<Other>> = tags::table.find(id).select(tags::labels).first(db.db()).optional()?;
    match stored {
        Some(stored) => Unsealed::of(permit.open(db, TABLE, "labels", id.uuid(), &stored)),
        None => Ok(Unsealed::Value(Vec::new())),
    }
}

/// The tags of many permitted holdings; one without tags is left out.
///
/// # Errors
/// The database's.
pub fn list_all(
    db: &mut Database,
    permits: &[Permit<Other>],
) -> Result<HashMap<HoldingId, Unsealed<Vec<Tag>>>, StoreError> {
    let ids: Vec<HoldingId> = permits.iter().map(|permit| permit.holding().id).collect();
    let rows: Vec<(HoldingId, Stored<Other>)> =
        tags::table.filter(tags::holding_id.eq_any(ids)).select((tags::holding_id, tags::labels)).load(db.db())?;
    let mut rows: HashMap<HoldingId, Stored<Other>> = rows.into_iter().collect();
    let opened = permits.iter().filter_map(|permit| {
        let id = permit.holding().id;
        let stored = rows.remove(&id)?;
        Some(Unsealed::of(permit.open(db, TABLE, "labels", id.uuid(), &stored)).map(|tags| (id, tags)))
    });
    opened.collect()
}

/// Adds and removes tags; nothing to do leaves no entry.
///
/// # Errors
/// [`StoreError::Full`] if there would be too many; [`StoreError::Stale`] if a fact changed since the permit; the
/// database's or the vault's.
pub fn change(tx: &mut Db, permit: &Permit<Other>, change: &TagChange) -> Result<Option<Entry>, StoreError> {
    permit.check_fresh(tx)?;
    let Some(after) = would_be(tx, permit, change)? else { return Ok(None) };
    let id = permit.holding().id;
    let sealed = permit.seal(TABLE, "labels", id.uuid(), &after)?;
    diesel::delete(tags::table.find(id)).execute(tx)?;
    diesel::insert_into(tags::table).values((tags::holding_id.eq(id), tags::labels.eq(sealed))).execute(tx)?;
    Ok(Some(permit.change("change", "tags")))
}

/// What the tags would be; nothing if they are that already.
///
/// # Errors
/// [`StoreError::Full`] if there would be too many; [`StoreError::Unopened`] if the seal does not open; the database's.
pub fn would_be(db: &mut Db, permit: &Permit<Other>, change: &TagChange) -> Result<Option<Vec<Tag>>, StoreError> {
    let id = permit.holding().id;
    let stored: Option<Stored<Other>> = tags::table.find(id).select(tags::labels).first(db).optional()?;
    let before: Vec<Tag> = match &stored {
        Some(stored) => permit.open_within(TABLE, "labels", id.uuid(), stored)?,
        None => Vec::new(),
    };
    let mut after = before.clone();
    after.retain(|tag| !change.remove.iter().any(|gone| gone.is_same(tag)));
    for tag in &change.add {
        if !after.iter().any(|known| known.is_same(tag)) {
            after.push(tag.clone());
        }
    }
    after.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    match after == before {
        true => Ok(None),
        false if after.len() > MOST => Err(StoreError::Full("tags")),
        false => Ok(Some(after)),
    }
}
