//! Where a mail belongs.
//!
//! Invariant: the gate is asked to keep what is added to a record, as this job: a record past its time gets nothing
//! more, one under a stop of use does.

use super::Came;
use crate::domain::category::Communications;
use crate::domain::contact::EmailAddress;
use crate::domain::id::{HoldingId, ThreadId};
use crate::domain::message::{AutomaticKind, FiledBy};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::store::gate::{self, Ask};
use crate::store::permit::Permit;
use crate::store::{Database, StoreError, addresses, messages, threads};
use crate::workflows::{WorkflowError, find_holding};

/// Message-IDs that are looked up for one mail, the nearest first.
const REFERENCES: usize = 50;
/// Seconds after which a thread is not gone on with by a mail that does not answer it.
const FRESH: i64 = 14 * 24 * 60 * 60;

/// Where a mail belongs.
pub(super) enum Place {
    /// With somebody on record, and by what that was found: in a thread, or in a new one.
    Known(Permit<Communications>, Option<ThreadId>, FiledBy),
    /// With nobody: a program sent it.
    Apart(AutomaticKind),
    /// With somebody new.
    New(NewAddress),
    /// Nobody can be named as its sender.
    Nobody,
}

/// An address that nobody on record has.
pub(super) struct NewAddress {
    pub(super) address: EmailAddress,
    pub(super) digest: Vec<u8>,
    /// Holdings that have it, but are past their time or do not open.
    pub(super) past: Vec<HoldingId>,
}

pub(super) fn of(db: &mut Database, caller: &Caller, came: &Came) -> Result<Place, WorkflowError> {
    if let Some((permit, thread)) = by_reference(db, caller, came)? {
        return Ok(Place::Known(permit, Some(thread), FiledBy::Reference));
    }
    let program = came.automatic().filter(|_| !came.is_asked_for());
    let Some(address) = came.sender() else { return Ok(program.map_or(Place::Nobody, Place::Apart)) };
    // What we write to each other is nobody's record, unless it answers what is in one.
    if came.is_from_us(&address) && !came.is_asked_for() {
        return Ok(Place::Apart(program.unwrap_or(AutomaticKind::Notification)));
    }
    let digest = addresses::digest(db, &caller.office, &address)?;
    let owner = find_holding::of_address_for(db, caller, &digest)?;
    if let Some(profile) = owner.current {
        let ask = Ask::create(caller, Purpose::Upkeep);
        let permit = gate::open::<Communications>(db, &ask, profile.holding().id)?;
        let thread = going_on(db, profile.holding().id, came)?;
        return Ok(Place::Known(permit, thread, FiledBy::Address));
    }
    Ok(match program {
        Some(kind) => Place::Apart(kind),
        None => Place::New(NewAddress { address, digest, past: owner.past }),
    })
}

impl Came {
    /// The Message-IDs of what it answers or reports about, the nearest first.
    pub(super) fn named_ids(&self) -> impl Iterator<Item = &String> {
        let reported = self.mail.marks.report.iter().map(|report| &report.original_message_id);
        let named = self.mail.head.references.iter().rev().chain(reported);
        named.filter(|id| !id.is_empty()).take(REFERENCES)
    }
}

/// The thread of what a mail answers or reports about, and whose it is.
pub(super) fn referred(
    db: &mut Database,
    caller: &Caller,
    came: &Came,
) -> Result<Option<(ThreadId, HoldingId)>, StoreError> {
    let digest = |id: &String| messages::digest_of_id(db, &caller.office, id);
    let digests: Vec<Vec<u8>> = came.named_ids().map(digest).collect::<Result<_, StoreError>>()?;
    let Some((thread, holding)) = db.read(|db| messages::thread_of_ids(db, &caller.office, &digests))? else {
        return Ok(None);
    };
    Ok(may_answer(db, caller, came, holding)?.then_some((thread, holding)))
}

/// Whether a mail may be filed with a record because it names a message of its own: not one of somebody who has another
/// record here, such as who got a copy. What is reported about a message, and what we write ourselves, may.
fn may_answer(db: &mut Database, caller: &Caller, came: &Came, holding: HoldingId) -> Result<bool, StoreError> {
    let Some(address) = came.sender().filter(|address| came.automatic().is_none() && !came.is_from_us(address)) else {
        return Ok(true);
    };
    let digest = addresses::digest(db, &caller.office, &address)?;
    let owners = db.read(|db| addresses::find(db, &caller.office, &digest))?;
    Ok(owners.is_empty() || owners.contains(&holding))
}

/// The thread of what a mail answers or reports about, if that is with somebody whose record may still be added to.
fn by_reference(
    db: &mut Database,
    caller: &Caller,
    came: &Came,
) -> Result<Option<(Permit<Communications>, ThreadId)>, WorkflowError> {
    let Some((thread, holding)) = referred(db, caller, came)? else { return Ok(None) };
    match gate::open::<Communications>(db, &Ask::create(caller, Purpose::Upkeep), holding) {
        Ok(permit) => Ok(Some((permit, thread))),
        Err(StoreError::Refused(_) | StoreError::NotFound | StoreError::Unopened(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The thread that a mail goes on with although it answers none: the only one that is not done, if it is not old.
pub(super) fn going_on(db: &mut Database, holding: HoldingId, came: &Came) -> Result<Option<ThreadId>, StoreError> {
    let open = db.read(|db| threads::of_holding(db, holding, true, 2))?;
    let [only] = open.as_slice() else { return Ok(None) };
    Ok((only.last_at >= came.opened.received_at.plus_seconds(-FRESH)).then_some(only.id))
}
