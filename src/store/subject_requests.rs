//! Requests of candidates under the law that came by mail, each with its clock.
//!
//! Invariant: a mail proves nothing: its request has no verified identity, and opens nothing, until that is checked
//! elsewhere.

use diesel::prelude::*;

use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::open::Database;
use super::permit::Permit;
use super::schema::{messages, subject_requests};
use crate::domain::category::Communications;
use crate::domain::id::{MessageId, SubjectRequestId, ThreadId};
use crate::domain::message::Finding;
use crate::domain::time::{Day, Ts};
use crate::law::words::RequestType;

/// The request under the law that a mail seems to be. An end of provision has a record of its own and no clock in the
/// table.
pub const fn request_of(finding: Finding) -> Option<RequestType> {
    Some(match finding {
        Finding::Access => RequestType::Access,
        Finding::Correction => RequestType::Correction,
        Finding::Suspension => RequestType::Suspension,
        Finding::Deletion => RequestType::Deletion,
        Finding::PurposeNotice => RequestType::PurposeNotice,
        Finding::ProvisionRecords => RequestType::ProvisionRecords,
        Finding::ConsentWithdrawal => RequestType::ConsentWithdrawal,
        Finding::EndOfProvision | Finding::Agent | Finding::Service | Finding::Application | Finding::Health => {
            return None;
        }
    })
}

/// A request that a message brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailedRequest {
    /// Which.
    pub id: SubjectRequestId,
    /// Which message brought it.
    pub message: MessageId,
    /// What is asked for.
    pub request: RequestType,
    /// When it came in.
    pub received_at: Ts,
    /// The last day on which an answer is in time.
    pub due_on: Option<Day>,
    /// When it was answered.
    pub answered_at: Option<Ts>,
    /// When somebody said that it is none.
    pub dismissed_at: Option<Ts>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = subject_requests)]
struct Row {
    id: SubjectRequestId,
    message_id: Option<MessageId>,
    request_type: RequestType,
    received_at: Ts,
    due_on: Option<Day>,
    answered_at: Option<Ts>,
    dismissed_at: Option<Ts>,
}

/// Begins the clock of a request that a message of the permitted holding seems to be.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit; the database's.
pub fn add_mailed(
    tx: &mut Db,
    permit: &Permit<Communications>,
    message: MessageId,
    request: RequestType,
    received_at: Ts,
    due_on: Option<Day>,
) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    let id = SubjectRequestId::new();
    diesel::insert_into(subject_requests::table)
        .values((
            subject_requests::id.eq(id),
            subject_requests::holding_id.eq(permit.holding().id),
            subject_requests::request_type.eq(request),
            subject_requests::received_at.eq(received_at),
            subject_requests::message_id.eq(message),
            subject_requests::due_on.eq(due_on),
        ))
        .execute(tx)?;
    Ok(permit.change("create", format!("subject_request:{id} {request}")))
}

/// Ends the clock of what a person says is no request.
pub(super) fn dismiss(
    tx: &mut Db,
    permit: &Permit<Communications>,
    message: MessageId,
    finding: Finding,
) -> Result<(), StoreError> {
    let Some(request) = request_of(finding) else { return Ok(()) };
    let mailed = subject_requests::message_id.eq(message).and(subject_requests::holding_id.eq(permit.holding().id));
    let open = subject_requests::request_type.eq(request).and(subject_requests::dismissed_at.is_null());
    diesel::update(subject_requests::table.filter(mailed).filter(open))
        .set(subject_requests::dismissed_at.eq(permit.caller().at))
        .execute(tx)?;
    Ok(())
}

/// Whether any of some messages brought a request whose identity was verified: that is settled with the person who was
/// verified, and moves to nobody else.
///
/// # Errors
/// The database's.
pub fn any_verified(db: &mut Db, of: &[MessageId]) -> Result<bool, StoreError> {
    let verified = subject_requests::identity_verified_at.is_not_null();
    let found: Option<SubjectRequestId> = subject_requests::table
        .filter(subject_requests::message_id.eq_any(of).and(verified))
        .select(subject_requests::id)
        .first(db)
        .optional()?;
    Ok(found.is_some())
}

/// Moves the requests that a message brought along with it to another holding; their clocks stay as they are. The
/// journal says so of both.
///
/// # Errors
/// [`StoreError::Stale`] if the identity of one was verified meanwhile, or a fact changed since the permit.
pub fn move_mailed(
    tx: &mut Db,
    (from, to): (&Permit<Communications>, &Permit<Communications>),
    message: MessageId,
) -> Result<Vec<Entry>, StoreError> {
    to.check_fresh(tx)?;
    if any_verified(tx, &[message])? {
        return Err(StoreError::Stale);
    }
    let mailed = || subject_requests::table.filter(subject_requests::message_id.eq(message));
    let moved: Vec<(SubjectRequestId, RequestType)> =
        mailed().select((subject_requests::id, subject_requests::request_type)).load(tx)?;
    diesel::update(mailed()).set(subject_requests::holding_id.eq(to.holding().id)).execute(tx)?;
    let entries = moved.into_iter().flat_map(|(id, request)| {
        let subject = format!("subject_request:{id} {request}");
        [from.change("change", format!("{subject} filed_away")), to.change("create", subject)]
    });
    Ok(entries.collect())
}

/// The requests that messages of a thread of the permitted holding brought, oldest first.
///
/// # Errors
/// The database's.
pub fn of_thread(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
) -> Result<Vec<MailedRequest>, StoreError> {
    let of = messages::table
        .filter(messages::thread_id.eq(thread).and(messages::holding_id.eq(permit.holding().id)))
        .select(messages::id.nullable());
    let rows: Vec<Row> = subject_requests::table
        .filter(subject_requests::holding_id.eq(permit.holding().id).and(subject_requests::message_id.eq_any(of)))
        .order((subject_requests::received_at, subject_requests::id))
        .select(cols::<Row>())
        .load(db.db())?;
    let request = |row: Row| {
        Some(MailedRequest {
            message: row.message_id?,
            id: row.id,
            request: row.request_type,
            received_at: row.received_at,
            due_on: row.due_on,
            answered_at: row.answered_at,
            dismissed_at: row.dismissed_at,
        })
    };
    Ok(rows.into_iter().filter_map(request).collect())
}
