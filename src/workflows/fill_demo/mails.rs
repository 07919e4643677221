//! The demo's mail: what came to each office, what its recruiter answered, and how far that is.
//!
//! Invariant: mail comes in and is filed as any other, and nothing leaves: our answers are on record as sent, and no
//! mail server is given one. All this is done once. A filling that was cut off goes on from the same people and the
//! same moment, so that each mail is the same bytes and comes in once.

mod correspondence;
mod means;
mod senders;

use jiff::tz::TimeZone;

use self::correspondence::Correspondence;
use self::means::Means;
use super::{DemoError, Mark};
use crate::documents::Reader;
use crate::domain::time::{Day, Ts};
use crate::mail::Mailer;
use crate::store::{Database, Store, StoreError, settings};
use crate::workflows::{WorkflowError, file_mail};

/// What stands where the mail is all there.
const DONE: &str = "done";

/// Fills the inboxes of a demo whose people are there, unless that was done before. `mailer` names our own messages.
/// The caller holds no connection.
///
/// # Errors
/// [`DemoError::Content`] if the content is not to the format; the store's.
pub fn fill(store: &Store, reader: &Reader, mailer: &Mailer, at: Ts) -> Result<(), DemoError> {
    let Some(begun) = Begun::read_or_begin(&mut store.database()?, at)? else { return Ok(()) };
    let mut all = Vec::new();
    for office in store.served_offices() {
        all.extend(senders::correspondence(&mut store.database()?, &office, &begun)?);
    }
    let means = Means { store, mailer, at };
    // Step by step, so that an answer finds what it answers, and the other way round.
    for step in 0..all.iter().map(Correspondence::steps).max().unwrap_or(0) {
        for one in &all {
            one.receive(&means, step)?;
        }
        file(store, reader, at)?;
        for one in &all {
            one.write(&means, step)?;
        }
    }
    for one in &all {
        one.tend(&means)?;
    }
    write_mark(&mut store.database()?, DONE)?;
    Ok(())
}

/// Files what waits, as long as anything is filed.
fn file(store: &Store, reader: &Reader, at: Ts) -> Result<(), WorkflowError> {
    loop {
        let done = file_mail::file_waiting(store, reader, || at)?;
        if done.filed + done.apart + done.quarantined == 0 {
            return Ok(());
        }
    }
}

/// What the mail grows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Begun {
    /// How many people were there.
    people: u64,
    /// As of which day the newest of them were invented.
    day: Day,
    /// The moment that days count back from.
    at: Ts,
}

impl Begun {
    /// Goes on with what was begun, or begins; nothing if it is all there, or this is no demo.
    fn read_or_begin(db: &mut Database, at: Ts) -> Result<Option<Self>, StoreError> {
        let (noted, filled) =
            db.read(|db| Ok((settings::read(db, settings::DEMO_MAILS)?, settings::read(db, settings::DEMO)?)))?;
        let Some(filled) = filled.map(|text| Mark::parse(&text)) else { return Ok(None) };
        if noted.as_deref() == Some(DONE) {
            return Ok(None);
        }
        if let Some(begun) = noted.as_deref().and_then(Self::parse) {
            return Ok(Some(begun));
        }
        let day = filled.day.unwrap_or_else(|| at.day_in(&TimeZone::UTC));
        let begun = Self { people: filled.done, day, at };
        write_mark(db, &format!("{} {} {}", begun.people, begun.day, begun.at.micros()))?;
        Ok(Some(begun))
    }

    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let (people, day, at) = (words.next()?, words.next()?, words.next()?);
        Some(Self { people: people.parse().ok()?, day: day.parse().ok()?, at: Ts::from_micros(at.parse().ok()?) })
    }
}

fn write_mark(db: &mut Database, text: &str) -> Result<(), StoreError> {
    db.change(|tx| Ok((settings::write(tx, settings::DEMO_MAILS, text)?, Vec::new())))
}
