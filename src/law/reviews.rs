//! The reviews: what hands an allowed act to a named person, each a small function.
//!
//! Invariant: a fact that is missing never keeps a review from being asked for.

use super::facts::Facts;
use super::gates::is_special_care;
use super::ids::ReviewId;
use super::table::{ReviewRule, RuleTable};
use crate::domain::jurisdiction::Country;

/// Whether a review applies to the act.
pub(super) fn asks(review: &ReviewRule, table: &RuleTable, facts: &Facts) -> bool {
    review.actions.contains(&facts.action)
        && !facts.exception.claimed.is_some_and(|exception| review.skipped_by.contains(&exception))
        && fits(review.id, table, facts)
}

fn fits(review: ReviewId, table: &RuleTable, facts: &Facts) -> bool {
    match review {
        ReviewId::Home => facts.candidate_home.and_then(Country::jurisdiction).is_none() && !facts.home_reviewed,
        ReviewId::HealthSelection => {
            is_special_care(table, facts) && serves_after_review_only(table, facts) && !facts.need_confirmed
        }
    }
}

fn serves_after_review_only(table: &RuleTable, facts: &Facts) -> bool {
    let rule = facts.category.and_then(|category| table.category(category));
    rule.is_none_or(|rule| facts.purpose.is_some_and(|purpose| rule.purposes_review.contains(&purpose)))
}
