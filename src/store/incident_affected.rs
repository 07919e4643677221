//! Whom an incident affects: what was found in the journal, and what the privacy officer left out or added.
//!
//! Invariant: rows of references. What the officer decided about one stays, however often the journal is read again.

use std::collections::{BTreeMap, HashSet};

use diesel::prelude::*;

use super::database::{Db, cols, each};
use super::error::StoreError;
use super::incident_search::Found;
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

/// Ids in one statement.
const AT_ONCE: usize = 500;

/// Keeps what the journal tells beside the incident. Those that it does not name any more go, but for what the officer
/// decided about.
///
/// # Errors
/// The database's.
pub fn keep(
    tx: &mut Db,
    permit: &TermsPermit,
    incident: &Incident,
    scope: &Scope,
    found: &Found,
) -> Result<Entry, StoreError> {
    let decided = incident_affected::left_out.is_not_null().or(incident_affected::added.is_not_null());
    let before = incident_affected::table.filter(incident_affected::incident_id.eq(incident.id));
    each!(&mut *tx, c => diesel::delete(before.filter(diesel::dsl::not(decided))).execute(c))?;
    let ids: Vec<HoldingId> = found.keys().copied().collect();
    let at = permit.caller().at;
    for some in ids.chunks(AT_ONCE) {
        let known: Vec<(HoldingId, CandidateId, OfficeCode, Option<Country>)> = holdings::table
            .filter(holdings::id.eq_any(some))
            .select((holdings::id, holdings::candidate_id, holdings::office, holdings::residence))
            .load(tx)?;
        for (holding, candidate, collected, home) in known {
            let health = found.get(&holding).copied().unwrap_or_default();
            let reference = (holding, candidate, &collected, home);
            insert(tx, incident.id, reference, health, (None, permit.caller().staff_id(), at))?;
        }
    }
    incidents::set_scope(tx, incident.id, scope)?;
    let subject = format!("incident:{} affected {}", incident.id, scope.of.kind());
    Ok(Entry::by(permit.caller(), "change", subject))
}

type Reference<'a> = (HoldingId, CandidateId, &'a OfficeCode, Option<Country>);

fn insert(
    tx: &mut Db,
    incident: IncidentId,
    (holding, candidate, office, home): Reference<'_>,
    health: bool,
    (added, staff, at): (Option<Added>, Option<StaffId>, Ts),
) -> Result<usize, StoreError> {
    let row = (
        incident_affected::incident_id.eq(incident),
        incident_affected::holding_id.eq(holding),
        incident_affected::candidate_id.eq(candidate),
        incident_affected::office.eq(office),
        incident_affected::home.eq(home),
        incident_affected::health.eq(health),
        incident_affected::added.eq(added),
        incident_affected::staff_id.eq(staff),
        incident_affected::at.eq(at),
    );
    Ok(each!(tx, c => diesel::insert_into(incident_affected::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?)
}

/// The persons affected, by office and home. A person of whom one office has several records counts once there.
///
/// # Errors
/// The database's.
pub fn counts(db: &mut Db, incident: IncidentId) -> Result<Vec<Count>, StoreError> {
    let rows: Vec<(OfficeCode, Option<Country>, CandidateId)> = incident_affected::table
        .filter(incident_affected::incident_id.eq(incident).and(incident_affected::left_out.is_null()))
        .select((incident_affected::office, incident_affected::home, incident_affected::candidate_id))
        .load(db)?;
    let mut persons: BTreeMap<(OfficeCode, Option<Country>), HashSet<CandidateId>> = BTreeMap::new();
    for (office, home, candidate) in rows {
        persons.entry((office, home)).or_default().insert(candidate);
    }
    let count = |((office, home), persons): ((OfficeCode, Option<Country>), HashSet<CandidateId>)| Count {
        office,
        home,
        persons: i64::try_from(persons.len()).unwrap_or(i64::MAX),
    };
    Ok(persons.into_iter().map(count).collect())
}

/// The persons affected, by the law of the offices that collected their data; each once under a law.
///
/// # Errors
/// The database's.
pub fn persons(db: &mut Db, incident: IncidentId) -> Result<Vec<(Jurisdiction, u64)>, StoreError> {
    let rows: Vec<(Jurisdiction, CandidateId)> = incident_affected::table
        .inner_join(offices::table.on(offices::code.eq(incident_affected::office)))
        .filter(incident_affected::incident_id.eq(incident).and(incident_affected::left_out.is_null()))
        .select((offices::jurisdiction, incident_affected::candidate_id))
        .distinct()
        .load(db)?;
    let of = |law: Jurisdiction| rows.iter().filter(|(of, _)| *of == law).count() as u64;
    Ok(Jurisdiction::ALL.iter().map(|law| (*law, of(*law))).filter(|(_, persons)| *persons > 0).collect())
}

/// The affected whose data an office collected, but for somebody's own record.
///
/// # Errors
/// The database's.
pub fn of_office(
    db: &mut Db,
    incident: IncidentId,
    office: &OfficeCode,
    own: Option<CandidateId>,
    limit: i64,
) -> Result<Vec<Affected>, StoreError> {
    let mut query = incident_affected::table
        .filter(incident_affected::incident_id.eq(incident).and(incident_affected::office.eq(office)))
        .order(incident_affected::holding_id)
        .limit(limit)
        .select(cols::<Affected>())
        .into_boxed();
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
    let mut added = 0;
    for (holding, home) in held {
        let reference = (holding, candidate, &caller.office, home);
        added += insert(tx, incident.id, reference, health, (Some(reason), caller.staff_id(), caller.at))?;
    }
    if added == 0 {
        return Err(StoreError::Taken("record"));
    }
    Ok(Entry::by(caller, "change", format!("incident:{} candidate:{candidate} {reason}", incident.id)))
}
