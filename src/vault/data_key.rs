//! Data keys: one per candidate, collecting office and category. Everything about a person is sealed under one.
//!
//! Invariant: the key's bytes are wiped on drop, are never printed and never copied; a value opens only under
//! the key, in the category and at the place it was sealed for.

use std::io;
use std::marker::PhantomData;

use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::cipher;
use super::place::Place;
use super::random::{self, RandomError, SecretBytes};
use super::sealed::{FORMAT, OVERHEAD, OpenError, Sealed};
use super::secret::Token;
use crate::domain::category::Category;
use crate::domain::id::DataKeyId;

/// Why a value could not be sealed. It says nothing about the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// There was no randomness for salt and nonce.
    #[error("nothing can be sealed now")]
    Random(#[from] RandomError),
    /// More bytes than one AES-GCM value may have.
    #[error("the value is too long to be sealed")]
    TooLong,
    /// The value has no JSON form.
    #[error("the value cannot be written as JSON")]
    NotJson,
}

/// The data key of one category of one holding. It opens values of its own category only:
///
/// ```
/// use saiyo::domain::category::{Health, Profile};
/// use saiyo::vault::{data_key::DataKey, place::Place, sealed::Sealed};
/// fn open(key: &DataKey<Profile>, place: &Place<'_, Profile>, sealed: &Sealed<Profile>) {
///     let _ = key.open(place, sealed);
/// }
/// ```
///
/// A health record under a profile key is not a failure at run time but a program that does not compile:
///
/// ```compile_fail,E0308
/// use saiyo::domain::category::{Health, Profile};
/// use saiyo::vault::{data_key::DataKey, place::Place, sealed::Sealed};
/// fn open(key: &DataKey<Profile>, place: &Place<'_, Profile>, sealed: &Sealed<Health>) {
///     let _ = key.open(place, sealed);
/// }
/// ```
///
/// Nor does one with the place of a health record:
///
/// ```compile_fail,E0308
/// use saiyo::domain::category::{Health, Profile};
/// use saiyo::vault::{data_key::DataKey, place::Place, sealed::Sealed};
/// fn open(key: &DataKey<Profile>, place: &Place<'_, Health>, sealed: &Sealed<Profile>) {
///     let _ = key.open(place, sealed);
/// }
/// ```
pub struct DataKey<C> {
    id: DataKeyId,
    bytes: SecretBytes,
    category: PhantomData<fn() -> C>,
}

impl<C: Category> DataKey<C> {
    /// A new random key.
    ///
    /// # Errors
    /// [`RandomError`] if the operating system has no randomness.
    pub fn generate(id: DataKeyId) -> Result<Self, RandomError> {
        Ok(Self { id, bytes: random::secret()?, category: PhantomData })
    }

    /// Takes a key's 32 bytes back; nothing if there are more or fewer. The caller wipes its own copy.
    pub fn from_bytes(id: DataKeyId, bytes: &[u8]) -> Option<Self> {
        Some(Self { id, bytes: random::secret_from(bytes)?, category: PhantomData })
    }

    /// The key that a token opens: whoever has the token can read what was sealed with it, and nobody else. It is
    /// derived, so that the stored hash of the token is no way to it.
    ///
    /// # Errors
    /// [`SealError`] never in practice: the derivation has a fixed length.
    pub fn of_token(id: DataKeyId, token: &Token) -> Result<Self, SealError> {
        let bytes = token.derived(b"saiyo token 1 data key").ok_or(SealError::TooLong)?;
        Self::from_bytes(id, &*bytes).ok_or(SealError::TooLong)
    }

    /// Which key this is.
    pub fn id(&self) -> DataKeyId {
        self.id
    }

    /// The key's bytes, for wrapping.
    pub(super) fn expose(&self) -> &[u8; 32] {
        self.bytes.expose_secret()
    }

    /// Seals bytes for one place.
    ///
    /// # Errors
    /// [`SealError`] if there is no randomness or too much to seal.
    pub fn seal(&self, place: &Place<'_, C>, plaintext: &[u8]) -> Result<Sealed<C>, SealError> {
        let salt = random::array()?;
        let nonce = random::array()?;
        let value = cipher::derive(self.expose(), &salt).map_err(|_| SealError::TooLong)?;
        // The plaintext is copied once, to where it is encrypted in place: no second copy stays in memory.
        let mut bytes = Vec::with_capacity(OVERHEAD + plaintext.len());
        bytes.push(FORMAT);
        bytes.extend_from_slice(self.id.uuid().as_bytes());
        bytes.extend_from_slice(&salt);
        bytes.extend_from_slice(&value.commitment);
        bytes.extend_from_slice(&nonce);
        let header = bytes.len();
        bytes.extend_from_slice(plaintext);
        let (_, body) = bytes.split_at_mut(header);
        let tag = cipher::encrypt(&value.key, &nonce, &place.associated_data(FORMAT), body)
            .map_err(|_| SealError::TooLong)?;
        bytes.extend_from_slice(&tag);
        Ok(Sealed::assembled(bytes, self.id))
    }

    /// Opens a value at its place; the plaintext is wiped when it is dropped.
    ///
    /// # Errors
    /// [`OpenError::WrongKey`] or [`OpenError::Damaged`]; never an empty value in place of an error.
    pub fn open(&self, place: &Place<'_, C>, sealed: &Sealed<C>) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let parts = sealed.parts()?;
        if sealed.key_id() != self.id {
            return Err(OpenError::WrongKey);
        }
        let value = cipher::derive(self.expose(), parts.salt).map_err(|_| OpenError::WrongKey)?;
        if !bool::from(value.commitment.ct_eq(parts.commitment)) {
            return Err(OpenError::WrongKey);
        }
        let mut plaintext = Zeroizing::new(parts.body.to_vec());
        cipher::decrypt(&value.key, parts.nonce, &place.associated_data(FORMAT), &mut plaintext, parts.tag)
            .map_err(|_| OpenError::Damaged)?;
        Ok(plaintext)
    }

    /// Seals a value in its JSON form.
    ///
    /// # Errors
    /// [`SealError`] as for [`seal`](Self::seal), or if the value has no JSON form.
    pub fn seal_json<T: serde::Serialize>(&self, place: &Place<'_, C>, value: &T) -> Result<Sealed<C>, SealError> {
        let mut text = WipedText(Zeroizing::new(Vec::with_capacity(1024)));
        serde_json::to_writer(&mut text, value).map_err(|_| SealError::NotJson)?;
        self.seal(place, &text.0)
    }

    /// Opens a value that was sealed in its JSON form.
    ///
    /// # Errors
    /// [`OpenError`] as for [`open`](Self::open), or [`OpenError::Malformed`]. The parser's own message is
    /// dropped, because it can quote what it read.
    pub fn open_json<T: serde::de::DeserializeOwned>(
        &self,
        place: &Place<'_, C>,
        sealed: &Sealed<C>,
    ) -> Result<T, OpenError> {
        serde_json::from_slice(&self.open(place, sealed)?).map_err(|_| OpenError::Malformed)
    }
}

/// Text that grows without leaving its former, smaller copies behind in memory.
struct WipedText(Zeroizing<Vec<u8>>);

impl io::Write for WipedText {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.capacity() - self.0.len() < bytes.len() {
            let mut larger = Vec::with_capacity((self.0.len() + bytes.len()) * 2);
            larger.extend_from_slice(&self.0);
            self.0 = Zeroizing::new(larger);
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
