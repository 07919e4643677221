//! `saiyo bench` from its beginning to its end, small: every line is there, and the store can be measured again. And
//! what it stands on: a filling that was cut off goes on, on both databases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on should say where")]

#[path = "at_rest/databases.rs"]
#[expect(dead_code, reason = "shared with the suite of what is at rest")]
mod databases;
#[path = "support/services.rs"]
#[expect(dead_code, reason = "shared with suites that use the rest")]
mod services;

use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

use saiyo::clock::Clock;
use saiyo::config::Settings;
use saiyo::domain::id::StaffId;
use saiyo::domain::message::Folder;
use saiyo::domain::office::OfficeCode;
use saiyo::domain::time::Ts;
use saiyo::store::{Database, Store, grants, settings, threads};
use saiyo::workflows::fill_demo;
use serde_json::Value;

use crate::databases::{drop_database, new_database};

fn bench(data: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saiyo"));
    command.args(["bench", "--candidates", "60", "--messages", "90"]);
    command.args(["--seconds", "1", "--connections", "3", "--data"]).arg(data);
    let output = command.args(arguments).env_remove("SAIYO_CONFIG").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_kind_of_request_is_measured_and_every_line_is_printed() {
    let data = tempfile::tempdir().unwrap();
    let printed = bench(data.path(), &["--json"]);
    let lines: Vec<Value> = printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<&str> = lines.iter().map(|line| line["what"].as_str().unwrap()).collect();
    let expected = [
        "filling, messages",
        "filling",
        "bare actix hello page",
        "list",
        "search, a rare word",
        "search, a common word",
        "search, two characters",
        "search, one character",
        "search, a name in romaji",
        "search, the beginning of a word",
        "search, combined with AND",
        "search, excluded",
        "search, a state",
        "search, everybody by name",
        "search, a state by name",
        "search, two characters by name",
        "people while typing",
        "candidate page",
        "inbox, unassigned",
        "inbox, mine",
        "inbox, done",
        "inbox, a thread",
        "edit of a profile",
        "stage move",
        "application with a CV",
        "export of 23 columns",
        "server memory",
        "disk, files of the folder",
        "mail in, filed and indexed",
        "seals of 1.5 kB, one core",
        "decisions of the law, one core",
    ];
    assert_eq!(names, expected);
    assert_eq!((&lines[0]["messages"], &lines[1]["people"]), (&Value::from(90.0), &Value::from(60.0)));
    for line in &lines[2..25] {
        let figure = |name: &str| line[name].as_f64().unwrap();
        assert!(figure("p50_ms") > 0.0 && figure("p99_ms") >= figure("p50_ms"), "{line}");
        assert!(figure("per_second") > 0.0 && line["cpu_ms"].is_number(), "{line}");
    }

    let mail = &lines[28];
    assert!(mail["messages"].as_f64().unwrap() >= 32.0 && mail["cpu_ms"].as_f64().unwrap() > 0.0, "{mail}");

    let before = data.path().join("before.jsonl");
    std::fs::write(&before, &printed).unwrap();
    let again = bench(data.path(), &["--against", before.to_str().unwrap()]);
    let names: Vec<&str> = again.lines().skip(1).map(|line| line.split("  ").next().unwrap()).collect();
    assert_eq!(names, expected[2..], "the same store, as a table; nobody is invented again");
    assert!(again.lines().nth(1).unwrap().ends_with('x'), "what was measured before is compared: {again}");
}

/// How many people each office can open, and the grants by their state.
#[derive(Debug, PartialEq)]
struct Held {
    people: Vec<i64>,
    grants: Vec<(String, i64)>,
    keys: i64,
}

fn held(db: &mut Database) -> Held {
    let offices = db.store().served_offices();
    let people = offices.iter().map(|office| db.read(|db| grants::count_given(db, office)).unwrap()).collect();
    let (grants, keys) = grants::counts(db).unwrap();
    Held { people, grants, keys }
}

/// Killed after a batch was stored and before that was noted, the filling finds everybody there already.
fn a_filling_goes_on(given: Settings) {
    let store = Store::open(given.into_config().unwrap().store).unwrap();
    let mut db = store.database().unwrap();
    let now = Clock::system().now();
    fill_demo::fill(&mut db, 46, fill_demo::READ, now, |_| ()).unwrap();
    let filled = held(&mut db);
    let mark = db.read(|db| settings::read(db, settings::DEMO)).unwrap().unwrap();
    let (done, day) = mark.split_once(' ').unwrap();
    assert_eq!(done, "46");
    db.change(|tx| Ok((settings::write(tx, settings::DEMO, &format!("0 {day}"))?, Vec::new()))).unwrap();

    let tomorrow = now.plus_seconds(24 * 60 * 60);
    fill_demo::fill(&mut db, 46, fill_demo::READ, tomorrow, |_| ()).unwrap();
    assert_eq!(held(&mut db), filled, "nobody twice, not even a day later");
    fill_demo::fill(&mut db, 50, fill_demo::READ, tomorrow, |_| ()).unwrap();
    assert!(held(&mut db).people.iter().sum::<i64>() >= filled.people.iter().sum::<i64>() + 4);
    messages_go_on(&store, now);
}

/// Each filling begins with what is there, and makes what is missing.
fn messages_go_on(store: &Store, now: Ts) {
    let mut threads_before = 0;
    for wanted in [0, 70, 70, 90] {
        let told = Mutex::new(Vec::new());
        fill_demo::fill_messages(store, wanted, now, |more| told.lock().unwrap().push(more)).unwrap();
        let told = told.into_inner().unwrap();
        assert_eq!(told.iter().sum::<u64>(), wanted, "{told:?}");
        let there = threads_of_all(store, now);
        assert_eq!(there > threads_before, told.len() > 1, "{there} threads after {told:?}");
        threads_before = there;
    }
}

fn threads_of_all(store: &Store, now: Ts) -> i64 {
    let nobody = StaffId::new();
    let count = |office: OfficeCode| {
        let mut db = store.database().unwrap();
        let listed = db.read(|db| threads::list(db, &office, Folder::All, nobody, now, None, 1_000)).unwrap();
        i64::try_from(listed.len()).unwrap()
    };
    store.served_offices().into_iter().map(count).sum()
}

#[test]
fn a_filling_that_was_cut_off_goes_on_without_anybody_twice_on_sqlite() {
    let data = tempfile::tempdir().unwrap();
    a_filling_goes_on(Settings { data: Some(data.path().to_owned()), ..Settings::default() });
}

#[test]
fn a_filling_that_was_cut_off_goes_on_without_anybody_twice_on_postgresql() {
    let data = tempfile::tempdir().unwrap();
    let server = services::required(services::POSTGRES);
    let [database, keyring] = [new_database(&server), new_database(&server)];
    a_filling_goes_on(Settings {
        data: Some(data.path().to_owned()),
        database_url: Some(database.clone()),
        keyring_url: Some(keyring.clone()),
        ..Settings::default()
    });
    drop_database(&database);
    drop_database(&keyring);
}
