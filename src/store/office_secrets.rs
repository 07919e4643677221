//! Random keys of an office, wrapped to its public key like grants: that of its directory, and that of what its staff
//! keep for themselves.

use diesel::prelude::*;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::error::StoreError;
use super::grants;
use super::open::Database;
use super::schema::office_secrets;
use crate::domain::id::Id;
use crate::domain::office::OfficeCode;
use crate::domain::time::Ts;
use crate::vault::random;
use crate::vault::wrap::{WrapInfo, Wrapped, unwrap, wrap};

const DIRECTORY: &str = "directory";
const VIEWS: &str = "views";

/// The key of an office's directory; made at the first call.
///
/// # Errors
/// [`StoreError::Unavailable`] if this instance does not hold the office's keys.
pub fn directory_key(db: &mut Database, office: &OfficeCode, at: Ts) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    Ok(secret(db, office, DIRECTORY, |id, office| WrapInfo::directory_key(id, office), at)?.1)
}

/// The key of the views that an office's staff saved, with its id; made at the first call.
///
/// # Errors
/// [`StoreError::Unavailable`] if this instance does not hold the office's keys.
pub(super) fn views_key(
    db: &mut Database,
    office: &OfficeCode,
    at: Ts,
) -> Result<(Id<()>, Zeroizing<Vec<u8>>), StoreError> {
    secret(db, office, VIEWS, |id, office| WrapInfo::office_secret(id, office), at)
}

fn secret(
    db: &mut Database,
    office: &OfficeCode,
    kind: &'static str,
    info: for<'a> fn(Uuid, &'a OfficeCode) -> WrapInfo<'a>,
    at: Ts,
) -> Result<(Id<()>, Zeroizing<Vec<u8>>), StoreError> {
    let keys = db.office_keys(office).ok_or(StoreError::Unavailable)?;
    if let Some((id, wrapped)) = find(db, office, kind)? {
        return Ok((id, unwrap(&keys.pair, &wrapped, &info(id.uuid(), office))?));
    }
    let id = Id::<()>::new();
    let secret = Zeroizing::new(random::array::<32>()?);
    let to = grants::public_key(db, office)?;
    let wrapped = wrap(secret.as_slice(), &to, &info(id.uuid(), office))?;
    let made = db.keyring(|keyring| {
        diesel::insert_into(office_secrets::table)
            .values((
                office_secrets::id.eq(id),
                office_secrets::office.eq(office),
                office_secrets::kind.eq(kind),
                office_secrets::wrapped.eq(wrapped.as_bytes()),
                office_secrets::created_at.eq(at),
            ))
            .execute(keyring)?;
        Ok(())
    });
    match made {
        Ok(()) => Ok((id, Zeroizing::new(secret.to_vec()))),
        // Another instance was first: its key counts.
        Err(error) if error.is_duplicate() => {
            let (id, wrapped) = find(db, office, kind)?.ok_or(StoreError::Unavailable)?;
            Ok((id, unwrap(&keys.pair, &wrapped, &info(id.uuid(), office))?))
        }
        Err(error) => Err(error),
    }
}

fn find(db: &Database, office: &OfficeCode, kind: &str) -> Result<Option<(Id<()>, Wrapped)>, StoreError> {
    let found: Option<(Id<()>, Vec<u8>)> = office_secrets::table
        .filter(office_secrets::office.eq(office).and(office_secrets::kind.eq(kind)))
        .select((office_secrets::id, office_secrets::wrapped))
        .get_result(&mut *db.keyring_reader()?)
        .optional()?;
    found.map(|(id, bytes)| Ok((id, Wrapped::from_bytes(bytes)?))).transpose()
}
