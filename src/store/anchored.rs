//! Whether the journal is the one that the anchor knows, or an older copy or a fork of it.
//!
//! Invariant: a head that the anchor knows counts, unless an operator accepted its loss: in the journal, and in the
//! anchor with the hash of what was lost.

use std::collections::{BTreeMap, HashSet};

use super::anchor::{Fact, Trust};
use super::anchor_keys;
use super::error::StoreError;
use super::journal::{self, Entry};
use super::open::Database;
use crate::domain::staff::Caller;

/// Entries looked at in one query.
const BATCH: usize = 500;

/// A head that the anchor knows and the journal has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// Its place.
    pub seq: i64,
    /// Its hash (hex).
    pub hash: String,
}

/// The anchored heads that the journal must have, by place. After a roll-back its own new ones stand beside the old.
pub(super) fn heads(facts: &[Fact]) -> BTreeMap<i64, Vec<&str>> {
    let lost: HashSet<&str> = facts.iter().flat_map(Fact::lost).map(String::as_str).collect();
    let mut heads: BTreeMap<i64, Vec<&str>> = BTreeMap::new();
    for fact in facts {
        if let Fact::Head { seq, hash } | Fact::Accepted { seq, hash, .. } = fact
            && !lost.contains(hash.as_str())
        {
            heads.entry(*seq).or_default().push(hash);
        }
    }
    heads
}

/// The anchored heads that the journal lacks, earliest first: it was rolled back, or the database is an older copy.
/// Before set-up nothing is known.
///
/// # Errors
/// The place's or the database's.
pub fn lacking(db: &mut Database) -> Result<Vec<Lacking>, StoreError> {
    let Some(setup) = db.store().setup_public_key() else { return Ok(Vec::new()) };
    let known = anchor_keys::list(db.db())?;
    // The anchor first: what another instance anchors meanwhile is in the journal already.
    let reading = db.store().anchor().read(&Trust::new(setup, &known))?;
    let heads: Vec<(i64, Vec<&str>)> = heads(&reading.facts).into_iter().collect();
    let mut lacking = Vec::new();
    for some in heads.chunks(BATCH) {
        let places: Vec<i64> = some.iter().map(|(seq, _)| *seq).collect();
        let there = db.read(|db| journal::hashes(db, &places))?;
        for (seq, hashes) in some {
            let own = there.get(seq).map(hex::encode);
            let other = hashes.iter().filter(|hash| own.as_deref() != Some(**hash));
            lacking.extend(other.map(|hash| Lacking { seq: *seq, hash: (*hash).to_owned() }));
        }
    }
    Ok(lacking)
}

/// Accepts that entries are lost: the journal says so, and then the anchor.
///
/// # Errors
/// The database's or the place's.
pub fn accept(db: &mut Database, caller: &Caller, lacking: &[Lacking]) -> Result<(), StoreError> {
    let first = lacking.first().map_or(0, |first| first.seq);
    let subject = format!("journal:{first} {} heads", lacking.len());
    db.change(|_| Ok(((), vec![Entry::by(caller, "accept_older_database", subject)])))?;
    let head = db.read(journal::head)?;
    let lost = lacking.iter().map(|head| head.hash.clone()).collect();
    db.store().anchor().write(&Fact::Accepted { seq: head.seq, hash: hex::encode(&head.hash), lost })
}
