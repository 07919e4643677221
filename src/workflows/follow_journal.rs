//! Keeps the directories in step with the journal.
//!
//! Invariant: a directory is read only after it has followed the last change of the journal that is there, so nothing
//! stale is shown, also after an older copy of the database took its place. Whoever waits for a follower's turn holds no connection, and no office's directory stands in another one's way.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::mpsc::{self, SyncSender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use super::WorkflowError;
use super::project_directory::project;
use crate::directory::{self, Directory, DirectoryError, Mark, Position, Reached, Standing, Update};
use crate::domain::id::HoldingId;
use crate::domain::office::OfficeCode;
use crate::domain::time::{Day, Ts};
use crate::store::journal::Changed;
use crate::store::{Database, Store, StoreError, facts, grants, journal, office_secrets};

/// Holdings or changes that are followed in one step.
const STEP: i64 = 500;
/// So many of a filling's first steps are joined at once. Each time the whole rises two levels above what comes later:
/// where it stood low, a few hundred changes would have FTS5 write all of it again, while everybody waits.
const RAISED: usize = 7;

/// Connections to one directory, each with a cache of its own: a few more than can work at once.
fn connections() -> u32 {
    std::thread::available_parallelism().map_or(4, |processors| processors.get() as u32 + 2).min(16)
}

/// The open directories of this instance, one per served office; cheap to clone.
#[derive(Debug, Clone)]
pub struct Directories {
    folder: PathBuf,
    open: Arc<Mutex<HashMap<OfficeCode, Followed>>>,
}

/// A directory with the turn of its one follower: two at once could write an older row over a newer one.
#[derive(Debug, Clone)]
struct Followed {
    directory: Directory,
    turn: Arc<Mutex<()>>,
}

impl Directories {
    /// Directories in a folder, opened when they are first needed.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder, open: Arc::default() }
    }

    /// Reads the directory of an office, after it has caught up with the last change. The caller holds no connection.
    /// A file that turns out to be damaged is replaced by a new one first: it is derived.
    ///
    /// # Errors
    /// The store's or the directory's.
    pub fn read<T>(
        &self,
        store: &Store,
        office: &OfficeCode,
        at: Ts,
        read: impl Fn(&Directory) -> Result<T, DirectoryError>,
    ) -> Result<T, WorkflowError> {
        self.with(store, office, at, |followed| {
            catch_up(store, followed, office, &|| at, &mut |_| ())?;
            Ok(read(&followed.directory)?)
        })
    }

    /// The same of a directory that was filled before. Nothing of any other, since filling lasts, nor of one that fails,
    /// which is logged: for what can do without.
    ///
    /// # Errors
    /// The store's.
    pub fn read_if_there<T>(
        &self,
        store: &Store,
        office: &OfficeCode,
        at: Ts,
        read: impl Fn(&Directory) -> Result<T, DirectoryError>,
    ) -> Result<Option<T>, WorkflowError> {
        let found = self.with(store, office, at, |followed| {
            if !followed.directory.position()?.filled {
                return Ok(None);
            }
            catch_up(store, followed, office, &|| at, &mut |_| ())?;
            Ok(Some(read(&followed.directory)?))
        });
        match found {
            Err(WorkflowError::Directory(error)) => {
                tracing::error!(%office, %error, "a directory cannot be read; a page does without it");
                Ok(None)
            }
            other => other,
        }
    }

    /// The directory of an office without catching up, and how many changes it is behind.
    ///
    /// # Errors
    /// The store's or the directory's.
    pub fn as_it_is(&self, store: &Store, office: &OfficeCode, at: Ts) -> Result<(Directory, usize), WorkflowError> {
        let followed = self.followed(store, office, at)?;
        let position = followed.directory.position()?;
        let behind = store.database()?.read(|db| journal::changes_after(db, position.seq, i64::MAX))?.len();
        Ok((followed.directory, behind))
    }

    /// Lets the directory of every served office catch up that was filled before: after a change, before the response
    /// goes out. The change stands already, so a directory that fails is logged; it catches up before it is read.
    pub fn follow_all(&self, store: &Store, at: Ts) {
        self.follow_each(store, at, Turn::Awaited);
    }

    /// The same, but where somebody is at it already, what is new is left to them or to whoever comes next: for a job
    /// that has more to do.
    pub fn follow_all_in_passing(&self, store: &Store, at: Ts) {
        self.follow_each(store, at, Turn::IfFree);
    }

    fn follow_each(&self, store: &Store, at: Ts, turn: Turn) {
        for office in store.served_offices() {
            let follow = |followed: &Followed| follow_change(store, followed, &office, at, turn);
            let followed = self.with(store, &office, at, follow);
            if let Err(error) = followed {
                tracing::error!(%office, %error, "a directory could not follow and will before it is read");
            }
        }
    }

    /// Fills the directory of every served office, or goes on where that was cut off, and lets it catch up, the offices
    /// side by side; `progress` is told how many holdings more were looked at. One that fails is logged, and filled
    /// when it is read.
    pub fn fill_all(&self, store: &Store, now: impl Fn() -> Ts + Sync, progress: impl Fn(usize) + Sync) {
        // Each holds a connection as long as it fills.
        let hands = store.config().pool_size.saturating_sub(1).max(1) as usize;
        let waiting = std::sync::Mutex::new(store.served_offices().into_iter());
        let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
        let fill = || {
            while let Some(office) = next() {
                let filled = self.with(store, &office, now(), |followed| {
                    catch_up(store, followed, &office, &now, &mut |more| progress(more))
                });
                if let Err(error) = filled {
                    tracing::error!(%office, %error, "a directory could not be filled and will be when it is read");
                }
            }
        };
        std::thread::scope(|threads| {
            for _ in 0..hands.min(store.served_offices().len()) {
                threads.spawn(fill);
            }
        });
    }

    /// Fills an office's directory anew.
    ///
    /// # Errors
    /// The store's or the directory's.
    pub fn rebuild(
        &self,
        store: &Store,
        office: &OfficeCode,
        now: impl Fn() -> Ts,
        mut progress: impl FnMut(usize),
    ) -> Result<Directory, WorkflowError> {
        self.with(store, office, now(), |followed| {
            let turn = followed.turn.lock().unwrap_or_else(PoisonError::into_inner);
            followed.directory.clear()?;
            drop(turn);
            catch_up(store, followed, office, &now, &mut progress)?;
            Ok(followed.directory.clone())
        })
    }

    /// Works with a directory; if its file is damaged, once more with a new one.
    fn with<T>(
        &self,
        store: &Store,
        office: &OfficeCode,
        at: Ts,
        mut work: impl FnMut(&Followed) -> Result<T, WorkflowError>,
    ) -> Result<T, WorkflowError> {
        let followed = self.followed(store, office, at)?;
        match work(&followed) {
            Err(WorkflowError::Directory(error)) if error.is_damage() => {
                self.replace(office, &followed, &error)?;
                work(&self.followed(store, office, at)?)
            }
            other => other,
        }
    }

    fn followed(&self, store: &Store, office: &OfficeCode, at: Ts) -> Result<Followed, WorkflowError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(followed) = open.get(office) {
            return Ok(followed.clone());
        }
        let key = office_secrets::directory_key(&mut store.database()?, office, at)?;
        let path = directory::path(&self.folder, office);
        let directory = match Directory::open(&path, &key, connections()) {
            Err(error) if error.is_damage() => {
                tracing::error!(%office, %error, "the file is deleted and filled anew");
                directory::delete(&path)?;
                Directory::open(&path, &key, connections())?
            }
            other => other?,
        };
        let followed = Followed { directory, turn: Arc::default() };
        open.insert(office.clone(), followed.clone());
        Ok(followed)
    }

    /// Deletes a damaged file, unless somebody who found the damage at the same time did so already.
    fn replace(&self, office: &OfficeCode, damaged: &Followed, error: &DirectoryError) -> Result<(), WorkflowError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.get(office).is_some_and(|now| Arc::ptr_eq(&now.turn, &damaged.turn)) {
            tracing::error!(%office, %error, "a directory is damaged; its file is deleted and filled anew");
            open.remove(office);
            directory::delete(&directory::path(&self.folder, office))?;
        }
        Ok(())
    }
}

/// Fills a directory if that is to do, follows the journal, and looks again at what is due. The clock is asked anew for
/// each step: a filling may last, and the journal tells a clock set back by entries that are late.
fn catch_up(
    store: &Store,
    followed: &Followed,
    office: &OfficeCode,
    now: &dyn Fn() -> Ts,
    progress: &mut dyn FnMut(usize),
) -> Result<(), WorkflowError> {
    // The turn comes first and the connection after it: who waits must not keep from working who is at work.
    if Found::now(&mut store.database()?, followed, office, now())?.is_current {
        return Ok(());
    }
    let _turn = followed.turn.lock().unwrap_or_else(PoisonError::into_inner);
    let mut db = store.database()?;
    let found = Found::now(&mut db, followed, office, now())?;
    let directory = &followed.directory;
    let mut position = found.position;
    if !found.follows_this {
        tracing::warn!(%office, "a directory followed another journal or other rules than there are now; it is filled anew");
        directory.clear()?;
        position = directory.position()?;
    }
    let mut follower = Follower { db: &mut db, directory, office, now };
    let seq = if position.filled { position.seq } else { follower.fill(position, progress)? };
    let seq = follower.follow(seq)?;
    follower.look_again(found.today, seq)
}

/// Follows a change that was just made, in a directory that was filled before and follows the journal that is there;
/// for any other, that is left to whoever reads it next.
fn follow_change(
    store: &Store,
    followed: &Followed,
    office: &OfficeCode,
    at: Ts,
    turn: Turn,
) -> Result<(), WorkflowError> {
    // One that is being filled keeps its turn until it is, which is not waited for.
    if !followed.directory.position()?.filled {
        return Ok(());
    }
    let Some(_turn) = turn.take(&followed.turn) else { return Ok(()) };
    let mut db = store.database()?;
    let found = Found::now(&mut db, followed, office, at)?;
    if found.is_current || !found.position.filled || !found.follows_this {
        return Ok(());
    }
    let mut follower = Follower { db: &mut db, directory: &followed.directory, office, now: &|| at };
    let seq = follower.follow(found.position.seq)?;
    follower.look_again(found.today, seq)
}

/// Whether somebody waits until nobody else follows.
#[derive(Debug, Clone, Copy)]
enum Turn {
    Awaited,
    IfFree,
}

impl Turn {
    fn take(self, turn: &Mutex<()>) -> Option<MutexGuard<'_, ()>> {
        match (self, turn.try_lock()) {
            (_, Ok(turn)) => Some(turn),
            (_, Err(TryLockError::Poisoned(turn))) => Some(turn.into_inner()),
            (Self::Awaited, Err(TryLockError::WouldBlock)) => Some(turn.lock().unwrap_or_else(PoisonError::into_inner)),
            (Self::IfFree, Err(TryLockError::WouldBlock)) => None,
        }
    }
}

/// How a directory was found.
struct Found {
    today: Day,
    position: Position,
    /// Whether it followed the journal that is there, by the rules that are.
    follows_this: bool,
    /// Whether nothing is left to follow.
    is_current: bool,
}

impl Found {
    fn now(db: &mut Database, followed: &Followed, office: &OfficeCode, at: Ts) -> Result<Self, WorkflowError> {
        let today = db.read(|db| facts::office(db, office))?.today(at);
        let standing = followed.directory.standing(today)?;
        let last = db.last_change()?;
        let follows_this = follows_this(db, &standing, last)?;
        let position = standing.position;
        let is_current = follows_this && position.filled && position.seq >= last && !standing.is_due;
        Ok(Self { today, position, follows_this, is_current })
    }
}

/// Whether a directory followed the journal that is there, up to its last change at most, and decided by the rules that
/// are: else the database was replaced, by an older copy perhaps, or the program by one with other tables of the law.
fn follows_this(db: &mut Database, standing: &Standing, last_change: i64) -> Result<bool, WorkflowError> {
    let Standing { position, mark, .. } = standing;
    let is_there = match mark {
        Some(mark) => mark.rules == db.law_digest() && hash_at(db, mark.seq)? == mark.hash,
        None => !position.filled && position.filled_to.is_none(),
    };
    Ok(is_there && position.seq <= last_change)
}

/// The hash of an entry; nothing stands for one that is not there, as before the first.
fn hash_at(db: &mut Database, seq: i64) -> Result<Vec<u8>, StoreError> {
    Ok(db.read(|db| journal::hash(db, seq))?.unwrap_or_default())
}

/// What is known of some holdings, and the last of them.
type Step = (Vec<Update>, HoldingId);

/// One follower at its turn.
struct Follower<'a> {
    db: &'a mut Database,
    directory: &'a Directory,
    office: &'a OfficeCode,
    now: &'a dyn Fn() -> Ts,
}

impl Follower<'_> {
    /// Fills the directory; what changes meanwhile comes again afterwards, from the position on that is returned.
    fn fill(&mut self, position: Position, progress: &mut dyn FnMut(usize)) -> Result<i64, WorkflowError> {
        let after = position.filled_to;
        let start = if after.is_some() { position.seq } else { self.db.last_change()? };
        let mark = self.mark(start)?;
        self.directory.set_mark(&mark)?;
        self.directory.begin_filling()?;
        // One step is put into the directory while the next is read from the records.
        let (read, steps) = mpsc::sync_channel::<Step>(1);
        let directory = self.directory;
        let low = if after.is_none() { RAISED } else { 0 };
        std::thread::scope(|threads| {
            let putting = threads.spawn(move || {
                steps.iter().enumerate().try_for_each(|(number, (updates, to))| {
                    directory.apply(&updates, Reached::Filled { start, to })?;
                    if number < low { directory.join_parts() } else { Ok(()) }
                })
            });
            let reading = self.read_all(after, read, progress);
            let put = putting.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            put.map_err(WorkflowError::from).and(reading)
        })?;
        self.directory.end_filling()?;
        self.directory.apply(&[], Reached::Change(&mark))?;
        Ok(start)
    }

    /// Reads everything that the office was given, until nobody takes it.
    fn read_all(
        &mut self,
        mut after: Option<HoldingId>,
        into: SyncSender<Step>,
        progress: &mut dyn FnMut(usize),
    ) -> Result<(), WorkflowError> {
        while let Some((updates, last)) = self.read(false, after)? {
            let people = updates.len();
            if into.send((updates, last)).is_err() {
                break;
            }
            progress(people);
            after = Some(last);
        }
        Ok(())
    }

    /// Follows the changes after a position that there are now; returns the last one. What is committed meanwhile is
    /// left to whoever waits for it: else nobody's turn came while others go on changing.
    fn follow(&mut self, mut position: i64) -> Result<i64, WorkflowError> {
        let until = self.db.last_change()?;
        loop {
            let changes = self.db.read(|db| journal::changes_after(db, position, STEP))?;
            let Some((last, _)) = changes.last() else { return Ok(position) };
            if changes.iter().any(|(_, changed)| *changed == Changed::Terms) {
                self.follow_terms(position)?;
            }
            let mut changed: Vec<HoldingId> = changes.iter().filter_map(|(_, changed)| changed.holding()).collect();
            changed.sort_unstable();
            changed.dedup();
            let updates = project(self.db, self.office, &changed, (self.now)())?;
            position = *last;
            let mark = self.mark(position)?;
            self.directory.apply(&updates, Reached::Change(&mark))?;
            if position >= until {
                return Ok(position);
            }
        }
    }

    /// Which journal is followed up to an entry, and by which rules.
    fn mark(&mut self, seq: i64) -> Result<Mark, WorkflowError> {
        Ok(Mark { seq, hash: hash_at(self.db, seq)?, rules: self.db.law_digest().to_vec() })
    }

    /// After a change of the terms between offices everything that others collected and this office was given is
    /// looked at again.
    fn follow_terms(&mut self, position: i64) -> Result<(), WorkflowError> {
        let (mut after, mark) = (None, self.mark(position)?);
        while let Some((updates, last)) = self.read(true, after)? {
            self.directory.apply(&updates, Reached::Change(&mark))?;
            after = Some(last);
        }
        Ok(())
    }

    /// One step through what the office was given, with its last holding.
    fn read(&mut self, foreign: bool, after: Option<HoldingId>) -> Result<Option<Step>, WorkflowError> {
        let office = self.office;
        let step = self.db.read(|db| grants::given_after(db, office, foreign, after, STEP))?;
        let Some(last) = step.last() else { return Ok(None) };
        Ok(Some((project(self.db, office, &step, (self.now)())?, *last)))
    }

    /// Looks again at the holdings whose answer may have changed by itself.
    fn look_again(&mut self, today: Day, position: i64) -> Result<(), WorkflowError> {
        let mut looked_at = Vec::new();
        loop {
            let due = self.directory.due(today, STEP)?;
            // The same ones come back if the clock fell back behind the day meanwhile.
            if due.is_empty() || due == looked_at {
                return Ok(());
            }
            let updates = project(self.db, self.office, &due, (self.now)())?;
            let mark = self.mark(position)?;
            self.directory.apply(&updates, Reached::Change(&mark))?;
            looked_at = due;
        }
    }
}
