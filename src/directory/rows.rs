//! Rows of the index as people, as far as a scope shows them.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use uuid::Uuid;

use super::list::Scope;
use super::write::{assigned, holding};
use super::{DirectoryError, LatestApplication, Person};
use crate::domain::candidate::HoldingRef;
use crate::domain::category::CategoryId;
use crate::domain::id::{CandidateId, StaffId, VacancyId};
use crate::domain::time::{Day, Ts};

#[derive(QueryableByName)]
pub(super) struct Row {
    #[diesel(sql_type = BigInt)]
    pub place: i64,
    #[diesel(sql_type = Binary)]
    pub holding: Vec<u8>,
    #[diesel(sql_type = Binary)]
    candidate: Vec<u8>,
    #[diesel(sql_type = Text)]
    office: String,
    #[diesel(sql_type = Text)]
    family: String,
    #[diesel(sql_type = Text)]
    given: String,
    #[diesel(sql_type = Text)]
    reading: String,
    #[diesel(sql_type = Nullable<Binary>)]
    vacancy: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Text>)]
    stage: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    source: Option<String>,
    #[diesel(sql_type = BigInt)]
    received_at: i64,
    #[diesel(sql_type = Nullable<Text>)]
    usable_until: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    proposed_at: Option<i64>,
    #[diesel(sql_type = Text)]
    contacted_on: String,
    #[diesel(sql_type = Nullable<Binary>)]
    owner: Option<Vec<u8>>,
    #[diesel(sql_type = Text)]
    tags: String,
}

/// Rows as people. Whoever sees assigned people alone is shown the application that is theirs, not the latest one;
/// whoever looks for people is shown no application, no state and no date.
pub(super) fn people(db: &mut SqliteConnection, rows: Vec<Row>, scope: &Scope) -> Result<Vec<Person>, DirectoryError> {
    let sees_tags = scope.categories.contains(&CategoryId::Other);
    let shown = |mut row: Row| {
        if !scope.sees_records() {
            (row.proposed_at, row.usable_until, row.owner) = (None, None, None);
            row.contacted_on = String::new();
        }
        if scope.to_find_alone {
            (row.vacancy, row.stage, row.source, row.received_at) = (None, None, None, 0);
        }
        let person = Person::try_from(row)?;
        Ok(if sees_tags { person } else { Person { tags: Vec::new(), ..person } })
    };
    let Some(staff) = scope.assigned_to else { return rows.into_iter().map(shown).collect() };
    let places: Vec<i64> = rows.iter().map(|row| row.place).collect();
    let theirs: Vec<(i64, Vec<u8>, String, String, i64)> = assigned::table
        .filter(assigned::place.eq_any(places).and(assigned::staff.eq(staff.uuid().as_bytes().as_slice())))
        .order(assigned::received_at)
        .select((assigned::place, assigned::vacancy, assigned::stage, assigned::source, assigned::received_at))
        .load(db)?;
    // The latest of a row's stays.
    let mut theirs: HashMap<i64, _> = theirs.into_iter().map(|row| (row.0, row)).collect();
    let own = |mut row: Row| {
        let found = theirs.remove(&row.place);
        (row.vacancy, row.stage, row.source, row.received_at) = match found {
            Some((_, vacancy, stage, source, at)) => (Some(vacancy), Some(stage), Some(source), at),
            None => (None, None, None, 0),
        };
        shown(row)
    };
    rows.into_iter().map(own).collect()
}

impl TryFrom<Row> for Person {
    type Error = DirectoryError;
    fn try_from(row: Row) -> Result<Self, DirectoryError> {
        let id = |bytes: &[u8]| Uuid::from_slice(bytes).map_err(|_| DirectoryError::Unreadable);
        let latest = match (&row.vacancy, &row.stage, &row.source) {
            (Some(vacancy), Some(stage), Some(source)) => Some(LatestApplication {
                vacancy: VacancyId::from_uuid(id(vacancy)?),
                stage: stage.parse().map_err(|_| DirectoryError::Unreadable)?,
                source: source.parse().map_err(|_| DirectoryError::Unreadable)?,
            }),
            _ => None,
        };
        let day = |day: String| day.parse::<Day>().map_err(|_| DirectoryError::Unreadable);
        let contacted_on = Some(row.contacted_on).filter(|day| !day.is_empty());
        Ok(Self {
            holding: HoldingRef {
                id: holding(&row.holding)?,
                candidate: CandidateId::from_uuid(id(&row.candidate)?),
                office: row.office.parse().map_err(|_| DirectoryError::Unreadable)?,
            },
            family: row.family,
            given: row.given,
            reading: row.reading,
            latest,
            received_at: Ts::from_micros(row.received_at),
            contacted_on: contacted_on.map(day).transpose()?,
            usable_until: row.usable_until.map(day).transpose()?,
            proposed_at: row.proposed_at.map(Ts::from_micros),
            owner: row.owner.map(|owner| Ok::<_, DirectoryError>(StaffId::from_uuid(id(&owner)?))).transpose()?,
            tags: serde_json::from_str(&row.tags).map_err(|_| DirectoryError::Unreadable)?,
        })
    }
}
