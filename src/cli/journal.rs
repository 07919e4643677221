//! `saiyo journal verify` and `saiyo journal explain`.

mod explain;

use std::process::ExitCode;

use clap::Subcommand;

use super::open_store;
use super::progress::bar;
use crate::config::Config;
use crate::store::{journal, journal_verify};

/// As many lines that cannot be verified are printed.
const SHOWN: usize = 10;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check every entry against the one before, and against the anchor.
    #[command(after_help = "Example: saiyo journal verify --data /srv/saiyo")]
    Verify,
    /// Reason a decision on record again, on the facts that it was taken on. Reads only, also beside a running server.
    #[command(after_help = "Example: saiyo journal explain 1204 --json")]
    Explain {
        /// The place of the entry in the journal.
        #[arg(value_name = "SEQ", value_parser = clap::value_parser!(i64).range(1..))]
        seq: i64,
    },
}

pub fn run(config: &Config, command: &Command, json: bool) -> anyhow::Result<ExitCode> {
    match command {
        Command::Verify => verify(config, json),
        Command::Explain { seq } => explain::run(config, *seq, json),
    }
}

fn verify(config: &Config, json: bool) -> anyhow::Result<ExitCode> {
    let store = open_store(config)?;
    let mut db = store.database()?;
    let anchored = store.read_anchor()?;
    let head = db.read(journal::head)?;
    let checking = bar(u64::try_from(head.seq).unwrap_or(0), "checking entries");
    let seen = |seq| checking.set_position(u64::try_from(seq).unwrap_or(0));
    let report = db.read(|db| journal_verify::verify(db, &anchored.facts, seen))?;
    checking.finish_and_clear();
    if json {
        let fault =
            report.fault.as_ref().map(|fault| serde_json::json!({ "entry": fault.seq, "what": fault.to_string() }));
        let unverified: Vec<String> = anchored.unverified.iter().map(ToString::to_string).collect();
        println!(
            "{}",
            serde_json::json!({
                "entries": report.entries, "anchored": report.anchored, "lost": report.lost, "fault": fault, "unverified": unverified,
            })
        );
    } else {
        match &report.fault {
            None => println!("{} entries verified, {} anchored heads agree", report.entries, report.anchored),
            Some(fault) => println!("{fault}"),
        }
        if report.lost > 0 {
            println!("the loss of {} later heads was accepted (serve --accept-older-database)", report.lost);
        }
        for line in anchored.unverified.iter().take(SHOWN) {
            println!("{line}");
        }
        if anchored.unverified.len() > SHOWN {
            println!("and {} more lines of the anchor", anchored.unverified.len() - SHOWN);
        }
    }
    Ok(if report.fault.is_none() && anchored.unverified.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
