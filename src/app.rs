//! What every request shares.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::sync::Notify;

use crate::clock::Clock;
use crate::config::Config;
use crate::documents::Reader;
use crate::domain::locale::InThreeLanguages;
use crate::limits::Limits;
use crate::limits::memory::Memory;
use crate::store::{Database, Store, StoreError, settings, staff};
use crate::vault::secret::Token;
use crate::workflows::WorkflowError;
use crate::workflows::follow_journal::Directories;

/// The shared parts of a running server; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Shared>);

/// The parts themselves.
pub struct Shared {
    /// The store.
    pub store: Store,
    /// The directories of the served offices.
    pub directories: Directories,
    /// Reads documents in child processes.
    pub reader: Reader,
    /// The configuration.
    pub config: Config,
    /// The clock.
    pub clock: Clock,
    /// Counts tries.
    pub limits: Limits,
    /// Wakes the jobs up when there is work.
    pub work: Notify,
    company: RwLock<Company>,
    setup_code: Mutex<Option<Token>>,
}

/// The company's name and published contact.
#[derive(Debug, Clone, Default)]
pub struct Company {
    /// Its name.
    pub name: InThreeLanguages,
    /// Its contact point for questions about personal information.
    pub contact: String,
}

impl std::ops::Deref for App {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("App")
    }
}

impl App {
    /// Puts the parts together. If nobody is on the staff yet, there is a set-up code.
    ///
    /// # Errors
    /// The store's.
    pub fn new(store: Store, config: Config, reader: Reader, clock: Clock) -> Result<Self, StoreError> {
        let directories = Directories::in_folder(config.directories.clone());
        let limits = Limits::new(Memory::new(config.upload_memory));
        let app = Self(Arc::new(Shared {
            store,
            directories,
            reader,
            config,
            clock,
            limits,
            work: Notify::new(),
            company: RwLock::default(),
            setup_code: Mutex::default(),
        }));
        let mut db = app.store.database()?;
        app.reload_company(&mut db)?;
        if db.read(staff::count)? == 0 {
            *app.setup_code.lock().unwrap_or_else(PoisonError::into_inner) = Some(Token::generate()?);
        }
        Ok(app)
    }

    /// Reads the company's name anew, after it was changed.
    ///
    /// # Errors
    /// The database's.
    pub fn reload_company(&self, db: &mut Database) -> Result<(), StoreError> {
        let name = db.read(settings::company)?;
        let contact = db.read(|db| settings::read(db, settings::CONTACT))?.unwrap_or_default();
        *self.company.write().unwrap_or_else(PoisonError::into_inner) = Company { name, contact };
        Ok(())
    }

    /// The company.
    pub fn company(&self) -> Company {
        self.company.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The one-time code that opens the set-up page, as long as set-up is to do.
    pub fn setup_code(&self) -> Option<String> {
        let code = self.setup_code.lock().unwrap_or_else(PoisonError::into_inner);
        code.as_ref().map(|token| token.reveal().to_string())
    }

    /// Whether a typed code is the set-up code, in constant time.
    pub fn is_setup_code(&self, typed: &str) -> bool {
        let code = self.setup_code.lock().unwrap_or_else(PoisonError::into_inner);
        match (code.as_ref(), Token::parse(typed.trim())) {
            (Some(code), Ok(typed)) => crate::vault::secret::same(&code.hash(), &typed.hash()),
            _ => false,
        }
    }

    /// Takes the set-up code away if the typed one is it: of two set-ups at once only one goes on, and no third
    /// begins. The page is closed until [`Self::put_setup_code_back`].
    pub fn take_setup_code(&self, typed: &str) -> Option<Token> {
        let typed = Token::parse(typed.trim()).ok()?;
        let mut code = self.setup_code.lock().unwrap_or_else(PoisonError::into_inner);
        code.take_if(|code| crate::vault::secret::same(&code.hash(), &typed.hash()))
    }

    /// Opens the set-up page again, after a set-up that failed.
    pub fn put_setup_code_back(&self, code: Token) {
        *self.setup_code.lock().unwrap_or_else(PoisonError::into_inner) = Some(code);
    }

    /// Runs blocking work with a connection, off the request's thread.
    ///
    /// # Errors
    /// The work's.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self, &mut Database) -> Result<T, WorkflowError> + Send + 'static,
    ) -> Result<T, WorkflowError> {
        self.run_apart(move |app| work(app, &mut app.store.database()?)).await
    }

    /// Runs blocking work that takes a connection only while it needs one: it waits for a directory, or for files.
    ///
    /// # Errors
    /// The work's.
    pub async fn run_apart<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, WorkflowError> + Send + 'static,
    ) -> Result<T, WorkflowError> {
        let app = self.clone();
        tokio::task::spawn_blocking(move || work(&app)).await.map_err(|_| StoreError::Unavailable)?
    }

    /// Runs a change with a connection and lets the directories follow before the answer goes out. Once the change is
    /// committed it is answered as done, whatever becomes of a directory.
    ///
    /// # Errors
    /// The work's.
    pub async fn change<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self, &mut Database) -> Result<T, WorkflowError> + Send + 'static,
    ) -> Result<T, WorkflowError> {
        self.change_apart(move |app| work(app, &mut app.store.database()?)).await
    }

    /// The same for a change that takes a connection only while it needs one.
    ///
    /// # Errors
    /// The work's.
    pub async fn change_apart<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, WorkflowError> + Send + 'static,
    ) -> Result<T, WorkflowError> {
        self.run_apart(move |app| {
            let value = work(app)?;
            app.directories.follow_all(&app.store, app.clock.now());
            Ok(value)
        })
        .await
    }
}
