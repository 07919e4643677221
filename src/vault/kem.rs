//! The key encapsulation of offices: DHKEM(P-256, HKDF-SHA256) of RFC 9180, its arithmetic by AWS-LC.
//!
//! Invariant: it is the library's own encapsulation byte for byte (a test wraps and unwraps across), only faster: a
//! page opens several grants, and each takes two multiplications on the curve.

use aws_lc_rs::agreement::{self, ECDH_P256, UnparsedPublicKey};
use hkdf::Hkdf;
use hpke::kem::{DhP256HkdfSha256, SharedSecret};
use hpke::rand_core::CryptoRng;
use hpke::{Deserializable, HpkeError, Kem, Serializable};
use sha2::Sha256;
use zeroize::Zeroizing;

/// What every label begins with: the version of HPKE, and `KEM` with the number of this encapsulation.
const SUITE: &[u8] = b"HPKE-v1KEM\x00\x10";

/// The key encapsulation of every office.
pub(super) struct OfficeKem;

impl Kem for OfficeKem {
    type PublicKey = <DhP256HkdfSha256 as Kem>::PublicKey;
    type PrivateKey = <DhP256HkdfSha256 as Kem>::PrivateKey;
    type EncappedKey = <DhP256HkdfSha256 as Kem>::EncappedKey;
    type NSecret = <DhP256HkdfSha256 as Kem>::NSecret;

    const KEM_ID: u16 = DhP256HkdfSha256::KEM_ID;

    fn derive_keypair(seed: &[u8]) -> (Self::PrivateKey, Self::PublicKey) {
        DhP256HkdfSha256::derive_keypair(seed)
    }

    fn sk_to_pk(private: &Self::PrivateKey) -> Self::PublicKey {
        DhP256HkdfSha256::sk_to_pk(private)
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
        let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(private.to_bytes().into());
        let private = agreement::PrivateKey::from_private_key(&ECDH_P256, bytes.as_slice()).map_err(|_| failed())?;
        let public = private.compute_public_key().map_err(|_| failed())?;
        let encapsulated = encapsulated.to_bytes();
        shared(&private, &encapsulated, [&encapsulated, public.as_ref()], HpkeError::DecapError)
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
