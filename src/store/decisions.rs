//! Decisions on record: one with what it was taken on, and many, counted by what they were taken on.
//!
//! Invariant: nothing is written here, and whom a decision was about is not read.

use std::collections::HashSet;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::database::{Db, cols};
use super::decision_facts::{self, Kept};
use super::error::StoreError;
use super::schema::{holdings, journal};
use crate::domain::category::CategoryId;
use crate::domain::id::{CandidateId, HoldingId};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::time::Ts;

/// An entry of the journal, as far as it tells of a decision.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = journal)]
pub struct OnRecord {
    /// Its place.
    pub seq: i64,
    /// When.
    pub at: Ts,
    /// In which role.
    pub role: String,
    /// From which office.
    pub office: OfficeCode,
    /// What was done.
    pub verb: String,
    /// To what else; `batch` for one that stands for many.
    pub subject: String,
    /// Which category.
    pub category: Option<CategoryId>,
    /// For which purpose.
    pub purpose: Option<Purpose>,
    /// What was decided.
    pub outcome: String,
    /// By which rules.
    pub rules: String,
    /// From which table.
    pub table_version: String,
    facts: Option<Vec<u8>>,
    holding_id: Option<HoldingId>,
    candidate_id: Option<CandidateId>,
}

impl OnRecord {
    /// Whether the entry is about somebody's record.
    pub fn is_about(&self, candidate: CandidateId) -> bool {
        self.candidate_id == Some(candidate)
    }
}

/// The entry at a place, with the facts that it was decided on if they are kept.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none; the database's.
pub fn find(db: &mut Db, seq: i64) -> Result<(OnRecord, Option<Kept>), StoreError> {
    let row: Option<OnRecord> = journal::table.find(seq).select(cols::<OnRecord>()).first(db).optional()?;
    let row = row.ok_or(StoreError::NotFound)?;
    let Some(digest) = row.facts.clone() else { return Ok((row, None)) };
    let kept = decision_facts::read(db, std::slice::from_ref(&digest))?.remove(&digest);
    Ok((row, Some(kept.unwrap_or(Kept::Damaged))))
}

/// The office that collected what an entry is about, if it is about a holding that is still there.
///
/// # Errors
/// The database's.
pub fn collected_by(db: &mut Db, entry: &OnRecord) -> Result<Option<OfficeCode>, StoreError> {
    let Some(holding) = entry.holding_id else { return Ok(None) };
    Ok(holdings::table.find(holding).select(holdings::office).first(db).optional()?)
}

/// Which of some entries of an office have the facts they were decided on.
///
/// # Errors
/// The database's.
pub fn explainable(db: &mut Db, office: &OfficeCode, entries: &[i64]) -> Result<HashSet<i64>, StoreError> {
    let found: Vec<i64> = journal::table
        .filter(journal::seq.eq_any(entries).and(journal::office.eq(office)).and(journal::facts.is_not_null()))
        .select(journal::seq)
        .load(db)?;
    Ok(found.into_iter().collect())
}

/// The last entry before a moment; 0 if there is none. Found by halving, since entries are in order of time but for the
/// minutes that a request may take.
///
/// # Errors
/// The database's.
pub fn last_before(db: &mut Db, at: Ts, head: i64) -> Result<i64, StoreError> {
    let (mut before, mut after) = (0, head + 1);
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        let found: Option<Ts> = journal::table.find(middle).select(journal::at).first(db).optional()?;
        // A gap is the verifier's to name; here it counts as early.
        if found.is_none_or(|found| found < at) { before = middle } else { after = middle }
    }
    Ok(before)
}

/// Decisions that were taken on the same facts, with the same answer, at the same office.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Group {
    /// The digest of the facts.
    pub facts: Option<Vec<u8>>,
    /// The office that acted.
    pub office: OfficeCode,
    /// What was to be done.
    pub verb: String,
    /// With which category.
    pub category: Option<CategoryId>,
    /// For which purpose.
    pub purpose: Option<Purpose>,
    /// By which rules it was decided.
    pub rules: String,
    /// How many decisions.
    pub decisions: i64,
}

/// The decisions of a stretch of the journal, counted by what they were taken on.
///
/// # Errors
/// The database's.
pub fn groups(db: &mut Db, after: i64, up_to: i64) -> Result<Vec<Group>, StoreError> {
    let by = (journal::facts, journal::office, journal::verb, journal::category, journal::purpose, journal::rules);
    Ok(journal::table
        .filter(journal::seq.gt(after).and(journal::seq.le(up_to)))
        .filter(journal::facts.is_not_null().or(journal::outcome.eq_any(["allow", "deny", "review"])))
        .group_by(by)
        .select((
            journal::facts,
            journal::office,
            journal::verb,
            journal::category,
            journal::purpose,
            journal::rules,
            count_star(),
        ))
        .load(db)?)
}

/// Entries that one page of the list looks through at most: an office that decided nothing lately has an empty page.
const WINDOW: i64 = 5_000;

/// The latest decisions of an office before a place, newest first, and where the next page begins if there may be more.
///
/// # Errors
/// The database's.
pub fn recent(
    db: &mut Db,
    office: &OfficeCode,
    before: i64,
    limit: i64,
) -> Result<(Vec<OnRecord>, Option<i64>), StoreError> {
    let from = before.saturating_sub(WINDOW).max(1);
    let rows: Vec<OnRecord> = journal::table
        .filter(journal::seq.lt(before).and(journal::seq.ge(from)))
        .filter(journal::office.eq(office).and(journal::facts.is_not_null()))
        .order(journal::seq.desc())
        .limit(limit)
        .select(cols::<OnRecord>())
        .load(db)?;
    let is_full = i64::try_from(rows.len()).is_ok_and(|read| read == limit);
    let next = if is_full { rows.last().map(|row| row.seq) } else { Some(from) };
    Ok((rows, next.filter(|next| *next > 1)))
}
