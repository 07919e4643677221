//! One writer per instance that commits the entries of concurrent views in groups.
//!
//! Invariant: a view's `record` returns only after its entries have been committed.

use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};

use super::anchor::Anchor;
use super::database::{Pool, write_tx};
use super::decision_facts::Known;
use super::error::StoreError;
use super::journal::{self, Entry};

/// Views waiting in one group at most; more wait for the next commit.
const GROUP: usize = 256;

struct Batch {
    entries: Vec<Entry>,
    done: SyncSender<bool>,
}

/// The door to the writer; cheap to clone.
#[derive(Debug, Clone)]
pub struct JournalWriter {
    batches: Sender<Batch>,
}

impl JournalWriter {
    /// Starts the writer's thread. It ends when the last door to it is gone.
    ///
    /// # Errors
    /// The system's, if no thread can be started.
    pub fn start(
        pool: Pool,
        turn: Option<Arc<Mutex<()>>>,
        anchor: Arc<Anchor>,
        known: Arc<Known>,
    ) -> Result<Self, StoreError> {
        let (batches, waiting) = channel();
        std::thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || write_groups(&waiting, &pool, turn.as_deref(), (&anchor, &known)))?;
        Ok(Self { batches })
    }

    /// Records entries and waits until they are committed.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if they could not be: then nothing may be shown.
    pub fn record(&self, entries: Vec<Entry>) -> Result<(), StoreError> {
        if entries.is_empty() {
            return Ok(());
        }
        let (done, committed) = sync_channel(1);
        self.batches.send(Batch { entries, done }).map_err(|_| StoreError::Unavailable)?;
        match committed.recv() {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => Err(StoreError::Unavailable),
        }
    }
}

fn write_groups(waiting: &Receiver<Batch>, pool: &Pool, turn: Option<&Mutex<()>>, after: (&Anchor, &Known)) {
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        while group.len() < GROUP {
            match waiting.try_recv() {
                Ok(batch) => group.push(batch),
                Err(_) => break,
            }
        }
        let committed = write_group(&group, pool, turn, after);
        if let Err(error) = &committed {
            tracing::error!(%error, "journal entries could not be written; their views were refused");
        }
        for batch in group {
            // A caller that has gone away no longer waits for the answer.
            batch.done.send(committed.is_ok()).ok();
        }
    }
}

fn write_group(
    group: &[Batch],
    pool: &Pool,
    turn: Option<&Mutex<()>>,
    (anchor, known): (&Anchor, &Known),
) -> Result<(), StoreError> {
    let entries: Vec<Entry> = group.iter().flat_map(|batch| batch.entries.iter().cloned()).collect();
    let mut db = pool.get()?;
    let turn = turn.map(|turn| turn.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    let appended = write_tx(&mut db, turn, |db| journal::append(db, &entries, known))?;
    known.remember(appended.stored);
    anchor.publish(&appended.head);
    Ok(())
}
