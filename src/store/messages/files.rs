//! Files and sources of messages, on their way into the file store and their rows.

use diesel::prelude::*;
use uuid::Uuid;

use super::{FILE, FILES, SOURCE, TABLE};
use crate::domain::category::Communications;
use crate::domain::id::{MessageFileId, MessageId};
use crate::domain::message::Sending;
use crate::store::columns::Stored;
use crate::store::database::Db;
use crate::store::error::StoreError;
use crate::store::open::Store;
use crate::store::permit::Permit;
use crate::store::schema::{message_files, messages};

/// A file that is to be kept with a message.
#[derive(Clone, Copy)]
pub struct NewFile<'a> {
    /// Its name, cleaned.
    pub name: &'a str,
    /// What it says that it is.
    pub content_type: &'a str,
    /// Its bytes.
    pub content: &'a [u8],
}

impl std::fmt::Debug for NewFile<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewFile({} bytes)", self.content.len())
    }
}

/// A file whose sealed bytes are in the file store already.
#[derive(Debug)]
pub struct KeptFile {
    /// Which.
    pub id: MessageFileId,
    name: Stored<Communications>,
    content_type: &'static str,
    bytes: i64,
}

/// Sealed bytes on their way into the file store.
pub struct SealedPart {
    id: Uuid,
    part: &'static str,
    bytes: Vec<u8>,
}

impl SealedPart {
    /// Bytes that were sealed for a part of an id.
    pub(super) const fn new(id: Uuid, part: &'static str, bytes: Vec<u8>) -> Self {
        Self { id, part, bytes }
    }
}

impl std::fmt::Debug for SealedPart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealedPart({} {})", self.part, self.id)
    }
}

/// Seals files into the file store; durable before the rows that name them. The caller need hold no connection.
///
/// # Errors
/// The file store's or the vault's.
pub fn put_files(
    store: &Store,
    permit: &Permit<Communications>,
    files: &[NewFile<'_>],
) -> Result<Vec<KeptFile>, StoreError> {
    let (kept, sealed) = seal_files(permit, files)?;
    put_parts(store, sealed)?;
    Ok(kept)
}

/// Seals the source of a message into the file store, as it came. The caller need hold no connection.
///
/// # Errors
/// The file store's or the vault's.
pub fn put_source(
    store: &Store,
    permit: &Permit<Communications>,
    message: MessageId,
    raw: &[u8],
) -> Result<(), StoreError> {
    put_parts(store, vec![seal_source(permit, message, raw)?])
}

/// Seals the source of a message; [`put_parts`] stores it.
///
/// # Errors
/// The vault's.
pub fn seal_source(permit: &Permit<Communications>, message: MessageId, raw: &[u8]) -> Result<SealedPart, StoreError> {
    let bytes = permit.seal_bytes(TABLE, SOURCE, message.uuid(), raw)?.into_bytes();
    Ok(SealedPart { id: message.uuid(), part: SOURCE, bytes })
}

/// Stores what was sealed, of one message or of many; all of it is durable afterwards. The caller need hold no
/// connection.
///
/// # Errors
/// The file store's.
pub fn put_parts(store: &Store, parts: Vec<SealedPart>) -> Result<(), StoreError> {
    if parts.is_empty() {
        return Ok(());
    }
    store.blobs().put_all(parts.into_iter().map(|sealed| (sealed.id, sealed.part, sealed.bytes)).collect())
}

/// Seals files; [`put_parts`] stores them.
///
/// # Errors
/// The vault's.
pub fn seal_files(
    permit: &Permit<Communications>,
    files: &[NewFile<'_>],
) -> Result<(Vec<KeptFile>, Vec<SealedPart>), StoreError> {
    let (mut kept, mut sealed) = (Vec::with_capacity(files.len()), Vec::with_capacity(files.len()));
    for file in files {
        let id = MessageFileId::new();
        let bytes = permit.seal_bytes(FILES, "content", id.uuid(), file.content)?.into_bytes();
        sealed.push(SealedPart { id: id.uuid(), part: FILE, bytes });
        kept.push(KeptFile {
            id,
            name: permit.seal(FILES, "name", id.uuid(), &file.name)?,
            content_type: known_type(file.content_type),
            bytes: i64::try_from(file.content.len()).unwrap_or(i64::MAX),
        });
    }
    Ok((kept, sealed))
}

/// The types that a column may say. Anybody can write anything into a mail, also somebody's name where its type stands.
const TYPES: [&str; 26] = [
    "text/plain",
    "text/html",
    "text/calendar",
    "text/csv",
    "text/rtf",
    "text/vcard",
    "message/rfc822",
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/tiff",
    "image/heic",
    "application/pdf",
    "application/rtf",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/zip",
    "application/ms-tnef",
    "application/pkcs7-mime",
    "application/pkcs7-signature",
];

fn known_type(said: &str) -> &'static str {
    let said = said.split(';').next().unwrap_or_default().trim();
    TYPES.into_iter().find(|known| known.eq_ignore_ascii_case(said)).unwrap_or("application/octet-stream")
}

/// Writes the rows of files whose bytes are kept.
pub(super) fn add(tx: &mut Db, message: MessageId, files: &[KeptFile]) -> Result<(), StoreError> {
    for file in files {
        diesel::insert_into(message_files::table)
            .values((
                message_files::id.eq(file.id),
                message_files::message_id.eq(message),
                message_files::name.eq(&file.name),
                message_files::content_type.eq(file.content_type),
                message_files::bytes.eq(file.bytes),
            ))
            .execute(tx)?;
    }
    Ok(())
}

/// Adds files to a draft of the permitted holding; their bytes are kept already.
///
/// # Errors
/// [`StoreError::Stale`] if it is no draft any more.
pub fn add_files(
    tx: &mut Db,
    permit: &Permit<Communications>,
    draft: MessageId,
    files: &[KeptFile],
) -> Result<(), StoreError> {
    if files.is_empty() {
        return Ok(());
    }
    require_draft(tx, permit, draft)?;
    add(tx, draft, files)
}

/// Takes files out of a draft of the permitted holding. Their bytes the sweep of files removes.
///
/// # Errors
/// [`StoreError::Stale`] if it is no draft any more.
pub fn remove_files(
    tx: &mut Db,
    permit: &Permit<Communications>,
    draft: MessageId,
    files: &[MessageFileId],
) -> Result<(), StoreError> {
    if files.is_empty() {
        return Ok(());
    }
    require_draft(tx, permit, draft)?;
    let of_draft = message_files::table.filter(message_files::message_id.eq(draft));
    diesel::delete(of_draft.filter(message_files::id.eq_any(files))).execute(tx)?;
    Ok(())
}

/// Removes the bytes that the source and the files of a message had, once no row names them any more. What stays is
/// swept later. The caller need hold no connection.
///
/// # Errors
/// The file store's.
pub fn remove_bytes(store: &Store, source: MessageId, files: &[MessageFileId]) -> Result<(), StoreError> {
    let blobs = store.blobs();
    blobs.remove(source.uuid(), SOURCE)?;
    for file in files {
        blobs.remove(file.uuid(), FILE)?;
    }
    Ok(())
}

/// Fails unless a message of the permitted holding is a draft.
fn require_draft(tx: &mut Db, permit: &Permit<Communications>, id: MessageId) -> Result<(), StoreError> {
    let draft = sent_as!(permit, id, Sending::Draft).select(messages::id);
    let found: Option<MessageId> = draft.first(tx).optional()?;
    found.map(|_| ()).ok_or(StoreError::Stale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_says_a_types_known_name_and_nothing_that_a_sender_made_up() {
        assert_eq!(known_type("Application/PDF; name=\"Tanaka Akari.pdf\""), "application/pdf");
        assert_eq!(known_type("text/x-tanaka-akari"), "application/octet-stream");
        assert_eq!(known_type(""), "application/octet-stream");
    }
}
