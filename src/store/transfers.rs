//! Transfers: a category of a holding made available to another office, by making a grant.
//!
//! Invariant: a grant to another office is made only with a [`TransferPermit`], and that only after the law
//! decided about this very transfer.

use diesel::prelude::*;

use super::database::{Db, among};
use super::error::StoreError;
use super::facts::{self, HoldingFacts, OfficeFacts, Passage};
use super::gate::{self, Ask, Refusal};
use super::grants::{self, Lent, state};
use super::journal::Entry;
use super::judge::{Judged, by_law, journalled, judge_role, role_facts};
use super::lent_duties::{self, Looked, Owed};
use super::offices;
use super::open::Database;
use super::passages;
use super::permit::check_revision;
use super::schema::{grants as grant_rows, transfers};
use super::terms::Terms;
use super::transfer_requests;
use crate::domain::candidate::HoldingRef;
use crate::domain::category::{Category, CategoryId};
use crate::domain::id::{GrantId, HoldingId, TransferId, TransferRequestId};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Actor, Caller};
use crate::domain::time::{Day, Ts};
pub use crate::domain::transfer::Transfer;
use crate::law::access::{AccessFacts, Verb};
use crate::law::decision_facts::{DecisionFacts, Question, QuestionKind};
use crate::law::facts::Facts;
use crate::law::remedies::{Way, ways};
use crate::law::words::Verdict;
use crate::law::{Decision, RuleTable, decide};

/// Permission to make one category of one holding available to one office.
#[derive(Debug)]
pub struct TransferPermit<C> {
    holding: HoldingRef,
    revision: i64,
    transfer: Transfer,
    rule: String,
    owed: Owed,
    caller: Caller,
    category: std::marker::PhantomData<fn() -> C>,
}

/// Asks the law about a transfer from the office that collected, or from one that it was given to and that passes it on;
/// the decision is journalled, and so is asking about what the office has not. What is passed on ends with what it was
/// given, at the latest.
///
/// # Errors
/// [`StoreError::Refused`] with the reason and its remedies; [`StoreError::NotFound`] for an unknown holding, and for what
/// the office was not given by the one that collected.
pub fn open<C: Category>(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    transfer: Transfer,
) -> Result<TransferPermit<C>, StoreError> {
    let own_purpose = if let Actor::Job(_) = caller.actor { Purpose::Upkeep } else { transfer.purpose };
    let ask = Ask { caller, verb: Verb::Transfer, purpose: own_purpose, reason: None };
    let (facts, last) = passages::to_transfer(db, &ask, holding, (C::ID, &transfer))?;
    let role_rule = judge_role(db, &ask, &facts.holding, C::ID, false)?;
    let asking = Asking::load(db.db(), &caller.office, caller.at)?;
    let word = asking.decide(db.table(), &facts, C::ID, &transfer)?;
    let owed = owed(db.table(), &word, (C::ID, &transfer.destination), asking.today);
    let access = role_facts(&ask, &facts.holding, C::ID, false);
    let asked = Ask { purpose: transfer.purpose, ..ask };
    let (subject, rule) = (format!("to:{}", transfer.destination), word.decision.rule.to_string());
    let judged = word.judged(&role_rule, access);
    journalled(db, &asked, &facts.holding, C::ID, judged, subject)?;
    let until = transfer.until.into_iter().chain(last).min();
    Ok(TransferPermit {
        holding: facts.holding,
        revision: facts.revision,
        transfer: Transfer { until, ..transfer },
        rule,
        owed,
        caller: caller.clone(),
        category: std::marker::PhantomData,
    })
}

/// What a transfer to an office lays upon the one that makes it, since a day.
pub(super) fn owed(table: &RuleTable, word: &LawsWord, (category, to): (CategoryId, &OfficeCode), since: Day) -> Owed {
    let looked = Looked { measures: word.facts.safeguard.annual_check_on, review: None };
    Owed::of(table, (category, to.to_string()), &[(word.decision.clone(), word.facts.clone())], looked, since)
}

/// The facts of a holding that the caller's office collected: no other office acts on it.
///
/// # Errors
/// [`StoreError::NotFound`] for an unknown holding, or another office's; the attempt is journalled.
pub(super) fn own_facts(db: &mut Database, ask: &Ask<'_>, holding: HoldingId) -> Result<HoldingFacts, StoreError> {
    match facts::of_holding(db.db(), holding) {
        Ok(facts) if facts.holding.office == ask.caller.office => Ok(facts),
        Ok(_) | Err(StoreError::NotFound) => Err(gate::unknown(db, ask, &holding.to_string())),
        Err(error) => Err(error),
    }
}

/// What the law is asked with about the transfers of one office: loaded once, whatever is asked.
pub(super) struct Asking {
    terms: Terms,
    offices: Vec<OfficeFacts>,
    origin: OfficeFacts,
    at: Ts,
    /// The date at the office.
    pub(super) today: Day,
}

impl Asking {
    /// Loads it for an office at a moment.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] if there is no such office; the database's.
    pub(super) fn load(db: &mut Db, origin: &OfficeCode, at: Ts) -> Result<Self, StoreError> {
        let codes = offices::codes(db)?;
        let offices: Vec<OfficeFacts> =
            codes.iter().map(|code| facts::office(db, code)).collect::<Result<_, StoreError>>()?;
        let acts = offices.iter().find(|office| office.code() == origin).ok_or(StoreError::NotFound)?;
        Ok(Self { today: acts.today(at), terms: Terms::load(db)?, origin: acts.clone(), at, offices })
    }

    /// The date at the office at another moment.
    pub(super) fn day(&self, at: Ts) -> Day {
        self.origin.today(at)
    }

    /// What the law says about a transfer of a category from the office: of what it collected, or of what it was given. Then
    /// it must still be allowed to have that.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] if there is no such destination.
    pub(super) fn decide(
        &self,
        table: &RuleTable,
        facts: &HoldingFacts,
        category: CategoryId,
        transfer: &Transfer,
    ) -> Result<LawsWord, StoreError> {
        let (steps, mut rules) = (self.steps(facts, category, transfer)?, Vec::new());
        let mut answered = None;
        for step in &steps {
            let decision = decide(table, step);
            rules.push(decision.rule.to_string());
            let is_refused = !decision.allows();
            answered = Some((decision, step.clone()));
            if is_refused {
                break;
            }
        }
        let (decision, facts) = answered.ok_or(StoreError::NotFound)?;
        let refusal = (!decision.allows()).then(|| by_law(category, &decision, &facts));
        let ways = if refusal.is_some() { ways(table, &facts) } else { Vec::new() };
        let questions = steps.into_iter().map(|facts| Question { kind: QuestionKind::Transfer, facts }).collect();
        Ok(LawsWord { decision, facts, refusal, ways, rules: rules.join(" "), questions })
    }

    /// The rule that refuses a transfer's basis, if one does. A stop of use hides the other rules and can be lifted, so
    /// it is left out; a review is somebody's to decide.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] if there is no such destination.
    pub(super) fn lost_basis(
        &self,
        table: &RuleTable,
        facts: &HoldingFacts,
        category: CategoryId,
        transfer: &Transfer,
    ) -> Result<Option<String>, StoreError> {
        let steps = self.steps(facts, category, transfer)?.into_iter();
        let mut decisions = steps.map(|step| decide(table, &Facts { suspended: false, ..step }));
        Ok(decisions.find(|decision| decision.verdict == Verdict::Deny).map(|decision| decision.rule.to_string()))
    }

    fn steps(&self, facts: &HoldingFacts, category: CategoryId, transfer: &Transfer) -> Result<Vec<Facts>, StoreError> {
        let to = self.offices.iter().find(|office| *office.code() == transfer.destination);
        let to = to.ok_or(StoreError::NotFound)?;
        let via = Some(&self.origin).filter(|origin| facts.holding.office != *origin.code());
        let on = |from: &OfficeFacts| from.today(self.at);
        Ok(facts.for_transfer(&self.terms, &Passage { via, to }, on, (category, transfer.purpose)))
    }
}

/// What the law says about a transfer.
pub(super) struct LawsWord {
    /// The decision: of the step that is refused, else of the last one.
    pub(super) decision: Decision,
    /// What it was asked with.
    pub(super) facts: Facts,
    /// Why it may not be made, if it may not.
    pub(super) refusal: Option<Refusal>,
    /// The ways on which it still could.
    pub(super) ways: Vec<Way>,
    /// The ids of the rules that decided about the steps.
    pub(super) rules: String,
    questions: Vec<Question>,
}

impl LawsWord {
    /// The same with the rule that lets the caller ask it, as the journal keeps it.
    pub(super) fn judged(self, role_rule: &str, access: AccessFacts) -> Judged {
        let rules = format!("{role_rule} {}", self.rules);
        let facts = DecisionFacts { access, questions: self.questions, lack: None };
        Judged { refusal: self.refusal, rules, facts }
    }
}

/// Makes the transfer: the row, the grant `intended`, the key, the grant `live` with its journal entry.
///
/// # Errors
/// [`StoreError::NotFound`] if nothing of the category is held; [`StoreError::Stale`] if a fact changed since the law
/// was asked; the databases'.
pub fn make<C: Category>(db: &mut Database, permit: &TransferPermit<C>) -> Result<TransferId, StoreError> {
    make_for(db, permit, None)
}

/// The same for a request that asked for it. It is claimed with the row and settled with the grant, so that nobody
/// makes it twice; what cannot be finished is undone.
///
/// # Errors
/// As [`make`]; [`StoreError::Stale`] if the request does not wait for this any more.
pub fn make_for<C: Category>(
    db: &mut Database,
    permit: &TransferPermit<C>,
    request: Option<TransferRequestId>,
) -> Result<TransferId, StoreError> {
    let id = TransferId::new();
    let destination = &permit.transfer.destination;
    let to = grants::public_key(db, destination)?;
    let (grant, wrapped) = grants::wrap_for::<C>(db, &permit.holding, &permit.caller.office, &to)?;
    db.change(|tx| {
        check_revision(tx, permit.holding.id, permit.revision)?;
        insert(tx, permit, id)?;
        let to = (destination.as_str(), Lent::Transfer(id));
        grants::intend_for::<C>(tx, &permit.holding, &grant, to, permit.caller.at)?;
        request.map_or(Ok(()), |request| transfer_requests::claim(tx, request, id))?;
        Ok(((), Vec::new()))
    })?;
    let made = grants::store_wrapped(db, grant.id, &wrapped, permit.caller.at)
        .and_then(|()| db.change(|tx| finish(tx, permit, id, grant.id, request)));
    match made {
        Ok(()) => Ok(id),
        // The sweep ends what cannot be undone now.
        Err(error) => abandon(db, id, grant.id, permit.caller.at).and(Err(error)),
    }
}

fn insert<C: Category>(tx: &mut Db, permit: &TransferPermit<C>, id: TransferId) -> Result<(), StoreError> {
    diesel::insert_into(transfers::table)
        .values((
            transfers::id.eq(id),
            transfers::holding_id.eq(permit.holding.id),
            transfers::category.eq(C::ID),
            transfers::purpose.eq(permit.transfer.purpose),
            transfers::origin.eq(&permit.caller.office),
            transfers::destination.eq(&permit.transfer.destination),
            transfers::until_on.eq(permit.transfer.until),
            transfers::rule.eq(&permit.rule),
            transfers::created_at.eq(permit.caller.at),
            transfers::made_by.eq(if let Actor::Staff(staff) = permit.caller.actor { Some(staff) } else { None }),
        ))
        .execute(tx)?;
    Ok(())
}

/// Once more asks whether anything changed: a consent may have been withdrawn between the steps, and the transfer
/// ended.
fn finish<C: Category>(
    tx: &mut Db,
    permit: &TransferPermit<C>,
    id: TransferId,
    grant: GrantId,
    request: Option<TransferRequestId>,
) -> Result<((), Vec<Entry>), StoreError> {
    check_revision(tx, permit.holding.id, permit.revision)?;
    let open = transfers::table.filter(transfers::id.eq(id).and(transfers::ended_at.is_null()));
    if open.count().get_result::<i64>(tx)? != 1 {
        return Err(StoreError::Stale);
    }
    let (giver, of) = (&permit.caller.office, (permit.holding.id, &permit.holding.office));
    if !passages::is_given(tx, giver, (of.0, of.1, C::ID, permit.transfer.purpose), permit.caller.at)? {
        return Err(StoreError::Stale);
    }
    grants::make_live(tx, &[grant])?;
    let by = (permit.caller.staff_id(), permit.caller.at);
    lent_duties::begin(tx, &permit.owed, Lent::Transfer(id), (&permit.holding, giver), by)?;
    request.map_or(Ok(()), |request| transfer_requests::settle(tx, request, id, permit.caller.at))?;
    let (subject, verb) = (format!("transfer:{id} to:{}", permit.transfer.destination), Verb::Transfer.as_str());
    let entry = Entry::change(&permit.caller, verb, subject, &permit.holding, C::ID, permit.transfer.purpose);
    Ok(((), vec![entry]))
}

/// Undoes what was begun: nothing was ever made available.
fn abandon(db: &mut Database, id: TransferId, grant: GrantId, at: Ts) -> Result<(), StoreError> {
    db.change(|tx| {
        grants::mark_ended(tx, &[grant], at)?;
        diesel::update(transfers::table.find(id))
            .set((transfers::ended_at.eq(at), transfers::end_rule.eq(UNMADE)))
            .execute(tx)?;
        Ok(((), Vec::new()))
    })?;
    grants::destroy_keys(db, &[grant])
}

/// A live grant, and the terms on which it was made if it is to somebody else than the collecting office.
#[derive(Debug, Queryable)]
pub(super) struct LiveGrant {
    pub(super) holding: HoldingId,
    pub(super) category: CategoryId,
    pub(super) id: GrantId,
    /// Whether a transfer or an entrustment made it.
    pub(super) is_lent: bool,
    /// The office that lent it, if it was lent.
    pub(super) origin: Option<OfficeCode>,
    pub(super) purpose: Option<Purpose>,
    pub(super) until: Option<Day>,
    pub(super) ended_at: Option<Ts>,
}

impl LiveGrant {
    /// The office that passed it on, if not the one that collected lent it.
    pub(super) fn passed_on_by(&self, collected_by: &OfficeCode) -> Option<&OfficeCode> {
        self.origin.as_ref().filter(|by| *by != collected_by)
    }

    /// Whether it may be used on a day for a purpose: one that was lent serves its purpose until its date, and the
    /// upkeep that follows from it.
    pub(super) fn serves(&self, purpose: Purpose, today: Day) -> bool {
        let meant = purpose == Purpose::Upkeep || self.purpose == Some(purpose);
        let lasts = self.until.is_none_or(|until| today <= until);
        !self.is_lent || (self.purpose.is_some() && self.ended_at.is_none() && meant && lasts)
    }
}

/// The live grants of some holdings to an office, newest first.
///
/// # Errors
/// The database's.
pub(super) fn live_grants(
    db: &mut Db,
    holdings: &[HoldingId],
    recipient: &OfficeCode,
) -> Result<Vec<LiveGrant>, StoreError> {
    Ok(among!(holdings, grant_rows::holding_id, asked => grant_rows::table
        .left_join(transfers::table.on(grant_rows::transfer_id.eq(transfers::id.nullable())))
        .filter(asked)
        .filter(grant_rows::recipient.eq(recipient).and(grant_rows::state.eq("live")))
        .order(grant_rows::id.desc())
        .select((
            grant_rows::holding_id,
            grant_rows::category,
            grant_rows::id,
            grant_rows::transfer_id.is_not_null(),
            transfers::origin.nullable(),
            transfers::purpose.nullable(),
            transfers::until_on.nullable(),
            transfers::ended_at.nullable(),
        ))
        .load(db)?))
}

/// What stands for the rule where a transfer's own last day has passed.
pub const UNTIL: &str = "UNTIL";
/// What stands for it where a transfer was begun and never made.
pub(super) const UNMADE: &str = "UNMADE";

/// Ends a transfer that the caller's office made, or that another one made of what it collected: the row and its grant,
/// with the journal entry, and what the other office passed on of it; then the keys go.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none such in force, which is journalled as well;
/// [`StoreError::Refused`] with the reason; the anchor's, the keyring's or the databases', after which a sweep goes on.
pub fn end(db: &mut Database, caller: &Caller, id: TransferId, rule: Option<&str>) -> Result<(), StoreError> {
    let found: Option<(HoldingId, CategoryId, Purpose, OfficeCode, OfficeCode)> = transfers::table
        .filter(transfers::id.eq(id).and(transfers::ended_at.is_null()))
        .select((
            transfers::holding_id,
            transfers::category,
            transfers::purpose,
            transfers::origin,
            transfers::destination,
        ))
        .first(db.db())
        .optional()?;
    let purpose = if let Actor::Job(_) = caller.actor { Purpose::Upkeep } else { Purpose::Rights };
    let ask = Ask { caller, verb: Verb::Transfer, purpose, reason: None };
    let Some((holding, category, purpose, origin, to)) = found else {
        return Err(gate::unknown(db, &ask, &id.to_string()));
    };
    let facts =
        if origin == caller.office { facts::of_holding(db.db(), holding)? } else { own_facts(db, &ask, holding)? };
    let role_rule = judge_role(db, &ask, &facts.holding, category, false)?;
    let ended = db.change(|tx| {
        // Whoever passes on at this moment is seen here, or sees what is done here.
        passages::lock(tx, holding)?;
        let mut grants = end_row(tx, id, rule, caller.at)?;
        let mut over = vec![(id, to.clone())];
        let given = (holding, &facts.holding.office, category, purpose);
        if !passages::is_given(tx, &to, given, caller.at)? {
            over.extend(passages::passed_on(tx, &to, given)?);
            transfer_requests::lapse_of(tx, &to, given, caller.at)?;
        }
        for (passed_on, _) in over.iter().skip(1) {
            grants.extend(end_row(tx, *passed_on, rule, caller.at)?);
        }
        let rules = rule.map_or_else(|| role_rule.clone(), |rule| format!("{role_rule} {rule}"));
        let entry = |(id, to): (TransferId, OfficeCode)| {
            let (subject, verb) = (format!("transfer:{id} to:{to} ended"), Verb::Transfer.as_str());
            let rules = rules.clone();
            Entry { rules, ..Entry::change(caller, verb, subject, &facts.holding, category, purpose) }
        };
        Ok((grants, over.into_iter().map(entry).collect()))
    })?;
    grants::destroy_keys(db, &ended)
}

/// Ends the row of a transfer with its duties and grants, whose keys are to go.
fn end_row(tx: &mut Db, id: TransferId, rule: Option<&str>, at: Ts) -> Result<Vec<GrantId>, StoreError> {
    let open = transfers::table.filter(transfers::id.eq(id).and(transfers::ended_at.is_null()));
    let over = (transfers::ended_at.eq(at), transfers::end_rule.eq(rule));
    if diesel::update(open).set(over).execute(tx)? != 1 {
        return Err(StoreError::NotFound);
    }
    lent_duties::end(tx, &[id], &[], at)?;
    let grants: Vec<GrantId> = grant_rows::table
        .filter(grant_rows::transfer_id.eq(id).and(grant_rows::state.eq_any([state::INTENDED, state::LIVE])))
        .select(grant_rows::id)
        .load(tx)?;
    grants::mark_ended(tx, &grants, at)?;
    Ok(grants)
}
