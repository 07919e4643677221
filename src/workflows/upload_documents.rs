//! Files that staff add, and the reading of every file in a child process.

use super::WorkflowError;
use super::change_candidate::open_to_add;
use crate::documents::{ReadOutcome, Reader, Wants, sniff};
use crate::domain::category::Profile;
use crate::domain::document::ReadingFailure;
use crate::domain::id::{CandidateId, DocumentId, HoldingId};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Caller, JobName};
use crate::domain::time::Ts;
use crate::store::documents::{self, Reading};
use crate::store::gate::{self, Ask};
use crate::store::intakes::IncomingFile;
use crate::store::{Database, StoreError};

/// Documents read in one round, so that a new one need not wait for many old ones.
const BATCH: i64 = 8;

/// Adds files to a candidate's record; they are read afterwards.
///
/// # Errors
/// [`StoreError::Refused`] with the reason; the store's.
pub fn upload(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
    files: &[IncomingFile],
) -> Result<Vec<DocumentId>, WorkflowError> {
    let permit = open_to_add::<Profile>(db, caller, candidate)?;
    let put = |file: &IncomingFile| {
        documents::put(db, &permit, &file.name, sniff(&file.content, &file.name).kind, &file.content)
    };
    let new = files.iter().map(put).collect::<Result<Vec<_>, StoreError>>()?;
    db.change(|tx| {
        let entries = new
            .iter()
            .map(|document| documents::create(tx, &permit, document, caller.at))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(((), entries))
    })?;
    Ok(new.iter().map(documents::NewDocument::id).collect())
}

/// Reads the files that were not read yet, newest first; returns how many were settled.
///
/// # Errors
/// The database's; one file's own failure is written down as unreadable.
pub fn read_waiting(db: &mut Database, reader: &Reader, at: Ts) -> Result<usize, WorkflowError> {
    let offices = db.store().served_offices();
    let waiting = documents::unread(db, &offices, BATCH)?;
    let mut done = 0;
    for (id, holding, office) in waiting {
        match read_one(db, reader, id, holding, office, at) {
            Ok(()) => done += 1,
            // Its time is over, or its key is gone: it will not be read any more.
            Err(WorkflowError::Store(StoreError::Refused(_) | StoreError::NotFound)) => {
                db.change(|tx| Ok((documents::give_up(tx, id)?, Vec::new())))?;
                done += 1;
            }
            Err(error) => tracing::error!(document = %id, %error, "a document could not be read"),
        }
    }
    Ok(done)
}

fn read_one(
    db: &mut Database,
    reader: &Reader,
    id: DocumentId,
    holding: HoldingId,
    office: OfficeCode,
    at: Ts,
) -> Result<(), WorkflowError> {
    let caller = Caller::job(JobName::ExtractDocuments, office, at);
    let permit = gate::open::<Profile>(db, &Ask::change(&caller, Purpose::Upkeep), holding)?;
    let reading = match documents::original(db, &permit, id) {
        Ok(content) => reading(reader.read(&content, Wants::ALL)),
        // The seal does not open: the journal says so, and reading it again would not help.
        Err(StoreError::Unopened(_) | StoreError::NotFound) => {
            Reading { failure: Some(ReadingFailure::Damaged), ..Reading::default() }
        }
        Err(error) => return Err(error.into()),
    };
    let text = documents::put_reading(db, &permit, id, &reading)?;
    db.change(|tx| Ok(((), vec![documents::set_reading(tx, &permit, id, &reading, text.as_ref())?])))?;
    Ok(())
}

fn reading(outcome: ReadOutcome) -> Reading {
    let found = outcome.warnings;
    let warnings = [
        (found.macros, "macros"),
        (found.javascript, "javascript"),
        (found.embedded_files, "embedded_files"),
        (found.external_relationships, "external_relationships"),
        (outcome.truncated, "truncated"),
    ];
    Reading {
        text: (!outcome.text.is_empty()).then_some(outcome.text),
        pages: outcome.pages.into_iter().map(|page| page.png).collect(),
        failure: outcome.failure,
        warnings: warnings.into_iter().filter(|(there, _)| *there).map(|(_, word)| word.to_owned()).collect(),
    }
}
