//! What an office knows about the organisations that it provides to and receives from.
//!
//! Invariant: nobody overwrites what they did not see, and nothing that was approved for one organisation goes to another.

use super::WorkflowError;
use crate::domain::id::ThirdPartyId;
use crate::domain::staff::Caller;
use crate::store::third_parties::{self, PartyFile};
use crate::store::{Database, terms_permit};

/// Lines of a page.
const SIZE: usize = 100;

/// A page of third parties.
#[derive(Debug)]
pub struct Parties {
    /// Those of the page, by name.
    pub parties: Vec<PartyFile>,
    /// After which one the next page begins, if there is one.
    pub next: Option<ThirdPartyId>,
}

/// The third parties of the caller's office.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role keeps no records of provision and receipt.
pub fn list(db: &mut Database, caller: &Caller, after: Option<ThirdPartyId>) -> Result<Parties, WorkflowError> {
    terms_permit::open_parties(db, caller)?;
    let mut parties = db.read(|db| third_parties::files(db, &caller.office, after, SIZE as i64 + 1))?;
    let has_more = parties.len() > SIZE;
    parties.truncate(SIZE);
    Ok(Parties { next: parties.last().filter(|_| has_more).map(|it| it.party.id), parties })
}

/// One of them.
///
/// # Errors
/// As [`list`]; [`crate::store::StoreError::NotFound`] if the office knows none of this id.
pub fn show(db: &mut Database, caller: &Caller, id: ThirdPartyId) -> Result<PartyFile, WorkflowError> {
    terms_permit::open_parties(db, caller)?;
    Ok(db.read(|db| third_parties::file(db, &caller.office, id))?)
}

/// Changes one, if it is as its editor saw it.
///
/// # Errors
/// As [`show`]; [`crate::store::StoreError::Stale`] if somebody changed it meanwhile;
/// [`crate::store::StoreError::Taken`] if there is another one of this name in this country;
/// [`crate::store::StoreError::OnRecord`] if a demand or a record names it and it would be another organisation.
pub fn change(db: &mut Database, caller: &Caller, to: &PartyFile) -> Result<(), WorkflowError> {
    let permit = terms_permit::open_parties(db, caller)?;
    Ok(db.change(|tx| Ok(((), vec![third_parties::change(tx, &permit, to)?])))?)
}
