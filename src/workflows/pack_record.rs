//! What leaves of a record in a package, whoever gets it.
//!
//! Invariant: nothing is packed without its permit, what is withheld is named with the rule that says so, and neither a
//! private note nor what waits beside a record for a decision leaves at all, nor a message that did not go.

use super::WorkflowError;
use super::pack_messages::PackedMessages;
use crate::domain::candidate::{HoldingRef, ProfileRecord};
use crate::domain::category::{
    ApplicationHistory, CategoryId, Communications, Health, Other, Profile, SelectionResult,
};
use crate::domain::document::DocumentKind;
use crate::domain::note::NoteClass;
use crate::store::applications::{self, ShownApplication};
use crate::store::gate::Opened;
use crate::store::health::{self, ShownHealthRecord};
use crate::store::health_messages::{self, ShownHealthMessage};
use crate::store::notes::{self, ShownNote};
use crate::store::permit::{Permit, Unsealed};
use crate::store::selection_results::{self, ShownResult};
use crate::store::{Database, Store, StoreError, candidates, documents};
use zeroize::Zeroizing;

/// A file of a record.
#[derive(Debug)]
pub struct PackedDocument {
    /// Its name as it was sent; empty if its seal does not open.
    pub name: String,
    /// What it really is.
    pub kind: Option<DocumentKind>,
    /// Its bytes.
    pub content: Zeroizing<Vec<u8>>,
}

/// A message that is kept as health data, with its files.
#[derive(Debug)]
pub struct PackedHealthMessage {
    /// The message.
    pub shown: ShownHealthMessage,
    /// Its files, but for those that do not open.
    pub files: Vec<PackedDocument>,
}

/// A record as far as it leaves.
#[derive(Debug)]
pub struct PackedRecord {
    /// Whose.
    pub holding: HoldingRef,
    /// The profile.
    pub profile: Option<ProfileRecord>,
    /// Its documents.
    pub documents: Vec<PackedDocument>,
    /// Applications.
    pub applications: Vec<ShownApplication>,
    /// Results of selection.
    pub results: Vec<ShownResult>,
    /// Notes for all colleagues.
    pub notes: Vec<ShownNote>,
    /// Health records.
    pub health: Vec<ShownHealthRecord>,
    /// Messages that are kept as health data, newest first.
    pub health_messages: Vec<PackedHealthMessage>,
    /// The permit of those, whose files are still to be opened.
    health_permit: Option<Permit<Health>>,
    /// Messages, if there are any.
    pub messages: Option<PackedMessages>,
    /// The permit of messages that are still to be opened.
    correspondence: Option<Permit<Communications>>,
    /// What is withheld, with the rule that says so or with what does not open.
    pub withheld: Vec<(CategoryId, String)>,
    /// What nothing is there of.
    missing: Vec<CategoryId>,
}

impl PackedRecord {
    /// A record of which nothing is packed yet.
    pub(super) const fn of(holding: HoldingRef) -> Self {
        Self {
            holding,
            profile: None,
            documents: Vec::new(),
            applications: Vec::new(),
            results: Vec::new(),
            notes: Vec::new(),
            health: Vec::new(),
            health_messages: Vec::new(),
            health_permit: None,
            messages: None,
            correspondence: None,
            withheld: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// Adds what the gate opened, but for files and messages; the permit of the profile is for its files.
    pub(super) fn add(
        &mut self,
        db: &mut Database,
        opened: &mut Opened,
        categories: &[CategoryId],
    ) -> Result<Option<Permit<Profile>>, StoreError> {
        let mut profile = None;
        for category in categories {
            match self.add_one(db, opened, *category) {
                Ok(permit) => {
                    profile = permit.or(profile);
                    let damaged = self.damaged(*category);
                    self.withheld.extend(damaged.map(|table| (*category, unopened(table))));
                }
                Err(StoreError::NotFound) => self.missing.push(*category),
                Err(StoreError::Refused(refusal)) => self.withheld.push((*category, refusal.rule.clone())),
                Err(StoreError::Unopened(table)) => self.withheld.push((*category, unopened(table))),
                Err(error) => return Err(error),
            }
        }
        Ok(profile)
    }

    fn add_one(
        &mut self,
        db: &mut Database,
        opened: &mut Opened,
        category: CategoryId,
    ) -> Result<Option<Permit<Profile>>, StoreError> {
        match category {
            CategoryId::Profile => {
                let permit = opened.permit::<Profile>(db)?;
                self.profile = Some(candidates::read(db, &permit)?.record);
                return Ok(Some(permit));
            }
            CategoryId::ApplicationHistory => {
                let permit = opened.permit::<ApplicationHistory>(db)?;
                self.applications = applications::list(db, &permit)?;
            }
            CategoryId::SelectionResult => {
                let permit = opened.permit::<SelectionResult>(db)?;
                self.results = selection_results::list(db, &permit)?;
            }
            CategoryId::Other => {
                let permit = opened.permit::<Other>(db)?;
                self.notes = notes::list(db, &permit)?;
                // What somebody keeps for themselves leaves with nothing, not even in a package of their own.
                self.notes.retain(|note| note.class == NoteClass::Team);
            }
            CategoryId::Health => {
                let permit = opened.permit::<Health>(db)?;
                self.health = health::list(db, &permit)?;
                let messages = health_messages::list(db, &permit)?.into_iter();
                self.health_messages = messages.map(|shown| PackedHealthMessage { shown, files: Vec::new() }).collect();
                self.health_permit = Some(permit);
            }
            // Opened with the files, when no connection is held.
            CategoryId::Communications => self.correspondence = Some(opened.permit::<Communications>(db)?),
        }
        Ok(None)
    }

    /// Where something of a category was packed whose seal does not open.
    fn damaged(&self, category: CategoryId) -> Option<&'static str> {
        let (is_damaged, table) = match category {
            CategoryId::ApplicationHistory => {
                (self.applications.iter().any(|shown| shown.details.value().is_none()), "applications")
            }
            CategoryId::SelectionResult => {
                (self.results.iter().any(|shown| shown.result.value().is_none()), "selection_results")
            }
            CategoryId::Other => (self.notes.iter().any(|shown| shown.text.value().is_none()), "notes"),
            CategoryId::Health if self.health.iter().all(|shown| shown.record.value().is_some()) => {
                (self.health_messages.iter().any(|it| it.shown.said.value().is_none()), "health_messages")
            }
            CategoryId::Health => (true, "health_records"),
            // A profile that does not open is not packed at all, and of messages it is found out later.
            CategoryId::Profile | CategoryId::Communications => (false, ""),
        };
        is_damaged.then_some(table)
    }

    /// Adds the files of the profile, and the messages with theirs. The caller holds no connection.
    pub(super) fn add_files(&mut self, store: &Store, profile: Option<&Permit<Profile>>) -> Result<(), WorkflowError> {
        if let Some(permit) = profile {
            self.add_documents(store, permit)?;
        }
        if let Some(permit) = self.health_permit.take() {
            self.add_health_files(store, &permit)?;
        }
        if let Some(permit) = self.correspondence.take() {
            let (messages, damaged) = PackedMessages::open(store, permit)?;
            self.messages = messages;
            self.withheld.extend(damaged.into_iter().map(|table| (CategoryId::Communications, unopened(table))));
        }
        Ok(())
    }

    fn add_documents(&mut self, store: &Store, permit: &Permit<Profile>) -> Result<(), WorkflowError> {
        let shown = documents::list(&mut store.database()?, permit)?;
        let mut is_cut = false;
        // What waits beside the record for a decision is no part of it.
        for shown in shown.into_iter().filter(|shown| shown.proposal.is_none()) {
            let name = match shown.name {
                Unsealed::Value(name) => name,
                Unsealed::Damaged => {
                    is_cut = true;
                    String::new()
                }
            };
            match documents::original(store, permit, shown.document.id) {
                Ok(content) => self.documents.push(PackedDocument { name, kind: shown.document.kind, content }),
                // The journal says of a seal that it does not open; a file that is gone is lost as well.
                Err(StoreError::Unopened(_) | StoreError::NotFound) => is_cut = true,
                Err(error) => return Err(error.into()),
            }
        }
        if is_cut {
            self.withheld.push((CategoryId::Profile, unopened("documents")));
        }
        Ok(())
    }

    /// Adds the files of messages that are kept as health data; their sources stay here, as those of messages do.
    fn add_health_files(&mut self, store: &Store, permit: &Permit<Health>) -> Result<(), WorkflowError> {
        let mut is_cut = false;
        for message in &mut self.health_messages {
            for file in &message.shown.files {
                let opened = health_messages::file(&mut store.database()?, permit, file.id);
                let content = match opened {
                    Ok((_, content)) => content,
                    // The journal says of a seal that it does not open; a file that is gone is lost as well.
                    Err(StoreError::Unopened(_) | StoreError::NotFound) => {
                        is_cut = true;
                        continue;
                    }
                    Err(error) => return Err(error.into()),
                };
                is_cut |= file.name.value().is_none();
                let name = file.name.value().cloned().unwrap_or_default();
                message.files.push(PackedDocument { name, kind: None, content });
            }
        }
        self.withheld.extend(is_cut.then(|| (CategoryId::Health, unopened("health_files"))));
        Ok(())
    }

    /// Whether everything that was asked for is in it.
    pub(super) const fn is_whole(&self) -> bool {
        self.withheld.is_empty() && self.missing.is_empty()
    }

    /// The first rule by which a part of it is withheld.
    pub fn refused(&self) -> Option<&str> {
        let rules = self.withheld.iter().map(|(_, rule)| rule.as_str());
        rules.into_iter().find(|rule| !rule.starts_with(UNOPENED))
    }

    /// Whether there is anything in it.
    pub const fn is_empty(&self) -> bool {
        self.profile.is_none()
            && self.documents.is_empty()
            && self.applications.is_empty()
            && self.results.is_empty()
            && self.notes.is_empty()
            && self.health.is_empty()
            && self.health_messages.is_empty()
            && self.messages.is_none()
    }
}

/// Begins what says of a category that it does not open, where otherwise a rule stands.
const UNOPENED: &str = "unopened ";

fn unopened(table: &str) -> String {
    format!("{UNOPENED}{table}")
}
