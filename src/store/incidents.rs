//! Incidents of an office, as its privacy officer keeps them.
//!
//! Invariant: what stands here is about no candidate; whom an incident affects stands beside it as references.

use diesel::prelude::*;

use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::schema::incidents;
use super::terms_permit::TermsPermit;
use super::words::{join, split};
use crate::domain::id::{IncidentId, ProcessorId, StaffId};
use crate::domain::incident::{Incident, Scope, ScopeKind, ScopeOf};
use crate::domain::office::OfficeCode;
use crate::domain::time::{Day, Ts};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = incidents, treat_none_as_null = true, treat_none_as_default_value = false)]
struct Row {
    id: IncidentId,
    office: OfficeCode,
    place: OfficeCode,
    processor_id: Option<ProcessorId>,
    known_on: Day,
    assessed_on: Option<Day>,
    processor_knew_on: Option<Day>,
    what: String,
    categories: String,
    wrongful_purpose: bool,
    property_damage: bool,
    significant_harm: bool,
    recorded_by: Option<StaffId>,
}

impl From<&Incident> for Row {
    fn from(incident: &Incident) -> Self {
        Self {
            id: incident.id,
            office: incident.office.clone(),
            place: incident.place.clone(),
            processor_id: incident.processor,
            known_on: incident.known_on,
            assessed_on: incident.assessed_on,
            processor_knew_on: incident.processor_knew_on,
            what: incident.what.clone(),
            categories: join(&incident.categories),
            wrongful_purpose: incident.wrongful_purpose,
            property_damage: incident.property_damage,
            significant_harm: incident.significant_harm,
            recorded_by: incident.recorded_by,
        }
    }
}

impl TryFrom<Row> for Incident {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            office: row.office,
            place: row.place,
            processor: row.processor_id,
            known_on: row.known_on,
            assessed_on: row.assessed_on,
            processor_knew_on: row.processor_knew_on,
            what: row.what,
            categories: split(&row.categories, "incidents.categories")?,
            wrongful_purpose: row.wrongful_purpose,
            property_damage: row.property_damage,
            significant_harm: row.significant_harm,
            recorded_by: row.recorded_by,
        })
    }
}

/// Records an incident of the caller's office.
///
/// # Errors
/// The database's.
pub fn add(tx: &mut Db, permit: &TermsPermit, incident: &Incident) -> Result<Entry, StoreError> {
    let row = Row::from(incident);
    let at = permit.caller().at;
    let new = (incidents::recorded_at.eq(at), incidents::revision.eq(1_i64), incidents::searches.eq(0_i64));
    let values = (&row, new);
    super::database::each!(tx, c => diesel::insert_into(incidents::table).values(values).execute(c))?;
    Ok(Entry::by(permit.caller(), "create", format!("incident:{}", incident.id)))
}

/// Changes what is on record about an incident of the caller's office, if it is still as the caller saw it.
///
/// # Errors
/// [`StoreError::Stale`] if somebody changed it since; so it is if the office keeps none of this id.
pub fn change(tx: &mut Db, permit: &TermsPermit, incident: &Incident, seen: i64) -> Result<Entry, StoreError> {
    let row = Row::from(incident);
    let ours = incidents::id.eq(incident.id).and(incidents::office.eq(&permit.caller().office));
    let as_seen = incidents::table.filter(ours.and(incidents::revision.eq(seen)));
    let set = (&row, incidents::revision.eq(seen + 1));
    let changed = super::database::each!(tx, c => diesel::update(as_seen).set(set).execute(c))?;
    if changed != 1 {
        return Err(StoreError::Stale);
    }
    Ok(Entry::by(permit.caller(), "change", format!("incident:{}", incident.id)))
}

/// The latest incidents of an office, newest first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, office: &OfficeCode, limit: i64) -> Result<Vec<Incident>, StoreError> {
    let rows: Vec<Row> = incidents::table
        .filter(incidents::office.eq(office))
        .order((incidents::recorded_at.desc(), incidents::id.desc()))
        .limit(limit)
        .select(cols::<Row>())
        .load(db)?;
    rows.into_iter().map(Incident::try_from).collect()
}

/// An incident of an office.
///
/// # Errors
/// [`StoreError::NotFound`] if the office keeps none of this id.
pub fn read(db: &mut Db, office: &OfficeCode, id: IncidentId) -> Result<Incident, StoreError> {
    let row: Option<Row> = incidents::table
        .filter(incidents::id.eq(id).and(incidents::office.eq(office)))
        .select(cols::<Row>())
        .first(db)
        .optional()?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// Begins to keep what a search in the journal found: until its end nothing says where was looked. The answer is its
/// number.
///
/// # Errors
/// The database's.
pub(super) fn begin_search(tx: &mut Db, id: IncidentId) -> Result<i64, StoreError> {
    let none: Option<String> = None;
    let day: Option<Day> = None;
    let set = (
        incidents::searches.eq(incidents::searches + 1_i64),
        incidents::scope.eq(&none),
        incidents::scope_of.eq(&none),
        incidents::scope_from.eq(day),
        incidents::scope_until.eq(day),
        incidents::scope_acts.eq(&none),
    );
    diesel::update(incidents::table.find(id)).set(set).execute(tx)?;
    Ok(incidents::table.find(id).select(incidents::searches).first(tx)?)
}

/// Holds the incident for a step of a search, if no later one has begun.
///
/// # Errors
/// [`StoreError::Stale`] if one has.
pub(super) fn hold_search(tx: &mut Db, id: IncidentId, search: i64) -> Result<(), StoreError> {
    let ours = incidents::table.find(id).filter(incidents::searches.eq(search));
    let held = diesel::update(ours).set(incidents::searches.eq(search)).execute(tx)?;
    if held == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Keeps where the affected were looked for: that search has ended.
///
/// # Errors
/// The database's.
pub(super) fn set_scope(tx: &mut Db, id: IncidentId, scope: &Scope) -> Result<(), StoreError> {
    let set = (
        incidents::scope.eq(scope.of.kind()),
        incidents::scope_of.eq(scope.of.to_string()),
        incidents::scope_from.eq(scope.from),
        incidents::scope_until.eq(scope.until),
        incidents::scope_acts.eq(join(&scope.acts)),
    );
    diesel::update(incidents::table.find(id)).set(set).execute(tx)?;
    Ok(())
}

/// Whether a search was begun that did not come to its end, or goes on now.
///
/// # Errors
/// The database's.
pub fn is_cut_off(db: &mut Db, id: IncidentId) -> Result<bool, StoreError> {
    let (searches, scope): (i64, Option<String>) =
        incidents::table.find(id).select((incidents::searches, incidents::scope)).first(db)?;
    Ok(searches > 0 && scope.is_none())
}

type ScopeRow = (Option<ScopeKind>, Option<String>, Option<Day>, Option<Day>, Option<String>);

/// Where the affected of an incident were looked for, if they were.
///
/// # Errors
/// The database's; [`StoreError::Unreadable`] for a word that is none.
pub fn scope(db: &mut Db, id: IncidentId) -> Result<Option<Scope>, StoreError> {
    let row: ScopeRow = incidents::table
        .find(id)
        .select((
            incidents::scope,
            incidents::scope_of,
            incidents::scope_from,
            incidents::scope_until,
            incidents::scope_acts,
        ))
        .first(db)?;
    let (Some(kind), Some(of), Some(from), Some(until), Some(acts)) = row else { return Ok(None) };
    let unreadable = || StoreError::Unreadable("incidents.scope_of");
    let of = match kind {
        ScopeKind::Account => ScopeOf::Account(of.parse().map_err(|_| unreadable())?),
        ScopeKind::Processor => ScopeOf::Processor(of.parse().map_err(|_| unreadable())?),
        ScopeKind::Office => ScopeOf::Office(of.parse().map_err(|_| unreadable())?),
    };
    Ok(Some(Scope { of, from, until, acts: split(&acts, "incidents.scope_acts")? }))
}

/// The moment at which an incident was recorded, and its revision: what is on record about it changes from one to the
/// next.
///
/// # Errors
/// The database's.
pub fn recorded(db: &mut Db, id: IncidentId) -> Result<(Ts, i64), StoreError> {
    Ok(incidents::table.find(id).select((incidents::recorded_at, incidents::revision)).first(db)?)
}
