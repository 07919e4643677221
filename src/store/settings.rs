//! The few settings of the whole installation.

use diesel::prelude::*;

use super::database::{Db, each};
use super::error::StoreError;
use super::schema::settings;

/// The company's name in three languages (JSON).
pub const COMPANY: &str = "company";
/// The published contact point for questions about personal information.
pub const CONTACT: &str = "contact";
/// Whether this is a demo: the number of candidates that it was filled with.
pub const DEMO: &str = "demo";

/// A setting's value.
///
/// # Errors
/// The database's.
pub fn read(db: &mut Db, key: &str) -> Result<Option<String>, StoreError> {
    Ok(settings::table.find(key).select(settings::value).first(db).optional()?)
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
