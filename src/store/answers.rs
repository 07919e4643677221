//! The gate's answers about some holdings: each decided by itself, on facts and grants that are loaded together.
//!
//! Invariant: nothing is opened and nothing journalled here; the gate does both with what comes back.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use diesel::prelude::*;

use super::database::among;
use super::disclosure_facts::{Approval, ends_of, judge_disclosure};
use super::disclosures::Kept;
use super::entrustments;
use super::error::StoreError;
use super::facts::{self, HoldingFacts, OfficeFacts, Passage};
use super::gate::{Answer, Ask, Opened, Refusal};
use super::grants;
use super::judge::{Judged as Decided, judge, no_grant, role_facts};
use super::office_secrets;
use super::open::Database;
use super::passages::Passers;
use super::processor_facts::ProcessorFacts;
use super::schema::{applications, assignments};
use super::terms::Terms;
use super::transfers::{self, LiveGrant};
use crate::domain::category::CategoryId;
use crate::domain::id::{ApplicationId, GrantId, HoldingId};
use crate::domain::staff::{Actor, Caller, Role};
use crate::law::access::Verb;
use crate::law::decision_facts::{DecisionFacts, Lack};
use crate::vault::office_key::OfficeKeyPair;

/// What access and law said about one holding, before the grants are looked at.
struct Judged {
    facts: HoldingFacts,
    assigned: Vec<ApplicationId>,
    answers: HashMap<CategoryId, Answer>,
    decided: Vec<(CategoryId, Decided)>,
    allowed: Vec<CategoryId>,
}

impl Judged {
    fn of(facts: HoldingFacts, assigned: Vec<ApplicationId>) -> Self {
        Self { facts, assigned, answers: HashMap::new(), decided: Vec::new(), allowed: Vec::new() }
    }

    fn add(&mut self, category: CategoryId, answer: Decided) {
        match &answer.refusal {
            None => self.allowed.push(category),
            Some(refusal) => drop(self.answers.insert(category, Answer::Refused(Box::new(refusal.clone())))),
        }
        self.decided.push((category, answer));
    }
}
/// What came out about one holding, with the decisions that are to be journalled.
pub(super) type Answered = (Opened, Vec<(CategoryId, Decided)>);

/// The grants and wrapped keys behind allowed categories, those whose key is missing, and which categories have a data
/// key at all.
struct Keys {
    pair: Option<Arc<OfficeKeyPair>>,
    given: HashMap<(HoldingId, CategoryId), (GrantId, Vec<u8>)>,
    lost: HashSet<(HoldingId, CategoryId)>,
    held: HashSet<(HoldingId, CategoryId)>,
}

/// The answers about every holding that there is, in the order asked, with the decisions that are to be journalled.
///
/// # Errors
/// The databases'.
pub(super) fn answer_all(
    db: &mut Database,
    ask: &Ask<'_>,
    holdings: &[HoldingId],
    categories: &[CategoryId],
) -> Result<Vec<Answered>, StoreError> {
    let office = facts::office(db.db(), &ask.caller.office)?;
    let mut live = live_grants(db, ask, holdings)?;
    let judged = judge_all(db, ask, (&office, &mut live), holdings, categories)?;
    let mut keys = find_keys(db, ask, (&office, live), &judged)?;
    Ok(judged.into_iter().map(|judged| answer(db, ask, judged, &mut keys)).collect())
}

/// The answer about what a disclosure provides, each category decided for itself.
///
/// # Errors
/// [`StoreError::NotFound`] if the holding is gone; the databases'.
pub(super) fn answer_disclosure(db: &mut Database, ask: &Ask<'_>, kept: &Kept) -> Result<Answered, StoreError> {
    let office = facts::office(db.db(), &ask.caller.office)?;
    let facts = facts::of_holding(db.db(), kept.disclosure.holding)?;
    let ends = ends_of(db.db(), facts.holding.id, &kept.disclosure.to)?;
    let approval = match kept.disclosure.approved_by {
        Some(_) => Approval::Given,
        None if kept.disclosure.needs_second_person() => Approval::Missing,
        None => Approval::None,
    };
    let mut judged = Judged::of(facts, Vec::new());
    for &category in &kept.claim.categories {
        let about = (&judged.facts, &*ends);
        judged.add(category, judge_disclosure(db, ask, about, (&kept.claim, approval), category));
    }
    let live = live_grants(db, ask, &[judged.facts.holding.id])?;
    let judged = [judged];
    let mut keys = find_keys(db, ask, (&office, live), &judged)?;
    let [judged] = judged;
    Ok(answer(db, ask, judged, &mut keys))
}

/// The key of the processor that is asked for, if it still has one.
fn pair(db: &Database, ask: &Ask<'_>) -> Result<Option<Arc<OfficeKeyPair>>, StoreError> {
    let Some(processor) = ask.caller.processor else { return Ok(None) };
    Ok(office_secrets::processor_pair(db, &ask.caller.office, processor)?.map(Arc::new))
}

fn judge_all(
    db: &mut Database,
    ask: &Ask<'_>,
    (office, live): (&OfficeFacts, &mut Vec<LiveGrant>),
    holdings: &[HoldingId],
    categories: &[CategoryId],
) -> Result<Vec<Judged>, StoreError> {
    let mut found = facts::of_holdings(db.db(), holdings)?;
    let mut assigned = assigned(db, ask.caller, holdings)?;
    let foreign = found.values().any(|facts| facts.holding.office != ask.caller.office);
    let terms = if foreign { Terms::load(db.db())? } else { Terms::default() };
    let passers = if foreign { Passers::load(db.db(), live, &found)? } else { Passers::default() };
    // What was passed on by an office that has it not any more was never given.
    live.retain(|grant| {
        let collected_by = found.get(&grant.holding).map(|facts| &facts.holding.office);
        collected_by.is_some_and(|office| passers.uphold(grant, office, |by| by.today(ask.caller.at)))
    });
    let processor = ask.caller.processor.map(|id| ProcessorFacts::load(db.db(), &ask.caller.office, id)).transpose()?;
    if let Some(processor) = &processor {
        // A processor knows of nothing but what it was entrusted with.
        let entrusted = entrustments::entrusted(db.db(), processor.id(), holdings)?;
        found.retain(|holding, _| entrusted.contains(holding));
    }
    let known = holdings.iter().filter_map(|holding| found.remove(holding));
    let judged = known.map(|facts| {
        let assigned = assigned.remove(&facts.holding.id).unwrap_or_default();
        judge_one(db, ask, (office, live, &passers), (&terms, processor.as_ref()), (facts, categories, assigned))
    });
    Ok(judged.collect())
}

fn judge_one(
    db: &Database,
    ask: &Ask<'_>,
    (office, live, passers): (&OfficeFacts, &[LiveGrant], &Passers),
    (terms, processor): (&Terms, Option<&ProcessorFacts>),
    (facts, categories, assigned): (HoldingFacts, &[CategoryId], Vec<ApplicationId>),
) -> Judged {
    let mut judged = Judged::of(facts, assigned);
    // What an office collected, only that office writes; another one keeps its own holding.
    let foreign = judged.facts.holding.office != ask.caller.office;
    let foreign_write = foreign && !matches!(ask.verb, Verb::Read | Verb::List | Verb::Export);
    let today = office.today(ask.caller.at);
    for &category in categories {
        let answer = if foreign_write {
            let refusal = Refusal { by_role: true, ..no_grant(db, category, Lack::NotOurs) };
            let access = role_facts(ask, &judged.facts.holding, category, !judged.assigned.is_empty());
            lacking(refusal, DecisionFacts::of_role(access), Lack::NotOurs)
        } else {
            let asked = (category, ask.purpose, today);
            let via = if foreign { passers.of(live.iter(), &judged.facts, asked) } else { None };
            let at = (&Passage { via, to: office }, terms, processor);
            judge(db, ask, &judged.facts, at, category, !judged.assigned.is_empty())
        };
        judged.add(category, answer);
    }
    judged
}

/// The decision that a missing key overrules.
fn lacking(refusal: Refusal, facts: DecisionFacts, lack: Lack) -> Decided {
    let (rules, facts) = (refusal.rule.clone(), DecisionFacts { lack: Some(lack), ..facts });
    Decided { refusal: Some(refusal), rules, facts }
}

/// The live grants of some holdings to whoever asks, newest first.
fn live_grants(db: &mut Database, ask: &Ask<'_>, holdings: &[HoldingId]) -> Result<Vec<LiveGrant>, StoreError> {
    match ask.caller.processor {
        Some(processor) => entrustments::live_grants(db.db(), holdings, processor),
        None => transfers::live_grants(db.db(), holdings, &ask.caller.office),
    }
}

/// The grants of the allowed categories, with their wrapped keys.
fn find_keys(
    db: &mut Database,
    ask: &Ask<'_>,
    (office, mut live): (&OfficeFacts, Vec<LiveGrant>),
    judged: &[Judged],
) -> Result<Keys, StoreError> {
    let mut keys = Keys { pair: None, given: HashMap::new(), lost: HashSet::new(), held: HashSet::new() };
    let asked: Vec<&Judged> = judged.iter().filter(|judged| !judged.allowed.is_empty()).collect();
    if asked.is_empty() {
        return Ok(keys);
    }
    let ids: Vec<HoldingId> = asked.iter().map(|judged| judged.facts.holding.id).collect();
    keys.pair = pair(db, ask)?;
    let opens = ask.caller.processor.is_none() || keys.pair.is_some();
    let today = office.today(ask.caller.at);
    let allowed: HashSet<_> =
        asked.iter().flat_map(|one| one.allowed.iter().map(|category| (one.facts.holding.id, *category))).collect();
    live.retain(|grant| grant.serves(ask.purpose, today) && allowed.contains(&(grant.holding, grant.category)));
    let wanted: Vec<GrantId> = live.iter().map(|grant| grant.id).collect();
    let mut wrapped = grants::wrapped(db, &wanted)?;
    for grant in live {
        let which = (grant.holding, grant.category);
        match wrapped.remove(&grant.id).filter(|_| opens) {
            Some(key) => drop(keys.given.entry(which).or_insert((grant.id, key))),
            None => drop(keys.lost.insert(which)),
        }
    }
    // Whether nothing is held at all matters only where a key is missing.
    if allowed.iter().any(|wanted| !keys.given.contains_key(wanted)) {
        keys.held = grants::with_keys(db.db(), &ids)?.into_iter().collect();
    }
    Ok(keys)
}

fn answer(db: &Database, ask: &Ask<'_>, judged: Judged, keys: &mut Keys) -> Answered {
    let Judged { facts, assigned, mut answers, mut decided, allowed } = judged;
    let own = ask.caller.office == facts.holding.office && ask.caller.processor.is_none();
    let may_make_key = own && matches!(ask.verb, Verb::Create | Verb::Change);
    for category in allowed {
        let which = (facts.holding.id, category);
        let grant = keys.given.remove(&which);
        // There is something that this office was not given; nothing held at all is not a refusal.
        let lack = match () {
            () if grant.is_some() => None,
            () if keys.lost.contains(&which) => Some(Lack::KeyMissing),
            () if may_make_key => None,
            () if !own => Some(Lack::NotGiven),
            () => keys.held.contains(&which).then_some(Lack::NotLive),
        };
        let answer = if let Some(lack) = lack {
            let of_processor = ask.caller.processor.is_some();
            let refusal = Refusal { of_processor, ..no_grant(db, category, lack) };
            if let Some((_, decision)) = decided.iter_mut().find(|(of, _)| *of == category) {
                *decision = lacking(refusal.clone(), decision.facts.clone(), lack);
            }
            Answer::Refused(Box::new(refusal))
        } else {
            Answer::Allowed { grant }
        };
        answers.insert(category, answer);
    }
    let opened = Opened {
        holding: facts.holding,
        revision: facts.revision,
        caller: ask.caller.clone(),
        purpose: ask.purpose,
        may_make_key,
        // Only hiring managers are let in by an assignment (ROLE-MANAGER-READ), and by nothing else.
        only: (ask.caller.role == Role::HiringManager).then_some(assigned),
        pair: keys.pair.clone(),
        answers,
    };
    (opened, decided)
}

/// The applications in some holdings that the caller is assigned to.
fn assigned(
    db: &mut Database,
    caller: &Caller,
    holdings: &[HoldingId],
) -> Result<HashMap<HoldingId, Vec<ApplicationId>>, StoreError> {
    // Nobody else is let in by an assignment.
    let (Actor::Staff(staff), Role::HiringManager) = (&caller.actor, caller.role) else { return Ok(HashMap::new()) };
    let found: Vec<(HoldingId, ApplicationId)> = among!(holdings, applications::holding_id, asked => assignments::table
        .inner_join(applications::table.on(applications::id.eq(assignments::application_id)))
        .filter(assignments::staff_id.eq(staff).and(asked))
        .select((applications::holding_id, applications::id))
        .load(db.db())?);
    let mut assigned: HashMap<HoldingId, Vec<ApplicationId>> = HashMap::new();
    for (holding, application) in found {
        assigned.entry(holding).or_default().push(application);
    }
    Ok(assigned)
}
