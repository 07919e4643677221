//! Transfers: a category of a holding made available to another office, by making a grant.
//!
//! Invariant: a grant to another office is made only with a [`TransferPermit`], and that only after the law
//! decided about this very transfer.

use diesel::prelude::*;

use super::database::{Db, among};
use super::error::StoreError;
use super::facts;
use super::gate::{self, Ask};
use super::grants;
use super::journal::Entry;
use super::judge::{by_law, journalled, judge_role};
use super::open::Database;
use super::permit::check_revision;
use super::schema::{grants as grant_rows, transfers};
use super::terms::Terms;
use crate::domain::candidate::HoldingRef;
use crate::domain::category::{Category, CategoryId};
use crate::domain::id::{GrantId, HoldingId, TransferId};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};
use crate::law::access::Verb;
use crate::law::decide;

/// What is to be transferred.
#[derive(Debug, Clone)]
pub struct Transfer {
    /// To which office.
    pub destination: OfficeCode,
    /// For which purpose.
    pub purpose: Purpose,
    /// Until which day, if it ends.
    pub until: Option<Day>,
}

/// Permission to make one category of one holding available to one office.
#[derive(Debug)]
pub struct TransferPermit<C> {
    holding: HoldingRef,
    revision: i64,
    transfer: Transfer,
    rule: String,
    caller: Caller,
    category: std::marker::PhantomData<fn() -> C>,
}

/// Asks the law about a transfer from the collecting office; the decision is journalled, and so is asking about what
/// the office has not.
///
/// # Errors
/// [`StoreError::Refused`] with the reason and its remedies; [`StoreError::NotFound`] for an unknown holding, or
/// another office's.
pub fn open<C: Category>(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    transfer: Transfer,
) -> Result<TransferPermit<C>, StoreError> {
    let own_purpose =
        if let crate::domain::staff::Actor::Job(_) = caller.actor { Purpose::Upkeep } else { transfer.purpose };
    let ask = Ask { caller, verb: Verb::Transfer, purpose: own_purpose, reason: None };
    let facts = match facts::of_holding(db.db(), holding) {
        // Only the office that collected the data acts on it.
        Ok(facts) if facts.holding.office == caller.office => facts,
        Ok(_) | Err(StoreError::NotFound) => return Err(gate::unknown(db, &ask, &holding.to_string())),
        Err(error) => return Err(error),
    };
    let role_rule = judge_role(db, &ask, &facts.holding, C::ID, false)?;
    let to = facts::office(db.db(), &transfer.destination)?;
    let today = facts::office(db.db(), &caller.office)?.today(caller.at);
    let terms = Terms::load(db.db())?;
    let moved = facts.for_transfer(&terms, &to, today, C::ID, transfer.purpose);
    let decision = decide(db.table(), &moved);
    let refusal = (!decision.allows()).then(|| by_law(C::ID, &decision, &moved));
    let asked = Ask { purpose: transfer.purpose, ..ask };
    let rules = format!("{role_rule} {}", decision.rule);
    let subject = format!("to:{}", transfer.destination);
    journalled(db, &asked, &facts.holding, C::ID, refusal, rules, subject)?;
    Ok(TransferPermit {
        holding: facts.holding,
        revision: facts.revision,
        transfer,
        rule: decision.rule.to_string(),
        caller: caller.clone(),
        category: std::marker::PhantomData,
    })
}

/// Makes the transfer: the row, the grant `intended`, the key, the grant `live` with its journal entry.
///
/// # Errors
/// [`StoreError::NotFound`] if nothing of the category is held; [`StoreError::Stale`] if a fact changed since the law
/// was asked; the databases'.
pub fn make<C: Category>(db: &mut Database, permit: &TransferPermit<C>) -> Result<TransferId, StoreError> {
    let id = TransferId::new();
    let at = permit.caller.at;
    let (grant, wrapped) = grants::wrap_for::<C>(db, &permit.holding, &permit.transfer.destination)?;
    db.change(|tx| {
        check_revision(tx, permit.holding.id, permit.revision)?;
        diesel::insert_into(transfers::table)
            .values((
                transfers::id.eq(id),
                transfers::holding_id.eq(permit.holding.id),
                transfers::category.eq(C::ID),
                transfers::purpose.eq(permit.transfer.purpose),
                transfers::origin.eq(&permit.holding.office),
                transfers::destination.eq(&permit.transfer.destination),
                transfers::until_on.eq(permit.transfer.until),
                transfers::rule.eq(&permit.rule),
                transfers::created_at.eq(at),
            ))
            .execute(tx)?;
        grants::intend_for::<C>(tx, &permit.holding, &grant, &permit.transfer.destination, id, at)?;
        Ok(((), Vec::new()))
    })?;
    grants::store_wrapped(db, grant.id, &wrapped, at)?;
    let made = db.change(|tx| {
        // Once more: a consent may have been withdrawn between the steps. The sweep ends what stays intended.
        check_revision(tx, permit.holding.id, permit.revision)?;
        grants::make_live(tx, &[grant.id])?;
        let subject = format!("transfer:{id} to:{}", permit.transfer.destination);
        let entry = Entry::change(
            &permit.caller,
            Verb::Transfer.as_str(),
            subject,
            &permit.holding,
            C::ID,
            permit.transfer.purpose,
        );
        Ok((id, vec![entry]))
    });
    match made {
        Err(StoreError::Stale) => grants::destroy_keys(db, &[grant.id]).and(Err(StoreError::Stale)),
        made => made,
    }
}

/// A live grant, and the transfer that made it if it is to another office.
#[derive(Debug, Queryable)]
pub(super) struct LiveGrant {
    pub(super) holding: HoldingId,
    pub(super) category: CategoryId,
    pub(super) id: GrantId,
    transfer: Option<TransferId>,
    purpose: Option<Purpose>,
    pub(super) until: Option<Day>,
    ended_at: Option<Ts>,
}

impl LiveGrant {
    /// Whether it may be used on a day for a purpose: one that a transfer made serves its purpose until its date,
    /// and the upkeep that follows from it.
    pub(super) fn serves(&self, purpose: Purpose, today: Day) -> bool {
        let meant = purpose == Purpose::Upkeep || self.purpose == Some(purpose);
        let lasts = self.until.is_none_or(|until| today <= until);
        self.transfer.is_none() || (self.purpose.is_some() && self.ended_at.is_none() && meant && lasts)
    }
}

/// The live grants of some holdings to an office, newest first.
///
/// # Errors
/// The database's.
pub(super) fn live_grants(
    db: &mut Db,
    holdings: &[HoldingId],
    recipient: &OfficeCode,
) -> Result<Vec<LiveGrant>, StoreError> {
    Ok(among!(holdings, grant_rows::holding_id, asked => grant_rows::table
        .left_join(transfers::table.on(grant_rows::transfer_id.eq(transfers::id.nullable())))
        .filter(asked)
        .filter(grant_rows::recipient.eq(recipient).and(grant_rows::state.eq("live")))
        .order(grant_rows::id.desc())
        .select((
            grant_rows::holding_id,
            grant_rows::category,
            grant_rows::id,
            grant_rows::transfer_id,
            transfers::purpose.nullable(),
            transfers::until_on.nullable(),
            transfers::ended_at.nullable(),
        ))
        .load(db)?))
}
