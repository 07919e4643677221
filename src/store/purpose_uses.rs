//! The journal read by purpose: what was done for each, by whom and how often, in a period.
//!
//! Invariant: whom an entry was about is counted and not read, and no reading goes through more of the journal than its
//! bounds.

use std::collections::HashMap;

use diesel::dsl::{count, count_star, exists, max, sum};
use diesel::prelude::*;

use super::database::{Db, cols, each};
use super::decisions::{self, OnRecord};
use super::error::StoreError;
use super::journal as chain;
use super::schema::{holdings, journal};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::ActorKind;
use crate::domain::time::Ts;
use crate::law::access::Verb;
use crate::law::words::Verdict;

/// A stretch of the journal: after one entry, up to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The entry before it.
    pub after: i64,
    /// Its last entry.
    pub up_to: i64,
}

impl Stretch {
    /// The entries from one moment to another; those written within the minutes that a request takes may be a little off.
    ///
    /// # Errors
    /// The database's.
    pub fn of(db: &mut Db, from: Ts, until: Ts) -> Result<Self, StoreError> {
        let head = chain::head(db)?.seq;
        Ok(Self { after: decisions::last_before(db, from, head)?, up_to: decisions::last_before(db, until, head)? })
    }

    /// How many entries it has.
    pub const fn len(self) -> i64 {
        self.up_to.saturating_sub(self.after)
    }

    /// Whether it has none.
    pub const fn is_empty(self) -> bool {
        self.len() <= 0
    }
}

/// Entries of which kind are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The office that acted.
    pub office: OfficeCode,
    /// For which purpose; any if none is said.
    pub purpose: Option<Purpose>,
    /// What was done; anything if nothing is said.
    pub verb: Option<Verb>,
    /// What kind of actor did it; any if none is said.
    pub actor: Option<ActorKind>,
}

/// Entries that one page looks through at most; where few of them fit, the next page goes on from there.
const WINDOW: i64 = 5_000;

/// The entries of a stretch before a place that fit, newest first, and where the next page begins if there may be more.
/// What another office did is read as far as it was about what the reading one collected.
///
/// # Errors
/// The database's.
pub fn page(
    db: &mut Db,
    reader: &OfficeCode,
    filter: &Filter,
    (stretch, before): (Stretch, i64),
    limit: i64,
) -> Result<(Vec<OnRecord>, Option<i64>), StoreError> {
    let before = before.min(stretch.up_to.saturating_add(1));
    let floor = floor(db, filter, stretch, before)?;
    let mut query = journal::table
        .filter(journal::seq.lt(before).and(journal::seq.gt(floor)).and(journal::office.eq(&filter.office)))
        .into_boxed();
    if let Some(purpose) = filter.purpose {
        query = query.filter(journal::purpose.eq(purpose));
    }
    if let Some(verb) = filter.verb {
        query = query.filter(journal::verb.eq(verb.as_str()));
    }
    match filter.actor {
        Some(kind @ (ActorKind::Operator | ActorKind::Public)) => {
            query = query.filter(journal::actor.eq(kind.as_str()))
        }
        Some(kind) => query = query.filter(journal::actor.like(format!("{kind}:%"))),
        None => {}
    }
    if filter.office != *reader {
        query = query.filter(exists(
            holdings::table.filter(holdings::id.nullable().eq(journal::holding_id)).filter(holdings::office.eq(reader)),
        ));
    }
    let rows: Vec<OnRecord> = query.order(journal::seq.desc()).limit(limit).select(cols::<OnRecord>()).load(db)?;
    let is_full = i64::try_from(rows.len()).is_ok_and(|read| read == limit);
    let next = if is_full { rows.last().map(|row| row.seq) } else { Some(floor.saturating_add(1)) };
    Ok((rows, next.filter(|next| *next > stretch.after.saturating_add(1))))
}

/// The entry down to which a page looks: for one purpose as many entries of that as it may, else as many of any.
fn floor(db: &mut Db, filter: &Filter, stretch: Stretch, before: i64) -> Result<i64, StoreError> {
    let Some(purpose) = filter.purpose else { return Ok(stretch.after.max(before.saturating_sub(WINDOW + 1))) };
    let last: Option<i64> = journal::table
        .filter(journal::office.eq(&filter.office).and(journal::purpose.eq(purpose)))
        .filter(journal::seq.lt(before).and(journal::seq.gt(stretch.after)))
        .order(journal::seq.desc())
        .offset(WINDOW)
        .select(journal::seq)
        .first(db)
        .optional()?;
    Ok(last.unwrap_or(stretch.after))
}

/// What was done for a purpose in a stretch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurposeUse {
    /// Which; none for what has none, such as a sign-in.
    pub purpose: Option<Purpose>,
    /// How many entries.
    pub acts: i64,
    /// How many of them were refused or left to a person.
    pub refused: i64,
    /// How many people the entries name.
    pub people: i64,
    /// How many lines lists showed, each person as often as they were shown.
    pub listed: i64,
    /// The latest entry.
    pub latest: i64,
    /// Its moment.
    pub latest_at: Option<Ts>,
}

/// Entries of one outcome: how many, how many lines they showed, the latest.
type Counted = (String, i64, Option<i64>, Option<i64>);

/// What was done for one purpose, by outcome, and for how many people. Asked one by one, so that the index leads to the
/// stretch itself: about all purposes at once, everything that the office ever did would be looked at.
fn of_purpose(
    db: &mut Db,
    (reader, office): (&OfficeCode, &OfficeCode),
    stretch: Stretch,
    purpose: Option<Purpose>,
) -> Result<(Vec<Counted>, i64), StoreError> {
    let of_stretch = journal::seq.gt(stretch.after).and(journal::seq.le(stretch.up_to));
    let own = journal::table.filter(journal::office.eq(office).and(of_stretch));
    let ours = exists(
        holdings::table.filter(holdings::id.nullable().eq(journal::holding_id)).filter(holdings::office.eq(reader)),
    );
    let counted = (journal::outcome, count_star(), sum(journal::shown), max(journal::seq));
    let people = count(journal::candidate_id).aggregate_distinct();
    macro_rules! asked {
        ($entries:expr) => {
            (
                each!(&mut *db, c => $entries.group_by(journal::outcome).select(counted).load(c))?,
                each!(&mut *db, c => $entries.select(people).get_result(c))?,
            )
        };
    }
    Ok(match (purpose, office == reader) {
        (Some(purpose), true) => asked!(own.filter(journal::purpose.eq(purpose))),
        (Some(purpose), false) => asked!(own.filter(journal::purpose.eq(purpose)).filter(ours)),
        (None, true) => asked!(own.filter(journal::purpose.is_null())),
        (None, false) => asked!(own.filter(journal::purpose.is_null()).filter(ours)),
    })
}

/// What an office did for each purpose in a stretch, in the order of the purposes; the caller keeps the stretch bounded.
/// What another office did is counted as far as it was about what the reading one collected.
///
/// # Errors
/// The database's.
pub fn summary(
    db: &mut Db,
    reader: &OfficeCode,
    office: &OfficeCode,
    stretch: Stretch,
) -> Result<Vec<PurposeUse>, StoreError> {
    let mut uses: Vec<PurposeUse> = Vec::new();
    for purpose in Purpose::ALL.iter().copied().map(Some).chain([None]) {
        let (rows, people) = of_purpose(db, (reader, office), stretch, purpose)?;
        if rows.is_empty() {
            continue;
        }
        let mut of_purpose = PurposeUse { purpose, acts: 0, refused: 0, people, listed: 0, latest: 0, latest_at: None };
        for (outcome, acts, listed, latest) in rows {
            let is_refused = [Verdict::Deny, Verdict::Review].iter().any(|verdict| verdict.as_str() == outcome);
            of_purpose.acts += acts;
            of_purpose.refused += if is_refused { acts } else { 0 };
            of_purpose.listed += listed.unwrap_or(0);
            of_purpose.latest = of_purpose.latest.max(latest.unwrap_or(0));
        }
        uses.push(of_purpose);
    }
    let latest: Vec<i64> = uses.iter().map(|it| it.latest).collect();
    let moments: Vec<(i64, Ts)> =
        journal::table.filter(journal::seq.eq_any(latest)).select((journal::seq, journal::at)).load(db)?;
    let moments: HashMap<i64, Ts> = moments.into_iter().collect();
    for one in &mut uses {
        one.latest_at = moments.get(&one.latest).copied();
    }
    Ok(uses)
}
