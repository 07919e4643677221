//! Beginnings of words in a question, completed to the words that there are.
//!
//! FTS5 puts the places of all words with a beginning together before it looks at the first; words by themselves it
//! reads only as far as a page needs.
//!
//! Invariant: what is completed finds the same people as what was asked.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::list::ListFilter;
use super::prepared::{Bound, Prepared};
use super::query::{Query, TextField};
use super::words::{Run, normalised, runs};
use super::{DirectoryError, matching};

/// Words of all beginnings of a question at most; the others are left as they are.
const MOST: usize = 100;

#[derive(QueryableByName)]
struct Term {
    #[diesel(sql_type = Text)]
    term: String,
}

/// A filter whose question is completed.
pub(super) fn filter(db: &mut SqliteConnection, filter: &ListFilter) -> Result<ListFilter, DirectoryError> {
    let mut completer = Completer { db, left: MOST };
    let query = filter.query.clone().map(|query| completer.complete(query)).transpose()?;
    Ok(ListFilter { query, ..filter.clone() })
}

struct Completer<'a> {
    db: &'a mut SqliteConnection,
    /// Words that may still be put in.
    left: usize,
}

impl Completer<'_> {
    fn complete(&mut self, query: Query) -> Result<Query, DirectoryError> {
        Ok(match query {
            Query::All(parts) => Query::All(self.each(parts)?),
            Query::Any(parts) => Query::Any(self.each(parts)?),
            Query::Not(part) => Query::Not(Box::new(self.complete(*part)?)),
            Query::Text { field, text, is_phrase: false, is_beginning: true } => self.text(field, text)?,
            other => other,
        })
    }

    fn each(&mut self, parts: Vec<Query>) -> Result<Vec<Query>, DirectoryError> {
        parts.into_iter().map(|part| self.complete(part)).collect()
    }

    /// A beginning in a field as the words that begin so. Names and addresses have their beginnings as words already.
    fn text(&mut self, field: TextField, text: String) -> Result<Query, DirectoryError> {
        let begins = |field, text| Query::Text { field, text, is_phrase: false, is_beginning: true };
        let has_beginnings = matches!(field, TextField::Name | TextField::Contact);
        let words = if has_beginnings { None } else { self.words(&text)? };
        let Some(words) = words else { return Ok(begins(field, text)) };
        let word = |text| Query::Text { field, text, is_phrase: true, is_beginning: false };
        let mut ways: Vec<Query> = words.into_iter().map(word).collect();
        if field == TextField::Any {
            // Names also have the beginnings of their sound.
            ways.push(begins(TextField::Name, text));
        }
        Ok(Query::Any(ways))
    }

    /// The words that begin as typed, if one word was typed, of a script with spaces, and they are not too many.
    fn words(&mut self, typed: &str) -> Result<Option<Vec<String>>, DirectoryError> {
        let cut = runs(&normalised(typed));
        let [Run::Word(beginning)] = cut.as_slice() else { return Ok(None) };
        // A number is also looked for as the end of a telephone's.
        if matching::is_telephone(typed) {
            return Ok(None);
        }
        let (mut words, mut from) = (Vec::new(), beginning.clone());
        let end = format!("{beginning}\u{10FFFF}");
        while let Some(word) = self.first_word(&from, &end)? {
            if words.len() == self.left {
                return Ok(None);
            }
            // The blank comes before whatever a word may go on with.
            from = format!("{word} ");
            words.push(word);
        }
        self.left -= words.len();
        Ok(Some(words))
    }

    fn first_word(&mut self, from: &str, end: &str) -> Result<Option<String>, DirectoryError> {
        let sql = "SELECT term FROM vocabulary WHERE term >= ? AND term < ? LIMIT 1".to_owned();
        let bound = vec![Bound::Text(from.to_owned()), Bound::Text(end.to_owned())];
        let found: Vec<Term> = Prepared { sql, bound }.load(self.db)?;
        Ok(found.into_iter().next().map(|found| found.term))
    }
}
