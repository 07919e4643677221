//! Choosing records from lists, page by page, to act on them together.
//!
//! Invariant: nobody chooses a record that their lists do not show them.

use super::follow_journal::Directories;
use super::list_candidates::{self, permitted};
use super::{WorkflowError, purpose_of};
use crate::directory::{self, ListFilter, Person};
use crate::domain::id::HoldingId;
use crate::domain::staff::Caller;
use crate::store::searches::staff_of;
use crate::store::{Database, Store, StoreError, list_permit, selected_records};

/// Chooses records, and others no longer. The caller holds no connection.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role has no lists; [`StoreError::Full`] if there would be too many.
pub fn tick(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    chosen: &[HoldingId],
    given_up: &[HoldingId],
) -> Result<(), WorkflowError> {
    let staff = staff_of(caller)?;
    let visible: Vec<HoldingId> =
        people(store, directories, caller, chosen)?.into_iter().map(|person| person.holding.id).collect();
    let mut db = store.database()?;
    Ok(db.change(|tx| {
        selected_records::remove(tx, staff, given_up)?;
        selected_records::add(tx, staff, &visible, caller.at)?;
        Ok(((), Vec::new()))
    })?)
}

/// Chooses everybody that a list finds. The caller holds no connection.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role has no lists; [`StoreError::Full`] if there would be too many: then
/// nobody more is chosen.
pub fn choose_all(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    filter: &ListFilter,
) -> Result<(), WorkflowError> {
    let (_, scope, _) = permitted(store, caller)?;
    let staff = staff_of(caller)?;
    let most = usize::try_from(selected_records::MOST).unwrap_or(usize::MAX);
    let found =
        directories.read(store, &caller.office, caller.at, |it| it.holdings(&scope, filter, most.saturating_add(1)))?;
    if found.len() > most {
        return Err(StoreError::Full("selected records").into());
    }
    let mut db = store.database()?;
    Ok(db.change(|tx| Ok((selected_records::add(tx, staff, &found, caller.at)?, Vec::new())))?)
}

/// Forgets what the caller has chosen.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role has no lists.
pub fn clear(store: &Store, caller: &Caller) -> Result<(), WorkflowError> {
    let mut db = store.database()?;
    list_candidates::require_lists(&mut db, caller)?;
    let staff = staff_of(caller)?;
    Ok(db.change(|tx| Ok((selected_records::clear(tx, staff)?, Vec::new())))?)
}

/// How much the caller has chosen.
#[derive(Debug, Default)]
pub struct Chosen {
    /// How many records in all.
    pub count: i64,
    /// Those of the records that were asked about.
    pub among: Vec<HoldingId>,
}

/// How many records the caller has chosen, and which of some.
///
/// # Errors
/// The database's.
pub fn chosen(db: &mut Database, caller: &Caller, holdings: &[HoldingId]) -> Result<Chosen, WorkflowError> {
    let staff = staff_of(caller)?;
    Ok(db.read(|db| {
        let count = selected_records::count(db, staff)?;
        let among = if count == 0 { Vec::new() } else { selected_records::among(db, staff, holdings)? };
        Ok(Chosen { count, among })
    })?)
}

/// A page of what the caller has chosen.
#[derive(Debug)]
pub struct ChosenPage {
    /// How many records in all.
    pub count: i64,
    /// People of this page, the newest records first; whoever may not be shown any more is left out.
    pub people: Vec<Person>,
    /// How many of this page are left out.
    pub unseen: usize,
    /// After which record the next page begins, if there is one.
    pub next: Option<HoldingId>,
}

/// A page of what the caller has chosen, journalled before it is shown. The caller holds no connection.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role has no lists.
pub fn page(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    after: Option<HoldingId>,
    size: i64,
) -> Result<ChosenPage, WorkflowError> {
    let staff = staff_of(caller)?;
    let (count, mut ids) = {
        let mut db = store.database()?;
        list_candidates::require_lists(&mut db, caller)?;
        db.read(|db| Ok((selected_records::count(db, staff)?, selected_records::list(db, staff, after, size + 1)?)))?
    };
    let more = i64::try_from(ids.len()).unwrap_or(i64::MAX) > size;
    if more {
        ids.pop();
    }
    let mut people = shown(store, directories, caller, &ids)?;
    people.sort_by_key(|person| std::cmp::Reverse(person.holding.id));
    Ok(ChosenPage { count, unseen: ids.len() - people.len(), people, next: ids.last().copied().filter(|_| more) })
}

/// The people of some records, as far as the caller's lists show them, journalled before they are shown. The caller
/// holds no connection.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role has no lists.
pub fn shown(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    holdings: &[HoldingId],
) -> Result<Vec<Person>, WorkflowError> {
    let people = people(store, directories, caller, holdings)?;
    if !people.is_empty() {
        let mut db = store.database()?;
        let permit = list_permit::open_list(&mut db, caller, purpose_of(caller))?;
        permit.record_shown(&db, directory::candidates(&people))?;
    }
    Ok(people)
}

fn people(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    holdings: &[HoldingId],
) -> Result<Vec<Person>, WorkflowError> {
    let (_, scope, _) = permitted(store, caller)?;
    if holdings.is_empty() {
        return Ok(Vec::new());
    }
    directories.read(store, &caller.office, caller.at, |directory| directory.of(&scope, holdings))
}
