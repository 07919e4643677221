//! Connections to an encrypted file, and its schema.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel::r2d2::{ManageConnection, Pool};
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use zeroize::Zeroizing;

use super::DirectoryError;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/directory");

/// Opens connections that know the file's key.
pub struct Encrypted {
    path: String,
    key: Zeroizing<String>,
}

impl ManageConnection for Encrypted {
    type Connection = SqliteConnection;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<SqliteConnection, Self::Error> {
        let mut db = SqliteConnection::establish(&self.path).map_err(diesel::r2d2::Error::ConnectionError)?;
        // The key comes before anything else that touches the file. Each page that is read is checked: with SHA-256,
        // which processors do by themselves, in a third of the time. Being derived, the index need not sync fully.
        let settings = Zeroizing::new(format!(
            "PRAGMA key = \"x'{}'\"; PRAGMA cipher_hmac_algorithm = HMAC_SHA256; PRAGMA busy_timeout=5000; \
             PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF; \
             PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;",
            *self.key
        ));
        db.batch_execute(&settings).map_err(diesel::r2d2::Error::QueryError)?;
        Ok(db)
    }

    fn is_valid(&self, db: &mut SqliteConnection) -> Result<(), Self::Error> {
        diesel::r2d2::R2D2Connection::ping(db).map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, db: &mut SqliteConnection) -> bool {
        std::thread::panicking() || diesel::r2d2::R2D2Connection::is_broken(db)
    }
}

/// Silences the pool's own log, which would repeat what the typed error says.
#[derive(Debug)]
struct Quiet;

impl diesel::r2d2::HandleError<diesel::r2d2::Error> for Quiet {
    fn handle_error(&self, _error: diesel::r2d2::Error) {}
}

/// Whether SQLite's words say that the file's content is at fault, rather than the disk or another process.
pub(super) fn is_damage(said: &str) -> bool {
    said.contains("not a database") || said.contains("malformed")
}

/// Brings the schema up to date. False of a file that another version of the program has gone on with: what its rows
/// mean is not known here. What a migration empties is filled anew, and not overwritten before, as in `write::clear`.
fn migrate(db: &mut SqliteConnection) -> diesel::migration::Result<bool> {
    db.batch_execute("PRAGMA secure_delete=OFF")?;
    db.run_pending_migrations(MIGRATIONS)?;
    db.batch_execute("PRAGMA secure_delete=ON")?;
    let known = MigrationSource::<Sqlite>::migrations(&MIGRATIONS)?;
    Ok(db.applied_migrations()?.len() == known.len())
}

pub(super) fn open(path: &Path, key: &[u8], connections: u32) -> Result<Pool<Encrypted>, DirectoryError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let unopened = |said: String| {
        let path = path.to_owned();
        if is_damage(&said) { DirectoryError::Damaged { path } } else { DirectoryError::Unopened { path } }
    };
    let manager = Encrypted { path: path.display().to_string(), key: Zeroizing::new(hex::encode(key)) };
    // A wrong key shows at the first connection; ask it directly rather than let the pool try for long.
    let mut first = manager.connect().map_err(|error| unopened(error.to_string()))?;
    let is_known = migrate(&mut first).map_err(|error| unopened(error.to_string()))?;
    drop(first);
    if !is_known {
        return Err(DirectoryError::Damaged { path: path.to_owned() });
    }
    Ok(Pool::builder()
        .max_size(connections)
        .min_idle(Some(1))
        .test_on_check_out(false)
        .error_handler(Box::new(Quiet))
        .build(manager)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_another_version_has_gone_on_with_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("JP.db");
        let mut db = open(&path, &[7; 32], 1).unwrap().get().unwrap();
        open(&path, &[7; 32], 1).unwrap();
        db.batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')").unwrap();
        assert!(matches!(open(&path, &[7; 32], 1), Err(DirectoryError::Damaged { .. })));
    }

    #[test]
    fn what_is_deleted_is_overwritten_once_the_schema_is_up_to_date() {
        #[derive(QueryableByName)]
        struct Setting {
            #[diesel(sql_type = diesel::sql_types::Integer)]
            secure_delete: i32,
        }
        let folder = tempfile::tempdir().unwrap();
        let mut db = open(&folder.path().join("JP.db"), &[7; 32], 1).unwrap().get().unwrap();
        migrate(&mut db).unwrap();
        let setting: Setting = diesel::sql_query("PRAGMA secure_delete").get_result(&mut db).unwrap();
        assert_eq!(setting.secure_delete, 1);
    }
}
