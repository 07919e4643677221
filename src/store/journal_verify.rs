//! Checks the journal against itself and against the anchor.
//!
//! Invariant: an edited, deleted, inserted, reordered, cut, forked or rolled-back journal is found, and the first
//! bad entry named.

use std::collections::{BTreeMap, HashSet};

use super::anchor::Fact;
use super::anchored;
use super::database::{Db, read_tx};
use super::decision_facts;
use super::error::StoreError;
use super::journal::{self, Row, shown_digest};
use crate::domain::id::CandidateId;

/// What is wrong, and at which entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The first bad entry.
    pub seq: i64,
    /// What is wrong with it.
    pub what: FaultKind,
}

/// What can be wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// It is not the next one: an entry before it is missing, or it was put in.
    Gap,
    /// It does not follow from the entry before.
    Chain,
    /// Its fields do not have its hash.
    Content,
    /// The candidates that its list showed are not the ones it says.
    Shown,
    /// The facts that it was decided on are not the ones it says, or are gone.
    Facts,
    /// It cannot be read at all.
    Unreadable,
    /// The head knows it, but it is not there.
    Missing,
    /// It is the last, and the head does not say so.
    Head,
    /// The anchor knows it with another hash.
    Anchor,
    /// The anchor knows later entries than there are.
    Cut,
    /// Its time is more than ten minutes before an earlier entry's.
    Clock,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = match self.what {
            FaultKind::Gap => "it is not the next entry: one before it is missing, or it was put in",
            FaultKind::Chain => "it does not follow from the entry before",
            FaultKind::Content => "its fields do not have its hash",
            FaultKind::Shown => "the candidates its list showed were changed",
            FaultKind::Facts => "the facts it was decided on were changed or taken away",
            FaultKind::Unreadable => "it cannot be read",
            FaultKind::Missing => "it is missing, though the head of the journal knows it",
            FaultKind::Head => "it is the last, and the head of the journal does not say so",
            FaultKind::Anchor => "the anchor knows it with another hash: the journal was rewritten or rolled back",
            FaultKind::Cut => "the anchor knows it, but the journal ends before it: the journal was cut or rolled back",
            FaultKind::Clock => "its time is before an earlier entry's",
        };
        write!(f, "entry {}: {what}", self.seq)
    }
}

/// What a verification saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Entries that were checked.
    pub entries: i64,
    /// Anchored heads that were compared.
    pub anchored: usize,
    /// Anchored heads whose loss an operator accepted.
    pub lost: usize,
    /// The first fault, if there is one.
    pub fault: Option<Fault>,
}

const STRETCH: i64 = 5_000;
/// Requests that started earlier may be written later; more than this is a clock set back.
const CLOCK_SLACK: i64 = 10 * 60 * 1_000_000;

/// Reads the whole journal and compares it with itself, its head and the anchored facts. The facts are read before
/// this is called: the journal may grow meanwhile, and is looked at as it stood at one moment.
///
/// # Errors
/// The database's.
pub fn verify(db: &mut Db, facts: &[Fact], progress: impl FnMut(i64)) -> Result<Report, StoreError> {
    let heads = anchored::heads(facts);
    let lost = facts.iter().map(|fact| fact.lost().len()).sum();
    let mut chain = Chain { seq: 0, last_change: 0, hash: vec![0; 32], latest: i64::MIN, heads, facts: HashSet::new() };
    let fault = read_tx(db, |db| match walk(db, &mut chain, progress)? {
        None => end(db, &chain),
        fault => Ok(fault),
    })?;
    Ok(Report { entries: chain.seq, anchored: chain.heads.len(), lost, fault })
}

/// Follows the chain from its start to its last entry or first fault.
fn walk(db: &mut Db, chain: &mut Chain<'_>, mut progress: impl FnMut(i64)) -> Result<Option<Fault>, StoreError> {
    let mut length = STRETCH;
    // Whatever stands before the first place is read as well.
    let mut after = i64::MIN;
    loop {
        match stretch(db, after, length) {
            Ok((rows, _)) if rows.is_empty() => return Ok(None),
            Ok((rows, shown)) => {
                let damaged = chain.damaged_facts(db, &rows)?;
                for row in &rows {
                    if let Some(what) = chain.next(row, &shown, &damaged) {
                        return Ok(Some(Fault { seq: row.seq, what }));
                    }
                }
            }
            // Entry by entry up to the one that cannot be read, so that it is named.
            Err(StoreError::Database(diesel::result::Error::DeserializationError(_))) if length > 1 => length = 1,
            Err(StoreError::Database(diesel::result::Error::DeserializationError(_))) => {
                let unreadable = |seq| Fault { seq, what: FaultKind::Unreadable };
                return Ok(journal::next_seq(db, after)?.map(unreadable));
            }
            Err(error) => return Err(error),
        }
        if chain.seq > 0 {
            after = chain.seq;
        }
        progress(chain.seq);
    }
}

type Stretch = (Vec<Row>, Vec<(i64, CandidateId)>);

fn stretch(db: &mut Db, after: i64, length: i64) -> Result<Stretch, StoreError> {
    let rows = journal::stretch(db, after, length)?;
    let shown = match rows.last() {
        Some(last) => journal::shown_between(db, after, last.seq)?,
        None => Vec::new(),
    };
    Ok((rows, shown))
}

/// Compares the end of an unbroken chain with the head and with what the anchor knows beyond it.
fn end(db: &mut Db, chain: &Chain<'_>) -> Result<Option<Fault>, StoreError> {
    if let Some(seq) = journal::shown_astray(db, chain.seq)? {
        return Ok(Some(Fault { seq, what: FaultKind::Shown }));
    }
    let head = match journal::head(db) {
        Err(StoreError::Database(diesel::result::Error::NotFound)) => None,
        other => Some(other?),
    };
    if head.as_ref().is_some_and(|head| head.seq > chain.seq) {
        return Ok(Some(Fault { seq: chain.seq + 1, what: FaultKind::Missing }));
    }
    let expected = (chain.seq, chain.last_change, &chain.hash);
    if head.as_ref().is_none_or(|head| (head.seq, head.last_change, &head.hash) != expected) {
        return Ok(Some(Fault { seq: chain.seq, what: FaultKind::Head }));
    }
    let beyond = chain.heads.range(chain.seq + 1..).next();
    Ok(beyond.map(|(seq, _)| Fault { seq: *seq, what: FaultKind::Cut }))
}

struct Chain<'a> {
    seq: i64,
    last_change: i64,
    hash: Vec<u8>,
    latest: i64,
    heads: BTreeMap<i64, Vec<&'a str>>,
    /// The facts that were found whole.
    facts: HashSet<Vec<u8>>,
}

impl Chain<'_> {
    /// The facts of a stretch that are not what its entries say; each is looked at once.
    fn damaged_facts(&mut self, db: &mut Db, rows: &[Row]) -> Result<HashSet<Vec<u8>>, StoreError> {
        let named: HashSet<&Vec<u8>> = rows.iter().filter_map(|row| row.facts.as_ref()).collect();
        let new: Vec<Vec<u8>> = named.into_iter().filter(|digest| !self.facts.contains(*digest)).cloned().collect();
        let damaged = decision_facts::damaged(db, &new)?;
        self.facts.extend(new.into_iter().filter(|digest| !damaged.contains(digest)));
        Ok(damaged)
    }

    fn next(&mut self, row: &Row, shown: &[(i64, CandidateId)], damaged: &HashSet<Vec<u8>>) -> Option<FaultKind> {
        if row.seq != self.seq + 1 {
            return Some(FaultKind::Gap);
        }
        if row.prev != self.hash {
            return Some(FaultKind::Chain);
        }
        if row.hash != row.computed_hash() {
            return Some(FaultKind::Content);
        }
        let start = shown.partition_point(|(seq, _)| *seq < row.seq);
        let listed: Vec<CandidateId> = shown
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take_while(|(seq, _)| *seq == row.seq)
            .map(|(_, candidate)| *candidate)
            .collect();
        let digest = (!listed.is_empty()).then(|| shown_digest(&listed));
        if i64::from(row.shown) != i64::try_from(listed.len()).unwrap_or(i64::MAX) || digest != row.shown_digest {
            return Some(FaultKind::Shown);
        }
        if row.facts.as_ref().is_some_and(|digest| damaged.contains(digest)) {
            return Some(FaultKind::Facts);
        }
        if row.at.micros() < self.latest.saturating_sub(CLOCK_SLACK) {
            return Some(FaultKind::Clock);
        }
        let hash = || hex::encode(&row.hash);
        if self.heads.get(&row.seq).is_some_and(|anchored| anchored.iter().any(|anchored| *anchored != hash())) {
            return Some(FaultKind::Anchor);
        }
        self.seq = row.seq;
        if row.is_change {
            self.last_change = row.seq;
        }
        self.hash.clone_from(&row.hash);
        self.latest = self.latest.max(row.at.micros());
        None
    }
}
