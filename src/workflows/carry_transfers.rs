//! Transfers from being asked for to their end: a recruiter asks, the privacy officer approves, and what the law still
//! misses is waited for.
//!
//! Invariant: a transfer is made with the law's word of that moment alone, and once for each request.

use super::follow_journal::Directories;
use super::{WorkflowError, carry_entrustments, list_candidates};
use crate::directory::{self, Person};
use crate::domain::candidate::HoldingRef;
use crate::domain::category::{
    ApplicationHistory, Category, CategoryId, Communications, Health, Other, Profile, SelectionResult,
};
use crate::domain::id::{CandidateId, HoldingId, TransferId, TransferRequestId};
use crate::domain::office::OfficeCode;
use crate::domain::staff::{Caller, JobName};
use crate::domain::time::{Day, Ts};
use crate::domain::transfer::{Flow, MadeTransfer, RequestState, Transfer, TransferGroup, TransferRequest};
use crate::law::access::Verb;
use crate::store::database::Db;
use crate::store::gate::{self, Ask};
use crate::store::lent_duties::{self, LentDuty};
use crate::store::transfer_ledger::{self, LedgerPlace};
use crate::store::transfer_requests::{self, Unmade, WaitingPlace};
use crate::store::{
    Database, Store, StoreError, duty_backlog, duty_settling, entrustments, facts, journal, transfer_groups, transfers,
};

/// Requests and transfers that are looked at together.
const BATCH: i64 = 200;

/// Asks for a transfer of some categories of a candidate's record: of the one that the caller's office collected, unless
/// another office is named that gave it something; what it has not, and what is asked for already, is left out.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such candidate or office; [`StoreError::Taken`] if nothing was left to ask.
pub fn ask(
    db: &mut Database,
    caller: &Caller,
    (candidate, collected_by): (CandidateId, Option<&OfficeCode>),
    categories: &[CategoryId],
    transfer: &Transfer,
) -> Result<usize, WorkflowError> {
    let ask = Ask { caller, verb: Verb::Ask, purpose: transfer.purpose, reason: None };
    let known = gate::holdings_of(db, &ask, candidate)?;
    let of = |office: &OfficeCode| known.iter().find(|holding| holding.office == *office);
    let holding = collected_by.map_or_else(|| of(&caller.office).or(known.first()), of);
    let holding = holding.ok_or(StoreError::NotFound)?.id;
    let mut asked = 0;
    for category in categories {
        match transfer_requests::ask(db, caller, holding, *category, transfer) {
            Ok(_) => asked += 1,
            Err(StoreError::NotFound | StoreError::Taken(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if asked == 0 { Err(StoreError::Taken("categories").into()) } else { Ok(asked) }
}

/// Approves a request: the transfer is made at once if the law allows it, and waits for that otherwise.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none that waits at the caller's office.
pub fn approve(db: &mut Database, caller: &Caller, id: TransferRequestId) -> Result<(), WorkflowError> {
    let request = transfer_requests::decide(db, caller, id, true)?;
    // It is approved, whatever comes of it: the job tries again.
    if let Err(error) = attempt(db, caller, &request) {
        tracing::error!(%error, request = %id, "an approved transfer could not be made yet");
    }
    Ok(())
}

/// Declines a request.
///
/// # Errors
/// As [`approve`].
pub fn decline(db: &mut Database, caller: &Caller, id: TransferRequestId) -> Result<(), WorkflowError> {
    transfer_requests::decide(db, caller, id, false)?;
    Ok(())
}

/// Ends a transfer: the other office opens nothing any more, and its key goes.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none in force at the caller's office.
pub fn end(db: &mut Database, caller: &Caller, id: TransferId) -> Result<(), WorkflowError> {
    Ok(transfers::end(db, caller, id, None)?)
}

/// Makes what was asked for, if its last day has not passed.
fn attempt(db: &mut Database, caller: &Caller, request: &TransferRequest) -> Result<bool, StoreError> {
    let today = db.read(|db| facts::office(db, &caller.office))?.today(caller.at);
    if request.transfer.until.is_some_and(|until| until < today) {
        return Ok(false);
    }
    let made = match request.category {
        CategoryId::Profile => make::<Profile>(db, caller, request),
        CategoryId::Communications => make::<Communications>(db, caller, request),
        CategoryId::ApplicationHistory => make::<ApplicationHistory>(db, caller, request),
        CategoryId::SelectionResult => make::<SelectionResult>(db, caller, request),
        CategoryId::Health => make::<Health>(db, caller, request),
        CategoryId::Other => make::<Other>(db, caller, request),
    };
    match made {
        Ok(_) => Ok(true),
        // It goes on waiting.
        Err(StoreError::Refused(_) | StoreError::NotFound | StoreError::Stale) => Ok(false),
        Err(error) => Err(error),
    }
}

fn make<C: Category>(db: &mut Database, caller: &Caller, request: &TransferRequest) -> Result<TransferId, StoreError> {
    let permit = transfers::open::<C>(db, caller, request.holding, request.transfer.clone())?;
    transfers::make_for(db, &permit, Some(request.id))
}

/// Looks at the transfers and entrustments of one holding from an office again, after a change of its facts: those without a basis end,
/// and what waited for the change goes on. The change itself is done, whatever becomes of this: the job tries again.
pub(super) fn look_again(db: &mut Database, office: &OfficeCode, holding: HoldingId, at: Ts) {
    if let Err(error) = of_holding(db, office, holding, at) {
        tracing::error!(%error, %holding, "the transfers of a holding could not be looked at");
    }
}

/// The same; the answer is how many ended or were made.
///
/// # Errors
/// The store's.
pub fn of_holding(db: &mut Database, office: &OfficeCode, holding: HoldingId, at: Ts) -> Result<usize, WorkflowError> {
    let (mut made, mut requests) =
        db.read(|db| Ok((transfer_ledger::of_holding(db, holding)?, transfer_requests::of_holding(db, holding)?)))?;
    made.retain(|transfer| transfer.ended_at.is_none() && transfer.origin == *office);
    let waits = |it: &TransferRequest| it.state == RequestState::Waiting && it.approved_by.is_some();
    requests.retain(|request| waits(request) && request.origin == *office);
    let entrusted = carry_entrustments::of_holding(db, office, holding, at)?;
    Ok(entrusted + end_these(db, office, &made, at)? + make_these(db, office, &requests, at)?)
}

/// Looks at all transfers and entrustments of an office again, as a new day or other terms ask for, and then at what they
/// owe; the answer is how many ended or were made. What stands in the way of one keeps no other from it.
///
/// # Errors
/// The store's.
pub fn of_office(db: &mut Database, office: &OfficeCode, at: Ts) -> Result<usize, WorkflowError> {
    let done = carry(db, office, at)?;
    catch_up(db, office, at)?;
    Ok(done)
}

/// Ends what has no basis any more and makes what the law allows by now.
fn carry(db: &mut Database, office: &OfficeCode, at: Ts) -> Result<usize, WorkflowError> {
    let today = db.read(|db| facts::office(db, office))?.today(at);
    transfer_requests::lapse(db, office, today, at)?;
    let (mut done, mut after) = (carry_entrustments::of_office(db, office, at)?, None);
    loop {
        let batch = db.read(|db| transfer_ledger::in_force(db, office, after, BATCH))?;
        let Some(last) = batch.last() else { break };
        after = Some(last.id);
        done += each_if_not_all(&batch, |some| end_these(db, office, some, at));
    }
    let mut after = None;
    loop {
        let batch = db.read(|db| transfer_requests::approved(db, office, after, BATCH))?;
        let Some(last) = batch.last() else { break };
        after = Some((last.asked_at, last.id));
        done += each_if_not_all(&batch, |some| make_these(db, office, some, at));
    }
    Ok(done)
}

/// Writes down what is owed for what is in force without it, and settles what its record fulfils.
fn catch_up(db: &mut Database, office: &OfficeCode, at: Ts) -> Result<(), WorkflowError> {
    carry_entrustments::catch_up(db, office, at)?;
    let mut after = None;
    loop {
        let batch = db.read(|db| transfer_ledger::in_force(db, office, after, BATCH))?;
        let Some(last) = batch.last() else { break };
        after = Some(last.id);
        each_if_not_all(&batch, |some| duty_backlog::of_transfers(db, office, some, at).map(|()| 0));
    }
    Ok(duty_settling::settle(db, office, at)?)
}

/// How far changes were looked at, on which day at each office, and what has to be looked at again.
#[derive(Debug, Default)]
pub struct Seen {
    change: i64,
    days: Vec<(OfficeCode, Day)>,
    again: Vec<HoldingId>,
}

/// As many changes are followed one by one; after more of them everything is looked at.
const FOLLOWED: usize = 1_000;

/// Looks at the transfers again whose holdings changed since, and at all of an office on a new day and under other
/// terms. What fails is logged, keeps nothing else from it, and is done again the next time.
///
/// # Errors
/// The database's.
pub fn follow(db: &mut Database, seen: &Seen, at: Ts) -> Result<(Seen, usize), WorkflowError> {
    let head = db.read(journal::head)?.last_change;
    let changes = db.read(|db| journal::changes_after(db, seen.change, FOLLOWED as i64 + 1))?;
    let all = changes.len() > FOLLOWED || changes.iter().any(|(_, changed)| changed.holding().is_none());
    let last = changes.last().map_or(head, |(seq, _)| head.max(*seq));
    let mut changed: Vec<HoldingId> = changes.into_iter().filter_map(|(_, changed)| changed.holding()).collect();
    changed.extend(&seen.again);
    changed.sort_unstable();
    changed.dedup();
    let open = if all { Vec::new() } else { db.read(|db| open_of(db, &changed))? };
    let (mut now, mut done) = (Seen { change: last, ..Seen::default() }, 0);
    let mut behind: Vec<OfficeCode> = Vec::new();
    for office in db.store().served_offices() {
        let day = db.read(|db| facts::office(db, &office))?.today(at);
        if all || !seen.days.contains(&(office.clone(), day)) {
            match carry(db, &office, at) {
                Ok(some) => {
                    done += some;
                    behind.push(office.clone());
                }
                Err(error) => {
                    tracing::error!(%error, %office, "transfers could not be looked at; trying again");
                    continue;
                }
            }
        }
        for (holding, _) in open.iter().filter(|(_, origin)| *origin == office) {
            match of_holding(db, &office, *holding, at) {
                Ok(some) => done += some,
                Err(error) => {
                    tracing::error!(%error, %holding, "transfers could not be looked at; trying again");
                    now.again.push(*holding);
                }
            }
        }
        now.days.push((office, day));
    }
    // What is only written down keeps no office's ends waiting.
    for office in behind {
        if let Err(error) = catch_up(db, &office, at) {
            tracing::error!(%error, %office, "duties could not be written down; trying again");
            now.days.retain(|(known, _)| *known != office);
        }
    }
    Ok((now, done))
}

/// Those of some holdings of which something is lent or about to be, with the offices that it is from.
fn open_of(db: &mut Db, changed: &[HoldingId]) -> Result<Vec<(HoldingId, OfficeCode)>, StoreError> {
    let mut open = transfer_ledger::open_of(db, changed)?;
    open.extend(entrustments::open_of(db, changed)?);
    open.sort_unstable();
    open.dedup();
    Ok(open)
}

/// Does something to all of a batch; if that fails, to each for itself, so that one damaged row stops no other.
pub(super) fn each_if_not_all<T>(batch: &[T], mut act: impl FnMut(&[T]) -> Result<usize, StoreError>) -> usize {
    act(batch).unwrap_or_else(|_| {
        let one = |one| {
            act(std::slice::from_ref(one)).unwrap_or_else(|error| {
                tracing::error!(%error, "a transfer could not be looked at");
                0
            })
        };
        batch.iter().map(one).sum()
    })
}

/// Ends those that have lost their basis: the keys go, after gate and lists have shut by themselves.
fn end_these(db: &mut Database, office: &OfficeCode, made: &[MadeTransfer], at: Ts) -> Result<usize, StoreError> {
    let caller = Caller::job(JobName::CarryTransfers, office.clone(), at);
    let mut ended = 0;
    for (transfer, rule) in transfer_ledger::without_basis(db, office, made, at)? {
        match transfers::end(db, &caller, transfer, Some(&rule)) {
            Ok(()) => ended += 1,
            // Somebody was quicker.
            Err(StoreError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(ended)
}

/// Makes those that the law allows by now. It is asked without an entry first: only what it allows is an act.
fn make_these(
    db: &mut Database,
    office: &OfficeCode,
    requests: &[TransferRequest],
    at: Ts,
) -> Result<usize, StoreError> {
    let answers = transfer_requests::answers(db, office, requests, at)?;
    let caller = Caller::job(JobName::CarryTransfers, office.clone(), at);
    let mut made = 0;
    for request in requests.iter().zip(answers).filter(|(_, unmade)| unmade.is_none()).map(|(request, _)| request) {
        made += usize::from(attempt(db, &caller, request)?);
    }
    Ok(made)
}

/// A request with what the law says about it now.
#[derive(Debug)]
pub struct AskedTransfer {
    /// The request.
    pub request: TransferRequest,
    /// Why it cannot be made now, if it cannot.
    pub unmade: Option<Unmade>,
}

/// The transfers of a candidate's records.
#[derive(Debug, Default)]
pub struct RecordTransfers {
    /// Those that were made, newest first.
    pub made: Vec<MadeTransfer>,
    /// Those that were asked for and not made, newest first.
    pub asked: Vec<AskedTransfer>,
    /// What is to be done about those that were made, and what was done.
    pub duties: Vec<LentDuty>,
}

/// The transfers of some holdings: all of what the caller's office collected, and its own of what others did.
///
/// # Errors
/// The store's.
pub fn of_records(
    db: &mut Database,
    caller: &Caller,
    holdings: &[HoldingRef],
) -> Result<RecordTransfers, WorkflowError> {
    let (mut all, mut asked) = (RecordTransfers::default(), Vec::new());
    for holding in holdings {
        let (mut made, mut requests, mut duties) = db.read(|db| {
            let requests = transfer_requests::of_holding(db, holding.id)?;
            Ok((transfer_ledger::of_holding(db, holding.id)?, requests, lent_duties::of_holding(db, holding.id)?))
        })?;
        made.retain(|it| caller.office == holding.office || caller.office == it.origin);
        requests.retain(|it| it.state != RequestState::Made && it.origin == caller.office);
        duties.retain(|duty| made.iter().any(|it| duty.transfer_id == Some(it.id) && it.origin == caller.office));
        all.made.extend(made);
        all.duties.extend(duties);
        asked.extend(requests);
    }
    all.asked = explained(db, caller, asked)?;
    Ok(all)
}

/// Requests, each with what the law says about it now.
pub(super) fn explained(
    db: &mut Database,
    caller: &Caller,
    requests: Vec<TransferRequest>,
) -> Result<Vec<AskedTransfer>, StoreError> {
    let answers = transfer_requests::answers(db, &caller.office, &requests, caller.at)?;
    let pairs = requests.into_iter().zip(answers);
    Ok(pairs.map(|(request, unmade)| AskedTransfer { request, unmade }).collect())
}

/// The transfers of an office.
#[derive(Debug)]
pub struct Ledger {
    /// The requests that wait, the oldest first.
    pub waiting: Vec<AskedTransfer>,
    /// Where the next page of them begins, if there is one.
    pub later: Option<WaitingPlace>,
    /// The transfers that were made, newest first.
    pub made: Vec<MadeTransfer>,
    /// Where the next page of them begins, if there is one.
    pub earlier: Option<LedgerPlace>,
    /// What one act on many records asked for and waits, the oldest first.
    pub groups: Vec<TransferGroup>,
    /// What flows where.
    pub flows: Vec<Flow>,
    /// The people that the lists know of.
    pub people: Vec<Person>,
}

/// Rows on a page.
const SIZE: usize = 50;

/// The ledger of the caller's office; who is named in it is journalled as shown. The caller holds no connection.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role has no lists.
pub fn ledger(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    later: Option<WaitingPlace>,
    earlier: Option<LedgerPlace>,
) -> Result<Ledger, WorkflowError> {
    let (permit, scope, _) = list_candidates::permitted(store, caller)?;
    let more = SIZE as i64 + 1;
    let mut db = store.database()?;
    let (mut waiting, mut made, flows, groups) = db.read(|db| {
        Ok((
            transfer_requests::waiting(db, caller, later, more)?,
            transfer_ledger::ledger(db, caller, earlier, more)?,
            transfer_ledger::flows(db, &caller.office)?,
            transfer_groups::waiting(db, caller, None)?,
        ))
    })?;
    let (has_later, has_earlier) = (waiting.len() > SIZE, made.len() > SIZE);
    waiting.truncate(SIZE);
    made.truncate(SIZE);
    let waiting = explained(&mut db, caller, waiting)?;
    drop(db);
    let named = waiting.iter().map(|it| it.request.holding).chain(made.iter().map(|it| it.holding));
    let mut named: Vec<HoldingId> = named.collect();
    named.sort_unstable();
    named.dedup();
    let people = directories.read(store, &caller.office, caller.at, |directory| directory.of(&scope, &named))?;
    permit.record_shown(&store.database()?, directory::candidates(&people))?;
    let last = |it: &AskedTransfer| (it.request.asked_at, it.request.id);
    Ok(Ledger {
        later: waiting.last().filter(|_| has_later).map(last),
        earlier: made.last().filter(|_| has_earlier).map(|it| (it.made_at, it.id)),
        waiting,
        made,
        groups,
        flows,
        people,
    })
}
