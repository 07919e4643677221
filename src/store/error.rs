//! What can go wrong below the web, as far as a caller can act on it.

use super::gate::Refusal;

/// An error of the store. Its text never holds a value about a person.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The gate said no, or asked for a person's decision.
    #[error("refused by {}", .0.rule)]
    Refused(Box<Refusal>),
    /// There is no such record, or the caller may not learn that there is.
    #[error("not found")]
    NotFound,
    /// The record changed since the caller looked at it.
    #[error("the record has changed meanwhile")]
    Stale,
    /// A value that must be unique is taken.
    #[error("{0} is taken")]
    Taken(&'static str),
    /// What is on record stands under this value, which stays as it is.
    #[error("what is on record stands under this {0}")]
    OnRecord(&'static str),
    /// Nothing is in force that a candidate could be told about the country that a question names.
    #[error("there is no country information in force")]
    NothingToTell,
    /// There are as many of something as there may be.
    #[error("no more {0} are taken")]
    Full(&'static str),
    /// A seal did not open: moved, damaged, or sealed under another key.
    #[error("a sealed value of {0} does not open")]
    Unopened(&'static str),
    /// A column holds what the program cannot read.
    #[error("a stored value of {0} cannot be read")]
    Unreadable(&'static str),
    /// Something that an operator has to put right.
    #[error("{0}")]
    Setup(String),
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] diesel::result::Error),
    /// No connection was free in time.
    #[error("no database connection was free")]
    Pool(#[from] diesel::r2d2::PoolError),
    /// The store of files failed.
    #[error("the file store failed")]
    Blobs(#[from] object_store::Error),
    /// A local file could not be read or written.
    #[error("a file could not be read or written")]
    Io(#[from] std::io::Error),
    /// A key could not be used.
    #[error("a key could not be used")]
    Vault(#[from] crate::vault::VaultError),
    /// The server is shutting down or overloaded.
    #[error("the store is not available")]
    Unavailable,
}

impl StoreError {
    /// Whether the error lies in what is stored of one record, rather than in the way to it.
    pub const fn is_of_a_row(&self) -> bool {
        matches!(self, Self::Unreadable(_) | Self::Unopened(_) | Self::NotFound | Self::Vault(_))
            || matches!(self, Self::Database(diesel::result::Error::DeserializationError(_)))
    }

    /// Whether the error is a broken uniqueness of any column.
    pub const fn is_duplicate(&self) -> bool {
        matches!(
            self,
            Self::Database(diesel::result::Error::DatabaseError(diesel::result::DatabaseErrorKind::UniqueViolation, _))
        )
    }
}

/// Lets `?` carry the vault's errors up.
macro_rules! from_vault {
    ($($module:ident::$error:ident)+) => {$(
        impl From<crate::vault::$module::$error> for StoreError {
            fn from(error: crate::vault::$module::$error) -> Self {
                Self::Vault(error.into())
            }
        }
    )+};
}

from_vault!(random::RandomError data_key::SealError sealed::OpenError wrap::WrapError wrap::UnwrapError
    key_file::KeyFileError office_key::NotAPublicKey setup_key::BadSignature password::PasswordError);
