//! Raw SQL beside the product: what somebody with a database shell could do.

use diesel::connection::SimpleConnection;
use diesel::r2d2::ManageConnection;
use diesel::sql_types::{BigInt, Binary, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use saiyo::store::database::{Cache, Db, Manager, Target};
use uuid::Uuid;

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    t: String,
}

#[derive(QueryableByName)]
struct Bytes {
    #[diesel(sql_type = Binary)]
    b: Vec<u8>,
}

/// A connection of the product's own kind, outside its pools.
pub fn connect(target: &Target) -> Db {
    Manager::new(target.clone(), Cache::OF_RECORDS).connect().unwrap()
}

/// Runs a query once per backend, since a typed row of raw SQL is not on the joint one.
macro_rules! rows {
    ($db:expr, $query:expr, $row:ty) => {
        match $db {
            Db::Pg(c) => sql_query($query).load::<$row>(c),
            Db::Sqlite(c) => sql_query($query).load::<$row>(c),
        }
    };
}

/// Raw SQL on a connection.
pub trait Sql {
    /// Runs statements.
    fn run(&mut self, sql: &str) -> Result<(), diesel::result::Error>;
    /// The one number that a query `SELECT … AS n` finds.
    fn number(&mut self, sql: &str) -> i64;
    /// The words that a query `SELECT … AS t` finds.
    fn words(&mut self, sql: &str) -> Vec<String>;
    /// The bytes that a query `SELECT … AS b` finds.
    fn bytes(&mut self, sql: &str) -> Vec<Vec<u8>>;
    /// An id as it stands in SQL.
    fn id(&self, id: Uuid) -> String;
    /// Bytes as they stand in SQL.
    fn blob(&self, bytes: &[u8]) -> String;
}

impl Sql for Db {
    fn run(&mut self, sql: &str) -> Result<(), diesel::result::Error> {
        self.batch_execute(sql)
    }

    fn number(&mut self, sql: &str) -> i64 {
        rows!(self, sql, Number).unwrap().first().unwrap().n
    }

    fn words(&mut self, sql: &str) -> Vec<String> {
        rows!(self, sql, Word).unwrap().into_iter().map(|row| row.t).collect()
    }

    fn bytes(&mut self, sql: &str) -> Vec<Vec<u8>> {
        rows!(self, sql, Bytes).unwrap().into_iter().map(|row| row.b).collect()
    }

    fn id(&self, id: Uuid) -> String {
        match self {
            Self::Pg(_) => format!("'{id}'"),
            Self::Sqlite(_) => self.blob(id.as_bytes()),
        }
    }

    fn blob(&self, bytes: &[u8]) -> String {
        match self {
            Self::Pg(_) => format!("'\\x{}'::bytea", hex::encode(bytes)),
            Self::Sqlite(_) => format!("X'{}'", hex::encode(bytes)),
        }
    }
}
