//! A candidate that staff enter: the notice was given to them, and the application names where it came from. Whoever
//! wrote before and has not applied gets it in the record that is there.

use super::{WorkflowError, change_candidate, find_holding};
use crate::domain::application::{ApplicationDetails, Source};
use crate::domain::candidate::{HoldingRef, ProfileRecord};
use crate::domain::category::{ApplicationHistory, CategoryId, Profile};
use crate::domain::id::VacancyId;
use crate::domain::locale::Locale;
use crate::domain::notice::Notice;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::store::applications::{self, NewApplication};
use crate::store::gate::{self, Ask};
use crate::store::intake_permit::{self, Admission};
use crate::store::permit::Permit;
use crate::store::{Database, StoreError, addresses, candidates, facts, staff};

/// What staff enter.
#[derive(Debug)]
pub struct NewCandidate<'a> {
    /// The profile.
    pub profile: &'a ProfileRecord,
    /// The vacancy that they apply to.
    pub vacancy: VacancyId,
    /// Where the application came from.
    pub source: Source,
    /// The notice that they were given, in which language.
    pub notice: (&'a Notice, Locale),
}

impl NewCandidate<'_> {
    fn application<'a>(&self, caller: &Caller, details: &'a ApplicationDetails) -> NewApplication<'a> {
        NewApplication {
            vacancy: self.vacancy,
            source: self.source,
            notice: Some((self.notice.0.id, self.notice.1)),
            details,
            received_at: caller.at,
            moves: &[],
            closed_on: None,
        }
    }
}

/// Adds a candidate to the caller's office.
///
/// # Errors
/// [`StoreError::Taken`] if the address belongs to somebody on record who applied; [`StoreError::Refused`] with the
/// reason.
pub fn add(db: &mut Database, caller: &Caller, new: &NewCandidate<'_>) -> Result<HoldingRef, WorkflowError> {
    let digest = addresses::digest(db, &caller.office, &new.profile.email)?;
    // Asked before the permit: a person on record is opened and edited, not added twice.
    let owner = find_holding::of_address(db, &caller.office, &digest, caller.at)?;
    if let Some(other) = &owner.current {
        return match db.read(|db| applications::exist(db, other.holding().id))? {
            true => Err(find_holding::taken(db, caller, other).into()),
            false => add_to(db, caller, new, other),
        };
    }
    let office = db.read(|db| facts::office(db, &caller.office))?;
    let admission = Admission {
        residence: new.profile.residence,
        purposes: new.notice.0.purposes.clone(),
        last_contact_on: office.today(caller.at),
        with_selection: false,
    };
    let permit = intake_permit::admit(db, caller, &admission)?;
    let details = ApplicationDetails::default();
    permit.fill(db, |tx| {
        let profile = candidates::create(tx, &permit.profile, new.profile)?;
        let (_, application) = applications::create(tx, &permit.history, &new.application(caller, &details))?;
        addresses::set(tx, &permit.profile, &digest, &owner.past)?;
        staff::set_own(tx, &new.profile.email, permit.holding())?;
        Ok(vec![profile, application])
    })?;
    Ok(permit.holding().clone())
}

const CATEGORIES: [CategoryId; 2] = [CategoryId::Profile, CategoryId::ApplicationHistory];

/// Adds the application to the record of somebody who wrote and has not applied, and what was entered to their profile.
fn add_to(
    db: &mut Database,
    caller: &Caller,
    new: &NewCandidate<'_>,
    owner: &Permit<Profile>,
) -> Result<HoldingRef, WorkflowError> {
    let id = owner.holding().id;
    // What is added is collected, and used as well: a stop of use refuses it.
    let collected = gate::open_all(db, &Ask::create(caller, Purpose::Recruitment), id, &CATEGORIES)?;
    if collected.is_hidden() {
        return Err(find_holding::taken(db, caller, owner).into());
    }
    if let Some(refusal) = CATEGORIES.iter().find_map(|category| collected.refusal(*category)) {
        return Err(StoreError::Refused(Box::new(refusal.clone())).into());
    }
    let mut opened = gate::open_all(db, &Ask::change(caller, Purpose::Recruitment), id, &CATEGORIES)?;
    let (profile, history) = (opened.permit::<Profile>(db)?, opened.permit::<ApplicationHistory>(db)?);
    let seen = candidates::read(db, &profile)?.revision;
    let address = change_candidate::free_address(db, &profile, new.profile)?;
    let today = db.read(|db| facts::office(db, &caller.office))?.today(caller.at);
    let details = ApplicationDetails::default();
    db.change(|tx| {
        let (_, application) = applications::create(tx, &history, &new.application(caller, &details))?;
        // A new residence and a later contact are new facts, on which no permit from before is good any more.
        let written = change_candidate::write_profile(tx, &profile, new.profile, seen, &address)?;
        candidates::note_contact(tx, id, today)?;
        Ok(((), vec![application, written]))
    })?;
    Ok(owner.holding().clone())
}
