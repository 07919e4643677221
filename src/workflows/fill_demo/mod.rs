//! Fills an installation with the demo: the company, its rules, plausible people of three countries, and their mail.
//!
//! Invariant: everything goes through the same doors as a real installation's data; only passwords are made up
//! here, and they are random. A filling that was cut off goes on where it was: nobody comes in twice, and nobody
//! stays half done.

mod company;
mod mails;
mod messages;
mod people;
mod sign_ins;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};

use super::WorkflowError;
use crate::demo::ContentError;
use crate::demo::people::Generator;
use crate::domain::time::{Day, Ts};
use crate::store::{Database, Store, StoreError, facts, settings, staff};

pub use mails::fill as fill_mails;
pub use messages::fill_messages;
pub use sign_ins::SignIn;

/// People in one batch of commits.
const BATCH: u64 = 200;
/// Batches that are made side by side before the mark moves on.
const ROUND: u64 = 6;
/// Of the newest documents so many are really read in a demo; the text of older ones is known from the start.
pub const READ: u64 = 2_000;
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
/// are in. Of the newest documents `unread` still wait to be read. Returns the sign-ins, whose passwords are new each
/// time.
///
/// # Errors
/// [`DemoError::Occupied`] if the folder holds another installation.
pub fn fill(
    db: &mut Database,
    wanted: u64,
    unread: u64,
    at: Ts,
    mut progress: impl FnMut(u64),
) -> Result<Vec<SignIn>, DemoError> {
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
    let (further, mut may_be_there) = (Generator::new(SEED, today), filled.is_some());
    progress(mark.done);
    while mark.done < wanted {
        let until = wanted.min(mark.done + BATCH * ROUND);
        let generator = if may_be_there { first.clone() } else { further.clone() };
        let round = Round {
            known: &known,
            generator,
            until,
            known_to: wanted.saturating_sub(unread),
            at,
            may_be_there,
            next: AtomicU64::new(mark.done),
        };
        round.fill(db.store(), |more| {
            mark.done += more;
            progress(mark.done);
        })?;
        mark = Mark { done: until, day: Some(today) };
        mark.write(db)?;
        may_be_there = false;
    }
    Ok(sign_ins)
}

/// Some batches, by as many hands as there are processors and one more, which works while another waits for the disk.
struct Round<'a> {
    known: &'a people::Known,
    generator: Generator,
    until: u64,
    /// Up to whom the texts of documents are known.
    known_to: u64,
    at: Ts,
    /// Whether an earlier filling may have brought some of them in already.
    may_be_there: bool,
    next: AtomicU64,
}

impl Round<'_> {
    /// Fills in everybody of the round; `progress` is told of each batch how many it were.
    fn fill(&self, store: &Store, mut progress: impl FnMut(u64)) -> Result<(), DemoError> {
        let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        // Each holds a connection, and the mark's is another one.
        let hands = (processors + 1).min(store.config().pool_size.saturating_sub(1).max(1) as usize);
        let (done, finished) = mpsc::channel();
        std::thread::scope(|scope| {
            for _ in 0..hands {
                let done = done.clone();
                scope.spawn(move || {
                    let worked = store.database().map_err(DemoError::from).and_then(|mut db| self.work(&mut db, &done));
                    if let Err(error) = worked {
                        // The others stop after the batches they are at.
                        self.next.store(self.until, Ordering::Relaxed);
                        done.send(Err(error)).ok();
                    }
                });
            }
            drop(done);
            for batch in finished {
                progress(batch?);
            }
            Ok(())
        })
    }

    fn work(&self, db: &mut Database, done: &Sender<Result<u64, DemoError>>) -> Result<(), DemoError> {
        loop {
            let start = self.next.fetch_add(BATCH, Ordering::Relaxed);
            let end = self.until.min(start.saturating_add(BATCH));
            if start >= end {
                return Ok(());
            }
            let is_older = end <= self.known_to;
            let batch = (start..end).map(|index| {
                let person = self.generator.next(index)?;
                let cv = people::cv_file(&person, is_older);
                Ok((person, cv))
            });
            let batch = batch.collect::<Result<Vec<_>, ContentError>>()?;
            people::Filling { known: self.known, at: self.at, known_text: is_older, may_be_there: self.may_be_there }
                .add(db, batch)?;
            done.send(Ok(end - start)).ok();
        }
    }
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
