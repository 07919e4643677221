//! What the gate asks before it opens: access, then law; and how its answer stands in the journal.
//!
//! Invariant: nothing is opened here, and every refusal names its rule.

use super::decision_facts::Written;
use super::error::StoreError;
use super::facts::{HoldingFacts, OfficeFacts, Passage};
use super::gate::{Ask, Reason, Refusal};
use super::journal::Entry;
use super::open::Database;
use super::processor_facts::ProcessorFacts;
use super::terms::Terms;
use crate::domain::candidate::HoldingRef;
use crate::domain::category::CategoryId;
use crate::domain::id::CandidateId;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Actor, Caller, JobName};
use crate::law::Decision;
use crate::law::access::{self, AccessFacts, Verb};
use crate::law::decision_facts::{Answered, DecisionFacts, Lack, Question, QuestionKind, RefusedBy};
use crate::law::facts::Facts;
use crate::law::remedies;
use crate::law::words::{Action, Verdict};

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
    let facts = role_facts(ask, holding, category, assigned);
    match access::permits(&db.inner().law.access, &facts) {
        Ok(rule) => Ok(rule.to_string()),
        Err(refusal) => {
            let rule = refusal.rule.to_string();
            let refusal = by_role(category, rule.clone());
            let judged = Judged { refusal: Some(refusal), rules: rule, facts: DecisionFacts::of_role(facts) };
            journalled(db, ask, holding, category, judged, String::new())?;
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
    judged: Judged,
    subject: String,
) -> Result<(), StoreError> {
    let entry = Entry { subject, ..entry(db, ask, holding, category, &judged) };
    db.inner().journal.record(vec![entry])?;
    judged.refusal.map_or(Ok(()), |refusal| Err(StoreError::Refused(Box::new(refusal))))
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

/// A decision of access and law, as the gate acts on it and the journal keeps it.
pub(super) struct Judged {
    /// Why not, if not.
    pub(super) refusal: Option<Refusal>,
    /// The ids of the rules that decided.
    pub(super) rules: String,
    /// What was decided on.
    pub(super) facts: DecisionFacts,
}

/// Access, then law; the rule ids that decided go to the journal with what they were asked with.
pub(super) fn judge(
    db: &Database,
    ask: &Ask<'_>,
    facts: &HoldingFacts,
    at: (&Passage<'_>, &Terms, Option<&ProcessorFacts>),
    category: CategoryId,
    assigned: bool,
) -> Judged {
    let access = role_facts(ask, &facts.holding, category, assigned);
    let judge_as = |acted| {
        let questions = questions(ask, acted, facts, at, category);
        decided(db, category, DecisionFacts { access, questions, lack: None })
    };
    let judged = judge_as(act(ask));
    if ask.reason != Some(Reason::Notice) || judged.refusal.is_none() {
        return judged;
    }
    // Whoever is kept for a later look alone is told what governs that, like anybody whose record is kept.
    let kept = judge_as((Action::Use, Purpose::FutureRecruitment));
    if kept.refusal.is_none() { kept } else { judged }
}

/// The decision on some facts.
pub(super) fn decided(db: &Database, category: CategoryId, facts: DecisionFacts) -> Judged {
    let answered = facts.answer(db.table(), &db.inner().law.access);
    Judged { refusal: refusal(category, &answered, &facts), rules: answered.rule_line(), facts }
}

/// Everything that the law has to be asked about an act, also what comes after a refusal: under other rules that one
/// might not have been.
fn questions(
    ask: &Ask<'_>,
    (action, purpose): (Action, Purpose),
    facts: &HoldingFacts,
    (passage, terms, processor): (&Passage<'_>, &Terms, Option<&ProcessorFacts>),
    category: CategoryId,
) -> Vec<Question> {
    let office = passage.to;
    let today = office.today(ask.caller.at);
    let used = facts.for_use(action, office, today, ask.caller.role, category, purpose);
    let mut questions = vec![Question { kind: QuestionKind::Office, facts: used }];
    if action == Action::Use && facts.holding.office != ask.caller.office && ask.verb != Verb::Decide {
        // The office that would act is the one that gives, so the day is its day.
        let on = |from: &OfficeFacts| from.today(ask.caller.at);
        let steps = facts.for_transfer(terms, passage, on, (category, ask.purpose));
        questions.extend(steps.into_iter().map(|facts| Question { kind: QuestionKind::Transfer, facts }));
    }
    if let Some(processor) = processor {
        questions.extend(processor.questions(facts, facts.today(ask.caller.at), category, ask.purpose));
    }
    questions
}

/// Why the gate stays shut after a decision, if it does.
fn refusal(category: CategoryId, answered: &Answered, facts: &DecisionFacts) -> Option<Refusal> {
    match answered.refusal.as_ref()? {
        RefusedBy::Law { question, decision } => facts.questions.get(*question).map(|asked| {
            let of_processor = matches!(asked.kind, QuestionKind::Processor | QuestionKind::SubProcessor);
            Refusal { of_processor, ..by_law(category, decision, &asked.facts) }
        }),
        RefusedBy::Lack(lack @ (Lack::ProvisionEnded | Lack::SecondPerson)) => {
            Some(Refusal { by_role: false, remedies: lack.remedies(), ..by_role(category, last_rule(answered)) })
        }
        RefusedBy::Role | RefusedBy::Lack(_) => Some(by_role(category, last_rule(answered))),
    }
}

fn last_rule(answered: &Answered) -> String {
    answered.rules.last().map(ToString::to_string).unwrap_or_default()
}

/// What the law calls the act, and its purpose: `RIGHTS` answers requests, `UPKEEP` and the records of provision and
/// receipt keep, everything else uses; a review is about the use that it holds up.
const fn act(ask: &Ask<'_>) -> (Action, Purpose) {
    match (ask.purpose, ask.verb) {
        // To ask somebody is a use as well, also where a job brings the question, and so is to write to them.
        (_, Verb::Decide) | (Purpose::Upkeep, Verb::Ask) => (Action::Use, Purpose::Recruitment),
        (Purpose::Upkeep, _) if sends(ask.caller) => (Action::Use, Purpose::Recruitment),
        // A stop of use keeps no record of a provision from being kept or read.
        (_, Verb::Record) => (Action::Retain, ask.purpose),
        (Purpose::Rights, _) => (Action::AnswerRequest, ask.purpose),
        (Purpose::Upkeep, _) => (Action::Retain, ask.purpose),
        (_, Verb::Create) => (Action::Collect, ask.purpose),
        _ => (Action::Use, ask.purpose),
    }
}

/// Whether it is the job that sends what staff wrote.
const fn sends(caller: &Caller) -> bool {
    matches!(caller.actor, Actor::Job(JobName::SendMessages))
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

pub(super) fn no_grant(db: &Database, category: CategoryId, lack: Lack) -> Refusal {
    Refusal {
        category,
        verdict: Verdict::Deny,
        rule: Decision::no_grant(db.table()).rule.to_string(),
        by_role: false,
        of_processor: false,
        unmet: Vec::new(),
        remedies: lack.remedies(),
    }
}

pub(super) fn is_own(caller: &Caller, candidate: CandidateId) -> bool {
    caller.actor == Actor::Candidate(candidate) || caller.own_candidate == Some(candidate)
}

/// The facts of a decision as the journal keeps them, with the tables of now.
pub(super) fn written(db: &Database, facts: &DecisionFacts) -> Written {
    Written::of(facts.clone(), db.law_digest())
}

pub(super) fn entry(
    db: &Database,
    ask: &Ask<'_>,
    holding: &HoldingRef,
    category: CategoryId,
    judged: &Judged,
) -> Entry {
    // What was only tried was handed to nobody.
    let hands_over = ask.verb == Verb::HandOver && ask.reason.is_none();
    let to = ask.caller.processor.filter(|_| hands_over).map(|id| format!("to:processor:{id}"));
    let subject = to.or_else(|| ask.reason.map(|reason| reason.to_string())).unwrap_or_default();
    Entry {
        candidate: Some(holding.candidate),
        holding: Some(holding.id),
        category: Some(category),
        purpose: Some(ask.purpose),
        outcome: judged.refusal.as_ref().map_or(Verdict::Allow, |refusal| refusal.verdict).as_str(),
        rules: judged.rules.clone(),
        table_version: db.table().version().to_string(),
        facts: Some(written(db, &judged.facts)),
        ..Entry::by(ask.caller, ask.verb.as_str(), subject)
    }
}
