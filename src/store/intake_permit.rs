//! Taking a person in: the permit for a new holding, which does not exist before it is decided.
//!
//! Invariant: the law is asked about `collect` for every category; a review stores sealed and held, since every
//! later use asks the same review again.

use diesel::prelude::*;

use super::database::Db;
use super::error::StoreError;
use super::facts;
use super::grants::{self, NewKey};
use super::journal::Entry;
use super::new_holdings::{self, NewHolding};
use super::open::Database;
use super::permit::Permit;
use super::schema::{candidates, holdings};
use crate::domain::candidate::HoldingRef;
use crate::domain::category::{ApplicationHistory, Other, Profile, SelectionResult};
use crate::domain::id::{CandidateId, GrantId, HoldingId};
use crate::domain::jurisdiction::Country;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::Day;
use crate::law::facts::Facts;
use crate::law::words::Action;
use crate::vault::office_key::OfficePublicKey;

/// What must be known before a person is taken in.
#[derive(Debug, Clone)]
pub struct Admission {
    /// Their country of residence.
    pub residence: Country,
    /// The purposes that the notice in front of them names.
    pub purposes: Vec<Purpose>,
    /// The day of the last contact.
    pub last_contact_on: Day,
    /// Whether keys for selection results and notes are made at once too; otherwise the first one makes them.
    pub with_selection: bool,
}

/// Permission to fill a new holding, with a permit per category that is filled at once.
#[derive(Debug)]
pub struct IntakePermit {
    /// For the profile and documents.
    pub profile: Permit<Profile>,
    /// For the application.
    pub history: Permit<ApplicationHistory>,
    /// For selection results, if asked for.
    pub results: Option<Permit<SelectionResult>>,
    /// For notes, if asked for.
    pub other: Option<Permit<Other>>,
    grants: Vec<GrantId>,
    held_by: Option<String>,
}

impl IntakePermit {
    /// The new holding.
    pub const fn holding(&self) -> &HoldingRef {
        self.profile.holding()
    }

    /// The review that a person has to decide before the record may be used, if there is one.
    pub fn held_by(&self) -> Option<&str> {
        self.held_by.as_deref()
    }

    /// Fills the holding and makes its grants live in one transaction. If that is too late, the keys that were just
    /// stored go at once: their rows may be gone, so that no sweep would find them.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if a sweep has ended a grant meanwhile; the closure's.
    pub fn fill(
        &self,
        db: &mut Database,
        write: impl FnOnce(&mut Db) -> Result<Vec<Entry>, StoreError>,
    ) -> Result<(), StoreError> {
        new_holdings::fill(db, &self.grants, write)
    }

    /// Makes the grants live, in the transaction that fills the holding.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if a sweep has ended one meanwhile.
    pub fn settle(&self, tx: &mut Db) -> Result<(), StoreError> {
        grants::make_live(tx, &self.grants)
    }
}

/// Decides whether a person may be taken in by the caller's office, and makes the holding and its keys.
///
/// # Errors
/// [`StoreError::Refused`] with the reason.
pub fn admit(db: &mut Database, caller: &Caller, admission: &Admission) -> Result<IntakePermit, StoreError> {
    admit_all(db, caller, std::slice::from_ref(admission))?.pop().ok_or(StoreError::NotFound)
}

/// The same for many at once, with few commits.
///
/// # Errors
/// [`StoreError::Refused`] for the first who may not be taken in; then nobody was.
pub fn admit_all(
    db: &mut Database,
    caller: &Caller,
    admissions: &[Admission],
) -> Result<Vec<IntakePermit>, StoreError> {
    let office = facts::office(db.db(), &caller.office)?;
    let to = grants::public_key(db, &caller.office)?;
    let today = office.today(caller.at);
    let mut entries = Vec::new();
    let mut made = Vec::new();
    for admission in admissions {
        let candidate = CandidateId::new();
        let holding = HoldingRef { id: HoldingId::new(), candidate, office: caller.office.clone() };
        let named = admission.purposes.contains(&Purpose::Recruitment);
        let base = new_holdings::collected(Facts::new(Action::Collect, today, office.law), admission.residence, named);
        let (mut permit, new) = keys(&holding, caller, &to, admission)?;
        for category in new.iter().map(NewKey::category) {
            let (entry, held_by) = new_holdings::judge(db, caller, &holding, &base, category)?;
            entries.push(entry);
            permit.held_by = permit.held_by.take().or(held_by);
        }
        made.push((permit, new));
    }
    db.inner().journal.record(entries)?;
    db.change(|tx| {
        for ((permit, keys), admission) in made.iter().zip(admissions) {
            let new = NewHolding {
                residence: Some(admission.residence),
                notice: None,
                last_contact_on: admission.last_contact_on,
            };
            new_holdings::insert(tx, permit.holding(), &new, caller)?;
            grants::intend(tx, keys, caller.at)?;
        }
        Ok(((), Vec::new()))
    })?;
    let new: Vec<NewKey> = made.iter_mut().flat_map(|(_, new)| std::mem::take(new)).collect();
    grants::store_keys(db, &new, caller.at)?;
    Ok(made.into_iter().map(|(permit, _)| permit).collect())
}

fn keys(
    holding: &HoldingRef,
    caller: &Caller,
    to: &OfficePublicKey,
    admission: &Admission,
) -> Result<(IntakePermit, Vec<NewKey>), StoreError> {
    let mut new = Vec::new();
    let profile = new_holdings::permit::<Profile>(holding, caller, to, &mut new)?;
    let history = new_holdings::permit::<ApplicationHistory>(holding, caller, to, &mut new)?;
    let (mut results, mut other) = (None, None);
    if admission.with_selection {
        results = Some(new_holdings::permit::<SelectionResult>(holding, caller, to, &mut new)?);
        other = Some(new_holdings::permit::<Other>(holding, caller, to, &mut new)?);
    }
    let grants = new.iter().map(|key| key.grant).collect();
    Ok((IntakePermit { profile, history, results, other, grants, held_by: None }, new))
}

/// Removes holdings that a crash left between their rows and their content: without a profile, older than `before`,
/// their grants undone by [`grants::sweep`]. That comes first: it destroys the keys, to which no row would lead any
/// more, and lets an admission that is only slow no longer settle.
///
/// # Errors
/// The database's.
pub fn sweep(db: &mut Database, before: crate::domain::time::Ts) -> Result<usize, StoreError> {
    use super::schema::{data_keys, grants as grant_rows, profiles};
    let empty: Vec<(HoldingId, CandidateId)> = holdings::table
        .filter(holdings::created_at.lt(before))
        .filter(diesel::dsl::not(diesel::dsl::exists(profiles::table.filter(profiles::holding_id.eq(holdings::id)))))
        .filter(diesel::dsl::not(diesel::dsl::exists(
            grant_rows::table
                .filter(grant_rows::holding_id.eq(holdings::id).and(grant_rows::state.ne(grants::state::DESTROYED))),
        )))
        .select((holdings::id, holdings::candidate_id))
        .load(db.db())?;
    db.change(|tx| {
        for (holding, candidate) in &empty {
            diesel::delete(grant_rows::table.filter(grant_rows::holding_id.eq(holding))).execute(tx)?;
            diesel::delete(data_keys::table.filter(data_keys::holding_id.eq(holding))).execute(tx)?;
            diesel::delete(holdings::table.find(holding)).execute(tx)?;
            let others = holdings::table.filter(holdings::candidate_id.eq(candidate)).count();
            if others.get_result::<i64>(tx)? == 0 {
                diesel::delete(candidates::table.find(candidate)).execute(tx)?;
            }
        }
        Ok(((), Vec::new()))
    })?;
    Ok(empty.len())
}
