//! `saiyo journal verify`.

use std::process::ExitCode;

use clap::Subcommand;

use super::open_store;
use super::progress::bar;
use crate::config::Config;
use crate::store::{anchor, journal, journal_verify, open};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check every entry against the one before, and against the anchor.
    #[command(after_help = "Example: saiyo journal verify --data /srv/saiyo")]
    Verify,
}

pub fn run(config: &Config, command: &Command, json: bool) -> anyhow::Result<ExitCode> {
    let Command::Verify = command;
    let store = open_store(config)?;
    let mut db = store.database()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let key = store.setup_public_key().ok_or_else(|| anyhow::anyhow!("keys/setup.key is missing"))?;
    let anchored = anchor::read(&open::open_anchor(store.config(), &runtime)?, key)?;
    let head = db.read(journal::head)?;
    let checking = bar(u64::try_from(head.seq).unwrap_or(0), "checking entries");
    let seen = |seq| checking.set_position(u64::try_from(seq).unwrap_or(0));
    let report = db.read(|db| journal_verify::verify(db, &anchored, seen))?;
    checking.finish_and_clear();
    if json {
        let fault =
            report.fault.as_ref().map(|fault| serde_json::json!({ "entry": fault.seq, "what": fault.to_string() }));
        println!("{}", serde_json::json!({ "entries": report.entries, "anchored": report.anchored, "fault": fault }));
    } else {
        match &report.fault {
            None => println!("{} entries verified, {} anchored heads agree", report.entries, report.anchored),
            Some(fault) => println!("{fault}"),
        }
    }
    Ok(if report.fault.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
