//! Writing a mail where it belongs: its bytes first, then its rows and the end of its copy in one transaction.
//!
//! Invariant: what a crash leaves of the bytes has no row and is swept; what came in waits until its rows are there.

use super::came_back::Told;
use super::correspondent;
use super::place::{self, NewAddress, Place};
use super::{Became, Came, quarantine};
use crate::domain::category::Communications;
use crate::domain::id::{MessageId, ThreadId};
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::message::{Channel, Direction, FiledBy, Finding, MailFault};
use crate::domain::staff::Caller;
use crate::domain::time::Day;
use crate::law::deadlines;
use crate::law::words::RequestType;
use crate::store::correspondent_permit::{self, CorrespondentPermit};
use crate::store::database::Db;
use crate::store::journal::Entry;
use crate::store::messages::{self, KeptFile, NewFile, NewMessage, SealedPart};
use crate::store::permit::Permit;
use crate::store::{
    Database, Store, StoreError, addresses, candidates, facts, incoming_messages, notices, staff, subject_requests,
    threads,
};
use crate::workflows::WorkflowError;
use crate::workflows::invite_to_interview::note_reply;

/// What is made ready before the rows are written.
pub(super) struct Ready {
    message: MessageId,
    files: Vec<KeptFile>,
    id_digest: Option<Vec<u8>>,
    findings: Vec<Finding>,
    /// What it seems to ask for under the law, and by when that is to be answered.
    requests: Vec<(RequestType, Option<Day>)>,
    /// The date on which it came, at the office.
    day: Day,
    /// What it tells about addresses.
    told: Told,
}

impl Came {
    /// Files a mail where it belongs. The caller holds no connection.
    pub(super) fn file(&self, store: &Store, caller: &Caller) -> Result<Became, WorkflowError> {
        let id = self.opened.id;
        let place = place::of(&mut store.database()?, caller, self)?;
        match place {
            Place::Known(permit, thread, by) => {
                let ready = self.make_ready(store, &permit)?;
                store.database()?.change(|tx| Ok(((), self.write(tx, &permit, &ready, (thread, by))?)))?;
            }
            Place::New(new) => self.take_in(store, caller, &new)?,
            Place::Apart(kind) => {
                let apart = |tx: &mut Db| Ok(((), vec![incoming_messages::set_apart(tx, caller, id, kind)?]));
                store.database()?.change(apart)?;
                return Ok(Became::Apart);
            }
            Place::Nobody => return quarantine(store, caller, id, MailFault::NoSender),
        }
        self.remove_copy(store);
        Ok(Became::Filed)
    }

    /// Removes the copy that came in of what is filed.
    pub(super) fn remove_copy(&self, store: &Store) {
        let id = self.opened.id;
        if let Err(error) = store.database().and_then(|db| incoming_messages::remove_blob(&db, id)) {
            // It is filed; what is left of the copy the sweep of files removes.
            tracing::warn!(incoming = %id, %error, "the copy of a mail that is filed is still there");
        }
    }

    /// Files a mail with somebody new: a candidate without applications, under the published notice.
    fn take_in(&self, store: &Store, caller: &Caller, new: &NewAddress) -> Result<(), WorkflowError> {
        let mut db = store.database()?;
        let office = db.read(|db| facts::office(db, &caller.office))?;
        let notice = db.read(|db| notices::in_force(db, office.today(caller.at)))?;
        let came_on = office.today(self.opened.received_at);
        let permit = correspondent_permit::admit(&mut db, caller, &notice, came_on)?;
        drop(db);
        let ready = self.make_ready(store, &permit.communications)?;
        permit.fill(&mut store.database()?, |tx| {
            let mut entries = self.begin_record(tx, &permit, new, office.law)?;
            entries.extend(self.write(tx, &permit.communications, &ready, (None, FiledBy::Sender))?);
            Ok(entries)
        })?;
        Ok(())
    }

    /// Writes what is known of somebody new.
    pub(super) fn begin_record(
        &self,
        tx: &mut Db,
        permit: &CorrespondentPermit,
        new: &NewAddress,
        law: Jurisdiction,
    ) -> Result<Vec<Entry>, StoreError> {
        let name = self.mail.head.from.as_ref().map_or("", |from| from.name.as_str());
        let profile = correspondent::profile(name, &new.address, law);
        // A mail that waited came when it came: lists have its sender there.
        let entry = candidates::create_as_of(tx, &permit.profile, &profile, self.opened.received_at)?;
        addresses::set(tx, &permit.profile, &new.digest, &new.past)?;
        staff::set_own(tx, &profile.email, permit.holding())?;
        Ok(vec![entry])
    }

    pub(super) fn make_ready(&self, store: &Store, permit: &Permit<Communications>) -> Result<Ready, WorkflowError> {
        let (ready, parts) = self.seal(&mut store.database()?, permit)?;
        messages::put_parts(store, parts)?;
        Ok(ready)
    }

    /// Seals what is to be in the file store, and finds out what stands in the rows.
    pub(super) fn seal(
        &self,
        db: &mut Database,
        permit: &Permit<Communications>,
    ) -> Result<(Ready, Vec<SealedPart>), StoreError> {
        let message = MessageId::new();
        let files = self.mail.files.iter().map(|file| NewFile {
            name: &file.name,
            content_type: &file.content_type,
            content: &file.content,
        });
        let (files, mut parts) = messages::seal_files(permit, &files.collect::<Vec<_>>())?;
        parts.push(messages::seal_source(permit, message, &self.opened.raw)?);
        let (code, own_id) = (&permit.holding().office, &self.mail.head.message_id);
        let id_digest = if own_id.is_empty() { None } else { Some(messages::digest_of_id(db, code, own_id)?) };
        let office = db.read(|db| facts::office(db, code))?;
        let day = office.today(self.opened.received_at);
        let mut findings = self.recognised.findings.clone();
        findings.sort_unstable();
        findings.dedup();
        let due = |request| deadlines::due(db.table(), request, office.law, office.law, day).map(|due| due.on);
        // A program asks for nothing under the law, unless a person says that it was somebody.
        let asked = findings.iter().filter(|_| self.automatic().is_none() || self.is_asked_for());
        let requests = asked.filter_map(|finding| subject_requests::request_of(*finding));
        let requests = requests.map(|request| (request, due(request))).collect();
        let told = self.told(db, permit)?;
        Ok((Ready { message, files, id_digest, findings, requests, day, told }, parts))
    }

    /// Writes the rows, and ends the copy that came in.
    pub(super) fn write(
        &self,
        tx: &mut Db,
        permit: &Permit<Communications>,
        ready: &Ready,
        (thread, by): (Option<ThreadId>, FiledBy),
    ) -> Result<Vec<Entry>, StoreError> {
        let (incoming, at) = (self.opened.id, self.opened.received_at);
        let thread = match thread {
            Some(thread) => thread,
            None => threads::create(tx, permit, at)?,
        };
        let new = NewMessage {
            id: ready.message,
            thread,
            incoming: Some(incoming),
            direction: Direction::In,
            channel: Channel::Mail,
            automatic: self.automatic(),
            head: &self.mail.head,
            body: &self.mail.body,
            files: &ready.files,
            source_bytes: Some(i64::try_from(self.opened.raw.len()).unwrap_or(i64::MAX)),
            staff: None,
            at,
            sending: None,
            findings: &ready.findings,
        };
        let mut entries = vec![messages::create(tx, permit, &new, ready.id_digest.as_deref())?];
        messages::note_filed(tx, permit, ready.message, by)?;
        threads::touch(tx, permit, thread, Direction::In, at)?;
        entries.extend(ready.told.write(tx, permit, at)?);
        // What the sender's domain disowns is no answer of theirs; a person reads it beside the caution.
        if let (Some(calendar), false) = (&self.mail.marks.calendar, self.mail.head.authenticity.is_failed()) {
            let sender = self.mail.head.from.as_ref().map_or("", |from| from.address.as_str());
            entries.extend(note_reply(tx, permit, ready.message, (sender, calendar), at)?);
        }
        for (request, due_on) in &ready.requests {
            entries.push(subject_requests::add_mailed(tx, permit, ready.message, *request, at, *due_on)?);
        }
        incoming_messages::settle(tx, incoming, permit.caller().at)?;
        if ready.told.is_theirs {
            // Last: it is a new fact, on which no permit of before is good any more.
            candidates::note_contact(tx, permit.holding().id, ready.day)?;
        }
        Ok(entries)
    }
}
