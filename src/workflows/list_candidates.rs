//! Lists: permitted, current, and journalled before they are shown.

use super::follow_journal::Directories;
use super::{WorkflowError, purpose_of};
use crate::directory::query::{Query, TextField};
use crate::directory::{self, Count, ListFilter, ListPage, Person, Scope};
use crate::domain::category::CategoryId;
use crate::domain::id::VacancyId;
use crate::domain::list_column::ListColumn;
use crate::domain::list_reach::ListReach;
use crate::domain::staff::{Actor, Caller};
use crate::domain::time::{Day, Ts};
use crate::domain::vacancy::VacancyName;
use crate::store::list_permit::{self, ListPermit};
use crate::store::saved_views::{self, SavedView, ViewContent, ViewId};
use crate::store::searches::{self, Question};
use crate::store::{Database, Store, StoreError, facts, list_columns, vacancies};
use crate::vault::secret::Token;

/// A list with the vacancies that its rows name.
#[derive(Debug)]
pub struct CandidateList {
    /// The page.
    pub page: ListPage,
    /// The vacancies of every office, for names and filters.
    pub vacancies: Vec<VacancyName>,
}

impl CandidateList {
    /// The vacancy of a row.
    pub fn vacancy(&self, id: VacancyId) -> Option<&VacancyName> {
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
    let page = page(store, directories, caller, filter)?;
    Ok(CandidateList { page, vacancies: store.database()?.read(vacancies::names)? })
}

/// A page of candidates without the vacancies that its rows name. The caller holds no connection.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role has no lists.
pub fn page(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    filter: &ListFilter,
) -> Result<ListPage, WorkflowError> {
    let (permit, scope, _) = permitted(store, caller)?;
    let page = directories.read(store, &caller.office, caller.at, |directory| directory.list(&scope, filter))?;
    permit.record_shown(&store.database()?, directory::candidates(&page.people))?;
    Ok(page)
}

/// How many of a list's people are counted at most: who finds more asks more closely.
const COUNTED: i64 = 1_000;

/// A page of the candidates that a question finds, and how many it finds. The caller holds no connection.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role has no lists.
pub fn search(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    filter: &ListFilter,
) -> Result<(ListPage, Count), WorkflowError> {
    let (permit, scope, _) = permitted(store, caller)?;
    let (page, count) =
        directories.read(store, &caller.office, caller.at, |directory| directory.search(&scope, filter, COUNTED))?;
    permit.record_shown(&store.database()?, directory::candidates(&page.people))?;
    Ok((page, count))
}

/// People offered while a name is typed.
const OFFERED: i64 = 8;

/// The first people in the caller's list whose name, reading, address or telephone number begins as typed. They are
/// shown, so they are journalled. The caller holds no connection.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role has no lists.
pub fn suggest(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    typed: &str,
) -> Result<CandidateList, WorkflowError> {
    let begins = |field| Query::Text { field, text: typed.to_owned(), is_phrase: false, is_beginning: true };
    let query = Query::Any(vec![begins(TextField::Name), begins(TextField::Contact)]);
    list(store, directories, caller, &ListFilter { query: Some(query), size: OFFERED, ..ListFilter::default() })
}

/// Tags that are offered to choose from.
const SUGGESTED: i64 = 30;

/// The tags that most candidates of the caller's scope have, with how many of them. The caller holds no connection.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role has no lists.
pub fn suggested_tags(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
) -> Result<Vec<(String, Count)>, WorkflowError> {
    let (_, scope, _) = permitted(store, caller)?;
    directories.read(store, &caller.office, caller.at, |directory| directory.suggested_tags(&scope, SUGGESTED))
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

/// Fails, on record, if the caller's role has no lists.
///
/// # Errors
/// [`crate::store::StoreError::Refused`].
pub fn require_lists(db: &mut Database, caller: &Caller) -> Result<(), WorkflowError> {
    list_permit::open_list(db, caller, purpose_of(caller))?;
    Ok(())
}

/// Keeps the columns of somebody whose role has lists.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role has no lists.
pub fn keep_columns(store: &Store, caller: &Caller, columns: &[ListColumn]) -> Result<(), WorkflowError> {
    let mut db = store.database()?;
    list_permit::open_list(&mut db, caller, purpose_of(caller))?;
    let staff = searches::staff_of(caller)?;
    Ok(db.change(|tx| Ok((list_columns::set(tx, staff, columns)?, Vec::new())))?)
}

/// Saves a question of somebody whose role has lists as a view, with the columns that they have now.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role has no lists;
/// [`crate::store::StoreError::Taken`] if they have as many views as one may.
pub fn save_view(store: &Store, caller: &Caller, name: String, question: Question) -> Result<ViewId, WorkflowError> {
    let mut db = store.database()?;
    list_permit::open_list(&mut db, caller, purpose_of(caller))?;
    let staff = searches::staff_of(caller)?;
    let columns = db.read(|db| list_columns::of(db, staff))?;
    Ok(saved_views::add(&mut db, caller, &ViewContent { name, question, columns })?)
}

/// A view of somebody whose role has lists.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role has no lists; not found if they see none such.
pub fn find_view(store: &Store, caller: &Caller, id: ViewId) -> Result<SavedView, WorkflowError> {
    let mut db = store.database()?;
    list_permit::open_list(&mut db, caller, purpose_of(caller))?;
    Ok(saved_views::find(&mut db, caller, id)?)
}

/// Changes or removes views of somebody whose role has lists.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role has no lists; the change's.
pub fn change_views(
    store: &Store,
    caller: &Caller,
    change: impl FnOnce(&mut Database) -> Result<(), StoreError>,
) -> Result<(), WorkflowError> {
    let mut db = store.database()?;
    list_permit::open_list(&mut db, caller, purpose_of(caller))?;
    Ok(change(&mut db)?)
}

/// How many people of a view are counted at most.
const COUNTED_OF_VIEW: i64 = 99;

/// How many people within the caller's scope each of some questions finds; nothing asks for everybody.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role has no lists.
pub fn counts(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    asked: Vec<Option<Query>>,
) -> Result<Vec<Count>, WorkflowError> {
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let (_, scope, _) = permitted(store, caller)?;
    let filters: Vec<ListFilter> =
        asked.into_iter().map(|query| ListFilter { query, ..ListFilter::default() }).collect();
    directories.read(store, &caller.office, caller.at, |directory| {
        filters.iter().map(|filter| directory.count_of(&scope, filter, COUNTED_OF_VIEW)).collect()
    })
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
    let sees_proposals = ListReach::of(caller.role) == ListReach::Records;
    let week: Ts = start.plus_seconds(-6 * 86_400);
    let (page, proposals, [new_today, new_this_week, proposed]) =
        directories.read(store, &caller.office, caller.at, |directory| {
            let page = directory.list(&scope, &filter)?;
            let counts = [
                directory.count_since(&scope, start)?,
                directory.count_since(&scope, week)?,
                directory.count_proposed(&scope)?,
            ];
            let proposed = if sees_proposals { directory.proposed(&scope, LINES)? } else { Vec::new() };
            Ok((page, proposed, counts))
        })?;
    let mut shown = directory::candidates(&page.people);
    shown.extend(directory::candidates(&proposals));
    let mut db = store.database()?;
    permit.record_shown(&db, shown)?;
    let list = CandidateList { page, vacancies: db.read(vacancies::names)? };
    let proposed = sees_proposals.then_some(proposed);
    Ok(Today { list, new_today, new_this_week, proposals, proposed, today: scope.today })
}

/// The permit for lists, the scope of the caller's eyes, and when today began at the office.
pub(super) fn permitted(store: &Store, caller: &Caller) -> Result<(ListPermit, Scope, Ts), WorkflowError> {
    let mut db = store.database()?;
    let permit = list_permit::open_list(&mut db, caller, purpose_of(caller))?;
    let office = db.read(|db| facts::office(db, &caller.office))?;
    let reach = ListReach::of(caller.role);
    let assigned_to = match (reach, &caller.actor) {
        (ListReach::Assignments, Actor::Staff(id)) => Some(*id),
        _ => None,
    };
    let to_find_alone = reach == ListReach::People;
    // Words in other applications' texts must not find somebody for whoever is assigned to one.
    let categories = if reach == ListReach::Records { CategoryId::ALL.to_vec() } else { vec![CategoryId::Profile] };
    let (today, except) = (office.today(caller.at), caller.own_candidate);
    let scope = Scope { today, assigned_to, except, categories, to_find_alone };
    let start = office.start_of(scope.today);
    Ok((permit, scope, start))
}
