//! A new holding: the decision to take somebody in, its row, its first keys, and what fills it.
//!
//! Invariant: the law is asked about `collect` for every category before the row is there; a refusal is on record.

use diesel::prelude::*;

use super::database::Db;
use super::error::StoreError;
use super::gate::Refusal;
use super::grants::{self, NewKey};
use super::journal::Entry;
use super::judge::{by_law, by_role, written};
use super::open::Database;
use super::permit::Permit;
use super::schema::{candidates, holdings};
use crate::domain::candidate::HoldingRef;
use crate::domain::category::{Category, CategoryId};
use crate::domain::id::{GrantId, NoticeId};
use crate::domain::jurisdiction::Country;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Actor, Caller, Role};
use crate::domain::time::Day;
use crate::law::access::{self, AccessFacts, Verb};
use crate::law::decide;
use crate::law::decision_facts::{DecisionFacts, QuestionKind};
use crate::law::facts::Facts;
use crate::law::words::{RecipientKind, Verdict};
use crate::vault::office_key::OfficePublicKey;

/// The facts of taking somebody in for recruitment, whether or not the notice names that.
pub(super) fn collected(mut facts: Facts, home: Country, is_named: bool) -> Facts {
    facts.recipient = Some(RecipientKind::OwnOffice);
    facts.candidate_home = Some(home);
    facts.purpose = Some(Purpose::Recruitment);
    facts.purpose_notified = is_named;
    facts
}

/// Access, then law; a refusal is journalled and ends everything, a review is named.
///
/// # Errors
/// [`StoreError::Refused`] with the reason.
pub(super) fn judge(
    db: &Database,
    caller: &Caller,
    holding: &HoldingRef,
    base: &Facts,
    category: CategoryId,
) -> Result<(Entry, Option<String>), StoreError> {
    let purpose = if caller.role == Role::Job { Purpose::Upkeep } else { Purpose::Recruitment };
    let role_facts = AccessFacts {
        role: caller.role,
        job: if let Actor::Job(name) = caller.actor { Some(name) } else { None },
        verb: Verb::Create,
        category,
        purpose,
        own_file: false,
        assigned: false,
        reason_given: false,
    };
    let facts = Facts { category: Some(category), ..base.clone() };
    let (refusal, rules, verdict) = match access::permits(&db.inner().law.access, &role_facts) {
        Err(refusal) => (Some(by_role(category, refusal.rule.to_string())), refusal.rule.to_string(), Verdict::Deny),
        Ok(role_rule) => {
            let decision = decide(db.table(), &facts);
            let denied = (decision.verdict == Verdict::Deny).then(|| by_law(category, &decision, &facts));
            (denied, format!("{role_rule} {}", decision.rule), decision.verdict)
        }
    };
    let entry = Entry {
        candidate: Some(holding.candidate),
        holding: Some(holding.id),
        category: Some(category),
        purpose: Some(Purpose::Recruitment),
        outcome: verdict.as_str(),
        rules: rules.clone(),
        table_version: db.table().version().to_string(),
        facts: Some(written(db, &DecisionFacts::with_question(role_facts, QuestionKind::Office, facts))),
        ..Entry::by(caller, Verb::Create.as_str(), "")
    };
    match refusal {
        Some(refusal) => refused(db, entry, refusal),
        None => Ok((entry, (verdict == Verdict::Review).then_some(rules))),
    }
}

fn refused<T>(db: &Database, entry: Entry, refusal: Refusal) -> Result<T, StoreError> {
    db.inner().journal.record(vec![entry])?;
    Err(StoreError::Refused(Box::new(refusal)))
}

/// The permit for a category of a new holding, with its key.
///
/// # Errors
/// The vault's.
pub(super) fn permit<C: Category>(
    holding: &HoldingRef,
    caller: &Caller,
    to: &OfficePublicKey,
    new: &mut Vec<NewKey>,
) -> Result<Permit<C>, StoreError> {
    let (key, made) = grants::new_key::<C>(holding, to)?;
    new.push(made);
    Ok(Permit::new(holding.clone(), key, FIRST_REVISION, caller.clone(), Purpose::Recruitment))
}

/// The revision of a holding's facts at its start.
const FIRST_REVISION: i64 = 1;

/// What the row of a new holding says.
pub(super) struct NewHolding {
    /// The country of residence, if it is known.
    pub(super) residence: Option<Country>,
    /// The published notice that counted for somebody who has not applied.
    pub(super) notice: Option<NoticeId>,
    /// The day of the last contact.
    pub(super) last_contact_on: Day,
}

/// Writes the rows of a new holding and its candidate.
///
/// # Errors
/// The database's.
pub(super) fn insert(tx: &mut Db, holding: &HoldingRef, new: &NewHolding, caller: &Caller) -> Result<(), StoreError> {
    diesel::insert_into(candidates::table)
        .values((candidates::id.eq(holding.candidate), candidates::created_at.eq(caller.at)))
        .execute(tx)?;
    diesel::insert_into(holdings::table)
        .values((
            holdings::id.eq(holding.id),
            holdings::candidate_id.eq(holding.candidate),
            holdings::office.eq(&holding.office),
            holdings::residence.eq(new.residence),
            holdings::notice_id.eq(new.notice),
            holdings::legal_hold.eq(false),
            holdings::last_contact_on.eq(new.last_contact_on),
            holdings::created_at.eq(caller.at),
            holdings::revision.eq(FIRST_REVISION),
        ))
        .execute(tx)?;
    Ok(())
}

/// Fills a new holding and makes its grants live in one transaction. If that is too late, the keys that were just
/// stored go at once: their rows may be gone, so that no sweep would find them.
///
/// # Errors
/// [`StoreError::Stale`] if a sweep has ended a grant meanwhile; the closure's.
pub(super) fn fill(
    db: &mut Database,
    made: &[GrantId],
    write: impl FnOnce(&mut Db) -> Result<Vec<Entry>, StoreError>,
) -> Result<(), StoreError> {
    let filled = db.change(|tx| {
        grants::make_live(tx, made)?;
        Ok(((), write(tx)?))
    });
    match filled {
        Err(StoreError::Stale) => grants::destroy_keys(db, made).and(Err(StoreError::Stale)),
        filled => filled,
    }
}
