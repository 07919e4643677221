//! What binds one office as a recipient of another's data, and the checks of it.
//!
//! Invariant: every change comes with a journal entry that lets transfers and directories look again.

use diesel::prelude::*;

use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::offices;
use super::schema::{safeguard_checks, safeguards};
use super::terms_permit::TermsPermit;
use crate::domain::id::{Id, SafeguardId, StaffId};
use crate::domain::office::OfficeCode;
use crate::domain::safeguard::CheckFinding;
use crate::domain::staff::{Actor, Caller};
use crate::domain::time::{Day, Ts};
use crate::law::words::Safeguard;

/// What binds one office as a recipient of another's data.
#[derive(Debug, Clone)]
pub struct OfficeSafeguard {
    /// From which office.
    pub origin: OfficeCode,
    /// To which office.
    pub destination: OfficeCode,
    /// The safeguard.
    pub kind: Option<Safeguard>,
    /// Its last day.
    pub until: Option<Day>,
    /// The last yearly check.
    pub annual_check_on: Option<Day>,
    /// Whether the data may be passed on.
    pub onward_permitted: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = safeguards)]
struct Row {
    origin: OfficeCode,
    destination: OfficeCode,
    kind: Option<String>,
    until_on: Option<Day>,
    annual_check_on: Option<Day>,
    onward_permitted: bool,
}

/// What binds the other offices as recipients of an office's data.
///
/// # Errors
/// The database's; [`StoreError::Unreadable`] for a word that is none.
pub fn of_origin(db: &mut Db, origin: &OfficeCode) -> Result<Vec<OfficeSafeguard>, StoreError> {
    let rows: Vec<Row> = safeguards::table.filter(safeguards::origin.eq(origin)).select(cols::<Row>()).load(db)?;
    let read = |row: Row| {
        let kind = row.kind.map(|word| word.parse().map_err(|_| StoreError::Unreadable("safeguards.kind")));
        Ok(OfficeSafeguard {
            origin: row.origin,
            destination: row.destination,
            kind: kind.transpose()?,
            until: row.until_on,
            annual_check_on: row.annual_check_on,
            onward_permitted: row.onward_permitted,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Adds a safeguard between two offices.
///
/// # Errors
/// The database's; a duplicate if the pair has one.
pub fn add_safeguard(tx: &mut Db, caller: &Caller, safeguard: &OfficeSafeguard) -> Result<Entry, StoreError> {
    let id = SafeguardId::new();
    diesel::insert_into(safeguards::table)
        .values((
            safeguards::id.eq(id),
            safeguards::origin.eq(&safeguard.origin),
            safeguards::destination.eq(&safeguard.destination),
            safeguards::kind.eq(safeguard.kind.map(Safeguard::as_str)),
            safeguards::until_on.eq(safeguard.until),
            safeguards::annual_check_on.eq(safeguard.annual_check_on),
            safeguards::onward_permitted.eq(safeguard.onward_permitted),
        ))
        .execute(tx)?;
    Ok(Entry::change_of_terms(
        caller,
        "create",
        format!("safeguard:{id} {} {}", safeguard.origin, safeguard.destination),
    ))
}

/// What is agreed with an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The safeguard; none between offices of one company.
    pub kind: Option<Safeguard>,
    /// Its last day.
    pub until: Option<Day>,
    /// Whether the data may be passed on.
    pub onward_permitted: bool,
}

/// Records what is agreed with another office; checks stay as they are.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such office; the database's.
pub fn agree(
    tx: &mut Db,
    permit: &TermsPermit,
    destination: &OfficeCode,
    agreed: &Agreement,
) -> Result<Entry, StoreError> {
    let id = row_of(tx, permit, destination)?;
    diesel::update(safeguards::table.find(id))
        .set((
            safeguards::kind.eq(agreed.kind.map(Safeguard::as_str)),
            safeguards::until_on.eq(agreed.until),
            safeguards::onward_permitted.eq(agreed.onward_permitted),
        ))
        .execute(tx)?;
    Ok(changed(permit, destination, "agreed"))
}

/// Records a check of another office on a day. One that failed leaves no fresh check: what stood on it ends.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such office; the database's.
pub fn check(
    tx: &mut Db,
    permit: &TermsPermit,
    destination: &OfficeCode,
    (finding, note): (CheckFinding, &str),
    today: Day,
) -> Result<Entry, StoreError> {
    let id = row_of(tx, permit, destination)?;
    let caller = permit.caller();
    diesel::insert_into(safeguard_checks::table)
        .values((
            safeguard_checks::id.eq(Id::<()>::new()),
            safeguard_checks::origin.eq(&caller.office),
            safeguard_checks::destination.eq(destination),
            safeguard_checks::checked_on.eq(today),
            safeguard_checks::finding.eq(finding),
            safeguard_checks::note.eq(note),
            safeguard_checks::staff_id.eq(if let Actor::Staff(staff) = caller.actor { Some(staff) } else { None }),
            safeguard_checks::at.eq(caller.at),
        ))
        .execute(tx)?;
    let fresh = (finding == CheckFinding::Kept).then_some(today);
    diesel::update(safeguards::table.find(id)).set(safeguards::annual_check_on.eq(fresh)).execute(tx)?;
    Ok(changed(permit, destination, finding.as_str()))
}

/// The row of a pair of offices, made if there is none yet.
fn row_of(tx: &mut Db, permit: &TermsPermit, destination: &OfficeCode) -> Result<SafeguardId, StoreError> {
    let origin = &permit.caller().office;
    offices::read(tx, destination)?;
    if destination == origin {
        return Err(StoreError::NotFound);
    }
    let pair = safeguards::origin.eq(origin).and(safeguards::destination.eq(destination));
    let known: Option<SafeguardId> = safeguards::table.filter(pair).select(safeguards::id).first(tx).optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    let id = SafeguardId::new();
    diesel::insert_into(safeguards::table)
        .values((
            safeguards::id.eq(id),
            safeguards::origin.eq(origin),
            safeguards::destination.eq(destination),
            safeguards::onward_permitted.eq(false),
        ))
        .execute(tx)?;
    Ok(id)
}

fn changed(permit: &TermsPermit, destination: &OfficeCode, word: &str) -> Entry {
    let caller = permit.caller();
    Entry::change_of_terms(caller, "change", format!("safeguard:{} {destination} {word}", caller.office))
}

/// A check of another office.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = safeguard_checks)]
pub struct Check {
    /// Of which office.
    pub destination: OfficeCode,
    /// When.
    pub checked_on: Day,
    /// What it found.
    pub finding: CheckFinding,
    /// What was looked at.
    pub note: String,
    /// By whom.
    pub staff_id: Option<StaffId>,
    /// When it was recorded.
    pub at: Ts,
}

/// The checks that an office did, the latest first.
///
/// # Errors
/// The database's.
pub fn checks(db: &mut Db, origin: &OfficeCode, limit: i64) -> Result<Vec<Check>, StoreError> {
    Ok(safeguard_checks::table
        .filter(safeguard_checks::origin.eq(origin))
        .order((safeguard_checks::at.desc(), safeguard_checks::id.desc()))
        .limit(limit)
        .select(cols::<Check>())
        .load(db)?)
}
