//! Changes that staff make: the profile, who looks at an application, a note.

use super::{WorkflowError, find_holding};
use crate::domain::candidate::ProfileRecord;
use crate::domain::category::{ApplicationHistory, Category, Other, Profile};
use crate::domain::id::{ApplicationId, CandidateId, HoldingId, StaffId};
use crate::domain::note::NoteClass;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Actor, Caller};
use crate::store::candidates::StoredProfile;
use crate::store::database::Db;
use crate::store::gate::{self, Ask};
use crate::store::journal::Entry;
use crate::store::permit::Permit;
use crate::store::{Database, StoreError, addresses, applications, candidates, notes, staff, undelivered_addresses};

/// Opens the profile that the caller's own office holds, to be edited: another office's is for that office to change.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none for the caller; [`StoreError::Refused`] with the reason.
pub fn open_profile(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
) -> Result<(Permit<Profile>, StoredProfile), WorkflowError> {
    let ask = Ask::change(caller, Purpose::Recruitment);
    let holding = find_holding::to_add_to(db, &ask, candidate)?;
    let permit = gate::open::<Profile>(db, &ask, holding.id)?;
    if holding.office != caller.office {
        return Err(StoreError::NotFound.into());
    }
    let stored = candidates::read(db, &permit)?;
    Ok((permit, stored))
}

/// Replaces a profile, opened to be edited, that is still as the editor saw it.
///
/// # Errors
/// [`StoreError::Stale`] if somebody changed it meanwhile; [`StoreError::Taken`] if the new address belongs to
/// somebody else on record.
pub fn edit_profile(
    db: &mut Database,
    permit: &Permit<Profile>,
    record: &ProfileRecord,
    seen_revision: i64,
) -> Result<(), WorkflowError> {
    let address = free_address(db, permit, record)?;
    db.change(|tx| Ok(((), vec![write_profile(tx, permit, record, seen_revision, &address)?])))?;
    Ok(())
}

/// An address that nobody else on record has: its digest, and the holdings past their time that had it.
pub(super) struct FreeAddress {
    digest: Vec<u8>,
    past: Vec<HoldingId>,
}

/// Asks whose address a profile names; before the transaction, since the gate is asked about whoever had it later than
/// the permit's own record.
///
/// # Errors
/// [`StoreError::Taken`] if it belongs to somebody else on record.
pub(super) fn free_address(
    db: &mut Database,
    permit: &Permit<Profile>,
    record: &ProfileRecord,
) -> Result<FreeAddress, WorkflowError> {
    let holding = permit.holding();
    let digest = addresses::digest(db, &holding.office, &record.email)?;
    let mut later = db.read(|db| addresses::find(db, &holding.office, &digest))?;
    let own = later.iter().position(|id| *id == holding.id);
    let earlier = own.map(|own| later.split_off(own)).unwrap_or_default();
    let mut owner = find_holding::newest_of(db, &holding.office, &later, permit.caller().at)?;
    if let Some(other) = &owner.current {
        return Err(find_holding::taken(db, permit.caller(), other).into());
    }
    owner.past.extend(earlier.into_iter().skip(1));
    Ok(FreeAddress { digest, past: owner.past })
}

/// Writes a profile with what follows from its address.
///
/// # Errors
/// [`StoreError::Stale`] if somebody changed it meanwhile; [`StoreError::Taken`] if the address is somebody else's now.
pub(super) fn write_profile(
    tx: &mut Db,
    permit: &Permit<Profile>,
    record: &ProfileRecord,
    seen_revision: i64,
    address: &FreeAddress,
) -> Result<Entry, StoreError> {
    let entry = candidates::change(tx, permit, record, seen_revision)?;
    undelivered_addresses::leave(tx, permit, &address.digest)?;
    addresses::set(tx, permit, &address.digest, &address.past)?;
    staff::set_own(tx, &record.email, permit.holding())?;
    Ok(entry)
}

/// Gives an application to a hiring manager of the office to look at, or takes it away.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such application for the caller, or no such manager;
/// [`StoreError::Refused`] with the reason.
pub fn assign(
    db: &mut Database,
    caller: &Caller,
    (candidate, application): (CandidateId, ApplicationId),
    manager: StaffId,
    begins: bool,
) -> Result<(), WorkflowError> {
    let ask = Ask::change(caller, Purpose::Recruitment);
    let holding = find_holding::of_application(db, &ask, candidate, application)?;
    let permit = gate::open::<ApplicationHistory>(db, &ask, holding)?;
    let write = if begins { applications::assign } else { applications::unassign };
    db.change(|tx| Ok(((), vec![write(tx, &permit, application, manager)?])))?;
    Ok(())
}

/// Adds a note.
///
/// # Errors
/// [`StoreError::Refused`] with the reason.
pub fn add_note(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
    class: NoteClass,
    text: &str,
) -> Result<(), WorkflowError> {
    let permit = open_to_add::<Other>(db, caller, candidate)?;
    let staff = if let Actor::Staff(id) = caller.actor { Some(id) } else { None };
    db.change(|tx| Ok(((), vec![notes::create_for(tx, &permit, class, text, staff, caller.at)?])))?;
    Ok(())
}

/// Permission to add to a record. That is a use of it as well as a collection, so a stop of use refuses it.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none for the caller; [`StoreError::Refused`] with the reason.
pub(super) fn open_to_add<C: Category>(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
) -> Result<Permit<C>, WorkflowError> {
    let ask = Ask::create(caller, Purpose::Recruitment);
    let holding = find_holding::to_add_to(db, &ask, candidate)?;
    gate::open::<C>(db, &Ask::change(caller, Purpose::Recruitment), holding.id)?;
    Ok(gate::open::<C>(db, &ask, holding.id)?)
}
