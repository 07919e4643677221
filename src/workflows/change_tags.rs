//! Tags and owners: what staff gather records by.

use super::{WorkflowError, find_holding};
use crate::domain::category::{Other, Profile};
use crate::domain::id::{CandidateId, HoldingId, StaffId};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::tag::TagChange;
use crate::store::gate::{self, Ask};
use crate::store::{Database, owners, tags};

/// Changes the tags of the record that the caller's own office holds.
///
/// # Errors
/// [`crate::store::StoreError::NotFound`] if there is none; [`crate::store::StoreError::Refused`] with the reason;
/// [`crate::store::StoreError::Full`] if there would be too many.
pub fn change_tags_of(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
    change: &TagChange,
) -> Result<(), WorkflowError> {
    let holding = own_holding(db, caller, candidate)?;
    let permit = gate::open::<Other>(db, &Ask::change(caller, Purpose::Recruitment), holding)?;
    // To add is a collection as well as a use.
    if !change.add.is_empty() {
        gate::open::<Other>(db, &Ask::create(caller, Purpose::Recruitment), holding)?;
    }
    Ok(db.change(|tx| Ok(((), tags::change(tx, &permit, change)?.into_iter().collect())))?)
}

/// Names who looks after the record that the caller's own office holds, or nobody.
///
/// # Errors
/// [`crate::store::StoreError::NotFound`] if there is none, or no such recruiter;
/// [`crate::store::StoreError::Refused`] with the reason.
pub fn set_owner_of(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
    owner: Option<StaffId>,
) -> Result<(), WorkflowError> {
    let holding = own_holding(db, caller, candidate)?;
    let permit = gate::open::<Profile>(db, &Ask::change(caller, Purpose::Recruitment), holding)?;
    Ok(db.change(|tx| Ok(((), owners::set(tx, &permit, owner)?.into_iter().collect())))?)
}

/// The record of a candidate that the caller's own office holds; another one does not exist here.
pub(super) fn own_holding(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
) -> Result<HoldingId, WorkflowError> {
    let ask = Ask::change(caller, Purpose::Recruitment);
    let found = find_holding::to_add_to(db, &ask, candidate)?;
    if found.office == caller.office {
        Ok(found.id)
    } else {
        Err(gate::unknown(db, &ask, &found.id.to_string()).into())
    }
}
