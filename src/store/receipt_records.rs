//! Records of receipt (APPI Art. 30): who gave us a record, when, what, and how they had come by it.
//!
//! Invariant: a record is never changed, and what it says about people is sealed.

use diesel::prelude::*;

use super::columns::Stored;
use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::open::Database;
use super::permit::{Permit, Unsealed};
use super::schema::{holdings, receipt_records, third_parties};
use super::third_parties as parties;
use super::words::{join, split};
use crate::domain::category::{CategoryId, Profile};
use crate::domain::disclosure::{ReceiptWords, ThirdParty};
use crate::domain::id::{HoldingId, ReceiptRecordId, StaffId};
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};
use crate::law::access::Verb;
use crate::law::retention::LastDay;

const TABLE: &str = "receipt_records";

#[derive(Queryable, Selectable)]
#[diesel(table_name = receipt_records)]
struct Row {
    id: ReceiptRecordId,
    holding_id: HoldingId,
    received_on: Day,
    categories: String,
    recorded_by: Option<StaffId>,
    recorded_at: Ts,
    kept_until: Day,
    kept_rule: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = receipt_records)]
struct Sealed {
    words: Stored<Profile>,
}

/// A record of receipt, as far as it is about no person.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// Which.
    pub id: ReceiptRecordId,
    /// About which holding.
    pub holding: HoldingId,
    /// From whom.
    pub from: ThirdParty,
    /// On which day.
    pub received_on: Day,
    /// What.
    pub categories: Vec<CategoryId>,
    /// Who recorded it.
    pub recorded_by: Option<StaffId>,
    /// When.
    pub recorded_at: Ts,
    /// The last day on which the record must be kept.
    pub kept_until: Day,
    /// The rule that says so.
    pub kept_rule: String,
}

/// A record with what is written in it.
#[derive(Debug, Clone)]
pub struct ShownReceipt {
    /// The record.
    pub receipt: Receipt,
    /// Who gave it, and how they had come by it.
    pub words: Unsealed<ReceiptWords>,
}

impl Receipt {
    fn of(row: Row, from: ThirdParty) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            holding: row.holding_id,
            from,
            received_on: row.received_on,
            categories: split(&row.categories, "receipt_records.categories")?,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
            kept_until: row.kept_until,
            kept_rule: row.kept_rule,
        })
    }
}

/// The records of the permitted holding, newest first: they stand beside the record, so that nobody sees them who sees a
/// part of it alone.
///
/// # Errors
/// The database's, and the journal's if a seal does not open.
pub fn list(db: &mut Database, permit: &Permit<Profile>) -> Result<Vec<ShownReceipt>, StoreError> {
    if !permit.covers_proposals() {
        return Ok(Vec::new());
    }
    let rows: Vec<(Row, Sealed, parties::Row)> = receipt_records::table
        .inner_join(third_parties::table.on(third_parties::id.eq(receipt_records::third_party_id)))
        .filter(receipt_records::holding_id.eq(permit.holding().id))
        .order((receipt_records::recorded_at.desc(), receipt_records::id.desc()))
        .select((cols::<Row>(), cols::<Sealed>(), cols::<parties::Row>()))
        .load(db.db())?;
    let open = |(row, sealed, from): (Row, Sealed, parties::Row)| {
        let words = Unsealed::of(permit.open(db, TABLE, "words", row.id.uuid(), &sealed.words))?;
        Ok(ShownReceipt { receipt: Receipt::of(row, from.into())?, words })
    };
    rows.into_iter().map(open).collect()
}

/// Whether the permitted holding has a record of this id: its form was sent before.
///
/// # Errors
/// The database's.
pub fn is_kept(db: &mut Database, permit: &Permit<Profile>, id: ReceiptRecordId) -> Result<bool, StoreError> {
    let mine = receipt_records::id.eq(id).and(receipt_records::holding_id.eq(permit.holding().id));
    let found = receipt_records::table.filter(mine).select(receipt_records::id);
    Ok(found.first::<ReceiptRecordId>(db.db()).optional()?.is_some())
}

/// Keeps a record, with its third party.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit, or there is a record of this id; the database's or the
/// vault's.
pub fn add(
    tx: &mut Db,
    permit: &Permit<Profile>,
    id: ReceiptRecordId,
    from: &ThirdParty,
    (received_on, categories, words): (Day, &[CategoryId], &ReceiptWords),
    kept: &LastDay,
) -> Result<Vec<Entry>, StoreError> {
    permit.check_fresh(tx)?;
    let (caller, holding) = (permit.caller(), permit.holding());
    parties::keep(tx, &holding.office, from, caller.at)?;
    let added = diesel::insert_into(receipt_records::table)
        .values((
            receipt_records::id.eq(id),
            receipt_records::holding_id.eq(holding.id),
            receipt_records::origin.eq(&holding.office),
            receipt_records::third_party_id.eq(from.id),
            receipt_records::received_on.eq(received_on),
            receipt_records::categories.eq(join(categories)),
            receipt_records::words.eq(permit.seal(TABLE, "words", id.uuid(), words)?),
            receipt_records::recorded_by.eq(caller.staff_id()),
            receipt_records::recorded_at.eq(caller.at),
            receipt_records::kept_until.eq(kept.day),
            receipt_records::kept_rule.eq(kept.rule.as_str()),
        ))
        .execute(tx)
        .map_err(StoreError::from);
    match added {
        Err(error) if error.is_duplicate() => return Err(StoreError::Stale),
        other => other?,
    };
    Ok(vec![permit.change(Verb::Record.as_str(), format!("receipt_record:{id} third_party:{}", from.id))])
}

/// A place in the register of receipts.
pub type ReceiptPlace = (Ts, ReceiptRecordId);

/// The records of the caller's office, newest first, after a place; none about their own record.
///
/// # Errors
/// The database's.
pub fn register(
    db: &mut Db,
    caller: &Caller,
    after: Option<ReceiptPlace>,
    limit: i64,
) -> Result<Vec<Receipt>, StoreError> {
    let mut query = receipt_records::table
        .inner_join(third_parties::table.on(third_parties::id.eq(receipt_records::third_party_id)))
        .filter(receipt_records::origin.eq(&caller.office))
        .into_boxed();
    if let Some(own) = caller.own_candidate {
        let theirs = holdings::table.filter(holdings::candidate_id.eq(own)).select(holdings::id);
        query = query.filter(receipt_records::holding_id.ne_all(theirs));
    }
    if let Some((at, id)) = after {
        let same = receipt_records::recorded_at.eq(at).and(receipt_records::id.lt(id));
        query = query.filter(receipt_records::recorded_at.lt(at).or(same));
    }
    let rows: Vec<(Row, parties::Row)> = query
        .order((receipt_records::recorded_at.desc(), receipt_records::id.desc()))
        .limit(limit)
        .select((cols::<Row>(), cols::<parties::Row>()))
        .load(db)?;
    rows.into_iter().map(|(row, from)| Receipt::of(row, from.into())).collect()
}
