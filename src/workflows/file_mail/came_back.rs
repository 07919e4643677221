//! What a mail tells about addresses: whom a message of ours did not reach, and that somebody's address works.
//!
//! Invariant: a report marks only an address that its original really went to, as our own copy says, and only for a
//! permanent failure. Whoever can forge a report of a message knows that message already. A colleague's mail, and one
//! that the sender's domain disowns, tell nothing about the person.

use super::Came;
use crate::domain::category::Communications;
use crate::domain::contact::EmailAddress;
use crate::domain::id::MessageId;
use crate::domain::message::{AutomaticKind, MessageHead};
use crate::domain::time::Ts;
use crate::domain::undelivered::FailureStatus;
use crate::mail::inbound::Report;
use crate::store::database::Db;
use crate::store::journal::Entry;
use crate::store::permit::Permit;
use crate::store::{Database, StoreError, addresses, messages, undelivered_addresses};

/// How subjects begin of warnings that a mail is late: some say so in words alone, beside addresses that may yet get it.
const LATE: &[&str] = &["warning", "delayed", "delivery delayed", "delivery status notification (delay)", "配信遅延"];

/// A message of ours that came back, with the digest of each address that it did not reach.
type Failed = (MessageId, Vec<(Vec<u8>, FailureStatus)>);

/// What a mail tells about addresses of the record that it is filed in.
#[derive(Default)]
pub(super) struct Told {
    /// Whether the person wrote it, as far as can be told: nobody else is known to have.
    pub(super) is_theirs: bool,
    /// The digest of the address that a person wrote from.
    writes: Option<Vec<u8>>,
    /// What came back.
    failed: Option<Failed>,
}

impl Told {
    /// Writes it down.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if a fact changed since the permit; the database's.
    pub(super) fn write(&self, tx: &mut Db, permit: &Permit<Communications>, at: Ts) -> Result<Vec<Entry>, StoreError> {
        let mut entries = Vec::new();
        if let Some(digest) = &self.writes {
            undelivered_addresses::clear(tx, permit, digest, at)?;
        }
        if let Some((message, failed)) = &self.failed {
            for (digest, status) in failed {
                let told = (digest.as_slice(), status);
                entries.extend(undelivered_addresses::mark(tx, permit, *message, told, at)?);
            }
        }
        Ok(entries)
    }
}

impl Came {
    /// What it tells about addresses of the permitted record.
    ///
    /// # Errors
    /// The store's.
    pub(super) fn told(&self, db: &mut Database, permit: &Permit<Communications>) -> Result<Told, StoreError> {
        let office = &permit.holding().office;
        match self.automatic() {
            None if self.mail.head.authenticity.is_failed() => Ok(Told::default()),
            None => {
                let Some(sender) = self.sender() else { return Ok(Told { is_theirs: true, ..Told::default() }) };
                let digest = addresses::digest(db, office, &sender)?;
                // Whoever works here may have a record too, and writes in it for themselves.
                let is_theirs = !self.is_from_us(&sender)
                    || db.read(|db| addresses::find(db, office, &digest))?.contains(&permit.holding().id);
                Ok(Told { is_theirs, writes: is_theirs.then_some(digest), failed: None })
            }
            Some(AutomaticKind::Bounce) => Ok(Told { failed: self.failed(db, permit)?, ..Told::default() }),
            Some(_) => Ok(Told::default()),
        }
    }

    /// The message of ours that it reports about, and whom that did not reach.
    fn failed(&self, db: &mut Database, permit: &Permit<Communications>) -> Result<Option<Failed>, StoreError> {
        let Some(report) = self.mail.marks.report.as_ref().filter(|_| !self.is_of_delay()) else { return Ok(None) };
        let failures = failures(report);
        if failures.is_empty() {
            return Ok(None);
        }
        let Some((message, head)) = self.original(db, permit, report)? else { return Ok(None) };
        let mut failed = Vec::new();
        for (address, status) in failures.into_iter().filter(|(address, _)| went_to(&head, address)) {
            failed.push((addresses::digest(db, &permit.holding().office, &address)?, status));
        }
        Ok(Some((message, failed)))
    }

    /// The message that went from the record, as the report names it, else as it is said to be answered.
    fn original(
        &self,
        db: &mut Database,
        permit: &Permit<Communications>,
        report: &Report,
    ) -> Result<Option<(MessageId, MessageHead)>, StoreError> {
        let reported = Some(&report.original_message_id).filter(|id| !id.is_empty());
        for id in reported.into_iter().chain(self.named_ids()) {
            let digest = messages::digest_of_id(db, &permit.holding().office, id)?;
            if let Some((message, head)) = messages::sent_of_id(db, permit, &digest)? {
                return Ok(head.value().map(|head| (message, head.clone())));
            }
        }
        Ok(None)
    }

    fn is_of_delay(&self) -> bool {
        let subject = self.mail.head.subject.trim().to_lowercase();
        LATE.iter().any(|beginning| subject.starts_with(beginning))
    }
}

/// Whom a report says that it is for good that they were not reached.
fn failures(report: &Report) -> Vec<(EmailAddress, FailureStatus)> {
    let failed = report.failed.iter().filter(|_| report.kind == "delivery-status");
    let failure = failed.filter_map(|one| {
        let status = FailureStatus::told(&one.action, &one.status)?;
        Some((EmailAddress::parse(&one.address).ok()?, status))
    });
    failure.collect()
}

/// Whether a message went to an address.
fn went_to(head: &MessageHead, address: &EmailAddress) -> bool {
    head.to.iter().chain(&head.cc).any(|one| one.is_of(address))
}
