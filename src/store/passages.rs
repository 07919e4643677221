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
use super::schema::{holdings, transfers};
use super::transfers::{LiveGrant, live_grants};
use crate::domain::category::CategoryId;
use crate::domain::id::{HoldingId, TransferId};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::time::{Day, Ts};
use crate::domain::transfer::Transfer;

/// The offices by which some things came to another one, each once, with what they have of it themselves.
#[derive(Debug, Default)]
pub(super) struct Passers(HashMap<OfficeCode, (OfficeFacts, Vec<LiveGrant>)>);

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
        let mut passed: HashMap<&OfficeCode, Vec<HoldingId>> = HashMap::new();
        for grant in grants {
            let by = found.get(&grant.holding).and_then(|facts| grant.passed_on_by(&facts.holding.office));
            if let Some(by) = by {
                passed.entry(by).or_default().push(grant.holding);
            }
        }
        let mut passers = HashMap::new();
        for (by, holdings) in passed {
            passers.insert(by.clone(), (facts::office(db, by)?, live_grants(db, &holdings, by)?));
        }
        Ok(Self(passers))
    }

    /// Whether a grant still stands on a date of each office: the one that collected gave it, or whoever passed it on has
    /// for its purpose what that one gave.
    pub(super) fn uphold(
        &self,
        grant: &LiveGrant,
        collected_by: &OfficeCode,
        on: impl Fn(&OfficeFacts) -> Day,
    ) -> bool {
        let Some(by) = grant.passed_on_by(collected_by) else { return true };
        let Some((office, theirs)) = self.0.get(by) else { return false };
        let wanted = |purpose| (grant.holding, collected_by, grant.category, purpose);
        grant.purpose.is_some_and(|purpose| gives(theirs, wanted(purpose), on(office)))
    }

    /// The last days of what the offices that passed something of a holding on have of it.
    pub(super) fn last_days(&self, holding: HoldingId) -> impl Iterator<Item = Day> {
        let theirs = self.0.values().flat_map(|(_, theirs)| theirs);
        theirs.filter(move |grant| grant.holding == holding).filter_map(|grant| grant.until)
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
        let collected_by = &facts.holding.office;
        if serving.clone().any(|it| it.passed_on_by(collected_by).is_none()) {
            return None;
        }
        self.0.get(serving.next()?.passed_on_by(collected_by)?).map(|(office, _)| office)
    }
}

/// Whether some grants hold what an office that collected a holding gave of it for a purpose, on a date of their holder.
fn gives(
    grants: &[LiveGrant],
    (holding, collected_by, category, purpose): (HoldingId, &OfficeCode, CategoryId, Purpose),
    today: Day,
) -> bool {
    grants.iter().any(|it| {
        let is_direct = it.is_lent && it.origin.as_ref() == Some(collected_by);
        is_direct && it.holding == holding && it.category == category && it.serves(purpose, today)
    })
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
    let wanted = (holding, &facts.holding.office, category, transfer.purpose);
    let mut given = live_grants(db.db(), &[holding], office)?;
    given.retain(|grant| gives(std::slice::from_ref(grant), wanted, today));
    // Neither does it go back to where it came from, nor to where it is.
    let has_it = [office, &facts.holding.office].contains(&&transfer.destination);
    // Of several, the one that lasts longest.
    let longest =
        given.iter().map(|grant| grant.until).max_by_key(|until| until.map_or((1, None), |day| (0, Some(day))));
    match longest.filter(|_| !has_it) {
        Some(until) => Ok((facts, until)),
        None => Err(gate::unknown(db, ask, &holding.to_string())),
    }
}

/// What an office was given: of which holding, by which office that collected it, which category, for which purpose.
pub(super) type Given<'a> = (HoldingId, &'a OfficeCode, CategoryId, Purpose);

/// Whether an office has what it was given, at a moment; the one that collected it always has.
///
/// # Errors
/// The database's.
pub(super) fn is_given(db: &mut Db, to: &OfficeCode, given: Given<'_>, at: Ts) -> Result<bool, StoreError> {
    let (holding, collected_by, ..) = given;
    if to == collected_by {
        return Ok(true);
    }
    let today = facts::office(db, to)?.today(at);
    Ok(gives(&live_grants(db, &[holding], to)?, given, today))
}

/// Lets nobody else begin or end something about a holding until the transaction is over.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such holding; the database's.
pub(super) fn lock(tx: &mut Db, holding: HoldingId) -> Result<(), StoreError> {
    let row = holdings::table.find(holding).select(holdings::revision);
    let found: Option<i64> = match tx {
        Db::Pg(c) => row.for_update().get_result(c).optional()?,
        Db::Sqlite(c) => row.get_result(c).optional()?,
    };
    found.map(|_| ()).ok_or(StoreError::NotFound)
}

/// A transfer that an office made of what it had been given.
pub(super) type PassedOn = (TransferId, OfficeCode);

/// What an office has passed on of what it was given.
///
/// # Errors
/// The database's.
pub(super) fn passed_on(db: &mut Db, giver: &OfficeCode, given: Given<'_>) -> Result<Vec<PassedOn>, StoreError> {
    let (holding, _, category, purpose) = given;
    Ok(transfers::table
        .filter(transfers::holding_id.eq(holding).and(transfers::origin.eq(giver)))
        .filter(transfers::category.eq(category).and(transfers::purpose.eq(purpose)))
        .filter(transfers::ended_at.is_null())
        .order(transfers::id)
        .select((transfers::id, transfers::destination))
        .load(db)?)
}
