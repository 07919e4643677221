//! Letters that wait to be mailed, and what became of them (R8).
//!
//! Invariant: a row has no address and no words; one instance at a time holds a letter, for as long as [`LEASE`].

use diesel::prelude::*;

use super::database::{Db, cols, each};
use super::error::StoreError;
use super::journal::Entry;
use super::permit::Permit;
use super::schema::letters;
use super::terms_permit::TermsPermit;
use crate::domain::category::Profile;
use crate::domain::id::{ConsentRequestId, HoldingId, LetterId, MailedPackageId, NoticeId};
use crate::domain::letter::{About, Letter, LetterFault, LetterKind, LetterState};
use crate::domain::office::OfficeCode;
use crate::domain::time::Ts;

/// Seconds for which an instance that sends a letter keeps the others from it.
const LEASE: i64 = 5 * 60;
/// How often a letter is tried: with the pauses between, for almost two days.
const TRIES: i32 = 16;
/// Seconds of the longest pause between tries.
const LONGEST_PAUSE: i64 = 6 * 60 * 60;

/// A letter whose turn it is.
#[derive(Debug, Clone)]
pub struct DueLetter {
    /// Which.
    pub id: LetterId,
    /// Whose office sends it.
    pub office: OfficeCode,
    /// What it is about.
    pub about: About,
    tries: i32,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = letters)]
struct DueRow {
    id: LetterId,
    office: OfficeCode,
    kind: LetterKind,
    holding_id: Option<HoldingId>,
    consent_request_id: Option<ConsentRequestId>,
    notice_id: Option<NoticeId>,
    package_id: Option<MailedPackageId>,
    tries: i32,
}

impl TryFrom<DueRow> for DueLetter {
    type Error = StoreError;
    fn try_from(row: DueRow) -> Result<Self, StoreError> {
        let about = match row.kind {
            LetterKind::ConsentRequest => {
                row.holding_id.zip(row.consent_request_id).map(|(holding, question)| About::Question(holding, question))
            }
            LetterKind::SignIn => row.holding_id.map(About::OwnPage),
            LetterKind::Notice => {
                row.holding_id.zip(row.notice_id).map(|(holding, notice)| About::Notice(holding, notice))
            }
            LetterKind::Package => row.package_id.map(About::Package),
        };
        let about = about.ok_or(StoreError::Unreadable("letters.kind"))?;
        Ok(Self { id: row.id, office: row.office, about, tries: row.tries })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = letters)]
struct Row {
    id: LetterId,
    state: LetterState,
    fault: Option<LetterFault>,
    rule: Option<String>,
    done_at: Option<Ts>,
}

impl From<Row> for Letter {
    fn from(Row { id, state, fault, rule, done_at }: Row) -> Self {
        Self { id, state, fault, rule, done_at }
    }
}

/// What became of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The mail server has it.
    Sent,
    /// It is not to be sent.
    Dropped(LetterFault),
    /// A rule that is about no candidate stands against it.
    Stopped(String),
    /// It could not be sent, now or ever.
    Failed(LetterFault),
}

/// Puts a question for a consent into the post, within the change that asks it.
///
/// # Errors
/// The database's.
pub fn add(tx: &mut Db, permit: &Permit<Profile>, question: ConsentRequestId) -> Result<(), StoreError> {
    let holding = permit.holding();
    post(tx, &holding.office, About::Question(holding.id, question), permit.caller().at)
}

/// Puts a link to the candidate's own page into the post.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit; the database's.
pub fn add_sign_in(tx: &mut Db, permit: &Permit<Profile>) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    let holding = permit.holding();
    post(tx, &holding.office, About::OwnPage(holding.id), permit.caller().at)?;
    Ok(permit.change("ask", "sign_in_link"))
}

/// Puts a package into the post, within the change that asks for it.
///
/// # Errors
/// The database's.
pub fn add_package(tx: &mut Db, permit: &TermsPermit, package: MailedPackageId) -> Result<(), StoreError> {
    let caller = permit.caller();
    post(tx, &caller.office, About::Package(package), caller.at)
}

fn post(tx: &mut Db, office: &OfficeCode, about: About, at: Ts) -> Result<(), StoreError> {
    post_all(tx, office, std::iter::once(about), at)
}

/// Puts letters of an office into the post.
///
/// # Errors
/// The database's.
pub(super) fn post_all(
    tx: &mut Db,
    office: &OfficeCode,
    about: impl Iterator<Item = About>,
    at: Ts,
) -> Result<(), StoreError> {
    let row = |about: About| {
        let (holding, question, notice, package) = match about {
            About::Question(holding, question) => (Some(holding), Some(question), None, None),
            About::OwnPage(holding) => (Some(holding), None, None, None),
            About::Notice(holding, notice) => (Some(holding), None, Some(notice), None),
            About::Package(package) => (None, None, None, Some(package)),
        };
        (
            letters::id.eq(LetterId::new()),
            letters::office.eq(office),
            letters::holding_id.eq(holding),
            letters::kind.eq(about.kind()),
            letters::consent_request_id.eq(question),
            letters::notice_id.eq(notice),
            letters::package_id.eq(package),
            letters::state.eq(LetterState::Waiting),
            letters::tries.eq(0),
            letters::next_at.eq(at),
            letters::created_at.eq(at),
        )
    };
    let rows: Vec<_> = about.map(row).collect();
    if !rows.is_empty() {
        each!(tx, c => diesel::insert_into(letters::table).values(&rows).execute(c))?;
    }
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
    let rows: Vec<DueRow> = due.order(letters::next_at).limit(limit).select(cols::<DueRow>()).load(db)?;
    rows.into_iter().map(DueLetter::try_from).collect()
}

/// Takes a letter for this instance and counts the try; whether nobody else was faster. One that was tried often enough
/// is given up, also if nobody wrote down what became of the tries.
///
/// # Errors
/// The database's.
pub fn take(tx: &mut Db, letter: &DueLetter, at: Ts) -> Result<bool, StoreError> {
    let waits = letters::id.eq(letter.id).and(letters::done_at.is_null()).and(letters::next_at.le(at));
    let waiting = letters::table.filter(waits).filter(letters::tries.eq(letter.tries));
    if letter.tries >= TRIES {
        let fault = letters::fault.eq(LetterFault::Unready);
        let given_up = (letters::state.eq(LetterState::GivenUp), fault, letters::done_at.eq(at));
        diesel::update(waiting).set(given_up).execute(tx)?;
        return Ok(false);
    }
    let taken = diesel::update(waiting)
        .set((letters::tries.eq(letter.tries + 1), letters::next_at.eq(at.plus_seconds(LEASE))))
        .execute(tx)?;
    Ok(taken == 1)
}

/// Keeps a letter that was taken for this instance, for another lease.
///
/// # Errors
/// [`StoreError::Stale`] if another instance has taken it since; the database's.
pub fn hold(tx: &mut Db, letter: &DueLetter, at: Ts) -> Result<(), StoreError> {
    let taken = letters::id.eq(letter.id).and(letters::tries.eq(letter.tries + 1)).and(letters::done_at.is_null());
    let lease = letters::next_at.eq(at.plus_seconds(LEASE));
    let held = diesel::update(letters::table.filter(taken)).set(lease).execute(tx)?;
    if held == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Puts an office's letters about a version that were given up into the post once more.
///
/// # Errors
/// The database's.
pub(super) fn post_again(tx: &mut Db, office: &OfficeCode, notice: NoticeId, at: Ts) -> Result<(), StoreError> {
    let given_up = letters::notice_id.eq(notice).and(letters::state.eq(LetterState::GivenUp));
    diesel::update(letters::table.filter(given_up).filter(letters::office.eq(office)))
        .set((
            letters::state.eq(LetterState::Waiting),
            letters::tries.eq(0),
            letters::fault.eq(None::<LetterFault>),
            letters::next_at.eq(at),
            letters::done_at.eq(None::<Ts>),
        ))
        .execute(tx)?;
    Ok(())
}

/// Writes down what became of a letter that was taken, unless another instance has taken it since. One that could not be
/// made ready, or whose server could not be reached, is tried again later, each time after twice as long.
///
/// # Errors
/// The database's.
pub fn settle(tx: &mut Db, letter: &DueLetter, outcome: &Outcome, at: Ts) -> Result<(), StoreError> {
    let rule = if let Outcome::Stopped(rule) = outcome { Some(rule) } else { None };
    let (state, fault) = match *outcome {
        Outcome::Sent => (LetterState::Sent, None),
        Outcome::Dropped(fault) => (LetterState::Dropped, Some(fault)),
        Outcome::Stopped(_) => (LetterState::Dropped, Some(LetterFault::NotAllowed)),
        Outcome::Failed(fault @ (LetterFault::Unreachable | LetterFault::Unready)) if letter.tries + 1 < TRIES => {
            (LetterState::Waiting, Some(fault))
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
            letters::rule.eq(rule),
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
    let rows: Vec<(Option<ConsentRequestId>, Row)> = letters::table
        .filter(letters::consent_request_id.eq_any(questions))
        .select((letters::consent_request_id, cols::<Row>()))
        .load(db)?;
    Ok(rows.into_iter().filter_map(|(question, row)| Some((question?, row.into()))).collect())
}

/// The letters with some packages.
///
/// # Errors
/// The database's.
pub(super) fn with_packages(
    db: &mut Db,
    packages: &[MailedPackageId],
) -> Result<Vec<(MailedPackageId, Letter)>, StoreError> {
    let rows: Vec<(Option<MailedPackageId>, Row)> = letters::table
        .filter(letters::package_id.eq_any(packages))
        .select((letters::package_id, cols::<Row>()))
        .load(db)?;
    Ok(rows.into_iter().filter_map(|(package, row)| Some((package?, row.into()))).collect())
}
