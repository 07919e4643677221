//! Vacancies.

use diesel::prelude::*;

use super::database::{Db, cols};
use super::error::StoreError;
use super::schema::vacancies;
use super::words::{from_json, to_json};
use crate::domain::id::VacancyId;
use crate::domain::office::OfficeCode;
use crate::domain::time::Ts;
use crate::domain::vacancy::{EmploymentType, Vacancy, VacancyName, VacancyState};

#[derive(Queryable, Selectable)]
#[diesel(table_name = vacancies)]
struct Row {
    id: VacancyId,
    office: OfficeCode,
    slug: String,
    title: String,
    summary: String,
    description: String,
    location: String,
    employment_type: EmploymentType,
    state: VacancyState,
    published_at: Option<Ts>,
    revision: i64,
}

impl TryFrom<Row> for Vacancy {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            office: row.office,
            slug: row.slug,
            title: from_json(&row.title, "vacancies.title")?,
            summary: from_json(&row.summary, "vacancies.summary")?,
            description: from_json(&row.description, "vacancies.description")?,
            location: from_json(&row.location, "vacancies.location")?,
            employment_type: row.employment_type,
            state: row.state,
            published_at: row.published_at,
            revision: row.revision,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = vacancies)]
struct NameRow {
    id: VacancyId,
    office: OfficeCode,
    slug: String,
    title: String,
    state: VacancyState,
}

impl TryFrom<NameRow> for VacancyName {
    type Error = StoreError;
    fn try_from(row: NameRow) -> Result<Self, StoreError> {
        let title = from_json(&row.title, "vacancies.title")?;
        Ok(Self { id: row.id, office: row.office, slug: row.slug, title, state: row.state })
    }
}

/// The vacancies on the careers page, by office, newest first.
///
/// # Errors
/// The database's.
pub fn open(db: &mut Db) -> Result<Vec<Vacancy>, StoreError> {
    let rows: Vec<Row> = vacancies::table
        .filter(vacancies::state.eq(VacancyState::Open))
        .order((vacancies::office, vacancies::published_at.desc(), vacancies::id))
        .select(cols::<Row>())
        .load(db)?;
    rows.into_iter().map(Vacancy::try_from).collect()
}

/// Every vacancy.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db) -> Result<Vec<Vacancy>, StoreError> {
    let order = (vacancies::office, vacancies::created_at.desc(), vacancies::id);
    let rows: Vec<Row> = vacancies::table.order(order).select(cols::<Row>()).load(db)?;
    rows.into_iter().map(Vacancy::try_from).collect()
}

/// What every vacancy is called, in the order of [`list`]: most pages need no more, and the texts are long.
///
/// # Errors
/// The database's.
pub fn names(db: &mut Db) -> Result<Vec<VacancyName>, StoreError> {
    let order = (vacancies::office, vacancies::created_at.desc(), vacancies::id);
    let rows: Vec<NameRow> = vacancies::table.order(order).select(cols::<NameRow>()).load(db)?;
    rows.into_iter().map(VacancyName::try_from).collect()
}

/// The vacancy of a URL, whatever its state.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn by_slug(db: &mut Db, slug: &str) -> Result<Vacancy, StoreError> {
    let row: Option<Row> =
        vacancies::table.filter(vacancies::slug.eq(slug)).select(cols::<Row>()).get_result(db).optional()?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// One vacancy.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn read(db: &mut Db, id: VacancyId) -> Result<Vacancy, StoreError> {
    let row: Option<Row> = vacancies::table.find(id).select(cols::<Row>()).get_result(db).optional()?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// Adds a vacancy.
///
/// # Errors
/// [`StoreError::Taken`] if the slug is; the database's.
pub fn add(db: &mut Db, vacancy: &Vacancy, at: Ts) -> Result<(), StoreError> {
    let added = diesel::insert_into(vacancies::table)
        .values((
            vacancies::id.eq(vacancy.id),
            vacancies::office.eq(&vacancy.office),
            vacancies::slug.eq(&vacancy.slug),
            vacancies::title.eq(to_json(&vacancy.title, "title")?),
            vacancies::summary.eq(to_json(&vacancy.summary, "summary")?),
            vacancies::description.eq(to_json(&vacancy.description, "description")?),
            vacancies::location.eq(to_json(&vacancy.location, "location")?),
            vacancies::employment_type.eq(vacancy.employment_type),
            vacancies::state.eq(vacancy.state),
            vacancies::published_at.eq(vacancy.published_at),
            vacancies::created_at.eq(at),
            vacancies::revision.eq(1),
        ))
        .execute(db)
        .map_err(StoreError::from);
    match added {
        Err(error) if error.is_duplicate() => Err(StoreError::Taken("slug")),
        other => other.map(|_| ()),
    }
}

/// Changes a vacancy that is still as the editor saw it.
///
/// # Errors
/// [`StoreError::Stale`] if somebody changed it meanwhile; [`StoreError::Taken`] if the slug is.
pub fn change(db: &mut Db, vacancy: &Vacancy) -> Result<(), StoreError> {
    let same = vacancies::table.filter(vacancies::id.eq(vacancy.id).and(vacancies::revision.eq(vacancy.revision)));
    let changed = diesel::update(same)
        .set((
            vacancies::slug.eq(&vacancy.slug),
            vacancies::title.eq(to_json(&vacancy.title, "title")?),
            vacancies::summary.eq(to_json(&vacancy.summary, "summary")?),
            vacancies::description.eq(to_json(&vacancy.description, "description")?),
            vacancies::location.eq(to_json(&vacancy.location, "location")?),
            vacancies::employment_type.eq(vacancy.employment_type),
            vacancies::state.eq(vacancy.state),
            vacancies::published_at.eq(vacancy.published_at),
            vacancies::revision.eq(vacancy.revision + 1),
        ))
        .execute(db)
        .map_err(StoreError::from);
    match changed {
        Err(error) if error.is_duplicate() => Err(StoreError::Taken("slug")),
        Ok(0) => Err(StoreError::Stale),
        other => other.map(|_| ()),
    }
}
