//! Incidents of an office, kept by its privacy officer: what happened, whom it affects, and by when whom is to be told.
//!
//! Invariant: after each change the clocks are what the law says about what is on record then.

use super::WorkflowError;
use super::follow_journal::Directories;
use super::list_candidates;
use crate::directory::{self, Person};
use crate::domain::category::CategoryId;
use crate::domain::id::{CandidateId, HoldingId, IncidentId};
use crate::domain::incident::{Added, Incident, LeftOut, Scope};
use crate::domain::office::{Office, OfficeCode};
use crate::domain::staff::{Caller, Role, Staff};
use crate::domain::time::{Day, Ts};
use crate::law::RuleTable;
use crate::law::breaches::{BreachId, IncidentFacts, clocks};
use crate::store::database::Db;
use crate::store::incident_affected::{self, Affected, Count};
use crate::store::incident_clocks::{self, KeptClock, Settled};
use crate::store::processors::Processor;
use crate::store::terms_permit::TermsPermit;
use crate::store::{
    Database, Store, StoreError, facts, incident_search, incidents, offices, processors, staff, terms_permit,
};

/// Incidents of the list.
const LISTED: i64 = 100;
/// Affected people whom a page shows by name.
const SHOWN: usize = 200;
/// Affected people who are kept in one step: nobody waits long for the writer.
const AT_ONCE: usize = 500;

/// What the forms about an incident offer.
#[derive(Debug)]
pub struct Choices {
    /// The offices.
    pub offices: Vec<Office>,
    /// The processors of the caller's office.
    pub processors: Vec<Processor>,
    /// The accounts of the caller's office, also closed ones.
    pub accounts: Vec<Staff>,
    /// The date at the caller's office.
    pub today: Day,
}

/// An incident in the list.
#[derive(Debug)]
pub struct Listed {
    /// The incident.
    pub incident: Incident,
    /// Its open clocks, the earliest due first.
    pub open: Vec<KeptClock>,
}

/// The incidents of an office.
#[derive(Debug)]
pub struct Incidents {
    /// Those with an overdue clock first, then those with an open one, each newest first.
    pub all: Vec<Listed>,
    /// What the form offers.
    pub choices: Choices,
}

/// An incident with everything that is on record about it.
#[derive(Debug)]
pub struct Shown {
    /// The incident.
    pub incident: Incident,
    /// When it was recorded.
    pub recorded_at: Ts,
    /// The revision of what is on record.
    pub revision: i64,
    /// Its clocks.
    pub clocks: Vec<KeptClock>,
    /// Where the affected were looked for.
    pub scope: Option<Scope>,
    /// How many are affected, by office and home.
    pub counts: Vec<Count>,
    /// Whether the last search in the journal did not come to its end, or goes on now.
    pub is_cut_off: bool,
    /// Those whose data the caller's office collected; a page of them.
    pub affected: Vec<Affected>,
    /// After whom the next page begins, if there is one.
    pub next: Option<HoldingId>,
    /// Who of them the caller's lists know.
    pub people: Vec<Person>,
    /// What the forms offer.
    pub choices: Choices,
}

/// The incidents of the caller's office.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role keeps no terms; the database's.
pub fn list(db: &mut Database, caller: &Caller) -> Result<Incidents, WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(db.read(|db| {
        let choices = choices(db, caller)?;
        let mut open = incident_clocks::open_of(db, &caller.office)?;
        let mut all = Vec::new();
        for incident in incidents::list(db, &caller.office, LISTED)? {
            let (its, others) = open.into_iter().partition(|clock| clock.incident_id == incident.id);
            open = others;
            all.push(Listed { incident, open: its });
        }
        let today = choices.today;
        let is_overdue = |listed: &Listed| listed.open.iter().any(|clock| clock.is_overdue(today));
        all.sort_by_key(|listed| (!is_overdue(listed), listed.open.is_empty()));
        Ok(Incidents { all, choices })
    })?)
}

/// How many clocks of the caller's office are overdue, and how many are open.
///
/// # Errors
/// The database's.
pub fn count(db: &mut Db, office: &OfficeCode, at: Ts) -> Result<(i64, i64), StoreError> {
    let today = facts::office(db, office)?.today(at);
    let open = incident_clocks::open_of(db, office)?;
    let overdue = open.iter().filter(|clock| clock.is_overdue(today)).count();
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Ok((number(overdue), number(open.len())))
}

/// An incident of the caller's office, with a page of the affected after one of them; who is named there is journalled as
/// shown. The caller holds no connection.
///
/// # Errors
/// [`StoreError::NotFound`] if the office keeps none of this id; [`StoreError::Refused`] if the caller's role keeps no
/// terms or has no lists.
pub fn show(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    (id, after): (IncidentId, Option<HoldingId>),
) -> Result<Shown, WorkflowError> {
    let mut db = store.database()?;
    terms_permit::open(&mut db, caller)?;
    let mut shown = db.read(|db| {
        let incident = incidents::read(db, &caller.office, id)?;
        let (recorded_at, revision) = incidents::recorded(db, id)?;
        Ok(Shown {
            incident,
            recorded_at,
            revision,
            clocks: incident_clocks::of(db, id)?,
            scope: incidents::scope(db, id)?,
            counts: incident_affected::counts(db, id)?,
            is_cut_off: incidents::is_cut_off(db, id)?,
            affected: incident_affected::of_office(
                db,
                id,
                &caller.office,
                caller.own_candidate,
                (after, SHOWN as i64 + 1),
            )?,
            next: None,
            people: Vec::new(),
            choices: choices(db, caller)?,
        })
    })?;
    drop(db);
    if shown.affected.len() > SHOWN {
        shown.affected.truncate(SHOWN);
        shown.next = shown.affected.last().map(|affected| affected.holding_id);
    }
    if !shown.affected.is_empty() {
        let (permit, scope, _) = list_candidates::permitted(store, caller)?;
        let named: Vec<HoldingId> = shown.affected.iter().map(|affected| affected.holding_id).collect();
        shown.people = directories.read(store, &caller.office, caller.at, |directory| directory.of(&scope, &named))?;
        permit.record_shown(&store.database()?, directory::candidates(&shown.people))?;
    }
    Ok(shown)
}

fn choices(db: &mut Db, caller: &Caller) -> Result<Choices, StoreError> {
    let ours = |person: &Staff| person.office == caller.office && person.role != Role::Partner;
    Ok(Choices {
        offices: offices::list(db)?,
        processors: processors::of_office(db, &caller.office, None)?,
        accounts: staff::list(db)?.into_iter().filter(ours).collect(),
        today: facts::office(db, &caller.office)?.today(caller.at),
    })
}

/// Records an incident.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role keeps no terms; the database's.
pub fn record(db: &mut Database, caller: &Caller, incident: &Incident) -> Result<(), WorkflowError> {
    let permit = terms_permit::open(db, caller)?;
    keep(db, &permit, incident.id, |tx| Ok(vec![incidents::add(tx, &permit, incident)?]))
}

/// Changes what is on record about an incident whose revision the caller saw.
///
/// # Errors
/// [`StoreError::NotFound`] if the office keeps none of this id; [`StoreError::Stale`] if somebody changed it since;
/// [`StoreError::Refused`] if the caller's role keeps no terms.
pub fn change(db: &mut Database, caller: &Caller, incident: &Incident, seen: i64) -> Result<(), WorkflowError> {
    let permit = terms_permit::open(db, caller)?;
    keep(db, &permit, incident.id, |tx| {
        let before = incidents::read(tx, &caller.office, incident.id)?;
        let incident = Incident { recorded_by: before.recorded_by, ..incident.clone() };
        Ok(vec![incidents::change(tx, &permit, &incident, seen)?])
    })
}

/// Reads the affected off the journal. They are kept in steps, and where was looked is put on record last.
///
/// # Errors
/// As [`change`]; [`StoreError::Stale`] if a later search has begun.
pub fn find_affected(db: &mut Database, caller: &Caller, id: IncidentId, scope: &Scope) -> Result<(), WorkflowError> {
    let permit = terms_permit::open(db, caller)?;
    // The journal may be long: it is read before anybody has to wait for the change.
    let found = db.read(|db| {
        let incident = incidents::read(db, &caller.office, id)?;
        let office = facts::office(db, &caller.office)?;
        incident_search::search(db, &office, &incident, scope)
    })?;
    let search = db.change(|tx| {
        let (search, entry) = incident_affected::begin(tx, &permit, id)?;
        Ok((search, vec![entry]))
    })?;
    let found: Vec<(HoldingId, bool)> = found.into_iter().collect();
    for some in found.chunks(AT_ONCE) {
        db.change(|tx| Ok((incident_affected::add_found(tx, &permit, id, search, some)?, Vec::new())))?;
    }
    keep(db, &permit, id, |tx| Ok(vec![incident_affected::finish(tx, &permit, id, search, scope)?]))
}

/// Leaves somebody out for a reason, or takes them in again.
///
/// # Errors
/// As [`change`].
pub fn leave_out(
    db: &mut Database,
    caller: &Caller,
    (id, holding): (IncidentId, HoldingId),
    reason: Option<LeftOut>,
) -> Result<(), WorkflowError> {
    let permit = terms_permit::open(db, caller)?;
    keep(db, &permit, id, |tx| {
        incidents::read(tx, &caller.office, id)?;
        Ok(vec![incident_affected::leave_out(tx, &permit, id, holding, reason)?])
    })
}

/// Adds somebody of the caller's office for a reason.
///
/// # Errors
/// [`StoreError::NotFound`] if the office holds nothing about them; [`StoreError::Taken`] if they are there already.
pub fn add_affected(
    db: &mut Database,
    caller: &Caller,
    (id, candidate): (IncidentId, CandidateId),
    reason: Added,
) -> Result<(), WorkflowError> {
    let permit = terms_permit::open(db, caller)?;
    keep(db, &permit, id, |tx| {
        let incident = incidents::read(tx, &caller.office, id)?;
        Ok(vec![incident_affected::add(tx, &permit, &incident, candidate, reason)?])
    })
}

/// Says what was done about a clock whose revision the caller saw. To have notified an authority may start another one.
///
/// # Errors
/// [`StoreError::NotFound`] if the office's incident has no such clock; [`StoreError::Stale`] if somebody settled it
/// since.
pub fn settle(
    db: &mut Database,
    caller: &Caller,
    (id, rule): (IncidentId, &str),
    seen: i64,
    settled: &Settled,
) -> Result<(), WorkflowError> {
    let permit = terms_permit::open(db, caller)?;
    keep(db, &permit, id, |tx| {
        incidents::read(tx, &caller.office, id)?;
        Ok(vec![incident_clocks::settle(tx, &permit, (id, rule), seen, settled)?])
    })
}

/// Writes a change, and lets the clocks follow it in the same transaction.
fn keep(
    db: &mut Database,
    permit: &TermsPermit,
    id: IncidentId,
    write: impl FnOnce(&mut Db) -> Result<Vec<crate::store::journal::Entry>, StoreError>,
) -> Result<(), WorkflowError> {
    let store = db.store().clone();
    Ok(db.change(|tx| {
        let entries = write(tx)?;
        follow(tx, permit, store.table(), id)?;
        Ok(((), entries))
    })?)
}

fn follow(tx: &mut Db, permit: &TermsPermit, table: &RuleTable, id: IncidentId) -> Result<(), StoreError> {
    let incident = incidents::read(tx, &permit.caller().office, id)?;
    let kept = incident_clocks::of(tx, id)?;
    let pdpc = kept.iter().find(|clock| clock.rule == BreachId::SgPdpc.as_str());
    let facts = IncidentFacts {
        place: facts::office(tx, &incident.place)?.law,
        affected: incident_affected::persons(tx, id)?,
        known_on: incident.known_on,
        assessed_on: incident.assessed_on,
        notified_on: pdpc.and_then(|clock| clock.done_on),
        at_processor: incident.processor.is_some(),
        processor_knew_on: incident.processor_knew_on,
        health: incident.categories.contains(&CategoryId::Health),
        wrongful_purpose: incident.wrongful_purpose,
        property_damage: incident.property_damage,
        significant_harm: incident.significant_harm,
    };
    incident_clocks::keep(tx, permit, id, &clocks(table, &facts))
}
