//! Third parties of an office: organisations that something was provided to or received from.
//!
//! Invariant: one of the same name in the same country is kept once, so that a demand to end provision to it finds it.

use diesel::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::database::{Db, cols};
use super::error::StoreError;
use super::schema::third_parties;
use crate::domain::disclosure::{ThirdParty, ThirdPartyKind};
use crate::domain::id::ThirdPartyId;
use crate::domain::jurisdiction::Country;
use crate::domain::office::OfficeCode;
use crate::domain::time::Ts;

/// As many as a form offers to choose from.
const OFFERED: i64 = 500;

/// A third party as its row has it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = third_parties)]
pub(super) struct Row {
    id: ThirdPartyId,
    name: String,
    kind: ThirdPartyKind,
    country: Country,
}

impl From<Row> for ThirdParty {
    fn from(row: Row) -> Self {
        Self { id: row.id, name: row.name, kind: row.kind, country: row.country }
    }
}

/// The name as it is compared: without differences of width, case and space.
fn key(name: &str) -> String {
    name.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).collect()
}

/// Those of an office to choose from, by name.
///
/// # Errors
/// The database's.
pub fn of_office(db: &mut Db, office: &OfficeCode) -> Result<Vec<ThirdParty>, StoreError> {
    let rows: Vec<Row> = third_parties::table
        .filter(third_parties::office.eq(office))
        .order((third_parties::country, third_parties::name_key))
        .limit(OFFERED)
        .select(cols::<Row>())
        .load(db)?;
    Ok(rows.into_iter().map(ThirdParty::from).collect())
}

/// One of an office.
///
/// # Errors
/// [`StoreError::NotFound`] if the office knows none of this id; the database's.
pub fn read(db: &mut Db, office: &OfficeCode, id: ThirdPartyId) -> Result<ThirdParty, StoreError> {
    let row: Option<Row> = third_parties::table
        .filter(third_parties::id.eq(id).and(third_parties::office.eq(office)))
        .select(cols::<Row>())
        .first(db)
        .optional()?;
    row.map(ThirdParty::from).ok_or(StoreError::NotFound)
}

/// One of an office by its name in a country, if there is one.
///
/// # Errors
/// The database's.
pub fn find(db: &mut Db, office: &OfficeCode, name: &str, country: Country) -> Result<Option<ThirdParty>, StoreError> {
    let row: Option<Row> = third_parties::table
        .filter(third_parties::office.eq(office).and(third_parties::country.eq(country)))
        .filter(third_parties::name_key.eq(key(name)))
        .select(cols::<Row>())
        .first(db)
        .optional()?;
    Ok(row.map(ThirdParty::from))
}

/// The names of some, for a page of their uses.
///
/// # Errors
/// The database's.
pub fn names(db: &mut Db, ids: &[ThirdPartyId]) -> Result<Vec<(ThirdPartyId, String)>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let named = third_parties::table.filter(third_parties::id.eq_any(ids));
    Ok(named.select((third_parties::id, third_parties::name)).load(db)?)
}

/// Keeps one that the office does not know yet.
///
/// # Errors
/// The database's; somebody who kept the same meanwhile is a duplicate.
pub(super) fn add(tx: &mut Db, office: &OfficeCode, party: &ThirdParty, at: Ts) -> Result<(), StoreError> {
    diesel::insert_into(third_parties::table)
        .values((
            third_parties::id.eq(party.id),
            third_parties::office.eq(office),
            third_parties::name.eq(party.name.trim()),
            third_parties::name_key.eq(key(&party.name)),
            third_parties::kind.eq(party.kind),
            third_parties::country.eq(party.country),
            third_parties::created_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

/// Keeps one unless the office knows it.
///
/// # Errors
/// [`StoreError::Stale`] if somebody kept the same meanwhile: what the law was asked with names another one then; the
/// database's.
pub(super) fn keep(tx: &mut Db, office: &OfficeCode, party: &ThirdParty, at: Ts) -> Result<(), StoreError> {
    match read(tx, office, party.id) {
        Ok(_) => Ok(()),
        Err(StoreError::NotFound) => match add(tx, office, party, at) {
            Err(error) if error.is_duplicate() => Err(StoreError::Stale),
            other => other,
        },
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn one_name_written_differently_is_one_name() {
        assert_eq!(key("ＡＢＣ Agency"), key("abc  agency"));
        assert_eq!(key("株式会社 青嶺"), key("株式会社青嶺"));
        assert_ne!(key("ABC"), key("ABD"));
    }
}
