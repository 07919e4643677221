//! The texts that an office's directory is searched by, of many permitted holdings at a time.
//!
//! Invariant: each text is opened with the permit of its own category; one that does not open is journalled by the
//! permit and simply not searched. However many and long somebody's messages are, only a few of the longest are in
//! memory at once. What seems to say something about somebody's health is not searched, nor opened for that.

use std::collections::HashMap;

use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::columns::Stored;
use super::database::among;
use super::error::StoreError;
use super::open::Database;
use super::permit::{Permit, Unsealed};
use super::schema::{applications, documents, message_findings, messages, notes, selection_results, tags};
use crate::domain::application::{ApplicationDetails, SelectionResult as Result_};
use crate::domain::category::{ApplicationHistory, Category, Communications, Other, Profile, SelectionResult};
use crate::domain::id::{ApplicationId, DocumentId, HoldingId, MessageId, NoteId, SelectionResultId};
use crate::domain::message::{Finding, FindingState, MessageBody, MessageHead, Sending};
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

/// Messages of a holding that are searched at most.
const MOST: usize = 200;
/// Characters of a holding's messages that are searched at most.
const CHARACTERS: usize = 200_000;
/// Sealed bytes after which no more messages of a holding are read: a body has its text as HTML as well.
const BYTES: usize = 8 << 20;
/// Messages of one statement at most.
const AT_ONCE: usize = 1_000;
/// Sealed bytes after which a statement has no more messages.
const BYTES_AT_ONCE: usize = 16 << 20;

/// Subjects and texts of the newest messages, the newest first, without drafts and what was taken back, and without what
/// seems to be about somebody's health, unless a person said that it is not.
///
/// # Errors
/// The database's.
pub fn messages(db: &mut Database, permits: &[Permit<Communications>]) -> Result<Texts, StoreError> {
    let (mut texts, mut left) = (Texts::new(), HashMap::new());
    // Most people have no key of this category yet, and so no permit is there.
    let chosen = if permits.is_empty() { Vec::new() } else { newest(db, &holdings(permits))? };
    let permits = by_holding(permits);
    for part in parts(&chosen) {
        for (holding, id, head, body) in stored_messages(db, part)? {
            let left = left.entry(holding).or_insert(CHARACTERS);
            let Some(permit) = permits.get(&holding).filter(|_| *left > 0) else { continue };
            let head: Unsealed<MessageHead> = Unsealed::of(permit.open(db, "messages", "head", id.uuid(), &head))?;
            let body: Unsealed<MessageBody> = Unsealed::of(permit.open(db, "messages", "body", id.uuid(), &body))?;
            let subject = head.value().map(|head| head.subject.clone());
            let said = subject.into_iter().chain(body.value().map(|body| own_words(&body.text)));
            let kept = said.map(|text| within(&text, left)).filter(|text| !text.is_empty());
            texts.entry(holding).or_default().extend(kept);
        }
    }
    Ok(texts)
}

/// A message that is to be read, and how long its sealed body is.
type Chosen = (MessageId, usize);

/// The messages that are read, those of each holding from the newest on. Of the others only the size is looked at: one
/// may have millions of characters, and anybody may send thousands.
fn newest(db: &mut Database, holdings: &[HoldingId]) -> Result<Vec<Chosen>, StoreError> {
    let about_health = message_findings::table
        .filter(message_findings::message_id.eq(messages::id))
        .filter(message_findings::finding.eq(Finding::Health))
        .filter(message_findings::state.ne(FindingState::Dismissed));
    let rows: Vec<(HoldingId, MessageId, i32)> = among!(holdings, messages::holding_id, asked => messages::table
        .filter(asked)
        .filter(messages::sending.is_null().or(
            messages::sending.ne(Sending::Draft).and(messages::sending.ne(Sending::Cancelled)),
        ))
        .filter(not(exists(about_health)))
        .order((messages::at.desc(), messages::id.desc()))
        .select((messages::holding_id, messages::id, sql::<Integer>("length(messages.body)")))
        .load(db.db())?);
    let mut taken: HashMap<HoldingId, (usize, usize)> = HashMap::new();
    let chosen = rows.into_iter().filter_map(|(holding, id, length)| {
        let (number, bytes) = taken.entry(holding).or_default();
        let length = usize::try_from(length).unwrap_or(0);
        let is_read = *number < MOST && *bytes < BYTES;
        (*number, *bytes) = (*number + 1, *bytes + length);
        is_read.then_some((id, length))
    });
    Ok(chosen.collect())
}

/// Cuts what is to be read into what one statement reads.
fn parts(mut rest: &[Chosen]) -> Vec<&[Chosen]> {
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = rest.iter().take(AT_ONCE).take_while(|(_, length)| {
            let fits = bytes < BYTES_AT_ONCE;
            bytes += length;
            fits
        });
        let (part, behind) = rest.split_at(fits.count());
        parts.push(part);
        rest = behind;
    }
    parts
}

/// Messages as they are stored.
type Sealed = Vec<(HoldingId, MessageId, Stored<Communications>, Stored<Communications>)>;

fn stored_messages(db: &mut Database, part: &[Chosen]) -> Result<Sealed, StoreError> {
    let ids: Vec<MessageId> = part.iter().map(|(id, _)| *id).collect();
    Ok(among!(&*ids, messages::id, asked => messages::table
        .filter(asked)
        .order((messages::at.desc(), messages::id.desc()))
        .select((messages::holding_id, messages::id, messages::head, messages::body))
        .load(db.db())?))
}

/// A text without what it quotes of another message, which is searched itself.
fn own_words(text: &str) -> String {
    text.lines().filter(|line| !line.starts_with('>')).collect::<Vec<_>>().join("\n")
}

/// As much of a text as is left to be searched.
fn within(text: &str, left: &mut usize) -> String {
    let kept: String = text.chars().take(*left).collect();
    *left = left.saturating_sub(kept.chars().count());
    kept
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

fn by_holding<C: Category>(permits: &[Permit<C>]) -> HashMap<HoldingId, &Permit<C>> {
    permits.iter().map(|permit| (permit.holding().id, permit)).collect()
}

fn opened<C: Category, T: serde::de::DeserializeOwned>(
    db: &Database,
    permits: &[Permit<C>],
    rows: impl Iterator<Item = (HoldingId, uuid::Uuid, Stored<C>)>,
    (table, column): (&'static str, &'static str),
    words: impl Fn(T) -> Vec<String>,
) -> Result<Texts, StoreError> {
    let permits = by_holding(permits);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_of_another_message_is_not_said_again() {
        let text = "Thank you.\r\n> When will you come?\n>> Dear Akari,\nAt five > four.\n\n> --\n";
        assert_eq!(own_words(text), "Thank you.\nAt five > four.\n");
        assert_eq!(own_words("> nothing else"), "");
    }

    #[test]
    fn a_text_is_cut_between_two_characters_where_no_more_is_searched() {
        let mut left = 5;
        assert_eq!((within("面接の", &mut left), left), ("面接の".to_owned(), 2));
        assert_eq!((within("日時", &mut left), left), ("日時".to_owned(), 0));
        assert_eq!((within("x", &mut left), left), (String::new(), 0));
    }

    #[test]
    fn a_statement_reads_no_more_than_a_few_of_the_longest_messages() {
        let lengths = |of: &[Chosen]| parts(of).into_iter().map(<[Chosen]>::len).collect::<Vec<_>>();
        let of = |length: usize, number: usize| vec![(MessageId::new(), length); number];
        assert_eq!(lengths(&[]), Vec::<usize>::new());
        assert_eq!(lengths(&of(100, 2_500)), [1_000, 1_000, 500]);
        assert_eq!(lengths(&of(6 << 20, 7)), [3, 3, 1]);
        assert_eq!(lengths(&of(usize::MAX >> 8, 2)), [1, 1], "one that is longer than that is read by itself");
    }
}
