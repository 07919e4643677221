//! What profiles said before each change, who changed them and when; sealed under profile like the profile itself.
//!
//! Invariant: a version is written in the transaction that replaces it, and goes with its profile.

use diesel::prelude::*;

use super::columns::Stored;
use super::database::{Db, cols};
use super::error::StoreError;
use super::open::Database;
use super::permit::{Permit, Unsealed};
use super::schema::profile_versions;
use crate::domain::candidate::ProfileRecord;
use crate::domain::category::Profile;
use crate::domain::id::{ProfileVersionId, StaffId};
use crate::domain::staff::Actor;
use crate::domain::time::Ts;

const TABLE: &str = "profile_versions";

/// A version that was replaced.
#[derive(Debug, Clone)]
pub struct ProfileVersion {
    /// What it said.
    pub record: Unsealed<ProfileRecord>,
    /// Its place in the order of changes.
    pub revision: i64,
    /// Who replaced it, if it was a person.
    pub replaced_by: Option<StaffId>,
    /// When it was replaced.
    pub replaced_at: Ts,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = profile_versions)]
struct Row {
    id: ProfileVersionId,
    revision: i64,
    record: Stored<Profile>,
    replaced_by: Option<StaffId>,
    replaced_at: Ts,
}

/// Keeps a version that the permit's holder replaces now.
///
/// # Errors
/// The database's or the vault's.
pub(super) fn keep(
    tx: &mut Db,
    permit: &Permit<Profile>,
    revision: i64,
    record: &ProfileRecord,
) -> Result<(), StoreError> {
    let id = ProfileVersionId::new();
    let by = if let Actor::Staff(staff) = permit.caller().actor { Some(staff) } else { None };
    diesel::insert_into(profile_versions::table)
        .values((
            profile_versions::id.eq(id),
            profile_versions::holding_id.eq(permit.holding().id),
            profile_versions::revision.eq(revision),
            profile_versions::record.eq(permit.seal(TABLE, "record", id.uuid(), record)?),
            profile_versions::replaced_by.eq(by),
            profile_versions::replaced_at.eq(permit.caller().at),
        ))
        .execute(tx)?;
    Ok(())
}

/// The replaced versions of the permitted holding's profile, the newest first.
///
/// # Errors
/// [`StoreError::NotFound`] for who may see some applications alone; the database's.
pub fn list(db: &mut Database, permit: &Permit<Profile>) -> Result<Vec<ProfileVersion>, StoreError> {
    if permit.is_limited() {
        return Err(StoreError::NotFound);
    }
    let rows: Vec<Row> = profile_versions::table
        .filter(profile_versions::holding_id.eq(permit.holding().id))
        .order(profile_versions::revision.desc())
        .select(cols::<Row>())
        .load(db.db())?;
    let open = |row: Row| {
        let record = Unsealed::of(permit.open(db, TABLE, "record", row.id.uuid(), &row.record))?;
        let Row { revision, replaced_by, replaced_at, .. } = row;
        Ok(ProfileVersion { record, revision, replaced_by, replaced_at })
    };
    rows.into_iter().map(open).collect()
}
