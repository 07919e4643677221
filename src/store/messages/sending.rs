//! Messages on their way out (R8).
//!
//! Invariant: one instance at a time holds a message that is to go, for as long as [`LEASE`]; what may be on its way is
//! not taken back.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::findings::speaks_of_health;
use crate::domain::category::Communications;
use crate::domain::id::{HoldingId, MessageId, ThreadId};
use crate::domain::letter::LetterFault;
use crate::domain::message::Sending;
use crate::domain::office::OfficeCode;
use crate::domain::time::Ts;
use crate::store::database::Db;
use crate::store::error::StoreError;
use crate::store::journal::Entry;
use crate::store::permit::Permit;
use crate::store::schema::{messages, threads};
use crate::store::threads::untouch;

pub use crate::store::letters::Outcome;

/// Seconds for which an instance that sends a message keeps the others from it.
const LEASE: i64 = 30 * 60;
/// How often a message is tried: with the pauses between, for almost two days.
const TRIES: i32 = 16;
/// Seconds of the longest pause between tries.
const LONGEST_PAUSE: i64 = 6 * 60 * 60;

/// Lets a draft of the permitted holding go at a moment.
///
/// # Errors
/// [`StoreError::Stale`] if it is no draft any more, or a fact changed since the permit.
pub fn queue(
    tx: &mut Db,
    permit: &Permit<Communications>,
    message: MessageId,
    send_at: Ts,
) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    let queued = diesel::update(sent_as!(permit, message, Sending::Draft))
        .set((
            messages::sending.eq(Sending::Queued),
            messages::send_at.eq(send_at),
            messages::at.eq(permit.caller().at),
            messages::tries.eq(0),
            messages::fault.eq(None::<LetterFault>),
            messages::rule.eq(None::<String>),
            messages::revision.eq(messages::revision + 1),
        ))
        .execute(tx)?;
    if queued == 1 { Ok(permit.change("send", format!("message:{message}"))) } else { Err(StoreError::Stale) }
}

/// Lets a message of the permitted holding that was given up go at a moment after all, as if it had never been tried.
///
/// # Errors
/// [`StoreError::Stale`] if it was not given up, or somebody let it go already, or it seems to speak of somebody's
/// health, or a fact changed since the permit.
pub fn retry(
    tx: &mut Db,
    permit: &Permit<Communications>,
    message: MessageId,
    send_at: Ts,
) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    if speaks_of_health(tx, message)? {
        return Err(StoreError::Stale);
    }
    let queued = diesel::update(sent_as!(permit, message, Sending::GivenUp))
        .set((
            messages::sending.eq(Sending::Queued),
            messages::send_at.eq(send_at),
            messages::at.eq(permit.caller().at),
            messages::tries.eq(0),
            messages::fault.eq(None::<LetterFault>),
            messages::rule.eq(None::<String>),
            messages::revision.eq(messages::revision + 1),
        ))
        .execute(tx)?;
    if queued == 1 { Ok(permit.change("send", format!("message:{message} again"))) } else { Err(StoreError::Stale) }
}

/// Takes a message of the permitted holding back that waits to go; it is a draft again, and its thread as it was
/// without it.
///
/// # Errors
/// [`StoreError::Stale`] if it is on its way, or went, or a fact changed since the permit.
pub fn cancel(tx: &mut Db, permit: &Permit<Communications>, message: MessageId) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    let thread: Option<ThreadId> =
        sent_as!(permit, message, Sending::Queued).select(messages::thread_id).first(tx).optional()?;
    let thread = thread.ok_or(StoreError::Stale)?;
    // Who takes it clears the fault of the try before.
    let waits = messages::tries.eq(0).or(messages::fault.is_not_null());
    let cancelled = diesel::update(sent_as!(permit, message, Sending::Queued).filter(waits))
        .set((
            messages::sending.eq(Sending::Draft),
            messages::send_at.eq(None::<Ts>),
            messages::tries.eq(0),
            messages::fault.eq(None::<LetterFault>),
            messages::rule.eq(None::<String>),
            messages::revision.eq(messages::revision + 1),
        ))
        .execute(tx)?;
    if cancelled != 1 {
        return Err(StoreError::Stale);
    }
    untouch(tx, permit, thread)?;
    Ok(permit.change("take_back", format!("message:{message}")))
}

/// A message whose turn it is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueMessage {
    /// Which.
    pub id: MessageId,
    /// In which holding.
    pub holding: HoldingId,
    /// In which thread.
    pub thread: ThreadId,
    /// Which office sends it.
    pub office: OfficeCode,
    /// How often it was tried.
    pub tries: i32,
}

/// The messages of some offices whose turn it is to go, the earliest first. Asked in the very word of the index of
/// those that wait.
///
/// # Errors
/// The database's.
pub fn due(db: &mut Db, offices: &[OfficeCode], at: Ts, limit: i64) -> Result<Vec<DueMessage>, StoreError> {
    let rows: Vec<(MessageId, HoldingId, ThreadId, OfficeCode, i32)> = messages::table
        .inner_join(threads::table.on(threads::id.eq(messages::thread_id)))
        .filter(sql::<Bool>("messages.sending = 'queued'"))
        .filter(messages::send_at.le(at))
        .filter(threads::office.eq_any(offices))
        .order((messages::send_at, messages::id))
        .limit(limit)
        .select((messages::id, messages::holding_id, messages::thread_id, threads::office, messages::tries))
        .load(db)?;
    let message = |(id, holding, thread, office, tries)| DueMessage { id, holding, thread, office, tries };
    Ok(rows.into_iter().map(message).collect())
}

/// The row of a message that waits to go and was tried so often.
macro_rules! waits {
    ($id:expr, $tries:expr) => {
        messages::table
            .filter(messages::id.eq($id).and(messages::sending.eq(Sending::Queued)))
            .filter(messages::tries.eq($tries))
    };
}

/// Takes a message for this instance and counts the try; whether nobody else was faster. One that was tried often
/// enough is given up, also if nobody wrote down what became of the tries.
///
/// # Errors
/// The database's.
pub fn take(tx: &mut Db, message: &DueMessage, at: Ts) -> Result<bool, StoreError> {
    let waiting = waits!(message.id, message.tries).filter(messages::send_at.le(at));
    if message.tries >= TRIES {
        diesel::update(waiting)
            .set((
                messages::sending.eq(Sending::GivenUp),
                messages::fault.eq(LetterFault::Unready),
                messages::send_at.eq(None::<Ts>),
                messages::revision.eq(messages::revision + 1),
            ))
            .execute(tx)?;
        return Ok(false);
    }
    let taken = diesel::update(waiting)
        .set((
            messages::tries.eq(message.tries + 1),
            messages::send_at.eq(at.plus_seconds(LEASE)),
            messages::fault.eq(None::<LetterFault>),
            messages::revision.eq(messages::revision + 1),
        ))
        .execute(tx)?;
    Ok(taken == 1)
}

/// Writes down what became of a message that was taken, unless another instance has taken it since. One that could not
/// be made ready, or whose server could not be reached, is tried again later, each time after twice as long.
///
/// # Errors
/// The database's.
pub fn settle(tx: &mut Db, message: &DueMessage, outcome: &Outcome, at: Ts) -> Result<(), StoreError> {
    let rule = if let Outcome::Stopped(rule) = outcome { Some(rule) } else { None };
    let (sending, fault) = match *outcome {
        Outcome::Sent => (Sending::Sent, None),
        Outcome::Dropped(fault) => (Sending::GivenUp, Some(fault)),
        Outcome::Stopped(_) => (Sending::GivenUp, Some(LetterFault::NotAllowed)),
        Outcome::Failed(fault @ (LetterFault::Unreachable | LetterFault::Unready)) if message.tries + 1 < TRIES => {
            (Sending::Queued, Some(fault))
        }
        Outcome::Failed(fault) => (Sending::GivenUp, Some(fault)),
    };
    let pause = 60_i64.checked_shl(message.tries.unsigned_abs()).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE);
    let next = (sending == Sending::Queued).then(|| at.plus_seconds(pause));
    diesel::update(waits!(message.id, message.tries + 1))
        .set((
            messages::sending.eq(sending),
            messages::fault.eq(fault),
            messages::rule.eq(rule),
            messages::send_at.eq(next),
            messages::revision.eq(messages::revision + 1),
        ))
        .execute(tx)?;
    if sending == Sending::Sent {
        // It stands in its thread where it went, not where it was written.
        let went = messages::table.find(message.id).filter(messages::sending.eq(Sending::Sent));
        diesel::update(went).set((messages::sent_at.eq(at), messages::at.eq(at))).execute(tx)?;
    }
    Ok(())
}
