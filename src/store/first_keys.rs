//! The permits for a category of many holdings, some of which have no key of it yet: those are made together.
//!
//! Invariant: as of [`super::first_key`]. Where two make a key of one holding at once, each holding is seen to by
//! itself.

use std::collections::HashMap;

use super::error::StoreError;
use super::gate::{Answer, Opened};
use super::grant_ends;
use super::grants;
use super::open::Database;
use super::permit::Permit;
use crate::domain::category::Category;
use crate::domain::id::{GrantId, HoldingId};
use crate::vault::data_key::DataKey;

/// The permit for a category of each holding that the gate was asked about, or why there is none, in their order. First
/// keys take a few commits together rather than a few each.
pub fn permits<C: Category>(db: &mut Database, opened: &mut [Opened]) -> Vec<Result<Permit<C>, StoreError>> {
    // What kept them from being made together is met again, and told, where each is opened by itself.
    let mut made = make_together::<C>(db, opened).unwrap_or_default();
    let permit = |one: &mut Opened| match made.remove(&one.holding.id) {
        Some(key) => {
            one.answers.remove(&C::ID);
            let permit = Permit::new(one.holding.clone(), key, one.revision, one.caller.clone(), one.purpose);
            Ok(permit.limited_to(one.only.clone()))
        }
        None => one.permit::<C>(db),
    };
    opened.iter_mut().map(permit).collect()
}

fn make_together<C: Category>(
    db: &mut Database,
    opened: &[Opened],
) -> Result<HashMap<HoldingId, DataKey<C>>, StoreError> {
    let has_none =
        |one: &&Opened| one.may_make_key && matches!(one.answers.get(&C::ID), Some(Answer::Allowed { grant: None }));
    let without: Vec<&Opened> = opened.iter().filter(has_none).collect();
    let mut keys = HashMap::with_capacity(without.len());
    let [first, _, ..] = without.as_slice() else { return Ok(keys) };
    // Only the office that collected makes a key, so that all of them are of one.
    let (to, at) = (grants::public_key(db, &first.holding.office)?, first.caller.at);
    let mut new = Vec::with_capacity(without.len());
    for one in without {
        let (key, made) = grants::new_key::<C>(&one.holding, &to)?;
        keys.insert(one.holding.id, key);
        new.push(made);
    }
    db.change(|tx| Ok((grants::intend(tx, &new, at)?, Vec::new())))?;
    grants::store_keys(db, &new, at)?;
    let made: Vec<GrantId> = new.iter().map(|key| key.grant).collect();
    match db.change(|tx| Ok((grants::make_live(tx, &made)?, Vec::new()))) {
        // The rows may be gone already, so no sweep would find the keys.
        Err(StoreError::Stale) => grant_ends::destroy_keys(db, &made).and(Err(StoreError::Stale)),
        live => live.map(|()| keys),
    }
}
