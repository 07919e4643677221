//! Mail from files: every kind, each mail once, and a last line that scripts read.

use std::path::Path;
use std::process::Command;

use saiyo::store::database::Target;

use crate::boxes::mail;
use crate::server::Running;
use crate::support::sql::{Sql, connect};

struct Answer {
    code: i32,
    lines: Vec<String>,
}

impl Answer {
    fn last(&self) -> &str {
        self.lines.last().map_or("", String::as_str)
    }
}

fn saiyo(data: &Path, words: &[&str]) -> Answer {
    let mut program = Command::new(env!("CARGO_BIN_EXE_saiyo"));
    program.args(words).env("SAIYO_DATA", data).env("SAIYO_LOG", "error").env_remove("SAIYO_CONFIG");
    let output = program.output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    let answer = Answer { code: output.status.code().unwrap(), lines };
    assert!(answer.code < 2, "{}", String::from_utf8_lossy(&output.stderr));
    answer
}

/// A company with a notice in force, and nobody at work.
fn company() -> tempfile::TempDir {
    let (data, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    Running::demo(data.path(), temporary.path(), 20, &[]).kill();
    data
}

fn write(folder: &Path, name: &str, content: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

/// As programs put mails into one file.
fn mbox(mails: &[String]) -> String {
    let quoted = |mail: &String| mail.replace("\r\n", "\n").replace("\nFrom ", "\n>From ");
    let begun = |mail: &String| format!("From MAILER-DAEMON Tue Nov 24 10:00:00 2026\n{}\n", quoted(mail));
    mails.iter().map(begun).collect()
}

#[test]
fn files_of_every_kind_come_in_once() {
    let (data, folder) = (company(), tempfile::tempdir().unwrap());
    let begins_like_one = format!("{}From here on she writes more.\r\n", mail(0));
    write(folder.path(), "a.eml", &begins_like_one);
    write(folder.path(), "many", &mbox(&[begins_like_one, mail(1), mail(2)]));
    write(folder.path(), "box/cur/1.host:2,S", &mail(3));
    write(folder.path(), "box/new/2.host", &mail(4));
    write(folder.path(), "box/tmp/3.host", &mail(5));
    write(folder.path(), "box/dovecot-uidlist", "3 V1 N1");
    write(folder.path(), "deeper/still/b.eml", &mail(6));
    std::os::unix::fs::symlink(folder.path(), folder.path().join("deeper/round")).unwrap();
    let path = folder.path().display().to_string();
    let first = saiyo(data.path(), &["inbox", "ingest", &path]);
    let said = first.lines.join("\n");
    assert_eq!((first.last(), first.code), ("6 stored, 1 duplicate, 0 quarantined, 0 failed", 0), "{said}");
    assert_eq!(first.lines.len(), 1, "everything is filed: {said}");
    let second = saiyo(data.path(), &["inbox", "ingest", &path, "--office", "JP"]);
    assert_eq!((second.last(), second.code), ("0 stored, 7 duplicate, 0 quarantined, 0 failed", 0));
    let elsewhere = saiyo(data.path(), &["inbox", "ingest", &format!("{path}/a.eml"), "--office", "SG", "--json"]);
    let said: serde_json::Value = serde_json::from_str(elsewhere.last()).unwrap();
    assert_eq!(said["stored"], 1, "another office has its own: {said}");
    let status = saiyo(data.path(), &["inbox", "status"]);
    assert!(status.lines.contains(&"JP  no mailbox  0 waiting".to_owned()), "{:?}", status.lines);
}

#[test]
fn what_cannot_be_read_is_named() {
    let (data, folder) = (company(), tempfile::tempdir().unwrap());
    write(folder.path(), "from-nobody.eml", "Subject: A question\r\n\r\nWho asks?\r\n");
    write(folder.path(), "good.eml", &mail(0));
    let path = folder.path().display().to_string();
    let missing = format!("{path}/missing.eml");
    let answer = saiyo(data.path(), &["inbox", "ingest", &path, &missing]);
    let said = answer.lines.join("\n");
    assert_eq!((answer.last(), answer.code), ("1 stored, 0 duplicate, 1 quarantined, 1 failed", 1), "{said}");
    let named = |start: String| answer.lines.iter().filter(|line| line.starts_with(&start)).count();
    assert_eq!(named(format!("{path}/from-nobody.eml: quarantined: ")), 1, "{said}");
    assert_eq!(named(format!("{missing}: failed: ")), 1, "{said}");
    assert!(!said.contains("question"), "nothing of what it says is told: {said}");
    let office = saiyo(data.path(), &["inbox", "ingest", &path, "--office", "XX"]);
    assert_eq!((office.last(), office.code), ("", 1));
}

#[test]
fn our_own_copy_is_kept_apart() {
    let (data, folder) = (company(), tempfile::tempdir().unwrap());
    write(folder.path(), "copy.eml", &mail(0).replace("applicant-0@example.org", "jobs@aomine-mail.example"));
    let path = folder.path().display().to_string();
    let url = format!("file:{}", folder.path().join("letters").display());
    let from = ["--mail-url", &url, "--mail-from", "Recruiting <jobs@aomine-mail.example>"];
    let mut sql = connect(&Target::Sqlite(data.path().join("saiyo.db").display().to_string()));
    let mut apart = || sql.number("SELECT count(*) AS n FROM incoming_messages WHERE state = 'apart'");
    let before = apart();
    let answer = saiyo(data.path(), &[&from[..], &["inbox", "ingest", &path]].concat());
    assert_eq!(answer.last(), "1 stored, 0 duplicate, 0 quarantined, 0 failed");
    assert_eq!(apart(), before + 1);
}
