//! Mail that came from candidates, as it is filed.

use saiyo::domain::category::Communications;
use saiyo::domain::id::{MessageId, ThreadId};
use saiyo::domain::message::{AutomaticKind, Channel, Direction, MailAddress, MessageBody, MessageHead};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::domain::time::Ts;
use saiyo::store::gate::{self, Ask};
use saiyo::store::messages::{self, NewMessage};
use saiyo::store::threads;

use super::people::Admitted;
use super::store::TestStore;

/// An address without a name.
pub fn address(address: &str) -> MailAddress {
    MailAddress { name: String::new(), address: address.to_owned() }
}

/// The head of a mail from somebody about an interview, the second of a conversation.
pub fn head(known: &Admitted) -> MessageHead {
    MessageHead {
        from: Some(address(known.profile.email.as_str())),
        to: vec![address("jobs@saiyo.example")],
        subject: "RE: 面接の日程".to_owned(),
        message_id: "second@mail.example.org".to_owned(),
        references: vec!["first@mail.example.org".to_owned()],
        ..MessageHead::default()
    }
}

/// A mail as it is filed in a thread that is there.
#[derive(Clone, Copy)]
pub struct Came<'a> {
    pub head: &'a MessageHead,
    pub text: &'a str,
    /// What a program sent it as.
    pub automatic: Option<AutomaticKind>,
    pub at: Ts,
}

impl TestStore {
    /// Files more mails in a thread, in the name of somebody of staff; answers find them by their Message-IDs.
    pub fn came_into(&self, by: &Caller, known: &Admitted, thread: ThreadId, mails: &[Came<'_>]) -> Vec<MessageId> {
        let mut db = self.store.database().unwrap();
        let ask = Ask::change(by, Purpose::Recruitment);
        let permit = gate::open::<Communications>(&mut db, &ask, known.holding.id).unwrap();
        let digest = |mail: &Came<'_>| messages::digest_of_id(&db, &by.office, &mail.head.message_id).unwrap();
        let digests: Vec<Vec<u8>> = mails.iter().map(digest).collect();
        db.change(|tx| {
            let (mut ids, mut entries) = (Vec::new(), Vec::new());
            for (mail, digest) in mails.iter().zip(&digests) {
                let id = MessageId::new();
                let body = MessageBody { text: mail.text.to_owned(), html: None };
                let new = NewMessage {
                    id,
                    thread,
                    incoming: None,
                    direction: Direction::In,
                    channel: Channel::Mail,
                    automatic: mail.automatic,
                    head: mail.head,
                    body: &body,
                    files: &[],
                    source_bytes: None,
                    staff: None,
                    at: mail.at,
                    sending: None,
                    findings: &[],
                };
                let digest = Some(digest.as_slice()).filter(|_| !mail.head.message_id.is_empty());
                entries.push(messages::create(tx, &permit, &new, digest)?);
                threads::touch(tx, &permit, thread, Direction::In, mail.at)?;
                ids.push(id);
            }
            Ok((ids, entries))
        })
        .unwrap()
    }

    /// Files a mail in a thread of its own, in the name of somebody of staff.
    pub fn arrived(&self, by: &Caller, known: &Admitted, head: &MessageHead, text: &str) -> ThreadId {
        let mut db = self.store.database().unwrap();
        let ask = Ask::change(by, Purpose::Recruitment);
        let permit = gate::open::<Communications>(&mut db, &ask, known.holding.id).unwrap();
        let body = MessageBody { text: text.to_owned(), html: None };
        db.change(|tx| {
            let thread = threads::create(tx, &permit, by.at)?;
            let new = NewMessage {
                id: MessageId::new(),
                thread,
                incoming: None,
                direction: Direction::In,
                channel: Channel::Mail,
                automatic: None,
                head,
                body: &body,
                files: &[],
                source_bytes: None,
                staff: None,
                at: by.at,
                sending: None,
                findings: &[],
            };
            let entry = messages::create(tx, &permit, &new, None)?;
            threads::touch(tx, &permit, thread, Direction::In, by.at)?;
            Ok((thread, vec![entry]))
        })
        .unwrap()
    }
}
