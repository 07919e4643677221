//! Conversations with the invented people, as many messages as a measurement wants: each office by a hand of its own,
//! in batches of one transaction.
//!
//! Invariant: what a batch writes and how far the filling is stand there together or not at all, so that one that was
//! cut off goes on where it was. Who may not be written down anything about is passed over.

mod prepared;

use self::prepared::Prepared;
use super::DemoError;
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
/// is told how many more there are, first of those that were there. The offices share in them as in the people; an
/// office that is through with its people begins again.
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
        let people = db.read(|db| grants::count_given(db, &code))?.unsigned_abs();
        offices.push((Office { code, locale, recruiter: recruiter.map(|person| person.id), people }, mark));
    }
    drop(db);
    progress(done);
    let (mut left, mut everybody) = (wanted.saturating_sub(done), offices.iter().map(|(it, _)| it.people).sum::<u64>());
    let filling = &Filling { store, at, progress: &progress };
    std::thread::scope(|scope| {
        let mut hands = Vec::with_capacity(offices.len());
        for (office, mark) in offices {
            // The last one has what is left.
            let share = left * office.people / everybody.max(1);
            (left, everybody) = (left - share, everybody - office.people);
            hands.push(scope.spawn(move || filling.work(&office, mark, share)));
        }
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
    people: u64,
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
    progress: &'a (dyn Fn(u64) + Sync),
}

impl Filling<'_> {
    fn work(&self, office: &Office, mut mark: Mark, mut left: u64) -> Result<(), DemoError> {
        let mut db = self.store.database()?;
        // Also one that goes on in the midst of a round meets everybody before it gives up.
        let mut is_fruitless = mark.after.is_none();
        while left > 0 {
            match self.batch(&mut db, office, &mut mark, left)? {
                Some(written) => {
                    left -= written;
                    is_fruitless &= written == 0;
                    (self.progress)(written);
                }
                // With nobody to write to, another round finds nobody either.
                None if is_fruitless => return Ok(()),
                None => {
                    mark = Mark { round: mark.round + 1, after: None, ..mark };
                    is_fruitless = true;
                }
            }
        }
        Ok(())
    }

    /// Writes conversations with the next people, of so many messages at most; nothing if there is nobody left.
    fn batch(&self, db: &mut Database, office: &Office, mark: &mut Mark, most: u64) -> Result<Option<u64>, DemoError> {
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
            let one = Prepared::new(db, office, permit, (mark.round, most - written), self.at)?;
            written += one.messages.len() as u64;
            prepared.push(one);
            if written == most {
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
