//! Facts from a row of the decision cases: one column for each name under `[facts]` of the rule table.
//!
//! Invariant: a word that a closed list does not have is an error that names its column, never a default.

use std::str::FromStr;

use super::super::words::Action;
use super::{
    ConsentFacts, ContractFacts, ExceptionFacts, Facts, HealthConsentFacts, JointNoticeFacts, RequestFacts,
    SafeguardFacts, Span, StatisticFacts,
};
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;

/// The names of all facts, as in `[facts]` of the rule table and the heads of the columns.
pub const FACTS: &[&str] = &[
    "action",
    "today",
    "candidate_home",
    "home_reviewed",
    "collected_in",
    "origin",
    "destination",
    "recipient_kind",
    "category",
    "purpose",
    "purpose_notified",
    "outcome",
    "closed_on",
    "legal_hold",
    "suspended",
    "consent_scopes",
    "consent_countries",
    "consent_from",
    "consent_until",
    "consent_withdrawn_on",
    "country_info_given",
    "health_consent_from",
    "health_consent_until",
    "health_consent_withdrawn_on",
    "health_consent_abroad",
    "need_confirmed",
    "joint_notice_from",
    "joint_notice_complete",
    "contract_from",
    "contract_until",
    "contract_categories",
    "contract_purposes",
    "contract_countries",
    "vetted_on",
    "reoutsourced",
    "reoutsourcing_approved",
    "safeguard",
    "safeguard_until",
    "annual_check_on",
    "onward_permitted",
    "exception",
    "exception_law",
    "exception_evidence",
    "consent_difficult",
    "harm_to",
    "identifiable",
    "group_size",
    "request_type",
    "ground",
    "identity_verified",
    "days_elapsed",
    "delay_notified",
    "fee_notified",
    "field",
];

/// Why a row gives no facts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FactsError {
    /// A column has a value that it cannot have.
    #[error("column {column}: {value:?} is not one of its values")]
    Value {
        /// The column.
        column: &'static str,
        /// What stands there.
        value: String,
    },
    /// A column that no decision can do without is blank.
    #[error("column {column} is blank")]
    Blank {
        /// The column.
        column: &'static str,
    },
}

impl Facts {
    /// The facts of a row, asked for column by column; a column that is not there is blank.
    pub fn from_row<'a>(value: impl Fn(&'static str) -> &'a str) -> Result<Self, FactsError> {
        let row = Row { value };
        let action: Action = row.needed("action")?;
        let today: Day = row.needed("today")?;
        Ok(Self {
            action,
            today,
            candidate_home: row.country("candidate_home")?,
            home_reviewed: row.yes("home_reviewed"),
            collected_in: row.country("collected_in")?,
            origin: row.country("origin")?,
            destination: row.country("destination")?,
            recipient: row.word("recipient_kind")?,
            category: row.word("category")?,
            // Every word that is no purpose of ours is a purpose outside the eight.
            purpose: row.text("purpose").parse().ok(),
            purpose_notified: row.yes("purpose_notified"),
            outcome: row.word("outcome")?,
            closed_on: row.word("closed_on")?,
            legal_hold: row.yes("legal_hold"),
            suspended: row.yes("suspended"),
            consent: row.consent()?,
            health_consent: row.health_consent()?,
            need_confirmed: row.yes("need_confirmed"),
            joint_notice: JointNoticeFacts {
                from: row.word("joint_notice_from")?,
                complete: row.yes("joint_notice_complete"),
            },
            contract: row.contract()?,
            safeguard: row.safeguard()?,
            exception: row.exception()?,
            statistic: StatisticFacts { identifiable: row.yes("identifiable"), group_size: row.word("group_size")? },
            request: row.request()?,
            field: row.word("field")?,
        })
    }
}

struct Row<F> {
    value: F,
}

impl<'a, F: Fn(&'static str) -> &'a str> Row<F> {
    fn text(&self, column: &'static str) -> &'a str {
        (self.value)(column).trim()
    }

    fn yes(&self, column: &'static str) -> bool {
        self.text(column) == "yes"
    }

    fn word<T: FromStr>(&self, column: &'static str) -> Result<Option<T>, FactsError> {
        match self.text(column) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| FactsError::Value { column, value: text.to_owned() }),
        }
    }

    fn needed<T: FromStr>(&self, column: &'static str) -> Result<T, FactsError> {
        self.word(column)?.ok_or(FactsError::Blank { column })
    }

    fn country<T: FromStr>(&self, column: &'static str) -> Result<Option<T>, FactsError> {
        if self.text(column) == "unknown" { Ok(None) } else { self.word(column) }
    }

    fn list<T: FromStr>(&self, column: &'static str) -> Result<Vec<T>, FactsError> {
        let parts = self.text(column).split('|').map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| part.parse().map_err(|_| FactsError::Value { column, value: part.to_owned() })).collect()
    }

    fn span(&self, from: &'static str, until: &'static str, withdrawn: &'static str) -> Result<Span, FactsError> {
        Ok(Span { from: self.word(from)?, until: self.word(until)?, withdrawn_on: self.word(withdrawn)? })
    }

    fn consent(&self) -> Result<ConsentFacts, FactsError> {
        Ok(ConsentFacts {
            scopes: self.list("consent_scopes")?,
            countries: self.list("consent_countries")?,
            span: self.span("consent_from", "consent_until", "consent_withdrawn_on")?,
            country_info_given: self.yes("country_info_given"),
        })
    }

    fn health_consent(&self) -> Result<HealthConsentFacts, FactsError> {
        let span = self.span("health_consent_from", "health_consent_until", "health_consent_withdrawn_on")?;
        Ok(HealthConsentFacts { span, abroad: self.yes("health_consent_abroad") })
    }

    fn contract(&self) -> Result<ContractFacts, FactsError> {
        Ok(ContractFacts {
            from: self.word("contract_from")?,
            until: self.word("contract_until")?,
            categories: self.list("contract_categories")?,
            purposes: self.list::<Purpose>("contract_purposes")?,
            countries: self.list("contract_countries")?,
            vetted_on: self.word("vetted_on")?,
            reoutsourced: self.yes("reoutsourced"),
            reoutsourcing_approved: self.yes("reoutsourcing_approved"),
        })
    }

    fn safeguard(&self) -> Result<SafeguardFacts, FactsError> {
        Ok(SafeguardFacts {
            kind: self.word("safeguard")?,
            until: self.word("safeguard_until")?,
            annual_check_on: self.word("annual_check_on")?,
            onward_permitted: self.yes("onward_permitted"),
        })
    }

    fn exception(&self) -> Result<ExceptionFacts, FactsError> {
        Ok(ExceptionFacts {
            claimed: self.word("exception")?,
            law: self.word("exception_law")?,
            evidence: self.yes("exception_evidence"),
            consent_difficult: self.yes("consent_difficult"),
            harm_to: self.word("harm_to")?,
        })
    }

    fn request(&self) -> Result<RequestFacts, FactsError> {
        Ok(RequestFacts {
            kind: self.word("request_type")?,
            ground: self.word("ground")?,
            identity_verified: self.yes("identity_verified"),
            days_elapsed: self.word("days_elapsed")?,
            delay_notified: self.yes("delay_notified"),
            fee_notified: self.yes("fee_notified"),
        })
    }
}
