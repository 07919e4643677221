//! Messages with invented candidates, kept in the way the product does.

use saiyo::domain::candidate::HoldingRef;
use saiyo::domain::category::Communications;
use saiyo::domain::id::MessageId;
use saiyo::domain::message::{Channel, Direction, Finding, MessageBody, MessageHead, Sending};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::store::gate::{self, Ask};
use saiyo::store::messages::{self, NewMessage};
use saiyo::store::{StoreError, threads};

use super::store::TestStore;

impl TestStore {
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
