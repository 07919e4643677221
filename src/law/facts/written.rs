//! Facts written down as a row, in the very words that a row is read from.
//!
//! Invariant: what is written reads back as the same facts, and the same facts are written alike.

use super::{ConsentFacts, ContractFacts, ExceptionFacts, Facts, RequestFacts, SafeguardFacts, Span};

impl Facts {
    /// Every fact that is not blank, under its name in [`super::FACTS`] and in that order.
    pub fn to_row(&self) -> Vec<(&'static str, String)> {
        let mut row = Written(Vec::with_capacity(24));
        row.word("action", Some(self.action));
        row.word("today", Some(self.today));
        row.word("candidate_home", self.candidate_home);
        row.yes("home_reviewed", self.home_reviewed);
        row.word("collected_in", self.collected_in);
        row.word("origin", self.origin);
        row.word("destination", self.destination);
        row.word("recipient_kind", self.recipient);
        row.word("category", self.category);
        row.word("purpose", self.purpose);
        row.yes("purpose_notified", self.purpose_notified);
        row.word("outcome", self.outcome);
        row.word("closed_on", self.closed_on);
        row.yes("legal_hold", self.legal_hold);
        row.yes("suspended", self.suspended);
        row.consent(&self.consent);
        let health = ["health_consent_from", "health_consent_until", "health_consent_withdrawn_on"];
        row.span(health, &self.health_consent.span);
        row.yes("health_consent_abroad", self.health_consent.abroad);
        row.yes("need_confirmed", self.need_confirmed);
        row.word("joint_notice_from", self.joint_notice.from);
        row.yes("joint_notice_complete", self.joint_notice.complete);
        row.contract(&self.contract);
        row.safeguard(&self.safeguard);
        row.exception(&self.exception);
        row.yes("identifiable", self.statistic.identifiable);
        row.word("group_size", self.statistic.group_size);
        row.request(&self.request);
        row.word("field", self.field);
        row.0
    }
}

struct Written(Vec<(&'static str, String)>);

impl Written {
    fn word(&mut self, name: &'static str, value: Option<impl ToString>) {
        self.0.extend(value.map(|value| (name, value.to_string())));
    }

    fn yes(&mut self, name: &'static str, holds: bool) {
        self.word(name, holds.then_some("yes"));
    }

    fn list(&mut self, name: &'static str, members: &[impl ToString]) {
        let words: Vec<String> = members.iter().map(ToString::to_string).collect();
        self.word(name, (!words.is_empty()).then(|| words.join("|")));
    }

    fn span(&mut self, [from, until, withdrawn]: [&'static str; 3], span: &Span) {
        self.word(from, span.from);
        self.word(until, span.until);
        self.word(withdrawn, span.withdrawn_on);
    }

    fn consent(&mut self, consent: &ConsentFacts) {
        self.list("consent_scopes", &consent.scopes);
        self.list("consent_countries", &consent.countries);
        self.span(["consent_from", "consent_until", "consent_withdrawn_on"], &consent.span);
        self.yes("country_info_given", consent.country_info_given);
    }

    fn contract(&mut self, contract: &ContractFacts) {
        self.word("contract_from", contract.from);
        self.word("contract_until", contract.until);
        self.list("contract_categories", &contract.categories);
        self.list("contract_purposes", &contract.purposes);
        self.list("contract_countries", &contract.countries);
        self.word("vetted_on", contract.vetted_on);
        self.yes("reoutsourced", contract.reoutsourced);
        self.yes("reoutsourcing_approved", contract.reoutsourcing_approved);
    }

    fn safeguard(&mut self, safeguard: &SafeguardFacts) {
        self.word("safeguard", safeguard.kind);
        self.word("safeguard_until", safeguard.until);
        self.word("annual_check_on", safeguard.annual_check_on);
        self.yes("onward_permitted", safeguard.onward_permitted);
    }

    fn exception(&mut self, exception: &ExceptionFacts) {
        self.word("exception", exception.claimed);
        self.word("exception_law", exception.law);
        self.yes("exception_evidence", exception.evidence);
        self.yes("consent_difficult", exception.consent_difficult);
        self.word("harm_to", exception.harm_to);
    }

    fn request(&mut self, request: &RequestFacts) {
        self.word("request_type", request.kind);
        self.word("ground", request.ground.as_ref());
        self.yes("identity_verified", request.identity_verified);
        self.word("days_elapsed", request.days_elapsed);
        self.yes("delay_notified", request.delay_notified);
        self.yes("fee_notified", request.fee_notified);
    }
}
