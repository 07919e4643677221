//! The primitives of a seal: HKDF-SHA-256 for the key of one value, AES-256-GCM for the value.
//!
//! Invariant: a key is used for one value only, because its salt is 192 fresh random bits; key and commitment
//! come from different labels, so that showing the commitment tells nothing about the key.

use aes_gcm::aead::inout::InOutBuf;
use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce, Tag};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// The length of a salt.
pub(super) const SALT: usize = 24;
/// The length of a key commitment.
pub(super) const COMMITMENT: usize = 32;
/// The length of a nonce.
pub(super) const NONCE: usize = 12;
/// The length of an authentication tag.
pub(super) const TAG: usize = 16;

const KEY_LABEL: &[u8] = b"saiyo seal 1 key";
const COMMITMENT_LABEL: &[u8] = b"saiyo seal 1 commitment";

/// The cipher refused: the tag does not match, or there are more bytes than it may take.
#[derive(Debug)]
pub(super) struct CipherError;

/// What one value is sealed with.
pub(super) struct ValueKey {
    /// The AES-256-GCM key of this one value.
    pub(super) key: Zeroizing<[u8; 32]>,
    /// The public proof of which key was used.
    pub(super) commitment: [u8; COMMITMENT],
}

/// Derives the key and the commitment of one value.
pub(super) fn derive(data_key: &[u8; 32], salt: &[u8; SALT]) -> Result<ValueKey, CipherError> {
    let hkdf = Hkdf::<Sha256>::new(Some(salt), data_key);
    let mut value = ValueKey { key: Zeroizing::new([0; 32]), commitment: [0; COMMITMENT] };
    hkdf.expand(KEY_LABEL, value.key.as_mut_slice()).map_err(|_| CipherError)?;
    hkdf.expand(COMMITMENT_LABEL, &mut value.commitment).map_err(|_| CipherError)?;
    Ok(value)
}

/// Encrypts in place and returns the tag.
pub(super) fn encrypt(
    key: &[u8; 32],
    nonce: &[u8; NONCE],
    associated_data: &[u8],
    buffer: &mut [u8],
) -> Result<[u8; TAG], CipherError> {
    let cipher = Aes256Gcm::new(key.into());
    let tag = cipher
        .encrypt_inout_detached(&Nonce::from(*nonce), associated_data, InOutBuf::from(buffer))
        .map_err(|_| CipherError)?;
    Ok(tag.into())
}

/// Decrypts in place; the buffer is left as it was if the tag does not match.
pub(super) fn decrypt(
    key: &[u8; 32],
    nonce: &[u8; NONCE],
    associated_data: &[u8],
    buffer: &mut [u8],
    tag: &[u8; TAG],
) -> Result<(), CipherError> {
    let cipher = Aes256Gcm::new(key.into());
    cipher
        .decrypt_inout_detached(&Nonce::from(*nonce), associated_data, InOutBuf::from(buffer), &Tag::from(*tag))
        .map_err(|_| CipherError)
}
