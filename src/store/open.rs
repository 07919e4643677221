//! Opening the store, and the handle that a request works with.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};

use super::anchor::{Anchor, Place, Reading, Trust};
use super::anchor_keys;
use super::blobs::{Blobs, BucketAccess, bucket};
use super::database::{self, Cache, Db, Pool, Pooled, Target, write_tx};
use super::decision_facts::Known;
use super::error::StoreError;
use super::file_store;
use super::journal::{self, Entry};
use super::journal_writer::JournalWriter;
use super::setup;
use crate::domain::office::OfficeCode;
use crate::law::{Law, RuleTable};
use crate::vault::office_key::KeyFile;
use crate::vault::setup_key::SetupPublicKey;

/// Where everything is.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// The main database.
    pub database: Target,
    /// The keyring.
    pub keyring: Target,
    /// `file:` folder or `s3://` bucket of documents.
    pub blobs_url: String,
    /// `file:` folder or `s3://` bucket of the anchor.
    pub anchor_url: String,
    /// How to reach buckets.
    pub bucket: BucketAccess,
    /// The folder of key files.
    pub keys: PathBuf,
    /// The public half of the set-up key, if it is given instead of `setup.pub`.
    pub setup_public: Option<SetupPublicKey>,
    /// The offices to serve; empty: every office whose key file is there.
    pub offices: Vec<OfficeCode>,
    /// Connections per pool.
    pub pool_size: u32,
}

/// The store; cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

pub(super) struct Inner {
    pub(super) main: Pool,
    pub(super) keyring: Pool,
    pub(super) law: Law,
    pub(super) offices: Mutex<HashMap<OfficeCode, Arc<KeyFile>>>,
    setup: Mutex<Option<SetupPublicKey>>,
    pub(super) journal: JournalWriter,
    pub(super) anchor: Arc<Anchor>,
    known: Arc<Known>,
    pub(super) blobs: Blobs,
    pub(super) config: StoreConfig,
    turn: Option<Arc<Mutex<()>>>,
    keyring_turn: Option<Arc<Mutex<()>>>,
    // Last, so that what uses it is gone before it.
    _runtime: Background,
}

/// A runtime that may be dropped anywhere, also inside another one.
struct Background(Option<tokio::runtime::Runtime>);

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

impl Store {
    /// Opens databases, files, keys and rule tables, and brings the databases up to date.
    ///
    /// # Errors
    /// [`StoreError::Setup`] saying what an operator has to put right.
    pub fn open(config: StoreConfig) -> Result<Self, StoreError> {
        let law = Law::built_in().map_err(|error| StoreError::Setup(format!("the rule table: {error}")))?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let main = database::open_pool(&config.database, config.pool_size, Cache::OF_RECORDS)?;
        let keyring = database::open_pool(&config.keyring, config.pool_size, Cache::OF_KEYS)?;
        database::migrate(&mut *main.get()?, false)?;
        database::migrate(&mut *keyring.get()?, true)?;
        let blobs = open_blobs(&config, &runtime)?;
        let anchor = Anchor::start(open_anchor(&config, &runtime)?, setup::anchor_key(&config)?)?;
        let line = |target: &Target| matches!(target, Target::Sqlite(_)).then(|| Arc::new(Mutex::new(())));
        let (turn, keyring_turn) = (line(&config.database), line(&config.keyring));
        // A connection of its own: with one of the requests' pool, requests that wait for the writer while they
        // hold the last connections would wait for each other.
        let writer = database::open_pool(&config.database, 1, Cache::OF_RECORDS)?;
        let known = Arc::new(Known::default());
        let journal = JournalWriter::new(writer, turn.clone(), Arc::clone(&anchor), Arc::clone(&known));
        let store = Self(Arc::new(Inner {
            main,
            keyring,
            law,
            offices: Mutex::new(HashMap::new()),
            setup: Mutex::default(),
            journal,
            anchor,
            known,
            blobs,
            config,
            turn,
            keyring_turn,
            _runtime: Background(Some(runtime)),
        }));
        store.read_setup_key()?;
        file_store::join(&mut *store.0.main.get()?, &store.0.blobs)?;
        store.load_office_keys()?;
        // What a kill kept from the anchor reaches it now.
        let head = journal::head(&mut *store.0.main.get()?)?;
        if head.seq > 0 {
            store.0.anchor.publish(&head);
        }
        Ok(store)
    }

    /// Reads the key files of the offices that this instance serves. Called again when an office is added.
    ///
    /// # Errors
    /// A key file's, naming the file.
    pub fn load_office_keys(&self) -> Result<(), StoreError> {
        let mut offices = self.0.offices.lock().unwrap_or_else(PoisonError::into_inner);
        for code in super::offices::codes(&mut *self.0.main.get()?)? {
            let path = office_key_path(&self.0.config, &code);
            let wanted = self.0.config.offices.is_empty() || self.0.config.offices.contains(&code);
            if wanted && path.exists() && !offices.contains_key(&code) {
                offices.insert(
                    code,
                    Arc::new(KeyFile::load(&path).map_err(|error| StoreError::Setup(error.to_string()))?),
                );
            }
        }
        Ok(())
    }

    /// The offices whose keys this instance holds.
    pub fn served_offices(&self) -> Vec<OfficeCode> {
        let offices = self.0.offices.lock().unwrap_or_else(PoisonError::into_inner);
        let mut codes: Vec<_> = offices.keys().cloned().collect();
        codes.sort();
        codes
    }

    /// Checks a connection out. Call it on a blocking thread.
    ///
    /// # Errors
    /// [`StoreError::Pool`] if none is free in time.
    pub fn database(&self) -> Result<Database, StoreError> {
        Ok(Database { store: self.clone(), db: self.0.main.get()? })
    }

    /// Runs blocking work with a connection, off the request's thread.
    ///
    /// # Errors
    /// The work's.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Database) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = self.clone();
        let run = move || work(&mut store.database()?);
        tokio::task::spawn_blocking(run).await.map_err(|_| StoreError::Unavailable)?
    }

    /// The store of sealed documents.
    pub fn blobs(&self) -> &Blobs {
        &self.0.blobs
    }

    /// The rule table.
    pub fn table(&self) -> &RuleTable {
        &self.0.law.rules
    }

    /// The rule tables with their words.
    pub fn law(&self) -> &Law {
        &self.0.law
    }

    /// The place of signed heads.
    pub fn anchor(&self) -> &Anchor {
        &self.0.anchor
    }

    /// The key that signed the offices' keys, if this instance knows it.
    pub fn setup_public_key(&self) -> Option<SetupPublicKey> {
        self.0.setup.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_setup_public_key(&self, key: Option<SetupPublicKey>) {
        *self.0.setup.lock().unwrap_or_else(PoisonError::into_inner) = key;
    }

    pub(super) fn inner(&self) -> &Inner {
        &self.0
    }

    /// Reads the anchor and checks every line of it.
    ///
    /// # Errors
    /// [`StoreError::Setup`] if the set-up key is not known here; the place's or the database's.
    pub fn read_anchor(&self) -> Result<Reading, StoreError> {
        let setup = self.known_setup_key("the anchor")?;
        let known = anchor_keys::list(&mut *self.0.main.get()?)?;
        self.0.anchor.read(&Trust::new(setup, &known))
    }

    /// Where things are.
    pub fn config(&self) -> &StoreConfig {
        &self.0.config
    }
}

/// Where an office's key file is.
pub fn office_key_path(config: &StoreConfig, code: &OfficeCode) -> PathBuf {
    config.keys.join(format!("{code}.key"))
}

fn open_anchor(config: &StoreConfig, runtime: &tokio::runtime::Runtime) -> Result<Place, StoreError> {
    Ok(match config.anchor_url.strip_prefix("file:") {
        Some(folder) => Place::Folder(PathBuf::from(folder)),
        None => Place::Bucket(bucket(&config.anchor_url, &config.bucket)?, runtime.handle().clone()),
    })
}

fn open_blobs(config: &StoreConfig, runtime: &tokio::runtime::Runtime) -> Result<Blobs, StoreError> {
    let handle = runtime.handle().clone();
    match config.blobs_url.strip_prefix("file:") {
        Some(folder) => Blobs::folder(folder.as_ref(), handle),
        None => Ok(Blobs::bucket(bucket(&config.blobs_url, &config.bucket)?, handle)),
    }
}

/// A connection with what the gate needs. One request works with one.
///
/// [`Database::change`] hands its closure the bare connection, so the gate cannot be asked inside a
/// transaction, where a refusal would be rolled back with it.
pub struct Database {
    pub(super) store: Store,
    pub(super) db: Pooled,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Database")
    }
}

impl Database {
    /// Writes rows and, last, their journal entries in one transaction; the anchor follows.
    ///
    /// # Errors
    /// The closure's after a rollback, or the database's.
    pub fn change<T>(
        &mut self,
        write: impl FnOnce(&mut Db) -> Result<(T, Vec<Entry>), StoreError>,
    ) -> Result<T, StoreError> {
        let store = self.store.clone();
        let turn = store.0.turn.as_deref().map(lock);
        let changed = write_tx(&mut self.db, turn, |db| {
            let (value, entries) = write(db)?;
            let known = &store.0.known;
            let appended = if entries.is_empty() { None } else { Some(journal::append(db, &entries, known)?) };
            Ok((value, appended))
        });
        let (value, appended) = changed?;
        if let Some(appended) = appended {
            store.0.known.remember(appended.stored);
            store.0.anchor.publish(&appended.head);
        }
        Ok(value)
    }

    /// Writes rows that a power cut may take back and that change no record: their commit waits for no disk, and leaves no
    /// entry. What is committed later is only kept together with them.
    ///
    /// # Errors
    /// The closure's after a rollback, or the database's.
    pub(super) fn note<T>(&mut self, write: impl FnOnce(&mut Db) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let store = self.store.clone();
        if let Db::Sqlite(c) = &mut *self.db {
            c.batch_execute("PRAGMA synchronous=NORMAL")?;
        }
        let turn = store.0.turn.as_deref().map(lock);
        let noted = write_tx(&mut self.db, turn, |db| {
            if let Db::Pg(c) = db {
                c.batch_execute("SET LOCAL synchronous_commit=off")?;
            }
            write(db)
        });
        if let Db::Sqlite(c) = &mut *self.db {
            c.batch_execute("PRAGMA synchronous=FULL")?;
        }
        noted
    }

    /// The last journal entry that changed a record: how far a directory has to have followed.
    ///
    /// # Errors
    /// The database's.
    pub fn last_change(&mut self) -> Result<i64, StoreError> {
        Ok(journal::head(&mut self.db)?.last_change)
    }

    /// Reads what is not about a person: offices, staff, vacancies, notices, settings, journal.
    ///
    /// # Errors
    /// The closure's.
    pub fn read<T>(&mut self, read: impl FnOnce(&mut Db) -> Result<T, StoreError>) -> Result<T, StoreError> {
        read(&mut self.db)
    }

    /// Reads together: SQLite looks once for what others committed, rather than before each statement. Meanwhile nothing
    /// can be changed, and no key be made.
    ///
    /// # Errors
    /// The closure's, or the database's.
    pub fn together<T, E: From<StoreError>>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        if let Db::Sqlite(c) = &mut *self.db {
            AnsiTransactionManager::begin_transaction(c).map_err(StoreError::from)?;
        }
        let value = read(self);
        let ended = match &mut *self.db {
            Db::Sqlite(c) => AnsiTransactionManager::rollback_transaction(c).map_err(StoreError::from),
            Db::Pg(_) => Ok(()),
        };
        let value = value?;
        ended?;
        Ok(value)
    }

    pub(super) fn db(&mut self) -> &mut Db {
        &mut self.db
    }

    /// Runs a write on the keyring.
    pub(super) fn keyring<T>(&self, write: impl FnOnce(&mut Db) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut db = self.store.0.keyring.get()?;
        let turn = self.store.0.keyring_turn.as_deref().map(lock);
        write_tx(&mut db, turn, write)
    }

    /// A connection to read the keyring with.
    pub(super) fn keyring_reader(&self) -> Result<Pooled, StoreError> {
        Ok(self.store.0.keyring.get()?)
    }

    pub(super) fn inner(&self) -> &Inner {
        &self.store.0
    }

    /// The keys of an office, if this instance holds them.
    pub(super) fn office_keys(&self, code: &OfficeCode) -> Option<Arc<KeyFile>> {
        self.store.0.offices.lock().unwrap_or_else(PoisonError::into_inner).get(code).cloned()
    }

    /// The rule table.
    pub fn table(&self) -> &RuleTable {
        &self.store.0.law.rules
    }

    /// The digest of everything that decides.
    pub fn law_digest(&self) -> &[u8; 32] {
        &self.store.0.law.digest
    }

    /// The store behind this connection.
    pub fn store(&self) -> &Store {
        &self.store
    }
}

fn lock(turn: &Mutex<()>) -> MutexGuard<'_, ()> {
    turn.lock().unwrap_or_else(PoisonError::into_inner)
}
