//! Provision to third parties and receipt from them: asked for, approved by a second person, provided, recorded, ended.
//!
//! Invariant: what is provided was decided at that moment, category by category, and its record is committed before
//! anything leaves.

mod receipt;

use super::pack_record::PackedRecord;
use super::{WorkflowError, change_tags};
use crate::domain::category::{CategoryId, Profile};
use crate::domain::disclosure::{DisclosureWords, Ground, ProvisionMeans, ReceiptWords, ThirdParty, ThirdPartyKind};
use crate::domain::id::{CandidateId, DisclosureId, HoldingId, ProvisionEndId, ReceiptRecordId, ThirdPartyId};
use crate::domain::jurisdiction::Country;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::Day;
use crate::law::access::Verb;
use crate::law::words::Duty;
use crate::store::disclosure_facts::{Claim, Word};
use crate::store::disclosures::{self, Kept};
use crate::store::gate::{self, Ask, Opened, Reason};
use crate::store::permit::Permit;
use crate::store::{Database, Store, StoreError, facts, grants, provision_ends, provision_records, third_parties};

pub(super) use receipt::NewReceipt;

/// A third party as a form names it.
#[derive(Debug, Clone)]
pub enum Party {
    /// One that the office knows.
    Known(ThirdPartyId),
    /// Another one, unless the office knows it by this name.
    Named {
        /// What it is called.
        name: String,
        /// What it is.
        kind: ThirdPartyKind,
        /// Where it handles what it gets.
        country: Country,
    },
}

/// What somebody wants to provide: the claim's third party and country are those of `to`.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// To whom.
    pub to: Party,
    /// What the law is asked with.
    pub claim: Claim,
    /// What is written about it; the name is that of `to`.
    pub words: DisclosureWords,
}

/// What became of asking.
#[derive(Debug)]
pub enum Asked {
    /// It was kept, and waits.
    Kept(DisclosureId),
    /// The law says no; the word says why.
    Refused(Box<Word>),
    /// Nothing of a category is held.
    NothingHeld(CategoryId),
}

/// The third parties that the caller's office knows, for somebody who is about to ask for a provision of what it
/// collected about a candidate.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such candidate for the caller, or their role asks for none.
pub fn begin(db: &mut Database, caller: &Caller, candidate: CandidateId) -> Result<Vec<ThirdParty>, WorkflowError> {
    let holding = change_tags::own_holding(db, caller, candidate)?;
    disclosures::may_ask(db, caller, holding)?;
    Ok(db.read(|db| third_parties::of_office(db, &caller.office))?)
}

/// Asks for a provision of what the caller's office collected about a candidate. If the law refuses it under consent, the
/// third party is kept all the same, so that the candidate can be asked about it.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such candidate for the caller, or their role asks for none;
/// [`StoreError::Taken`] if the office knows no such third party; [`StoreError::Refused`] if the record may not be kept.
pub fn ask(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
    wanted: &Wanted,
) -> Result<Asked, WorkflowError> {
    let holding = change_tags::own_holding(db, caller, candidate)?;
    let to = party(db, caller, &wanted.to)?;
    let claim = Claim { to: to.id, country: to.country, ..wanted.claim.clone() };
    let (verb, answers) = disclosures::ask_law(db, caller, holding, (&to, &claim))?;
    if let Some(refused) = answers.iter().find(|word| word.refusal.is_some()) {
        // The candidate can be asked about it from here, and the question names it.
        if claim.ground == Ground::Consent && refused.is_by_law() {
            db.change(|tx| {
                third_parties::keep(tx, &caller.office, &to, caller.at)?;
                Ok(((), Vec::new()))
            })?;
        }
        return Ok(Asked::Refused(Box::new(refused.clone())));
    }
    let held = db.read(|db| grants::live(db, holding, &caller.office))?;
    let is_held = |category: &&CategoryId| held.iter().any(|(held, _)| held == *category);
    if let Some(missing) = claim.categories.iter().find(|category| !is_held(category)) {
        return Ok(Asked::NothingHeld(*missing));
    }
    let mut words = wanted.words.clone();
    words.to.name.clone_from(&to.name);
    let mut rules: Vec<&str> = answers.iter().map(|word| word.decision.rule.as_str()).collect();
    rules.dedup();
    let permit = record_permit(db, caller, holding, Some(claim.ground))?;
    let rules = rules.join(" ");
    let id = db.change(|tx| disclosures::start(tx, &permit, (&to, &claim, &words), (verb, &rules)))?;
    Ok(Asked::Kept(id))
}

/// One that the office knows, or a new one that is kept with what is recorded about it.
fn party(db: &mut Database, caller: &Caller, wanted: &Party) -> Result<ThirdParty, StoreError> {
    match wanted {
        Party::Known(id) => match db.read(|db| third_parties::read(db, &caller.office, *id)) {
            Err(StoreError::NotFound) => Err(StoreError::Taken("third party")),
            other => other,
        },
        Party::Named { name, kind, country } => {
            let known = db.read(|db| third_parties::find(db, &caller.office, name, *country))?;
            let new = || ThirdParty { id: ThirdPartyId::new(), name: name.clone(), kind: *kind, country: *country };
            Ok(known.unwrap_or_else(new))
        }
    }
}

/// The permit to keep what is written about a provision on a ground or about a receipt, and to read it.
pub(super) fn record_permit(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    ground: Option<Ground>,
) -> Result<Permit<Profile>, StoreError> {
    let reason = ground.map(Reason::Provision);
    let ask = Ask { caller, verb: Verb::Record, purpose: Purpose::Recruitment, reason };
    gate::open::<Profile>(db, &ask, holding)
}

/// Approves a disclosure as the second person.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none; [`StoreError::Stale`] if it waits no more; [`StoreError::Refused`] with the
/// reason, also to whoever asked.
pub fn approve(db: &mut Database, caller: &Caller, id: DisclosureId) -> Result<(), WorkflowError> {
    Ok(disclosures::approve(db, caller, id)?)
}

/// Declines a disclosure.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none; [`StoreError::Stale`] if it waits no more.
pub fn decline(db: &mut Database, caller: &Caller, id: DisclosureId) -> Result<(), WorkflowError> {
    Ok(disclosures::decline(db, caller, id)?)
}

/// Records that what a disclosure names was given by other means than a package.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none; [`StoreError::Refused`] with the law's reason of this moment;
/// [`StoreError::Stale`] if it waits no more, or a fact changed meanwhile.
pub fn record_given(
    db: &mut Database,
    caller: &Caller,
    id: DisclosureId,
    given: (ProvisionMeans, Day),
) -> Result<(), WorkflowError> {
    let (kept, opened) = gate::open_disclosure(db, caller, id)?;
    all_allowed(&opened, &kept)?;
    Ok(provision_records::add(db, &opened, &kept, given, "")?)
}

/// The first refusal: a part of what was decided about is not provided.
fn all_allowed(opened: &Opened, kept: &Kept) -> Result<(), StoreError> {
    match kept.claim.categories.iter().find_map(|category| opened.refusal(*category)) {
        Some(refusal) => Err(StoreError::Refused(Box::new(refusal.clone()))),
        None => Ok(()),
    }
}

/// A disclosure that is being provided in a package, read whole.
#[derive(Debug)]
pub struct Packed {
    /// What it is.
    pub kept: Kept,
    /// What leaves.
    pub record: PackedRecord,
}

/// Packs what a disclosure names, and records its provision with the public key that the package is locked with, or the
/// word for a passphrase. The caller holds no connection.
///
/// # Errors
/// As [`record_given`]; [`StoreError::Taken`] if nothing is there to be packed; [`StoreError::Unopened`] if a part of it
/// does not open or is gone: then nothing is provided.
pub fn pack(store: &Store, caller: &Caller, id: DisclosureId, lock: &str) -> Result<Packed, WorkflowError> {
    let mut db = store.database()?;
    let (kept, mut opened) = gate::open_disclosure(&mut db, caller, id)?;
    all_allowed(&opened, &kept)?;
    let mut record = PackedRecord::of(opened.holding().clone());
    let profile = record.add(&mut db, &mut opened, &kept.claim.categories)?;
    drop(db);
    record.add_files(store, profile.as_ref())?;
    if !record.is_whole() {
        return Err(StoreError::Unopened("a record that is provided").into());
    }
    if record.is_empty() {
        return Err(StoreError::Taken("package").into());
    }
    let mut db = store.database()?;
    let today = db.read(|db| facts::office(db, &caller.office))?.today(caller.at);
    provision_records::add(&mut db, &opened, &kept, (ProvisionMeans::Package, today), lock)?;
    tracing::warn!(disclosure = %id, "a record leaves in a package");
    Ok(Packed { kept, record })
}

/// Records a candidate's demand that provision end, about the third party and the ground of a disclosure.
///
/// # Errors
/// [`StoreError::NotFound`] if the caller's office has no such disclosure, or their role keeps no records of it;
/// [`StoreError::Taken`] if the same is in force.
pub fn record_end(
    db: &mut Database,
    caller: &Caller,
    id: DisclosureId,
    (demanded_on, words): (Day, &str),
) -> Result<(), WorkflowError> {
    let (kept, permit) = opened(db, caller, id)?;
    Ok(db.change(|tx| Ok(((), provision_ends::record(tx, &permit, &kept, (demanded_on, words))?)))?)
}

/// Lifts such a demand, with the reason.
///
/// # Errors
/// As [`record_end`]; [`StoreError::NotFound`] if it is not in force.
pub fn lift_end(
    db: &mut Database,
    caller: &Caller,
    id: DisclosureId,
    (end, reason): (ProvisionEndId, &str),
) -> Result<(), WorkflowError> {
    let (kept, permit) = opened(db, caller, id)?;
    Ok(db.change(|tx| Ok(((), provision_ends::lift(tx, &permit, &kept, (end, reason))?)))?)
}

/// Marks what was to be done after a provision as done; nothing that is written about it is read for that.
///
/// # Errors
/// [`StoreError::NotFound`] if the caller's office has no such disclosure, or their role discloses nothing, or it is not
/// open.
pub fn finish_duty(db: &mut Database, caller: &Caller, id: DisclosureId, duty: Duty) -> Result<(), WorkflowError> {
    let kept = disclosures::known(db, caller, id)?;
    Ok(db.change(|tx| Ok(((), vec![provision_records::finish(tx, caller, &kept, duty)?])))?)
}

/// A disclosure of the caller's office, for somebody who discloses, with the permit for what is written about it.
pub(super) fn opened(
    db: &mut Database,
    caller: &Caller,
    id: DisclosureId,
) -> Result<(Kept, Permit<Profile>), StoreError> {
    let kept = disclosures::known(db, caller, id)?;
    let permit = record_permit(db, caller, kept.disclosure.holding, Some(kept.claim.ground))?;
    Ok((kept, permit))
}

/// What somebody records about a receipt.
#[derive(Debug, Clone)]
pub struct Received {
    /// From whom.
    pub from: Party,
    /// On which day.
    pub on: Day,
    /// What.
    pub categories: Vec<CategoryId>,
    /// What is written about it; the name is that of `from`.
    pub words: ReceiptWords,
}

/// Records who gave us what the caller's office holds about a candidate.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such candidate for the caller, or their role records nothing;
/// [`StoreError::Taken`] if the office knows no such third party.
pub fn record_receipt(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
    received: &Received,
) -> Result<(), WorkflowError> {
    let holding = change_tags::own_holding(db, caller, candidate)?;
    let receipt = NewReceipt::prepare(db, caller, holding, received)?;
    Ok(db.change(|tx| Ok(((), receipt.add(tx, ReceiptRecordId::new())?)))?)
}
