//! Mails that are filed together: opened with one commit, read in one child process, and written with few commits where
//! they have nothing to do with each other.
//!
//! Invariant: each mail has its own outcome, as if it had come alone. What cannot be done for several at once is done
//! for each by itself, and of mails that have to do with each other the oldest first.

use std::collections::HashSet;
use std::rc::Rc;

use super::place::Place;
use super::{Became, Came, Filing, is_of_all, own_addresses, places, together, unread};
use crate::domain::id::IncomingMessageId;
use crate::domain::office::OfficeCode;
use crate::domain::staff::Caller;
use crate::mail::inbound;
use crate::store::incoming_messages::{self, OpenedMail};
use crate::workflows::WorkflowError;

/// Mails of one office that were begun together.
struct Batch<'a, 'b> {
    filing: &'b mut Filing<'a>,
    office: OfficeCode,
    /// Those of which nothing is decided yet.
    left: HashSet<IncomingMessageId>,
}

impl Filing<'_> {
    /// Files mails of one office that were begun together.
    pub(super) fn batch(&mut self, office: OfficeCode, ids: &[IncomingMessageId]) -> Result<(), WorkflowError> {
        let mut batch = Batch { filing: self, office, left: ids.iter().copied().collect() };
        let filed = match batch.file(ids) {
            Err(error) if !is_of_all(&error) => {
                tracing::warn!(office = %batch.office, %error, "mails cannot be filed together, but one by one");
                batch.file_one_by_one(ids)
            }
            filed => filed,
        };
        if filed.is_err() {
            batch.left.iter().for_each(|id| batch.filing.take_back(*id));
        }
        filed
    }
}

impl Batch<'_, '_> {
    fn file(&mut self, ids: &[IncomingMessageId]) -> Result<(), WorkflowError> {
        let caller = self.caller();
        let found = incoming_messages::open_all(&mut self.filing.store.database()?, &caller, ids)?;
        let mut opened = Vec::with_capacity(found.len());
        for (id, one) in found {
            match one {
                Ok(one) => opened.push(one),
                Err(error) => self.decide(id, Err(error.into()))?,
            }
        }
        let mut mails = self.read(opened)?;
        while !mails.is_empty() {
            let (apart, others) = apart_from_each_other(mails);
            self.file_apart(apart)?;
            mails = others;
        }
        Ok(())
    }

    fn file_one_by_one(&mut self, ids: &[IncomingMessageId]) -> Result<(), WorkflowError> {
        for id in ids {
            if self.left.contains(id) {
                self.filing.one(self.office.clone(), *id)?;
                self.left.remove(id);
            }
        }
        Ok(())
    }

    fn caller(&self) -> Caller {
        self.filing.caller(self.office.clone())
    }

    fn decide(&mut self, id: IncomingMessageId, became: Result<Became, WorkflowError>) -> Result<(), WorkflowError> {
        let caller = self.caller();
        self.filing.note(&caller, id, became)?;
        self.left.remove(&id);
        Ok(())
    }

    fn read(&mut self, opened: Vec<OpenedMail>) -> Result<Vec<Came>, WorkflowError> {
        let (store, servers) = (self.filing.store, self.filing.known.servers);
        let raw: Vec<&[u8]> = opened.iter().map(|one| one.raw.as_slice()).collect();
        let verdicts = inbound::read_many(self.filing.reader, &raw);
        let own = own_addresses(&mut store.database()?, &self.office, self.filing.known.ours)?;
        let own: Rc<[String]> = own.into();
        let mut mails = Vec::with_capacity(opened.len());
        for (one, verdict) in opened.into_iter().zip(verdicts) {
            match verdict {
                Ok(mail) => mails.push(Came::of(one, mail, Rc::clone(&own), servers)),
                Err(fault) => {
                    let became = unread(store, &self.caller(), one.id, fault);
                    self.decide(one.id, became)?;
                }
            }
        }
        Ok(mails)
    }

    /// Files mails that have nothing to do with each other.
    fn file_apart(&mut self, mails: Vec<Came>) -> Result<(), WorkflowError> {
        let (store, caller) = (self.filing.store, self.caller());
        let places = match mails.as_slice() {
            // One alone is asked about by itself.
            [_] => vec![None],
            several => places::of_all(&mut store.database()?, &caller, several)?,
        };
        let (mut plain, mut others) = (Vec::new(), Vec::new());
        for (mail, place) in mails.into_iter().zip(places) {
            match place {
                Some(place) => plain.push((mail, place)),
                None => others.push(mail),
            }
        }
        // Records are locked in one order, whoever else locks several of them.
        plain.sort_by_key(|(_, place)| match place {
            Place::Known(permit, ..) => Some(permit.holding().id),
            _ => None,
        });
        if plain.len() > 1 && self.write_together(&caller, &plain)? {
            plain.clear();
        }
        for mail in plain.into_iter().map(|(mail, _)| mail).chain(others) {
            let became = mail.file_or_again(store, &self.caller());
            self.decide(mail.opened.id, became)?;
        }
        Ok(())
    }

    /// Whether all of them could be written at once.
    fn write_together(&mut self, caller: &Caller, mails: &[(Came, Place)]) -> Result<bool, WorkflowError> {
        let store = self.filing.store;
        match together::write_all(store, caller, mails).map_err(WorkflowError::from) {
            Ok(()) => {}
            Err(error) if is_of_all(&error) => return Err(error),
            Err(error) => {
                // Whichever of them it was, it shows where each is filed by itself.
                tracing::debug!(office = %self.office, %error, "mails could not be written together");
                return Ok(false);
            }
        }
        for (mail, _) in mails {
            mail.remove_copy(store);
            self.decide(mail.opened.id, Ok(Became::Filed))?;
        }
        Ok(true)
    }
}

/// Takes from some mails those that have nothing to do with any before them: neither the sender nor a thread.
fn apart_from_each_other(mails: Vec<Came>) -> (Vec<Came>, Vec<Came>) {
    let mut met: HashSet<String> = HashSet::new();
    mails.into_iter().partition(|mail| {
        let ties = mail.ties();
        let is_apart = ties.is_disjoint(&met);
        met.extend(ties);
        is_apart
    })
}

impl Came {
    /// What ties it to others: its sender, its Message-ID, and those of what it answers.
    fn ties(&self) -> HashSet<String> {
        let own = Some(&self.mail.head.message_id).filter(|id| !id.is_empty());
        let ids = own.into_iter().chain(self.named_ids()).cloned();
        // An id may look like an address.
        let sender = self.sender().map(|sender| format!("from {}", sender.index_form()));
        ids.chain(sender).collect()
    }
}
