//! How grants end: on purpose, or because a crash left them unfinished.
//!
//! Invariant: the row says that a grant is over before its key goes, and a row goes only after its key; so there is
//! never a key to which no row leads.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer};

use super::database::{Db, cols};
use super::error::StoreError;
use super::grants::{state, wrapped};
use super::open::Database;
use super::schema::{data_keys, entrustments, grants, transfers, wrapped_keys};
use crate::domain::category::CategoryId;
use crate::domain::id::{DataKeyId, EntrustmentId, GrantId, HoldingId, TransferId};
use crate::domain::time::Ts;

/// Grants of one batch of a sweep.
const BATCH: i64 = 500;
/// How often the keyring's log is tried to be cut; each time waits for readers as long as any write does.
const CUTS: usize = 2;

/// Marks grants as ended, inside the transaction that says why: the first step of ending.
///
/// # Errors
/// The database's.
pub fn mark_ended(db: &mut Db, ended: &[GrantId], at: Ts) -> Result<(), StoreError> {
    diesel::update(grants::table.filter(grants::id.eq_any(ended)))
        .set((grants::state.eq(state::ENDED), grants::ended_at.eq(at)))
        .execute(db)?;
    Ok(())
}

/// Tells the anchor, destroys the keys of ended grants and marks them: the second step of ending.
///
/// # Errors
/// The anchor's, the keyring's or the database's; the sweep tries again.
pub fn destroy_keys(db: &mut Database, ended: &[GrantId]) -> Result<(), StoreError> {
    for grant in ended {
        db.inner().anchor.write(&super::anchor::Fact::Ended { grant: *grant })?;
    }
    db.keyring(|keyring| {
        diesel::delete(wrapped_keys::table.filter(wrapped_keys::grant_id.eq_any(ended))).execute(keyring)?;
        Ok(())
    })?;
    cut_log(db)?;
    mark_destroyed(db, ended)
}

#[derive(QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = Integer)]
    busy: i32,
}

/// Cuts the keyring's write-ahead log, which would keep the key until its next checkpoint (R4). SQLite says in a row,
/// not by an error, that a reader was in the way.
pub(super) fn cut_log(db: &Database) -> Result<(), StoreError> {
    let mut keyring = db.keyring_reader()?;
    let Db::Sqlite(c) = &mut *keyring else { return Ok(()) };
    for _ in 0..CUTS {
        let cut: Checkpoint = diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(c)?;
        if cut.busy == 0 {
            return Ok(());
        }
    }
    tracing::warn!("the keyring's log is in use and keeps an ended key until it is cut the next time");
    Ok(())
}

fn mark_destroyed(db: &mut Database, ended: &[GrantId]) -> Result<(), StoreError> {
    let over = grants::table.filter(grants::id.eq_any(ended).and(grants::state.eq(state::ENDED)));
    db.change(|tx| {
        diesel::update(over).set(grants::state.eq(state::DESTROYED)).execute(tx)?;
        Ok(((), Vec::new()))
    })
}

/// A grant that is neither live nor over and done with.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = grants)]
pub(super) struct Unsettled {
    id: GrantId,
    data_key_id: DataKeyId,
    transfer_id: Option<TransferId>,
    entrustment_id: Option<EntrustmentId>,
    /// Its [`state`].
    pub(super) state: String,
    /// When its making began.
    pub(super) created_at: Ts,
}

impl Unsettled {
    /// Its id.
    pub(super) const fn id(&self) -> GrantId {
        self.id
    }

    /// Whether it is the collecting office's own, and so its data key's first one.
    const fn is_first(&self) -> bool {
        self.transfer_id.is_none() && self.entrustment_id.is_none()
    }
}

/// What a sweep found and put right.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    /// Grants that a crash left between row and key.
    pub unfinished: usize,
    /// Keys whose grant had ended.
    pub keys: usize,
}

/// Reconciles rows and keys after a crash, both ways: grants still intended since before `before` end, those of a
/// new data key with the key's row, since nothing was ever sealed under it; and keys of ended grants go.
///
/// # Errors
/// The databases'.
pub fn sweep(db: &mut Database, at: Ts, before: Ts) -> Result<Swept, StoreError> {
    let mut swept = Swept::default();
    let mut after = None;
    loop {
        let batch = unsettled(db.db(), after)?;
        let Some(last) = batch.last() else { return Ok(swept) };
        after = Some(last.id);
        let old: Vec<Unsettled> =
            batch.into_iter().filter(|grant| grant.state != state::INTENDED || grant.created_at < before).collect();
        let settled = settle(db, &old, at)?;
        swept = Swept { unfinished: swept.unfinished + settled.unfinished, keys: swept.keys + settled.keys };
    }
}

fn unsettled(db: &mut Db, after: Option<GrantId>) -> Result<Vec<Unsettled>, StoreError> {
    // The very words of the index `grants_unsettled`, so that both databases use it.
    let mut query = grants::table.filter(diesel::dsl::sql::<Bool>("state NOT IN ('live', 'destroyed')")).into_boxed();
    if let Some(after) = after {
        query = query.filter(grants::id.gt(after));
    }
    Ok(query.order(grants::id).limit(BATCH).select(cols::<Unsettled>()).load(db)?)
}

/// Ends grants that are not to become live any more, whatever step they are at.
///
/// # Errors
/// The databases'.
pub(super) fn settle(db: &mut Database, batch: &[Unsettled], at: Ts) -> Result<Swept, StoreError> {
    if batch.is_empty() {
        return Ok(Swept::default());
    }
    let intended = |first: bool| {
        let wanted = batch.iter().filter(move |it| it.state == state::INTENDED && it.is_first() == first);
        wanted.map(|it| it.id).collect::<Vec<_>>()
    };
    let (first, given) = (intended(true), intended(false));
    let unfinished = if first.is_empty() && given.is_empty() {
        0
    } else {
        db.change(|tx| {
            let undone = undo(tx, &first, state::ABANDONED, at)? + undo(tx, &given, state::ENDED, at)?;
            end_lent(tx, &given, at)?;
            Ok((undone, Vec::new()))
        })?
    };
    // Whoever was only slow may have made one live meanwhile.
    let over: Vec<(GrantId, String)> = grants::table
        .filter(grants::id.eq_any(batch.iter().map(|grant| grant.id)))
        .filter(grants::state.eq_any([state::ENDED, state::ABANDONED]))
        .select((grants::id, grants::state))
        .load(db.db())?;
    let all: Vec<GrantId> = over.iter().map(|(grant, _)| *grant).collect();
    let left: Vec<GrantId> = wrapped(db, &all)?.into_keys().collect();
    if !left.is_empty() {
        destroy_keys(db, &left)?;
    }
    mark_destroyed(db, &all)?;
    let abandoned = |grant: &&Unsettled| over.iter().any(|it| it.0 == grant.id && it.1 == state::ABANDONED);
    forget(db, &batch.iter().filter(abandoned).collect::<Vec<_>>())?;
    Ok(Swept { unfinished, keys: left.len() })
}

fn undo(tx: &mut Db, intended: &[GrantId], to: &str, at: Ts) -> Result<usize, StoreError> {
    let still = grants::table.filter(grants::id.eq_any(intended).and(grants::state.eq(state::INTENDED)));
    Ok(diesel::update(still).set((grants::state.eq(to), grants::ended_at.eq(at))).execute(tx)?)
}

/// A transfer or an entrustment whose grant never went live has not been made.
fn end_lent(tx: &mut Db, undone: &[GrantId], at: Ts) -> Result<(), StoreError> {
    let ended = grants::table.filter(grants::id.eq_any(undone).and(grants::state.eq(state::ENDED)));
    let of: Vec<(Option<TransferId>, Option<EntrustmentId>)> =
        ended.select((grants::transfer_id, grants::entrustment_id)).load(tx)?;
    let moved = transfers::table.filter(transfers::id.eq_any(of.iter().filter_map(|(transfer, _)| *transfer)));
    diesel::update(moved)
        .set((transfers::ended_at.eq(at), transfers::end_rule.eq(super::transfers::UNMADE)))
        .execute(tx)?;
    let given = entrustments::table.filter(entrustments::id.eq_any(of.iter().filter_map(|(_, given)| *given)));
    diesel::update(given)
        .set((entrustments::ended_at.eq(at), entrustments::end_rule.eq(super::transfers::UNMADE)))
        .execute(tx)?;
    Ok(())
}

/// Removes the rows of data keys that never served, so that their category is free again.
fn forget(db: &mut Database, never_live: &[&Unsettled]) -> Result<(), StoreError> {
    if never_live.is_empty() {
        return Ok(());
    }
    db.change(|tx| {
        let gone = never_live.iter().map(|grant| grant.id);
        let rows = grants::table.filter(grants::id.eq_any(gone).and(grants::state.eq(state::ABANDONED)));
        diesel::delete(rows).execute(tx)?;
        let keys = never_live.iter().map(|grant| grant.data_key_id);
        diesel::delete(data_keys::table.filter(data_keys::id.eq_any(keys))).execute(tx)?;
        Ok(((), Vec::new()))
    })
}

/// The collecting office's own grant of a category of a holding, whatever its state: its data key's first one.
///
/// # Errors
/// The database's.
pub(super) fn first_grant(
    db: &mut Db,
    holding: HoldingId,
    category: CategoryId,
) -> Result<Option<Unsettled>, StoreError> {
    Ok(grants::table
        .filter(grants::holding_id.eq(holding).and(grants::category.eq(category)))
        .filter(grants::transfer_id.is_null().and(grants::entrustment_id.is_null()))
        .order(grants::id.asc())
        .select(cols::<Unsettled>())
        .first(db)
        .optional()?)
}
