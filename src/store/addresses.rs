//! Exact addresses, found by a keyed digest per office; the address itself stands nowhere.

use diesel::prelude::*;

use super::database::{Db, each};
use super::error::StoreError;
use super::open::Database;
use super::permit::Permit;
use super::schema::address_index;
use crate::domain::category::Profile;
use crate::domain::contact::EmailAddress;
use crate::domain::id::HoldingId;
use crate::domain::office::OfficeCode;

/// The digest of an address at an office.
///
/// # Errors
/// [`StoreError::Unavailable`] if this instance does not hold the office's keys.
pub fn digest(db: &Database, office: &OfficeCode, address: &EmailAddress) -> Result<Vec<u8>, StoreError> {
    let keys = db.office_keys(office).ok_or(StoreError::Unavailable)?;
    Ok(keys.index.entry(address).to_vec())
}

/// The holdings that an address belongs to at an office.
///
/// # Errors
/// The database's.
pub fn find(db: &mut Db, office: &OfficeCode, digest: &[u8]) -> Result<Vec<HoldingId>, StoreError> {
    Ok(address_index::table
        .filter(address_index::office.eq(office).and(address_index::digest.eq(digest)))
        .select(address_index::holding_id)
        .load(db)?)
}

/// Makes a digest the only one of the permitted holding.
///
/// # Errors
/// The database's.
pub fn set(tx: &mut Db, permit: &Permit<Profile>, digest: &[u8]) -> Result<(), StoreError> {
    let holding = permit.holding();
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
