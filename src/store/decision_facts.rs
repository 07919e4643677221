//! What decisions on record were taken on: each set of facts once, under the digest of its text.
//!
//! Invariant: a row is written in the transaction of the first entry that refers to it and never changed; the entry's
//! hash covers the digest, so that facts cannot be exchanged behind a decision.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::database::{Db, each};
use super::error::StoreError;
use super::journal::Entry;
use super::schema::decision_facts;
use crate::law::decision_facts::{DecisionFacts, Recorded};

/// Digests that are remembered at most: some megabytes.
const REMEMBERED: usize = 100_000;

/// The facts of an entry, written down.
#[derive(Debug, Clone)]
pub struct Written {
    digest: [u8; 32],
    text: Arc<str>,
}

impl Written {
    /// Writes facts down with the digest of the tables that the decision is taken by.
    pub fn of(facts: DecisionFacts, law: &[u8; 32]) -> Self {
        let text = Recorded { law: *law, facts }.to_text();
        Self { digest: digest(&text), text: text.into() }
    }

    /// The digest that the entry names.
    pub const fn digest(&self) -> &[u8; 32] {
        &self.digest
    }
}

/// The digest of a text of facts.
pub(super) fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

/// Which facts are known to be stored, so that a decision on the same ones writes nothing.
#[derive(Debug, Default)]
pub struct Known(Mutex<HashSet<[u8; 32]>>);

impl Known {
    /// Stores the facts of entries that are not known to be stored. What comes back is to be remembered once the
    /// transaction has committed, and no earlier.
    ///
    /// # Errors
    /// The database's.
    pub(super) fn store(&self, tx: &mut Db, entries: &[Entry]) -> Result<Vec<[u8; 32]>, StoreError> {
        let mut new: Vec<&Written> = Vec::new();
        {
            let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let unknown = entries.iter().filter_map(|entry| entry.facts.as_ref());
            new.extend(unknown.filter(|facts| !known.contains(&facts.digest)));
        }
        new.sort_unstable_by_key(|facts| facts.digest);
        new.dedup_by_key(|facts| facts.digest);
        for facts in &new {
            let row = (decision_facts::digest.eq(&facts.digest[..]), decision_facts::facts.eq(&*facts.text));
            each!(&mut *tx, c => diesel::insert_into(decision_facts::table)
                .values(row)
                .on_conflict_do_nothing()
                .execute(c))?;
        }
        Ok(new.into_iter().map(|facts| facts.digest).collect())
    }

    /// Remembers facts whose transaction has committed.
    pub(super) fn remember(&self, stored: Vec<[u8; 32]>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() + stored.len() > REMEMBERED {
            // Those that still come up are soon known again.
            known.clear();
        }
        known.extend(stored);
    }
}

/// Facts that are kept, as far as they are what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// They are.
    Whole(Box<Recorded>),
    /// There are none under the digest, or others than were written.
    Damaged,
}

/// The facts under some digests; a digest without a row is not among them.
///
/// # Errors
/// The database's.
pub fn read(db: &mut Db, digests: &[Vec<u8>]) -> Result<HashMap<Vec<u8>, Kept>, StoreError> {
    let rows = texts(db, digests)?.into_iter();
    Ok(rows.map(|(digest, text)| (digest.clone(), kept(&digest, &text))).collect())
}

fn kept(of: &[u8], text: &str) -> Kept {
    match text.parse() {
        Ok(recorded) if digest(text) == of => Kept::Whole(Box::new(recorded)),
        _ => Kept::Damaged,
    }
}

/// Which of some digests have no row, or one whose text is not theirs.
///
/// # Errors
/// The database's.
pub fn damaged(db: &mut Db, digests: &[Vec<u8>]) -> Result<HashSet<Vec<u8>>, StoreError> {
    let mut bad: HashSet<Vec<u8>> = digests.iter().cloned().collect();
    for (found, text) in texts(db, digests)? {
        if digest(&text)[..] == found[..] {
            bad.remove(&found);
        }
    }
    Ok(bad)
}

/// Digests in one statement.
const AT_ONCE: usize = 500;

fn texts(db: &mut Db, digests: &[Vec<u8>]) -> Result<Vec<(Vec<u8>, String)>, StoreError> {
    let mut found = Vec::with_capacity(digests.len());
    for some in digests.chunks(AT_ONCE) {
        let rows = decision_facts::table.filter(decision_facts::digest.eq_any(some));
        found.extend(rows.select((decision_facts::digest, decision_facts::facts)).load::<(Vec<u8>, String)>(db)?);
    }
    Ok(found)
}
