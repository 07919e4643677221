//! Who may do what at all: role × verb × category × purpose, before the law is asked.
//!
//! Invariant: what no rule of `access.toml` allows is refused with an id, and nobody on the staff gets a record
//! about themselves.

mod build;

use std::collections::HashMap;

use super::ids::RuleId;
use super::remedies::Remedy;
use super::table::{RuleText, TableError};
use crate::domain::category::CategoryId;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{JobName, Role};
use crate::text_enum;

const ACCESS: &str = include_str!("access.toml");

text_enum! {
    /// What somebody does with a record.
    "verb" Verb {
        /// See it among others.
        List = "list",
        /// Open it.
        Read = "read",
        /// Ask the candidate for a consent.
        Ask = "ask",
        /// Add to it.
        Create = "create",
        /// Change it.
        Change = "change",
        /// Give it to a third party.
        Disclose = "disclose",
        /// Write it into a file that leaves the system.
        Export = "export",
        /// Make it available to another office.
        Transfer = "transfer",
        /// Entrust a processor with it.
        Entrust = "entrust",
        /// Hand a processor what it was entrusted with as a package.
        HandOver = "hand_over",
        /// Decide a review or a proposal, and see what is held for that.
        Decide = "decide",
        /// Keep the record of a provision or a receipt, and read what stands in it.
        Record = "record",
        /// Answer a subject request with it.
        Answer = "answer",
        /// Erase it.
        Erase = "erase",
        /// Suspend its use, or lift that.
        Suspend = "suspend",
    }
}

text_enum! {
    /// What a rule asks for besides role, verb, category and purpose.
    "access condition" Condition {
        /// The caller works on an application of this candidate.
        Assigned = "assigned",
        /// The caller said why.
        Reason = "reason",
        /// The record is the caller's own.
        Own = "self",
        /// The record is not the caller's own; asked of everybody but candidates.
        NotOwnFile = "not_own_file",
    }
}

/// What the access table needs to know about one intended act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessFacts {
    /// In which role.
    pub role: Role,
    /// Which job, if the role is one.
    pub job: Option<JobName>,
    /// What the caller does.
    pub verb: Verb,
    /// With which category.
    pub category: CategoryId,
    /// For which purpose.
    pub purpose: Purpose,
    /// Whether the record is about the caller: a candidate's own, or the own file of somebody hired.
    pub own_file: bool,
    /// Whether the caller is assigned to an application of this candidate.
    pub assigned: bool,
    /// Whether the caller said why.
    pub reason_given: bool,
}

/// A rule that allows.
#[derive(Debug)]
pub struct AccessRule {
    /// Its id.
    pub rule: RuleId,
    /// For which role.
    pub role: Role,
    /// For which job, if the role is one.
    pub job: Option<JobName>,
    /// What it allows.
    pub verbs: Vec<Verb>,
    /// With which categories.
    pub categories: Vec<CategoryId>,
    /// For which purposes.
    pub purposes: Vec<Purpose>,
    /// What it asks for besides.
    pub when: Vec<Condition>,
}

/// A named refusal; the first that fits answers.
#[derive(Debug)]
struct NamedRefusal {
    rule: RuleId,
    unmet: Option<Condition>,
    role: Option<Role>,
    categories: Option<Vec<CategoryId>>,
}

/// Why the access table refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRefusal {
    /// The rule behind it.
    pub rule: RuleId,
    /// What the rule that would otherwise fit asks for.
    pub unmet: Option<Condition>,
}

impl AccessRefusal {
    /// What would change the answer, where anything may.
    pub const fn remedy(&self) -> Option<Remedy> {
        match self.unmet {
            Some(Condition::Reason) => Some(Remedy::GiveReason),
            Some(Condition::Assigned) => Some(Remedy::AskAssignment),
            _ => None,
        }
    }
}

/// The checked access table.
#[derive(Debug)]
pub struct AccessTable {
    digest: [u8; 32],
    /// The rules of each role, in the order of `Role`.
    rules: Vec<Vec<AccessRule>>,
    refusals: Vec<NamedRefusal>,
    texts: HashMap<RuleId, RuleText>,
}

impl AccessTable {
    /// The product's own table.
    pub fn built_in() -> Result<Self, TableError> {
        Self::parse(ACCESS)
    }

    /// The table of a text; refused with the entry's name if anything in it is wrong.
    pub fn parse(text: &str) -> Result<Self, TableError> {
        build::table(text)
    }

    /// The SHA-256 of what it was read from.
    pub const fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// The words of a rule or refusal.
    pub fn text(&self, id: &str) -> Option<&RuleText> {
        self.texts.get(id)
    }

    /// Every id with its words, in no order.
    pub fn texts(&self) -> impl Iterator<Item = &RuleText> {
        self.texts.values()
    }

    /// The rules of a role, in file order.
    pub fn rules(&self, role: Role) -> &[AccessRule] {
        self.rules.get(role as usize).map_or(&[], Vec::as_slice)
    }
}

/// Whether the table allows an act: the id of the rule that does, or the refusal.
pub fn permits(table: &AccessTable, facts: &AccessFacts) -> Result<RuleId, AccessRefusal> {
    if facts.own_file && facts.role != Role::Candidate {
        return Err(refusal(table, facts, Some(Condition::NotOwnFile)));
    }
    let mut missing = None;
    for rule in table.rules(facts.role).iter().filter(|rule| fits(rule, facts)) {
        match rule.when.iter().find(|condition| !holds(**condition, facts)) {
            None => return Ok(rule.rule.clone()),
            Some(condition) => missing = missing.or(Some(*condition)),
        }
    }
    Err(refusal(table, facts, missing))
}

fn fits(rule: &AccessRule, facts: &AccessFacts) -> bool {
    rule.job == facts.job
        && rule.verbs.contains(&facts.verb)
        && rule.categories.contains(&facts.category)
        && rule.purposes.contains(&facts.purpose)
}

fn holds(condition: Condition, facts: &AccessFacts) -> bool {
    match condition {
        Condition::Assigned => facts.assigned,
        Condition::Reason => facts.reason_given,
        Condition::Own => facts.own_file,
        Condition::NotOwnFile => !facts.own_file,
    }
}

fn refusal(table: &AccessTable, facts: &AccessFacts, unmet: Option<Condition>) -> AccessRefusal {
    let named = table.refusals.iter().find(|named| {
        named.unmet == unmet
            && named.role.is_none_or(|role| role == facts.role)
            && named.categories.as_ref().is_none_or(|categories| categories.contains(&facts.category))
    });
    // The table was refused at start if a role or a condition had no refusal of its own.
    let rule = named.map_or_else(|| RuleId::new("ROLE-NONE"), |named| named.rule.clone());
    AccessRefusal { rule, unmet }
}
