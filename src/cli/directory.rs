//! `saiyo directory status` and `rebuild`.

use std::process::ExitCode;

use clap::Subcommand;

use super::open_store;
use super::progress::bar;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::grants;
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
    let directories = Directories::in_folder(config.directories);
    let at = Clock::system().now();
    for office in store.served_offices() {
        let (directory, lag) = match command {
            Command::Status => directories.as_it_is(&store, &office, at)?,
            Command::Rebuild => {
                let given = store.database()?.read(|db| grants::count_given(db, &office))?;
                let filling = bar(u64::try_from(given).unwrap_or(0), "filling the directory");
                let rebuilt =
                    directories.rebuild(&store, &office, || Clock::system().now(), |more| filling.inc(more as u64))?;
                filling.finish_and_clear();
                (rebuilt, 0)
            }
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
