//! Wrapped keys: what unwraps, and everything that must not.

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use uuid::Uuid;

use super::super::data_key::DataKey;
use super::super::kem::OfficeKem;
use super::super::office_key::{NotAPublicKey, OfficeKeyPair, OfficePublicKey};
use super::super::random::SystemRandom;
use super::super::wrap::{
    RewrapError, UnwrapError, WrapError, WrapInfo, Wrapped, rewrap, unwrap, unwrap_data_key, wrap, wrap_data_key,
};
use super::{new_key, office, profile_place};
use crate::domain::category::{CategoryId, Health, Profile};
use crate::domain::id::{CandidateId, GrantId, IntakeId};

fn pair() -> OfficeKeyPair {
    OfficeKeyPair::generate().unwrap()
}

#[test]
fn a_granted_key_opens_what_the_granting_office_sealed() {
    let (singapore, jp) = (pair(), office("JP"));
    let key: DataKey<Profile> = new_key();
    let sealed = key.seal(&profile_place(&jp), b"Rin").unwrap();
    let info = WrapInfo::grant(GrantId::new(), CandidateId::new(), &jp, CategoryId::Profile);
    let wrapped = wrap_data_key(&key, singapore.public(), &info).unwrap();
    let stored = Wrapped::from_bytes(wrapped.as_bytes()).unwrap();
    assert_eq!(stored, wrapped);
    let granted = unwrap_data_key::<Profile>(&singapore, &stored, &info).unwrap();
    assert_eq!(granted.id(), key.id());
    assert_eq!(granted.open(&profile_place(&jp), &sealed).unwrap().as_slice(), b"Rin");
}

#[test]
fn a_wrapped_key_unwraps_for_no_other_office_grant_person_category_or_kind() {
    let (tokyo, singapore) = (pair(), pair());
    let (jp, sg) = (office("JP"), office("SG"));
    let (grant, candidate, id) = (GrantId::new(), CandidateId::new(), Uuid::now_v7());
    let intake = IntakeId::from_uuid(candidate.uuid());
    let infos = [
        WrapInfo::grant(grant, candidate, &jp, CategoryId::Profile),
        WrapInfo::grant(GrantId::new(), candidate, &jp, CategoryId::Profile),
        WrapInfo::grant(grant, CandidateId::new(), &jp, CategoryId::Profile),
        WrapInfo::grant(grant, candidate, &sg, CategoryId::Profile),
        WrapInfo::grant(grant, candidate, &jp, CategoryId::Health),
        WrapInfo::intake(grant, intake, &jp, CategoryId::Profile),
        WrapInfo::directory_key(id, &jp),
        WrapInfo::directory_key(grant.uuid(), &jp),
        WrapInfo::directory_key(id, &sg),
        WrapInfo::intake_key(id, &jp),
        WrapInfo::office_secret(id, &jp),
    ];
    for (n, info) in infos.iter().enumerate() {
        let wrapped = wrap(b"a secret", tokyo.public(), info).unwrap();
        assert!(unwrap(&singapore, &wrapped, info) == Err(UnwrapError::Refused), "info {n}, another office's key");
        for (m, other) in infos.iter().enumerate() {
            let unwrapped = unwrap(&tokyo, &wrapped, other).map(|secret| secret.to_vec());
            let expected = if n == m { Ok(b"a secret".to_vec()) } else { Err(UnwrapError::Refused) };
            assert_eq!(unwrapped, expected, "info {n} as {m}");
        }
    }
}

#[test]
fn every_single_changed_bit_and_every_truncation_of_a_wrapped_key_is_refused() {
    let (tokyo, jp) = (pair(), office("JP"));
    let info = WrapInfo::directory_key(Uuid::now_v7(), &jp);
    let bytes = wrap(b"key", tokyo.public(), &info).unwrap().as_bytes().to_vec();
    for bit in 0..bytes.len() * 8 {
        let mut damaged = bytes.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        let expected = if bit < 8 { UnwrapError::UnknownFormat } else { UnwrapError::Refused };
        let unwrapped = Wrapped::from_bytes(damaged).and_then(|wrapped| unwrap(&tokyo, &wrapped, &info));
        assert!(unwrapped == Err(expected), "bit {bit}");
    }
    for length in 0..bytes.len() {
        let unwrapped = Wrapped::from_bytes(&bytes[..length]).and_then(|wrapped| unwrap(&tokyo, &wrapped, &info));
        let expected = if length < 82 { UnwrapError::Truncated } else { UnwrapError::Refused };
        assert!(unwrapped == Err(expected), "{length} bytes");
    }
}

#[test]
fn a_data_key_is_wrapped_and_unwrapped_in_its_own_category_only() {
    let (tokyo, jp) = (pair(), office("JP"));
    let key: DataKey<Health> = new_key();
    let (grant, candidate) = (GrantId::new(), CandidateId::new());
    let health = WrapInfo::grant(grant, candidate, &jp, CategoryId::Health);
    let profile = WrapInfo::grant(grant, candidate, &jp, CategoryId::Profile);
    let directory = WrapInfo::directory_key(Uuid::now_v7(), &jp);
    assert!(matches!(wrap_data_key(&key, tokyo.public(), &profile), Err(WrapError::OtherCategory)));
    assert!(matches!(wrap_data_key(&key, tokyo.public(), &directory), Err(WrapError::OtherCategory)));
    let wrapped = wrap_data_key(&key, tokyo.public(), &health).unwrap();
    let as_profile = unwrap_data_key::<Profile>(&tokyo, &wrapped, &health).map(|key| key.id());
    assert_eq!(as_profile, Err(UnwrapError::OtherCategory));
    let relabelled = unwrap_data_key::<Profile>(&tokyo, &wrapped, &profile).map(|key| key.id());
    assert_eq!(relabelled, Err(UnwrapError::Refused));
}

#[test]
fn a_secret_of_another_length_is_no_data_key() {
    let (tokyo, jp) = (pair(), office("JP"));
    let info = WrapInfo::grant(GrantId::new(), CandidateId::new(), &jp, CategoryId::Profile);
    for length in [0, 16, 32, 47, 49] {
        let wrapped = wrap(&vec![1; length], tokyo.public(), &info).unwrap();
        let key = unwrap_data_key::<Profile>(&tokyo, &wrapped, &info).map(|key| key.id());
        assert_eq!(key, Err(UnwrapError::NotADataKey), "{length}");
    }
}

#[test]
fn rotation_wraps_anew_and_touches_no_value() {
    let (old, new, jp) = (pair(), pair(), office("JP"));
    let key: DataKey<Profile> = new_key();
    let sealed = key.seal(&profile_place(&jp), b"Rin").unwrap();
    let info = WrapInfo::grant(GrantId::new(), CandidateId::new(), &jp, CategoryId::Profile);
    let wrapped = wrap_data_key(&key, old.public(), &info).unwrap();
    let anew = rewrap(&old, &wrapped, &info, new.public(), &info).unwrap();
    let rotated = unwrap_data_key::<Profile>(&new, &anew, &info).unwrap();
    assert_eq!(rotated.open(&profile_place(&jp), &sealed).unwrap().as_slice(), b"Rin");
    assert!(unwrap(&old, &anew, &info).is_err());
    let refused = rewrap(&new, &wrapped, &info, new.public(), &info);
    assert_eq!(refused, Err(RewrapError::Unwrap(UnwrapError::Refused)));
}

#[test]
fn only_points_on_the_curve_are_public_keys() {
    let public = pair().public().clone();
    assert_eq!(OfficePublicKey::from_bytes(public.as_bytes()), Ok(public.clone()));
    for bit in 0..65 * 8 {
        let mut damaged = public.as_bytes().to_vec();
        damaged[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(OfficePublicKey::from_bytes(&damaged), Err(NotAPublicKey), "bit {bit}");
    }
    for bad in [&[][..], &[0], &[4; 65], &[0; 65], &public.as_bytes()[..64]] {
        assert_eq!(OfficePublicKey::from_bytes(bad), Err(NotAPublicKey));
    }
}

#[test]
fn the_encapsulation_is_the_librarys_byte_for_byte() {
    type Library = hpke::kem::DhP256HkdfSha256;
    let (office, other, info) = (pair(), pair(), b"info");
    let mut random = SystemRandom::default();
    for _ in 0..20 {
        let (sent, sealed) = hpke::single_shot_seal_with_rng::<AesGcm256, HkdfSha256, Library>(
            &OpModeS::Base,
            office.public().key(),
            info,
            b"secret",
            b"",
            &mut random,
        )
        .unwrap();
        let opened = |pair: &OfficeKeyPair| {
            let (mode, private) = (OpModeR::Base, pair.private());
            hpke::single_shot_open::<AesGcm256, HkdfSha256, OfficeKem>(&mode, private, &sent, info, &sealed, b"")
        };
        assert_eq!(opened(&office).unwrap(), b"secret");
        assert!(opened(&other).is_err());
        let (sent, sealed) = hpke::single_shot_seal_with_rng::<AesGcm256, HkdfSha256, OfficeKem>(
            &OpModeS::Base,
            office.public().key(),
            info,
            b"secret",
            b"",
            &mut random,
        )
        .unwrap();
        let private = <Library as Kem>::PrivateKey::from_bytes(&office.private().to_bytes()).unwrap();
        let mode = OpModeR::Base;
        let opened =
            hpke::single_shot_open::<AesGcm256, HkdfSha256, Library>(&mode, &private, &sent, info, &sealed, b"");
        assert_eq!(opened.unwrap(), b"secret");
    }
}
