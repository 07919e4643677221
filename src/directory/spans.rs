//! A page in an order by values, of many people that the words find.
//!
//! Sorting all of them would take as long as there are many. So the order is read span by span: those whose values
//! begin alike. The words know each span, and the spans that are read are as wide as a page needs.
//!
//! Invariant: spans follow each other without a gap or an overlap, in the order of the values, whatever their widths.

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::list::{ListFilter, Scope};
use super::order::{Order, cut};
use super::prepared::{Bound, Prepared};
use super::query::Query;
use super::statement::{self, Begin, Statement, Value, Way};
use super::{DirectoryError, facts};

/// As many are sorted at once: it costs less than looking for the spans that they are in.
const FEW: i64 = 1_000;
/// As many of one span are.
const SORTED: usize = 200;
/// So few rows of a span let the next one be wider.
const FEW_OF_A_PAGE: usize = 8;
/// As many are looked up while the order's index is walked; of more, a narrower span is taken.
const LOOKED_UP: usize = 2_000;

/// Whether the words find more than are sorted at once.
pub(super) fn are_many(db: &mut SqliteConnection, scope: &Scope, filter: &ListFilter) -> Result<bool, DirectoryError> {
    Ok(statement::count_found(db, scope, filter, FEW)?.is_some_and(|count| count.is_more))
}

/// How those of a span are read.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Reading {
    /// There are none.
    Nobody,
    /// They are few: sorted. Where they are is known by then, and the words are not asked again.
    Sorted(Vec<i64>),
    /// They are more: looked up while the index is walked.
    LookedUp,
    /// They are very many: by narrower spans, if there are any.
    Narrower,
    /// However many they are, all have one value, and the words know the order of places.
    ByPlace,
}

/// The part of an order that is still to be read.
struct Rest<'a> {
    scope: &'a Scope,
    filter: &'a ListFilter,
    order: Order,
    column: &'static str,
    index: &'static str,
    is_rising: bool,
    /// The row that the page begins after, until its span is read.
    begin: Option<&'a Begin>,
    /// The end of what was read, once something was.
    edge: Option<String>,
}

/// Rows of a page, one more than it has if there are more.
pub(super) fn page<R>(
    db: &mut SqliteConnection,
    scope: &Scope,
    filter: &ListFilter,
    order: Order,
    begin: Option<&Begin>,
    is_rising: bool,
) -> Result<Vec<R>, DirectoryError>
where
    R: QueryableByName<Sqlite> + 'static,
{
    let Some((column, index)) = order.column() else { return Ok(Vec::new()) };
    let wanted = usize::try_from(filter.size + 1).unwrap_or(0);
    let narrowest = order.spans().len().saturating_sub(1);
    let mut rest = Rest { scope, filter, order, column, index, is_rising, begin, edge: None };
    // To count those of a narrow span costs least, and where many are found it fills a page.
    let (mut rows, mut width) = (Vec::new(), narrowest);
    while rows.len() < wanted {
        let Some(value) = rest.first(db)? else { break };
        let mut span = rest.span(&value, width);
        let mut reading = span.reading(db, scope)?;
        while reading == Reading::Narrower && width < narrowest {
            width += 1;
            span = rest.span(&value, width);
            reading = span.reading(db, scope)?;
        }
        let read = rest.read(db, &span, &reading)?;
        // A span with few may be one of many such.
        if matches!(reading, Reading::Nobody | Reading::Sorted(_)) || read.len() < FEW_OF_A_PAGE {
            width = width.saturating_sub(1);
        }
        rows.extend(read);
        rest.edge = Some(span.far_end);
        rest.begin = None;
    }
    rows.truncate(wanted);
    Ok(rows)
}

/// Those whose values begin alike.
struct Span {
    /// What is asked, and that they are in it.
    filter: ListFilter,
    /// The last value that they may have, in the direction of reading.
    far_end: String,
    is_one_value: bool,
}

impl Span {
    fn reading(&self, db: &mut SqliteConnection, scope: &Scope) -> Result<Reading, DirectoryError> {
        if self.is_one_value {
            return Ok(Reading::ByPlace);
        }
        let most = i64::try_from(LOOKED_UP).unwrap_or(i64::MAX);
        let mut places = statement::places_found(db, scope, &self.filter, most)?;
        Ok(match places.last().copied() {
            None => Reading::Nobody,
            Some(last) if places.len() <= SORTED => {
                places.resize(SORTED, last);
                Reading::Sorted(places)
            }
            Some(_) if places.len() <= LOOKED_UP => Reading::LookedUp,
            Some(_) => Reading::Narrower,
        })
    }
}

impl Rest<'_> {
    /// The first value that is still to be read.
    fn first(&self, db: &mut SqliteConnection) -> Result<Option<String>, DirectoryError> {
        if let Some(value) = self.begin.and_then(|begin| begin.value.clone()) {
            return Ok(Some(value));
        }
        let Self { column, index, edge, is_rising, .. } = self;
        let (sign, direction) = if *is_rising { ('>', "ASC") } else { ('<', "DESC") };
        let beyond = if edge.is_some() { format!("WHERE {column} {sign} ?") } else { String::new() };
        let sql = format!(
            "SELECT {column} AS value FROM people p INDEXED BY {index} {beyond} ORDER BY {column} {direction} LIMIT 1"
        );
        let found: Vec<Value> = Prepared { sql, bound: edge.iter().cloned().map(Bound::Text).collect() }.load(db)?;
        Ok(found.into_iter().next().map(|found| found.value))
    }

    /// The span of a value.
    fn span(&self, value: &str, width: usize) -> Span {
        let length = self.order.spans().get(width).copied().unwrap_or(usize::MAX);
        let beginning = cut(value, length);
        let within = Query::Fact(facts::ordered(self.order, length, beginning));
        let query = Query::All(self.filter.query.clone().into_iter().chain([within]).collect());
        Span {
            filter: ListFilter { query: Some(query), ..self.filter.clone() },
            // A value that is shorter than the span is alone in it. No name has the last of all characters; if one had,
            // it would be read by itself.
            far_end: match !self.is_rising || beginning.chars().count() < length {
                true => beginning.to_owned(),
                false => format!("{beginning}\u{10FFFF}").max(value.to_owned()),
            },
            is_one_value: self.order.is_one_value(length),
        }
    }

    fn read<R>(&self, db: &mut SqliteConnection, span: &Span, reading: &Reading) -> Result<Vec<R>, DirectoryError>
    where
        R: QueryableByName<Sqlite> + 'static,
    {
        let by_place = *reading == Reading::ByPlace;
        let mut statement = match reading {
            Reading::Nobody => return Ok(Vec::new()),
            Reading::Sorted(places) => Statement::of_places(self.scope, &span.filter, places),
            Reading::ByPlace => Statement::of(self.scope, &span.filter, Way::ByWords),
            Reading::LookedUp | Reading::Narrower => {
                Statement::of(self.scope, &span.filter, Way::AmongFound(self.index))
            }
        };
        match (self.begin, &self.edge) {
            (Some(begin), _) => {
                statement.begin_after((!by_place).then_some(self.column), begin, self.is_rising);
            }
            (None, Some(edge)) if !by_place => {
                let after = if self.is_rising { '>' } else { '<' };
                statement.add(&format!("{} {after} ?", self.column), Bound::Text(edge.clone()));
            }
            (None, _) => {}
        }
        if !by_place {
            let until = if self.is_rising { "<=" } else { ">=" };
            statement.add(&format!("{} {until} ?", self.column), Bound::Text(span.far_end.clone()));
        }
        statement.page(db, (!by_place).then_some(self.column), self.is_rising, self.filter.size + 1)
    }
}
