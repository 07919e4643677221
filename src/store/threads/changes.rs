//! What happens to a thread: it begins, a message comes or goes, somebody says what is to be done.
//!
//! Invariant: whoever changes a thread holds the row of its holding, so that two never do at once.

use diesel::prelude::*;

use crate::domain::category::Communications;
use crate::domain::id::{StaffId, ThreadId};
use crate::domain::message::{Direction, Sending, ThreadState};
use crate::domain::staff::Role;
use crate::domain::time::Ts;
use crate::store::database::Db;
use crate::store::error::StoreError;
use crate::store::journal::Entry;
use crate::store::permit::Permit;
use crate::store::schema::{messages, staff, threads};

/// Begins a thread in the permitted holding: open, nobody's, and empty.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit; the database's.
pub fn create(tx: &mut Db, permit: &Permit<Communications>, at: Ts) -> Result<ThreadId, StoreError> {
    permit.check_fresh(tx)?;
    let id = ThreadId::new();
    diesel::insert_into(threads::table)
        .values((
            threads::id.eq(id),
            threads::holding_id.eq(permit.holding().id),
            threads::office.eq(&permit.holding().office),
            threads::state.eq(ThreadState::Open),
            threads::last_at.eq(at),
            threads::messages.eq(0),
            threads::created_at.eq(at),
            threads::revision.eq(1_i64),
        ))
        .execute(tx)?;
    Ok(id)
}

/// Notes that a message came or went: what came is to be seen to, and is put off no longer; after one of ours the other
/// side has to answer. Call it in the transaction that writes the message.
///
/// # Errors
/// [`StoreError::NotFound`] if the thread is not of the permitted holding; [`StoreError::Stale`] if a fact changed
/// since the permit.
pub fn touch(
    tx: &mut Db,
    permit: &Permit<Communications>,
    id: ThreadId,
    direction: Direction,
    at: Ts,
) -> Result<(), StoreError> {
    permit.check_fresh(tx)?;
    let mine = threads::id.eq(id).and(threads::holding_id.eq(permit.holding().id));
    let found: Option<(Ts, Option<Ts>)> =
        threads::table.filter(mine).select((threads::last_at, threads::snoozed_until)).first(tx).optional()?;
    let (last_at, snoozed_until) = found.ok_or(StoreError::NotFound)?;
    let (state, snoozed_until) = match direction {
        Direction::In => (ThreadState::Open, None),
        Direction::Out => (ThreadState::Waiting, snoozed_until),
    };
    diesel::update(threads::table.find(id))
        .set((
            threads::state.eq(state),
            threads::snoozed_until.eq(snoozed_until),
            threads::last_at.eq(last_at.max(at)),
            threads::messages.eq(threads::messages + 1),
            threads::revision.eq(threads::revision + 1),
        ))
        .execute(tx)?;
    Ok(())
}

/// Notes that a message was passed on to somebody else: nobody answered, and what is to be done is so still. Call it in
/// the transaction that writes the forward.
///
/// # Errors
/// As [`touch`].
pub fn pass_on(tx: &mut Db, permit: &Permit<Communications>, id: ThreadId, at: Ts) -> Result<(), StoreError> {
    permit.check_fresh(tx)?;
    let mine = threads::id.eq(id).and(threads::holding_id.eq(permit.holding().id));
    let found: Option<Ts> = threads::table.filter(mine).select(threads::last_at).first(tx).optional()?;
    let last_at = found.ok_or(StoreError::NotFound)?;
    diesel::update(threads::table.find(id))
        .set((
            threads::last_at.eq(last_at.max(at)),
            threads::messages.eq(threads::messages + 1),
            threads::revision.eq(threads::revision + 1),
        ))
        .execute(tx)?;
    Ok(())
}

/// Takes back what [`touch`] noted about a message of ours that does not go after all. Unless somebody said meanwhile
/// what is to be done, the thread stands as the latest of the others left it: nobody waits for an answer to nothing.
///
/// # Errors
/// [`StoreError::NotFound`] if the thread is not of the permitted holding; [`StoreError::Stale`] if a fact changed
/// since the permit.
pub(in crate::store) fn untouch(tx: &mut Db, permit: &Permit<Communications>, id: ThreadId) -> Result<(), StoreError> {
    permit.check_fresh(tx)?;
    let mine = threads::id.eq(id).and(threads::holding_id.eq(permit.holding().id));
    let columns = (threads::state, threads::messages, threads::created_at);
    let found: Option<(ThreadState, i32, Ts)> = threads::table.filter(mine).select(columns).first(tx).optional()?;
    let (state, counted, created_at) = found.ok_or(StoreError::NotFound)?;
    // What came, what was written down, what went or is to go; not what is a draft, or was given up.
    let is_one =
        messages::sending.is_null().or(messages::sending.eq(Sending::Sent).or(messages::sending.eq(Sending::Queued)));
    let latest: Option<(Ts, Direction)> = messages::table
        .filter(messages::thread_id.eq(id))
        .filter(is_one)
        .order((messages::at.desc(), messages::id.desc()))
        .select((messages::at, messages::direction))
        .first(tx)
        .optional()?;
    let state = match (state, latest) {
        (ThreadState::Waiting, Some((_, Direction::Out))) => ThreadState::Waiting,
        (ThreadState::Waiting, _) => ThreadState::Open,
        (said, _) => said,
    };
    diesel::update(threads::table.find(id))
        .set((
            threads::state.eq(state),
            threads::last_at.eq(latest.map_or(created_at, |(at, _)| at)),
            threads::messages.eq((counted - 1).max(0)),
            threads::revision.eq(threads::revision + 1),
        ))
        .execute(tx)?;
    Ok(())
}

/// Says what has to be done about a thread that is still as somebody saw it. What is done is put off no longer.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not of the permitted holding; [`StoreError::Stale`] if it changed meanwhile, or a
/// fact since the permit.
pub fn set_state(
    tx: &mut Db,
    permit: &Permit<Communications>,
    id: ThreadId,
    state: ThreadState,
    revision: i64,
) -> Result<Entry, StoreError> {
    require(tx, permit, id, revision)?;
    let row = threads::table.find(id);
    let next = threads::revision.eq(revision + 1);
    if state == ThreadState::Done {
        diesel::update(row).set((threads::state.eq(state), threads::snoozed_until.eq(None::<Ts>), next)).execute(tx)?;
    } else {
        diesel::update(row).set((threads::state.eq(state), next)).execute(tx)?;
    }
    Ok(permit.change("change", format!("thread:{id} {state}")))
}

/// Names who sees to a thread, or nobody.
///
/// # Errors
/// As [`set_state`]; [`StoreError::NotFound`] also if the person is no recruiter of its office with an open account.
pub fn assign(
    tx: &mut Db,
    permit: &Permit<Communications>,
    id: ThreadId,
    owner: Option<StaffId>,
    revision: i64,
) -> Result<Entry, StoreError> {
    require(tx, permit, id, revision)?;
    if let Some(owner) = owner {
        let found: Option<StaffId> = staff::table
            .filter(staff::id.eq(owner).and(staff::office.eq(&permit.holding().office)))
            .filter(staff::role.eq(Role::Recruiter).and(staff::disabled_at.is_null()))
            .select(staff::id)
            .first(tx)
            .optional()?;
        found.ok_or(StoreError::NotFound)?;
    }
    diesel::update(threads::table.find(id))
        .set((threads::owner_id.eq(owner), threads::revision.eq(revision + 1)))
        .execute(tx)?;
    let word = owner.map_or_else(|| "nobody".to_owned(), |owner| owner.to_string());
    Ok(permit.change("change", format!("thread:{id} owner:{word}")))
}

/// Puts a thread off until a moment, or no longer.
///
/// # Errors
/// As [`set_state`].
pub fn snooze(
    tx: &mut Db,
    permit: &Permit<Communications>,
    id: ThreadId,
    until: Option<Ts>,
    revision: i64,
) -> Result<Entry, StoreError> {
    require(tx, permit, id, revision)?;
    diesel::update(threads::table.find(id))
        .set((threads::snoozed_until.eq(until), threads::revision.eq(revision + 1)))
        .execute(tx)?;
    let word = if until.is_some() { "snoozed" } else { "woken" };
    Ok(permit.change("change", format!("thread:{id} {word}")))
}

/// Fails unless a thread of the permitted holding is as somebody saw it. It stays so until the transaction ends: who
/// changes a thread holds its holding's row.
pub(super) fn require(
    tx: &mut Db,
    permit: &Permit<Communications>,
    id: ThreadId,
    revision: i64,
) -> Result<(), StoreError> {
    permit.check_fresh(tx)?;
    let found: Option<i64> = threads::table
        .filter(threads::id.eq(id).and(threads::holding_id.eq(permit.holding().id)))
        .select(threads::revision)
        .first(tx)
        .optional()?;
    if found.ok_or(StoreError::NotFound)? == revision { Ok(()) } else { Err(StoreError::Stale) }
}
