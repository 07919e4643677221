//! The next version of what candidates are told about a country, while it is written: one draft for each country.
//!
//! Invariant: a draft is changed only by somebody who saw how it stands; whoever was overtaken changes nothing.

use diesel::prelude::*;

use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::schema::country_information_drafts as drafts;
use super::words::{from_json, to_json};
use crate::domain::country_information::CountryWords;
use crate::domain::id::StaffId;
use crate::domain::jurisdiction::Country;
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// About which country.
    pub country: Country,
    /// What is written.
    pub words: CountryWords,
    /// Counts the changes.
    pub revision: i64,
    /// Who changed it last.
    pub changed_by: Option<StaffId>,
    /// When.
    pub changed_at: Ts,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = drafts)]
struct Row {
    country: Country,
    system: String,
    differences: String,
    measures: String,
    source: String,
    checked_on: Option<Day>,
    revision: i64,
    changed_by: Option<StaffId>,
    changed_at: Ts,
}

impl TryFrom<Row> for Draft {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            country: row.country,
            words: CountryWords {
                system: from_json(&row.system, "country_information_drafts.system")?,
                differences: from_json(&row.differences, "country_information_drafts.differences")?,
                measures: from_json(&row.measures, "country_information_drafts.measures")?,
                source: row.source,
                checked_on: row.checked_on,
            },
            revision: row.revision,
            changed_by: row.changed_by,
            changed_at: row.changed_at,
        })
    }
}

/// Every draft, by country.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db) -> Result<Vec<Draft>, StoreError> {
    let rows: Vec<Row> = drafts::table.order(drafts::country).select(cols::<Row>()).load(db)?;
    rows.into_iter().map(Draft::try_from).collect()
}

/// The draft of a country.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn read(db: &mut Db, country: Country) -> Result<Draft, StoreError> {
    let row: Option<Row> = drafts::table.find(country).select(cols::<Row>()).get_result(db).optional()?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// Begins the draft of a country.
///
/// # Errors
/// [`StoreError::Taken`] if somebody has begun one; the database's.
pub fn begin(tx: &mut Db, caller: &Caller, country: Country, words: &CountryWords) -> Result<Entry, StoreError> {
    let begun = diesel::insert_into(drafts::table)
        .values((
            drafts::country.eq(country),
            written(words)?,
            drafts::revision.eq(1_i64),
            drafts::changed_by.eq(caller.staff_id()),
            drafts::changed_at.eq(caller.at),
        ))
        .execute(tx)
        .map_err(StoreError::from);
    match begun {
        Err(error) if error.is_duplicate() => return Err(StoreError::Taken("country")),
        other => other.map(|_| ())?,
    }
    Ok(Entry::by(caller, "create", format!("country_draft:{country}")))
}

/// Writes a draft anew, if it is still as its writer saw it.
///
/// # Errors
/// [`StoreError::Stale`] if somebody else changed it; [`StoreError::NotFound`] if it is gone.
pub fn write(
    tx: &mut Db,
    caller: &Caller,
    (country, seen): (Country, i64),
    words: &CountryWords,
) -> Result<Entry, StoreError> {
    let changed = diesel::update(drafts::table.find(country).filter(drafts::revision.eq(seen)))
        .set((
            written(words)?,
            drafts::revision.eq(drafts::revision + 1_i64),
            drafts::changed_by.eq(caller.staff_id()),
            drafts::changed_at.eq(caller.at),
        ))
        .execute(tx)?;
    done(tx, country, changed)?;
    Ok(Entry::by(caller, "change", format!("country_draft:{country}")))
}

/// Gives a draft up.
///
/// # Errors
/// As [`write`].
pub fn remove(tx: &mut Db, caller: &Caller, (country, seen): (Country, i64)) -> Result<Entry, StoreError> {
    let gone = diesel::delete(drafts::table.find(country).filter(drafts::revision.eq(seen))).execute(tx)?;
    done(tx, country, gone)?;
    Ok(Entry::by(caller, "erase", format!("country_draft:{country}")))
}

/// The columns of the words.
type Written = (
    diesel::dsl::Eq<drafts::system, String>,
    diesel::dsl::Eq<drafts::differences, String>,
    diesel::dsl::Eq<drafts::measures, String>,
    diesel::dsl::Eq<drafts::source, String>,
    diesel::dsl::Eq<drafts::checked_on, Option<Day>>,
);

fn written(words: &CountryWords) -> Result<Written, StoreError> {
    Ok((
        drafts::system.eq(to_json(&words.system, "country_information_drafts.system")?),
        drafts::differences.eq(to_json(&words.differences, "country_information_drafts.differences")?),
        drafts::measures.eq(to_json(&words.measures, "country_information_drafts.measures")?),
        drafts::source.eq(words.source.clone()),
        drafts::checked_on.eq(words.checked_on),
    ))
}

/// Whether a draft was changed: if not, it is gone or another one by now.
fn done(tx: &mut Db, country: Country, changed: usize) -> Result<(), StoreError> {
    match changed {
        1 => Ok(()),
        _ => read(tx, country).and(Err(StoreError::Stale)),
    }
}
