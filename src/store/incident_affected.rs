//! Whom an incident affects: what was found in the journal, and what the privacy officer left out or added.
//!
//! Invariant: rows of references. What the officer decided about one stays, however often the journal is read again.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::database::{Db, cols, each};
use super::error::StoreError;
use super::incidents;
use super::journal::Entry;
use super::schema::{holdings, incident_affected, offices};
use super::terms_permit::TermsPermit;
use crate::domain::category::CategoryId;
use crate::domain::id::{CandidateId, HoldingId, IncidentId, StaffId};
use crate::domain::incident::{Added, Incident, LeftOut, Scope};
use crate::domain::jurisdiction::{Country, Jurisdiction};
use crate::domain::office::OfficeCode;
use crate::domain::time::Ts;

/// Somebody whom an incident affects.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = incident_affected)]
pub struct Affected {
    /// The holding.
    pub holding_id: HoldingId,
    /// The office that collected it.
    pub office: OfficeCode,
    /// Where they live, if that is known.
    pub home: Option<Country>,
    /// Whether health data is affected.
    pub health: bool,
    /// Why they are left out, if they are.
    pub left_out: Option<LeftOut>,
    /// Why they were added, if the journal does not name them.
    pub added: Option<Added>,
}

/// Persons by the office that collected their data and by home.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Queryable)]
pub struct Count {
    /// The office.
    pub office: OfficeCode,
    /// The home, if it is known.
    pub home: Option<Country>,
    /// How many.
    pub persons: i64,
}

/// Begins to keep what the journal tells. What an earlier search found stands until this one has ended: nobody is missed
/// meanwhile, and no clock stops. The answer is the number of the search.
///
/// # Errors
/// The database's.
pub fn begin(tx: &mut Db, permit: &TermsPermit, incident: IncidentId) -> Result<(i64, Entry), StoreError> {
    let search = incidents::begin_search(tx, incident)?;
    Ok((search, Entry::by(permit.caller(), "change", format!("incident:{incident} search"))))
}

/// Takes away what searches before one of them found, but for what the officer decided about; all or of some holdings.
macro_rules! forget {
    ($tx:expr, $incident:expr, $search:expr $(, $which:expr)?) => {
        diesel::delete(
            incident_affected::table
                .filter(incident_affected::incident_id.eq($incident).and(incident_affected::search.lt($search)))
                .filter(incident_affected::left_out.is_null().and(incident_affected::added.is_null()))
                $(.filter($which))?,
        )
        .execute($tx)?
    };
}

/// Keeps some of those that a search found; a step of it, so that nobody waits long for the writer.
///
/// # Errors
/// [`StoreError::Stale`] if a later search has begun.
pub fn add_found(
    tx: &mut Db,
    permit: &TermsPermit,
    incident: IncidentId,
    search: i64,
    some: &[(HoldingId, bool)],
) -> Result<(), StoreError> {
    incidents::hold_search(tx, incident, search)?;
    let health: BTreeMap<HoldingId, bool> = some.iter().copied().collect();
    let ids: Vec<HoldingId> = health.keys().copied().collect();
    let known: Vec<(HoldingId, CandidateId, OfficeCode, Option<Country>)> = holdings::table
        .filter(holdings::id.eq_any(&ids))
        .select((holdings::id, holdings::candidate_id, holdings::office, holdings::residence))
        .load(tx)?;
    forget!(tx, incident, search, incident_affected::holding_id.eq_any(&ids));
    let with = |(holding, candidate, office, home)| {
        let health = health.get(&holding).copied().unwrap_or_default();
        ((holding, candidate, office, home), health)
    };
    insert(
        tx,
        (incident, search),
        known.into_iter().map(with).collect(),
        (None, permit.caller().staff_id(), permit.caller().at),
    )?;
    Ok(())
}

/// Ends a search: what only earlier ones found goes, and it is on record where was looked.
///
/// # Errors
/// As [`add_found`].
pub fn finish(
    tx: &mut Db,
    permit: &TermsPermit,
    incident: IncidentId,
    search: i64,
    scope: &Scope,
) -> Result<Entry, StoreError> {
    incidents::hold_search(tx, incident, search)?;
    forget!(tx, incident, search);
    incidents::set_scope(tx, incident, scope)?;
    let subject = format!("incident:{incident} affected {}", scope.of.kind());
    Ok(Entry::by(permit.caller(), "change", subject))
}

type Reference = (HoldingId, CandidateId, OfficeCode, Option<Country>);

/// In one statement; those that are there already stay as they are.
fn insert(
    tx: &mut Db,
    (incident, search): (IncidentId, i64),
    references: Vec<(Reference, bool)>,
    (added, staff, at): (Option<Added>, Option<StaffId>, Ts),
) -> Result<usize, StoreError> {
    let row = |((holding, candidate, office, home), health): (Reference, bool)| {
        (
            incident_affected::incident_id.eq(incident),
            incident_affected::holding_id.eq(holding),
            incident_affected::candidate_id.eq(candidate),
            incident_affected::office.eq(office),
            incident_affected::home.eq(home),
            incident_affected::health.eq(health),
            incident_affected::search.eq(search),
            incident_affected::added.eq(added),
            incident_affected::staff_id.eq(staff),
            incident_affected::at.eq(at),
        )
    };
    let rows: Vec<_> = references.into_iter().map(row).collect();
    if rows.is_empty() {
        return Ok(0);
    }
    Ok(each!(tx, c => diesel::insert_into(incident_affected::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(c))?)
}

/// The persons affected, by office and home. A person of whom one office has several records counts once there.
///
/// # Errors
/// The database's.
pub fn counts(db: &mut Db, incident: IncidentId) -> Result<Vec<Count>, StoreError> {
    let persons = diesel::dsl::count(incident_affected::candidate_id).aggregate_distinct();
    let its = incident_affected::incident_id.eq(incident).and(incident_affected::left_out.is_null());
    let mut counts: Vec<Count> = each!(db, c => incident_affected::table
        .filter(its)
        .group_by((incident_affected::office, incident_affected::home))
        .select((incident_affected::office, incident_affected::home, persons))
        .load(c))?;
    // The databases put an unknown home at different ends.
    counts.sort();
    Ok(counts)
}

/// The persons affected, by the law of the offices that collected their data; each once under a law.
///
/// # Errors
/// The database's.
pub fn persons(db: &mut Db, incident: IncidentId) -> Result<Vec<(Jurisdiction, u64)>, StoreError> {
    let persons = diesel::dsl::count(incident_affected::candidate_id).aggregate_distinct();
    let its = incident_affected::incident_id.eq(incident).and(incident_affected::left_out.is_null());
    let rows: Vec<(Jurisdiction, i64)> = each!(db, c => incident_affected::table
        .inner_join(offices::table.on(offices::code.eq(incident_affected::office)))
        .filter(its)
        .group_by(offices::jurisdiction)
        .select((offices::jurisdiction, persons))
        .load(c))?;
    let of =
        |law: &Jurisdiction| rows.iter().find(|(of, _)| of == law).map(|(_, persons)| (*law, persons.unsigned_abs()));
    Ok(Jurisdiction::ALL.iter().filter_map(of).collect())
}

/// The affected whose data an office collected, but for somebody's own record, after one of them, in order.
///
/// # Errors
/// The database's.
pub fn of_office(
    db: &mut Db,
    incident: IncidentId,
    office: &OfficeCode,
    own: Option<CandidateId>,
    (after, limit): (Option<HoldingId>, i64),
) -> Result<Vec<Affected>, StoreError> {
    let mut query = incident_affected::table
        .filter(incident_affected::incident_id.eq(incident).and(incident_affected::office.eq(office)))
        .order(incident_affected::holding_id)
        .limit(limit)
        .select(cols::<Affected>())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(incident_affected::holding_id.gt(after));
    }
    if let Some(own) = own {
        query = query.filter(incident_affected::candidate_id.ne(own));
    }
    Ok(query.load(db)?)
}

/// Leaves somebody out for a reason, or takes them in again. Only whose data the caller's office collected.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such row.
pub fn leave_out(
    tx: &mut Db,
    permit: &TermsPermit,
    incident: IncidentId,
    holding: HoldingId,
    reason: Option<LeftOut>,
) -> Result<Entry, StoreError> {
    let caller = permit.caller();
    let row = incident_affected::table
        .filter(incident_affected::incident_id.eq(incident).and(incident_affected::holding_id.eq(holding)))
        .filter(incident_affected::office.eq(&caller.office));
    let set = (
        incident_affected::left_out.eq(reason),
        incident_affected::staff_id.eq(caller.staff_id()),
        incident_affected::at.eq(caller.at),
    );
    if each!(tx, c => diesel::update(row).set(set).execute(c))? != 1 {
        return Err(StoreError::NotFound);
    }
    let word = reason.map_or("taken_in", LeftOut::as_str);
    Ok(Entry::by(caller, "change", format!("incident:{incident} holding:{holding} {word}")))
}

/// Adds everything that the caller's office holds about a candidate, for a reason.
///
/// # Errors
/// [`StoreError::NotFound`] if the office holds nothing about them; [`StoreError::Taken`] if all of it is there.
pub fn add(
    tx: &mut Db,
    permit: &TermsPermit,
    incident: &Incident,
    candidate: CandidateId,
    reason: Added,
) -> Result<Entry, StoreError> {
    let caller = permit.caller();
    let held: Vec<(HoldingId, Option<Country>)> = holdings::table
        .filter(holdings::candidate_id.eq(candidate).and(holdings::office.eq(&caller.office)))
        .select((holdings::id, holdings::residence))
        .load(tx)?;
    if held.is_empty() || caller.own_candidate == Some(candidate) {
        return Err(StoreError::NotFound);
    }
    let health = incident.categories.contains(&CategoryId::Health);
    let all = held.into_iter().map(|(holding, home)| ((holding, candidate, caller.office.clone(), home), health));
    let added = insert(tx, (incident.id, 0), all.collect(), (Some(reason), caller.staff_id(), caller.at))?;
    if added == 0 {
        return Err(StoreError::Taken("record"));
    }
    Ok(Entry::by(caller, "change", format!("incident:{} candidate:{candidate} {reason}", incident.id)))
}
