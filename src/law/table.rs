//! The rule table: parsed from the product's own file and checked before anything is decided by it.
//!
//! Invariant: a `RuleTable` that exists is whole: every id is unique, every word an entry uses is known, every
//! rule that code implements is in the table and every rule of the table has its implementation. All numbers
//! come from the file.

mod build;
mod entries;
mod error;
mod raw;

use std::collections::HashMap;

pub use entries::{
    AfterRefusal, Breach, CategoryRule, CollectRule, Deadline, DeadlineKind, Fee, Gate, LawEntry, Purposes, Refusal,
    Retention, ReviewRule, Route, RuleText, StatisticsRule, Subject,
};
pub use error::TableError;
pub(super) use error::{At, complete};

use super::ids::{Answer, RuleId};
use super::words::{ExceptionId, RecipientKind, RequestType};
use crate::domain::category::CategoryId;
use crate::domain::jurisdiction::{Country, Jurisdiction};

const RULES: &str = include_str!("transfer-rules.toml");
const ANSWERS: &str = include_str!("answers.toml");

/// The checked rules, indexed for `decide`.
#[derive(Debug)]
pub struct RuleTable {
    digest: [u8; 32],
    version: RuleId,
    as_of: String,
    review_due: String,
    review_days: i64,
    statistics_min_group: u32,
    designated: Vec<Country>,
    cbpr: Vec<Country>,
    laws: Vec<LawEntry>,
    categories: Vec<CategoryRule>,
    gates: Vec<Gate>,
    reviews: Vec<ReviewRule>,
    routes: Vec<Route>,
    /// For each origin, recipient and exception the routes' places in `routes`, in file order.
    route_index: Vec<Vec<usize>>,
    collect: Vec<CollectRule>,
    statistics: Vec<StatisticsRule>,
    deadlines: Vec<Deadline>,
    refusals: Vec<Refusal>,
    after_refusals: Vec<AfterRefusal>,
    fees: Vec<Fee>,
    retentions: Vec<Retention>,
    breaches: Vec<Breach>,
    /// The ids of the answers that belong to no entry, in the order of `Answer`.
    answers: Vec<RuleId>,
    texts: HashMap<RuleId, RuleText>,
}

impl RuleTable {
    /// The product's own rules.
    pub fn built_in() -> Result<Self, TableError> {
        Self::parse(RULES)
    }

    /// The rules of a text; refused with the entry's name if anything in it is wrong.
    pub fn parse(text: &str) -> Result<Self, TableError> {
        build::table(text, ANSWERS)
    }

    /// The version that decisions and the journal name.
    pub fn version(&self) -> &RuleId {
        &self.version
    }

    /// The SHA-256 of what it was read from.
    pub const fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// The day the rules were last compared with the law, as the file writes it.
    pub fn as_of(&self) -> &str {
        &self.as_of
    }

    /// The day by which a lawyer must look again, as the file writes it.
    pub fn review_due(&self) -> &str {
        &self.review_due
    }

    /// How many days a destination check or a supervision stays fresh.
    pub fn review_days(&self) -> i64 {
        self.review_days
    }

    /// The smallest group that a statistic may show.
    pub fn statistics_min_group(&self) -> u32 {
        self.statistics_min_group
    }

    /// Whether Japan lists the country as having an equivalent system.
    pub fn is_designated(&self, country: Country) -> bool {
        self.designated.binary_search(&country).is_ok()
    }

    /// Whether the country belongs to the Cross-Border Privacy Rules system.
    pub fn is_cbpr(&self, country: Country) -> bool {
        self.cbpr.binary_search(&country).is_ok()
    }

    /// The words for any id of the table or of the engine's own answers.
    pub fn text(&self, id: &str) -> Option<&RuleText> {
        self.texts.get(id)
    }

    /// Every id with its words, in no order.
    pub fn texts(&self) -> impl Iterator<Item = &RuleText> {
        self.texts.values()
    }

    /// The three laws.
    pub fn laws(&self) -> &[LawEntry] {
        &self.laws
    }

    /// What the table says about a category.
    pub fn category(&self, id: CategoryId) -> Option<&CategoryRule> {
        self.categories.iter().find(|category| category.id == id)
    }

    /// The gates, in the order in which they are asked.
    pub fn gates(&self) -> &[Gate] {
        &self.gates
    }

    /// The reviews, in the order in which they are asked.
    pub fn reviews(&self) -> &[ReviewRule] {
        &self.reviews
    }

    /// Every route, in file order.
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// The routes from an office to a kind of recipient under one exception or none, in file order.
    pub fn routes_for(
        &self,
        origin: Jurisdiction,
        recipient: RecipientKind,
        exception: Option<ExceptionId>,
    ) -> impl Iterator<Item = &Route> {
        let places = self.route_index.get(slot(origin, recipient, exception)).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|place| self.routes.get(*place))
    }

    /// The rules on taking particular items in.
    pub fn collect_rules(&self) -> &[CollectRule] {
        &self.collect
    }

    /// The rules on statistics, in the order in which they are asked.
    pub fn statistics_rules(&self) -> &[StatisticsRule] {
        &self.statistics
    }

    /// The deadline of a request under one law.
    pub fn deadline(&self, law: Jurisdiction, request: RequestType) -> Option<&Deadline> {
        self.deadlines.iter().find(|entry| entry.law == law && entry.requests.contains(&request))
    }

    /// The grounds on which a request can be refused under one law.
    pub fn refusals(&self, law: Jurisdiction, request: RequestType) -> impl Iterator<Item = &Refusal> {
        self.refusals.iter().filter(move |entry| entry.law == law && entry.requests.contains(&request))
    }

    /// What follows a refusal under one law.
    pub fn after_refusal(&self, law: Jurisdiction) -> Option<&AfterRefusal> {
        self.after_refusals.iter().find(|entry| entry.law == law)
    }

    /// The fee that may be asked for a request under one law.
    pub fn fee(&self, law: Jurisdiction, request: RequestType) -> Option<&Fee> {
        self.fees.iter().find(|entry| entry.law == law && entry.requests.contains(&request))
    }

    /// How long something may or must be kept under one law.
    pub fn retention(&self, law: Jurisdiction, subject: Subject) -> Option<&Retention> {
        self.retentions.iter().find(|entry| entry.law == law && entry.subject == subject)
    }

    /// By when breaches must be reported under one law.
    pub fn breaches(&self, law: Jurisdiction) -> impl Iterator<Item = &Breach> {
        self.breaches.iter().filter(move |entry| entry.law == law)
    }

    /// Every id of a clock, in file order.
    pub fn breach_ids(&self) -> impl Iterator<Item = &RuleId> {
        self.breaches.iter().map(|entry| &entry.rule)
    }

    /// The id of an answer that belongs to no entry.
    pub fn answer(&self, answer: Answer) -> RuleId {
        self.answers.get(answer as usize).cloned().unwrap_or_else(|| RuleId::new(answer.as_str()))
    }

    /// Every id that allows an act which is kept to it and refuses one that is not, but for the routes.
    pub fn kept_to_ids(&self) -> impl Iterator<Item = &RuleId> {
        let fees = self.fees.iter().filter(|entry| entry.needs_notice).map(|entry| &entry.rule);
        self.deadlines.iter().map(|entry| &entry.rule).chain(fees)
    }

    /// Every id that `decide` can answer with, in file order.
    pub fn decision_ids(&self) -> impl Iterator<Item = &RuleId> {
        let gates = self.gates.iter().map(|entry| &entry.rule);
        let reviews = self.reviews.iter().map(|entry| &entry.rule);
        let routes = self.routes.iter().map(|entry| &entry.rule);
        let collect = self.collect.iter().map(|entry| &entry.rule);
        let statistics = self.statistics.iter().map(|entry| &entry.rule);
        let deadlines = self.deadlines.iter().map(|entry| &entry.rule);
        let refusals = self.refusals.iter().map(|entry| &entry.rule);
        let fees = self.fees.iter().map(|entry| &entry.rule);
        let retentions = self.retentions.iter().map(|entry| &entry.rule);
        gates
            .chain(reviews)
            .chain(routes)
            .chain(collect)
            .chain(statistics)
            .chain(deadlines)
            .chain(refusals)
            .chain(fees)
            .chain(retentions)
            .chain(&self.answers)
    }
}

/// The place in the route index of an origin, a recipient and an exception.
fn slot(origin: Jurisdiction, recipient: RecipientKind, exception: Option<ExceptionId>) -> usize {
    let exceptions = ExceptionId::ALL.len() + 1;
    let exception = exception.map_or(0, |exception| exception as usize + 1);
    (origin as usize * RecipientKind::ALL.len() + recipient as usize) * exceptions + exception
}
