//! Exact addresses, found by a keyed digest per office; the address itself stands nowhere.

use diesel::prelude::*;

use super::database::{Db, each};
use super::error::StoreError;
use super::open::Database;
use super::permit::Permit;
use super::schema::{address_index, holdings, offices};
use crate::domain::category::Profile;
use crate::domain::contact::EmailAddress;
use crate::domain::id::{CandidateId, HoldingId};
use crate::domain::office::OfficeCode;

/// The digest of an address at an office.
///
/// # Errors
/// [`StoreError::Unavailable`] if this instance does not hold the office's keys.
pub fn digest(db: &Database, office: &OfficeCode, address: &EmailAddress) -> Result<Vec<u8>, StoreError> {
    let keys = db.office_keys(office).ok_or(StoreError::Unavailable)?;
    Ok(keys.index.entry(address).to_vec())
}

/// The holdings that an address belongs to at an office, the newest first.
///
/// # Errors
/// The database's.
pub fn find(db: &mut Db, office: &OfficeCode, digest: &[u8]) -> Result<Vec<HoldingId>, StoreError> {
    Ok(address_index::table
        .filter(address_index::office.eq(office).and(address_index::digest.eq(digest)))
        .order(address_index::holding_id.desc())
        .select(address_index::holding_id)
        .load(db)?)
}

/// The candidate whom an address belongs to at an office, in its newest holding. Nothing is opened.
///
/// # Errors
/// The database's.
pub fn owner(db: &mut Db, office: &OfficeCode, digest: &[u8]) -> Result<Option<CandidateId>, StoreError> {
    Ok(address_index::table
        .inner_join(holdings::table.on(holdings::id.eq(address_index::holding_id)))
        .filter(address_index::office.eq(office).and(address_index::digest.eq(digest)))
        .order(address_index::holding_id.desc())
        .select(holdings::candidate_id)
        .first(db)
        .optional()?)
}

/// Makes a digest the only one of the permitted holding. Holdings of the same address that are past their time stay
/// beside it until they are erased; they are passed in, so that one which came up meanwhile is noticed.
///
/// # Errors
/// [`StoreError::Taken`] if the address belongs to another holding than these.
pub fn set(tx: &mut Db, permit: &Permit<Profile>, digest: &[u8], past: &[HoldingId]) -> Result<(), StoreError> {
    let holding = permit.holding();
    if let Db::Pg(c) = tx {
        // One at a time per office: of two people with one address neither would see the other's row. SQLite has one
        // writer anyway.
        let turn = offices::table.find(&holding.office).select(offices::code).for_no_key_update();
        turn.first::<OfficeCode>(c)?;
    }
    let there = find(tx, &holding.office, digest)?;
    if there.iter().any(|other| *other != holding.id && !past.contains(other)) {
        return Err(StoreError::Taken("email"));
    }
    diesel::delete(address_index::table.filter(address_index::holding_id.eq(holding.id))).execute(tx)?;
    each!(tx, c => diesel::insert_into(address_index::table)
        .values((
            address_index::office.eq(&holding.office),
            address_index::digest.eq(digest),
            address_index::holding_id.eq(holding.id),
        ))
        .execute(c))?;
    Ok(())
}
