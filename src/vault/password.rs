//! Passwords of people: argon2id with the parameters that OWASP recommends.
//!
//! Invariant: checking a password takes the same work whether or not the account exists.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error as HashError, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Passwords longer than this many bytes are refused.
pub const LONGEST: usize = 1024;

/// Why a password could not be hashed or checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// It has more than [`LONGEST`] bytes.
    #[error("the password is too long")]
    TooLong,
    /// The stored hash cannot be read.
    #[error("the stored password hash cannot be read")]
    UnreadableHash,
    /// The hash function failed, for want of memory or randomness.
    #[error("the password could not be hashed")]
    Failed,
}

/// Hashes a new password; the result is a PHC string with its own salt and parameters.
///
/// # Errors
/// [`PasswordError::TooLong`], or [`PasswordError::Failed`] for want of memory or randomness.
pub fn hash(password: &SecretString) -> Result<String, PasswordError> {
    let text = typed_form(password)?;
    let hash: PasswordHash = argon2()?.hash_password(text.as_bytes()).map_err(|_| PasswordError::Failed)?;
    Ok(hash.to_string())
}

/// Whether a password is the one that was hashed. Without an account, `stored` is `None`: the same work is
/// done, and the answer is no.
///
/// # Errors
/// [`PasswordError::UnreadableHash`] or [`PasswordError::Failed`]; a password that is too long is just wrong.
pub fn verify(password: &SecretString, stored: Option<&str>) -> Result<bool, PasswordError> {
    let nobody;
    let text = match stored {
        Some(text) => text,
        None => {
            nobody = hash_of_nobody();
            &nobody
        }
    };
    let parsed = PasswordHash::new(text).map_err(|_| PasswordError::UnreadableHash)?;
    let Ok(typed) = typed_form(password) else { return Ok(false) };
    match argon2()?.verify_password(typed.as_bytes(), &parsed) {
        Ok(()) => Ok(stored.is_some()),
        Err(HashError::PasswordInvalid) => Ok(false),
        Err(_) => Err(PasswordError::Failed),
    }
}

/// The same password typed on two keyboards is the same bytes here.
fn typed_form(password: &SecretString) -> Result<Zeroizing<String>, PasswordError> {
    let typed = password.expose_secret();
    if typed.len() > LONGEST {
        return Err(PasswordError::TooLong);
    }
    // NFC makes a text at most three times as long; with room enough, no copy is left behind by growing.
    let mut form = Zeroizing::new(String::with_capacity(typed.len() * 3));
    form.extend(typed.nfc());
    Ok(form)
}

fn argon2() -> Result<Argon2<'static>, PasswordError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| PasswordError::Failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// A hash that no password has, with today's parameters. Being written down rather than computed, it costs the
/// first stranger no more time than the second.
fn hash_of_nobody() -> String {
    let (salt, hash) = ("A".repeat(22), "A".repeat(43));
    format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${hash}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> SecretString {
        SecretString::from(text)
    }

    #[test]
    fn a_password_is_known_again_and_another_is_not() {
        let stored = hash(&secret("correct horse")).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert_eq!(verify(&secret("correct horse"), Some(&stored)), Ok(true));
        assert_eq!(verify(&secret("correct horse "), Some(&stored)), Ok(false));
        assert_ne!(hash(&secret("correct horse")).unwrap(), stored, "each hash has a salt of its own");
    }

    #[test]
    fn composed_and_decomposed_letters_are_the_same_password() {
        let stored = hash(&secret("パスワードが")).unwrap();
        let decomposed: String = "パスワードが".nfd().collect();
        assert_ne!(decomposed, "パスワードが");
        assert_eq!(verify(&secret(&decomposed), Some(&stored)), Ok(true));
    }

    #[test]
    fn nobody_has_the_same_parameters_as_somebody_and_no_password() {
        let (somebody, nobody) = (hash(&secret("x")).unwrap(), hash_of_nobody());
        let (somebody, nobody) = (PasswordHash::new(&somebody).unwrap(), PasswordHash::new(&nobody).unwrap());
        assert_eq!((nobody.algorithm, nobody.version), (somebody.algorithm, somebody.version));
        assert_eq!(nobody.params, somebody.params);
        assert_eq!(nobody.salt.map(|s| s.len()), somebody.salt.map(|s| s.len()));
        assert_eq!(nobody.hash.map(|h| h.len()), somebody.hash.map(|h| h.len()));
        assert_eq!(verify(&secret("x"), None), Ok(false));
        assert_eq!(verify(&secret(""), None), Ok(false));
    }

    #[test]
    fn an_unreadable_hash_is_an_error_and_no_refusal() {
        for bad in ["", "plain", "$argon2id$", "$md5$x"] {
            assert!(verify(&secret("x"), Some(bad)).is_err(), "{bad}");
        }
        // A PHC string that holds no hash can never be matched.
        let cut = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA";
        assert_eq!(verify(&secret("x"), Some(cut)), Ok(false));
    }

    #[test]
    fn a_password_of_a_megabyte_is_refused_before_it_is_hashed() {
        let long = secret(&"a".repeat(LONGEST + 1));
        assert_eq!(hash(&long), Err(PasswordError::TooLong));
        assert_eq!(verify(&long, None), Ok(false));
    }
}
