//! Lists: permitted, current, and journalled before they are shown.

use super::follow_journal::Directories;
use super::{WorkflowError, purpose_of};
use crate::directory::{self, Directory, ListFilter, ListPage, Person, Scope};
use crate::domain::id::VacancyId;
use crate::domain::staff::{Actor, Caller, Role};
use crate::domain::time::{Day, Ts};
use crate::domain::vacancy::Vacancy;
use crate::store::list_permit::{self, ListPermit};
use crate::store::{Database, facts, proposals, vacancies};

/// A list with the vacancies that its rows name.
#[derive(Debug)]
pub struct CandidateList {
    /// The page.
    pub page: ListPage,
    /// The vacancies of every office, for names and filters.
    pub vacancies: Vec<Vacancy>,
}

impl CandidateList {
    /// The vacancy of a row.
    pub fn vacancy(&self, id: VacancyId) -> Option<&Vacancy> {
        self.vacancies.iter().find(|vacancy| vacancy.id == id)
    }
}

/// A page of candidates of the caller's office.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role has no lists.
pub fn list(
    db: &mut Database,
    directories: &Directories,
    caller: &Caller,
    filter: &ListFilter,
) -> Result<CandidateList, WorkflowError> {
    let permit = list_permit::open_list(db, caller, purpose_of(caller))?;
    let (directory, scope) = scoped(db, directories, caller)?;
    let page = directory.list(&scope, filter)?;
    permit.record_shown(db, directory::candidates(&page.people))?;
    Ok(CandidateList { page, vacancies: db.read(|db| vacancies::list(db, None))? })
}

/// What came in today, and what waits.
#[derive(Debug)]
pub struct Today {
    /// Today's new applications, newest first.
    pub list: CandidateList,
    /// How many came in today.
    pub new_today: i64,
    /// How many came in within seven days.
    pub new_this_week: i64,
    /// People with open proposals.
    pub proposals: Vec<Person>,
    /// The date at the office.
    pub today: Day,
}

/// Today's work of the caller's office.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role has no lists.
pub fn today(db: &mut Database, directories: &Directories, caller: &Caller) -> Result<Today, WorkflowError> {
    let permit: ListPermit = list_permit::open_list(db, caller, purpose_of(caller))?;
    let office = db.read(|db| facts::office(db, &caller.office))?;
    let today = office.today(caller.at);
    let start = office.start_of(today);
    let (directory, scope) = scoped(db, directories, caller)?;
    let filter = ListFilter { since: Some(start), size: 20, ..ListFilter::default() };
    let page = directory.list(&scope, &filter)?;
    let waiting = db.read(|db| proposals::waiting(db, &caller.office, 20))?;
    let with_proposals = directory.find(&scope, &waiting)?;
    let mut shown = directory::candidates(&page.people);
    shown.extend(directory::candidates(&with_proposals));
    shown.sort_unstable();
    shown.dedup();
    permit.record_shown(db, shown)?;
    let week: Ts = start.plus_seconds(-6 * 86_400);
    Ok(Today {
        new_today: directory.count_since(&scope, start)?,
        new_this_week: directory.count_since(&scope, week)?,
        list: CandidateList { page, vacancies: db.read(|db| vacancies::list(db, None))? },
        proposals: with_proposals,
        today,
    })
}

fn scoped(db: &mut Database, directories: &Directories, caller: &Caller) -> Result<(Directory, Scope), WorkflowError> {
    let office = db.read(|db| facts::office(db, &caller.office))?;
    let directory = directories.current(db, &caller.office, caller.at)?;
    let assigned_to = match (caller.role, &caller.actor) {
        (Role::HiringManager, Actor::Staff(id)) => Some(*id),
        _ => None,
    };
    let scope = Scope { today: office.today(caller.at), assigned_to, except: caller.own_candidate };
    Ok((directory, scope))
}
