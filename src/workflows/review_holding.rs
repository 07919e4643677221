//! What the law hands to the privacy officer: the holdings that wait, each opened to be decided, and the decision.
//!
//! Invariant: the list is journalled before it is shown, and names nobody.

use super::WorkflowError;
use crate::domain::id::{HoldingId, StaffId};
use crate::domain::purpose::Purpose;
use crate::domain::review::ReviewVerdict;
use crate::domain::staff::Caller;
use crate::domain::vacancy::VacancyName;
use crate::store::applications::{self, ShownApplication};
use crate::store::candidates::{self, StoredProfile};
use crate::store::reviews::{self, Held, Place, ShownDecision};
use crate::store::{Database, list_permit, staff, vacancies};

/// Holdings on one page.
const SIZE: usize = 50;

/// A page of the holdings that wait, with the vacancies that it names.
#[derive(Debug)]
pub struct Reviews {
    /// The holdings, oldest first.
    pub held: Vec<Held>,
    /// Where the next page begins, if there is one.
    pub next: Option<Place>,
    /// The vacancies of every office.
    pub vacancies: Vec<VacancyName>,
}

/// The holdings of the caller's office that wait for a decision.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role decides no reviews.
pub fn list(db: &mut Database, caller: &Caller, after: Option<Place>) -> Result<Reviews, WorkflowError> {
    let permit = list_permit::open_list(db, caller, Purpose::Rights)?;
    let mut held = reviews::waiting(db, &permit, after, SIZE as i64 + 1)?;
    let more = held.len() > SIZE;
    held.truncate(SIZE);
    let last = held.last().map(|held| (held.since, held.holding.id));
    permit.record_shown(db, held.iter().map(|held| held.holding.candidate).collect())?;
    Ok(Reviews { held, next: last.filter(|_| more), vacancies: db.read(vacancies::names)? })
}

/// A held record, opened to be decided about.
#[derive(Debug)]
pub struct Review {
    /// The holding, and what holds it.
    pub held: Held,
    /// The profile.
    pub profile: StoredProfile,
    /// The applications, newest first.
    pub applications: Vec<ShownApplication>,
    /// What was decided so far, newest first.
    pub decisions: Vec<ShownDecision>,
    /// Who decided.
    pub deciders: Vec<(StaffId, String)>,
    /// The vacancies of every office.
    pub vacancies: Vec<VacancyName>,
}

/// Opens a held record for whoever decides about it.
///
/// # Errors
/// [`crate::store::StoreError::NotFound`] if there is none that waits at the caller's office;
/// [`crate::store::StoreError::Refused`] with the reason.
pub fn open(db: &mut Database, caller: &Caller, holding: HoldingId) -> Result<Review, WorkflowError> {
    let permit = reviews::open(db, caller, holding)?;
    let decisions = reviews::decisions(db, &permit)?;
    let people: Vec<StaffId> = decisions.iter().map(|decision| decision.staff).collect();
    let applications = match &permit.history {
        Some(history) => applications::list(db, history)?,
        None => Vec::new(),
    };
    let (deciders, vacancies) = db.read(|db| Ok((staff::names(db, &people)?, vacancies::names(db)?)))?;
    Ok(Review {
        profile: candidates::read(db, &permit.profile)?,
        applications,
        held: permit.held,
        decisions,
        deciders,
        vacancies,
    })
}

/// Decides about a held record, in the caller's name.
///
/// # Errors
/// As [`open`]; [`crate::store::StoreError::Stale`] if a fact changed meanwhile.
pub fn decide(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    verdict: ReviewVerdict,
    reason: &str,
) -> Result<(), WorkflowError> {
    let permit = reviews::open(db, caller, holding)?;
    db.change(|tx| Ok(((), vec![reviews::decide(tx, &permit, verdict, reason)?])))?;
    Ok(())
}
