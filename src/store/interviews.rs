//! Interviews of a holding: states and times plain, what an invitation says sealed under communications.
//!
//! Invariant: people change an interview; a mail changes nothing of it but the remark what it answered (R9). A message
//! that tells of an interview stands for one of its changes, and for none that came after.

mod changing;

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::columns::Stored;
use super::database::{Db, cols};
use super::error::StoreError;
use super::open::Database;
use super::permit::{Permit, Unsealed};
use super::schema::{holdings, interviews, messages};
use crate::domain::category::Communications;
use crate::domain::id::{ApplicationId, HoldingId, InterviewId, MessageId, ThreadId};
use crate::domain::interview::{Interview, InterviewAnswer, InterviewDetails, InterviewState, MailedAnswer};
use crate::domain::message::Sending;
use crate::domain::office::OfficeCode;
use crate::domain::time::Ts;

pub use changing::{NewAnswer, NewInterview, call_back, cancel, change, create, forget_answer, note_answer, tell};

const TABLE: &str = "interviews";

#[derive(Queryable, Selectable)]
#[diesel(table_name = interviews)]
struct Row {
    id: InterviewId,
    application_id: ApplicationId,
    thread_id: Option<ThreadId>,
    uid: String,
    details: Stored<Communications>,
    starts_at: Ts,
    ends_at: Ts,
    sequence: i32,
    state: InterviewState,
    answer: Option<InterviewAnswer>,
    answered_at: Option<Ts>,
    answer_from_elsewhere: bool,
    changed_at: Ts,
    revision: i64,
}

/// An interview on a page.
#[derive(Debug, Clone)]
pub struct ShownInterview {
    /// Its states and times.
    pub interview: Interview,
    /// What the invitation says.
    pub details: Unsealed<InterviewDetails>,
    /// How far the latest mail about it is, if there is one.
    pub mail: Option<Sending>,
    /// Whether any mail about it has gone.
    pub is_told: bool,
}

/// Whether a holding has interviews at all; opens nothing.
///
/// # Errors
/// The database's.
pub fn exist(db: &mut Db, holding: HoldingId) -> Result<bool, StoreError> {
    let of_holding = interviews::table.filter(interviews::holding_id.eq(holding)).select(interviews::id);
    let found: Option<InterviewId> = of_holding.first(db).optional()?;
    Ok(found.is_some())
}

/// The interviews of the permitted holding, the latest first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Database, permit: &Permit<Communications>) -> Result<Vec<ShownInterview>, StoreError> {
    let rows: Vec<Row> = interviews::table
        .filter(interviews::holding_id.eq(permit.holding().id))
        .order((interviews::starts_at.desc(), interviews::id.desc()))
        .select(cols::<Row>())
        .load(db.db())?;
    let mails = mails(db, permit)?;
    rows.into_iter().map(|row| shown(db, permit, row, &mails)).collect()
}

/// How far the mails about each interview are, in the order of time.
type Mails = HashMap<InterviewId, Vec<Sending>>;

fn mails(db: &mut Database, permit: &Permit<Communications>) -> Result<Mails, StoreError> {
    let rows: Vec<(Option<InterviewId>, Option<Sending>)> = messages::table
        .filter(messages::holding_id.eq(permit.holding().id).and(messages::interview_id.is_not_null()))
        .order((messages::at, messages::id))
        .select((messages::interview_id, messages::sending))
        .load(db.db())?;
    let mut mails = Mails::new();
    for (interview, sending) in rows.into_iter().filter_map(|(interview, sending)| interview.zip(sending)) {
        mails.entry(interview).or_default().push(sending);
    }
    Ok(mails)
}

/// One interview of the permitted holding.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not of this holding.
pub fn read(db: &mut Database, permit: &Permit<Communications>, id: InterviewId) -> Result<ShownInterview, StoreError> {
    list(db, permit)?.into_iter().find(|shown| shown.interview.id == id).ok_or(StoreError::NotFound)
}

fn shown(
    db: &Database,
    permit: &Permit<Communications>,
    row: Row,
    mails: &Mails,
) -> Result<ShownInterview, StoreError> {
    let details = Unsealed::of(permit.open(db, TABLE, "details", row.id.uuid(), &row.details))?;
    let answer = row.answer.zip(row.answered_at);
    let answer = answer.map(|(answer, at)| MailedAnswer { answer, at, is_from_elsewhere: row.answer_from_elsewhere });
    let mails = mails.get(&row.id).map(Vec::as_slice).unwrap_or_default();
    let (mail, is_told) = (mails.last().copied(), mails.contains(&Sending::Sent));
    let interview = Interview {
        id: row.id,
        application: row.application_id,
        thread: row.thread_id,
        uid: row.uid,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        sequence: row.sequence,
        state: row.state,
        answer,
        changed_at: row.changed_at,
        revision: row.revision,
    };
    Ok(ShownInterview { interview, details, mail, is_told })
}

/// The interview that a message of the permitted holding tells of, if it tells of one.
///
/// # Errors
/// [`StoreError::NotFound`] if it told of what is another one by now: its moment is over.
pub fn told_by(
    db: &mut Database,
    permit: &Permit<Communications>,
    message: MessageId,
) -> Result<Option<ShownInterview>, StoreError> {
    let told: Option<(Option<InterviewId>, Option<i32>)> = messages::table
        .filter(messages::id.eq(message).and(messages::holding_id.eq(permit.holding().id)))
        .select((messages::interview_id, messages::interview_sequence))
        .first(db.db())
        .optional()?;
    let Some((Some(id), sequence)) = told else { return Ok(None) };
    let shown = read(db, permit, id)?;
    if sequence == Some(shown.interview.sequence) { Ok(Some(shown)) } else { Err(StoreError::NotFound) }
}

/// The holdings of an office with interviews that begin between two moments, the earliest first. Asked in the very word
/// of the index of those that are planned.
///
/// # Errors
/// The database's.
pub fn coming(
    db: &mut Db,
    office: &OfficeCode,
    (from, until): (Ts, Ts),
    limit: i64,
) -> Result<Vec<HoldingId>, StoreError> {
    let mut found: Vec<HoldingId> = interviews::table
        .inner_join(holdings::table.on(holdings::id.eq(interviews::holding_id)))
        .filter(sql::<Bool>("interviews.state = 'planned'"))
        .filter(interviews::starts_at.ge(from).and(interviews::starts_at.lt(until)))
        .filter(holdings::office.eq(office))
        .order((interviews::starts_at, interviews::id))
        .limit(limit)
        .select(interviews::holding_id)
        .load(db)?;
    let mut seen = std::collections::HashSet::new();
    found.retain(|holding| seen.insert(*holding));
    Ok(found)
}
