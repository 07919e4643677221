//! Published versions of the recruitment privacy policy.
//!
//! Invariant: a published version never changes. One that has not come into force can be withdrawn; it then counts for
//! nobody, and its number is not used again.

use std::collections::HashMap;

use diesel::dsl::{count_star, exists, max, not};
use diesel::prelude::*;

use super::database::{Db, cols};
use super::error::StoreError;
use super::schema::{applications, notices};
use super::words::{from_json, join, split, to_json};
use crate::domain::id::{NoticeId, StaffId};
use crate::domain::jurisdiction::Country;
use crate::domain::locale::InThreeLanguages;
use crate::domain::notice::{Announcement, Notice};
use crate::domain::time::{Day, Ts};

#[derive(Queryable, Selectable)]
#[diesel(table_name = notices)]
struct Row {
    id: NoticeId,
    version: i32,
    effective_on: Day,
    title: String,
    sections: String,
    purposes: String,
    categories: String,
    countries: String,
}

impl TryFrom<Row> for Notice {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            version: row.version,
            effective_on: row.effective_on,
            title: from_json(&row.title, "notices.title")?,
            sections: from_json(&row.sections, "notices.sections")?,
            purposes: split(&row.purposes, "notices.purposes")?,
            categories: split(&row.categories, "notices.categories")?,
            countries: split(&row.countries, "notices.countries")?,
        })
    }
}

/// What was decided when a version was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What is done about those who were shown an earlier one.
    pub announcement: Announcement,
    /// What the law proposed.
    pub proposed: Announcement,
    /// The rows of the law behind that.
    pub rules: Vec<String>,
    /// Why it was decided differently; empty if it was not.
    pub reason: String,
    /// Who published it; nobody of staff if it was an operator.
    pub by: Option<StaffId>,
}

impl Decided {
    /// Of a first version: there is nobody to tell.
    pub const FIRST: Self = Self {
        announcement: Announcement::Publish,
        proposed: Announcement::Publish,
        rules: Vec::new(),
        reason: String::new(),
        by: None,
    };
}

/// A version without its texts, with what was decided about it.
#[derive(Debug, Clone)]
pub struct Published {
    /// Which.
    pub id: NoticeId,
    /// Its number.
    pub version: i32,
    /// The first day it is in force.
    pub effective_on: Day,
    /// What it is called.
    pub title: InThreeLanguages,
    /// When it was published.
    pub published_at: Ts,
    /// When it was withdrawn, before its day.
    pub withdrawn_at: Option<Ts>,
    /// What was decided.
    pub decided: Decided,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = notices)]
struct PublishedRow {
    id: NoticeId,
    version: i32,
    effective_on: Day,
    title: String,
    published_at: Ts,
    withdrawn_at: Option<Ts>,
    announcement: Announcement,
    proposed: Announcement,
    rules: String,
    reason: String,
    published_by: Option<StaffId>,
}

impl TryFrom<PublishedRow> for Published {
    type Error = StoreError;
    fn try_from(row: PublishedRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            version: row.version,
            effective_on: row.effective_on,
            title: from_json(&row.title, "notices.title")?,
            published_at: row.published_at,
            withdrawn_at: row.withdrawn_at,
            decided: Decided {
                announcement: row.announcement,
                proposed: row.proposed,
                rules: split(&row.rules, "notices.rules")?,
                reason: row.reason,
                by: row.published_by,
            },
        })
    }
}

/// Every version that was ever published, without its texts, newest first.
///
/// # Errors
/// The database's.
pub fn ledger(db: &mut Db) -> Result<Vec<Published>, StoreError> {
    let rows: Vec<PublishedRow> =
        notices::table.order(notices::version.desc()).select(cols::<PublishedRow>()).load(db)?;
    rows.into_iter().map(Published::try_from).collect()
}

/// How many holdings are judged by each version: the one of their latest application. It is read off the index
/// `applications_judged` alone, and nevertheless off all of it: only somebody who asks for it waits for it.
///
/// # Errors
/// The database's.
pub fn judged(db: &mut Db) -> Result<HashMap<NoticeId, i64>, StoreError> {
    let later = diesel::alias!(applications as later_applications);
    let (holding, notice) = (later.field(applications::holding_id), later.field(applications::notice_id));
    let (received, id) = (later.field(applications::received_at), later.field(applications::id));
    let is_later =
        received.gt(applications::received_at).or(received.eq(applications::received_at).and(id.gt(applications::id)));
    let has_later = later.filter(holding.eq(applications::holding_id)).filter(notice.is_not_null()).filter(is_later);
    let counts: Vec<(Option<NoticeId>, i64)> = applications::table
        .filter(applications::notice_id.is_not_null())
        .filter(not(exists(has_later)))
        .group_by(applications::notice_id)
        .select((applications::notice_id, count_star()))
        .load(db)?;
    Ok(counts.into_iter().filter_map(|(notice, count)| Some((notice?, count))).collect())
}

/// The number that the next version gets.
///
/// # Errors
/// The database's.
pub fn next_version(db: &mut Db) -> Result<i32, StoreError> {
    let latest: Option<i32> = notices::table.select(max(notices::version)).first(db)?;
    Ok(latest.unwrap_or(0).saturating_add(1))
}

/// Every published version that was not withdrawn, newest first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db) -> Result<Vec<Notice>, StoreError> {
    let standing = notices::table.filter(notices::withdrawn_at.is_null());
    let rows: Vec<Row> = standing.order(notices::version.desc()).select(cols::<Row>()).load(db)?;
    rows.into_iter().map(Notice::try_from).collect()
}

/// The number of every published version: its texts are long.
///
/// # Errors
/// The database's.
pub fn versions(db: &mut Db) -> Result<Vec<(NoticeId, i32)>, StoreError> {
    Ok(notices::table.select((notices::id, notices::version)).load(db)?)
}

/// The version in force on a day.
///
/// # Errors
/// [`StoreError::NotFound`] if none is.
pub fn in_force(db: &mut Db, today: Day) -> Result<Notice, StoreError> {
    let row: Option<Row> = notices::table
        .filter(notices::effective_on.le(today).and(notices::withdrawn_at.is_null()))
        .order((notices::effective_on.desc(), notices::version.desc()))
        .select(cols::<Row>())
        .first(db)
        .optional()?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// The version in force on a day with the countries that it names: its texts are long.
///
/// # Errors
/// The database's.
pub fn countries_in_force(db: &mut Db, today: Day) -> Result<Option<(NoticeId, Vec<Country>)>, StoreError> {
    let row: Option<(NoticeId, String)> = notices::table
        .filter(notices::effective_on.le(today).and(notices::withdrawn_at.is_null()))
        .order((notices::effective_on.desc(), notices::version.desc()))
        .select((notices::id, notices::countries))
        .first(db)
        .optional()?;
    row.map(|(id, countries)| Ok((id, split(&countries, "notices.countries")?))).transpose()
}

/// One version by its id.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn read(db: &mut Db, id: NoticeId) -> Result<Notice, StoreError> {
    let row: Option<Row> = notices::table.find(id).select(cols::<Row>()).get_result(db).optional()?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// One version by its number, unless it was withdrawn.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn by_version(db: &mut Db, version: i32) -> Result<Notice, StoreError> {
    let row: Option<Row> = notices::table
        .filter(notices::version.eq(version).and(notices::withdrawn_at.is_null()))
        .select(cols::<Row>())
        .first(db)
        .optional()?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// Publishes a first version.
///
/// # Errors
/// As [`publish_as`].
pub fn publish(db: &mut Db, notice: &Notice, at: Ts) -> Result<(), StoreError> {
    publish_as(db, notice, &Decided::FIRST, at)
}

/// Publishes a version with what was decided about it.
///
/// # Errors
/// [`StoreError::Taken`] if the number is; the database's.
pub fn publish_as(db: &mut Db, notice: &Notice, decided: &Decided, at: Ts) -> Result<(), StoreError> {
    let added = diesel::insert_into(notices::table)
        .values((
            notices::id.eq(notice.id),
            notices::version.eq(notice.version),
            notices::effective_on.eq(notice.effective_on),
            notices::title.eq(to_json(&notice.title, "title")?),
            notices::sections.eq(to_json(&notice.sections, "sections")?),
            notices::purposes.eq(join(&notice.purposes)),
            notices::categories.eq(join(&notice.categories)),
            notices::countries.eq(join(&notice.countries)),
            notices::published_at.eq(at),
            notices::announcement.eq(decided.announcement),
            notices::proposed.eq(decided.proposed),
            notices::rules.eq(join(&decided.rules)),
            notices::reason.eq(&decided.reason),
            notices::published_by.eq(decided.by),
        ))
        .execute(db)
        .map_err(StoreError::from);
    match added {
        Err(error) if error.is_duplicate() => Err(StoreError::Taken("version")),
        other => other.map(|_| ()),
    }
}

/// Withdraws a version that has not come into force.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none of this number, it was withdrawn, or its day has come.
pub fn withdraw(tx: &mut Db, version: i32, today: Day, at: Ts) -> Result<(), StoreError> {
    let coming = notices::version.eq(version).and(notices::withdrawn_at.is_null()).and(notices::effective_on.gt(today));
    let withdrawn = diesel::update(notices::table.filter(coming)).set(notices::withdrawn_at.eq(at)).execute(tx)?;
    if withdrawn == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}
