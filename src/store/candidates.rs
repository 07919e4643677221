//! Profiles: what résumés say, one per holding, sealed under profile.

use std::collections::HashMap;

use diesel::prelude::*;

use super::columns::Stored;
use super::database::{Db, among, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::open::Database;
use super::permit::Permit;
use super::profile_versions;
use super::schema::{holdings, profiles};
use crate::domain::candidate::{HoldingRef, ProfileRecord};
use crate::domain::category::Profile;
use crate::domain::id::{HoldingId, StaffId};
use crate::domain::jurisdiction::Country;
use crate::domain::time::{Day, Ts};

const TABLE: &str = "profiles";

/// A profile as it stands, with what an editor needs to notice another editor.
#[derive(Debug, Clone)]
pub struct StoredProfile {
    /// What it says.
    pub record: ProfileRecord,
    /// When it was changed last.
    pub updated_at: Ts,
    /// Counts the changes.
    pub revision: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = profiles)]
struct Row {
    record: Stored<Profile>,
    updated_at: Ts,
    revision: i64,
}

/// Reads the profile of the permitted holding.
///
/// # Errors
/// [`StoreError::Unopened`] if its seal does not open.
pub fn read(db: &mut Database, permit: &Permit<Profile>) -> Result<StoredProfile, StoreError> {
    let id = permit.holding().id;
    let row: Option<Row> = profiles::table.find(id).select(cols::<Row>()).get_result(db.db()).optional()?;
    let row = row.ok_or(StoreError::NotFound)?;
    let record = permit.open(db, TABLE, "record", id.uuid(), &row.record)?;
    Ok(StoredProfile { record, updated_at: row.updated_at, revision: row.revision })
}

/// Reads the profiles of many permitted holdings in one query. One whose seal does not open is an error of its own;
/// a holding without a profile is left out.
///
/// # Errors
/// The database's.
pub fn read_all(
    db: &mut Database,
    permits: &[Permit<Profile>],
) -> Result<HashMap<HoldingId, Result<StoredProfile, StoreError>>, StoreError> {
    let ids: Vec<HoldingId> = permits.iter().map(|permit| permit.holding().id).collect();
    let rows: Vec<(HoldingId, Row)> = among!(ids.as_slice(), profiles::holding_id, asked => profiles::table
        .filter(asked)
        .select((profiles::holding_id, cols::<Row>()))
        .load(db.db())?);
    let mut rows: HashMap<HoldingId, Row> = rows.into_iter().collect();
    let read = |permit: &Permit<Profile>| {
        let id = permit.holding().id;
        let row = rows.remove(&id)?;
        let opened = permit.open(db, TABLE, "record", id.uuid(), &row.record);
        let (updated_at, revision) = (row.updated_at, row.revision);
        Some((id, opened.map(|record| StoredProfile { record, updated_at, revision })))
    };
    Ok(permits.iter().filter_map(read).collect())
}

/// Writes the first profile of a holding.
///
/// # Errors
/// The database's or the vault's.
pub fn create(tx: &mut Db, permit: &Permit<Profile>, record: &ProfileRecord) -> Result<Entry, StoreError> {
    create_as_of(tx, permit, record, permit.caller().at)
}

/// The same for what was learned at another moment: somebody without applications has the place of that moment in
/// lists.
///
/// # Errors
/// As [`create`].
pub fn create_as_of(
    tx: &mut Db,
    permit: &Permit<Profile>,
    record: &ProfileRecord,
    at: Ts,
) -> Result<Entry, StoreError> {
    let id = permit.holding().id;
    diesel::insert_into(profiles::table)
        .values((
            profiles::holding_id.eq(id),
            profiles::record.eq(permit.seal(TABLE, "record", id.uuid(), record)?),
            profiles::updated_at.eq(at),
            profiles::revision.eq(1),
        ))
        .execute(tx)?;
    Ok(permit.change("create", "profile"))
}

/// Replaces a profile that is still as the editor saw it; what it said before is kept as a version.
///
/// # Errors
/// [`StoreError::Stale`] if somebody changed it meanwhile, or if a fact changed since the permit.
pub fn change(
    tx: &mut Db,
    permit: &Permit<Profile>,
    record: &ProfileRecord,
    seen_revision: i64,
) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    let id = permit.holding().id;
    let before: Option<Row> = profiles::table.find(id).select(cols::<Row>()).get_result(tx).optional()?;
    let before = before.filter(|row| row.revision == seen_revision).ok_or(StoreError::Stale)?;
    let before: ProfileRecord = permit.open_within(TABLE, "record", id.uuid(), &before.record)?;
    if before != *record {
        profile_versions::keep(tx, permit, seen_revision, &before)?;
    }
    let same = profiles::table.filter(profiles::holding_id.eq(id).and(profiles::revision.eq(seen_revision)));
    let changed = diesel::update(same)
        .set((
            profiles::record.eq(permit.seal(TABLE, "record", id.uuid(), record)?),
            profiles::updated_at.eq(permit.caller().at),
            profiles::revision.eq(seen_revision + 1),
        ))
        .execute(tx)?;
    if changed != 1 {
        return Err(StoreError::Stale);
    }
    move_home(tx, permit, record.residence)?;
    Ok(permit.change("change", "profile"))
}

/// A new country of residence is a new fact: an earlier review of the home no longer counts.
fn move_home(tx: &mut Db, permit: &Permit<Profile>, residence: Country) -> Result<(), StoreError> {
    let elsewhere = holdings::residence.is_null().or(holdings::residence.ne(residence));
    let moved = holdings::table.filter(holdings::id.eq(permit.holding().id).and(elsewhere));
    diesel::update(moved)
        .set((
            holdings::residence.eq(residence),
            holdings::home_reviewed_at.eq(None::<Ts>),
            holdings::home_reviewed_by.eq(None::<StaffId>),
            holdings::revision.eq(holdings::revision + 1),
        ))
        .execute(tx)?;
    Ok(())
}

/// The holding of an id, for those who hold the id by right: a candidate's link, a follow-up of the journal.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn holding(db: &mut Db, id: HoldingId) -> Result<HoldingRef, StoreError> {
    let found =
        holdings::table.find(id).select((holdings::candidate_id, holdings::office)).get_result(db).optional()?;
    let (candidate, office) = found.ok_or(StoreError::NotFound)?;
    Ok(HoldingRef { id, candidate, office })
}

/// Facts about a holding that its rows carry: set by the workflows that decide them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldingChange {
    /// A named person cleared the home country's law.
    HomeReviewed(Ts),
    /// A stop of use begins or ends.
    Suspended(Option<Ts>),
    /// A hold on erasure begins or ends.
    LegalHold(bool),
    /// Somebody was in contact.
    Contact(Day),
}

/// Makes every permit stale that was given on the facts before.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such holding.
pub(super) fn facts_changed(tx: &mut Db, id: HoldingId) -> Result<(), StoreError> {
    let next = holdings::revision.eq(holdings::revision + 1);
    let changed = diesel::update(holdings::table.find(id)).set(next).execute(tx)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Notes the day on which somebody was in contact, if it is later than the last one.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such holding.
pub fn note_contact(tx: &mut Db, id: HoldingId, day: Day) -> Result<(), StoreError> {
    let last: Option<Day> = holdings::table.find(id).select(holdings::last_contact_on).get_result(tx).optional()?;
    if last.ok_or(StoreError::NotFound)? < day { set_fact(tx, id, HoldingChange::Contact(day)) } else { Ok(()) }
}

/// Changes a fact about a holding; every permit given before is stale from then on.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such holding.
pub fn set_fact(tx: &mut Db, id: HoldingId, change: HoldingChange) -> Result<(), StoreError> {
    let row = holdings::table.find(id);
    let next = holdings::revision.eq(holdings::revision + 1);
    let changed = match change {
        HoldingChange::HomeReviewed(at) => {
            diesel::update(row).set((holdings::home_reviewed_at.eq(at), next)).execute(tx)?
        }
        HoldingChange::Suspended(at) => diesel::update(row).set((holdings::suspended_at.eq(at), next)).execute(tx)?,
        HoldingChange::LegalHold(on) => diesel::update(row).set((holdings::legal_hold.eq(on), next)).execute(tx)?,
        HoldingChange::Contact(day) => {
            diesel::update(row).set((holdings::last_contact_on.eq(day), next)).execute(tx)?
        }
    };
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}
