//! The ids of rules that code implements, and the answers that belong to no single rule.
//!
//! Invariant: a rule that the engine implements stands here, so the table can neither name one without an
//! implementation nor leave one out (`table::build` compares both ways).

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use crate::text_enum;

text_enum! {
    /// A condition that a route may require; implemented in `conditions`.
    "condition" ConditionId {
        /// Consent to provision to a third party.
        ConsentThird = "C_CONSENT_THIRD",
        /// Consent to this country.
        ConsentForeign = "C_CONSENT_FOREIGN",
        /// The country was explained first.
        CountryInfo = "C_COUNTRY_INFO",
        /// A joint-use notice is published.
        JointNotice = "C_JOINT_NOTICE",
        /// The contract runs.
        ContractInForce = "C_CONTRACT_IN_FORCE",
        /// The contract covers the category.
        ContractCategory = "C_CONTRACT_CATEGORY",
        /// The contract covers the purpose.
        ContractPurpose = "C_CONTRACT_PURPOSE",
        /// The contract covers the country.
        ContractCountry = "C_CONTRACT_COUNTRY",
        /// The processor was examined lately.
        ProcessorVetted = "C_PROCESSOR_VETTED",
        /// A safeguard that this law accepts is in force.
        Safeguard = "C_SAFEGUARD",
        /// The yearly check is fresh.
        AnnualCheck = "C_ANNUAL_CHECK",
        /// The ground of the exception is on record.
        Evidence = "C_EVIDENCE",
        /// The law relied on is that of the office.
        LawOfOrigin = "C_LAW_OF_ORIGIN",
        /// It is recorded why consent cannot be had.
        ConsentDifficult = "C_CONSENT_DIFFICULT",
        /// The harm threatens a person.
        HarmPerson = "C_HARM_PERSON",
    }
}

text_enum! {
    /// A gate: a rule that refuses before any route is looked at; implemented in `gates`.
    "gate" GateId {
        /// The office is in none of the three countries.
        Law = "GATE-LAW",
        /// The requester is not verified.
        Identity = "REQ-IDENTITY",
        /// Use is suspended.
        Suspended = "GATE-SUSPENDED",
        /// The purpose was not told.
        Purpose = "GATE-PURPOSE",
        /// The time to keep the record is over.
        Retention = "GATE-RETENTION",
        /// No consent to health data.
        HealthConsent = "GATE-HEALTH-CONSENT",
        /// Health data does not serve this purpose.
        HealthPurpose = "GATE-HEALTH-PURPOSE",
        /// The health consent does not reach abroad.
        HealthAbroad = "GATE-HEALTH-ABROAD",
        /// The group moves data between three countries only.
        Destination = "GATE-DESTINATION",
        /// The terms of receipt forbid passing it on.
        Onward = "GATE-ONWARD",
        /// The sub-processor is not approved.
        Reoutsource = "GATE-REOUTSOURCE",
    }
}

text_enum! {
    /// A review: a rule that hands an allowed act to a named person; implemented in `reviews`.
    "review" ReviewId {
        /// The candidate's home is elsewhere.
        Home = "REVIEW-HOME",
        /// Health data in the selection itself.
        HealthSelection = "REVIEW-HEALTH-SELECTION",
    }
}

text_enum! {
    /// A rule on statistics; implemented in `answers`.
    "statistics rule" StatisticsId {
        /// A person can be told.
        Identifiable = "STAT-IDENTIFIABLE",
        /// The group is small.
        Small = "STAT-SMALL",
        /// Everything else.
        Ok = "STAT-OK",
    }
}

text_enum! {
    /// An answer that belongs to no single rule of the table; its texts are in `answers.toml`.
    "answer" Answer {
        /// Use is allowed.
        UseOk = "USE-OK",
        /// Keeping is allowed.
        RetainOk = "RETAIN-OK",
        /// Answering a request is allowed.
        RequestOk = "REQ-OK",
        /// Collecting is allowed.
        CollectOk = "COLLECT-OK",
        /// No route leads there at all.
        NoRoute = "NO-ROUTE",
        /// Allowed, but the office has no key.
        NoGrant = "NO-GRANT",
        /// Health data six months after closing.
        HealthOverdue = "HOUSE-HEALTH-RETENTION",
        /// No such ground for refusing.
        RefuseNoGround = "REFUSE-NO-GROUND",
        /// No fee for this request.
        FeeNotAllowed = "FEE-NOT-ALLOWED",
        /// No deadline is known for this request.
        NoDeadline = "NO-DEADLINE",
        /// The candidate demanded the end of provision to this third party.
        ProvisionEnded = "PROVISION-ENDED",
        /// A second person has to approve the provision.
        SecondPerson = "SECOND-PERSON",
    }
}

/// The id of a rule, as every decision, journal entry and page names it; cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(Arc<str>);

impl RuleId {
    pub(crate) fn new(text: &str) -> Self {
        Self(Arc::from(text))
    }

    /// The id's letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for RuleId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for RuleId {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for RuleId {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl serde::Serialize for RuleId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
