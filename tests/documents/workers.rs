//! The child process itself: its sandbox, its clock, its number.

use super::{at_once, cast, reader};
use saiyo::documents::{Reader, Wants, WorkerUnusable, compose, extract_line};
use saiyo::domain::document::ReadingFailure;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// A stand-in for a worker: a shell script.
fn script(folder: &tempfile::TempDir, body: &str) -> PathBuf {
    let path = folder.path().join("worker");
    std::fs::write(&path, format!("#!/bin/sh\nPATH=/usr/bin:/bin\n{body}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[test]
fn the_sandbox_refuses_files_network_programs_threads_and_memory() {
    assert!(std::fs::File::open("/etc/passwd").is_ok(), "what the worker may not do is possible outside of it");
    let probe = reader().check().unwrap();
    println!("refused: {probe:?}");
    assert!(probe.holds());
}

#[test]
fn a_worker_that_never_answers_is_killed_with_its_children() {
    let folder = tempfile::tempdir().unwrap();
    let path = script(&folder, &format!("sleep 300 & echo $! > {}/child; wait", folder.path().display()));
    let started = Instant::now();
    let outcome = Reader::new(path, at_once(1)).read(b"%PDF-1.4", Wants::ALL);
    assert_eq!(outcome.failure, Some(ReadingFailure::TimedOut));
    assert!(started.elapsed() < Duration::from_secs(12), "{:?}", started.elapsed());
    let child = std::fs::read_to_string(folder.path().join("child")).unwrap();
    // Killed at once, which a busy machine sees to a moment later; until its new parent has buried it, its state is Z.
    let status = || std::fs::read_to_string(format!("/proc/{}/status", child.trim())).unwrap_or_default();
    let is_gone = || status().is_empty() || status().contains("State:\tZ");
    let killed = Instant::now();
    while !is_gone() && killed.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(is_gone(), "{}", status());
}

#[test]
fn a_worker_that_dies_or_talks_nonsense_is_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    for body in [
        "kill -SEGV $$",
        "kill -KILL $$",
        "exit 1",
        "exit 77",
        "echo nonsense",
        "printf 'T\\377\\377\\377\\377'",
        "cat",
    ] {
        let outcome = Reader::new(script(&folder, body), at_once(1)).read(b"%PDF-1.4 some bytes", Wants::ALL);
        assert_eq!(outcome.failure, Some(ReadingFailure::Crashed), "{body}");
    }
    let missing = Reader::new("/no/such/program".into(), at_once(1));
    assert_eq!(missing.read(b"%PDF-1.4", Wants::ALL).failure, Some(ReadingFailure::Crashed));
    assert!(matches!(missing.check(), Err(WorkerUnusable::Start(_))));
    assert!(matches!(Reader::new(script(&folder, "exit 77"), at_once(1)).check(), Err(WorkerUnusable::Unconfined)));
}

#[test]
fn what_a_worker_had_ready_when_it_died_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let body = "printf 'K\\000\\000\\000\\003pdfT\\000\\000\\000\\005words'; kill -SEGV $$";
    let outcome = Reader::new(script(&folder, body), at_once(1)).read(b"%PDF-1.4", Wants::ALL);
    assert_eq!((outcome.text.as_str(), outcome.failure, outcome.truncated), ("words", None, true));
}

#[test]
fn a_worker_gets_no_environment() {
    let folder = tempfile::tempdir().unwrap();
    let seen = folder.path().join("seen");
    let reader = Reader::new(script(&folder, &format!("env > {}", seen.display())), at_once(1));
    reader.read(b"%PDF-1.4", Wants::ALL);
    let seen = std::fs::read_to_string(seen).unwrap();
    // The shell makes these three itself.
    let foreign = seen.lines().find(|line| !["PATH=", "PWD=", "_="].iter().any(|own| line.starts_with(own)));
    assert_eq!(foreign, None);
}

#[test]
fn no_more_workers_run_at_a_time_than_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let body = format!("echo start >> {0}; sleep 0.1; echo end >> {0}", log.display());
    let reader = Reader::new(script(&folder, &body), at_once(2));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| reader.read(b"%PDF-1.4", Wants::ALL));
        }
    });
    let mut running = 0;
    let log = std::fs::read_to_string(log).unwrap();
    for line in log.lines() {
        running += if line == "start" { 1 } else { -1 };
        assert!((0..=2).contains(&running), "{log}");
    }
    assert_eq!(log.lines().count(), 16);
}

#[test]
fn every_file_gets_one_line_of_json() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cv.pdf");
    std::fs::write(&path, compose::cv_docx(&cast::japanese())).unwrap();
    let line: serde_json::Value = serde_json::from_str(&extract_line(&reader(), &path)).unwrap();
    assert_eq!((line["kind"].as_str(), line["error"].as_str()), (Some("docx"), None));
    assert_eq!(line["characters"].as_u64(), line["text"].as_str().map(|text| text.chars().count() as u64));
    for (path, error) in [(folder.path().join("missing"), "not_found"), (folder.path().to_owned(), "not_found")] {
        let line: serde_json::Value = serde_json::from_str(&extract_line(&reader(), &path)).unwrap();
        assert_eq!(line["error"], error);
    }
}

#[test]
fn the_command_prints_a_line_for_each_file_and_each_file_of_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cv");
    std::fs::write(&path, compose::cv_pdf(&cast::english())).unwrap();
    let command = std::process::Command::new(env!("CARGO_BIN_EXE_saiyo"))
        .args(["documents", "extract"])
        .arg(&path)
        .arg(folder.path())
        .output();
    let printed = String::from_utf8(command.unwrap().stdout).unwrap();
    assert_eq!(printed.lines().count(), 2);
    assert!(printed.lines().all(|line| line.contains("Merlion Payments")));
}
