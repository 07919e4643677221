//! Acts on many records: planned, which says of each record what would become of it, then carried out on exactly those
//! that would be done.
//!
//! Invariant: each record is decided and journalled for itself; each step is one transaction that writes the change and
//! what became of it together, so that an act that was cut off goes on where it stopped and does nothing twice.

use std::collections::HashMap;

use super::WorkflowError;
use super::follow_journal::Directories;
use super::list_candidates::permitted;
use crate::directory::ListFilter;
use crate::directory::query::Query;
use crate::domain::bulk_act::{BulkAct, Export, RecordOutcome};
use crate::domain::category::{Category, CategoryId, Other, Profile};
use crate::domain::id::{HoldingId, StaffId};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::tag::TagChange;
use crate::law::access::Verb;
use crate::store::bulk_acts::{self, BulkActId, PlannedAct};
use crate::store::database::Db;
use crate::store::gate::{self, Ask, Opened, Reason};
use crate::store::journal::Entry;
use crate::store::permit::Permit;
use crate::store::searches::{Question, staff_of};
use crate::store::{Database, Store, StoreError, owners, selected_records, tags};
use crate::vault::secret::Token;

/// Records in one transaction.
const STEP: i64 = 500;

/// Plans an act on everything that the caller has chosen; the token leads to what would become of each record.
///
/// # Errors
/// The database's; what stands against one record is its outcome.
pub fn plan(db: &mut Database, caller: &Caller, act: &BulkAct) -> Result<Token, WorkflowError> {
    let staff = staff_of(caller)?;
    let (id, token) = bulk_acts::plan(db, caller, act, None)?;
    let mut after = None;
    loop {
        let some = db.read(|db| selected_records::list(db, staff, after, STEP))?;
        let Some(last) = some.last() else { return Ok(token) };
        after = Some(*last);
        let outcomes = tried(db, caller, act, &some)?;
        db.change(|tx| Ok((bulk_acts::add_records(tx, id, &outcomes)?, Vec::new())))?;
    }
}

/// The newest records of a whole list that a trial looks at.
const SAMPLE: i64 = 1_000;

/// Plans a file of everybody that a list finds, however many they are; the trial looks at the newest of them. The caller
/// holds no connection.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role has no lists; the databases'.
pub fn plan_file(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    export: Export,
    question: &Question,
    query: Option<Query>,
) -> Result<Token, WorkflowError> {
    let (_, scope, _) = permitted(store, caller)?;
    let filter = ListFilter { query, size: SAMPLE, ..ListFilter::default() };
    let (newest, _) =
        directories.read(store, &caller.office, caller.at, |directory| directory.holdings(&scope, &filter))?;
    let mut db = store.database()?;
    let outcomes = if newest.is_empty() { Vec::new() } else { tried_export(&mut db, caller, &export, &newest)? };
    let (id, token) = bulk_acts::plan(&mut db, caller, &BulkAct::Export(export), Some(question))?;
    for some in outcomes.chunks(500) {
        db.change(|tx| Ok((bulk_acts::add_records(tx, id, some)?, Vec::new())))?;
    }
    Ok(token)
}

/// An act with how many records have each outcome.
#[derive(Debug)]
pub struct ActState {
    /// The act.
    pub planned: PlannedAct,
    /// How many records have each outcome.
    pub tally: Vec<(RecordOutcome, i64)>,
}

impl ActState {
    /// How many records have an outcome.
    pub fn count(&self, which: impl Fn(&RecordOutcome) -> bool) -> i64 {
        self.tally.iter().filter(|(outcome, _)| which(outcome)).map(|(_, count)| count).sum()
    }
}

/// What would become, or became, of the records of an act.
///
/// # Errors
/// [`StoreError::NotFound`] if the caller planned none such.
pub fn look(db: &mut Database, caller: &Caller, token: &Token) -> Result<ActState, WorkflowError> {
    let planned = bulk_acts::find(db, caller, token)?;
    let tally = db.read(|db| bulk_acts::tally(db, planned.id))?;
    Ok(ActState { planned, tally })
}

/// Some records of an act with an outcome.
///
/// # Errors
/// The database's.
pub fn some(
    db: &mut Database,
    act: BulkActId,
    outcome: &RecordOutcome,
    limit: i64,
) -> Result<Vec<HoldingId>, WorkflowError> {
    Ok(db.read(|db| bulk_acts::records(db, act, outcome, None, limit))?)
}

/// Carries an act out on the records that it would be done to; called again, it goes on where it was cut off.
///
/// # Errors
/// [`StoreError::NotFound`] if the caller planned none such; the database's.
pub fn carry_out(db: &mut Database, caller: &Caller, token: &Token) -> Result<(), WorkflowError> {
    let PlannedAct { id, act, .. } = bulk_acts::find(db, caller, token)?;
    db.change(|tx| Ok((bulk_acts::begin(tx, id, caller.at)?, Vec::new())))?;
    let mut after = None;
    loop {
        let some = db.read(|db| bulk_acts::records(db, id, &RecordOutcome::Able, after, STEP))?;
        let Some(last) = some.last() else { return Ok(()) };
        after = Some(*last);
        match &act {
            BulkAct::Tags(change) => change_tags(db, caller, id, &some, change)?,
            BulkAct::Owner(owner) => set_owner(db, caller, id, &some, *owner)?,
            // A file is made where it is sent: workflows/export_records.rs.
            BulkAct::Export(_) => return Ok(()),
        }
    }
}

fn change_tags(
    db: &mut Database,
    caller: &Caller,
    act: BulkActId,
    holdings: &[HoldingId],
    change: &TagChange,
) -> Result<(), WorkflowError> {
    let mut permits = permits::<Other>(db, &Ask::change(caller, Purpose::Recruitment), holdings)?;
    if !change.add.is_empty() {
        // To add is a collection as well as a use.
        refuse_those_refused(db, &Ask::create(caller, Purpose::Recruitment), &mut permits)?;
    }
    write(db, act, &permits, |tx, permit| tags::change(tx, permit, change))
}

fn set_owner(
    db: &mut Database,
    caller: &Caller,
    act: BulkActId,
    holdings: &[HoldingId],
    owner: Option<StaffId>,
) -> Result<(), WorkflowError> {
    let permits = permits::<Profile>(db, &Ask::change(caller, Purpose::Recruitment), holdings)?;
    write(db, act, &permits, |tx, permit| owners::set(tx, permit, owner))
}

/// What would become of each record; nothing is changed.
fn tried(
    db: &mut Database,
    caller: &Caller,
    act: &BulkAct,
    holdings: &[HoldingId],
) -> Result<Vec<(HoldingId, RecordOutcome)>, WorkflowError> {
    let trial = |ask| Ask { reason: Some(Reason::Trial), ..ask };
    let ask = trial(Ask::change(caller, Purpose::Recruitment));
    match act {
        BulkAct::Tags(change) => {
            let mut permits = permits::<Other>(db, &ask, holdings)?;
            if !change.add.is_empty() {
                refuse_those_refused(db, &trial(Ask::create(caller, Purpose::Recruitment)), &mut permits)?;
            }
            outcomes(permits, |permit| {
                let changes = db.read(|db| tags::would_be(db, permit, change))?.is_some();
                Ok(if changes { RecordOutcome::Able } else { RecordOutcome::Unchanged })
            })
        }
        BulkAct::Owner(owner) => {
            let permits = permits::<Profile>(db, &ask, holdings)?;
            let now = db.read(|db| owners::of(db, holdings))?;
            let is_same = |holding: HoldingId| now.get(&holding).copied() == *owner;
            outcomes(permits, |permit| {
                Ok(if is_same(permit.holding().id) { RecordOutcome::Unchanged } else { RecordOutcome::Able })
            })
        }
        BulkAct::Export(export) => tried_export(db, caller, export, holdings),
    }
}

fn tried_export(
    db: &mut Database,
    caller: &Caller,
    export: &Export,
    holdings: &[HoldingId],
) -> Result<Vec<(HoldingId, RecordOutcome)>, WorkflowError> {
    let ask = export_ask(caller, Reason::TrialOfExport(export.reason));
    let categories = export.categories();
    let opened = gate::open_many(db, &ask, holdings, &categories)?;
    let found: HashMap<HoldingId, RecordOutcome> =
        opened.iter().map(|opened| (opened.holding().id, of_export(opened, &categories))).collect();
    let outcome = |id: &HoldingId| (*id, found.get(id).cloned().unwrap_or(RecordOutcome::Missing));
    Ok(holdings.iter().map(outcome).collect())
}

/// What somebody asks the gate for who writes records into a file.
pub(super) const fn export_ask(caller: &Caller, reason: Reason) -> Ask<'_> {
    Ask { caller, verb: Verb::Export, purpose: Purpose::Recruitment, reason: Some(reason) }
}

/// Without the profile nothing is written; without another category its columns stay empty.
fn of_export(opened: &Opened, categories: &[CategoryId]) -> RecordOutcome {
    if let Some(refusal) = opened.refusal(CategoryId::Profile) {
        return RecordOutcome::Refused(refusal.rule.clone());
    }
    let withheld = categories.iter().find_map(|category| opened.refusal(*category));
    withheld.map_or(RecordOutcome::Able, |refusal| RecordOutcome::Partly(refusal.rule.clone()))
}

/// A record with its permit, or what stands against it.
type Permitted<C> = (HoldingId, Result<Permit<C>, RecordOutcome>);

/// The permits to write in some records. The answers are journalled together, each for itself.
fn permits<C: Category>(
    db: &mut Database,
    ask: &Ask<'_>,
    holdings: &[HoldingId],
) -> Result<Vec<Permitted<C>>, WorkflowError> {
    let opened = gate::open_many(db, ask, holdings, &[C::ID])?;
    let mut opened: HashMap<HoldingId, Opened> = opened.into_iter().map(|it| (it.holding().id, it)).collect();
    let mut permits = Vec::with_capacity(holdings.len());
    for &holding in holdings {
        let permit = match opened.remove(&holding) {
            None => Err(RecordOutcome::Missing),
            Some(it) if it.holding().office != ask.caller.office => Err(RecordOutcome::Foreign),
            Some(mut it) => match it.permit::<C>(db) {
                Ok(permit) => Ok(permit),
                Err(error) => Err(outcome(error)?),
            },
        };
        permits.push((holding, permit));
    }
    Ok(permits)
}

/// Asks for something more about those that are permitted so far.
fn refuse_those_refused<C: Category>(
    db: &mut Database,
    ask: &Ask<'_>,
    permits: &mut [Permitted<C>],
) -> Result<(), WorkflowError> {
    let asked: Vec<HoldingId> = permits.iter().filter(|(_, permit)| permit.is_ok()).map(|(id, _)| *id).collect();
    for opened in gate::open_many(db, ask, &asked, &[C::ID])? {
        let Some(refusal) = opened.refusal(C::ID) else { continue };
        let id = opened.holding().id;
        if let Some((_, permit)) = permits.iter_mut().find(|(holding, _)| *holding == id) {
            *permit = Err(RecordOutcome::Refused(refusal.rule.clone()));
        }
    }
    Ok(())
}

fn outcomes<C: Category>(
    permits: Vec<Permitted<C>>,
    mut tried: impl FnMut(&Permit<C>) -> Result<RecordOutcome, StoreError>,
) -> Result<Vec<(HoldingId, RecordOutcome)>, WorkflowError> {
    let each = |(holding, permit): Permitted<C>| {
        let became = match permit {
            Ok(permit) => tried(&permit).or_else(outcome)?,
            Err(became) => became,
        };
        Ok((holding, became))
    };
    permits.into_iter().map(each).collect()
}

/// Writes in each permitted record that is still to be done, with what became of it, in one transaction.
fn write<C: Category>(
    db: &mut Database,
    act: BulkActId,
    permits: &[Permitted<C>],
    change: impl Fn(&mut Db, &Permit<C>) -> Result<Option<Entry>, StoreError>,
) -> Result<(), WorkflowError> {
    let holdings: Vec<HoldingId> = permits.iter().map(|(holding, _)| *holding).collect();
    db.change(|tx| {
        let able = bulk_acts::still_able(tx, act, &holdings)?;
        let mut entries = Vec::new();
        for (holding, permit) in permits.iter().filter(|(holding, _)| able.contains(holding)) {
            let became = match permit {
                Ok(permit) => match change(tx, permit) {
                    Ok(Some(entry)) => {
                        entries.push(entry);
                        RecordOutcome::Done
                    }
                    Ok(None) => RecordOutcome::Unchanged,
                    Err(error) => outcome(error)?,
                },
                Err(became) => became.clone(),
            };
            bulk_acts::set_outcome(tx, act, *holding, &became)?;
        }
        Ok(((), entries))
    })?;
    Ok(())
}

/// What an error says of one record; an error that lies in the way to all of them stays one.
fn outcome(error: StoreError) -> Result<RecordOutcome, StoreError> {
    match error {
        StoreError::Refused(refusal) => Ok(RecordOutcome::Refused(refusal.rule)),
        StoreError::NotFound => Ok(RecordOutcome::Missing),
        StoreError::Full(_) => Ok(RecordOutcome::Full),
        StoreError::Stale | StoreError::Unopened(_) => Ok(RecordOutcome::Failed),
        error => Err(error),
    }
}
