//! Later versions of the notice, told by mail to those who were shown an earlier one.
//!
//! Invariant: an officer begins it after looking at whom it reaches, a version that is withdrawn or only published is
//! told to nobody, and each letter is decided when it goes out.

use super::WorkflowError;
use crate::domain::notice::Announcement;
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};
use crate::store::notice_announcements::{self, Announcing, Progress, Reach};
use crate::store::notices::{self, Published};
use crate::store::{Database, Store, StoreError, facts, staff, terms_permit};

/// Letters of one step.
const STEP: i64 = 200;

/// Why a version cannot be told by mail now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// What is asked is asked from its day on.
    NotYet(Day),
    /// A later version is in force.
    Replaced(Day),
}

/// An announcement, as its officer looks at it.
#[derive(Debug)]
pub struct Looked {
    /// The version.
    pub notice: Published,
    /// Whom it would reach now; counted of nobody while letters are being made.
    pub reach: Option<Reach>,
    /// Whether it was begun, and whether letters are still to be made.
    pub begun: Option<Announcing>,
    /// How far the letters are.
    pub progress: Progress,
    /// Why it cannot be begun now.
    pub unfit: Option<Unfit>,
    /// Who began it last.
    pub by: String,
}

/// Whom telling of a version would reach, and how far it is, at the caller's office.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role keeps no terms; [`StoreError::NotFound`] if there is no such version, it
/// was withdrawn, or nobody is to be told of it.
pub fn look(db: &mut Database, caller: &Caller, version: i32) -> Result<Looked, WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(db.read(|db| {
        let all = notices::ledger(db)?;
        let notice = told_of(&all, version)?;
        let today = facts::office(db, &caller.office)?.today(caller.at);
        let begun = notice_announcements::find(db, notice.id, &caller.office)?;
        let by: Vec<_> = begun.iter().map(|begun| begun.asked_by).collect();
        Ok(Looked {
            reach: match &begun {
                Some(begun) if begun.made_at.is_none() => None,
                _ => Some(notice_announcements::reach(db, &caller.office, notice)?),
            },
            progress: notice_announcements::progress(db, notice.id, &caller.office)?,
            unfit: unfit(&all, notice, today),
            by: staff::names(db, &by)?.pop().map(|(_, name)| name).unwrap_or_default(),
            notice: notice.clone(),
            begun,
        })
    })?)
}

/// Begins to tell of a version, or once more, for those whom nobody has told.
///
/// # Errors
/// As [`look`]; [`StoreError::Stale`] if it cannot be begun now; [`StoreError::Taken`] if letters are being made.
pub fn begin(db: &mut Database, caller: &Caller, version: i32) -> Result<(), WorkflowError> {
    let permit = terms_permit::open(db, caller)?;
    Ok(db.change(|tx| {
        let all = notices::ledger(tx)?;
        let notice = told_of(&all, version)?;
        let today = facts::office(tx, &caller.office)?.today(caller.at);
        if unfit(&all, notice, today).is_some() {
            return Err(StoreError::Stale);
        }
        Ok(((), vec![notice_announcements::begin(tx, &permit, notice)?]))
    })?)
}

/// The version of a number, if it is one that people are told of.
fn told_of(all: &[Published], version: i32) -> Result<&Published, StoreError> {
    let is_told = |it: &&Published| {
        it.version == version && it.withdrawn_at.is_none() && it.decided.announcement != Announcement::Publish
    };
    all.iter().find(is_told).ok_or(StoreError::NotFound)
}

/// Nobody agrees to what is not said yet, or is said no more.
fn unfit(all: &[Published], notice: &Published, today: Day) -> Option<Unfit> {
    if notice.decided.announcement != Announcement::Ask {
        return None;
    }
    let later = all.iter().filter(|it| it.version > notice.version && it.withdrawn_at.is_none());
    match later.map(|it| it.effective_on).min().filter(|day| *day <= today) {
        Some(day) => Some(Unfit::Replaced(day)),
        None => (today < notice.effective_on).then_some(Unfit::NotYet(notice.effective_on)),
    }
}

/// Makes letters of the announcements of the served offices, a few ahead of the post; the answer is how many. Of one that
/// was withdrawn, or can no longer be answered, no more are made.
///
/// # Errors
/// The store's.
pub fn make_letters(store: &Store, now: &dyn Fn() -> Ts) -> Result<usize, WorkflowError> {
    let (mut db, served, mut made) = (store.database()?, store.served_offices(), 0);
    for begun in db.read(|db| notice_announcements::unmade(db, &served))? {
        if db.read(|db| notice_announcements::is_ahead(db, &begun, STEP))? {
            continue;
        }
        let at = now();
        let step = db.change(|tx| {
            let all = notices::ledger(tx)?;
            let today = facts::office(tx, &begun.office)?.today(at);
            let notice = all.iter().find(|it| it.id == begun.notice_id).ok_or(StoreError::NotFound)?;
            if notice.withdrawn_at.is_some() || unfit(&all, notice, today).is_some() {
                return Ok((notice_announcements::stop(tx, &begun, at)?, Vec::new()));
            }
            Ok((notice_announcements::make(tx, &begun, notice, (STEP, at))?, Vec::new()))
        });
        match step {
            Ok(count) => made += count,
            // Another instance was quicker.
            Err(StoreError::Stale) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(made)
}
