//! Versions of the recruitment privacy policy that are being written. They are about nobody.
//!
//! Invariant: a draft is changed only by somebody who saw how it stands; whoever was overtaken changes nothing.

use diesel::prelude::*;

use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::schema::notice_drafts;
use super::words::{from_json, join, split, to_json};
use crate::domain::category::CategoryId;
use crate::domain::id::{NoticeDraftId, StaffId};
use crate::domain::jurisdiction::Country;
use crate::domain::locale::InThreeLanguages;
use crate::domain::notice::Announcement;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};

/// What an officer writes and ticks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// What it will be called.
    pub title: InThreeLanguages,
    /// What it begins with.
    pub introduction: InThreeLanguages,
    /// What is added to the composed parts; may be empty.
    pub additions: InThreeLanguages,
    /// The purposes that it will name.
    pub purposes: Vec<Purpose>,
    /// The categories that it will name.
    pub categories: Vec<CategoryId>,
    /// The countries that it will name.
    pub countries: Vec<Country>,
    /// The first day it will be in force.
    pub effective_on: Option<Day>,
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Which.
    pub id: NoticeDraftId,
    /// What is written.
    pub content: Content,
    /// What is to be done about those who were shown an earlier version, once it was decided.
    pub announcement: Option<Announcement>,
    /// Why, where that differs from what the law proposes.
    pub reason: String,
    /// Counts the changes.
    pub revision: i64,
    /// Who changed it last.
    pub changed_by: Option<StaffId>,
    /// When.
    pub changed_at: Ts,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = notice_drafts)]
struct Row {
    id: NoticeDraftId,
    title: String,
    introduction: String,
    additions: String,
    purposes: String,
    categories: String,
    countries: String,
    effective_on: Option<Day>,
    announcement: Option<Announcement>,
    reason: String,
    revision: i64,
    changed_by: Option<StaffId>,
    changed_at: Ts,
}

impl TryFrom<Row> for Draft {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            content: Content {
                title: from_json(&row.title, "notice_drafts.title")?,
                introduction: from_json(&row.introduction, "notice_drafts.introduction")?,
                additions: from_json(&row.additions, "notice_drafts.additions")?,
                purposes: split(&row.purposes, "notice_drafts.purposes")?,
                categories: split(&row.categories, "notice_drafts.categories")?,
                countries: split(&row.countries, "notice_drafts.countries")?,
                effective_on: row.effective_on,
            },
            announcement: row.announcement,
            reason: row.reason,
            revision: row.revision,
            changed_by: row.changed_by,
            changed_at: row.changed_at,
        })
    }
}

/// Every draft, the one that was changed last first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db) -> Result<Vec<Draft>, StoreError> {
    let latest = (notice_drafts::changed_at.desc(), notice_drafts::id.desc());
    let rows: Vec<Row> = notice_drafts::table.order(latest).select(cols::<Row>()).load(db)?;
    rows.into_iter().map(Draft::try_from).collect()
}

/// One draft.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn read(db: &mut Db, id: NoticeDraftId) -> Result<Draft, StoreError> {
    let row: Option<Row> = notice_drafts::table.find(id).select(cols::<Row>()).get_result(db).optional()?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// Begins a draft.
///
/// # Errors
/// The database's.
pub fn begin(tx: &mut Db, caller: &Caller, id: NoticeDraftId, content: &Content) -> Result<Entry, StoreError> {
    diesel::insert_into(notice_drafts::table)
        .values((
            notice_drafts::id.eq(id),
            written(content)?,
            notice_drafts::reason.eq(""),
            notice_drafts::revision.eq(1_i64),
            notice_drafts::begun_at.eq(caller.at),
            notice_drafts::changed_by.eq(caller.staff_id()),
            notice_drafts::changed_at.eq(caller.at),
        ))
        .execute(tx)?;
    Ok(Entry::by(caller, "create", format!("notice_draft:{id}")))
}

/// Writes a draft anew, if it is still as its writer saw it. What was decided about the earlier text is open again.
///
/// # Errors
/// [`StoreError::Stale`] if somebody else changed it; [`StoreError::NotFound`] if it is gone.
pub fn write(
    tx: &mut Db,
    caller: &Caller,
    (id, seen): (NoticeDraftId, i64),
    content: &Content,
) -> Result<Entry, StoreError> {
    let open = (notice_drafts::announcement.eq(None::<Announcement>), notice_drafts::reason.eq(""));
    let changed = diesel::update(notice_drafts::table.find(id).filter(notice_drafts::revision.eq(seen)))
        .set((written(content)?, open, step(caller)))
        .execute(tx)?;
    done(tx, id, changed)?;
    Ok(Entry::by(caller, "change", format!("notice_draft:{id}")))
}

/// Keeps what is to be done about those who were shown an earlier version.
///
/// # Errors
/// As [`write`].
pub fn decide(
    tx: &mut Db,
    caller: &Caller,
    (id, seen): (NoticeDraftId, i64),
    (announcement, reason): (Announcement, &str),
) -> Result<Entry, StoreError> {
    let changed = diesel::update(notice_drafts::table.find(id).filter(notice_drafts::revision.eq(seen)))
        .set((notice_drafts::announcement.eq(announcement), notice_drafts::reason.eq(reason), step(caller)))
        .execute(tx)?;
    done(tx, id, changed)?;
    Ok(Entry::by(caller, "decide", format!("notice_draft:{id} {announcement}")))
}

/// Removes a draft that was published, or given up.
///
/// # Errors
/// As [`write`].
pub fn remove(tx: &mut Db, caller: &Caller, (id, seen): (NoticeDraftId, i64)) -> Result<Entry, StoreError> {
    let gone = diesel::delete(notice_drafts::table.find(id).filter(notice_drafts::revision.eq(seen))).execute(tx)?;
    done(tx, id, gone)?;
    Ok(Entry::by(caller, "erase", format!("notice_draft:{id}")))
}

/// What changed with every change.
type Step = (
    diesel::dsl::Eq<notice_drafts::revision, diesel::dsl::Add<notice_drafts::revision, i64>>,
    diesel::dsl::Eq<notice_drafts::changed_by, Option<StaffId>>,
    diesel::dsl::Eq<notice_drafts::changed_at, Ts>,
);

fn step(caller: &Caller) -> Step {
    (
        notice_drafts::revision.eq(notice_drafts::revision + 1_i64),
        notice_drafts::changed_by.eq(caller.staff_id()),
        notice_drafts::changed_at.eq(caller.at),
    )
}

/// The columns of a content.
type Written = (
    diesel::dsl::Eq<notice_drafts::title, String>,
    diesel::dsl::Eq<notice_drafts::introduction, String>,
    diesel::dsl::Eq<notice_drafts::additions, String>,
    diesel::dsl::Eq<notice_drafts::purposes, String>,
    diesel::dsl::Eq<notice_drafts::categories, String>,
    diesel::dsl::Eq<notice_drafts::countries, String>,
    diesel::dsl::Eq<notice_drafts::effective_on, Option<Day>>,
);

fn written(content: &Content) -> Result<Written, StoreError> {
    Ok((
        notice_drafts::title.eq(to_json(&content.title, "notice_drafts.title")?),
        notice_drafts::introduction.eq(to_json(&content.introduction, "notice_drafts.introduction")?),
        notice_drafts::additions.eq(to_json(&content.additions, "notice_drafts.additions")?),
        notice_drafts::purposes.eq(join(&content.purposes)),
        notice_drafts::categories.eq(join(&content.categories)),
        notice_drafts::countries.eq(join(&content.countries)),
        notice_drafts::effective_on.eq(content.effective_on),
    ))
}

/// Whether a draft was changed: if not, it is gone or another one by now.
fn done(tx: &mut Db, id: NoticeDraftId, changed: usize) -> Result<(), StoreError> {
    match changed {
        1 => Ok(()),
        _ => read(tx, id).and(Err(StoreError::Stale)),
    }
}
