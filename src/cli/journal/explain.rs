//! `saiyo journal explain`: a decision on record, reasoned again.

use std::process::ExitCode;

use anyhow::Context;
use serde_json::{Value, json};

use crate::config::Config;
use crate::domain::locale::Locale;
use crate::law::Law;
use crate::law::access::AccessFacts;
use crate::law::decision_facts::RefusedBy;
use crate::law::facts::Facts;
use crate::law::reasoning::Reasoning;
use crate::law::remedies::remedies;
use crate::law::words::Verdict;
use crate::store::decisions::OnRecord;
use crate::store::{StoreError, database};
use crate::workflows::explain_decision::{self, Explained, Explanation, Reasoned};

pub fn run(config: &Config, seq: i64, json: bool) -> anyhow::Result<ExitCode> {
    let law = Law::built_in()?;
    let mut db = database::open_to_read(&config.store.database)?;
    let explained = match explain_decision::explain(&mut db, &law, seq) {
        Err(StoreError::NotFound) => anyhow::bail!("the journal has no entry {seq}"),
        Err(error) if error.is_of_a_row() => {
            anyhow::bail!("entry {seq} cannot be read; `saiyo journal verify` says whether it was changed")
        }
        other => other.context("the journal cannot be read; is the database up to date (`saiyo migrate`)?")?,
    };
    match &explained.decision {
        Explanation::Reasoned(reasoned) if json => println!("{}", in_json(&law, &explained.entry, reasoned)),
        Explanation::Reasoned(reasoned) => print(&law, &explained.entry, reasoned),
        _ => anyhow::bail!("entry {seq} {}", unexplained(&explained)),
    }
    Ok(ExitCode::SUCCESS)
}

/// Why there is nothing to reason again.
fn unexplained(explained: &Explained) -> String {
    let OnRecord { verb, outcome, rules, .. } = &explained.entry;
    match &explained.decision {
        Explanation::Batch => {
            "stands for a batch of decisions of a job, which are not kept one by one: the law is asked anew each time"
                .to_owned()
        }
        Explanation::NotKept => format!(
            "is a decision ({verb}: {outcome} by {rules}), but what it was taken on was not kept: it was written \
             before facts were, or there was nothing to decide about"
        ),
        Explanation::Damaged => {
            "is a decision whose facts were changed or taken away: run `saiyo journal verify`, keep this copy, and \
             compare with a backup"
                .to_owned()
        }
        Explanation::None | Explanation::Reasoned(_) => {
            format!("is no decision: it records that something was done ({verb})")
        }
    }
}

fn print(law: &Law, entry: &OnRecord, reasoned: &Reasoned) {
    let word = |word: Option<&'static str>| word.unwrap_or("none");
    println!("entry      {} at {}", entry.seq, entry.at.timestamp());
    println!("by         {} at {}", entry.role, entry.office);
    println!(
        "asked      {} of {} for {}",
        entry.verb,
        word(entry.category.map(crate::domain::category::CategoryId::as_str)),
        word(entry.purpose.map(crate::domain::purpose::Purpose::as_str))
    );
    println!("decided    {} by {}", entry.outcome, entry.rules);
    println!("tables     then {} ({})", entry.table_version, short(&reasoned.law_then));
    println!("           now  {} ({})", law.rules.version(), short(&law.digest));
    let alike = if reasoned.is_alike { "the same" } else { "OTHERWISE" };
    println!("today      {alike}: {} by {}", reasoned.answered.verdict, reasoned.answered.rule_line());
    println!("\naccess     {}", access(&reasoned.facts.access));
    if let Some(rule) = reasoned.answered.rules.first() {
        println!("           {}", sentence(law, rule.as_str()));
    }
    for (question, step) in reasoned.facts.questions.iter().zip(&reasoned.steps) {
        println!("\nlaw, about the {}", question.kind);
        print_facts(&question.facts);
        print_way(law, step);
    }
    if let Some(lack) = reasoned.facts.lack {
        println!("\nkey        {lack}: {}", sentence(law, crate::law::Decision::no_grant(&law.rules).rule.as_str()));
    }
    for remedy in remedies_of(law, reasoned) {
        println!("remedy     {remedy}");
    }
}

fn print_facts(facts: &Facts) {
    let row: Vec<String> = facts.to_row().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    println!("  facts    {}", row.join(" "));
}

fn print_way(law: &Law, way: &Reasoning) {
    for gate in &way.gates {
        println!("  gate     {:<12} {}", gate.step, sentence(law, gate.rule.as_str()));
    }
    for route in &way.routes {
        println!("  route    {:<12} {}", route.step, sentence(law, route.rule.as_str()));
        for (condition, holds) in &route.conditions {
            let mark = if *holds { "holds" } else { "MISSING" };
            println!("    {mark:<8} {condition}: {}", law.texts.condition(*condition, *holds, Locale::En));
        }
    }
    for review in &way.reviews {
        println!("  review   {:<12} {}", review.step, sentence(law, review.rule.as_str()));
    }
    let decision = &way.decision;
    let said = match decision.verdict {
        Verdict::Deny => {
            let rule = decision.rule.as_str();
            format!("{rule}: {}", law.texts.refused(rule, &decision.unmet, Locale::En))
        }
        _ => sentence(law, decision.rule.as_str()),
    };
    println!("  answer   {:<12} {said}", decision.verdict);
}

fn sentence(law: &Law, id: &str) -> String {
    format!("{id}: {}", law.texts.why(id, Locale::En).unwrap_or_default())
}

fn short(digest: &[u8; 32]) -> String {
    hex::encode(digest).chars().take(12).collect()
}

fn access(facts: &AccessFacts) -> String {
    let AccessFacts { role, job, verb, category, purpose, own_file, assigned, reason_given } = facts;
    let job = job.map(|job| format!(" ({job})")).unwrap_or_default();
    let said = [("own file", own_file), ("assigned", assigned), ("reason given", reason_given)];
    let said: String = said.iter().filter(|(_, holds)| **holds).map(|(what, _)| format!(", {what}")).collect();
    format!("{role}{job}: {verb} {category} for {purpose}{said}")
}

fn remedies_of(law: &Law, reasoned: &Reasoned) -> Vec<String> {
    let found = match &reasoned.answered.refusal {
        Some(RefusedBy::Law { question, decision }) => {
            let asked = reasoned.facts.questions.get(*question);
            asked.map(|asked| remedies(decision, &asked.facts)).unwrap_or_default()
        }
        Some(RefusedBy::Lack(lack)) => lack.remedies(),
        Some(RefusedBy::Role) | None => Vec::new(),
    };
    found.into_iter().map(|remedy| law.texts.remedy(remedy, Locale::En).to_owned()).collect()
}

fn in_json(law: &Law, entry: &OnRecord, reasoned: &Reasoned) -> Value {
    let facts = |facts: &Facts| -> serde_json::Map<String, Value> {
        facts.to_row().into_iter().map(|(name, value)| (name.to_owned(), Value::String(value))).collect()
    };
    let asked = reasoned.facts.questions.iter().zip(&reasoned.steps);
    let law_questions: Vec<Value> = asked
        .map(|(question, way)| {
            json!({
                "about": question.kind,
                "facts": facts(&question.facts),
                "gates": way.gates.iter().map(|it| json!({ "rule": it.rule, "step": it.step })).collect::<Vec<_>>(),
                "routes": way.routes.iter().map(route).collect::<Vec<_>>(),
                "reviews": way.reviews.iter().map(|it| json!({ "rule": it.rule, "step": it.step })).collect::<Vec<_>>(),
                "answer": { "outcome": way.decision.verdict, "rule": way.decision.rule },
            })
        })
        .collect();
    json!({
        "entry": entry.seq,
        "at": entry.at.timestamp().to_string(),
        "role": entry.role,
        "office": entry.office,
        "verb": entry.verb,
        "category": entry.category,
        "purpose": entry.purpose,
        "outcome": entry.outcome,
        "rules": entry.rules,
        "tables": {
            "then": { "version": entry.table_version, "digest": hex::encode(reasoned.law_then) },
            "now": { "version": law.rules.version(), "digest": hex::encode(law.digest) },
            "same": reasoned.is_same_law,
        },
        "access": access(&reasoned.facts.access),
        "law": law_questions,
        "key": reasoned.facts.lack,
        "today": {
            "outcome": reasoned.answered.verdict,
            "rules": reasoned.answered.rule_line(),
            "alike": reasoned.is_alike,
        },
        "remedies": remedies_of(law, reasoned),
    })
}

fn route(route: &crate::law::reasoning::AskedRoute) -> Value {
    let conditions =
        route.conditions.iter().map(|(condition, holds)| json!({ "condition": condition, "holds": holds }));
    json!({ "rule": route.rule, "step": route.step, "conditions": conditions.collect::<Vec<_>>() })
}
