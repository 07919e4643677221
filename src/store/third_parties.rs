//! Third parties of an office: organisations that something was provided to or received from.
//!
//! Invariant: one of the same name in the same country is kept once, so that a demand to end provision to it finds it, and
//! one that a demand, a record or a consent names stays the organisation that it was.

use diesel::prelude::*;

use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::schema::{consent_requests, consents, disclosures, provision_ends, receipt_records, third_parties};
use super::spellings::is_alike;
use super::terms_permit::PartyPermit;
use crate::domain::disclosure::{DisclosureState, ThirdParty, ThirdPartyKind};
use crate::domain::id::ThirdPartyId;
use crate::domain::jurisdiction::Country;
use crate::domain::letters::nfkc_lowercase;
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
pub(super) fn key(name: &str) -> String {
    nfkc_lowercase(name).split_whitespace().collect()
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

/// What is known about some, for a page that names them.
///
/// # Errors
/// The database's.
pub fn some(db: &mut Db, ids: &[ThirdPartyId]) -> Result<Vec<ThirdParty>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = third_parties::table.filter(third_parties::id.eq_any(ids)).select(cols::<Row>()).load(db)?;
    Ok(rows.into_iter().map(ThirdParty::from).collect())
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
pub fn keep(tx: &mut Db, office: &OfficeCode, party: &ThirdParty, at: Ts) -> Result<(), StoreError> {
    match read(tx, office, party.id) {
        Ok(_) => Ok(()),
        Err(StoreError::NotFound) => match add(tx, office, party, at) {
            Err(error) if error.is_duplicate() => Err(StoreError::Stale),
            other => other,
        },
        Err(error) => Err(error),
    }
}

/// What an office knows about a third party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyFile {
    /// Who it is.
    pub party: ThirdParty,
    /// How to reach it.
    pub contact: String,
    /// How often it was changed.
    pub revision: i64,
}

/// What an office knows about its third parties, by name, after one of them.
///
/// # Errors
/// The database's.
pub fn files(
    db: &mut Db,
    office: &OfficeCode,
    after: Option<ThirdPartyId>,
    limit: i64,
) -> Result<Vec<PartyFile>, StoreError> {
    let mut query = third_parties::table.filter(third_parties::office.eq(office)).into_boxed();
    if let Some(after) = after {
        let key: Option<String> =
            third_parties::table.find(after).select(third_parties::name_key).first(db).optional()?;
        let key = key.ok_or(StoreError::NotFound)?;
        let same = third_parties::name_key.eq(key.clone()).and(third_parties::id.gt(after));
        query = query.filter(third_parties::name_key.gt(key).or(same));
    }
    let rows: Vec<(Row, String, i64)> = query
        .order((third_parties::name_key, third_parties::id))
        .limit(limit)
        .select((cols::<Row>(), third_parties::contact, third_parties::revision))
        .load(db)?;
    Ok(rows.into_iter().map(|(row, contact, revision)| PartyFile { party: row.into(), contact, revision }).collect())
}

/// What an office knows about one.
///
/// # Errors
/// [`StoreError::NotFound`] if the office knows none of this id; the database's.
pub fn file(db: &mut Db, office: &OfficeCode, id: ThirdPartyId) -> Result<PartyFile, StoreError> {
    let found: Option<(Row, String, i64)> = third_parties::table
        .filter(third_parties::id.eq(id).and(third_parties::office.eq(office)))
        .select((cols::<Row>(), third_parties::contact, third_parties::revision))
        .first(db)
        .optional()?;
    let (row, contact, revision) = found.ok_or(StoreError::NotFound)?;
    Ok(PartyFile { party: row.into(), contact, revision })
}

/// Changes what an office knows about one, if it is as its editor saw it. What waits for it was approved for what it was:
/// it needs a second person's word again, and is decided anew. Once a demand, a record, a question or a consent names it, no
/// other organisation is made of it.
///
/// # Errors
/// [`StoreError::NotFound`] if the office knows none of this id; [`StoreError::Stale`] if somebody changed it meanwhile;
/// [`StoreError::Taken`] if there is another one of this name in this country; [`StoreError::OnRecord`] with the field that
/// cannot be changed any more.
pub fn change(tx: &mut Db, permit: &PartyPermit, to: &PartyFile) -> Result<Entry, StoreError> {
    let (caller, id) = (permit.caller(), to.party.id);
    let before = file(tx, &caller.office, id)?;
    let as_seen = third_parties::table
        .filter(third_parties::id.eq(id).and(third_parties::office.eq(&caller.office)))
        .filter(third_parties::revision.eq(to.revision));
    let set = (
        third_parties::name.eq(to.party.name.trim()),
        third_parties::name_key.eq(key(&to.party.name)),
        third_parties::kind.eq(to.party.kind),
        third_parties::country.eq(to.party.country),
        third_parties::contact.eq(&to.contact),
        third_parties::revision.eq(to.revision + 1),
    );
    match diesel::update(as_seen).set(set).execute(tx).map_err(StoreError::from) {
        Ok(1) => {}
        Ok(_) => return Err(StoreError::Stale),
        Err(error) if error.is_duplicate() => return Err(StoreError::Taken("third party")),
        Err(error) => return Err(error),
    }
    // Asked after the update: nobody refers meanwhile to the row that it locks.
    if let Some(field) = made_another(&before.party, &to.party)
        && is_on_record(tx, id)?
    {
        return Err(StoreError::OnRecord(field));
    }
    if before.party != to.party {
        super::disclosures::decide_again(tx, id)?;
    }
    Ok(Entry::by(caller, "change", format!("third_party:{id}")))
}

/// What makes another organisation of one, if something does; another spelling does not.
fn made_another(before: &ThirdParty, to: &ThirdParty) -> Option<&'static str> {
    [
        ("name", !is_alike(&before.name, &to.name)),
        ("kind", before.kind != to.kind),
        ("country", before.country != to.country),
    ]
    .into_iter()
    .find_map(|(field, is_another)| is_another.then_some(field))
}

/// Whether a demand, a receipt, a provision that was settled in whatever way, or a question for a consent names it. What a
/// candidate agreed to was asked first.
fn is_on_record(tx: &mut Db, id: ThirdPartyId) -> Result<bool, StoreError> {
    let demands: i64 = provision_ends::table.filter(provision_ends::third_party_id.eq(id)).count().get_result(tx)?;
    let receipts: i64 = receipt_records::table.filter(receipt_records::third_party_id.eq(id)).count().get_result(tx)?;
    let settled: i64 = disclosures::table
        .filter(disclosures::third_party_id.eq(id).and(disclosures::state.ne(DisclosureState::Waiting)))
        .count()
        .get_result(tx)?;
    let questions: i64 =
        consent_requests::table.filter(consent_requests::third_party_id.eq(id)).count().get_result(tx)?;
    let consents: i64 = consents::table.filter(consents::third_party_id.eq(id)).count().get_result(tx)?;
    Ok(demands + receipts + settled + questions + consents > 0)
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
