//! What one decision is taken on: access, each question that the law is asked, in order, and a key that is missing.
//!
//! Invariant: no personal data is in here, only states, codes, days and jurisdictions. The same function decides now
//! and, on the same facts, at any time later, so that a decision on record can be reasoned again.

mod written;

pub use written::{DecisionFactsError, Recorded};

use super::access::{AccessFacts, AccessTable, Verb, permits};
use super::decide::{Decision, decide};
use super::facts::Facts;
use super::ids::{Answer, RuleId};
use super::remedies::Remedy;
use super::table::RuleTable;
use super::words::Verdict;
use crate::text_enum;

text_enum! {
    /// Whom a question to the law is about.
    "question" QuestionKind {
        /// The office that acts.
        Office = "office",
        /// The way from the office that collected.
        Transfer = "transfer",
        /// The processor that asks, or that something is handed to.
        Processor = "processor",
        /// One that the processor engages.
        SubProcessor = "sub_processor",
        /// A third party that something is provided to.
        ThirdParty = "third_party",
        /// The same once a second person has approved: that is the decision which the law hands to a person.
        ApprovedThirdParty = "approved_third_party",
    }
}

text_enum! {
    /// What stands in the way beside access and law: why a category has no grant that opens, as far as that says what would
    /// help, and what keeps from a third party.
    "lack" Lack {
        /// Another office collected it, and that one alone writes there.
        NotOurs = "not_ours",
        /// Another office has it and gave this one none.
        NotGiven = "not_given",
        /// The grant is live, but its wrapped key is not in the keyring.
        KeyMissing = "key_missing",
        /// The office's own grant is not live: it is in the making, or was ended for good.
        NotLive = "not_live",
        /// The candidate demanded that provision end.
        ProvisionEnded = "provision_ended",
        /// Nobody but whoever asked has approved the provision.
        SecondPerson = "second_person",
    }
}

impl Lack {
    /// What would help.
    pub fn remedies(self) -> Vec<Remedy> {
        match self {
            Self::NotOurs | Self::NotGiven => vec![Remedy::MakeTransfer],
            Self::KeyMissing => vec![Remedy::RestoreKeyring],
            Self::NotLive => Vec::new(),
            Self::ProvisionEnded => vec![Remedy::LiftProvisionEnd],
            Self::SecondPerson => vec![Remedy::AskSecondPerson],
        }
    }
}

/// A question that the law is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Whom it is about.
    pub kind: QuestionKind,
    /// What it is asked with.
    pub facts: Facts,
}

/// Everything that one decision is taken on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionFacts {
    /// What the access table is asked with.
    pub access: AccessFacts,
    /// What the law is asked, in order: the first refusal decides.
    pub questions: Vec<Question>,
    /// The grant that is missing, if one is.
    pub lack: Option<Lack>,
}

/// What a decision came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// Yes, a person first, or no.
    pub verdict: Verdict,
    /// The rules that decided, as the journal names them.
    pub rules: Vec<RuleId>,
    /// What refused, if anything did.
    pub refusal: Option<RefusedBy>,
}

/// What refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefusedBy {
    /// The access table, by the last rule that is named.
    Role,
    /// The law, at a question.
    Law {
        /// Which, counted from 0.
        question: usize,
        /// What it answered.
        decision: Decision,
    },
    /// The missing key.
    Lack(Lack),
}

impl Answered {
    /// The ids of the rules as one line of the journal has them.
    pub fn rule_line(&self) -> String {
        self.rules.iter().map(RuleId::as_str).collect::<Vec<_>>().join(" ")
    }

    /// The same where something keeps from a third party: a demand of the candidate before the law is asked, and a second
    /// person who is missing once it has nothing more to say.
    fn kept_from(mut self, table: &RuleTable, lack: Lack) -> Self {
        let rule = match (lack, &self.refusal) {
            (_, Some(RefusedBy::Role)) => return self,
            (Lack::ProvisionEnded, _) => {
                self.rules.truncate(1);
                table.answer(Answer::ProvisionEnded)
            }
            (_, Some(RefusedBy::Law { decision, .. })) if !decision.is_for_a_person() => return self,
            _ => table.answer(Answer::SecondPerson),
        };
        self.rules.push(rule);
        Self::refused(Verdict::Deny, self.rules, RefusedBy::Lack(lack))
    }

    fn refused(verdict: Verdict, rules: Vec<RuleId>, refusal: RefusedBy) -> Self {
        Self { verdict, rules, refusal: Some(refusal) }
    }
}

impl DecisionFacts {
    /// The facts of a decision that the access table takes alone.
    pub const fn of_role(access: AccessFacts) -> Self {
        Self { access, questions: Vec::new(), lack: None }
    }

    /// The facts of a decision with one question to the law.
    pub fn with_question(access: AccessFacts, kind: QuestionKind, facts: Facts) -> Self {
        Self { access, questions: vec![Question { kind, facts }], lack: None }
    }

    /// Decides: access, then law, then the key.
    pub fn answer(&self, table: &RuleTable, access: &AccessTable) -> Answered {
        let no_grant = |lack| {
            let rule = Decision::no_grant(table).rule;
            Answered::refused(Verdict::Deny, vec![rule], RefusedBy::Lack(lack))
        };
        // What another office collected is not asked about any further: no rule would let this one write there.
        if self.lack == Some(Lack::NotOurs) {
            return no_grant(Lack::NotOurs);
        }
        match (self.without_key(table, access), self.lack) {
            (answered, Some(lack @ (Lack::ProvisionEnded | Lack::SecondPerson))) => answered.kept_from(table, lack),
            (answered, Some(lack)) if answered.refusal.is_none() => no_grant(lack),
            (answered, _) => answered,
        }
    }

    fn without_key(&self, table: &RuleTable, access: &AccessTable) -> Answered {
        let mut rules = match permits(access, &self.access) {
            Err(refusal) => return Answered::refused(Verdict::Deny, vec![refusal.rule], RefusedBy::Role),
            Ok(rule) => vec![rule],
        };
        let asks_processor = self.questions.iter().any(|question| question.kind == QuestionKind::Processor);
        if self.access.verb == Verb::HandOver && !asks_processor {
            // Nothing is handed over to nobody.
            return Answered::refused(Verdict::Deny, rules, RefusedBy::Role);
        }
        for (number, question) in self.questions.iter().enumerate() {
            let decision = decide(table, &question.facts);
            let is_approved = question.kind == QuestionKind::ApprovedThirdParty && decision.is_for_a_person();
            let is_refused = !is_approved && !decision.allows();
            // An engaged one is named in its processor's place if it refuses, and else not at all.
            if question.kind == QuestionKind::SubProcessor && is_refused {
                rules.pop();
            }
            if question.kind != QuestionKind::SubProcessor || is_refused {
                rules.push(decision.rule.clone());
            }
            if self.access.verb == Verb::Decide {
                return decides_review(decision, number, rules);
            }
            if is_refused {
                let (verdict, question) = (decision.verdict, number);
                return Answered::refused(verdict, rules, RefusedBy::Law { question, decision });
            }
        }
        Answered { verdict: Verdict::Allow, rules, refusal: None }
    }
}

/// Who decides a review sees what is held for that, and only while it is held: what the law refuses stays shut, and
/// what it allows anyway is not there to be decided.
fn decides_review(decision: Decision, question: usize, rules: Vec<RuleId>) -> Answered {
    match decision.verdict {
        Verdict::Review => Answered { verdict: Verdict::Allow, rules, refusal: None },
        Verdict::Deny => Answered::refused(Verdict::Deny, rules, RefusedBy::Law { question, decision }),
        Verdict::Allow => Answered::refused(Verdict::Deny, rules, RefusedBy::Role),
    }
}
