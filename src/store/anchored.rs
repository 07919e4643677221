//! Whether the journal is the one that the anchor knows, or an older copy or a fork of it.
//!
//! Invariant: a head that the anchor knows counts, unless an operator accepted its loss: in the journal, and in the
//! anchor with the hash of what was lost.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::anchor::{Anchor, Fact, Line, Trust};
use super::anchor_reading::{claimed, signed};
use super::error::StoreError;
use super::journal::{self, Entry};
use super::open::Database;
use super::{anchor_keys, settings};
use crate::domain::staff::Caller;
use crate::vault::anchor_key::AnchorPublicKey;
use crate::vault::setup_key::Signature;

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
/// Before set-up nothing is known. The whole anchor is compared.
///
/// # Errors
/// The place's or the database's.
pub fn lacking(db: &mut Database) -> Result<Vec<Lacking>, StoreError> {
    Ok(compare(db, 0)?.lacking)
}

/// The same from where anchor and journal agreed last, and notes how far they agree now: every view writes a line. A
/// bucket, whose lines have no place to go on from, is compared whole.
///
/// # Errors
/// The place's or the database's.
pub fn check(db: &mut Database) -> Result<Vec<Lacking>, StoreError> {
    let noted = noted(db)?;
    let begin = noted.as_ref().map_or(0, |agreed| agreed.end);
    let compared = compare(db, begin)?;
    if !compared.is_agreed {
        // What was accepted, and certificates, may stand in the lines before.
        return if begin > 0 { lacking(db) } else { Ok(compared.lacking) };
    }
    let head = compared.head.or_else(|| noted.map(|agreed| (agreed.seq, agreed.hash)));
    let digest = db.store().anchor().digest_before(compared.end)?;
    if let (Some((seq, hash)), Some(digest)) = (head, digest.filter(|_| compared.end > begin)) {
        let anchor = db.store().anchor();
        let note = Note::of(anchor, &Agreed { end: compared.end, digest, seq, hash })?;
        let key = Note::setting(anchor);
        db.change(|tx| Ok((settings::write(tx, &key, &note)?, Vec::new())))?;
    }
    Ok(compared.lacking)
}

/// Up to where anchor and journal agreed, and the last head there: a journal without it is another one.
#[derive(Debug, Serialize, Deserialize)]
struct Agreed {
    /// Bytes of the anchor's file.
    end: u64,
    /// A digest of what stands before.
    digest: String,
    /// The head's place.
    seq: i64,
    /// Its hash (hex).
    hash: String,
}

/// [`Agreed`] as it is kept in the database, which could have written it itself but for the signature.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    agreed: String,
    signature: String,
}

impl Note {
    /// What is signed begins as no line of the anchor does.
    fn signed(agreed: &str) -> String {
        format!("compared {agreed}")
    }

    fn of(anchor: &Anchor, agreed: &Agreed) -> Result<String, StoreError> {
        let unwritten = |_| StoreError::Unreadable("anchor");
        let agreed = serde_json::to_string(agreed).map_err(unwritten)?;
        let signature = hex::encode(anchor.sign_note(&Self::signed(&agreed)).as_bytes());
        serde_json::to_string(&Self { agreed, signature }).map_err(unwritten)
    }

    /// Each instance has its own.
    fn setting(anchor: &Anchor) -> String {
        format!("{}.{}", settings::ANCHOR_COMPARED, anchor.key())
    }

    /// What a note says, if this instance wrote it.
    fn read(anchor: &Anchor, text: &str) -> Option<Agreed> {
        let note: Self = serde_json::from_str(text).ok()?;
        let signature = Signature::from_bytes(&hex::decode(&note.signature).ok()?).ok()?;
        anchor.key().verify(Self::signed(&note.agreed).as_bytes(), &signature).ok()?;
        serde_json::from_str(&note.agreed).ok()
    }
}

/// What this instance noted, if journal and file are still those of then.
fn noted(db: &mut Database) -> Result<Option<Agreed>, StoreError> {
    let store = db.store().clone();
    let anchor = store.anchor();
    let noted = db.read(|db| settings::read(db, &Note::setting(anchor)))?;
    let Some(agreed) = noted.and_then(|text| Note::read(anchor, &text)) else { return Ok(None) };
    let there = db.read(|db| journal::hashes(db, &[agreed.seq]))?;
    let is_there = there.get(&agreed.seq).is_some_and(|hash| hex::encode(hash) == agreed.hash);
    let is_same = anchor.digest_before(agreed.end)?.is_some_and(|digest| digest == agreed.digest);
    Ok((is_there && is_same).then_some(agreed))
}

/// What came out of a comparison of the anchor with the journal.
#[derive(Debug, Default)]
struct Compared {
    lacking: Vec<Lacking>,
    /// The last head that both have.
    head: Option<(i64, String)>,
    /// Where it ended, in bytes of the file.
    end: u64,
    /// Whether every line says what the journal has, or what is accepted as lost.
    is_agreed: bool,
}

fn compare(db: &mut Database, begin: u64) -> Result<Compared, StoreError> {
    let Some(setup) = db.store().setup_public_key() else { return Ok(Compared::default()) };
    let known = anchor_keys::list(db.db())?;
    let mut comparison = Comparison::new(Trust::new(setup, &known));
    let store = db.store().clone();
    // The anchor first: what another instance anchors meanwhile is in the journal already.
    let end = store.anchor().walk(begin, |lines| comparison.step(db, lines))?;
    let head = comparison.head.take();
    let (lacking, is_agreed) = comparison.end();
    Ok(Compared { lacking, head, end, is_agreed })
}

/// The lines of the anchor beside the journal. A head that the journal has is no loss, whoever wrote its line; so only
/// the others' signatures are checked.
struct Comparison {
    trust: Trust,
    /// Keys with certificates that were looked at.
    certificates: HashSet<(String, String)>,
    /// The last head that the journal has.
    head: Option<(i64, String)>,
    /// Lines about heads that the journal has not.
    suspects: Vec<String>,
    /// Lines that accept losses.
    accepting: Vec<String>,
}

impl Comparison {
    fn new(trust: Trust) -> Self {
        Self { trust, certificates: HashSet::new(), head: None, suspects: Vec::new(), accepting: Vec::new() }
    }

    fn step(&mut self, db: &mut Database, lines: &[String]) -> Result<(), StoreError> {
        let mut heads: Vec<(i64, String, &String)> = Vec::new();
        for line in lines {
            // A line that is none says nothing, here as in a full reading; `verify` and `doctor` name it.
            let Some((fact, claim)) = claimed(line) else { continue };
            self.take_certificate(&claim);
            match fact {
                Fact::Head { seq, hash } => heads.push((seq, hash, line)),
                Fact::Accepted { seq, hash, .. } => {
                    heads.push((seq, hash, line));
                    self.accepting.push(line.clone());
                }
                Fact::Ended { .. } => {}
            }
        }
        for some in heads.chunks(BATCH) {
            let places: Vec<i64> = some.iter().map(|(seq, ..)| *seq).collect();
            let there = db.read(|db| journal::hashes(db, &places))?;
            for (seq, hash, line) in some {
                if there.get(seq).is_none_or(|own| hex::encode(own) != *hash) {
                    self.suspects.push((*line).clone());
                } else if self.head.as_ref().is_none_or(|(last, _)| last < seq) {
                    self.head = Some((*seq, hash.clone()));
                }
            }
        }
        Ok(())
    }

    /// A certificate counts for all lines of its key, also those before it.
    fn take_certificate(&mut self, claim: &Line) {
        let Some(certificate) = &claim.certificate else { return };
        if self.certificates.insert((claim.key.clone(), certificate.clone()))
            && let Ok(key) = claim.key.parse::<AnchorPublicKey>()
        {
            self.trust.includes(&key, Some(certificate));
        }
    }

    /// The losses that count, and whether there is nothing else that the journal has not.
    fn end(mut self) -> (Vec<Lacking>, bool) {
        let suspects = std::mem::take(&mut self.suspects);
        let accepting = std::mem::take(&mut self.accepting);
        let accepted: Vec<Fact> = accepting.iter().filter_map(|line| self.counting(line)).collect();
        let lost: HashSet<&String> = accepted.iter().flat_map(Fact::lost).collect();
        let (mut lacking, mut is_agreed) = (Vec::new(), true);
        for line in &suspects {
            match self.counting(line) {
                Some(Fact::Head { hash, .. } | Fact::Accepted { hash, .. }) if lost.contains(&hash) => {}
                Some(Fact::Head { seq, hash } | Fact::Accepted { seq, hash, .. }) => {
                    lacking.push(Lacking { seq, hash });
                    is_agreed = false;
                }
                // It may count once its key is certified.
                _ => is_agreed = false,
            }
        }
        lacking.sort_by_key(|head| head.seq);
        (lacking, is_agreed)
    }

    /// What a line says, if it counts.
    fn counting(&mut self, line: &str) -> Option<Fact> {
        let (key, _, fact) = signed(line)?;
        self.trust.includes(&key, None).then_some(fact)
    }
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
