//! The data key that the first record of a category in a holding gets.
//!
//! Invariant: a holding has one data key per category, whoever asks first, and a crash in the making of it does not
//! keep the category shut.

use std::time::Duration;

use super::error::StoreError;
use super::grant_ends;
use super::grants::{self, state};
use super::judge::no_grant;
use super::open::Database;
use crate::domain::candidate::HoldingRef;
use crate::domain::category::Category;
use crate::domain::id::GrantId;
use crate::domain::time::Ts;
use crate::law::decision_facts::Lack;
use crate::vault::data_key::DataKey;

/// A key that has been in the making for more seconds than this was left by a crash.
const UNFINISHED: i64 = 5;
/// How often and how long somebody else's key that is just being made is waited for.
const LOOKS: usize = 40;
const BETWEEN_LOOKS: Duration = Duration::from_millis(25);

/// Makes the key and its grant to the collecting office, or opens the one that somebody else made meanwhile.
///
/// # Errors
/// [`StoreError::Stale`] if somebody else is making it for longer than is waited; [`StoreError::Refused`] if its wrapped
/// key is missing, or it is gone for good.
pub(super) fn make<C: Category>(db: &mut Database, holding: &HoldingRef, at: Ts) -> Result<DataKey<C>, StoreError> {
    for _ in 0..LOOKS {
        match make_new::<C>(db, holding, at) {
            // Somebody else was first, or took this one for a crash's.
            Err(StoreError::Stale) => {}
            Err(error) if error.is_duplicate() => {}
            other => return other,
        }
        let Some(made) = grant_ends::first_grant(db.db(), holding.id, C::ID)? else { continue };
        match made.state.as_str() {
            state::LIVE => return open_made(db, holding, made.id()),
            state::INTENDED if made.created_at >= at.plus_seconds(-UNFINISHED) => std::thread::sleep(BETWEEN_LOOKS),
            state::INTENDED | state::ABANDONED => drop(grant_ends::settle(db, &[made], at)?),
            _ => return Err(StoreError::Refused(Box::new(no_grant(db, C::ID, Lack::NotLive)))),
        }
    }
    Err(StoreError::Stale)
}

fn make_new<C: Category>(db: &mut Database, holding: &HoldingRef, at: Ts) -> Result<DataKey<C>, StoreError> {
    let to = grants::public_key(db, &holding.office)?;
    let (key, new) = grants::new_key::<C>(holding, &to)?;
    let (grant, new) = ([new.grant], [new]);
    db.change(|tx| Ok((grants::intend(tx, &new, at)?, Vec::new())))?;
    grants::store_keys(db, &new, at)?;
    match db.change(|tx| Ok((grants::make_live(tx, &grant)?, Vec::new()))) {
        // The row may be gone already, so no sweep would find the key.
        Err(StoreError::Stale) => grant_ends::destroy_keys(db, &grant).and(Err(StoreError::Stale)),
        made => made.map(|()| key),
    }
}

fn open_made<C: Category>(db: &mut Database, holding: &HoldingRef, grant: GrantId) -> Result<DataKey<C>, StoreError> {
    let missing = || StoreError::Refused(Box::new(no_grant(db, C::ID, Lack::KeyMissing)));
    let wrapped = grants::wrapped(db, &[grant])?.remove(&grant).ok_or_else(missing)?;
    grants::unwrap(db, holding, &holding.office, grant, wrapped)
}
