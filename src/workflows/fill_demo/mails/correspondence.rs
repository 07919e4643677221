//! One thread of the demo: its mails come in, its answers are written, and it is seen to.
//!
//! Invariant: what is there already is not done again. A thread that is filed with nobody, or may not be written in, is
//! left as it is.

use std::sync::Arc;

use super::super::DemoError;
use super::means::{Means, Place, Sender};
use crate::demo::mails::{By, DemoFile, DemoMail, DemoThread, Letter};
use crate::documents::compose::{CvContent, CvSection, cv_docx};
use crate::domain::category::Communications;
use crate::domain::id::{MessageId, ThreadId};
use crate::domain::message::{Channel, Direction, Folder, MailAddress, MessageBody, MessageHead, Sending, ThreadState};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::Ts;
use crate::store::gate::{self, Ask};
use crate::store::incoming_messages::{self, Arrived};
use crate::store::messages::{self, DueMessage, NewMessage, Outcome, ShownMessage};
use crate::store::permit::Permit;
use crate::store::{Database, StoreError, threads};
use crate::workflows::write_message::{self, Composition, Written};
use crate::workflows::{receive_mail, tend_threads};

/// Days for which a thread is put off.
const PUT_OFF: i64 = 5;

/// A thread with whoever writes.
pub(super) struct Correspondence {
    pub(super) place: Arc<Place>,
    pub(super) sender: Sender,
    pub(super) said: DemoThread,
}

/// The thread as it is on record.
struct Filed {
    permit: Permit<Communications>,
    thread: ThreadId,
    messages: Vec<ShownMessage>,
}

impl Filed {
    /// Our messages that went, oldest first.
    fn ours(&self) -> impl Iterator<Item = MessageId> {
        let went = |message: &&ShownMessage| {
            message.direction == Direction::Out && !matches!(message.sending, None | Some(Sending::Draft))
        };
        self.messages.iter().filter(went).map(|message| message.id)
    }

    fn has_draft(&self) -> bool {
        self.messages.iter().any(|message| message.sending == Some(Sending::Draft))
    }
}

impl Correspondence {
    /// How many mails it has.
    pub(super) const fn steps(&self) -> usize {
        self.said.mails.len()
    }

    fn mail(&self, step: usize, is_theirs: bool) -> Option<&DemoMail> {
        self.said.mails.get(step).filter(|mail| (mail.by == By::Them) == is_theirs)
    }

    fn caller(&self, means: &Means<'_>) -> Caller {
        Caller::staff(&self.place.recruiter, means.at)
    }

    /// When a mail was written and came.
    fn moment(&self, mail: &DemoMail) -> Ts {
        let day = self.place.today.plus_days(-mail.days);
        self.place.facts.start_of(day).plus_seconds(mail.minutes * 60).min(self.place.began)
    }

    fn their_id(&self, step: usize) -> String {
        let domain = self.sender.address.rsplit_once('@').map_or("", |(_, domain)| domain);
        format!("{}.{step}.{}@mail.{domain}", self.said.key, self.place.began.micros())
    }

    fn filled_in(&self, text: &str) -> String {
        let words = [
            ("{name}", &self.sender.name),
            ("{family}", &self.sender.family),
            ("{vacancy}", &self.sender.vacancy),
            ("{recruiter}", &self.place.recruiter.name),
        ];
        words.into_iter().fold(text.to_owned(), |text, (word, value)| text.replace(word, value))
    }

    /// The thread, if it is filed and may be written in.
    fn filed(&self, db: &mut Database, means: &Means<'_>) -> Result<Option<Filed>, StoreError> {
        let office = &self.place.recruiter.office;
        let digest = messages::digest_of_id(db, office, &self.their_id(0))?;
        let found = db.read(|db| messages::thread_of_ids(db, office, &[digest]))?;
        let Some((thread, holding)) = found else { return Ok(None) };
        let caller = self.caller(means);
        match gate::open::<Communications>(db, &Ask::change(&caller, Purpose::Recruitment), holding) {
            Ok(permit) => {
                let messages = messages::of_thread(db, &permit, thread)?;
                Ok(Some(Filed { permit, thread, messages }))
            }
            Err(StoreError::Refused(_) | StoreError::NotFound | StoreError::Unopened(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The Message-IDs that a step follows, the nearest last. What a program sent is answered by nobody.
    fn before(&self, filed: &Filed, means: &Means<'_>, step: usize) -> Vec<String> {
        let mut ours = filed.ours();
        let id = |(step, mail): (usize, &DemoMail)| match mail.by {
            By::Them => (!mail.form.is_automatic()).then(|| self.their_id(step)),
            By::Us => ours.next().map(|id| means.mailer.message_id(id, None)),
            By::Draft => None,
        };
        self.said.mails.iter().take(step).enumerate().filter_map(id).collect()
    }

    /// Lets the mail of a step come in, if it is theirs.
    pub(super) fn receive(&self, means: &Means<'_>, step: usize) -> Result<(), DemoError> {
        let Some(mail) = self.mail(step, true) else { return Ok(()) };
        let mut db = means.store.database()?;
        let mut references = Vec::new();
        if step > 0 {
            let Some(filed) = self.filed(&mut db, means)? else { return Ok(()) };
            references = self.before(&filed, means, step);
        }
        let office = &self.place.recruiter.office;
        let raw = self.letter(mail, step, &references);
        if let Arrived::Stored(id) = receive_mail::receive(&mut db, office, None, &raw, means.at)? {
            // The journal tells a clock set back, so what is as old as it says was kept now.
            let came_at = self.moment(mail);
            db.change(|tx| Ok((incoming_messages::date(tx, id, came_at)?, Vec::new())))?;
        }
        Ok(())
    }

    fn letter(&self, mail: &DemoMail, step: usize, references: &[String]) -> Vec<u8> {
        let subject = &self.said.subject;
        let subject = if step > 0 { format!("Re: {subject}") } else { subject.clone() };
        let document = mail.file.as_ref().map(|file| document(file, &self.sender.name));
        let letter = Letter {
            form: mail.form,
            name: &self.sender.name,
            address: &self.sender.address,
            to: &self.place.inbox,
            reply_to: self.said.reply_to.as_deref(),
            subject: &subject,
            text: &self.filled_in(&mail.text),
            at: self.moment(mail),
            zone: &self.place.zone,
            id: &self.their_id(step),
            references,
            file: mail.file.as_ref().map(|file| file.name.as_str()).zip(document.as_deref()),
        };
        letter.written()
    }

    /// Writes the mail of a step, if it is ours. It begins as any answer does: with whom it goes to, and a quotation.
    pub(super) fn write(&self, means: &Means<'_>, step: usize) -> Result<(), DemoError> {
        let Some(mail) = self.mail(step, false) else { return Ok(()) };
        let mut db = means.store.database()?;
        let Some(filed) = self.filed(&mut db, means)? else { return Ok(()) };
        let written_before = self.said.mails.iter().take(step).filter(|mail| mail.by == By::Us).count();
        let is_draft = mail.by == By::Draft;
        let is_there = if is_draft { filed.has_draft() } else { filed.ours().count() > written_before };
        if is_there {
            return Ok(());
        }
        let caller = self.caller(means);
        let begun = write_message::reply_to(&mut db, &caller, filed.thread, None)?.written;
        let written = Written { text: self.filled_in(&mail.text) + &begun.text, ..begun };
        if is_draft {
            // What is wrong with its length comes back inside; nothing is.
            let _kept = write_message::save_draft(means.store, &caller, filed.thread, &Composition::new(&written))?;
            return Ok(());
        }
        let references = self.before(&filed, means, step);
        Ok(self.keep_sent(&mut db, means, &filed, (written, references), self.moment(mail))?)
    }

    /// Keeps a message of ours as one that went at a moment.
    fn keep_sent(
        &self,
        db: &mut Database,
        means: &Means<'_>,
        filed: &Filed,
        (written, references): (Written, Vec<String>),
        at: Ts,
    ) -> Result<(), StoreError> {
        let office = &self.place.recruiter.office;
        let (id, permit, thread) = (MessageId::new(), &filed.permit, filed.thread);
        let digest = messages::digest_of_id(db, office, &means.mailer.message_id(id, None))?;
        let to = written.to.into_iter().map(|address| MailAddress { name: String::new(), address }).collect();
        let head = MessageHead { to, subject: written.subject, references, ..MessageHead::default() };
        let body = MessageBody { text: written.text, html: None };
        let new = NewMessage {
            id,
            thread,
            incoming: None,
            direction: Direction::Out,
            channel: Channel::Mail,
            automatic: None,
            head: &head,
            body: &body,
            files: &[],
            source_bytes: None,
            staff: Some(self.place.recruiter.id),
            at,
            sending: Some((Sending::Queued, Some(at))),
            findings: &[],
        };
        let due = DueMessage { id, holding: permit.holding().id, thread, office: office.clone(), tries: 0 };
        db.change(|tx| {
            let entry = messages::create(tx, permit, &new, Some(digest.as_slice()))?;
            // The mail server had it, as far as the demo goes.
            messages::take(tx, &due, at)?;
            messages::settle(tx, &due, &Outcome::Sent, at)?;
            threads::touch(tx, permit, thread, Direction::Out, at)?;
            Ok(((), vec![entry]))
        })
    }

    /// Puts the thread into its folder.
    pub(super) fn tend(&self, means: &Means<'_>) -> Result<(), DemoError> {
        let Some(folder) = self.said.folder else { return Ok(()) };
        let mut db = means.store.database()?;
        let Some(Filed { thread, .. }) = self.filed(&mut db, means)? else { return Ok(()) };
        let caller = self.caller(means);
        let state = match folder {
            Folder::Waiting => ThreadState::Waiting,
            Folder::Done => ThreadState::Done,
            Folder::Unassigned | Folder::Mine | Folder::Snoozed | Folder::All => ThreadState::Open,
        };
        let owner = (folder != Folder::Unassigned).then_some(self.place.recruiter.id);
        let now = db.read(|db| threads::of(db, thread))?;
        if now.owner != owner {
            tend_threads::assign(&mut db, &caller, thread, owner, now.revision)?;
        }
        let now = db.read(|db| threads::of(db, thread))?;
        if now.state != state {
            tend_threads::set_state(&mut db, &caller, thread, state, now.revision)?;
        }
        let now = db.read(|db| threads::of(db, thread))?;
        if folder == Folder::Snoozed && now.snoozed_until.is_none() {
            let until = self.place.facts.start_of(self.place.today.plus_days(PUT_OFF));
            tend_threads::snooze(&mut db, &caller, thread, Some(until), now.revision)?;
        }
        Ok(())
    }
}

/// A document of the demo as a Word file, which is always the same bytes.
fn document(file: &DemoFile, name: &str) -> Vec<u8> {
    let sections = file.sections.iter();
    cv_docx(&CvContent {
        title: file.title.clone(),
        name: name.to_owned(),
        lines: file.lines.clone(),
        sections: sections
            .map(|section| CvSection { heading: section.heading.clone(), entries: section.entries.clone() })
            .collect(),
    })
}
