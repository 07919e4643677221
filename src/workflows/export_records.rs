//! Records written into a file, step by step, so that memory stays flat however many they are.
//!
//! Invariant: a record is decided anew and journalled before it is written; what is withheld is named beside it.

use std::collections::HashMap;

use super::WorkflowError;
use super::bulk_acts::export_ask;
use super::follow_journal::Directories;
use super::list_candidates::permitted;
use super::project_directory::permits;
use crate::directory::ListFilter;
use crate::directory::query::Query;
use crate::domain::bulk_act::{BulkAct, Export, RecordOutcome};
use crate::domain::candidate::{HoldingRef, ProfileRecord};
use crate::domain::category::{ApplicationHistory, CategoryId, Other, Profile};
use crate::domain::id::{HoldingId, StaffId};
use crate::domain::staff::Caller;
use crate::law::access::Verb;
use crate::store::applications::Latest;
use crate::store::bulk_acts::{self, PlannedAct};
use crate::store::gate::{self, Opened, Reason};
use crate::store::searches::Question;
use crate::store::{Database, Store, StoreError, applications, candidates, indexed, owners, uses};
use crate::vault::secret::Token;

/// Records in one step.
const STEP: i64 = 200;

/// A record on its way into a file.
#[derive(Debug)]
pub struct ExportedRecord {
    /// Which.
    pub holding: HoldingRef,
    /// The profile.
    pub profile: ProfileRecord,
    /// The latest application, unless it is withheld or there is none.
    pub latest: Option<Latest>,
    /// Who looks after it, if the caller's office collected it.
    pub owner: Option<StaffId>,
    /// Tags.
    pub tags: Vec<String>,
    /// What is withheld, by which rule.
    pub withheld: Vec<(CategoryId, String)>,
}

/// What a file is made of.
#[derive(Debug)]
pub struct Order {
    planned: PlannedAct,
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
pub fn begin(db: &mut Database, caller: &Caller, token: &Token) -> Result<Order, WorkflowError> {
    let planned = bulk_acts::find(db, caller, token)?;
    let BulkAct::Export(export) = planned.act.clone() else { return Err(StoreError::NotFound.into()) };
    let of = match &planned.of {
        Some(_) => "list".to_owned(),
        None => {
            let tally = db.read(|db| bulk_acts::tally(db, planned.id))?;
            format!("records:{}", tally.iter().map(|(_, count)| count).sum::<i64>())
        }
    };
    let subject = format!("file:{} {} columns:{} {of}", planned.id, export.reason, export.columns.len());
    uses::record(db, caller, Verb::Export.as_str(), subject)?;
    db.change(|tx| Ok((bulk_acts::begin(tx, planned.id, caller.at)?, Vec::new())))?;
    Ok(Order { planned, export })
}

/// Reads the records of a file step by step; `take` is given each step and says whether to go on.
///
/// # Errors
/// The databases'.
pub fn each(
    store: &Store,
    caller: &Caller,
    order: &Order,
    mut take: impl FnMut(Vec<ExportedRecord>) -> bool,
) -> Result<(), WorkflowError> {
    let outcomes = store.database()?.read(|db| bulk_acts::tally(db, order.planned.id))?;
    let written = |outcome: &RecordOutcome| matches!(outcome, RecordOutcome::Able | RecordOutcome::Partly(_));
    for (outcome, _) in outcomes.iter().filter(|(outcome, _)| written(outcome)) {
        let mut after = None;
        loop {
            // A connection for each step alone: whoever reads slowly must not keep one.
            let mut db = store.database()?;
            let some = db.read(|db| bulk_acts::records(db, order.planned.id, outcome, after, STEP))?;
            let Some(last) = some.last() else { break };
            after = Some(*last);
            let records = read(&mut db, caller, &order.export, &some)?;
            drop(db);
            if !take(records) {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The same for everybody that a list finds by now, the newest first.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role has no lists; the databases'.
pub fn each_found(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    order: &Order,
    query: Option<Query>,
    mut take: impl FnMut(Vec<ExportedRecord>) -> bool,
) -> Result<(), WorkflowError> {
    let (_, scope, _) = permitted(store, caller)?;
    let mut filter = ListFilter { query, size: STEP, ..ListFilter::default() };
    loop {
        let (some, next) =
            directories.read(store, &caller.office, caller.at, |directory| directory.holdings(&scope, &filter))?;
        if some.is_empty() || !take(read(&mut store.database()?, caller, &order.export, &some)?) || next.is_none() {
            return Ok(());
        }
        filter.after = next;
    }
}

fn read(
    db: &mut Database,
    caller: &Caller,
    export: &Export,
    holdings: &[HoldingId],
) -> Result<Vec<ExportedRecord>, WorkflowError> {
    let ask = export_ask(caller, Reason::Export(export.reason));
    let categories = export.categories();
    let mut opened = gate::open_many(db, &ask, holdings, &categories)?;
    let refused = |opened: &Opened| -> Vec<(CategoryId, String)> {
        categories.iter().filter_map(|it| Some((*it, opened.refusal(*it)?.rule.clone()))).collect()
    };
    let mut withheld: HashMap<HoldingId, _> = opened.iter().map(|it| (it.holding().id, refused(it))).collect();
    // A category that was not asked for has no answer, and so no permit.
    let profiles = permits::<Profile>(db, &mut opened, |_| true)?;
    let histories = permits::<ApplicationHistory>(db, &mut opened, |_| true)?;
    let others = permits::<Other>(db, &mut opened, |_| true)?;
    let mut profiles = candidates::read_all(db, &profiles)?;
    let mut latest = applications::latest(db, &histories)?;
    let mut tags = indexed::tags(db, &others)?;
    let owners = db.read(|db| owners::of(db, holdings))?;
    let mut records = Vec::with_capacity(opened.len());
    for opened in &opened {
        let holding = opened.holding().clone();
        // One that does not open is in log and journal; it cannot be written.
        let Some(Ok(profile)) = profiles.remove(&holding.id) else { continue };
        records.push(ExportedRecord {
            profile: profile.record,
            latest: latest.remove(&holding.id),
            owner: owners.get(&holding.id).copied().filter(|_| holding.office == caller.office),
            tags: tags.remove(&holding.id).unwrap_or_default(),
            withheld: withheld.remove(&holding.id).unwrap_or_default(),
            holding,
        });
    }
    Ok(records)
}
