//! Outsourcing partners of an office, kept by its privacy officer: contract, vetting and supervision, sub-processors,
//! people, and the end.
//!
//! Invariant: a change lets everything that stands on it be looked at again, and the end takes every key.

use secrecy::SecretString;

use super::{WorkflowError, set_up};
use crate::domain::id::{ProcessorId, StaffId, SubProcessorId};
use crate::domain::letter::Letter;
use crate::domain::processor::Disposal;
use crate::domain::staff::{Caller, Staff};
use crate::domain::time::Day;
use crate::store::journal::Entry;
use crate::store::mailed_packages::{self, MailedPackage};
use crate::store::processors::{self, About, Contract, ProcessorFile, ProcessorUser, Review, SubProcessor};
use crate::store::{Database, StoreError, entrustments, facts, office_secrets, sessions, staff, terms_permit};

/// A processor with how many people it is entrusted with.
#[derive(Debug)]
pub struct Kept {
    /// What is on record.
    pub file: ProcessorFile,
    /// How many people it is entrusted with now.
    pub people: i64,
}

/// The processors of an office.
#[derive(Debug)]
pub struct Processors {
    /// Each, by name.
    pub all: Vec<Kept>,
    /// The date at the office.
    pub today: Day,
}

/// The processors of the caller's office.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role keeps no terms.
pub fn list(db: &mut Database, caller: &Caller) -> Result<Processors, WorkflowError> {
    kept(db, caller, None)
}

/// The processors of the caller's office, or one of them.
fn kept(db: &mut Database, caller: &Caller, only: Option<ProcessorId>) -> Result<Processors, WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(db.read(|db| {
        let today = facts::office(db, &caller.office)?.today(caller.at);
        let counts = match only {
            Some(id) => vec![(id, entrustments::count(db, id)?)],
            None => entrustments::counts(db, &caller.office)?,
        };
        let kept = |file: ProcessorFile| {
            let id = file.processor.id;
            let people = counts.iter().find(|(processor, _)| *processor == id).map_or(0, |(_, people)| *people);
            Kept { file, people }
        };
        Ok(Processors { all: processors::files(db, &caller.office, only)?.into_iter().map(kept).collect(), today })
    })?)
}

/// A processor with its people.
#[derive(Debug)]
pub struct Shown {
    /// What is on record.
    pub kept: Kept,
    /// Its people.
    pub users: Vec<ProcessorUser>,
    /// Packages that were to be mailed, newest first, each with its letter.
    pub mailed: Vec<(MailedPackage, Letter)>,
    /// Who reviewed it, and who had packages mailed.
    pub people: Vec<(StaffId, String)>,
    /// The date at the office.
    pub today: Day,
}

/// A processor of the caller's office.
///
/// # Errors
/// As [`list`]; [`StoreError::NotFound`] if the office has none of this id.
pub fn show(db: &mut Database, caller: &Caller, id: ProcessorId) -> Result<Shown, WorkflowError> {
    let Processors { mut all, today } = kept(db, caller, Some(id))?;
    let kept = all.pop().ok_or(StoreError::NotFound)?;
    let reviewers = kept.file.reviews.iter().filter_map(|review| review.staff_id);
    Ok(db
        .read(|db| {
            let (users, mailed) = (processors::users(db, id)?, mailed_packages::of_processor(db, id)?);
            let named: Vec<StaffId> = reviewers.chain(mailed.iter().map(|(package, _)| package.asked_by)).collect();
            let people = staff::names(db, &named)?;
            Ok((users, mailed, people))
        })
        .map(|(users, mailed, people)| Shown { kept, users, mailed, people, today })?)
}

/// Adds a processor to the caller's office.
///
/// # Errors
/// As [`list`].
pub fn add(db: &mut Database, caller: &Caller, about: &About) -> Result<ProcessorId, WorkflowError> {
    terms_permit::open(db, caller)?;
    let id = ProcessorId::new();
    db.change(|tx| Ok(((), vec![processors::add(tx, caller, id, about)?])))?;
    Ok(id)
}

/// Records what is agreed with a processor.
///
/// # Errors
/// As [`show`].
pub fn agree(db: &mut Database, caller: &Caller, id: ProcessorId, contract: &Contract) -> Result<(), WorkflowError> {
    terms_permit::open(db, caller)?;
    change(db, |tx| processors::agree(tx, caller, id, contract))
}

/// Records a review of a processor.
///
/// # Errors
/// As [`show`].
pub fn review(db: &mut Database, caller: &Caller, review: &Review) -> Result<(), WorkflowError> {
    terms_permit::open(db, caller)?;
    change(db, |tx| processors::review(tx, caller, review))
}

/// Names a sub-processor.
///
/// # Errors
/// As [`show`].
pub fn add_sub(db: &mut Database, caller: &Caller, sub: &SubProcessor) -> Result<(), WorkflowError> {
    terms_permit::open(db, caller)?;
    change(db, |tx| processors::add_sub(tx, caller, sub))
}

/// Records whether a sub-processor gets our data, and since when we approve of it.
///
/// # Errors
/// As [`show`]; [`StoreError::NotFound`] if there is no such sub-processor.
pub fn change_sub(
    db: &mut Database,
    caller: &Caller,
    which: (ProcessorId, SubProcessorId),
    engaged: bool,
    approved_on: Option<Day>,
) -> Result<(), WorkflowError> {
    terms_permit::open(db, caller)?;
    change(db, |tx| processors::change_sub(tx, caller, which, engaged, approved_on))
}

fn change(
    db: &mut Database,
    act: impl FnOnce(&mut crate::store::database::Db) -> Result<Entry, StoreError>,
) -> Result<(), WorkflowError> {
    db.change(|tx| Ok(((), vec![act(tx)?])))?;
    Ok(())
}

/// Lets somebody of a processor sign in. Whoever is a candidate of that office too never sees the own record.
///
/// # Errors
/// As [`show`]; [`StoreError::Taken`] if the e-mail is.
pub fn add_user(
    db: &mut Database,
    caller: &Caller,
    id: ProcessorId,
    person: &Staff,
    secret: &SecretString,
) -> Result<(), WorkflowError> {
    terms_permit::open(db, caller)?;
    set_up::add_account(db, caller, person, secret, |tx| processors::add_user(tx, &caller.office, id, person.id))
}

/// Closes the account of somebody of a processor and ends their sessions.
///
/// # Errors
/// As [`show`]; [`StoreError::NotFound`] if nobody of this id works for it.
pub fn close_user(db: &mut Database, caller: &Caller, id: ProcessorId, person: StaffId) -> Result<(), WorkflowError> {
    terms_permit::open(db, caller)?;
    let of_office = db.read(|db| processors::file(db, &caller.office, id)).map(|_| ());
    let works = db.read(|db| processors::users(db, id))?.iter().any(|user| user.staff == person);
    of_office.and_then(|()| if works { Ok(()) } else { Err(StoreError::NotFound) })?;
    set_up::disable_staff(db, caller, person, caller.at)
}

/// Ends the work with a processor: its people are shut out and its key pair goes, so that nothing opens any more. What it
/// was entrusted with is ended by the job, row by row.
///
/// # Errors
/// As [`show`]; the keyring's, after which the job goes on.
pub fn end(db: &mut Database, caller: &Caller, id: ProcessorId) -> Result<(), WorkflowError> {
    let permit = terms_permit::open(db, caller)?;
    let users = db.read(|db| processors::users(db, id))?;
    db.change(|tx| {
        let entry = processors::end(tx, &permit, id)?;
        for user in &users {
            staff::set_disabled(tx, user.staff, Some(caller.at))?;
            sessions::end_all_of(tx, user.staff.uuid())?;
        }
        Ok(((), vec![entry]))
    })?;
    Ok(office_secrets::destroy_processor_pair(db, &caller.office, id)?)
}

/// Records that what a processor had was returned or deleted.
///
/// # Errors
/// As [`show`]; [`StoreError::NotFound`] unless the work with it has ended, and only once.
pub fn confirm_disposal(
    db: &mut Database,
    caller: &Caller,
    id: ProcessorId,
    confirmed: (Disposal, &str),
) -> Result<(), WorkflowError> {
    let permit = terms_permit::open(db, caller)?;
    change(db, |tx| processors::confirm_disposal(tx, &permit, id, confirmed))
}
