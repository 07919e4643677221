//! Conversations with the invented people, as many messages as a measurement wants: each office by a hand of its own,
//! in batches of one transaction.
//!
//! Invariant: what a batch writes and how far the filling is stand there together or not at all, so that one that was
//! cut off goes on where it was. Who may not be written down anything about is passed over.

mod prepared;

use std::sync::{Mutex, PoisonError};

use self::prepared::Prepared;
use super::DemoError;
use crate::demo::correspondence::LONGEST;
use crate::domain::category::{Category, Communications};
use crate::domain::id::{HoldingId, StaffId};
use crate::domain::locale::Locale;
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Caller, JobName, Role};
use crate::domain::time::Ts;
use crate::store::gate::{self, Ask};
use crate::store::{Database, Store, StoreError, facts, first_keys, grants, settings, staff};

/// People in one batch.
const BATCH: i64 = 100;

/// Fills conversations in until there are so many messages, or goes on where an earlier filling was cut off; `progress`
/// is told how many more there are, first of those that were there. If the offices are through with their people, each
/// has another conversation.
///
/// # Errors
/// The store's.
pub fn fill_messages(store: &Store, wanted: u64, at: Ts, progress: impl Fn(u64) + Sync) -> Result<(), DemoError> {
    let mut db = store.database()?;
    let people = db.read(staff::list)?;
    let (mut offices, mut done) = (Vec::new(), 0);
    for code in store.served_offices() {
        let locale = db.read(|db| facts::office(db, &code))?.law.locale();
        let recruiter = people.iter().find(|person| person.role == Role::Recruiter && person.office == code);
        let mark = Mark::read(&mut db, &code)?;
        done += mark.done;
        offices.push((Office { code, locale, recruiter: recruiter.map(|person| person.id) }, mark));
    }
    drop(db);
    progress(done);
    let filling = Filling { store, at, left: Mutex::new(wanted.saturating_sub(done)), progress: &progress };
    let filling = &filling;
    std::thread::scope(|scope| {
        let hand = |(office, mark): (Office, Mark)| scope.spawn(move || filling.work(&office, mark));
        let hands: Vec<_> = offices.into_iter().map(hand).collect();
        for hand in hands {
            hand.join().map_err(|_| StoreError::Unavailable)??;
        }
        Ok(())
    })
}

/// An office that people wrote to.
struct Office {
    code: OfficeCode,
    locale: Locale,
    recruiter: Option<StaffId>,
}

/// How far the filling of an office is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Mark {
    /// Messages that are there.
    done: u64,
    /// How often it was through with everybody.
    round: u64,
    /// Who had a conversation last.
    after: Option<HoldingId>,
}

impl Mark {
    fn key(office: &OfficeCode) -> String {
        format!("demo_messages.{office}")
    }

    fn read(db: &mut Database, office: &OfficeCode) -> Result<Self, StoreError> {
        let text = db.read(|db| settings::read(db, &Self::key(office)))?;
        Ok(text.map_or_else(Self::default, |text| Self::parse(&text)))
    }

    fn parse(text: &str) -> Self {
        let mut words = text.split(' ');
        let mut number = || words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
        let (done, round) = (number(), number());
        Self { done, round, after: words.next().and_then(|word| word.parse().ok()) }
    }

    fn text(&self) -> String {
        let after = self.after.map(|id| format!(" {id}")).unwrap_or_default();
        format!("{} {}{after}", self.done, self.round)
    }
}

struct Filling<'a> {
    store: &'a Store,
    at: Ts,
    /// Messages that nobody has taken upon themselves yet.
    left: Mutex<u64>,
    progress: &'a (dyn Fn(u64) + Sync),
}

impl Filling<'_> {
    fn work(&self, office: &Office, mut mark: Mark) -> Result<(), DemoError> {
        let mut db = self.store.database()?;
        let mut written_this_round = 0;
        loop {
            let share = self.take(BATCH.unsigned_abs() * LONGEST as u64);
            if share == 0 {
                return Ok(());
            }
            let batch = self.batch(&mut db, office, &mut mark, share);
            let written = if let Ok(Some(written)) = &batch { *written } else { 0 };
            self.give_back(share - written);
            written_this_round += written;
            match batch? {
                Some(written) => (self.progress)(written),
                // With nobody to write to, another round finds nobody either.
                None if written_this_round == 0 => return Ok(()),
                None => {
                    mark = Mark { round: mark.round + 1, after: None, ..mark };
                    written_this_round = 0;
                }
            }
        }
    }

    fn take(&self, most: u64) -> u64 {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = most.min(*left);
        *left -= taken;
        taken
    }

    fn give_back(&self, some: u64) {
        *self.left.lock().unwrap_or_else(PoisonError::into_inner) += some;
    }

    /// Writes conversations with the next people, of so many messages at most; nothing if there is nobody left.
    fn batch(&self, db: &mut Database, office: &Office, mark: &mut Mark, share: u64) -> Result<Option<u64>, DemoError> {
        let next = db.read(|db| grants::given_after(db, &office.code, false, mark.after, BATCH))?;
        let Some(last) = next.last() else { return Ok(None) };
        let caller = Caller::job(JobName::Demo, office.code.clone(), self.at);
        let ask = Ask::create(&caller, Purpose::Upkeep);
        let mut opened = gate::open_batch(db, &ask, &next, &[Communications::ID])?;
        let permits = first_keys::permits::<Communications>(db, &mut opened);
        let (mut written, mut after, mut prepared) = (0, Some(*last), Vec::with_capacity(permits.len()));
        for permit in permits {
            let permit = match permit {
                Ok(permit) => permit,
                Err(StoreError::Refused(_) | StoreError::NotFound | StoreError::Unopened(_)) => continue,
                Err(error) => return Err(error.into()),
            };
            let id = permit.holding().id;
            let one = Prepared::new(db, office, permit, (mark.round, share - written), self.at)?;
            written += one.messages.len() as u64;
            prepared.push(one);
            if written == share {
                after = Some(id);
                break;
            }
        }
        let reached = Mark { done: mark.done + written, after, ..*mark };
        db.change(|tx| {
            let mut entries = Vec::new();
            for one in &prepared {
                entries.extend(one.write(tx, office)?);
            }
            settings::write(tx, &Mark::key(&office.code), &reached.text())?;
            Ok(((), entries))
        })?;
        *mark = reached;
        Ok(Some(written))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        let marks = [
            Mark::default(),
            Mark { done: 7, round: 0, after: Some(HoldingId::new()) },
            Mark { done: 9, round: 2, after: None },
        ];
        for mark in marks {
            assert_eq!(Mark::parse(&mark.text()), mark);
        }
        assert_eq!(Mark::parse("x"), Mark::default());
    }
}
