//! What binds the other offices as recipients: agreements and yearly checks, kept by the privacy officer.
//!
//! Invariant: a change lets every transfer that stands on it be looked at again.

use super::WorkflowError;
use crate::domain::id::StaffId;
use crate::domain::office::{Office, OfficeCode};
use crate::domain::safeguard::CheckFinding;
use crate::domain::staff::Caller;
use crate::domain::time::Day;
use crate::store::safeguards::{self, Agreement, Check, OfficeSafeguard};
use crate::store::{Database, facts, offices, staff, terms_permit};

/// Checks that are shown.
const CHECKS: i64 = 50;

/// What binds the other offices, and how it was checked.
#[derive(Debug)]
pub struct Safeguards {
    /// Every other office, with what is on record of it.
    pub offices: Vec<(Office, Option<OfficeSafeguard>)>,
    /// The checks so far, the latest first.
    pub checks: Vec<Check>,
    /// Who did them.
    pub people: Vec<(StaffId, String)>,
    /// The date at the caller's office.
    pub today: Day,
}

/// What is on record at the caller's office.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role makes no transfers.
pub fn show(db: &mut Database, caller: &Caller) -> Result<Safeguards, WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(db.read(|db| {
        let known = safeguards::of_origin(db, &caller.office)?;
        let others = offices::list(db)?.into_iter().filter(|office| office.code != caller.office);
        let of = |office: Office| {
            let safeguard = known.iter().find(|known| known.destination == office.code).cloned();
            (office, safeguard)
        };
        let offices = others.map(of).collect();
        let checks = safeguards::checks(db, &caller.office, CHECKS)?;
        let people: Vec<StaffId> = checks.iter().filter_map(|check| check.staff_id).collect();
        let today = facts::office(db, &caller.office)?.today(caller.at);
        Ok(Safeguards { offices, people: staff::names(db, &people)?, checks, today })
    })?)
}

/// Records what is agreed with another office.
///
/// # Errors
/// As [`show`]; [`crate::store::StoreError::NotFound`] if there is no such office.
pub fn agree(
    db: &mut Database,
    caller: &Caller,
    destination: &OfficeCode,
    agreed: &Agreement,
) -> Result<(), WorkflowError> {
    let permit = terms_permit::open(db, caller)?;
    db.change(|tx| Ok(((), vec![safeguards::agree(tx, &permit, destination, agreed)?])))?;
    Ok(())
}

/// Records a check of another office, done today.
///
/// # Errors
/// As [`agree`].
pub fn check(
    db: &mut Database,
    caller: &Caller,
    destination: &OfficeCode,
    finding: CheckFinding,
    note: &str,
) -> Result<(), WorkflowError> {
    let permit = terms_permit::open(db, caller)?;
    let today = db.read(|db| facts::office(db, &caller.office))?.today(caller.at);
    db.change(|tx| Ok(((), vec![safeguards::check(tx, &permit, destination, (finding, note), today)?])))?;
    Ok(())
}
