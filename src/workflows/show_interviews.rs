//! The interviews of one record, and those of an office that come next.
//!
//! Invariant: a record without interviews is not opened for them, so that nothing is on record that nobody saw. Whose
//! interviews come next is named by the directory alone, so nobody who may not be seen appears.

use super::follow_journal::Directories;
use super::{WorkflowError, list_candidates, purpose_of};
use crate::directory::{self, Person};
use crate::domain::candidate::HoldingRef;
use crate::domain::category::{CategoryId, Communications};
use crate::domain::id::HoldingId;
use crate::domain::interview::InterviewState;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::store::gate::{self, Ask};
use crate::store::interviews::{self, ShownInterview};
use crate::store::{Database, Store, StoreError, facts, judge};

/// The interviews of a record that the caller's own office holds, the latest first; none for those whose role reads no
/// messages, or where messages are withheld, which the page says.
///
/// # Errors
/// The store's.
pub fn of_record(
    db: &mut Database,
    caller: &Caller,
    holding: &HoldingRef,
) -> Result<Vec<ShownInterview>, WorkflowError> {
    let purpose = purpose_of(caller);
    let may = holding.office == caller.office
        && judge::could_open(db, caller, holding, CategoryId::Communications, &[purpose]);
    if !may || !db.read(|db| interviews::exist(db, holding.id))? {
        return Ok(Vec::new());
    }
    match gate::open::<Communications>(db, &Ask::read(caller, purpose), holding.id) {
        Ok(permit) => Ok(interviews::list(db, &permit)?),
        Err(StoreError::Refused(_) | StoreError::NotFound | StoreError::Unopened(_)) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

/// An interview that comes next, with whose it is.
#[derive(Debug)]
pub struct ComingInterview {
    /// Whose.
    pub person: Person,
    /// The interview.
    pub shown: ShownInterview,
}

/// Days that are shown, today the first.
const DAYS: i64 = 2;
/// Records with interviews that are shown.
const RECORDS: usize = 50;
/// Records with interviews that are looked at: of some, nothing may be shown any more.
const LOOKED_AT: i64 = 200;

/// The interviews of the caller's office today and tomorrow, the earliest first. The caller holds no connection.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role has no lists.
pub fn coming(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
) -> Result<Vec<ComingInterview>, WorkflowError> {
    let office = store.database()?.read(|db| facts::office(db, &caller.office))?;
    let today = office.today(caller.at);
    let (from, until) = (office.start_of(today), office.start_of(today.plus_days(DAYS)));
    let found = store.database()?.read(|db| interviews::coming(db, &caller.office, (from, until), LOOKED_AT))?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let (permit, scope, _) = list_candidates::permitted(store, caller)?;
    let mut people = directories.read(store, &caller.office, caller.at, |directory| directory.of(&scope, &found))?;
    people.sort_by_key(|person| found.iter().position(|holding| *holding == person.holding.id));
    people.truncate(RECORDS);
    let mut db = store.database()?;
    permit.record_shown(&db, directory::candidates(&people))?;
    let listed: Vec<HoldingId> = people.iter().map(|person| person.holding.id).collect();
    let ask = Ask::read(caller, Purpose::Recruitment);
    let mut coming = Vec::new();
    for mut opened in gate::open_many(&mut db, &ask, &listed, &[CategoryId::Communications])? {
        let permit = match opened.permit::<Communications>(&mut db) {
            Ok(permit) => permit,
            Err(StoreError::Refused(_) | StoreError::NotFound | StoreError::Unopened(_)) => continue,
            Err(error) => return Err(error.into()),
        };
        let Some(person) = people.iter().find(|person| person.holding.id == permit.holding().id) else { continue };
        let of_person = interviews::list(&mut db, &permit)?.into_iter().filter(|shown| {
            let interview = &shown.interview;
            let is_near = from <= interview.starts_at && interview.starts_at < until;
            is_near && interview.state == InterviewState::Planned
        });
        coming.extend(of_person.map(|shown| ComingInterview { person: person.clone(), shown }));
    }
    coming.sort_by_key(|coming| (coming.shown.interview.starts_at, coming.shown.interview.id));
    Ok(coming)
}
