//! Answers known from elsewhere: the primitives agree with Wycheproof, the formats with other implementations.

use secrecy::ExposeSecret;
use uuid::Uuid;

use super::super::cipher;
use super::super::data_key::DataKey;
use super::super::office_key::KeyFile;
use super::super::random::SecretBytes;
use super::super::sealed::Sealed;
use super::super::wrap::{self, WrapInfo, Wrapped};
use super::{office, profile_place};
use crate::domain::category::{CategoryId, Health, Profile};
use crate::domain::id::{CandidateId, DataKeyId, GrantId};

fn bytes(text: &str) -> Vec<u8> {
    if text == "-" { Vec::new() } else { hex::decode(text).unwrap() }
}

fn id(last: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | last)
}

fn counting_key() -> [u8; 32] {
    std::array::from_fn(|n| u8::try_from(n).unwrap())
}

#[test]
fn the_cipher_agrees_with_every_wycheproof_vector() {
    let (mut opens, mut refused) = (0, 0);
    for line in include_str!("wycheproof_aes_256_gcm.txt").lines().filter(|line| !line.starts_with('#')) {
        let [verdict, key, nonce, aad, plaintext, sealed] =
            line.split(' ').collect::<Vec<_>>().try_into().expect("six fields");
        let (key, nonce) = (bytes(key).try_into().unwrap(), bytes(nonce).try_into().unwrap());
        let (aad, plaintext, sealed) = (bytes(aad), bytes(plaintext), bytes(sealed));
        let (body, tag) = sealed.split_last_chunk().unwrap();
        let mut buffer = body.to_vec();
        let opened = cipher::decrypt(&key, &nonce, &aad, &mut buffer, tag);
        if verdict == "opens" {
            opens += 1;
            assert!(opened.is_ok() && buffer == plaintext, "{line}");
            assert_eq!(&cipher::encrypt(&key, &nonce, &aad, &mut buffer).unwrap(), tag, "{line}");
            assert_eq!(buffer, body, "{line}");
        } else {
            refused += 1;
            assert!(opened.is_err() && buffer == body, "{line}");
        }
    }
    assert_eq!((opens, refused), (21, 27));
}

#[test]
fn a_value_that_another_implementation_sealed_opens() {
    // Made with HMAC of the Python library and AES-GCM of pyca/cryptography, from DESIGN.md alone.
    let sealed = "0101900000000070008000000000000001a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5\
                  8c10134444bbd7bdc123049b31f233f17b479013a75b384d533c5eff1d59384c\
                  5a5a5a5a5a5a5a5a5a5a5a5adfa61744971dfa72456c0d0e35e918fb0d3dd409b2e9e170e5de";
    let jp = office("JP");
    let place = super::Place::of_candidate("profiles", "record", id(2), CandidateId::from_uuid(id(3)), &jp);
    let key = DataKey::<Profile>::from_bytes(DataKeyId::from_uuid(id(1)), &counting_key()).unwrap();
    let sealed = Sealed::from_bytes(bytes(sealed)).unwrap();
    assert_eq!(key.open(&place, &sealed).unwrap().as_slice(), "田中 凛".as_bytes());
}

#[test]
fn a_grant_that_another_implementation_wrapped_unwraps() {
    // Made with HPKE of pyca/cryptography 48 (P-256, HKDF-SHA256, AES-256-GCM) to the private key 11…11.
    let wrapped = "01046efe619afc1fa8bfbc26dcf05ab07e428f0be66443fa90f6c15aef56852856b945543f9687b0378e4e767c6e5f\
                   62212fee5310e066f6aa6876fbaa8c8a652f80157b05feff980b284a839e1b43c7fae6911cb661fd1ecef31fc3ef6b\
                   324ed216a44dc9cc36520ba4064369a218e50a965f8b19451066af06ab6221570fd2f1ad";
    let digits = "1".repeat(64);
    let keys = KeyFile::from_env_value(&format!("saiyo-office-key-1 SG {digits} {digits}")).unwrap();
    let jp = office("JP");
    let grant = GrantId::from_uuid(id(4));
    let info = WrapInfo::grant(grant, CandidateId::from_uuid(id(3)), &jp, CategoryId::Health);
    let wrapped = Wrapped::from_bytes(bytes(wrapped)).unwrap();
    let key = wrap::unwrap_data_key::<Health>(&keys.pair, &wrapped, &info).unwrap();
    assert_eq!(key.id().uuid(), id(1));
    assert_eq!(key.expose(), &counting_key());
}

#[test]
fn key_and_commitment_of_a_value_are_parted_by_their_labels() {
    let (one, two) = ([1; 32], [2; 32]);
    let value = cipher::derive(&one, &[7; 24]).unwrap();
    assert_ne!(value.key.as_slice(), value.commitment);
    let other_salt = cipher::derive(&one, &[8; 24]).unwrap();
    let other_key = cipher::derive(&two, &[7; 24]).unwrap();
    for other in [&other_salt, &other_key] {
        assert_ne!(value.key, other.key);
        assert_ne!(value.commitment, other.commitment);
    }
    // The commitment that is stored must not be the key that opens.
    let jp = office("JP");
    let key = DataKey::<Profile>::from_bytes(DataKeyId::new(), &one).unwrap();
    let sealed = key.seal(&profile_place(&jp), b"Rin").unwrap();
    let parts = sealed.parts().unwrap();
    let mut body = parts.body.to_vec();
    let aad = profile_place(&jp).associated_data(1);
    assert!(cipher::decrypt(parts.commitment, parts.nonce, &aad, &mut body, parts.tag).is_err());
    let right = cipher::derive(&one, parts.salt).unwrap();
    assert!(cipher::decrypt(&right.key, parts.nonce, &aad, &mut body, parts.tag).is_ok());
}

#[test]
fn a_secret_prints_nothing_of_itself() {
    let secret = SecretBytes::init_with_mut(|bytes: &mut [u8; 32]| bytes.fill(0xee));
    assert_eq!(secret.expose_secret(), &[0xee; 32]);
    assert!(!format!("{secret:?}").contains("238"));
}
