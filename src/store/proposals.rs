//! What a public form brought for a person who is on record already: kept beside the record, never in it.

use std::collections::HashMap;

use diesel::prelude::*;

use super::columns::Stored;
use super::database::{Db, among, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::open::Database;
use super::permit::{Permit, Unsealed};
use super::schema::{holdings, proposals};
use crate::domain::application::ApplicationDetails;
use crate::domain::candidate::ProfileRecord;
use crate::domain::category::Profile;
use crate::domain::id::{HoldingId, NoticeId, ProposalId, StaffId, VacancyId};
use crate::domain::locale::Locale;
use crate::domain::proposal::ProposalOutcome;
use crate::domain::staff::Actor;
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
    /// The notice that was acknowledged with it, in which language.
    pub notice: (NoticeId, Locale),
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
    notice_locale: Locale,
    record: Stored<Profile>,
    at: Ts,
}

/// The open proposals for the permitted holding, oldest first; none for who may see some applications
/// alone, nor for another office.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Database, permit: &Permit<Profile>) -> Result<Vec<ShownProposal>, StoreError> {
    if !permit.covers_proposals() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = proposals::table
        .filter(proposals::holding_id.eq(permit.holding().id).and(proposals::state.eq("open")))
        .order((proposals::at, proposals::id))
        .select(cols::<Row>())
        .load(db.db())?;
    rows.into_iter().map(|row| shown(db, permit, row)).collect()
}

fn shown(db: &Database, permit: &Permit<Profile>, row: Row) -> Result<ShownProposal, StoreError> {
    let proposed = Unsealed::of(permit.open(db, TABLE, "record", row.id.uuid(), &row.record))?;
    let notice = (row.notice_id, row.notice_locale);
    Ok(ShownProposal { id: row.id, vacancy: row.vacancy_id, notice, proposed, at: row.at })
}

/// One open proposal for the permitted holding.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not of this holding, or not for the caller to see;
/// [`StoreError::Stale`] if it is decided already.
pub fn read(db: &mut Database, permit: &Permit<Profile>, id: ProposalId) -> Result<ShownProposal, StoreError> {
    let row: Option<(Row, String)> = proposals::table
        .filter(proposals::id.eq(id).and(proposals::holding_id.eq(permit.holding().id)))
        .select((cols::<Row>(), proposals::state))
        .first(db.db())
        .optional()?;
    let (row, state) = row.filter(|_| permit.covers_proposals()).ok_or(StoreError::NotFound)?;
    if state == "open" { shown(db, permit, row) } else { Err(StoreError::Stale) }
}

/// Writes down what was decided about an open proposal, by whom and why, and keeps nothing of what it said: what was
/// taken is written by the nouns that it became part of, and then comes [`count_as_facts`].
///
/// # Errors
/// [`StoreError::Stale`] if it is decided already, or if a fact changed since the permit; [`StoreError::NotFound`] if
/// no person decides.
pub fn decide(
    tx: &mut Db,
    permit: &Permit<Profile>,
    id: ProposalId,
    outcome: ProposalOutcome,
    reason: &str,
) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    let Actor::Staff(staff) = permit.caller().actor else { return Err(StoreError::NotFound) };
    let reason = if reason.is_empty() { None } else { Some(permit.seal(TABLE, "reason", id.uuid(), &reason)?) };
    let open = proposals::id.eq(id).and(proposals::holding_id.eq(permit.holding().id)).and(proposals::state.eq("open"));
    let decided = diesel::update(proposals::table.filter(open))
        .set((
            proposals::state.eq(outcome.as_str()),
            proposals::record.eq(permit.seal(TABLE, "record", id.uuid(), &())?),
            proposals::decided_by.eq(staff),
            proposals::decided_at.eq(permit.caller().at),
            proposals::reason.eq(reason),
        ))
        .execute(tx)?;
    if decided != 1 {
        return Err(StoreError::Stale);
    }
    Ok(permit.change("decide", format!("proposal:{id} {outcome}")))
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

#[derive(Queryable, Selectable)]
#[diesel(table_name = proposals)]
struct DecisionRow {
    id: ProposalId,
    state: String,
    reason: Option<Stored<Profile>>,
    decided_by: Option<StaffId>,
    decided_at: Option<Ts>,
}

/// What was decided about a proposal.
#[derive(Debug, Clone)]
pub struct ProposalDecision {
    /// What.
    pub outcome: ProposalOutcome,
    /// Why, if that was said.
    pub reason: Option<Unsealed<String>>,
    /// By whom.
    pub staff: StaffId,
    /// When.
    pub at: Ts,
}

/// What was decided about the permitted holding's proposals, the newest first; nothing for who may see some
/// applications alone, nor for another office.
///
/// # Errors
/// The database's.
pub fn decisions(db: &mut Database, permit: &Permit<Profile>) -> Result<Vec<ProposalDecision>, StoreError> {
    if !permit.covers_proposals() {
        return Ok(Vec::new());
    }
    let rows: Vec<DecisionRow> = proposals::table
        .filter(proposals::holding_id.eq(permit.holding().id).and(proposals::decided_at.is_not_null()))
        .order((proposals::decided_at.desc(), proposals::id.desc()))
        .select(cols::<DecisionRow>())
        .load(db.db())?;
    let mut decisions = Vec::new();
    for row in rows {
        let (Ok(outcome), Some(staff), Some(at)) = (row.state.parse(), row.decided_by, row.decided_at) else {
            continue;
        };
        let open = |reason| Unsealed::of(permit.open(db, TABLE, "reason", row.id.uuid(), reason));
        let reason = row.reason.as_ref().map(open).transpose()?;
        decisions.push(ProposalDecision { outcome, reason, staff, at });
    }
    Ok(decisions)
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
    let rows: Vec<(HoldingId, Ts)> = among!(holdings, proposals::holding_id, asked => proposals::table
        .filter(asked.and(proposals::state.eq("open")))
        .order(proposals::at.asc())
        .select((proposals::holding_id, proposals::at))
        .load(db)?);
    // The last of several stays.
    Ok(rows.into_iter().collect())
}
