//! PostgreSQL databases for one test each.

use diesel::prelude::*;

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = diesel::sql_types::Text)]
    word: String,
}

pub fn words(db: &mut PgConnection, query: &str) -> Vec<String> {
    diesel::sql_query(query).load::<Word>(db).unwrap().into_iter().map(|row| row.word).collect()
}

/// Every row of every table as text; bytes stand there as hex.
pub fn rows_of(url: &str) -> Vec<(String, String)> {
    let mut db = PgConnection::establish(url).unwrap();
    let tables = words(&mut db, "SELECT tablename::text AS word FROM pg_tables WHERE schemaname = 'public'");
    let mut rows = Vec::new();
    for table in tables {
        let found = words(&mut db, &format!("SELECT t::text AS word FROM \"{table}\" t"));
        rows.extend(found.into_iter().map(|row| (table.clone(), row)));
    }
    assert!(!rows.is_empty());
    rows
}

/// A database of its own for one test.
pub fn new_database(server: &str) -> String {
    let name = format!("at_rest_{}", uuid::Uuid::now_v7().simple());
    let mut db = PgConnection::establish(server).unwrap();
    diesel::sql_query(format!("CREATE DATABASE {name}")).execute(&mut db).unwrap();
    format!("{}/{name}", server.rsplit_once('/').unwrap().0)
}

/// Removes it again.
pub fn drop_database(url: &str) {
    let (server, name) = url.rsplit_once('/').unwrap();
    let mut db = PgConnection::establish(&format!("{server}/postgres")).unwrap();
    diesel::sql_query(format!("DROP DATABASE {name} WITH (FORCE)")).execute(&mut db).unwrap();
}
