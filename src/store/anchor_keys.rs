//! The keys of the instances that write to the anchor, and the set-up key's word for each.
//!
//! Invariant: a row proves nothing by itself; a key counts only if its certificate verifies under the set-up key.

use diesel::prelude::*;

use super::database::{Db, each};
use super::error::StoreError;
use super::schema::anchor_keys;
use crate::vault::anchor_key::AnchorPublicKey;
use crate::vault::setup_key::{SetupPublicKey, Signature};

/// A key that an instance made, with its certificate once it has one.
#[derive(Debug, Clone)]
pub struct KnownKey {
    /// The key.
    pub key: AnchorPublicKey,
    /// The set-up key's signature.
    pub certificate: Option<Signature>,
}

impl KnownKey {
    /// The certificate, if it verifies.
    pub fn valid_certificate(&self, setup: Option<&SetupPublicKey>) -> Option<Signature> {
        let (setup, certificate) = (setup?, self.certificate?);
        self.key.verify_certificate(setup, &certificate).ok().map(|()| certificate)
    }
}

/// Every key that can be read; a damaged row is passed over, so that its lines turn up as uncertified.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db) -> Result<Vec<KnownKey>, StoreError> {
    let rows: Vec<(Vec<u8>, Option<Vec<u8>>)> = anchor_keys::table.order(anchor_keys::public_key).load(db)?;
    let known = |(key, certificate): (Vec<u8>, Option<Vec<u8>>)| {
        let certificate = certificate.and_then(|bytes| Signature::from_bytes(&bytes).ok());
        AnchorPublicKey::from_bytes(&key).ok().map(|key| KnownKey { key, certificate })
    };
    Ok(rows.into_iter().filter_map(known).collect())
}

/// Writes a key down so that it can be certified; one that is there stays as it is.
///
/// # Errors
/// The database's.
pub fn register(tx: &mut Db, key: &AnchorPublicKey) -> Result<(), StoreError> {
    let row = anchor_keys::public_key.eq(key.as_bytes().as_slice());
    each!(tx, c => diesel::insert_into(anchor_keys::table).values(row).on_conflict_do_nothing().execute(c))?;
    Ok(())
}

/// Keeps the certificate of a key.
///
/// # Errors
/// [`StoreError::NotFound`] if no instance registered the key.
pub fn certify(tx: &mut Db, key: &AnchorPublicKey, certificate: &Signature) -> Result<(), StoreError> {
    let row = anchor_keys::table.find(key.as_bytes().as_slice());
    let kept = diesel::update(row).set(anchor_keys::certificate.eq(certificate.as_bytes().as_slice())).execute(tx)?;
    if kept == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}
