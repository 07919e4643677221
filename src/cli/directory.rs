//! `saiyo directory status` and `rebuild`.

use std::process::ExitCode;

use clap::Subcommand;

use super::open_store;
use crate::clock::Clock;
use crate::config::Config;
use crate::workflows::follow_journal::Directories;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say how many people each office's directory holds, and how far it follows the journal.
    #[command(after_help = "Example: saiyo directory status")]
    Status,
    /// Fill the directories anew.
    #[command(after_help = "Example: saiyo directory rebuild")]
    Rebuild,
}

pub fn run(config: Config, command: &Command, json: bool) -> anyhow::Result<ExitCode> {
    let store = open_store(&config)?;
    let mut db = store.database()?;
    let directories = Directories::in_folder(config.directories);
    let at = Clock::system().now();
    for office in store.served_offices() {
        let (directory, lag) = match command {
            Command::Status => directories.as_it_is(&mut db, &office, at)?,
            Command::Rebuild => (directories.rebuild(&mut db, &office, at)?, 0),
        };
        let people = directory.count()?;
        if json {
            println!("{}", serde_json::json!({ "office": office, "people": people, "lag": lag }));
        } else {
            println!("{office}  {people} people  {lag} changes behind");
        }
    }
    Ok(ExitCode::SUCCESS)
}
