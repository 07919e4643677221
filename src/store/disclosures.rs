//! Disclosures: provisions to third parties, from being asked for to being settled.
//!
//! Invariant: nothing is provided here; a disclosure is settled once, and nobody approves their own.

use diesel::prelude::*;

use super::candidates;
use super::columns::Stored;
use super::database::{Db, cols};
use super::disclosure_facts::{Approval, Claim, Word, ends_of, exception_of, judge_disclosure};
use super::error::StoreError;
use super::facts::HoldingFacts;
use super::gate::{self, Ask};
use super::journal::Entry;
use super::judge::{entry, journalled, judge_role, role_facts, written};
use super::open::Database;
use super::permit::{Permit, check_revision};
use super::schema::{disclosures, holdings, third_parties};
use super::spellings::is_alike;
use super::third_parties as parties;
use super::transfers::own_facts;
use super::words::{join, split};
use crate::domain::candidate::HoldingRef;
use crate::domain::category::{CategoryId, Profile};
use crate::domain::disclosure::{Disclosure, DisclosureState, DisclosureWords, Ground, ThirdParty};
use crate::domain::id::{DisclosureId, HoldingId, StaffId, ThirdPartyId};
use crate::domain::jurisdiction::Country;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};
use crate::law::access::{self, Verb};
use crate::law::facts::{ExceptionFacts, SafeguardFacts};
use crate::law::words::{HarmTo, Safeguard};

const TABLE: &str = "disclosures";

#[derive(Queryable, Selectable)]
#[diesel(table_name = disclosures)]
struct Row {
    id: DisclosureId,
    holding_id: HoldingId,
    categories: String,
    purpose: Purpose,
    ground: Ground,
    exception_law: Option<Country>,
    evidence: bool,
    consent_difficult: bool,
    harm_to: Option<HarmTo>,
    safeguard: Option<Safeguard>,
    safeguard_until: Option<Day>,
    annual_check_on: Option<Day>,
    asked_by: Option<StaffId>,
    asked_at: Ts,
    approved_by: Option<StaffId>,
    state: DisclosureState,
}

impl Row {
    fn disclosure(self, to: ThirdParty) -> Result<Disclosure, StoreError> {
        Ok(Disclosure {
            id: self.id,
            holding: self.holding_id,
            to,
            categories: split(&self.categories, "disclosures.categories")?,
            purpose: self.purpose,
            ground: self.ground,
            asked_by: self.asked_by,
            asked_at: self.asked_at,
            approved_by: self.approved_by,
            state: self.state,
        })
    }
}

/// What is written about one; lists do without it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = disclosures)]
struct Sealed {
    words: Stored<Profile>,
}

/// A disclosure with what the law is asked with, and what is sealed about it.
#[derive(Debug)]
pub struct Kept {
    /// The disclosure.
    pub disclosure: Disclosure,
    /// What the law is asked with.
    pub claim: Claim,
    words: Stored<Profile>,
}

impl Kept {
    fn of(row: Row, sealed: Sealed, to: ThirdParty) -> Result<Self, StoreError> {
        let exception = ExceptionFacts {
            claimed: exception_of(row.ground),
            law: row.exception_law,
            evidence: row.evidence,
            consent_difficult: row.consent_difficult,
            harm_to: row.harm_to,
        };
        let safeguard = SafeguardFacts {
            kind: row.safeguard,
            until: row.safeguard_until,
            annual_check_on: row.annual_check_on,
            onward_permitted: false,
        };
        let disclosure = row.disclosure(to)?;
        let claim = Claim {
            to: disclosure.to.id,
            country: disclosure.to.country,
            categories: disclosure.categories.clone(),
            purpose: disclosure.purpose,
            ground: disclosure.ground,
            exception,
            safeguard,
        };
        Ok(Self { disclosure, claim, words: sealed.words })
    }

    /// What is written about it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] if the permit is for another holding; [`StoreError::Unopened`] if the seal does not open.
    pub fn words(&self, db: &Database, permit: &Permit<Profile>) -> Result<DisclosureWords, StoreError> {
        if permit.holding().id != self.disclosure.holding {
            return Err(StoreError::NotFound);
        }
        permit.open(db, TABLE, "words", self.disclosure.id.uuid(), &self.words)
    }

    /// How the journal names it, and to whom.
    pub(super) fn subject(&self) -> String {
        subject(self.disclosure.id, &self.claim)
    }
}

fn subject(id: DisclosureId, claim: &Claim) -> String {
    format!("disclosure:{id} {} third_party:{}", claim.ground, claim.to)
}

/// The entries of a change with each category, by which rules.
pub(super) fn changes(
    caller: &Caller,
    (verb, subject, rules): (Verb, &str, &str),
    holding: &HoldingRef,
    (categories, purpose): (&[CategoryId], Purpose),
) -> Vec<Entry> {
    let entry = |category: &CategoryId| Entry {
        rules: rules.to_owned(),
        ..Entry::change(caller, verb.as_str(), subject, holding, *category, purpose)
    };
    categories.iter().map(entry).collect()
}

/// Whether the caller may ask for a provision of anything in a holding at all; a refusal is journalled.
///
/// # Errors
/// As [`ask_law`].
pub fn may_ask(db: &mut Database, caller: &Caller, holding: HoldingId) -> Result<(), StoreError> {
    let asked = Ask { caller, verb: Verb::Ask, purpose: Purpose::Recruitment, reason: None };
    let facts = own_facts(db, &asked, holding)?;
    let verb = verb_of(db, &asked, &facts, &[CategoryId::Profile]);
    judge_role(db, &Ask { verb, ..asked }, &facts.holding, CategoryId::Profile, false).map(drop)
}

/// What the law says about a disclosure that somebody wants to ask for, category by category; each answer is journalled.
///
/// # Errors
/// [`StoreError::NotFound`] for an unknown holding or another office's, and for a role that asks for none.
pub fn ask_law(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    (to, claim): (&ThirdParty, &Claim),
) -> Result<(Verb, Vec<Word>), StoreError> {
    let asked = Ask { caller, verb: Verb::Ask, purpose: claim.purpose, reason: None };
    let facts = own_facts(db, &asked, holding)?;
    let verb = verb_of(db, &asked, &facts, &claim.categories);
    let ask = Ask { verb, ..asked };
    let ends = ends_of(db.db(), holding, to)?;
    let (mut words, mut entries) = (Vec::new(), Vec::new());
    for category in &claim.categories {
        judge_role(db, &ask, &facts.holding, *category, false)?;
        // What a person has to decide is on record as not allowed yet.
        let judged = judge_disclosure(db, &ask, (&facts, &ends), (claim, Approval::None), *category);
        let subject = format!("disclosure {} third_party:{}", claim.ground, claim.to);
        entries.push(Entry { subject, ..entry(db, &ask, &facts.holding, *category, &judged) });
        words.push(claim.word(db.table(), (&facts, &ends), facts.today(caller.at), *category));
    }
    db.inner().journal.record(entries)?;
    Ok((verb, words))
}

/// Whoever may disclose needs not ask.
fn verb_of(db: &Database, ask: &Ask<'_>, facts: &HoldingFacts, categories: &[CategoryId]) -> Verb {
    let discloses = |category: &CategoryId| {
        let ask = Ask { verb: Verb::Disclose, ..ask.clone() };
        access::permits(&db.inner().law.access, &role_facts(&ask, &facts.holding, *category, false)).is_ok()
    };
    if categories.iter().all(discloses) { Verb::Disclose } else { Verb::Ask }
}

/// Keeps a disclosure that was asked for, with its third party.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit; the database's or the vault's.
pub fn start(
    tx: &mut Db,
    permit: &Permit<Profile>,
    (to, claim, words): (&ThirdParty, &Claim, &DisclosureWords),
    (verb, rules): (Verb, &str),
) -> Result<(DisclosureId, Vec<Entry>), StoreError> {
    permit.check_fresh(tx)?;
    let (id, caller, holding) = (DisclosureId::new(), permit.caller(), permit.holding());
    parties::keep(tx, &holding.office, to, caller.at)?;
    let asked = (
        disclosures::id.eq(id),
        disclosures::holding_id.eq(holding.id),
        disclosures::origin.eq(&holding.office),
        disclosures::third_party_id.eq(claim.to),
        disclosures::categories.eq(join(&claim.categories)),
        disclosures::purpose.eq(claim.purpose),
        disclosures::ground.eq(claim.ground),
        disclosures::words.eq(permit.seal(TABLE, "words", id.uuid(), words)?),
        disclosures::asked_by.eq(caller.staff_id()),
        disclosures::asked_at.eq(caller.at),
        disclosures::state.eq(DisclosureState::Waiting),
    );
    let on_record = (
        disclosures::exception_law.eq(claim.exception.law),
        disclosures::evidence.eq(claim.exception.evidence),
        disclosures::consent_difficult.eq(claim.exception.consent_difficult),
        disclosures::harm_to.eq(claim.exception.harm_to),
        disclosures::safeguard.eq(claim.safeguard.kind),
        disclosures::safeguard_until.eq(claim.safeguard.until),
        disclosures::annual_check_on.eq(claim.safeguard.annual_check_on),
    );
    diesel::insert_into(disclosures::table).values((asked, on_record)).execute(tx)?;
    let subject = subject(id, claim);
    Ok((id, changes(caller, (verb, &subject, rules), holding, (&claim.categories, claim.purpose))))
}

/// A disclosure of the caller's office, for somebody who may disclose.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none, and for any other role; the attempt is journalled.
pub fn known(db: &mut Database, caller: &Caller, id: DisclosureId) -> Result<Kept, StoreError> {
    Ok(one(db, caller, id)?.0)
}

/// The same for one that waits, with the rule of access.
///
/// # Errors
/// As [`known`]; [`StoreError::Stale`] if it was settled.
pub(super) fn waiting(db: &mut Database, caller: &Caller, id: DisclosureId) -> Result<(Kept, String), StoreError> {
    let (kept, rule) = one(db, caller, id)?;
    if kept.disclosure.state == DisclosureState::Waiting { Ok((kept, rule)) } else { Err(StoreError::Stale) }
}

fn one(db: &mut Database, caller: &Caller, id: DisclosureId) -> Result<(Kept, String), StoreError> {
    let kept = read(db.db(), caller, id)?;
    let purpose = kept.as_ref().map_or(Purpose::Recruitment, |kept| kept.disclosure.purpose);
    let ask = Ask { caller, verb: Verb::Disclose, purpose, reason: None };
    let Some(kept) = kept else { return Err(gate::unknown(db, &ask, &id.to_string())) };
    let facts = own_facts(db, &ask, kept.disclosure.holding)?;
    let mut rule = String::new();
    for category in &kept.disclosure.categories {
        rule = judge_role(db, &ask, &facts.holding, *category, false)?;
    }
    Ok((kept, rule))
}

/// Approves a disclosure as the second person: that decides as well what the law hands to a person.
///
/// # Errors
/// As [`known`]; [`StoreError::Refused`] with the law's reason, or to whoever asked for it; [`StoreError::Stale`] if it does
/// not wait any more.
pub fn approve(db: &mut Database, caller: &Caller, id: DisclosureId) -> Result<(), StoreError> {
    let (kept, _) = waiting(db, caller, id)?;
    let ask = Ask { caller, verb: Verb::Disclose, purpose: kept.claim.purpose, reason: None };
    let facts = own_facts(db, &ask, kept.disclosure.holding)?;
    let ends = ends_of(db.db(), facts.holding.id, &kept.disclosure.to)?;
    let is_own = caller.staff_id().is_none() || kept.disclosure.asked_by == caller.staff_id();
    let approval = if is_own { Approval::Missing } else { Approval::Given };
    let subject = format!("{} approved", kept.subject());
    let mut approved = Vec::new();
    for category in &kept.claim.categories {
        let judged = judge_disclosure(db, &ask, (&facts, &ends), (&kept.claim, approval), *category);
        if judged.refusal.is_some() {
            return journalled(db, &ask, &facts.holding, *category, judged, kept.subject());
        }
        approved.push(Entry {
            facts: Some(written(db, &judged.facts)),
            rules: judged.rules,
            table_version: db.table().version().to_string(),
            ..Entry::change(caller, ask.verb.as_str(), subject.as_str(), &facts.holding, *category, kept.claim.purpose)
        });
    }
    db.change(|tx| {
        check_revision(tx, facts.holding.id, facts.revision)?;
        let open = disclosures::table
            .filter(disclosures::id.eq(id).and(disclosures::state.eq(DisclosureState::Waiting)))
            .filter(disclosures::approved_at.is_null());
        let set = (disclosures::approved_by.eq(caller.staff_id()), disclosures::approved_at.eq(caller.at));
        if diesel::update(open).set(set).execute(tx)? != 1 {
            return Err(StoreError::Stale);
        }
        Ok(((), approved))
    })
}

/// Declines a disclosure; whoever asked may take it back like this.
///
/// # Errors
/// As [`known`]; [`StoreError::Stale`] if it does not wait any more.
pub fn decline(db: &mut Database, caller: &Caller, id: DisclosureId) -> Result<(), StoreError> {
    let (kept, rule) = waiting(db, caller, id)?;
    let ask = Ask { caller, verb: Verb::Disclose, purpose: kept.claim.purpose, reason: None };
    let holding = own_facts(db, &ask, kept.disclosure.holding)?.holding;
    let subject = format!("{} declined", kept.subject());
    db.change(|tx| {
        settle(tx, caller, id, DisclosureState::Declined)?;
        let about = (&*kept.claim.categories, kept.claim.purpose);
        Ok(((), changes(caller, (Verb::Disclose, &subject, &rule), &holding, about)))
    })
}

/// Settles a disclosure that waits.
///
/// # Errors
/// [`StoreError::Stale`] if it does not wait any more.
pub(super) fn settle(tx: &mut Db, caller: &Caller, id: DisclosureId, state: DisclosureState) -> Result<(), StoreError> {
    let open = disclosures::table.filter(disclosures::id.eq(id).and(disclosures::state.eq(DisclosureState::Waiting)));
    let set = (
        disclosures::state.eq(state),
        disclosures::settled_by.eq(caller.staff_id()),
        disclosures::settled_at.eq(caller.at),
    );
    if diesel::update(open).set(set).execute(tx)? == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Ends those of a holding that wait and that a demand of the candidate shuts.
///
/// # Errors
/// The database's.
pub(super) fn end_waiting(tx: &mut Db, caller: &Caller, kept: &Kept) -> Result<(), StoreError> {
    let waiting: Vec<(ThirdPartyId, String)> = disclosures::table
        .inner_join(third_parties::table.on(third_parties::id.eq(disclosures::third_party_id)))
        .filter(disclosures::holding_id.eq(kept.disclosure.holding))
        .filter(disclosures::state.eq(DisclosureState::Waiting))
        .select((third_parties::id, third_parties::name))
        .load(tx)?;
    let meant = |(id, name): (ThirdPartyId, String)| {
        (id == kept.claim.to || is_alike(&name, &kept.disclosure.to.name)).then_some(id)
    };
    let parties: Vec<ThirdPartyId> = waiting.into_iter().filter_map(meant).collect();
    let shut = disclosures::table
        .filter(disclosures::holding_id.eq(kept.disclosure.holding))
        .filter(disclosures::third_party_id.eq_any(parties))
        .filter(disclosures::state.eq(DisclosureState::Waiting))
        .filter(disclosures::ground.eq_any([Ground::Consent, kept.claim.ground]));
    let set = (
        disclosures::state.eq(DisclosureState::Ended),
        disclosures::settled_by.eq(caller.staff_id()),
        disclosures::settled_at.eq(caller.at),
    );
    diesel::update(shut).set(set).execute(tx)?;
    Ok(())
}

/// Takes the approvals back of what waits for a third party that is another now, and makes late whoever is about to
/// provide it.
///
/// # Errors
/// The database's.
pub(super) fn decide_again(tx: &mut Db, party: ThirdPartyId) -> Result<(), StoreError> {
    let waiting = disclosures::table
        .filter(disclosures::third_party_id.eq(party).and(disclosures::state.eq(DisclosureState::Waiting)));
    let mut about: Vec<HoldingId> = waiting.select(disclosures::holding_id).load(tx)?;
    let nobody = (disclosures::approved_by.eq(None::<StaffId>), disclosures::approved_at.eq(None::<Ts>));
    diesel::update(waiting).set(nobody).execute(tx)?;
    about.sort_unstable();
    about.dedup();
    about.into_iter().try_for_each(|holding| candidates::facts_changed(tx, holding))
}

/// A disclosure of the caller's office.
///
/// # Errors
/// The database's.
pub fn read(db: &mut Db, caller: &Caller, id: DisclosureId) -> Result<Option<Kept>, StoreError> {
    let found: Option<(Row, Sealed, parties::Row)> = disclosures::table
        .inner_join(third_parties::table.on(third_parties::id.eq(disclosures::third_party_id)))
        .filter(disclosures::id.eq(id).and(disclosures::origin.eq(&caller.office)))
        .select((cols::<Row>(), cols::<Sealed>(), cols::<parties::Row>()))
        .first(db)
        .optional()?;
    found.map(|(row, sealed, to)| Kept::of(row, sealed, to.into())).transpose()
}

/// The disclosures of a holding, newest first.
///
/// # Errors
/// The database's.
pub fn of_holding(db: &mut Db, holding: HoldingId) -> Result<Vec<Disclosure>, StoreError> {
    let rows: Vec<(Row, parties::Row)> = disclosures::table
        .inner_join(third_parties::table.on(third_parties::id.eq(disclosures::third_party_id)))
        .filter(disclosures::holding_id.eq(holding))
        .order((disclosures::asked_at.desc(), disclosures::id.desc()))
        .select((cols::<Row>(), cols::<parties::Row>()))
        .load(db)?;
    rows.into_iter().map(|(row, to)| row.disclosure(to.into())).collect()
}

/// A place in the register.
pub type Place = (Ts, DisclosureId);

/// What of the register is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filter {
    /// In which state; any if none is said.
    pub state: Option<DisclosureState>,
    /// On which ground; any if none is said.
    pub ground: Option<Ground>,
}

/// The disclosures of the caller's office, newest first, after a place; none about their own record.
///
/// # Errors
/// The database's.
pub fn register(
    db: &mut Db,
    caller: &Caller,
    filter: Filter,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Disclosure>, StoreError> {
    let mut query = disclosures::table
        .inner_join(third_parties::table.on(third_parties::id.eq(disclosures::third_party_id)))
        .filter(disclosures::origin.eq(&caller.office))
        .into_boxed();
    if let Some(own) = caller.own_candidate {
        let theirs = holdings::table.filter(holdings::candidate_id.eq(own)).select(holdings::id);
        query = query.filter(disclosures::holding_id.ne_all(theirs));
    }
    if let Some(state) = filter.state {
        query = query.filter(disclosures::state.eq(state));
    }
    if let Some(ground) = filter.ground {
        query = query.filter(disclosures::ground.eq(ground));
    }
    if let Some((at, id)) = after {
        let same = disclosures::asked_at.eq(at).and(disclosures::id.lt(id));
        query = query.filter(disclosures::asked_at.lt(at).or(same));
    }
    let rows: Vec<(Row, parties::Row)> = query
        .order((disclosures::asked_at.desc(), disclosures::id.desc()))
        .limit(limit)
        .select((cols::<Row>(), cols::<parties::Row>()))
        .load(db)?;
    rows.into_iter().map(|(row, to)| row.disclosure(to.into())).collect()
}

/// What the law says now about a disclosure of the caller's office, for its page; nothing is journalled, since nothing is
/// done or opened.
///
/// # Errors
/// The database's.
pub fn words_now(db: &mut Database, caller: &Caller, kept: &Kept) -> Result<Vec<Word>, StoreError> {
    let facts = super::facts::of_holding(db.db(), kept.disclosure.holding)?;
    let ends = ends_of(db.db(), facts.holding.id, &kept.disclosure.to)?;
    let today = facts.today(caller.at);
    let word = |category: &CategoryId| kept.claim.word(db.table(), (&facts, &ends), today, *category);
    Ok(kept.claim.categories.iter().map(word).collect())
}
