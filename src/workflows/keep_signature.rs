//! What stands under the messages that somebody of staff writes, as they keep it for themselves.
//!
//! Invariant: everybody keeps their own, in each language; nobody has another's.

use super::WorkflowError;
use super::write_message::usual_signature;
use crate::domain::locale::{InThreeLanguages, Locale};
use crate::domain::staff::Caller;
use crate::store::journal::Entry;
use crate::store::searches::staff_of;
use crate::store::{Database, signatures, terms_permit};

/// Characters of a signature.
pub const LONGEST: usize = 1_000;

/// What is wrong with a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureError {
    /// It is longer than [`LONGEST`].
    TooLong,
    /// It has a character that cannot be sent.
    NotPrintable,
}

/// The signatures of somebody, and what stands there instead of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signatures {
    /// Their own; empty where they wrote none.
    pub own: InThreeLanguages,
    /// What stands under a message where they wrote none.
    pub usual: InThreeLanguages,
}

/// The caller's signatures.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role writes no messages.
pub fn show(db: &mut Database, caller: &Caller) -> Result<Signatures, WorkflowError> {
    terms_permit::require_writer(db, caller)?;
    let own = db.read(|db| signatures::of(db, staff_of(caller)?))?;
    let usual = InThreeLanguages {
        ja: usual_signature(db, caller, Locale::Ja)?,
        en: usual_signature(db, caller, Locale::En)?,
        zh_hant: usual_signature(db, caller, Locale::ZhHant)?,
    };
    Ok(Signatures { own, usual })
}

/// Keeps the caller's signatures; an empty one is none. What is wrong with them comes back inside.
///
/// # Errors
/// As [`show`].
pub fn save(
    db: &mut Database,
    caller: &Caller,
    own: &InThreeLanguages,
) -> Result<Result<(), Vec<(Locale, SignatureError)>>, WorkflowError> {
    let faults = faults(own);
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    terms_permit::require_writer(db, caller)?;
    let staff = staff_of(caller)?;
    db.change(|tx| Ok((signatures::set(tx, staff, own)?, vec![Entry::by(caller, "change", "signature")])))?;
    Ok(Ok(()))
}

fn faults(own: &InThreeLanguages) -> Vec<(Locale, SignatureError)> {
    let all = [(Locale::Ja, &own.ja), (Locale::En, &own.en), (Locale::ZhHant, &own.zh_hant)];
    all.into_iter().filter_map(|(locale, text)| Some((locale, error_of(text)?))).collect()
}

fn error_of(text: &str) -> Option<SignatureError> {
    let is_printable = |c: char| !c.is_control() || c == '\n';
    match () {
        () if text.chars().nth(LONGEST).is_some() => Some(SignatureError::TooLong),
        () if !text.chars().all(is_printable) => Some(SignatureError::NotPrintable),
        () => None,
    }
}
