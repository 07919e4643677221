//! Puts right what a crash left behind: half-made grants, empty holdings, files without a row.
//!
//! Invariant: a file is removed only from the database's own file store, only if two sweeps a day apart saw no row of
//! it, never many at once, and never by an older copy of the database.

use serde::{Deserialize, Serialize};

use super::WorkflowError;
use crate::domain::time::Ts;
use crate::store::file_store::{self, Belonging};
use crate::store::stray_files::{self, File};
use crate::store::{
    Database, StoreError, anchored, bulk_acts, grants, intake_permit, searches, selected_records, sessions, settings,
};

/// What is younger than this many seconds may still be in the making.
const SETTLED: i64 = 10 * 60;
/// Seconds between two sweeps of files, and between the two sightings of a stray one.
const DAY: i64 = 24 * 60 * 60;
/// Files looked at in one query.
const BATCH: usize = 1_000;
/// As many stray files are removed at once in any case; more only up to one in a hundred of all.
const FEW: i64 = 100;

/// What was put right.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    /// Grants that a crash left between row and key.
    pub grants: usize,
    /// Keys whose grant had ended.
    pub keys: usize,
    /// Holdings without content.
    pub holdings: usize,
    /// What became of files, if it was time to look at them.
    pub files: Option<SweptFiles>,
}

/// Sweeps at start and now and then; files once a day.
///
/// # Errors
/// The databases' or the file store's.
pub fn sweep(db: &mut Database, at: Ts) -> Result<Swept, WorkflowError> {
    if is_older(db) {
        return Ok(Swept::default());
    }
    let before = at.plus_seconds(-SETTLED);
    let grants = grants::sweep(db, at, before)?;
    let holdings = intake_permit::sweep(db, before)?;
    db.change(|tx| {
        searches::sweep(tx, at)?;
        selected_records::sweep(tx, at)?;
        bulk_acts::sweep(tx, at)?;
        Ok((sessions::sweep(tx, at)?, Vec::new()))
    })?;
    let last = last_files(db)?;
    let is_due = last.is_none_or(|last| last.at <= at.plus_seconds(-DAY).micros());
    let files = if is_due { sweep_files(db, &Moments::at(at), Limit::Few)? } else { None };
    Ok(Swept { grants: grants.unfinished, keys: grants.keys, holdings, files })
}

/// Whether the database was rolled back under the running server: then a key may go whose grant the newest copy has.
/// An anchor that cannot be read is no reason to sweep nothing; a bucket, which is read whole, only start and files ask.
fn is_older(db: &mut Database) -> bool {
    if !db.store().anchor().is_file() {
        return false;
    }
    match anchored::check(db) {
        Ok(lacking) => lacking.first().is_some_and(|first| {
            tracing::error!(first = first.seq, "this database is older than its anchor says; run `saiyo doctor`");
            true
        }),
        Err(error) => {
            tracing::error!(%error, "the anchor cannot be compared");
            false
        }
    }
}

/// The times that a sweep of files measures by.
#[derive(Debug, Clone, Copy)]
pub struct Moments {
    /// Now.
    pub at: Ts,
    /// What was made later may still get its row.
    pub settled_before: Ts,
    /// What was seen without a row by then already may go.
    pub seen_by: Ts,
}

impl Moments {
    /// Those of a sweep now.
    pub fn at(at: Ts) -> Self {
        Self { at, settled_before: at.plus_seconds(-SETTLED), seen_by: at.plus_seconds(-DAY) }
    }
}

/// How many files may go at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// A hundred, or one in a hundred.
    Few,
    /// As many as there are: an operator has looked.
    None,
}

/// What a sweep of files saw and did.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweptFiles {
    /// When, in microseconds.
    pub at: i64,
    /// Files in the file store.
    pub files: i64,
    /// Files without a row that were removed.
    pub removed: i64,
    /// Files that would have been removed if they were not so many, or the database not an older one.
    pub withheld: i64,
}

/// What the last sweep of files saw and did.
///
/// # Errors
/// The database's.
pub fn last_files(db: &mut Database) -> Result<Option<SweptFiles>, StoreError> {
    let text = db.read(|db| settings::read(db, settings::FILE_SWEEP))?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Notes files without a row, and removes those that were noted long enough ago; none if the file store is not this
/// database's, or the anchor knows a newer one, which may have their rows.
///
/// # Errors
/// The databases' or the file store's.
pub fn sweep_files(db: &mut Database, moments: &Moments, limit: Limit) -> Result<Option<SweptFiles>, WorkflowError> {
    let store = db.store().clone();
    let belonging = db.read(|db| file_store::belonging(db, store.blobs()))?;
    if belonging != Belonging::Together {
        tracing::error!("{belonging}; no file is removed");
        return Ok(None);
    }
    let files = note_strays(db, moments)?;
    let due = db.read(|db| stray_files::count(db, moments.seen_by))?;
    let mut swept = SweptFiles { at: moments.at.micros(), files, removed: 0, withheld: 0 };
    if limit == Limit::Few && due > FEW.max(files / 100) {
        tracing::error!(due, files, "so many files without a row are not removed unasked; run `saiyo doctor`");
        swept.withheld = due;
    } else if due > 0 && !anchored::lacking(db)?.is_empty() {
        tracing::error!(due, "this database is older than its anchor says; no file is removed");
        swept.withheld = due;
    } else {
        swept.removed = remove_strays(db, moments)?;
    }
    let text = serde_json::to_string(&swept).map_err(|_| StoreError::Unreadable("settings.file_sweep"))?;
    db.change(|tx| Ok((settings::write(tx, settings::FILE_SWEEP, &text)?, Vec::new())))?;
    Ok(Some(swept))
}

/// Goes through the file store and notes what has no row; returns how many files there are.
fn note_strays(db: &mut Database, moments: &Moments) -> Result<i64, StoreError> {
    let store = db.store().clone();
    let mut files = 0;
    store.blobs().each_batch(BATCH, |batch| {
        files += i64::try_from(batch.len()).unwrap_or(i64::MAX);
        let settled = batch.into_iter().filter(|(id, _)| made_before(*id, moments.settled_before)).collect();
        let strays = db.read(|db| stray_files::strays_among(db, settled))?;
        if strays.is_empty() {
            return Ok(());
        }
        db.change(|tx| Ok((stray_files::see(tx, &strays, moments.at)?, Vec::new())))
    })?;
    db.change(|tx| Ok((stray_files::forget_unseen(tx, moments.at)?, Vec::new())))?;
    Ok(files)
}

fn remove_strays(db: &mut Database, moments: &Moments) -> Result<i64, StoreError> {
    let store = db.store().clone();
    let mut removed = 0;
    loop {
        let due = db.read(|db| stray_files::some(db, moments.seen_by, BATCH as i64))?;
        if due.is_empty() {
            return Ok(removed);
        }
        // Once more, right before: only what still has no row goes.
        let strays: Vec<File> = db.read(|db| stray_files::strays_among(db, due.clone()))?;
        for (id, part) in &strays {
            store.blobs().remove(*id, part)?;
            removed += 1;
        }
        db.change(|tx| Ok((stray_files::forget(tx, &due)?, Vec::new())))?;
    }
}

/// The first bits of a UUIDv7 are the time at which it was made.
fn made_before(id: uuid::Uuid, before: Ts) -> bool {
    id.get_timestamp().is_some_and(|made| {
        let (seconds, _) = made.to_unix();
        i64::try_from(seconds).is_ok_and(|seconds| seconds < before.micros() / 1_000_000)
    })
}
