//! The program killed while mail comes in, again and again: every mail is there, once (G6, G8).

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use saiyo::store::database::Target;

use crate::boxes::{Mailbox, mail};
use crate::line::Line;
use crate::server::Running;
use crate::support::services::{self, Random, seed};
use crate::support::sql::{Sql, connect};

const KILLS: usize = 100;
const MAILS: usize = 200;
/// As many bytes of the server say that the program signs in.
const SIGNED_IN: usize = 2_000;
/// What came by a mailbox: the demo has mail of its own.
const FETCHED: &str = "incoming_messages WHERE mailbox_id IS NOT NULL";

#[test]
fn a_program_that_is_killed_loses_and_doubles_nothing() {
    let (data, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut random = Random::new(seed("inbox kills"));
    let (mailbox, line) = (Mailbox::new(), Line::new());
    Running::demo(data.path(), temporary.path(), 20, &[]).kill();
    let (inbox, ca) = (mailbox.setting(line.port), services::required(services::IMAP_CA));
    let settings = [("SAIYO_INBOXES", inbox.as_str()), ("SAIYO_MAIL_CA", ca.as_str())];
    for kill in 0..KILLS {
        (MAILS * kill / KILLS..MAILS * (kill + 1) / KILLS).for_each(|number| mailbox.deliver_at(&mail(number), None));
        let before = line.carried();
        let running = Running::serve(data.path(), temporary.path(), &settings, Vec::new());
        line.wait_for(before + SIGNED_IN);
        std::thread::sleep(Duration::from_micros(random.below(500_000) as u64));
        running.kill();
    }
    let received_under_kills = received(data.path());
    let running = Running::serve(data.path(), temporary.path(), &settings, Vec::new());
    let started = Instant::now();
    while received(data.path()) < MAILS as i64 || mailbox.marked() < MAILS {
        assert!(started.elapsed() < Duration::from_secs(120), "{} of {MAILS} are there", received(data.path()));
        std::thread::sleep(Duration::from_millis(100));
    }
    running.stop();
    check(data.path());
    eprintln!("G8: {KILLS} kills, {received_under_kills} of {MAILS} mails received under them, 0 lost, 0 doubled");
    assert!(received_under_kills > 0, "mail came in while the program was killed");
}

fn check(data: &Path) {
    assert_eq!(received(data), MAILS as i64, "each mail is there once");
    let filed = number(data, &format!("SELECT COUNT(*) AS n FROM {FETCHED} AND state = 'filed'"));
    let of = format!("FROM messages WHERE incoming_id IN (SELECT id FROM {FETCHED})");
    let messages = number(data, &format!("SELECT COUNT(*) AS n {of}"));
    let once = number(data, &format!("SELECT COUNT(DISTINCT incoming_id) AS n {of}"));
    assert_eq!((messages, once), (filed, filed), "what is filed is filed once");
    let mut program = Command::new(env!("CARGO_BIN_EXE_saiyo"));
    program.args(["journal", "verify"]).env("SAIYO_DATA", data).env_remove("SAIYO_CONFIG");
    let output = program.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

fn received(data: &Path) -> i64 {
    number(data, &format!("SELECT COUNT(*) AS n FROM {FETCHED}"))
}

fn number(data: &Path, sql: &str) -> i64 {
    connect(&Target::Sqlite(data.join("saiyo.db").display().to_string())).number(sql)
}
