//! Requests for transfers that one act on many records made: counted, shown and decided together, each a row of its own.
//!
//! Invariant: a decision about a group is one about each of its rows, journalled for each, and about none that was asked
//! for after the officer looked.

use std::collections::HashMap;

use diesel::dsl::{count, count_star, min, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::database::{Db, MultiBackend, each};
use super::error::StoreError;
use super::facts;
use super::gate::{self, Ask};
use super::journal::Entry;
use super::judge::role_facts;
use super::open::Database;
use super::schema::{holdings, transfer_requests};
use super::transfer_requests as requests;
use crate::domain::category::CategoryId;
use crate::domain::id::{HoldingId, Id, StaffId, TransferGroupId, TransferRequestId};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};
use crate::domain::transfer::{RequestState, Transfer, TransferGroup, TransferRequest};
use crate::law::access::{self, Verb};

/// Groups that are named at once: a page of them, not their rows.
const MOST: usize = 100;

type Counted =
    (Option<TransferGroupId>, OfficeCode, Purpose, Option<Day>, Option<StaffId>, CategoryId, Option<Ts>, i64, i64);

/// The groups of which something waits at the caller's office, the oldest first, or one of them; what is about the
/// caller's own record counts nowhere.
///
/// # Errors
/// The database's.
pub fn waiting(db: &mut Db, caller: &Caller, one: Option<TransferGroupId>) -> Result<Vec<TransferGroup>, StoreError> {
    let theirs = own_holdings(db, caller)?;
    let by = (
        transfer_requests::group_id,
        transfer_requests::destination,
        transfer_requests::purpose,
        transfer_requests::until_on,
        transfer_requests::asked_by,
        transfer_requests::category,
    );
    // The very words of the index `transfer_requests_together`.
    let together = sql::<Bool>("state = 'waiting' AND group_id IS NOT NULL");
    let from = one.unwrap_or(Id::from_uuid(uuid::Uuid::nil()));
    let to = one.unwrap_or(Id::from_uuid(uuid::Uuid::max()));
    let rows: Vec<Counted> = each!(db, c => transfer_requests::table
        .filter(together)
        .filter(transfer_requests::origin.eq(&caller.office))
        .filter(transfer_requests::group_id.between(from, to))
        .filter(transfer_requests::holding_id.ne_all(&theirs))
        .group_by(by)
        .select((
            transfer_requests::group_id,
            transfer_requests::destination,
            transfer_requests::purpose,
            transfer_requests::until_on,
            transfer_requests::asked_by,
            transfer_requests::category,
            min(transfer_requests::asked_at),
            count_star(),
            count(transfer_requests::approved_at),
        ))
        .load(c))?;
    let mut groups: HashMap<TransferGroupId, TransferGroup> = HashMap::new();
    for (group, destination, purpose, until, asked_by, category, asked_at, all, approved) in rows {
        let (Some(id), Some(asked_at)) = (group, asked_at) else { continue };
        let transfer = Transfer { destination, purpose, until };
        let counts = Vec::new();
        let group = groups.entry(id).or_insert(TransferGroup { id, transfer, asked_by, asked_at, counts });
        group.asked_at = group.asked_at.min(asked_at);
        group.counts.push((category, all, approved));
    }
    let mut groups: Vec<TransferGroup> = groups.into_values().collect();
    groups.iter_mut().for_each(|group| group.counts.sort_unstable());
    groups.sort_unstable_by_key(|group| (group.asked_at, group.id));
    groups.truncate(MOST);
    Ok(groups)
}

/// The holdings about whoever asks: nobody decides about their own record.
fn own_holdings(db: &mut Db, caller: &Caller) -> Result<Vec<HoldingId>, StoreError> {
    let Some(own) = caller.own_candidate else { return Ok(Vec::new()) };
    Ok(holdings::table.filter(holdings::candidate_id.eq(own)).select(holdings::id).load(db)?)
}

/// The requests of a group that wait, in the order of their ids, those after one.
///
/// # Errors
/// The database's.
pub fn rows(
    db: &mut Db,
    caller: &Caller,
    group: TransferGroupId,
    after: Option<TransferRequestId>,
    limit: i64,
) -> Result<Vec<TransferRequest>, StoreError> {
    let theirs = own_holdings(db, caller)?;
    let ids: Vec<TransferRequestId> = waiting_of(caller, group, &theirs)
        .filter(transfer_requests::id.gt(after.unwrap_or(Id::from_uuid(uuid::Uuid::nil()))))
        .order(transfer_requests::id)
        .limit(limit)
        .select(transfer_requests::id)
        .load(db)?;
    requests::of_ids(db, &ids)
}

/// The last request of a group that waits: what was asked for afterwards has not been seen.
///
/// # Errors
/// The database's.
pub fn last(db: &mut Db, caller: &Caller, group: TransferGroupId) -> Result<Option<TransferRequestId>, StoreError> {
    let theirs = own_holdings(db, caller)?;
    let rows = waiting_of(caller, group, &theirs).order(transfer_requests::id.desc()).select(transfer_requests::id);
    Ok(rows.first(db).optional()?)
}

/// Approves or declines the requests of a group that wait for the officer, from the one after `after` to `last`, as many
/// as one transaction takes; the answer is the last of them, or none if nothing was left.
///
/// # Errors
/// The database's.
pub fn decide(
    db: &mut Database,
    caller: &Caller,
    (group, approves): (TransferGroupId, bool),
    (after, last): (Option<TransferRequestId>, TransferRequestId),
    limit: i64,
) -> Result<Option<TransferRequestId>, StoreError> {
    let theirs = own_holdings(db.db(), caller)?;
    let ids: Vec<TransferRequestId> = waiting_of(caller, group, &theirs)
        .filter(transfer_requests::approved_at.is_null())
        .filter(transfer_requests::id.gt(after.unwrap_or(Id::from_uuid(uuid::Uuid::nil()))))
        .filter(transfer_requests::id.le(last))
        .order(transfer_requests::id)
        .limit(limit)
        .select(transfer_requests::id)
        .load(db.db())?;
    let Some(until) = ids.last().copied() else { return Ok(None) };
    let found = requests::of_ids(db.db(), &ids)?;
    let entries = permitted(db, caller, &found, approves)?;
    db.change(|tx| {
        let mut done = Vec::new();
        for (id, entry) in entries {
            done.extend((requests::set_decided(tx, caller, id, approves)? == 1).then_some(entry));
        }
        Ok(((), done))
    })?;
    Ok(Some(until))
}

/// The entries of those that the caller's role decides about.
fn permitted(
    db: &mut Database,
    caller: &Caller,
    found: &[TransferRequest],
    approves: bool,
) -> Result<Vec<(TransferRequestId, Entry)>, StoreError> {
    let of: Vec<HoldingId> = found.iter().map(|request| request.holding).collect();
    let facts = facts::of_holdings(db.db(), &of)?;
    let mut entries = Vec::new();
    for request in found {
        let ask = Ask { caller, verb: Verb::Transfer, purpose: request.transfer.purpose, reason: None };
        let Some(facts) = facts.get(&request.holding) else { continue };
        let access = role_facts(&ask, &facts.holding, request.category, false);
        let Ok(rule) = access::permits(&db.inner().law.access, &access) else {
            // As where one is decided alone: the attempt is on record.
            return Err(gate::unknown(db, &ask, &request.id.to_string()));
        };
        entries.push((request.id, requests::decided(caller, request, &facts.holding, rule.to_string(), approves)));
    }
    Ok(entries)
}

fn waiting_of<'a>(
    caller: &'a Caller,
    group: TransferGroupId,
    except: &'a [HoldingId],
) -> transfer_requests::BoxedQuery<'a, MultiBackend> {
    transfer_requests::table
        .filter(transfer_requests::origin.eq(&caller.office).and(transfer_requests::group_id.eq(group)))
        .filter(transfer_requests::state.eq(RequestState::Waiting))
        .filter(transfer_requests::holding_id.ne_all(except))
        .into_boxed()
}
