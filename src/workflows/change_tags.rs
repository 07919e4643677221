//! Tags and owners: what staff gather records by.

use super::each_holding::{Outcome, each, open_own};
use super::{WorkflowError, find_holding};
use crate::domain::category::{Other, Profile};
use crate::domain::id::{CandidateId, HoldingId, StaffId};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::tag::Tag;
use crate::store::gate::{self, Ask};
use crate::store::{Database, StoreError, owners, tags};

/// Which tags come and which go.
#[derive(Debug, Clone, Default)]
pub struct TagChange {
    /// These come; those that are there already stay.
    pub add: Vec<Tag>,
    /// These go, as far as they are there.
    pub remove: Vec<Tag>,
}

/// Changes the tags of many records, one by one.
///
/// # Errors
/// The database's; what stands against one record is its outcome.
pub fn change_tags(
    db: &mut Database,
    caller: &Caller,
    holdings: &[HoldingId],
    change: &TagChange,
) -> Result<Vec<(HoldingId, Outcome)>, WorkflowError> {
    each(holdings, |holding| change_of_one(db, caller, holding, change))
}

/// What changing the tags of many records would come to; nothing is changed, and each look is journalled.
///
/// # Errors
/// The database's.
pub fn try_tags(
    db: &mut Database,
    caller: &Caller,
    holdings: &[HoldingId],
    change: &TagChange,
) -> Result<Vec<(HoldingId, Outcome)>, WorkflowError> {
    each(holdings, |holding| {
        let permit = open_own::<Other>(db, caller, holding)?;
        db.read(|db| tags::would_be(db, &permit, &change.add, &change.remove)).map(|_| ())
    })
}

/// Changes the tags of the record that the caller's own office holds.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none; [`StoreError::Refused`] with the reason; [`StoreError::Full`] if there
/// would be too many.
pub fn change_tags_of(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
    change: &TagChange,
) -> Result<(), WorkflowError> {
    let holding = own_holding(db, caller, candidate)?;
    Ok(change_of_one(db, caller, holding, change)?)
}

fn change_of_one(db: &mut Database, caller: &Caller, holding: HoldingId, change: &TagChange) -> Result<(), StoreError> {
    let permit = open_own::<Other>(db, caller, holding)?;
    // To add is a collection as well as a use.
    if !change.add.is_empty() {
        gate::open::<Other>(db, &Ask::create(caller, Purpose::Recruitment), holding)?;
    }
    db.change(|tx| Ok(((), tags::change(tx, &permit, &change.add, &change.remove)?.into_iter().collect())))
}

/// Names who looks after many records, one by one, or nobody.
///
/// # Errors
/// The database's; what stands against one record is its outcome.
pub fn set_owner(
    db: &mut Database,
    caller: &Caller,
    holdings: &[HoldingId],
    owner: Option<StaffId>,
) -> Result<Vec<(HoldingId, Outcome)>, WorkflowError> {
    each(holdings, |holding| owner_of_one(db, caller, holding, owner))
}

/// Names who looks after the record that the caller's own office holds, or nobody.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none, or no such recruiter; [`StoreError::Refused`] with the reason.
pub fn set_owner_of(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
    owner: Option<StaffId>,
) -> Result<(), WorkflowError> {
    let holding = own_holding(db, caller, candidate)?;
    Ok(owner_of_one(db, caller, holding, owner)?)
}

fn owner_of_one(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    owner: Option<StaffId>,
) -> Result<(), StoreError> {
    let permit = open_own::<Profile>(db, caller, holding)?;
    db.change(|tx| Ok(((), owners::set(tx, &permit, owner)?.into_iter().collect())))
}

/// The record of a candidate that the caller's own office holds.
pub(super) fn own_holding(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
) -> Result<HoldingId, WorkflowError> {
    let ask = Ask::change(caller, Purpose::Recruitment);
    Ok(find_holding::to_add_to(db, &ask, candidate)?.id)
}
