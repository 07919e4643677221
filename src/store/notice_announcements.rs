//! Who is told by mail of a later version: the candidates of an office who were shown an earlier one.
//!
//! Invariant: nobody is told of a version twice, and letters are made in steps, a few ahead of the post, so that no other
//! letter waits long.

use diesel::dsl::{case_when, count, exists, not};
use diesel::prelude::*;

use super::database::{Db, MultiBackend, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::letters;
use super::notices::Published;
use super::schema::{
    address_index, applications, holdings, letters as letter_rows, notice_announcements, notice_answers, notices,
    profiles,
};
use super::terms_permit::TermsPermit;
use crate::domain::id::{HoldingId, NoticeId, StaffId};
use crate::domain::letter::{About, LetterState};
use crate::domain::office::OfficeCode;
use crate::domain::time::Ts;

/// That an office tells of a version.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = notice_announcements)]
pub struct Announcing {
    /// Of which.
    pub notice_id: NoticeId,
    /// Which office.
    pub office: OfficeCode,
    /// Who asked for it last.
    pub asked_by: StaffId,
    /// When.
    pub asked_at: Ts,
    reached_at: Option<Ts>,
    reached: Option<HoldingId>,
    /// When all letters were made; none while there are some to make.
    pub made_at: Option<Ts>,
}

/// Whom an announcement would reach now, by count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reach {
    /// Get a letter.
    pub letters: i64,
    /// Were mailed a letter about it, or are to be.
    pub told: i64,
    /// Whose use is stopped.
    pub suspended: i64,
    /// Whose record is erased.
    pub erased: i64,
    /// Of whom no address is known.
    pub without_address: i64,
    /// Have seen or answered it.
    pub answered: i64,
}

/// How far the letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// To be sent.
    pub waiting: i64,
    /// The mail server has them.
    pub sent: i64,
    /// They were not to be sent any more.
    pub stopped: i64,
    /// They could not be sent.
    pub failed: i64,
}

/// Whether there is something of a holding: its profile, an address, an answer to a version, a letter about it, or one
/// that was not given up.
macro_rules! there {
    (profile) => {
        exists(profiles::table.filter(profiles::holding_id.eq(holdings::id)))
    };
    (address) => {
        exists(address_index::table.filter(address_index::holding_id.eq(holdings::id)))
    };
    (answer, $notice:expr) => {
        exists(
            notice_answers::table
                .filter(notice_answers::holding_id.eq(holdings::id).and(notice_answers::notice_id.eq($notice))),
        )
    };
    (letter, $notice:expr) => {
        exists(
            letter_rows::table
                .filter(letter_rows::holding_id.eq(holdings::id.nullable()).and(letter_rows::notice_id.eq($notice))),
        )
    };
    (told, $notice:expr) => {
        exists(
            letter_rows::table
                .filter(letter_rows::holding_id.eq(holdings::id.nullable()).and(letter_rows::notice_id.eq($notice)))
                .filter(letter_rows::state.ne(LetterState::GivenUp)),
        )
    };
}

/// The announcement of a version by an office, if there is one.
///
/// # Errors
/// The database's.
pub fn find(db: &mut Db, notice: NoticeId, office: &OfficeCode) -> Result<Option<Announcing>, StoreError> {
    Ok(notice_announcements::table.find((notice, office)).select(cols::<Announcing>()).get_result(db).optional()?)
}

/// Begins to tell of a version, or goes through the records once more for those that nobody has told; what was given up
/// is sent once more as well.
///
/// # Errors
/// [`StoreError::Taken`] if letters are being made; the database's.
pub fn begin(tx: &mut Db, permit: &TermsPermit, notice: &Published) -> Result<Entry, StoreError> {
    let caller = permit.caller();
    let asked_by = caller.staff_id().ok_or(StoreError::NotFound)?;
    match find(tx, notice.id, &caller.office)? {
        Some(begun) if begun.made_at.is_none() => return Err(StoreError::Taken("announcement")),
        Some(_) => {
            diesel::update(notice_announcements::table.find((notice.id, &caller.office)))
                .set((
                    notice_announcements::asked_by.eq(asked_by),
                    notice_announcements::asked_at.eq(caller.at),
                    notice_announcements::reached_at.eq(None::<Ts>),
                    notice_announcements::reached.eq(None::<HoldingId>),
                    notice_announcements::made_at.eq(None::<Ts>),
                ))
                .execute(tx)?;
            letters::post_again(tx, &caller.office, notice.id, caller.at)?;
        }
        None => {
            let begun = diesel::insert_into(notice_announcements::table)
                .values((
                    notice_announcements::notice_id.eq(notice.id),
                    notice_announcements::office.eq(&caller.office),
                    notice_announcements::asked_by.eq(asked_by),
                    notice_announcements::asked_at.eq(caller.at),
                ))
                .execute(tx)
                .map_err(StoreError::from);
            match begun {
                Err(error) if error.is_duplicate() => return Err(StoreError::Taken("announcement")),
                other => drop(other?),
            }
        }
    }
    Ok(Entry::by(caller, "create", format!("announcement:{}", notice.version)))
}

/// The announcements of some offices that have letters to make.
///
/// # Errors
/// The database's.
pub fn unmade(db: &mut Db, offices: &[OfficeCode]) -> Result<Vec<Announcing>, StoreError> {
    Ok(notice_announcements::table
        .filter(notice_announcements::office.eq_any(offices).and(notice_announcements::made_at.is_null()))
        .order(notice_announcements::asked_at)
        .select(cols::<Announcing>())
        .load(db)?)
}

/// Whether so many letters of an announcement wait that no more are needed yet; while the mail server is away, all that
/// were made do.
///
/// # Errors
/// The database's.
pub fn is_ahead(db: &mut Db, begun: &Announcing, step: i64) -> Result<bool, StoreError> {
    let waiting = of(begun.notice_id, &begun.office).filter(letter_rows::state.eq(LetterState::Waiting));
    Ok(waiting.count().get_result::<i64>(db)? >= step)
}

/// Makes the letters of the next step; the answer is how many. With the last ones it is written down that all are made.
///
/// # Errors
/// [`StoreError::Stale`] if another instance made them; the database's.
pub fn make(tx: &mut Db, begun: &Announcing, notice: &Published, (step, at): (i64, Ts)) -> Result<usize, StoreError> {
    let mut next = earlier(&begun.office, notice)
        .filter(holdings::suspended_at.is_null())
        .filter(there!(profile))
        .filter(not(there!(answer, notice.id)))
        .filter(there!(address))
        .filter(not(there!(letter, notice.id)));
    if let (Some(reached_at), Some(reached)) = (begun.reached_at, begun.reached) {
        let same = holdings::created_at.eq(reached_at).and(holdings::id.gt(reached));
        next = next.filter(holdings::created_at.gt(reached_at).or(same));
    }
    let some: Vec<(HoldingId, Ts)> = next
        .order((holdings::created_at, holdings::id))
        .limit(step)
        .select((holdings::id, holdings::created_at))
        .load(tx)?;
    let (reached, reached_at) =
        some.last().map_or((begun.reached, begun.reached_at), |(id, at)| (Some(*id), Some(*at)));
    let made_at = (some.len() as i64 != step).then_some(at);
    let set = (
        notice_announcements::reached_at.eq(reached_at),
        notice_announcements::reached.eq(reached),
        notice_announcements::made_at.eq(made_at),
    );
    let row = notice_announcements::notice_id.eq(begun.notice_id).and(notice_announcements::office.eq(&begun.office));
    let row = notice_announcements::table.filter(row).filter(notice_announcements::made_at.is_null());
    // Only where nobody else has made these since it was read.
    let moved = match begun.reached {
        Some(before) => diesel::update(row.filter(notice_announcements::reached.eq(before))).set(set).execute(tx)?,
        None => diesel::update(row.filter(notice_announcements::reached.is_null())).set(set).execute(tx)?,
    };
    if moved != 1 {
        return Err(StoreError::Stale);
    }
    let about = some.iter().map(|(id, _)| About::Notice(*id, begun.notice_id));
    letters::post_all(tx, &begun.office, about, at)?;
    Ok(some.len())
}

/// Makes no more letters of one that nobody can answer any more.
///
/// # Errors
/// The database's.
pub fn stop(tx: &mut Db, begun: &Announcing, at: Ts) -> Result<usize, StoreError> {
    diesel::update(notice_announcements::table.find((begun.notice_id, &begun.office)))
        .set(notice_announcements::made_at.eq(at))
        .execute(tx)?;
    Ok(0)
}

/// Whom an announcement by an office would reach now. The rules are asked when each letter goes out.
///
/// # Errors
/// The database's.
pub fn reach(db: &mut Db, office: &OfficeCode, notice: &Published) -> Result<Reach, StoreError> {
    // Each is counted where it fits first.
    let profile = || there!(profile);
    let used = || profile().and(holdings::suspended_at.is_null());
    let answer = || there!(answer, notice.id);
    let silent = || used().and(not(answer()));
    let reached = || silent().and(there!(address));
    let told = || there!(told, notice.id);
    let (erased, suspended, answered, without_address, told, letters) = earlier(office, notice)
        .select((
            count(case_when(not(profile()), holdings::id)),
            count(case_when(profile().and(holdings::suspended_at.is_not_null()), holdings::id)),
            count(case_when(used().and(answer()), holdings::id)),
            count(case_when(silent().and(not(there!(address))), holdings::id)),
            count(case_when(reached().and(told()), holdings::id)),
            count(case_when(reached().and(not(told())), holdings::id)),
        ))
        .get_result(db)?;
    Ok(Reach { letters, told, suspended, erased, without_address, answered })
}

/// How far the letters of an office about a version are.
///
/// # Errors
/// The database's.
pub fn progress(db: &mut Db, notice: NoticeId, office: &OfficeCode) -> Result<Progress, StoreError> {
    let mut count = |state: LetterState| of(notice, office).filter(letter_rows::state.eq(state)).count().get_result(db);
    Ok(Progress {
        waiting: count(LetterState::Waiting)?,
        sent: count(LetterState::Sent)?,
        stopped: count(LetterState::Dropped)?,
        failed: count(LetterState::GivenUp)?,
    })
}

fn of(notice: NoticeId, office: &OfficeCode) -> letter_rows::BoxedQuery<'_, MultiBackend> {
    letter_rows::table.filter(letter_rows::notice_id.eq(notice).and(letter_rows::office.eq(office))).into_boxed()
}

/// The holdings of an office whose candidates were shown an earlier version: none of their applications came in with this
/// version or a later one; without any, the record is older than the version.
fn earlier<'a>(office: &'a OfficeCode, notice: &Published) -> holdings::BoxedQuery<'a, MultiBackend> {
    let with_notice = applications::table
        .filter(applications::holding_id.eq(holdings::id).and(applications::notice_id.is_not_null()));
    let with_later = applications::table
        .inner_join(notices::table.on(notices::id.nullable().eq(applications::notice_id)))
        .filter(applications::holding_id.eq(holdings::id).and(notices::version.ge(notice.version)));
    holdings::table
        .filter(holdings::office.eq(office))
        .filter(not(exists(with_later)))
        .filter(exists(with_notice).or(holdings::created_at.le(notice.published_at)))
        .into_boxed()
}
