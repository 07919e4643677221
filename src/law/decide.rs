//! The decision: gates, then the answer to the action, then reviews.
//!
//! Invariant: a pure function of table and facts; what no rule allows is denied, and a deny always wins.

use super::answers;
use super::facts::Facts;
use super::gates;
use super::ids::{Answer, ConditionId, GateId, RuleId};
use super::reviews;
use super::table::RuleTable;
use super::words::{Action, Duty, Verdict};

/// What the law says about one intended act, and by which rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Yes, a person first, or no.
    pub verdict: Verdict,
    /// The rule behind it; `RuleTable::text` has its words.
    pub rule: RuleId,
    /// What the nearest route misses, if a transfer was denied for that.
    pub unmet: Vec<ConditionId>,
    /// What must be done and logged once the act is done.
    pub duties: Vec<Duty>,
    /// What would have been the answer, had no review been asked for.
    pub held: Option<RuleId>,
    /// The version of the table.
    pub table_version: RuleId,
}

impl Decision {
    pub(super) fn new(table: &RuleTable, verdict: Verdict, rule: RuleId) -> Self {
        let table_version = table.version().clone();
        Self { verdict, rule, unmet: Vec::new(), duties: Vec::new(), held: None, table_version }
    }

    /// The refusal of an office that may see a category but was never given its key.
    pub fn no_grant(table: &RuleTable) -> Self {
        Self::new(table, Verdict::Deny, table.answer(Answer::NoGrant))
    }

    /// Whether a person decides it by hand, and the review is not one of the record itself.
    pub fn is_for_a_person(&self) -> bool {
        self.verdict == Verdict::Review && self.held.is_none()
    }

    /// Whether the act may be done.
    pub fn allows(&self) -> bool {
        self.verdict == Verdict::Allow
    }
}

/// Decides about one intended act.
pub fn decide(table: &RuleTable, facts: &Facts) -> Decision {
    let refusing = table.gates().iter().find_map(|gate| gates::refusal(gate, table, facts));
    if let Some(rule) = refusing {
        return Decision::new(table, Verdict::Deny, rule);
    }
    let answer = answer(table, facts);
    if answer.verdict != Verdict::Allow {
        return answer;
    }
    match table.reviews().iter().find(|review| reviews::asks(review, table, facts)) {
        None => answer,
        Some(review) => {
            let held = Some(answer.rule);
            Decision { verdict: Verdict::Review, rule: review.rule.clone(), held, ..answer }
        }
    }
}

fn answer(table: &RuleTable, facts: &Facts) -> Decision {
    // The gate on the office comes first in the table; even without it nothing is allowed under no law.
    let Some(law) = facts.origin_law() else {
        return Decision::new(table, Verdict::Deny, RuleId::new(GateId::Law.as_str()));
    };
    match facts.action {
        Action::Use => Decision::new(table, Verdict::Allow, table.answer(Answer::UseOk)),
        Action::Retain => Decision::new(table, Verdict::Allow, table.answer(Answer::RetainOk)),
        Action::AnswerRequest => Decision::new(table, Verdict::Allow, table.answer(Answer::RequestOk)),
        Action::Transfer => answers::transfer(table, law, facts),
        Action::Collect => answers::collect(table, law, facts),
        Action::Statistics => answers::statistics(table, facts),
        Action::RefuseRequest => answers::refuse_request(table, law, facts),
        Action::ChargeFee => answers::charge_fee(table, law, facts),
        Action::DeadlineCheck => answers::deadline_check(table, facts),
    }
}
