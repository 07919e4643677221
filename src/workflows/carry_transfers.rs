//! Transfers from being asked for to their end: a recruiter asks, the privacy officer approves, and what the law still
//! misses is waited for.
//!
//! Invariant: a transfer is made with the law's word of that moment alone, and once for each request.

use super::follow_journal::Directories;
use super::{WorkflowError, change_tags, list_candidates};
use crate::directory::{self, Person};
use crate::domain::category::{
    ApplicationHistory, Category, CategoryId, Communications, Health, Other, Profile, SelectionResult,
};
use crate::domain::id::{CandidateId, HoldingId, TransferId, TransferRequestId};
use crate::domain::office::OfficeCode;
use crate::domain::staff::{Caller, JobName};
use crate::domain::time::Ts;
use crate::domain::transfer::{Flow, MadeTransfer, RequestState, Transfer, TransferRequest};
use crate::store::transfer_ledger::{self, LedgerPlace};
use crate::store::transfer_requests::{self, Unmade, WaitingPlace};
use crate::store::{Database, Store, StoreError, facts, transfers};

/// Requests and transfers that are looked at together.
const BATCH: i64 = 200;

/// Asks for a transfer of some categories of a candidate whose record the caller's office collected; what is not held,
/// and what is asked for already, is left out.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such candidate or office; [`StoreError::Taken`] if nothing was left to ask.
pub fn ask(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
    categories: &[CategoryId],
    transfer: &Transfer,
) -> Result<usize, WorkflowError> {
    let holding = change_tags::own_holding(db, caller, candidate)?;
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
    attempt(db, caller, &request)?;
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

/// Makes what was asked for. One that was made before, by somebody who came no further, is not made again.
fn attempt(db: &mut Database, caller: &Caller, request: &TransferRequest) -> Result<bool, StoreError> {
    let (made, office) =
        db.read(|db| Ok((transfer_ledger::of_holding(db, request.holding)?, facts::office(db, &caller.office)?)))?;
    if request.transfer.until.is_some_and(|until| until < office.today(caller.at)) {
        return Ok(false);
    }
    let is_it = |it: &&MadeTransfer| {
        it.category == request.category && it.transfer == request.transfer && it.ended_at.is_none()
    };
    let made = match made.iter().find(is_it) {
        Some(made) => Ok(made.id),
        None => match request.category {
            CategoryId::Profile => make::<Profile>(db, caller, request),
            CategoryId::Communications => make::<Communications>(db, caller, request),
            CategoryId::ApplicationHistory => make::<ApplicationHistory>(db, caller, request),
            CategoryId::SelectionResult => make::<SelectionResult>(db, caller, request),
            CategoryId::Health => make::<Health>(db, caller, request),
            CategoryId::Other => make::<Other>(db, caller, request),
        },
    };
    match made {
        Ok(made) => transfer_requests::settle(db, request.id, made, caller.at).map(|()| true),
        // It goes on waiting.
        Err(StoreError::Refused(_) | StoreError::NotFound | StoreError::Stale) => Ok(false),
        Err(error) => Err(error),
    }
}

fn make<C: Category>(db: &mut Database, caller: &Caller, request: &TransferRequest) -> Result<TransferId, StoreError> {
    let permit = transfers::open::<C>(db, caller, request.holding, request.transfer.clone())?;
    transfers::make(db, &permit)
}

/// Makes the approved transfers of a holding that the law allows by now.
///
/// # Errors
/// The store's.
pub(super) fn go_on_with(db: &mut Database, office: &OfficeCode, holding: HoldingId, at: Ts) -> Result<(), StoreError> {
    let requests = db.read(|db| transfer_requests::of_holding(db, holding))?;
    let waits = |it: &TransferRequest| it.state == RequestState::Waiting && it.approved_by.is_some();
    go_on_with_these(db, office, &requests.into_iter().filter(waits).collect::<Vec<_>>(), at).map(|_| ())
}

/// Makes the approved transfers of an office that the law allows by now; the answer is how many.
///
/// # Errors
/// The store's.
pub fn go_on(db: &mut Database, office: &OfficeCode, at: Ts) -> Result<usize, WorkflowError> {
    let (mut made, mut after) = (0, None);
    loop {
        let batch = db.read(|db| transfer_requests::approved(db, office, after, BATCH))?;
        let Some(last) = batch.last() else { return Ok(made) };
        after = Some((last.asked_at, last.id));
        made += go_on_with_these(db, office, &batch, at)?;
    }
}

/// The law is asked without an entry first: only what it allows is an act.
fn go_on_with_these(
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

/// Ends the transfers of an office that the law no longer allows, all of them or those of one holding: the keys go, after
/// gate and lists have shut by themselves. The answer is how many ended.
///
/// # Errors
/// The store's.
pub fn end_without_basis(
    db: &mut Database,
    office: &OfficeCode,
    only: Option<HoldingId>,
    at: Ts,
) -> Result<usize, WorkflowError> {
    let caller = Caller::job(JobName::CarryTransfers, office.clone(), at);
    let (mut ended, mut after) = (0, None);
    loop {
        let mut batch = match only {
            Some(holding) => db.read(|db| transfer_ledger::of_holding(db, holding))?,
            None => db.read(|db| transfer_ledger::in_force(db, office, after, BATCH))?,
        };
        batch.retain(|transfer| transfer.ended_at.is_none());
        let Some(last) = batch.last() else { return Ok(ended) };
        after = Some(last.id);
        for (transfer, rule) in transfer_ledger::without_basis(db, office, &batch, at)? {
            match transfers::end(db, &caller, transfer, Some(&rule)) {
                Ok(()) => ended += 1,
                // Somebody was quicker.
                Err(StoreError::NotFound) => {}
                Err(error) => return Err(error.into()),
            }
        }
        if only.is_some() {
            return Ok(ended);
        }
    }
}

/// A request with what the law says about it now.
#[derive(Debug)]
pub struct AskedTransfer {
    /// The request.
    pub request: TransferRequest,
    /// Why it cannot be made now, if it cannot.
    pub unmade: Option<Unmade>,
}

/// The transfers of one record.
#[derive(Debug, Default)]
pub struct RecordTransfers {
    /// Those that were made, newest first.
    pub made: Vec<MadeTransfer>,
    /// Those that were asked for and not made, newest first.
    pub asked: Vec<AskedTransfer>,
}

/// The transfers of a holding that the caller's office collected.
///
/// # Errors
/// The store's.
pub fn of_record(db: &mut Database, caller: &Caller, holding: HoldingId) -> Result<RecordTransfers, WorkflowError> {
    let (made, mut asked) =
        db.read(|db| Ok((transfer_ledger::of_holding(db, holding)?, transfer_requests::of_holding(db, holding)?)))?;
    asked.retain(|request| request.state != RequestState::Made);
    Ok(RecordTransfers { made, asked: explained(db, caller, asked)? })
}

fn explained(
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
    let (mut waiting, mut made, flows) = db.read(|db| {
        Ok((
            transfer_requests::waiting(db, caller, later, more)?,
            transfer_ledger::ledger(db, caller, earlier, more)?,
            transfer_ledger::flows(db, &caller.office)?,
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
        flows,
        people,
    })
}
