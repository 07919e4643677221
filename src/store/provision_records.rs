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
use crate::domain::category::CategoryId;
use crate::domain::consent::ConsentScope;
use crate::domain::disclosure::{DisclosureState, ProvisionMeans};
use crate::domain::id::{ConsentId, DisclosureId, HoldingId, StaffId, ThirdPartyId};
use crate::domain::jurisdiction::Country;
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};
use crate::law::access::Verb;
use crate::law::duties;
use crate::law::facts::Span;
use crate::law::words::Duty;
use crate::law::{ConditionId, RuleId, RuleTable};

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
        .map(|duty| (duty, duties::due_on(db.table(), duty, given_on, kept.claim.safeguard.annual_check_on)))
        .collect();
    let scopes = scopes_needed(db.table(), words.iter().map(|word| (&word.decision.rule, word.category)));
    let subject = format!("{} provided {means} {lock}", kept.subject());
    db.change(|tx| {
        check_revision(tx, holding.id, opened.revision)?;
        disclosures::settle(tx, &caller, id, DisclosureState::Provided)?;
        let to = (kept.claim.country, Some(kept.claim.to));
        let consent_id = consent_in_force(tx, holding.id, today, (&scopes, to))?;
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

/// The scopes of consent that the rules ask for which decided, each once. Health data goes abroad on the consent that was
/// asked for it alone.
pub(super) fn scopes_needed<'a>(
    table: &RuleTable,
    decided: impl Iterator<Item = (&'a RuleId, CategoryId)>,
) -> Vec<ConsentScope> {
    let mut needed: Vec<ConsentScope> = Vec::new();
    for (rule, category) in decided {
        let route = table.routes().iter().find(|route| route.rule == *rule);
        for condition in route.into_iter().flat_map(|route| &route.requires) {
            let scope = match condition {
                ConditionId::ConsentThird => ConsentScope::ThirdParty,
                ConditionId::ConsentForeign if category == CategoryId::Health => ConsentScope::Health,
                ConditionId::ConsentForeign => ConsentScope::Foreign,
                _ => continue,
            };
            if !needed.contains(&scope) {
                needed.push(scope);
            }
        }
    }
    needed
}

/// A consent as far as a provision may stand on it.
struct Held {
    id: ConsentId,
    scopes: Vec<ConsentScope>,
    countries: Vec<Country>,
    country_info_given: bool,
    names_it: bool,
}

impl Held {
    /// Whether it covers a scope; a consent to provision abroad is one for the countries that it names.
    fn covers(&self, scope: ConsentScope, country: Country) -> bool {
        self.scopes.contains(&scope) && (scope == ConsentScope::ThirdParty || self.countries.contains(&country))
    }
}

/// The consent that a provision to a country, and to a third party if it goes to one, stands on today, if the rules ask for
/// one: that which covers most of the scopes, rather one that names the third party, then one before which the country was
/// explained, and then the latest. One that names another third party is none.
pub(super) fn consent_in_force(
    tx: &mut Db,
    holding: HoldingId,
    today: Day,
    (scopes, (country, to)): (&[ConsentScope], (Country, Option<ThirdPartyId>)),
) -> Result<Option<ConsentId>, StoreError> {
    type Row = (ConsentId, String, String, bool, Day, Option<Day>, Option<Day>, Option<ThirdPartyId>);
    let rows: Vec<Row> = consents::table
        .filter(consents::holding_id.eq(holding))
        .order((consents::from_on.desc(), consents::id.desc()))
        .select((
            consents::id,
            consents::scopes,
            consents::countries,
            consents::country_info_given,
            consents::from_on,
            consents::until_on,
            consents::withdrawn_on,
            consents::third_party_id,
        ))
        .load(tx)?;
    let mut held = Vec::new();
    for (id, scopes, countries, country_info_given, from, until, withdrawn_on, party) in rows {
        let is_about = party.is_none() || party == to;
        if is_about && (Span { from: Some(from), until, withdrawn_on }).in_force(today) {
            let (scopes, countries) = (split(&scopes, "consents.scopes")?, split(&countries, "consents.countries")?);
            held.push(Held { id, scopes, countries, country_info_given, names_it: party.is_some() });
        }
    }
    let number = |it: &Held| scopes.iter().filter(|scope| it.covers(**scope, country)).count();
    held.retain(|it| number(it) > 0);
    // The sort is stable: what is alike stays with the latest first.
    held.sort_by_key(|it| std::cmp::Reverse((number(it), it.names_it, it.country_info_given)));
    Ok(held.first().map(|it| it.id))
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
    let subject = format!("disclosure:{} {} {duty} done", kept.disclosure.id, kept.claim.ground);
    let (category, purpose) = (CategoryId::Profile, kept.claim.purpose);
    Ok(Entry::change(caller, Verb::Record.as_str(), subject, &holding, category, purpose))
}
