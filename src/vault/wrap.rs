//! Wrapping: secrets sealed to the public key of an office (HPKE base mode, RFC 9180: DHKEM(P-256,
//! HKDF-SHA256), HKDF-SHA256, AES-256-GCM). A data key that is wrapped is a grant.
//!
//! Invariant: anybody can wrap for an office; only its private key unwraps, and only for the same kind, grant,
//! candidate, collecting office and category that it was wrapped for.

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::data_key::DataKey;
use super::fields::Fields;
use super::kem::OfficeKem;
use super::office_key::{OfficeKeyPair, OfficePublicKey};
use super::random::{RandomError, SystemRandom};
use crate::domain::category::{Category, CategoryId};
use crate::domain::id::{CandidateId, DataKeyId, GrantId, IntakeId, ProcessorId};
use crate::domain::office::OfficeCode;

const VERSION: u8 = 1;
const ENCAPSULATED: usize = 65;
const TAG: usize = 16;

/// Why a secret could not be wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrapError {
    /// There was no randomness.
    #[error("nothing can be wrapped now")]
    Random(#[from] RandomError),
    /// The library refused.
    #[error("the secret could not be wrapped")]
    Refused,
    /// The data key is of another category than the grant.
    #[error("the data key is of another category than its grant")]
    OtherCategory,
}

/// Why a wrapped secret does not unwrap. It says nothing about the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnwrapError {
    /// The version byte is not one that this version writes or reads.
    #[error("the wrapped key has an unknown format")]
    UnknownFormat,
    /// There are fewer bytes than the shortest wrapped secret has.
    #[error("the wrapped key is cut short")]
    Truncated,
    /// It was wrapped to another office or for another grant, or it was changed; which of them, nobody can tell.
    #[error("the wrapped key does not open here")]
    Refused,
    /// The grant is of another category than the one that was asked for.
    #[error("the grant is of another category")]
    OtherCategory,
    /// It opened, but is no data key.
    #[error("the wrapped key is not a data key")]
    NotADataKey,
}

/// Why a secret could not be wrapped anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RewrapError {
    /// It does not unwrap.
    #[error("the key cannot be wrapped anew, because it does not open")]
    Unwrap(#[from] UnwrapError),
    /// It cannot be wrapped.
    #[error("the key opens, but cannot be wrapped anew")]
    Wrap(#[from] WrapError),
}

/// What a wrapped secret is for; it unwraps for nothing else.
#[derive(Debug, Clone)]
pub struct WrapInfo<'a> {
    label: &'static str,
    id: Uuid,
    subject: Option<Uuid>,
    office: &'a OfficeCode,
    category: Option<CategoryId>,
}

impl<'a> WrapInfo<'a> {
    /// A grant: the data key of one category of what `office` collected about a candidate. Whom it is granted
    /// to is the public key that it is wrapped to.
    pub fn grant(grant: GrantId, candidate: CandidateId, office: &'a OfficeCode, category: CategoryId) -> Self {
        let subject = Some(candidate.uuid());
        Self { label: "grant", id: grant.uuid(), subject, office, category: Some(category) }
    }

    /// The data key of what a public form brought, until it is accepted into a holding.
    pub fn intake(grant: GrantId, intake: IntakeId, office: &'a OfficeCode, category: CategoryId) -> Self {
        let subject = Some(intake.uuid());
        Self { label: "intake grant", id: grant.uuid(), subject, office, category: Some(category) }
    }

    /// The key of an office's directory.
    pub fn directory_key(id: Uuid, office: &'a OfficeCode) -> Self {
        Self { label: "directory key", id, subject: None, office, category: None }
    }

    /// The key of an office's incoming mail.
    pub fn intake_key(id: Uuid, office: &'a OfficeCode) -> Self {
        Self { label: "intake key", id, subject: None, office, category: None }
    }

    /// The seed of the key pair of a processor that an office contracts with.
    pub fn processor_key(id: Uuid, processor: ProcessorId, office: &'a OfficeCode) -> Self {
        Self { label: "processor key", id, subject: Some(processor.uuid()), office, category: None }
    }

    /// Any other secret of an office, such as that of its sessions.
    pub fn office_secret(id: Uuid, office: &'a OfficeCode) -> Self {
        Self { label: "office secret", id, subject: None, office, category: None }
    }

    fn to_bytes(&self) -> Vec<u8> {
        Fields::new(b"wrap 1")
            .field(self.label.as_bytes())
            .field(self.subject.as_ref().map_or(&[], |id| id.as_bytes().as_slice()))
            .field(self.office.as_str().as_bytes())
            .field(self.category.map_or("", CategoryId::as_str).as_bytes())
            .field(self.id.as_bytes())
            .into_bytes()
    }
}

/// A wrapped secret as it is stored: version byte ‖ encapsulated key ‖ ciphertext ‖ tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapped(Vec<u8>);

impl Wrapped {
    /// Takes stored bytes back.
    ///
    /// # Errors
    /// [`UnwrapError::Truncated`] and [`UnwrapError::UnknownFormat`].
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Result<Self, UnwrapError> {
        let bytes = bytes.into();
        split(&bytes)?;
        Ok(Self(bytes))
    }

    /// The bytes as they are stored.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

fn split(bytes: &[u8]) -> Result<(&[u8; ENCAPSULATED], &[u8]), UnwrapError> {
    let (&version, rest) = bytes.split_first().ok_or(UnwrapError::Truncated)?;
    if version != VERSION {
        return Err(UnwrapError::UnknownFormat);
    }
    let (encapsulated, ciphertext) = rest.split_first_chunk().ok_or(UnwrapError::Truncated)?;
    if ciphertext.len() < TAG { Err(UnwrapError::Truncated) } else { Ok((encapsulated, ciphertext)) }
}

/// Wraps a secret to an office.
///
/// # Errors
/// [`WrapError`] if there is no randomness or the library refuses.
pub fn wrap(secret: &[u8], to: &OfficePublicKey, info: &WrapInfo<'_>) -> Result<Wrapped, WrapError> {
    let mut random = SystemRandom::default();
    let made = hpke::single_shot_seal_with_rng::<AesGcm256, HkdfSha256, OfficeKem>(
        &OpModeS::Base,
        to.key(),
        &info.to_bytes(),
        secret,
        &[],
        &mut random,
    );
    let (encapsulated, ciphertext) = random.checked(made)?.map_err(|_| WrapError::Refused)?;
    let mut bytes = Vec::with_capacity(1 + ENCAPSULATED + ciphertext.len());
    bytes.push(VERSION);
    bytes.extend_from_slice(&encapsulated.to_bytes());
    bytes.extend_from_slice(&ciphertext);
    Ok(Wrapped(bytes))
}

/// Unwraps a secret; it is wiped when it is dropped.
///
/// # Errors
/// [`UnwrapError`]; never an empty secret in place of an error.
pub fn unwrap(pair: &OfficeKeyPair, wrapped: &Wrapped, info: &WrapInfo<'_>) -> Result<Zeroizing<Vec<u8>>, UnwrapError> {
    let (encapsulated, ciphertext) = split(&wrapped.0)?;
    let encapsulated = <OfficeKem as Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| UnwrapError::Refused)?;
    hpke::single_shot_open::<AesGcm256, HkdfSha256, OfficeKem>(
        &OpModeR::Base,
        pair.private(),
        &encapsulated,
        &info.to_bytes(),
        ciphertext,
        &[],
    )
    .map(Zeroizing::new)
    .map_err(|_| UnwrapError::Refused)
}

/// Wraps a secret anew for another office, another key of the same one, or another grant.
///
/// # Errors
/// [`RewrapError`], saying which half failed.
pub fn rewrap(
    pair: &OfficeKeyPair,
    wrapped: &Wrapped,
    info: &WrapInfo<'_>,
    to: &OfficePublicKey,
    to_info: &WrapInfo<'_>,
) -> Result<Wrapped, RewrapError> {
    let secret = unwrap(pair, wrapped, info)?;
    Ok(wrap(&secret, to, to_info)?)
}

/// Wraps a data key, together with its id.
///
/// # Errors
/// [`WrapError`]; [`WrapError::OtherCategory`] if the grant is not of the key's category.
pub fn wrap_data_key<C: Category>(
    key: &DataKey<C>,
    to: &OfficePublicKey,
    info: &WrapInfo<'_>,
) -> Result<Wrapped, WrapError> {
    if info.category != Some(C::ID) {
        return Err(WrapError::OtherCategory);
    }
    let mut secret = Zeroizing::new([0; 48]);
    let (id, bytes) = secret.split_at_mut(16);
    id.copy_from_slice(key.id().uuid().as_bytes());
    bytes.copy_from_slice(key.expose());
    wrap(secret.as_slice(), to, info)
}

/// Unwraps a data key; its id comes out of the wrapping, so nobody can exchange it.
///
/// # Errors
/// [`UnwrapError`]; [`UnwrapError::OtherCategory`] if the grant is not of the category asked for.
pub fn unwrap_data_key<C: Category>(
    pair: &OfficeKeyPair,
    wrapped: &Wrapped,
    info: &WrapInfo<'_>,
) -> Result<DataKey<C>, UnwrapError> {
    if info.category != Some(C::ID) {
        return Err(UnwrapError::OtherCategory);
    }
    let secret = unwrap(pair, wrapped, info)?;
    let (id, bytes) = secret.split_first_chunk().ok_or(UnwrapError::NotADataKey)?;
    DataKey::from_bytes(DataKeyId::from_uuid(Uuid::from_bytes(*id)), bytes).ok_or(UnwrapError::NotADataKey)
}
