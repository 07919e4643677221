//! The texts that an office's directory is searched by, of many permitted holdings at a time.
//!
//! Invariant: each text is opened with the permit of its own category; one that does not open is journalled by the
//! permit and simply not searched.

use std::collections::HashMap;

use diesel::prelude::*;

use super::columns::Stored;
use super::database::among;
use super::error::StoreError;
use super::open::Database;
use super::permit::Permit;
use super::schema::{applications, documents, notes, selection_results, tags};
use crate::domain::application::{ApplicationDetails, SelectionResult as Result_};
use crate::domain::category::{ApplicationHistory, Category, Other, Profile, SelectionResult};
use crate::domain::id::{ApplicationId, DocumentId, HoldingId, NoteId, SelectionResultId};
use crate::domain::note::NoteClass;
use crate::domain::tag::Tag;

/// Texts by the holding that they are about.
pub type Texts = HashMap<HoldingId, Vec<String>>;

/// The texts of documents, without those of proposals: they are not part of the record.
///
/// # Errors
/// The database's.
pub fn documents(db: &mut Database, permits: &[Permit<Profile>]) -> Result<Texts, StoreError> {
    let rows: Vec<(HoldingId, DocumentId, Option<Stored<Profile>>)> = among!(&*holdings(permits), documents::holding_id, asked => documents::table
        .filter(asked)
        .filter(documents::text.is_not_null().and(documents::proposal_id.is_null()))
        .order(documents::id.desc())
        .select((documents::holding_id, documents::id, documents::text))
        .load(db.db())?);
    let rows = rows.into_iter().filter_map(|(holding, id, text)| Some((holding, id.uuid(), text?)));
    opened(db, permits, rows, ("documents", "text"), |text: String| vec![text])
}

/// What was written with applications.
///
/// # Errors
/// The database's.
pub fn details(db: &mut Database, permits: &[Permit<ApplicationHistory>]) -> Result<Texts, StoreError> {
    let rows: Vec<(HoldingId, ApplicationId, Option<Stored<ApplicationHistory>>)> = among!(&*holdings(permits), applications::holding_id, asked => applications::table
        .filter(asked)
        .order(applications::id.desc())
        .select((applications::holding_id, applications::id, applications::details))
        .load(db.db())?);
    let rows = rows.into_iter().filter_map(|(holding, id, details)| Some((holding, id.uuid(), details?)));
    let words = |details: ApplicationDetails| vec![details.motivation, details.available_from];
    opened(db, permits, rows, ("applications", "details"), words)
}

/// The words of selection results.
///
/// # Errors
/// The database's.
pub fn results(db: &mut Database, permits: &[Permit<SelectionResult>]) -> Result<Texts, StoreError> {
    let rows: Vec<(HoldingId, SelectionResultId, Stored<SelectionResult>)> = among!(&*holdings(permits), selection_results::holding_id, asked => selection_results::table
        .filter(asked)
        .order(selection_results::id.desc())
        .select((selection_results::holding_id, selection_results::id, selection_results::record))
        .load(db.db())?);
    let rows = rows.into_iter().map(|(holding, id, record)| (holding, id.uuid(), record));
    opened(db, permits, rows, ("selection_results", "record"), |result: Result_| vec![result.comment])
}

/// Notes of staff for their team: a private one is in no search.
///
/// # Errors
/// The database's.
pub fn notes(db: &mut Database, permits: &[Permit<Other>]) -> Result<Texts, StoreError> {
    let rows: Vec<(HoldingId, NoteId, Stored<Other>)> = among!(&*holdings(permits), notes::holding_id, asked => notes::table
        .filter(asked.and(notes::class.eq(NoteClass::Team)))
        .order(notes::id.desc())
        .select((notes::holding_id, notes::id, notes::text))
        .load(db.db())?);
    let rows = rows.into_iter().map(|(holding, id, text)| (holding, id.uuid(), text));
    opened(db, permits, rows, ("notes", "text"), |text: String| vec![text])
}

/// Tags.
///
/// # Errors
/// The database's.
pub fn tags(db: &mut Database, permits: &[Permit<Other>]) -> Result<Texts, StoreError> {
    let rows: Vec<(HoldingId, Stored<Other>)> = among!(&*holdings(permits), tags::holding_id, asked => tags::table
        .filter(asked)
        .select((tags::holding_id, tags::labels))
        .load(db.db())?);
    let rows = rows.into_iter().map(|(holding, tags)| (holding, holding.uuid(), tags));
    let words = |tags: Vec<Tag>| tags.iter().map(|tag| tag.as_str().to_owned()).collect();
    opened(db, permits, rows, ("tags", "labels"), words)
}

fn holdings<C: Category>(permits: &[Permit<C>]) -> Vec<HoldingId> {
    permits.iter().map(|permit| permit.holding().id).collect()
}

fn opened<C: Category, T: serde::de::DeserializeOwned>(
    db: &Database,
    permits: &[Permit<C>],
    rows: impl Iterator<Item = (HoldingId, uuid::Uuid, Stored<C>)>,
    (table, column): (&'static str, &'static str),
    words: impl Fn(T) -> Vec<String>,
) -> Result<Texts, StoreError> {
    let permits: HashMap<HoldingId, &Permit<C>> = permits.iter().map(|permit| (permit.holding().id, permit)).collect();
    let mut texts = Texts::new();
    for (holding, id, stored) in rows {
        let Some(permit) = permits.get(&holding) else { continue };
        match permit.open(db, table, column, id, &stored) {
            Ok(value) => {
                let said = words(value).into_iter().filter(|text| !text.is_empty());
                texts.entry(holding).or_default().extend(said);
            }
            Err(StoreError::Unopened(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(texts)
}
