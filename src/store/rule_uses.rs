//! When each rule decided last, read off the journal step by step.
//!
//! Invariant: it is derived; nothing decides by it.

use std::collections::HashMap;

use diesel::prelude::*;

use super::database::{Db, each};
use super::error::StoreError;
use super::schema::{journal, rule_uses};
use super::settings;
use crate::domain::time::Ts;

/// The setting that says up to which entry the journal was read.
const READ: &str = "rule_uses";
/// Entries of one step.
const STEP: i64 = 2_000;
/// Of a journal that was never read so many of the latest entries are.
const LATEST: i64 = 200_000;

/// Reads the journal on, one step; the answer is whether there is more.
///
/// # Errors
/// The database's.
pub fn read_on(tx: &mut Db, head: i64) -> Result<bool, StoreError> {
    let read = settings::read(tx, READ)?.and_then(|text| text.parse::<i64>().ok());
    let from = read.unwrap_or_else(|| (head - LATEST).max(0));
    if from >= head && read.is_some() {
        return Ok(false);
    }
    let rows: Vec<(i64, Ts, String)> = journal::table
        .filter(journal::seq.gt(from).and(journal::seq.le(from + STEP)))
        .order(journal::seq.asc())
        .select((journal::seq, journal::at, journal::rules))
        .load(tx)?;
    let mut latest: HashMap<&str, (i64, Ts)> = HashMap::new();
    for (seq, at, rules) in &rows {
        latest.extend(rules.split(' ').filter(|rule| !rule.is_empty()).map(|rule| (rule, (*seq, *at))));
    }
    for (rule, (seq, at)) in latest {
        let values = (rule_uses::rule.eq(rule), rule_uses::seq.eq(seq), rule_uses::at.eq(at));
        let again = (rule_uses::seq.eq(seq), rule_uses::at.eq(at));
        each!(&mut *tx, c => diesel::insert_into(rule_uses::table)
            .values(values)
            .on_conflict(rule_uses::rule)
            .do_update()
            .set(again)
            .execute(c))?;
    }
    let to = (from + STEP).min(head);
    settings::write(tx, READ, &to.to_string())?;
    Ok(to < head)
}

/// When each rule that ever decided did so last, with the entry.
///
/// # Errors
/// The database's.
pub fn all(db: &mut Db) -> Result<HashMap<String, (i64, Ts)>, StoreError> {
    let rows: Vec<(String, i64, Ts)> =
        rule_uses::table.select((rule_uses::rule, rule_uses::seq, rule_uses::at)).load(db)?;
    Ok(rows.into_iter().map(|(rule, seq, at)| (rule, (seq, at))).collect())
}
