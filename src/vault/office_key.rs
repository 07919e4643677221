//! Office keys: the key pair to which data keys are wrapped, and the file that holds its private half.
//!
//! Invariant: the private half never leaves this process but into a key file; a public half that exists is a
//! point on the curve.

use std::fmt;
use std::path::Path;

use hpke::{Deserializable, Kem, Serializable};
use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::index::AddressIndexKey;
use super::kem::OfficeKem;
use super::key_file::{self, KeyFileError, KeyTextError};
use super::random::{self, RandomError};
use crate::domain::office::OfficeCode;

const FORMAT: &str = "saiyo-office-key-1";

/// The bytes are not a public key: not 65 of them, or not a point on the curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the public key of an office")]
pub struct NotAPublicKey;

/// The public half: whoever has it can seal for the office.
#[derive(Clone, PartialEq, Eq)]
pub struct OfficePublicKey {
    key: <OfficeKem as Kem>::PublicKey,
    bytes: [u8; 65],
}

impl OfficePublicKey {
    /// Takes stored bytes back: an uncompressed P-256 point (SEC 1).
    ///
    /// # Errors
    /// [`NotAPublicKey`] unless they are one.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotAPublicKey> {
        let key = <OfficeKem as Kem>::PublicKey::from_bytes(bytes).map_err(|_| NotAPublicKey)?;
        Ok(Self::of(key))
    }

    /// The bytes as they are stored and signed.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The key as the HPKE library takes it.
    pub(super) fn key(&self) -> &<OfficeKem as Kem>::PublicKey {
        &self.key
    }

    fn of(key: <OfficeKem as Kem>::PublicKey) -> Self {
        let bytes = key.to_bytes().into();
        Self { key, bytes }
    }
}

impl fmt::Debug for OfficePublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.bytes))
    }
}

/// Both halves of an office's key; the private one is wiped on drop.
pub struct OfficeKeyPair {
    private: <OfficeKem as Kem>::PrivateKey,
    public: OfficePublicKey,
}

impl fmt::Debug for OfficeKeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OfficeKeyPair({:?})", self.public)
    }
}

impl OfficeKeyPair {
    /// A new random pair.
    ///
    /// # Errors
    /// [`RandomError`] if the operating system has no randomness.
    pub fn generate() -> Result<Self, RandomError> {
        Ok(Self::of_seed(random::secret()?.expose_secret()))
    }

    /// The pair that follows from a random seed (RFC 9180, 7.1.3), for whoever's private key is kept as one.
    pub fn of_seed(seed: &[u8; 32]) -> Self {
        let (private, public) = OfficeKem::derive_keypair(seed);
        Self { private, public: OfficePublicKey::of(public) }
    }

    /// The half that may be shown.
    pub fn public(&self) -> &OfficePublicKey {
        &self.public
    }

    /// The private half as the HPKE library takes it.
    pub(super) fn private(&self) -> &<OfficeKem as Kem>::PrivateKey {
        &self.private
    }

    fn from_private_bytes(bytes: &[u8; 32]) -> Result<Self, KeyTextError> {
        let private = <OfficeKem as Kem>::PrivateKey::from_bytes(bytes).map_err(|_| KeyTextError::NotAKey)?;
        let public = OfficePublicKey::of(OfficeKem::sk_to_pk(&private));
        Ok(Self { private, public })
    }

    fn private_digits(&self) -> Zeroizing<String> {
        let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(self.private.to_bytes().into());
        key_file::digits_of(&bytes)
    }
}

/// What an office's key file holds: whose it is, its key pair, and the key of its address index.
pub struct KeyFile {
    /// The office.
    pub office: OfficeCode,
    /// Its key pair.
    pub pair: OfficeKeyPair,
    /// The key of its address index.
    pub index: AddressIndexKey,
}

impl KeyFile {
    /// New random keys for an office.
    ///
    /// # Errors
    /// [`RandomError`] if the operating system has no randomness.
    pub fn generate(office: OfficeCode) -> Result<Self, RandomError> {
        Ok(Self { office, pair: OfficeKeyPair::generate()?, index: AddressIndexKey::generate()? })
    }

    /// A new key pair for the same office, for rotation. The address index keeps its key: its entries are not
    /// wrapped, so they could not be made anew without every address.
    ///
    /// # Errors
    /// [`RandomError`] if the operating system has no randomness.
    pub fn successor(&self) -> Result<Self, RandomError> {
        let index = AddressIndexKey::from_bytes(self.index.expose()).ok_or(RandomError)?;
        Ok(Self { office: self.office.clone(), pair: OfficeKeyPair::generate()?, index })
    }

    /// Makes new keys for an office and writes them to a file of their own.
    ///
    /// # Errors
    /// [`KeyFileError`]; in particular if a file is there already.
    pub fn create(path: &Path, office: OfficeCode) -> Result<Self, KeyFileError> {
        let keys = Self::generate(office)?;
        keys.save(path)?;
        Ok(keys)
    }

    /// Writes the keys to a new file, mode 0400, and returns once it is on the disk.
    ///
    /// # Errors
    /// [`KeyFileError`]; in particular if a file is there already.
    pub fn save(&self, path: &Path) -> Result<(), KeyFileError> {
        key_file::create(path, &self.text())
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// [`KeyFileError`] if others may read it, if it is no plain file, or if its text is no key.
    pub fn load(path: &Path) -> Result<Self, KeyFileError> {
        let text = key_file::read(path)?;
        Self::from_text(&text).map_err(|why| KeyFileError::Unusable { path: path.to_owned(), why })
    }

    /// Reads the same text from the value of an environment variable; the caller wipes its own copy.
    ///
    /// # Errors
    /// [`KeyTextError`] if the text is no key.
    pub fn from_env_value(value: &str) -> Result<Self, KeyTextError> {
        Self::from_text(value)
    }

    fn from_text(text: &str) -> Result<Self, KeyTextError> {
        let [office, private, index] = key_file::words(text, FORMAT)?;
        let office = office.parse().map_err(|_| KeyTextError::NotAnOffice)?;
        let pair = OfficeKeyPair::from_private_bytes(key_file::secret_of(private)?.expose_secret())?;
        let index = AddressIndexKey::from_bytes(key_file::secret_of(index)?.expose_secret());
        Ok(Self { office, pair, index: index.ok_or(KeyTextError::NotAKey)? })
    }

    fn text(&self) -> Zeroizing<String> {
        let (private, index) = (self.pair.private_digits(), key_file::digits_of(self.index.expose()));
        key_file::line(FORMAT, &[self.office.as_str(), &private, &index])
    }
}
