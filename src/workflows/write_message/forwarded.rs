//! Passing a message on: what it begins with, and the files of that message that go along.
//!
//! Invariant: only what came or went is passed on, within its own thread, and a draft that passes something on does so
//! whatever its form says later. Of a head, who wrote when about what goes along, and nothing else.

use super::prefilled::{Prefilled, office_locale, signature};
use super::{Composition, LARGEST, MOST_FILES, Written, holding_of};
use crate::domain::category::Communications;
use crate::domain::id::{MessageFileId, MessageId, ThreadId};
use crate::domain::message::{Channel, Direction, Sending};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::mail::forwards::{self, Origin};
use crate::mail::replies;
use crate::store::gate::{self, Ask};
use crate::store::intakes::IncomingFile;
use crate::store::messages::{self, ShownFile, ShownMessage};
use crate::store::permit::Permit;
use crate::store::{Database, Store, StoreError, facts, staff};
use crate::workflows::WorkflowError;

/// The beginning of a message that passes another of its thread on: to nobody yet, with what that says below.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such thread for the caller, or no such message in it that came or went;
/// [`StoreError::Refused`] with the reason; [`StoreError::Unopened`] if its seal does not open.
pub fn forward(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    message: MessageId,
) -> Result<Prefilled, WorkflowError> {
    let ask = Ask::read(caller, Purpose::Recruitment);
    let holding = holding_of(db, &ask, thread)?;
    let permit = gate::open::<Communications>(db, &ask, holding)?;
    let passed = &forwardable(db, &permit, thread, message)?;
    let unopened = StoreError::Unopened("messages");
    let (Some(head), Some(body)) = (passed.head.value(), passed.body.value()) else { return Err(unopened.into()) };
    // Whoever gets it reads what the office reads.
    let locale = office_locale(db, caller)?;
    let day = db.read(|db| facts::office(db, &caller.office))?.today(passed.at);
    let from = writer_of(db, passed)?;
    let origin = forwards::heading(&Origin { from: &from, day, subject: &head.subject }, locale);
    let quoted = replies::quoted(&body.text);
    let written = Written {
        to: Vec::new(),
        cc: Vec::new(),
        subject: forwards::subject(&head.subject),
        text: format!("\n\n{}\n\n{origin}\n{quoted}", signature(db, caller, locale)?),
    };
    Ok(Prefilled { written, locale, caution: None, has_others: false })
}

/// Whether a message came or went as mail, and is kept among the messages.
pub fn can_be_forwarded(message: &ShownMessage) -> bool {
    message.channel == Channel::Mail && matches!(message.sending, None | Some(Sending::Sent)) && !message.is_health
}

fn forwardable(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
    message: MessageId,
) -> Result<ShownMessage, StoreError> {
    let found = messages::one(db, permit, thread, message)?;
    if can_be_forwarded(&found) { Ok(found) } else { Err(StoreError::NotFound) }
}

/// Who wrote a message, by name and address as far as they are known.
fn writer_of(db: &mut Database, message: &ShownMessage) -> Result<String, StoreError> {
    if message.direction == Direction::Out {
        let person = message.staff.map(|id| db.read(|db| staff::read(db, id))).transpose()?;
        return Ok(person.map(|person| person.name).unwrap_or_default());
    }
    let from = message.head.value().and_then(|head| head.from.as_ref());
    Ok(from.map_or_else(String::new, |from| match from.name.trim() {
        "" => from.address.clone(),
        name => format!("{name} <{}>", from.address),
    }))
}

/// What a form passes on, with all the files that come with it.
pub(super) struct Forwarded {
    forwards: Option<MessageId>,
    add: Option<Vec<IncomingFile>>,
}

impl Forwarded {
    /// Finds the message that a form passes on, and reads the files of it that go along. The caller holds no
    /// connection.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] if it is not in the thread or did not come or go, or has not these files.
    pub(super) fn of(
        store: &Store,
        permit: &Permit<Communications>,
        thread: ThreadId,
        known: &[ShownMessage],
        form: &Composition<'_>,
    ) -> Result<Self, WorkflowError> {
        let draft = known.iter().find(|one| one.id == form.which.id());
        let kept = draft.and_then(|draft| draft.head.value()).and_then(|head| head.forwards);
        let Some(forwards) = kept.or(form.forwards) else { return Ok(Self { forwards: None, add: None }) };
        let passed = forwardable(&mut store.database()?, permit, thread, forwards)?;
        let add = if form.take.is_empty() { None } else { Some(files(store, permit, &passed, form)?) };
        Ok(Self { forwards: Some(forwards), add })
    }

    /// The form, with these files among those that come with it.
    pub(super) fn form<'a>(&'a self, form: &Composition<'a>) -> Composition<'a> {
        let add = self.add.as_deref().unwrap_or(form.add);
        Composition { add, take: &[], forwards: self.forwards, ..*form }
    }
}

/// The files that come with a form, and after them those of the message that it passes on; no more of these than tells
/// that they are too much.
fn files(
    store: &Store,
    permit: &Permit<Communications>,
    passed: &ShownMessage,
    form: &Composition<'_>,
) -> Result<Vec<IncomingFile>, WorkflowError> {
    let copy = |file: &IncomingFile| IncomingFile { name: file.name.clone(), content: file.content.clone() };
    let mut files: Vec<IncomingFile> = form.add.iter().map(copy).collect();
    let mut db = store.database()?;
    let mut bytes = 0_usize;
    for id in form.take.iter().take(MOST_FILES + 1) {
        if bytes > LARGEST {
            break;
        }
        let file = file(&mut db, permit, passed, *id)?;
        bytes = bytes.saturating_add(file.content.len());
        files.push(file);
    }
    Ok(files)
}

fn file(
    db: &mut Database,
    permit: &Permit<Communications>,
    passed: &ShownMessage,
    id: MessageFileId,
) -> Result<IncomingFile, StoreError> {
    let is_it = |file: &&ShownFile| file.id == id;
    passed.files.iter().find(is_it).ok_or(StoreError::NotFound)?;
    let (shown, content) = messages::file(db, permit, id)?;
    let name = shown.name.value().ok_or(StoreError::Unopened("message_files"))?.clone();
    Ok(IncomingFile { name, content: content.to_vec() })
}
