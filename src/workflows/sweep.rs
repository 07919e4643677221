//! Puts right what a crash left behind: half-made grants, empty holdings, files without a row.

use std::collections::HashSet;

use super::WorkflowError;
use crate::domain::time::Ts;
use crate::store::{Database, documents, grants, intake_permit, intakes, sessions};

/// What is younger than this many seconds may still be in the making.
const SETTLED: i64 = 10 * 60;

/// What was put right.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    /// Grants that a crash left between row and key.
    pub grants: usize,
    /// Keys whose grant had ended.
    pub keys: usize,
    /// Holdings without content.
    pub holdings: usize,
    /// Files without a row.
    pub files: usize,
}

/// Sweeps at start and now and then.
///
/// # Errors
/// The databases' or the file store's.
pub fn sweep(db: &mut Database, at: Ts) -> Result<Swept, WorkflowError> {
    let before = at.plus_seconds(-SETTLED);
    let grants = grants::sweep(db, at, before)?;
    let holdings = intake_permit::sweep(db, before)?;
    db.change(|tx| Ok((sessions::sweep(tx, at)?, Vec::new())))?;
    Ok(Swept { grants: grants.unfinished, keys: grants.keys, holdings, files: sweep_files(db, before)? })
}

fn sweep_files(db: &mut Database, before: Ts) -> Result<usize, WorkflowError> {
    let files = db.store().blobs().list()?;
    let mut known: HashSet<uuid::Uuid> = documents::ids(db)?.into_iter().map(crate::domain::id::Id::uuid).collect();
    known.extend(intakes::document_ids(db)?.into_iter().map(crate::domain::id::Id::uuid));
    let mut removed = 0;
    for (id, part) in files {
        if !known.contains(&id) && made_before(id, before) {
            db.store().blobs().remove(id, &part)?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// The first bits of a UUIDv7 are the time at which it was made.
fn made_before(id: uuid::Uuid, before: Ts) -> bool {
    id.get_timestamp().is_some_and(|made| {
        let (seconds, _) = made.to_unix();
        i64::try_from(seconds).is_ok_and(|seconds| seconds < before.micros() / 1_000_000)
    })
}
