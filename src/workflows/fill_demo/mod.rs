//! Fills an installation with the demo: the company, its rules, and plausible people of three countries.
//!
//! Invariant: everything goes through the same doors as a real installation's data; only passwords are made up
//! here, and they are random.

mod company;
mod people;
mod sign_ins;

use std::sync::mpsc::SyncSender;

use super::WorkflowError;
use crate::demo::ContentError;
use crate::demo::people::{Generator, Person};
use crate::domain::time::Ts;
use crate::store::{Database, StoreError, facts, settings, staff};

pub use sign_ins::SignIn;

/// People in one batch of commits.
const BATCH: usize = 100;
/// Of the newest documents so many are really read; the text of older ones is known from the start.
const READ: u64 = 2_000;
/// What the invented people grow from.
pub const SEED: u64 = 2021_0917;

/// Why the demo cannot be filled.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// Its content is not to the format.
    #[error("the demo's content: {0}")]
    Content(#[from] ContentError),
    /// The store's.
    #[error(transparent)]
    Workflow(#[from] WorkflowError),
    /// The folder holds something else.
    #[error("{0}")]
    Occupied(String),
}

impl From<StoreError> for DemoError {
    fn from(error: StoreError) -> Self {
        Self::Workflow(error.into())
    }
}

/// Fills an empty installation, or goes on where an earlier filling was cut off; `progress` is told how many people
/// are in. Returns the sign-ins, whose passwords are new each time.
///
/// # Errors
/// [`DemoError::Occupied`] if the folder holds another installation.
pub fn fill(db: &mut Database, wanted: u64, at: Ts, mut progress: impl FnMut(u64)) -> Result<Vec<SignIn>, DemoError> {
    let filled = check(db)?;
    if filled.is_none() {
        company::found(db, at)?;
    }
    let sign_ins = sign_ins::renew(db, at)?;
    let mut done = filled.unwrap_or(0);
    let known = people::Known::load(db)?;
    let today = db.read(|db| facts::office(db, &known.head_office))?.today(at);
    let generator = Generator::new(SEED, today);
    progress(done);
    // Inventing people and setting their CVs takes one processor, sealing and storing them the other.
    let (batches, ready) = std::sync::mpsc::sync_channel(2);
    std::thread::scope(|scope| {
        scope.spawn(move || invent(&generator, done, wanted, &batches));
        for batch in ready {
            let batch: Vec<_> = batch?;
            done += batch.len() as u64;
            let older = wanted.saturating_sub(done) >= READ;
            people::add(db, &known, batch, at, older)?;
            let count = done.to_string();
            db.change(|tx| Ok((settings::write(tx, settings::DEMO, &count)?, Vec::new())))?;
            progress(done);
        }
        Ok(sign_ins)
    })
}

type Batch = Result<Vec<(Person, people::CvFile)>, ContentError>;

fn invent(generator: &Generator, from: u64, to: u64, batches: &SyncSender<Batch>) {
    for start in (from..to).step_by(BATCH) {
        let end = to.min(start + BATCH as u64);
        let batch = (start..end).map(|i| {
            let person = generator.next(i)?;
            let cv = people::cv_file(&person);
            Ok((person, cv))
        });
        // Nobody listens any more after an error.
        if batches.send(batch.collect()).is_err() {
            return;
        }
    }
}

/// How many people an earlier filling brought in, if this is a demo at all.
fn check(db: &mut Database) -> Result<Option<u64>, DemoError> {
    let marked = db.read(|db| settings::read(db, settings::DEMO))?;
    let people = db.read(staff::count)?;
    match marked {
        Some(count) => Ok(Some(count.parse().unwrap_or(0))),
        None if people == 0 => Ok(None),
        None => Err(DemoError::Occupied(
            "this data folder holds a real installation; give the demo a folder of its own with --data".to_owned(),
        )),
    }
}
