//! Files that staff add, and the reading of every file in a child process.

use super::WorkflowError;
use super::change_candidate::open_to_add;
use crate::documents::{ReadOutcome, Reader, Wants, sniff};
use crate::domain::category::Profile;
use crate::domain::document::ReadingFailure;
use crate::domain::id::{CandidateId, DocumentId};
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Caller, JobName};
use crate::domain::time::Ts;
use crate::store::documents::{self, Reading};
use crate::store::gate::{self, Ask};
use crate::store::intakes::IncomingFile;
use crate::store::unread::{self, Waiting};
use crate::store::{Store, StoreError};

/// Documents read in one round, so that a new one need not wait for many old ones.
const BATCH: usize = 8;
/// How often a document is tried.
const TRIES: i32 = 3;

/// Adds files to a candidate's record; they are read afterwards. The caller holds no connection.
///
/// # Errors
/// [`StoreError::Refused`] with the reason; the store's.
pub fn upload(
    store: &Store,
    caller: &Caller,
    candidate: CandidateId,
    files: &[IncomingFile],
) -> Result<Vec<DocumentId>, WorkflowError> {
    let permit = open_to_add::<Profile>(&mut store.database()?, caller, candidate)?;
    let put = |file: &IncomingFile| {
        documents::put(store, &permit, &file.name, sniff(&file.content, &file.name).kind, &file.content)
    };
    let new = files.iter().map(put).collect::<Result<Vec<_>, StoreError>>()?;
    store.database()?.change(|tx| {
        let entries = new
            .iter()
            .map(|document| documents::create(tx, &permit, document, caller.at))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(((), entries))
    })?;
    Ok(new.iter().map(documents::NewDocument::id).collect())
}

/// Reads the files that were not read yet, newest first; returns how many were settled. No connection is held while
/// the file store or a child process is at work.
///
/// # Errors
/// The database's; a file whose reading fails is tried again later, and in the end written down as unreadable.
pub fn read_waiting(store: &Store, reader: &Reader, at: Ts) -> Result<usize, WorkflowError> {
    let waiting = unread::list(&mut store.database()?, &store.served_offices(), at, BATCH)?;
    let mut done = 0;
    for waiting in waiting {
        let caller = Caller::job(JobName::ExtractDocuments, waiting.holding.office.clone(), at);
        // A last try that took the process down with it never came to its end.
        if waiting.tries >= TRIES {
            give_up(store, &caller, &waiting, Some(ReadingFailure::GivenUp))?;
            done += 1;
            continue;
        }
        if !store.database()?.change(|tx| Ok((unread::begin(tx, &waiting, at)?, Vec::new())))? {
            continue;
        }
        match read_one(store, reader, &caller, &waiting) {
            Ok(()) => done += 1,
            Err(StoreError::Refused(_)) => {
                store.database()?.change(|tx| Ok((unread::wait(tx, &waiting, at)?, Vec::new())))?;
            }
            // There is nothing to open any more.
            Err(StoreError::NotFound) => {
                give_up(store, &caller, &waiting, None)?;
                done += 1;
            }
            Err(error) => {
                tracing::error!(document = %waiting.id, tries = waiting.tries + 1, %error, "a document could not be read");
                if waiting.tries + 1 >= TRIES {
                    give_up(store, &caller, &waiting, Some(ReadingFailure::GivenUp))?;
                    done += 1;
                }
            }
        }
    }
    Ok(done)
}

fn give_up(
    store: &Store,
    caller: &Caller,
    waiting: &Waiting,
    reason: Option<ReadingFailure>,
) -> Result<(), StoreError> {
    store.database()?.change(|tx| Ok(((), vec![unread::give_up(tx, caller, waiting, reason)?])))
}

fn read_one(store: &Store, reader: &Reader, caller: &Caller, waiting: &Waiting) -> Result<(), StoreError> {
    let ask = Ask::change(caller, Purpose::Upkeep);
    let permit = gate::open::<Profile>(&mut store.database()?, &ask, waiting.holding.id)?;
    let id = waiting.id;
    let reading = match documents::original(store, &permit, id) {
        Ok(content) => reading(reader.read(&content, Wants::ALL)),
        // The seal does not open: the journal says so, and reading it again would not help.
        Err(StoreError::Unopened(_) | StoreError::NotFound) => {
            Reading { failure: Some(ReadingFailure::Damaged), ..Reading::default() }
        }
        Err(error) => return Err(error),
    };
    let text = documents::put_reading(store, &permit, id, &reading)?;
    store.database()?.change(|tx| Ok(((), vec![documents::set_reading(tx, &permit, id, &reading, text.as_ref())?])))
}

fn reading(outcome: ReadOutcome) -> Reading {
    let warnings = outcome.warning_words().into_iter().map(str::to_owned).collect();
    Reading {
        text: (!outcome.text.is_empty()).then_some(outcome.text),
        pages: outcome.pages.into_iter().map(|page| page.png).collect(),
        failure: outcome.failure,
        warnings,
    }
}
