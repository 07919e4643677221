//! A conversation on its way into somebody's record.

use super::super::SEED;
use super::Office;
use crate::demo::correspondence::{self, Conversation};
use crate::domain::category::Communications;
use crate::domain::id::MessageId;
use crate::domain::message::{Channel, Direction, MailAddress, MessageBody, MessageHead, Sending, ThreadState};
use crate::domain::time::Ts;
use crate::store::database::Db;
use crate::store::journal::Entry;
use crate::store::messages::{self, NewMessage};
use crate::store::permit::Permit;
use crate::store::{Database, StoreError, threads};

/// Days in which conversations began.
const DAYS: u64 = 360;
/// Seconds between two messages of a conversation.
const PAUSE: i64 = 5 * 60 * 60;
/// Of a thousand conversations so many are done, and of the others somebody sees to so many.
const DONE: u64 = 700;
const SEEN_TO: u64 = 700;

/// A conversation with the permit for it.
pub(super) struct Prepared {
    permit: Permit<Communications>,
    began_at: Ts,
    pub(super) messages: Vec<Message>,
    is_done: bool,
    is_seen_to: bool,
}

/// A message that is made ready before the transaction.
pub(super) struct Message {
    id: MessageId,
    direction: Direction,
    head: MessageHead,
    body: MessageBody,
    digest: Vec<u8>,
    at: Ts,
}

impl Prepared {
    /// Another conversation with somebody in each round, of so many messages at most.
    pub(super) fn new(
        db: &Database,
        office: &Office,
        permit: Permit<Communications>,
        (round, most): (u64, u64),
        now: Ts,
    ) -> Result<Self, StoreError> {
        // The end of an id is random, and each round tells another story.
        let number = (permit.holding().id.uuid().as_u128() as u64).wrapping_add(round);
        let Conversation { subject, mut said } = correspondence::conversation(office.locale, SEED, number);
        said.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let days = i64::try_from(number % DAYS).unwrap_or(0) + 2;
        let began_at = now.plus_seconds(-days * 24 * 60 * 60);
        let theirs = address("", format!("person-{number:016x}@example.org"));
        let ours = address(office.code.as_str(), format!("{}@example.com", office.code.as_str().to_lowercase()));
        let mut all: Vec<Message> = Vec::with_capacity(said.len());
        for (turn, said) in (0..).zip(said) {
            let id = MessageId::new();
            let direction = if said.by_candidate { Direction::In } else { Direction::Out };
            let (from, to) = if said.by_candidate { (&theirs, &ours) } else { (&ours, &theirs) };
            let message_id = format!("{id}@example.org");
            let head = MessageHead {
                from: Some(from.clone()),
                to: vec![to.clone()],
                subject: if turn == 0 { subject.clone() } else { format!("Re: {subject}") },
                references: all.iter().map(|before| before.head.message_id.clone()).collect(),
                message_id,
                ..MessageHead::default()
            };
            let digest = messages::digest_of_id(db, &office.code, &head.message_id)?;
            let body = MessageBody { text: said.text, html: None };
            all.push(Message { id, direction, head, body, digest, at: began_at.plus_seconds(turn * PAUSE) });
        }
        // Other digits than those that chose the day.
        let (is_done, is_seen_to) = ((number >> 20) % 1_000 < DONE, (number >> 40) % 1_000 < SEEN_TO);
        Ok(Self { permit, began_at, messages: all, is_done, is_seen_to })
    }

    /// Writes the thread and its messages.
    pub(super) fn write(&self, tx: &mut Db, office: &Office) -> Result<Vec<Entry>, StoreError> {
        let permit = &self.permit;
        let thread = threads::create(tx, permit, self.began_at)?;
        let (mut entries, mut revision) = (Vec::new(), 1);
        for message in &self.messages {
            let is_ours = message.direction == Direction::Out;
            let new = NewMessage {
                id: message.id,
                thread,
                incoming: None,
                direction: message.direction,
                channel: Channel::Mail,
                automatic: None,
                head: &message.head,
                body: &message.body,
                files: &[],
                source_bytes: None,
                staff: office.recruiter.filter(|_| is_ours),
                at: message.at,
                sending: is_ours.then_some((Sending::Sent, None)),
                findings: &[],
            };
            entries.push(messages::create(tx, permit, &new, Some(message.digest.as_slice()))?);
            threads::touch(tx, permit, thread, message.direction, message.at)?;
            revision += 1;
        }
        if self.is_done {
            entries.push(threads::set_state(tx, permit, thread, ThreadState::Done, revision)?);
        } else if let Some(recruiter) = office.recruiter.filter(|_| self.is_seen_to) {
            entries.push(threads::assign(tx, permit, thread, Some(recruiter), revision)?);
        }
        Ok(entries)
    }
}

fn address(name: &str, address: String) -> MailAddress {
    MailAddress { name: name.to_owned(), address }
}
