//! Transfers asked for about many records: tried, asked for, and what the candidates are asked because of it.
//!
//! Invariant: each record is decided again when it is asked for, as a whole or not at all; each question is put by
//! itself, and nobody is asked again in this way who was asked before.

use std::collections::HashMap;

use super::bulk_acts::{ActState, each_step, look};
use super::{WorkflowError, try_records};
use crate::domain::bulk_act::{BulkAct, RecordOutcome, WantedTransfer};
use crate::domain::category::{Category, CategoryId, Profile};
use crate::domain::consent::ConsentQuestion;
use crate::domain::id::{HoldingId, TransferGroupId, TransferRequestId};
use crate::domain::jurisdiction::Country;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::transfer::{RequestState, TransferRequest};
use crate::law::access::Verb;
use crate::store::bulk_acts::{self, BulkActId};
use crate::store::gate::{self, Ask};
use crate::store::permit::Permit;
use crate::store::transfer_requests::{self, Unmade};
use crate::store::wanted_transfers::{self, Weighed};
use crate::store::{Database, StoreError, consent_requests, facts, offices};
use crate::vault::secret::Token;

/// The group that an act's requests are in.
pub fn group_of(act: BulkActId) -> TransferGroupId {
    TransferGroupId::from_uuid(act.uuid())
}

/// What would become of each record; nothing is asked for.
pub(super) fn try_transfers(
    db: &mut Database,
    caller: &Caller,
    wanted: &WantedTransfer,
    holdings: &[HoldingId],
) -> Result<Vec<(HoldingId, RecordOutcome)>, WorkflowError> {
    let weighed = wanted_transfers::weigh(db, caller, wanted, holdings)?;
    wanted_transfers::tried(db, caller, wanted, &weighed.values().flatten().collect::<Vec<_>>())?;
    Ok(holdings.iter().map(|id| (*id, outcome(weighed.get(id)))).collect())
}

fn outcome(weighed: Option<&Option<Weighed>>) -> RecordOutcome {
    match weighed {
        None => RecordOutcome::Missing,
        Some(None) => RecordOutcome::Foreign,
        Some(Some(weighed)) => weighed.outcome(),
    }
}

/// Asks for the transfers of some records that still have an outcome, each decided anew: those that wait by now
/// `with_waiting` alone.
pub(super) fn ask(
    db: &mut Database,
    caller: &Caller,
    (act, wanted): (BulkActId, &WantedTransfer),
    (holdings, now): (&[HoldingId], &RecordOutcome),
    with_waiting: bool,
) -> Result<(), WorkflowError> {
    let weighed = wanted_transfers::weigh(db, caller, wanted, holdings)?;
    let is_asked = |outcome: &RecordOutcome| match outcome {
        RecordOutcome::Able => true,
        RecordOutcome::Waits(_) => with_waiting,
        _ => false,
    };
    let left_out: Vec<&Weighed> = weighed.values().flatten().filter(|it| !is_asked(&it.outcome())).collect();
    wanted_transfers::left_out(db, caller, wanted, &left_out)?;
    let plan = |id: &HoldingId| {
        let became = outcome(weighed.get(id));
        let requests = weighed.get(id).and_then(Option::as_ref).filter(|_| is_asked(&became));
        (*id, became, requests.map(|weighed| wanted_transfers::requests(db, caller, wanted, weighed)))
    };
    let planned: Vec<_> = holdings.iter().map(plan).collect();
    db.change(|tx| {
        let able = bulk_acts::still(tx, act, holdings, now)?;
        let mut entries = Vec::new();
        for (holding, mut became, requests) in planned {
            if !able.contains(&holding) {
                continue;
            }
            if let Some(requests) = requests {
                let written;
                (became, written) = wanted_transfers::ask(tx, caller, wanted, group_of(act), requests)?;
                entries.extend(written);
            }
            bulk_acts::set_outcome(tx, act, holding, &became)?;
        }
        Ok(((), entries))
    })?;
    Ok(())
}

/// What a record that has an outcome waits for, or would.
pub(super) fn what_waits(
    db: &mut Database,
    caller: &Caller,
    wanted: &WantedTransfer,
    (holding, rule): (HoldingId, &str),
) -> Result<Option<Unmade>, WorkflowError> {
    let request = |category: &CategoryId| TransferRequest {
        id: TransferRequestId::new(),
        holding,
        category: *category,
        origin: caller.office.clone(),
        transfer: wanted.transfer.clone(),
        asked_by: None,
        asked_at: caller.at,
        group: None,
        approved_by: None,
        state: RequestState::Waiting,
    };
    let requests: Vec<TransferRequest> = wanted.categories.iter().map(request).collect();
    let answers = transfer_requests::answers(db, &caller.office, &requests, caller.at)?;
    Ok(answers.into_iter().flatten().find(|unmade| unmade.refusal.rule == rule))
}

/// Asks every candidate whose consent an act waits for, each by itself, and mails the questions if letters can be mailed;
/// as many as one call takes.
///
/// # Errors
/// [`StoreError::NotFound`] if the caller planned no such act; [`StoreError::NothingToTell`] if nothing about the country
/// is in force; the database's.
pub fn ask_candidates(db: &mut Database, caller: &Caller, token: &Token, is_mailed: bool) -> Result<(), WorkflowError> {
    let ActState { planned, tally } = look(db, caller, token)?;
    let BulkAct::Transfer(wanted) = planned.act else { return Err(StoreError::NotFound.into()) };
    let to = db.read(|db| offices::read(db, &wanted.transfer.destination))?.jurisdiction.country();
    let waiting = tally.into_iter().map(|(outcome, _)| outcome).filter(|it| matches!(it, RecordOutcome::Waiting(_)));
    each_step(db, planned.id, waiting, |db, some, now| {
        let RecordOutcome::Waiting(rule) = now else { return Ok(()) };
        let questions = questions(db, caller, (planned.id, to), some)?;
        put(db, caller, (planned.id, rule), &questions, is_mailed)
    })
}

/// The questions that would help with what waits of each record, each once.
fn questions(
    db: &mut Database,
    caller: &Caller,
    (act, to): (BulkActId, Country),
    holdings: &[HoldingId],
) -> Result<HashMap<HoldingId, Vec<ConsentQuestion>>, WorkflowError> {
    let requests = db.read(|db| transfer_requests::of_group(db, group_of(act), holdings))?;
    let answers = transfer_requests::answers(db, &caller.office, &requests, caller.at)?;
    let mut all: HashMap<HoldingId, Vec<ConsentQuestion>> = HashMap::new();
    for (request, unmade) in requests.iter().zip(answers) {
        let Some(Unmade { refusal, ways }) = unmade else { continue };
        let remedies = ways.iter().flat_map(|way| &way.remedies).chain(&refusal.remedies);
        for question in remedies.filter_map(|remedy| remedy.question(request.category, Some(to))) {
            let asked = all.entry(request.holding).or_default();
            if !asked.contains(&question) {
                asked.push(question);
            }
        }
    }
    Ok(all)
}

/// Puts questions to the candidates of records that still wait, with what became of each, in one transaction.
fn put(
    db: &mut Database,
    caller: &Caller,
    (act, rule): (BulkActId, &str),
    questions: &HashMap<HoldingId, Vec<ConsentQuestion>>,
    is_mailed: bool,
) -> Result<(), WorkflowError> {
    let mut holdings: Vec<HoldingId> = questions.keys().copied().collect();
    holdings.sort_unstable();
    let ask = Ask { caller, verb: Verb::Ask, purpose: Purpose::Recruitment, reason: None };
    let mut permits: Vec<Permit<Profile>> = Vec::new();
    for mut opened in gate::open_many(db, &ask, &holdings, &[Profile::ID])? {
        match opened.permit::<Profile>(db) {
            Ok(permit) => permits.push(permit),
            // Whoever may not be asked now is not asked; the request goes on waiting.
            Err(error) => drop(try_records::outcome(error)?),
        }
    }
    permits.sort_unstable_by_key(|permit| permit.holding().id);
    let today = db.read(|db| facts::office(db, &caller.office))?.today(caller.at);
    db.change(|tx| {
        let still = bulk_acts::still(tx, act, &holdings, &RecordOutcome::Waiting(rule.to_owned()))?;
        let before = consent_requests::asked_before(tx, &still, today)?;
        let mut entries = Vec::new();
        for permit in permits.iter().filter(|permit| still.contains(&permit.holding().id)) {
            let holding = permit.holding().id;
            let all = questions.get(&holding).map(Vec::as_slice).unwrap_or_default();
            let is_new = |it: &&ConsentQuestion| !before.contains(&(holding, it.scope, it.country));
            let mut became = Some(RecordOutcome::AskedBefore(rule.to_owned()));
            for question in all.iter().filter(is_new) {
                match consent_requests::ask(tx, permit, question, (today, is_mailed)) {
                    Ok(entry) => {
                        entries.push(entry);
                        became = Some(RecordOutcome::Questioned(rule.to_owned()));
                    }
                    // It changed since the permit, and goes on waiting for the next call.
                    Err(StoreError::Stale) => became = None,
                    Err(error) => return Err(error),
                }
            }
            became.map_or(Ok(()), |became| bulk_acts::set_outcome(tx, act, holding, &became))?;
        }
        Ok(((), entries))
    })?;
    Ok(())
}
