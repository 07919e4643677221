//! Messages with invented candidates, kept in the way the product does.

use saiyo::domain::candidate::HoldingRef;
use saiyo::domain::category::Communications;
use saiyo::domain::id::{MessageFileId, MessageId, ThreadId};
use saiyo::domain::message::{Channel, Direction, Finding, MessageBody, MessageHead, Sending};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::store::gate::{self, Ask};
use saiyo::store::messages::{self, KeptFile, NewFile, NewMessage};
use saiyo::store::{StoreError, threads};

use super::arrived::address;
use super::people::Admitted;
use super::store::TestStore;

/// Messages of one thread, a second apart: a mail that came with a file, and an answer that went. What is still being
/// written, waits to go and never went is in the thread as well.
#[derive(Debug, Clone, Copy)]
pub struct Conversation {
    /// The thread.
    pub thread: ThreadId,
    /// What came, `Came-Subject`, `Came-Text` and `Came-File.pdf`.
    pub came: MessageId,
    /// Its file.
    pub file: MessageFileId,
    /// What went, `Sent-Subject` and `Sent-Text`.
    pub sent: MessageId,
    /// What is written, `Draft-Subject` and `Draft-Text`, with a file.
    pub draft: MessageId,
    /// Its file.
    pub draft_file: MessageFileId,
}

/// The bytes of its files.
pub const FILE: &[u8] = b"%PDF-1.7 of a conversation";

/// A mail between the office and somebody.
fn mail<'a>(
    id: MessageId,
    thread: ThreadId,
    sending: Option<Sending>,
    (head, body, files): (&'a MessageHead, &'a MessageBody, &'a [KeptFile]),
    (by, second): (&Caller, i64),
) -> NewMessage<'a> {
    let direction = if sending.is_some() { Direction::Out } else { Direction::In };
    NewMessage {
        id,
        thread,
        incoming: None,
        direction,
        channel: Channel::Mail,
        automatic: None,
        head,
        body,
        files,
        source_bytes: None,
        staff: by.staff_id().filter(|_| sending.is_some()),
        at: by.at.plus_seconds(second),
        sending: sending.map(|sending| (sending, None)),
        findings: &[],
    }
}

impl TestStore {
    /// Keeps a conversation with somebody, who wrote from the address on record.
    pub fn converse(&self, by: &Caller, known: &Admitted) -> Conversation {
        let mut db = self.store.database().unwrap();
        let ask = Ask::create(by, Purpose::Recruitment);
        let permit = gate::open::<Communications>(&mut db, &ask, known.holding.id).unwrap();
        let put = |name| {
            let file = NewFile { name, content_type: "application/pdf", content: FILE };
            messages::put_files(&self.store, &permit, &[file]).unwrap()
        };
        let (came, written) = (put("Came-File.pdf"), put("Draft-File.pdf"));
        let none: &[KeptFile] = &[];
        let ids = [(); 5].map(|()| MessageId::new());
        let said = [
            ("Came", None, came.as_slice()),
            ("Sent", Some(Sending::Sent), none),
            ("Draft", Some(Sending::Draft), written.as_slice()),
            ("Queued", Some(Sending::Queued), none),
            ("Lost", Some(Sending::GivenUp), none),
        ];
        let thread = db
            .change(|tx| {
                let (thread, mut entries) = (threads::create(tx, &permit, by.at)?, Vec::new());
                for ((id, second), (word, sending, files)) in ids.into_iter().zip(0..).zip(said) {
                    let theirs = address(known.profile.email.as_str());
                    let mut head = MessageHead { subject: format!("{word}-Subject"), ..MessageHead::default() };
                    match sending {
                        None => head.from = Some(theirs),
                        Some(_) => head.to = vec![theirs],
                    }
                    let body = MessageBody { text: format!("{word}-Text"), html: None };
                    let new = mail(id, thread, sending, (&head, &body, files), (by, second));
                    entries.push(messages::create(tx, &permit, &new, None)?);
                }
                Ok((thread, entries))
            })
            .unwrap();
        let [came_id, sent, draft, ..] = ids;
        Conversation { thread, came: came_id, file: came[0].id, sent, draft, draft_file: written[0].id }
    }

    /// Keeps messages that somebody sent, each with its subject and in a thread of its own, a second apart.
    pub fn receive(&self, by: &Caller, holding: &HoldingRef, said: &[(&str, &str)]) {
        self.keep_messages(by, holding, None, said).unwrap();
    }

    /// The same of messages that are ours, if it is said how far they are.
    pub fn keep_messages(
        &self,
        by: &Caller,
        holding: &HoldingRef,
        sending: Option<Sending>,
        said: &[(&str, &str)],
    ) -> Result<Vec<MessageId>, StoreError> {
        self.keep_found(by, holding, (sending, &[]), said)
    }

    /// The same of messages that seem to be about something.
    pub fn keep_found(
        &self,
        by: &Caller,
        holding: &HoldingRef,
        (sending, findings): (Option<Sending>, &[Finding]),
        said: &[(&str, &str)],
    ) -> Result<Vec<MessageId>, StoreError> {
        let mut db = self.store.database().unwrap();
        let permit = gate::open::<Communications>(&mut db, &Ask::create(by, Purpose::Recruitment), holding.id)?;
        let direction = if sending.is_some() { Direction::Out } else { Direction::In };
        db.change(|tx| {
            let (mut ids, mut entries) = (Vec::new(), Vec::new());
            for (second, (subject, text)) in (0..).zip(said) {
                let at = by.at.plus_seconds(second);
                let thread = threads::create(tx, &permit, at)?;
                let id = MessageId::new();
                let head = MessageHead { subject: (*subject).to_owned(), ..MessageHead::default() };
                let body = MessageBody { text: (*text).to_owned(), html: None };
                let sending = sending.map(|sending| (sending, (sending == Sending::Queued).then_some(at)));
                let new = NewMessage {
                    id,
                    thread,
                    incoming: None,
                    direction,
                    channel: Channel::Mail,
                    automatic: None,
                    head: &head,
                    body: &body,
                    files: &[],
                    source_bytes: None,
                    staff: None,
                    at,
                    sending,
                    findings,
                };
                entries.push(messages::create(tx, &permit, &new, None)?);
                ids.push(id);
            }
            Ok((ids, entries))
        })
    }
}
