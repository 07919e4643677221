//! Stored files of candidates: names and texts sealed in rows, originals and page images sealed in the file store.

use std::collections::HashMap;

use diesel::prelude::*;
use zeroize::Zeroizing;

use super::columns::Stored;
use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::open::{Database, Store};
use super::permit::{Permit, Unsealed};
use super::schema::documents;
use crate::domain::category::Profile;
use crate::domain::document::{Document, DocumentKind, DocumentState, ReadingFailure};
use crate::domain::id::{DocumentId, HoldingId, ProposalId};
use crate::domain::time::Ts;

const TABLE: &str = "documents";
pub(super) const ORIGINAL: &str = "original";

#[derive(Queryable, Selectable)]
#[diesel(table_name = documents)]
struct Row {
    id: DocumentId,
    proposal_id: Option<ProposalId>,
    kind: Option<DocumentKind>,
    name: Stored<Profile>,
    bytes: i64,
    state: DocumentState,
    failure: Option<ReadingFailure>,
    warnings: String,
    pages: i32,
    stored_at: Ts,
}

/// A document on a candidate's page.
#[derive(Debug, Clone)]
pub struct ShownDocument {
    /// Its kind, size and state.
    pub document: Document,
    /// The proposal that brought it, if it is not part of the record yet.
    pub proposal: Option<ProposalId>,
    /// Its name as it was uploaded.
    pub name: Unsealed<String>,
    /// Its text, once read, if it was asked for.
    pub text: Option<Unsealed<String>>,
    /// What is suspicious about it, in fixed words: `macros`, `javascript`.
    pub warnings: Vec<String>,
}

/// A new document whose sealed original is in the file store already.
#[derive(Debug)]
pub struct NewDocument {
    id: DocumentId,
    name: Stored<Profile>,
    bytes: i64,
    kind: Option<DocumentKind>,
    proposal: Option<ProposalId>,
}

/// What reading a document found.
#[derive(Debug, Default)]
pub struct Reading {
    /// Its text.
    pub text: Option<String>,
    /// Its pages as PNG images.
    pub pages: Vec<Vec<u8>>,
    /// Why it could not be read.
    pub failure: Option<ReadingFailure>,
    /// What is suspicious about it, in fixed words.
    pub warnings: Vec<String>,
}

/// Seals an original into the file store; durable before the row that names it. The caller need hold no connection.
///
/// # Errors
/// The file store's or the vault's.
pub fn put(
    store: &Store,
    permit: &Permit<Profile>,
    name: &str,
    kind: Option<DocumentKind>,
    content: &[u8],
) -> Result<NewDocument, StoreError> {
    let (new, sealed) = seal(permit, name, kind, content)?;
    store.blobs().put(new.id.uuid(), ORIGINAL, sealed.into_bytes())?;
    Ok(new)
}

/// Seals an original without storing it yet; [`put_all`] stores many at once.
///
/// # Errors
/// The vault's.
pub fn seal(
    permit: &Permit<Profile>,
    name: &str,
    kind: Option<DocumentKind>,
    content: &[u8],
) -> Result<(NewDocument, Stored<Profile>), StoreError> {
    let id = DocumentId::new();
    let sealed = permit.seal_bytes(TABLE, ORIGINAL, id.uuid(), content)?;
    let name = permit.seal(TABLE, "name", id.uuid(), &name)?;
    let bytes = i64::try_from(content.len()).unwrap_or(i64::MAX);
    Ok((NewDocument { id, name, bytes, kind, proposal: None }, sealed))
}

/// Stores many sealed originals side by side, since each waits for the disk.
///
/// # Errors
/// The file store's.
pub fn put_all(store: &Store, sealed: Vec<(DocumentId, Stored<Profile>)>) -> Result<(), StoreError> {
    let all = sealed.into_iter().map(|(id, sealed)| (id.uuid(), ORIGINAL, sealed.into_bytes()));
    store.blobs().put_all(all.collect())
}

/// Gives a document a text before it is read: for what is made here and known to say it.
///
/// # Errors
/// The database's or the vault's.
pub fn set_known_text(
    tx: &mut Db,
    permit: &Permit<Profile>,
    id: DocumentId,
    text: &str,
    read: bool,
) -> Result<(), StoreError> {
    let state = if read { DocumentState::Read } else { DocumentState::Stored };
    diesel::update(documents::table.find(id))
        .set((documents::text.eq(permit.seal(TABLE, "text", id.uuid(), &text)?), documents::state.eq(state)))
        .execute(tx)?;
    Ok(())
}

impl NewDocument {
    /// Which.
    pub const fn id(&self) -> DocumentId {
        self.id
    }

    /// Keeps the document beside a proposal, out of the record itself.
    pub const fn for_proposal(mut self, proposal: ProposalId) -> Self {
        self.proposal = Some(proposal);
        self
    }
}

/// Writes the row of a new document.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit; the database's.
pub fn create(tx: &mut Db, permit: &Permit<Profile>, new: &NewDocument, at: Ts) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    diesel::insert_into(documents::table)
        .values((
            documents::id.eq(new.id),
            documents::holding_id.eq(permit.holding().id),
            documents::proposal_id.eq(new.proposal),
            documents::kind.eq(new.kind),
            documents::name.eq(&new.name),
            documents::bytes.eq(new.bytes),
            documents::state.eq(DocumentState::Stored),
            documents::warnings.eq(""),
            documents::pages.eq(0),
            documents::stored_at.eq(at),
        ))
        .execute(tx)?;
    Ok(permit.change("create", format!("document:{}", new.id)))
}

/// Seals page images into the file store and prepares the text; call before the transaction.
///
/// # Errors
/// The file store's or the vault's.
pub fn put_reading(
    store: &Store,
    permit: &Permit<Profile>,
    id: DocumentId,
    reading: &Reading,
) -> Result<Option<Stored<Profile>>, StoreError> {
    for (number, page) in reading.pages.iter().enumerate() {
        let part = page_part(number + 1);
        let sealed = permit.seal_bytes(TABLE, "page", page_row(id, number + 1), page)?;
        store.blobs().put(id.uuid(), &part, sealed.into_bytes())?;
    }
    reading.text.as_ref().map(|text| permit.seal(TABLE, "text", id.uuid(), text)).transpose()
}

/// Records what reading a document found.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit; the database's.
pub fn set_reading(
    tx: &mut Db,
    permit: &Permit<Profile>,
    id: DocumentId,
    reading: &Reading,
    text: Option<&Stored<Profile>>,
) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    let state = if reading.failure.is_none() { DocumentState::Read } else { DocumentState::Unreadable };
    diesel::update(documents::table.filter(documents::id.eq(id).and(documents::holding_id.eq(permit.holding().id))))
        .set((
            documents::state.eq(state),
            documents::failure.eq(reading.failure),
            documents::warnings.eq(reading.warnings.join("|")),
            documents::pages.eq(i32::try_from(reading.pages.len()).unwrap_or(i32::MAX)),
            documents::text.eq(text),
        ))
        .execute(tx)?;
    Ok(permit.change("change", format!("document:{id} {state}")))
}

/// A page's own id in the associated data, so that two pages cannot be exchanged.
fn page_row(id: DocumentId, number: usize) -> uuid::Uuid {
    uuid::Uuid::from_u128(id.uuid().as_u128() ^ (number as u128))
}

pub(super) fn page_part(number: usize) -> String {
    format!("page-{number}")
}

/// The documents of the permitted holding without their texts, newest first. What came with a proposal is not there
/// for who may see some applications alone nor for another office, here and below.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Database, permit: &Permit<Profile>) -> Result<Vec<ShownDocument>, StoreError> {
    let rows: Vec<Row> = documents::table
        .filter(documents::holding_id.eq(permit.holding().id))
        .order((documents::stored_at.desc(), documents::id.desc()))
        .select(cols::<Row>())
        .load(db.db())?;
    rows.into_iter().filter(|row| covers(permit, row.proposal_id)).map(|row| shown(db, permit, row)).collect()
}

fn covers(permit: &Permit<Profile>, proposal: Option<ProposalId>) -> bool {
    proposal.is_none() || permit.covers_proposals()
}

/// The same with their texts, for a page that shows them.
///
/// # Errors
/// The database's.
pub fn list_with_texts(db: &mut Database, permit: &Permit<Profile>) -> Result<Vec<ShownDocument>, StoreError> {
    let mut listed = list(db, permit)?;
    let texts: Vec<(DocumentId, Option<Stored<Profile>>)> = documents::table
        .filter(documents::holding_id.eq(permit.holding().id).and(documents::text.is_not_null()))
        .select((documents::id, documents::text))
        .load(db.db())?;
    let mut texts: HashMap<DocumentId, Option<Stored<Profile>>> = texts.into_iter().collect();
    for shown in &mut listed {
        let id = shown.document.id;
        if let Some(text) = texts.remove(&id).flatten() {
            shown.text = Some(Unsealed::of(permit.open(db, TABLE, "text", id.uuid(), &text))?);
        }
    }
    Ok(listed)
}

fn shown(db: &Database, permit: &Permit<Profile>, row: Row) -> Result<ShownDocument, StoreError> {
    Ok(ShownDocument {
        name: Unsealed::of(permit.open(db, TABLE, "name", row.id.uuid(), &row.name))?,
        text: None,
        proposal: row.proposal_id,
        warnings: row.warnings.split('|').filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        document: Document {
            id: row.id,
            kind: row.kind,
            bytes: row.bytes,
            state: row.state,
            failure: row.failure,
            pages: row.pages,
            stored_at: row.stored_at,
        },
    })
}

/// One document of the permitted holding, without its text.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not of this holding.
pub fn read(db: &mut Database, permit: &Permit<Profile>, id: DocumentId) -> Result<ShownDocument, StoreError> {
    let row: Option<Row> = documents::table
        .filter(documents::id.eq(id).and(documents::holding_id.eq(permit.holding().id)))
        .select(cols::<Row>())
        .get_result(db.db())
        .optional()?;
    let row = row.filter(|row| covers(permit, row.proposal_id));
    shown(db, permit, row.ok_or(StoreError::NotFound)?)
}

/// A document of the permitted holding with its original. The caller holds no connection.
///
/// # Errors
/// As [`read`] and [`original`].
pub fn with_original(
    store: &Store,
    permit: &Permit<Profile>,
    id: DocumentId,
) -> Result<(ShownDocument, Zeroizing<Vec<u8>>), StoreError> {
    let shown = read(&mut store.database()?, permit, id)?;
    Ok((shown, original(store, permit, id)?))
}

/// The original of a document of the permitted holding. The caller need hold no connection.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not of this holding; [`StoreError::Unopened`] if its seal does not open.
pub fn original(store: &Store, permit: &Permit<Profile>, id: DocumentId) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    of_holding(&mut store.database()?, permit, id)?;
    let stored = Stored::from_bytes(store.blobs().get(id.uuid(), ORIGINAL)?);
    permit.open_bytes(store, TABLE, ORIGINAL, id.uuid(), &stored)
}

/// A page image (PNG) of a document of the permitted holding; pages count from 1. The caller need hold no connection.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such page; [`StoreError::Unopened`] if its seal does not open.
pub fn page(
    store: &Store,
    permit: &Permit<Profile>,
    id: DocumentId,
    number: usize,
) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let pages = of_holding(&mut store.database()?, permit, id)?;
    if number < 1 || i64::try_from(number).is_ok_and(|number| number > i64::from(pages)) {
        return Err(StoreError::NotFound);
    }
    let stored = Stored::from_bytes(store.blobs().get(id.uuid(), &page_part(number))?);
    permit.open_bytes(store, TABLE, "page", page_row(id, number), &stored)
}

fn of_holding(db: &mut Database, permit: &Permit<Profile>, id: DocumentId) -> Result<i32, StoreError> {
    let found: Option<(i32, Option<ProposalId>)> = documents::table
        .filter(documents::id.eq(id).and(documents::holding_id.eq(permit.holding().id)))
        .select((documents::pages, documents::proposal_id))
        .get_result(db.db())
        .optional()?;
    let covered = found.filter(|(_, proposal)| covers(permit, *proposal));
    covered.map(|(pages, _)| pages).ok_or(StoreError::NotFound)
}

/// The holding that a document belongs to: where a request for it asks the gate.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such document.
pub fn holding_of(db: &mut Database, id: DocumentId) -> Result<HoldingId, StoreError> {
    let found = documents::table.find(id).select(documents::holding_id).get_result(db.db()).optional()?;
    found.ok_or(StoreError::NotFound)
}
