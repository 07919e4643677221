//! Planning interviews, changing and cancelling them, and noting what mails answer.

use diesel::prelude::*;

use super::{Row, TABLE};
use crate::domain::category::Communications;
use crate::domain::contact::EmailAddress;
use crate::domain::id::{ApplicationId, InterviewId, MessageId, ThreadId};
use crate::domain::interview::{InterviewAnswer, InterviewDetails, InterviewState};
use crate::domain::message::{Direction, Sending};
use crate::domain::time::Ts;
use crate::store::database::{Db, cols};
use crate::store::error::StoreError;
use crate::store::journal::Entry;
use crate::store::permit::Permit;
use crate::store::schema::{applications, interviews, messages};
use crate::store::searches::staff_of;

/// An interview that is to be planned.
#[derive(Debug, Clone, Copy)]
pub struct NewInterview<'a> {
    /// Its id.
    pub id: InterviewId,
    /// About which application.
    pub application: ApplicationId,
    /// In which thread the candidate is written to.
    pub thread: ThreadId,
    /// What calendars know it by.
    pub uid: &'a str,
    /// What the invitation says.
    pub details: &'a InterviewDetails,
    /// When it begins.
    pub starts_at: Ts,
    /// When it ends.
    pub ends_at: Ts,
}

/// What a mail answered.
#[derive(Clone, Copy)]
pub struct NewAnswer<'a> {
    /// Which change of the interview is answered.
    pub sequence: i32,
    /// The answer.
    pub answer: InterviewAnswer,
    /// Whose it says it is; may be empty.
    pub attendee: &'a str,
    /// The address that the mail says it is from; may be empty.
    pub sender: &'a str,
    /// The message that brought it.
    pub message: MessageId,
    /// When that came.
    pub at: Ts,
}

impl std::fmt::Debug for NewAnswer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewAnswer({})", self.answer)
    }
}

/// Plans an interview about an application of the permitted holding.
///
/// # Errors
/// [`StoreError::NotFound`] if the application is not of this holding; [`StoreError::Stale`] if a fact changed since
/// the permit; the database's or the vault's.
pub fn create(tx: &mut Db, permit: &Permit<Communications>, new: &NewInterview<'_>) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    let holding = permit.holding().id;
    let mine = applications::id.eq(new.application).and(applications::holding_id.eq(holding));
    let known: Option<ApplicationId> =
        applications::table.filter(mine).select(applications::id).first(tx).optional()?;
    known.ok_or(StoreError::NotFound)?;
    diesel::insert_into(interviews::table)
        .values((
            interviews::id.eq(new.id),
            interviews::holding_id.eq(holding),
            interviews::application_id.eq(new.application),
            interviews::thread_id.eq(new.thread),
            interviews::uid.eq(new.uid),
            interviews::details.eq(permit.seal(TABLE, "details", new.id.uuid(), new.details)?),
            interviews::starts_at.eq(new.starts_at),
            interviews::ends_at.eq(new.ends_at),
            interviews::sequence.eq(0),
            interviews::state.eq(InterviewState::Planned),
            interviews::answer_from_elsewhere.eq(false),
            interviews::created_by.eq(staff_of(permit.caller()).ok()),
            interviews::created_at.eq(permit.caller().at),
            interviews::changed_at.eq(permit.caller().at),
            interviews::revision.eq(1_i64),
        ))
        .execute(tx)?;
    Ok(permit.change("create", format!("interview:{}", new.id)))
}

/// Plans an interview of the permitted holding anew that is still as somebody saw it; what was answered before counts
/// no more. The answer is the count of its changes.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not of this holding; [`StoreError::Stale`] if it is cancelled or changed
/// meanwhile, or a fact changed since the permit.
pub fn change(
    tx: &mut Db,
    permit: &Permit<Communications>,
    (id, seen): (InterviewId, i64),
    details: &InterviewDetails,
    (starts_at, ends_at): (Ts, Ts),
) -> Result<(i32, Entry), StoreError> {
    let sequence = planned(tx, permit, id, seen)? + 1;
    diesel::update(interviews::table.find(id))
        .set((
            interviews::details.eq(permit.seal(TABLE, "details", id.uuid(), details)?),
            interviews::starts_at.eq(starts_at),
            interviews::ends_at.eq(ends_at),
            interviews::sequence.eq(sequence),
            interviews::answer.eq(None::<InterviewAnswer>),
            interviews::answered_at.eq(None::<Ts>),
            interviews::answer_message_id.eq(None::<MessageId>),
            interviews::answer_from_elsewhere.eq(false),
            interviews::changed_at.eq(permit.caller().at),
            interviews::revision.eq(seen + 1),
        ))
        .execute(tx)?;
    Ok((sequence, permit.change("change", format!("interview:{id} changed"))))
}

/// Cancels an interview of the permitted holding that is still as somebody saw it. The answer is the count of its
/// changes.
///
/// # Errors
/// As [`change`].
pub fn cancel(
    tx: &mut Db,
    permit: &Permit<Communications>,
    (id, seen): (InterviewId, i64),
    details: &InterviewDetails,
) -> Result<(i32, Entry), StoreError> {
    let sequence = planned(tx, permit, id, seen)? + 1;
    diesel::update(interviews::table.find(id))
        .set((
            interviews::details.eq(permit.seal(TABLE, "details", id.uuid(), details)?),
            interviews::state.eq(InterviewState::Cancelled),
            interviews::sequence.eq(sequence),
            interviews::changed_at.eq(permit.caller().at),
            interviews::revision.eq(seen + 1),
        ))
        .execute(tx)?;
    Ok((sequence, permit.change("change", format!("interview:{id} cancelled"))))
}

/// The count of changes of an interview that is planned, and still as somebody saw it.
fn planned(tx: &mut Db, permit: &Permit<Communications>, id: InterviewId, seen: i64) -> Result<i32, StoreError> {
    permit.check_fresh(tx)?;
    let found: Option<(InterviewState, i32, i64)> = interviews::table
        .filter(interviews::id.eq(id).and(interviews::holding_id.eq(permit.holding().id)))
        .select((interviews::state, interviews::sequence, interviews::revision))
        .first(tx)
        .optional()?;
    let (state, sequence, revision) = found.ok_or(StoreError::NotFound)?;
    let is_as_seen = state == InterviewState::Planned && revision == seen;
    if is_as_seen { Ok(sequence) } else { Err(StoreError::Stale) }
}

/// Says that a message of the permitted holding tells of an interview, as it is after so many changes.
///
/// # Errors
/// [`StoreError::NotFound`] if the message is not of this holding.
pub fn tell(
    tx: &mut Db,
    permit: &Permit<Communications>,
    message: MessageId,
    (id, sequence): (InterviewId, i32),
) -> Result<(), StoreError> {
    let mine = messages::id.eq(message).and(messages::holding_id.eq(permit.holding().id));
    let told = diesel::update(messages::table.filter(mine))
        .set((messages::interview_id.eq(id), messages::interview_sequence.eq(sequence)))
        .execute(tx)?;
    if told == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Takes back what waits to tell of an interview of the permitted holding, before something else is told; drafts too.
/// The answer is whether anybody was told of it, or is being told this moment.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit.
pub fn call_back(
    tx: &mut Db,
    permit: &Permit<Communications>,
    id: InterviewId,
) -> Result<(bool, Vec<Entry>), StoreError> {
    permit.check_fresh(tx)?;
    let of = || messages::table.filter(messages::interview_id.eq(id)).filter(messages::direction.eq(Direction::Out));
    // A message is on its way while it was tried and nobody wrote down what became of that.
    let waits = messages::tries.eq(0).or(messages::fault.is_not_null());
    let waits = messages::sending.eq(Sending::Queued).and(waits).or(messages::sending.eq(Sending::Draft));
    let waiting: Vec<MessageId> = of().filter(waits).select(messages::id).load(tx)?;
    for message in &waiting {
        diesel::update(messages::table.find(*message))
            .set((
                messages::sending.eq(Sending::Cancelled),
                messages::send_at.eq(None::<Ts>),
                messages::revision.eq(messages::revision + 1),
            ))
            .execute(tx)?;
    }
    let went = messages::sending.eq(Sending::Queued).or(messages::sending.eq(Sending::Sent));
    let told: Option<MessageId> = of().filter(went).select(messages::id).first(tx).optional()?;
    let entries = waiting.iter().map(|message| permit.change("take_back", format!("message:{message}")));
    Ok((told.is_some(), entries.collect()))
}

/// Notes what a mail answered to an interview of the permitted holding as it is now. An answer to what it was before,
/// or to none of this holding, is no answer, and nor is one that came before the one that is noted.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit; the database's.
pub fn note_answer(
    tx: &mut Db,
    permit: &Permit<Communications>,
    id: InterviewId,
    new: &NewAnswer<'_>,
) -> Result<Option<Entry>, StoreError> {
    permit.check_fresh(tx)?;
    let row: Option<Row> = interviews::table
        .filter(interviews::id.eq(id).and(interviews::holding_id.eq(permit.holding().id)))
        .filter(interviews::state.eq(InterviewState::Planned).and(interviews::sequence.eq(new.sequence)))
        .select(cols::<Row>())
        .first(tx)
        .optional()?;
    let Some(row) = row.filter(|row| row.answered_at.is_none_or(|before| before <= new.at)) else { return Ok(None) };
    // Filing a mail must not fail over what it answers: whom one that does not open invited cannot be compared.
    let invited = permit.open_within::<InterviewDetails>(TABLE, "details", id.uuid(), &row.details);
    let is_theirs = invited.is_ok_and(|details| {
        let of_invited = |address: &str| is_same(&details.attendee.address, address);
        of_invited(new.attendee) && of_invited(new.sender)
    });
    // What somebody else says replaces nothing that they said themselves.
    if !is_theirs && row.answer.is_some() && !row.answer_from_elsewhere {
        return Ok(None);
    }
    diesel::update(interviews::table.find(id))
        .set((
            interviews::answer.eq(new.answer),
            interviews::answered_at.eq(new.at),
            interviews::answer_message_id.eq(new.message),
            interviews::answer_from_elsewhere.eq(!is_theirs),
        ))
        .execute(tx)?;
    Ok(Some(permit.change("change", format!("interview:{id} answered"))))
}

/// Forgets what a message answered that turns out to be none of the permitted holding.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit; the database's.
pub fn forget_answer(
    tx: &mut Db,
    permit: &Permit<Communications>,
    message: MessageId,
) -> Result<Vec<Entry>, StoreError> {
    permit.check_fresh(tx)?;
    let answered: Vec<InterviewId> = interviews::table
        .filter(interviews::holding_id.eq(permit.holding().id))
        .filter(interviews::answer_message_id.eq(message))
        .select(interviews::id)
        .load(tx)?;
    for id in &answered {
        diesel::update(interviews::table.find(*id))
            .set((
                interviews::answer.eq(None::<InterviewAnswer>),
                interviews::answered_at.eq(None::<Ts>),
                interviews::answer_message_id.eq(None::<MessageId>),
                interviews::answer_from_elsewhere.eq(false),
            ))
            .execute(tx)?;
    }
    Ok(answered.iter().map(|id| permit.change("change", format!("interview:{id} filed_away"))).collect())
}

/// Whether two addresses are one mailbox.
fn is_same(one: &str, other: &str) -> bool {
    let form = |address: &str| EmailAddress::parse(address).ok().map(|address| address.index_form());
    form(one).is_some_and(|one| form(other) == Some(one))
}
