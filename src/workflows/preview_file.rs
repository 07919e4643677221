//! A file of a message looked at without opening it: its text and its first pages, read in a child process.
//!
//! Invariant: nothing of what is read is kept; the file stays as it came, sealed.

use super::WorkflowError;
use super::read_message;
use crate::documents::{ReadOutcome, Reader, Wants};
use crate::domain::id::{MessageFileId, ThreadId};
use crate::domain::staff::Caller;
use crate::store::Store;
use crate::store::messages::ShownFile;

/// A file of a message, and what its reading gave, for somebody who may read the thread. The caller holds no
/// connection.
///
/// # Errors
/// [`crate::store::StoreError::NotFound`] if there is none; [`crate::store::StoreError::Refused`] with the reason.
pub fn preview(
    store: &Store,
    reader: &Reader,
    caller: &Caller,
    thread: ThreadId,
    file: MessageFileId,
) -> Result<(ShownFile, ReadOutcome), WorkflowError> {
    let (shown, content) = read_message::file(&mut store.database()?, caller, thread, file)?;
    Ok((shown, reader.read(&content, Wants::ALL)))
}
