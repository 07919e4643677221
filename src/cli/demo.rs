//! `saiyo demo`: an installation with invented people, ready to look at.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;

use super::progress::bar;
use super::{fill_directories, open_app, open_store, serve_app};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::application::Stage;
use crate::domain::locale::Locale;
use crate::domain::office::OfficeCode;
use crate::domain::staff::{Caller, JobName};
use crate::mail::Mailer;
use crate::store::sessions;
use crate::store::{Database, offices};
use crate::vault::secret::Token;
use crate::workflows::fill_demo::{self, SignIn};

/// Seconds that a printed link works.
const LINK: i64 = 24 * 60 * 60;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// How many people to invent.
    #[arg(long, default_value_t = 2_000, value_name = "N")]
    candidates: u64,
}

pub fn run(config: Config, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if !config.listen.ip().is_loopback() {
        anyhow::bail!("the demo prints its passwords, so it listens on a loopback address only");
    }
    let listener = TcpListener::bind(config.listen).with_context(|| format!("cannot listen on {}", config.listen))?;
    let address = listener.local_addr()?;
    let store = open_store(&config)?;
    let mut db = store.database()?;
    let now = Clock::system().now();
    let filling = bar(arguments.candidates, "inventing people");
    let sign_ins =
        fill_demo::fill(&mut db, arguments.candidates, fill_demo::READ, now, |done| filling.set_position(done))?;
    filling.finish_and_clear();
    let (config, letters) = with_letters(Config { listen: address, ..config })?;
    drop(db);
    let app = open_app(config, store)?;
    fill_inboxes(&app)?;
    fill_directories(&app)?;
    let mut db = app.store.database()?;
    println!("A candidate of each office may look at their own record (each link works once):");
    for office in app.store.served_offices() {
        if let Some(link) = candidate_link(&app, &mut db, &office)? {
            println!("  {}  http://{address}/me/sign-in/{link}", office_name(&mut db, &office)?);
        }
    }
    if let Some(folder) = letters {
        println!("Letters to candidates are written to {}", folder.display());
    }
    println!("Mail waits in the inbox of each office; its recruiter answers it.");
    println!();
    print_sign_ins(&mut db, &sign_ins)?;
    drop(db);
    println!("ready http://{address}");
    serve_app(app, listener)?;
    Ok(ExitCode::SUCCESS)
}

/// Fills the inboxes once. Where no mail can be read, none comes: all of it would be kept apart as unreadable.
fn fill_inboxes(app: &App) -> anyhow::Result<()> {
    if let Some(mailer) = app.config.mailer.as_ref().filter(|_| app.reader.check().is_ok()) {
        fill_demo::fill_mails(&app.store, &app.reader, mailer, app.clock.now())?;
    }
    Ok(())
}

/// Without a mail server, letters go into a folder of the demo's own; the answer names it.
fn with_letters(config: Config) -> anyhow::Result<(Config, Option<PathBuf>)> {
    if config.mailer.is_some() {
        return Ok((config, None));
    }
    let folder = config.data.join("letters");
    let mailer = Mailer::new(&format!("file:{}", folder.display()), "Saiyo <recruiting@saiyo.example>");
    let mailer = mailer.map_err(|(key, what)| anyhow::anyhow!("{key}: {what}"))?;
    Ok((Config { mailer: Some(mailer), ..config }, Some(folder)))
}

/// A single-use link for the newest candidate of an office whose selection is under way.
fn candidate_link(app: &App, db: &mut Database, office: &OfficeCode) -> anyhow::Result<Option<String>> {
    let at = app.clock.now();
    let filter = crate::directory::ListFilter { stage: Some(Stage::Screening), size: 50, ..Default::default() };
    let today = db.read(|db| crate::store::facts::office(db, office))?.today(at);
    let scope = crate::directory::Scope {
        today,
        assigned_to: None,
        except: None,
        categories: Vec::new(),
        to_find_alone: false,
    };
    let listed = app.directories.read(&app.store, office, at, |directory| directory.list(&scope, &filter))?;
    let Some(person) = listed.people.into_iter().find(|person| person.holding.office == *office) else {
        return Ok(None);
    };
    let token = Token::generate()?;
    let holding = person.holding.id;
    let caller = Caller::job(JobName::Demo, office.clone(), at);
    db.change(|tx| {
        sessions::add_link(tx, &token.hash(), holding, at.plus_seconds(LINK))?;
        let entry = crate::store::journal::Entry::by(&caller, "create", format!("sign_in_link:{holding}"));
        Ok(((), vec![entry]))
    })?;
    Ok(Some(token.reveal().to_string()))
}

fn office_name(db: &mut Database, office: &OfficeCode) -> anyhow::Result<String> {
    Ok(db.read(|db| offices::read(db, office))?.name.get(Locale::En).to_owned())
}

fn print_sign_ins(db: &mut Database, sign_ins: &[SignIn]) -> anyhow::Result<()> {
    let widest = sign_ins.iter().map(|sign_in| sign_in.email.to_string().len()).max().unwrap_or(0);
    println!("{:<18}  {:<10}  {:<widest$}  password", "role", "office", "e-mail");
    for sign_in in sign_ins {
        let office = office_name(db, &sign_in.office)?;
        println!("{:<18}  {:<10}  {:<widest$}  {}", sign_in.role.as_str(), office, sign_in.email, sign_in.password);
    }
    Ok(())
}
