//! Why a rule table is refused.

use std::str::FromStr;

/// A table that may not be used; it names the entry and what is wrong with it.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file is not the TOML that the table is written in.
    #[error("{file} cannot be read")]
    Syntax {
        /// Which file.
        file: &'static str,
        /// Where and why.
        #[source]
        source: toml::de::Error,
    },
    /// An entry is wrong.
    #[error("[{section}] {id}: {reason}")]
    Entry {
        /// The section of the file.
        section: &'static str,
        /// The entry's id, or its key where it has none.
        id: String,
        /// What is wrong.
        reason: String,
    },
}

/// Names an entry while it is being checked.
#[derive(Clone, Copy)]
pub(in crate::law) struct At<'a> {
    pub section: &'static str,
    pub id: &'a str,
}

impl At<'_> {
    /// The error that names this entry.
    pub fn wrong(self, reason: impl Into<String>) -> TableError {
        TableError::Entry { section: self.section, id: self.id.to_owned(), reason: reason.into() }
    }

    /// Checks that something holds of this entry.
    pub fn must(self, holds: bool, reason: &str) -> Result<(), TableError> {
        if holds { Ok(()) } else { Err(self.wrong(reason)) }
    }

    /// Checks that prose is there.
    pub fn filled(self, key: &str, text: &str) -> Result<(), TableError> {
        if text.trim().is_empty() { Err(self.wrong(format!("{key} is blank"))) } else { Ok(()) }
    }

    /// Reads a word of a closed list.
    pub fn word<T: FromStr>(self, key: &str, text: &str) -> Result<T, TableError> {
        text.parse().map_err(|_| self.wrong(format!("{key} has the unknown word {text:?}")))
    }

    /// Reads words of a closed list, each at most once.
    pub fn words<T: FromStr + PartialEq>(self, key: &str, texts: &[String]) -> Result<Vec<T>, TableError> {
        let mut words = Vec::with_capacity(texts.len());
        for text in texts {
            let word = self.word(key, text)?;
            if words.contains(&word) {
                return Err(self.wrong(format!("{key} has {text:?} twice")));
            }
            words.push(word);
        }
        Ok(words)
    }

    /// Reads words of a closed list of which there must be one at least.
    pub fn some_words<T: FromStr + PartialEq>(self, key: &str, texts: &[String]) -> Result<Vec<T>, TableError> {
        self.must(!texts.is_empty(), &format!("{key} is empty"))?;
        self.words(key, texts)
    }
}

/// Checks that a section has every member of a closed list, so that nothing the engine implements is left out.
pub(in crate::law) fn complete<T: Copy + PartialEq + std::fmt::Display>(
    section: &'static str,
    seen: &[T],
    all: &[T],
) -> Result<(), TableError> {
    match all.iter().find(|member| !seen.contains(member)) {
        None => Ok(()),
        Some(missing) => {
            let id = missing.to_string();
            Err(At { section, id: &id }.wrong("the engine implements it, but the table has no such entry"))
        }
    }
}
