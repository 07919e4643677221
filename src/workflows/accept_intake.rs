//! Files what public forms brought: a new person gets a holding, a known one a proposal.
//!
//! Invariant: a matched person's record is never changed; each intake is filed exactly once.

use super::WorkflowError;
use crate::documents::sniff;
use crate::domain::application::Source;
use crate::domain::category::Profile;
use crate::domain::id::{HoldingId, IntakeId, ProposalId};
use crate::domain::notice::Notice;
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Caller, JobName};
use crate::domain::time::Ts;
use crate::store::applications::{self, NewApplication};
use crate::store::documents::{self, NewDocument};
use crate::store::gate::{self, Ask};
use crate::store::intake_permit::{self, Admission};
use crate::store::intakes::{self, OpenedIntake};
use crate::store::permit::Permit;
use crate::store::{Database, StoreError, addresses, candidates, facts, notices, proposals};

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

/// Files every waiting intake of the served offices, oldest first.
///
/// # Errors
/// The database's; one intake's own failure is counted and logged instead.
pub fn accept_waiting(db: &mut Database, at: Ts) -> Result<Accepted, WorkflowError> {
    let offices = db.store().served_offices();
    let mut accepted = Accepted::default();
    for (id, office) in intakes::waiting(db, &offices, 100)? {
        match accept(db, id, office, at) {
            Ok(Filed::Admitted) => accepted.admitted += 1,
            Ok(Filed::Proposed) => accepted.proposed += 1,
            // Another instance was faster.
            Err(WorkflowError::Store(StoreError::NotFound | StoreError::Stale)) => {}
            Err(error) => {
                tracing::error!(intake = %id, %error, "an application could not be filed and waits");
                intakes::count_try(db, id)?;
                accepted.failed += 1;
            }
        }
    }
    Ok(accepted)
}

enum Filed {
    Admitted,
    Proposed,
}

fn accept(db: &mut Database, id: IntakeId, office: OfficeCode, at: Ts) -> Result<Filed, WorkflowError> {
    let caller = Caller::job(JobName::AcceptIntake, office.clone(), at);
    let intake = intakes::open(db, &caller, id)?;
    let email = &intake.incoming.application.profile.email;
    let digest = addresses::digest(db, &office, email)?;
    let known = db.read(|db| addresses::find(db, &office, &digest))?;
    let proposed = match known.first() {
        Some(holding) => propose(db, &caller, *holding, &intake),
        None => Err(StoreError::NotFound.into()),
    };
    let filed = match proposed {
        Ok(()) => Filed::Proposed,
        // Nobody known, or a record whose time is over and that only waits to be erased: a new person.
        Err(WorkflowError::Store(StoreError::NotFound | StoreError::Refused(_))) => {
            admit(db, &caller, &intake, &digest)?;
            Filed::Admitted
        }
        Err(error) => return Err(error),
    };
    intakes::remove_files(db, &intake)?;
    Ok(filed)
}

fn admit(db: &mut Database, caller: &Caller, intake: &OpenedIntake, digest: &[u8]) -> Result<(), WorkflowError> {
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
    db.change(|tx| {
        permit.settle(tx)?;
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
        addresses::set(tx, &permit.profile, digest)?;
        intakes::settle(tx, intake.id, caller.at)?;
        Ok(((), entries))
    })?;
    Ok(())
}

fn propose(db: &mut Database, caller: &Caller, holding: HoldingId, intake: &OpenedIntake) -> Result<(), WorkflowError> {
    let permit = gate::open::<Profile>(db, &Ask::create(caller, Purpose::Upkeep), holding)?;
    let id = ProposalId::new();
    let files = put_files(db, &permit, intake, Some(id))?;
    let incoming = &intake.incoming;
    db.change(|tx| {
        let notice = (incoming.notice, incoming.locale);
        let at = intake.received_at;
        let mut entries =
            vec![proposals::create(tx, &permit, id, incoming.vacancy, notice, &incoming.application, at)?];
        for file in &files {
            entries.push(documents::create(tx, &permit, file, intake.received_at)?);
        }
        intakes::settle(tx, intake.id, caller.at)?;
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
