//! Letters that wait to be mailed, and what became of them (R8).
//!
//! Invariant: a row has no address and no words; one instance at a time holds a letter, for as long as [`LEASE`].

use diesel::prelude::*;

use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::permit::Permit;
use super::schema::letters;
use crate::domain::category::Profile;
use crate::domain::id::{ConsentRequestId, HoldingId, LetterId};
use crate::domain::letter::{Letter, LetterFault, LetterKind, LetterState};
use crate::domain::office::OfficeCode;
use crate::domain::time::Ts;

/// Seconds for which an instance that sends a letter keeps the others from it.
const LEASE: i64 = 5 * 60;
/// How often a server that cannot be reached is tried: with the pauses between, for almost two days.
const TRIES: i32 = 16;
/// Seconds of the longest pause between tries.
const LONGEST_PAUSE: i64 = 6 * 60 * 60;

/// A letter whose turn it is.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = letters)]
pub struct DueLetter {
    /// Which.
    pub id: LetterId,
    /// Whose office sends it.
    pub office: OfficeCode,
    /// To whom.
    pub holding_id: HoldingId,
    /// What it is about.
    pub kind: LetterKind,
    /// The question that it is about.
    pub consent_request_id: Option<ConsentRequestId>,
    tries: i32,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = letters)]
struct Row {
    consent_request_id: Option<ConsentRequestId>,
    id: LetterId,
    state: LetterState,
    fault: Option<LetterFault>,
    done_at: Option<Ts>,
}

/// What became of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The mail server has it.
    Sent,
    /// It is not to be sent.
    Dropped(LetterFault),
    /// It cannot be sent, now or ever.
    Failed(LetterFault),
}

/// Puts a question for a consent into the post, within the change that asks it.
///
/// # Errors
/// The database's.
pub fn add(tx: &mut Db, permit: &Permit<Profile>, question: ConsentRequestId) -> Result<(), StoreError> {
    post(tx, permit, LetterKind::ConsentRequest, Some(question))
}

/// Puts a link to the candidate's own page into the post.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit; the database's.
pub fn add_sign_in(tx: &mut Db, permit: &Permit<Profile>) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    post(tx, permit, LetterKind::SignIn, None)?;
    Ok(permit.change("ask", "sign_in_link"))
}

fn post(
    tx: &mut Db,
    permit: &Permit<Profile>,
    kind: LetterKind,
    question: Option<ConsentRequestId>,
) -> Result<(), StoreError> {
    let (holding, at) = (permit.holding(), permit.caller().at);
    diesel::insert_into(letters::table)
        .values((
            letters::id.eq(LetterId::new()),
            letters::office.eq(&holding.office),
            letters::holding_id.eq(holding.id),
            letters::kind.eq(kind),
            letters::consent_request_id.eq(question),
            letters::state.eq(LetterState::Waiting),
            letters::tries.eq(0),
            letters::next_at.eq(at),
            letters::created_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

/// The letters of some offices whose turn it is, oldest first.
///
/// # Errors
/// The database's.
pub fn due(db: &mut Db, offices: &[OfficeCode], at: Ts, limit: i64) -> Result<Vec<DueLetter>, StoreError> {
    // What waits has not been done: only words that are no parameters let the index of those be used.
    let due = letters::table
        .filter(letters::office.eq_any(offices))
        .filter(letters::done_at.is_null().and(letters::next_at.le(at)));
    Ok(due.order(letters::next_at).limit(limit).select(cols::<DueLetter>()).load(db)?)
}

/// Takes a letter for this instance and counts the try; whether nobody else was faster.
///
/// # Errors
/// The database's.
pub fn take(tx: &mut Db, letter: &DueLetter, at: Ts) -> Result<bool, StoreError> {
    let waits = letters::id.eq(letter.id).and(letters::done_at.is_null()).and(letters::next_at.le(at));
    let taken = diesel::update(letters::table.filter(waits).filter(letters::tries.eq(letter.tries)))
        .set((letters::tries.eq(letter.tries + 1), letters::next_at.eq(at.plus_seconds(LEASE))))
        .execute(tx)?;
    Ok(taken == 1)
}

/// Writes down what became of a letter that was taken, unless another instance has taken it since. A server that could not be reached is tried again later, each
/// time after twice as long.
///
/// # Errors
/// The database's.
pub fn settle(tx: &mut Db, letter: &DueLetter, outcome: Outcome, at: Ts) -> Result<(), StoreError> {
    let (state, fault) = match outcome {
        Outcome::Sent => (LetterState::Sent, None),
        Outcome::Dropped(fault) => (LetterState::Dropped, Some(fault)),
        Outcome::Failed(LetterFault::Unreachable) if letter.tries + 1 < TRIES => {
            (LetterState::Waiting, Some(LetterFault::Unreachable))
        }
        Outcome::Failed(fault) => (LetterState::GivenUp, Some(fault)),
    };
    let pause = 60_i64.checked_shl(letter.tries.unsigned_abs()).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE);
    let done_at = (state != LetterState::Waiting).then_some(at);
    let taken = letters::id.eq(letter.id).and(letters::tries.eq(letter.tries + 1)).and(letters::done_at.is_null());
    diesel::update(letters::table.filter(taken))
        .set((
            letters::state.eq(state),
            letters::fault.eq(fault),
            letters::next_at.eq(at.plus_seconds(pause)),
            letters::done_at.eq(done_at),
        ))
        .execute(tx)?;
    Ok(())
}

/// The letters about some questions.
///
/// # Errors
/// The database's.
pub(super) fn about(
    db: &mut Db,
    questions: &[ConsentRequestId],
) -> Result<Vec<(ConsentRequestId, Letter)>, StoreError> {
    let rows: Vec<Row> =
        letters::table.filter(letters::consent_request_id.eq_any(questions)).select(cols::<Row>()).load(db)?;
    let told = |Row { consent_request_id, id, state, fault, done_at }| {
        Some((consent_request_id?, Letter { id, state, fault, done_at }))
    };
    Ok(rows.into_iter().filter_map(told).collect())
}
