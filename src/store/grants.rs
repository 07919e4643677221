//! The keyring: data keys wrapped to the offices that may open them.
//!
//! Invariant: a key is unwrapped only with a live row *and* its wrapped key. Making goes row `intended` → key
//! → row `live`; a crash between leaves nothing that opens. How grants end is in [`super::grant_ends`].

use std::collections::HashMap;

use diesel::prelude::*;

use super::database::{Db, among, each};
use super::error::StoreError;
pub use super::grant_ends::{Swept, destroy_keys, mark_ended, sweep};
use super::open::Database;
use super::schema::{data_keys, grants, offices, wrapped_keys};
use crate::domain::candidate::HoldingRef;
use crate::domain::category::{Category, CategoryId};
use crate::domain::id::{DataKeyId, EntrustmentId, GrantId, HoldingId, TransferId};
use crate::domain::office::OfficeCode;
use crate::domain::time::Ts;
use crate::vault::data_key::DataKey;
use crate::vault::office_key::{OfficeKeyPair, OfficePublicKey};
use crate::vault::wrap::{WrapInfo, Wrapped, unwrap_data_key, wrap_data_key};

/// A new data key of a holding with its first grant, to the collecting office.
#[derive(Debug)]
pub struct NewKey {
    /// The grant.
    pub grant: GrantId,
    key: DataKeyId,
    holding: HoldingId,
    category: CategoryId,
    recipient: OfficeCode,
    wrapped: Wrapped,
}

impl NewKey {
    /// The category of the key.
    pub const fn category(&self) -> CategoryId {
        self.category
    }
}

/// Makes the data key of one category of a holding, wrapped to the collecting office.
///
/// # Errors
/// The vault's.
pub fn new_key<C: Category>(holding: &HoldingRef, to: &OfficePublicKey) -> Result<(DataKey<C>, NewKey), StoreError> {
    let key = DataKey::<C>::generate(DataKeyId::new())?;
    let grant = GrantId::new();
    let info = WrapInfo::grant(grant, holding.candidate, &holding.office, C::ID);
    let wrapped = wrap_data_key(&key, to, &info)?;
    let new = NewKey {
        grant,
        key: key.id(),
        holding: holding.id,
        category: C::ID,
        recipient: holding.office.clone(),
        wrapped,
    };
    Ok((key, new))
}

/// Writes the rows of new keys, grants `intended`: the first step.
///
/// # Errors
/// The database's; a duplicate if the holding has a key of this category.
pub fn intend(db: &mut Db, new: &[NewKey], at: Ts) -> Result<(), StoreError> {
    for key in new {
        diesel::insert_into(data_keys::table)
            .values((
                data_keys::id.eq(key.key),
                data_keys::holding_id.eq(key.holding),
                data_keys::category.eq(key.category),
                data_keys::created_at.eq(at),
            ))
            .execute(db)?;
        insert_grant(db, (key.grant, key.key), (key.holding, key.category), key.recipient.as_str(), None, at)?;
    }
    Ok(())
}

/// What makes a grant to somebody else than the office that collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lent {
    /// A transfer to another office.
    Transfer(TransferId),
    /// An entrustment to a processor.
    Entrustment(EntrustmentId),
}

impl Lent {
    pub(super) const fn transfer(self) -> Option<TransferId> {
        if let Self::Transfer(id) = self { Some(id) } else { None }
    }

    pub(super) const fn entrustment(self) -> Option<EntrustmentId> {
        if let Self::Entrustment(id) = self { Some(id) } else { None }
    }
}

fn insert_grant(
    db: &mut Db,
    (grant, key): (GrantId, DataKeyId),
    (holding, category): (HoldingId, CategoryId),
    recipient: &str,
    lent: Option<Lent>,
    at: Ts,
) -> Result<(), StoreError> {
    diesel::insert_into(grants::table)
        .values((
            grants::id.eq(grant),
            grants::data_key_id.eq(key),
            grants::holding_id.eq(holding),
            grants::category.eq(category),
            grants::recipient.eq(recipient),
            grants::state.eq(state::INTENDED),
            grants::transfer_id.eq(lent.and_then(Lent::transfer)),
            grants::entrustment_id.eq(lent.and_then(Lent::entrustment)),
            grants::created_at.eq(at),
        ))
        .execute(db)?;
    Ok(())
}

/// Puts the wrapped keys into the keyring: the second step.
///
/// # Errors
/// The keyring's.
pub fn store_keys(db: &Database, new: &[NewKey], at: Ts) -> Result<(), StoreError> {
    db.keyring(|keyring| {
        for key in new {
            insert_wrapped(keyring, key.grant, &key.wrapped, at)?;
        }
        Ok(())
    })
}

fn insert_wrapped(keyring: &mut Db, grant: GrantId, wrapped: &Wrapped, at: Ts) -> Result<(), StoreError> {
    diesel::insert_into(wrapped_keys::table)
        .values((
            wrapped_keys::grant_id.eq(grant),
            wrapped_keys::wrapped.eq(wrapped.as_bytes()),
            wrapped_keys::created_at.eq(at),
        ))
        .execute(keyring)?;
    Ok(())
}

/// Where a grant is on its way: `intended` → `live` → `ended` → `destroyed`, the last once its key is gone. A first
/// grant that never went live is `abandoned`, until its rows go too.
pub(super) mod state {
    pub const INTENDED: &str = "intended";
    pub const LIVE: &str = "live";
    pub const ENDED: &str = "ended";
    pub const DESTROYED: &str = "destroyed";
    pub const ABANDONED: &str = "abandoned";
}

/// Makes intended grants live, in the transaction of what they are for: the third step.
///
/// # Errors
/// [`StoreError::Stale`] if a sweep has ended one meanwhile.
pub fn make_live(db: &mut Db, grants_made: &[GrantId]) -> Result<(), StoreError> {
    for grant in grants_made {
        let made = diesel::update(grants::table.filter(grants::id.eq(grant).and(grants::state.eq(state::INTENDED))))
            .set(grants::state.eq(state::LIVE))
            .execute(db)?;
        if made != 1 {
            return Err(StoreError::Stale);
        }
    }
    Ok(())
}

/// The live grants of a holding to an office, by category, newest first.
///
/// # Errors
/// The database's.
pub fn live(db: &mut Db, holding: HoldingId, recipient: &OfficeCode) -> Result<Vec<(CategoryId, GrantId)>, StoreError> {
    Ok(grants::table
        .filter(grants::holding_id.eq(holding).and(grants::recipient.eq(recipient)).and(grants::state.eq(state::LIVE)))
        .order(grants::id.desc())
        .select((grants::category, grants::id))
        .load(db)?)
}

/// Which of some holdings an office was given anything of.
///
/// # Errors
/// The database's.
pub fn given(db: &mut Db, holdings: &[HoldingId], recipient: &OfficeCode) -> Result<Vec<HoldingId>, StoreError> {
    Ok(among!(holdings, grants::holding_id, asked => grants::table
        .filter(asked)
        .filter(grants::recipient.eq(recipient).and(grants::state.eq(state::LIVE)))
        .select(grants::holding_id)
        .distinct()
        .load(db)?))
}

/// The holdings that an office was given anything of, after one of them, in order: what its directory is filled
/// from. With `foreign`, only those that another office collected.
///
/// # Errors
/// The database's.
pub fn given_after(
    db: &mut Db,
    recipient: &OfficeCode,
    foreign: bool,
    after: Option<HoldingId>,
    limit: i64,
) -> Result<Vec<HoldingId>, StoreError> {
    let from = after.unwrap_or(HoldingId::from_uuid(uuid::Uuid::nil()));
    let given = grants::table
        .filter(grants::recipient.eq(recipient).and(grants::state.eq("live")).and(grants::holding_id.gt(from)))
        .order(grants::holding_id.asc())
        .select(grants::holding_id)
        .distinct()
        .limit(limit);
    // Only a transfer makes a grant to an office that did not collect.
    Ok(if foreign { given.filter(grants::transfer_id.is_not_null()).load(db)? } else { given.load(db)? })
}

/// How many holdings an office was given anything of.
///
/// # Errors
/// The database's.
pub fn count_given(db: &mut Db, recipient: &OfficeCode) -> Result<i64, StoreError> {
    let given = grants::table.filter(grants::recipient.eq(recipient).and(grants::state.eq("live")));
    Ok(given.select(diesel::dsl::count(grants::holding_id).aggregate_distinct()).get_result(db)?)
}

/// The categories of some holdings for which there is a data key at all.
///
/// # Errors
/// The database's.
pub(super) fn with_keys(db: &mut Db, holdings: &[HoldingId]) -> Result<Vec<(HoldingId, CategoryId)>, StoreError> {
    Ok(among!(holdings, data_keys::holding_id, asked => data_keys::table
        .filter(asked)
        .select((data_keys::holding_id, data_keys::category))
        .load(db)?))
}

/// The wrapped keys of some grants as they stand there. Whether one is well-formed shows when it is
/// unwrapped, so that a damaged one does not take the others down.
///
/// # Errors
/// The keyring's.
pub fn wrapped(db: &Database, wanted: &[GrantId]) -> Result<HashMap<GrantId, Vec<u8>>, StoreError> {
    let mut keyring = db.keyring_reader()?;
    // Those of one holding are few: in SQLite a statement that is prepared already finds each sooner.
    let is_near = matches!(*keyring, Db::Sqlite(_));
    let at_once = if is_near && wanted.len() <= CategoryId::ALL.len() { 1 } else { wanted.len().max(1) };
    let mut found = HashMap::with_capacity(wanted.len());
    for some in wanted.chunks(at_once) {
        let rows: Vec<(GrantId, Vec<u8>)> = among!(some, wrapped_keys::grant_id, asked => wrapped_keys::table
            .filter(asked)
            .select((wrapped_keys::grant_id, wrapped_keys::wrapped))
            .load(&mut *keyring)?);
        found.extend(rows);
    }
    Ok(found)
}

/// Unwraps a data key with the private key of the office that the grant is for.
///
/// # Errors
/// [`StoreError::Unavailable`] if this instance does not hold the office's key; the vault's otherwise.
pub fn unwrap<C: Category>(
    db: &Database,
    holding: &HoldingRef,
    office: &OfficeCode,
    grant: GrantId,
    wrapped: Vec<u8>,
) -> Result<DataKey<C>, StoreError> {
    let keys = db.office_keys(office).ok_or(StoreError::Unavailable)?;
    unwrap_with::<C>(&keys.pair, holding, grant, wrapped)
}

/// Unwraps a data key with the private key that the grant is for.
///
/// # Errors
/// The vault's.
pub(super) fn unwrap_with<C: Category>(
    pair: &OfficeKeyPair,
    holding: &HoldingRef,
    grant: GrantId,
    wrapped: Vec<u8>,
) -> Result<DataKey<C>, StoreError> {
    let info = WrapInfo::grant(grant, holding.candidate, &holding.office, C::ID);
    Ok(unwrap_data_key(pair, &Wrapped::from_bytes(wrapped)?, &info)?)
}

/// An office's public key, after its signature by the set-up key has been checked.
///
/// # Errors
/// [`StoreError::NotFound`] for an unknown office, [`StoreError::Setup`] for a key that is not signed.
pub fn public_key(db: &mut Database, office: &OfficeCode) -> Result<OfficePublicKey, StoreError> {
    let (key, signature): (Vec<u8>, Vec<u8>) = offices::table
        .find(office)
        .select((offices::public_key, offices::key_signature))
        .get_result(db.db())
        .optional()?
        .ok_or(StoreError::NotFound)?;
    let key = OfficePublicKey::from_bytes(&key)?;
    let unsigned = || StoreError::Setup(format!("the public key of office {office} is not signed by the set-up key"));
    let signature = crate::vault::setup_key::Signature::from_bytes(&signature)?;
    let setup = db.store().known_setup_key(&format!("the key of office {office}"))?;
    setup.verify_office_key(office, &key, &signature).map_err(|_| unsigned())?;
    Ok(key)
}

/// A grant to somebody else before it has its row.
#[derive(Debug, Clone, Copy)]
pub struct Given {
    /// The grant.
    pub id: GrantId,
    key: DataKeyId,
}

/// Wraps the data key of a category to the key of somebody else; the grant of the office that gives it opens it.
///
/// # Errors
/// [`StoreError::NotFound`] if that office itself has no such key; the databases'.
pub(super) fn wrap_for<C: Category>(
    db: &mut Database,
    holding: &HoldingRef,
    giver: &OfficeCode,
    to: &OfficePublicKey,
) -> Result<(Given, Wrapped), StoreError> {
    let own = live(db.db(), holding.id, giver)?;
    let (_, own_grant) = own.into_iter().find(|(category, _)| *category == C::ID).ok_or(StoreError::NotFound)?;
    let own_wrapped = wrapped(db, &[own_grant])?.remove(&own_grant).ok_or(StoreError::NotFound)?;
    let key = unwrap::<C>(db, holding, giver, own_grant, own_wrapped)?;
    let id = GrantId::new();
    let info = WrapInfo::grant(id, holding.candidate, &holding.office, C::ID);
    Ok((Given { id, key: key.id() }, wrap_data_key(&key, to, &info)?))
}

/// Writes the row of a grant to somebody else, `intended`: the first step.
///
/// # Errors
/// The database's.
pub(super) fn intend_for<C: Category>(
    tx: &mut Db,
    holding: &HoldingRef,
    given: &Given,
    (recipient, lent): (&str, Lent),
    at: Ts,
) -> Result<(), StoreError> {
    insert_grant(tx, (given.id, given.key), (holding.id, C::ID), recipient, Some(lent), at)
}

/// Puts one wrapped key into the keyring: the second step.
///
/// # Errors
/// The keyring's.
pub(super) fn store_wrapped(db: &Database, grant: GrantId, wrapped: &Wrapped, at: Ts) -> Result<(), StoreError> {
    db.keyring(|keyring| insert_wrapped(keyring, grant, wrapped, at))
}

/// How many grants there are in each state, and keys in the keyring: for the doctor.
///
/// # Errors
/// The databases'.
pub fn counts(db: &mut Database) -> Result<(Vec<(String, i64)>, i64), StoreError> {
    let rows = each!(&mut *db.db, c => grants::table
        .group_by(grants::state)
        .select((grants::state, diesel::dsl::count_star()))
        .load::<(String, i64)>(c))?;
    let keys = wrapped_keys::table.count().get_result(&mut *db.keyring_reader()?)?;
    Ok((rows, keys))
}
