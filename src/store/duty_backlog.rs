//! Duties of what was made available before they were written down, or was left without them.
//!
//! Invariant: what is in force owes what its rule brings, whenever it was made; nothing is written twice.

use std::collections::HashSet;
use std::hash::Hash;

use diesel::prelude::*;

use super::database::Db;
use super::error::StoreError;
use super::facts;
use super::grants::Lent;
use super::lent_duties::{self, Owed};
use super::open::Database;
use super::processor_facts::ProcessorFacts;
use super::schema::{entrustments, lent_duties as rows, transfers};
use super::transfers::{Asking, owed};
use crate::domain::candidate::HoldingRef;
use crate::domain::id::{EntrustmentId, HoldingId, TransferId};
use crate::domain::office::OfficeCode;
use crate::domain::processor::MadeEntrustment;
use crate::domain::time::Ts;
use crate::domain::transfer::MadeTransfer;

/// Something in force without rows, with what it owes.
type Missing = (Lent, HoldingRef, Owed);

/// Writes down what some transfers of an office owe that have no rows yet.
///
/// # Errors
/// The database's.
pub fn of_transfers(db: &mut Database, origin: &OfficeCode, made: &[MadeTransfer], at: Ts) -> Result<(), StoreError> {
    let ids: Vec<TransferId> = made.iter().map(|made| made.id).collect();
    let bare: HashSet<TransferId> = bare(&ids, transfers_with_rows(db.db(), &ids)?);
    let left: Vec<&MadeTransfer> = made.iter().filter(|made| bare.contains(&made.id)).collect();
    if left.is_empty() {
        return Ok(());
    }
    let holdings: Vec<HoldingId> = left.iter().map(|made| made.holding).collect();
    let found = facts::of_holdings(db.db(), &holdings)?;
    let asking = Asking::load(db.db(), origin, at)?;
    let mut missing: Vec<Missing> = Vec::new();
    for made in left {
        let Some(facts) = found.get(&made.holding) else { continue };
        let word = asking.decide(db.table(), facts, made.category, &made.transfer)?;
        let to = (made.category, &made.transfer.destination);
        let owed = owed(db.table(), &word, to, asking.day(made.made_at));
        missing.push((Lent::Transfer(made.id), facts.holding.clone(), owed));
    }
    write(db, origin, &missing, at)
}

/// The same of some entrustments.
///
/// # Errors
/// The database's.
pub fn of_entrustments(
    db: &mut Database,
    origin: &OfficeCode,
    made: &[MadeEntrustment],
    at: Ts,
) -> Result<(), StoreError> {
    let ids: Vec<EntrustmentId> = made.iter().map(|made| made.id).collect();
    let bare: HashSet<EntrustmentId> = bare(&ids, entrustments_with_rows(db.db(), &ids)?);
    let left: Vec<&MadeEntrustment> = made.iter().filter(|made| bare.contains(&made.id)).collect();
    if left.is_empty() {
        return Ok(());
    }
    let holdings: Vec<HoldingId> = left.iter().map(|made| made.holding).collect();
    let found = facts::of_holdings(db.db(), &holdings)?;
    let processors = ProcessorFacts::of_office(db.db(), origin)?;
    let mut missing: Vec<Missing> = Vec::new();
    for made in left {
        let processor = processors.iter().find(|processor| processor.id() == made.entrustment.processor);
        let (Some(facts), Some(processor)) = (found.get(&made.holding), processor) else { continue };
        let since = facts.today(made.made_at);
        let owed = processor.owed(db.table(), facts, since, made.category, made.entrustment.purpose);
        missing.push((Lent::Entrustment(made.id), facts.holding.clone(), owed));
    }
    write(db, origin, &missing, at)
}

fn bare<T: Copy + Eq + Hash>(all: &[T], with_rows: Vec<Option<T>>) -> HashSet<T> {
    let with_rows: HashSet<T> = with_rows.into_iter().flatten().collect();
    all.iter().copied().filter(|id| !with_rows.contains(id)).collect()
}

fn transfers_with_rows(db: &mut Db, some: &[TransferId]) -> Result<Vec<Option<TransferId>>, StoreError> {
    let theirs = rows::table.filter(rows::transfer_id.eq_any(some.iter().map(|id| Some(*id))));
    Ok(theirs.select(rows::transfer_id).distinct().load(db)?)
}

fn entrustments_with_rows(db: &mut Db, some: &[EntrustmentId]) -> Result<Vec<Option<EntrustmentId>>, StoreError> {
    let theirs = rows::table.filter(rows::entrustment_id.eq_any(some.iter().map(|id| Some(*id))));
    Ok(theirs.select(rows::entrustment_id).distinct().load(db)?)
}

/// Writes all in one transaction. What another instance has written meanwhile stands: then each goes by itself.
fn write(db: &mut Database, origin: &OfficeCode, missing: &[Missing], at: Ts) -> Result<(), StoreError> {
    if missing.iter().all(|(_, _, owed)| owed.is_nothing()) {
        return Ok(());
    }
    match (begin(db, origin, missing, at), missing) {
        (Err(error), [_]) if error.is_duplicate() => Ok(()),
        (Err(error), _) if error.is_duplicate() => {
            missing.iter().try_for_each(|one| write(db, origin, std::slice::from_ref(one), at))
        }
        (begun, _) => begun,
    }
}

/// Nobody did anything now, so nothing is journalled.
fn begin(db: &mut Database, origin: &OfficeCode, missing: &[Missing], at: Ts) -> Result<(), StoreError> {
    db.change(|tx| {
        for (lent, holding, owed) in missing.iter().filter(|(_, _, owed)| !owed.is_nothing()) {
            if is_in_force(tx, *lent)? {
                lent_duties::begin(tx, owed, *lent, (holding, origin), (None, at))?;
            }
        }
        Ok(((), Vec::new()))
    })
}

/// One that has lost its basis may have ended a moment ago.
fn is_in_force(tx: &mut Db, lent: Lent) -> Result<bool, StoreError> {
    let count: i64 = match lent {
        Lent::Transfer(id) => {
            let it = transfers::table.filter(transfers::id.eq(id).and(transfers::ended_at.is_null()));
            it.count().get_result(tx)?
        }
        Lent::Entrustment(id) => {
            let it = entrustments::table.filter(entrustments::id.eq(id).and(entrustments::ended_at.is_null()));
            it.count().get_result(tx)?
        }
    };
    Ok(count == 1)
}
