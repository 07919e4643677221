//! What becomes of what a public form brought for a person on record: a recruiter of the collecting office takes it into
//! the record or leaves it, field by field.
//!
//! Invariant: a decision is one transaction. It is asked for as a change (`ROLE-RECRUITER-WORK`), since taking writes
//! into the record: whoever may not change it decides nothing, and a stop of use waits. The verb to decide
//! (`ROLE-RECRUITER-TRIAGE`) opens only what a review holds.

use super::change_candidate::{self, FreeAddress};
use super::{WorkflowError, find_holding};
use crate::domain::application::Source;
use crate::domain::candidate::{HoldingRef, ProfileRecord};
use crate::domain::category::{ApplicationHistory, CategoryId, Profile};
use crate::domain::id::{CandidateId, DocumentId, ProposalId};
use crate::domain::notice::Notice;
use crate::domain::profile_field::ProfileField;
use crate::domain::proposal::ProposalOutcome;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::vacancy::Vacancy;
use crate::store::applications::{self, NewApplication};
use crate::store::candidates::{self, StoredProfile};
use crate::store::database::Db;
use crate::store::documents::{self, ShownDocument};
use crate::store::gate::{self, Ask};
use crate::store::journal::Entry;
use crate::store::permit::{Permit, Unsealed};
use crate::store::proposals::{self, ProposedApplication, ShownProposal};
use crate::store::{Database, StoreError, notices, proposed_files, vacancies};

/// A proposal beside the record that it is about.
#[derive(Debug)]
pub struct OpenProposal {
    /// The profile as it is stored.
    pub stored: StoredProfile,
    /// The proposal.
    pub shown: ShownProposal,
    /// Its files.
    pub files: Vec<ShownDocument>,
    /// The vacancy that it applies to.
    pub vacancy: Vacancy,
    /// The notice that was acknowledged.
    pub notice: Notice,
}

/// What goes into the record; everything else is left.
#[derive(Debug, Default, Clone)]
pub struct Choices {
    /// Fields of the profile.
    pub fields: Vec<ProfileField>,
    /// Whether the application does.
    pub application: bool,
    /// Files.
    pub files: Vec<DocumentId>,
    /// Why; may be empty.
    pub reason: String,
}

/// Opens a proposal for whoever decides about it.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none for the caller; [`StoreError::Stale`] if it is decided already;
/// [`StoreError::Refused`] with the reason.
pub fn open(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
    proposal: ProposalId,
) -> Result<OpenProposal, WorkflowError> {
    let ask = Ask::change(caller, Purpose::Recruitment);
    let holding = own_holding(db, &ask, candidate)?;
    let permit = gate::open::<Profile>(db, &ask, holding.id)?;
    open_with(db, &ask, &permit, proposal)
}

/// Only the office that collected decides about its record.
fn own_holding(db: &mut Database, ask: &Ask<'_>, candidate: CandidateId) -> Result<HoldingRef, WorkflowError> {
    let holding = find_holding::to_add_to(db, ask, candidate)?;
    if holding.office == ask.caller.office {
        return Ok(holding);
    }
    Err(gate::unknown(db, ask, &candidate.to_string()).into())
}

fn open_with(
    db: &mut Database,
    ask: &Ask<'_>,
    permit: &Permit<Profile>,
    proposal: ProposalId,
) -> Result<OpenProposal, WorkflowError> {
    let shown = match proposals::read(db, permit, proposal) {
        Err(StoreError::NotFound) => return Err(gate::unknown(db, ask, &proposal.to_string()).into()),
        other => other?,
    };
    let mut files = documents::list(db, permit)?;
    files.retain(|file| file.proposal == Some(proposal));
    let named = |db: &mut _| Ok((vacancies::read(db, shown.vacancy)?, notices::read(db, shown.notice.0)?));
    let (vacancy, notice) = db.read(named)?;
    Ok(OpenProposal { stored: candidates::read(db, permit)?, shown, files, vacancy, notice })
}

/// Decides about a proposal that is still open, on the profile as the decider saw it.
///
/// # Errors
/// As [`open`]; [`StoreError::Stale`] also if somebody changed the profile meanwhile; [`StoreError::Taken`] if the
/// proposed address belongs to somebody else on record; [`StoreError::Unopened`] if something of a proposal is taken
/// whose seal does not open.
pub fn decide(
    db: &mut Database,
    caller: &Caller,
    (candidate, proposal): (CandidateId, ProposalId),
    seen_revision: i64,
    choices: &Choices,
) -> Result<(), WorkflowError> {
    let ask = Ask::change(caller, Purpose::Recruitment);
    let holding = own_holding(db, &ask, candidate)?;
    if choices.application {
        // What is added is collected as well.
        gate::open::<ApplicationHistory>(db, &Ask::create(caller, Purpose::Recruitment), holding.id)?;
    }
    let categories = [CategoryId::Profile, CategoryId::ApplicationHistory];
    let mut opened = gate::open_all(db, &ask, holding.id, &categories)?;
    let profile = opened.permit::<Profile>(db)?;
    let found = open_with(db, &ask, &profile, proposal)?;
    if found.stored.revision != seen_revision {
        return Err(StoreError::Stale.into());
    }
    let history = if choices.application { Some(opened.permit::<ApplicationHistory>(db)?) } else { None };
    let taken = taken(&found, choices)?;
    let moves = taken.profile.email != found.stored.record.email;
    let address = if moves { Some(change_candidate::free_address(db, &profile, &taken.profile)?) } else { None };
    let left = db.change(|tx| {
        let mut entries = vec![proposals::decide(tx, &profile, proposal, taken.outcome, &choices.reason)?];
        if let (Some(history), Some(proposed)) = (&history, &taken.application) {
            entries.push(applications::create(tx, history, &application(&found, proposed))?.1);
        }
        let (settled, left) = proposed_files::settle(tx, &profile, proposal, &choices.files)?;
        entries.extend(settled);
        entries.extend(write_profile(tx, &profile, &found.stored, &taken.profile, address.as_ref())?);
        proposals::count_as_facts(tx, &profile)?;
        Ok((left, entries))
    })?;
    if let Err(error) = proposed_files::remove(db.store(), &left) {
        // It is decided; what is left of the files the sweep of files removes.
        tracing::warn!(%proposal, %error, "files of a decided proposal are still there");
    }
    Ok(())
}

/// Comes after everything that asks whether the permit is still good, since a new residence is a new fact.
fn write_profile(
    tx: &mut Db,
    permit: &Permit<Profile>,
    stored: &StoredProfile,
    taken: &ProfileRecord,
    address: Option<&FreeAddress>,
) -> Result<Option<Entry>, StoreError> {
    if *taken == stored.record {
        return Ok(None);
    }
    let written = match address {
        Some(address) => change_candidate::write_profile(tx, permit, taken, stored.revision, address)?,
        None => candidates::change(tx, permit, taken, stored.revision)?,
    };
    Ok(Some(written))
}

/// What of a proposal goes into the record.
struct Taken<'a> {
    profile: ProfileRecord,
    application: Option<&'a ProposedApplication>,
    outcome: ProposalOutcome,
}

fn taken<'a>(found: &'a OpenProposal, choices: &Choices) -> Result<Taken<'a>, StoreError> {
    let mut profile = found.stored.record.clone();
    let proposed = match &found.shown.proposed {
        Unsealed::Value(proposed) => Some(proposed),
        Unsealed::Damaged if choices.fields.is_empty() && !choices.application => None,
        Unsealed::Damaged => return Err(StoreError::Unopened("proposals")),
    };
    if let Some(proposed) = proposed {
        choices.fields.iter().for_each(|field| field.take(&mut profile, &proposed.profile));
    }
    let kept = found.files.iter().filter(|file| choices.files.contains(&file.document.id)).count();
    let is_whole = proposed.is_some_and(|proposed| ProfileField::differing(&profile, &proposed.profile).is_empty());
    let outcome = if is_whole && choices.application && kept == found.files.len() {
        ProposalOutcome::Taken
    } else if profile == found.stored.record && !choices.application && kept == 0 {
        ProposalOutcome::Left
    } else {
        ProposalOutcome::Partly
    };
    Ok(Taken { profile, application: proposed.filter(|_| choices.application), outcome })
}

/// The application as it came in, with the notice that was acknowledged then.
fn application<'a>(found: &OpenProposal, proposed: &'a ProposedApplication) -> NewApplication<'a> {
    NewApplication {
        vacancy: found.shown.vacancy,
        source: Source::CareersPage,
        notice: Some(found.shown.notice),
        details: &proposed.details,
        received_at: found.shown.at,
        moves: &[],
        closed_on: None,
    }
}
