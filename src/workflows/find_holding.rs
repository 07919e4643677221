//! Which holding of a candidate a page acts on.
//!
//! Invariant: only holdings that exist for the caller's office are found; an unknown id is journalled like a refusal.

use super::{WorkflowError, purpose_of};
use crate::domain::candidate::HoldingRef;
use crate::domain::category::Profile;
use crate::domain::id::{ApplicationId, CandidateId, DocumentId, HoldingId};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Caller, JobName};
use crate::domain::time::Ts;
use crate::store::gate::{self, Ask};
use crate::store::permit::Permit;
use crate::store::{Database, StoreError, addresses, applications, documents, list_permit};

/// The holding that something is added to: the office's own, else the first that it was given some of, so that
/// the gate says whether another office may.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none for the caller.
pub fn to_add_to(db: &mut Database, ask: &Ask<'_>, candidate: CandidateId) -> Result<HoldingRef, WorkflowError> {
    let known = gate::holdings_of(db, ask, candidate)?;
    let own = known.iter().find(|holding| holding.office == ask.caller.office);
    own.or(known.first()).cloned().ok_or_else(|| StoreError::NotFound.into())
}

/// The holding that the caller's own office collected, and no other: what is added there is its own.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none; the attempt is journalled.
pub fn of_own_office(db: &mut Database, ask: &Ask<'_>, candidate: CandidateId) -> Result<HoldingRef, WorkflowError> {
    let known = gate::holdings_of(db, ask, candidate)?;
    let own = known.into_iter().find(|holding| holding.office == ask.caller.office);
    own.ok_or_else(|| gate::unknown(db, ask, &candidate.to_string()).into())
}

/// The holding of one of the candidate's applications.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none for the caller.
pub fn of_application(
    db: &mut Database,
    ask: &Ask<'_>,
    candidate: CandidateId,
    application: ApplicationId,
) -> Result<HoldingId, WorkflowError> {
    let owner = db.read(|db| applications::holding_of(db, application));
    Ok(known(db, ask, candidate, owner, &application.to_string())?)
}

/// The holding of one of the candidate's documents.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none for the caller.
pub fn of_document(
    db: &mut Database,
    ask: &Ask<'_>,
    candidate: CandidateId,
    document: DocumentId,
) -> Result<HoldingId, WorkflowError> {
    let owner = documents::holding_of(db, document);
    Ok(known(db, ask, candidate, owner, &document.to_string())?)
}

/// Whom an address belongs to at an office.
#[derive(Debug)]
pub struct AddressOwner {
    /// The newest record that may be kept, opened for keeping.
    pub current: Option<Permit<Profile>>,
    /// The others: past their time, they wait to be erased; or their key is missing or damaged.
    pub past: Vec<HoldingId>,
}

/// Says that an address is taken, once the journal says that the caller learned whose record that is, as from a list.
///
/// # Errors
/// [`StoreError::Taken`], always; or what keeps it from being journalled.
pub(super) fn taken(db: &mut Database, caller: &Caller, owner: &Permit<Profile>) -> StoreError {
    let shown = list_permit::open_list(db, caller, purpose_of(caller))
        .and_then(|permit| permit.record_shown(db, vec![owner.holding().candidate]));
    shown.err().unwrap_or(StoreError::Taken("email"))
}

/// Finds the record of an address. The gate is asked to keep it, as the job that files what comes in, so the journal
/// says that somebody was looked up. A record past its time, or whose key does not open it, is none, so that what comes
/// in is not kept waiting for ever; one under a stop of use still is.
///
/// # Errors
/// The store's.
pub fn of_address(
    db: &mut Database,
    office: &OfficeCode,
    digest: &[u8],
    at: Ts,
) -> Result<AddressOwner, WorkflowError> {
    of_address_for(db, &Caller::job(JobName::AcceptIntake, office.clone(), at), digest)
}

/// The same for any job that files what comes in.
///
/// # Errors
/// The store's.
pub(super) fn of_address_for(db: &mut Database, caller: &Caller, digest: &[u8]) -> Result<AddressOwner, WorkflowError> {
    let found = db.read(|db| addresses::find(db, &caller.office, digest))?;
    newest_for(db, caller, &found)
}

/// The same among some records that have an address, the newest first.
///
/// # Errors
/// The store's.
pub(super) fn newest_of(
    db: &mut Database,
    office: &OfficeCode,
    found: &[HoldingId],
    at: Ts,
) -> Result<AddressOwner, WorkflowError> {
    newest_for(db, &Caller::job(JobName::AcceptIntake, office.clone(), at), found)
}

fn newest_for(db: &mut Database, caller: &Caller, found: &[HoldingId]) -> Result<AddressOwner, WorkflowError> {
    let ask = Ask::create(caller, Purpose::Upkeep);
    let mut owner = AddressOwner { current: None, past: Vec::new() };
    for &holding in found {
        if owner.current.is_some() {
            owner.past.push(holding);
            continue;
        }
        match gate::open::<Profile>(db, &ask, holding) {
            Ok(permit) => owner.current = Some(permit),
            Err(StoreError::Refused(_) | StoreError::NotFound | StoreError::Unopened(_)) => owner.past.push(holding),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(owner)
}

fn known(
    db: &mut Database,
    ask: &Ask<'_>,
    candidate: CandidateId,
    owner: Result<HoldingId, StoreError>,
    asked_for: &str,
) -> Result<HoldingId, StoreError> {
    let known = gate::holdings_of(db, ask, candidate)?;
    match owner {
        Ok(owner) if known.iter().any(|holding| holding.id == owner) => Ok(owner),
        Ok(_) | Err(StoreError::NotFound) => Err(gate::unknown(db, ask, asked_for)),
        Err(error) => Err(error),
    }
}
