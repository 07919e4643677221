//! Which holding of a candidate a page acts on.
//!
//! Invariant: only holdings that exist for the caller's office are found; an unknown id is journalled like a refusal.

use super::WorkflowError;
use crate::domain::candidate::HoldingRef;
use crate::domain::id::{ApplicationId, CandidateId, DocumentId, HoldingId};
use crate::store::gate::{self, Ask};
use crate::store::{Database, StoreError, applications, documents};

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
