//! Reading: pages of people, with scope, question and dates inside the query, never a filter afterwards.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use diesel::sqlite::Sqlite;
use uuid::Uuid;

use super::facts;
use super::hits::{self, Excerpt};
use super::matching;
use super::prepared::{Bound, Prepared};
use super::query::Query;
use super::texts::Unpacker;
use super::write::{assigned, first_place};
use super::{DirectoryError, LatestApplication, Person};
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
    /// The packed texts, where a question looks into them.
    #[diesel(sql_type = Nullable<Binary>)]
    body: Option<Vec<u8>>,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// A statement over the people that a scope and a filter leave.
struct Statement {
    from: String,
    place: &'static str,
    bound: Vec<Bound>,
}

impl Statement {
    fn of(scope: &Scope, filter: &ListFilter) -> Self {
        let mut statement = Self { from: String::new(), place: "p.place", bound: Vec::new() };
        if let Some(expression) = expression(scope, filter) {
            // Words first: they find few, and in the order of the list.
            statement.place = "words.rowid";
            statement.from = "words CROSS JOIN people p ON p.place = words.rowid WHERE words MATCH ?".to_owned();
            statement.bound.push(Bound::Text(expression));
        } else {
            statement.from = "people p WHERE 1".to_owned();
        }
        statement.add("(p.usable_until IS NULL OR p.usable_until >= ?)", Bound::Text(scope.today.to_string()));
        if let Some(candidate) = scope.except {
            statement.add("p.candidate <> ?", Bound::Bytes(candidate.uuid().as_bytes().to_vec()));
        }
        if let Some(since) = filter.since {
            let place = statement.place;
            statement.add(&format!("{place} >= ?"), Bound::Number(first_place(since)));
        }
        statement
    }

    fn add(&mut self, condition: &str, bound: Bound) {
        self.from.push_str(" AND ");
        self.from.push_str(condition);
        self.bound.push(bound);
    }

    /// Loads what a text in front of the statement's own and one behind it ask for.
    fn load<R>(self, db: &mut SqliteConnection, select: &str, end: &str) -> Result<Vec<R>, DirectoryError>
    where
        R: QueryableByName<Sqlite> + 'static,
    {
        Ok(Prepared { sql: format!("{select} {} {end}", self.from), bound: self.bound }.load(db)?)
    }

    /// Counts up to a bound, so that a word that everybody has costs no more than one that many have.
    fn count(self, db: &mut SqliteConnection, most: i64) -> Result<Count, DirectoryError> {
        let (select, end) = ("SELECT count(*) AS number FROM (SELECT 1 FROM", format!("LIMIT {})", most + 1));
        let number = self.load::<Number>(db, select, &end)?.first().map_or(0, |row| row.number);
        Ok(Count { value: number.min(most), is_more: number > most })
    }
}

/// The words that a page is found by; nothing if it is everybody.
fn expression(scope: &Scope, filter: &ListFilter) -> Option<String> {
    let facts = [filter.stage.map(facts::stage), filter.vacancy.map(facts::vacancy)];
    let mut parts: Vec<Query> = facts.into_iter().flatten().map(Query::Fact).collect();
    parts.extend(filter.query.clone());
    if let Some(staff) = scope.assigned_to {
        parts = parts.into_iter().map(|part| of_assignment(part, staff)).collect();
        parts.push(Query::Fact(facts::assigned(staff, None)));
    }
    (!parts.is_empty()).then(|| matching::expression(&Query::All(parts), &scope.categories))
}

/// A question about applications as one about those that somebody is assigned to.
fn of_assignment(query: Query, staff: StaffId) -> Query {
    let each = |parts: Vec<Query>| parts.into_iter().map(|part| of_assignment(part, staff)).collect();
    match query {
        Query::Fact(fact) if facts::is_of_an_application(&fact) => Query::Fact(facts::assigned(staff, Some(&fact))),
        Query::All(parts) => Query::All(each(parts)),
        Query::Any(parts) => Query::Any(each(parts)),
        Query::Not(part) => Query::Not(Box::new(of_assignment(*part, staff))),
        other => other,
    }
}

pub(super) fn page(db: &mut SqliteConnection, scope: &Scope, filter: &ListFilter) -> Result<ListPage, DirectoryError> {
    let mut statement = Statement::of(scope, filter);
    let place = statement.place;
    let backwards = filter.before.is_some();
    if let Some(key) = filter.before.or(filter.after) {
        let sign = if backwards { '>' } else { '<' };
        statement.add(&format!("{place} {sign} ?"), Bound::Number(key.0));
    }
    let order = if backwards { "ASC" } else { "DESC" };
    let select = if filter.query.is_some() { WITH_BODY } else { WITHOUT_BODY };
    let end = format!("ORDER BY {place} {order} LIMIT {}", filter.size + 1);
    let mut rows: Vec<Row> = statement.load(db, select, &end)?;
    let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) > filter.size;
    if more {
        rows.pop();
    }
    if backwards {
        rows.reverse();
    }
    let has_next = backwards || more;
    let has_previous = if backwards { more } else { filter.after.is_some() };
    Ok(ListPage {
        next: rows.last().filter(|_| has_next).map(|row| PageKey(row.place)),
        previous: rows.first().filter(|_| has_previous).map(|row| PageKey(row.place)),
        excerpts: excerpts(scope, filter, &rows)?,
        people: people(db, rows, scope)?,
    })
}

const WITHOUT_BODY: &str = "SELECT p.*, NULL AS body FROM";
const WITH_BODY: &str = "SELECT p.*, (SELECT texts.body FROM texts WHERE texts.place = p.place) AS body FROM";

fn excerpts(scope: &Scope, filter: &ListFilter, rows: &[Row]) -> Result<Vec<Vec<Excerpt>>, DirectoryError> {
    let Some(query) = &filter.query else { return Ok(rows.iter().map(|_| Vec::new()).collect()) };
    let (needles, mut unpacker) = (hits::needles(query), Unpacker::default());
    let mut of_row = |row: &Row| match &row.body {
        Some(body) => Ok(hits::excerpts(&unpacker.fields(body)?, &needles, &scope.categories)),
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
    Statement::of(scope, filter).count(db, most)
}

pub(super) fn count_since(db: &mut SqliteConnection, scope: &Scope, since: Ts) -> Result<i64, DirectoryError> {
    let filter = ListFilter { since: Some(since), ..ListFilter::default() };
    Ok(count_of(db, scope, &filter, i64::from(u32::MAX))?.value)
}

/// People with proposals in a scope. Whoever sees assigned people alone sees no proposals: they are about other
/// applications.
fn with_proposals(scope: &Scope) -> Option<Statement> {
    let mut statement = Statement::of(scope, &ListFilter::default());
    statement.from.push_str(" AND p.proposed_at IS NOT NULL");
    scope.assigned_to.is_none().then_some(statement)
}

pub(super) fn proposed(db: &mut SqliteConnection, scope: &Scope, size: i64) -> Result<Vec<Person>, DirectoryError> {
    let Some(statement) = with_proposals(scope) else { return Ok(Vec::new()) };
    let end = format!("ORDER BY p.proposed_at DESC, p.place DESC LIMIT {size}");
    let rows = statement.load(db, WITHOUT_BODY, &end)?;
    people(db, rows, scope)
}

pub(super) fn count_proposed(db: &mut SqliteConnection, scope: &Scope) -> Result<i64, DirectoryError> {
    match with_proposals(scope) {
        Some(statement) => Ok(statement.count(db, i64::from(u32::MAX))?.value),
        None => Ok(0),
    }
}

pub(super) fn count(db: &mut SqliteConnection) -> Result<i64, DirectoryError> {
    Ok(super::write::people::table.count().get_result(db)?)
}

/// Rows as people. Whoever sees assigned people alone is shown the application that is theirs, not the latest one.
fn people(db: &mut SqliteConnection, rows: Vec<Row>, scope: &Scope) -> Result<Vec<Person>, DirectoryError> {
    let Some(staff) = scope.assigned_to else { return rows.into_iter().map(Person::try_from).collect() };
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
        Person::try_from(row)
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
        })
    }
}
