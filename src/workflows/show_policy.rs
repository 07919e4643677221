//! The map of the policy: each clause with what keeps it, what decides it, and when that did so last.

use std::collections::{HashMap, HashSet};

use super::WorkflowError;
use crate::domain::staff::Caller;
use crate::domain::time::Ts;
use crate::store::{Database, decisions, journal, rule_uses, terms_permit};

/// Steps of the journal that a page waits for; the job reads on.
const STEPS: usize = 5;

/// When each rule decided last, as far as the journal was read.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role keeps no terms; the database's.
pub fn show(db: &mut Database, caller: &Caller) -> Result<HashMap<String, (i64, Ts)>, WorkflowError> {
    terms_permit::open(db, caller)?;
    read_on(db, STEPS)?;
    Ok(db.read(rule_uses::all)?)
}

/// Which of some entries the caller can have reasoned again.
///
/// # Errors
/// The database's.
pub fn explainable(db: &mut Database, caller: &Caller, entries: &[i64]) -> Result<HashSet<i64>, WorkflowError> {
    Ok(db.read(|db| decisions::explainable(db, &caller.office, entries))?)
}

/// Reads the journal on; the answer is how many steps that took.
///
/// # Errors
/// The database's.
pub fn read_on(db: &mut Database, most: usize) -> Result<usize, WorkflowError> {
    let head = db.read(journal::head)?.seq;
    for step in 0..most {
        if !db.change(|tx| Ok((rule_uses::read_on(tx, head)?, Vec::new())))? {
            return Ok(step);
        }
    }
    Ok(most)
}
