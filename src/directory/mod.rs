//! The directory of one office: what its people list and count.
//!
//! Invariant: it holds exactly the candidates that the office may open and use, its file is encrypted
//! (SQLCipher) under a key from the keyring, and losing it loses nothing. It knows only the domain.

mod connection;
mod list;
mod write;

use std::path::{Path, PathBuf};

use diesel::r2d2::Pool;

use crate::domain::application::{Source, Stage};
use crate::domain::candidate::HoldingRef;
use crate::domain::id::{CandidateId, HoldingId, StaffId, VacancyId};
use crate::domain::office::OfficeCode;
use crate::domain::time::{Day, Ts};

pub use list::{ListFilter, ListPage, PageKey, Scope};

/// An error of the directory. Its text never holds a value about a person.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// The file cannot be opened with the key.
    #[error("the directory {} cannot be opened; delete it and run `saiyo directory rebuild`", path.display())]
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
    /// When the latest application came in, else when the record was made.
    pub received_at: Ts,
    /// The last day on which the record may be used.
    pub usable_until: Option<Day>,
    /// Staff who are assigned to an application.
    pub assigned: Vec<StaffId>,
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

/// A change to follow.
#[derive(Debug)]
pub enum Update {
    /// The person may be used: the row replaces the one before.
    Put(Box<Person>),
    /// The person may not be used, or not any more.
    Remove(HoldingId),
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
    /// [`DirectoryError::Unopened`] if the file belongs to another key or is damaged.
    pub fn open(path: &Path, key: &[u8], connections: u32) -> Result<Self, DirectoryError> {
        Ok(Self { pool: connection::open(path, key, connections)? })
    }

    /// How far it has followed the journal, and whether it was ever filled.
    ///
    /// # Errors
    /// The index's.
    pub fn position(&self) -> Result<(i64, bool), DirectoryError> {
        write::position(&mut *self.pool.get()?)
    }

    /// Applies changes and the new position in one transaction.
    ///
    /// # Errors
    /// The index's.
    pub fn apply(&self, updates: &[Update], seq: i64) -> Result<(), DirectoryError> {
        write::apply(&mut *self.pool.get()?, updates, seq)
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

    /// How many people came in since a moment, within a scope.
    ///
    /// # Errors
    /// The index's.
    pub fn count_since(&self, scope: &Scope, since: Ts) -> Result<i64, DirectoryError> {
        list::count_since(&mut *self.pool.get()?, scope, since)
    }

    /// The rows about some holdings, in no order.
    ///
    /// # Errors
    /// The index's.
    pub fn find(&self, scope: &Scope, holdings: &[HoldingId]) -> Result<Vec<Person>, DirectoryError> {
        list::find(&mut *self.pool.get()?, scope, holdings)
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
