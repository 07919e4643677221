//! Pages for staff.
//!
//! Invariant: what a page shows of a candidate was opened by the gate; what was refused is shown as withheld with
//! the rule that says so, never left out silently.

pub mod candidate;
pub mod candidate_form;
pub mod candidates;
pub mod country_information;
pub mod decisions;
mod differences;
pub mod disclosures;
pub mod duties;
pub mod filters;
pub mod health;
pub mod history;
pub mod inbox;
pub mod incidents;
pub mod intakes;
pub mod joint_use;
pub mod lists;
pub mod notices;
pub mod offices;
mod package;
pub mod policy;
pub mod processors;
pub mod proposals;
pub mod reviews;
pub mod rule_trial;
pub mod safeguards;
pub mod searches;
pub mod selection;
pub mod sign_in;
pub mod signature;
pub mod suggestions;
pub mod third_parties;
pub mod today;
pub mod transfers;
pub mod users;
pub mod vacancies;
pub mod views;
mod vocabulary;
pub mod what_if;
pub(in crate::web) mod withholding;
mod writing;

pub use writing::Writing;

use super::extract::StaffCaller;
use super::form::Choice;
use crate::domain::category::CategoryId;
use crate::domain::locale::Locale;
use crate::domain::office::Office;
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;
use crate::law::access::Verb;

impl StaffCaller {
    /// Whether the role may do something with a category for a purpose at all. It decides which buttons a page
    /// has; whether the act itself may be done, the gate decides.
    fn may(&self, verb: Verb, category: CategoryId, purpose: Purpose) -> bool {
        let rules = self.visitor.app.store.law().access.rules(self.staff.role);
        rules.iter().any(|rule| {
            rule.verbs.contains(&verb) && rule.categories.contains(&category) && rule.purposes.contains(&purpose)
        })
    }

    /// The date at their office.
    fn today(&self) -> Day {
        Writing::new(self.visitor.texts, &self.office).date(self.visitor.at)
    }

    /// Whether the role has lists of candidates for any purpose.
    fn has_lists(&self) -> bool {
        let rules = self.visitor.app.store.law().access.rules(self.staff.role);
        rules.iter().any(|rule| rule.verbs.contains(&Verb::List) && rule.categories.contains(&CategoryId::Profile))
    }
}

/// Offices as choices.
fn office_choices(offices: &[Office], locale: Locale) -> Vec<Choice> {
    offices.iter().map(|office| Choice::new(office.code.as_str(), office.name.get(locale))).collect()
}
