//! What the privacy officer decides about together: the transfers that one act on many records asked for.
//!
//! Invariant: each request is decided and journalled for itself, and none that was asked for after the officer looked.

use std::collections::BTreeMap;

use super::carry_transfers::{AskedTransfer, explained};
use super::follow_journal::Directories;
use super::{WorkflowError, list_candidates};
use crate::directory::{self, Person};
use crate::domain::id::{HoldingId, TransferGroupId, TransferRequestId};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::transfer::TransferGroup;
use crate::law::access::Verb;
use crate::store::gate::{self, Ask};
use crate::store::transfer_requests::Unmade;
use crate::store::{Database, Store, staff, transfer_groups};

/// Requests in one transaction.
const STEP: i64 = 500;
/// Requests that are decided in one call: the rest waits for the next, so that nobody waits for minutes.
const AT_ONCE: usize = 5_000;
/// Requests that the law is asked about for the summary.
const LOOKED_AT: usize = 5_000;
/// Rows on a page.
const SIZE: usize = 50;

/// A group as the officer sees it.
#[derive(Debug)]
pub struct GroupState {
    /// The group.
    pub group: TransferGroup,
    /// Who asked.
    pub by: Option<String>,
    /// What the law says of its requests.
    pub summary: Summary,
    /// The last request that the officer sees.
    pub last: TransferRequestId,
    /// A page of them.
    pub rows: Vec<AskedTransfer>,
    /// After which the next page begins, if there is one.
    pub next: Option<TransferRequestId>,
    /// The people that the lists know of.
    pub people: Vec<Person>,
}

/// What the law says of the requests of a group.
#[derive(Debug, Default)]
pub struct Summary {
    /// How many go at once when they are approved.
    pub goes: i64,
    /// What the others miss, by rule, with how many miss it.
    pub missing: Vec<(Unmade, i64)>,
    /// How many were looked at.
    pub looked: usize,
}

/// A group of the caller's office of which something waits; who is named is journalled as shown. The caller holds no
/// connection.
///
/// # Errors
/// [`StoreError::NotFound`](crate::store::StoreError::NotFound) if nothing of such a group waits, which is journalled;
/// [`StoreError::Refused`](crate::store::StoreError::Refused) if the caller's role has no lists.
pub fn show(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    id: TransferGroupId,
    after: Option<TransferRequestId>,
) -> Result<GroupState, WorkflowError> {
    let (permit, scope, _) = list_candidates::permitted(store, caller)?;
    let mut db = store.database()?;
    let found = db.read(|db| {
        let group = transfer_groups::waiting(db, caller, Some(id))?.pop();
        Ok(group.zip(transfer_groups::last(db, caller, id)?))
    })?;
    let Some((group, last)) = found else { return Err(unknown(&db, caller, id).into()) };
    let by = match group.asked_by {
        Some(by) => db.read(|db| staff::names(db, &[by]))?.pop().map(|(_, name)| name),
        None => None,
    };
    let mut rows = db.read(|db| transfer_groups::rows(db, caller, id, after, SIZE as i64 + 1))?;
    let has_more = rows.len() > SIZE;
    rows.truncate(SIZE);
    let next = rows.last().map(|row| row.id).filter(|_| has_more);
    let rows = explained(&mut db, caller, rows)?;
    let summary = summary(&mut db, caller, id)?;
    drop(db);
    let named: Vec<HoldingId> = rows.iter().map(|row| row.request.holding).collect();
    let people = directories.read(store, &caller.office, caller.at, |directory| directory.of(&scope, &named))?;
    permit.record_shown(&store.database()?, directory::candidates(&people))?;
    Ok(GroupState { group, by, summary, last, rows, next, people })
}

fn summary(db: &mut Database, caller: &Caller, id: TransferGroupId) -> Result<Summary, WorkflowError> {
    let (mut summary, mut after) = (Summary::default(), None);
    let mut missing: BTreeMap<String, (Unmade, i64)> = BTreeMap::new();
    while summary.looked < LOOKED_AT {
        let rows = db.read(|db| transfer_groups::rows(db, caller, id, after, STEP))?;
        let Some(last) = rows.last() else { break };
        (after, summary.looked) = (Some(last.id), summary.looked + rows.len());
        for AskedTransfer { unmade, .. } in explained(db, caller, rows)? {
            match unmade {
                None => summary.goes += 1,
                Some(unmade) => missing.entry(unmade.refusal.rule.clone()).or_insert((unmade, 0)).1 += 1,
            }
        }
    }
    summary.missing = missing.into_values().collect();
    summary.missing.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(summary)
}

/// Approves or declines what waits of a group for the officer, up to the last request that they saw, as much as one call
/// takes. What is approved is made by the job, as far as the law allows it.
///
/// # Errors
/// [`StoreError::NotFound`](crate::store::StoreError::NotFound) if nothing was left to decide, or for a role that makes
/// no transfers; the database's.
pub fn decide(
    db: &mut Database,
    caller: &Caller,
    group: TransferGroupId,
    approves: bool,
    last: TransferRequestId,
) -> Result<(), WorkflowError> {
    let (mut after, mut steps) = (None, 0);
    while steps < AT_ONCE / STEP as usize {
        match transfer_groups::decide(db, caller, (group, approves), (after, last), STEP)? {
            Some(until) => (after, steps) = (Some(until), steps + 1),
            None if steps == 0 => return Err(unknown(db, caller, group).into()),
            None => break,
        }
    }
    Ok(())
}

fn unknown(db: &Database, caller: &Caller, group: TransferGroupId) -> crate::store::StoreError {
    let ask = Ask { caller, verb: Verb::Transfer, purpose: Purpose::Recruitment, reason: None };
    gate::unknown(db, &ask, &group.to_string())
}
