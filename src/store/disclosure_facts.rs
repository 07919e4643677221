//! What the law is asked with about a provision to a third party.
//!
//! Invariant: a demand of the candidate to end it is asked about before the law, and what is not on record is the fact
//! that allows least.

use super::database::Db;
use super::error::StoreError;
use super::facts::HoldingFacts;
use super::gate::{Ask, Refusal};
use super::judge::{by_law, by_role, role_facts};
use super::open::Database;
use super::provision_ends;
use crate::domain::category::CategoryId;
use crate::domain::disclosure::{Ground, ProvisionEnd};
use crate::domain::id::{HoldingId, ThirdPartyId};
use crate::domain::jurisdiction::Country;
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;
use crate::law::access;
use crate::law::facts::{ExceptionFacts, Facts, SafeguardFacts};
use crate::law::ids::Answer;
use crate::law::remedies::Remedy;
use crate::law::words::{ExceptionId, RecipientKind, Verdict};
use crate::law::{Decision, RuleTable, decide};

/// What is to be provided to whom, and what is on record for it; about no person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// To whom.
    pub to: ThirdPartyId,
    /// Where they handle it.
    pub country: Country,
    /// Which categories.
    pub categories: Vec<CategoryId>,
    /// For which purpose.
    pub purpose: Purpose,
    /// On which ground.
    pub ground: Ground,
    /// What is on record for an exception.
    pub exception: ExceptionFacts,
    /// What binds the recipient abroad.
    pub safeguard: SafeguardFacts,
}

/// The exception of the rule table that a ground claims.
pub fn exception_of(ground: Ground) -> Option<ExceptionId> {
    ground.as_str().parse().ok()
}

/// What the law says about providing one category.
#[derive(Debug, Clone)]
pub struct Word {
    /// Which.
    pub category: CategoryId,
    /// What it was asked with.
    pub facts: Facts,
    /// The decision.
    pub decision: Decision,
    /// Why it cannot be provided, if not even a second person can allow it.
    pub refusal: Option<Refusal>,
}

impl Word {
    /// Whether a person has to decide it by hand: the approval of a second person is that decision. A review of the
    /// record itself is not, for it has its own page.
    pub fn is_for_a_person(&self) -> bool {
        self.decision.verdict == Verdict::Review && self.decision.held.is_none()
    }
}

impl Claim {
    /// What the law says about a category of a holding, on a day at the office that collected.
    pub(super) fn word(
        &self,
        table: &RuleTable,
        (holding, ends): (&HoldingFacts, &[ProvisionEnd]),
        today: Day,
        category: CategoryId,
    ) -> Word {
        let to = (RecipientKind::ThirdParty, self.country);
        let mut facts = holding.for_recipient(today, category, self.purpose, to);
        facts.exception = ExceptionFacts { claimed: exception_of(self.ground), ..self.exception };
        facts.safeguard = self.safeguard;
        let decision = decide(table, &facts);
        let mut word = Word { category, facts, decision, refusal: None };
        word.refusal = if ends.iter().any(|end| end.shuts(self.to, self.ground)) {
            Some(house(table, Answer::ProvisionEnded, category, Remedy::LiftProvisionEnd))
        } else if word.decision.allows() || word.is_for_a_person() {
            None
        } else {
            Some(by_law(category, &word.decision, &word.facts))
        };
        word
    }
}

/// The refusal of what nobody but the asker has approved.
pub(super) fn second_person(table: &RuleTable, category: CategoryId) -> Refusal {
    house(table, Answer::SecondPerson, category, Remedy::AskSecondPerson)
}

fn house(table: &RuleTable, answer: Answer, category: CategoryId, remedy: Remedy) -> Refusal {
    Refusal { by_role: false, remedies: vec![remedy], ..by_role(category, table.answer(answer).to_string()) }
}

/// Access, then the law: what keeps a category from being provided, with the rules that decided. Without the approval of
/// a second person nothing is provided that needs one.
pub(super) fn judge_disclosure(
    db: &Database,
    ask: &Ask<'_>,
    (holding, ends): (&HoldingFacts, &[ProvisionEnd]),
    (claim, is_approved): (&Claim, bool),
    category: CategoryId,
) -> (Option<Refusal>, String) {
    let role_rule = match access::permits(&db.inner().law.access, &role_facts(ask, &holding.holding, category, false)) {
        Ok(rule) => rule,
        Err(refusal) => {
            let rule = refusal.rule.to_string();
            return (Some(by_role(category, rule.clone())), rule);
        }
    };
    let word = claim.word(db.table(), (holding, ends), holding.today(ask.caller.at), category);
    let law = match &word.refusal {
        // What a demand shuts is shut whatever the law's own answer is.
        Some(refusal) => refusal.rule.clone(),
        None => word.decision.rule.to_string(),
    };
    if word.refusal.is_none() && !is_approved {
        let refusal = second_person(db.table(), category);
        let rules = format!("{role_rule} {law} {}", refusal.rule);
        return (Some(refusal), rules);
    }
    (word.refusal, format!("{role_rule} {law}"))
}

/// The demands of a holding's candidate that are in force.
///
/// # Errors
/// The database's.
pub(super) fn ends_of(db: &mut Db, holding: HoldingId) -> Result<Vec<ProvisionEnd>, StoreError> {
    let mut ends = provision_ends::of_holding(db, holding)?;
    ends.retain(|end| end.lifted_at.is_none());
    Ok(ends)
}
