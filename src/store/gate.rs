//! The only door to personal data: collect the facts, ask the law, write the decision down, unwrap the key.
//!
//! Invariant: a [`Permit`] is made nowhere else, and never before its decision is committed to the journal.
//! Allowed = access ∧ law ∧ grant.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use diesel::prelude::*;

use super::answers::{answer_all, answer_disclosure};
use super::disclosures::{self, Kept};
use super::error::StoreError;
use super::first_key;
use super::grants;
use super::journal::Entry;
use super::judge::{Judged, entry};
use super::list_permit::ListPermit;
use super::open::Database;
use super::permit::Permit;
use super::schema::holdings;
use crate::domain::bulk_act::ExportReason;
use crate::domain::candidate::HoldingRef;
use crate::domain::category::{Category, CategoryId};
use crate::domain::disclosure::Ground;
use crate::domain::health::UseReasonCode;
use crate::domain::id::{ApplicationId, CandidateId, DisclosureId, GrantId, HoldingId};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::law::access::Verb;
use crate::law::ids::ConditionId;
use crate::law::remedies::Remedy;
use crate::law::words::Verdict;
use crate::vault::data_key::DataKey;
use crate::vault::office_key::OfficeKeyPair;

/// What somebody asks the gate for.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    /// Who asks.
    pub caller: &'a Caller,
    /// To do what.
    pub verb: Verb,
    /// For which purpose.
    pub purpose: Purpose,
    /// With which stated reason.
    pub reason: Option<Reason>,
}

/// Why somebody asks, beyond the purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// To open health records.
    Health(UseReasonCode),
    /// To write records into a file.
    Export(ExportReason),
    /// To see what would be answered; nothing is changed.
    Trial,
    /// The same before records are written into a file.
    TrialOfExport(ExportReason),
    /// To keep or read what is written about a provision, on this ground: some are told to nobody.
    Provision(Ground),
    /// To tell somebody of a later version of the notice, for whatever their record is kept.
    Notice,
}

impl Reason {
    /// Whether it says why, as some rules ask for.
    pub(super) const fn is_stated(self) -> bool {
        !matches!(self, Self::Trial | Self::Provision(_) | Self::Notice)
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Health(code) => write!(f, "reason:{code}"),
            Self::Export(code) => write!(f, "reason:{code}"),
            Self::Trial => f.write_str("trial"),
            Self::TrialOfExport(code) => write!(f, "trial:{code}"),
            Self::Provision(ground) => write!(f, "ground:{ground}"),
            Self::Notice => f.write_str("notice"),
        }
    }
}

impl From<UseReasonCode> for Reason {
    fn from(code: UseReasonCode) -> Self {
        Self::Health(code)
    }
}

impl<'a> Ask<'a> {
    /// Asks to read for a purpose.
    pub const fn read(caller: &'a Caller, purpose: Purpose) -> Self {
        Self { caller, verb: Verb::Read, purpose, reason: None }
    }

    /// Asks to change for a purpose.
    pub const fn change(caller: &'a Caller, purpose: Purpose) -> Self {
        Self { caller, verb: Verb::Change, purpose, reason: None }
    }

    /// Asks to add something for a purpose.
    pub const fn create(caller: &'a Caller, purpose: Purpose) -> Self {
        Self { caller, verb: Verb::Create, purpose, reason: None }
    }
}

/// Why the gate stayed shut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The category that was asked for.
    pub category: CategoryId,
    /// No, or a person first.
    pub verdict: Verdict,
    /// The rule that decided.
    pub rule: String,
    /// Whether it was the caller's role, rather than law or key, that was not enough.
    pub by_role: bool,
    /// Whether it is about the processor that asks, or what that was given: of anything else about a person its people
    /// are not told.
    pub of_processor: bool,
    /// The conditions that the nearest route misses.
    pub unmet: Vec<ConditionId>,
    /// What would change the answer.
    pub remedies: Vec<Remedy>,
}

/// A decision with everything needed to act on it.
#[derive(Debug)]
pub(super) enum Answer {
    Allowed { grant: Option<(GrantId, Vec<u8>)> },
    Refused(Box<Refusal>),
}

/// The journalled answers for the categories that were asked for, about one holding.
#[derive(Debug)]
pub struct Opened {
    pub(super) holding: HoldingRef,
    pub(super) revision: i64,
    pub(super) caller: Caller,
    pub(super) purpose: Purpose,
    pub(super) may_make_key: bool,
    pub(super) only: Option<Vec<ApplicationId>>,
    /// The key of the processor that is asked for.
    pub(super) pair: Option<Arc<OfficeKeyPair>>,
    pub(super) answers: HashMap<CategoryId, Answer>,
}

/// Asks for one category of a holding.
///
/// # Errors
/// [`StoreError::Refused`] with the reason; [`StoreError::NotFound`] for an unknown holding.
pub fn open<C: Category>(db: &mut Database, ask: &Ask<'_>, holding: HoldingId) -> Result<Permit<C>, StoreError> {
    open_all(db, ask, holding, &[C::ID])?.permit::<C>(db)
}

/// Asks for several categories of a holding; the answers are journalled in one batch.
///
/// # Errors
/// [`StoreError::NotFound`] for an unknown holding, which leaves a journal entry as well.
pub fn open_all(
    db: &mut Database,
    ask: &Ask<'_>,
    holding: HoldingId,
    categories: &[CategoryId],
) -> Result<Opened, StoreError> {
    let Some((opened, decided)) = answer_all(db, ask, &[holding], categories)?.pop() else {
        return Err(unknown(db, ask, &holding.to_string()));
    };
    db.inner().journal.record(entries(db, ask, &opened, &decided).collect())?;
    Ok(opened)
}

/// The same about several holdings at once; each answer is journalled for itself.
///
/// # Errors
/// The database's; a holding that is gone is left out.
pub fn open_many(
    db: &mut Database,
    ask: &Ask<'_>,
    holdings: &[HoldingId],
    categories: &[CategoryId],
) -> Result<Vec<Opened>, StoreError> {
    let answered = if holdings.is_empty() { Vec::new() } else { answer_all(db, ask, holdings, categories)? };
    let written = answered.iter().flat_map(|(opened, decided)| entries(db, ask, opened, decided)).collect();
    db.inner().journal.record(written)?;
    Ok(answered.into_iter().map(|(opened, _)| opened).collect())
}

/// The journal entries of the decisions about one holding.
fn entries(
    db: &Database,
    ask: &Ask<'_>,
    opened: &Opened,
    decided: &[(CategoryId, Judged)],
) -> impl Iterator<Item = Entry> {
    decided.iter().map(|(category, judged)| entry(db, ask, &opened.holding, *category, judged))
}

/// The same for a job that goes through many holdings: one journal entry for the batch, with whom it was about.
///
/// # Errors
/// The database's; a holding that is gone is left out.
pub fn open_batch(
    db: &mut Database,
    ask: &Ask<'_>,
    holdings: &[HoldingId],
    categories: &[CategoryId],
) -> Result<Vec<Opened>, StoreError> {
    open_noted(db, ask, holdings, categories, |_| Vec::new())
}

/// The same for a list that shows of some, the `named`, also what a list of people shows, unless nothing of them was
/// allowed: both are journalled at once.
///
/// # Errors
/// As [`open_batch`].
pub fn open_listed(
    db: &mut Database,
    ask: &Ask<'_>,
    (list, named): (&ListPermit, &HashSet<HoldingId>),
    holdings: &[HoldingId],
    categories: &[CategoryId],
) -> Result<Vec<Opened>, StoreError> {
    open_noted(db, ask, holdings, categories, |batch| {
        let is_shown = |opened: &&Opened| named.contains(&opened.holding.id) && !opened.allowed().is_empty();
        let shown: Vec<CandidateId> = batch.iter().filter(is_shown).map(|opened| opened.holding.candidate).collect();
        if shown.is_empty() { Vec::new() } else { vec![list.entry(shown)] }
    })
}

fn open_noted(
    db: &mut Database,
    ask: &Ask<'_>,
    holdings: &[HoldingId],
    categories: &[CategoryId],
    also: impl FnOnce(&[Opened]) -> Vec<Entry>,
) -> Result<Vec<Opened>, StoreError> {
    if holdings.is_empty() {
        return Ok(Vec::new());
    }
    let answered = answer_all(db, ask, holdings, categories)?;
    let batch: Vec<Opened> = answered.into_iter().map(|(opened, _)| opened).collect();
    let mut shown: Vec<CandidateId> = batch.iter().map(|opened| opened.holding.candidate).collect();
    shown.sort_unstable();
    shown.dedup();
    let mut entries = also(&batch);
    entries.push(Entry {
        purpose: Some(ask.purpose),
        outcome: Verdict::Allow.as_str(),
        table_version: db.table().version().to_string(),
        shown,
        ..Entry::by(ask.caller, ask.verb.as_str(), "batch")
    });
    db.inner().journal.record(entries)?;
    Ok(batch)
}

/// Asks for what a disclosure of the caller's office provides, at the moment it does: access, the demands of the
/// candidate, the law about a third party, the second person, and then the keys. What was approved before is decided
/// anew.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none, or for a role that discloses nothing; [`StoreError::Stale`] if it waits no more.
pub fn open_disclosure(db: &mut Database, caller: &Caller, id: DisclosureId) -> Result<(Kept, Opened), StoreError> {
    let (kept, _) = disclosures::waiting(db, caller, id)?;
    let ask = Ask { caller, verb: Verb::Disclose, purpose: kept.claim.purpose, reason: None };
    let (opened, decided) = answer_disclosure(db, &ask, &kept)?;
    let named = entries(db, &ask, &opened, &decided).map(|entry| Entry { subject: kept.subject(), ..entry });
    db.inner().journal.record(named.collect())?;
    Ok((kept, opened))
}

impl Opened {
    /// The holding that was asked about.
    pub const fn holding(&self) -> &HoldingRef {
        &self.holding
    }

    /// The count of its changes on which the answers stand.
    pub const fn revision(&self) -> i64 {
        self.revision
    }

    /// The permit for one category, or why there is none.
    ///
    /// # Errors
    /// [`StoreError::Refused`] with the reason; [`StoreError::NotFound`] if nothing of the category is held.
    pub fn permit<C: Category>(&mut self, db: &mut Database) -> Result<Permit<C>, StoreError> {
        let key = match self.answers.remove(&C::ID) {
            Some(Answer::Allowed { grant: Some((grant, wrapped)) }) => {
                let unwrapped = self.unwrap::<C>(db, grant, wrapped);
                unwrapped.map_err(|error| self.unopened(db, C::ID, grant, error))?
            }
            Some(Answer::Allowed { grant: None }) if self.may_make_key => {
                first_key::make::<C>(db, &self.holding, self.caller.at).map_err(|error| self.no_key(db, error))?
            }
            Some(Answer::Refused(refusal)) => return Err(StoreError::Refused(refusal)),
            Some(Answer::Allowed { grant: None }) | None => return Err(StoreError::NotFound),
        };
        let permit = Permit::new(self.holding.clone(), key, self.revision, self.caller.clone(), self.purpose);
        Ok(permit.limited_to(self.only.clone()))
    }

    /// With the key of whoever asks: that of the processor if they ask for one, else that of their office.
    fn unwrap<C: Category>(&self, db: &Database, grant: GrantId, wrapped: Vec<u8>) -> Result<DataKey<C>, StoreError> {
        if self.caller.processor.is_none() {
            return grants::unwrap::<C>(db, &self.holding, &self.caller.office, grant, wrapped);
        }
        let pair = self.pair.as_ref().ok_or(StoreError::NotFound)?;
        grants::unwrap_with::<C>(pair, &self.holding, grant, wrapped)
    }

    /// The decision to allow is on record already, so that the missing key is journalled as well.
    fn no_key(&self, db: &Database, error: StoreError) -> StoreError {
        let StoreError::Refused(refusal) = error else { return error };
        let entry = Entry {
            candidate: Some(self.holding.candidate),
            holding: Some(self.holding.id),
            category: Some(refusal.category),
            purpose: Some(self.purpose),
            outcome: refusal.verdict.as_str(),
            rules: refusal.rule.clone(),
            table_version: db.table().version().to_string(),
            ..Entry::by(&self.caller, Verb::Create.as_str(), "")
        };
        db.inner().journal.record(vec![entry]).err().unwrap_or(StoreError::Refused(refusal))
    }

    /// A wrapped key that does not open is journalled like a seal that does not; other errors stay what they are.
    fn unopened(&self, db: &Database, category: CategoryId, grant: GrantId, error: StoreError) -> StoreError {
        if !matches!(error, StoreError::Vault(_)) {
            return error;
        }
        tracing::error!(%grant, "a wrapped key does not open");
        let entry = Entry {
            candidate: Some(self.holding.candidate),
            holding: Some(self.holding.id),
            category: Some(category),
            purpose: Some(self.purpose),
            outcome: "unopened",
            ..Entry::by(&self.caller, "read", format!("grants:{grant}"))
        };
        db.inner().journal.record(vec![entry]).err().unwrap_or(StoreError::Unopened("grants"))
    }

    /// Whether a category was allowed and has a key already: to look at it makes none.
    pub fn has_key(&self, category: CategoryId) -> bool {
        matches!(self.answers.get(&category), Some(Answer::Allowed { grant: Some(_) }))
    }

    /// Why a category was refused, if it was.
    pub fn refusal(&self, category: CategoryId) -> Option<&Refusal> {
        match self.answers.get(&category) {
            Some(Answer::Refused(refusal)) => Some(refusal),
            _ => None,
        }
    }

    /// Whether every answer was a refusal of the caller's role: then the record does not exist for them.
    pub fn is_hidden(&self) -> bool {
        let by_role = |answer: &Answer| matches!(answer, Answer::Refused(refusal) if refusal.by_role);
        !self.answers.is_empty() && self.answers.values().all(by_role)
    }

    /// The categories that were not refused.
    pub fn allowed(&self) -> Vec<CategoryId> {
        let allowed = self.answers.iter().filter(|(_, answer)| matches!(answer, Answer::Allowed { .. }));
        allowed.map(|(category, _)| *category).collect()
    }
}

/// Records that somebody asked for what is not there, and looks like a refusal.
pub fn unknown(db: &Database, ask: &Ask<'_>, id: &str) -> StoreError {
    let entry = Entry {
        purpose: Some(ask.purpose),
        outcome: Verdict::Deny.as_str(),
        rules: "NOT-FOUND".to_owned(),
        table_version: db.table().version().to_string(),
        ..Entry::by(ask.caller, ask.verb.as_str(), format!("unknown:{id}"))
    };
    db.inner().journal.record(vec![entry]).err().unwrap_or(StoreError::NotFound)
}

/// The holdings about a candidate that exist for the caller's office: its own, and those it was given some of.
///
/// # Errors
/// [`StoreError::NotFound`] if there are none; the attempt is journalled.
pub fn holdings_of(db: &mut Database, ask: &Ask<'_>, candidate: CandidateId) -> Result<Vec<HoldingRef>, StoreError> {
    let all: Vec<(HoldingId, crate::domain::office::OfficeCode)> = holdings::table
        .filter(holdings::candidate_id.eq(candidate))
        .order(holdings::created_at)
        .select((holdings::id, holdings::office))
        .load(db.db())?;
    let mut found = Vec::new();
    for (id, office) in all {
        if office == ask.caller.office || !grants::live(db.db(), id, &ask.caller.office)?.is_empty() {
            found.push(HoldingRef { id, candidate, office });
        }
    }
    if found.is_empty() { Err(unknown(db, ask, &candidate.to_string())) } else { Ok(found) }
}
