//! What the directory of an office should hold about some holdings.
//!
//! Invariant: what the law, the grants or a seal do not let the office list is not in it, and one broken holding
//! keeps no other one out.

use std::collections::HashMap;

use super::WorkflowError;
use crate::directory::{Assigned, Indexed, LatestApplication, Person, Texts, Update};
use crate::domain::candidate::ProfileRecord;
use crate::domain::category::{ApplicationHistory, Category, Communications, Other, Profile, SelectionResult};
use crate::domain::id::{HoldingId, StaffId};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Caller, JobName};
use crate::domain::time::{Day, Ts};
use crate::store::applications::{Assignment, Latest};
use crate::store::candidates::StoredProfile;
use crate::store::gate::{self, Ask, Opened};
use crate::store::permit::Permit;
use crate::store::usability::{self, Usability};
use crate::store::{Database, StoreError, applications, candidates, facts, grants, indexed, owners, proposals};

/// What the directory of an office should hold about some holdings. If a row of one cannot be read, it alone is
/// left out, with a line in the log, and tried again tomorrow.
///
/// # Errors
/// The databases'.
pub(super) fn project(
    db: &mut Database,
    office: &OfficeCode,
    holdings: &[HoldingId],
    at: Ts,
) -> Result<Vec<Update>, WorkflowError> {
    match (project_together(db, office, holdings, at), holdings) {
        (Err(error), [one]) if error.is_of_a_row() => {
            tracing::error!(%office, holding = %one, %error, "a holding is left out of the directory");
            let tomorrow = db.read(|db| facts::office(db, office))?.today(at).plus_days(1);
            Ok(vec![Update { holding: *one, person: None, again: Some(tomorrow) }])
        }
        (Err(error), [_, _, ..]) if error.is_of_a_row() => {
            let (some, others) = holdings.split_at(holdings.len() / 2);
            let mut updates = project(db, office, some, at)?;
            updates.extend(project(db, office, others, at)?);
            Ok(updates)
        }
        (result, _) => Ok(result?),
    }
}

/// Everything about the holdings of one step, loaded together.
struct Step {
    usable: HashMap<HoldingId, Usability>,
    profiles: HashMap<HoldingId, Result<StoredProfile, StoreError>>,
    latest: HashMap<HoldingId, Latest>,
    assigned: HashMap<HoldingId, Vec<Assignment>>,
    proposed: HashMap<HoldingId, Ts>,
    documents: indexed::Texts,
    details: indexed::Texts,
    results: indexed::Texts,
    notes: indexed::Texts,
    messages: indexed::Texts,
    tags: indexed::Texts,
    owners: HashMap<HoldingId, StaffId>,
}

fn project_together(
    db: &mut Database,
    office: &OfficeCode,
    holdings: &[HoldingId],
    at: Ts,
) -> Result<Vec<Update>, StoreError> {
    // What the office was given nothing of, or may not use, needs no key and leaves no entry.
    let given = db.read(|db| grants::given(db, holdings, office))?;
    if given.is_empty() {
        return Ok(holdings.iter().map(|holding| Update { holding: *holding, person: None, again: None }).collect());
    }
    let usable = usability::of_all(db, office, &given, at)?;
    let open: Vec<HoldingId> = given.into_iter().filter(|id| usable.get(id).is_some_and(|it| it.usable)).collect();
    let caller = Caller::job(JobName::FollowJournal, office.clone(), at);
    let ask = Ask::read(&caller, Purpose::Upkeep);
    let categories = [Profile::ID, ApplicationHistory::ID, SelectionResult::ID, Other::ID, Communications::ID];
    let mut opened = gate::open_batch(db, &ask, &open, &categories)?;
    let profiles = permits::<Profile>(db, &mut opened, |_| true)?;
    let histories = permits::<ApplicationHistory>(db, &mut opened, |id| usable.get(&id).is_some_and(|it| it.history))?;
    let results = permits::<SelectionResult>(db, &mut opened, |id| usable.get(&id).is_some_and(|it| it.results))?;
    let others = permits::<Other>(db, &mut opened, |id| usable.get(&id).is_some_and(|it| it.other))?;
    let messages = permits::<Communications>(db, &mut opened, |id| usable.get(&id).is_some_and(|it| it.messages))?;
    let mut step = Step {
        profiles: candidates::read_all(db, &profiles)?,
        latest: applications::latest(db, &histories)?,
        assigned: db.read(|db| applications::assignments(db, &open))?,
        proposed: db.read(|db| proposals::newest(db, &open))?,
        documents: indexed::documents(db, &profiles)?,
        details: indexed::details(db, &histories)?,
        results: indexed::results(db, &results)?,
        notes: indexed::notes(db, &others)?,
        messages: indexed::messages(db, &messages)?,
        tags: indexed::tags(db, &others)?,
        owners: db.read(|db| owners::of(db, &open))?,
        usable,
    };
    let mut people: HashMap<HoldingId, Indexed> = HashMap::new();
    for opened in opened {
        if let Some(person) = step.person(&opened, office)? {
            people.insert(opened.holding().id, person);
        }
    }
    let update = |holding: &HoldingId| Update {
        holding: *holding,
        person: people.remove(holding).map(Box::new),
        again: step.again(*holding),
    };
    Ok(holdings.iter().map(update).collect())
}

/// The permits of a category, as far as there are any.
pub(super) fn permits<C: Category>(
    db: &mut Database,
    opened: &mut [Opened],
    wanted: impl Fn(HoldingId) -> bool,
) -> Result<Vec<Permit<C>>, StoreError> {
    let mut permits = Vec::new();
    for opened in opened {
        if wanted(opened.holding().id) {
            permits.extend(unless_shut(opened.permit::<C>(db))?);
        }
    }
    Ok(permits)
}

impl Step {
    fn person(&mut self, opened: &Opened, office: &OfficeCode) -> Result<Option<Indexed>, StoreError> {
        let holding = opened.holding().clone();
        let Some(profile) = self.profiles.remove(&holding.id).map(unless_shut).transpose()?.flatten() else {
            return Ok(None);
        };
        let latest = self.latest.get(&holding.id).copied();
        let texts = self.texts(holding.id, &profile.record);
        let assigned = self.assigned.remove(&holding.id).filter(|_| latest.is_some()).unwrap_or_default();
        // When another office last had contact, and what it was allowed, goes with the history of applications.
        let known = self.usable.get(&holding.id).filter(|usable| holding.office == *office || usable.history);
        let pool_until = known.and_then(|usable| usable.pool_until);
        let contacted_on = known.map(|usable| usable.contacted_on);
        let name = profile.record.name;
        let person = Person {
            reading: name.reading(),
            family: name.family,
            given: name.given,
            received_at: latest.map_or(profile.updated_at, |latest| latest.received_at),
            latest: latest.map(shown),
            contacted_on,
            usable_until: self.usable.get(&holding.id).and_then(|usable| usable.until),
            // A proposal waits for the office that it was made to, and an owner works there.
            proposed_at: self.proposed.get(&holding.id).copied().filter(|_| holding.office == *office),
            owner: self.owners.get(&holding.id).copied().filter(|_| holding.office == *office),
            tags: self.tags.remove(&holding.id).unwrap_or_default(),
            holding,
        };
        let assigned = assigned.into_iter().map(|Assignment { staff, application }| Assigned {
            staff,
            application: shown(application),
            received_at: application.received_at,
        });
        Ok(Some(Indexed { person, texts, assigned: assigned.collect(), pool_until }))
    }

    /// What somebody is searched by.
    fn texts(&mut self, holding: HoldingId, record: &ProfileRecord) -> Texts {
        let texts = |of: &mut indexed::Texts| of.remove(&holding).unwrap_or_default();
        Texts {
            cv: texts(&mut self.documents),
            application: texts(&mut self.details),
            result: texts(&mut self.results),
            note: texts(&mut self.notes),
            message: texts(&mut self.messages),
            ..Texts::of_profile(record)
        }
    }

    fn again(&self, holding: HoldingId) -> Option<Day> {
        self.usable.get(&holding).and_then(Usability::again)
    }
}

const fn shown(application: Latest) -> LatestApplication {
    LatestApplication { vacancy: application.vacancy, stage: application.stage, source: application.source }
}

/// A record that the office has no key for, or that does not open, is simply not in its directory; the gate and the
/// permit have said so in journal and log.
fn unless_shut<T>(result: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(StoreError::Refused(_) | StoreError::NotFound | StoreError::Unopened(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
