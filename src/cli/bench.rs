//! `saiyo bench`: how fast this machine serves, measured through HTTP from another process than the server's.
//!
//! Invariant: a store that it did not fill is only read, and only if its address was given.

mod client;
mod deeds;
mod filling;
mod markup;
mod measure;
mod process;
mod rates;
mod receiving;
mod table;
mod worker;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use self::client::Client;
use self::deeds::Deed;
use self::measure::measure;
use self::process::Process;
use self::table::{Before, Table};
use self::worker::Worker;
use crate::clock::Clock;
use crate::config::{Config, Settings};
use crate::domain::bulk_act::{ExportColumn, ExportEncoding, ExportReason};

/// Candidates that each connection looks at and changes.
const PEOPLE: usize = 8;
/// The office whose recruiter is measured.
const OFFICE: &str = "JP";

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// How many people to invent, if the folder does not hold as many yet.
    #[arg(long, default_value_t = 10_000, value_name = "N")]
    candidates: u64,
    /// How many messages to invent in their conversations, if the folder does not hold as many yet, and measure the
    /// inbox: its pages, and how fast mail comes in. The latter adds people.
    #[arg(long, default_value_t = 0, value_name = "N")]
    messages: u64,
    /// How long each kind of request is measured: so long one after another, and so long on all connections.
    #[arg(long, default_value_t = 5, value_name = "S", value_parser = clap::value_parser!(u64).range(1..=3_600))]
    seconds: u64,
    // It shares its name, and so its type, with the setting of the database's connections, which the server that is
    // measured takes from the environment or the file.
    /// Connections at a time, each with a session of its own.
    #[arg(long, default_value_t = 32, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    connections: u32,
    /// Measure a server that runs already, and only read; the recruiter's password is taken from standard input.
    #[arg(long, value_name = "URL", requires = "email")]
    address: Option<String>,
    /// The recruiter's e-mail there.
    #[arg(long, value_name = "ADDRESS", requires = "address")]
    email: Option<String>,
    /// Say by which factor each kind of request has grown since another run, whose lines `--json` wrote to this file.
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// Serve the bare framework's page, for the measurement itself.
    #[arg(long, hide = true)]
    hello: bool,
}

/// The stores of a measurement: a folder of its own, unless one is named.
pub fn settings(mut given: Settings) -> Settings {
    given.data.get_or_insert_with(|| Path::new("saiyo-data").join("bench"));
    given
}

pub fn run(config: Config, arguments: &Arguments, json: bool) -> anyhow::Result<ExitCode> {
    if arguments.hello {
        return process::serve_hello();
    }
    let before = arguments.against.as_deref().map(Before::read).transpose()?;
    let table = &Table { json, connections: arguments.connections as usize, before };
    let time = Duration::from_secs(arguments.seconds);
    if let (Some(address), Some(email)) = (&arguments.address, &arguments.email) {
        let mut password = String::new();
        std::io::stdin().read_line(&mut password)?;
        let (password, has_inbox) = (password.trim_end_matches('\n'), arguments.messages > 0);
        let site = Site { address, email, password, has_inbox, server: None };
        table.head();
        hello(table, time)?;
        site.measure(table, time)?;
    } else {
        own(config, (arguments.candidates, arguments.messages), table, time)?;
    }
    rates::seals(table, OFFICE, time)?;
    rates::decisions(table, time)?;
    Ok(ExitCode::SUCCESS)
}

/// Fills a store, serves it, and measures everything.
fn own(config: Config, (candidates, messages): (u64, u64), table: &Table, time: Duration) -> anyhow::Result<()> {
    let sign_in = filling::fill(config.clone(), (candidates, messages), table)?;
    let disk = size(&config.data)?;
    let server = Process::serve(&config)?;
    let started = server.memory()?;
    let (email, password, has_inbox) = (sign_in.email.as_str(), sign_in.password.as_str(), messages > 0);
    let site = Site { address: &server.address, email, password, has_inbox, server: Some(&server) };
    table.head();
    hello(table, time)?;
    site.measure(table, time)?;
    let memory = server.memory()?;
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    table.values(
        "server memory",
        &[
            ("rss_start_mb", megabytes(started.resident), "MB at the start"),
            ("rss_mb", megabytes(memory.resident), "MB now"),
            ("peak_mb", megabytes(memory.peak), "MB at most"),
        ],
    );
    let people = candidates.max(1) as f64;
    let each = disk as f64 / people / 1e3;
    table.values(
        "disk, files of the folder",
        &[("total_mb", megabytes(disk), "MB"), ("candidate_kb", each, "kB a candidate")],
    );
    // Its jobs would file along.
    drop(server);
    if has_inbox { receiving::measure(config, table, OFFICE, time) } else { Ok(()) }
}

/// The server that is measured, and who signs in there.
struct Site<'a> {
    address: &'a str,
    email: &'a str,
    password: &'a str,
    /// Whether its inbox is measured too.
    has_inbox: bool,
    /// Its process, if it was started here; another's records are not changed.
    server: Option<&'a Process>,
}

impl Site<'_> {
    fn measure(&self, table: &Table, time: Duration) -> anyhow::Result<()> {
        let mut first = self.signed_in()?;
        let people = people(&mut first, table.connections * PEOPLE)?;
        let rare = self.rare_word(&mut first, &people)?;
        let share = (people.len() / table.connections).max(1);
        let mut shares = people.chunks(share);
        let run = Clock::system().now().micros();
        let mut workers = Vec::with_capacity(table.connections);
        for number in 0..table.connections {
            let own = shares.next().map(<[String]>::to_vec).unwrap_or_default();
            if own.is_empty() {
                bail!("there are too few candidates: give more --candidates or fewer --connections");
            }
            workers.push(Worker::new(self.signed_in()?, number, own, run));
        }
        let mut deeds = vec![Deed::List];
        deeds.extend(deeds::searches(&rare));
        deeds.extend([Deed::Typing, Deed::Candidate]);
        if self.has_inbox {
            deeds.extend(deeds::INBOX);
        }
        if self.server.is_some() {
            deeds.extend([Deed::Edit, Deed::Move, Deed::Apply]);
        }
        for deed in deeds {
            table.figures(&measure(&deed, &mut workers, self.server, time)?);
        }
        if let Some(server) = self.server {
            self.export(table, server)?;
        }
        Ok(())
    }

    /// Writes everybody in the list into a file of every column, and looks at the server's memory meanwhile.
    fn export(&self, table: &Table, server: &Process) -> anyhow::Result<()> {
        let mut client = self.signed_in()?;
        let mut fields = vec![("act", "export"), ("list", "/staff/candidates")];
        fields.extend([("reason", ExportReason::DataCheck.as_str()), ("encoding", ExportEncoding::Utf8.as_str())]);
        fields.extend(ExportColumn::all().map(|column| ("column", column.as_str())));
        let planned = client.post("/staff/selection/acts", &fields).context("export")?;
        if planned.status != 303 {
            bail!("export: the server answered {} instead of 303", planned.status);
        }
        let (before, cpu, started) = (server.memory()?, server.cpu()?, Instant::now());
        // The first line names the columns.
        let people = client
            .download(&format!("{}/file", planned.location), &[("password", self.password)])
            .context("export")?
            .saturating_sub(1);
        let (took, cpu) = (started.elapsed().as_secs_f64(), server.cpu()?.saturating_sub(cpu));
        table.values(
            "export of 23 columns",
            &[
                ("people", people as f64, "people"),
                ("people_per_second", people as f64 / took, "a second"),
                ("cpu_ms", cpu.as_secs_f64() * 1e3 / people.max(1) as f64, "CPU ms each"),
                ("grown_mb", (server.memory()?.resident as f64 - before.resident as f64) / 1e6, "MB more memory"),
            ],
        );
        Ok(())
    }

    fn signed_in(&self) -> anyhow::Result<Client> {
        let mut client = Client::new(self.address)?;
        client.sign_in(self.email, self.password)?;
        Ok(client)
    }

    /// Somebody's e-mail address: nobody else has it.
    fn rare_word(&self, client: &mut Client, people: &[String]) -> anyhow::Result<String> {
        let person = people.first().context("the recruiter sees no candidate who can be changed")?;
        let page = client.get(&format!("{person}/edit"))?;
        markup::value_of(&page.body, "email").context("the form has no address")
    }
}

/// The pages of candidates who can be edited and moved, as many as are wanted or are there.
fn people(client: &mut Client, wanted: usize) -> anyhow::Result<Vec<String>> {
    let (mut found, mut next) = (Vec::new(), Some("/staff/candidates".to_owned()));
    while let Some(path) = next {
        let list = client.get(&path)?;
        for person in markup::links(&list.body, "/staff/candidates/") {
            if found.len() == wanted {
                return Ok(found);
            }
            let page = client.get(&person)?;
            let is_own = !markup::links(&page.body, &format!("{person}/edit")).is_empty();
            if is_own && worker::stage_action(&page.body).is_some() {
                found.push(person);
            }
        }
        next = markup::links(&list.body, "/staff/candidates?after=").pop();
    }
    Ok(found)
}

fn hello(table: &Table, time: Duration) -> anyhow::Result<()> {
    let process = Process::hello()?;
    let worker = |number| Ok(Worker::new(Client::new(&process.address)?, number, Vec::new(), 0));
    let mut workers = (0..table.connections).map(worker).collect::<anyhow::Result<Vec<_>>>()?;
    table.figures(&measure(&Deed::Hello, &mut workers, Some(&process), time)?);
    Ok(())
}

/// Bytes of the files in a folder and below.
fn size(folder: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        bytes += if about.is_dir() { size(&entry.path())? } else { about.len() };
    }
    Ok(bytes)
}
