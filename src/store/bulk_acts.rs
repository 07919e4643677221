//! Acts on many records: what one does is sealed under the token of its page, since tags tell of people; what becomes
//! of each record is a plain word beside a plain reference.
//!
//! Invariant: only whoever planned an act finds it, with the token, for as long as a session may last; and what was
//! decided when it was planned is all that it may be done to.

use diesel::prelude::*;

use super::columns::Stored;
use super::database::Db;
use super::error::StoreError;
use super::open::Database;
use super::schema::{bulk_act_records, bulk_acts};
use super::searches::{Question, staff_of};
use super::sessions::ABSOLUTE;
use crate::domain::bulk_act::{BulkAct, RecordOutcome};
use crate::domain::category::Other;
use crate::domain::id::{DataKeyId, HoldingId, Id, StaffId};
use crate::domain::staff::Caller;
use crate::domain::time::Ts;
use crate::vault::data_key::DataKey;
use crate::vault::place::Place;
use crate::vault::secret::Token;

/// The id of an act.
pub type BulkActId = Id<PlannedAct>;

/// An act that was planned.
#[derive(Debug, Clone)]
pub struct PlannedAct {
    /// Which.
    pub id: BulkActId,
    /// What it does.
    pub act: BulkAct,
    /// What the list asks that it is about; nothing if it is about its records alone.
    pub of: Option<Question>,
    /// When it was first carried out, if it was.
    pub begun_at: Option<Ts>,
}

/// Plans an act on records, which are added apart, or `of` a whole list; the token leads back to it.
///
/// # Errors
/// [`StoreError::NotFound`] if nobody of staff asks; the database's or the vault's.
pub fn plan(
    db: &mut Database,
    caller: &Caller,
    act: &BulkAct,
    of: Option<&Question>,
) -> Result<(BulkActId, Token), StoreError> {
    let (staff, token, id) = (staff_of(caller)?, Token::generate()?, BulkActId::new());
    let sealed = key(id, &token)?.seal_json(&place(id, staff, caller), &(act, of))?;
    db.change(|tx| {
        diesel::insert_into(bulk_acts::table)
            .values((
                bulk_acts::id.eq(id),
                bulk_acts::token_hash.eq(token.hash().as_slice()),
                bulk_acts::staff_id.eq(staff),
                bulk_acts::act.eq(Stored::from(sealed)),
                bulk_acts::created_at.eq(caller.at),
            ))
            .execute(tx)?;
        Ok(((), Vec::new()))
    })?;
    Ok((id, token))
}

/// The act of a token.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none of the caller's that is still kept.
pub fn find(db: &mut Database, caller: &Caller, token: &Token) -> Result<PlannedAct, StoreError> {
    let staff = staff_of(caller)?;
    let found: Option<(BulkActId, Stored<Other>, Option<Ts>)> = bulk_acts::table
        .filter(bulk_acts::token_hash.eq(token.hash().as_slice()).and(bulk_acts::staff_id.eq(staff)))
        .filter(bulk_acts::created_at.gt(caller.at.plus_seconds(-ABSOLUTE)))
        .select((bulk_acts::id, bulk_acts::act, bulk_acts::begun_at))
        .get_result(db.db())
        .optional()?;
    let (id, act, begun_at) = found.ok_or(StoreError::NotFound)?;
    let opened = key(id, token)?.open_json(&place(id, staff, caller), &act.sealed()?);
    let (act, of) = opened.map_err(|_| StoreError::Unopened("bulk_acts"))?;
    Ok(PlannedAct { id, act, of, begun_at })
}

/// Notes that an act is carried out, the first time.
///
/// # Errors
/// The database's.
pub fn begin(tx: &mut Db, act: BulkActId, at: Ts) -> Result<(), StoreError> {
    let row = bulk_acts::table.filter(bulk_acts::id.eq(act).and(bulk_acts::begun_at.is_null()));
    diesel::update(row).set(bulk_acts::begun_at.eq(at)).execute(tx)?;
    Ok(())
}

/// Adds records with what would become of each.
///
/// # Errors
/// The database's.
pub fn add_records(tx: &mut Db, act: BulkActId, records: &[(HoldingId, RecordOutcome)]) -> Result<(), StoreError> {
    let row = |(holding, outcome): &(HoldingId, RecordOutcome)| {
        (
            bulk_act_records::act_id.eq(act),
            bulk_act_records::holding_id.eq(*holding),
            bulk_act_records::outcome.eq(outcome.to_string()),
        )
    };
    let rows: Vec<_> = records.iter().map(row).collect();
    super::database::each!(tx, c => diesel::insert_into(bulk_act_records::table).values(&rows).execute(c))?;
    Ok(())
}

/// Notes what became of a record.
///
/// # Errors
/// The database's.
pub fn set_outcome(tx: &mut Db, act: BulkActId, holding: HoldingId, outcome: &RecordOutcome) -> Result<(), StoreError> {
    diesel::update(bulk_act_records::table.find((act, holding)))
        .set(bulk_act_records::outcome.eq(outcome.to_string()))
        .execute(tx)?;
    Ok(())
}

/// How many records of an act have each outcome.
///
/// # Errors
/// The database's.
pub fn tally(db: &mut Db, act: BulkActId) -> Result<Vec<(RecordOutcome, i64)>, StoreError> {
    let rows: Vec<(String, i64)> = bulk_act_records::table
        .filter(bulk_act_records::act_id.eq(act))
        .group_by(bulk_act_records::outcome)
        .order(bulk_act_records::outcome)
        .select((bulk_act_records::outcome, diesel::dsl::count_star()))
        .load(db)?;
    let read = |(word, count): (String, i64)| {
        let outcome = word.parse().map_err(|_| StoreError::Unreadable("bulk_act_records.outcome"))?;
        Ok((outcome, count))
    };
    rows.into_iter().map(read).collect()
}

/// Records of an act with an outcome, in the order of their ids, those after one.
///
/// # Errors
/// The database's.
pub fn records(
    db: &mut Db,
    act: BulkActId,
    outcome: &RecordOutcome,
    after: Option<HoldingId>,
    limit: i64,
) -> Result<Vec<HoldingId>, StoreError> {
    let rows = bulk_act_records::table
        .filter(bulk_act_records::act_id.eq(act).and(bulk_act_records::outcome.eq(outcome.to_string())))
        .order(bulk_act_records::holding_id)
        .limit(limit)
        .select(bulk_act_records::holding_id);
    Ok(match after {
        Some(after) => rows.filter(bulk_act_records::holding_id.gt(after)).load(db)?,
        None => rows.load(db)?,
    })
}

/// Those of some records that still have an outcome; nobody else changes it until the transaction ends.
///
/// # Errors
/// The database's.
pub fn still(
    tx: &mut Db,
    act: BulkActId,
    holdings: &[HoldingId],
    outcome: &RecordOutcome,
) -> Result<Vec<HoldingId>, StoreError> {
    let rows = bulk_act_records::table
        .filter(bulk_act_records::act_id.eq(act).and(bulk_act_records::holding_id.eq_any(holdings)))
        .filter(bulk_act_records::outcome.eq(outcome.to_string()))
        .order(bulk_act_records::holding_id)
        .select(bulk_act_records::holding_id);
    Ok(match tx {
        Db::Pg(c) => rows.for_update().load(c)?,
        Db::Sqlite(c) => rows.load(c)?,
    })
}

/// Removes acts that nobody comes back to.
///
/// # Errors
/// The database's.
pub fn sweep(tx: &mut Db, at: Ts) -> Result<(), StoreError> {
    let old = bulk_acts::table.filter(bulk_acts::created_at.lt(at.plus_seconds(-ABSOLUTE))).select(bulk_acts::id);
    let old: Vec<BulkActId> = old.load(tx)?;
    diesel::delete(bulk_act_records::table.filter(bulk_act_records::act_id.eq_any(&old))).execute(tx)?;
    diesel::delete(bulk_acts::table.filter(bulk_acts::id.eq_any(&old))).execute(tx)?;
    Ok(())
}

fn key(id: BulkActId, token: &Token) -> Result<DataKey<Other>, StoreError> {
    Ok(DataKey::of_token(DataKeyId::from_uuid(id.uuid()), token)?)
}

fn place<'a>(id: BulkActId, staff: StaffId, caller: &'a Caller) -> Place<'a, Other> {
    Place::of_staff("bulk_acts", "act", id.uuid(), staff, &caller.office)
}
