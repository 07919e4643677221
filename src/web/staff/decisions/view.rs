//! A decision that was reasoned again, in the words of the page.

use crate::law::Law;
use crate::law::access::AccessFacts;
use crate::law::decision_facts::{Lack, QuestionKind, RefusedBy};
use crate::law::facts::Facts;
use crate::law::words::Verdict;
use crate::web::form::{Form, Kind};
use crate::web::staff::what_if::{AnswerView, PARTS, RuleView, answer_view, question_form, rule_view};
use crate::web::texts::Texts;
use crate::workflows::explain_decision::Reasoned;

/// A decision, reasoned again.
#[derive(Debug, Clone)]
pub struct DecisionView {
    /// The tables then and now.
    pub tables: TablesView,
    /// Whether today's tables give the answer that is on record.
    pub is_alike: bool,
    /// What they answer.
    pub verdict: Verdict,
    /// By which rules.
    pub rules: Vec<RuleView>,
    /// The rule of access that answered; none if it was not asked.
    pub access: Option<RuleView>,
    /// The keys of what access was told beyond role, act, category and purpose.
    pub told: Vec<&'static str>,
    /// Each question to the law, up to the one that decided.
    pub steps: Vec<StepView>,
    /// The grant that was missing.
    pub lack: Option<Lack>,
    /// What would have helped against that.
    pub remedies: Vec<String>,
}

/// The tables that decided, and those in force.
#[derive(Debug, Clone)]
pub struct TablesView {
    /// The version then.
    pub then: String,
    /// The first digits of both tables' digest then.
    pub then_digest: String,
    /// The version now.
    pub now: String,
    /// The first digits of both tables' digest now.
    pub now_digest: String,
    /// Whether they are the same.
    pub is_same: bool,
}

/// A question to the law, its facts and the way to its answer.
#[derive(Debug, Clone)]
pub struct StepView {
    /// Whom it is about.
    pub kind: QuestionKind,
    /// Its number, from 1: the end of the ids on the page.
    pub number: usize,
    /// The facts, part by part.
    pub facts: Vec<FactsView>,
    /// The answer and the way.
    pub answer: AnswerView,
}

/// Facts that belong together.
#[derive(Debug, Clone)]
pub struct FactsView {
    /// The key of what they are about.
    pub heading: &'static str,
    /// Each with what it says; nothing where the fact says everything.
    pub facts: Vec<(String, String)>,
}

/// Puts a decision into words.
pub fn decision_view(law: &Law, texts: &Texts, reasoned: &Reasoned, table_then: &str) -> DecisionView {
    let asked = reasoned.facts.questions.iter().zip(&reasoned.steps).enumerate();
    let form = question_form(texts, law);
    let steps = asked.map(|(at, (question, way))| StepView {
        kind: question.kind,
        number: at + 1,
        facts: facts_view(&question.facts, &form, texts),
        answer: AnswerView { anchor: format!("-{}", at + 1), ..answer_view(law, texts, way, &question.facts) },
    });
    let answered = &reasoned.answered;
    let remedies = match &answered.refusal {
        Some(RefusedBy::Lack(lack)) => lack.remedies(),
        _ => Vec::new(),
    };
    let rules: Vec<RuleView> = answered.rules.iter().map(|rule| rule_view(law, texts, rule.as_str())).collect();
    let is_asked = !matches!(answered.refusal, Some(RefusedBy::Lack(_)));
    DecisionView {
        tables: TablesView {
            then: table_then.to_owned(),
            then_digest: short(&reasoned.law_then),
            now: law.rules.version().to_string(),
            now_digest: short(&law.digest),
            is_same: reasoned.is_same_law,
        },
        is_alike: reasoned.is_alike,
        verdict: answered.verdict,
        access: rules.first().filter(|_| is_asked).cloned(),
        rules,
        told: told(&reasoned.facts.access),
        steps: steps.collect(),
        lack: reasoned.facts.lack,
        remedies: remedies.into_iter().map(|it| law.texts.remedy(it, texts.locale).to_owned()).collect(),
    }
}

fn told(facts: &AccessFacts) -> Vec<&'static str> {
    let all = [
        (facts.own_file, "decision-own-file"),
        (facts.assigned, "decision-assigned"),
        (facts.reason_given, "decision-reason"),
    ];
    all.iter().filter(|(holds, _)| *holds).map(|(_, key)| *key).collect()
}

/// The facts as the form of a question names them.
fn facts_view(facts: &Facts, form: &Form, texts: &Texts) -> Vec<FactsView> {
    let row = facts.to_row();
    let parts = std::iter::once(("act", "what-if-act")).chain(PARTS);
    let part = |(group, heading): (&str, &'static str)| {
        let of = |(name, value): &(&'static str, String)| said(form, group, name, value, texts);
        FactsView { heading, facts: row.iter().filter_map(of).collect() }
    };
    parts.map(part).filter(|part| !part.facts.is_empty()).collect()
}

/// What a fact says, if its field stands in a part of the form; one that is several words has a field for each.
fn said(form: &Form, group: &str, name: &str, value: &str, texts: &Texts) -> Option<(String, String)> {
    let mine = |field: &&crate::web::form::Field| field.group == group;
    if let Some(field) = form.fields.iter().filter(mine).find(|field| field.name == name) {
        let label = |option: &crate::web::form::Choice| option.label.clone();
        let value = match field.kind {
            Kind::Tick => String::new(),
            Kind::Date => value.parse().map_or_else(|_| value.to_owned(), |day| texts.day(&day)),
            Kind::Select => {
                field.options.iter().find(|option| option.value == value).map_or_else(|| value.to_owned(), label)
            }
            _ => value.replace('|', " "),
        };
        return Some((field.label_in(texts), value));
    }
    let is_one = |word: &str| form.fields.iter().filter(mine).find(|it| it.name == format!("{name}.{word}"));
    let words: Vec<String> = value.split('|').filter_map(is_one).map(|field| field.label_in(texts)).collect();
    (!words.is_empty()).then(|| (texts.join(&words), String::new()))
}

fn short(digest: &[u8; 32]) -> String {
    hex::encode(digest).chars().take(12).collect()
}
