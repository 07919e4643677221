//! What a public form brought for a person who is on record already: kept beside the record, never in it.

use std::collections::HashMap;

use diesel::prelude::*;

use super::columns::Stored;
use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::open::Database;
use super::permit::{Permit, Unsealed};
use super::schema::{holdings, proposals};
use crate::domain::application::ApplicationDetails;
use crate::domain::candidate::ProfileRecord;
use crate::domain::category::Profile;
use crate::domain::id::{HoldingId, NoticeId, ProposalId, VacancyId};
use crate::domain::locale::Locale;
use crate::domain::time::Ts;

const TABLE: &str = "proposals";

/// What is proposed; sealed under profile.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ProposedApplication {
    /// The profile as it was typed this time.
    pub profile: ProfileRecord,
    /// What was written with the application.
    pub details: ApplicationDetails,
}

/// A proposal on a candidate's page.
#[derive(Debug, Clone)]
pub struct ShownProposal {
    /// Which.
    pub id: ProposalId,
    /// The vacancy that it is an application to.
    pub vacancy: VacancyId,
    /// The notice that was acknowledged with it.
    pub notice: NoticeId,
    /// What is proposed.
    pub proposed: Unsealed<ProposedApplication>,
    /// When it came in.
    pub at: Ts,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = proposals)]
struct Row {
    id: ProposalId,
    vacancy_id: VacancyId,
    notice_id: NoticeId,
    record: Stored<Profile>,
    at: Ts,
}

/// The open proposals for the permitted holding, oldest first; none for who may see some applications alone.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Database, permit: &Permit<Profile>) -> Result<Vec<ShownProposal>, StoreError> {
    if permit.is_limited() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = proposals::table
        .filter(proposals::holding_id.eq(permit.holding().id).and(proposals::state.eq("open")))
        .order((proposals::at, proposals::id))
        .select(cols::<Row>())
        .load(db.db())?;
    let open = |row: Row| {
        let proposed = Unsealed::of(permit.open(db, TABLE, "record", row.id.uuid(), &row.record))?;
        Ok(ShownProposal { id: row.id, vacancy: row.vacancy_id, notice: row.notice_id, proposed, at: row.at })
    };
    rows.into_iter().map(open).collect()
}

/// Adds a proposal. Its files follow, and then [`count_as_facts`].
///
/// # Errors
/// The database's or the vault's.
pub fn create(
    tx: &mut Db,
    permit: &Permit<Profile>,
    id: ProposalId,
    vacancy: VacancyId,
    notice: (NoticeId, Locale),
    proposed: &ProposedApplication,
    at: Ts,
) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    diesel::insert_into(proposals::table)
        .values((
            proposals::id.eq(id),
            proposals::holding_id.eq(permit.holding().id),
            proposals::office.eq(&permit.holding().office),
            proposals::vacancy_id.eq(vacancy),
            proposals::notice_id.eq(notice.0),
            proposals::notice_locale.eq(notice.1),
            proposals::record.eq(permit.seal(TABLE, "record", id.uuid(), proposed)?),
            proposals::state.eq("open"),
            proposals::at.eq(at),
        ))
        .execute(tx)?;
    Ok(permit.change("create", format!("proposal:{id}")))
}

/// Counts a change of facts, since a proposal was made or decided: an open one is an open application. It comes last in
/// the transaction, as no permit from before is good afterwards.
///
/// # Errors
/// The database's.
pub fn count_as_facts(tx: &mut Db, permit: &Permit<Profile>) -> Result<(), StoreError> {
    diesel::update(holdings::table.find(permit.holding().id))
        .set(holdings::revision.eq(holdings::revision + 1))
        .execute(tx)?;
    Ok(())
}

/// When the newest open proposal for each of some holdings came in; those without one are left out.
///
/// # Errors
/// The database's.
pub fn newest(db: &mut Db, holdings: &[HoldingId]) -> Result<HashMap<HoldingId, Ts>, StoreError> {
    let rows: Vec<(HoldingId, Ts)> = proposals::table
        .filter(proposals::holding_id.eq_any(holdings).and(proposals::state.eq("open")))
        .order(proposals::at.asc())
        .select((proposals::holding_id, proposals::at))
        .load(db)?;
    // The last of several stays.
    Ok(rows.into_iter().collect())
}
