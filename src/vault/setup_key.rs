//! The set-up key: it signs the public keys of offices and of the instances that write to the anchor.
//!
//! Invariant: a signature under one label is worth nothing under another.

use std::fmt;
use std::path::Path;

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::fields::Fields;
use super::key_file::{self, KeyFileError, KeyTextError};
use super::office_key::OfficePublicKey;
use super::random::{self, RandomError};
use crate::domain::office::OfficeCode;

const FORMAT: &str = "saiyo-setup-key-1";
const PUBLIC_FORMAT: &str = "saiyo-setup-public-1";

/// What a signature is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// The public key of an office.
    OfficeKey,
    /// The public key of an instance that writes to the anchor.
    AnchorKey,
    /// A line of the anchor: a journal head, an erasure, an ended grant.
    Anchor,
}

impl Label {
    const fn as_str(self) -> &'static str {
        match self {
            Self::OfficeKey => "saiyo office key",
            Self::AnchorKey => "saiyo anchor key",
            Self::Anchor => "saiyo anchor",
        }
    }

    fn message(self, message: &[u8]) -> Vec<u8> {
        Fields::new(self.as_str().as_bytes()).field(message).into_bytes()
    }
}

/// The signature does not belong to the message, the label and the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not fit")]
pub struct BadSignature;

/// The bytes are not a public set-up key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a public set-up key")]
pub struct NotASetupKey;

/// An Ed25519 signature (RFC 8032).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature([u8; 64]);

impl Signature {
    /// Takes stored bytes back.
    ///
    /// # Errors
    /// [`BadSignature`] unless there are 64.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadSignature> {
        bytes.try_into().map(Self).map_err(|_| BadSignature)
    }

    /// The bytes as they are stored.
    pub fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// The public half of the set-up key; it can be shown to anybody who verifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupPublicKey(VerifyingKey);

impl SetupPublicKey {
    /// Takes stored bytes back.
    ///
    /// # Errors
    /// [`NotASetupKey`] unless they are a key that is not weak.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotASetupKey> {
        let bytes = bytes.try_into().map_err(|_| NotASetupKey)?;
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| NotASetupKey)?;
        if key.is_weak() { Err(NotASetupKey) } else { Ok(Self(key)) }
    }

    /// The bytes as they are stored and shown.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Reads the line of `setup.pub`, which is no secret.
    ///
    /// # Errors
    /// [`NotASetupKey`] if it is another line.
    pub fn from_text(text: &str) -> Result<Self, NotASetupKey> {
        let [digits] = key_file::words(text, PUBLIC_FORMAT).map_err(|_| NotASetupKey)?;
        Self::from_bytes(&hex::decode(digits).map_err(|_| NotASetupKey)?)
    }

    /// The line of `setup.pub`.
    pub fn text(&self) -> String {
        format!("{PUBLIC_FORMAT} {}\n", hex::encode(self.as_bytes()))
    }

    /// Checks a signature.
    ///
    /// # Errors
    /// [`BadSignature`] unless this key signed this message under this label.
    pub fn verify(&self, label: Label, message: &[u8], signature: &Signature) -> Result<(), BadSignature> {
        let signature = ed25519_dalek::Signature::from_bytes(signature.as_bytes());
        self.0.verify_strict(&label.message(message), &signature).map_err(|_| BadSignature)
    }

    /// Checks that a public key is this office's.
    ///
    /// # Errors
    /// [`BadSignature`] unless it was signed for this office.
    pub fn verify_office_key(
        &self,
        office: &OfficeCode,
        key: &OfficePublicKey,
        signature: &Signature,
    ) -> Result<(), BadSignature> {
        self.verify(Label::OfficeKey, &office_key_message(office, key), signature)
    }
}

/// The set-up key itself; it is wiped on drop.
pub struct SetupKey(SigningKey);

impl SetupKey {
    /// A new random key.
    ///
    /// # Errors
    /// [`RandomError`] if the operating system has no randomness.
    pub fn generate() -> Result<Self, RandomError> {
        Ok(Self(SigningKey::from_bytes(random::secret()?.expose_secret())))
    }

    /// Makes a new key and writes it to a file of its own, mode 0400.
    ///
    /// # Errors
    /// [`KeyFileError`]; in particular if a file is there already.
    pub fn create(path: &Path) -> Result<Self, KeyFileError> {
        let key = Self::generate()?;
        key_file::create(path, &key.text_as(FORMAT))?;
        Ok(key)
    }

    /// Reads the key's file.
    ///
    /// # Errors
    /// [`KeyFileError`] if others may read it, if it is no plain file, or if its text is no key.
    pub fn load(path: &Path) -> Result<Self, KeyFileError> {
        let text = key_file::read(path)?;
        Self::from_env_value(&text).map_err(|why| KeyFileError::Unusable { path: path.to_owned(), why })
    }

    /// Reads the same text from the value of an environment variable; the caller wipes its own copy.
    ///
    /// # Errors
    /// [`KeyTextError`] if the text is no key.
    pub fn from_env_value(value: &str) -> Result<Self, KeyTextError> {
        Self::from_text(value, FORMAT)
    }

    pub(super) fn from_text(text: &str, format: &'static str) -> Result<Self, KeyTextError> {
        let [seed] = key_file::words(text, format)?;
        Ok(Self(SigningKey::from_bytes(key_file::secret_of(seed)?.expose_secret())))
    }

    /// The half that may be shown.
    pub fn public(&self) -> SetupPublicKey {
        SetupPublicKey(self.0.verifying_key())
    }

    /// Signs a message under a label.
    pub fn sign(&self, label: Label, message: &[u8]) -> Signature {
        Signature(self.0.sign(&label.message(message)).to_bytes())
    }

    /// Signs that a public key is this office's.
    pub fn sign_office_key(&self, office: &OfficeCode, key: &OfficePublicKey) -> Signature {
        self.sign(Label::OfficeKey, &office_key_message(office, key))
    }

    pub(super) fn text_as(&self, format: &str) -> Zeroizing<String> {
        key_file::line(format, &[&key_file::digits_of(self.0.as_bytes())])
    }
}

fn office_key_message(office: &OfficeCode, key: &OfficePublicKey) -> Vec<u8> {
    Fields::new(b"office key 1").field(office.as_str().as_bytes()).field(key.as_bytes()).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::super::office_key::OfficeKeyPair;
    use super::*;

    #[test]
    fn a_signature_is_worth_nothing_under_another_label_message_or_key() {
        let (key, other) = (SetupKey::generate().unwrap(), SetupKey::generate().unwrap());
        let signature = key.sign(Label::Anchor, b"head 7");
        assert_eq!(key.public().verify(Label::Anchor, b"head 7", &signature), Ok(()));
        assert_eq!(key.public().verify(Label::OfficeKey, b"head 7", &signature), Err(BadSignature));
        assert_eq!(key.public().verify(Label::Anchor, b"head 8", &signature), Err(BadSignature));
        assert_eq!(other.public().verify(Label::Anchor, b"head 7", &signature), Err(BadSignature));
        for bit in 0..512 {
            let mut bytes = *signature.as_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let damaged = Signature::from_bytes(&bytes).unwrap();
            assert_eq!(key.public().verify(Label::Anchor, b"head 7", &damaged), Err(BadSignature), "bit {bit}");
        }
        assert!(Signature::from_bytes(&signature.as_bytes()[..63]).is_err());
    }

    #[test]
    fn an_office_key_cannot_be_passed_off_as_another_offices() {
        let key = SetupKey::generate().unwrap();
        let (tokyo, singapore) = ("JP".parse().unwrap(), "SG".parse().unwrap());
        let (one, two) = (OfficeKeyPair::generate().unwrap(), OfficeKeyPair::generate().unwrap());
        let signature = key.sign_office_key(&tokyo, one.public());
        assert_eq!(key.public().verify_office_key(&tokyo, one.public(), &signature), Ok(()));
        assert!(key.public().verify_office_key(&singapore, one.public(), &signature).is_err());
        assert!(key.public().verify_office_key(&tokyo, two.public(), &signature).is_err());
    }

    #[test]
    fn a_public_key_survives_storage_and_a_weak_one_is_refused() {
        let public = SetupKey::generate().unwrap().public();
        assert_eq!(SetupPublicKey::from_bytes(public.as_bytes()), Ok(public));
        let mut identity = [0; 32];
        identity[0] = 1;
        assert!(SetupPublicKey::from_bytes(&identity).is_err());
        assert!(SetupPublicKey::from_bytes(&[0; 31]).is_err());
        let public = SetupKey::generate().unwrap().public();
        assert_eq!(SetupPublicKey::from_text(&public.text()), Ok(public));
        assert!(SetupPublicKey::from_text("saiyo-setup-key-1 00").is_err());
    }
}
