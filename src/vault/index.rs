//! The keyed index of exact addresses of one office, for sign-in links, proposals, filing and suppression; of mails and
//! their Message-IDs, for receiving each once and filing answers; and of the tags of threads, for gathering them.
//!
//! Invariant: without the office's index key nobody can tell what an entry stands for, or compare entries of two
//! offices. No entry of one kind is ever one of another.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::fields::Fields;
use super::random::{self, RandomError, SecretBytes};
use crate::domain::contact::EmailAddress;
use crate::domain::tag::Tag;

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
        self.keyed(b"address index 1", address.index_form().as_bytes())
    }

    /// The entry under which a mail is known again.
    pub fn mail_entry(&self, mail: &[u8]) -> [u8; 32] {
        self.keyed(b"mail 1", mail)
    }

    /// The entry under which the mail of a Message-ID is found.
    pub fn message_id_entry(&self, message_id: &str) -> [u8; 32] {
        self.keyed(b"message id 1", message_id.as_bytes())
    }

    /// The entry under which threads with a tag are found, whatever its case.
    pub fn thread_tag_entry(&self, tag: &Tag) -> [u8; 32] {
        self.keyed(b"thread tag 1", tag.folded().as_bytes())
    }

    /// The HMAC of a list of fields: what the entry is for, and the value. A mail is not copied into that list.
    fn keyed(&self, label: &[u8], value: &[u8]) -> [u8; 32] {
        // HMAC fills a shorter key up to its block of 64 bytes with zeros (RFC 2104); done here, it cannot fail.
        let mut block = Zeroizing::new([0; 64]);
        block.split_at_mut(32).0.copy_from_slice(self.expose());
        let mut mac = Hmac::<Sha256>::new((&*block).into());
        mac.update(&Fields::new(label).into_bytes());
        mac.update(&(value.len() as u64).to_be_bytes());
        mac.update(value);
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

    fn tag(typed: &str) -> Tag {
        Tag::parse(typed).unwrap()
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
    fn an_address_a_mail_a_message_id_and_a_tag_of_the_same_bytes_have_entries_of_their_own() {
        let key = AddressIndexKey::generate().unwrap();
        let text = "rin@example.jp";
        let entries = [
            key.entry(&address(text)),
            key.mail_entry(text.as_bytes()),
            key.message_id_entry(text),
            key.thread_tag_entry(&tag(text)),
        ];
        let different: std::collections::HashSet<[u8; 32]> = entries.into_iter().collect();
        assert_eq!(different.len(), 4);
        assert_eq!(key.mail_entry(b"a mail"), key.mail_entry(b"a mail"));
        assert_ne!(key.mail_entry(b"a mail"), key.mail_entry(b"a mail "));
    }

    #[test]
    fn one_tag_has_one_entry_whatever_its_case_and_another_at_another_office() {
        let (tokyo, singapore) = (AddressIndexKey::generate().unwrap(), AddressIndexKey::generate().unwrap());
        assert_eq!(tokyo.thread_tag_entry(&tag("Visa")), tokyo.thread_tag_entry(&tag("ＶＩＳＡ")));
        assert_ne!(tokyo.thread_tag_entry(&tag("visa")), tokyo.thread_tag_entry(&tag("visas")));
        assert_ne!(tokyo.thread_tag_entry(&tag("visa")), singapore.thread_tag_entry(&tag("visa")));
    }

    #[test]
    fn a_key_that_was_stored_gives_the_same_entries() {
        let key = AddressIndexKey::generate().unwrap();
        let again = AddressIndexKey::from_bytes(key.expose()).unwrap();
        assert!(again.matches(&address("a@b.hk"), &key.entry(&address("a@b.hk"))));
        assert!(AddressIndexKey::from_bytes(&[0; 31]).is_none());
    }
}
