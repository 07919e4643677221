//! Records of provision (APPI Art. 29): what was given to a third party, when, how, and by which rule.
//!
//! Invariant: a record is written in the transaction that settles its disclosure, only with the gate's answer for every
//! category, and is never changed; what it leaves to be done is kept beside it.

use diesel::prelude::*;

use super::database::{Db, cols};
use super::disclosures::{self, Kept, changes};
use super::error::StoreError;
use super::gate::Opened;
use super::journal::Entry;
use super::open::Database;
use super::permit::check_revision;
use super::schema::{consents, disclosure_duties, provision_records};
use super::words::split;
use crate::domain::consent::ConsentScope;
use crate::domain::disclosure::{DisclosureState, Ground, ProvisionMeans};
use crate::domain::id::{ConsentId, DisclosureId, HoldingId, StaffId};
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};
use crate::law::access::Verb;
use crate::law::duties;
use crate::law::facts::Span;
use crate::law::words::Duty;

/// The record of a provision.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = provision_records, treat_none_as_default_value = false)]
pub struct ProvisionRecord {
    /// Of which disclosure.
    pub disclosure_id: DisclosureId,
    /// The day on which it was given.
    pub given_on: Day,
    /// How.
    pub means: ProvisionMeans,
    /// The rules that allowed it, each once.
    pub rules: String,
    /// The version of the rule table.
    pub table_version: String,
    /// The consent that it stood on, if it did.
    pub consent_id: Option<ConsentId>,
    /// Who recorded it.
    pub recorded_by: Option<StaffId>,
    /// When.
    pub recorded_at: Ts,
    /// The last day on which the record must be kept.
    pub kept_until: Day,
    /// The rule that says so.
    pub kept_rule: String,
}

/// What is to be done after a provision.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = disclosure_duties)]
pub struct DueDuty {
    /// After which.
    pub disclosure_id: DisclosureId,
    /// What.
    pub duty: Duty,
    /// Until when.
    pub due_on: Day,
    /// Who did it.
    pub done_by: Option<StaffId>,
    /// When it was done, if it was.
    pub done_at: Option<Ts>,
}

/// Records that what the gate opened is provided now, or was on a day before: settles the disclosure, writes the record
/// and what is left to do, with the journal entries.
///
/// # Errors
/// [`StoreError::Stale`] if a fact or the disclosure changed since the gate answered; the database's.
pub fn add(
    db: &mut Database,
    opened: &Opened,
    kept: &Kept,
    (means, given_on): (ProvisionMeans, Day),
    lock: &str,
) -> Result<(), StoreError> {
    let (id, caller, holding) = (kept.disclosure.id, opened.caller.clone(), opened.holding().clone());
    let words = disclosures::words_now(db, &caller, kept)?;
    let mut rules: Vec<String> = words.iter().map(|word| word.decision.rule.to_string()).collect();
    rules.dedup();
    let rules = rules.join(" ");
    let law = super::facts::office(db.db(), &holding.office)?;
    let today = law.today(caller.at);
    let kept_until = duties::record_kept_until(db.table(), law.law, today);
    let kept_until = kept_until.ok_or_else(|| StoreError::Setup("the rules name no time for records".to_owned()))?;
    let mut owed: Vec<Duty> = words.iter().flat_map(|word| word.decision.duties.clone()).collect();
    owed.sort_unstable();
    owed.dedup();
    let table = db.inner().law.rules.version().to_string();
    let due: Vec<(Duty, Day)> = owed
        .into_iter()
        .map(|duty| (duty, duties::due_on(db.table(), duty, today, kept.claim.safeguard.annual_check_on)))
        .collect();
    let subject = format!("{} provided {means} {lock}", kept.subject());
    db.change(|tx| {
        check_revision(tx, holding.id, opened.revision)?;
        disclosures::settle(tx, &caller, id, DisclosureState::Provided)?;
        let consent_id = match kept.claim.ground {
            Ground::Consent => consent_in_force(tx, holding.id, today)?,
            _ => None,
        };
        let record = ProvisionRecord {
            disclosure_id: id,
            given_on,
            means,
            rules: rules.clone(),
            table_version: table.clone(),
            consent_id,
            recorded_by: caller.staff_id(),
            recorded_at: caller.at,
            kept_until: kept_until.day,
            kept_rule: kept_until.rule.to_string(),
        };
        diesel::insert_into(provision_records::table).values(&record).execute(tx)?;
        for (duty, due_on) in &due {
            insert_duty(tx, &caller, id, *duty, *due_on)?;
        }
        let about = (&*kept.claim.categories, kept.claim.purpose);
        Ok(((), changes(&caller, (Verb::Disclose, subject.trim_end(), &rules), &holding, about)))
    })
}

fn insert_duty(tx: &mut Db, caller: &Caller, id: DisclosureId, duty: Duty, due_on: Day) -> Result<(), StoreError> {
    let done = duties::is_done_by_record(duty);
    diesel::insert_into(disclosure_duties::table)
        .values((
            disclosure_duties::disclosure_id.eq(id),
            disclosure_duties::duty.eq(duty),
            disclosure_duties::due_on.eq(due_on),
            disclosure_duties::done_by.eq(caller.staff_id().filter(|_| done)),
            disclosure_duties::done_at.eq(done.then_some(caller.at)),
        ))
        .execute(tx)?;
    Ok(())
}

/// The consent that a provision stands on today: to a third party, else to another country.
fn consent_in_force(tx: &mut Db, holding: HoldingId, today: Day) -> Result<Option<ConsentId>, StoreError> {
    type Held = (ConsentId, String, Day, Option<Day>, Option<Day>);
    let rows: Vec<Held> = consents::table
        .filter(consents::holding_id.eq(holding))
        .order((consents::from_on.desc(), consents::id.desc()))
        .select((consents::id, consents::scopes, consents::from_on, consents::until_on, consents::withdrawn_on))
        .load(tx)?;
    let mut found = None;
    for (id, scopes, from, until, withdrawn_on) in rows {
        let scopes: Vec<ConsentScope> = split(&scopes, "consents.scopes")?;
        if !(Span { from: Some(from), until, withdrawn_on }).in_force(today) {
            continue;
        }
        if scopes.contains(&ConsentScope::ThirdParty) {
            return Ok(Some(id));
        }
        if scopes.contains(&ConsentScope::Foreign) {
            found = found.or(Some(id));
        }
    }
    Ok(found)
}

/// The records of some disclosures.
///
/// # Errors
/// The database's.
pub fn of(db: &mut Db, ids: &[DisclosureId]) -> Result<Vec<ProvisionRecord>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let theirs = provision_records::table.filter(provision_records::disclosure_id.eq_any(ids));
    Ok(theirs.select(cols::<ProvisionRecord>()).load(db)?)
}

/// What is left to do after a disclosure, and what was done, by its day.
///
/// # Errors
/// The database's.
pub fn duties_of(db: &mut Db, id: DisclosureId) -> Result<Vec<DueDuty>, StoreError> {
    let theirs = disclosure_duties::table.filter(disclosure_duties::disclosure_id.eq(id));
    let ordered = theirs.order((disclosure_duties::due_on, disclosure_duties::duty));
    Ok(ordered.select(cols::<DueDuty>()).load(db)?)
}

/// Marks a duty as done.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none that is open.
pub fn finish(tx: &mut Db, caller: &Caller, kept: &Kept, duty: Duty) -> Result<Entry, StoreError> {
    let open = disclosure_duties::table
        .filter(disclosure_duties::disclosure_id.eq(kept.disclosure.id).and(disclosure_duties::duty.eq(duty)))
        .filter(disclosure_duties::done_at.is_null());
    let set = (disclosure_duties::done_by.eq(caller.staff_id()), disclosure_duties::done_at.eq(caller.at));
    if diesel::update(open).set(set).execute(tx)? != 1 {
        return Err(StoreError::NotFound);
    }
    let holding = super::candidates::holding(tx, kept.disclosure.holding)?;
    let subject = format!("disclosure:{} {duty} done", kept.disclosure.id);
    let (category, purpose) = (crate::domain::category::CategoryId::Profile, kept.claim.purpose);
    Ok(Entry::change(caller, Verb::Record.as_str(), subject, &holding, category, purpose))
}
