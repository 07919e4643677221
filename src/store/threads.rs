//! Threads: messages with one candidate that belong together, and what is to be done about them.
//!
//! Invariant: a thread has no words, only states and times; it is changed only as whoever changes it saw it.

mod changes;
mod moving;
pub mod tags;
mod viewers;

use std::collections::HashMap;

use diesel::prelude::*;

use super::database::{Db, MultiBackend, cols};
use super::error::StoreError;
use super::schema::{holdings, staff, thread_tags, threads};
use crate::domain::id::{CandidateId, HoldingId, StaffId, ThreadId};
use crate::domain::message::ThreadState;
use crate::domain::office::OfficeCode;
use crate::domain::time::Ts;

pub use crate::domain::message::Folder;

pub(super) use changes::untouch;
pub use changes::{assign, create, pass_on, set_state, snooze, touch};
pub use moving::{create_like, recount, remove_empty, reopen};
pub use viewers::see;

/// A thread, without a word of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// Which.
    pub id: ThreadId,
    /// In which holding.
    pub holding: HoldingId,
    /// With whom.
    pub candidate: CandidateId,
    /// Of which office.
    pub office: OfficeCode,
    /// What has to be done.
    pub state: ThreadState,
    /// Who sees to it.
    pub owner: Option<StaffId>,
    /// Until when it is put off.
    pub snoozed_until: Option<Ts>,
    /// When the last message came or went.
    pub last_at: Ts,
    /// How many messages it has, drafts not among them.
    pub messages: i32,
    /// Counts its changes.
    pub revision: i64,
}

/// A place in a list: what comes after it is strictly before this moment, or has a lower id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The moment of the last message.
    pub at: Ts,
    /// The thread.
    pub id: ThreadId,
}

impl From<&Thread> for Place {
    fn from(thread: &Thread) -> Self {
        Self { at: thread.last_at, id: thread.id }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = threads)]
struct Row {
    id: ThreadId,
    holding_id: HoldingId,
    office: OfficeCode,
    state: ThreadState,
    owner_id: Option<StaffId>,
    snoozed_until: Option<Ts>,
    last_at: Ts,
    messages: i32,
    revision: i64,
}

/// A page of the threads of an office in a folder, the latest first. Those with the reader themselves are not there.
///
/// # Errors
/// The database's.
pub fn list(
    db: &mut Db,
    office: &OfficeCode,
    folder: Folder,
    staff: StaffId,
    now: Ts,
    before: Option<Place>,
    limit: i64,
) -> Result<Vec<Thread>, StoreError> {
    let all = in_folder(office, folder, (staff, now), &own_holdings(db, staff)?);
    page(db, all, before, limit)
}

/// The same of those that have the tag of a digest, from [`tags::digest`].
///
/// # Errors
/// The database's.
pub fn list_tagged(
    db: &mut Db,
    (office, digest): (&OfficeCode, &[u8]),
    folder: Folder,
    (staff, now): (StaffId, Ts),
    before: Option<Place>,
    limit: i64,
) -> Result<Vec<Thread>, StoreError> {
    let tagged = thread_tags::table
        .filter(thread_tags::office.eq(office).and(thread_tags::digest.eq(digest)))
        .select(thread_tags::thread_id);
    let all = in_folder(office, folder, (staff, now), &own_holdings(db, staff)?);
    page(db, all.filter(threads::id.eq_any(tagged)), before, limit)
}

fn page(
    db: &mut Db,
    mut query: threads::BoxedQuery<'_, MultiBackend>,
    before: Option<Place>,
    limit: i64,
) -> Result<Vec<Thread>, StoreError> {
    if let Some(Place { at, id }) = before {
        query = query.filter(threads::last_at.lt(at).or(threads::last_at.eq(at).and(threads::id.lt(id))));
    }
    let rows: Vec<Row> =
        query.order((threads::last_at.desc(), threads::id.desc())).limit(limit).select(cols::<Row>()).load(db)?;
    with_candidates(db, rows)
}

/// As many threads of a folder are counted: beyond that nobody wants the number, and everybody would wait for it.
pub const COUNTED: i64 = 1_000;

/// How many threads of an office are in each folder, without those with the reader themselves; [`COUNTED`] at most.
///
/// # Errors
/// The database's.
pub fn counts(db: &mut Db, office: &OfficeCode, staff: StaffId, now: Ts) -> Result<Vec<(Folder, i64)>, StoreError> {
    let own = own_holdings(db, staff)?;
    let count = |folder: &Folder| {
        let all = || in_folder(office, *folder, (staff, now), &own);
        let last: Vec<ThreadId> = all().offset(COUNTED - 1).limit(1).select(threads::id).load(db)?;
        let count = if last.is_empty() { all().count().get_result(db)? } else { COUNTED };
        Ok::<_, StoreError>((*folder, count))
    };
    Folder::ALL.iter().map(count).collect()
}

/// What is put off is in its own folder until its moment comes, and then where it was.
fn in_folder<'a>(
    office: &'a OfficeCode,
    folder: Folder,
    (staff, now): (StaffId, Ts),
    own: &[HoldingId],
) -> threads::BoxedQuery<'a, MultiBackend> {
    let mut all = threads::table.filter(threads::office.eq(office)).into_boxed();
    for holding in own {
        all = all.filter(threads::holding_id.ne(*holding));
    }
    let awake = threads::snoozed_until.is_null().or(threads::snoozed_until.le(now));
    match folder {
        Folder::All => all,
        Folder::Done => all.filter(threads::state.eq(ThreadState::Done)),
        Folder::Snoozed => all.filter(threads::state.ne(ThreadState::Done)).filter(threads::snoozed_until.gt(now)),
        Folder::Waiting => all.filter(threads::state.eq(ThreadState::Waiting)).filter(awake),
        Folder::Unassigned => {
            all.filter(threads::state.eq(ThreadState::Open)).filter(awake).filter(threads::owner_id.is_null())
        }
        Folder::Mine => {
            all.filter(threads::state.eq(ThreadState::Open)).filter(awake).filter(threads::owner_id.eq(staff))
        }
    }
}

/// The holdings about somebody of staff: they see none of what is in them (ROLE-OWN-FILE).
fn own_holdings(db: &mut Db, staff: StaffId) -> Result<Vec<HoldingId>, StoreError> {
    let own: Option<Option<CandidateId>> =
        staff::table.find(staff).select(staff::own_candidate).first(db).optional()?;
    let Some(own) = own.flatten() else { return Ok(Vec::new()) };
    Ok(holdings::table.filter(holdings::candidate_id.eq(own)).select(holdings::id).load(db)?)
}

fn with_candidates(db: &mut Db, rows: Vec<Row>) -> Result<Vec<Thread>, StoreError> {
    let ids: Vec<HoldingId> = rows.iter().map(|row| row.holding_id).collect();
    let known: Vec<(HoldingId, CandidateId)> =
        holdings::table.filter(holdings::id.eq_any(&ids)).select((holdings::id, holdings::candidate_id)).load(db)?;
    let known: HashMap<HoldingId, CandidateId> = known.into_iter().collect();
    let thread = |row: Row| {
        Some(Thread {
            candidate: known.get(&row.holding_id).copied()?,
            id: row.id,
            holding: row.holding_id,
            office: row.office,
            state: row.state,
            owner: row.owner_id,
            snoozed_until: row.snoozed_until,
            last_at: row.last_at,
            messages: row.messages,
            revision: row.revision,
        })
    };
    Ok(rows.into_iter().filter_map(thread).collect())
}

/// One thread.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none of this id.
pub fn of(db: &mut Db, id: ThreadId) -> Result<Thread, StoreError> {
    let row: Option<Row> = threads::table.find(id).select(cols::<Row>()).first(db).optional()?;
    with_candidates(db, row.into_iter().collect())?.pop().ok_or(StoreError::NotFound)
}

/// The threads of a holding, the latest first; with `open`, only those that are not done.
///
/// # Errors
/// The database's.
pub fn of_holding(db: &mut Db, holding: HoldingId, open: bool, limit: i64) -> Result<Vec<Thread>, StoreError> {
    let mut query = threads::table.filter(threads::holding_id.eq(holding)).into_boxed();
    if open {
        query = query.filter(threads::state.ne(ThreadState::Done));
    }
    let rows: Vec<Row> =
        query.order((threads::last_at.desc(), threads::id.desc())).limit(limit).select(cols::<Row>()).load(db)?;
    with_candidates(db, rows)
}
