//! What the law is asked with about a provision to a third party.
//!
//! Invariant: a demand of the candidate to end it is asked about before the law, and what is not on record is the fact
//! that allows least.

use super::database::Db;
use super::error::StoreError;
use super::facts::HoldingFacts;
use super::gate::{Ask, Refusal};
use super::judge::{Judged, by_law, by_role, decided, role_facts};
use super::open::Database;
use super::provision_ends;
use crate::domain::category::CategoryId;
use crate::domain::disclosure::{Ground, ProvisionEnd, ThirdParty};
use crate::domain::id::{HoldingId, ThirdPartyId};
use crate::domain::jurisdiction::Country;
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;
use crate::law::decision_facts::{DecisionFacts, Lack, QuestionKind};
use crate::law::facts::{ExceptionFacts, Facts, SafeguardFacts};
use crate::law::ids::Answer;
use crate::law::words::ExceptionId;
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
    /// To whom.
    pub to: ThirdPartyId,
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
        self.decision.is_for_a_person()
    }

    /// Whether the table of rules refuses it, and not a demand of the candidate: the table has no way around that.
    pub fn is_by_law(&self) -> bool {
        self.refusal.as_ref().is_some_and(|refusal| refusal.rule == self.decision.rule.as_str())
    }
}

/// Who has approved a provision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Approval {
    /// It is being asked for, or needs nobody's.
    None,
    /// It needs a second person's, and has none.
    Missing,
    /// A second person.
    Given,
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
        let facts = self.facts(holding, today, category);
        let decision = decide(table, &facts);
        let refusal = if self.is_shut(ends) {
            let rule = table.answer(Answer::ProvisionEnded).to_string();
            Some(Refusal { by_role: false, remedies: Lack::ProvisionEnded.remedies(), ..by_role(category, rule) })
        } else if decision.allows() || decision.is_for_a_person() {
            None
        } else {
            Some(by_law(category, &decision, &facts))
        };
        Word { category, to: self.to, facts, decision, refusal }
    }

    fn facts(&self, holding: &HoldingFacts, today: Day, category: CategoryId) -> Facts {
        let mut facts = holding.for_third_party(today, category, self.purpose, (self.to, self.country));
        facts.exception = ExceptionFacts { claimed: exception_of(self.ground), ..self.exception };
        facts.safeguard = self.safeguard;
        facts
    }

    fn is_shut(&self, ends: &[ProvisionEnd]) -> bool {
        ends.iter().any(|end| end.shuts(self.to, self.ground))
    }
}

/// Access, the demands of the candidate, the law, and the second person: what keeps a category from being provided.
pub(super) fn judge_disclosure(
    db: &Database,
    ask: &Ask<'_>,
    (holding, ends): (&HoldingFacts, &[ProvisionEnd]),
    (claim, approval): (&Claim, Approval),
    category: CategoryId,
) -> Judged {
    let kind = if approval == Approval::Given { QuestionKind::ApprovedThirdParty } else { QuestionKind::ThirdParty };
    let lack = match approval {
        _ if claim.is_shut(ends) => Some(Lack::ProvisionEnded),
        Approval::Missing => Some(Lack::SecondPerson),
        Approval::None | Approval::Given => None,
    };
    let access = role_facts(ask, &holding.holding, category, false);
    let asked = claim.facts(holding, holding.today(ask.caller.at), category);
    decided(db, category, DecisionFacts { lack, ..DecisionFacts::with_question(access, kind, asked) })
}

/// The demands of a holding's candidate that are in force. One about a third party of another spelling counts as one
/// about this one: whoever writes the name differently gets nothing either.
///
/// # Errors
/// The database's.
pub(super) fn ends_of(db: &mut Db, holding: HoldingId, to: &ThirdParty) -> Result<Vec<ProvisionEnd>, StoreError> {
    let mut ends = provision_ends::of_holding(db, holding)?;
    ends.retain(|end| end.lifted_at.is_none());
    if ends.iter().any(|end| end.third_party != to.id) {
        let alike = provision_ends::alike(db, holding, to)?;
        for end in ends.iter_mut().filter(|end| alike.contains(&end.third_party)) {
            end.third_party = to.id;
        }
    }
    Ok(ends)
}
