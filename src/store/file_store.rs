//! That a main database and a file store belong together: an id that was made once stands in both.
//!
//! Invariant: the id is written only into a file store that is empty, and files are removed only where both agree; so
//! a wrong database never removes another's files.

use super::blobs::Blobs;
use super::database::{Db, write_tx};
use super::error::StoreError;
use super::settings;
use crate::domain::id::Id;

/// Whether a database and a file store belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belonging {
    /// They do.
    Together,
    /// Neither has an id, and the file store is empty: they may be joined.
    New,
    /// The database has an id; the file store has none.
    Unmarked,
    /// The file store is another database's.
    Foreign,
}

impl std::fmt::Display for Belonging {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Together => "the file store is this database's",
            Self::New => "the file store is empty and not joined to the database yet",
            Self::Unmarked => {
                "the file store does not have this database's mark: check that blobs_url is the right place and whole"
            }
            Self::Foreign => "the file store belongs to another database: check database_url and blobs_url",
        })
    }
}

/// Compares the ids of both.
///
/// # Errors
/// The database's or the file store's.
pub fn belonging(db: &mut Db, blobs: &Blobs) -> Result<Belonging, StoreError> {
    let (ours, theirs) = (settings::read(db, settings::FILE_STORE)?, blobs.mark()?);
    Ok(match (ours, theirs) {
        (Some(ours), Some(theirs)) if ours == theirs => Belonging::Together,
        (_, Some(_)) => Belonging::Foreign,
        (None, None) if blobs.is_empty()? => Belonging::New,
        // The first start was cut short between the two.
        (Some(_), None) if blobs.is_empty()? && !super::stray_files::any_known(db)? => Belonging::New,
        (_, None) => Belonging::Unmarked,
    })
}

/// Joins an empty file store to the database, and says in the log when the two do not belong together.
///
/// # Errors
/// The database's or the file store's.
pub fn join(db: &mut Db, blobs: &Blobs) -> Result<(), StoreError> {
    match belonging(db, blobs)? {
        Belonging::Together => {}
        Belonging::New => {
            let id = Id::<()>::new().to_string();
            // Of two instances that start at once the first one's id counts.
            match write_tx(db, None, |tx| settings::claim(tx, settings::FILE_STORE, &id)) {
                Ok(()) | Err(StoreError::Taken(_)) => {}
                Err(error) => return Err(error),
            }
            let id = settings::read(db, settings::FILE_STORE)?.ok_or(StoreError::Unreadable("settings.file_store"))?;
            blobs.put_mark(&id)?;
        }
        apart => tracing::error!("{apart}; no file will be removed"),
    }
    Ok(())
}
