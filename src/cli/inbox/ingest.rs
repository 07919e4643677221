//! `saiyo inbox ingest`: mail from files, received and filed as mail from a server is.
//!
//! Invariant: what is counted as stored is kept for good; a mail that came in before is no new one.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use indicatif::ProgressBar;

use super::super::notice::speaking_office;
use super::super::{open_store, progress};
use super::sources::Sources;
use crate::clock::Clock;
use crate::config::Config;
use crate::documents::Reader;
use crate::domain::id::IncomingMessageId;
use crate::domain::message::{IncomingState, MailFault};
use crate::domain::office::OfficeCode;
use crate::mail::LARGEST;
use crate::mail::mbox::{Mbox, Part, is_mbox};
use crate::store::incoming_messages::{self, Arrived};
use crate::store::{Database, Store, StoreError, offices};
use crate::workflows::file_mail::Known;
use crate::workflows::{WorkflowError, file_mail, receive_mail};

const TOO_LARGE: &str = "is larger than 40 MB";

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Files and folders; of a folder every file in it and below, of a Maildir its mails.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The office that it is mail to; the head office if left out.
    #[arg(long, value_name = "CODE")]
    office: Option<OfficeCode>,
}

pub fn run(config: &Config, arguments: &Arguments, json: bool) -> anyhow::Result<ExitCode> {
    let store = open_store(config)?;
    let mut db = store.database()?;
    let office = office(&mut db, arguments.office.as_ref())?;
    let reader = if store.served_offices().contains(&office) {
        Some(Reader::of_this_program()?.allow_without_landlock(config.allow_without_landlock))
    } else {
        eprintln!("the office {office} is not served here: what comes in is filed by the server that serves it");
        None
    };
    let sources = Sources::find(&arguments.paths);
    let progress = progress::bar(sources.files.iter().map(|(_, bytes)| bytes).sum(), "taking mail in");
    let (waiting, stored, tally) = (Waiting::default(), Vec::new(), Tally::default());
    let ours = config.own_addresses();
    let known = Known { ours: &ours, servers: Some(&config.trusted_servers) };
    let mut ingest = Ingest { store: &store, db, office, reader, known, progress, waiting, stored, tally };
    for (path, why) in &sources.faults {
        ingest.tally.fail(&path.display().to_string(), why);
    }
    for (path, _) in &sources.files {
        ingest.file(path)?;
    }
    ingest.progress.finish_and_clear();
    let tally = ingest.finish()?;
    store.anchor().flush();
    tally.print(json);
    Ok(if tally.failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn office(db: &mut Database, given: Option<&OfficeCode>) -> anyhow::Result<OfficeCode> {
    let Some(given) = given else { return speaking_office(db) };
    if !db.read(offices::codes)?.contains(given) {
        anyhow::bail!("--office: there is no office {given}");
    }
    Ok(given.clone())
}

/// What became of the mails.
#[derive(Default)]
struct Tally {
    stored: usize,
    duplicate: usize,
    quarantined: usize,
    failed: usize,
    waiting: usize,
    /// Name, outcome and reason of each mail that is not simply stored.
    problems: Vec<(String, &'static str, String)>,
}

impl Tally {
    fn fail(&mut self, name: &str, why: &str) {
        self.failed += 1;
        self.problems.push((name.to_owned(), "failed", why.to_owned()));
    }

    fn print(&self, json: bool) {
        for (name, outcome, why) in &self.problems {
            if json {
                println!("{}", serde_json::json!({ "file": name, "outcome": outcome, "reason": why }));
            } else {
                println!("{name}: {outcome}: {why}");
            }
        }
        let Self { stored, duplicate, quarantined, failed, waiting, .. } = self;
        if json {
            let all = serde_json::json!({
                "stored": stored, "duplicate": duplicate, "quarantined": quarantined, "failed": failed,
                "waiting": waiting,
            });
            return println!("{all}");
        }
        if *waiting > 0 {
            println!("{waiting} of the stored wait to be filed");
        }
        println!("{stored} stored, {duplicate} duplicate, {quarantined} quarantined, {failed} failed");
    }
}

/// Mails that are to be taken in together, each with its name.
#[derive(Default)]
struct Waiting {
    mails: Vec<(Vec<u8>, String)>,
    bytes: usize,
}

struct Ingest<'a> {
    store: &'a Store,
    db: Database,
    office: OfficeCode,
    /// Files what comes in, if this instance can open it.
    reader: Option<Reader>,
    known: Known<'a>,
    progress: ProgressBar,
    waiting: Waiting,
    stored: Vec<(IncomingMessageId, String)>,
    tally: Tally,
}

impl Ingest<'_> {
    fn file(&mut self, path: &Path) -> anyhow::Result<()> {
        let name = path.display().to_string();
        let why = match open(path) {
            Ok((file, true)) => return self.many(file, &name),
            Ok((file, false)) => match whole(file) {
                Ok(Part::Mail(mail)) => return self.add(mail, name),
                Ok(Part::TooLarge) => TOO_LARGE.to_owned(),
                Err(error) => error.to_string(),
            },
            Err(error) => error.to_string(),
        };
        self.tally.fail(&name, &why);
        Ok(())
    }

    fn many(&mut self, file: impl Read, name: &str) -> anyhow::Result<()> {
        for (at, part) in Mbox::new(BufReader::new(file)).enumerate() {
            let name = format!("{name}, mail {}", at + 1);
            match part {
                Ok(Part::Mail(mail)) => self.add(mail, name)?,
                Ok(Part::TooLarge) => self.tally.fail(&name, TOO_LARGE),
                Err(error) => {
                    // What cannot be read now has no next mail.
                    self.tally.fail(&name, &error.to_string());
                    break;
                }
            }
        }
        Ok(())
    }

    /// Lets a mail wait until there are enough to be taken in together.
    fn add(&mut self, mail: Vec<u8>, name: String) -> anyhow::Result<()> {
        if self.waiting.bytes + mail.len() > receive_mail::BYTES_AT_ONCE {
            self.receive()?;
        }
        self.waiting.bytes += mail.len();
        self.waiting.mails.push((mail, name));
        if self.waiting.mails.len() < receive_mail::AT_ONCE { Ok(()) } else { self.receive() }
    }

    /// Keeps the mails that wait, and files them. What stands in the way of all ends the run.
    fn receive(&mut self) -> anyhow::Result<()> {
        let Waiting { mails, bytes } = std::mem::take(&mut self.waiting);
        let at = Clock::system().now();
        let raw: Vec<&[u8]> = mails.iter().map(|(mail, _)| mail.as_slice()).collect();
        let together = receive_mail::receive_all(&mut self.db, &self.office, None, &raw, at);
        // If they cannot be kept together, it shows one by one whose fault that is.
        let mut together = together.ok().map(Vec::into_iter);
        for (mail, name) in &mails {
            let arrived = match together.as_mut().and_then(Iterator::next) {
                Some(arrived) => Ok(arrived),
                None => receive_mail::receive(&mut self.db, &self.office, None, mail, at),
            };
            match arrived {
                Ok(Arrived::Stored(id)) => self.stored.push((id, name.clone())),
                Ok(Arrived::Duplicate) => self.tally.duplicate += 1,
                Err(WorkflowError::Store(error @ (StoreError::Unavailable | StoreError::Pool(_)))) => {
                    return Err(error.into());
                }
                Err(error) => self.tally.fail(name, &error.to_string()),
            }
        }
        self.progress.inc(bytes as u64);
        self.file_waiting()
    }

    fn file_waiting(&self) -> anyhow::Result<()> {
        let Some(reader) = &self.reader else { return Ok(()) };
        loop {
            let done = file_mail::file_waiting_knowing(self.store, reader, self.known, || Clock::system().now())?;
            if done.filed + done.apart + done.quarantined == 0 {
                return Ok(());
            }
        }
    }

    /// Asks what became of each mail that was kept.
    fn finish(mut self) -> anyhow::Result<Tally> {
        self.receive()?;
        for (id, name) in std::mem::take(&mut self.stored) {
            let (state, fault) = self.db.read(|db| incoming_messages::state_of(db, id))?;
            if state == IncomingState::Quarantined {
                self.tally.quarantined += 1;
                let why = fault.map_or("for a reason that is not on record", words);
                self.tally.problems.push((name, "quarantined", why.to_owned()));
                continue;
            }
            self.tally.stored += 1;
            self.tally.waiting += usize::from(state == IncomingState::Received);
        }
        Ok(self.tally)
    }
}

/// Opens a file and says whether it has many mails.
fn open(path: &Path) -> io::Result<(impl Read, bool)> {
    let mut file = File::open(path)?;
    let mut beginning = Vec::new();
    file.by_ref().take(5).read_to_end(&mut beginning)?;
    let has_many = is_mbox(&beginning);
    Ok((Cursor::new(beginning).chain(file), has_many))
}

fn whole(file: impl Read) -> io::Result<Part> {
    let mut mail = Vec::new();
    file.take(u64::from(LARGEST) + 1).read_to_end(&mut mail)?;
    Ok(if mail.len() > LARGEST as usize { Part::TooLarge } else { Part::Mail(mail) })
}

const fn words(fault: MailFault) -> &'static str {
    match fault {
        MailFault::TooLarge => "is larger, or has more parts or headers, than is read",
        MailFault::TooDeep => "is nested too deeply",
        MailFault::NotMail => "is no mail",
        MailFault::TimedOut => "took too long to read",
        MailFault::Crashed => "ended its reader",
        MailFault::NoSender => "names nobody as its sender",
        MailFault::Unfiled => "could not be filed after several tries",
    }
}
