//! `saiyo doctor`: looks for faults, and says what to do about each.

use std::process::ExitCode;

use crate::clock::Clock;
use crate::config::Config;
use crate::documents::Reader;
use crate::domain::office::OfficeCode;
use crate::store::database::Target;
use crate::store::duty_register::{self, RecipientDuty};
use crate::store::file_store::{self, Belonging};
use crate::store::incident_clocks::{self, KeptClock};
use crate::store::{Database, Store, anchored, facts, grants, intakes, journal_verify, offices, reviews};
use crate::workflows::follow_journal::Directories;
use crate::workflows::sweep::{self, Limit, Moments, SweptFiles};

/// One thing that was looked at.
struct Finding {
    what: &'static str,
    good: bool,
    says: String,
}

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Sweep the files now, and remove those without a row that two sweeps a day apart saw, however many they are.
    #[arg(long)]
    remove_stray_files: bool,
}

pub fn run(config: &Config, arguments: &Arguments, json: bool) -> anyhow::Result<ExitCode> {
    let mut findings = vec![documents(config), proxies(config)];
    match super::open_store(config) {
        Err(error) => findings.push(Finding { what: "store", good: false, says: format!("{error:#}") }),
        Ok(store) => {
            findings.push(Finding { what: "store", good: true, says: "databases, files and rule tables open".into() });
            if arguments.remove_stray_files {
                let moments = Moments::at(Clock::system().now());
                sweep::sweep_files(&mut store.database()?, &moments, Limit::None)?;
            }
            look(&store, config, &mut findings)?;
        }
    }
    let good = findings.iter().all(|finding| finding.good);
    for finding in &findings {
        if json {
            println!("{}", serde_json::json!({ "what": finding.what, "good": finding.good, "says": finding.says }));
        } else {
            println!("{}  {:<10}  {}", if finding.good { "good" } else { "BAD " }, finding.what, finding.says);
        }
    }
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn documents(config: &Config) -> Finding {
    let reader = Reader::of_this_program().map(|reader| reader.allow_without_landlock(config.allow_without_landlock));
    let checked = reader.map_err(|error| error.to_string()).and_then(|r| r.check().map_err(|error| error.to_string()));
    match checked {
        Ok(_) => {
            Finding { what: "documents", good: true, says: "the worker is confined: nothing gets out of it".into() }
        }
        Err(error) => Finding { what: "documents", good: false, says: error },
    }
}

/// Whether limits can tell one network from another.
fn proxies(config: &Config) -> Finding {
    let fine = || "limits tell the networks of visitors apart";
    let fault = config.proxy_fault();
    Finding { what: "proxies", good: fault.is_none(), says: fault.unwrap_or_else(fine).to_owned() }
}

fn look(store: &Store, config: &Config, findings: &mut Vec<Finding>) -> anyhow::Result<()> {
    let mut db = store.database()?;
    findings.push(keys(store, &mut db)?);
    findings.push(keyring(&mut db)?);
    findings.push(journal(store, &mut db)?);
    findings.push(unfiled(&mut db)?);
    findings.push(waiting(&mut db)?);
    findings.push(incidents(&mut db)?);
    findings.push(duties(&mut db)?);
    findings.push(files(store, &mut db)?);
    findings.push(directories(store, config));
    findings.push(copies(config));
    Ok(())
}

fn keys(store: &Store, db: &mut Database) -> anyhow::Result<Finding> {
    let all = db.read(offices::codes)?;
    let mut bad = Vec::new();
    for code in &all {
        if let Err(error) = grants::public_key(db, code) {
            bad.push(format!("{code}: {error}"));
        }
    }
    let served: Vec<String> = store.served_offices().iter().map(ToString::to_string).collect();
    let missing: Vec<&OfficeCode> = all.iter().filter(|code| !served.contains(&code.to_string())).collect();
    let says = match (bad.is_empty(), missing.is_empty()) {
        (false, _) => bad.join("; "),
        (true, true) => format!("{} offices, every public key signed, every private key here", all.len()),
        (true, false) => {
            format!("serves {}; {missing:?} are served elsewhere or their key files are missing", served.join(","))
        }
    };
    Ok(Finding { what: "keys", good: bad.is_empty(), says })
}

fn keyring(db: &mut Database) -> anyhow::Result<Finding> {
    let (states, keys) = grants::counts(db)?;
    let live = states.iter().find(|(state, _)| state == "live").map_or(0, |(_, count)| *count);
    let unsettled: i64 = states.iter().filter(|(state, _)| state == "intended").map(|(_, count)| *count).sum();
    let good = live <= keys;
    let says = if good {
        format!("{live} live grants, {keys} keys, {unsettled} in the making (the sweep ends those a crash left)")
    } else {
        format!("{live} live grants but {keys} keys: restore the keyring from its own backup")
    };
    Ok(Finding { what: "keyring", good, says })
}

fn journal(store: &Store, db: &mut Database) -> anyhow::Result<Finding> {
    let anchored = match store.read_anchor() {
        Ok(anchored) => anchored,
        Err(error) => return Ok(Finding { what: "journal", good: false, says: error.to_string() }),
    };
    let report = db.read(|db| journal_verify::verify(db, &anchored.facts, |_| ()))?;
    Ok(match report.fault {
        None if !anchored.unverified.is_empty() => Finding {
            what: "journal",
            good: false,
            says: format!(
                "{} entries verified, {} anchored heads agree; {} lines of the anchor do not count, such as: {}",
                report.entries,
                report.anchored,
                anchored.unverified.len(),
                anchored.unverified.first().map(ToString::to_string).unwrap_or_default()
            ),
        },
        None => Finding {
            what: "journal",
            good: true,
            says: format!("{} entries verified, {} anchored heads agree", report.entries, report.anchored),
        },
        Some(fault) => Finding {
            what: "journal",
            good: false,
            says: format!("{fault}; keep this copy, and compare with a backup"),
        },
    })
}

fn unfiled(db: &mut Database) -> anyhow::Result<Finding> {
    let unfiled = db.read(intakes::unfiled)?;
    let aside = unfiled.iter().filter(|intake| intake.next_try_at.is_none()).count();
    let says = match unfiled.len() {
        0 => "every application is filed or on its way".to_owned(),
        all => format!("{all} applications could not be filed, {aside} of them set aside: see /staff/intakes"),
    };
    Ok(Finding { what: "intakes", good: unfiled.is_empty(), says })
}

/// Records that nobody may use before a person has decided. That is no fault, but somebody has to know.
fn waiting(db: &mut Database) -> anyhow::Result<Finding> {
    let says = match db.read(reviews::count)? {
        0 => "no record waits for a privacy officer".to_owned(),
        some => format!("{some} records wait for a privacy officer's decision: see /staff/reviews"),
    };
    Ok(Finding { what: "reviews", good: true, says })
}

/// Reports and notices whose last day is over, office by office.
fn incidents(db: &mut Database) -> anyhow::Result<Finding> {
    let (now, mut late, mut open) = (Clock::system().now(), Vec::new(), 0);
    for office in db.read(offices::codes)? {
        let clocks = db.read(|db| incident_clocks::open_of(db, &office))?;
        let today = db.read(|db| facts::office(db, &office))?.today(now);
        open += clocks.len();
        let due = |clock: &KeptClock| clock.due_on.map(|due| format!("{office}: {} was due by {due}", clock.rule));
        late.extend(clocks.iter().filter(|clock| clock.is_overdue(today)).filter_map(due));
    }
    let says = match late.is_empty() {
        true => format!("no report or notice of an incident is overdue, {open} open"),
        false => format!("{}; see /staff/incidents", late.join(", ")),
    };
    Ok(Finding { what: "incidents", good: late.is_empty(), says })
}

/// Duties after transfers, entrustments and provisions whose last day is over, office by office.
fn duties(db: &mut Database) -> anyhow::Result<Finding> {
    let (now, mut late) = (Clock::system().now(), Vec::new());
    for office in db.read(offices::codes)? {
        let today = db.read(|db| facts::office(db, &office))?.today(now);
        let found = db.read(|db| duty_register::late(db, &office, today))?;
        let towards =
            |it: &RecipientDuty| format!("{office}: {} towards {} was due by {}", it.duty, it.recipient, it.due_on);
        late.extend(found.recipients.iter().map(towards));
        late.extend(found.provisions.iter().map(|(duty, some)| format!("{office}: {duty} after {some} provisions")));
    }
    let says = match late.is_empty() {
        true => "nothing that follows from a transfer, an entrustment or a provision is overdue".to_owned(),
        false => format!("{}; see /staff/duties", late.join(", ")),
    };
    Ok(Finding { what: "duties", good: late.is_empty(), says })
}

fn files(store: &Store, db: &mut Database) -> anyhow::Result<Finding> {
    let finding = |good, says| Ok(Finding { what: "files", good, says });
    let belonging = match db.read(|db| file_store::belonging(db, store.blobs())) {
        Ok(belonging) => belonging,
        Err(error) => return finding(false, format!("{error}: check blobs_url and its access")),
    };
    if belonging != Belonging::Together {
        return finding(false, format!("{belonging}; until then no file is removed"));
    }
    if let Some(first) = anchored::lacking(db)?.first() {
        return finding(
            false,
            format!(
                "this database lacks entry {} of the journal, which its anchor knows: until the newest copy is \
                 restored no file is removed",
                first.seq
            ),
        );
    }
    match sweep::last_files(db)? {
        None => finding(true, format!("{belonging}; it was not swept yet")),
        Some(SweptFiles { withheld, files, .. }) if withheld > 0 => finding(
            false,
            format!(
                "{withheld} of {files} files have no row, too many to remove unasked: check that this is the newest \
                 database, then run `saiyo doctor --remove-stray-files`"
            ),
        ),
        Some(swept) => finding(true, format!("{belonging}; {} files at the last sweep", swept.files)),
    }
}

fn directories(store: &Store, config: &Config) -> Finding {
    let directories = Directories::in_folder(config.directories.clone());
    let mut says = Vec::new();
    for office in store.served_offices() {
        let looked = directories
            .as_it_is(store, &office, Clock::system().now())
            .and_then(|(directory, lag)| Ok((directory.count()?, lag)));
        match looked {
            Ok((people, lag)) => says.push(format!("{office}: {people} people, {lag} changes behind")),
            Err(error) => return Finding { what: "directory", good: false, says: format!("{office}: {error}") },
        }
    }
    Finding { what: "directory", good: true, says: says.join("; ") }
}

/// Where a deleted key may still stand, and for how long.
fn copies(config: &Config) -> Finding {
    let says = match &config.store.keyring {
        Target::Sqlite(_) => {
            "keyring in SQLite: deleted keys are overwritten, its log is cut at each ending; backups of it keep them"
        }
        Target::Pg(_) => {
            "keyring in PostgreSQL: deleted keys stay in dead rows until VACUUM and in archived WAL as long as you keep it"
        }
    };
    Finding { what: "copies", good: true, says: says.to_owned() }
}
