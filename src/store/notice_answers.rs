//! What candidates said to versions that were published after the one shown to them: seen, agreed to, not agreed to.
//!
//! Invariant: there is a row only once its candidate answered, so that publishing loops over nobody; only a yes that was
//! not withdrawn, to a version after the one of their latest application, adds to what a record may be used for, and
//! every such yes is listed with its withdrawal.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::candidates;
use super::database::{Db, among};
use super::error::StoreError;
use super::journal::Entry;
use super::permit::Permit;
use super::schema::{applications, holdings, notice_answers, notices};
use super::sessions;
use crate::domain::category::Profile;
use crate::domain::id::{HoldingId, NoticeId};
use crate::domain::locale::Locale;
use crate::domain::notice::{Announcement, NoticeAnswer};
use crate::domain::time::{Day, Ts};

/// A later version, as it stands with the candidate of a holding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Later {
    /// Which.
    pub id: NoticeId,
    /// Its number.
    pub version: i32,
    /// The first day it is in force.
    pub effective_on: Day,
    /// What is done about it.
    pub announcement: Announcement,
    /// The first day of the version after it; none while there is none.
    pub replaced_on: Option<Day>,
    /// What the candidate said.
    pub answer: Option<NoticeAnswer>,
    /// When.
    pub answered_at: Option<Ts>,
    /// When they took it back.
    pub withdrawn_at: Option<Ts>,
}

#[derive(Queryable)]
struct Row {
    id: NoticeId,
    version: i32,
    effective_on: Day,
    announcement: Announcement,
    published_at: Ts,
    answer: Option<NoticeAnswer>,
    answered_at: Option<Ts>,
    withdrawn_at: Option<Ts>,
}

impl Row {
    fn replaced_on(self, replaced_on: Option<Day>) -> Later {
        Later {
            id: self.id,
            version: self.version,
            effective_on: self.effective_on,
            announcement: self.announcement,
            replaced_on,
            answer: self.answer,
            answered_at: self.answered_at,
            withdrawn_at: self.withdrawn_at,
        }
    }
}

impl Later {
    /// Whether the candidate still has to see or answer it. What is asked is asked from its day on, until a later
    /// version is in force: nobody agrees to what is said no more.
    pub fn is_open(&self, today: Day) -> bool {
        let is_due = match self.announcement {
            Announcement::Ask => self.effective_on <= today && !self.is_replaced(today),
            Announcement::Inform | Announcement::Publish => true,
        };
        self.answer.is_none() && is_due
    }

    /// Whether a later version is in force.
    pub fn is_replaced(&self, today: Day) -> bool {
        self.replaced_on.is_some_and(|day| day <= today)
    }

    /// Whether it was agreed to and that still counts.
    pub fn is_agreed(&self) -> bool {
        self.answer == Some(NoticeAnswer::Given) && self.withdrawn_at.is_none()
    }
}

/// The version that the permitted holding's candidate was shown when they applied last; none if they have not applied.
///
/// # Errors
/// The database's.
pub fn shown(db: &mut Db, permit: &Permit<Profile>) -> Result<Option<i32>, StoreError> {
    let version = applications::table
        .inner_join(notices::table.on(notices::id.nullable().eq(applications::notice_id)))
        .filter(applications::holding_id.eq(permit.holding().id))
        .order((applications::received_at.desc(), applications::id.desc()))
        .select(notices::version)
        .first(db)
        .optional()?;
    Ok(version)
}

/// The versions that the permitted holding's candidate was or is to be told of, newest first: those after the one of
/// their latest application, else those published since the holding is there.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, permit: &Permit<Profile>) -> Result<Vec<Later>, StoreError> {
    let holding = permit.holding().id;
    let shown = shown(db, permit)?;
    let since: Ts = holdings::table.find(holding).select(holdings::created_at).first(db)?;
    let of_holding = notice_answers::notice_id.eq(notices::id).and(notice_answers::holding_id.eq(holding));
    let standing: Vec<Row> = notices::table
        .left_join(notice_answers::table.on(of_holding))
        .filter(notices::withdrawn_at.is_null().and(notices::version.gt(shown.unwrap_or(0))))
        .order(notices::version.desc())
        .select((
            notices::id,
            notices::version,
            notices::effective_on,
            notices::announcement,
            notices::published_at,
            notice_answers::answer.nullable(),
            notice_answers::answered_at.nullable(),
            notice_answers::withdrawn_at.nullable(),
        ))
        .load(db)?;
    let (mut told, mut next) = (Vec::new(), None);
    for row in standing {
        let (day, is_since) = (row.effective_on, shown.is_some() || row.published_at >= since);
        let later = row.replaced_on(next);
        if later.is_agreed() || (later.announcement != Announcement::Publish && is_since) {
            told.push(later);
        }
        // A later version never comes into force before an earlier one, so the next one's day is the first.
        next = Some(day);
    }
    Ok(told)
}

/// Keeps the answer to a later version, with the words that were in front of the candidate.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not open to them; [`StoreError::Stale`] if a fact changed since the permit.
pub fn answer(
    tx: &mut Db,
    permit: &Permit<Profile>,
    version: i32,
    answer: NoticeAnswer,
    (shown, locale): (&str, Locale),
    today: Day,
) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    let (holding, at) = (permit.holding().id, permit.caller().at);
    let open = list(tx, permit)?.into_iter().find(|later| later.version == version && later.is_open(today));
    let later = open.ok_or(StoreError::NotFound)?;
    // Being informed is seen; being asked is answered with yes or no.
    if (later.announcement == Announcement::Inform) != (answer == NoticeAnswer::Seen) {
        return Err(StoreError::NotFound);
    }
    diesel::insert_into(notice_answers::table)
        .values((
            notice_answers::holding_id.eq(holding),
            notice_answers::notice_id.eq(later.id),
            notice_answers::answer.eq(answer),
            notice_answers::locale.eq(locale),
            notice_answers::shown.eq(shown),
            notice_answers::answered_at.eq(at),
        ))
        .execute(tx)?;
    sessions::end_notice_links(tx, holding, later.id, at)?;
    candidates::facts_changed(tx, holding)?;
    Ok(permit.change("change", format!("notice:{version} {answer}")))
}

/// Takes a yes back: what stood on it alone closes with the same request; the row stays as evidence until then.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none; [`StoreError::Stale`] if a fact changed since the permit.
pub fn withdraw(tx: &mut Db, permit: &Permit<Profile>, version: i32) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    let holding = permit.holding().id;
    let of_version = notices::table.filter(notices::version.eq(version)).select(notices::id);
    let given = notice_answers::table
        .filter(notice_answers::holding_id.eq(holding).and(notice_answers::answer.eq(NoticeAnswer::Given)))
        .filter(notice_answers::withdrawn_at.is_null().and(notice_answers::notice_id.eq_any(of_version)));
    let withdrawn = diesel::update(given).set(notice_answers::withdrawn_at.eq(permit.caller().at)).execute(tx)?;
    if withdrawn != 1 {
        return Err(StoreError::NotFound);
    }
    candidates::facts_changed(tx, holding)?;
    Ok(permit.change("change", format!("notice:{version} withdrawn")))
}

/// How many said what to each version.
///
/// # Errors
/// The database's.
pub fn counts(db: &mut Db) -> Result<HashMap<(NoticeId, NoticeAnswer), i64>, StoreError> {
    let rows: Vec<(NoticeId, NoticeAnswer, i64)> = notice_answers::table
        .group_by((notice_answers::notice_id, notice_answers::answer))
        .select((notice_answers::notice_id, notice_answers::answer, count_star()))
        .load(db)?;
    Ok(rows.into_iter().map(|(notice, answer, count)| ((notice, answer), count)).collect())
}

/// What each of some holdings agreed to: the number of the version and the purposes, as their column has them. A version
/// that was withdrawn counts for nobody.
pub(super) fn agreed_purposes(db: &mut Db, ids: &[HoldingId]) -> Result<Vec<(HoldingId, i32, String)>, StoreError> {
    let given = notice_answers::answer.eq(NoticeAnswer::Given).and(notice_answers::withdrawn_at.is_null());
    Ok(among!(ids, notice_answers::holding_id, asked => notice_answers::table
        .inner_join(notices::table.on(notices::id.eq(notice_answers::notice_id)))
        .filter(asked)
        .filter(given.and(notices::withdrawn_at.is_null()))
        .select((notice_answers::holding_id, notices::version, notices::purposes))
        .load(db)?))
}
