//! `saiyo inbox ingest` and `status`.

mod ingest;
mod sources;

use std::collections::BTreeSet;
use std::process::ExitCode;

use clap::Subcommand;

use super::open_store;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::office::OfficeCode;
use crate::store::{Database, incoming_messages, mailboxes, offices};

/// As many mails that wait are counted.
const COUNTED: i64 = 100_000;
/// Seconds within which every pause of a mail that could not be filed is over.
const FAR: i64 = 366 * 24 * 60 * 60;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Take mail in from files and file it: .eml files, mbox files, Maildir folders, and folders of those. What came in
    /// before does not come in again. The last line says what became of it.
    #[command(after_help = "Example: saiyo inbox ingest old-applications/ hiring.mbox --office JP")]
    Ingest(ingest::Arguments),
    /// Say of each mailbox when it was looked at, how much mail waits to be filed, and what is wrong.
    #[command(after_help = "Example: saiyo inbox status")]
    Status,
}

pub fn run(config: &Config, command: &Command, json: bool) -> anyhow::Result<ExitCode> {
    match command {
        Command::Ingest(arguments) => ingest::run(config, arguments, json),
        Command::Status => status(config, json),
    }
}

fn status(config: &Config, json: bool) -> anyhow::Result<ExitCode> {
    let store = open_store(config)?;
    let mut db = store.database()?;
    for office in db.read(offices::codes)? {
        let waiting = waiting(&mut db, &office)?;
        let rows = db.read(|db| mailboxes::list(db, &office))?;
        let known: BTreeSet<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        for row in &rows {
            let looked_at = row.looked_at.map(|at| at.timestamp().to_string());
            print(json, &office, Some(&row.name), looked_at, waiting, row.fault.as_deref());
        }
        let new: Vec<_> = config
            .inboxes
            .iter()
            .filter(|inbox| inbox.office == office && !known.contains(inbox.name.as_str()))
            .collect();
        for inbox in &new {
            print(json, &office, Some(&inbox.name), None, waiting, None);
        }
        if rows.is_empty() && new.is_empty() {
            print(json, &office, None, None, waiting, None);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn print(
    json: bool,
    office: &OfficeCode,
    name: Option<&str>,
    looked_at: Option<String>,
    waiting: usize,
    fault: Option<&str>,
) {
    if json {
        let line = serde_json::json!({
            "office": office, "mailbox": name, "looked_at": looked_at, "waiting": waiting, "fault": fault,
        });
        println!("{line}");
        return;
    }
    let Some(name) = name else { return println!("{office}  no mailbox  {waiting} waiting") };
    let looked_at = looked_at.map_or_else(|| "never looked at".to_owned(), |at| format!("looked at {at}"));
    println!("{office}  {name}  {looked_at}  {waiting} waiting  {}", fault.unwrap_or("no fault"));
}

fn waiting(db: &mut Database, office: &OfficeCode) -> anyhow::Result<usize> {
    let far_off = Clock::system().now().plus_seconds(FAR);
    Ok(incoming_messages::waiting(db, std::slice::from_ref(office), far_off, COUNTED)?.len())
}
