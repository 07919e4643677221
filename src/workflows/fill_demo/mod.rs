//! Fills an installation with the demo: the company, its rules, and plausible people of three countries.
//!
//! Invariant: everything goes through the same doors as a real installation's data; only passwords are made up
//! here, and they are random. A filling that was cut off goes on where it was: nobody comes in twice, and nobody
//! stays half done.

mod company;
mod people;
mod sign_ins;

use std::sync::mpsc::SyncSender;

use super::WorkflowError;
use crate::demo::ContentError;
use crate::demo::people::{Generator, Person};
use crate::domain::time::{Day, Ts};
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
    let known = people::Known::load(db)?;
    let today = db.read(|db| facts::office(db, &known.head_office))?.today(at);
    let mut mark = filled.unwrap_or(Mark { done: 0, day: None });
    // What was cut off is invented again as it was: people differ by the day.
    let first = Generator::new(SEED, mark.day.unwrap_or(today));
    mark.day.get_or_insert(today);
    mark.write(db)?;
    let (generator, from) = (Generator::new(SEED, today), mark.done);
    progress(from);
    // Inventing people and setting their CVs takes one processor, sealing and storing them the other.
    let (batches, ready) = std::sync::mpsc::sync_channel(2);
    std::thread::scope(|scope| {
        scope.spawn(move || invent([&first, &generator], from, wanted, &batches));
        for batch in ready {
            let batch: Vec<_> = batch?;
            let done = mark.done + batch.len() as u64;
            let older = wanted.saturating_sub(done) >= READ;
            people::add(db, &known, batch, at, older)?;
            mark = Mark { done, day: Some(today) };
            mark.write(db)?;
            progress(done);
        }
        Ok(sign_ins)
    })
}

/// How far the filling got, and as of which day the batch is invented that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    done: u64,
    day: Option<Day>,
}

impl Mark {
    fn parse(text: &str) -> Self {
        let (done, day) = text.split_once(' ').unwrap_or((text, ""));
        Self { done: done.parse().unwrap_or(0), day: day.parse().ok() }
    }

    fn write(self, db: &mut Database) -> Result<(), StoreError> {
        let day = self.day.map(|day| format!(" {day}")).unwrap_or_default();
        let text = format!("{}{day}", self.done);
        db.change(|tx| Ok((settings::write(tx, settings::DEMO, &text)?, Vec::new())))
    }
}

type Batch = Result<Vec<(Person, people::CvFile)>, ContentError>;

fn invent([first, further]: [&Generator; 2], from: u64, to: u64, batches: &SyncSender<Batch>) {
    for start in (from..to).step_by(BATCH) {
        let end = to.min(start + BATCH as u64);
        let generator = if start == from { first } else { further };
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

/// How far an earlier filling got, if this is a demo at all.
fn check(db: &mut Database) -> Result<Option<Mark>, DemoError> {
    let marked = db.read(|db| settings::read(db, settings::DEMO))?;
    let people = db.read(staff::count)?;
    match marked {
        Some(mark) => Ok(Some(Mark::parse(&mark))),
        None if people == 0 => Ok(None),
        None => Err(DemoError::Occupied(
            "this data folder holds a real installation; give the demo a folder of its own with --data".to_owned(),
        )),
    }
}
