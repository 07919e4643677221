//! Gathers the facts of a holding that a decision needs. They hold no personal data.
//!
//! Invariant: every fact comes from a row written for it; what has no row is the fact that allows least.
//! ARCHITECTURE.md has the table of where each comes from.

mod load;

use diesel::prelude::*;
use jiff::tz::TimeZone;

use super::database::Db;
use super::error::StoreError;
use super::schema::offices;
use super::terms::Terms;
use crate::domain::application::Outcome;
use crate::domain::candidate::HoldingRef;
use crate::domain::category::CategoryId;
use crate::domain::consent::ConsentScope;
use crate::domain::id::{HoldingId, ThirdPartyId};
use crate::domain::jurisdiction::{Country, Jurisdiction};
use crate::domain::office::{LegalForm, OfficeCode};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Role;
use crate::domain::time::{Day, Ts};
use crate::law::facts::{ConsentFacts, Facts, HealthConsentFacts, RequestFacts, Span};
use crate::law::words::{Action, RecipientKind};

pub use load::of_holdings;

#[derive(Debug, Clone)]
struct HeldConsent {
    scopes: Vec<ConsentScope>,
    countries: Vec<Country>,
    third_party: Option<ThirdPartyId>,
    country_info_given: bool,
    abroad: bool,
    span: Span,
}

impl HeldConsent {
    /// Whether it counts for what goes to a third party, or to none: one that names another one does not.
    fn is_about(&self, to: Option<ThirdPartyId>) -> bool {
        self.third_party.is_none() || self.third_party == to
    }

    /// Whether it lets health data go abroad to a third party, or to none: one that names no third party speaks of our own
    /// offices.
    fn takes_health(&self, to: Option<ThirdPartyId>) -> bool {
        to.is_none() || self.third_party == to
    }
}

/// An office as the law sees it.
#[derive(Debug, Clone)]
pub struct OfficeFacts {
    code: OfficeCode,
    /// Its law.
    pub law: Jurisdiction,
    form: LegalForm,
    zone: TimeZone,
}

/// The facts of one holding, loaded once for all categories of a page.
#[derive(Debug, Clone)]
pub struct HoldingFacts {
    /// The holding.
    pub holding: HoldingRef,
    /// Counts the changes of facts; a permit is good for one of them.
    pub revision: i64,
    collecting: OfficeFacts,
    home: Option<Country>,
    home_reviewed: bool,
    legal_hold: bool,
    suspended: bool,
    purposes: Vec<Purpose>,
    outcome: Outcome,
    last_contact_on: Day,
    closed_on: Option<Day>,
    /// Whether somebody applied again and waits for an answer.
    proposed: bool,
    consents: Vec<HeldConsent>,
    need_confirmed: bool,
    identity_verified: bool,
}

/// By which way something comes to an office that did not collect it.
#[derive(Debug, Clone, Copy)]
pub struct Passage<'a> {
    /// The office that was given it and passes it on, if one does: nobody passes on what was passed on.
    pub via: Option<&'a OfficeFacts>,
    /// The office that it comes to.
    pub to: &'a OfficeFacts,
}

/// Loads an office.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none of this code.
pub fn office(db: &mut Db, code: &OfficeCode) -> Result<OfficeFacts, StoreError> {
    let (law, form, zone): (Jurisdiction, LegalForm, String) = offices::table
        .find(code)
        .select((offices::jurisdiction, offices::legal_form, offices::time_zone))
        .get_result(db)
        .optional()?
        .ok_or(StoreError::NotFound)?;
    let zone = TimeZone::get(&zone).map_err(|_| StoreError::Unreadable("offices.time_zone"))?;
    Ok(OfficeFacts { code: code.clone(), law, form, zone })
}

impl OfficeFacts {
    /// Its code.
    pub const fn code(&self) -> &OfficeCode {
        &self.code
    }

    /// The date at the office.
    pub fn today(&self, at: Ts) -> Day {
        at.day_in(&self.zone)
    }

    /// The moment at which a date begins at the office.
    pub fn start_of(&self, day: Day) -> Ts {
        let midnight = self.zone.to_ambiguous_zoned_datetime(day.0.at(0, 0, 0, 0)).compatible();
        midnight.map_or(Ts::from_micros(0), |zoned| Ts::new(zoned.timestamp()))
    }
}

/// Loads the facts of a holding.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such holding.
pub fn of_holding(db: &mut Db, id: HoldingId) -> Result<HoldingFacts, StoreError> {
    of_holdings(db, &[id])?.remove(&id).ok_or(StoreError::NotFound)
}

impl HoldingFacts {
    /// The facts of using a category at the caller's office for a purpose.
    pub fn for_use(
        &self,
        action: Action,
        at: &OfficeFacts,
        today: Day,
        role: Role,
        category: CategoryId,
        purpose: Purpose,
    ) -> Facts {
        let mut facts = Facts::new(action, today, at.law);
        facts.collected_in = Some(self.collecting.law.country());
        facts.candidate_home = self.home;
        facts.home_reviewed = self.home_reviewed;
        facts.recipient = Some(RecipientKind::OwnOffice);
        facts.category = Some(category);
        facts.purpose = Some(purpose);
        facts.purpose_notified = self.purposes.contains(&purpose);
        (facts.outcome, facts.closed_on) = self.selection(category);
        facts.legal_hold = self.legal_hold;
        facts.suspended = self.suspended;
        facts.consent = self.consent(today, None, category, None);
        facts.health_consent = self.health_consent(today, None, None);
        facts.need_confirmed = self.need_confirmed;
        facts.request = RequestFacts {
            identity_verified: role == Role::Candidate || self.identity_verified,
            ..RequestFacts::default()
        };
        facts
    }

    /// How the selection stands. Who applied again waits for an answer like anybody: an open proposal is an open
    /// application. But anybody can send a form, so it opens no health data again.
    fn selection(&self, category: CategoryId) -> (Option<Outcome>, Option<Day>) {
        match self.proposed && category != CategoryId::Health {
            true => (Some(Outcome::Open), None),
            false => (Some(self.outcome), self.closed_on),
        }
    }

    /// The facts of each step by which a category comes to another office, on the date at the office that acts: from the one
    /// that collected, and on from the one that passes it on, if one does.
    pub fn for_transfer(
        &self,
        terms: &Terms,
        passage: &Passage<'_>,
        on: impl Fn(&OfficeFacts) -> Day,
        (category, purpose): (CategoryId, Purpose),
    ) -> Vec<Facts> {
        let step = |from: &OfficeFacts, to: &OfficeFacts| self.step(terms, (from, to), on(from), (category, purpose));
        match passage.via {
            None => vec![step(&self.collecting, passage.to)],
            Some(via) => vec![step(&self.collecting, via), step(via, passage.to)],
        }
    }

    /// The facts of one step, from one office to another.
    fn step(
        &self,
        terms: &Terms,
        (from, to): (&OfficeFacts, &OfficeFacts),
        today: Day,
        (category, purpose): (CategoryId, Purpose),
    ) -> Facts {
        let one_company = from.form.is_the_company() && to.form.is_the_company();
        let recipient = if one_company { RecipientKind::OwnOffice } else { RecipientKind::GroupSubsidiary };
        let mut facts = self.leaving(from, today, (category, purpose), (recipient, to.law.country()));
        let offices = [&self.collecting.code, &from.code, &to.code];
        facts.joint_notice = terms.joint_notice(facts.today, &offices, category, purpose);
        facts.safeguard = terms.safeguard(&from.code, &to.code);
        if from.code != self.collecting.code {
            // Whether it may be passed on is for the terms to say on which it came.
            facts.safeguard.onward_permitted = terms.safeguard(&self.collecting.code, &from.code).onward_permitted;
        }
        facts
    }

    /// The facts of making a category available to whoever handles it in a country, as far as the record has them.
    pub fn for_recipient(
        &self,
        today: Day,
        category: CategoryId,
        purpose: Purpose,
        (recipient, destination): (RecipientKind, Country),
    ) -> Facts {
        self.leaving(&self.collecting, today, (category, purpose), (recipient, destination))
    }

    fn leaving(
        &self,
        from: &OfficeFacts,
        today: Day,
        (category, purpose): (CategoryId, Purpose),
        (recipient, destination): (RecipientKind, Country),
    ) -> Facts {
        let mut facts = self.for_use(Action::Transfer, from, today, Role::Recruiter, category, purpose);
        facts.destination = Some(destination);
        facts.recipient = Some(recipient);
        facts.consent = self.consent(facts.today, Some(destination), category, None);
        facts.health_consent = self.health_consent(facts.today, Some(destination), None);
        facts
    }

    /// The facts of providing a category to a third party that handles it in a country: of the consents that name one,
    /// those that name this one.
    pub fn for_third_party(
        &self,
        today: Day,
        category: CategoryId,
        purpose: Purpose,
        (to, country): (ThirdPartyId, Country),
    ) -> Facts {
        let mut facts = self.for_recipient(today, category, purpose, (RecipientKind::ThirdParty, country));
        facts.consent = self.consent(facts.today, Some(country), category, Some(to));
        facts.health_consent = self.health_consent(facts.today, Some(country), Some(to));
        facts
    }

    /// The same without a stop of use, which hides the other rules and can be lifted.
    pub(super) fn as_if_used(&self) -> Self {
        Self { suspended: false, ..self.clone() }
    }

    /// The date at the office that collected.
    pub fn today(&self, at: Ts) -> Day {
        self.collecting.today(at)
    }

    /// The days on which a consent begins to count or counts no more.
    pub fn turning_days(&self) -> impl Iterator<Item = Day> {
        self.consents.iter().flat_map(|consent| {
            let ends = consent.span.last_day().map(|last| last.plus_days(1));
            consent.span.from.into_iter().chain(ends)
        })
    }

    /// The day of the last contact.
    pub const fn last_contact(&self) -> Day {
        self.last_contact_on
    }

    /// The last day of the consent to be kept in the talent pool, if one is in force; the far future if it has none.
    pub fn pool_until(&self, today: Day) -> Option<Day> {
        let in_force = self.pool().filter(|span| span.in_force(today));
        in_force.map(|span| span.last_day().unwrap_or(Day(jiff::civil::Date::MAX))).max()
    }

    /// The first day after today on which such a consent begins.
    pub fn pool_begins(&self, today: Day) -> Option<Day> {
        self.pool().filter_map(|span| span.from).filter(|from| *from > today).min()
    }

    fn pool(&self) -> impl Iterator<Item = &Span> {
        let pool = self.consents.iter().filter(|consent| consent.scopes.contains(&ConsentScope::TalentPool));
        pool.map(|consent| &consent.span)
    }

    /// Every consent in force today as one: what they cover together, and for a country only those that name it. Health
    /// data goes abroad on the consent that was asked for it alone: any other says that it is not part of it. To a third
    /// party nothing goes abroad on a consent that speaks of our own offices alone: whoever gave no other has not agreed to
    /// a third party at all.
    fn consent(
        &self,
        today: Day,
        destination: Option<Country>,
        category: CategoryId,
        to: Option<ThirdPartyId>,
    ) -> ConsentFacts {
        let in_force = || self.consents.iter().filter(|consent| consent.span.in_force(today) && consent.is_about(to));
        let asked = if category == CategoryId::Health { ConsentScope::Health } else { ConsentScope::Foreign };
        let goes = to.is_none() || in_force().any(|consent| consent.scopes.contains(&ConsentScope::ThirdParty));
        let names = |consent: &&HeldConsent| {
            let named = destination.is_some_and(|country| consent.countries.contains(&country));
            goes && named
                && consent.scopes.contains(&asked)
                && (category != CategoryId::Health || consent.takes_health(to))
        };
        let is_named = in_force().any(|consent| names(&consent));
        let mut scopes: Vec<_> = in_force().flat_map(|consent| consent.scopes.iter().copied()).collect();
        if category == CategoryId::Health {
            scopes.retain(|scope| *scope != ConsentScope::Foreign);
            scopes.extend(is_named.then_some(ConsentScope::Foreign));
        }
        scopes.sort_unstable();
        scopes.dedup();
        ConsentFacts {
            scopes,
            countries: destination.into_iter().filter(|_| is_named).collect(),
            span: Span {
                from: in_force().filter_map(|consent| consent.span.from).min(),
                until: None,
                withdrawn_on: None,
            },
            country_info_given: in_force().filter(names).any(|consent| consent.country_info_given),
        }
    }

    /// The health consent in force, for a country one that names it if there is any; else the latest one, so that the
    /// answer can say why it is not.
    fn health_consent(&self, today: Day, destination: Option<Country>, to: Option<ThirdPartyId>) -> HealthConsentFacts {
        let goes_there = |consent: &HeldConsent| {
            let names = destination.is_none_or(|country| consent.countries.contains(&country));
            consent.abroad && names && consent.takes_health(to)
        };
        let of_health = |consent: &&HeldConsent| consent.scopes.contains(&ConsentScope::Health) && consent.is_about(to);
        let health = || self.consents.iter().filter(of_health);
        let chosen = health()
            .filter(|consent| consent.span.in_force(today))
            .max_by_key(|consent| goes_there(consent))
            .or_else(|| health().max_by_key(|consent| consent.span.from));
        chosen.map_or_else(HealthConsentFacts::default, |consent| HealthConsentFacts {
            span: consent.span,
            abroad: goes_there(consent),
        })
    }
}
