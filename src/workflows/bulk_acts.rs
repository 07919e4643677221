//! Acts on many records: planned, which says of each record what would become of it, then carried out on exactly those
//! that would be done.
//!
//! Invariant: each record is decided and journalled for itself; each step is one transaction that writes the change and
//! what became of it together, so that an act that was cut off goes on where it stopped and does nothing twice.

use super::WorkflowError;
use super::follow_journal::Directories;
use super::list_candidates::permitted;
use super::try_records::{Permitted, ask_all, ask_tags, outcome, permit_all, try_all, try_export};
use super::{bulk_transfers, select_records};
use crate::directory::query::Query;
use crate::directory::{ListFilter, Person};
use crate::domain::bulk_act::{BulkAct, Export, RecordOutcome};
use crate::domain::category::{Category, Other, Profile};
use crate::domain::id::{HoldingId, StaffId};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::tag::TagChange;
use crate::store::bulk_acts::{self, BulkActId, PlannedAct};
use crate::store::database::Db;
use crate::store::gate::Ask;
use crate::store::journal::Entry;
use crate::store::permit::Permit;
use crate::store::searches::{Question, staff_of};
use crate::store::transfer_requests::Unmade;
use crate::store::{Database, Store, StoreError, owners, selected_records, staff, tags};
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
        let mut outcomes = try_all(db, caller, act, &some)?;
        // Everybody locks records in the order of their ids.
        outcomes.sort_unstable_by_key(|(holding, _)| *holding);
        db.change(|tx| Ok((bulk_acts::add_records(tx, id, &outcomes)?, Vec::new())))?;
    }
}

/// The newest records of a whole list that a trial looks at.
const SAMPLE: usize = 1_000;

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
    let filter = ListFilter { query, ..ListFilter::default() };
    let newest = directories.read(store, &caller.office, caller.at, |it| it.holdings(&scope, &filter, SAMPLE))?;
    let mut db = store.database()?;
    let mut outcomes = if newest.is_empty() { Vec::new() } else { try_export(&mut db, caller, &export, &newest)? };
    outcomes.sort_unstable_by_key(|(holding, _)| *holding);
    let (id, token) = bulk_acts::plan(&mut db, caller, &BulkAct::Export(export), Some(question))?;
    for some in outcomes.chunks(STEP as usize) {
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

/// Who would be left out, or was, or is in a file without something.
#[derive(Debug)]
pub struct LeftOut {
    /// Why.
    pub outcome: RecordOutcome,
    /// How many.
    pub count: i64,
    /// Some of them, as far as the caller's lists show them.
    pub people: Vec<Person>,
    /// What one of them waits for, if it waits.
    pub unmade: Option<Unmade>,
}

/// People of each reason who are shown.
const SHOWN: i64 = 20;

/// An act with whom it leaves out, journalled before they are shown. The caller holds no connection.
///
/// # Errors
/// [`StoreError::NotFound`] if the caller planned none such.
pub fn show(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    token: &Token,
) -> Result<(ActState, Vec<LeftOut>), WorkflowError> {
    let mut db = store.database()?;
    let state = look(&mut db, caller, token)?;
    let mut some = Vec::new();
    let is_told = |outcome: &RecordOutcome| !matches!(outcome, RecordOutcome::Able | RecordOutcome::Done);
    for (outcome, count) in state.tally.iter().filter(|(outcome, _)| is_told(outcome)) {
        let records = db.read(|db| bulk_acts::records(db, state.planned.id, outcome, None, SHOWN))?;
        let unmade = match (&state.planned.act, outcome, records.first()) {
            (BulkAct::Transfer(wanted), RecordOutcome::Waits(rule) | RecordOutcome::Waiting(rule), Some(first)) => {
                bulk_transfers::what_waits(&mut db, caller, wanted, (*first, rule))?
            }
            _ => None,
        };
        some.push((outcome.clone(), *count, records, unmade));
    }
    drop(db);
    let named: Vec<HoldingId> = some.iter().flat_map(|(_, _, records, _)| records.iter().copied()).collect();
    let people = select_records::shown(store, directories, caller, &named)?;
    let left_out = some.into_iter().map(|(outcome, count, records, unmade)| {
        let people = people.iter().filter(|person| records.contains(&person.holding.id)).cloned().collect();
        LeftOut { outcome, count, people, unmade }
    });
    let left_out = left_out.collect();
    Ok((state, left_out))
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

/// Writes in some records that have an outcome.
type Write<'a> = Box<dyn Fn(&mut Database, &[HoldingId], &RecordOutcome) -> Result<(), WorkflowError> + 'a>;

/// Records that are acted on in one call: the rest waits for the next, so that nobody waits for minutes.
const AT_ONCE: usize = 5_000;

/// Carries an act out on records that it would be done to, as many as one call takes; the next one goes on. With those
/// that would wait it does so `with_waiting` alone.
///
/// # Errors
/// [`StoreError::NotFound`] if the caller planned none such, or a file; the database's.
pub fn carry_out(db: &mut Database, caller: &Caller, token: &Token, with_waiting: bool) -> Result<(), WorkflowError> {
    let ActState { planned: PlannedAct { id, act, .. }, tally } = look(db, caller, token)?;
    // A file is made where it is sent: workflows/export_records.rs.
    let write: Write<'_> = match act {
        BulkAct::Tags(change) => Box::new(move |db, some, _| change_tags(db, caller, id, some, &change)),
        BulkAct::Owner(owner) => Box::new(move |db, some, _| set_owner(db, caller, id, some, owner)),
        BulkAct::Transfer(wanted) => {
            Box::new(move |db, some, now| bulk_transfers::ask(db, caller, (id, &wanted), (some, now), with_waiting))
        }
        BulkAct::Export(_) => return Err(StoreError::NotFound.into()),
    };
    db.change(|tx| Ok((bulk_acts::begin(tx, id, caller.at)?, Vec::new())))?;
    let waits = tally.into_iter().map(|(outcome, _)| outcome).filter(|it| matches!(it, RecordOutcome::Waits(_)));
    let outcomes = std::iter::once(RecordOutcome::Able).chain(waits.filter(|_| with_waiting));
    each_step(db, id, outcomes, write)
}

/// Goes through the records of an act that have one of some outcomes, step by step, as many as one call takes.
pub(super) fn each_step(
    db: &mut Database,
    act: BulkActId,
    outcomes: impl Iterator<Item = RecordOutcome>,
    write: impl Fn(&mut Database, &[HoldingId], &RecordOutcome) -> Result<(), WorkflowError>,
) -> Result<(), WorkflowError> {
    let mut done = 0;
    for outcome in outcomes {
        let mut after = None;
        while done < AT_ONCE {
            let some = db.read(|db| bulk_acts::records(db, act, &outcome, after, STEP))?;
            let Some(last) = some.last() else { break };
            (after, done) = (Some(*last), done + some.len());
            write(db, &some, &outcome)?;
        }
    }
    Ok(())
}

fn change_tags(
    db: &mut Database,
    caller: &Caller,
    act: BulkActId,
    holdings: &[HoldingId],
    change: &TagChange,
) -> Result<(), WorkflowError> {
    let asked = ask_tags(db, caller, None, holdings, change)?;
    let permits = permit_all::<Other>(db, asked, !change.add.is_empty())?;
    write(db, act, &permits, |tx, permit| tags::change(tx, permit, change))
}

fn set_owner(
    db: &mut Database,
    caller: &Caller,
    act: BulkActId,
    holdings: &[HoldingId],
    owner: Option<StaffId>,
) -> Result<(), WorkflowError> {
    let asked = ask_all::<Profile>(db, &Ask::change(caller, Purpose::Recruitment), holdings)?;
    let mut permits = permit_all::<Profile>(db, asked, false)?;
    let is_there = |db: &mut Db| match owner {
        Some(owner) => staff::recruiters(db, &caller.office).map(|all| all.iter().any(|(id, _)| *id == owner)),
        None => Ok(true),
    };
    if !db.read(is_there)? {
        permits.iter_mut().for_each(|(_, permit)| *permit = Err(RecordOutcome::NoOwner));
    }
    write(db, act, &permits, |tx, permit| owners::set(tx, permit, owner))
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
        let able = bulk_acts::still(tx, act, &holdings, &RecordOutcome::Able)?;
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
