//! Documents that still have to be read: whose turn it is, how often they were tried, and when they are given up.
//!
//! Invariant: a try is counted before it is made, and giving up is in the journal.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::database::Db;
use super::error::StoreError;
use super::journal::Entry;
use super::open::Database;
use super::schema::{documents, holdings};
use crate::domain::candidate::HoldingRef;
use crate::domain::category::CategoryId;
use crate::domain::document::{DocumentState, ReadingFailure};
use crate::domain::id::{CandidateId, DocumentId, HoldingId};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::Ts;

/// A document that still has to be read.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Which.
    pub id: DocumentId,
    /// Of which holding.
    pub holding: HoldingRef,
    /// How often it was begun.
    pub tries: i32,
}

/// Seconds after which a document that was begun is begun once more.
const BACK_OFF: [i64; 2] = [60, 600];

/// Counts a try before it is made, so that one that takes the whole process down counts too. Returns whether the
/// document is this caller's to read: another instance may have begun it.
///
/// # Errors
/// The database's.
pub fn begin(tx: &mut Db, waiting: &Waiting, at: Ts) -> Result<bool, StoreError> {
    let tries = usize::try_from(waiting.tries).unwrap_or(usize::MAX);
    let pause = BACK_OFF.get(tries).copied().unwrap_or(BACK_OFF[BACK_OFF.len() - 1]);
    let same = documents::table.find(waiting.id).filter(documents::tries.eq(waiting.tries));
    let begun = diesel::update(same.filter(documents::state.eq(DocumentState::Stored)))
        .set((documents::tries.eq(waiting.tries + 1), documents::retry_at.eq(at.plus_seconds(pause))))
        .execute(tx)?;
    Ok(begun == 1)
}

/// Seconds after which a document that may not be opened is asked for again.
const SHUT: i64 = 6 * 60 * 60;

/// Lets a document that may not be opened now wait without counting the try: a review, a hold or an open selection may
/// open it later.
///
/// # Errors
/// The database's.
pub fn wait(tx: &mut Db, waiting: &Waiting, at: Ts) -> Result<(), StoreError> {
    diesel::update(documents::table.find(waiting.id).filter(documents::state.eq(DocumentState::Stored)))
        .set((documents::tries.eq(waiting.tries), documents::retry_at.eq(at.plus_seconds(SHUT))))
        .execute(tx)?;
    Ok(())
}

/// Settles a document that is not read any more: with a reason if its reading failed, without one if there is
/// nothing to open, which would need a permit to see.
///
/// # Errors
/// The database's.
pub fn give_up(
    tx: &mut Db,
    caller: &Caller,
    waiting: &Waiting,
    reason: Option<ReadingFailure>,
) -> Result<Entry, StoreError> {
    let state = DocumentState::Unreadable;
    diesel::update(documents::table.find(waiting.id).filter(documents::state.eq(DocumentState::Stored)))
        .set((documents::state.eq(state), documents::failure.eq(reason)))
        .execute(tx)?;
    let why = reason.map_or("shut", ReadingFailure::as_str);
    let subject = format!("document:{} {state} {why}", waiting.id);
    Ok(Entry::change(caller, "change", subject, &waiting.holding, CategoryId::Profile, Purpose::Upkeep))
}

/// Documents looked at in one query.
const STEP: i64 = 200;

/// Documents that still have to be read, of the offices that this instance serves: those that were tried least, and
/// of them the newest first. One whose reading failed waits for its turn to come again.
///
/// The state is asked for in the very words of the index of them, and the offices afterwards: SQLite would begin with
/// every holding of theirs, and not with the few documents.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Database, offices: &[OfficeCode], at: Ts, limit: usize) -> Result<Vec<Waiting>, StoreError> {
    let (mut found, mut after) = (Vec::new(), (-1, DocumentId::new()));
    loop {
        let rows: Vec<(DocumentId, HoldingId, i32)> = documents::table
            .filter(sql::<Bool>("documents.state = 'stored'"))
            .filter(documents::retry_at.is_null().or(documents::retry_at.le(at)))
            .filter(documents::tries.gt(after.0).or(documents::tries.eq(after.0).and(documents::id.lt(after.1))))
            .order((documents::tries.asc(), documents::id.desc()))
            .limit(STEP)
            .select((documents::id, documents::holding_id, documents::tries))
            .load(db.db())?;
        let ids: Vec<HoldingId> = rows.iter().map(|(_, holding, _)| *holding).collect();
        let served: Vec<(HoldingId, CandidateId, OfficeCode)> = holdings::table
            .filter(holdings::id.eq_any(&ids).and(holdings::office.eq_any(offices)))
            .select((holdings::id, holdings::candidate_id, holdings::office))
            .load(db.db())?;
        let waiting = |(id, holding, tries): &(DocumentId, HoldingId, i32)| {
            let (_, candidate, office) = served.iter().find(|(served, ..)| served == holding)?;
            let holding = HoldingRef { id: *holding, candidate: *candidate, office: office.clone() };
            Some(Waiting { id: *id, holding, tries: *tries })
        };
        found.extend(rows.iter().filter_map(waiting));
        match rows.last() {
            Some((id, _, tries)) if found.len() < limit && ids.len() == STEP as usize => after = (*tries, *id),
            _ => break,
        }
    }
    found.truncate(limit);
    Ok(found)
}
