//! Acts on many records: planned, which says of each record what would become of it, then carried out on exactly those
//! that would be done.
//!
//! Invariant: each record is decided and journalled for itself; each step is one transaction that writes the change and
//! what became of it together, so that an act that was cut off goes on where it stopped and does nothing twice.

use std::collections::HashMap;

use super::WorkflowError;
use super::follow_journal::Directories;
use super::list_candidates::permitted;
use super::select_records;
use crate::directory::query::Query;
use crate::directory::{ListFilter, Person};
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
        some.push((outcome.clone(), *count, records));
    }
    drop(db);
    let named: Vec<HoldingId> = some.iter().flat_map(|(_, _, records)| records.iter().copied()).collect();
    let people = select_records::shown(store, directories, caller, &named)?;
    let left_out = some.into_iter().map(|(outcome, count, records)| {
        let people = people.iter().filter(|person| records.contains(&person.holding.id)).cloned().collect();
        LeftOut { outcome, count, people }
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

/// Writes in some records.
type Write<'a> = Box<dyn Fn(&mut Database, &[HoldingId]) -> Result<(), WorkflowError> + 'a>;

/// Records that are acted on in one call: the rest waits for the next, so that nobody waits for minutes.
const AT_ONCE: usize = 5_000;

/// Carries an act out on records that it would be done to, as many as one call takes; the next one goes on.
///
/// # Errors
/// [`StoreError::NotFound`] if the caller planned none such, or a file; the database's.
pub fn carry_out(db: &mut Database, caller: &Caller, token: &Token) -> Result<(), WorkflowError> {
    let PlannedAct { id, act, .. } = bulk_acts::find(db, caller, token)?;
    // A file is made where it is sent: workflows/export_records.rs.
    let write: Write<'_> = match act {
        BulkAct::Tags(change) => Box::new(move |db, some| change_tags(db, caller, id, some, &change)),
        BulkAct::Owner(owner) => Box::new(move |db, some| set_owner(db, caller, id, some, owner)),
        BulkAct::Export(_) => return Err(StoreError::NotFound.into()),
    };
    db.change(|tx| Ok((bulk_acts::begin(tx, id, caller.at)?, Vec::new())))?;
    let (mut after, mut done) = (None, 0);
    while done < AT_ONCE {
        let some = db.read(|db| bulk_acts::records(db, id, &RecordOutcome::Able, after, STEP))?;
        let Some(last) = some.last() else { break };
        (after, done) = (Some(*last), done + some.len());
        write(db, &some)?;
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

/// What would become of each record; nothing is changed, and no key is made.
fn try_all(
    db: &mut Database,
    caller: &Caller,
    act: &BulkAct,
    holdings: &[HoldingId],
) -> Result<Vec<(HoldingId, RecordOutcome)>, WorkflowError> {
    match act {
        BulkAct::Tags(change) => {
            let asked = ask_tags(db, caller, Some(Reason::Trial), holdings, change)?;
            try_tags(db, asked, change)
        }
        BulkAct::Owner(owner) => try_owner(db, caller, holdings, *owner),
        BulkAct::Export(export) => try_export(db, caller, export, holdings),
    }
}

fn try_tags(
    db: &mut Database,
    asked: Vec<Asked>,
    change: &TagChange,
) -> Result<Vec<(HoldingId, RecordOutcome)>, WorkflowError> {
    let mut would_be = |mut opened: Opened| -> Result<bool, StoreError> {
        if !opened.has_key(Other::ID) {
            // It has no tags yet.
            return Ok(!change.add.is_empty());
        }
        let permit = opened.permit::<Other>(db)?;
        Ok(db.read(|db| tags::would_be(db, &permit, change))?.is_some())
    };
    let each = |(holding, opened): Asked| {
        let became = match opened.map(&mut would_be) {
            Ok(Ok(true)) => RecordOutcome::Able,
            Ok(Ok(false)) => RecordOutcome::Unchanged,
            Ok(Err(error)) => outcome(error)?,
            Err(became) => became,
        };
        Ok((holding, became))
    };
    asked.into_iter().map(each).collect()
}

fn try_owner(
    db: &mut Database,
    caller: &Caller,
    holdings: &[HoldingId],
    owner: Option<StaffId>,
) -> Result<Vec<(HoldingId, RecordOutcome)>, WorkflowError> {
    let ask = Ask { reason: Some(Reason::Trial), ..Ask::change(caller, Purpose::Recruitment) };
    let asked = ask_all::<Profile>(db, &ask, holdings)?;
    let now = db.read(|db| owners::of(db, holdings))?;
    let each = |(holding, opened): Asked| match opened {
        Ok(_) if now.get(&holding).copied() == owner => (holding, RecordOutcome::Unchanged),
        Ok(_) => (holding, RecordOutcome::Able),
        Err(became) => (holding, became),
    };
    Ok(asked.into_iter().map(each).collect())
}

fn try_export(
    db: &mut Database,
    caller: &Caller,
    export: &Export,
    holdings: &[HoldingId],
) -> Result<Vec<(HoldingId, RecordOutcome)>, WorkflowError> {
    let ask = ask_export(caller, Reason::TrialOfExport(export.reason));
    let categories = export.categories();
    let opened = gate::open_many(db, &ask, holdings, &categories)?;
    let found: HashMap<HoldingId, RecordOutcome> =
        opened.iter().map(|opened| (opened.holding().id, judge_export(opened, &categories))).collect();
    let outcome = |id: &HoldingId| (*id, found.get(id).cloned().unwrap_or(RecordOutcome::Missing));
    Ok(holdings.iter().map(outcome).collect())
}

/// What somebody asks the gate for who writes records into a file.
pub(super) const fn ask_export(caller: &Caller, reason: Reason) -> Ask<'_> {
    Ask { caller, verb: Verb::Export, purpose: Purpose::Recruitment, reason: Some(reason) }
}

/// Without the profile nothing is written; without another category its columns stay empty.
fn judge_export(opened: &Opened, categories: &[CategoryId]) -> RecordOutcome {
    if let Some(refusal) = opened.refusal(CategoryId::Profile) {
        return RecordOutcome::Refused(refusal.rule.clone());
    }
    let withheld = categories.iter().find_map(|category| opened.refusal(*category));
    withheld.map_or(RecordOutcome::Able, |refusal| RecordOutcome::Partly(refusal.rule.clone()))
}

/// A record that may be written in as far as role and law go, or what stands against it.
type Asked = (HoldingId, Result<Opened, RecordOutcome>);
/// A record with its permit, or what stands against it.
type Permitted<C> = (HoldingId, Result<Permit<C>, RecordOutcome>);

/// Asks to write in some records. The answers are journalled together, each for itself.
fn ask_all<C: Category>(db: &mut Database, ask: &Ask<'_>, holdings: &[HoldingId]) -> Result<Vec<Asked>, WorkflowError> {
    let opened = gate::open_many(db, ask, holdings, &[C::ID])?;
    let mut opened: HashMap<HoldingId, Opened> = opened.into_iter().map(|it| (it.holding().id, it)).collect();
    let answer = |holding: &HoldingId| {
        let Some(it) = opened.remove(holding) else { return (*holding, Err(RecordOutcome::Missing)) };
        if it.holding().office != ask.caller.office {
            return (*holding, Err(RecordOutcome::Foreign));
        }
        match it.refusal(C::ID) {
            Some(refusal) => (*holding, Err(RecordOutcome::Refused(refusal.rule.clone()))),
            None => (*holding, Ok(it)),
        }
    };
    Ok(holdings.iter().map(answer).collect())
}

/// Asks to change tags; to add some is a collection as well as a use.
fn ask_tags(
    db: &mut Database,
    caller: &Caller,
    reason: Option<Reason>,
    holdings: &[HoldingId],
    change: &TagChange,
) -> Result<Vec<Asked>, WorkflowError> {
    let mut asked = ask_all::<Other>(db, &Ask { reason, ..Ask::change(caller, Purpose::Recruitment) }, holdings)?;
    if change.add.is_empty() {
        return Ok(asked);
    }
    let so_far: Vec<HoldingId> = asked.iter().filter(|(_, opened)| opened.is_ok()).map(|(id, _)| *id).collect();
    let create = Ask { reason, ..Ask::create(caller, Purpose::Recruitment) };
    let refused: HashMap<HoldingId, RecordOutcome> = ask_all::<Other>(db, &create, &so_far)?
        .into_iter()
        .filter_map(|(holding, opened)| Some((holding, opened.err()?)))
        .collect();
    for (holding, opened) in &mut asked {
        if let Some(became) = refused.get(holding) {
            *opened = Err(became.clone());
        }
    }
    Ok(asked)
}

/// The permits; a record without a key gets one only if something is put in.
fn permit_all<C: Category>(
    db: &mut Database,
    asked: Vec<Asked>,
    makes_key: bool,
) -> Result<Vec<Permitted<C>>, WorkflowError> {
    let permit = |(holding, opened): Asked| {
        let permit = match opened {
            Ok(opened) if !makes_key && !opened.has_key(C::ID) => Err(RecordOutcome::Unchanged),
            Ok(mut opened) => match opened.permit::<C>(db) {
                Ok(permit) => Ok(permit),
                Err(error) => Err(outcome(error)?),
            },
            Err(became) => Err(became),
        };
        Ok((holding, permit))
    };
    asked.into_iter().map(permit).collect()
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
