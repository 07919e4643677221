//! What the findings of a mail lead to: an application, or a record of receipt, made by a person with a form.
//!
//! Invariant: what is made of a message and the decision about its findings are one change, made as its form saw them. A
//! mail proves nothing: of what it tells about its sender, nothing is written into a profile.

pub mod application;
pub mod receipt;

use super::WorkflowError;
use super::read_inbox;
use crate::domain::candidate::PersonName;
use crate::domain::category::{CategoryId, Communications, Profile};
use crate::domain::id::{MessageId, ThreadId};
use crate::domain::message::{Finding, FindingState};
use crate::store::database::Db;
use crate::store::gate::{self, Ask, Opened};
use crate::store::journal::Entry;
use crate::store::messages::{self, ShownFinding, ShownMessage};
use crate::store::permit::Permit;
use crate::store::threads::Thread;
use crate::store::{Database, StoreError, candidates};

/// A message in its thread.
pub type Place = (ThreadId, MessageId);

/// The findings that say that somebody writes about another person.
pub const OF_OTHERS: [Finding; 2] = [Finding::Agent, Finding::Service];

/// A message, with those of its findings that lead to what is to be made and that nobody dismissed.
#[derive(Debug)]
struct Found {
    message: ShownMessage,
    findings: Vec<ShownFinding>,
}

impl Found {
    /// Finds it in its thread.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] if there is no such message, or nothing that leads to what is wanted.
    fn of(
        db: &mut Database,
        permit: &Permit<Communications>,
        (thread, message): Place,
        wanted: &[Finding],
    ) -> Result<Self, StoreError> {
        let message = messages::one(db, permit, thread, message)?;
        let leads = |found: &&ShownFinding| is_one_of(found, wanted);
        let findings: Vec<ShownFinding> = message.findings.iter().filter(leads).copied().collect();
        if findings.is_empty() { Err(StoreError::NotFound) } else { Ok(Self { message, findings }) }
    }

    /// Whether nobody decided about it yet.
    fn is_open(&self) -> bool {
        self.findings.iter().any(|found| found.state == FindingState::Open)
    }

    /// Fails if somebody decided since the form saw it open.
    fn require_as_seen(&self, was_open: bool) -> Result<(), StoreError> {
        if was_open && !self.is_open() { Err(StoreError::Stale) } else { Ok(()) }
    }

    /// Says of those that are open that they are what they seem to be.
    fn take(&self, tx: &mut Db, permit: &Permit<Communications>) -> Result<Vec<Entry>, StoreError> {
        let open = self.findings.iter().filter(|found| found.state == FindingState::Open);
        open.map(|found| messages::decide_finding(tx, permit, found.id, true)).collect()
    }
}

/// Whether a finding is one of some, and nobody dismissed it.
fn is_one_of(found: &ShownFinding, wanted: &[Finding]) -> bool {
    wanted.contains(&found.finding) && found.state != FindingState::Dismissed
}

/// Opens a thread of the caller's office.
fn open(
    db: &mut Database,
    ask: &Ask<'_>,
    thread: ThreadId,
    categories: &[CategoryId],
) -> Result<(Thread, Opened), WorkflowError> {
    let thread = read_inbox::find(db, ask, thread)?;
    let opened = gate::open_all(db, ask, thread.holding, categories)?;
    if opened.is_hidden() { Err(StoreError::NotFound.into()) } else { Ok((thread, opened)) }
}

/// What the person of a thread is called; nothing if their profile does not open.
fn person(db: &mut Database, opened: &mut Opened) -> Result<Option<PersonName>, StoreError> {
    if !opened.has_key(CategoryId::Profile) {
        return Ok(None);
    }
    let permit = opened.permit::<Profile>(db)?;
    match candidates::read(db, &permit) {
        Ok(profile) => Ok(Some(profile.record.name)),
        Err(StoreError::Unopened(_) | StoreError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
