//! The keyed index of exact addresses of one office, for sign-in links, proposals, filing and suppression.
//!
//! Invariant: without the office's index key nobody can tell which address an entry stands for, or compare
//! entries of two offices.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::fields::Fields;
use super::random::{self, RandomError, SecretBytes};
use crate::domain::contact::EmailAddress;

/// The key of an office's address index; it lies beside the office key.
pub struct AddressIndexKey(SecretBytes);

impl AddressIndexKey {
    /// A new random key.
    ///
    /// # Errors
    /// [`RandomError`] if the operating system has no randomness.
    pub fn generate() -> Result<Self, RandomError> {
        random::secret().map(Self)
    }

    /// Takes a key's 32 bytes back; nothing if there are more or fewer. The caller wipes its own copy.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        random::secret_from(bytes).map(Self)
    }

    /// The key's bytes, for the key file.
    pub(super) fn expose(&self) -> &[u8; 32] {
        self.0.expose_secret()
    }

    /// The entry under which an address is stored and found.
    pub fn entry(&self, address: &EmailAddress) -> [u8; 32] {
        let fields = Fields::new(b"address index 1").field(address.index_form().as_bytes()).into_bytes();
        // HMAC fills a shorter key up to its block of 64 bytes with zeros (RFC 2104); done here, it cannot fail.
        let mut block = Zeroizing::new([0; 64]);
        block.split_at_mut(32).0.copy_from_slice(self.expose());
        let mut mac = Hmac::<Sha256>::new((&*block).into());
        mac.update(&fields);
        mac.finalize().into_bytes().into()
    }

    /// Whether a stored entry stands for this address, in constant time.
    pub fn matches(&self, address: &EmailAddress, entry: &[u8]) -> bool {
        self.entry(address).ct_eq(entry).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(typed: &str) -> EmailAddress {
        EmailAddress::parse(typed).unwrap()
    }

    #[test]
    fn one_mailbox_has_one_entry_however_it_is_typed() {
        let key = AddressIndexKey::generate().unwrap();
        let entry = key.entry(&address("Rin.Tanaka@Example.jp"));
        assert_eq!(entry, key.entry(&address(" rin.tanaka@example.JP ")));
        assert!(key.matches(&address("rin.tanaka@example.jp"), &entry));
        assert!(!key.matches(&address("rin.tanaka@example.com"), &entry));
        assert!(!key.matches(&address("rin.tanaka@example.jp"), entry.get(..31).unwrap()));
    }

    #[test]
    fn entries_of_two_offices_cannot_be_compared() {
        let (tokyo, singapore) = (AddressIndexKey::generate().unwrap(), AddressIndexKey::generate().unwrap());
        let wei = address("wei@example.sg");
        assert_ne!(tokyo.entry(&wei), singapore.entry(&wei));
        assert!(!singapore.matches(&wei, &tokyo.entry(&wei)));
    }

    #[test]
    fn an_entry_is_the_hmac_that_another_implementation_computes() {
        let key = AddressIndexKey::from_bytes(&[7; 32]).unwrap();
        let expected = "6ae9f50ed5e17eccc195196c59950e98ad42bf6ccd1105b5137ac44a3308bf39";
        assert_eq!(hex::encode(key.entry(&address("rin@example.jp"))), expected);
    }

    #[test]
    fn a_key_that_was_stored_gives_the_same_entries() {
        let key = AddressIndexKey::generate().unwrap();
        let again = AddressIndexKey::from_bytes(key.expose()).unwrap();
        assert!(again.matches(&address("a@b.hk"), &key.entry(&address("a@b.hk"))));
        assert!(AddressIndexKey::from_bytes(&[0; 31]).is_none());
    }
}
