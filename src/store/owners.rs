//! Who of the collecting office looks after a record: a reference to staff, plain.
//!
//! Invariant: an owner is a recruiter of the office that collected, whose account was open when they were named.

use std::collections::HashMap;

use diesel::prelude::*;

use super::database::{Db, among};
use super::error::StoreError;
use super::journal::Entry;
use super::permit::Permit;
use super::schema::{holdings, staff};
use crate::domain::category::Profile;
use crate::domain::id::{HoldingId, StaffId};
use crate::domain::staff::Role;

/// Names who looks after the permitted holding, or nobody; the same one again leaves no entry.
///
/// # Errors
/// [`StoreError::NotFound`] if the person is no recruiter of its office with an open account; [`StoreError::Stale`] if
/// a fact changed since the permit.
pub fn set(tx: &mut Db, permit: &Permit<Profile>, owner: Option<StaffId>) -> Result<Option<Entry>, StoreError> {
    permit.check_fresh(tx)?;
    let row = holdings::table.find(permit.holding().id);
    let before: Option<StaffId> = row.select(holdings::owner_id).first(tx)?;
    if before == owner {
        return Ok(None);
    }
    if let Some(owner) = owner {
        let found: Option<StaffId> = staff::table
            .filter(staff::id.eq(owner).and(staff::office.eq(&permit.holding().office)))
            .filter(staff::role.eq(Role::Recruiter).and(staff::disabled_at.is_null()))
            .select(staff::id)
            .first(tx)
            .optional()?;
        found.ok_or(StoreError::NotFound)?;
    }
    diesel::update(row).set(holdings::owner_id.eq(owner)).execute(tx)?;
    let word = owner.map_or_else(|| "nobody".to_owned(), |owner| owner.to_string());
    Ok(Some(permit.change("change", format!("owner:{word}"))))
}

/// Who looks after each of some holdings.
///
/// # Errors
/// The database's.
pub fn of(db: &mut Db, holdings: &[HoldingId]) -> Result<HashMap<HoldingId, StaffId>, StoreError> {
    let rows: Vec<(HoldingId, Option<StaffId>)> = among!(holdings, holdings::id, asked => holdings::table
        .filter(asked.and(holdings::owner_id.is_not_null()))
        .select((holdings::id, holdings::owner_id))
        .load(db)?);
    Ok(rows.into_iter().filter_map(|(holding, owner)| Some((holding, owner?))).collect())
}
