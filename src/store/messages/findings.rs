//! What a person says about what a message seems to be about.

use diesel::prelude::*;

use crate::domain::category::Communications;
use crate::domain::id::{MessageFindingId, MessageId, StaffId, ThreadId};
use crate::domain::message::{Finding, FindingState};
use crate::domain::staff::Actor;
use crate::domain::time::Ts;
use crate::store::database::Db;
use crate::store::error::StoreError;
use crate::store::journal::Entry;
use crate::store::open::Database;
use crate::store::permit::Permit;
use crate::store::schema::{message_findings, messages};
use crate::store::subject_requests;

/// Decides about a finding of the permitted holding that is still open. A request under the law that a person says is
/// none has no clock any more.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not of this holding, or nobody of staff decides; [`StoreError::Stale`] if it is
/// decided already, or a fact changed since the permit.
pub fn decide_finding(
    tx: &mut Db,
    permit: &Permit<Communications>,
    id: MessageFindingId,
    taken: bool,
) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    let Actor::Staff(staff) = permit.caller().actor else { return Err(StoreError::NotFound) };
    let found: Option<(MessageId, Finding, FindingState)> = message_findings::table
        .inner_join(messages::table.on(messages::id.eq(message_findings::message_id)))
        .filter(message_findings::id.eq(id).and(messages::holding_id.eq(permit.holding().id)))
        .select((message_findings::message_id, message_findings::finding, message_findings::state))
        .first(tx)
        .optional()?;
    let (message, finding, before) = found.ok_or(StoreError::NotFound)?;
    if before != FindingState::Open {
        return Err(StoreError::Stale);
    }
    let state = if taken { FindingState::Taken } else { FindingState::Dismissed };
    decide(tx, id, state, staff, permit)?;
    if !taken {
        subject_requests::dismiss(tx, permit, message, finding)?;
    }
    Ok(permit.change("decide", format!("message:{message} {finding} {state}")))
}

/// Whether a finding is that a message speaks of somebody's health: taking it moves what the message says.
///
/// # Errors
/// The database's.
pub fn is_about_health(db: &mut Db, id: MessageFindingId) -> Result<bool, StoreError> {
    let health = message_findings::id.eq(id).and(message_findings::finding.eq(Finding::Health));
    let found: Option<MessageFindingId> =
        message_findings::table.filter(health).select(message_findings::id).first(db).optional()?;
    Ok(found.is_some())
}

/// Whether something was made of any of some messages: an application, or a record of receipt.
///
/// # Errors
/// The database's.
pub fn is_made_of(db: &mut Db, of: &[MessageId]) -> Result<bool, StoreError> {
    let made = [Finding::Application, Finding::Agent, Finding::Service];
    let found: Option<MessageFindingId> = message_findings::table
        .filter(message_findings::message_id.eq_any(of))
        .filter(message_findings::state.eq(FindingState::Taken))
        .filter(message_findings::finding.eq_any(made))
        .select(message_findings::id)
        .first(db)
        .optional()?;
    Ok(found.is_some())
}

/// Whether a message seems to speak of somebody's health, and nobody said that it does not.
pub(super) fn speaks_of_health(db: &mut Db, message: MessageId) -> Result<bool, StoreError> {
    let of_health = message_findings::message_id.eq(message).and(message_findings::finding.eq(Finding::Health));
    let found: Option<MessageFindingId> = message_findings::table
        .filter(of_health.and(message_findings::state.ne(FindingState::Dismissed)))
        .select(message_findings::id)
        .first(db)
        .optional()?;
    Ok(found.is_some())
}

/// Notes that a message of the permitted holding seems to speak of somebody's health, for a person to decide. Who said
/// before that it does not is asked again.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit.
pub fn note_health(tx: &mut Db, permit: &Permit<Communications>, message: MessageId) -> Result<(), StoreError> {
    permit.check_fresh(tx)?;
    let of_health = message_findings::message_id.eq(message).and(message_findings::finding.eq(Finding::Health));
    let known: Option<(MessageFindingId, FindingState)> = message_findings::table
        .filter(of_health)
        .select((message_findings::id, message_findings::state))
        .first(tx)
        .optional()?;
    match known {
        None => {
            diesel::insert_into(message_findings::table)
                .values((
                    message_findings::id.eq(MessageFindingId::new()),
                    message_findings::message_id.eq(message),
                    message_findings::finding.eq(Finding::Health),
                    message_findings::state.eq(FindingState::Open),
                ))
                .execute(tx)?;
        }
        Some((id, FindingState::Dismissed)) => {
            diesel::update(message_findings::table.find(id))
                .set((
                    message_findings::state.eq(FindingState::Open),
                    message_findings::decided_by.eq(None::<StaffId>),
                    message_findings::decided_at.eq(None::<Ts>),
                ))
                .execute(tx)?;
        }
        Some((_, FindingState::Open | FindingState::Taken)) => {}
    }
    Ok(())
}

/// The message of the permitted holding that a finding is about, and its thread.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not of this holding.
pub fn message_of(
    db: &mut Database,
    permit: &Permit<Communications>,
    id: MessageFindingId,
) -> Result<(MessageId, ThreadId), StoreError> {
    let found: Option<(MessageId, ThreadId)> = message_findings::table
        .inner_join(messages::table.on(messages::id.eq(message_findings::message_id)))
        .filter(message_findings::id.eq(id).and(messages::holding_id.eq(permit.holding().id)))
        .select((messages::id, messages::thread_id))
        .first(db.db())
        .optional()?;
    found.ok_or(StoreError::NotFound)
}

fn decide(
    tx: &mut Db,
    id: MessageFindingId,
    state: FindingState,
    staff: StaffId,
    permit: &Permit<Communications>,
) -> Result<(), StoreError> {
    diesel::update(message_findings::table.find(id))
        .set((
            message_findings::state.eq(state),
            message_findings::decided_by.eq(staff),
            message_findings::decided_at.eq(permit.caller().at),
        ))
        .execute(tx)?;
    Ok(())
}
