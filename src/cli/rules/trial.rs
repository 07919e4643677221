//! `saiyo rules try`: a changed table, tried on the decisions on record.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use serde_json::json;

use crate::cli::progress::bar;
use crate::clock::Clock;
use crate::config::Config;
use crate::law::{Law, RuleTable};
use crate::store::database;
use crate::workflows::try_rules::{self, Difference, Tried};

/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;

pub fn run(config: &Config, file: &Path, days: i64, json: bool) -> anyhow::Result<ExitCode> {
    let law = Law::built_in()?;
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let changed = RuleTable::parse(&text).with_context(|| file.display().to_string())?;
    let mut db = database::open_to_read(&config.store.database)?;
    let since = Clock::system().now().plus_seconds(-days * DAY);
    let deciding = bar(0, "deciding again");
    let tried = try_rules::try_table(&mut db, (&law, &changed), since, None, |done, all| {
        deciding.set_length(u64::try_from(all).unwrap_or(0));
        deciding.set_position(u64::try_from(done).unwrap_or(0));
    })
    .context("the journal cannot be read; is the database up to date (`saiyo migrate`)?")?;
    deciding.finish_and_clear();
    if json {
        println!("{}", in_json(&law, &changed, &tried));
    } else {
        print(&law, &changed, &tried, days);
    }
    Ok(ExitCode::SUCCESS)
}

fn print(law: &Law, changed: &RuleTable, tried: &Tried, days: i64) {
    println!("in force {}, changed {}", law.rules.version(), changed.version());
    for difference in &tried.differences {
        let Difference { was, is, verb, category, purpose, offices, decisions } = difference;
        let category = category.map_or("none", crate::domain::category::CategoryId::as_str);
        let purpose = purpose.map_or("none", crate::domain::purpose::Purpose::as_str);
        let offices: Vec<&str> = offices.iter().map(crate::domain::office::OfficeCode::as_str).collect();
        println!("{decisions} times: {verb} {category} for {purpose} at {}", offices.join(", "));
        println!("  was {} by {}", was.verdict, was.rules);
        println!("  is  {} by {}", is.verdict, is.rules);
    }
    for id in &tried.untold {
        println!("{id} has no words in Japanese and Chinese yet (src/law/texts.toml)");
    }
    for (count, what) in [
        (tried.not_kept, "decisions could not be taken again: what they were taken on was not kept"),
        (tried.damaged, "decisions could not be taken again: their facts were changed (`saiyo journal verify`)"),
        (tried.drifted, "decisions were taken by another table than the one in force"),
    ] {
        if count > 0 {
            println!("{count} {what}");
        }
    }
    println!("{} decisions of {days} days taken again, {} would come out otherwise", tried.decisions, tried.changed());
}

fn in_json(law: &Law, changed: &RuleTable, tried: &Tried) -> serde_json::Value {
    let word = |word: &try_rules::Word| json!({ "outcome": word.verdict, "rules": word.rules });
    let differences = tried.differences.iter().map(|difference| {
        json!({
            "was": word(&difference.was),
            "is": word(&difference.is),
            "verb": difference.verb,
            "category": difference.category,
            "purpose": difference.purpose,
            "offices": difference.offices,
            "decisions": difference.decisions,
        })
    });
    json!({
        "in_force": law.rules.version(),
        "changed": changed.version(),
        "decisions": tried.decisions,
        "otherwise": tried.changed(),
        "not_kept": tried.not_kept,
        "damaged": tried.damaged,
        "drifted": tried.drifted,
        "untold": tried.untold,
        "differences": differences.collect::<Vec<_>>(),
    })
}
