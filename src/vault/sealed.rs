//! A sealed value as it is stored: format byte ‖ key id ‖ salt ‖ commitment ‖ nonce ‖ ciphertext ‖ tag.
//!
//! Invariant: holding one means that its format is known and that it is long enough; whether it opens, only its
//! data key can tell.

use std::fmt;
use std::marker::PhantomData;

use uuid::Uuid;

use super::cipher::{COMMITMENT, NONCE, SALT, TAG};
use crate::domain::category::Category;
use crate::domain::id::DataKeyId;

/// The one format there is.
pub(super) const FORMAT: u8 = 1;
const KEY_ID: usize = 16;
/// How many bytes a sealed value has beyond its plaintext.
pub const OVERHEAD: usize = 1 + KEY_ID + SALT + COMMITMENT + NONCE + TAG;

/// Why a value does not open. It says nothing about what was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The format byte is not one that this version writes or reads.
    #[error("the sealed value has an unknown format")]
    UnknownFormat,
    /// There are fewer bytes than the shortest sealed value has.
    #[error("the sealed value is cut short")]
    Truncated,
    /// It was sealed under another data key.
    #[error("the sealed value belongs to another key")]
    WrongKey,
    /// It was changed, or moved from the place it was sealed for.
    #[error("the sealed value is damaged or out of its place")]
    Damaged,
    /// It opened, but does not hold what its reader expects there.
    #[error("the sealed value does not hold what is expected there")]
    Malformed,
}

/// A sealed value of category `C`.
pub struct Sealed<C> {
    bytes: Vec<u8>,
    key_id: DataKeyId,
    category: PhantomData<fn() -> C>,
}

/// The parts of a sealed value.
pub(super) struct Parts<'a> {
    pub(super) key_id: &'a [u8; KEY_ID],
    pub(super) salt: &'a [u8; SALT],
    pub(super) commitment: &'a [u8; COMMITMENT],
    pub(super) nonce: &'a [u8; NONCE],
    pub(super) body: &'a [u8],
    pub(super) tag: &'a [u8; TAG],
}

impl<C: Category> Sealed<C> {
    /// Takes stored bytes back.
    ///
    /// # Errors
    /// [`OpenError::Truncated`] and [`OpenError::UnknownFormat`].
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Result<Self, OpenError> {
        let bytes = bytes.into();
        let key_id = DataKeyId::from_uuid(Uuid::from_bytes(*split(&bytes)?.key_id));
        Ok(Self { bytes, key_id, category: PhantomData })
    }

    /// The bytes as they are stored.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes as they are stored, given up.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The data key that it says it was sealed under.
    pub fn key_id(&self) -> DataKeyId {
        self.key_id
    }

    /// Takes a value that was just put together; its body is ciphertext by now.
    pub(super) fn assembled(bytes: Vec<u8>, key_id: DataKeyId) -> Self {
        Self { bytes, key_id, category: PhantomData }
    }

    /// The value's parts.
    pub(super) fn parts(&self) -> Result<Parts<'_>, OpenError> {
        split(&self.bytes)
    }
}

fn split(bytes: &[u8]) -> Result<Parts<'_>, OpenError> {
    let (&format, rest) = bytes.split_first().ok_or(OpenError::Truncated)?;
    if format != FORMAT {
        return Err(OpenError::UnknownFormat);
    }
    let (key_id, rest) = rest.split_first_chunk().ok_or(OpenError::Truncated)?;
    let (salt, rest) = rest.split_first_chunk().ok_or(OpenError::Truncated)?;
    let (commitment, rest) = rest.split_first_chunk().ok_or(OpenError::Truncated)?;
    let (nonce, rest) = rest.split_first_chunk().ok_or(OpenError::Truncated)?;
    let (body, tag) = rest.split_last_chunk().ok_or(OpenError::Truncated)?;
    Ok(Parts { key_id, salt, commitment, nonce, body, tag })
}

impl<C: Category> fmt::Debug for Sealed<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes sealed under {}]", self.bytes.len(), C::ID)
    }
}
