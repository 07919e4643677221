//! What stands under the messages of somebody of staff, in each language that they wrote it in.
//!
//! Invariant: a signature is its writer's own, and plain: it is about no candidate.

use diesel::prelude::*;

use super::database::Db;
use super::error::StoreError;
use super::schema::staff_signatures;
use crate::domain::id::StaffId;
use crate::domain::locale::{InThreeLanguages, Locale};

/// What somebody wrote in a language, if they did.
///
/// # Errors
/// The database's.
pub fn read(db: &mut Db, staff: StaffId, locale: Locale) -> Result<Option<String>, StoreError> {
    let of = staff_signatures::table.filter(staff_signatures::staff_id.eq(staff));
    Ok(of.filter(staff_signatures::locale.eq(locale)).select(staff_signatures::body).first(db).optional()?)
}

/// What somebody wrote in each language; empty where they wrote nothing.
///
/// # Errors
/// The database's.
pub fn of(db: &mut Db, staff: StaffId) -> Result<InThreeLanguages, StoreError> {
    let mut written = |locale| Ok::<_, StoreError>(read(db, staff, locale)?.unwrap_or_default());
    Ok(InThreeLanguages { ja: written(Locale::Ja)?, en: written(Locale::En)?, zh_hant: written(Locale::ZhHant)? })
}

/// Keeps what somebody wrote; what is empty is none.
///
/// # Errors
/// The database's.
pub fn set(tx: &mut Db, staff: StaffId, own: &InThreeLanguages) -> Result<(), StoreError> {
    diesel::delete(staff_signatures::table.filter(staff_signatures::staff_id.eq(staff))).execute(tx)?;
    for (locale, body) in [(Locale::Ja, &own.ja), (Locale::En, &own.en), (Locale::ZhHant, &own.zh_hant)] {
        if body.trim().is_empty() {
            continue;
        }
        diesel::insert_into(staff_signatures::table)
            .values((
                staff_signatures::staff_id.eq(staff),
                staff_signatures::locale.eq(locale),
                staff_signatures::body.eq(body.trim()),
            ))
            .execute(tx)?;
    }
    Ok(())
}
