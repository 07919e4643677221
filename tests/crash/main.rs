//! Killed in the middle of work, again and again: nothing that was acknowledged is lost, nothing is done twice, and
//! nothing is half done (G6).
//!
//! A short run is part of `bin/test`; `bin/figures crash` asks for 200 rounds on SQLite and 50 on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on should say where")]

#[path = "../at_rest/databases.rs"]
#[expect(dead_code, reason = "shared with the suite of what is at rest")]
mod databases;
#[path = "../at_rest/server.rs"]
#[expect(dead_code, reason = "shared with the suite of what is at rest")]
mod server;
#[path = "../support/services.rs"]
#[expect(dead_code, reason = "shared with suites that use the rest")]
mod services;

use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use saiyo::clock::Clock;
use saiyo::config::Settings;
use saiyo::domain::contact::EmailAddress;
use saiyo::domain::office::OfficeCode;
use saiyo::domain::staff::{Caller, JobName};
use saiyo::store::{Database, Store, addresses, intakes, stray_files};
use saiyo::workflows::sweep::{self, Limit, Moments};

use crate::databases::{drop_database, new_database};
use crate::server::{Browser, Running};
use crate::services::Random;

/// What the clients were told is done.
#[derive(Default)]
struct Acknowledged {
    addresses: Mutex<Vec<String>>,
    notes: Mutex<Vec<(String, String)>>,
}

struct Figures {
    rounds: usize,
    slowest: Duration,
}

/// One client: applies as new people until the server dies.
fn apply(address: &str, slug: &str, round: usize, acknowledged: &Acknowledged) {
    let browser = Browser::new(address);
    for number in 0.. {
        let email = format!("crash-{round}-{number}@example.org");
        let fields = [
            ("family", "Crash"),
            ("given", "Test"),
            ("email", email.as_str()),
            ("residence", "JP"),
            ("acknowledged", "yes"),
            ("notice_version", "2"),
        ];
        let file = Some(("cv.pdf", b"%PDF-1.7 nothing follows".to_vec()));
        match browser.try_post(&format!("{slug}/apply"), &fields, file) {
            Some(303) => acknowledged.addresses.lock().unwrap().push(email),
            Some(429) => return,
            Some(other) => panic!("an application was answered {other}"),
            None => return,
        }
    }
}

/// Another: writes notes about a candidate until the server dies.
fn annotate(browser: &Browser, candidate: &str, token: &str, round: usize, acknowledged: &Acknowledged) {
    for number in 0.. {
        let note = format!("note {round}-{number} of a server that will be killed;");
        let fields = [("csrf", token), ("note", note.as_str())];
        match browser.try_post(&format!("{candidate}/notes"), &fields, None) {
            Some(303) => acknowledged.notes.lock().unwrap().push((candidate.to_owned(), note)),
            // Two writers of one holding: the later one is told, and nothing was written.
            Some(409) => {}
            Some(other) => panic!("a note was answered {other}"),
            None => return,
        }
    }
}

fn one_round(running: &Running, round: usize, random: &mut Random, acknowledged: &Acknowledged) {
    let slugs = Browser::new(&running.address).links("/careers", "/careers/");
    let recruiter = running.signed_in("recruiter", "Tokyo");
    let candidates = recruiter.links("/staff/candidates", "/staff/candidates/");
    let candidate = candidates.iter().find(|path| !path.ends_with("/new")).expect("Tokyo has candidates").clone();
    let token = recruiter.token(&candidate).expect("the page has forms");
    let until = Duration::from_millis(50 + random.below(1_200) as u64);
    std::thread::scope(|scope| {
        for slug in slugs.iter().take(2) {
            // Each client's people are its own.
            let number = round * 10 + slugs.iter().position(|other| other == slug).unwrap();
            scope.spawn(move || apply(&running.address, slug, number, acknowledged));
        }
        scope.spawn(|| annotate(&recruiter, &candidate, &token, round, acknowledged));
        std::thread::sleep(until);
        Command::new("kill").args(["-KILL", &running.id().to_string()]).status().unwrap();
    });
}

fn run(data: &Path, settings: &[(&str, &str)], rounds: usize) {
    let temporary = tempfile::tempdir().unwrap();
    let mut random = Random::new(services::seed("crash"));
    let acknowledged = Acknowledged::default();
    let mut running = Running::demo(data, temporary.path(), 20, settings);
    let mut figures = Figures { rounds, slowest: Duration::ZERO };
    for round in 0..rounds {
        one_round(&running, round, &mut random, &acknowledged);
        let sign_ins = running.kill();
        let started = Instant::now();
        running = Running::serve(data, temporary.path(), settings, sign_ins);
        figures.slowest = figures.slowest.max(started.elapsed());
    }
    check(&running, data, settings, &acknowledged, &figures);
}

fn check(running: &Running, data: &Path, settings: &[(&str, &str)], acknowledged: &Acknowledged, figures: &Figures) {
    let addresses = acknowledged.addresses.lock().unwrap();
    let notes = acknowledged.notes.lock().unwrap();
    let store = open(data, settings);
    let mut db = store.database().unwrap();
    let offices: Vec<OfficeCode> = store.served_offices();
    let filed_after = all_is_filed(&mut db, &offices);
    for email in addresses.iter() {
        let email = EmailAddress::parse(email).unwrap();
        let holdings = offices.iter().map(|office| {
            let digest = addresses::digest(&db, office, &email).unwrap();
            db.read(|db| addresses::find(db, office, &digest)).unwrap().len()
        });
        assert_eq!(holdings.sum::<usize>(), 1, "an acknowledged application is there once");
    }
    no_file_is_astray(&mut db);
    let recruiter = running.signed_in("recruiter", "Tokyo");
    for (candidate, note) in notes.iter() {
        // The timeline begins with its first words as well.
        let shown = format!("<p class=\"running\">{note}</p>");
        assert_eq!(recruiter.get(candidate).matches(&shown).count(), 1, "an acknowledged note is there once");
    }
    for command in [["journal", "verify"].as_slice(), &["doctor"]] {
        let mut program = Command::new(env!("CARGO_BIN_EXE_saiyo"));
        program.args(command).env("SAIYO_DATA", data).env_remove("SAIYO_CONFIG").envs(settings.iter().copied());
        let output = program.output().unwrap();
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stdout));
    }
    eprintln!(
        "G6: {} kills, {} applications and {} notes acknowledged, 0 lost, 0 doubled, slowest restart {:?}, all filed {:?} later",
        figures.rounds,
        addresses.len(),
        notes.len(),
        figures.slowest,
        filed_after
    );
    assert!(!addresses.is_empty() && !notes.is_empty(), "the clients were told of something");
}

/// Waits until no application is left to file. One whose filing was killed twice waits, as in service: a minute, then
/// five; one that was killed three times is set aside, and is tried again as an administrator would.
fn all_is_filed(db: &mut Database, offices: &[OfficeCode]) -> Duration {
    let started = Instant::now();
    let far_off = Clock::system().now().plus_seconds(24 * 60 * 60);
    loop {
        let waiting = intakes::waiting(db, offices, far_off, 1_000).unwrap().len();
        let unfiled = db.read(intakes::unfiled).unwrap();
        if waiting == 0 && unfiled.is_empty() {
            return started.elapsed();
        }
        assert!(started.elapsed() < Duration::from_secs(10 * 60), "{waiting} still wait; not filed: {unfiled:?}");
        for intake in unfiled {
            let caller = Caller::job(JobName::AcceptIntake, intake.office, Clock::system().now());
            db.change(|tx| Ok(((), vec![intakes::try_again(tx, &caller, intake.id)?]))).unwrap();
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// What the kills left in the file store without a row goes with the second sweep of files, a day after the first:
/// after hundreds of kills there are more than go unasked, so it is swept as an operator does who has looked.
fn no_file_is_astray(db: &mut Database) {
    let soon = Clock::system().now().plus_seconds(60 * 60);
    for at in [soon, soon.plus_seconds(25 * 60 * 60)] {
        let swept =
            sweep::sweep_files(db, &Moments::at(at), Limit::None).unwrap().expect("the files are this database's");
        assert_eq!(swept.withheld, 0, "{swept:?}");
    }
    let files = db.store().blobs().list().unwrap();
    assert_eq!(db.read(|db| stray_files::strays_among(db, files)).unwrap(), [], "no file is without a row");
}

fn open(data: &Path, settings: &[(&str, &str)]) -> Store {
    let of = |name: &str| settings.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    let settings = Settings {
        data: Some(data.to_owned()),
        database_url: of("SAIYO_DATABASE_URL"),
        keyring_url: of("SAIYO_KEYRING_URL"),
        ..Settings::default()
    };
    Store::open(settings.into_config().unwrap().store).unwrap()
}

fn rounds(short: usize, long: usize) -> usize {
    if services::figures_wanted() { long } else { short }
}

#[test]
fn nothing_acknowledged_is_lost_or_doubled_when_sqlite_is_killed() {
    let data = tempfile::tempdir().unwrap();
    run(data.path(), &[], rounds(8, 200));
    let (saiyo, keyring) = (data.path().join("saiyo.db"), data.path().join("keyring.db"));
    for path in [saiyo, keyring] {
        use diesel::prelude::*;
        #[derive(QueryableByName)]
        struct Answer {
            #[diesel(sql_type = diesel::sql_types::Text)]
            integrity_check: String,
        }
        let mut db = SqliteConnection::establish(&path.display().to_string()).unwrap();
        let answer: Vec<Answer> = diesel::sql_query("PRAGMA integrity_check").load(&mut db).unwrap();
        assert_eq!(answer[0].integrity_check, "ok");
    }
}

#[test]
fn nothing_acknowledged_is_lost_or_doubled_on_postgresql() {
    let data = tempfile::tempdir().unwrap();
    let server = services::required(services::POSTGRES);
    let databases = [new_database(&server), new_database(&server)];
    let settings = [("SAIYO_DATABASE_URL", databases[0].as_str()), ("SAIYO_KEYRING_URL", databases[1].as_str())];
    run(data.path(), &settings, rounds(4, 50));
    for url in &databases {
        drop_database(url);
    }
}
