//! A candidate that staff enter: the notice was given to them, and the application names where it came from.

use super::{WorkflowError, find_holding};
use crate::domain::application::{ApplicationDetails, Source};
use crate::domain::candidate::{HoldingRef, ProfileRecord};
use crate::domain::id::VacancyId;
use crate::domain::locale::Locale;
use crate::domain::notice::Notice;
use crate::domain::staff::Caller;
use crate::store::applications::{self, NewApplication};
use crate::store::intake_permit::{self, Admission};
use crate::store::{Database, addresses, candidates, facts, staff};

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

/// Adds a candidate to the caller's office.
///
/// # Errors
/// [`crate::store::StoreError::Taken`] if the address belongs to somebody on record;
/// [`crate::store::StoreError::Refused`] with the reason.
pub fn add(db: &mut Database, caller: &Caller, new: &NewCandidate<'_>) -> Result<HoldingRef, WorkflowError> {
    let digest = addresses::digest(db, &caller.office, &new.profile.email)?;
    let office = db.read(|db| facts::office(db, &caller.office))?;
    let admission = Admission {
        residence: new.profile.residence,
        purposes: new.notice.0.purposes.clone(),
        last_contact_on: office.today(caller.at),
        with_selection: false,
    };
    // Asked before the permit: a person on record is opened and edited, not added twice.
    let owner = find_holding::of_address(db, &caller.office, &digest, caller.at)?;
    if let Some(other) = &owner.current {
        return Err(find_holding::taken(db, caller, other).into());
    }
    let permit = intake_permit::admit(db, caller, &admission)?;
    let details = ApplicationDetails::default();
    permit.fill(db, |tx| {
        let profile = candidates::create(tx, &permit.profile, new.profile)?;
        let application = NewApplication {
            vacancy: new.vacancy,
            source: new.source,
            notice: Some((new.notice.0.id, new.notice.1)),
            details: &details,
            received_at: caller.at,
            moves: &[],
            closed_on: None,
        };
        let (_, application) = applications::create(tx, &permit.history, &application)?;
        addresses::set(tx, &permit.profile, &digest, &owner.past)?;
        staff::set_own(tx, &new.profile.email, permit.holding())?;
        Ok(vec![profile, application])
    })?;
    Ok(permit.holding().clone())
}
