//! Entrustments: a category of a holding handed to a processor, by making a grant to its key.
//!
//! Invariant: a grant to a processor is made only with an [`EntrustmentPermit`], and that only after the law decided
//! about this very entrustment.

use std::collections::HashSet;
use std::marker::PhantomData;

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::database::{Db, among, cols, each};
use super::error::StoreError;
use super::facts;
use super::gate::{self, Ask};
use super::grants::{self, Lent, state};
use super::journal::Entry;
use super::judge::{Judged, by_law, journalled, judge_role, role_facts};
use super::lent_duties::{self, Owed};
use super::office_secrets;
use super::open::Database;
use super::permit::check_revision;
use super::processor_facts::ProcessorFacts;
use super::processors;
use super::schema::{entrustments, grants as grant_rows};
use super::transfers::{LiveGrant, UNMADE, UNTIL, own_facts};
use crate::domain::candidate::HoldingRef;
use crate::domain::category::{Category, CategoryId};
use crate::domain::id::{EntrustmentId, GrantId, HoldingId, ProcessorId};
use crate::domain::office::OfficeCode;
use crate::domain::processor::{Entrustment, MadeEntrustment};
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Actor, Caller};
use crate::domain::time::{Day, Ts};
use crate::law::access::Verb;
use crate::law::decision_facts::DecisionFacts;
use crate::law::words::Verdict;

/// Permission to entrust one processor with one category of one holding.
#[derive(Debug)]
pub struct EntrustmentPermit<C> {
    holding: HoldingRef,
    revision: i64,
    processor_revision: i64,
    entrustment: Entrustment,
    rule: String,
    owed: Owed,
    caller: Caller,
    category: PhantomData<fn() -> C>,
}

/// Asks the law about entrusting a processor of the collecting office; the decision is journalled, and so is asking
/// about what the office has not.
///
/// # Errors
/// [`StoreError::Refused`] with the reason and its remedies; [`StoreError::NotFound`] for an unknown holding or
/// processor, or another office's.
pub fn open<C: Category>(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    entrustment: Entrustment,
) -> Result<EntrustmentPermit<C>, StoreError> {
    let own_purpose = if let Actor::Job(_) = caller.actor { Purpose::Upkeep } else { entrustment.purpose };
    let ask = Ask { caller, verb: Verb::Entrust, purpose: own_purpose, reason: None };
    let facts = own_facts(db, &ask, holding)?;
    let role_rule = judge_role(db, &ask, &facts.holding, C::ID, false)?;
    let processor = ProcessorFacts::load(db.db(), &caller.office, entrustment.processor)?;
    let word = processor.decide(db.table(), &facts, facts.today(caller.at), C::ID, entrustment.purpose);
    let refusal = (!word.decision.allows()).then(|| by_law(C::ID, &word.decision, &word.facts));
    let rules = format!("{role_rule} {}", word.decision.rule);
    let subject = format!("to:processor:{}", entrustment.processor);
    let owed = processor.owed(db.table(), &facts, facts.today(caller.at), C::ID, entrustment.purpose);
    let access = role_facts(&ask, &facts.holding, C::ID, false);
    let questions = processor.questions(&facts, facts.today(caller.at), C::ID, entrustment.purpose).collect();
    let judged = Judged { refusal, rules, facts: DecisionFacts { access, questions, lack: None } };
    let asked = Ask { purpose: entrustment.purpose, ..ask };
    journalled(db, &asked, &facts.holding, C::ID, judged, subject)?;
    Ok(EntrustmentPermit {
        holding: facts.holding,
        revision: facts.revision,
        processor_revision: processor.revision(),
        entrustment,
        rule: word.decision.rule.to_string(),
        owed,
        caller: caller.clone(),
        category: PhantomData,
    })
}

/// Makes the entrustment: the row, the grant `intended`, the key, the grant `live` with its journal entry.
///
/// # Errors
/// [`StoreError::NotFound`] if nothing of the category is held; [`StoreError::Taken`] if the processor has it for this
/// purpose; [`StoreError::Stale`] if a fact changed since the law was asked; the databases'.
pub fn make<C: Category>(db: &mut Database, permit: &EntrustmentPermit<C>) -> Result<EntrustmentId, StoreError> {
    let (id, at) = (EntrustmentId::new(), permit.caller.at);
    let processor = permit.entrustment.processor;
    let pair = office_secrets::make_processor_pair(db, &permit.holding.office, processor, at)?;
    let (grant, wrapped) = grants::wrap_for::<C>(db, &permit.holding, &permit.holding.office, pair.public())?;
    let begun = db.change(|tx| {
        check(tx, permit)?;
        insert(tx, permit, id)?;
        let to = (&*processor.to_string(), Lent::Entrustment(id));
        grants::intend_for::<C>(tx, &permit.holding, &grant, to, at)?;
        Ok(((), Vec::new()))
    });
    match begun {
        Err(error) if error.is_duplicate() => return Err(StoreError::Taken("processor")),
        Err(StoreError::Stale) => {
            // One that has ended meanwhile gets no pair of keys back.
            if processors::file(db.db(), &permit.holding.office, processor)?.processor.ended_at.is_some() {
                office_secrets::destroy_processor_pair(db, &permit.holding.office, processor)?;
            }
            return Err(StoreError::Stale);
        }
        other => other?,
    }
    let made = grants::store_wrapped(db, grant.id, &wrapped, at).and_then(|()| {
        db.change(|tx| {
            check(tx, permit)?;
            grants::make_live(tx, &[grant.id])?;
            let by = (permit.caller.staff_id(), at);
            let giver = (&permit.holding, &permit.holding.office);
            lent_duties::begin(tx, &permit.owed, Lent::Entrustment(id), giver, by)?;
            let subject = format!("entrustment:{id} to:processor:{processor}");
            let (verb, purpose) = (Verb::Entrust.as_str(), permit.entrustment.purpose);
            Ok(((), vec![Entry::change(&permit.caller, verb, subject, &permit.holding, C::ID, purpose)]))
        })
    });
    match made {
        Ok(()) => Ok(id),
        // The sweep ends what cannot be undone now.
        Err(error) => abandon(db, id, grant.id, at).and(Err(error)),
    }
}

/// Fails if anything changed that the law was asked with.
fn check<C: Category>(tx: &mut Db, permit: &EntrustmentPermit<C>) -> Result<(), StoreError> {
    check_revision(tx, permit.holding.id, permit.revision)?;
    processors::check_revision(tx, permit.entrustment.processor, permit.processor_revision)
}

fn insert<C: Category>(tx: &mut Db, permit: &EntrustmentPermit<C>, id: EntrustmentId) -> Result<(), StoreError> {
    diesel::insert_into(entrustments::table)
        .values((
            entrustments::id.eq(id),
            entrustments::processor_id.eq(permit.entrustment.processor),
            entrustments::holding_id.eq(permit.holding.id),
            entrustments::origin.eq(&permit.holding.office),
            entrustments::category.eq(C::ID),
            entrustments::purpose.eq(permit.entrustment.purpose),
            entrustments::until_on.eq(permit.entrustment.until),
            entrustments::rule.eq(&permit.rule),
            entrustments::made_by.eq(permit.caller.staff_id()),
            entrustments::created_at.eq(permit.caller.at),
        ))
        .execute(tx)?;
    Ok(())
}

/// Undoes what was begun: nothing was ever entrusted.
fn abandon(db: &mut Database, id: EntrustmentId, grant: GrantId, at: Ts) -> Result<(), StoreError> {
    db.change(|tx| {
        grants::mark_ended(tx, &[grant], at)?;
        diesel::update(entrustments::table.find(id))
            .set((entrustments::ended_at.eq(at), entrustments::end_rule.eq(UNMADE)))
            .execute(tx)?;
        Ok(((), Vec::new()))
    })?;
    grants::destroy_keys(db, &[grant])
}

/// Ends an entrustment: the row and its grant, with the journal entry; then the key goes.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none in force at the caller's office, which is journalled as well;
/// [`StoreError::Refused`] with the reason; the anchor's, the keyring's or the databases', after which a sweep goes on.
pub fn end(db: &mut Database, caller: &Caller, id: EntrustmentId) -> Result<(), StoreError> {
    let found: Option<Row> = entrustments::table
        .filter(entrustments::id.eq(id).and(entrustments::ended_at.is_null()))
        .select(cols::<Row>())
        .first(db.db())
        .optional()?;
    let made = found.map(MadeEntrustment::from);
    let purpose = made.as_ref().map_or(Purpose::Recruitment, |made| made.entrustment.purpose);
    let ask = Ask { caller, verb: Verb::Entrust, purpose, reason: None };
    let Some(made) = made else { return Err(gate::unknown(db, &ask, &id.to_string())) };
    let holding = own_facts(db, &ask, made.holding)?.holding;
    let role_rule = judge_role(db, &ask, &holding, made.category, false)?;
    let ended = Over { made, holding, rule: None };
    match end_these(db, caller, &role_rule, &[ended])? {
        0 => Err(StoreError::NotFound),
        _ => Ok(()),
    }
}

/// An entrustment that is to end.
#[derive(Debug)]
pub struct Over {
    made: MadeEntrustment,
    holding: HoldingRef,
    /// The rule that ends it; none if somebody does.
    rule: Option<String>,
}

/// Ends those that have lost their basis, by a job; the answer is how many did.
///
/// # Errors
/// As [`end`].
pub fn end_all(db: &mut Database, caller: &Caller, over: &[Over]) -> Result<usize, StoreError> {
    let Some(first) = over.first() else { return Ok(0) };
    let ask = Ask { caller, verb: Verb::Entrust, purpose: Purpose::Upkeep, reason: None };
    let role_rule = judge_role(db, &ask, &first.holding, first.made.category, false)?;
    end_these(db, caller, &role_rule, over)
}

/// All rows and grants in one transaction with their journal entries, then all keys.
fn end_these(db: &mut Database, caller: &Caller, role_rule: &str, over: &[Over]) -> Result<usize, StoreError> {
    let (grants, count) = db.change(|tx| {
        let mut entries = Vec::with_capacity(over.len());
        let mut ended = Vec::with_capacity(over.len());
        for Over { made, holding, rule } in over {
            let open = entrustments::table.filter(entrustments::id.eq(made.id).and(entrustments::ended_at.is_null()));
            let set = (entrustments::ended_at.eq(caller.at), entrustments::end_rule.eq(rule));
            // Somebody may have been quicker.
            if diesel::update(open).set(set).execute(tx)? != 1 {
                continue;
            }
            ended.push(made.id);
            let rules = rule.as_ref().map_or_else(|| role_rule.to_owned(), |rule| format!("{role_rule} {rule}"));
            let subject = format!("entrustment:{} to:processor:{} ended", made.id, made.entrustment.processor);
            let (verb, purpose) = (Verb::Entrust.as_str(), made.entrustment.purpose);
            entries.push(Entry { rules, ..Entry::change(caller, verb, subject, holding, made.category, purpose) });
        }
        lent_duties::end(tx, &[], &ended, caller.at)?;
        let their = grant_rows::table.filter(grant_rows::entrustment_id.eq_any(&ended));
        let grants: Vec<GrantId> =
            their.filter(grant_rows::state.eq_any([state::INTENDED, state::LIVE])).select(grant_rows::id).load(tx)?;
        grants::mark_ended(tx, &grants, caller.at)?;
        Ok(((grants, ended.len()), entries))
    })?;
    grants::destroy_keys(db, &grants)?;
    Ok(count)
}

/// Fails if one of some entrustments has ended.
///
/// # Errors
/// [`StoreError::Stale`] if it has; the database's.
pub(super) fn check_in_force(tx: &mut Db, ids: &[EntrustmentId]) -> Result<(), StoreError> {
    let open = entrustments::table.filter(entrustments::id.eq_any(ids).and(entrustments::ended_at.is_null()));
    if open.count().get_result::<i64>(tx)? == ids.len() as i64 { Ok(()) } else { Err(StoreError::Stale) }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = entrustments)]
struct Row {
    id: EntrustmentId,
    processor_id: ProcessorId,
    holding_id: HoldingId,
    category: CategoryId,
    purpose: Purpose,
    until_on: Option<Day>,
    rule: String,
    created_at: Ts,
    ended_at: Option<Ts>,
    end_rule: Option<String>,
}

impl From<Row> for MadeEntrustment {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            holding: row.holding_id,
            category: row.category,
            entrustment: Entrustment { processor: row.processor_id, purpose: row.purpose, until: row.until_on },
            rule: row.rule,
            made_at: row.created_at,
            ended_at: row.ended_at,
            end_rule: row.end_rule,
        }
    }
}

/// All but what was begun and never made.
fn was_made() -> SqlLiteral<Bool> {
    sql("(end_rule IS NULL OR end_rule <> 'UNMADE')")
}

/// The live grants of some holdings to a processor, newest first.
///
/// # Errors
/// The database's.
pub(super) fn live_grants(
    db: &mut Db,
    holdings: &[HoldingId],
    processor: ProcessorId,
) -> Result<Vec<LiveGrant>, StoreError> {
    let recipient = processor.to_string();
    Ok(among!(holdings, grant_rows::holding_id, asked => grant_rows::table
        .inner_join(entrustments::table.on(grant_rows::entrustment_id.eq(entrustments::id.nullable())))
        .filter(asked)
        .filter(grant_rows::recipient.eq(&recipient).and(grant_rows::state.eq("live")))
        .order(grant_rows::id.desc())
        .select((
            grant_rows::holding_id,
            grant_rows::category,
            grant_rows::id,
            grant_rows::entrustment_id.is_not_null(),
            entrustments::origin.nullable(),
            entrustments::purpose.nullable(),
            entrustments::until_on,
            entrustments::ended_at,
        ))
        .load(db)?))
}

/// Those of some holdings that a processor was ever entrusted with: it is told why it cannot open them any more.
///
/// # Errors
/// The database's.
pub(super) fn entrusted(
    db: &mut Db,
    processor: ProcessorId,
    holdings: &[HoldingId],
) -> Result<HashSet<HoldingId>, StoreError> {
    let of_it: Vec<HoldingId> = entrustments::table
        .filter(entrustments::processor_id.eq(processor).and(entrustments::holding_id.eq_any(holdings)))
        .filter(was_made())
        .select(entrustments::holding_id)
        .distinct()
        .load(db)?;
    Ok(of_it.into_iter().collect())
}

/// The holdings that a processor is entrusted with now, in order, after one of them.
///
/// # Errors
/// The database's.
pub fn holdings_of(
    db: &mut Db,
    processor: ProcessorId,
    after: Option<HoldingId>,
    limit: i64,
) -> Result<Vec<HoldingId>, StoreError> {
    let from = after.unwrap_or(HoldingId::from_uuid(uuid::Uuid::nil()));
    Ok(entrustments::table
        .filter(entrustments::processor_id.eq(processor).and(entrustments::ended_at.is_null()))
        .filter(entrustments::holding_id.gt(from))
        .order(entrustments::holding_id)
        .select(entrustments::holding_id)
        .distinct()
        .limit(limit)
        .load(db)?)
}

/// The holdings that a processor was entrusted with at a moment, in order, after one of them: with those of which a rule
/// has ended it since, but not what somebody ended, or its last day.
///
/// # Errors
/// The database's.
pub fn holdings_at(
    db: &mut Db,
    (processor, at): (ProcessorId, Ts),
    after: Option<HoldingId>,
    limit: i64,
) -> Result<Vec<HoldingId>, StoreError> {
    let from = after.unwrap_or(HoldingId::from_uuid(uuid::Uuid::nil()));
    let by_rule = entrustments::end_rule.is_not_null().and(entrustments::end_rule.ne_all([UNTIL, UNMADE]));
    let since = entrustments::ended_at.ge(at).and(by_rule);
    Ok(entrustments::table
        .filter(entrustments::processor_id.eq(processor).and(entrustments::created_at.le(at)))
        .filter(entrustments::ended_at.is_null().or(since))
        .filter(entrustments::holding_id.gt(from))
        .order(entrustments::holding_id)
        .select(entrustments::holding_id)
        .distinct()
        .limit(limit)
        .load(db)?)
}

/// What a processor was entrusted with of some holdings, also what has ended; by holding and category.
///
/// # Errors
/// The database's.
pub fn of_processor(
    db: &mut Db,
    processor: ProcessorId,
    holdings: &[HoldingId],
) -> Result<Vec<MadeEntrustment>, StoreError> {
    let rows: Vec<Row> = entrustments::table
        .filter(entrustments::processor_id.eq(processor).and(entrustments::holding_id.eq_any(holdings)))
        .filter(was_made())
        .order((entrustments::holding_id, entrustments::category, entrustments::id.desc()))
        .select(cols::<Row>())
        .load(db)?;
    Ok(rows.into_iter().map(MadeEntrustment::from).collect())
}

/// The entrustments of a holding, newest first.
///
/// # Errors
/// The database's.
pub fn of_holding(db: &mut Db, origin: &OfficeCode, holding: HoldingId) -> Result<Vec<MadeEntrustment>, StoreError> {
    let rows: Vec<Row> = entrustments::table
        .filter(entrustments::holding_id.eq(holding).and(entrustments::origin.eq(origin)).and(was_made()))
        .order((entrustments::created_at.desc(), entrustments::id.desc()))
        .select(cols::<Row>())
        .load(db)?;
    Ok(rows.into_iter().map(MadeEntrustment::from).collect())
}

/// How many people each processor of an office is entrusted with now.
///
/// # Errors
/// The database's.
pub fn counts(db: &mut Db, origin: &OfficeCode) -> Result<Vec<(ProcessorId, i64)>, StoreError> {
    let people = diesel::dsl::count(entrustments::holding_id).aggregate_distinct();
    Ok(each!(db, c => entrustments::table
        .filter(entrustments::origin.eq(origin).and(entrustments::ended_at.is_null()))
        .group_by(entrustments::processor_id)
        .select((entrustments::processor_id, people))
        .load(c))?)
}

/// How many people a processor is entrusted with now.
///
/// # Errors
/// The database's.
pub fn count(db: &mut Db, processor: ProcessorId) -> Result<i64, StoreError> {
    let people = diesel::dsl::count(entrustments::holding_id).aggregate_distinct();
    let now =
        entrustments::table.filter(entrustments::processor_id.eq(processor).and(entrustments::ended_at.is_null()));
    Ok(each!(db, c => now.select(people).first(c))?)
}

/// Entrustments of an office that have not ended, after one of them, in order: what the law is asked about again.
///
/// # Errors
/// The database's.
pub fn in_force(
    db: &mut Db,
    origin: &OfficeCode,
    after: Option<EntrustmentId>,
    limit: i64,
) -> Result<Vec<MadeEntrustment>, StoreError> {
    let from = after.unwrap_or(EntrustmentId::from_uuid(uuid::Uuid::nil()));
    let rows: Vec<Row> = entrustments::table
        .filter(entrustments::origin.eq(origin).and(entrustments::ended_at.is_null()).and(entrustments::id.gt(from)))
        .order(entrustments::id)
        .limit(limit)
        .select(cols::<Row>())
        .load(db)?;
    Ok(rows.into_iter().map(MadeEntrustment::from).collect())
}

/// Those of some holdings of which anything is entrusted now, with the offices that collected.
///
/// # Errors
/// The database's.
pub fn open_of(db: &mut Db, holdings: &[HoldingId]) -> Result<Vec<(HoldingId, OfficeCode)>, StoreError> {
    if holdings.is_empty() {
        return Ok(Vec::new());
    }
    Ok(among!(holdings, entrustments::holding_id, asked => entrustments::table
        .filter(asked.and(entrustments::ended_at.is_null()))
        .select((entrustments::holding_id, entrustments::origin))
        .distinct()
        .load(db)?))
}

/// Which of some entrustments of an office have lost their basis, each with the rule that refuses it. A stop of use can
/// be lifted, so it ends none; nor does a review, which somebody is about to decide.
///
/// # Errors
/// The database's.
pub fn without_basis(
    db: &mut Database,
    origin: &OfficeCode,
    made: &[MadeEntrustment],
    at: Ts,
) -> Result<Vec<Over>, StoreError> {
    let holdings: Vec<HoldingId> = made.iter().map(|made| made.holding).collect();
    let found = facts::of_holdings(db.db(), &holdings)?;
    let processors = ProcessorFacts::of_office(db.db(), origin)?;
    let mut over = Vec::new();
    for made in made {
        let Some(facts) = found.get(&made.holding) else { continue };
        let today = facts.today(at);
        let ends = |rule: String| Over { made: made.clone(), holding: facts.holding.clone(), rule: Some(rule) };
        if !made.is_in_force(today) {
            over.push(ends(UNTIL.to_owned()));
            continue;
        }
        let processor = processors.iter().find(|processor| processor.id() == made.entrustment.processor);
        let processor = processor.ok_or(StoreError::NotFound)?;
        let lasting = facts.as_if_used();
        let word = processor.decide(db.table(), &lasting, today, made.category, made.entrustment.purpose);
        if word.decision.verdict == Verdict::Deny {
            over.push(ends(word.decision.rule.to_string()));
        }
    }
    Ok(over)
}
