//! Checks the journal against itself and against the anchor.
//!
//! Invariant: an edited, deleted, inserted, reordered, cut, forked or rolled-back journal is found, and the first
//! bad entry named.

use std::collections::BTreeMap;

use super::anchor::Fact;
use super::database::Db;
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
    /// An entry is missing before it.
    Gap,
    /// It does not follow from the entry before.
    Chain,
    /// Its fields do not have its hash.
    Content,
    /// The candidates that its list showed are not the ones it says.
    Shown,
    /// The head does not point at it.
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
            FaultKind::Gap => "an entry is missing before it",
            FaultKind::Chain => "it does not follow from the entry before",
            FaultKind::Content => "its fields do not have its hash",
            FaultKind::Shown => "the candidates its list showed were changed",
            FaultKind::Head => "the head of the journal does not point at it",
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
    /// The first fault, if there is one.
    pub fault: Option<Fault>,
}

const STRETCH: i64 = 5_000;
/// Requests that started earlier may be written later; more than this is a clock set back.
const CLOCK_SLACK: i64 = 10 * 60 * 1_000_000;

/// Reads the whole journal and compares it with itself, its head and the anchored facts.
///
/// # Errors
/// The database's.
pub fn verify(db: &mut Db, anchored: &[Fact], mut progress: impl FnMut(i64)) -> Result<Report, StoreError> {
    let heads: BTreeMap<i64, &str> = anchored
        .iter()
        .filter_map(|fact| match fact {
            Fact::Head { seq, hash } => Some((*seq, hash.as_str())),
            Fact::Ended { .. } => None,
        })
        .collect();
    let head = journal::head(db)?;
    let mut chain = Chain { seq: 0, hash: vec![0; 32], latest: i64::MIN, heads };
    loop {
        let rows = journal::stretch(db, chain.seq, STRETCH)?;
        let Some(last) = rows.last() else { break };
        let shown = journal::shown_between(db, chain.seq, last.seq)?;
        for row in &rows {
            if let Some(what) = chain.next(row, &shown) {
                let fault = Some(Fault { seq: row.seq, what });
                return Ok(Report { entries: chain.seq, anchored: chain.heads.len(), fault });
            }
        }
        progress(chain.seq);
    }
    let fault = if head.seq != chain.seq || head.hash != chain.hash {
        Some(Fault { seq: head.seq.max(chain.seq), what: FaultKind::Head })
    } else {
        let beyond = chain.heads.range(chain.seq + 1..).next();
        beyond.map(|(seq, _)| Fault { seq: *seq, what: FaultKind::Cut })
    };
    Ok(Report { entries: chain.seq, anchored: chain.heads.len(), fault })
}

struct Chain<'a> {
    seq: i64,
    hash: Vec<u8>,
    latest: i64,
    heads: BTreeMap<i64, &'a str>,
}

impl Chain<'_> {
    fn next(&mut self, row: &Row, shown: &[(i64, CandidateId)]) -> Option<FaultKind> {
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
        if row.at.micros() < self.latest.saturating_sub(CLOCK_SLACK) {
            return Some(FaultKind::Clock);
        }
        if self.heads.get(&row.seq).is_some_and(|hash| *hash != hex::encode(&row.hash)) {
            return Some(FaultKind::Anchor);
        }
        self.seq = row.seq;
        self.hash.clone_from(&row.hash);
        self.latest = self.latest.max(row.at.micros());
        None
    }
}
