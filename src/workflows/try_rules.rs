//! A changed rule table, tried on the decisions on record before it takes effect.
//!
//! Invariant: nothing is changed, nobody's record is opened, and whom a decision was about is not told.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::WorkflowError;
use crate::domain::category::CategoryId;
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::Ts;
use crate::law::decision_facts::DecisionFacts;
use crate::law::words::Verdict;
use crate::law::{Law, RuleTable, TableError};
use crate::store::database::Db;
use crate::store::decision_facts::{self, Kept};
use crate::store::decisions::{self, Group};
use crate::store::{Database, StoreError, journal, terms_permit, uses};

/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;
/// Entries of one step.
const STEP: i64 = 5_000;
/// Entries that a page waits for; the command line goes through all.
const OF_A_PAGE: i64 = 200_000;

/// How far back decisions are tried again, in days.
pub const DAYS: i64 = 90;
/// The longest time back, in days.
pub const MOST_DAYS: i64 = 3_660;

/// An answer: the verdict, and the rules behind it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word {
    /// Yes, a person first, or no.
    pub verdict: Verdict,
    /// The ids of the rules.
    pub rules: String,
}

/// Decisions that would come out otherwise, all in the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What today's table says.
    pub was: Word,
    /// What the changed one says.
    pub is: Word,
    /// What was to be done.
    pub verb: String,
    /// With which category.
    pub category: Option<CategoryId>,
    /// For which purpose.
    pub purpose: Option<Purpose>,
    /// At which offices.
    pub offices: BTreeSet<OfficeCode>,
    /// How many decisions.
    pub decisions: i64,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Tried {
    /// Decisions that were taken again.
    pub decisions: i64,
    /// Decisions that could not be: what they were taken on was not kept.
    pub not_kept: i64,
    /// Decisions whose facts were changed or taken away.
    pub damaged: i64,
    /// Decisions that today's own table takes otherwise than on record: it was another one then.
    pub drifted: i64,
    /// Whether the time asked for reaches further back than was looked at.
    pub is_cut: bool,
    /// What would come out otherwise, the most frequent first.
    pub differences: Vec<Difference>,
    /// The version of the changed table.
    pub version: String,
    /// Rules of the changed table for which no language has words yet.
    pub untold: Vec<String>,
}

impl Tried {
    /// Decisions that would come out otherwise.
    pub fn changed(&self) -> i64 {
        self.differences.iter().map(|difference| difference.decisions).sum()
    }
}

/// Whether somebody may try a table.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role keeps no terms.
pub fn open(db: &mut Database, caller: &Caller) -> Result<(), WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(())
}

/// Tries the table of a text for a privacy officer; it is on record that they did. What is wrong with the text is the
/// inner error.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role keeps no terms; the database's.
pub fn show(
    db: &mut Database,
    caller: &Caller,
    text: &str,
    days: i64,
) -> Result<Result<Tried, TableError>, WorkflowError> {
    open(db, caller)?;
    let changed = match RuleTable::parse(text) {
        Ok(changed) => changed,
        Err(error) => return Ok(Err(error)),
    };
    uses::record(db, caller, "try", format!("rules:{}", hex::encode(changed.digest())))?;
    let store = db.store().clone();
    let since = caller.at.plus_seconds(-days * DAY);
    Ok(Ok(db.read(|db| try_table(db, (store.law(), &changed), since, Some(OF_A_PAGE), |_, _| ()))?))
}

/// Decides every decision on record since a moment again, by today's table and by a changed one. `progress` is told how
/// many entries of how many were gone through.
///
/// # Errors
/// The database's.
pub fn try_table(
    db: &mut Db,
    (law, changed): (&Law, &RuleTable),
    since: Ts,
    most: Option<i64>,
    mut progress: impl FnMut(i64, i64),
) -> Result<Tried, StoreError> {
    let head = journal::head(db)?.seq;
    let first = decisions::last_before(db, since, head)?;
    let from = most.map_or(first, |most| first.max(head - most));
    let mut trial = Trial { law, changed, known: HashMap::new(), found: BTreeMap::new(), tried: Tried::default() };
    let mut after = from;
    while after < head {
        let up_to = (after + STEP).min(head);
        let groups = decisions::groups(db, after, up_to)?;
        trial.look_up(db, &groups)?;
        for group in groups {
            trial.count(group);
        }
        after = up_to;
        progress(after - from, head - from);
    }
    Ok(trial.end(from > first))
}

/// The answers of both tables on some facts.
type Answers = (Word, Word);

/// What decisions have in common that differ in the same way.
type Way = (Word, Word, String, Option<CategoryId>, Option<Purpose>);

struct Trial<'a> {
    law: &'a Law,
    changed: &'a RuleTable,
    known: HashMap<Vec<u8>, Option<Answers>>,
    found: BTreeMap<Way, (BTreeSet<OfficeCode>, i64)>,
    tried: Tried,
}

impl Trial<'_> {
    /// Decides on the facts that did not come up yet.
    fn look_up(&mut self, db: &mut Db, groups: &[Group]) -> Result<(), StoreError> {
        let named: BTreeSet<&Vec<u8>> = groups.iter().filter_map(|group| group.facts.as_ref()).collect();
        let new: Vec<Vec<u8>> = named.into_iter().filter(|digest| !self.known.contains_key(*digest)).cloned().collect();
        let mut kept = decision_facts::read(db, &new)?;
        for digest in new {
            let answers = match kept.remove(&digest) {
                Some(Kept::Whole(recorded)) => Some(self.answers(&recorded.facts)),
                Some(Kept::Damaged) | None => None,
            };
            self.known.insert(digest, answers);
        }
        Ok(())
    }

    fn answers(&self, facts: &DecisionFacts) -> Answers {
        let word = |table: &RuleTable| {
            let answered = facts.answer(table, &self.law.access);
            Word { verdict: answered.verdict, rules: answered.rule_line() }
        };
        (word(&self.law.rules), word(self.changed))
    }

    fn count(&mut self, group: Group) {
        let Some(facts) = &group.facts else {
            self.tried.not_kept += group.decisions;
            return;
        };
        let Some((was, is)) = self.known.get(facts).and_then(Option::as_ref) else {
            self.tried.damaged += group.decisions;
            return;
        };
        self.tried.decisions += group.decisions;
        if was.rules != group.rules {
            self.tried.drifted += group.decisions;
        }
        if was != is {
            let way = (was.clone(), is.clone(), group.verb, group.category, group.purpose);
            let (offices, decisions) = self.found.entry(way).or_default();
            offices.insert(group.office);
            *decisions += group.decisions;
        }
    }

    fn end(self, is_cut: bool) -> Tried {
        let difference = |(way, (offices, decisions)): (Way, (BTreeSet<OfficeCode>, i64))| {
            let (was, is, verb, category, purpose) = way;
            Difference { was, is, verb, category, purpose, offices, decisions }
        };
        let mut differences: Vec<Difference> = self.found.into_iter().map(difference).collect();
        differences.sort_by_key(|difference| std::cmp::Reverse(difference.decisions));
        let untold = untold(self.law, self.changed);
        Tried { is_cut, differences, version: self.changed.version().to_string(), untold, ..self.tried }
    }
}

/// The decisions of a table that no language has words for: it cannot take effect before it has them.
fn untold(law: &Law, changed: &RuleTable) -> Vec<String> {
    let told = |id: &str| law.texts.why(id, crate::domain::locale::Locale::Ja).is_some();
    changed.decision_ids().filter(|id| !told(id.as_str())).map(ToString::to_string).collect()
}
