//! A public application: sealed for the vacancy's office and kept, whoever it is from.
//!
//! Invariant: nothing is looked up about the person here, so the answer cannot tell whether they are known.

use super::WorkflowError;
use crate::domain::id::IntakeId;
use crate::domain::notice::Notice;
use crate::domain::office::Office;
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};
use crate::domain::vacancy::{Vacancy, VacancyState};
use crate::store::intakes::{self, Incoming};
use crate::store::{Database, StoreError, facts, notices, offices, vacancies};

/// A vacancy that is or was open, with what stands before an application to it.
#[derive(Debug)]
pub struct Opening {
    /// The vacancy.
    pub vacancy: Vacancy,
    /// The office that recruits.
    pub office: Office,
    /// The date on which it was published, at the office.
    pub published: Option<Day>,
    /// The notice in force at the office today, if there is one.
    pub notice: Option<Notice>,
}

impl Opening {
    /// Whether it takes applications.
    pub fn is_open(&self) -> bool {
        self.vacancy.state == VacancyState::Open
    }
}

/// Finds the vacancy of a public address.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none, or only a draft.
pub fn find_opening(db: &mut Database, slug: &str, at: Ts) -> Result<Opening, StoreError> {
    // What no address can be is not asked for: PostgreSQL would fail on a NUL.
    if !slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        return Err(StoreError::NotFound);
    }
    db.read(|db| {
        let vacancy = vacancies::by_slug(db, slug)?;
        if vacancy.state == VacancyState::Draft {
            return Err(StoreError::NotFound);
        }
        let there = facts::office(db, &vacancy.office)?;
        let notice = match notices::in_force(db, there.today(at)) {
            Ok(notice) => Some(notice),
            Err(StoreError::NotFound) => None,
            Err(error) => return Err(error),
        };
        let office = offices::read(db, &vacancy.office)?;
        let published = vacancy.published_at.map(|published| there.today(published));
        Ok(Opening { vacancy, office, published, notice })
    })
}

/// Keeps an application; once this returns, it cannot be lost.
///
/// # Errors
/// The store's.
pub fn submit(db: &mut Database, vacancy: &Vacancy, incoming: &Incoming, at: Ts) -> Result<IntakeId, WorkflowError> {
    let caller = Caller::public(vacancy.office.clone(), at);
    Ok(intakes::receive(db, &caller, incoming)?)
}
