//! The ledger of transfers: what was made, what is in force, and what has lost its basis.
//!
//! Invariant: nothing is made or ended here.

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::database::{Db, among, cols, each};
use super::error::StoreError;
use super::facts;
use super::open::Database;
use super::passages;
use super::schema::{holdings, transfer_requests, transfers};
use super::transfers::{Asking, UNTIL};
use crate::domain::category::CategoryId;
use crate::domain::id::{HoldingId, TransferId};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};
use crate::domain::transfer::{Flow, MadeTransfer, RequestState, Transfer};
use crate::law::Decision;

#[derive(Queryable, Selectable)]
#[diesel(table_name = transfers)]
struct Row {
    id: TransferId,
    holding_id: HoldingId,
    category: CategoryId,
    purpose: Purpose,
    origin: OfficeCode,
    destination: OfficeCode,
    until_on: Option<Day>,
    rule: String,
    created_at: Ts,
    ended_at: Option<Ts>,
    end_rule: Option<String>,
}

impl From<Row> for MadeTransfer {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            holding: row.holding_id,
            category: row.category,
            origin: row.origin,
            transfer: Transfer { destination: row.destination, purpose: row.purpose, until: row.until_on },
            rule: row.rule,
            made_at: row.created_at,
            ended_at: row.ended_at,
            end_rule: row.end_rule,
        }
    }
}

/// All but what was begun and never made.
fn was_made() -> SqlLiteral<Bool> {
    sql("(end_rule IS NULL OR end_rule <> 'UNMADE')")
}

/// The transfers of a holding, newest first.
///
/// # Errors
/// The database's.
pub fn of_holding(db: &mut Db, holding: HoldingId) -> Result<Vec<MadeTransfer>, StoreError> {
    let rows: Vec<Row> = transfers::table
        .filter(transfers::holding_id.eq(holding).and(was_made()))
        .order((transfers::created_at.desc(), transfers::id.desc()))
        .select(cols::<Row>())
        .load(db)?;
    Ok(rows.into_iter().map(MadeTransfer::from).collect())
}

/// A place in the ledger.
pub type LedgerPlace = (Ts, TransferId);

/// The transfers that the caller's office made, newest first, after a place; none of their own record.
///
/// # Errors
/// The database's.
pub fn ledger(
    db: &mut Db,
    caller: &Caller,
    after: Option<LedgerPlace>,
    limit: i64,
) -> Result<Vec<MadeTransfer>, StoreError> {
    let mut query = transfers::table.filter(transfers::origin.eq(&caller.office).and(was_made())).into_boxed();
    if let Some(own) = caller.own_candidate {
        let theirs = holdings::table.filter(holdings::candidate_id.eq(own)).select(holdings::id);
        query = query.filter(transfers::holding_id.ne_all(theirs));
    }
    if let Some((at, id)) = after {
        let same = transfers::created_at.eq(at).and(transfers::id.lt(id));
        query = query.filter(transfers::created_at.lt(at).or(same));
    }
    let rows: Vec<Row> = query
        .order((transfers::created_at.desc(), transfers::id.desc()))
        .limit(limit)
        .select(cols::<Row>())
        .load(db)?;
    Ok(rows.into_iter().map(MadeTransfer::from).collect())
}

/// The transfers of an office that have not ended, by where they go, what they carry and which rule allows them.
///
/// # Errors
/// The database's.
pub fn flows(db: &mut Db, origin: &OfficeCode) -> Result<Vec<Flow>, StoreError> {
    let by = (transfers::destination, transfers::category, transfers::rule);
    let rows: Vec<(OfficeCode, CategoryId, String, i64)> = each!(db, c => transfers::table
        .filter(transfers::origin.eq(origin).and(transfers::ended_at.is_null()))
        .group_by(by)
        .order(by)
        .select((transfers::destination, transfers::category, transfers::rule, diesel::dsl::count_star()))
        .load(c))?;
    let flow = |(destination, category, rule, count)| Flow { destination, category, rule, count };
    Ok(rows.into_iter().map(flow).collect())
}

/// Transfers of an office that have not ended, after one of them, in order: what the law is asked about again.
///
/// # Errors
/// The database's.
pub fn in_force(
    db: &mut Db,
    origin: &OfficeCode,
    after: Option<TransferId>,
    limit: i64,
) -> Result<Vec<MadeTransfer>, StoreError> {
    let from = after.unwrap_or(TransferId::from_uuid(uuid::Uuid::nil()));
    let rows: Vec<Row> = transfers::table
        .filter(transfers::origin.eq(origin).and(transfers::ended_at.is_null()).and(transfers::id.gt(from)))
        .order(transfers::id)
        .limit(limit)
        .select(cols::<Row>())
        .load(db)?;
    Ok(rows.into_iter().map(MadeTransfer::from).collect())
}

/// Those of some holdings about which a transfer is in force or approved, with the offices that they are from.
///
/// # Errors
/// The database's.
pub fn open_of(db: &mut Db, holdings: &[HoldingId]) -> Result<Vec<(HoldingId, OfficeCode)>, StoreError> {
    if holdings.is_empty() {
        return Ok(Vec::new());
    }
    let mut open: Vec<(HoldingId, OfficeCode)> = among!(holdings, transfers::holding_id, asked => transfers::table
        .filter(asked.and(transfers::ended_at.is_null()))
        .select((transfers::holding_id, transfers::origin))
        .load(db)?);
    let waiting: Vec<(HoldingId, OfficeCode)> = among!(holdings, transfer_requests::holding_id, asked => transfer_requests::table
            .filter(asked.and(transfer_requests::approved_at.is_not_null()))
            .filter(transfer_requests::state.eq(RequestState::Waiting))
            .select((transfer_requests::holding_id, transfer_requests::origin))
            .load(db)?);
    open.extend(waiting);
    open.sort_unstable();
    open.dedup();
    Ok(open)
}

/// Which of some transfers the law no longer allows, each with the rule that refuses it. A stop of use can be lifted,
/// so it neither ends one nor keeps one whose basis is gone; nor does a review end any, which somebody is about to
/// decide.
///
/// # Errors
/// The database's.
pub fn without_basis(
    db: &mut Database,
    origin: &OfficeCode,
    made: &[MadeTransfer],
    at: Ts,
) -> Result<Vec<(TransferId, String)>, StoreError> {
    let holdings: Vec<HoldingId> = made.iter().map(|transfer| transfer.holding).collect();
    let found = facts::of_holdings(db.db(), &holdings)?;
    let asking = Asking::load(db.db(), origin, at)?;
    let mut over = Vec::new();
    for made in made {
        if !made.is_in_force(asking.today) {
            over.push((made.id, UNTIL.to_owned()));
            continue;
        }
        let Some(facts) = found.get(&made.holding) else { continue };
        let given = (made.holding, &facts.holding.office, made.category, made.transfer.purpose);
        if !passages::is_given(db.db(), origin, given, at)? {
            over.push((made.id, Decision::no_grant(db.table()).rule.to_string()));
            continue;
        }
        if let Some(rule) = asking.lost_basis(db.table(), facts, made.category, &made.transfer)? {
            over.push((made.id, rule));
        }
    }
    Ok(over)
}
