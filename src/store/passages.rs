//! By which way an office comes by what another one collected: straight from that one, or passed on by an office that was
//! given it (recruitment policy, section 6).
//!
//! Invariant: nobody passes on what was passed on, and nothing that is passed on outlasts what its giver has.

use std::collections::HashMap;

use diesel::prelude::*;

use super::database::Db;
use super::error::StoreError;
use super::facts::{self, HoldingFacts, OfficeFacts};
use super::gate::{self, Ask};
use super::open::Database;
use super::schema::transfers;
use super::transfers::{LiveGrant, live_grants};
use crate::domain::category::CategoryId;
use crate::domain::id::{HoldingId, TransferId};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;
use crate::domain::transfer::Transfer;

/// The offices by which something came to another one, each once, for [`Passers::of`].
#[derive(Debug, Default)]
pub(super) struct Passers(HashMap<OfficeCode, OfficeFacts>);

impl Passers {
    /// Loads those that some grants came by.
    ///
    /// # Errors
    /// The database's.
    pub(super) fn load(
        db: &mut Db,
        grants: &[LiveGrant],
        found: &HashMap<HoldingId, HoldingFacts>,
    ) -> Result<Self, StoreError> {
        let mut passers = HashMap::new();
        for grant in grants {
            let collected_by = found.get(&grant.holding).map(|facts| &facts.holding.office);
            if let Some(by) = grant.origin.as_ref().filter(|by| Some(*by) != collected_by)
                && !passers.contains_key(by)
            {
                passers.insert(by.clone(), facts::office(db, by)?);
            }
        }
        Ok(Self(passers))
    }

    /// The office that passed a category of a holding on to the holder of some grants; none where the one that collected
    /// gave it, which goes before, and where nobody did.
    pub(super) fn of<'a>(
        &'a self,
        grants: impl Iterator<Item = &'a LiveGrant> + Clone,
        facts: &HoldingFacts,
        (category, purpose, today): (CategoryId, Purpose, Day),
    ) -> Option<&'a OfficeFacts> {
        let mut serving = grants.filter(|it| {
            it.holding == facts.holding.id && it.category == category && it.is_lent && it.serves(purpose, today)
        });
        let is_direct = |it: &LiveGrant| it.origin.as_ref() == Some(&facts.holding.office);
        if serving.clone().any(is_direct) { None } else { self.0.get(serving.next()?.origin.as_ref()?) }
    }
}

/// The facts of a holding, for an office that wants to transfer a category: the one that collected it, or one that it was
/// given to; with the last day of what that one has, if there is one.
///
/// # Errors
/// [`StoreError::NotFound`] for an unknown holding, and for what the office has not or was itself passed on; the attempt is
/// journalled.
pub(super) fn to_transfer(
    db: &mut Database,
    ask: &Ask<'_>,
    holding: HoldingId,
    (category, transfer): (CategoryId, &Transfer),
) -> Result<(HoldingFacts, Option<Day>), StoreError> {
    let office = &ask.caller.office;
    let facts = match facts::of_holding(db.db(), holding) {
        Err(StoreError::NotFound) => return Err(gate::unknown(db, ask, &holding.to_string())),
        facts => facts?,
    };
    if facts.holding.office == *office {
        return Ok((facts, None));
    }
    let today = facts::office(db.db(), office)?.today(ask.caller.at);
    let given = live_grants(db.db(), &[holding], office)?.into_iter().find(|it| {
        let is_direct = it.is_lent && it.origin.as_ref() == Some(&facts.holding.office);
        is_direct && it.category == category && it.serves(transfer.purpose, today)
    });
    // Neither does it go back to where it came from, nor to where it is.
    let has_it = [office, &facts.holding.office].contains(&&transfer.destination);
    match given.filter(|_| !has_it) {
        Some(given) => Ok((facts, given.until)),
        None => Err(gate::unknown(db, ask, &holding.to_string())),
    }
}

/// Checks in the transaction of a transfer that its maker has still been given what it passes on.
///
/// # Errors
/// [`StoreError::Stale`] if that ended meanwhile.
pub(super) fn check_given(
    tx: &mut Db,
    (holding, collected_by): (HoldingId, &OfficeCode),
    giver: &OfficeCode,
    (category, purpose): (CategoryId, Purpose),
) -> Result<(), StoreError> {
    if giver == collected_by || is_given(tx, (holding, collected_by), giver, (category, purpose))? {
        Ok(())
    } else {
        Err(StoreError::Stale)
    }
}

fn is_given(
    db: &mut Db,
    (holding, collected_by): (HoldingId, &OfficeCode),
    to: &OfficeCode,
    (category, purpose): (CategoryId, Purpose),
) -> Result<bool, StoreError> {
    let given = transfers::table
        .filter(transfers::holding_id.eq(holding).and(transfers::destination.eq(to)))
        .filter(transfers::origin.eq(collected_by).and(transfers::ended_at.is_null()))
        .filter(transfers::category.eq(category).and(transfers::purpose.eq(purpose)));
    Ok(given.count().get_result::<i64>(db)? > 0)
}

/// A transfer that an office made of what it had been given.
pub(super) type PassedOn = (TransferId, OfficeCode);

/// What an office has passed on of a category for a purpose, once it has not that any more: it goes as well.
///
/// # Errors
/// The database's.
pub(super) fn left_without(
    db: &mut Db,
    (holding, collected_by): (HoldingId, &OfficeCode),
    giver: &OfficeCode,
    (category, purpose): (CategoryId, Purpose),
) -> Result<Vec<PassedOn>, StoreError> {
    if giver == collected_by || is_given(db, (holding, collected_by), giver, (category, purpose))? {
        return Ok(Vec::new());
    }
    Ok(transfers::table
        .filter(transfers::holding_id.eq(holding).and(transfers::origin.eq(giver)))
        .filter(transfers::category.eq(category).and(transfers::purpose.eq(purpose)))
        .filter(transfers::ended_at.is_null())
        .order(transfers::id)
        .select((transfers::id, transfers::destination))
        .load(db)?)
}
