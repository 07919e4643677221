//! What a profile said before each change, for those of the collecting office who may read all of it.

use super::{WorkflowError, find_holding, purpose_of};
use crate::domain::category::Profile;
use crate::domain::id::{CandidateId, StaffId};
use crate::domain::staff::Caller;
use crate::store::candidates::{self, StoredProfile};
use crate::store::gate::{self, Ask};
use crate::store::profile_versions::{self, ProfileVersion};
use crate::store::proposals::{self, ProposalDecision};
use crate::store::{Database, staff};

/// The history of a profile.
#[derive(Debug)]
pub struct History {
    /// What it says now.
    pub current: StoredProfile,
    /// What it said before, the newest first.
    pub versions: Vec<ProfileVersion>,
    /// What was decided about proposals, the newest first.
    pub decisions: Vec<ProposalDecision>,
    /// Who changed it and decided.
    pub people: Vec<(StaffId, String)>,
}

/// Opens the history of the profile that the caller's own office holds.
///
/// # Errors
/// [`crate::store::StoreError::NotFound`] if there is none for the caller; [`crate::store::StoreError::Refused`] with the reason.
pub fn show(db: &mut Database, caller: &Caller, candidate: CandidateId) -> Result<History, WorkflowError> {
    let ask = Ask::read(caller, purpose_of(caller));
    let holding = find_holding::to_add_to(db, &ask, candidate)?;
    if holding.office != caller.office {
        return Err(gate::unknown(db, &ask, &candidate.to_string()).into());
    }
    let permit = gate::open::<Profile>(db, &ask, holding.id)?;
    let versions = profile_versions::list(db, &permit)?;
    let decisions = proposals::decisions(db, &permit)?;
    let editors = versions.iter().filter_map(|version| version.replaced_by);
    let people: Vec<StaffId> = editors.chain(decisions.iter().map(|decision| decision.staff)).collect();
    let people = db.read(|db| staff::names(db, &people))?;
    Ok(History { current: candidates::read(db, &permit)?, versions, decisions, people })
}
