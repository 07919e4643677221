//! Lists: permitted, current, and journalled before they are shown.

use super::follow_journal::Directories;
use super::{WorkflowError, purpose_of};
use crate::directory::{self, Count, ListFilter, ListPage, Person, Scope};
use crate::domain::category::CategoryId;
use crate::domain::id::VacancyId;
use crate::domain::staff::{Actor, Caller, Role};
use crate::domain::time::{Day, Ts};
use crate::domain::vacancy::Vacancy;
use crate::store::list_permit::{self, ListPermit};
use crate::store::searches::{self, Question};
use crate::store::{Store, facts, vacancies};
use crate::vault::secret::Token;

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

/// A page of candidates of the caller's office. The caller holds no connection.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role has no lists.
pub fn list(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    filter: &ListFilter,
) -> Result<CandidateList, WorkflowError> {
    let (permit, scope, _) = permitted(store, caller)?;
    let page = directories.read(store, &caller.office, caller.at, |directory| directory.list(&scope, filter))?;
    let mut db = store.database()?;
    permit.record_shown(&db, directory::candidates(&page.people))?;
    Ok(CandidateList { page, vacancies: db.read(|db| vacancies::list(db, None))? })
}

/// How many of a list's people are counted at most: each is looked at, and who finds more asks more closely.
const COUNTED: i64 = 1_000;

/// A page of the candidates that a question finds, and how many it finds, with the vacancies that the question was
/// understood by. The caller holds no connection.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role has no lists.
pub fn search(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    filter: &ListFilter,
    vacancies: Vec<Vacancy>,
) -> Result<(CandidateList, Count), WorkflowError> {
    let (permit, scope, _) = permitted(store, caller)?;
    let (page, count) = directories.read(store, &caller.office, caller.at, |directory| {
        Ok((directory.list(&scope, filter)?, directory.count_of(&scope, filter, COUNTED)?))
    })?;
    permit.record_shown(&store.database()?, directory::candidates(&page.people))?;
    Ok((CandidateList { page, vacancies }, count))
}

/// Keeps a question of somebody whose role has lists; the token leads back to it.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role has no lists.
pub fn keep_question(store: &Store, caller: &Caller, question: &Question) -> Result<Token, WorkflowError> {
    let mut db = store.database()?;
    list_permit::open_list(&mut db, caller, purpose_of(caller))?;
    Ok(searches::keep(&mut db, caller, question)?)
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
    /// People with open proposals, the newest first.
    pub proposals: Vec<Person>,
    /// How many people have open proposals; none for who sees assigned applications alone, and no proposals either.
    pub proposed: Option<i64>,
    /// The date at the office.
    pub today: Day,
}

/// Lines of each list of the page about today.
const LINES: i64 = 20;

/// Today's work of the caller's office. The caller holds no connection.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role has no lists.
pub fn today(store: &Store, directories: &Directories, caller: &Caller) -> Result<Today, WorkflowError> {
    let (permit, scope, start) = permitted(store, caller)?;
    let filter = ListFilter { since: Some(start), size: LINES, ..ListFilter::default() };
    let is_limited = scope.assigned_to.is_some();
    let week: Ts = start.plus_seconds(-6 * 86_400);
    let (page, proposals, [new_today, new_this_week, proposed]) =
        directories.read(store, &caller.office, caller.at, |directory| {
            let page = directory.list(&scope, &filter)?;
            let counts = [
                directory.count_since(&scope, start)?,
                directory.count_since(&scope, week)?,
                directory.count_proposed(&scope)?,
            ];
            let proposed = if is_limited { Vec::new() } else { directory.proposed(&scope, LINES)? };
            Ok((page, proposed, counts))
        })?;
    let mut shown = directory::candidates(&page.people);
    shown.extend(directory::candidates(&proposals));
    let mut db = store.database()?;
    permit.record_shown(&db, shown)?;
    let list = CandidateList { page, vacancies: db.read(|db| vacancies::list(db, None))? };
    let proposed = (!is_limited).then_some(proposed);
    Ok(Today { list, new_today, new_this_week, proposals, proposed, today: scope.today })
}

/// The permit for lists, the scope of the caller's eyes, and when today began at the office.
fn permitted(store: &Store, caller: &Caller) -> Result<(ListPermit, Scope, Ts), WorkflowError> {
    let mut db = store.database()?;
    let permit = list_permit::open_list(&mut db, caller, purpose_of(caller))?;
    let office = db.read(|db| facts::office(db, &caller.office))?;
    let assigned_to = match (caller.role, &caller.actor) {
        (Role::HiringManager, Actor::Staff(id)) => Some(*id),
        _ => None,
    };
    // Words in other applications' texts must not find somebody for whoever is assigned to one.
    let categories = match assigned_to {
        Some(_) => vec![CategoryId::Profile],
        None => CategoryId::ALL.to_vec(),
    };
    let scope = Scope { today: office.today(caller.at), assigned_to, except: caller.own_candidate, categories };
    let start = office.start_of(scope.today);
    Ok((permit, scope, start))
}
