//! Keeps the directories in step with the journal.
//!
//! Invariant: a directory is read only after it has followed the last change, so nothing stale is shown.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::WorkflowError;
use crate::directory::{self, Directory, LatestApplication, Person, Update};
use crate::domain::category::{ApplicationHistory, CategoryId, Profile};
use crate::domain::id::HoldingId;
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Caller, JobName};
use crate::domain::time::Ts;
use crate::store::gate::{self, Ask, Opened};
use crate::store::usability::{self, Usability};
use crate::store::{Database, StoreError, applications, candidates, grants, journal, office_secrets};

/// Changes that are followed in one step.
const STEP: i64 = 500;
const CONNECTIONS: u32 = 8;

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

    fn followed(&self, db: &mut Database, office: &OfficeCode, at: Ts) -> Result<Followed, WorkflowError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(followed) = open.get(office) {
            return Ok(followed.clone());
        }
        let key = office_secrets::directory_key(db, office, at)?;
        let directory = Directory::open(&directory::path(&self.folder, office), &key, CONNECTIONS)?;
        let followed = Followed { directory, turn: Arc::default() };
        open.insert(office.clone(), followed.clone());
        Ok(followed)
    }

    /// The directory of an office, after it has caught up with the last change.
    ///
    /// # Errors
    /// The store's or the directory's.
    pub fn current(&self, db: &mut Database, office: &OfficeCode, at: Ts) -> Result<Directory, WorkflowError> {
        let followed = self.followed(db, office, at)?;
        let (position, filled) = followed.directory.position()?;
        if !filled || position < db.last_change()? {
            let _turn = followed.turn.lock().unwrap_or_else(PoisonError::into_inner);
            catch_up(db, &followed.directory, office, at)?;
        }
        Ok(followed.directory)
    }

    /// The directory of an office without catching up, and how many changes it is behind.
    ///
    /// # Errors
    /// The store's or the directory's.
    pub fn as_it_is(
        &self,
        db: &mut Database,
        office: &OfficeCode,
        at: Ts,
    ) -> Result<(Directory, usize), WorkflowError> {
        let followed = self.followed(db, office, at)?;
        let (position, _) = followed.directory.position()?;
        let behind = db.read(|db| journal::changes_after(db, position, i64::MAX))?.len();
        Ok((followed.directory, behind))
    }

    /// Lets every served office's directory catch up: after a change, before the response goes out.
    ///
    /// # Errors
    /// The store's or the directory's.
    pub fn follow_all(&self, db: &mut Database, at: Ts) -> Result<(), WorkflowError> {
        for office in db.store().served_offices() {
            self.current(db, &office, at)?;
        }
        Ok(())
    }

    /// Fills an office's directory anew.
    ///
    /// # Errors
    /// The store's or the directory's.
    pub fn rebuild(&self, db: &mut Database, office: &OfficeCode, at: Ts) -> Result<Directory, WorkflowError> {
        let followed = self.followed(db, office, at)?;
        let _turn = followed.turn.lock().unwrap_or_else(PoisonError::into_inner);
        followed.directory.clear()?;
        catch_up(db, &followed.directory, office, at)?;
        Ok(followed.directory)
    }
}

fn catch_up(db: &mut Database, directory: &Directory, office: &OfficeCode, at: Ts) -> Result<(), WorkflowError> {
    let (mut position, filled) = directory.position()?;
    if !filled {
        // What changes while it is being filled comes again afterwards, from this position on.
        let start = db.last_change()?;
        let mut after = None;
        loop {
            let step = db.read(|db| candidates::holdings_after(db, after, STEP))?;
            let Some(last) = step.last() else { break };
            after = Some(*last);
            directory.apply(&project(db, office, &step, at)?, 0)?;
        }
        directory.apply(&[], start)?;
        position = start;
    }
    loop {
        let changes = db.read(|db| journal::changes_after(db, position, STEP))?;
        let Some((last, _)) = changes.last() else { return Ok(()) };
        position = *last;
        let mut changed: Vec<HoldingId> = changes.iter().filter_map(|(_, holding)| *holding).collect();
        changed.sort_unstable();
        changed.dedup();
        directory.apply(&project(db, office, &changed, at)?, position)?;
    }
}

/// What the directory of an office should hold about some holdings.
fn project(
    db: &mut Database,
    office: &OfficeCode,
    holdings: &[HoldingId],
    at: Ts,
) -> Result<Vec<Update>, WorkflowError> {
    // What the office was given nothing of needs no key and leaves no entry.
    let given = db.read(|db| grants::given(db, holdings, office))?;
    let caller = Caller::job(JobName::FollowJournal, office.clone(), at);
    let ask = Ask::read(&caller, Purpose::Upkeep);
    let categories = [CategoryId::Profile, CategoryId::ApplicationHistory];
    let opened = gate::open_batch(db, &ask, &given, &categories)?;
    let mut updates: HashMap<HoldingId, Update> =
        holdings.iter().map(|holding| (*holding, Update::Remove(*holding))).collect();
    for mut opened in opened {
        let id = opened.holding().id;
        if let Some(person) = person(db, office, &mut opened, at)? {
            updates.insert(id, Update::Put(Box::new(person)));
        }
    }
    Ok(updates.into_values().collect())
}

fn person(
    db: &mut Database,
    office: &OfficeCode,
    opened: &mut Opened,
    at: Ts,
) -> Result<Option<Person>, WorkflowError> {
    let holding = opened.holding().clone();
    let Usability::Until(usable_until) = usability::of(db, office, holding.id, at)? else { return Ok(None) };
    let Some(permit) = unless_refused(opened.permit::<Profile>(db))? else { return Ok(None) };
    let Some(profile) = unless_refused(candidates::read(db, &permit))? else { return Ok(None) };
    let applications = match unless_refused(opened.permit::<ApplicationHistory>(db))? {
        Some(history) => applications::list(db, &history)?,
        None => Vec::new(),
    };
    let latest = applications.first().map(|shown| &shown.application);
    let name = profile.record.name.clone();
    Ok(Some(Person {
        assigned: db.read(|db| applications::assigned_staff(db, holding.id))?,
        reading: name.reading(),
        family: name.family,
        given: name.given,
        received_at: latest.map_or(profile.updated_at, |application| application.received_at),
        latest: latest.map(|application| LatestApplication {
            vacancy: application.vacancy,
            stage: application.stage,
            source: application.source,
        }),
        usable_until,
        holding,
    }))
}

/// A record that the office has no key for, or that does not open, is simply not in its directory.
fn unless_refused<T>(result: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(StoreError::Refused(_) | StoreError::NotFound | StoreError::Unopened(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
