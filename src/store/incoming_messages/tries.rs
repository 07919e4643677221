//! Whose turn it is to be filed, how often that was tried, and when it is given up.
//!
//! Invariant: a try is counted before it is made; what is given up is kept as it came.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::subject;
use crate::domain::id::IncomingMessageId;
use crate::domain::message::{IncomingState, MailFault};
use crate::domain::office::OfficeCode;
use crate::domain::staff::Caller;
use crate::domain::time::Ts;
use crate::store::database::Db;
use crate::store::error::StoreError;
use crate::store::journal::Entry;
use crate::store::open::Database;
use crate::store::schema::incoming_messages;

/// Tries after which what cannot pass by itself is given up (R7).
const TRIES: i32 = 3;
/// Seconds for which mails that were taken together are left to whoever took them.
const CLAIMED: i64 = 60;
/// Seconds until the second try, the third and so on; the last one counts for all that follow.
const WAITS: [i64; 4] = [60, 5 * 60, 15 * 60, 30 * 60];

/// Mails of some offices whose turn it is to be filed, oldest first; those that failed come last. Asked in the very
/// word of the index of those that wait.
///
/// # Errors
/// The database's.
pub fn waiting(
    db: &mut Database,
    offices: &[OfficeCode],
    at: Ts,
    limit: i64,
) -> Result<Vec<(IncomingMessageId, OfficeCode)>, StoreError> {
    Ok(incoming_messages::table
        .filter(sql::<Bool>("incoming_messages.state = 'received'").and(incoming_messages::office.eq_any(offices)))
        .filter(incoming_messages::next_try_at.is_null().or(incoming_messages::next_try_at.le(at)))
        .order((incoming_messages::tries + incoming_messages::begun, incoming_messages::id))
        .limit(limit)
        .select((incoming_messages::id, incoming_messages::office))
        .load(db.db())?)
}

/// Whether a mail still waits to be filed.
///
/// # Errors
/// The database's.
pub fn is_waiting(db: &mut Database, id: IncomingMessageId) -> Result<bool, StoreError> {
    Ok(received!(id).count().get_result::<i64>(db.db())? > 0)
}

/// Takes mails of one of some offices that nobody has begun with, the oldest first: as many as go together, one at
/// least. That filing them begins is counted, and nobody else is given them for a minute. If the whole process goes
/// down over one of them, each is begun by itself from then on.
///
/// # Errors
/// The database's.
pub fn claim(
    db: &mut Database,
    offices: &[OfficeCode],
    at: Ts,
    (most, most_bytes): (i64, i64),
) -> Result<Option<(OfficeCode, Vec<IncomingMessageId>)>, StoreError> {
    let untouched = incoming_messages::tries.eq(0).and(incoming_messages::begun.eq(0));
    let fresh: Vec<(IncomingMessageId, OfficeCode, i64)> = incoming_messages::table
        .filter(sql::<Bool>("incoming_messages.state = 'received'").and(incoming_messages::office.eq_any(offices)))
        .filter(untouched.and(incoming_messages::next_try_at.is_null()))
        .order(incoming_messages::id)
        .limit(most)
        .select((incoming_messages::id, incoming_messages::office, incoming_messages::bytes))
        .load(db.db())?;
    // Nobody has to wait for a transaction that has nothing to write.
    let Some(office) = fresh.first().map(|(_, office, _)| office.clone()) else { return Ok(None) };
    let mut bytes = 0_i64;
    let mut goes_along = |more: i64| {
        bytes = bytes.saturating_add(more);
        bytes <= most_bytes || bytes == more
    };
    let together = fresh.into_iter().filter(|(_, of, _)| *of == office).take_while(|(_, _, more)| goes_along(*more));
    let together: Vec<IncomingMessageId> = together.map(|(id, ..)| id).collect();
    let taken = db.change(|tx| {
        let mut taken = Vec::with_capacity(together.len());
        for id in together {
            let same = received!(id).filter(incoming_messages::tries.eq(0).and(incoming_messages::begun.eq(0)));
            let begun = diesel::update(same)
                .set((incoming_messages::begun.eq(1), incoming_messages::next_try_at.eq(at.plus_seconds(CLAIMED))))
                .execute(tx)?;
            taken.extend((begun == 1).then_some(id));
        }
        Ok((taken, Vec::new()))
    })?;
    Ok(Some((office, taken)))
}

/// Counts that filing a mail begins, so that one that takes the whole process down does not do so for ever: after three
/// times without an end it is given up. Returns whether it is to be filed.
///
/// # Errors
/// [`StoreError::NotFound`] if it no longer waits; the database's.
pub fn begin(db: &mut Database, caller: &Caller, id: IncomingMessageId) -> Result<bool, StoreError> {
    db.change(|tx| {
        let begun = received!(id).select(incoming_messages::begun).first::<i32>(tx).optional()?;
        let begun = begun.ok_or(StoreError::NotFound)?;
        if begun < TRIES {
            // The first time may have been an innocent one's: only from the second on does it wait.
            let wait = usize::try_from(begun - 1).ok().and_then(|at| WAITS.get(at));
            let next = wait.map(|wait| caller.at.plus_seconds(*wait));
            diesel::update(incoming_messages::table.find(id))
                .set((incoming_messages::begun.eq(begun + 1), incoming_messages::next_try_at.eq(next)))
                .execute(tx)?;
            return Ok((true, Vec::new()));
        }
        diesel::update(incoming_messages::table.find(id))
            .set(incoming_messages::tries.eq(incoming_messages::tries + begun))
            .execute(tx)?;
        Ok((false, vec![super::quarantine(tx, caller, id, MailFault::Unfiled)?]))
    })
}

/// Takes a begun filing back: what ended it was not the mail's fault.
///
/// # Errors
/// The database's.
pub fn take_back(db: &mut Database, id: IncomingMessageId) -> Result<(), StoreError> {
    db.change(|tx| {
        diesel::update(received!(id))
            .set((incoming_messages::begun.eq(0), incoming_messages::next_try_at.eq(None::<Ts>)))
            .execute(tx)?;
        Ok(((), Vec::new()))
    })
}

/// Writes down that a mail could not be filed: it waits longer each time, so that it does not hold up the others. What
/// may not pass by itself is given up after three tries, for `fault`; whether that was now, is the answer.
///
/// # Errors
/// [`StoreError::NotFound`] if it no longer waits; the database's.
pub fn failed(
    db: &mut Database,
    caller: &Caller,
    id: IncomingMessageId,
    fault: MailFault,
    may_pass: bool,
) -> Result<bool, StoreError> {
    db.change(|tx| {
        let tries = received!(id).select(incoming_messages::tries).first::<i32>(tx).optional()?;
        let tries = tries.ok_or(StoreError::NotFound)? + 1;
        let wait = usize::try_from(tries - 1).ok().and_then(|at| WAITS.get(at)).unwrap_or(&WAITS[WAITS.len() - 1]);
        diesel::update(incoming_messages::table.find(id))
            .set((
                incoming_messages::tries.eq(tries),
                incoming_messages::begun.eq(0),
                incoming_messages::next_try_at.eq(caller.at.plus_seconds(*wait)),
            ))
            .execute(tx)?;
        if may_pass || tries < TRIES {
            return Ok((false, Vec::new()));
        }
        tracing::error!(%id, %fault, "a mail that came in is given up and kept apart");
        Ok((true, vec![super::quarantine(tx, caller, id, fault)?]))
    })
}

/// Makes a mail wait once more, as if it had just come in.
pub(super) fn try_again(tx: &mut Db, id: IncomingMessageId) -> Result<(), StoreError> {
    diesel::update(incoming_messages::table.find(id))
        .set((
            incoming_messages::state.eq(IncomingState::Received),
            incoming_messages::fault.eq(None::<MailFault>),
            incoming_messages::tries.eq(0),
            incoming_messages::begun.eq(0),
            incoming_messages::next_try_at.eq(None::<Ts>),
        ))
        .execute(tx)?;
    Ok(())
}

/// The journal's word for a mail that is to be tried again.
pub(super) fn tried_again(caller: &Caller, id: IncomingMessageId) -> Entry {
    Entry::by(caller, "try_again", subject(id))
}
