//! A call, a meeting or a message of another service, written down by hand beside the mail.
//!
//! Invariant: what was said is sealed like any message; nothing is sent.

use super::{WorkflowError, change_tags};
use crate::domain::category::Communications;
use crate::domain::id::{CandidateId, MessageId, ThreadId};
use crate::domain::message::{Channel, Direction, MessageBody, MessageHead, ThreadState};
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Actor, Caller};
use crate::domain::time::Ts;
use crate::store::gate::{self, Ask};
use crate::store::messages::{self, NewMessage};
use crate::store::{Store, StoreError, threads};

/// Characters of the first line that stand for a subject.
const SUBJECT: usize = 80;

/// A contact that was no mail.
pub struct Contact {
    /// How it was.
    pub channel: Channel,
    /// What was said.
    pub text: String,
    /// When.
    pub at: Ts,
    /// The thread that it belongs to; a new one without.
    pub thread: Option<ThreadId>,
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Contact({})", self.channel)
    }
}

/// Writes a contact down in the record that the caller's own office holds; the thread that it stands in. A new one is
/// done with it. The caller holds no connection.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such record or thread; [`StoreError::Refused`] with the reason.
pub fn log(
    store: &Store,
    caller: &Caller,
    candidate: CandidateId,
    contact: &Contact,
) -> Result<ThreadId, WorkflowError> {
    let Actor::Staff(staff) = caller.actor else { return Err(StoreError::NotFound.into()) };
    let mut db = store.database()?;
    let holding = change_tags::own_holding(&mut db, caller, candidate)?;
    let permit = gate::open::<Communications>(&mut db, &Ask::create(caller, Purpose::Recruitment), holding)?;
    let head = MessageHead { subject: first_line(&contact.text), ..MessageHead::default() };
    let body = MessageBody { text: contact.text.clone(), html: None };
    let thread = db.change(|tx| {
        let thread = match contact.thread {
            Some(thread) => thread,
            None => threads::create(tx, &permit, contact.at)?,
        };
        let new = NewMessage {
            id: MessageId::new(),
            thread,
            incoming: None,
            direction: Direction::Out,
            channel: contact.channel,
            automatic: None,
            head: &head,
            body: &body,
            files: &[],
            source_bytes: None,
            staff: Some(staff),
            at: contact.at,
            sending: None,
            findings: &[],
        };
        let mut entries = vec![messages::create(tx, &permit, &new, None)?];
        threads::touch(tx, &permit, thread, Direction::Out, contact.at)?;
        if contact.thread.is_none() {
            let revision = threads::of(tx, thread)?.revision;
            entries.push(threads::set_state(tx, &permit, thread, ThreadState::Done, revision)?);
        }
        Ok((thread, entries))
    })?;
    Ok(thread)
}

fn first_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let mut start: String = line.chars().take(SUBJECT).collect();
    if line.chars().nth(SUBJECT).is_some() {
        start.push('…');
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_stands_for_a_subject() {
        assert_eq!(first_line("\n  Called about Thursday. \nNo answer."), "Called about Thursday.");
        assert_eq!(first_line(&"長".repeat(100)).chars().count(), SUBJECT + 1);
        assert_eq!(first_line(" \n"), "");
    }
}
