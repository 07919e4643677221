//! Requests for transfers: asked for by a recruiter, approved by the privacy officer, made once the law allows.
//!
//! Invariant: nothing is made here, and no request is settled twice.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::database::{Db, cols};
use super::error::StoreError;
use super::facts;
use super::gate::{self, Ask, Refusal};
use super::grants;
use super::journal::Entry;
use super::judge::{judge_role, role_facts, written};
use super::open::Database;
use super::passages::{self, Given};
use super::schema::{holdings, transfer_requests, transfers};
use super::transfers::Asking;
use crate::domain::candidate::HoldingRef;
use crate::domain::category::CategoryId;
use crate::domain::id::{CandidateId, HoldingId, StaffId, TransferGroupId, TransferId, TransferRequestId};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Actor, Caller};
use crate::domain::time::{Day, Ts};
use crate::domain::transfer::{RequestState, Transfer, TransferRequest};
use crate::law::access::Verb;
use crate::law::remedies::Way;

#[derive(Queryable, Selectable)]
#[diesel(table_name = transfer_requests)]
struct Row {
    id: TransferRequestId,
    holding_id: HoldingId,
    category: CategoryId,
    purpose: Purpose,
    origin: OfficeCode,
    destination: OfficeCode,
    until_on: Option<Day>,
    asked_by: Option<StaffId>,
    asked_at: Ts,
    group_id: Option<TransferGroupId>,
    approved_by: Option<StaffId>,
    state: RequestState,
}

impl From<Row> for TransferRequest {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            holding: row.holding_id,
            category: row.category,
            origin: row.origin,
            transfer: Transfer { destination: row.destination, purpose: row.purpose, until: row.until_on },
            asked_by: row.asked_by,
            asked_at: row.asked_at,
            group: row.group_id,
            approved_by: row.approved_by,
            state: row.state,
        }
    }
}

pub(super) fn staff_of(caller: &Caller) -> Option<StaffId> {
    if let Actor::Staff(staff) = caller.actor { Some(staff) } else { None }
}

/// Asks for a transfer of a category that the caller's office collected, or that it was given and passes on.
///
/// # Errors
/// [`StoreError::NotFound`] for an unknown holding, for what the office neither holds nor was given by the one that
/// collected, and for a role that asks for none; [`StoreError::Taken`] if the same is asked for already.
pub fn ask(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    category: CategoryId,
    transfer: &Transfer,
) -> Result<TransferRequestId, StoreError> {
    let ask = Ask { caller, verb: Verb::Ask, purpose: transfer.purpose, reason: None };
    if transfer.destination == caller.office {
        return Err(gate::unknown(db, &ask, &holding.to_string()));
    }
    let (facts, _) = passages::to_transfer(db, &ask, holding, (category, transfer))?;
    let role_rule = judge_role(db, &ask, &facts.holding, category, false)?;
    let asking = Asking::load(db.db(), &caller.office, caller.at)?;
    let word = asking.decide(db.table(), &facts, category, transfer)?;
    let judged = word.judged(&role_rule, role_facts(&ask, &facts.holding, category, false));
    let (rules, decided_on) = (judged.rules, written(db, &judged.facts));
    let version = db.table().version().to_string();
    let held = grants::live(db.db(), holding, &caller.office)?;
    if held.iter().all(|(held, _)| *held != category) {
        return Err(StoreError::NotFound);
    }
    let id = TransferRequestId::new();
    db.change(|tx| {
        let inserted = diesel::insert_into(transfer_requests::table)
            .values((
                transfer_requests::id.eq(id),
                transfer_requests::holding_id.eq(holding),
                transfer_requests::category.eq(category),
                transfer_requests::purpose.eq(transfer.purpose),
                transfer_requests::origin.eq(&caller.office),
                transfer_requests::destination.eq(&transfer.destination),
                transfer_requests::until_on.eq(transfer.until),
                transfer_requests::asked_by.eq(staff_of(caller)),
                transfer_requests::asked_at.eq(caller.at),
                transfer_requests::state.eq(RequestState::Waiting),
            ))
            .execute(tx)
            .map_err(StoreError::from);
        match inserted {
            Err(error) if error.is_duplicate() => return Err(StoreError::Taken("destination")),
            other => other.map(|_| ())?,
        }
        let subject = format!("transfer_request:{id} to:{}", transfer.destination);
        let entry = Entry {
            rules: rules.clone(),
            table_version: version.clone(),
            facts: Some(decided_on),
            ..Entry::change(caller, Verb::Ask.as_str(), subject, &facts.holding, category, transfer.purpose)
        };
        Ok((id, vec![entry]))
    })
}

/// Approves or declines a waiting request, in the caller's name.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none that waits at the caller's office, or for a role that makes no transfers.
pub fn decide(
    db: &mut Database,
    caller: &Caller,
    id: TransferRequestId,
    approves: bool,
) -> Result<TransferRequest, StoreError> {
    let is_here = |it: &TransferRequest| it.state == RequestState::Waiting && it.origin == caller.office;
    let found = read(db.db(), id)?.filter(is_here);
    let purpose = found.as_ref().map_or(Purpose::Recruitment, |request| request.transfer.purpose);
    let ask = Ask { caller, verb: Verb::Transfer, purpose, reason: None };
    let Some(request) = found else { return Err(gate::unknown(db, &ask, &id.to_string())) };
    let facts = facts::of_holding(db.db(), request.holding)?;
    let role_rule = judge_role(db, &ask, &facts.holding, request.category, false)?;
    db.change(|tx| {
        if set_decided(tx, caller, id, approves)? != 1 {
            return Err(StoreError::Stale);
        }
        let entry = decided(caller, &request, &facts.holding, role_rule.clone(), approves);
        Ok((request.clone(), vec![entry]))
    })
}

/// Writes a decision about a waiting request; the answer is how many there were to decide about.
pub(super) fn set_decided(
    tx: &mut Db,
    caller: &Caller,
    id: TransferRequestId,
    approves: bool,
) -> Result<usize, StoreError> {
    let waiting = transfer_requests::id.eq(id).and(transfer_requests::state.eq(RequestState::Waiting));
    Ok(if approves {
        let by = (transfer_requests::approved_by.eq(staff_of(caller)), transfer_requests::approved_at.eq(caller.at));
        let unapproved = waiting.and(transfer_requests::approved_at.is_null());
        diesel::update(transfer_requests::table.filter(unapproved)).set(by).execute(tx)?
    } else {
        let over = (transfer_requests::state.eq(RequestState::Declined), transfer_requests::settled_at.eq(caller.at));
        diesel::update(transfer_requests::table.filter(waiting)).set(over).execute(tx)?
    })
}

/// The journal entry of a decision about a request.
pub(super) fn decided(
    caller: &Caller,
    request: &TransferRequest,
    holding: &HoldingRef,
    rules: String,
    approves: bool,
) -> Entry {
    let word = if approves { "approved" } else { "declined" };
    let subject = format!("transfer_request:{} {word}", request.id);
    let (category, purpose) = (request.category, request.transfer.purpose);
    Entry { rules, ..Entry::change(caller, Verb::Transfer.as_str(), subject, holding, category, purpose) }
}

/// Claims an approved request for a transfer that is being made, unless another one is: one that ended before it was
/// made leaves the request free.
///
/// # Errors
/// [`StoreError::Stale`] if it does not wait for a transfer any more.
pub(super) fn claim(tx: &mut Db, id: TransferRequestId, transfer: TransferId) -> Result<(), StoreError> {
    let over = transfers::table.filter(transfers::ended_at.is_not_null()).select(transfers::id.nullable());
    let free = transfer_requests::transfer_id.is_null().or(transfer_requests::transfer_id.eq_any(over));
    let waiting = transfer_requests::table
        .filter(transfer_requests::id.eq(id).and(transfer_requests::state.eq(RequestState::Waiting)))
        .filter(transfer_requests::approved_at.is_not_null())
        .filter(free);
    let claimed = diesel::update(waiting).set(transfer_requests::transfer_id.eq(transfer)).execute(tx)?;
    if claimed == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Says that a request was answered by the transfer that claimed it.
///
/// # Errors
/// [`StoreError::Stale`] if it was declined meanwhile.
pub(super) fn settle(tx: &mut Db, id: TransferRequestId, made: TransferId, at: Ts) -> Result<(), StoreError> {
    let claimed = transfer_requests::table
        .filter(transfer_requests::id.eq(id).and(transfer_requests::state.eq(RequestState::Waiting)))
        .filter(transfer_requests::transfer_id.eq(made));
    let settled = diesel::update(claimed)
        .set((transfer_requests::state.eq(RequestState::Made), transfer_requests::settled_at.eq(at)))
        .execute(tx)?;
    if settled == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Lets the requests of an office lapse whose last day has passed: the same can be asked for anew. Nobody decided that,
/// so nothing is journalled.
///
/// # Errors
/// The database's.
pub fn lapse(db: &mut Database, origin: &OfficeCode, today: Day, at: Ts) -> Result<(), StoreError> {
    let over = transfer_requests::table
        .filter(sql::<Bool>("state = 'waiting'"))
        .filter(transfer_requests::origin.eq(origin).and(transfer_requests::until_on.lt(today)));
    db.change(|tx| {
        diesel::update(over)
            .set((transfer_requests::state.eq(RequestState::Lapsed), transfer_requests::settled_at.eq(at)))
            .execute(tx)?;
        Ok(((), Vec::new()))
    })
}

/// Lets the requests of an office lapse that were to pass on what it was given and has not any more.
///
/// # Errors
/// The database's.
pub(super) fn lapse_of(tx: &mut Db, giver: &OfficeCode, given: Given<'_>, at: Ts) -> Result<(), StoreError> {
    let (holding, _, category, purpose) = given;
    let theirs = transfer_requests::table
        .filter(transfer_requests::holding_id.eq(holding).and(transfer_requests::origin.eq(giver)))
        .filter(transfer_requests::category.eq(category).and(transfer_requests::purpose.eq(purpose)))
        .filter(transfer_requests::state.eq(RequestState::Waiting));
    let over = (transfer_requests::state.eq(RequestState::Lapsed), transfer_requests::settled_at.eq(at));
    diesel::update(theirs).set(over).execute(tx)?;
    Ok(())
}

fn read(db: &mut Db, id: TransferRequestId) -> Result<Option<TransferRequest>, StoreError> {
    let row: Option<Row> = transfer_requests::table.find(id).select(cols::<Row>()).first(db).optional()?;
    Ok(row.map(TransferRequest::from))
}

/// Some requests, in the order of their ids.
///
/// # Errors
/// The database's.
pub(super) fn of_ids(db: &mut Db, ids: &[TransferRequestId]) -> Result<Vec<TransferRequest>, StoreError> {
    let rows: Vec<Row> = transfer_requests::table
        .filter(transfer_requests::id.eq_any(ids))
        .order(transfer_requests::id)
        .select(cols::<Row>())
        .load(db)?;
    Ok(rows.into_iter().map(TransferRequest::from).collect())
}

/// The requests of a group about some holdings that wait.
///
/// # Errors
/// The database's.
pub fn of_group(
    db: &mut Db,
    group: TransferGroupId,
    holdings: &[HoldingId],
) -> Result<Vec<TransferRequest>, StoreError> {
    let rows: Vec<Row> = transfer_requests::table
        .filter(transfer_requests::holding_id.eq_any(holdings).and(transfer_requests::group_id.eq(group)))
        .filter(transfer_requests::state.eq(RequestState::Waiting))
        .order(transfer_requests::id)
        .select(cols::<Row>())
        .load(db)?;
    Ok(rows.into_iter().map(TransferRequest::from).collect())
}

/// The requests about a holding, newest first.
///
/// # Errors
/// The database's.
pub fn of_holding(db: &mut Db, holding: HoldingId) -> Result<Vec<TransferRequest>, StoreError> {
    let rows: Vec<Row> = transfer_requests::table
        .filter(transfer_requests::holding_id.eq(holding))
        .order((transfer_requests::asked_at.desc(), transfer_requests::id.desc()))
        .select(cols::<Row>())
        .load(db)?;
    Ok(rows.into_iter().map(TransferRequest::from).collect())
}

/// A place among the waiting requests.
pub type WaitingPlace = (Ts, TransferRequestId);

/// The requests that wait at the caller's office and were asked for one by one, the oldest first, after a place; none
/// about their own record.
///
/// # Errors
/// The database's.
pub fn waiting(
    db: &mut Db,
    caller: &Caller,
    after: Option<WaitingPlace>,
    limit: i64,
) -> Result<Vec<TransferRequest>, StoreError> {
    page(db, &caller.office, Which::AskedAlone { except: caller.own_candidate }, after, limit)
}

/// Those of an office that are approved: they wait for the law alone.
///
/// # Errors
/// The database's.
pub fn approved(
    db: &mut Db,
    origin: &OfficeCode,
    after: Option<WaitingPlace>,
    limit: i64,
) -> Result<Vec<TransferRequest>, StoreError> {
    page(db, origin, Which::Approved, after, limit)
}

/// Which of the waiting requests.
enum Which {
    /// Those that were asked for one by one, but for those about somebody.
    AskedAlone { except: Option<CandidateId> },
    /// Those that are approved.
    Approved,
}

fn page(
    db: &mut Db,
    origin: &OfficeCode,
    which: Which,
    after: Option<WaitingPlace>,
    limit: i64,
) -> Result<Vec<TransferRequest>, StoreError> {
    // The very words of the indexes `transfer_requests_waiting` and `transfer_requests_alone`.
    let mut query = transfer_requests::table
        .filter(sql::<Bool>("state = 'waiting'"))
        .filter(transfer_requests::origin.eq(origin))
        .into_boxed();
    match which {
        Which::AskedAlone { except } => {
            query = query.filter(transfer_requests::group_id.is_null());
            if let Some(own) = except {
                let theirs = holdings::table.filter(holdings::candidate_id.eq(own)).select(holdings::id);
                query = query.filter(transfer_requests::holding_id.ne_all(theirs));
            }
        }
        Which::Approved => query = query.filter(transfer_requests::approved_at.is_not_null()),
    }
    if let Some((at, id)) = after {
        let same = transfer_requests::asked_at.eq(at).and(transfer_requests::id.gt(id));
        query = query.filter(transfer_requests::asked_at.gt(at).or(same));
    }
    let rows: Vec<Row> = query
        .order((transfer_requests::asked_at, transfer_requests::id))
        .limit(limit)
        .select(cols::<Row>())
        .load(db)?;
    Ok(rows.into_iter().map(TransferRequest::from).collect())
}

/// Why a transfer cannot be made now.
#[derive(Debug, Clone)]
pub struct Unmade {
    /// The refusal.
    pub refusal: Refusal,
    /// The ways on which it still could.
    pub ways: Vec<Way>,
}

/// What the law says now about each of some requests of an office; nothing for one that it allows.
///
/// # Errors
/// The database's.
pub fn answers(
    db: &mut Database,
    origin: &OfficeCode,
    requests: &[TransferRequest],
    at: Ts,
) -> Result<Vec<Option<Unmade>>, StoreError> {
    if requests.is_empty() {
        return Ok(Vec::new());
    }
    let holdings: Vec<HoldingId> = requests.iter().map(|request| request.holding).collect();
    let found = facts::of_holdings(db.db(), &holdings)?;
    let asking = Asking::load(db.db(), origin, at)?;
    let answer = |request: &TransferRequest| {
        let facts = found.get(&request.holding).ok_or(StoreError::NotFound)?;
        let word = asking.decide(db.table(), facts, request.category, &request.transfer)?;
        Ok(word.refusal.map(|refusal| Unmade { refusal, ways: word.ways }))
    };
    requests.iter().map(answer).collect()
}
