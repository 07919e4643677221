//! What candidates are told about a country, kept by the privacy officer and shown to everybody.
//!
//! Invariant: what is published was looked at by whoever publishes it, and names its source and the day it was checked.

use super::WorkflowError;
use crate::domain::country_information::{CountryInformation, CountryWords, in_force};
use crate::domain::id::{CountryInformationId, StaffId};
use crate::domain::jurisdiction::{Country, Jurisdiction};
use crate::domain::office::OfficeCode;
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};
use crate::store::country_drafts::Draft;
use crate::store::database::Db;
use crate::store::{
    Database, StoreError, consent_requests, country_drafts, country_information, facts, offices, staff, terms_permit,
};

/// Everything about the countries.
#[derive(Debug)]
pub struct Countries {
    /// The countries that the company has offices in.
    pub countries: Vec<Country>,
    /// Every version, by country, each country's latest first.
    pub versions: Vec<CountryInformation>,
    /// What is being written.
    pub drafts: Vec<Draft>,
    /// Who published and wrote.
    pub people: Vec<(StaffId, String)>,
    /// The date at the caller's office.
    pub today: Day,
}

/// What is on record.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role keeps no terms.
pub fn show(db: &mut Database, caller: &Caller) -> Result<Countries, WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(db.read(|db| {
        let (versions, drafts) = (country_information::list(db)?, country_drafts::list(db)?);
        let published = versions.iter().filter_map(|version| version.published_by);
        let people: Vec<StaffId> = published.chain(drafts.iter().filter_map(|draft| draft.changed_by)).collect();
        let people = staff::names(db, &people)?;
        let today = facts::office(db, &caller.office)?.today(caller.at);
        Ok(Countries { countries: countries(db)?, versions, drafts, people, today })
    })?)
}

/// The countries that the company has offices in.
fn countries(db: &mut Db) -> Result<Vec<Country>, StoreError> {
    let mut laws: Vec<Jurisdiction> = offices::list(db)?.into_iter().map(|office| office.jurisdiction).collect();
    laws.sort_unstable();
    laws.dedup();
    Ok(laws.into_iter().map(Jurisdiction::country).collect())
}

/// Of how many countries nothing is in force, or somebody has to look at it again.
///
/// # Errors
/// The database's.
pub fn count_due(db: &mut Db, office: &OfficeCode, at: Ts, fresh_days: i64) -> Result<i64, StoreError> {
    let (today, versions) = (facts::office(db, office)?.today(at), country_information::list(db)?);
    let is_due = |country: &Country| in_force(&versions, *country).is_none_or(|it| it.is_due(today, fresh_days));
    Ok(i64::try_from(countries(db)?.iter().filter(|country| is_due(country)).count()).unwrap_or(i64::MAX))
}

/// The draft of a country, with the date at the caller's office.
///
/// # Errors
/// As [`show`]; [`StoreError::NotFound`] if there is none.
pub fn open(db: &mut Database, caller: &Caller, country: Country) -> Result<(Draft, Day), WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(db.read(|db| {
        let today = facts::office(db, &caller.office)?.today(caller.at);
        Ok((country_drafts::read(db, country)?, today))
    })?)
}

/// Begins the draft of a country with what is in force; where one was begun, that one goes on.
///
/// # Errors
/// As [`show`]; [`StoreError::NotFound`] if the company has no office there.
pub fn begin(db: &mut Database, caller: &Caller, country: Country) -> Result<(), WorkflowError> {
    terms_permit::open(db, caller)?;
    let begun = db.change(|tx| {
        if !countries(tx)?.contains(&country) {
            return Err(StoreError::NotFound);
        }
        let latest = country_information::list(tx)?.into_iter().find(|version| version.country == country);
        // What was checked once is to be checked anew.
        let words = latest.map(|version| CountryWords { checked_on: None, ..version.words }).unwrap_or_default();
        Ok(((), vec![country_drafts::begin(tx, caller, country, &words)?]))
    });
    match begun {
        Err(StoreError::Taken(_)) => Ok(()),
        begun => Ok(begun?),
    }
}

/// Saves a draft that is still as its writer saw it.
///
/// # Errors
/// As [`open`]; [`StoreError::Stale`] if somebody else changed it.
pub fn save(
    db: &mut Database,
    caller: &Caller,
    seen: (Country, i64),
    words: &CountryWords,
) -> Result<(), WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(db.change(|tx| Ok(((), vec![country_drafts::write(tx, caller, seen, words)?])))?)
}

/// Gives a draft up.
///
/// # Errors
/// As [`save`].
pub fn discard(db: &mut Database, caller: &Caller, seen: (Country, i64)) -> Result<(), WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(db.change(|tx| Ok(((), vec![country_drafts::remove(tx, caller, seen)?])))?)
}

/// Saves a draft and publishes it at once: what is published is what its writer saw.
///
/// # Errors
/// As [`save`].
pub fn publish(
    db: &mut Database,
    caller: &Caller,
    (country, seen): (Country, i64),
    words: &CountryWords,
) -> Result<(), WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(db.change(|tx| {
        let written = country_drafts::write(tx, caller, (country, seen), words)?;
        let draft = country_drafts::read(tx, country)?;
        Ok(((), vec![written, country_information::publish(tx, caller, &draft)?.1]))
    })?)
}

/// Withdraws the version in force, and closes what candidates were asked about its country and have not answered: with
/// whichever version, since none of them can be told any more.
///
/// # Errors
/// As [`show`]; [`StoreError::NotFound`] if there is none such in force.
pub fn withdraw(db: &mut Database, caller: &Caller, id: CountryInformationId) -> Result<(), WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(db.change(|tx| {
        let (country, withdrawn) = country_information::withdraw(tx, caller, id)?;
        let mut entries = vec![withdrawn];
        entries.extend(consent_requests::lapse(tx, caller, country)?);
        Ok(((), entries))
    })?)
}

/// What is in force, by country: for everybody.
///
/// # Errors
/// The database's.
pub fn published(db: &mut Database) -> Result<Vec<CountryInformation>, WorkflowError> {
    Ok(db.read(all_in_force)?)
}

/// What is in force, by country.
///
/// # Errors
/// The database's.
pub fn all_in_force(db: &mut Db) -> Result<Vec<CountryInformation>, StoreError> {
    let versions = country_information::list(db)?;
    let mut countries: Vec<Country> = versions.iter().map(|version| version.country).collect();
    countries.dedup();
    Ok(countries.into_iter().filter_map(|country| in_force(&versions, country).cloned()).collect())
}
