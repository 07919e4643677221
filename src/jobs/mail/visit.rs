//! One visit to a mailbox: everything that is new there, a few mails at a time.
//!
//! Invariant: fetched, then kept here for good, then marked on the server, then counted as seen. Whatever ends a visit
//! in between, the next one begins with the same mail, and what is kept already is not kept twice.

use std::ops::Range;
use std::sync::Arc;

use jiff::tz::TimeZone;
use tokio::sync::Notify;

use super::left::Left;
use crate::app::App;
use crate::domain::id::MailboxId;
use crate::domain::time::Day;
use crate::mail::imap::{Fault, Fetched, Inbox, Listed, Session, Trust};
use crate::store::incoming_messages::Arrived;
use crate::store::mailboxes::{self, Mailbox};
use crate::store::{Database, StoreError};
use crate::workflows::{WorkflowError, receive_mail};

/// Why a visit ended before its end.
#[derive(Debug, thiserror::Error)]
pub enum Interrupted {
    /// The line to the server, or what came over it.
    #[error(transparent)]
    Line(#[from] Fault),
    /// What came could not be kept.
    #[error(transparent)]
    Keeping(#[from] WorkflowError),
}

impl Interrupted {
    /// The reason in words that stand with the mailbox.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Line(fault) => fault.as_str(),
            Self::Keeping(_) => "what came could not be kept here; it stays on the server and is tried again",
        }
    }
}

/// What is remembered of a mailbox from visit to visit.
#[derive(Default)]
pub struct Memory {
    /// Whether the latest visit came to its end of what was new.
    pub is_caught_up: bool,
    uid_validity: Option<u32>,
    left: Left,
    expunged_on: Option<Day>,
}

/// A mailbox that is being visited.
pub struct Visit<'a> {
    app: &'a App,
    inbox: &'a Inbox,
    arrivals: &'a Notify,
    memory: &'a mut Memory,
    mailbox: MailboxId,
    session: Session,
    last_uid: u32,
    has_searched: bool,
}

impl<'a> Visit<'a> {
    /// Connects to a mailbox, where its row says that it was left.
    pub async fn open(
        app: &'a App,
        inbox: &'a Inbox,
        row: &Mailbox,
        memory: &'a mut Memory,
        arrivals: &'a Notify,
    ) -> Result<Self, Interrupted> {
        memory.is_caught_up = false;
        let session = Session::open(inbox, &trust(app).await?).await?;
        let validity = session.uid_validity();
        if memory.uid_validity != Some(validity) {
            *memory = Memory { uid_validity: Some(validity), ..Memory::default() };
        }
        let is_known = row.uid_validity == Some(i64::from(validity));
        // Under another UIDVALIDITY every mail has another number: all are looked at again.
        let last_uid = if is_known { u32::try_from(row.last_uid).unwrap_or(0) } else { 0 };
        if is_known {
            // Where the server keeps no marks, the row alone knows of it after a start.
            memory.left.take_over(&row.left(), app.clock.now());
        }
        Ok(Self { app, inbox, arrivals, memory, mailbox: row.id, session, last_uid, has_searched: false })
    }

    /// Keeps everything that is new; returns how many mails that were.
    pub async fn catch_up(&mut self) -> Result<usize, Interrupted> {
        let mut kept = 0;
        loop {
            let listed = self.session.listed_after(self.last_uid).await?;
            let mut rest = listed.as_slice();
            while !rest.is_empty() {
                let (looked_at, new) = self.take(rest).await?;
                kept += new;
                rest = rest.get(looked_at..).unwrap_or_default();
            }
            // What is passed over stands in the next list again: that alone is no news.
            if !self.session.has_news() {
                break;
            }
        }
        self.memory.is_caught_up = true;
        self.note().await?;
        Ok(kept)
    }

    /// Tries what was left behind, now that nothing waits behind it.
    pub async fn try_what_is_left(&mut self) -> Result<(), Interrupted> {
        let at = self.app.clock.now();
        if !self.has_searched {
            if let Some(unmarked) = self.session.unmarked(self.last_uid).await? {
                self.memory.left.set(&unmarked, self.last_uid, at);
            }
            self.has_searched = true;
        }
        let due = self.memory.left.due(self.last_uid, at);
        for uid in &due {
            match self.session.listed(*uid).await? {
                Some(mail) => {
                    self.take(&[mail]).await?;
                }
                None => self.memory.left.forget(*uid),
            }
        }
        if due.is_empty() { Ok(()) } else { self.note().await }
    }

    /// Once a day removes what is kept here and old.
    pub async fn expunge(&mut self) -> Result<(), Interrupted> {
        let today = self.app.clock.now().day_in(&TimeZone::UTC);
        if self.memory.expunged_on == Some(today) {
            return Ok(());
        }
        let before = today.plus_days(-self.app.config.inbox_expunge_days);
        let gone = self.session.expunge_kept(self.last_uid, before).await?;
        if gone > 0 {
            tracing::info!(mailbox = %self.mailbox, gone, "old mail that is kept here was removed from its server");
        }
        self.memory.expunged_on = Some(today);
        Ok(())
    }

    /// Waits until there may be something new.
    pub async fn wait(&mut self) -> Result<(), Interrupted> {
        Ok(self.session.wait().await?)
    }

    /// Says good-bye to the server.
    pub async fn close(self) {
        self.session.close().await;
    }

    /// Takes the first of some mails in, as many as are kept with one commit; how many those are, and how many of them
    /// are new here.
    async fn take(&mut self, mails: &[Listed]) -> Result<(usize, usize), Interrupted> {
        let (mut fetched, mut bytes, mut looked_at, mut ended) = (Vec::new(), 0, 0, None);
        for mail in mails.iter().take(receive_mail::AT_ONCE) {
            looked_at += 1;
            match self.fetch(mail).await {
                Ok(Some(raw)) => {
                    bytes += raw.len();
                    fetched.push((mail.uid, raw));
                }
                Ok(None) => {}
                Err(why) => ended = Some(why),
            }
            if ended.is_some() || bytes >= receive_mail::BYTES_AT_ONCE {
                break;
            }
        }
        let kept = self.keep(fetched).await?;
        if let Some(why) = ended {
            // What came before that is kept, and known when it comes again.
            return Err(why);
        }
        for (uid, _) in &kept {
            self.session.mark_kept(*uid).await?;
        }
        if let Some(last) = kept.iter().map(|(uid, _)| *uid).max().filter(|last| *last > self.last_uid) {
            self.last_uid = last;
            self.advance().await?;
        }
        Ok((looked_at, kept.iter().filter(|(_, is_new)| *is_new).count()))
    }

    /// Fetches a mail, if it is its turn and the server gives it.
    async fn fetch(&mut self, mail: &Listed) -> Result<Option<Vec<u8>>, Interrupted> {
        if !self.memory.left.begin(mail, self.app.clock.now()) {
            return Ok(None);
        }
        match self.session.fetch(mail).await? {
            Fetched::Mail(raw) => return Ok(Some(raw)),
            Fetched::Withheld => self.not_kept(mail.uid, Fault::Protocol.into())?,
            Fetched::Gone => self.memory.left.forget(mail.uid),
        }
        Ok(None)
    }

    /// Keeps what was fetched; of each that is kept then, whether it is new here.
    async fn keep(&mut self, fetched: Vec<(u32, Vec<u8>)>) -> Result<Vec<(u32, bool)>, Interrupted> {
        let (uids, raw): (Vec<u32>, Vec<Vec<u8>>) = fetched.into_iter().unzip();
        let raw: Arc<[Vec<u8>]> = raw.into();
        let together = if uids.len() > 1 { self.receive(&raw, 0..uids.len()).await.ok() } else { None };
        let mut together = together.map(Vec::into_iter);
        let mut kept = Vec::with_capacity(uids.len());
        for (at, uid) in uids.iter().enumerate() {
            let arrived = match together.as_mut().and_then(Iterator::next) {
                Some(arrived) => Ok(Some(arrived)),
                // What cannot be kept together is kept one by one.
                None => self.receive(&raw, at..at + 1).await.map(|mut one| one.pop()),
            };
            match arrived.map_err(|error| self.not_kept(*uid, error.into())) {
                Ok(arrived) => {
                    self.memory.left.forget(*uid);
                    kept.push((*uid, matches!(arrived, Some(Arrived::Stored(_)))));
                }
                Err(Ok(())) => {}
                Err(Err(why)) => {
                    // It was not their turn yet.
                    uids.iter().skip(at + 1).for_each(|uid| self.memory.left.take_back(*uid));
                    return Err(why);
                }
            }
        }
        if !kept.is_empty() {
            self.arrivals.notify_one();
        }
        Ok(kept)
    }

    async fn receive(&mut self, raw: &Arc<[Vec<u8>]>, which: Range<usize>) -> Result<Vec<Arrived>, WorkflowError> {
        let (office, mailbox, raw) = (self.inbox.office.clone(), self.mailbox, Arc::clone(raw));
        let receive = move |app: &App, db: &mut Database| {
            let mails: Vec<&[u8]> = raw.get(which).unwrap_or_default().iter().map(Vec::as_slice).collect();
            receive_mail::receive_all(db, &office, Some(mailbox), &mails, app.clock.now())
        };
        self.app.run(receive).await
    }

    /// One mail's own fault is passed over after some tries; what stands in the way of all ends the visit.
    fn not_kept(&mut self, uid: u32, why: Interrupted) -> Result<(), Interrupted> {
        if let Interrupted::Keeping(WorkflowError::Store(StoreError::Pool(_))) = why {
            self.memory.left.take_back(uid);
            return Err(why);
        }
        if !self.memory.left.is_passed_over(uid) {
            return Err(why);
        }
        tracing::error!(mailbox = %self.mailbox, uid, error = %why, "a mail cannot be kept and is left on the server");
        Ok(())
    }

    /// Notes how far the mailbox was read, together with what is left behind.
    async fn advance(&mut self) -> Result<(), WorkflowError> {
        let (mailbox, last) = (self.mailbox, i64::from(self.last_uid));
        let validity = i64::from(self.session.uid_validity());
        let left = self.memory.left.up_to(self.last_uid);
        let note = move |app: &App, db: &mut Database| {
            Ok::<_, WorkflowError>(mailboxes::advance(db, mailbox, (validity, last), &left, app.clock.now())?)
        };
        self.app.run(note).await
    }

    /// Notes that the mailbox was looked at, and what is left in it.
    async fn note(&mut self) -> Result<(), Interrupted> {
        self.advance().await?;
        if let Some(fault) = self.memory.left.fault() {
            note_fault(self.app, self.mailbox, fault).await?;
        }
        Ok(())
    }
}

/// Notes what is wrong with a mailbox.
pub async fn note_fault(app: &App, mailbox: MailboxId, fault: &'static str) -> Result<(), WorkflowError> {
    app.run(move |app, db| Ok(mailboxes::failed(db, mailbox, fault, app.clock.now())?)).await
}

/// Read anew for each visit: certificates are replaced from time to time.
async fn trust(app: &App) -> Result<Trust, Fault> {
    let more = app.config.mail_ca.clone();
    let load = move || Trust::load(more.as_deref());
    tokio::task::spawn_blocking(load).await.unwrap_or(Err(Fault::NoCertificates))
}
