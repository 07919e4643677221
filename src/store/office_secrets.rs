//! Random keys of an office, wrapped to its public key like grants: the key of its directory.

use diesel::prelude::*;
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

/// The key of an office's directory; made at the first call.
///
/// # Errors
/// [`StoreError::Unavailable`] if this instance does not hold the office's keys.
pub fn directory_key(db: &mut Database, office: &OfficeCode, at: Ts) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let keys = db.office_keys(office).ok_or(StoreError::Unavailable)?;
    if let Some((id, wrapped)) = find(db, office)? {
        return Ok(unwrap(&keys.pair, &wrapped, &WrapInfo::directory_key(id.uuid(), office))?);
    }
    let id = Id::<()>::new();
    let secret = Zeroizing::new(random::array::<32>()?);
    let to = grants::public_key(db, office)?;
    let wrapped = wrap(secret.as_slice(), &to, &WrapInfo::directory_key(id.uuid(), office))?;
    let made = db.keyring(|keyring| {
        diesel::insert_into(office_secrets::table)
            .values((
                office_secrets::id.eq(id),
                office_secrets::office.eq(office),
                office_secrets::kind.eq(DIRECTORY),
                office_secrets::wrapped.eq(wrapped.as_bytes()),
                office_secrets::created_at.eq(at),
            ))
            .execute(keyring)?;
        Ok(())
    });
    match made {
        Ok(()) => Ok(Zeroizing::new(secret.to_vec())),
        // Another instance was first: its key counts.
        Err(error) if error.is_duplicate() => {
            let (id, wrapped) = find(db, office)?.ok_or(StoreError::Unavailable)?;
            Ok(unwrap(&keys.pair, &wrapped, &WrapInfo::directory_key(id.uuid(), office))?)
        }
        Err(error) => Err(error),
    }
}

fn find(db: &Database, office: &OfficeCode) -> Result<Option<(Id<()>, Wrapped)>, StoreError> {
    let found: Option<(Id<()>, Vec<u8>)> = office_secrets::table
        .filter(office_secrets::office.eq(office).and(office_secrets::kind.eq(DIRECTORY)))
        .select((office_secrets::id, office_secrets::wrapped))
        .get_result(&mut *db.keyring_reader()?)
        .optional()?;
    found.map(|(id, bytes)| Ok((id, Wrapped::from_bytes(bytes)?))).transpose()
}
