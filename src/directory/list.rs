//! Reading: pages of people, with scope, question and dates inside the query, never a filter afterwards.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};

use super::hits::{self, Excerpt};
use super::order::Order;
use super::packed::Unpacker;
use super::prepared::{Bound, Prepared};
use super::query::{Query, TextField};
use super::rows::{Row, people};
use super::statement::{Begin, Statement, Way};
use super::texts::{COLUMNS, Column};
use super::write::holding;
use super::{DirectoryError, Person, completed, spans};
use crate::domain::application::Stage;
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
    /// Whether only names, contact data and the office are looked at and shown, by name: to find who asks for
    /// something, not to read.
    pub to_find_alone: bool,
}

impl Scope {
    /// Whether everything of a record may be shown and asked.
    pub(super) const fn sees_records(&self) -> bool {
        self.assigned_to.is_none() && !self.to_find_alone
    }

    /// The order that is used where one is asked for: others would tell what may not be shown.
    pub(super) const fn order(&self, asked: Order) -> Order {
        match asked {
            _ if self.to_find_alone => Order::Name,
            Order::Contact | Order::Stage if self.assigned_to.is_some() => Order::Newest,
            asked => asked,
        }
    }

    /// What an order is by before the place, and how it is walked. Newest and oldest are the places themselves, but for
    /// whoever sees assigned applications alone: a place tells of the latest of all.
    pub(super) const fn by(&self, order: Order) -> Option<(&'static str, Way)> {
        match (order, order.column()) {
            (Order::Newest | Order::Oldest, _) if self.assigned_to.is_some() => {
                Some(("a.received_at", Way::ByAssignment))
            }
            (_, Some((column, index))) => Some((column, Way::ByIndex(index))),
            (_, None) => None,
        }
    }

    /// The columns whose words are looked at.
    pub(super) fn columns(&self) -> Vec<Column> {
        let seen = COLUMNS.into_iter().filter(|column| self.categories.contains(&column.category));
        seen.filter(|column| !self.to_find_alone || matches!(column.field, TextField::Name | TextField::Contact))
            .collect()
    }
}

/// Where a page begins. It says nothing about a person, but when their latest application came in: whoever may not know
/// that is given the record's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageKey {
    /// After a place in the list.
    Place(i64),
    /// After somebody.
    Holding(HoldingId),
}

impl PageKey {
    fn of(row: &Row, scope: &Scope) -> Result<Self, DirectoryError> {
        if scope.sees_records() { Ok(Self::Place(row.place)) } else { Ok(Self::Holding(holding(&row.holding)?)) }
    }

    /// The key as a word of a URL.
    pub fn to_word(self) -> String {
        match self {
            Self::Place(place) => place.to_string(),
            Self::Holding(holding) => holding.to_string(),
        }
    }

    /// Reads a key back.
    pub fn from_word(word: &str) -> Option<Self> {
        let holding = || word.parse().ok().map(Self::Holding);
        word.parse().ok().map(Self::Place).or_else(holding)
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
struct Body {
    #[diesel(sql_type = BigInt)]
    place: i64,
    #[diesel(sql_type = Binary)]
    body: Vec<u8>,
}

pub(super) fn page(db: &mut SqliteConnection, scope: &Scope, asked: &ListFilter) -> Result<ListPage, DirectoryError> {
    // What is asked one after the other is about the same people.
    db.transaction(|db| {
        let filter = completed::filter(db, asked)?;
        read(db, scope, asked, &filter)
    })
}

/// The same with how many there are, counted up to a bound.
pub(super) fn search(
    db: &mut SqliteConnection,
    scope: &Scope,
    asked: &ListFilter,
    most: i64,
) -> Result<(ListPage, Count), DirectoryError> {
    db.transaction(|db| {
        let filter = completed::filter(db, asked)?;
        Ok((read(db, scope, asked, &filter)?, Statement::of_counted(db, scope, &filter)?.count(db, most)?))
    })
}

/// `filter` is what was asked, its beginnings completed to words.
fn read(
    db: &mut SqliteConnection,
    scope: &Scope,
    asked: &ListFilter,
    filter: &ListFilter,
) -> Result<ListPage, DirectoryError> {
    let order = scope.order(filter.order);
    let by = scope.by(order);
    let (column, way) = (by.map(|(column, _)| column), by.map_or(Way::ByWords, |(_, way)| way));
    let begin = match filter.before.or(filter.after) {
        Some(key) => Begin::find(db, scope, by, key)?,
        None => None,
    };
    let backwards = begin.is_some() && filter.before.is_some();
    let is_rising = order.rises() != backwards;
    let mut rows: Vec<Row> = if order.column().is_some() && spans::are_many(db, scope, filter)? {
        spans::page(db, scope, filter, order, begin.as_ref(), is_rising)?
    } else {
        let mut statement = Statement::of(scope, filter, way);
        if let Some(begin) = &begin {
            statement.begin_after(column, begin, is_rising);
        }
        statement.page(db, column, is_rising, filter.size + 1)?
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
    let key = |row: &Row| PageKey::of(row, scope);
    Ok(ListPage {
        next: rows.last().filter(|_| has_next).map(key).transpose()?,
        previous: rows.first().filter(|_| has_previous).map(key).transpose()?,
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

/// Holdings that are read at once: what is kept of each is its id alone.
const AT_ONCE: i64 = 5_000;

/// The holdings of everybody whom a filter leaves, newest first, as far as they are wanted, with nothing about them.
/// They are those of one moment: nobody is missed who moves up the list meanwhile.
pub(super) fn holdings(
    db: &mut SqliteConnection,
    scope: &Scope,
    filter: &ListFilter,
    most: usize,
) -> Result<Vec<HoldingId>, DirectoryError> {
    db.transaction(|db| {
        let filter = completed::filter(db, filter)?;
        let (mut found, mut last) = (Vec::new(), None);
        while found.len() < most {
            let mut statement = Statement::of(scope, &filter, Way::ByWords);
            if let Some(place) = last {
                statement.begin_after(None, &Begin { place, value: None }, false);
            }
            let wanted = i64::try_from(most - found.len()).unwrap_or(i64::MAX).min(AT_ONCE);
            let rows: Vec<Place> = statement.page(db, None, false, wanted)?;
            for row in &rows {
                found.push(holding(&row.holding)?);
            }
            last = rows.last().map(|row| row.place);
            if i64::try_from(rows.len()).is_ok_and(|read| read < wanted) {
                break;
            }
        }
        Ok(found)
    })
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
    let bodies = bodies(db, rows)?;
    let mut of_row = |row: &Row| match bodies.iter().find(|body| body.place == row.place) {
        Some(body) => Ok(needles.excerpts(&unpacker.fields(&body.body)?, &seen)),
        None => Ok(Vec::new()),
    };
    rows.iter().map(&mut of_row).collect()
}

/// Rows of a page as lists have it.
const USUAL: usize = 25;

/// The packed texts of a page's people, asked for in one statement that is prepared once: whatever a page has less than
/// usual stands for its last row again.
fn bodies(db: &mut SqliteConnection, rows: &[Row]) -> Result<Vec<Body>, DirectoryError> {
    let Some(last) = rows.last() else { return Ok(Vec::new()) };
    let mut places: Vec<i64> = rows.iter().map(|row| row.place).collect();
    places.resize(rows.len().max(USUAL), last.place);
    let sql = format!("SELECT place, body FROM texts WHERE place IN ({})", vec!["?"; places.len()].join(","));
    Ok(Prepared { sql, bound: places.into_iter().map(Bound::Number).collect() }.load(db)?)
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
/// applications; and nobody does who only looks for people.
fn with_proposals(scope: &Scope) -> Option<Statement> {
    let mut statement = Statement::of(scope, &ListFilter::default(), Way::ByWords);
    statement.from.push_str(" AND p.proposed_at IS NOT NULL");
    scope.sees_records().then_some(statement)
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
