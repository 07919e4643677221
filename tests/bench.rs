//! `saiyo bench` from its beginning to its end, small: every line is there, and the store can be measured again.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on should say where")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn bench(data: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saiyo"));
    command.args(["bench", "--candidates", "60", "--seconds", "1", "--connections", "3", "--data"]).arg(data);
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
        "filling",
        "bare actix hello page",
        "list",
        "search, a rare word",
        "search, a common word",
        "search, two characters",
        "search, one character",
        "search, a name in romaji",
        "search, combined with AND",
        "search, excluded",
        "search, a state",
        "candidate page",
        "edit of a profile",
        "stage move",
        "application with a CV",
        "server memory",
        "disk, files of the folder",
        "seals of 1.5 kB, one core",
    ];
    assert_eq!(names, expected);
    assert_eq!(lines[0]["people"], 60.0);
    for line in &lines[1..15] {
        let figure = |name: &str| line[name].as_f64().unwrap();
        assert!(figure("p50_ms") > 0.0 && figure("p99_ms") >= figure("p50_ms"), "{line}");
        assert!(figure("per_second") > 0.0 && line["cpu_ms"].is_number(), "{line}");
    }

    let again = bench(data.path(), &[]);
    let names: Vec<&str> = again.lines().skip(1).map(|line| line.split("  ").next().unwrap()).collect();
    assert_eq!(names, expected[1..], "the same store, as a table; nobody is invented again");
}
