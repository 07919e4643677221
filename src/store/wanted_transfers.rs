//! Transfers wanted of many records at once: what role and law say of each, and the requests that come of it.
//!
//! Invariant: every category of every record is decided for itself, and a record is asked for as a whole or not at all.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::database::{Db, each};
use super::error::StoreError;
use super::facts::{self, HoldingFacts};
use super::gate::{Ask, Reason};
use super::journal::Entry;
use super::judge::{Judged, by_role, entry, role_facts, written};
use super::open::Database;
use super::schema::{transfer_requests, transfers};
use super::transfer_requests::staff_of;
use super::transfers::{Asking, live_grants};
use crate::domain::bulk_act::{RecordOutcome, WantedTransfer};
use crate::domain::candidate::HoldingRef;
use crate::domain::category::CategoryId;
use crate::domain::id::{HoldingId, TransferGroupId, TransferRequestId};
use crate::domain::staff::Caller;
use crate::domain::time::Day;
use crate::domain::transfer::{RequestState, Transfer};
use crate::law::access::{self, Verb};
use crate::law::decision_facts::DecisionFacts;
use crate::law::remedies::{Remedy, Way};

/// What stands between one category of a record and a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Standing {
    /// Nothing.
    Goes,
    /// What this rule misses can be waited for.
    Waits(String),
    /// This rule refuses it, and waiting changes nothing.
    Refused(String),
    /// It is asked for already, or was made and lasts as long.
    Already,
}

/// A record with what role and law say of each category that is wanted and held.
pub struct Weighed {
    holding: HoldingRef,
    categories: Vec<(CategoryId, Standing, Option<Judged>)>,
}

impl std::fmt::Debug for Weighed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Weighed").field(&self.holding.id).finish()
    }
}

impl Weighed {
    /// What would become of the record.
    pub fn outcome(&self) -> RecordOutcome {
        let mut outcome = RecordOutcome::Missing;
        for (_, standing, _) in &self.categories {
            outcome = match (standing, outcome) {
                (Standing::Refused(_), RecordOutcome::Refused(rule)) => RecordOutcome::Refused(rule),
                (Standing::Refused(rule), _) => RecordOutcome::Refused(rule.clone()),
                (_, refused @ RecordOutcome::Refused(_)) => refused,
                (Standing::Waits(rule), before) if !matches!(before, RecordOutcome::Waits(_)) => {
                    RecordOutcome::Waits(rule.clone())
                }
                (_, waits @ RecordOutcome::Waits(_)) => waits,
                (Standing::Goes, _) => RecordOutcome::Able,
                (_, RecordOutcome::Missing) => RecordOutcome::Unchanged,
                (_, before) => before,
            };
        }
        outcome
    }
}

/// Asks role and law about what is wanted of some records of the caller's office. Nothing is written: see [`tried`] and
/// [`ask`].
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such office, and for the caller's own; the database's. A record that is gone is left out, and another
/// office's is there without an answer.
pub fn weigh(
    db: &mut Database,
    caller: &Caller,
    wanted: &WantedTransfer,
    holdings: &[HoldingId],
) -> Result<HashMap<HoldingId, Option<Weighed>>, StoreError> {
    if wanted.transfer.destination == caller.office {
        return Err(StoreError::NotFound);
    }
    let found = facts::of_holdings(db.db(), holdings)?;
    let asking = Asking::load(db.db(), &caller.office, caller.at)?;
    let own: Vec<HoldingId> =
        found.values().filter(|it| it.holding.office == caller.office).map(|it| it.holding.id).collect();
    let grants = live_grants(db.db(), &own, &caller.office)?;
    let held: HashSet<_> = grants.iter().filter(|it| !it.is_lent).map(|it| (it.holding, it.category)).collect();
    let already = already(db.db(), caller, &wanted.transfer, &own)?;
    let mut weighed = HashMap::new();
    for (id, facts) in found {
        if facts.holding.office != caller.office {
            weighed.insert(id, None);
            continue;
        }
        let mut categories = Vec::new();
        for &category in wanted.categories.iter().filter(|category| held.contains(&(id, **category))) {
            let (standing, judged) = judge(db, caller, (&asking, &wanted.transfer), &facts, category)?;
            let refusal = judged.as_ref().and_then(|it| it.refusal.as_ref());
            // Whoever may ask for none is not told what others asked for.
            if already.contains(&(id, category)) && !refusal.is_some_and(|it| it.by_role) {
                categories.push((category, Standing::Already, None));
            } else {
                categories.push((category, standing, judged));
            }
        }
        weighed.insert(id, Some(Weighed { holding: facts.holding, categories }));
    }
    Ok(weighed)
}

fn judge(
    db: &Database,
    caller: &Caller,
    (asking, transfer): (&Asking, &Transfer),
    facts: &HoldingFacts,
    category: CategoryId,
) -> Result<(Standing, Option<Judged>), StoreError> {
    let access = role_facts(&ask_of(caller, transfer, None), &facts.holding, category, false);
    let role_rule = match access::permits(&db.inner().law.access, &access) {
        Ok(rule) => rule,
        Err(refusal) => {
            let rule = refusal.rule.to_string();
            let refusal = Some(by_role(category, rule.clone()));
            let judged = Judged { refusal, rules: rule.clone(), facts: DecisionFacts::of_role(access) };
            return Ok((Standing::Refused(rule), Some(judged)));
        }
    };
    let word = asking.decide(db.table(), facts, category, transfer)?;
    let standing = match &word.refusal {
        None => Standing::Goes,
        Some(refusal) if can_wait(&word.ways, &refusal.remedies) => Standing::Waits(refusal.rule.clone()),
        Some(refusal) => Standing::Refused(refusal.rule.clone()),
    };
    Ok((standing, Some(word.judged(role_rule.as_str(), access))))
}

/// Whether the very same request may be answered otherwise one day.
fn can_wait(ways: &[Way], remedies: &[Remedy]) -> bool {
    let all = |remedies: &[Remedy]| !remedies.is_empty() && remedies.iter().all(|it| it.can_be_awaited());
    if ways.is_empty() { all(remedies) } else { ways.iter().any(|way| all(&way.remedies)) }
}

const fn ask_of<'a>(caller: &'a Caller, transfer: &Transfer, reason: Option<Reason>) -> Ask<'a> {
    Ask { caller, verb: Verb::Ask, purpose: transfer.purpose, reason }
}

/// The categories of some records that are asked for on the same terms already, or were made and last as long.
fn already(
    db: &mut Db,
    caller: &Caller,
    wanted: &Transfer,
    holdings: &[HoldingId],
) -> Result<HashSet<(HoldingId, CategoryId)>, StoreError> {
    let asked: Vec<(HoldingId, CategoryId)> = transfer_requests::table
        .filter(transfer_requests::holding_id.eq_any(holdings).and(transfer_requests::origin.eq(&caller.office)))
        .filter(transfer_requests::state.eq(RequestState::Waiting))
        .filter(transfer_requests::destination.eq(&wanted.destination))
        .filter(transfer_requests::purpose.eq(wanted.purpose))
        .select((transfer_requests::holding_id, transfer_requests::category))
        .load(db)?;
    let made: Vec<(HoldingId, CategoryId, Option<Day>)> = transfers::table
        .filter(transfers::holding_id.eq_any(holdings).and(transfers::origin.eq(&caller.office)))
        .filter(transfers::ended_at.is_null())
        .filter(transfers::destination.eq(&wanted.destination).and(transfers::purpose.eq(wanted.purpose)))
        .select((transfers::holding_id, transfers::category, transfers::until_on))
        .load(db)?;
    let lasts = |until: Option<Day>| match (until, wanted.until) {
        (None, _) => true,
        (Some(made), Some(wanted)) => wanted <= made,
        (Some(_), None) => false,
    };
    let made = made.into_iter().filter(|(_, _, until)| lasts(*until)).map(|(holding, category, _)| (holding, category));
    Ok(asked.into_iter().chain(made).collect())
}

/// Journals what was weighed, for somebody who wants to see what would happen.
///
/// # Errors
/// The journal's.
pub fn tried(db: &Database, caller: &Caller, wanted: &WantedTransfer, weighed: &[&Weighed]) -> Result<(), StoreError> {
    record(db, &ask_of(caller, &wanted.transfer, Some(Reason::Trial)), weighed, None)
}

/// Journals what was weighed and is not asked for.
///
/// # Errors
/// The journal's.
pub fn left_out(
    db: &Database,
    caller: &Caller,
    wanted: &WantedTransfer,
    weighed: &[&Weighed],
) -> Result<(), StoreError> {
    let subject = format!("transfer_request: to:{}", wanted.transfer.destination);
    record(db, &ask_of(caller, &wanted.transfer, None), weighed, Some(&subject))
}

fn record(db: &Database, ask: &Ask<'_>, weighed: &[&Weighed], subject: Option<&str>) -> Result<(), StoreError> {
    let mut entries = Vec::new();
    for weighed in weighed {
        for (category, _, judged) in &weighed.categories {
            let Some(judged) = judged else { continue };
            let written = entry(db, ask, &weighed.holding, *category, judged);
            let subject = subject.map_or_else(|| written.subject.clone(), str::to_owned);
            entries.push(Entry { subject, ..written });
        }
    }
    if entries.is_empty() { Ok(()) } else { db.inner().journal.record(entries) }
}

/// The requests that one record comes to, with their journal entries: made before the transaction that writes them.
pub struct Requests {
    holding: HoldingRef,
    outcome: RecordOutcome,
    rows: Vec<(TransferRequestId, CategoryId, Entry)>,
}

impl std::fmt::Debug for Requests {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Requests").field(&self.holding.id).finish()
    }
}

/// What to ask for of a record that was weighed.
pub fn requests(db: &Database, caller: &Caller, wanted: &WantedTransfer, weighed: &Weighed) -> Requests {
    let transfer = &wanted.transfer;
    let row = |(category, _, judged): &(CategoryId, Standing, Option<Judged>)| {
        let (judged, id) = (judged.as_ref()?, TransferRequestId::new());
        let subject = format!("transfer_request:{id} to:{}", transfer.destination);
        let verb = Verb::Ask.as_str();
        let entry = Entry {
            rules: judged.rules.clone(),
            table_version: db.table().version().to_string(),
            facts: Some(written(db, &judged.facts)),
            ..Entry::change(caller, verb, subject, &weighed.holding, *category, transfer.purpose)
        };
        Some((id, *category, entry))
    };
    let outcome = match weighed.outcome() {
        RecordOutcome::Waits(rule) => RecordOutcome::Waiting(rule),
        _ => RecordOutcome::Done,
    };
    Requests { holding: weighed.holding.clone(), outcome, rows: weighed.categories.iter().filter_map(row).collect() }
}

/// Asks for the transfers of one record, as one of a group; what somebody else asked for meanwhile is left as it is.
///
/// # Errors
/// The database's.
pub fn ask(
    tx: &mut Db,
    caller: &Caller,
    wanted: &WantedTransfer,
    group: TransferGroupId,
    requests: Requests,
) -> Result<(RecordOutcome, Vec<Entry>), StoreError> {
    let (transfer, holding) = (&wanted.transfer, requests.holding);
    let mut entries = Vec::new();
    for (id, category, entry) in requests.rows {
        let row = (
            transfer_requests::id.eq(id),
            transfer_requests::holding_id.eq(holding.id),
            transfer_requests::category.eq(category),
            transfer_requests::purpose.eq(transfer.purpose),
            transfer_requests::origin.eq(&holding.office),
            transfer_requests::destination.eq(&transfer.destination),
            transfer_requests::until_on.eq(transfer.until),
            transfer_requests::asked_by.eq(staff_of(caller)),
            transfer_requests::asked_at.eq(caller.at),
            transfer_requests::state.eq(RequestState::Waiting),
            transfer_requests::group_id.eq(group),
        );
        let asked = each!(tx, c => diesel::insert_into(transfer_requests::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c))?;
        entries.extend((asked == 1).then_some(entry));
    }
    Ok((if entries.is_empty() { RecordOutcome::Unchanged } else { requests.outcome }, entries))
}
