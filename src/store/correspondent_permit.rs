//! Taking somebody in who wrote without applying: a candidate without applications, with keys from the first message
//! on.
//!
//! Invariant: the law is asked about `collect` under the published notice (JP APPI Art. 21(1); a house rule in SG and
//! HK). Where they live is not known: they are presumed to live where the office is (`PRESUME-HOME`), until a person
//! says.

use super::database::Db;
use super::error::StoreError;
use super::facts;
use super::grants;
use super::journal::Entry;
use super::new_holdings::{self, NewHolding};
use super::open::Database;
use super::permit::Permit;
use crate::domain::candidate::HoldingRef;
use crate::domain::category::{Communications, Profile};
use crate::domain::id::{CandidateId, GrantId, HoldingId};
use crate::domain::notice::Notice;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::Day;
use crate::law::facts::Facts;
use crate::law::words::Action;

/// Permission to fill the new holding of somebody who wrote.
#[derive(Debug)]
pub struct CorrespondentPermit {
    /// For name and address.
    pub profile: Permit<Profile>,
    /// For what they wrote.
    pub communications: Permit<Communications>,
    grants: Vec<GrantId>,
}

impl CorrespondentPermit {
    /// The new holding.
    pub const fn holding(&self) -> &HoldingRef {
        self.profile.holding()
    }

    /// Fills the holding and makes its grants live in one transaction.
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
}

/// The same for several holdings, in one transaction.
///
/// # Errors
/// As [`CorrespondentPermit::fill`].
pub fn fill_all(
    db: &mut Database,
    permits: &[CorrespondentPermit],
    write: impl FnOnce(&mut Db) -> Result<Vec<Entry>, StoreError>,
) -> Result<(), StoreError> {
    let grants: Vec<GrantId> = permits.iter().flat_map(|permit| permit.grants.iter().copied()).collect();
    new_holdings::fill(db, &grants, write)
}

/// Decides whether somebody who wrote may be taken in by the caller's office under the notice that is published there,
/// and makes the holding and its keys.
///
/// # Errors
/// [`StoreError::Refused`] with the reason.
pub fn admit(
    db: &mut Database,
    caller: &Caller,
    notice: &Notice,
    last_contact_on: Day,
) -> Result<CorrespondentPermit, StoreError> {
    admit_all(db, caller, notice, &[last_contact_on])?.pop().ok_or(StoreError::NotFound)
}

/// The same for several who wrote, each on their day, with few commits.
///
/// # Errors
/// [`StoreError::Refused`] for the first who may not be taken in; then nobody was.
pub fn admit_all(
    db: &mut Database,
    caller: &Caller,
    notice: &Notice,
    last_contacts: &[Day],
) -> Result<Vec<CorrespondentPermit>, StoreError> {
    let office = facts::office(db.db(), &caller.office)?;
    let to = grants::public_key(db, &caller.office)?;
    let (today, is_named) = (office.today(caller.at), notice.purposes.contains(&Purpose::Recruitment));
    let base = new_holdings::collected(Facts::new(Action::Collect, today, office.law), office.law.country(), is_named);
    let (mut made, mut new, mut entries) = (Vec::with_capacity(last_contacts.len()), Vec::new(), Vec::new());
    for last_contact_on in last_contacts {
        let holding = HoldingRef { id: HoldingId::new(), candidate: CandidateId::new(), office: caller.office.clone() };
        let mut keys = Vec::new();
        let profile = new_holdings::permit::<Profile>(&holding, caller, &to, &mut keys)?;
        let communications = new_holdings::permit::<Communications>(&holding, caller, &to, &mut keys)?;
        for key in &keys {
            // Nobody is held for review whose home is presumed to be the office's own.
            entries.push(new_holdings::judge(db, caller, &holding, &base, key.category())?.0);
        }
        let grants = keys.iter().map(|key| key.grant).collect();
        made.push((CorrespondentPermit { profile, communications, grants }, *last_contact_on));
        new.extend(keys);
    }
    db.inner().journal.record(entries)?;
    db.change(|tx| {
        for (permit, last_contact_on) in &made {
            let row = NewHolding { residence: None, notice: Some(notice.id), last_contact_on: *last_contact_on };
            new_holdings::insert(tx, permit.holding(), &row, caller)?;
        }
        grants::intend(tx, &new, caller.at)?;
        Ok(((), Vec::new()))
    })?;
    grants::store_keys(db, &new, caller.at)?;
    Ok(made.into_iter().map(|(permit, _)| permit).collect())
}
