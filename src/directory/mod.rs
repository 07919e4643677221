//! The directory of one office: what its people list and count.
//!
//! Invariant: it holds exactly the candidates that the office may open and use, its file is encrypted
//! (SQLCipher) under a key from the keyring, and losing it loses nothing. It knows only the domain.

mod collation;
mod completed;
mod connection;
mod days;
pub mod facts;
mod hits;
mod list;
mod mark;
mod matching;
mod moves;
mod order;
mod packed;
mod prepared;
pub mod query;
mod reading;
mod rows;
mod spans;
mod statement;
mod tags;
mod texts;
mod variants;
mod words;
mod write;

use std::path::{Path, PathBuf};

use diesel::Connection;
use diesel::r2d2::Pool;

use crate::domain::application::{Source, Stage};
use crate::domain::candidate::{HoldingRef, PersonName};
use crate::domain::id::{CandidateId, HoldingId, StaffId, VacancyId};
use crate::domain::office::OfficeCode;
use crate::domain::time::{Day, Ts};

pub use days::DayKind;
pub use hits::{Excerpt, Piece};
pub use list::{Count, ListFilter, ListPage, PageKey, Scope};
pub use order::Order;
pub use texts::Texts;

/// An error of the directory. Its text never holds a value about a person.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// What is in the file cannot be read with the key.
    #[error("the directory {} is damaged or belongs to another key", path.display())]
    Damaged {
        /// Its file.
        path: PathBuf,
    },
    /// The file cannot be opened for a reason that does not lie in it.
    #[error("the directory {} cannot be opened", path.display())]
    Unopened {
        /// Its file.
        path: PathBuf,
    },
    /// The index failed.
    #[error("the directory failed")]
    Database(#[from] diesel::result::Error),
    /// No connection was free in time.
    #[error("no directory connection was free")]
    Pool(#[from] diesel::r2d2::PoolError),
    /// The file's folder cannot be made.
    #[error("the directory's folder cannot be made")]
    Io(#[from] std::io::Error),
    /// A row cannot be read.
    #[error("a directory row cannot be read")]
    Unreadable,
}

impl DirectoryError {
    /// Whether it lies in the file itself, so that only a new one helps.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Damaged { .. } | Self::Unreadable => true,
            Self::Database(error) => connection::is_damage(&error.to_string()),
            Self::Unopened { .. } | Self::Pool(_) | Self::Io(_) => false,
        }
    }
}

/// What a list shows of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The holding that the row is about.
    pub holding: HoldingRef,
    /// Family name.
    pub family: String,
    /// Given name.
    pub given: String,
    /// The name's reading.
    pub reading: String,
    /// The latest application.
    pub latest: Option<LatestApplication>,
    /// When the latest application came in, else when the record was made; the beginning of time for whoever only
    /// looks for people.
    pub received_at: Ts,
    /// The day of the last contact; nothing for whoever sees assigned applications alone.
    pub contacted_on: Option<Day>,
    /// The last day on which the record may be used.
    pub usable_until: Option<Day>,
    /// When the newest open proposal for them came in.
    pub proposed_at: Option<Ts>,
    /// Who of the office that collected looks after the record; nobody is told another office.
    pub owner: Option<StaffId>,
    /// Tags, in the order of the record.
    pub tags: Vec<String>,
}

impl Person {
    /// Their name as it is written; the reading stands apart.
    pub fn name(&self) -> PersonName {
        PersonName { family: self.family.clone(), given: self.given.clone(), ..PersonName::default() }
    }
}

/// A person with everything that they are found by.
#[derive(Debug, Clone)]
pub struct Indexed {
    /// The person.
    pub person: Person,
    /// What they are searched by.
    pub texts: Texts,
    /// Staff who see them through an application of theirs alone.
    pub assigned: Vec<Assigned>,
    /// The last day of their consent to be kept in the talent pool, if one is in force.
    pub pool_until: Option<Day>,
}

impl Indexed {
    /// The facts that follow from the person and the assignments.
    fn facts(&self) -> Vec<String> {
        let of = |application: &LatestApplication| {
            [facts::vacancy(application.vacancy), facts::stage(application.stage), facts::source(application.source)]
        };
        let mut all: Vec<String> = self.person.latest.iter().flat_map(of).collect();
        all.push(facts::office(&self.person.holding.office));
        let days = [
            (DayKind::Contact, self.person.contacted_on),
            (DayKind::UsableUntil, self.person.usable_until),
            (DayKind::PoolUntil, self.pool_until),
        ];
        all.extend(days.into_iter().flat_map(|(kind, day)| day.into_iter().flat_map(move |day| kind.words(day))));
        all.push(facts::owner(self.person.owner));
        all.extend(order::Places::of(&self.person).facts());
        for one in &self.assigned {
            all.push(facts::assigned(one.staff, None));
            all.extend(of(&one.application).map(|fact| facts::assigned(one.staff, Some(&fact))));
        }
        all
    }
}

/// An application that somebody of staff is assigned to: all that their lists show of the person's applications.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    /// Who.
    pub staff: StaffId,
    /// Which.
    pub application: LatestApplication,
    /// When it came in.
    pub received_at: Ts,
}

/// The latest application of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LatestApplication {
    /// To which vacancy.
    pub vacancy: VacancyId,
    /// Where it stands.
    pub stage: Stage,
    /// Where it came from.
    pub source: Source,
}

/// What is known anew about one holding.
#[derive(Debug)]
pub struct Update {
    /// Which.
    pub holding: HoldingId,
    /// The person, if they may be used: the row replaces the one before. Otherwise there is none any more.
    pub person: Option<Box<Indexed>>,
    /// The day on which to look again, because the answer may change by itself.
    pub again: Option<Day>,
}

/// How far a directory is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The last change that it followed.
    pub seq: i64,
    /// Whether it was ever filled.
    pub filled: bool,
    /// The last holding of a filling that is not at its end.
    pub filled_to: Option<HoldingId>,
}

/// What a directory follows: which journal, and by which rules it decided what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// An entry of the journal.
    pub seq: i64,
    /// Its hash.
    pub hash: Vec<u8>,
    /// The digest of what decided.
    pub rules: Vec<u8>,
}

/// How a directory stands.
#[derive(Debug)]
pub struct Standing {
    /// How far it is.
    pub position: Position,
    /// What it follows; nothing before the first filling.
    pub mark: Option<Mark>,
    /// Whether a holding is due to be looked at again.
    pub is_due: bool,
}

/// What is reached with some updates.
#[derive(Debug, Clone, Copy)]
pub enum Reached<'a> {
    /// A filling came to a holding; changes after `start` are to be followed when it is at its end.
    Filled {
        /// The last change when it began.
        start: i64,
        /// The last holding.
        to: HoldingId,
    },
    /// It is filled, and followed the journal up to a change, by the rules that it was decided by.
    Change(&'a Mark),
}

/// The open directory of one office; cheap to clone.
#[derive(Clone)]
pub struct Directory {
    pool: Pool<connection::Encrypted>,
}

impl std::fmt::Debug for Directory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Directory")
    }
}

impl Directory {
    /// Opens the directory of an office, or makes it, under its 32-byte key.
    ///
    /// # Errors
    /// [`DirectoryError::Damaged`] if the file belongs to another key or is damaged.
    pub fn open(path: &Path, key: &[u8], connections: u32) -> Result<Self, DirectoryError> {
        Ok(Self { pool: connection::open(path, key, connections)? })
    }

    /// How far it has followed the journal, and whether it was ever filled.
    ///
    /// # Errors
    /// The index's.
    pub fn position(&self) -> Result<Position, DirectoryError> {
        write::position(&mut *self.pool.get()?)
    }

    /// Applies changes and the new position in one transaction.
    ///
    /// # Errors
    /// The index's.
    pub fn apply(&self, updates: &[Update], reached: Reached<'_>) -> Result<(), DirectoryError> {
        write::apply(&mut *self.pool.get()?, updates, reached)
    }

    /// Holdings to be looked at again by a day, earliest first.
    ///
    /// # Errors
    /// The index's.
    pub fn due(&self, today: Day, limit: i64) -> Result<Vec<HoldingId>, DirectoryError> {
        write::due(&mut *self.pool.get()?, today, limit)
    }

    /// How it stands, on a day.
    ///
    /// # Errors
    /// The index's.
    pub fn standing(&self, today: Day) -> Result<Standing, DirectoryError> {
        // Together: whoever fills it anew clears one and notes the other.
        self.pool.get()?.transaction(|db| {
            Ok(Standing { position: write::position(db)?, mark: mark::read(db)?, is_due: write::is_due(db, today)? })
        })
    }

    /// Notes what it follows.
    ///
    /// # Errors
    /// The index's.
    pub fn set_mark(&self, to: &Mark) -> Result<(), DirectoryError> {
        mark::set(&mut *self.pool.get()?, to)
    }

    /// Makes writing quick, and questions slow, until it is filled.
    ///
    /// # Errors
    /// The index's.
    pub fn begin_filling(&self) -> Result<(), DirectoryError> {
        write::begin_filling(&mut *self.pool.get()?)
    }

    /// Joins what a filling has written so far.
    ///
    /// # Errors
    /// The index's.
    pub fn join_parts(&self) -> Result<(), DirectoryError> {
        write::join_parts(&mut *self.pool.get()?)
    }

    /// Makes questions quick again.
    ///
    /// # Errors
    /// The index's.
    pub fn end_filling(&self) -> Result<(), DirectoryError> {
        write::end_filling(&mut *self.pool.get()?)
    }

    /// Empties it before it is filled anew.
    ///
    /// # Errors
    /// The index's.
    pub fn clear(&self) -> Result<(), DirectoryError> {
        write::clear(&mut *self.pool.get()?)
    }

    /// A page of people, newest first.
    ///
    /// # Errors
    /// The index's.
    pub fn list(&self, scope: &Scope, filter: &ListFilter) -> Result<ListPage, DirectoryError> {
        list::page(&mut *self.pool.get()?, scope, filter)
    }

    /// A page of people, with how many the filter leaves, counted up to a bound.
    ///
    /// # Errors
    /// The index's.
    pub fn search(&self, scope: &Scope, filter: &ListFilter, most: i64) -> Result<(ListPage, Count), DirectoryError> {
        list::search(&mut *self.pool.get()?, scope, filter, most)
    }

    /// The holdings of everybody whom a filter leaves, newest first, up to a number; those of one moment.
    ///
    /// # Errors
    /// The index's.
    pub fn holdings(&self, scope: &Scope, filter: &ListFilter, most: usize) -> Result<Vec<HoldingId>, DirectoryError> {
        list::holdings(&mut *self.pool.get()?, scope, filter, most)
    }

    /// The people of some holdings, as far as a scope reaches.
    ///
    /// # Errors
    /// The index's.
    pub fn of(&self, scope: &Scope, holdings: &[HoldingId]) -> Result<Vec<Person>, DirectoryError> {
        list::of(&mut *self.pool.get()?, scope, holdings)
    }

    /// How many people a filter leaves, counted up to a bound.
    ///
    /// # Errors
    /// The index's.
    pub fn count_of(&self, scope: &Scope, filter: &ListFilter, most: i64) -> Result<Count, DirectoryError> {
        list::count_of(&mut *self.pool.get()?, scope, filter, most)
    }

    /// How many people came in since a moment, within a scope.
    ///
    /// # Errors
    /// The index's.
    pub fn count_since(&self, scope: &Scope, since: Ts) -> Result<i64, DirectoryError> {
        list::count_since(&mut *self.pool.get()?, scope, since)
    }

    /// People with open proposals within a scope, the newest proposal first.
    ///
    /// # Errors
    /// The index's.
    pub fn proposed(&self, scope: &Scope, size: i64) -> Result<Vec<Person>, DirectoryError> {
        list::proposed(&mut *self.pool.get()?, scope, size)
    }

    /// How many people within a scope have open proposals.
    ///
    /// # Errors
    /// The index's.
    pub fn count_proposed(&self, scope: &Scope) -> Result<i64, DirectoryError> {
        list::count_proposed(&mut *self.pool.get()?, scope)
    }

    /// The tags that most people within a scope have, with how many have each.
    ///
    /// # Errors
    /// The index's.
    pub fn suggested_tags(&self, scope: &Scope, most: i64) -> Result<Vec<(String, Count)>, DirectoryError> {
        tags::suggest(&mut *self.pool.get()?, scope, most)
    }

    /// How many people there are in it, for the doctor.
    ///
    /// # Errors
    /// The index's.
    pub fn count(&self) -> Result<i64, DirectoryError> {
        list::count(&mut *self.pool.get()?)
    }
}

/// The candidates that a page of people is about, for the journal.
pub fn candidates(people: &[Person]) -> Vec<CandidateId> {
    let mut candidates: Vec<CandidateId> = people.iter().map(|person| person.holding.candidate).collect();
    candidates.sort_unstable();
    candidates.dedup();
    candidates
}

/// The file of an office's directory.
pub fn path(folder: &Path, office: &OfficeCode) -> PathBuf {
    folder.join(format!("{office}.db"))
}

/// Deletes the file of a directory that cannot be read any more, with its log: it is derived and is filled anew.
///
/// # Errors
/// The system's.
pub fn delete(path: &Path) -> Result<(), DirectoryError> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}
