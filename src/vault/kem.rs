//! The key encapsulation of offices: DHKEM(P-256, HKDF-SHA256) of RFC 9180, its arithmetic by AWS-LC.
//!
//! Invariant: it is the library's own encapsulation byte for byte (a test wraps and unwraps across), only faster: a
//! page opens several grants, and each takes one multiplication on the curve.

use std::sync::{Arc, OnceLock};

use aws_lc_rs::agreement::{self, ECDH_P256, UnparsedPublicKey};
use hkdf::Hkdf;
use hpke::kem::{DhP256HkdfSha256, SharedSecret};
use hpke::rand_core::CryptoRng;
use hpke::{Deserializable, HpkeError, Kem, Serializable};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

/// What every label begins with: the version of HPKE, and `KEM` with the number of this encapsulation.
const SUITE: &[u8] = b"HPKE-v1KEM\x00\x10";

/// The key encapsulation of every office.
pub(super) struct OfficeKem;

type Library = DhP256HkdfSha256;

/// The private key of an office. What AWS-LC makes of it takes two multiplications, so it is made once.
#[derive(Clone)]
pub(super) struct OfficePrivate {
    key: <Library as Kem>::PrivateKey,
    ready: Arc<OnceLock<Option<Ready>>>,
}

struct Ready {
    private: agreement::PrivateKey,
    public: agreement::PublicKey,
}

impl OfficePrivate {
    fn of(key: <Library as Kem>::PrivateKey) -> Self {
        Self { key, ready: Arc::default() }
    }

    fn ready(&self) -> Result<&Ready, HpkeError> {
        let make = || {
            let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(self.key.to_bytes().into());
            let private = agreement::PrivateKey::from_private_key(&ECDH_P256, bytes.as_slice()).ok()?;
            let public = private.compute_public_key().ok()?;
            Some(Ready { private, public })
        };
        self.ready.get_or_init(make).as_ref().ok_or(HpkeError::DecapError)
    }
}

impl ConstantTimeEq for OfficePrivate {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.key.ct_eq(&other.key)
    }
}

impl Serializable for OfficePrivate {
    type OutputSize = <<Library as Kem>::PrivateKey as Serializable>::OutputSize;

    fn write_exact(&self, buffer: &mut [u8]) {
        self.key.write_exact(buffer);
    }
}

impl Deserializable for OfficePrivate {
    fn from_bytes(encoded: &[u8]) -> Result<Self, HpkeError> {
        <Library as Kem>::PrivateKey::from_bytes(encoded).map(Self::of)
    }
}

impl Kem for OfficeKem {
    type PublicKey = <Library as Kem>::PublicKey;
    type PrivateKey = OfficePrivate;
    type EncappedKey = <Library as Kem>::EncappedKey;
    type NSecret = <Library as Kem>::NSecret;

    const KEM_ID: u16 = Library::KEM_ID;

    fn derive_keypair(seed: &[u8]) -> (Self::PrivateKey, Self::PublicKey) {
        let (private, public) = Library::derive_keypair(seed);
        (OfficePrivate::of(private), public)
    }

    fn sk_to_pk(private: &Self::PrivateKey) -> Self::PublicKey {
        Library::sk_to_pk(&private.key)
    }

    /// The one-time key comes from AWS-LC's own generator, which the system seeds; without randomness it fails.
    fn encap_with_rng(
        to: &Self::PublicKey,
        sender: Option<(&Self::PrivateKey, &Self::PublicKey)>,
        _: &mut impl CryptoRng,
    ) -> Result<(SharedSecret<Self>, Self::EncappedKey), HpkeError> {
        let failed = || HpkeError::EncapError;
        // Only the base mode is used, which names no sender.
        let None = sender else { return Err(failed()) };
        let once = agreement::PrivateKey::generate(&ECDH_P256).map_err(|_| failed())?;
        let encapsulated = once.compute_public_key().map_err(|_| failed())?;
        let to = to.to_bytes();
        let secret = shared(&once, &to, [encapsulated.as_ref(), &to], HpkeError::EncapError)?;
        Ok((secret, Self::EncappedKey::from_bytes(encapsulated.as_ref())?))
    }

    fn decap(
        private: &Self::PrivateKey,
        sender: Option<&Self::PublicKey>,
        encapsulated: &Self::EncappedKey,
    ) -> Result<SharedSecret<Self>, HpkeError> {
        let failed = || HpkeError::DecapError;
        let None = sender else { return Err(failed()) };
        let Ready { private, public } = private.ready()?;
        let encapsulated = encapsulated.to_bytes();
        shared(private, &encapsulated, [&encapsulated, public.as_ref()], HpkeError::DecapError)
    }
}

/// `ExtractAndExpand` of the secret that both sides agree on.
fn shared(
    private: &agreement::PrivateKey,
    public: &[u8],
    context: [&[u8]; 2],
    failed: HpkeError,
) -> Result<SharedSecret<OfficeKem>, HpkeError> {
    let derive = |agreed: &[u8]| {
        let input = Zeroizing::new([SUITE, b"eae_prk", agreed].concat());
        let [encapsulated, to] = context;
        let mut secret = SharedSecret::<OfficeKem>::default();
        let length = [0, 32];
        let info = [&length, SUITE, b"shared_secret", encapsulated, to];
        let derived = Hkdf::<Sha256>::new(None, &input).expand_multi_info(&info, &mut secret.0);
        derived.map(|()| secret).map_err(|_| failed)
    };
    agreement::agree(private, UnparsedPublicKey::new(&ECDH_P256, public), failed, derive)
}
