//! Files what public forms brought: a new person gets a holding, a known one a proposal.
//!
//! Invariant: a matched person's record is never changed; each intake is filed exactly once. A try is counted before it
//! is made.

use super::{WorkflowError, find_holding};
use crate::documents::sniff;
use crate::domain::application::Source;
use crate::domain::category::Profile;
use crate::domain::id::{HoldingId, IntakeId, ProposalId};
use crate::domain::intake::IntakeFailure;
use crate::domain::notice::Notice;
use crate::domain::staff::{Caller, JobName};
use crate::domain::time::Ts;
use crate::store::applications::{self, NewApplication};
use crate::store::documents::{self, NewDocument};
use crate::store::intake_permit::{self, Admission};
use crate::store::intakes::{self, OpenedIntake};
use crate::store::permit::Permit;
use crate::store::{Database, StoreError, addresses, candidates, facts, notices, proposals, staff};

/// What was done with the waiting intakes.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// New people.
    pub admitted: usize,
    /// Proposals for known ones.
    pub proposed: usize,
    /// Intakes that could not be filed this time; they wait.
    pub failed: usize,
}

/// Files every waiting intake of the served offices whose turn it is, oldest first.
///
/// # Errors
/// [`StoreError::Unavailable`] and [`StoreError::Pool`], for which no intake is to blame; one intake's own failure is
/// written down instead.
pub fn accept_waiting(db: &mut Database, now: impl Fn() -> Ts) -> Result<Accepted, WorkflowError> {
    let offices = db.store().served_offices();
    let mut accepted = Accepted::default();
    for (id, office) in intakes::waiting(db, &offices, now(), 100)? {
        // Each at its own time: a round may last, and the journal tells a clock set back by that.
        let caller = Caller::job(JobName::AcceptIntake, office, now());
        match begin_and_accept(db, &caller, id) {
            Ok(Filed::SetAside) => accepted.failed += 1,
            Ok(Filed::Admitted) => accepted.admitted += 1,
            Ok(Filed::Proposed) => accepted.proposed += 1,
            Err(WorkflowError::Store(error @ (StoreError::Unavailable | StoreError::Pool(_)))) => {
                intakes::take_back(db, id).ok();
                return Err(error.into());
            }
            // If it no longer waits, another instance was faster.
            Err(error) if intakes::is_waiting(db, id)? => {
                tracing::error!(intake = %id, %error, "an application could not be filed and waits");
                intakes::failed(db, &caller, id, failure(&error))?;
                accepted.failed += 1;
            }
            Err(_) => {}
        }
    }
    Ok(accepted)
}

const fn failure(error: &WorkflowError) -> IntakeFailure {
    match error {
        WorkflowError::Store(StoreError::Unopened(_) | StoreError::Unreadable(_)) => IntakeFailure::Unopened,
        WorkflowError::Store(StoreError::NotFound) => IntakeFailure::Missing,
        WorkflowError::Store(StoreError::Refused(_)) => IntakeFailure::Refused,
        _ => IntakeFailure::Failed,
    }
}

enum Filed {
    Admitted,
    Proposed,
    SetAside,
}

fn begin_and_accept(db: &mut Database, caller: &Caller, id: IntakeId) -> Result<Filed, WorkflowError> {
    if intakes::begin(db, caller, id)? {
        return accept_freshly(db, caller, id);
    }
    tracing::error!(intake = %id, "the filing of an application never came to its end; it is set aside");
    Ok(Filed::SetAside)
}

/// Files an intake; if a fact or the owner of the address changed meanwhile, once more on how things stand then.
fn accept_freshly(db: &mut Database, caller: &Caller, id: IntakeId) -> Result<Filed, WorkflowError> {
    match accept(db, caller, id) {
        Err(WorkflowError::Store(StoreError::Stale | StoreError::Taken(_))) if intakes::is_waiting(db, id)? => {
            accept(db, caller, id)
        }
        first => first,
    }
}

fn accept(db: &mut Database, caller: &Caller, id: IntakeId) -> Result<Filed, WorkflowError> {
    let intake = intakes::open(db, caller, id)?;
    let digest = addresses::digest(db, &caller.office, &intake.incoming.application.profile.email)?;
    let found = find_holding::of_address(db, &caller.office, &digest, caller.at)?;
    let filed = match found.current {
        Some(permit) => {
            propose(db, &permit, &intake)?;
            Filed::Proposed
        }
        None => {
            admit(db, caller, &intake, &digest, &found.past)?;
            Filed::Admitted
        }
    };
    if let Err(error) = intakes::remove_files(db, &intake) {
        // It is filed; what is left of it the sweep of files removes.
        tracing::warn!(intake = %id, %error, "the files of an accepted application are still there");
    }
    Ok(filed)
}

fn admit(
    db: &mut Database,
    caller: &Caller,
    intake: &OpenedIntake,
    digest: &[u8],
    past: &[HoldingId],
) -> Result<(), WorkflowError> {
    let incoming = &intake.incoming;
    let notice = notice_of(db, intake)?;
    let office = db.read(|db| facts::office(db, &caller.office))?;
    let admission = Admission {
        residence: incoming.application.profile.residence,
        purposes: notice.purposes,
        last_contact_on: office.today(intake.received_at),
        with_selection: false,
    };
    let permit = intake_permit::admit(db, caller, &admission)?;
    let files = put_files(db, &permit.profile, intake, None)?;
    permit.fill(db, |tx| {
        let mut entries = vec![candidates::create(tx, &permit.profile, &incoming.application.profile)?];
        let new = NewApplication {
            vacancy: incoming.vacancy,
            source: Source::CareersPage,
            notice: Some((incoming.notice, incoming.locale)),
            details: &incoming.application.details,
            received_at: intake.received_at,
            moves: &[],
            closed_on: None,
        };
        entries.push(applications::create(tx, &permit.history, &new)?.1);
        for file in &files {
            entries.push(documents::create(tx, &permit.profile, file, intake.received_at)?);
        }
        addresses::set(tx, &permit.profile, digest, past)?;
        staff::set_own(tx, &incoming.application.profile.email, permit.holding())?;
        intakes::settle(tx, intake.id, caller.at)?;
        Ok(entries)
    })?;
    Ok(())
}

fn propose(db: &mut Database, permit: &Permit<Profile>, intake: &OpenedIntake) -> Result<(), WorkflowError> {
    let id = ProposalId::new();
    let files = put_files(db, permit, intake, Some(id))?;
    let incoming = &intake.incoming;
    db.change(|tx| {
        let notice = (incoming.notice, incoming.locale);
        let at = intake.received_at;
        let mut entries = vec![proposals::create(tx, permit, id, incoming.vacancy, notice, &incoming.application, at)?];
        for file in &files {
            entries.push(documents::create(tx, permit, file, intake.received_at)?);
        }
        proposals::count_as_facts(tx, permit)?;
        intakes::settle(tx, intake.id, permit.caller().at)?;
        Ok(((), entries))
    })?;
    Ok(())
}

fn notice_of(db: &mut Database, intake: &OpenedIntake) -> Result<Notice, StoreError> {
    db.read(|db| notices::read(db, intake.incoming.notice))
}

fn put_files(
    db: &Database,
    permit: &Permit<Profile>,
    intake: &OpenedIntake,
    proposal: Option<ProposalId>,
) -> Result<Vec<NewDocument>, StoreError> {
    let put = |file: &intakes::IncomingFile| {
        let kind = sniff(&file.content, &file.name).kind;
        let new = documents::put(db.store(), permit, &file.name, kind, &file.content)?;
        Ok(match proposal {
            Some(proposal) => new.for_proposal(proposal),
            None => new,
        })
    };
    intake.incoming.files.iter().map(put).collect()
}
