//! The whole way to a decision, step by step, for a person who wants to know why.
//!
//! Invariant: each step is answered by the function that [`decide`] asks, so that what is told is what decided.

use super::answers;
use super::conditions;
use super::decide::{Decision, decide};
use super::facts::Facts;
use super::gates;
use super::ids::{ConditionId, RuleId};
use super::reviews;
use super::table::{Gate, ReviewRule, Route, RuleTable};
use super::words::{Action, ExceptionId};
use crate::text_enum;

text_enum! {
    /// What became of a gate or a review.
    "step" Step {
        /// It does not apply to this act.
        Foreign = "foreign",
        /// The claimed exception skips it.
        Skipped = "skipped",
        /// It was asked and left the act alone.
        Passed = "passed",
        /// It was asked and decided.
        Decided = "decided",
        /// The decision was taken before.
        Unasked = "unasked",
    }
}

text_enum! {
    /// What became of a route.
    "route step" RouteStep {
        /// It leads to other countries.
        Elsewhere = "elsewhere",
        /// It is for other categories.
        OtherCategory = "other_category",
        /// Something that it requires is missing.
        Shut = "shut",
        /// The same, and no route misses less: the refusal names it.
        Nearest = "nearest",
        /// It is open, and the first that is.
        Taken = "taken",
        /// An earlier one was open.
        Unasked = "unasked",
    }
}

impl Step {
    /// Whether the decision is this one's.
    pub const fn decides(self) -> bool {
        matches!(self, Self::Decided)
    }
}

impl RouteStep {
    /// Whether the decision is this one's.
    pub const fn decides(self) -> bool {
        matches!(self, Self::Nearest | Self::Taken)
    }
}

/// A gate or a review on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedRule {
    /// Its id; where it decided, the id of the decision.
    pub rule: RuleId,
    /// What became of it.
    pub step: Step,
}

/// A route on the way of a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedRoute {
    /// Its id.
    pub rule: RuleId,
    /// What became of it.
    pub step: RouteStep,
    /// What it requires, and whether that holds; nothing for one that was not looked at.
    pub conditions: Vec<(ConditionId, bool)>,
}

/// A decision with every step towards it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reasoning {
    /// The gates, in the order in which they are asked.
    pub gates: Vec<AskedRule>,
    /// The routes of the office to the kind of recipient under the claimed exception, in file order.
    pub routes: Vec<AskedRoute>,
    /// The reviews, in the order in which they are asked.
    pub reviews: Vec<AskedRule>,
    /// What comes out.
    pub decision: Decision,
}

/// Decides about one intended act, and tells the way.
pub fn reason(table: &RuleTable, facts: &Facts) -> Reasoning {
    let decision = decide(table, facts);
    let gates = gates(table, facts);
    let is_stopped = gates.iter().any(|gate| gate.step == Step::Decided);
    let routes = if is_stopped { Vec::new() } else { routes(table, facts, &decision) };
    // A refusal leaves nothing to review.
    let is_reviewed = !is_stopped && (decision.allows() || decision.held.is_some());
    Reasoning { gates, routes, reviews: reviews(table, facts, is_reviewed), decision }
}

fn gates(table: &RuleTable, facts: &Facts) -> Vec<AskedRule> {
    let mut is_stopped = false;
    let step = |gate: &Gate| {
        let (mut rule, step) = (gate.rule.clone(), before(is_stopped, &gate.actions, &gate.skipped_by, facts));
        let step = step.unwrap_or_else(|| match gates::refusal(gate, table, facts) {
            Some(refusal) => {
                (rule, is_stopped) = (refusal, true);
                Step::Decided
            }
            None => Step::Passed,
        });
        AskedRule { rule, step }
    };
    table.gates().iter().map(step).collect()
}

fn reviews(table: &RuleTable, facts: &Facts, mut is_asked: bool) -> Vec<AskedRule> {
    let step = |review: &ReviewRule| {
        let step = before(!is_asked, &review.actions, &review.skipped_by, facts);
        let step = step.unwrap_or_else(|| match reviews::asks(review, table, facts) {
            true => {
                is_asked = false;
                Step::Decided
            }
            false => Step::Passed,
        });
        AskedRule { rule: review.rule.clone(), step }
    };
    table.reviews().iter().map(step).collect()
}

/// What becomes of a gate or a review without a look at the facts that it is about.
fn before(is_over: bool, actions: &[Action], skipped_by: &[ExceptionId], facts: &Facts) -> Option<Step> {
    match facts.exception.claimed {
        _ if is_over => Some(Step::Unasked),
        _ if !actions.contains(&facts.action) => Some(Step::Foreign),
        Some(claimed) if skipped_by.contains(&claimed) => Some(Step::Skipped),
        _ => None,
    }
}

fn routes(table: &RuleTable, facts: &Facts, decision: &Decision) -> Vec<AskedRoute> {
    let (Some(law), Some(recipient), Some(category)) = (facts.origin_law(), facts.recipient, facts.category) else {
        return Vec::new();
    };
    if facts.action != Action::Transfer {
        return Vec::new();
    }
    // A review that came after names its own rule, and keeps that of the route.
    let named = decision.held.as_ref().unwrap_or(&decision.rule);
    let mut is_taken = false;
    let step = |route: &Route| {
        let holds = |one: &ConditionId| (*one, conditions::holds(*one, table, route, facts));
        let (step, conditions) = match () {
            () if is_taken => (RouteStep::Unasked, Vec::new()),
            () if !answers::leads_there(route, table, facts) => (RouteStep::Elsewhere, Vec::new()),
            () if !route.categories.contains(&category) => (RouteStep::OtherCategory, Vec::new()),
            () => {
                let conditions: Vec<_> = route.requires.iter().map(holds).collect();
                is_taken = conditions.iter().all(|(_, holds)| *holds);
                let step = match *named == route.rule {
                    _ if is_taken => RouteStep::Taken,
                    true => RouteStep::Nearest,
                    false => RouteStep::Shut,
                };
                (step, conditions)
            }
        };
        AskedRoute { rule: route.rule.clone(), step, conditions }
    };
    table.routes_for(law, recipient, facts.exception.claimed).map(step).collect()
}
