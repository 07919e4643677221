//! The few settings of the whole installation.

use diesel::prelude::*;

use super::database::{Db, each};
use super::error::StoreError;
use super::schema::settings;
use super::words::from_json;
use crate::domain::locale::InThreeLanguages;

/// The company's name in three languages (JSON).
pub const COMPANY: &str = "company";
/// The published contact point for questions about personal information.
pub const CONTACT: &str = "contact";
/// That the first administrator was made through the set-up page.
pub const SET_UP: &str = "set_up";
/// Whether this is a demo: the number of candidates that it was filled with.
pub const DEMO: &str = "demo";
/// How far the mail of a demo got: from which people and moment it grows, or that it is all there.
pub const DEMO_MAILS: &str = "demo_mails";
/// The id that this database shares with its file store.
pub const FILE_STORE: &str = "file_store";
/// How far an instance compared the anchor with the journal (JSON, signed); a dot and the instance's anchor key follow.
pub const ANCHOR_COMPARED: &str = "anchor_compared";
/// What the last sweep of files saw and did (JSON).
pub const FILE_SWEEP: &str = "file_sweep";

/// A setting's value.
///
/// # Errors
/// The database's.
pub fn read(db: &mut Db, key: &str) -> Result<Option<String>, StoreError> {
    Ok(settings::table.find(key).select(settings::value).get_result(db).optional()?)
}

/// The company's name; empty before set-up.
///
/// # Errors
/// The database's.
pub fn company(db: &mut Db) -> Result<InThreeLanguages, StoreError> {
    let stored = read(db, COMPANY)?;
    stored.map_or_else(|| Ok(InThreeLanguages::default()), |text| from_json(&text, "settings.company"))
}

/// Sets a value.
///
/// # Errors
/// The database's.
pub fn write(db: &mut Db, key: &str, value: &str) -> Result<(), StoreError> {
    each!(db, c => diesel::insert_into(settings::table)
        .values((settings::key.eq(key), settings::value.eq(value)))
        .on_conflict(settings::key)
        .do_update()
        .set(settings::value.eq(value))
        .execute(c))?;
    Ok(())
}

/// Sets a value that can be set only once, whoever else tries at the same time.
///
/// # Errors
/// [`StoreError::Taken`] if it is set already; the database's.
pub fn claim(db: &mut Db, key: &'static str, value: &str) -> Result<(), StoreError> {
    let row = (settings::key.eq(key), settings::value.eq(value));
    match diesel::insert_into(settings::table).values(row).execute(db).map_err(StoreError::from) {
        Err(error) if error.is_duplicate() => Err(StoreError::Taken(key)),
        other => other.map(|_| ()),
    }
}
