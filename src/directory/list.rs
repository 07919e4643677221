//! Reading: pages of people, with scope, question and dates inside the query, never a filter afterwards.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use uuid::Uuid;

use super::hits::{self, Excerpt};
use super::order::Order;
use super::packed::Unpacker;
use super::query::{Query, TextField};
use super::statement::{Begin, Statement, Way};
use super::texts::{COLUMNS, Column};
use super::write::assigned;
use super::{DirectoryError, LatestApplication, Person, completed, spans};
use crate::domain::application::Stage;
use crate::domain::candidate::HoldingRef;
use crate::domain::category::CategoryId;
use crate::domain::id::{CandidateId, HoldingId, StaffId, VacancyId};
use crate::domain::time::{Day, Ts};

/// Whose eyes a query is for.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Today at the office: who may be used until yesterday is not there.
    pub today: Day,
    /// Only people assigned to this person of staff. Nothing of their other applications is shown or asked.
    pub assigned_to: Option<StaffId>,
    /// Never this candidate: the asking person's own record.
    pub except: Option<CandidateId>,
    /// The categories whose words are looked at.
    pub categories: Vec<CategoryId>,
    /// Whether only names and contact data are looked at, and no text around a hit is shown: to find who asks for
    /// something, not to read.
    pub to_find_alone: bool,
}

impl Scope {
    /// The columns whose words are looked at.
    pub(super) fn columns(&self) -> Vec<Column> {
        let seen = COLUMNS.into_iter().filter(|column| self.categories.contains(&column.category));
        seen.filter(|column| !self.to_find_alone || matches!(column.field, TextField::Name | TextField::Contact))
            .collect()
    }
}

/// Where a page begins: after this place. It says nothing about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageKey(i64);

impl PageKey {
    /// The key as a word of a URL.
    pub fn to_word(self) -> String {
        self.0.to_string()
    }

    /// Reads a key back.
    pub fn from_word(word: &str) -> Option<Self> {
        word.parse().ok().map(Self)
    }
}

/// What a page of people is asked for.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    /// What is asked in words.
    pub query: Option<Query>,
    /// Only at this stage.
    pub stage: Option<Stage>,
    /// Only applied to this vacancy.
    pub vacancy: Option<VacancyId>,
    /// Only received since.
    pub since: Option<Ts>,
    /// What it is ordered by.
    pub order: Order,
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
    /// For each of them, where the words of the question stand.
    pub excerpts: Vec<Vec<Excerpt>>,
    /// Where the next page begins, if there is one.
    pub next: Option<PageKey>,
    /// Where the page before ends, if there is one.
    pub previous: Option<PageKey>,
}

/// How many there are, counted up to a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// The number, or the bound.
    pub value: i64,
    /// Whether there are more.
    pub is_more: bool,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    place: i64,
    #[diesel(sql_type = Binary)]
    holding: Vec<u8>,
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

#[derive(QueryableByName)]
struct Body {
    #[diesel(sql_type = BigInt)]
    place: i64,
    #[diesel(sql_type = Binary)]
    body: Vec<u8>,
}

pub(super) fn page(db: &mut SqliteConnection, scope: &Scope, filter: &ListFilter) -> Result<ListPage, DirectoryError> {
    // What is asked one after the other is about the same people.
    db.transaction(|db| read(db, scope, filter))
}

fn read(db: &mut SqliteConnection, scope: &Scope, asked: &ListFilter) -> Result<ListPage, DirectoryError> {
    let filter = &completed::filter(db, asked)?;
    let order = if scope.assigned_to.is_some() { filter.order.of_assigned() } else { filter.order };
    let begin = match filter.before.or(filter.after) {
        Some(PageKey(place)) => Begin::find(db, scope, order, place)?,
        None => None,
    };
    let backwards = begin.is_some() && filter.before.is_some();
    let is_rising = order.rises() != backwards;
    let mut rows: Vec<Row> = if order.column().is_some() && spans::are_many(db, scope, filter)? {
        spans::page(db, scope, filter, order, begin.as_ref(), is_rising)?
    } else {
        let way = order.column().map_or(Way::ByWords, |(_, index)| Way::ByIndex(index));
        let mut statement = Statement::of(scope, filter, way);
        if let Some(begin) = &begin {
            statement.begin_after(order, begin, is_rising);
        }
        statement.page(db, order.column().map(|(column, _)| column), is_rising, filter.size + 1)?
    };
    let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) > filter.size;
    if more {
        rows.pop();
    }
    if backwards {
        rows.reverse();
    }
    let has_next = backwards || more;
    let has_previous = if backwards { more } else { begin.is_some() };
    Ok(ListPage {
        next: rows.last().filter(|_| has_next).map(|row| PageKey(row.place)),
        previous: rows.first().filter(|_| has_previous).map(|row| PageKey(row.place)),
        excerpts: excerpts(db, scope, asked, &rows)?,
        people: people(db, rows, scope)?,
    })
}

#[derive(QueryableByName)]
struct Place {
    #[diesel(sql_type = BigInt)]
    place: i64,
    #[diesel(sql_type = Binary)]
    holding: Vec<u8>,
}

/// The holdings of a page, newest first, with nothing about them.
pub(super) fn holdings(
    db: &mut SqliteConnection,
    scope: &Scope,
    filter: &ListFilter,
) -> Result<(Vec<HoldingId>, Option<PageKey>), DirectoryError> {
    let mut statement = Statement::of(scope, &completed::filter(db, filter)?, Way::ByWords);
    if let Some(PageKey(place)) = filter.after {
        statement.begin_after(Order::Newest, &Begin { place, value: None }, false);
    }
    let rows: Vec<Place> = statement.page(db, None, false, filter.size)?;
    let is_full = i64::try_from(rows.len()).unwrap_or(i64::MAX) == filter.size;
    let next = rows.last().filter(|_| is_full).map(|row| PageKey(row.place));
    let id = |row: Place| Uuid::from_slice(&row.holding).map(HoldingId::from_uuid);
    let holdings: Result<Vec<HoldingId>, _> = rows.into_iter().map(id).collect();
    Ok((holdings.map_err(|_| DirectoryError::Unreadable)?, next))
}

fn excerpts(
    db: &mut SqliteConnection,
    scope: &Scope,
    filter: &ListFilter,
    rows: &[Row],
) -> Result<Vec<Vec<Excerpt>>, DirectoryError> {
    let Some(query) = filter.query.as_ref().filter(|query| query.asks_texts() && !scope.to_find_alone) else {
        return Ok(rows.iter().map(|_| Vec::new()).collect());
    };
    let (needles, seen, mut unpacker) = (hits::Needles::of(query), scope.columns(), Unpacker::default());
    let places: Vec<String> = rows.iter().map(|row| row.place.to_string()).collect();
    let sql = format!("SELECT place, body FROM texts WHERE place IN ({})", places.join(","));
    let bodies: Vec<Body> = diesel::sql_query(sql).load(db)?;
    let mut of_row = |row: &Row| match bodies.iter().find(|body| body.place == row.place) {
        Some(body) => Ok(needles.excerpts(&unpacker.fields(&body.body)?, &seen)),
        None => Ok(Vec::new()),
    };
    rows.iter().map(&mut of_row).collect()
}

/// How many people a filter leaves, counted up to a bound.
pub(super) fn count_of(
    db: &mut SqliteConnection,
    scope: &Scope,
    filter: &ListFilter,
    most: i64,
) -> Result<Count, DirectoryError> {
    db.transaction(|db| {
        let filter = completed::filter(db, filter)?;
        Statement::of_counted(db, scope, &filter)?.count(db, most)
    })
}

pub(super) fn count_since(db: &mut SqliteConnection, scope: &Scope, since: Ts) -> Result<i64, DirectoryError> {
    let filter = ListFilter { since: Some(since), ..ListFilter::default() };
    Ok(count_of(db, scope, &filter, i64::from(u32::MAX))?.value)
}

/// People with proposals in a scope. Whoever sees assigned people alone sees no proposals: they are about other
/// applications.
fn with_proposals(scope: &Scope) -> Option<Statement> {
    let mut statement = Statement::of(scope, &ListFilter::default(), Way::ByWords);
    statement.from.push_str(" AND p.proposed_at IS NOT NULL");
    scope.assigned_to.is_none().then_some(statement)
}

pub(super) fn proposed(db: &mut SqliteConnection, scope: &Scope, size: i64) -> Result<Vec<Person>, DirectoryError> {
    let Some(statement) = with_proposals(scope) else { return Ok(Vec::new()) };
    let sql = |from: &str| format!("SELECT p.* FROM {from} ORDER BY p.proposed_at DESC, p.place DESC LIMIT {size}");
    let rows = statement.load(db, &sql)?;
    people(db, rows, scope)
}

pub(super) fn count_proposed(db: &mut SqliteConnection, scope: &Scope) -> Result<i64, DirectoryError> {
    match with_proposals(scope) {
        Some(statement) => Ok(statement.count(db, i64::from(u32::MAX))?.value),
        None => Ok(0),
    }
}

/// The people of some holdings, as far as a scope reaches.
pub(super) fn of(
    db: &mut SqliteConnection,
    scope: &Scope,
    holdings: &[HoldingId],
) -> Result<Vec<Person>, DirectoryError> {
    let mut statement = Statement::of(scope, &ListFilter::default(), Way::ByWords);
    statement.keep(holdings);
    let rows = statement.load(db, &|from| format!("SELECT p.* FROM {from}"))?;
    people(db, rows, scope)
}

pub(super) fn count(db: &mut SqliteConnection) -> Result<i64, DirectoryError> {
    Ok(super::write::people::table.count().get_result(db)?)
}

/// Rows as people. Whoever sees assigned people alone is shown the application that is theirs, not the latest one.
fn people(db: &mut SqliteConnection, rows: Vec<Row>, scope: &Scope) -> Result<Vec<Person>, DirectoryError> {
    let sees_tags = scope.categories.contains(&CategoryId::Other);
    let shown = |row: Row| {
        let person = Person::try_from(row)?;
        Ok(if sees_tags { person } else { Person { tags: Vec::new(), ..person } })
    };
    let Some(staff) = scope.assigned_to else { return rows.into_iter().map(shown).collect() };
    let places: Vec<i64> = rows.iter().map(|row| row.place).collect();
    let theirs: Vec<(i64, Vec<u8>, String, String)> = assigned::table
        .filter(assigned::place.eq_any(places).and(assigned::staff.eq(staff.uuid().as_bytes().as_slice())))
        .select((assigned::place, assigned::vacancy, assigned::stage, assigned::source))
        .load(db)?;
    let mut theirs: HashMap<i64, _> = theirs.into_iter().map(|row| (row.0, row)).collect();
    let own = |mut row: Row| {
        let found = theirs.remove(&row.place);
        (row.vacancy, row.stage, row.source) = match found {
            Some((_, vacancy, stage, source)) => (Some(vacancy), Some(stage), Some(source)),
            None => (None, None, None),
        };
        row.proposed_at = None;
        row.contacted_on = String::new();
        row.usable_until = None;
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
                id: HoldingId::from_uuid(id(&row.holding)?),
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
