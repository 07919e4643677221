//! `IN` with a list of values, as a page asks of the thirty people on it.
//!
//! Invariant: short lists are filled up to few widths, so that each text is prepared once for all times: to prepare it
//! takes longer than to answer it.

use diesel::backend::Backend;
use diesel::expression::ValidGrouping;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{Bool, HasSqlType, SingleValue};

/// Longer lists are asked as they are; they come from jobs, and PostgreSQL takes them as one value.
pub const WIDEST: usize = 64;

/// See [`one_of`].
#[derive(Debug, Clone, Copy)]
pub struct OneOf<'a, C, U> {
    column: C,
    values: &'a [U],
}

/// Whether a column that is never null has one of some values.
pub const fn one_of<C, U>(column: C, values: &[U]) -> OneOf<'_, C, U> {
    OneOf { column, values }
}

/// How many values stand in the text for so many.
const fn width(values: usize) -> usize {
    values.next_power_of_two()
}

impl<C: Expression, U> Expression for OneOf<'_, C, U>
where
    C::SqlType: SingleValue,
{
    type SqlType = Bool;
}

impl<C: ValidGrouping<G>, U, G> ValidGrouping<G> for OneOf<'_, C, U> {
    type IsAggregate = C::IsAggregate;
}

impl<C: AppearsOnTable<Q>, U, Q> AppearsOnTable<Q> for OneOf<'_, C, U> where Self: Expression {}

impl<C: SelectableExpression<Q>, U, Q> SelectableExpression<Q> for OneOf<'_, C, U> where Self: AppearsOnTable<Q> {}

// The text depends on how many there are, so it is what the statement is known by.
impl<C, U> QueryId for OneOf<'_, C, U> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C, U, B> QueryFragment<B> for OneOf<'_, C, U>
where
    B: Backend + HasSqlType<C::SqlType>,
    C: Expression + QueryFragment<B>,
    U: ToSql<C::SqlType, B>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, B>) -> QueryResult<()> {
        let Some(last) = self.values.last() else {
            out.push_sql("1=0");
            return Ok(());
        };
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        let filled = self.values.iter().chain(std::iter::repeat(last)).take(width(self.values.len()));
        for (at, value) in filled.enumerate() {
            if at > 0 {
                out.push_sql(", ");
            }
            out.push_bind_param::<C::SqlType, U>(value)?;
        }
        out.push_sql(")");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use diesel::debug_query;
    use diesel::sqlite::Sqlite;

    use super::*;
    use crate::domain::id::HoldingId;
    use crate::store::schema::holdings;

    fn text(ids: &[HoldingId]) -> String {
        let asked = holdings::table.filter(one_of(holdings::id, ids)).select(holdings::revision);
        debug_query::<Sqlite, _>(&asked).to_string()
    }

    #[test]
    fn lists_are_filled_up_to_few_widths() {
        let ids: Vec<HoldingId> = (0..100).map(|_| HoldingId::new()).collect();
        let marks = |count: usize| text(&ids[..count]).split(" -- ").next().unwrap_or_default().matches('?').count();
        assert_eq!([1, 2, 3, 30, 33, WIDEST].map(marks), [1, 2, 4, 32, 64, 64]);
        assert!(text(&[]).contains("1=0"));
    }
}
