//! Mail that came from candidates, as it is filed.

use saiyo::domain::category::Communications;
use saiyo::domain::id::{MessageId, ThreadId};
use saiyo::domain::message::{Channel, Direction, MailAddress, MessageBody, MessageHead};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
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

impl TestStore {
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
