//! A fresh store of its own for each test, on SQLite or on PostgreSQL.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use saiyo::store::blobs::BucketAccess;
use saiyo::store::database::{Db, Target};
use saiyo::store::{Store, StoreConfig};
use saiyo::vault::setup_key::SetupKey;
use tempfile::TempDir;

use super::cast::Cast;
use super::services;
use super::sql::{Sql, connect};

/// A fresh store with the cast in it. Everything is gone when it is dropped.
#[derive(Debug)]
pub struct TestStore {
    /// The store.
    pub store: Store,
    /// Who and what is in it.
    pub cast: Cast,
    folder: TempDir,
    _postgres: Option<PostgresPair>,
}

/// Two databases of a PostgreSQL server, dropped with the test.
#[derive(Debug)]
pub struct PostgresPair {
    /// The main database.
    pub main: Target,
    /// The keyring.
    pub keyring: Target,
    names: [String; 2],
}

/// Connections per pool in tests.
pub const POOL: u32 = 8;

impl TestStore {
    /// A store on SQLite.
    pub fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = sqlite_config(folder.path());
        Self::with(folder, config, None)
    }

    /// A store on PostgreSQL.
    pub fn on_postgres() -> Self {
        let pair = PostgresPair::fresh();
        let folder = tempfile::tempdir().unwrap();
        let config =
            StoreConfig { database: pair.main.clone(), keyring: pair.keyring.clone(), ..sqlite_config(folder.path()) };
        Self::with(folder, config, Some(pair))
    }

    /// A store on SQLite with files and anchor in a bucket.
    pub fn on_sqlite_with_buckets() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = StoreConfig {
            blobs_url: format!("s3://{}/blobs", services::new_bucket()),
            anchor_url: format!("s3://{}/log", services::new_bucket()),
            bucket: services::bucket_access(),
            ..sqlite_config(folder.path())
        };
        Self::with(folder, config, None)
    }

    fn with(folder: TempDir, config: StoreConfig, postgres: Option<PostgresPair>) -> Self {
        let setup = SetupKey::create(&config.keys.join("setup.key")).unwrap();
        let store = Store::open(config).unwrap();
        let cast = Cast::set_up(&store, &setup);
        Self { store, cast, folder, _postgres: postgres }
    }

    /// Opens the same stores once more, as another instance would.
    pub fn reopen(&self) -> Store {
        Store::open(self.store.config().clone()).unwrap()
    }

    /// The folder of keys, files, anchor and, on SQLite, databases.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The anchor's file.
    pub fn anchor_file(&self) -> PathBuf {
        self.folder().join("anchor/anchor.jsonl")
    }

    /// A shell to the main database.
    pub fn sql(&self) -> Db {
        connect(&self.store.config().database)
    }

    /// A shell to the keyring.
    pub fn keyring_sql(&self) -> Db {
        connect(&self.store.config().keyring)
    }
}

/// The default lay-out in a folder.
pub fn sqlite_config(folder: &Path) -> StoreConfig {
    StoreConfig {
        database: Target::Sqlite(folder.join("saiyo.db").display().to_string()),
        keyring: Target::Sqlite(folder.join("keyring.db").display().to_string()),
        blobs_url: format!("file:{}", folder.join("blobs").display()),
        anchor_url: format!("file:{}", folder.join("anchor").display()),
        bucket: BucketAccess::default(),
        keys: folder.join("keys"),
        setup_public: None,
        offices: Vec::new(),
        pool_size: POOL,
    }
}

static DATABASES: AtomicU32 = AtomicU32::new(0);

impl PostgresPair {
    /// Two empty databases on the server that `bin/test` started.
    pub fn fresh() -> Self {
        let number = DATABASES.fetch_add(1, Ordering::Relaxed);
        let names = ["main", "keyring"].map(|kind| format!("saiyo_test_{}_{number}_{kind}", std::process::id()));
        let mut server = connect(&server());
        for name in &names {
            server.run(&format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")).unwrap();
        }
        let [main, keyring] = names.each_ref().map(|name| database(name));
        Self { main, keyring, names }
    }
}

impl Drop for PostgresPair {
    fn drop(&mut self) {
        let mut server = connect(&server());
        for name in &self.names {
            // What a failed test leaves behind goes with the whole server, which bin/test removes.
            server.run(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).ok();
        }
    }
}

fn server() -> Target {
    services::required(services::POSTGRES).parse().unwrap()
}

/// The same server and user, another database.
fn database(name: &str) -> Target {
    let url = services::required(services::POSTGRES);
    let (server, options) = url.split_once('?').map_or((url.as_str(), ""), |(server, options)| (server, options));
    let (server, _) = server.rsplit_once('/').expect("the URL names a database");
    let question = if options.is_empty() { "" } else { "?" };
    format!("{server}/{name}{question}{options}").parse().unwrap()
}
