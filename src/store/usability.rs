//! Until when an office may use a holding for recruitment, so that the directory needs no clock of its own.

use super::error::StoreError;
use super::facts::{self, HoldingFacts, OfficeFacts};
use super::open::Database;
use crate::domain::category::CategoryId;
use crate::domain::id::HoldingId;
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Role;
use crate::domain::time::{Day, Ts};
use crate::law::{Action, Facts, decide, retention};

/// Whether and until when a holding may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usability {
    /// Not now.
    No,
    /// Now, until the end of a day if there is one.
    Until(Option<Day>),
}

/// Asks the law about recruitment at an office, today and on the days when the answer may turn.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such holding.
pub fn of(db: &mut Database, code: &OfficeCode, holding: HoldingId, at: Ts) -> Result<Usability, StoreError> {
    let facts = facts::of_holding(db.db(), holding)?;
    let office = facts::office(db.db(), code)?;
    let today = office.today(at);
    if !allowed(db, &facts, &office, today)? {
        return Ok(Usability::No);
    }
    let moved = moved(db, &facts, &office, today)?;
    let used = used(&facts, &office, today);
    let mut days = facts.turning_days(moved.as_ref(), db.table().review_days());
    days.extend(retention::usable_until(db.table(), &used).map(|last| last.day));
    days.extend(moved.and_then(|moved| retention::usable_until(db.table(), &moved)).map(|last| last.day));
    days.sort_unstable();
    for day in days.into_iter().filter(|day| *day >= today) {
        if !allowed(db, &facts, &office, day.plus_days(1))? {
            return Ok(Usability::Until(Some(day)));
        }
    }
    Ok(Usability::Until(None))
}

fn used(facts: &HoldingFacts, office: &OfficeFacts, day: Day) -> Facts {
    facts.for_use(Action::Use, office, day, Role::Recruiter, CategoryId::Profile, Purpose::Recruitment)
}

fn moved(db: &mut Database, facts: &HoldingFacts, office: &OfficeFacts, day: Day) -> Result<Option<Facts>, StoreError> {
    if facts.holding.office == *office.code() {
        return Ok(None);
    }
    facts.for_transfer(db.db(), office, day, CategoryId::Profile, Purpose::Recruitment).map(Some)
}

fn allowed(db: &mut Database, facts: &HoldingFacts, office: &OfficeFacts, day: Day) -> Result<bool, StoreError> {
    let moved = moved(db, facts, office, day)?;
    let table = db.table();
    Ok(decide(table, &used(facts, office, day)).allows() && moved.is_none_or(|moved| decide(table, &moved).allows()))
}
