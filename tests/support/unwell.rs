//! A mail of somebody that seems to speak of their health, with a file, as it is filed.

use saiyo::domain::category::Communications;
use saiyo::domain::id::{MessageFileId, MessageFindingId, MessageId, ThreadId};
use saiyo::domain::message::{Channel, Direction, Finding, MessageBody, MessageHead};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::store::gate::{self, Ask};
use saiyo::store::messages::{self, NewFile, NewMessage};
use saiyo::store::threads;

use super::arrived::address;
use super::people::Admitted;
use super::store::TestStore;

/// What it says.
pub const TEXT: &str = "Unwell-Text";
/// The bytes of its file, which is called `Unwell-File.pdf`.
pub const CERTIFICATE: &[u8] = b"%PDF-1.7 Unwell-Certificate";
/// Its source.
pub const SOURCE: &[u8] = b"Subject: Unwell-Subject\r\n\r\nUnwell-Text";

/// A mail that seems to speak of health, and to ask what is held.
#[derive(Debug, Clone, Copy)]
pub struct Unwell {
    /// Its thread.
    pub thread: ThreadId,
    /// The mail, `Unwell-Subject`.
    pub message: MessageId,
    /// Its file.
    pub file: MessageFileId,
    /// That it speaks of health.
    pub finding: MessageFindingId,
    /// That it asks what is held.
    pub other: MessageFindingId,
}

impl TestStore {
    /// Files a mail about somebody's health, from the address on record.
    pub fn unwell(&self, by: &Caller, known: &Admitted) -> Unwell {
        let mut db = self.store.database().unwrap();
        let ask = Ask::create(by, Purpose::Recruitment);
        let permit = gate::open::<Communications>(&mut db, &ask, known.holding.id).unwrap();
        let named = NewFile { name: "Unwell-File.pdf", content_type: "application/pdf", content: CERTIFICATE };
        let files = messages::put_files(&self.store, &permit, &[named]).unwrap();
        let message = MessageId::new();
        messages::put_source(&self.store, &permit, message, SOURCE).unwrap();
        let head = MessageHead {
            from: Some(address(known.profile.email.as_str())),
            subject: "Unwell-Subject".to_owned(),
            ..MessageHead::default()
        };
        let body = MessageBody { text: TEXT.to_owned(), html: Some(format!("<p>{TEXT}</p>")) };
        let thread = db
            .change(|tx| {
                let thread = threads::create(tx, &permit, by.at)?;
                let new = NewMessage {
                    id: message,
                    thread,
                    incoming: None,
                    direction: Direction::In,
                    channel: Channel::Mail,
                    automatic: None,
                    head: &head,
                    body: &body,
                    files: &files,
                    source_bytes: Some(i64::try_from(SOURCE.len()).unwrap()),
                    staff: None,
                    at: by.at,
                    sending: None,
                    findings: &[Finding::Access, Finding::Health],
                };
                let entry = messages::create(tx, &permit, &new, None)?;
                threads::touch(tx, &permit, thread, Direction::In, by.at)?;
                Ok((thread, vec![entry]))
            })
            .unwrap();
        let shown = messages::of_thread(&mut db, &permit, thread).unwrap().remove(0);
        let finding = |of: Finding| shown.findings.iter().find(|it| it.finding == of).unwrap().id;
        let (health, other) = (finding(Finding::Health), finding(Finding::Access));
        Unwell { thread, message, file: shown.files[0].id, finding: health, other }
    }
}
