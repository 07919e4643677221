//! `saiyo rules check`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;

use crate::law::{Law, cases};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check the rule table, and decided cases against it.
    #[command(after_help = "Example: saiyo rules check --cases tests/rules/decision-cases.csv")]
    Check {
        /// A CSV file of facts with the expected decisions.
        #[arg(long, value_name = "FILE.csv")]
        cases: PathBuf,
    },
}

pub fn run(command: &Command, json: bool) -> anyhow::Result<ExitCode> {
    let Command::Check { cases: path } = command;
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
