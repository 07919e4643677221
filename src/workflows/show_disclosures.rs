//! Disclosures as they are shown: on a candidate's page, in the office's register, and one by itself.
//!
//! Invariant: whoever is named in a register is journalled as shown, and what is written about a disclosure is opened for
//! those who keep its record.

use super::follow_journal::Directories;
use super::keep_disclosures::record_permit;
use super::show_candidate::Shown as WordsShown;
use super::{WorkflowError, list_candidates};
use crate::directory::{self, Person};
use crate::domain::disclosure::{Disclosure, DisclosureState, DisclosureWords, ThirdParty};
use crate::domain::id::{DisclosureId, HoldingId, StaffId};
use crate::domain::staff::Caller;
use crate::domain::time::Day;
use crate::store::disclosure_facts::Word;
use crate::store::disclosures::{self, Filter, Kept, Place};
use crate::store::provision_ends::{self, ShownEnd};
use crate::store::provision_records::{self, DueDuty, ProvisionRecord};
use crate::store::receipt_records::{self, Receipt, ReceiptPlace};
use crate::store::{Database, Store, StoreError, facts, staff, third_parties};

/// Lines of one page of a register.
const SIZE: usize = 50;

/// A disclosure with its record of provision, if it was provided.
#[derive(Debug)]
pub struct Recorded {
    /// The disclosure.
    pub disclosure: Disclosure,
    /// Its record.
    pub record: Option<ProvisionRecord>,
}

/// What a record was provided to third parties of, and the third parties that the office knows.
#[derive(Debug)]
pub struct RecordDisclosures {
    /// The disclosures, newest first.
    pub all: Vec<Recorded>,
    /// Third parties to choose from.
    pub parties: Vec<ThirdParty>,
}

/// The disclosures of a holding that the caller's office collected. That a public power asked for something is shown to
/// those who act on disclosures, and to whoever asked on its behalf; nobody else learns that there is anything.
///
/// # Errors
/// The store's.
pub fn of_record(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    acts: bool,
) -> Result<RecordDisclosures, WorkflowError> {
    let is_own = |it: &Disclosure| caller.staff_id().is_some() && it.asked_by == caller.staff_id();
    Ok(db.read(|db| {
        let mut found = disclosures::of_holding(db, holding)?;
        found.retain(|it| acts || !it.ground.is_of_public_power() || is_own(it));
        Ok(RecordDisclosures { all: recorded(db, found)?, parties: third_parties::of_office(db, &caller.office)? })
    })?)
}

fn recorded(db: &mut crate::store::database::Db, found: Vec<Disclosure>) -> Result<Vec<Recorded>, StoreError> {
    let provided = found.iter().filter(|it| it.state == DisclosureState::Provided).map(|it| it.id);
    let mut records = provision_records::of(db, &provided.collect::<Vec<_>>())?;
    let with_record = |disclosure: Disclosure| {
        let at = records.iter().position(|record| record.disclosure_id == disclosure.id);
        let record = at.map(|at| records.swap_remove(at));
        Recorded { disclosure, record }
    };
    Ok(found.into_iter().map(with_record).collect())
}

/// A page of the register of an office.
#[derive(Debug)]
pub struct Register {
    /// The disclosures, newest first.
    pub disclosures: Vec<Recorded>,
    /// Where the next page begins, if there is one.
    pub earlier: Option<Place>,
    /// The records of receipt, newest first.
    pub receipts: Vec<Receipt>,
    /// Where the next page of them begins, if there is one.
    pub earlier_receipts: Option<ReceiptPlace>,
    /// The people that the lists know of.
    pub people: Vec<Person>,
}

/// The register of the caller's office. The caller holds no connection.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role has no lists.
pub fn register(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    filter: Filter,
    (after, after_receipt): (Option<Place>, Option<ReceiptPlace>),
) -> Result<Register, WorkflowError> {
    let (permit, scope, _) = list_candidates::permitted(store, caller)?;
    let more = SIZE as i64 + 1;
    let (mut disclosures, mut receipts) = store.database()?.read(|db| {
        let found = disclosures::register(db, caller, filter, after, more)?;
        Ok((recorded(db, found)?, receipt_records::register(db, caller, after_receipt, more)?))
    })?;
    let (has_earlier, has_earlier_receipts) = (disclosures.len() > SIZE, receipts.len() > SIZE);
    disclosures.truncate(SIZE);
    receipts.truncate(SIZE);
    let named = disclosures.iter().map(|it| it.disclosure.holding).chain(receipts.iter().map(|it| it.holding));
    let people = named_people(store, directories, caller, &scope, named.collect())?;
    permit.record_shown(&store.database()?, directory::candidates(&people))?;
    let last = |it: &Recorded| (it.disclosure.asked_at, it.disclosure.id);
    let last_receipt = |it: &Receipt| (it.recorded_at, it.id);
    Ok(Register {
        earlier: disclosures.last().filter(|_| has_earlier).map(last),
        earlier_receipts: receipts.last().filter(|_| has_earlier_receipts).map(last_receipt),
        disclosures,
        receipts,
        people,
    })
}

fn named_people(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    scope: &directory::Scope,
    mut named: Vec<HoldingId>,
) -> Result<Vec<Person>, WorkflowError> {
    named.sort_unstable();
    named.dedup();
    directories.read(store, &caller.office, caller.at, |directory| directory.of(scope, &named))
}

/// A disclosure by itself.
#[derive(Debug)]
pub struct Shown {
    /// What it is.
    pub kept: Kept,
    /// What is written about it.
    pub words: WordsShown<DisclosureWords>,
    /// What the law says now, while it waits.
    pub answers: Vec<Word>,
    /// The record of its provision, if it was provided.
    pub record: Option<ProvisionRecord>,
    /// What is to be done after it.
    pub duties: Vec<DueDuty>,
    /// The demands that provision to this third party end.
    pub ends: Vec<ShownEnd>,
    /// Who they are that acted.
    pub staff: Vec<(StaffId, String)>,
    /// Whom it is about, if the lists know of them.
    pub person: Option<Person>,
    /// The date at the office.
    pub today: Day,
}

/// A disclosure of the caller's office. The caller holds no connection.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none, or for a role that discloses nothing.
pub fn show(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    id: DisclosureId,
) -> Result<Shown, WorkflowError> {
    let mut db = store.database()?;
    let kept = disclosures::known(&mut db, caller, id)?;
    let permit = record_permit(&mut db, caller, kept.disclosure.holding, Some(kept.claim.ground));
    let ends = match &permit {
        Ok(permit) => provision_ends::list(&mut db, permit, &kept.disclosure.to)?,
        Err(_) => Vec::new(),
    };
    // Past the time of the record the register still says what it says about no person.
    let words = WordsShown::of(permit.and_then(|permit| kept.words(&db, &permit)))?;
    let waits = kept.disclosure.state == DisclosureState::Waiting;
    let answers = if waits { disclosures::words_now(&mut db, caller, &kept)? } else { Vec::new() };
    let (record, duties, today) = db.read(|db| {
        let record = provision_records::of(db, &[id])?.pop();
        Ok((record, provision_records::duties_of(db, id)?, facts::office(db, &caller.office)?.today(caller.at)))
    })?;
    let mut acted: Vec<StaffId> =
        [kept.disclosure.asked_by, kept.disclosure.approved_by].into_iter().flatten().collect();
    acted.extend(record.as_ref().and_then(|record| record.recorded_by));
    acted.extend(duties.iter().filter_map(|duty| duty.done_by));
    acted.extend(ends.iter().filter_map(|end| end.recorded_by));
    let staff = db.read(|db| staff::names(db, &acted))?;
    drop(db);
    let (permit, scope, _) = list_candidates::permitted(store, caller)?;
    let mut people = named_people(store, directories, caller, &scope, vec![kept.disclosure.holding])?;
    permit.record_shown(&store.database()?, directory::candidates(&people))?;
    Ok(Shown { kept, words, answers, record, duties, ends, staff, person: people.pop(), today })
}
