//! `saiyo rules check` and `saiyo rules try`.

mod trial;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;

use crate::config::Config;
use crate::law::{Law, cases};
use crate::workflows::try_rules;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check the rule table, and decided cases against it.
    #[command(after_help = "Example: saiyo rules check --cases tests/rules/decision-cases.csv")]
    Check {
        /// A CSV file of facts with the expected decisions.
        #[arg(long, value_name = "FILE.csv")]
        cases: PathBuf,
    },
    /// Take the decisions on record again by a changed table, and list what would come out otherwise. Changes nothing.
    #[command(after_help = "Example: saiyo rules try changed-rules.toml --days 30")]
    Try {
        /// The changed rule table.
        #[arg(value_name = "FILE.toml")]
        file: PathBuf,
        /// How many days back.
        #[arg(long, value_name = "DAYS", default_value_t = try_rules::DAYS, value_parser = clap::value_parser!(i64).range(1..=try_rules::MOST_DAYS))]
        days: i64,
    },
}

impl Command {
    /// Whether it is about an installation, whose configuration must then be read.
    pub const fn needs_config(&self) -> bool {
        matches!(self, Self::Try { .. })
    }
}

pub fn run(config: Option<&Config>, command: &Command, json: bool) -> anyhow::Result<ExitCode> {
    match (command, config) {
        (Command::Check { cases }, _) => check(cases, json),
        (Command::Try { file, days }, Some(config)) => trial::run(config, file, *days, json),
        (Command::Try { .. }, None) => anyhow::bail!("the configuration was not read"),
    }
}

fn check(path: &Path, json: bool) -> anyhow::Result<ExitCode> {
    let law = Law::built_in()?;
    let file = std::fs::File::open(path).with_context(|| path.display().to_string())?;
    let report = cases::check(&law.rules, file).with_context(|| path.display().to_string())?;
    if json {
        let failed: Vec<String> = report.failed.iter().map(ToString::to_string).collect();
        println!("{}", serde_json::json!({ "passed": report.passed, "failed": failed }));
    } else {
        for case in &report.failed {
            println!("{case}");
        }
        println!("{report}");
    }
    Ok(if report.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
