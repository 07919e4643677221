//! Writing to candidates: drafts, answers, first messages, and the moment in which one can still be taken back.
//!
//! Invariant: a message goes to a candidate of the writer's own office, by the gate, for recruitment, and to nobody
//! else who may not have it; what the guard warns of goes only if the writer says so, and a blank that was left never
//! does. The same form twice is one message.
//! Nothing is sent here: a message is queued for its time, and the rules are asked again when it goes
//! ([`send_messages`](super::send_messages)).

mod checks;
mod composition;
mod drafts;
mod files;
mod filled;
mod forwarded;
mod known;
mod others;
mod prefilled;
mod previewed;
pub(super) mod recipients;
mod repeated;
mod written;

pub use self::composition::{Composition, KeptDraft, Which};
pub use self::drafts::{discard, retry, save_draft, start_draft, take_back};
pub use self::files::{LARGEST, MOST_FILES};
pub use self::forwarded::{can_be_forwarded, forward};
pub use self::prefilled::{Beginning, Prefilled, answer, first_to, reply_to, usual_signature};
pub use self::previewed::{Preview, preview};
pub use self::written::{LONGEST_TEXT, MOST_RECIPIENTS, WritingError, WritingFault, WritingField, Written};
pub use crate::mail::guard::Warning;

use jiff::tz::TimeZone;

use self::forwarded::Forwarded;
use self::previewed::against;
use self::recipients::Stopped;
use super::WorkflowError;
use super::change_tags::own_holding;
use super::follow_journal::Directories;
use crate::domain::category::Communications;
use crate::domain::id::{CandidateId, HoldingId, MessageId, ThreadId};
use crate::domain::message::{Channel, Direction, MessageBody, MessageHead, Sending};
use crate::domain::office_hours;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::Ts;
use crate::mail::messages::own_id;
use crate::store::gate::{self, Ask, Refusal};
use crate::store::messages::{self, KeptFile, ShownMessage};
use crate::store::permit::Permit;
use crate::store::{Database, Store, StoreError, offices, threads};

/// Seconds in which a message can be taken back.
pub const UNDO: i64 = 30;

/// How a message is to go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct How {
    /// Whether it goes although the writer was warned.
    pub overrides: bool,
    /// Whether it waits until people work at the office.
    pub holds_for_hours: bool,
}

/// What became of a message that was to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Posted {
    /// It is queued.
    Sent(Sent),
    /// It cannot be sent as it is.
    Faulty(Vec<WritingFault>),
    /// Somebody of ours in this field may not have it.
    Refused(WritingField, Box<Refusal>),
    /// The writer is asked first; one warning that cannot be overridden is enough to stop it.
    Warned(Vec<Warning>),
}

impl From<Stopped> for Posted {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Faulty(faults) => Self::Faulty(faults),
            Stopped::Refused(field, refusal) => Self::Refused(field, refusal),
        }
    }
}

/// A message that waits for its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// In which thread.
    pub thread: ThreadId,
    /// Which.
    pub message: MessageId,
    /// When it goes; until then it can be taken back.
    pub send_at: Ts,
}

/// Queues a message in a thread: one that was kept as a draft, or one that was not. The same form a second time is
/// answered as the first. The caller holds no connection.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such thread for the caller; [`StoreError::Refused`] with the reason;
/// [`StoreError::Stale`] if the draft is another one by now, or the form did something else before.
pub fn send(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    thread: ThreadId,
    form: &Composition<'_>,
    how: How,
) -> Result<Posted, WorkflowError> {
    let fit = match form.written.fit() {
        Ok(fit) => fit,
        Err(faults) => return Ok(Posted::Faulty(faults)),
    };
    let (permit, known) = known::open(&mut store.database()?, caller, thread, form.which)?;
    let forwarded = Forwarded::of(store, &permit, thread, &known, form)?;
    let form = &forwarded.form(form);
    let parts = form.parts(fit.parts(references(&known)));
    if let Some(sent) = repeated::sent(&known, form, &parts, (thread, caller)) {
        return Ok(Posted::Sent(sent));
    }
    let warnings = match against(store, directories, &permit, &known, (form, &fit))? {
        Ok(warnings) => warnings,
        Err(stopped) => return Ok(stopped.into()),
    };
    if stops(&warnings, how) {
        return Ok(Posted::Warned(warnings));
    }
    let new = files::put(store, &permit, form)?;
    let queued = queue(&mut store.database()?, &permit, Some(thread), (form, &parts, &new), how);
    if !repeated::may_be(&queued) {
        return queued;
    }
    let (_, known) = known::open(&mut store.database()?, caller, thread, form.which)?;
    let first = repeated::sent(&known, form, &parts, (thread, caller));
    first.map(Posted::Sent).ok_or_else(|| StoreError::Stale.into())
}

/// Queues the first message of a new thread with a candidate whose record the caller's office collected. The same form
/// a second time is answered as the first. The caller holds no connection.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none; [`StoreError::Refused`] with the reason; [`StoreError::Stale`] if the
/// form did something else before.
pub fn start(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    candidate: CandidateId,
    form: &Composition<'_>,
    how: How,
) -> Result<Posted, WorkflowError> {
    let fit = match form.written.fit() {
        Ok(fit) => fit,
        Err(faults) => return Ok(Posted::Faulty(faults)),
    };
    let form = &form.as_first();
    let permit = open_to_start(&mut store.database()?, caller, candidate)?;
    let parts = fit.parts(Vec::new());
    let first = || -> Result<Option<Sent>, WorkflowError> {
        let begun = repeated::begun(&mut store.database()?, &permit, form.which)?;
        Ok(begun.and_then(|(thread, first)| repeated::sent(&[first], form, &parts, (thread, caller))))
    };
    if let Some(sent) = first()? {
        return Ok(Posted::Sent(sent));
    }
    let warnings = match against(store, directories, &permit, &[], (form, &fit))? {
        Ok(warnings) => warnings,
        Err(stopped) => return Ok(stopped.into()),
    };
    if stops(&warnings, how) {
        return Ok(Posted::Warned(warnings));
    }
    let new = files::put(store, &permit, form)?;
    let queued = queue(&mut store.database()?, &permit, None, (form, &parts, &new), how);
    if !repeated::may_be(&queued) {
        return queued;
    }
    first()?.map(Posted::Sent).ok_or_else(|| StoreError::Stale.into())
}

/// The holding that a thread of the caller's own office is about; another one does not exist here.
fn holding_of(db: &mut Database, ask: &Ask<'_>, thread: ThreadId) -> Result<HoldingId, WorkflowError> {
    match db.read(|db| threads::of(db, thread)) {
        Ok(found) if found.office == ask.caller.office => Ok(found.holding),
        Ok(_) | Err(StoreError::NotFound) => Err(gate::unknown(db, ask, &thread.to_string()).into()),
        Err(error) => Err(error.into()),
    }
}

/// Permission to write to somebody for the first time: to look at the profile is part of it.
fn open_to_start(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
) -> Result<Permit<Communications>, WorkflowError> {
    let holding = own_holding(db, caller, candidate)?;
    Ok(gate::open::<Communications>(db, &Ask::change(caller, Purpose::Recruitment), holding)?)
}

/// Writes a message, its files, its time and its thread in one change.
fn queue(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: Option<ThreadId>,
    (form, parts, files): (&Composition<'_>, &(MessageHead, MessageBody), &[KeptFile]),
    how: How,
) -> Result<Posted, WorkflowError> {
    let caller = permit.caller();
    let send_at = goes_at(db, caller, how)?;
    let sent = db.change(|tx| {
        let thread = match thread {
            Some(thread) => thread,
            None => threads::create(tx, permit, caller.at)?,
        };
        let (KeptDraft { message, .. }, saved) = drafts::keep(tx, permit, thread, form, (parts, files))?;
        let queued = messages::queue(tx, permit, message, send_at)?;
        if form.forwards.is_some() {
            threads::pass_on(tx, permit, thread, caller.at)?;
        } else {
            threads::touch(tx, permit, thread, Direction::Out, caller.at)?;
        }
        Ok((Sent { thread, message, send_at }, vec![saved, queued]))
    })?;
    Ok(Posted::Sent(sent))
}

/// When a message goes: after the moment in which it can be taken back, and if the writer wants it, not before people
/// work at the office that holds the record.
fn goes_at(db: &mut Database, caller: &Caller, how: How) -> Result<Ts, WorkflowError> {
    let soon = caller.at.plus_seconds(UNDO);
    if !how.holds_for_hours {
        return Ok(soon);
    }
    let zone = db.read(|db| offices::read(db, &caller.office))?.time_zone;
    let zone = TimeZone::get(&zone).map_err(|_| StoreError::Unreadable("offices.time_zone"))?;
    Ok(office_hours::next_opening(&zone, soon))
}

/// Whether some warnings keep a message back.
fn stops(warnings: &[Warning], how: How) -> bool {
    warnings.iter().any(|warning| !how.overrides || !warning.may_be_overridden())
}

/// The Message-IDs that the next message of a thread names: those of the last mail that came or went, and its own.
pub(super) fn references(known: &[ShownMessage]) -> Vec<String> {
    let has_gone = |message: &&ShownMessage| message.channel == Channel::Mail && is_real(message);
    let named = known.iter().rev().filter(has_gone).find_map(|message| {
        let head = message.head.value()?;
        let own = if message.direction == Direction::Out { own_id(message.id) } else { head.message_id.clone() };
        let all = head.references.iter().cloned().chain(Some(own).filter(|id| !id.is_empty()));
        Some(all.collect())
    });
    named.unwrap_or_default()
}

/// Whether a message came from a person, or went to the candidate, or is about to: not a draft, nor one that was given
/// up, nor one that was passed on to somebody else.
fn is_real(message: &ShownMessage) -> bool {
    let is_forward = message.head.value().is_some_and(|head| head.forwards.is_some());
    let is_there = matches!(message.sending, None | Some(Sending::Queued | Sending::Sent));
    message.automatic.is_none() && is_there && !is_forward
}
