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
    let office = facts::office(db.db(), &caller.office)?;
    let to = grants::public_key(db, &caller.office)?;
    let holding = HoldingRef { id: HoldingId::new(), candidate: CandidateId::new(), office: caller.office.clone() };
    let mut new = Vec::new();
    let profile = new_holdings::permit::<Profile>(&holding, caller, &to, &mut new)?;
    let communications = new_holdings::permit::<Communications>(&holding, caller, &to, &mut new)?;
    let (today, is_named) = (office.today(caller.at), notice.purposes.contains(&Purpose::Recruitment));
    let base = new_holdings::collected(Facts::new(Action::Collect, today, office.law), office.law.country(), is_named);
    let mut entries = Vec::new();
    for key in &new {
        // Nobody is held for review whose home is presumed to be the office's own.
        entries.push(new_holdings::judge(db, caller, &holding, &base, key.category())?.0);
    }
    db.inner().journal.record(entries)?;
    let row = NewHolding { residence: None, notice: Some(notice.id), last_contact_on };
    db.change(|tx| {
        new_holdings::insert(tx, &holding, &row, caller)?;
        grants::intend(tx, &new, caller.at)?;
        Ok(((), Vec::new()))
    })?;
    grants::store_keys(db, &new, caller.at)?;
    let grants = new.iter().map(|key| key.grant).collect();
    Ok(CorrespondentPermit { profile, communications, grants })
}
