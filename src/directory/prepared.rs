//! Statements whose text is put together here, prepared once per connection and text.
//!
//! Invariant: a value never stands in the text, so there are only as many texts as there are kinds of questions.

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Binary, Text, Untyped};
use diesel::sqlite::Sqlite;

/// A value that goes into a statement beside its text.
#[derive(Debug)]
pub(super) enum Bound {
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// A statement with a `?` for each of its values.
#[derive(Debug)]
pub(super) struct Prepared {
    pub sql: String,
    pub bound: Vec<Bound>,
}

/// The text is the key under which it is kept.
impl QueryId for Prepared {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Prepared {
    type SqlType = Untyped;
}

impl RunQueryDsl<SqliteConnection> for Prepared {}

impl QueryFragment<Sqlite> for Prepared {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let mut pieces = self.sql.split('?');
        out.push_sql(pieces.next().unwrap_or_default());
        for (bound, piece) in self.bound.iter().zip(pieces) {
            match bound {
                Bound::Number(number) => out.push_bind_param::<BigInt, _>(number)?,
                Bound::Text(text) => out.push_bind_param::<Text, _>(text)?,
                Bound::Bytes(bytes) => out.push_bind_param::<Binary, _>(bytes)?,
            }
            out.push_sql(piece);
        }
        Ok(())
    }
}
