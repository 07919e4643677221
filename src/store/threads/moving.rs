//! Threads whose messages are filed with somebody else.
//!
//! Invariant: a thread counts and dates what is in it; one in which nothing is left goes.

use diesel::dsl::{count_star, max};
use diesel::prelude::*;

use super::{Thread, create};
use crate::domain::category::Communications;
use crate::domain::id::{InterviewId, MessageId, NoteId, ThreadId};
use crate::domain::message::{Sending, ThreadState};
use crate::domain::time::Ts;
use crate::store::database::Db;
use crate::store::error::StoreError;
use crate::store::permit::Permit;
use crate::store::schema::{interviews, messages, notes, thread_tags, thread_viewers, threads};

/// Begins a thread in the permitted holding that stands as another one does: as open, with the same owner, put off as
/// long. Whoever sees to what was said goes on doing so.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit; the database's.
pub fn create_like(
    tx: &mut Db,
    permit: &Permit<Communications>,
    other: &Thread,
    at: Ts,
) -> Result<ThreadId, StoreError> {
    let id = create(tx, permit, at)?;
    diesel::update(threads::table.find(id))
        .set((
            threads::state.eq(other.state),
            threads::owner_id.eq(other.owner),
            threads::snoozed_until.eq(other.snoozed_until),
        ))
        .execute(tx)?;
    Ok(id)
}

/// Counts and dates a thread of the permitted holding anew, after messages came into it or left it.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not of this holding; [`StoreError::Stale`] if a fact changed since the permit.
pub fn recount(tx: &mut Db, permit: &Permit<Communications>, id: ThreadId) -> Result<(), StoreError> {
    permit.check_fresh(tx)?;
    let mine = threads::id.eq(id).and(threads::holding_id.eq(permit.holding().id));
    let created_at: Option<Ts> = threads::table.filter(mine).select(threads::created_at).first(tx).optional()?;
    let created_at = created_at.ok_or(StoreError::NotFound)?;
    // What came, what was written down, what went or is to go; not what is a draft, or was given up.
    let (counted, latest): (i64, Option<Ts>) = messages::table
        .filter(messages::thread_id.eq(id))
        .filter(messages::sending.is_null().or(messages::sending.eq_any([Sending::Sent, Sending::Queued])))
        .select((count_star(), max(messages::at)))
        .get_result(tx)?;
    diesel::update(threads::table.find(id))
        .set((
            threads::last_at.eq(latest.unwrap_or(created_at)),
            threads::messages.eq(i32::try_from(counted).unwrap_or(i32::MAX)),
            threads::revision.eq(threads::revision + 1),
        ))
        .execute(tx)?;
    Ok(())
}

/// Notes that what has to be seen to came into a thread of the permitted holding: it is open, and put off no longer.
///
/// # Errors
/// As [`recount`].
pub fn reopen(tx: &mut Db, permit: &Permit<Communications>, id: ThreadId) -> Result<(), StoreError> {
    permit.check_fresh(tx)?;
    let mine = threads::id.eq(id).and(threads::holding_id.eq(permit.holding().id));
    let reopened = diesel::update(threads::table.filter(mine))
        .set((
            threads::state.eq(ThreadState::Open),
            threads::snoozed_until.eq(None::<Ts>),
            threads::revision.eq(threads::revision + 1),
        ))
        .execute(tx)?;
    if reopened == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Removes a thread of the permitted holding, with its tags, if nothing is left in it, a draft or a note neither, and no
/// interview is told in it; whether it went.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit; the database's.
pub fn remove_empty(tx: &mut Db, permit: &Permit<Communications>, id: ThreadId) -> Result<bool, StoreError> {
    permit.check_fresh(tx)?;
    let left: Option<MessageId> =
        messages::table.filter(messages::thread_id.eq(id)).select(messages::id).first(tx).optional()?;
    let told: Option<InterviewId> =
        interviews::table.filter(interviews::thread_id.eq(id)).select(interviews::id).first(tx).optional()?;
    let noted: Option<NoteId> = notes::table.filter(notes::thread_id.eq(id)).select(notes::id).first(tx).optional()?;
    if left.is_some() || told.is_some() || noted.is_some() {
        return Ok(false);
    }
    diesel::delete(thread_tags::table.filter(thread_tags::thread_id.eq(id))).execute(tx)?;
    diesel::delete(thread_viewers::table.filter(thread_viewers::thread_id.eq(id))).execute(tx)?;
    let mine = threads::id.eq(id).and(threads::holding_id.eq(permit.holding().id));
    Ok(diesel::delete(threads::table.filter(mine)).execute(tx)? == 1)
}
