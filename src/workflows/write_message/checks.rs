//! What the guard compares a message with: the addresses and the name of the candidate, and others like them.
//!
//! Invariant: an address counts as known only if the profile has it, or if mail of this thread came from it or went to
//! it; where answers were asked to go does not count. Whoever is named because they are on record is journalled.

use super::is_real;
use super::written::Fit;
use crate::directory::query::{Query, TextField};
use crate::directory::{ListFilter, Person};
use crate::domain::candidate::{PersonName, ProfileRecord};
use crate::domain::category::Profile;
use crate::domain::contact::EmailAddress;
use crate::domain::id::{CandidateId, HoldingId};
use crate::domain::message::{Direction, MailAddress};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::mail::addressing::{addressed, is_own_name};
use crate::mail::guard::{self, Checked, Warning};
use crate::store::gate::{self, Ask};
use crate::store::messages::ShownMessage;
use crate::store::{Database, Store, StoreError, addresses, candidates, undelivered_addresses};
use crate::workflows::WorkflowError;
use crate::workflows::follow_journal::Directories;
use crate::workflows::list_candidates::permitted;

/// Others of the same vacancy, the newest, whose names are looked for.
const OTHERS: i64 = 500;
/// People of the name that a message addresses who are looked at.
const NAMESAKES: i64 = 5;

/// What is to be said about a message before it goes, and about those outside who get it. The caller holds no
/// connection.
///
/// # Errors
/// The store's or the directory's.
pub(super) fn warnings(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    holding: HoldingId,
    thread: &[ShownMessage],
    (fit, outside): (&Fit, &[EmailAddress]),
    has_files: bool,
) -> Result<Vec<Warning>, WorkflowError> {
    let (profile, came_back) = {
        let mut db = store.database()?;
        let came_back = has_come_back(&mut db, caller, holding, fit.to.iter().chain(&fit.cc))?;
        (profile(&mut db, caller, holding)?, came_back)
    };
    let name = profile.as_ref().map(|record| &record.name);
    let names_other = names_another(store, directories, caller, holding, (name, fit))?;
    Ok(guard::warnings(&Checked {
        recipients: outside,
        subject: &fit.subject,
        text: &fit.text,
        has_files,
        known: &known(thread, profile.as_ref()),
        names_other,
        came_back,
    }))
}

/// Whether mail to one of the recipients came back, of a record of the caller's own office.
fn has_come_back<'a>(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    recipients: impl Iterator<Item = &'a EmailAddress>,
) -> Result<bool, StoreError> {
    let digest = |to: &EmailAddress| addresses::digest(db, &caller.office, to);
    let digests: Vec<Vec<u8>> = recipients.map(digest).collect::<Result<_, StoreError>>()?;
    db.read(|db| undelivered_addresses::is_any(db, holding, &digests))
}

/// The profile, if there is one that the caller may read.
pub(super) fn profile(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
) -> Result<Option<ProfileRecord>, WorkflowError> {
    let read = gate::open::<Profile>(db, &Ask::read(caller, Purpose::Recruitment), holding)
        .and_then(|permit| candidates::read(db, &permit));
    match read {
        Ok(stored) => Ok(Some(stored.record)),
        Err(StoreError::Refused(_) | StoreError::NotFound | StoreError::Unopened(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The addresses that a message of this thread may be expected to go to: that on record, and those that were written to
/// before. What a mail itself names proves nothing.
fn known(thread: &[ShownMessage], profile: Option<&ProfileRecord>) -> Vec<EmailAddress> {
    let ours = thread.iter().filter(|message| is_real(message) && message.direction == Direction::Out);
    let named = ours.filter_map(|message| message.head.value()).flat_map(|head| head.to.iter().chain(&head.cc));
    let parsed = |one: &MailAddress| EmailAddress::parse(&one.address).ok();
    named.filter_map(parsed).chain(profile.map(|record| record.email.clone())).collect()
}

/// Whether a message names another candidate whom the caller's lists show: somebody who applied for the same vacancy by
/// their whole name, or anybody in the line that addresses its reader.
fn names_another(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    holding: HoldingId,
    (name, fit): (Option<&PersonName>, &Fit),
) -> Result<bool, WorkflowError> {
    let (permit, scope, _) = permitted(store, caller)?;
    let called = addressed(&fit.text).filter(|called| !name.is_some_and(|own| is_own_name(called, own)));
    let (candidate, others, namesakes) = directories.read(store, &caller.office, caller.at, |directory| {
        let own = directory.of(&scope, &[holding])?.pop();
        let vacancy = own.as_ref().and_then(|person| person.latest.as_ref()).map(|latest| latest.vacancy);
        let list = |filter: ListFilter| directory.list(&scope, &filter).map(|page| page.people);
        let of_vacancy = |vacancy| ListFilter { vacancy: Some(vacancy), size: OTHERS, ..ListFilter::default() };
        let others = vacancy.map_or_else(|| Ok(Vec::new()), |vacancy| list(of_vacancy(vacancy)))?;
        let namesakes = called.as_deref().map_or_else(|| Ok(Vec::new()), |called| list(named(called)))?;
        Ok((own.map(|person| person.holding.candidate), others, namesakes))
    })?;
    let is_other = |person: &&Person| Some(person.holding.candidate) != candidate && person.holding.id != holding;
    let others: Vec<&Person> = others.iter().filter(is_other).collect();
    let names: Vec<PersonName> = others.iter().map(|person| name_of(person)).collect();
    let whole = guard::named(&fit.subject, &fit.text, &names, name);
    let mut seen: Vec<CandidateId> =
        whole.into_iter().filter_map(|at| others.get(at)).map(|one| one.holding.candidate).collect();
    seen.extend(namesakes.iter().filter(is_other).map(|person| person.holding.candidate));
    if seen.is_empty() {
        return Ok(false);
    }
    permit.record_shown(&store.database()?, seen)?;
    Ok(true)
}

/// Asks for people of a name.
fn named(called: &str) -> ListFilter {
    let query = Query::Text { field: TextField::Name, text: called.to_owned(), is_phrase: true, is_beginning: false };
    ListFilter { query: Some(query), size: NAMESAKES, ..ListFilter::default() }
}

fn name_of(person: &Person) -> PersonName {
    PersonName { family: person.family.clone(), given: person.given.clone(), ..PersonName::default() }
}
