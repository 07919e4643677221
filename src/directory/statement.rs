//! Statements over the people that a scope, a question and an order leave.
//!
//! Invariant: scope, dates and question are part of the statement, and every value is bound, never written into it.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::Sqlite;

use super::list::{Count, ListFilter, PageKey, Scope};
use super::prepared::{Bound, Prepared};
use super::query::Query;
use super::write::{self, LAST_PLACE, first_place, row_of};
use super::{DirectoryError, days, facts, matching};
use crate::domain::id::{HoldingId, StaffId};

#[derive(QueryableByName)]
pub(super) struct Value {
    #[diesel(sql_type = Text)]
    pub(super) value: String,
}

#[derive(QueryableByName)]
struct Here {
    #[diesel(sql_type = BigInt)]
    place: i64,
    #[diesel(sql_type = Text)]
    value: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// A statement over the people that a scope and a filter leave.
pub(super) struct Statement {
    pub(super) from: String,
    bound: Vec<Bound>,
}

/// The applications that somebody is assigned to, each person once.
const ASSIGNED: &str = "assigned a INDEXED BY assigned_newest CROSS JOIN people p ON p.place = a.place WHERE a.staff = ? \
    AND NOT EXISTS (SELECT 1 FROM assigned b WHERE b.place = a.place AND b.staff = a.staff \
    AND (b.received_at, b.rowid) > (a.received_at, a.rowid))";

/// Those whom the words find, looked up.
fn among_found() -> String {
    format!("p.place IN (SELECT {LAST_PLACE} - rowid FROM words WHERE words MATCH ?)")
}

/// How a question and an order come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Those that the words find, newest first; in another order, all of them are sorted.
    ByWords,
    /// An index in the order of the list is walked, and each row looked up among all that the words find.
    AmongFound(&'static str),
    /// An index is walked: there is no question.
    ByIndex(&'static str),
    /// The applications that somebody is assigned to are walked, by when they came in, the latest of each person alone.
    ByAssignment,
}

/// How many people the words find, whether their use has ended or not, counted up to a bound.
pub(super) fn count_found(
    db: &mut SqliteConnection,
    scope: &Scope,
    filter: &ListFilter,
    most: i64,
) -> Result<Option<Count>, DirectoryError> {
    let found = expression(scope, filter).map(Statement::of_words);
    found.map(|found| found.count(db, most)).transpose()
}

/// The places of the people whom the words find, whether their use has ended or not, up to one more than a bound.
pub(super) fn places_found(
    db: &mut SqliteConnection,
    scope: &Scope,
    filter: &ListFilter,
    most: i64,
) -> Result<Vec<i64>, DirectoryError> {
    let Some(expression) = expression(scope, filter) else { return Ok(Vec::new()) };
    let sql = |from: &str| format!("SELECT {LAST_PLACE} - rowid AS number FROM {from} LIMIT {}", most + 1);
    let places: Vec<Number> = Statement::of_words(expression).load(db, &sql)?;
    Ok(places.into_iter().map(|place| place.number).collect())
}

impl Statement {
    pub(super) fn of(scope: &Scope, filter: &ListFilter, way: Way) -> Self {
        let expression = expression(scope, filter);
        let mut bound = Vec::new();
        let from = match (&expression, way) {
            (found, Way::ByAssignment) => {
                let staff = scope.assigned_to.map(|staff| staff.uuid().as_bytes().to_vec());
                bound.push(Bound::Bytes(staff.unwrap_or_default()));
                let found = if found.is_some() { among_found() } else { "1".to_owned() };
                format!("{ASSIGNED} AND {found}")
            }
            // Words first: they find few, and in the order of the list.
            (Some(_), Way::ByWords | Way::ByIndex(_)) => {
                format!("words CROSS JOIN people p ON p.place = {LAST_PLACE} - words.rowid WHERE words MATCH ?")
            }
            (Some(_), Way::AmongFound(index)) => {
                format!("people p INDEXED BY {index} WHERE {}", among_found())
            }
            (None, Way::ByWords) => "people p WHERE 1".to_owned(),
            (None, Way::ByIndex(index) | Way::AmongFound(index)) => {
                format!("people p INDEXED BY {index} WHERE 1")
            }
        };
        bound.extend(expression.map(Bound::Text));
        Self { from, bound }.seen_by(scope, filter)
    }

    /// Those of some places whom a scope and a filter's time leave. There are as many `?` as places, so always ask
    /// about the same number: a place may stand twice.
    pub(super) fn of_places(scope: &Scope, filter: &ListFilter, places: &[i64]) -> Self {
        let marks = vec!["?"; places.len()].join(",");
        // Walking an index would look at everybody.
        let from = format!("people p NOT INDEXED WHERE p.place IN ({marks})");
        Self { from, bound: places.iter().copied().map(Bound::Number).collect() }.seen_by(scope, filter)
    }

    /// Leaves those who may be used today, who are not the asking person, and who came in when the filter says.
    fn seen_by(mut self, scope: &Scope, filter: &ListFilter) -> Self {
        let statement = &mut self;
        statement.add("(p.usable_until IS NULL OR p.usable_until >= ?)", Bound::Text(scope.today.to_string()));
        if let Some(candidate) = scope.except {
            statement.add("p.candidate <> ?", Bound::Bytes(candidate.uuid().as_bytes().to_vec()));
        }
        match (filter.since, scope.assigned_to) {
            (Some(since), None) if statement.is_by_words() => {
                statement.add("words.rowid <= ?", Bound::Number(row_of(first_place(since))));
            }
            (Some(since), None) => statement.add("p.place >= ?", Bound::Number(first_place(since))),
            (Some(since), Some(staff)) => {
                let theirs = "EXISTS (SELECT 1 FROM assigned a WHERE a.place = p.place AND a.staff = ?";
                statement.add(theirs, Bound::Bytes(staff.uuid().as_bytes().to_vec()));
                statement.add("a.received_at >= ?)", Bound::Number(since.micros()));
            }
            (None, _) => {}
        }
        self
    }

    fn of_words(expression: String) -> Self {
        Self { from: "words WHERE words MATCH ?".to_owned(), bound: vec![Bound::Text(expression)] }
    }

    /// The same people, to be counted. Where nobody is due to be looked at again, nobody's use has ended either, and
    /// the words know how many they are without a look at each row. Count within the transaction that this asks in.
    pub(super) fn of_counted(
        db: &mut SqliteConnection,
        scope: &Scope,
        filter: &ListFilter,
    ) -> Result<Self, DirectoryError> {
        let asks_rows = scope.except.is_some() || filter.since.is_some_and(|_| scope.assigned_to.is_some());
        let Some(expression) = expression(scope, filter).filter(|_| !asks_rows) else {
            return Ok(Self::of(scope, filter, Way::ByWords));
        };
        if write::is_due(db, scope.today)? {
            return Ok(Self::of(scope, filter, Way::ByWords));
        }
        let mut statement = Self::of_words(expression);
        if let Some(since) = filter.since {
            statement.add("rowid <= ?", Bound::Number(row_of(first_place(since))));
        }
        Ok(statement)
    }

    /// Leaves only some holdings.
    pub(super) fn keep(&mut self, holdings: &[HoldingId]) {
        let marks = vec!["?"; holdings.len()].join(",");
        self.from.push_str(&format!(" AND p.holding IN ({marks})"));
        self.bound.extend(holdings.iter().map(|holding| Bound::Bytes(holding.uuid().as_bytes().to_vec())));
    }

    /// Whether the places come from the words themselves, so that their own order can be asked for.
    fn is_by_words(&self) -> bool {
        self.from.starts_with("words CROSS")
    }

    fn place(&self) -> &'static str {
        if self.from.starts_with(ASSIGNED) { "a.place" } else { "p.place" }
    }

    /// Begins after a row, in the order of a column before the place, or of that alone.
    pub(super) fn begin_after(&mut self, column: Option<&str>, begin: &Begin, is_rising: bool) {
        let sign = if is_rising { '>' } else { '<' };
        match (column, &begin.value) {
            (Some(column), Some(value)) => {
                self.add(&format!("({column}, {}) {sign} (?, ", self.place()), Bound::Text(value.clone()));
                self.from.push_str("?)");
                self.bound.push(Bound::Number(begin.place));
            }
            _ if self.is_by_words() => {
                let sign = if is_rising { '<' } else { '>' };
                self.add(&format!("words.rowid {sign} ?"), Bound::Number(row_of(begin.place)));
            }
            _ => self.add(&format!("{} {sign} ?", self.place()), Bound::Number(begin.place)),
        }
    }

    /// What the rows are ordered by: a column before their place, or that alone.
    fn order(&self, column: Option<&str>, is_rising: bool) -> String {
        let direction = if is_rising { "ASC" } else { "DESC" };
        match column {
            Some(column) => format!("{column} {direction}, {} {direction}", self.place()),
            None if self.is_by_words() => format!("words.rowid {}", if is_rising { "DESC" } else { "ASC" }),
            None => format!("{} {direction}", self.place()),
        }
    }

    /// Rows of a page, ordered by a column before their place or by that alone.
    pub(super) fn page<R>(
        self,
        db: &mut SqliteConnection,
        column: Option<&str>,
        is_rising: bool,
        size: i64,
    ) -> Result<Vec<R>, DirectoryError>
    where
        R: QueryableByName<Sqlite> + 'static,
    {
        let by = self.order(column, is_rising);
        self.load(db, &|from| format!("SELECT p.* FROM {from} ORDER BY {by} LIMIT {size}"))
    }

    pub(super) fn add(&mut self, condition: &str, bound: Bound) {
        self.from.push_str(" AND ");
        self.from.push_str(condition);
        self.bound.push(bound);
    }

    pub(super) fn load<R>(
        self,
        db: &mut SqliteConnection,
        sql: &dyn Fn(&str) -> String,
    ) -> Result<Vec<R>, DirectoryError>
    where
        R: QueryableByName<Sqlite> + 'static,
    {
        Ok(Prepared { sql: sql(&self.from), bound: self.bound }.load(db)?)
    }

    /// Counts up to a bound, so that a word that everybody has costs no more than one that many have.
    pub(super) fn count(self, db: &mut SqliteConnection, most: i64) -> Result<Count, DirectoryError> {
        let sql = |from: &str| format!("SELECT count(*) AS number FROM (SELECT 1 FROM {from} LIMIT {})", most + 1);
        let number = self.load::<Number>(db, &sql)?.first().map_or(0, |row| row.number);
        Ok(Count { value: number.min(most), is_more: number > most })
    }
}

/// The row that a page begins after.
#[derive(Debug)]
pub(super) struct Begin {
    pub(super) place: i64,
    /// What it is ordered by, in an order by values.
    pub(super) value: Option<String>,
}

impl Begin {
    /// Looks a row up. An order by values needs it: whether it is gone or was never in the scope, there is none then,
    /// and the list begins anew. Places are not tried out by whoever may not know what they tell.
    pub(super) fn find(
        db: &mut SqliteConnection,
        scope: &Scope,
        by: Option<(&str, Way)>,
        key: PageKey,
    ) -> Result<Option<Self>, DirectoryError> {
        let column = by.map(|(column, _)| column);
        let way = by.map(|(_, way)| way).filter(|way| *way == Way::ByAssignment);
        let mut here = Statement::of(scope, &ListFilter::default(), way.unwrap_or(Way::ByWords));
        match key {
            PageKey::Place(_) if !scope.sees_records() => return Ok(None),
            PageKey::Place(place) if column.is_none() => return Ok(Some(Self { place, value: None })),
            PageKey::Place(place) => here.add("p.place = ?", Bound::Number(place)),
            PageKey::Holding(holding) => here.keep(&[holding]),
        }
        let value = column.unwrap_or("''");
        let here: Vec<Here> = here.load(db, &|from| format!("SELECT p.place, {value} AS value FROM {from}"))?;
        let begin = |Here { place, value }| Self { place, value: column.is_some().then_some(value) };
        Ok(here.into_iter().next().map(begin))
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
    if scope.to_find_alone {
        parts = parts.into_iter().map(to_find).collect();
    }
    (!parts.is_empty()).then(|| matching::expression(&Query::All(parts), &scope.columns()))
}

/// A question about applications as one about those that somebody is assigned to.
fn of_assignment(query: Query, staff: StaffId) -> Query {
    with_facts(query, &|fact| match fact {
        fact if facts::is_of_an_application(&fact) => Query::Fact(facts::assigned(staff, Some(&fact))),
        // The states of the whole record tell of applications that are not theirs, and so does who looks after it.
        fact if days::is_of_the_record(&fact) || facts::is_owner(&fact) => Query::Any(Vec::new()),
        fact => Query::Fact(fact),
    })
}

/// A question as one that tells no more than who there is, and where.
fn to_find(query: Query) -> Query {
    with_facts(query, &|fact| if facts::is_to_find(&fact) { Query::Fact(fact) } else { Query::Any(Vec::new()) })
}

/// A question with each fact in it asked in another way.
fn with_facts(query: Query, asked: &dyn Fn(String) -> Query) -> Query {
    let each = |parts: Vec<Query>| parts.into_iter().map(|part| with_facts(part, asked)).collect();
    match query {
        Query::Fact(fact) => asked(fact),
        Query::All(parts) => Query::All(each(parts)),
        Query::Any(parts) => Query::Any(each(parts)),
        Query::Not(part) => Query::Not(Box::new(with_facts(*part, asked))),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::connection;
    use crate::directory::order::Order;

    #[derive(QueryableByName)]
    struct Plan {
        #[diesel(sql_type = Text)]
        detail: String,
    }

    #[test]
    fn every_order_but_that_of_few_walks_its_index_and_sorts_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut db = connection::open(&folder.path().join("JP.db"), &[7; 32], 1).unwrap().get().unwrap();
        let today = "2026-11-24".parse().unwrap();
        let scope = Scope { today, assigned_to: None, except: None, categories: Vec::new(), to_find_alone: false };
        for order in Order::ALL {
            let index = order.column().map(|(_, index)| index);
            let ways = index.map_or(vec![Way::ByWords], |it| vec![Way::ByIndex(it), Way::AmongFound(it)]);
            for (way, query) in
                ways.into_iter().flat_map(|way| [(way, None), (way, Some(Query::Fact("who=all".into())))])
            {
                if matches!((way, &query), (Way::ByIndex(_), Some(_))) {
                    continue;
                }
                let filter = ListFilter { query, ..ListFilter::default() };
                let statement = Statement::of(&scope, &filter, way);
                let by = statement.order(order.column().map(|(column, _)| column), true);
                let sql = |from: &str| format!("EXPLAIN QUERY PLAN SELECT p.* FROM {from} ORDER BY {by} LIMIT 51");
                let plan: Vec<Plan> = statement.load(&mut db, &sql).unwrap();
                let plan: Vec<String> = plan.into_iter().map(|step| step.detail).collect();
                assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{order} {way:?}: {plan:?}");
                let walks = |index: &str| plan.iter().any(|step| step.contains(index) && step.contains(" p "));
                assert!(index.is_none_or(walks), "{order} {way:?}: {plan:?}");
            }
        }
    }
}
