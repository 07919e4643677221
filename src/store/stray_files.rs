//! Files that no row knows: when they were seen first, until they are removed or a row turns up.
//!
//! Invariant: a file is known by a row of `documents`, `intake_documents`, `message_files` or `health_files`, by a message
//! that has a source, or by a mail that came in and is neither filed nor thrown away; and by nothing else.

use std::collections::HashSet;

use diesel::prelude::*;
use uuid::Uuid;

use super::database::{Db, each};
use super::error::StoreError;
use super::schema::{
    documents, health_files, incoming_messages, intake_documents, message_files, messages, stray_files,
};
use crate::domain::id::{DocumentId, Id};
use crate::domain::time::Ts;

/// A file of the file store: its id and its part.
pub type File = (Uuid, String);

/// The id of whatever noun a file belongs to.
type AnyId = Id<()>;

/// Those of some files that no row knows.
///
/// # Errors
/// The database's.
pub fn strays_among(db: &mut Db, files: Vec<File>) -> Result<Vec<File>, StoreError> {
    let mut ids: Vec<AnyId> = files.iter().map(|(id, _)| AnyId::from_uuid(*id)).collect();
    ids.dedup();
    let mut known: HashSet<AnyId> = HashSet::new();
    known.extend(documents::table.filter(documents::id.eq_any(&ids)).select(documents::id).load::<AnyId>(db)?);
    let of_intakes = intake_documents::table.filter(intake_documents::id.eq_any(&ids));
    known.extend(of_intakes.select(intake_documents::id).load::<AnyId>(db)?);
    // The source of a message that is kept as health data is among the files of that; the one that a message had before it
    // was sealed anew is of no use.
    let mine = messages::source_id.is_null().and(messages::source_bytes.is_not_null());
    let sources = messages::table.filter(messages::id.eq_any(&ids).and(mine));
    known.extend(sources.select(messages::id).load::<AnyId>(db)?);
    let resealed = messages::table.filter(messages::source_id.eq_any(&ids).and(messages::source_bytes.is_not_null()));
    known.extend(resealed.select(messages::source_id).load::<Option<AnyId>>(db)?.into_iter().flatten());
    let of_health = health_files::table.filter(health_files::id.eq_any(&ids));
    known.extend(of_health.select(health_files::id).load::<AnyId>(db)?);
    let of_messages = message_files::table.filter(message_files::id.eq_any(&ids));
    known.extend(of_messages.select(message_files::id).load::<AnyId>(db)?);
    // Once a mail is settled, its bytes are of no use: it was filed, or thrown away.
    let incoming = incoming_messages::id.eq_any(&ids).and(incoming_messages::settled_at.is_null());
    let incoming = incoming_messages::table.filter(incoming).select(incoming_messages::id);
    known.extend(incoming.load::<AnyId>(db)?);
    Ok(files.into_iter().filter(|(id, _)| !known.contains(&AnyId::from_uuid(*id))).collect())
}

/// Whether there is a row of any file at all.
///
/// # Errors
/// The database's.
pub fn any_known(db: &mut Db) -> Result<bool, StoreError> {
    let document = documents::table.select(documents::id).first::<AnyId>(db).optional()?;
    let of_intake = intake_documents::table.select(intake_documents::id).first::<AnyId>(db).optional()?;
    let of_message = message_files::table.select(message_files::id).first::<AnyId>(db).optional()?;
    let source = messages::table.filter(messages::source_bytes.is_not_null()).select(messages::id);
    let source = source.first::<AnyId>(db).optional()?;
    let of_health = health_files::table.select(health_files::id).first::<AnyId>(db).optional()?;
    let incoming = incoming_messages::table.filter(incoming_messages::settled_at.is_null());
    let incoming = incoming.select(incoming_messages::id).first::<AnyId>(db).optional()?;
    Ok(document.or(of_intake).or(of_message).or(source).or(of_health).or(incoming).is_some())
}

/// Notes that files were seen without a row.
///
/// # Errors
/// The database's.
pub fn see(tx: &mut Db, strays: &[File], at: Ts) -> Result<(), StoreError> {
    for (id, part) in strays {
        let row = (
            stray_files::file_id.eq(DocumentId::from_uuid(*id)),
            stray_files::part.eq(part),
            stray_files::first_seen_at.eq(at),
            stray_files::last_seen_at.eq(at),
        );
        each!(&mut *tx, c => diesel::insert_into(stray_files::table)
            .values(row)
            .on_conflict((stray_files::file_id, stray_files::part))
            .do_update()
            .set(stray_files::last_seen_at.eq(at))
            .execute(c))?;
    }
    Ok(())
}

/// Forgets what was not seen again since a moment: it is gone, or has a row now.
///
/// # Errors
/// The database's.
pub fn forget_unseen(tx: &mut Db, since: Ts) -> Result<(), StoreError> {
    diesel::delete(stray_files::table.filter(stray_files::last_seen_at.lt(since))).execute(tx)?;
    Ok(())
}

/// How many were seen first at a moment or before it.
///
/// # Errors
/// The database's.
pub fn count(db: &mut Db, first_seen_by: Ts) -> Result<i64, StoreError> {
    Ok(stray_files::table.filter(stray_files::first_seen_at.le(first_seen_by)).count().get_result(db)?)
}

/// Some of those.
///
/// # Errors
/// The database's.
pub fn some(db: &mut Db, first_seen_by: Ts, limit: i64) -> Result<Vec<File>, StoreError> {
    let rows: Vec<(DocumentId, String)> = stray_files::table
        .filter(stray_files::first_seen_at.le(first_seen_by))
        .order((stray_files::file_id, stray_files::part))
        .limit(limit)
        .select((stray_files::file_id, stray_files::part))
        .load(db)?;
    Ok(rows.into_iter().map(|(id, part)| (id.uuid(), part)).collect())
}

/// Forgets files, since they were removed or have rows now.
///
/// # Errors
/// The database's.
pub fn forget(tx: &mut Db, files: &[File]) -> Result<(), StoreError> {
    for (id, part) in files {
        let row = stray_files::table.find((DocumentId::from_uuid(*id), part));
        diesel::delete(row).execute(tx)?;
    }
    Ok(())
}
