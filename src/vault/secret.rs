//! Random tokens for links, sessions and one-time codes.
//!
//! Invariant: what is stored is the hash; the token itself is shown once, to the person it is for.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::random::{self, RandomError, SecretBytes};

/// The text is not a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a token")]
pub struct NotAToken;

/// A random token of 256 bits.
pub struct Token(SecretBytes);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[token]")
    }
}

impl Token {
    /// A new random token.
    ///
    /// # Errors
    /// [`RandomError`] if the operating system has no randomness.
    pub fn generate() -> Result<Self, RandomError> {
        random::secret().map(Self)
    }

    /// Reads a token as it came in a link or cookie: 43 letters, digits, hyphens and underscores.
    ///
    /// # Errors
    /// [`NotAToken`] for anything else, other spellings of the same bits included.
    pub fn parse(text: &str) -> Result<Self, NotAToken> {
        // Checked before decoding, so that nobody can make us decode a long text.
        if text.len() != 43 {
            return Err(NotAToken);
        }
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).map_err(|_| NotAToken)?);
        random::secret_from(&bytes).map(Self).ok_or(NotAToken)
    }

    /// The token as it goes into a link or cookie.
    pub fn reveal(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.0.expose_secret()))
    }

    /// Other secret bytes that follow from it, for one use; nothing if they cannot be derived.
    pub(super) fn derived(&self, label: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
        let mut bytes = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, self.0.expose_secret()).expand(label, bytes.as_mut_slice()).ok()?;
        Some(bytes)
    }

    /// What is stored of it. A token has 256 random bits, so a plain hash cannot be guessed back.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.expose_secret()).into()
    }
}

/// Whether two secrets are the same, in a time that depends on their lengths only.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_its_link() {
        let token = Token::generate().unwrap();
        let text = token.reveal();
        assert_eq!(text.len(), 43);
        assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        assert!(same(&Token::parse(&text).unwrap().hash(), &token.hash()));
        assert!(!same(&Token::generate().unwrap().hash(), &token.hash()));
    }

    #[test]
    fn a_token_has_one_spelling() {
        let zero = "A".repeat(43);
        assert!(Token::parse(&zero).is_ok());
        // The last letter carries two bits too many; they must be zero.
        for bad in ["", "A", &"A".repeat(42), &"A".repeat(44), &format!("{}B", "A".repeat(42)), &"あ".repeat(43)] {
            assert!(Token::parse(bad).is_err(), "{bad}");
        }
        for odd in ["=", "+", "/", " ", "\n"] {
            assert!(Token::parse(&format!("{odd}{}", "A".repeat(42))).is_err(), "{odd:?}");
        }
    }

    #[test]
    fn secrets_of_different_lengths_differ() {
        assert!(same(b"", b""));
        assert!(!same(b"a", b"ab"));
    }
}
