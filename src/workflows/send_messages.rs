//! Sends the messages that staff wrote, at their time and by the rules of that moment: to whoever was suspended or
//! erased meanwhile, nothing is sent, and a message goes to nobody who may not have it by then.
//!
//! Invariant: a message is handed to the mail server by one instance at a time. If that instance ends after the server
//! took it and before this is written down, it is handed over once more, under the same Message-ID: whoever gets both
//! sees one. A Message-ID is kept before the message leaves, so that no answer can come too early.

use super::WorkflowError;
use super::invite_to_interview::calendar_of;
use super::write_message::recipients::{Going, Standing};
use crate::domain::category::{CategoryId, Communications};
use crate::domain::contact::EmailAddress;
use crate::domain::id::{MessageId, ThreadId};
use crate::domain::letter::LetterFault;
use crate::domain::locale::Locale;
use crate::domain::message::{MailAddress, MessageBody, MessageHead};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Caller, JobName, Role};
use crate::domain::time::Ts;
use crate::mail::calendar::Party;
use crate::mail::messages::{Outgoing, OutgoingFile, Recipient};
use crate::mail::pace::Pace;
use crate::mail::{Mailer, SendError, replies};
use crate::store::gate::{self, Ask};
use crate::store::journal::Entry;
use crate::store::messages::{self, DueMessage, Outcome, ShownFile, ShownMessage};
use crate::store::permit::Permit;
use crate::store::recipients::{Mailboxes, Sent};
use crate::store::{Database, Store, StoreError, offices, settings, staff};

/// Messages that are looked at in one go.
const BATCH: i64 = 200;
/// Seconds by which tries after a pause are spread, so that what waited for a server does not come back to it at once.
const SPREAD: u128 = 30;

/// What messages are sent with.
#[derive(Clone, Copy)]
pub struct Post<'a> {
    /// Who takes them.
    pub mailer: &'a Mailer,
    /// The address that an office writes from, if it has one of its own.
    pub senders: &'a dyn Fn(&OfficeCode) -> Option<EmailAddress>,
    /// How fast they go.
    pub pace: &'a Pace,
}

/// A message that can be handed over.
struct Ready {
    permit: Permit<Communications>,
    out: Outgoing,
    id_digest: Vec<u8>,
}

/// Sends the messages of the served offices whose time it is, each at its own moment: a slow server makes the round
/// long. The answer is how many were dealt with; those that would go too fast to one domain stay queued. The caller
/// holds no connection.
///
/// # Errors
/// The store's, for which no message is to blame.
pub fn send_waiting(store: &Store, post: Post<'_>, now: impl Fn() -> Ts) -> Result<usize, WorkflowError> {
    let (served, start) = (store.served_offices(), now());
    let due = store.database()?.read(|db| messages::due(db, &served, start, BATCH))?;
    let ids: Vec<MessageId> = due.iter().map(|message| message.id).collect();
    post.pace.keep_only(&ids);
    let mut done = 0;
    for message in &due {
        if !post.pace.keeps_back(message.id, now()) && send(store, post, message, &now)? {
            done += 1;
        }
    }
    Ok(done)
}

/// Sends one message; whether it was dealt with.
fn send(store: &Store, post: Post<'_>, message: &DueMessage, now: &impl Fn() -> Ts) -> Result<bool, WorkflowError> {
    let at = now();
    // It is made ready before it is taken: what goes too fast is not counted as tried.
    let ready =
        make_ready(&mut store.database()?, post, message, at).unwrap_or_else(|error| Err(unready(message.id, error)));
    if let Ok(ready) = &ready
        && !post.pace.admits(message.id, domains(&ready.out), at)
    {
        return Ok(false);
    }
    let taken = store.database()?.change(|tx| {
        let taken = messages::take(tx, message, at)?;
        if let (true, Ok(ready)) = (taken, &ready) {
            messages::index_id(tx, &ready.permit, message.id, &ready.id_digest)?;
        }
        Ok((taken, Vec::new()))
    });
    match taken {
        Ok(true) => {}
        Ok(false) => return Ok(true),
        // A fact changed since it was made ready, such as a stop of use: the next round decides anew.
        Err(StoreError::Stale) => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    let (outcome, permit) = match ready {
        Ok(ready) => (handed_over(post.mailer, message.id, &ready.out), Some(ready.permit)),
        Err(outcome) => (outcome, None),
    };
    let at = now();
    let entry = permit.filter(|_| outcome == Outcome::Sent).map(|permit| sent(&permit, message.id, at));
    let settled_at = if outcome == Outcome::Sent { at } else { at.plus_seconds(spread(message)) };
    let entries = entry.into_iter().collect();
    store.database()?.change(|tx| Ok((messages::settle(tx, message, &outcome, settled_at)?, entries)))?;
    Ok(true)
}

/// Opens a message and puts it together, or says what becomes of it instead.
fn make_ready(
    db: &mut Database,
    post: Post<'_>,
    message: &DueMessage,
    at: Ts,
) -> Result<Result<Ready, Outcome>, StoreError> {
    let caller = Caller::job(JobName::SendMessages, message.office.clone(), at);
    let permit = gate::open::<Communications>(db, &Ask::read(&caller, Purpose::Upkeep), message.holding)?;
    let shown = messages::one(db, &permit, message.thread, message.id)?;
    // A seal that does not open now opens never; the journal has it.
    let (Some(head), Some(body)) = (shown.head.value(), shown.body.value()) else {
        return Ok(Err(Outcome::Dropped(LetterFault::Unready)));
    };
    let (to, cc) = match (recipients(&head.to), recipients(&head.cc)) {
        (Some(to), Some(cc)) if !to.is_empty() => (to, cc),
        _ => return Ok(Err(Outcome::Dropped(LetterFault::NoAddress))),
    };
    let thread = messages::conversation(db, &permit, message.thread)?;
    if let Some(fault) = kept_from(db, &permit, (&shown, &thread), to.iter().chain(&cc))? {
        return Ok(Err(Outcome::Dropped(fault)));
    }
    if passes_on_health(db, &permit, message.thread, head)? {
        return Ok(Err(Outcome::Dropped(LetterFault::NotAllowed)));
    }
    let Some(files) = files(db, &permit, &shown.files)? else {
        return Ok(Err(Outcome::Dropped(LetterFault::Unready)));
    };
    let address = (post.senders)(&message.office);
    let id = post.mailer.message_id(message.id, address.as_ref());
    let id_digest = messages::digest_of_id(db, &message.office, &id)?;
    let (name, locale) = from_whom(db, &message.office, body)?;
    // Answers to an invitation go where the mail is from.
    let calendar = match &address.clone().or_else(|| post.mailer.own_address()) {
        Some(address) => calendar_of(db, &permit, message.id, Party { name: &name, address })?,
        None => None,
    };
    let MessageHead { subject, references, .. } = head.clone();
    let text = body.text.clone();
    let out = Outgoing { name, address, to, cc, subject, text, locale, references, files, calendar };
    Ok(Ok(Ready { permit, out, id_digest }))
}

/// The company's name in the language of a message, and that language: by its letters, else by the office's country.
fn from_whom(db: &mut Database, office: &OfficeCode, body: &MessageBody) -> Result<(String, Locale), StoreError> {
    let (company, office) = db.read(|db| Ok((settings::company(db)?, offices::read(db, office)?)))?;
    let locale = replies::language(&body.text).unwrap_or_else(|| office.jurisdiction.locale());
    Ok((company.get(locale).to_owned(), locale))
}

/// Nobody, if one of them is no address.
fn recipients(named: &[MailAddress]) -> Option<Vec<Recipient>> {
    let parsed = |one: &MailAddress| {
        Some(Recipient { name: one.name.clone(), address: EmailAddress::parse(&one.address).ok()? })
    };
    named.iter().map(parsed).collect()
}

/// Why a message does not go to somebody whom it names, by the rules of now, if so. Its writer is told what they may
/// know as a recruiter of the office, and nothing of their own record.
fn kept_from<'a>(
    db: &mut Database,
    permit: &Permit<Communications>,
    (message, thread): (&ShownMessage, &[ShownMessage]),
    to: impl Iterator<Item = &'a Recipient>,
) -> Result<Option<LetterFault>, StoreError> {
    let by = permit.caller();
    let writer = match message.staff {
        Some(id) => {
            let person = db.read(|db| staff::read(db, id))?;
            Caller { role: Role::Recruiter, office: by.office.clone(), ..Caller::staff(&person, by.at) }
        }
        None => by.clone(),
    };
    let forwards = message.head.value().is_some_and(|head| head.forwards.is_some());
    let mailboxes = db.read(Mailboxes::load)?;
    let sent = Sent { by, writer: &writer, about: permit.holding(), mailboxes: &mailboxes };
    let going = Going { sent, message: (message.id, forwards), thread };
    for recipient in to {
        match going.to(db, &recipient.address)? {
            Standing::Known | Standing::Ours | Standing::Stranger => {}
            Standing::Another => return Ok(Some(LetterFault::OtherPerson)),
            Standing::ThirdParty => return Ok(Some(LetterFault::ThirdParty)),
            Standing::Refused(_) => return Ok(Some(LetterFault::NotForRecipient)),
        }
    }
    Ok(None)
}

/// Whether a message passes on what is kept as health data by now.
fn passes_on_health(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
    head: &MessageHead,
) -> Result<bool, StoreError> {
    let Some(passed) = head.forwards else { return Ok(false) };
    match messages::one(db, permit, thread, passed) {
        Ok(passed) => Ok(passed.is_health),
        Err(StoreError::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The files of a message with their bytes; nothing, if one of their names does not open.
fn files(
    db: &mut Database,
    permit: &Permit<Communications>,
    named: &[ShownFile],
) -> Result<Option<Vec<OutgoingFile>>, StoreError> {
    let mut files = Vec::with_capacity(named.len());
    for one in named {
        let (shown, content) = messages::file(db, permit, one.id)?;
        let Some(name) = shown.name.value() else { return Ok(None) };
        files.push(OutgoingFile { name: name.clone(), content_type: shown.content_type, content: content.to_vec() });
    }
    Ok(Some(files))
}

/// What becomes of a message that could not be made ready.
fn unready(id: MessageId, error: StoreError) -> Outcome {
    match error {
        StoreError::Refused(refusal) => Outcome::Stopped(refusal.rule),
        StoreError::NotFound => Outcome::Dropped(LetterFault::NotAllowed),
        StoreError::Stale => Outcome::Failed(LetterFault::Unready),
        error => {
            tracing::error!(%id, %error, "a message could not be made ready and waits");
            Outcome::Failed(LetterFault::Unready)
        }
    }
}

fn handed_over(mailer: &Mailer, id: MessageId, out: &Outgoing) -> Outcome {
    match mailer.send_message(id, out) {
        Ok(()) => Outcome::Sent,
        Err(SendError::Rejected) => Outcome::Failed(LetterFault::Rejected),
        Err(SendError::Unreachable) => Outcome::Failed(LetterFault::Unreachable),
    }
}

fn sent(permit: &Permit<Communications>, id: MessageId, at: Ts) -> Entry {
    let subject = format!("message:{id} sent");
    let (caller, holding) = (permit.caller(), permit.holding());
    let entry = Entry::change(caller, "send", subject, holding, CategoryId::Communications, Purpose::Upkeep);
    Entry { at, ..entry }
}

/// The mail domains that a message goes to, each once.
fn domains(out: &Outgoing) -> Vec<String> {
    let mut domains: Vec<String> = out.recipients().map(|one| replies::domain(&one.address).to_owned()).collect();
    domains.sort_unstable();
    domains.dedup();
    domains
}

/// Seconds after which a message's pause begins: by its id, so that the same one is never early.
fn spread(message: &DueMessage) -> i64 {
    i64::try_from(message.id.uuid().as_u128() % SPREAD).unwrap_or_default()
}
