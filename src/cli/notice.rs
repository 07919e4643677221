//! `saiyo notice publish`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;

use super::open_store;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::notice_file;
use crate::domain::office::{LegalForm, OfficeCode};
use crate::domain::staff::Caller;
use crate::store::{Database, offices};
use crate::workflows::publish_notice;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Publish a version of the privacy notice from a file; notice.example.toml is one to begin with. What is
    /// published stays: people are judged by the version that they were shown.
    #[command(after_help = "Example: saiyo notice publish notice.toml")]
    Publish {
        /// The notice, in three languages.
        #[arg(value_name = "FILE.toml")]
        file: PathBuf,
    },
}

pub fn run(config: &Config, command: &Command, json: bool) -> anyhow::Result<ExitCode> {
    let Command::Publish { file } = command;
    let name = || file.display().to_string();
    let text = std::fs::read_to_string(file).with_context(name)?;
    let notice = notice_file::read_one(&text).with_context(name)?;
    let store = open_store(config)?;
    let mut db = store.database()?;
    let caller = Caller::operator(speaking_office(&mut db)?, Clock::system().now());
    publish_notice::publish(&mut db, &caller, &notice).with_context(name)?;
    store.anchor().flush();
    let (version, day, sections) = (notice.version, notice.effective_on, notice.sections.len());
    if json {
        let purposes = &notice.purposes;
        let said = serde_json::json!({
            "version": version, "effective_on": day, "sections": sections, "purposes": purposes,
        });
        println!("{said}");
    } else {
        println!("published version {version} with {sections} sections; it is in force from {day}");
    }
    Ok(ExitCode::SUCCESS)
}

/// The office that speaks for the whole company: its head office.
pub(super) fn speaking_office(db: &mut Database) -> anyhow::Result<OfficeCode> {
    let all = db.read(offices::list)?;
    let head = all.iter().find(|office| office.legal_form == LegalForm::HeadOffice).or(all.first());
    let office = head.context("there is no office yet; take the first steps on the page /setup, then publish")?;
    Ok(office.code.clone())
}
