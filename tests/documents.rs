//! The documents module with the real binary as its worker.
#![expect(clippy::unwrap_used, reason = "a builder that fails is a test that fails")]

#[path = "documents/build.rs"]
mod build;
#[path = "documents/cast.rs"]
mod cast;
#[path = "documents/corpus.rs"]
mod corpus;
#[path = "documents/hostile.rs"]
mod hostile;
#[path = "documents/reading.rs"]
mod reading;
#[path = "documents/workers.rs"]
mod workers;

use saiyo::documents::{ReadOutcome, Reader, Wants};
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

fn at_once(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).unwrap()
}

fn reader() -> Reader {
    Reader::new(env!("CARGO_BIN_EXE_saiyo").into(), at_once(4))
}

/// Reads and checks what every answer owes: it is in time and says either what is there or why nothing is.
fn answered(bytes: &[u8], wants: Wants) -> ReadOutcome {
    let started = Instant::now();
    let outcome = reader().read(bytes, wants);
    assert!(started.elapsed() < Duration::from_secs(12), "took {:?}: {outcome:?}", started.elapsed());
    assert!(outcome.failure.is_some() || !outcome.text.trim().is_empty(), "{outcome:?}");
    assert!(outcome.pages.len() <= 30 && outcome.text.chars().count() <= 1_000_000);
    outcome
}
