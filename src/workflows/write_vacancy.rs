//! Vacancies, as the administrator writes them; each change is journalled with its state.

use super::WorkflowError;
use crate::domain::staff::Caller;
use crate::domain::vacancy::{Vacancy, VacancyState};
use crate::store::journal::Entry;
use crate::store::{Database, vacancies};

/// Adds a vacancy; one that is open at once counts as published now.
///
/// # Errors
/// [`crate::store::StoreError::Taken`] if the slug is.
pub fn add(db: &mut Database, caller: &Caller, vacancy: Vacancy) -> Result<(), WorkflowError> {
    let vacancy = published(vacancy, caller);
    db.change(|tx| {
        vacancies::add(tx, &vacancy, caller.at)?;
        Ok(((), vec![entry(caller, "create", &vacancy)]))
    })?;
    Ok(())
}

/// Changes a vacancy that is still as the editor saw it.
///
/// # Errors
/// [`crate::store::StoreError::Stale`] if somebody changed it meanwhile; [`crate::store::StoreError::Taken`] if
/// the slug is.
pub fn change(db: &mut Database, caller: &Caller, vacancy: Vacancy) -> Result<(), WorkflowError> {
    let vacancy = published(vacancy, caller);
    db.change(|tx| {
        vacancies::change(tx, &vacancy)?;
        Ok(((), vec![entry(caller, "change", &vacancy)]))
    })?;
    Ok(())
}

/// The first opening is the publication; closing and opening again does not change it.
fn published(vacancy: Vacancy, caller: &Caller) -> Vacancy {
    let opens = vacancy.state == VacancyState::Open;
    let published_at = vacancy.published_at.or_else(|| opens.then_some(caller.at));
    Vacancy { published_at, ..vacancy }
}

fn entry(caller: &Caller, verb: &'static str, vacancy: &Vacancy) -> Entry {
    Entry::by(caller, verb, format!("vacancy:{} {}", vacancy.id, vacancy.state))
}
