//! What candidates are told about a country: published versions, of which the latest is in force unless it was withdrawn.
//!
//! Invariant: a published version is never changed; whoever was told it finds it as it was.

use diesel::prelude::*;

use super::country_drafts::Draft;
use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::schema::{country_information, country_information_drafts};
use super::words::{from_json, to_json};
use crate::domain::country_information::{CountryInformation, CountryWords, in_force as latest_in_force};
use crate::domain::id::{CountryInformationId, StaffId};
use crate::domain::jurisdiction::Country;
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};

#[derive(Queryable, Selectable)]
#[diesel(table_name = country_information)]
struct Row {
    id: CountryInformationId,
    country: Country,
    version: i32,
    system: String,
    differences: String,
    measures: String,
    source: String,
    checked_on: Day,
    published_at: Ts,
    published_by: Option<StaffId>,
    withdrawn_at: Option<Ts>,
}

impl TryFrom<Row> for CountryInformation {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            country: row.country,
            version: row.version,
            words: CountryWords {
                system: from_json(&row.system, "country_information.system")?,
                differences: from_json(&row.differences, "country_information.differences")?,
                measures: from_json(&row.measures, "country_information.measures")?,
                source: row.source,
                checked_on: Some(row.checked_on),
            },
            published_at: row.published_at,
            published_by: row.published_by,
            withdrawn_at: row.withdrawn_at,
        })
    }
}

/// Every version, by country, each country's latest first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db) -> Result<Vec<CountryInformation>, StoreError> {
    let order = (country_information::country, country_information::version.desc());
    let rows: Vec<Row> = country_information::table.order(order).select(cols::<Row>()).load(db)?;
    rows.into_iter().map(CountryInformation::try_from).collect()
}

/// One version.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn read(db: &mut Db, id: CountryInformationId) -> Result<CountryInformation, StoreError> {
    let row: Option<Row> = country_information::table.find(id).select(cols::<Row>()).get_result(db).optional()?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// The version of a country that is in force, if there is one.
///
/// # Errors
/// The database's.
pub fn in_force(db: &mut Db, country: Country) -> Result<Option<CountryInformation>, StoreError> {
    let rows: Vec<Row> = country_information::table
        .filter(country_information::country.eq(country))
        .order(country_information::version.desc())
        .limit(1)
        .select(cols::<Row>())
        .load(db)?;
    let latest: Vec<CountryInformation> =
        rows.into_iter().map(CountryInformation::try_from).collect::<Result<_, StoreError>>()?;
    Ok(latest_in_force(&latest, country).cloned())
}

/// Publishes a draft that is still as its writer saw it, as the next version of its country.
///
/// # Errors
/// [`StoreError::Stale`] if somebody else changed or published it; [`StoreError::Taken`] naming what it lacks.
pub fn publish(tx: &mut Db, caller: &Caller, draft: &Draft) -> Result<(CountryInformationId, Entry), StoreError> {
    let gone = country_information_drafts::table
        .find(draft.country)
        .filter(country_information_drafts::revision.eq(draft.revision));
    if diesel::delete(gone).execute(tx)? != 1 {
        return Err(StoreError::Stale);
    }
    let before: Option<i32> = country_information::table
        .filter(country_information::country.eq(draft.country))
        .select(diesel::dsl::max(country_information::version))
        .first(tx)?;
    let (id, words) = (CountryInformationId::new(), &draft.words);
    diesel::insert_into(country_information::table)
        .values((
            country_information::id.eq(id),
            country_information::country.eq(draft.country),
            country_information::version.eq(before.unwrap_or(0) + 1),
            country_information::system.eq(to_json(&words.system, "country_information.system")?),
            country_information::differences.eq(to_json(&words.differences, "country_information.differences")?),
            country_information::measures.eq(to_json(&words.measures, "country_information.measures")?),
            country_information::source.eq(&words.source),
            country_information::checked_on.eq(words.checked_on.ok_or(StoreError::Taken("checked_on"))?),
            country_information::published_at.eq(caller.at),
            country_information::published_by.eq(caller.staff_id()),
        ))
        .execute(tx)?;
    Ok((id, Entry::by(caller, "create", format!("country_information:{id} {}", draft.country))))
}

/// Withdraws the version in force: until another is published, nobody is asked about its country. The answer says which
/// that is, for what was asked about it and is open is to be closed in the same transaction.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none such in force.
pub fn withdraw(tx: &mut Db, caller: &Caller, id: CountryInformationId) -> Result<(Country, Entry), StoreError> {
    let country = read(tx, id)?.country;
    if in_force(tx, country)?.map(|it| it.id) != Some(id) {
        return Err(StoreError::NotFound);
    }
    let row = country_information::table.find(id).filter(country_information::withdrawn_at.is_null());
    if diesel::update(row).set(country_information::withdrawn_at.eq(caller.at)).execute(tx)? != 1 {
        return Err(StoreError::NotFound);
    }
    Ok((country, Entry::by(caller, "change", format!("country_information:{id} {country} withdrawn"))))
}
