//! What this instance knows of the set-up key: both halves, the public one, or nothing yet.
//!
//! Invariant: a private half that is here is the one whose public half was given; an instance that only serves needs
//! the public half alone.

use std::path::{Path, PathBuf};

use super::anchor_keys;
use super::database::write_tx;
use super::error::StoreError;
use super::open::{Store, StoreConfig};
use crate::vault::anchor_key::{AnchorKey, AnchorPublicKey};
use crate::vault::setup_key::{SetupKey, SetupPublicKey, Signature};

/// The file of the private half, made by set-up.
pub fn private_path(config: &StoreConfig) -> PathBuf {
    config.keys.join("setup.key")
}

/// The file of the public half, beside it.
pub fn public_path(config: &StoreConfig) -> PathBuf {
    config.keys.join("setup.pub")
}

/// The private half, which signs new offices' keys and certificates.
///
/// # Errors
/// [`StoreError::Setup`] if it is not here, saying where it is needed.
pub fn private(config: &StoreConfig) -> Result<SetupKey, StoreError> {
    let path = private_path(config);
    if !path.exists() {
        return Err(StoreError::Setup(format!(
            "{} is not here: do this on the server that was set up, or bring that file here for as long as it takes",
            path.display()
        )));
    }
    SetupKey::load(&path).map_err(said)
}

/// The public half, from the private one, the configuration or `setup.pub`; a missing `setup.pub` is written.
///
/// # Errors
/// [`StoreError::Setup`] if two of them do not belong together, or a file cannot be used.
pub(super) fn public(config: &StoreConfig) -> Result<Option<SetupPublicKey>, StoreError> {
    let path = public_path(config);
    let from_file = path.exists().then(|| read_public(&path)).transpose()?;
    let own = if private_path(config).exists() { Some(private(config)?.public()) } else { None };
    let mut known = [&own, &config.setup_public, &from_file].into_iter().flatten();
    let Some(first) = known.next() else { return Ok(None) };
    if known.any(|other| other != first) {
        let folder = config.keys.display();
        return Err(StoreError::Setup(format!(
            "setup.key, setup.pub and the setting setup_public_key do not belong together: keep in {folder} only those \
             of the server that was set up"
        )));
    }
    if own.is_some() && from_file.is_none() {
        write_public(&path, first)?;
    }
    Ok(Some(first.clone()))
}

/// The public half from its line.
///
/// # Errors
/// [`StoreError::Setup`] if it is another line.
pub fn public_of(line: &str) -> Result<SetupPublicKey, StoreError> {
    let other = |_| StoreError::Setup("not the line of setup.pub: saiyo-setup-public-1 and 64 digits".to_owned());
    SetupPublicKey::from_text(line).map_err(other)
}

fn read_public(path: &Path) -> Result<SetupPublicKey, StoreError> {
    let named = |error| StoreError::Setup(format!("{}: {error}", path.display()));
    public_of(&std::fs::read_to_string(path)?).map_err(named)
}

/// It is no secret, and appears whole: what is copied from a server that is being set up is not half of it.
fn write_public(path: &Path, key: &SetupPublicKey) -> Result<(), StoreError> {
    let draft = path.with_extension("pub.new");
    std::fs::write(&draft, key.text())?;
    std::fs::rename(&draft, path)?;
    Ok(())
}

/// This instance's own key for the anchor, made at its first start.
pub(super) fn anchor_key(config: &StoreConfig) -> Result<AnchorKey, StoreError> {
    AnchorKey::load_or_create(&config.keys.join("anchor.key")).map_err(said)
}

fn said(error: impl std::fmt::Display) -> StoreError {
    StoreError::Setup(error.to_string())
}

impl Store {
    /// Reads what is here of the set-up key, and has this instance's anchor key certified if the private half is.
    /// Called again when set-up has made it.
    ///
    /// # Errors
    /// [`StoreError::Setup`] if the key files do not belong together; the database's.
    pub fn read_setup_key(&self) -> Result<(), StoreError> {
        let config = self.config();
        let public = public(config)?;
        let own = self.anchor().key().clone();
        let mut db = self.inner().main.get()?;
        let known = anchor_keys::list(&mut db)?.into_iter().find(|known| known.key == own);
        let mut certificate = known.as_ref().and_then(|known| known.valid_certificate(public.as_ref()));
        if known.is_none() {
            write_tx(&mut db, None, |tx| anchor_keys::register(tx, &own))?;
        }
        if certificate.is_none() && private_path(config).exists() {
            let signed = private(config)?.certify(&own);
            write_tx(&mut db, None, |tx| anchor_keys::certify(tx, &own, &signed))?;
            certificate = Some(signed);
        }
        if certificate.is_none() && !super::offices::codes(&mut db)?.is_empty() {
            tracing::warn!("{}", uncertified(&own));
        }
        self.anchor().set_certificate(certificate);
        self.set_setup_public_key(public);
        Ok(())
    }
}

impl Store {
    /// The public half, read again if it was not there at the start.
    ///
    /// # Errors
    /// [`StoreError::Setup`] saying what cannot be checked without it.
    pub(super) fn known_setup_key(&self, what: &str) -> Result<SetupPublicKey, StoreError> {
        if self.setup_public_key().is_none() {
            self.read_setup_key()?;
        }
        let path = public_path(self.config());
        self.setup_public_key().ok_or_else(|| {
            StoreError::Setup(format!(
                "{what} cannot be checked: copy setup.pub from the server that was set up to {}, or give its line as \
                 setup_public_key",
                path.display()
            ))
        })
    }
}

/// What an operator has to do about an anchor key without a certificate.
pub fn uncertified(key: &AnchorPublicKey) -> String {
    format!(
        "the set-up key has not certified the anchor key {key}: if it is one of your servers', run \
         `saiyo keys certify-anchor {key}` where setup.key is"
    )
}

/// Certifies the key of an instance, after an operator compared it with what that instance says.
///
/// # Errors
/// [`StoreError::Setup`] if the private half is not here; [`StoreError::NotFound`] if no instance has this key.
pub fn certify(store: &Store, key: &AnchorPublicKey) -> Result<(), StoreError> {
    let signed: Signature = private(store.config())?.certify(key);
    let mut db = store.inner().main.get()?;
    write_tx(&mut db, None, |tx| anchor_keys::certify(tx, key, &signed))
}
