//! What the gate asks before it opens: access, then law; and how its answer stands in the journal.
//!
//! Invariant: nothing is opened here, and every refusal names its rule.

use super::error::StoreError;
use super::facts::{HoldingFacts, OfficeFacts};
use super::gate::{Ask, Reason, Refusal};
use super::journal::Entry;
use super::open::Database;
use super::processor_facts::ProcessorFacts;
use super::terms::Terms;
use crate::domain::candidate::HoldingRef;
use crate::domain::category::CategoryId;
use crate::domain::id::CandidateId;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Actor, Caller};
use crate::law::access::{self, AccessFacts, Verb};
use crate::law::facts::Facts;
use crate::law::remedies::{self, Remedy};
use crate::law::words::{Action, Verdict};
use crate::law::{Decision, decide};

/// Access alone, for the few acts whose law is asked elsewhere in the store; a refusal is journalled.
///
/// # Errors
/// [`StoreError::Refused`] with the reason.
pub(super) fn judge_role(
    db: &mut Database,
    ask: &Ask<'_>,
    holding: &HoldingRef,
    category: CategoryId,
    assigned: bool,
) -> Result<String, StoreError> {
    match access::permits(&db.inner().law.access, &role_facts(ask, holding, category, assigned)) {
        Ok(rule) => Ok(rule.to_string()),
        Err(refusal) => {
            let rule = refusal.rule.to_string();
            let refusal = by_role(category, rule.clone());
            journalled(db, ask, holding, category, Some(refusal), rule, String::new())?;
            Err(StoreError::NotFound)
        }
    }
}

/// Whether the caller's role could open a category for one of some purposes if a reason were given: for offering a
/// button, and for not even telling others that there is something behind it. It opens nothing.
pub fn could_open(
    db: &Database,
    caller: &Caller,
    holding: &HoldingRef,
    category: CategoryId,
    for_any: &[Purpose],
) -> bool {
    for_any.iter().any(|&purpose| {
        let ask = Ask::read(caller, purpose);
        let facts = AccessFacts { reason_given: true, ..role_facts(&ask, holding, category, false) };
        access::permits(&db.inner().law.access, &facts).is_ok()
    })
}

/// Journals a decision; a refusal comes back as the error it is.
///
/// # Errors
/// [`StoreError::Refused`] with the reason.
pub(super) fn journalled(
    db: &Database,
    ask: &Ask<'_>,
    holding: &HoldingRef,
    category: CategoryId,
    refusal: Option<Refusal>,
    rules: String,
    subject: String,
) -> Result<(), StoreError> {
    let entry = Entry { subject, ..entry(db, ask, holding, category, refusal.as_ref(), rules) };
    db.inner().journal.record(vec![entry])?;
    refusal.map_or(Ok(()), |refusal| Err(StoreError::Refused(Box::new(refusal))))
}

pub(super) fn role_facts(ask: &Ask<'_>, holding: &HoldingRef, category: CategoryId, assigned: bool) -> AccessFacts {
    AccessFacts {
        role: ask.caller.role,
        job: if let Actor::Job(name) = ask.caller.actor { Some(name) } else { None },
        verb: ask.verb,
        category,
        purpose: ask.purpose,
        own_file: is_own(ask.caller, holding.candidate),
        assigned,
        reason_given: ask.reason.is_some_and(Reason::is_stated),
    }
}

/// Access, then law; the rule ids that decided go to the journal.
pub(super) fn judge(
    db: &Database,
    ask: &Ask<'_>,
    facts: &HoldingFacts,
    (office, terms, processor): (&OfficeFacts, &Terms, Option<&ProcessorFacts>),
    category: CategoryId,
    assigned: bool,
) -> (Option<Refusal>, String) {
    let role_facts = role_facts(ask, &facts.holding, category, assigned);
    let role_rule = match access::permits(&db.inner().law.access, &role_facts) {
        Ok(rule) => rule,
        Err(refusal) => {
            let rule = refusal.rule.to_string();
            return (Some(by_role(category, rule.clone())), rule);
        }
    };
    if ask.verb == Verb::HandOver && processor.is_none() {
        // Nothing is handed over to nobody.
        return (Some(by_role(category, role_rule.to_string())), role_rule.to_string());
    }
    let (action, purpose) = act(ask);
    let today = office.today(ask.caller.at);
    let used = facts.for_use(action, office, today, ask.caller.role, category, purpose);
    let decision = decide(db.table(), &used);
    let mut rules = format!("{role_rule} {}", decision.rule);
    if ask.verb == Verb::Decide {
        return (not_to_decide(category, &decision, &used), rules);
    }
    if !decision.allows() {
        return (Some(by_law(category, &decision, &used)), rules);
    }
    if action == Action::Use && facts.holding.office != ask.caller.office {
        // The office that would act is the one that collected, so the day is its day.
        let moved = facts.for_transfer(terms, office, facts.today(ask.caller.at), category, ask.purpose);
        let decision = decide(db.table(), &moved);
        rules = format!("{rules} {}", decision.rule);
        if !decision.allows() {
            return (Some(by_law(category, &decision, &moved)), rules);
        }
    }
    if let Some(processor) = processor {
        let word = processor.decide(db.table(), facts, facts.today(ask.caller.at), category, ask.purpose);
        rules = format!("{rules} {}", word.decision.rule);
        if !word.decision.allows() {
            return (Some(Refusal { of_processor: true, ..by_law(category, &word.decision, &word.facts) }), rules);
        }
    }
    (None, rules)
}

/// Who decides a review sees what is held for that, and only while it is held: what the law refuses stays shut, and
/// what it allows anyway is not there to be decided.
fn not_to_decide(category: CategoryId, decision: &Decision, facts: &Facts) -> Option<Refusal> {
    match decision.verdict {
        Verdict::Review => None,
        Verdict::Deny => Some(by_law(category, decision, facts)),
        Verdict::Allow => Some(by_role(category, decision.rule.to_string())),
    }
}

/// What the law calls the act, and its purpose: `RIGHTS` answers requests, `UPKEEP` and the records of provision and
/// receipt keep, everything else uses; a review is about the use that it holds up.
const fn act(ask: &Ask<'_>) -> (Action, Purpose) {
    match (ask.purpose, ask.verb) {
        (_, Verb::Decide) => (Action::Use, Purpose::Recruitment),
        // A stop of use keeps no record of a provision from being kept or read.
        (_, Verb::Record) => (Action::Retain, ask.purpose),
        (Purpose::Rights, _) => (Action::AnswerRequest, ask.purpose),
        (Purpose::Upkeep, _) => (Action::Retain, ask.purpose),
        (_, Verb::Create) => (Action::Collect, ask.purpose),
        _ => (Action::Use, ask.purpose),
    }
}

pub(super) fn by_role(category: CategoryId, rule: String) -> Refusal {
    Refusal {
        category,
        verdict: Verdict::Deny,
        rule,
        by_role: true,
        of_processor: false,
        unmet: Vec::new(),
        remedies: Vec::new(),
    }
}

pub(super) fn by_law(category: CategoryId, decision: &Decision, facts: &Facts) -> Refusal {
    Refusal {
        category,
        verdict: decision.verdict,
        rule: decision.rule.to_string(),
        by_role: false,
        of_processor: false,
        unmet: decision.unmet.clone(),
        remedies: remedies::remedies(decision, facts),
    }
}

/// Why a category has no grant that opens, as far as that says what would help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lack {
    /// Another office has it and gave this one none.
    NotGiven,
    /// The grant is live, but its wrapped key is not in the keyring.
    KeyMissing,
    /// The office's own grant is not live: it is in the making, or was ended for good.
    NotLive,
}

pub(super) fn no_grant(db: &Database, category: CategoryId, lack: Lack) -> Refusal {
    Refusal {
        category,
        verdict: Verdict::Deny,
        rule: Decision::no_grant(db.table()).rule.to_string(),
        by_role: false,
        of_processor: false,
        unmet: Vec::new(),
        remedies: match lack {
            Lack::NotGiven => vec![Remedy::MakeTransfer],
            Lack::KeyMissing => vec![Remedy::RestoreKeyring],
            Lack::NotLive => Vec::new(),
        },
    }
}

pub(super) fn is_own(caller: &Caller, candidate: CandidateId) -> bool {
    caller.actor == Actor::Candidate(candidate) || caller.own_candidate == Some(candidate)
}

pub(super) fn entry(
    db: &Database,
    ask: &Ask<'_>,
    holding: &HoldingRef,
    category: CategoryId,
    refusal: Option<&Refusal>,
    rules: String,
) -> Entry {
    let to = ask.caller.processor.filter(|_| ask.verb == Verb::HandOver).map(|id| format!("to:processor:{id}"));
    let subject = to.or_else(|| ask.reason.map(|reason| reason.to_string())).unwrap_or_default();
    Entry {
        candidate: Some(holding.candidate),
        holding: Some(holding.id),
        category: Some(category),
        purpose: Some(ask.purpose),
        outcome: refusal.map_or(Verdict::Allow, |refusal| refusal.verdict).as_str(),
        rules,
        table_version: db.table().version().to_string(),
        ..Entry::by(ask.caller, ask.verb.as_str(), subject)
    }
}
