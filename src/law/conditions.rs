//! The conditions that routes require, each a small function.
//!
//! Invariant: a fact that is missing meets no condition.

use super::facts::Facts;
use super::ids::ConditionId;
use super::table::{Route, RuleTable};
use super::words::HarmTo;
use crate::domain::consent::ConsentScope;
use crate::domain::time::Day;

/// Whether a condition of a route holds.
pub(super) fn holds(condition: ConditionId, table: &RuleTable, route: &Route, facts: &Facts) -> bool {
    match condition {
        ConditionId::ConsentThird => facts.consent.covers(ConsentScope::ThirdParty, facts.today),
        ConditionId::ConsentForeign => consent_names_the_country(facts),
        ConditionId::CountryInfo => facts.consent.country_info_given,
        ConditionId::JointNotice => {
            facts.joint_notice.complete && facts.joint_notice.from.is_some_and(|from| from <= facts.today)
        }
        ConditionId::ContractInForce => contract_in_force(facts),
        ConditionId::ContractCategory => {
            facts.category.is_some_and(|category| facts.contract.categories.contains(&category))
        }
        ConditionId::ContractPurpose => facts.purpose.is_some_and(|purpose| facts.contract.purposes.contains(&purpose)),
        ConditionId::ContractCountry => {
            facts.destination.is_some_and(|country| facts.contract.countries.contains(&country))
        }
        ConditionId::ProcessorVetted => is_fresh(facts.contract.vetted_on, table, facts.today),
        ConditionId::Safeguard => safeguard_counts(table, route, facts),
        ConditionId::AnnualCheck => is_fresh(facts.safeguard.annual_check_on, table, facts.today),
        ConditionId::Evidence => facts.exception.evidence,
        ConditionId::LawOfOrigin => facts.exception.law.is_some() && facts.exception.law == facts.origin,
        ConditionId::ConsentDifficult => facts.exception.consent_difficult,
        ConditionId::HarmPerson => matches!(facts.exception.harm_to, Some(HarmTo::Life | HarmTo::Body)),
    }
}

fn consent_names_the_country(facts: &Facts) -> bool {
    facts.consent.covers(ConsentScope::Foreign, facts.today)
        && facts.destination.is_some_and(|country| facts.consent.countries.contains(&country))
}

fn contract_in_force(facts: &Facts) -> bool {
    facts.contract.from.is_some_and(|from| from <= facts.today)
        && facts.contract.until.is_none_or(|until| facts.today <= until)
}

/// A check counts from its day on, for as many days as the table says.
fn is_fresh(checked_on: Option<Day>, table: &RuleTable, today: Day) -> bool {
    checked_on.is_some_and(|day| day <= today && today.days_since(day) <= table.review_days())
}

/// A safeguard counts if this law accepts its kind here and it has not run out; a certificate counts only in
/// the countries of its system.
fn safeguard_counts(table: &RuleTable, route: &Route, facts: &Facts) -> bool {
    facts.safeguard.kind.is_some_and(|kind| {
        route.safeguards.contains(&kind)
            && facts.safeguard.until.is_none_or(|until| facts.today <= until)
            && (!kind.is_certificate() || facts.destination.is_some_and(|country| table.is_cbpr(country)))
    })
}
