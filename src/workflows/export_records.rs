//! Records written into a file, step by step, so that memory stays flat however many they are.
//!
//! Invariant: a record is decided anew and journalled before it is written; what is withheld is named beside it.

use std::collections::{BTreeSet, HashMap};

use super::WorkflowError;
use super::follow_journal::Directories;
use super::list_candidates::permitted;
use super::project_directory::permits;
use super::try_records::ask_export;
use crate::directory::ListFilter;
use crate::directory::query::Query;
use crate::domain::bulk_act::{BulkAct, Export, RecordOutcome};
use crate::domain::candidate::{HoldingRef, ProfileRecord};
use crate::domain::category::{ApplicationHistory, Category, CategoryId, Other, Profile};
use crate::domain::id::{HoldingId, StaffId};
use crate::domain::staff::Caller;
use crate::domain::tag::Tag;
use crate::domain::time::Ts;
use crate::law::access::Verb;
use crate::store::applications::Latest;
use crate::store::bulk_acts::{self, PlannedAct};
use crate::store::database::Db;
use crate::store::gate::{self, Opened, Reason};
use crate::store::permit::Unsealed;
use crate::store::searches::{Question, staff_of};
use crate::store::{Database, Store, StoreError, applications, candidates, owners, sessions, staff, tags, uses};
use crate::vault::secret::Token;

/// Records in one step.
const STEP: i64 = 200;

/// A record on its way into a file.
#[derive(Debug)]
pub struct ExportedRecord {
    /// Which.
    pub holding: HoldingRef,
    /// The profile; nothing if it is withheld.
    pub profile: Option<ProfileRecord>,
    /// The latest application, unless it is withheld or there is none.
    pub latest: Option<Latest>,
    /// Who looks after it, if the caller's office collected it.
    pub owner: Option<StaffId>,
    /// Tags.
    pub tags: Vec<Tag>,
    /// What is withheld, by which rule; [`UNOPENED`] if its seal does not open.
    pub withheld: Vec<(CategoryId, String)>,
}

/// Stands for the rule where a seal does not open.
pub const UNOPENED: &str = "UNOPENED";

/// What a file is made of.
#[derive(Debug)]
pub struct Order {
    planned: PlannedAct,
    /// The hash of the session that it was given in; without one it goes on as long as the account.
    session: Option<[u8; 32]>,
    /// What it holds.
    pub export: Export,
}

impl Order {
    /// What the list asks that is written whole; nothing if only planned records are.
    pub const fn of(&self) -> Option<&Question> {
        self.planned.of.as_ref()
    }
}

/// Finds a planned export and notes in the journal that its file is made: before the first record is read.
///
/// # Errors
/// [`StoreError::NotFound`] if the caller planned none such.
pub fn begin(
    db: &mut Database,
    caller: &Caller,
    token: &Token,
    session: Option<[u8; 32]>,
) -> Result<Order, WorkflowError> {
    let planned = bulk_acts::find(db, caller, token)?;
    let BulkAct::Export(export) = planned.act.clone() else { return Err(StoreError::NotFound.into()) };
    let of = match &planned.of {
        Some(_) => "list".to_owned(),
        None => {
            let tally = db.read(|db| bulk_acts::tally(db, planned.id))?;
            let written = tally.iter().filter(|(outcome, _)| is_written(outcome));
            format!("records:{}", written.map(|(_, count)| count).sum::<i64>())
        }
    };
    let subject = format!("file:{} {} columns:{} {of}", planned.id, export.reason, export.columns.len());
    // The entry has no words of the list; who watches the log is told that records leave (R24).
    tracing::warn!(subject, "records leave in a file");
    uses::record(db, caller, Verb::Export.as_str(), subject)?;
    Ok(Order { planned, session, export })
}

/// Reads the records of a file step by step; `take` is given each step and says whether to go on.
///
/// # Errors
/// [`StoreError::NotFound`] if the caller's account was closed or changed meanwhile, or the session ended; the
/// databases'.
pub fn each(
    store: &Store,
    caller: &Caller,
    order: &Order,
    now: &dyn Fn() -> Ts,
    mut take: impl FnMut(Vec<ExportedRecord>) -> bool,
) -> Result<(), WorkflowError> {
    let outcomes = store.database()?.read(|db| bulk_acts::tally(db, order.planned.id))?;
    for (outcome, _) in outcomes.iter().filter(|(outcome, _)| is_written(outcome)) {
        let mut after = None;
        loop {
            let next = |db: &mut Db| bulk_acts::records(db, order.planned.id, outcome, after, STEP);
            let some = store.database()?.read(next)?;
            let Some(last) = some.last() else { break };
            after = Some(*last);
            if !take(step(store, &at(caller, now), order, &some)?) {
                return Ok(());
            }
        }
    }
    Ok(())
}

const fn is_written(outcome: &RecordOutcome) -> bool {
    matches!(outcome, RecordOutcome::Able | RecordOutcome::Partly(_))
}

/// The caller at this moment: a file may take longer than a day lasts.
fn at(caller: &Caller, now: &dyn Fn() -> Ts) -> Caller {
    Caller { at: now(), ..caller.clone() }
}

/// The same for everybody that a list finds when it begins, the newest first.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role has no lists; those of [`each`].
pub fn each_found(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    order: &Order,
    query: Option<Query>,
    now: &dyn Fn() -> Ts,
    mut take: impl FnMut(Vec<ExportedRecord>) -> bool,
) -> Result<(), WorkflowError> {
    let (_, scope, _) = permitted(store, caller)?;
    let filter = ListFilter { query, ..ListFilter::default() };
    let found = directories.read(store, &caller.office, caller.at, |it| it.holdings(&scope, &filter, usize::MAX))?;
    for some in found.chunks(STEP as usize) {
        if !take(step(store, &at(caller, now), order, some)?) {
            break;
        }
    }
    Ok(())
}

/// One step. Its connection is given back before anybody waits for the reader, who may be slow; so slow that the account
/// may have been closed since, or the session ended.
fn step(
    store: &Store,
    caller: &Caller,
    order: &Order,
    holdings: &[HoldingId],
) -> Result<Vec<ExportedRecord>, WorkflowError> {
    let mut db = store.database()?;
    let caller = still(&mut db, caller, order.session.as_ref())?;
    read(&mut db, &caller, &order.export, holdings)
}

/// Whoever began a file, if they may go on: their account is as it was, and their session has not ended.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not; the database's.
pub(super) fn still(db: &mut Database, caller: &Caller, session: Option<&[u8; 32]>) -> Result<Caller, WorkflowError> {
    let person = db.read(|db| staff::read(db, staff_of(caller)?))?;
    let is_same = person.disabled_at.is_none() && person.role == caller.role && person.office == caller.office;
    let is_open = match session {
        Some(session) => db.read(|db| sessions::is_open(db, session, caller.at))?,
        None => true,
    };
    if !is_same || !is_open {
        return Err(StoreError::NotFound.into());
    }
    // Whoever became a candidate meanwhile does not get their own record.
    Ok(Caller { own_candidate: person.own_candidate, ..caller.clone() })
}

fn read(
    db: &mut Database,
    caller: &Caller,
    export: &Export,
    holdings: &[HoldingId],
) -> Result<Vec<ExportedRecord>, WorkflowError> {
    let ask = ask_export(caller, Reason::Export(export.reason));
    let categories = export.categories();
    let mut opened = gate::open_many(db, &ask, holdings, &categories)?;
    let owners = db.read(|db| owners::of(db, holdings))?;
    let mut records: HashMap<HoldingId, ExportedRecord> = opened
        .iter()
        .map(|opened| {
            let holding = opened.holding().clone();
            let owner = owners
                .get(&holding.id)
                .copied()
                .filter(|_| holding.office == caller.office && opened.refusal(CategoryId::Profile).is_none());
            (holding.id, withheld(opened, &categories, owner))
        })
        .collect();
    fill(db, &mut opened, &mut records)?;
    Ok(opened.iter().filter_map(|opened| records.remove(&opened.holding().id)).collect())
}

/// A record with nothing in it yet but what is withheld.
fn withheld(opened: &Opened, categories: &[CategoryId], owner: Option<StaffId>) -> ExportedRecord {
    let withheld = categories.iter().filter_map(|it| Some((*it, opened.refusal(*it)?.rule.clone())));
    ExportedRecord {
        holding: opened.holding().clone(),
        profile: None,
        latest: None,
        owner,
        tags: Vec::new(),
        withheld: withheld.collect(),
    }
}

/// Fills in what opens; what has a key and does not is named as well.
fn fill(
    db: &mut Database,
    opened: &mut [Opened],
    records: &mut HashMap<HoldingId, ExportedRecord>,
) -> Result<(), StoreError> {
    let keyed = |it: &Opened| {
        let id = it.holding().id;
        READ.into_iter().filter(|category| it.has_key(*category)).map(|category| (category, id)).collect::<Vec<_>>()
    };
    let mut shut: BTreeSet<(CategoryId, HoldingId)> = opened.iter().flat_map(keyed).collect();
    // A category that was not asked for has no answer, and so no permit.
    let profiles = permits::<Profile>(db, opened, |_| true)?;
    let histories = permits::<ApplicationHistory>(db, opened, |_| true)?;
    let others = permits::<Other>(db, opened, |_| true)?;
    shut.retain(|(category, holding)| match *category {
        ApplicationHistory::ID => !histories.iter().any(|permit| permit.holding().id == *holding),
        Other::ID => !others.iter().any(|permit| permit.holding().id == *holding),
        _ => true,
    });
    for (holding, profile) in candidates::read_all(db, &profiles)? {
        if let (Some(record), Ok(profile)) = (records.get_mut(&holding), profile) {
            record.profile = Some(profile.record);
            shut.remove(&(Profile::ID, holding));
        }
    }
    for (holding, latest) in applications::latest(db, &histories)? {
        records.entry(holding).and_modify(|record| record.latest = Some(latest));
    }
    for (holding, tags) in tags::list_all(db, &others)? {
        match (records.get_mut(&holding), tags) {
            (Some(record), Unsealed::Value(tags)) => record.tags = tags,
            _ => drop(shut.insert((Other::ID, holding))),
        }
    }
    for (category, holding) in shut {
        records.entry(holding).and_modify(|record| record.withheld.push((category, UNOPENED.to_owned())));
    }
    Ok(())
}

/// The categories that are read into a file.
const READ: [CategoryId; 3] = [Profile::ID, ApplicationHistory::ID, Other::ID];
