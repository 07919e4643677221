//! Sealed values: round trips, and everything that must not open.

use proptest::prelude::*;
use uuid::Uuid;

use super::super::data_key::{DataKey, SealError};
use super::super::place::Place;
use super::super::sealed::{OVERHEAD, OpenError, Sealed};
use super::{new_key, office, profile_place};
use crate::domain::category::{Health, Profile};
use crate::domain::id::{CandidateId, DataKeyId, IntakeId};

const KEY_ID_AT: usize = 1;
const SALT_AT: usize = 17;
const NONCE_AT: usize = 73;
const BODY_AT: usize = 85;

fn reopened(key: &DataKey<Profile>, place: &Place<'_, Profile>, bytes: &[u8]) -> Result<Vec<u8>, OpenError> {
    let sealed = Sealed::from_bytes(bytes)?;
    key.open(place, &sealed).map(|plaintext| plaintext.to_vec())
}

#[test]
fn an_empty_value_and_a_megabyte_open_as_they_were() {
    let (key, jp) = (new_key(), office("JP"));
    let place = profile_place(&jp);
    for plaintext in [Vec::new(), vec![0x5a; 1024 * 1024]] {
        let sealed = key.seal(&place, &plaintext).unwrap();
        assert_eq!(sealed.as_bytes().len(), plaintext.len() + OVERHEAD);
        assert_eq!(sealed.key_id(), key.id());
        assert!(reopened(&key, &place, sealed.as_bytes()).unwrap() == plaintext);
    }
}

#[test]
fn sealing_twice_gives_nothing_in_common_but_format_and_key_id() {
    let (key, jp) = (new_key(), office("JP"));
    let [one, two] = [0, 1].map(|_| key.seal(&profile_place(&jp), b"the same").unwrap().into_bytes());
    assert_eq!(one[..SALT_AT], two[..SALT_AT]);
    for part in [SALT_AT..41, 41..NONCE_AT, NONCE_AT..BODY_AT, BODY_AT..93, 93..109] {
        assert_ne!(one[part.clone()], two[part.clone()], "{part:?}");
    }
}

#[test]
fn every_single_changed_bit_is_refused_for_the_right_reason() {
    let (key, jp) = (new_key(), office("JP"));
    let place = profile_place(&jp);
    let bytes = key.seal(&place, b"Rin").unwrap().into_bytes();
    for bit in 0..bytes.len() * 8 {
        let mut damaged = bytes.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        let expected = match bit / 8 {
            0 => OpenError::UnknownFormat,
            KEY_ID_AT..NONCE_AT => OpenError::WrongKey,
            _ => OpenError::Damaged,
        };
        assert_eq!(reopened(&key, &place, &damaged), Err(expected), "bit {bit}");
    }
}

#[test]
fn every_truncation_and_every_extension_is_refused() {
    let (key, jp) = (new_key(), office("JP"));
    let place = profile_place(&jp);
    let bytes = key.seal(&place, b"Rin").unwrap().into_bytes();
    for length in 0..bytes.len() {
        let expected = if length < OVERHEAD { OpenError::Truncated } else { OpenError::Damaged };
        assert_eq!(reopened(&key, &place, &bytes[..length]), Err(expected), "{length} bytes");
        let from_front = reopened(&key, &place, &bytes[bytes.len() - length..]);
        assert!(from_front.is_err(), "the last {length} bytes");
    }
    for more in [1, 16, 1000] {
        let longer = [bytes.clone(), vec![0; more]].concat();
        assert_eq!(reopened(&key, &place, &longer), Err(OpenError::Damaged), "{more} more");
    }
}

#[test]
fn a_value_with_a_byte_put_in_or_taken_out_anywhere_is_refused() {
    let (key, jp) = (new_key(), office("JP"));
    let place = profile_place(&jp);
    let bytes = key.seal(&place, b"Rin Tanaka").unwrap().into_bytes();
    for at in 0..bytes.len() {
        let mut shorter = bytes.clone();
        let taken = shorter.remove(at);
        assert!(reopened(&key, &place, &shorter).is_err(), "without byte {at}");
        let mut longer = bytes.clone();
        longer.insert(at, !taken);
        assert!(reopened(&key, &place, &longer).is_err(), "with another byte at {at}");
    }
}

#[test]
fn formats_that_do_not_exist_are_errors() {
    let (key, jp) = (new_key(), office("JP"));
    let mut bytes = key.seal(&profile_place(&jp), b"Rin").unwrap().into_bytes();
    for format in (0..=255).filter(|format| *format != 1) {
        bytes[0] = format;
        assert!(matches!(Sealed::<Profile>::from_bytes(bytes.clone()), Err(OpenError::UnknownFormat)), "{format}");
    }
}

#[test]
fn another_key_does_not_open_even_under_the_same_id() {
    let (key, jp) = (new_key(), office("JP"));
    let place = profile_place(&jp);
    let bytes = key.seal(&place, b"Rin").unwrap().into_bytes();
    assert_eq!(reopened(&new_key(), &place, &bytes), Err(OpenError::WrongKey));
    let namesake = DataKey::generate(key.id()).unwrap();
    assert_eq!(reopened(&namesake, &place, &bytes), Err(OpenError::WrongKey));
}

#[test]
fn the_key_id_of_another_key_does_not_make_a_value_its_own() {
    let (key, other, jp) = (new_key(), new_key(), office("JP"));
    let place = profile_place(&jp);
    let mut bytes = key.seal(&place, b"Rin").unwrap().into_bytes();
    bytes[KEY_ID_AT..SALT_AT].copy_from_slice(other.id().uuid().as_bytes());
    assert_eq!(reopened(&other, &place, &bytes), Err(OpenError::WrongKey));
    assert_eq!(reopened(&key, &place, &bytes), Err(OpenError::WrongKey));
}

#[test]
fn parts_of_two_values_under_one_key_cannot_be_mixed() {
    let (key, jp) = (new_key(), office("JP"));
    let place = profile_place(&jp);
    let [one, two] = [b"one", b"two"].map(|plaintext| key.seal(&place, plaintext).unwrap().into_bytes());
    for cut in [41, NONCE_AT, BODY_AT, BODY_AT + 3] {
        let mixed = [&one[..cut], &two[cut..]].concat();
        assert!(reopened(&key, &place, &mixed).is_err(), "cut at {cut}");
    }
}

#[test]
fn what_a_form_brought_does_not_open_as_a_candidates() {
    let (key, jp, row) = (new_key::<Profile>(), office("JP"), Uuid::now_v7());
    let (intake, candidate) = (IntakeId::new(), CandidateId::new());
    let sealed = key.seal(&Place::of_intake("intakes", "form", row, intake, &jp), b"Rin").unwrap();
    let candidates = Place::of_candidate("intakes", "form", row, candidate, &jp);
    assert!(matches!(key.open(&candidates, &sealed), Err(OpenError::Damaged)));
}

#[test]
fn json_opens_as_it_was_and_nothing_is_quoted_when_it_is_something_else() {
    let (key, jp) = (new_key(), office("JP"));
    let place = profile_place(&jp);
    let words: Vec<String> = (0..500).map(|n| format!("田中 {n}")).collect();
    let sealed = key.seal_json(&place, &words).unwrap();
    assert_eq!(key.open_json::<Vec<String>>(&place, &sealed), Ok(words));
    let error = key.open_json::<u32>(&place, &key.seal_json(&place, &"secret word").unwrap()).unwrap_err();
    assert_eq!(error, OpenError::Malformed);
    assert!(std::error::Error::source(&error).is_none());
    assert!(!format!("{error} {error:?}").contains("secret word"));
    let no_json = std::collections::BTreeMap::from([((1, 2), "a key that is no text")]);
    assert!(matches!(key.seal_json(&place, &no_json), Err(SealError::NotJson)));
}

#[test]
fn a_sealed_value_prints_its_length_and_category_only() {
    let sg = office("SG");
    let place = Place::of_candidate("health", "record", Uuid::nil(), CandidateId::new(), &sg);
    let key = DataKey::<Health>::from_bytes(DataKeyId::new(), &[1; 32]).unwrap();
    let sealed = key.seal(&place, b"asthma").unwrap();
    assert_eq!(format!("{sealed:?}"), "[107 bytes sealed under health]");
    assert!(DataKey::<Health>::from_bytes(DataKeyId::new(), &[1; 31]).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_sealed_opens_as_it_was(plaintext in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let (key, jp) = (new_key(), office("JP"));
        let place = profile_place(&jp);
        let sealed = key.seal(&place, &plaintext).unwrap();
        prop_assert_eq!(reopened(&key, &place, sealed.as_bytes()), Ok(plaintext));
    }

    #[test]
    fn no_bytes_from_outside_open_or_bring_the_vault_down(mut bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let (key, jp) = (new_key(), office("JP"));
        prop_assert!(reopened(&key, &profile_place(&jp), &bytes).is_err());
        if let Some(format) = bytes.first_mut() {
            *format = 1;
        }
        prop_assert!(reopened(&key, &profile_place(&jp), &bytes).is_err());
    }
}
