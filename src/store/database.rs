//! The two databases (main and keyring), their connections, and how a change is written.
//!
//! Invariant: a change happens in one immediate transaction whose last act is its journal entry.

#![allow(missing_docs, reason = "the derive of MultiConnection makes items without docs")]

use std::str::FromStr;
use std::sync::MutexGuard;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::r2d2::{ManageConnection, PooledConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::error::StoreError;

/// One connection, to SQLite or to PostgreSQL.
#[derive(diesel::MultiConnection)]
pub enum Db {
    /// PostgreSQL.
    Pg(diesel::PgConnection),
    /// SQLite.
    Sqlite(diesel::SqliteConnection),
}

/// Compiles the same query text once per backend, for what the joint one does not offer.
macro_rules! each {
    ($db:expr, $c:ident => $query:expr) => {
        match $db {
            $crate::store::database::Db::Pg($c) => $query,
            $crate::store::database::Db::Sqlite($c) => $query,
        }
    };
}
pub(crate) use each;

/// Compiles the same query once for one id and once for several: most pages are about one holding.
macro_rules! among {
    ($ids:expr, $column:expr, $filter:ident => $query:expr) => {
        match $ids {
            [one] => {
                let $filter = $column.eq(one);
                $query
            }
            several if several.len() <= $crate::store::one_of::WIDEST => {
                let $filter = $crate::store::one_of::one_of($column, several);
                $query
            }
            many => {
                let $filter = $column.eq_any(many);
                $query
            }
        }
    };
}
pub(crate) use among;

/// The columns of a row type, for `select` and `returning`.
pub fn cols<T: Selectable<MultiBackend>>() -> T::SelectExpression {
    T::construct_selection()
}

/// Where a database is; chosen by the URL's scheme, never by trying one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A PostgreSQL connection URL.
    Pg(String),
    /// The path of an SQLite file.
    Sqlite(String),
}

impl FromStr for Target {
    type Err = StoreError;
    fn from_str(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Ok(Self::Pg(url.to_owned()))
        } else if let Some(path) = url.strip_prefix("sqlite:") {
            Ok(Self::Sqlite(path.to_owned()))
        } else {
            Err(StoreError::Setup("a database URL begins with postgres:// or sqlite:".to_owned()))
        }
    }
}

/// Opens and checks connections for the pool.
#[derive(Debug)]
pub struct Manager {
    target: Target,
    cache: Cache,
}

/// Memory that each connection of SQLite may keep pages in, in KiB. What another connection commits empties it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cache(u32);

impl Cache {
    /// For the records: a transaction holds what it has changed.
    pub const OF_RECORDS: Self = Self(8_000);
    /// For the keyring: keys are looked up one by one.
    pub const OF_KEYS: Self = Self(1_000);
}

impl Manager {
    /// A manager for one database. SQLite files overwrite what is deleted (R4).
    pub const fn new(target: Target, cache: Cache) -> Self {
        Self { target, cache }
    }
}

const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; \
     PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;";
const POSTGRES_SETTINGS: &str =
    "SET statement_timeout='30s'; SET lock_timeout='10s'; SET TIME ZONE 'UTC'; SET client_min_messages='warning';";

impl ManageConnection for Manager {
    type Connection = Db;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Db, Self::Error> {
        let opened = match &self.target {
            Target::Pg(url) => diesel::PgConnection::establish(url).map(Db::Pg),
            Target::Sqlite(path) => diesel::SqliteConnection::establish(path).map(Db::Sqlite),
        };
        let mut db = opened.map_err(diesel::r2d2::Error::ConnectionError)?;
        let settings = match db {
            Db::Pg(_) => POSTGRES_SETTINGS.to_owned(),
            Db::Sqlite(_) => format!("{SQLITE_SETTINGS} PRAGMA cache_size=-{};", self.cache.0),
        };
        db.batch_execute(&settings).map_err(diesel::r2d2::Error::QueryError)?;
        Ok(db)
    }

    fn is_valid(&self, db: &mut Db) -> Result<(), Self::Error> {
        diesel::r2d2::R2D2Connection::ping(db).map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, db: &mut Db) -> bool {
        std::thread::panicking() || diesel::r2d2::R2D2Connection::is_broken(db)
    }
}

/// A pool of connections to one database.
pub type Pool = diesel::r2d2::Pool<Manager>;
/// A connection checked out of a pool.
pub type Pooled = PooledConnection<Manager>;

/// Opens a pool and brings the database up to date.
///
/// # Errors
/// [`StoreError::Setup`] if the database cannot be reached.
pub fn open_pool(target: &Target, size: u32, cache: Cache) -> Result<Pool, StoreError> {
    diesel::r2d2::Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .test_on_check_out(matches!(target, Target::Pg(_)))
        .connection_timeout(std::time::Duration::from_secs(10))
        .error_handler(Box::new(LogFailures))
        .build(Manager::new(target.clone(), cache))
        .map_err(|error| StoreError::Setup(format!("cannot open the database: {error}")))
}

/// Opens one connection that can only read, beside a running server or without one.
///
/// # Errors
/// [`StoreError::Setup`] if there is no such database.
pub fn open_to_read(target: &Target) -> Result<Pooled, StoreError> {
    if let Target::Sqlite(path) = target
        && !std::path::Path::new(path).exists()
    {
        // To open it would make an empty one.
        return Err(StoreError::Setup(format!("there is no database at {path}")));
    }
    let mut db = open_pool(target, 1, Cache::OF_RECORDS)?.get()?;
    match &mut *db {
        Db::Pg(c) => c.batch_execute("SET default_transaction_read_only=on")?,
        Db::Sqlite(c) => c.batch_execute("PRAGMA query_only=ON")?,
    }
    Ok(db)
}

/// Tells the log about lost connections without repeating the connection's URL.
#[derive(Debug)]
struct LogFailures;

impl diesel::r2d2::HandleError<diesel::r2d2::Error> for LogFailures {
    fn handle_error(&self, _error: diesel::r2d2::Error) {
        tracing::warn!("a database connection failed");
    }
}

const SQLITE_MAIN: EmbeddedMigrations = embed_migrations!("migrations/sqlite/main");
const POSTGRES_MAIN: EmbeddedMigrations = embed_migrations!("migrations/postgres/main");
const SQLITE_KEYRING: EmbeddedMigrations = embed_migrations!("migrations/sqlite/keyring");
const POSTGRES_KEYRING: EmbeddedMigrations = embed_migrations!("migrations/postgres/keyring");

/// Runs the migrations that are still to run; returns how many that were.
///
/// # Errors
/// [`StoreError::Setup`] naming what failed.
pub fn migrate(db: &mut Db, keyring: bool) -> Result<usize, StoreError> {
    // Two instances that start together must not both migrate.
    if let Db::Pg(c) = db {
        c.batch_execute("SELECT pg_advisory_lock(7209151)")?;
    }
    let failed = |error| StoreError::Setup(format!("migration failed: {error}"));
    let ran = match (&mut *db, keyring) {
        (Db::Sqlite(c), false) => c.run_pending_migrations(SQLITE_MAIN).map(|ran| ran.len()).map_err(failed),
        (Db::Sqlite(c), true) => c.run_pending_migrations(SQLITE_KEYRING).map(|ran| ran.len()).map_err(failed),
        (Db::Pg(c), false) => c.run_pending_migrations(POSTGRES_MAIN).map(|ran| ran.len()).map_err(failed),
        (Db::Pg(c), true) => c.run_pending_migrations(POSTGRES_KEYRING).map(|ran| ran.len()).map_err(failed),
    };
    if let Db::Pg(c) = db {
        c.batch_execute("SELECT pg_advisory_unlock(7209151)")?;
    }
    ran
}

/// Runs a write in one transaction that takes the write lock at its start (`BEGIN IMMEDIATE` on SQLite).
///
/// `turn` is this process's turn to write: SQLite has one writer, and waiting in line beats polling.
///
/// # Errors
/// The closure's error after a rollback, or the database's.
pub fn write_tx<T>(
    db: &mut Db,
    turn: Option<MutexGuard<'_, ()>>,
    write: impl FnOnce(&mut Db) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    match db {
        Db::Pg(c) => AnsiTransactionManager::begin_transaction(c)?,
        Db::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")?,
    }
    let written = write(db);
    let ended = match &written {
        Ok(_) => each!(&mut *db, c => AnsiTransactionManager::commit_transaction(c)),
        Err(_) => each!(&mut *db, c => AnsiTransactionManager::rollback_transaction(c)),
    };
    drop(turn);
    let value = written?;
    ended?;
    Ok(value)
}

/// Runs reads that see one state of the database, however much is written meanwhile.
///
/// # Errors
/// The closure's, or the database's.
pub fn read_tx<T>(db: &mut Db, read: impl FnOnce(&mut Db) -> Result<T, StoreError>) -> Result<T, StoreError> {
    match db {
        Db::Pg(c) => {
            AnsiTransactionManager::begin_transaction_sql(c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        }
        Db::Sqlite(c) => AnsiTransactionManager::begin_transaction(c)?,
    }
    let value = read(db);
    let ended = each!(&mut *db, c => AnsiTransactionManager::rollback_transaction(c));
    let value = value?;
    ended?;
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_chosen_by_its_scheme_alone() {
        assert_eq!("sqlite:x.db".parse::<Target>().ok(), Some(Target::Sqlite("x.db".into())));
        assert!(matches!("postgres://h/d".parse::<Target>(), Ok(Target::Pg(_))));
        assert!("host=h password=p".parse::<Target>().is_err());
    }

    /// All connections waited for one lock at each page that they looked at; `.cargo/config.toml` builds it otherwise.
    #[test]
    fn connections_of_sqlite_share_no_cache_and_keep_their_plans() {
        #[derive(QueryableByName)]
        struct CompileOption {
            #[diesel(sql_type = diesel::sql_types::Text)]
            compile_options: String,
        }
        let mut db = diesel::SqliteConnection::establish(":memory:").unwrap();
        let options: Vec<CompileOption> = diesel::sql_query("PRAGMA compile_options").load(&mut db).unwrap();
        let has = |name: &str| options.iter().any(|option| option.compile_options.starts_with(name));
        assert!(has("THREADSAFE=2") && has("DEFAULT_MEMSTATUS=0") && !has("ENABLE_MEMORY_MANAGEMENT"));
        assert!(has("ENABLE_QPSG"), "a statement with a bound limit is prepared each time it runs");
    }

    #[test]
    fn both_databases_have_the_same_migrations() {
        for kind in ["main", "keyring"] {
            let names = |backend: &str| {
                let folder = format!("{}/migrations/{backend}/{kind}", env!("CARGO_MANIFEST_DIR"));
                let mut names: Vec<_> =
                    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
                names.sort();
                names
            };
            assert_eq!(names("sqlite"), names("postgres"));
        }
    }
}
