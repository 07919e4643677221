//! Reading: pages of people, with scope and dates inside the query, never a filter afterwards.

use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use uuid::Uuid;

use super::write::{assigned, people};
use super::{DirectoryError, LatestApplication, Person};
use crate::domain::application::Stage;
use crate::domain::candidate::HoldingRef;
use crate::domain::id::{CandidateId, HoldingId, StaffId, VacancyId};
use crate::domain::time::{Day, Ts};

/// Whose eyes a query is for.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Today at the office: who may be used until yesterday is not there.
    pub today: Day,
    /// Only people assigned to this person of staff.
    pub assigned_to: Option<StaffId>,
    /// Never this candidate: the asking person's own record.
    pub except: Option<CandidateId>,
}

/// Where a page begins: after this row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageKey {
    /// The row's time.
    pub received_at: Ts,
    /// The row's holding, for rows of one time.
    pub holding: HoldingId,
}

impl PageKey {
    /// The key as a word of a URL; it says nothing about a person.
    pub fn to_word(self) -> String {
        format!("{}.{}", self.received_at.micros(), self.holding)
    }

    /// Reads a key back.
    pub fn from_word(word: &str) -> Option<Self> {
        let (micros, holding) = word.split_once('.')?;
        Some(Self { received_at: Ts::from_micros(micros.parse().ok()?), holding: holding.parse().ok()? })
    }
}

/// What a page of people is asked for.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    /// Only at this stage.
    pub stage: Option<Stage>,
    /// Only applied to this vacancy.
    pub vacancy: Option<VacancyId>,
    /// Only received since.
    pub since: Option<Ts>,
    /// The rows after this one.
    pub after: Option<PageKey>,
    /// The rows before this one, nearest to it.
    pub before: Option<PageKey>,
    /// Rows per page.
    pub size: i64,
}

/// A page of people.
#[derive(Debug, Clone, Default)]
pub struct ListPage {
    /// The people, newest first.
    pub people: Vec<Person>,
    /// Where the next page begins, if there is one.
    pub next: Option<PageKey>,
    /// Where the page before ends, if there is one.
    pub previous: Option<PageKey>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = people)]
struct Row {
    holding: Vec<u8>,
    candidate: Vec<u8>,
    office: String,
    family: String,
    given: String,
    reading: String,
    vacancy: Option<Vec<u8>>,
    stage: Option<String>,
    source: Option<String>,
    received_at: i64,
    usable_until: Option<String>,
    proposed_at: Option<i64>,
}

type Query<'a> = people::BoxedQuery<'a, Sqlite>;

fn visible(scope: &Scope) -> Query<'_> {
    let today = scope.today.to_string();
    let mut query =
        people::table.into_boxed().filter(people::usable_until.is_null().or(people::usable_until.ge(today)));
    if let Some(staff) = scope.assigned_to {
        let theirs =
            assigned::table.filter(assigned::staff.eq(staff.uuid().as_bytes().to_vec())).select(assigned::holding);
        query = query.filter(people::holding.eq_any(theirs));
    }
    if let Some(candidate) = scope.except {
        query = query.filter(people::candidate.ne(candidate.uuid().as_bytes().to_vec()));
    }
    query
}

pub(super) fn page(db: &mut SqliteConnection, scope: &Scope, filter: &ListFilter) -> Result<ListPage, DirectoryError> {
    let mut query = visible(scope);
    if let Some(stage) = filter.stage {
        query = query.filter(people::stage.eq(stage.as_str()));
    }
    if let Some(vacancy) = filter.vacancy {
        query = query.filter(people::vacancy.eq(vacancy.uuid().as_bytes().to_vec()));
    }
    if let Some(since) = filter.since {
        query = query.filter(people::received_at.ge(since.micros()));
    }
    let backwards = filter.before.is_some();
    if let Some(key) = filter.before.or(filter.after) {
        query = beyond(query, key, backwards);
    }
    query = if backwards {
        query.order((people::received_at.asc(), people::holding.asc()))
    } else {
        query.order((people::received_at.desc(), people::holding.desc()))
    };
    let mut rows: Vec<Row> = query.limit(filter.size + 1).select(Row::as_select()).load(db)?;
    let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) > filter.size;
    if more {
        rows.pop();
    }
    if backwards {
        rows.reverse();
    }
    let people = rows.into_iter().map(Person::try_from).collect::<Result<Vec<_>, _>>()?;
    let has_next = if backwards { true } else { more };
    let has_previous = if backwards { more } else { filter.after.is_some() };
    Ok(ListPage {
        next: people.last().filter(|_| has_next).map(key_of),
        previous: people.first().filter(|_| has_previous).map(key_of),
        people,
    })
}

fn beyond(query: Query<'_>, key: PageKey, backwards: bool) -> Query<'_> {
    let (at, holding) = (key.received_at.micros(), key.holding.uuid().as_bytes().to_vec());
    if backwards {
        let same = people::received_at.eq(at).and(people::holding.gt(holding));
        query.filter(people::received_at.gt(at).or(same))
    } else {
        let same = people::received_at.eq(at).and(people::holding.lt(holding));
        query.filter(people::received_at.lt(at).or(same))
    }
}

fn key_of(person: &Person) -> PageKey {
    PageKey { received_at: person.received_at, holding: person.holding.id }
}

pub(super) fn count_since(db: &mut SqliteConnection, scope: &Scope, since: Ts) -> Result<i64, DirectoryError> {
    Ok(visible(scope).filter(people::received_at.ge(since.micros())).count().get_result(db)?)
}

pub(super) fn proposed(db: &mut SqliteConnection, scope: &Scope, size: i64) -> Result<Vec<Person>, DirectoryError> {
    let rows: Vec<Row> = visible(scope)
        .filter(people::proposed_at.is_not_null())
        .order((people::proposed_at.desc(), people::holding.desc()))
        .limit(size)
        .select(Row::as_select())
        .load(db)?;
    rows.into_iter().map(Person::try_from).collect()
}

pub(super) fn count_proposed(db: &mut SqliteConnection, scope: &Scope) -> Result<i64, DirectoryError> {
    Ok(visible(scope).filter(people::proposed_at.is_not_null()).count().get_result(db)?)
}

pub(super) fn count(db: &mut SqliteConnection) -> Result<i64, DirectoryError> {
    Ok(people::table.count().get_result(db)?)
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
        let until = row.usable_until.map(|day| day.parse().map_err(|_| DirectoryError::Unreadable)).transpose()?;
        Ok(Self {
            holding: HoldingRef {
                id: HoldingId::from_uuid(id(&row.holding)?),
                candidate: CandidateId::from_uuid(id(&row.candidate)?),
                office: row.office.parse().map_err(|_| DirectoryError::Unreadable)?,
            },
            family: row.family,
            given: row.given,
            reading: row.reading,
            latest,
            received_at: Ts::from_micros(row.received_at),
            usable_until: until,
            proposed_at: row.proposed_at.map(Ts::from_micros),
            assigned: Vec::new(),
        })
    }
}
