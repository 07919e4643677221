//! One line per instance in which the entries of concurrent views wait, and are committed in groups.
//!
//! Invariant: a view's `record` returns only after its entries have been committed. Whoever comes first leads: they
//! commit all that waits by then, and hand the lead to the next in the line. No thread of its own does it, which each
//! view would have to wake and be woken by.

use std::collections::VecDeque;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::anchor::Anchor;
use super::database::{Pool, write_tx};
use super::decision_facts::Known;
use super::error::StoreError;
use super::journal::{self, Entry};

/// Views waiting in one group at most; more wait for the next commit.
const GROUP: usize = 256;

/// What somebody who waits is told.
enum Told {
    /// To commit the next group, which begins with their own entries.
    Lead,
    /// Whether their entries have been committed.
    Done(bool),
}

struct Batch {
    entries: Vec<Entry>,
    told: SyncSender<Told>,
}

#[derive(Default)]
struct Line {
    waiting: VecDeque<Batch>,
    is_led: bool,
}

/// The door to the line.
pub struct JournalWriter {
    pool: Pool,
    turn: Option<Arc<Mutex<()>>>,
    anchor: Arc<Anchor>,
    known: Arc<Known>,
    line: Mutex<Line>,
}

impl JournalWriter {
    /// An empty line before a database. The pool is one of its own, `turn` the turn to write of this process.
    pub fn new(pool: Pool, turn: Option<Arc<Mutex<()>>>, anchor: Arc<Anchor>, known: Arc<Known>) -> Self {
        Self { pool, turn, anchor, known, line: Mutex::default() }
    }

    /// Records entries and waits until they are committed.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if they could not be: then nothing may be shown.
    pub fn record(&self, entries: Vec<Entry>) -> Result<(), StoreError> {
        if entries.is_empty() {
            return Ok(());
        }
        let (told, hears) = sync_channel(1);
        let leads = {
            let mut line = self.line();
            line.waiting.push_back(Batch { entries, told });
            !std::mem::replace(&mut line.is_led, true)
        };
        if leads {
            self.lead();
        }
        loop {
            match hears.recv() {
                Ok(Told::Lead) => self.lead(),
                Ok(Told::Done(true)) => return Ok(()),
                Ok(Told::Done(false)) | Err(_) => return Err(StoreError::Unavailable),
            }
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Commits one group; nobody is left waiting, also after a panic.
    fn lead(&self) {
        let leading = Leading(self);
        let (group, committed) = self.write_group();
        drop(leading);
        if let Err(error) = &committed {
            tracing::error!(%error, "journal entries could not be written; their views were refused");
        }
        for batch in group {
            // A caller that has gone away no longer waits for the answer.
            batch.told.send(Told::Done(committed.is_ok())).ok();
        }
    }

    /// Those who come while the connection and the turn are waited for are of the group as well.
    fn write_group(&self) -> (Vec<Batch>, Result<(), StoreError>) {
        let db = self.pool.get();
        let turn = self.turn.as_deref().map(|turn| turn.lock().unwrap_or_else(PoisonError::into_inner));
        let group: Vec<Batch> = {
            let mut line = self.line();
            let many = line.waiting.len().min(GROUP);
            line.waiting.drain(..many).collect()
        };
        let commit = || {
            let entries: Vec<Entry> = group.iter().flat_map(|batch| batch.entries.iter().cloned()).collect();
            let appended = write_tx(&mut *db?, turn, |db| journal::append(db, &entries, &self.known))?;
            self.known.remember(appended.stored);
            self.anchor.publish(&appended.head);
            Ok(())
        };
        let committed = commit();
        (group, committed)
    }
}

/// The lead, while somebody has it.
struct Leading<'a>(&'a JournalWriter);

impl Drop for Leading<'_> {
    fn drop(&mut self) {
        let mut line = self.0.line();
        if std::thread::panicking() {
            // Whoever is first may be the one that panics: all are refused, rather than left to wait for a dead one.
            line.waiting.clear();
            line.is_led = false;
            return;
        }
        while let Some(next) = line.waiting.front() {
            if next.told.try_send(Told::Lead).is_ok() {
                return;
            }
            // They have gone away.
            line.waiting.pop_front();
        }
        line.is_led = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::office::OfficeCode;
    use crate::domain::staff::{Caller, JobName};
    use crate::domain::time::Ts;
    use crate::store::anchor::Place;
    use crate::store::database::{self, Cache, Db, Target};
    use crate::store::schema::journal as rows;
    use crate::vault::anchor_key::AnchorKey;
    use diesel::prelude::*;

    fn writer(folder: &std::path::Path) -> JournalWriter {
        let path = folder.join("saiyo.db").display().to_string();
        let pool = database::open_pool(&Target::Sqlite(path), 1, Cache::OF_RECORDS).unwrap();
        database::migrate(&mut pool.get().unwrap(), false).unwrap();
        let anchor = Anchor::start(
            Place::Folder(folder.to_owned()),
            AnchorKey::load_or_create(&folder.join("anchor.key")).unwrap(),
        )
        .unwrap();
        JournalWriter::new(pool, None, anchor, Arc::default())
    }

    fn entry(subject: String) -> Entry {
        let office: OfficeCode = "JP".parse().unwrap();
        Entry::by(&Caller::job(JobName::Demo, office, Ts::from_micros(0)), "read", subject)
    }

    fn subjects(writer: &JournalWriter) -> Vec<String> {
        let mut db = writer.pool.get().unwrap();
        rows::table.order(rows::seq).select(rows::subject).load(&mut *db as &mut Db).unwrap()
    }

    #[test]
    fn everybody_who_waits_is_told_once_their_entries_stand() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(folder.path());
        std::thread::scope(|threads| {
            for one in 0..16 {
                let writer = &writer;
                threads.spawn(move || {
                    for turn in 0..20 {
                        let subject = format!("{one}:{turn}");
                        writer.record(vec![entry(subject.clone())]).unwrap();
                        assert!(subjects(writer).contains(&subject));
                    }
                });
            }
        });
        assert_eq!(subjects(&writer).len(), 320);
        assert!(!writer.line().is_led);
    }

    #[test]
    fn a_leader_that_panics_leaves_nobody_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(folder.path());
        writer.line().is_led = true;
        std::thread::scope(|threads| {
            let waits = threads.spawn(|| writer.record(vec![entry("waits".to_owned())]));
            while writer.line().waiting.is_empty() {
                std::thread::yield_now();
            }
            let leads = threads.spawn(|| {
                let _leading = Leading(&writer);
                std::panic::panic_any("out of luck");
            });
            assert!(leads.join().is_err());
            assert!(matches!(waits.join().unwrap(), Err(StoreError::Unavailable)));
        });
        writer.record(vec![entry("kept".to_owned())]).unwrap();
        assert_eq!(subjects(&writer), ["kept"]);
    }

    #[test]
    fn a_group_that_cannot_be_written_is_refused_and_the_next_one_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(folder.path());
        let set = |sql: &str| diesel::sql_query(sql).execute(&mut *writer.pool.get().unwrap()).map(|_| ()).unwrap();
        set("PRAGMA query_only=ON");
        assert!(matches!(writer.record(vec![entry("lost".to_owned())]), Err(StoreError::Unavailable)));
        set("PRAGMA query_only=OFF");
        writer.record(vec![entry("kept".to_owned())]).unwrap();
        assert_eq!(subjects(&writer), ["kept"]);
    }
}
