//! The threads of one record, for the page of its person.
//!
//! Invariant: a record without messages is not opened for them, so that nothing is on record that nobody saw.

use super::{WorkflowError, purpose_of};
use crate::domain::category::Communications;
use crate::domain::id::{HoldingId, ThreadId};
use crate::domain::staff::Caller;
use crate::store::gate::{self, Ask, Refusal};
use crate::store::permit::Unsealed;
use crate::store::threads::{self, Thread};
use crate::store::undelivered_addresses::{self, Undelivered};
use crate::store::{Database, StoreError, messages};

/// Threads that a page shows.
const SHOWN: i64 = 50;

/// A thread with what its latest message is about. It prints nothing of that.
pub struct RecordThread {
    /// The thread.
    pub thread: Thread,
    /// What it is about; nothing if that does not open or is not there.
    pub subject: Option<String>,
    /// Whether what the latest message says is kept as health data, and its subject with that.
    pub is_health: bool,
}

/// What is known of a record's messages.
#[derive(Debug, Default)]
pub struct RecordThreads {
    /// The threads, the latest first.
    pub threads: Vec<RecordThread>,
    /// Why they may not be seen.
    pub refusal: Option<Box<Refusal>>,
    /// What is known of the address on record, if mail to it came back.
    pub undelivered: Option<Undelivered>,
}

impl std::fmt::Debug for RecordThread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RecordThread({})", self.thread.id)
    }
}

/// The threads of a record that the caller's own office holds.
///
/// # Errors
/// The store's.
pub fn of_record(db: &mut Database, caller: &Caller, holding: HoldingId) -> Result<RecordThreads, WorkflowError> {
    let found = db.read(|db| threads::of_holding(db, holding, false, SHOWN))?;
    if found.is_empty() {
        return Ok(RecordThreads::default());
    }
    let permit = match gate::open::<Communications>(db, &Ask::read(caller, purpose_of(caller)), holding) {
        Ok(permit) => permit,
        Err(StoreError::Refused(refusal)) => {
            return Ok(RecordThreads { refusal: Some(refusal), ..RecordThreads::default() });
        }
        Err(error) => return Err(error.into()),
    };
    let ids: Vec<ThreadId> = found.iter().map(|thread| thread.id).collect();
    let mut latest = messages::latest_of(db, [&permit], &ids)?;
    let shown = found.into_iter().map(|thread| {
        let latest = latest.remove(&thread.id);
        let is_health = latest.as_ref().is_some_and(|latest| latest.is_health);
        let subject = latest.and_then(|latest| match latest.head {
            Unsealed::Value(head) => Some(head.subject),
            Unsealed::Damaged => None,
        });
        RecordThread { thread, subject, is_health }
    });
    let threads = shown.collect();
    let undelivered = undelivered_addresses::of_record(db, &permit)?;
    Ok(RecordThreads { threads, refusal: None, undelivered })
}
