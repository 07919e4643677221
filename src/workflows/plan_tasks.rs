//! Tasks: what is to be done about a record, and what somebody has to do these days.
//!
//! Invariant: whose tasks are listed is named by the directory alone, so nobody who may not be seen appears.

use super::change_candidate::open_to_add;
use super::follow_journal::Directories;
use super::{WorkflowError, change_tags, list_candidates};
use crate::directory::{self, Person};
use crate::domain::category::{CategoryId, Other};
use crate::domain::id::{CandidateId, HoldingId, StaffId, TaskId};
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Actor, Caller};
use crate::domain::time::Day;
use crate::store::gate::{self, Ask};
use crate::store::tasks::{self, ShownTask};
use crate::store::{Database, Store, StoreError};

/// Adds a task to the record of a candidate that the caller's office holds.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none, or no such assignee; [`StoreError::Refused`] with the reason.
pub fn add(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
    text: &str,
    due_on: Day,
    assignee: StaffId,
) -> Result<(), WorkflowError> {
    let permit = open_to_add::<Other>(db, caller, candidate)?;
    if permit.holding().office != caller.office {
        return Err(StoreError::NotFound.into());
    }
    db.change(|tx| Ok(((), vec![tasks::create(tx, &permit, text, due_on, assignee)?])))?;
    Ok(())
}

/// Marks a task as done.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such open task; [`StoreError::Refused`] with the reason.
pub fn finish(db: &mut Database, caller: &Caller, candidate: CandidateId, task: TaskId) -> Result<(), WorkflowError> {
    let holding = change_tags::own_holding(db, caller, candidate)?;
    let permit = gate::open::<Other>(db, &Ask::change(caller, Purpose::Recruitment), holding)?;
    db.change(|tx| Ok(((), vec![tasks::finish(tx, &permit, task)?])))?;
    Ok(())
}

/// A task of the caller's, with whom it is about.
#[derive(Debug)]
pub struct MyTask {
    /// Whom it is about.
    pub person: Person,
    /// The task.
    pub shown: ShownTask,
}

/// Days ahead that are shown.
const AHEAD: i64 = 7;
/// Records with tasks that are shown.
const RECORDS: usize = 50;
/// Records with tasks that are looked at: of some, nothing may be shown any more.
const LOOKED_AT: i64 = 500;

/// The caller's open tasks up to seven days ahead, the earliest first. The caller holds no connection.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role has no lists.
pub fn mine(store: &Store, directories: &Directories, caller: &Caller) -> Result<Vec<MyTask>, WorkflowError> {
    let Actor::Staff(assignee) = caller.actor else { return Ok(Vec::new()) };
    let (permit, scope, _) = list_candidates::permitted(store, caller)?;
    if !scope.categories.contains(&CategoryId::Other) {
        return Ok(Vec::new());
    }
    let until = scope.today.plus_days(AHEAD);
    let due = store.database()?.read(|db| tasks::due(db, assignee, until, LOOKED_AT))?;
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let mut people = directories.read(store, &caller.office, caller.at, |directory| directory.of(&scope, &due))?;
    people.sort_by_key(|person| due.iter().position(|holding| *holding == person.holding.id));
    people.truncate(RECORDS);
    let mut db = store.database()?;
    permit.record_shown(&db, directory::candidates(&people))?;
    let listed: Vec<HoldingId> = people.iter().map(|person| person.holding.id).collect();
    let ask = Ask::read(caller, Purpose::Recruitment);
    let mut mine = Vec::new();
    for mut opened in gate::open_many(&mut db, &ask, &listed, &[CategoryId::Other])? {
        let permit = match opened.permit::<Other>(&mut db) {
            Ok(permit) => permit,
            Err(StoreError::Refused(_) | StoreError::NotFound | StoreError::Unopened(_)) => continue,
            Err(error) => return Err(error.into()),
        };
        let Some(person) = people.iter().find(|person| person.holding.id == permit.holding().id) else { continue };
        let shown = tasks::open_of(&mut db, &permit, assignee, until)?;
        mine.extend(shown.into_iter().map(|shown| MyTask { person: person.clone(), shown }));
    }
    mine.sort_by_key(|task| (task.shown.task.due_on, task.shown.task.id));
    Ok(mine)
}
