//! Random keys of an office, wrapped to its public key like grants: that of its directory, that of what its staff keep
//! for themselves, and those of its processors, whose key pairs follow from them.

use diesel::prelude::*;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::error::StoreError;
use super::grant_ends;
use super::grants;
use super::open::Database;
use super::schema::office_secrets;
use crate::domain::id::{Id, ProcessorId};
use crate::domain::office::OfficeCode;
use crate::domain::time::Ts;
use crate::vault::office_key::OfficeKeyPair;
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

fn kind_of(processor: ProcessorId) -> String {
    format!("processor:{processor}")
}

/// The key pair of a processor of an office; made at the first call.
///
/// # Errors
/// [`StoreError::Unavailable`] if this instance does not hold the office's keys.
pub(super) fn make_processor_pair(
    db: &mut Database,
    office: &OfficeCode,
    processor: ProcessorId,
    at: Ts,
) -> Result<OfficeKeyPair, StoreError> {
    pair_of(
        &secret(db, office, &kind_of(processor), |id, office| WrapInfo::processor_key(id, processor, office), at)?.1,
    )
}

/// The key pair of a processor of an office, if it still has one.
///
/// # Errors
/// [`StoreError::Unavailable`] if this instance does not hold the office's keys.
pub(super) fn processor_pair(
    db: &Database,
    office: &OfficeCode,
    processor: ProcessorId,
) -> Result<Option<OfficeKeyPair>, StoreError> {
    let keys = db.office_keys(office).ok_or(StoreError::Unavailable)?;
    let Some((id, wrapped)) = find(db, office, &kind_of(processor))? else { return Ok(None) };
    let seed = unwrap(&keys.pair, &wrapped, &WrapInfo::processor_key(id.uuid(), processor, office))?;
    pair_of(&seed).map(Some)
}

fn pair_of(seed: &[u8]) -> Result<OfficeKeyPair, StoreError> {
    let seed = seed.try_into().map_err(|_| StoreError::Unreadable("office_secrets.wrapped"))?;
    Ok(OfficeKeyPair::of_seed(seed))
}

/// Destroys the key pair of a processor: whatever is left wrapped to it opens no more.
///
/// # Errors
/// The keyring's.
pub fn destroy_processor_pair(db: &Database, office: &OfficeCode, processor: ProcessorId) -> Result<(), StoreError> {
    if find(db, office, &kind_of(processor))?.is_none() {
        return Ok(());
    }
    let its = office_secrets::table
        .filter(office_secrets::office.eq(office).and(office_secrets::kind.eq(kind_of(processor))));
    db.keyring(|keyring| {
        diesel::delete(its).execute(keyring)?;
        Ok(())
    })?;
    grant_ends::cut_log(db)
}

fn secret(
    db: &mut Database,
    office: &OfficeCode,
    kind: &str,
    info: impl for<'a> Fn(Uuid, &'a OfficeCode) -> WrapInfo<'a>,
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
