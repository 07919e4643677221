//! The gates: what refuses an act before any route is looked at, each a small function.
//!
//! Invariant: a fact that is missing never keeps a gate from firing.

use super::facts::Facts;
use super::ids::{Answer, GateId, RuleId};
use super::retention;
use super::table::{Gate, Purposes, RuleTable};
use super::words::RecipientKind;
use crate::domain::consent::ConsentScope;
use crate::domain::jurisdiction::Country;
use crate::domain::purpose::Purpose;

/// The rule by which a gate refuses the act, if it applies to it: the gate itself, or our own that is stricter.
pub(super) fn refusal(gate: &Gate, table: &RuleTable, facts: &Facts) -> Option<RuleId> {
    let skipped = facts.exception.claimed.is_some_and(|exception| gate.skipped_by.contains(&exception));
    if skipped || !gate.actions.contains(&facts.action) {
        return None;
    }
    if fires(gate.id, table, facts) {
        return Some(gate.rule.clone());
    }
    let health = gate.id == GateId::Retention && retention::health_is_over(table, facts);
    health.then(|| table.answer(Answer::HealthOverdue))
}

fn fires(gate: GateId, table: &RuleTable, facts: &Facts) -> bool {
    match gate {
        GateId::Law => facts.origin_law().is_none(),
        GateId::Identity => !facts.request.identity_verified,
        GateId::Suspended => facts.suspended,
        GateId::Purpose => purpose_is_not_covered(facts),
        GateId::Retention => retention::is_over(table, facts),
        GateId::HealthConsent => is_special_care(table, facts) && !facts.health_consent.span.in_force(facts.today),
        GateId::HealthPurpose => purpose_is_foreign_to_the_category(table, facts),
        GateId::HealthAbroad => {
            is_special_care(table, facts) && facts.destination != facts.origin && !facts.health_consent.abroad
        }
        GateId::Destination => {
            matches!(facts.recipient, Some(RecipientKind::OwnOffice | RecipientKind::GroupSubsidiary))
                && facts.destination.and_then(Country::jurisdiction).is_none()
        }
        GateId::Onward => passes_on_without_leave(facts),
        GateId::Reoutsource => {
            facts.recipient == Some(RecipientKind::Processor)
                && facts.contract.reoutsourced
                && !facts.contract.reoutsourcing_approved
        }
    }
}

/// Whether the category needs a consent of its own; an unknown category does.
pub(super) fn is_special_care(table: &RuleTable, facts: &Facts) -> bool {
    facts.category.and_then(|category| table.category(category)).is_none_or(|rule| rule.special_care)
}

fn purpose_is_not_covered(facts: &Facts) -> bool {
    let told = facts.purpose_notified && facts.purpose.is_some_and(|purpose| Purpose::PUBLISHED.contains(&purpose));
    !told && !facts.consent.covers(ConsentScope::OtherPurpose, facts.today)
}

fn purpose_is_foreign_to_the_category(table: &RuleTable, facts: &Facts) -> bool {
    let Some(rule) = facts.category.and_then(|category| table.category(category)) else {
        return true;
    };
    match &rule.purposes {
        Purposes::All => false,
        Purposes::Only(purposes) => {
            !facts.purpose.is_some_and(|purpose| purposes.contains(&purpose) || rule.purposes_review.contains(&purpose))
        }
    }
}

fn passes_on_without_leave(facts: &Facts) -> bool {
    facts.collected_in != facts.origin
        && facts.recipient != Some(RecipientKind::OwnOffice)
        && facts.destination != facts.collected_in
        && !facts.safeguard.onward_permitted
}
