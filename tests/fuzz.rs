//! Mails that are broken at random, through the whole way of receiving: none of them may end or hold up its reader.
//!
//! Without `SAIYO_FUZZ_SECONDS` it runs for five seconds, as a part of all tests; `bin/fuzz mail 30m` runs it for long.
//! Which mails come depends on the seed alone, how many on the time. What does harm is kept in `target/fuzz`, and comes
//! first in the next run.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends where its ground fails")]

#[path = "fuzz/mutations.rs"]
mod mutations;
#[path = "fuzz/seeds.rs"]
mod seeds;
#[path = "support/services.rs"]
#[expect(dead_code, reason = "shared with suites that use the rest")]
mod services;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use saiyo::documents::Reader;
use saiyo::domain::message::MailFault;
use saiyo::mail::inbound::{self, ParsedMail};
use saiyo::mail::recognise;

use crate::services::{Random, seed};

/// Mails that one child process is given.
const BATCH: u64 = 32;
/// A mail that takes longer is a finding.
const PATIENCE: Duration = Duration::from_secs(5);
/// After so many findings it ends.
const ENOUGH: usize = 20;

/// A mail, with the name under which it is kept if it does harm.
struct Case {
    name: String,
    raw: Vec<u8>,
}

struct Fuzzing {
    reader: Reader,
    seed: u64,
    seeds: Vec<Vec<u8>>,
    next: AtomicU64,
    outcomes: Mutex<BTreeMap<&'static str, usize>>,
    findings: Mutex<Vec<String>>,
}

#[test]
fn no_broken_mail_ends_or_holds_up_its_reader() {
    let hands = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let fuzzing = Fuzzing {
        reader: Reader::new(reader(), hands),
        seed: seed("mail fuzzing"),
        seeds: seeds::all(),
        next: AtomicU64::new(0),
        outcomes: Mutex::default(),
        findings: Mutex::default(),
    };
    let (started, time) = (Instant::now(), seconds());
    for cases in kept().chunks(BATCH as usize) {
        fuzzing.run(cases);
    }
    std::thread::scope(|scope| {
        for _ in 0..hands.get() {
            scope.spawn(|| {
                while started.elapsed() < time && fuzzing.findings.lock().unwrap().len() < ENOUGH {
                    let start = fuzzing.next.fetch_add(BATCH, Ordering::Relaxed);
                    let cases: Vec<Case> = (start..start + BATCH).map(|number| fuzzing.case(number)).collect();
                    fuzzing.run(&cases);
                }
            });
        }
    });
    let (outcomes, findings) = (fuzzing.outcomes.into_inner().unwrap(), fuzzing.findings.into_inner().unwrap());
    let executions: usize = outcomes.values().sum();
    println!(
        "mail fuzzing: seed {}, {} seeds, {executions} executions in {:.0} s, outcomes {outcomes:?}, {} findings",
        fuzzing.seed,
        fuzzing.seeds.len(),
        started.elapsed().as_secs_f64(),
        findings.len(),
    );
    assert!(executions > 0, "nothing was tried");
    assert!(findings.is_empty(), "{findings:#?}");
}

impl Fuzzing {
    /// The mail of a number: the same in each run with this seed and these seeds.
    fn case(&self, number: u64) -> Case {
        // The generator mixes what it is given, so that neighbours have nothing in common.
        let mut random = Random::new(self.seed ^ number.wrapping_mul(0xD134_2543_DE82_EF95));
        let mut raw = random.pick(&self.seeds).clone();
        for _ in 0..=random.below(5) {
            mutations::mutate(&mut raw, &mut random, &self.seeds);
        }
        Case { name: format!("{}-{number}.eml", self.seed), raw }
    }

    fn run(&self, cases: &[Case]) {
        let raw: Vec<&[u8]> = cases.iter().map(|case| case.raw.as_slice()).collect();
        let started = Instant::now();
        let verdicts = inbound::read_many(&self.reader, &raw);
        let is_slow = started.elapsed() > PATIENCE;
        assert_eq!(verdicts.len(), cases.len(), "each mail has a verdict");
        for (case, verdict) in cases.iter().zip(verdicts) {
            let does_harm = matches!(verdict, Err(MailFault::Crashed | MailFault::TimedOut));
            let verdict = if does_harm || is_slow { self.run_alone(case) } else { verdict };
            let word = verdict.as_ref().map_or_else(|fault| fault.as_str(), |_| "read");
            *self.outcomes.lock().unwrap().entry(word).or_default() += 1;
            self.check_here(case, verdict.as_ref().ok());
        }
    }

    /// Whether it is this one that does harm.
    fn run_alone(&self, case: &Case) -> Result<ParsedMail, MailFault> {
        let started = Instant::now();
        let verdict = inbound::read(&self.reader, &case.raw);
        match &verdict {
            Err(fault @ (MailFault::Crashed | MailFault::TimedOut)) => self.find(case, fault.as_str()),
            _ if started.elapsed() > PATIENCE => self.find(case, "slow"),
            _ => {}
        }
        verdict
    }

    /// What is done with a mail in the server's own process.
    fn check_here(&self, case: &Case, mail: Option<&ParsedMail>) {
        let started = Instant::now();
        let looked_at = catch_unwind(AssertUnwindSafe(|| {
            let canonical = inbound::canonical(&case.raw);
            let is_form = canonical.len() <= case.raw.len() + 1 && is_one_form(&canonical);
            if let Some(mail) = mail {
                recognise::recognise(mail, &["recruiting@example.com".to_owned()]);
            }
            is_form
        }));
        match looked_at {
            Ok(true) if started.elapsed() > PATIENCE => self.find(case, "slow here"),
            Ok(true) => {}
            Ok(false) => self.find(case, "has no one canonical form"),
            Err(_) => self.find(case, "panic"),
        }
    }

    /// Keeps a mail that does harm.
    fn find(&self, case: &Case, what: &str) {
        let path = folder().join(&case.name);
        std::fs::create_dir_all(folder()).unwrap();
        std::fs::write(&path, &case.raw).unwrap();
        self.findings.lock().unwrap().push(format!("{what}: {}", path.display()));
    }
}

/// Whether a mail is the same whichever way its lines end.
fn is_one_form(mail: &[u8]) -> bool {
    let other: Vec<u8> = mail
        .iter()
        .flat_map(|byte| if *byte == b'\n' { &b"\r\n"[..] } else { std::slice::from_ref(byte) })
        .copied()
        .collect();
    inbound::canonical(&other) == inbound::canonical(mail)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/fuzz")
}

/// What did harm in earlier runs.
fn kept() -> Vec<Case> {
    let files = seeds::files(&folder()).into_iter();
    let case = |path: PathBuf| Case {
        raw: std::fs::read(&path).unwrap(),
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
    };
    files.map(case).collect()
}

/// How long it runs.
#[expect(clippy::disallowed_methods, reason = "bin/fuzz says how long")]
fn seconds() -> Duration {
    let seconds = std::env::var("SAIYO_FUZZ_SECONDS").ok().filter(|text| !text.is_empty());
    Duration::from_secs(seconds.map_or(5, |text| text.parse().expect("SAIYO_FUZZ_SECONDS is a number")))
}

/// The program that reads: the release that bin/fuzz built, else that of the tests.
fn reader() -> PathBuf {
    std::env::var_os("SAIYO_FUZZ_READER").map_or_else(|| env!("CARGO_BIN_EXE_saiyo").into(), PathBuf::from)
}

#[test]
fn the_mail_of_a_number_depends_on_the_seed_alone() {
    let fuzzing = |seed| Fuzzing {
        reader: Reader::new(env!("CARGO_BIN_EXE_saiyo").into(), NonZeroUsize::MIN),
        seed,
        seeds: seeds::generated(),
        next: AtomicU64::new(0),
        outcomes: Mutex::default(),
        findings: Mutex::default(),
    };
    let (one, same, other) = (fuzzing(7), fuzzing(7), fuzzing(8));
    for number in 0..200 {
        assert!(one.case(number).raw == same.case(number).raw, "{number}");
    }
    let changed = (0..200).filter(|number| one.case(*number).raw != other.case(*number).raw).count();
    assert!(changed > 150, "{changed}");
}
