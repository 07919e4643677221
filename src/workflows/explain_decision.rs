//! A decision on record, reasoned again on the facts that it was taken on.
//!
//! Invariant: whom it was about is not told, and nothing but the facts on record is asked.

use super::WorkflowError;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::law::Law;
use crate::law::access::Verb;
use crate::law::decision_facts::{Answered, DecisionFacts, Lack, RefusedBy};
use crate::law::reasoning::{Reasoning, reason};
use crate::store::database::Db;
use crate::store::decision_facts::Kept;
use crate::store::decisions::{self, OnRecord};
use crate::store::gate::{self, Ask};
use crate::store::{Database, StoreError, journal, terms_permit, uses};

/// An entry of the journal with what can be said about its decision.
#[derive(Debug)]
pub struct Explained {
    /// The entry.
    pub entry: OnRecord,
    /// The decision, reasoned again.
    pub decision: Explanation,
}

/// What can be said about a decision.
#[derive(Debug)]
pub enum Explanation {
    /// It is reasoned again.
    Reasoned(Box<Reasoned>),
    /// The entry is no decision.
    None,
    /// The entry stands for the decisions of a batch, which are not kept one by one.
    Batch,
    /// It is a decision, but what it was taken on was not kept.
    NotKept,
    /// What it was taken on was changed or taken away.
    Damaged,
}

/// A decision reasoned again by today's tables.
#[derive(Debug)]
pub struct Reasoned {
    /// The digest of both tables then.
    pub law_then: [u8; 32],
    /// Whether today's tables are the same ones.
    pub is_same_law: bool,
    /// What it was taken on.
    pub facts: DecisionFacts,
    /// What today's tables answer.
    pub answered: Answered,
    /// Whether that is the answer on record, by the same rules.
    pub is_alike: bool,
    /// The way to the answer of each question that the law is asked, up to the one that decides.
    pub steps: Vec<Reasoning>,
}

/// Explains a decision to a privacy officer: one of their own office, or about what that collected. It is on record that
/// they looked, and nobody looks at a decision about their own file.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such entry for them, which is journalled as well; [`StoreError::Refused`] if the caller's role keeps no
/// terms; the database's.
pub fn show(db: &mut Database, caller: &Caller, seq: i64) -> Result<Explained, WorkflowError> {
    terms_permit::open(db, caller)?;
    let store = db.store().clone();
    let ask = Ask { caller, verb: Verb::Transfer, purpose: Purpose::Recruitment, reason: None };
    let (entry, kept) = match db.read(|db| decisions::find(db, seq)) {
        Err(StoreError::NotFound) => return Err(gate::unknown(db, &ask, &format!("journal:{seq}")).into()),
        found => found?,
    };
    let is_own = caller.own_candidate.is_some_and(|own| entry.is_about(own));
    let is_ours = entry.office == caller.office
        || db.read(|db| decisions::collected_by(db, &entry))?.as_ref() == Some(&caller.office);
    if is_own || !is_ours {
        return Err(gate::unknown(db, &ask, &format!("journal:{seq}")).into());
    }
    uses::record(db, caller, "explain", format!("journal:{seq}"))?;
    Ok(explained(store.law(), entry, kept))
}

/// Decisions of one page.
const PAGE: i64 = 100;

/// A page of decisions, newest first.
#[derive(Debug)]
pub struct Decisions {
    /// Those of the page.
    pub entries: Vec<OnRecord>,
    /// The place before which the next page begins.
    pub next: Option<i64>,
}

/// The latest decisions of the caller's office before a place, but for those about their own file.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role keeps no terms; the database's.
pub fn list(db: &mut Database, caller: &Caller, before: Option<i64>) -> Result<Decisions, WorkflowError> {
    terms_permit::open(db, caller)?;
    let (mut entries, next) = db.read(|db| {
        let head = journal::head(db)?.seq;
        decisions::recent(db, &caller.office, before.unwrap_or(head + 1).min(head + 1), PAGE)
    })?;
    if let Some(own) = caller.own_candidate {
        entries.retain(|entry| !entry.is_about(own));
    }
    Ok(Decisions { entries, next })
}

/// Explains a decision at the server's command line.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such entry; the database's.
pub fn explain(db: &mut Db, law: &Law, seq: i64) -> Result<Explained, StoreError> {
    let (entry, kept) = decisions::find(db, seq)?;
    Ok(explained(law, entry, kept))
}

fn explained(law: &Law, entry: OnRecord, kept: Option<Kept>) -> Explained {
    let is_decision = matches!(entry.outcome.as_str(), "allow" | "deny" | "review");
    let decision = match kept {
        Some(Kept::Whole(recorded)) => {
            Explanation::Reasoned(Box::new(reasoned(law, &entry, recorded.law, recorded.facts)))
        }
        Some(Kept::Damaged) => Explanation::Damaged,
        None if entry.subject == "batch" => Explanation::Batch,
        None if is_decision => Explanation::NotKept,
        None => Explanation::None,
    };
    Explained { entry, decision }
}

fn reasoned(law: &Law, entry: &OnRecord, law_then: [u8; 32], facts: DecisionFacts) -> Reasoned {
    let answered = facts.answer(&law.rules, &law.access);
    let asked = match &answered.refusal {
        Some(RefusedBy::Role) if answered.rules.len() == 1 => 0,
        Some(RefusedBy::Lack(Lack::NotOurs)) => 0,
        Some(RefusedBy::Law { question, .. }) => question + 1,
        Some(RefusedBy::Role | RefusedBy::Lack(_)) | None => facts.questions.len(),
    };
    let steps = facts.questions.iter().take(asked).map(|question| reason(&law.rules, &question.facts)).collect();
    // What was asked for is on record as done, whatever the law said about it.
    let is_alike =
        answered.rule_line() == entry.rules && (entry.outcome == "done" || answered.verdict.as_str() == entry.outcome);
    Reasoned { law_then, is_same_law: law_then == law.digest, is_alike, answered, steps, facts }
}
