//! People whom a message may be from: proposed beside what somebody wrote of whom no more is known.
//!
//! Invariant: a proposal files nothing. Whoever is named is within the caller's lists, of their own office, and
//! journalled before they are shown; addresses are looked up by their digests alone.

use super::WorkflowError;
use super::follow_journal::Directories;
use super::list_candidates::permitted;
use super::read_inbox::OpenedThread;
use crate::directory::query::{Query, TextField};
use crate::directory::{self, ListFilter, Person};
use crate::domain::candidate::{HoldingRef, PersonName};
use crate::domain::contact::EmailAddress;
use crate::domain::id::{CandidateId, HoldingId};
use crate::domain::message::Direction;
use crate::domain::staff::Caller;
use crate::mail::addressing::{addresses_in, is_same_name};
use crate::store::gate::{self, Ask};
use crate::store::{Database, Store, StoreError, addresses, applications};

/// People who are proposed at most.
const MOST: usize = 3;
/// Addresses of a thread that are looked up at most.
const ADDRESSES: usize = 5;
/// People of a name who are looked at.
const NAMESAKES: i64 = 20;

/// Why somebody is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// Their address stands in what was written.
    Address,
    /// They have the same name.
    Name,
}

/// Somebody who wrote, as far as it tells who they may be.
#[derive(Debug, Clone)]
pub struct Wrote {
    holding: HoldingRef,
    name: Option<PersonName>,
    addresses: Vec<EmailAddress>,
}

impl Wrote {
    /// Whoever wrote what is in a thread.
    pub fn of(opened: &OpenedThread) -> Self {
        Self { holding: opened.holding.clone(), name: opened.person.clone(), addresses: written_in(opened) }
    }
}

/// Whom what came in a thread may be from: people on record of the name of somebody who has not applied, or whose
/// address they wrote. Nobody for anybody else. The caller holds no connection.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role has no lists; the store's or the directory's.
pub fn propose(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    wrote: &Wrote,
) -> Result<Vec<(Person, Likeness)>, WorkflowError> {
    let mut db = store.database()?;
    if db.read(|db| applications::exist(db, wrote.holding.id))? {
        return Ok(Vec::new());
    }
    let written = holdings_of_addresses(&mut db, caller, wrote)?;
    drop(db);
    let (permit, scope, _) = permitted(store, caller)?;
    let name = wrote.name.as_ref();
    let (by_address, by_name) = directories.read(store, &caller.office, caller.at, |directory| {
        let by_address = if written.is_empty() { Vec::new() } else { directory.of(&scope, &written)? };
        let by_name = name.map(|name| directory.list(&scope, &named(name))).transpose()?;
        Ok((by_address, by_name.map(|page| page.people).unwrap_or_default()))
    })?;
    let is_named = |person: &Person| name.is_some_and(|name| is_same_name(name, &person.name()));
    let by_address = by_address.into_iter().map(|person| (person, Likeness::Address));
    let by_name = by_name.into_iter().filter(is_named).map(|person| (person, Likeness::Name));
    let mut proposed: Vec<(Person, Likeness)> = Vec::new();
    for (person, likeness) in by_address.chain(by_name) {
        let is_other = person.holding.office == caller.office && person.holding.candidate != wrote.holding.candidate;
        let is_new = proposed.iter().all(|(known, _)| known.holding.candidate != person.holding.candidate);
        if is_other && is_new && proposed.len() < MOST {
            proposed.push((person, likeness));
        }
    }
    if !proposed.is_empty() {
        let shown = proposed.iter().map(|(person, _)| person.holding.candidate).collect();
        permit.record_shown(&store.database()?, shown)?;
    }
    Ok(proposed)
}

/// Somebody of the caller's lists and office, who is then shown. The caller holds no connection.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none such; [`StoreError::Refused`] if the caller's role has no lists.
pub fn named_by_id(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    candidate: CandidateId,
) -> Result<Vec<Person>, WorkflowError> {
    let ask = Ask::read(caller, super::purpose_of(caller));
    let known = gate::holdings_of(&mut store.database()?, &ask, candidate)?;
    let own: Vec<HoldingId> =
        known.into_iter().filter(|holding| holding.office == caller.office).map(|holding| holding.id).collect();
    let (permit, scope, _) = permitted(store, caller)?;
    let people = directories.read(store, &caller.office, caller.at, |directory| directory.of(&scope, &own))?;
    if people.is_empty() {
        return Err(StoreError::NotFound.into());
    }
    permit.record_shown(&store.database()?, directory::candidates(&people))?;
    Ok(people)
}

/// The other records of the office whose addresses stand in the own words of what came.
fn holdings_of_addresses(db: &mut Database, caller: &Caller, wrote: &Wrote) -> Result<Vec<HoldingId>, StoreError> {
    let mut found: Vec<HoldingId> = Vec::new();
    for address in &wrote.addresses {
        let digest = addresses::digest(db, &caller.office, address)?;
        found.extend(db.read(|db| addresses::find(db, &caller.office, &digest))?);
    }
    found.retain(|holding| *holding != wrote.holding.id);
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The addresses that stand in what came, from the latest on.
fn written_in(opened: &OpenedThread) -> Vec<EmailAddress> {
    let came = opened.messages.iter().rev().filter(|message| message.direction == Direction::In);
    let texts = came.filter_map(|message| message.body.value()).map(|body| body.text.as_str());
    let mut all: Vec<EmailAddress> = Vec::new();
    for address in texts.flat_map(addresses_in) {
        if all.len() < ADDRESSES && !all.contains(&address) {
            all.push(address);
        }
    }
    all
}

/// Asks for people of a name, in whatever order its parts stand.
fn named(name: &PersonName) -> ListFilter {
    let text = format!("{} {}", name.family, name.given).trim().to_owned();
    let query = Query::Text { field: TextField::Name, text, is_phrase: false, is_beginning: false };
    ListFilter { query: Some(query), size: NAMESAKES, ..ListFilter::default() }
}
