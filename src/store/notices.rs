//! Published versions of the recruitment privacy policy.

use diesel::prelude::*;

use super::database::{Db, cols};
use super::error::StoreError;
use super::schema::notices;
use super::words::{from_json, join, split, to_json};
use crate::domain::id::NoticeId;
use crate::domain::notice::Notice;
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

/// Every published version, newest first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db) -> Result<Vec<Notice>, StoreError> {
    let rows: Vec<Row> = notices::table.order(notices::version.desc()).select(cols::<Row>()).load(db)?;
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
        .filter(notices::effective_on.le(today))
        .order((notices::effective_on.desc(), notices::version.desc()))
        .select(cols::<Row>())
        .first(db)
        .optional()?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// One version by its id.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn read(db: &mut Db, id: NoticeId) -> Result<Notice, StoreError> {
    let row: Option<Row> = notices::table.find(id).select(cols::<Row>()).get_result(db).optional()?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// One version by its number.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn by_version(db: &mut Db, version: i32) -> Result<Notice, StoreError> {
    let row: Option<Row> =
        notices::table.filter(notices::version.eq(version)).select(cols::<Row>()).first(db).optional()?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// Publishes a version.
///
/// # Errors
/// [`StoreError::Taken`] if the number is; the database's.
pub fn publish(db: &mut Db, notice: &Notice, at: Ts) -> Result<(), StoreError> {
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
        ))
        .execute(db)
        .map_err(StoreError::from);
    match added {
        Err(error) if error.is_duplicate() => Err(StoreError::Taken("version")),
        other => other.map(|_| ()),
    }
}
