//! Random facts for the properties: every field is drawn from values near the edges of the rules, more often
//! than not one that lets the act through, so that both sides of each rule are met.

use proptest::prelude::*;
use saiyo::domain::application::Outcome;
use saiyo::domain::category::CategoryId;
use saiyo::domain::consent::ConsentScope;
use saiyo::domain::jurisdiction::{Country, Jurisdiction};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::time::Day;
use saiyo::law::facts::{
    ConsentFacts, ContractFacts, ExceptionFacts, HealthConsentFacts, JointNoticeFacts, RequestFacts, SafeguardFacts,
    Span, StatisticFacts,
};
use saiyo::law::words::{CollectField, HarmTo};
use saiyo::law::{Action, ExceptionId, Facts, RecipientKind, RequestType, Safeguard};

pub fn today() -> Day {
    "2026-11-24".parse().unwrap()
}

pub fn country(code: &str) -> Country {
    code.parse().unwrap()
}

/// Facts with any combination of values.
pub fn any_facts() -> impl Strategy<Value = Facts> {
    prop::collection::vec(any::<u16>(), 80).prop_map(|draws| Draw { draws, next: 0 }.facts())
}

struct Draw {
    draws: Vec<u16>,
    next: usize,
}

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        let value = usize::from(self.draws[self.next % self.draws.len()]);
        self.next += 1;
        value % end
    }

    fn of<T: Clone>(&mut self, pool: &[T]) -> T {
        pool[self.below(pool.len())].clone()
    }

    fn maybe<T: Clone>(&mut self, pool: &[T]) -> Option<T> {
        if self.below(6) == 0 { None } else { Some(self.of(pool)) }
    }

    fn likely(&mut self) -> bool {
        self.below(4) != 0
    }

    fn rarely(&mut self) -> bool {
        self.below(8) == 0
    }

    fn some<T: Clone>(&mut self, pool: &[T]) -> Vec<T> {
        pool.iter().filter(|_| self.likely()).cloned().collect()
    }

    fn day(&mut self, offsets: &[i64]) -> Option<Day> {
        self.maybe(offsets).map(|days| today().plus_days(days))
    }

    fn span(&mut self) -> Span {
        Span {
            from: self.day(&[-90, -400, 0, 1]),
            until: self.day(&[200, 0, -1, 2000]),
            withdrawn_on: if self.rarely() { self.day(&[0, -1, 1]) } else { None },
        }
    }

    fn country(&mut self) -> Option<Country> {
        let code = self.of(&["JP", "SG", "HK", "JP", "SG", "HK", "DE", "US", "KR"]);
        if self.rarely() { None } else { Some(country(code)) }
    }

    fn facts(mut self) -> Facts {
        let action = if self.likely() { self.of(&[Action::Transfer, Action::Use]) } else { self.of(Action::ALL) };
        let origin = self.of(Jurisdiction::ALL);
        let category = self.maybe(CategoryId::ALL);
        let mut facts = Facts::new(action, today(), origin);
        facts.candidate_home = self.country();
        facts.home_reviewed = self.likely();
        facts.collected_in = if self.likely() { facts.origin } else { self.country() };
        facts.destination = if self.likely() { self.country() } else { facts.origin };
        facts.recipient = self.maybe(RecipientKind::ALL);
        facts.category = category;
        facts.purpose = self.maybe(Purpose::ALL);
        facts.purpose_notified = self.likely();
        facts.outcome = self.maybe(Outcome::ALL);
        facts.closed_on = if self.likely() { None } else { self.day(&[-10, -365, -366, -730, -731, -1095, -1096]) };
        facts.legal_hold = self.rarely();
        facts.suspended = self.rarely();
        self.bases(&mut facts);
        self.rest(&mut facts);
        facts
    }

    fn bases(&mut self, facts: &mut Facts) {
        let countries = ["JP", "SG", "HK", "DE", "US"].map(country);
        facts.consent = ConsentFacts {
            scopes: self.some(ConsentScope::ALL),
            countries: self.some(&countries),
            span: self.span(),
            country_info_given: self.likely(),
        };
        facts.health_consent = HealthConsentFacts { span: self.span(), abroad: self.likely() };
        facts.need_confirmed = self.likely();
        facts.joint_notice = JointNoticeFacts { from: self.day(&[-300, 0, 1]), complete: self.likely() };
        facts.contract = ContractFacts {
            from: self.day(&[-200, 0, 1]),
            until: self.day(&[200, 0, -1]),
            categories: self.some(CategoryId::ALL),
            purposes: self.some(&Purpose::PUBLISHED),
            countries: self.some(&countries),
            vetted_on: self.day(&[-100, -365, -366, 1]),
            reoutsourced: self.rarely(),
            reoutsourcing_approved: self.likely(),
        };
        facts.safeguard = SafeguardFacts {
            kind: self.maybe(Safeguard::ALL),
            until: self.day(&[100, 0, -1]),
            annual_check_on: self.day(&[-100, -365, -366, 1]),
            onward_permitted: self.likely(),
        };
        facts.exception = ExceptionFacts {
            claimed: if self.likely() { None } else { self.maybe(ExceptionId::ALL) },
            law: self.country(),
            evidence: self.likely(),
            consent_difficult: self.likely(),
            harm_to: self.maybe(HarmTo::ALL),
        };
    }

    fn rest(&mut self, facts: &mut Facts) {
        facts.statistic = StatisticFacts { identifiable: self.rarely(), group_size: self.maybe(&[9_u32, 10, 11, 200]) };
        let grounds = ["harm_to_person", "identity_not_proven", "fee_unpaid", "evaluation_in_progress"];
        facts.request = RequestFacts {
            kind: self.maybe(RequestType::ALL),
            ground: self.maybe(&grounds.map(String::from)),
            identity_verified: self.likely(),
            days_elapsed: self.maybe(&[0_i64, 14, 15, 30, 31, 40, 41]),
            delay_notified: self.likely(),
            fee_notified: self.likely(),
        };
        facts.field = if self.likely() { None } else { self.maybe(CollectField::ALL) };
    }
}
