//! The journal read by purpose, by the privacy officer: what an office did for each, in a bounded period.
//!
//! Invariant: it is on record that they looked and at which purpose, and whom an entry was about is not told.

use super::WorkflowError;
use super::explain_decision::Decisions;
use crate::domain::office::{Office, OfficeCode};
use crate::domain::staff::Caller;
use crate::domain::time::Day;
use crate::store::purpose_uses::{self, Filter, PurposeUse, Stretch};
use crate::store::{Database, facts, offices, terms_permit, uses};

/// The longest period, in days.
pub const LONGEST: i64 = 92;
/// The period that nobody chose, in days.
const USUAL: i64 = 7;
/// Entries of one page.
const PAGE: i64 = 100;
/// Entries of all offices that a summary goes through at most.
const COUNTED: i64 = 1_000_000;
/// The same of what another office did, where each entry is looked up.
const COUNTED_ELSEWHERE: i64 = 200_000;

/// What is read.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Entries of which kind.
    pub filter: Filter,
    /// The first and the last day, at the reader's office; the last week if none is said.
    pub days: Option<(Day, Day)>,
    /// Before which place the page begins.
    pub before: Option<i64>,
}

/// What was read.
#[derive(Debug)]
pub struct Register {
    /// The first and the last day.
    pub days: (Day, Day),
    /// What was done for each purpose; nothing where the period has more entries than are counted at once.
    pub summary: Option<Vec<PurposeUse>>,
    /// The entries of the page.
    pub page: Decisions,
}

/// The offices whose acts can be read.
///
/// # Errors
/// The database's.
pub fn all_offices(db: &mut Database) -> Result<Vec<Office>, WorkflowError> {
    Ok(db.read(offices::list)?)
}

/// Reads the journal of the caller's office, or what another one did with what it collected; entries about the caller's own
/// file are left out.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role keeps no terms; the database's.
pub fn read(db: &mut Database, caller: &Caller, wanted: &Wanted) -> Result<Register, WorkflowError> {
    terms_permit::open(db, caller)?;
    let Wanted { filter, days, before } = wanted;
    let purpose = filter.purpose.map_or("any", |purpose| purpose.as_str());
    uses::record(db, caller, "explain", format!("journal purpose:{purpose} office:{}", filter.office))?;
    let (days, summary, (mut entries, next)) = db.read(|db| {
        let office = facts::office(db, &caller.office)?;
        let today = office.today(caller.at);
        let days = days.unwrap_or((today.plus_days(1 - USUAL), today));
        let stretch = Stretch::of(db, office.start_of(days.0), office.start_of(days.1.plus_days(1)))?;
        let before = before.unwrap_or(stretch.up_to.saturating_add(1));
        let page = purpose_uses::page(db, &caller.office, filter, (stretch, before), PAGE)?;
        let counted = if filter.office == caller.office { COUNTED } else { COUNTED_ELSEWHERE };
        let summary = if stretch.len() <= counted {
            Some(purpose_uses::summary(db, &caller.office, &filter.office, stretch)?)
        } else {
            None
        };
        Ok((days, summary, page))
    })?;
    if let Some(own) = caller.own_candidate {
        entries.retain(|entry| !entry.is_about(own));
    }
    Ok(Register { days, summary, page: Decisions { entries, next } })
}

/// Whether a period is one that is read: neither backwards nor too long.
pub fn is_readable(from: Day, until: Day) -> bool {
    from <= until && until < from.plus_days(LONGEST)
}

/// The reader's own office, before anything was chosen.
pub fn usual(office: &OfficeCode) -> Wanted {
    let filter = Filter { office: office.clone(), purpose: None, verb: None, actor: None };
    Wanted { filter, days: None, before: None }
}
