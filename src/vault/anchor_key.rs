//! The key with which one instance signs its lines of the anchor.
//!
//! Invariant: it counts only while a certificate by the set-up key says so, and it signs nothing but anchor lines and
//! how far they were compared.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use super::key_file::{self, KeyFileError};
use super::setup_key::{BadSignature, Label, NotASetupKey, SetupKey, SetupPublicKey, Signature};

const FORMAT: &str = "saiyo-anchor-key-1";

/// The public half: what a certificate is about. It is shown and typed as 64 digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnchorPublicKey(SetupPublicKey);

impl AnchorPublicKey {
    /// Takes stored bytes back.
    ///
    /// # Errors
    /// [`NotASetupKey`] unless they are a key that is not weak.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotASetupKey> {
        SetupPublicKey::from_bytes(bytes).map(Self)
    }

    /// The bytes as they are stored.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Checks a line's signature.
    ///
    /// # Errors
    /// [`BadSignature`] unless this key signed it.
    pub fn verify(&self, line: &[u8], signature: &Signature) -> Result<(), BadSignature> {
        self.0.verify(Label::Anchor, line, signature)
    }

    /// Checks the certificate of this key.
    ///
    /// # Errors
    /// [`BadSignature`] unless the set-up key made it for this key.
    pub fn verify_certificate(&self, setup: &SetupPublicKey, certificate: &Signature) -> Result<(), BadSignature> {
        setup.verify(Label::AnchorKey, self.as_bytes(), certificate)
    }
}

impl fmt::Display for AnchorPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.as_bytes()))
    }
}

impl FromStr for AnchorPublicKey {
    type Err = NotASetupKey;
    fn from_str(digits: &str) -> Result<Self, NotASetupKey> {
        Self::from_bytes(&hex::decode(digits).map_err(|_| NotASetupKey)?)
    }
}

/// The key itself; it is wiped on drop.
pub struct AnchorKey(SetupKey);

impl AnchorKey {
    /// Reads the key's file, or makes a new key and its file.
    ///
    /// # Errors
    /// [`KeyFileError`] if it can be neither read nor written.
    pub fn load_or_create(path: &Path) -> Result<Self, KeyFileError> {
        if !path.exists() {
            let key = SetupKey::generate()?;
            match key_file::create(path, &key.text_as(FORMAT)) {
                // Another process of this instance was first: its key counts.
                Err(KeyFileError::Exists(_)) => {}
                made => return made.map(|()| Self(key)),
            }
        }
        let text = key_file::read(path)?;
        let key = SetupKey::from_text(&text, FORMAT);
        key.map(Self).map_err(|why| KeyFileError::Unusable { path: path.to_owned(), why })
    }

    /// The half that may be shown.
    pub fn public(&self) -> AnchorPublicKey {
        AnchorPublicKey(self.0.public())
    }

    /// Signs a line.
    pub fn sign(&self, line: &[u8]) -> Signature {
        self.0.sign(Label::Anchor, line)
    }
}

impl SetupKey {
    /// Certifies that an anchor key is one of this installation's.
    pub fn certify(&self, key: &AnchorPublicKey) -> Signature {
        self.sign(Label::AnchorKey, key.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_one_keys_by_one_set_up_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("anchor.key");
        let key = AnchorKey::load_or_create(&path).unwrap();
        assert_eq!(AnchorKey::load_or_create(&path).unwrap().public(), key.public());
        let other = AnchorKey::load_or_create(&folder.path().join("other.key")).unwrap();
        let (setup, foreign) = (SetupKey::generate().unwrap(), SetupKey::generate().unwrap());
        let certificate = setup.certify(&key.public());
        assert_eq!(key.public().verify_certificate(&setup.public(), &certificate), Ok(()));
        assert!(other.public().verify_certificate(&setup.public(), &certificate).is_err());
        assert!(key.public().verify_certificate(&foreign.public(), &certificate).is_err());
        assert_eq!(key.public().to_string().parse(), Ok(key.public()));
    }

    #[test]
    fn an_anchor_key_is_no_set_up_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("anchor.key");
        let key = AnchorKey::load_or_create(&path).unwrap();
        assert!(SetupKey::load(&path).is_err());
        let signature = key.sign(b"head 7");
        assert_eq!(key.public().verify(b"head 7", &signature), Ok(()));
        assert!(key.public().verify_certificate(&key.0.public(), &signature).is_err());
    }
}
