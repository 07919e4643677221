//! Offices and their public keys.

use diesel::prelude::*;

use super::database::{Db, cols};
use super::error::StoreError;
use super::schema::offices;
use super::words::{from_json, to_json};
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::office::{LegalForm, Office, OfficeCode};
use crate::domain::time::Ts;

#[derive(Queryable, Selectable)]
#[diesel(table_name = offices)]
struct Row {
    code: OfficeCode,
    name: String,
    jurisdiction: Jurisdiction,
    legal_form: LegalForm,
    time_zone: String,
}

impl TryFrom<Row> for Office {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            name: from_json(&row.name, "offices.name")?,
            code: row.code,
            jurisdiction: row.jurisdiction,
            legal_form: row.legal_form,
            time_zone: row.time_zone,
        })
    }
}

/// Every office, by code.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db) -> Result<Vec<Office>, StoreError> {
    let rows: Vec<Row> = offices::table.order(offices::code).select(cols::<Row>()).load(db)?;
    rows.into_iter().map(Office::try_from).collect()
}

/// The codes of every office.
///
/// # Errors
/// The database's.
pub fn codes(db: &mut Db) -> Result<Vec<OfficeCode>, StoreError> {
    Ok(offices::table.order(offices::code).select(offices::code).load(db)?)
}

/// One office.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none of this code.
pub fn read(db: &mut Db, code: &OfficeCode) -> Result<Office, StoreError> {
    let row: Row =
        offices::table.find(code).select(cols::<Row>()).get_result(db).optional()?.ok_or(StoreError::NotFound)?;
    row.try_into()
}

/// Adds an office with its signed public key.
///
/// # Errors
/// [`StoreError::Taken`] if the code is; the database's.
pub fn add(db: &mut Db, office: &Office, public_key: &[u8], signature: &[u8], at: Ts) -> Result<(), StoreError> {
    let name = to_json(&office.name, "offices.name")?;
    let added = diesel::insert_into(offices::table)
        .values((
            offices::code.eq(&office.code),
            offices::name.eq(name),
            offices::jurisdiction.eq(office.jurisdiction),
            offices::legal_form.eq(office.legal_form),
            offices::time_zone.eq(&office.time_zone),
            offices::public_key.eq(public_key),
            offices::key_signature.eq(signature),
            offices::created_at.eq(at),
        ))
        .execute(db)
        .map_err(StoreError::from);
    match added {
        Err(error) if error.is_duplicate() => Err(StoreError::Taken("code")),
        other => other.map(|_| ()),
    }
}

/// Changes an office's name and time zone; its law, form and key are fixed.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none of this code.
pub fn change(db: &mut Db, office: &Office) -> Result<(), StoreError> {
    let name = to_json(&office.name, "offices.name")?;
    let changed = diesel::update(offices::table.find(&office.code))
        .set((offices::name.eq(name), offices::time_zone.eq(&office.time_zone)))
        .execute(db)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}
