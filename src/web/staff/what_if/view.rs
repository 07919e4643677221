//! The answer in the words of the page.

use crate::law::facts::Facts;
use crate::law::reasoning::{AskedRoute, AskedRule, Reasoning, RouteStep, Step};
use crate::law::remedies::remedies;
use crate::law::words::{Duty, Verdict};
use crate::law::{ConditionId, Law};
use crate::web::texts::Texts;

/// What the law says, and the way there.
#[derive(Debug, Clone)]
pub struct AnswerView {
    /// The end of the ids of its parts: several answers of one page must not share them.
    pub anchor: String,
    /// Yes, a person first, or no.
    pub verdict: Verdict,
    /// The rule that decided.
    pub rule: RuleView,
    /// What would have been answered, had no review been asked for.
    pub held: Option<RuleView>,
    /// What the nearest route misses.
    pub unmet: Vec<String>,
    /// What would change the answer.
    pub remedies: Vec<String>,
    /// What must be done afterwards.
    pub duties: Vec<Duty>,
    /// The version of the rule table.
    pub table_version: String,
    /// The gates, in the order in which they are asked.
    pub gates: Vec<(RuleView, Step)>,
    /// The routes that were looked at.
    pub routes: Vec<RouteView>,
    /// The reviews, in the order in which they are asked.
    pub reviews: Vec<(RuleView, Step)>,
}

impl AnswerView {
    /// Whether the act may be done.
    pub fn is_allowed(&self) -> bool {
        self.verdict == Verdict::Allow
    }
}

/// A rule in words.
#[derive(Debug, Clone)]
pub struct RuleView {
    /// Its id.
    pub id: String,
    /// Its sentence.
    pub why: String,
    /// Where it comes from.
    pub cite: String,
}

/// A route in words.
#[derive(Debug, Clone)]
pub struct RouteView {
    /// The rule.
    pub rule: RuleView,
    /// What became of it.
    pub step: RouteStep,
    /// What it requires, and whether that holds.
    pub conditions: Vec<(String, bool)>,
}

impl RouteView {
    /// Whether everything that it requires is there: only then its sentence is true.
    pub fn is_open(&self) -> bool {
        self.step == RouteStep::Taken
    }
}

/// Puts an answer into words.
pub fn answer_view(law: &Law, texts: &Texts, reasoning: &Reasoning, facts: &Facts) -> AnswerView {
    let decision = &reasoning.decision;
    let rule = rule_view;
    let say = |condition: ConditionId, holds| law.texts.condition(condition, holds, texts.locale).to_owned();
    let mut answer = rule(law, texts, decision.rule.as_str());
    if decision.verdict == Verdict::Deny {
        answer.why = law.texts.refused(decision.rule.as_str(), &decision.unmet, texts.locale);
    }
    let asked = |asked: &AskedRule| (rule(law, texts, asked.rule.as_str()), asked.step);
    let route = |route: &AskedRoute| RouteView {
        rule: rule(law, texts, route.rule.as_str()),
        step: route.step,
        conditions: route.conditions.iter().map(|(condition, holds)| (say(*condition, *holds), *holds)).collect(),
    };
    let remedies = remedies(decision, facts).into_iter();
    AnswerView {
        anchor: String::new(),
        verdict: decision.verdict,
        rule: answer,
        held: decision.held.as_ref().map(|held| rule(law, texts, held.as_str())),
        unmet: decision.unmet.iter().map(|condition| say(*condition, false)).collect(),
        remedies: remedies.map(|remedy| law.texts.remedy(remedy, texts.locale).to_owned()).collect(),
        duties: decision.duties.clone(),
        table_version: decision.table_version.to_string(),
        gates: reasoning.gates.iter().map(asked).collect(),
        routes: reasoning.routes.iter().map(route).collect(),
        reviews: reasoning.reviews.iter().map(asked).collect(),
    }
}

/// Puts a rule into words.
pub fn rule_view(law: &Law, texts: &Texts, id: &str) -> RuleView {
    RuleView {
        id: id.to_owned(),
        why: law.texts.why(id, texts.locale).unwrap_or_default().to_owned(),
        cite: law.rules.text(id).map(|text| text.cite.clone()).unwrap_or_default(),
    }
}
