//! Beginnings of words in a question, completed to the words that there are.
//!
//! FTS5 puts the places of all words with a beginning together before it looks at the first; words by themselves it
//! reads only as far as a page needs.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::DirectoryError;
use super::list::ListFilter;
use super::prepared::{Bound, Prepared};
use super::query::{Query, TextField};
use super::words::{Run, normalised, runs};

/// Of more words than this, the beginning is left as it is.
const MOST: usize = 100;

#[derive(QueryableByName)]
struct Term {
    #[diesel(sql_type = Text)]
    term: String,
}

/// A filter whose question is completed.
pub(super) fn filter(db: &mut SqliteConnection, filter: &ListFilter) -> Result<ListFilter, DirectoryError> {
    let query = filter.query.clone().map(|query| completed(db, query)).transpose()?;
    Ok(ListFilter { query, ..filter.clone() })
}

/// A question in which the words that begin as typed stand for their beginning, where there are not too many of them.
fn completed(db: &mut SqliteConnection, query: Query) -> Result<Query, DirectoryError> {
    let each = |db: &mut SqliteConnection, parts: Vec<Query>| -> Result<Vec<Query>, DirectoryError> {
        parts.into_iter().map(|part| completed(db, part)).collect()
    };
    Ok(match query {
        Query::All(parts) => Query::All(each(db, parts)?),
        Query::Any(parts) => Query::Any(each(db, parts)?),
        Query::Not(part) => Query::Not(Box::new(completed(db, *part)?)),
        Query::Text { field, ref text, is_phrase: false, is_beginning: true } if reads_other_fields(field) => {
            match words(db, text)? {
                Some(words) => {
                    let word = |text| Query::Text { field, text, is_phrase: true, is_beginning: false };
                    let mut ways: Vec<Query> = words.into_iter().map(word).collect();
                    if field == TextField::Any {
                        // Names have the beginnings of their sound in them, besides those of their words.
                        let begins =
                            |text| Query::Text { field: TextField::Name, text, is_phrase: false, is_beginning: true };
                        ways.push(begins(text.clone()));
                    }
                    Query::Any(ways)
                }
                None => query,
            }
        }
        other => other,
    })
}

/// Whether a field is searched that has no beginnings as words of their own.
const fn reads_other_fields(field: TextField) -> bool {
    !matches!(field, TextField::Name | TextField::Contact)
}

/// The words that begin as typed, if one word was typed, of a script with spaces, and they are not too many.
fn words(db: &mut SqliteConnection, typed: &str) -> Result<Option<Vec<String>>, DirectoryError> {
    let cut = runs(&normalised(typed));
    let [Run::Word(beginning)] = cut.as_slice() else { return Ok(None) };
    let mut words = Vec::new();
    // Facts and the beginnings of names are words of the index as well.
    let steps = 2 * MOST;
    let end = format!("{beginning}\u{10FFFF}");
    let mut from = beginning.clone();
    for _ in 0..steps {
        let Some(word) = first_word(db, &from, &end)? else { return Ok(Some(words)) };
        // The blank comes before whatever a word may go on with.
        from = format!("{word} ");
        if word.chars().all(|c| c.is_alphanumeric() || matches!(c, '+' | '#')) {
            words.push(word);
        }
        if words.len() > MOST {
            break;
        }
    }
    Ok(None)
}

fn first_word(db: &mut SqliteConnection, from: &str, end: &str) -> Result<Option<String>, DirectoryError> {
    let sql = "SELECT term FROM vocabulary WHERE term >= ? AND term < ? LIMIT 1".to_owned();
    let bound = vec![Bound::Text(from.to_owned()), Bound::Text(end.to_owned())];
    let found: Vec<Term> = Prepared { sql, bound }.load(db)?;
    Ok(found.into_iter().next().map(|found| found.term))
}
