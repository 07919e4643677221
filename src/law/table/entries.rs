//! The entries of the checked rule table.
//!
//! Invariant: made only by `table::build`, which has checked every word in them.

use super::super::breaches::BreachId;
use super::super::ids::{ConditionId, GateId, ReviewId, RuleId, StatisticsId};
use super::super::words::{
    Action, CollectField, Duty, ExceptionId, Force, RecipientKind, RequestType, Safeguard, Zone,
};
use crate::domain::application::Outcome;
use crate::domain::category::CategoryId;
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::purpose::Purpose;
use crate::text_enum;

/// What a page says about a rule: where it comes from and, in English, why it is there.
#[derive(Debug, Clone)]
pub struct RuleText {
    /// The rule.
    pub id: RuleId,
    /// Law article or policy clause.
    pub cite: String,
    /// One sentence for people.
    pub why: String,
    /// How binding it is, where the table says so.
    pub force: Option<Force>,
}

/// A rule that refuses before any route is looked at.
#[derive(Debug)]
pub struct Gate {
    /// Which implementation it has.
    pub id: GateId,
    /// Its id as decisions name it.
    pub rule: RuleId,
    /// The actions it applies to.
    pub actions: Vec<Action>,
    /// The exceptions under which it does not apply.
    pub skipped_by: Vec<ExceptionId>,
}

/// A rule that hands an allowed act to a named person.
#[derive(Debug)]
pub struct ReviewRule {
    /// Which implementation it has.
    pub id: ReviewId,
    /// Its id as decisions name it.
    pub rule: RuleId,
    /// The actions it applies to.
    pub actions: Vec<Action>,
    /// The exceptions under which it does not apply.
    pub skipped_by: Vec<ExceptionId>,
}

/// A lawful way for data to go from an office to a recipient.
#[derive(Debug)]
pub struct Route {
    /// Its id.
    pub rule: RuleId,
    /// The law of the office that would act.
    pub origin: Jurisdiction,
    /// Where it leads.
    pub to: Vec<Zone>,
    /// To whom.
    pub recipient: RecipientKind,
    /// Under which exception, if any.
    pub exception: Option<ExceptionId>,
    /// For which categories.
    pub categories: Vec<CategoryId>,
    /// What must hold, all of it.
    pub requires: Vec<ConditionId>,
    /// Those of `requires` that are only the company's own choice.
    pub house: Vec<ConditionId>,
    /// The safeguards that count on this route.
    pub safeguards: Vec<Safeguard>,
    /// What must be done after.
    pub duties: Vec<Duty>,
    /// Whether a person must decide even when everything holds.
    pub reviewed: bool,
    /// The legal basis in words.
    pub basis: String,
}

/// The purposes a category may serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purposes {
    /// Every purpose that was told.
    All,
    /// These only.
    Only(Vec<Purpose>),
}

/// What the table says about a category.
#[derive(Debug)]
pub struct CategoryRule {
    /// Which.
    pub id: CategoryId,
    /// The information category of the published policy that it belongs to.
    pub information_category: String,
    /// The purposes it may serve.
    pub purposes: Purposes,
    /// The purposes it may serve once a person confirmed the need.
    pub purposes_review: Vec<Purpose>,
    /// Whether it needs a consent of its own.
    pub special_care: bool,
}

/// A rule on taking a particular item in.
#[derive(Debug)]
pub struct CollectRule {
    /// Its id.
    pub rule: RuleId,
    /// The laws it belongs to.
    pub laws: Vec<Jurisdiction>,
    /// The item.
    pub field: CollectField,
    /// The outcomes of selection in which it may be taken.
    pub allow_outcomes: Vec<Outcome>,
}

/// A rule on publishing a statistic.
#[derive(Debug)]
pub struct StatisticsRule {
    /// Which implementation it has.
    pub id: StatisticsId,
    /// Its id as decisions name it.
    pub rule: RuleId,
    /// Whether it allows.
    pub allows: bool,
}

text_enum! {
    /// What a deadline asks for.
    "deadline kind" DeadlineKind {
        /// Without delay; the days are the company's own target.
        Promptly = "promptly",
        /// An answer, or a written word on why not yet and by when.
        AnswerOrNotify = "answer_or_notify",
    }
}

/// By when a subject request must be answered.
#[derive(Debug)]
pub struct Deadline {
    /// Its id.
    pub rule: RuleId,
    /// The law.
    pub law: Jurisdiction,
    /// The kinds of request.
    pub requests: Vec<RequestType>,
    /// Calendar days after the request came in.
    pub days: i64,
    /// What must happen by then.
    pub kind: DeadlineKind,
}

/// A ground on which a subject request can be refused.
#[derive(Debug)]
pub struct Refusal {
    /// Its id.
    pub rule: RuleId,
    /// The law.
    pub law: Jurisdiction,
    /// The kinds of request.
    pub requests: Vec<RequestType>,
    /// The ground, as forms and the CSV name it.
    pub ground: String,
    /// Whether the request has to be refused, rather than can be.
    pub must: bool,
    /// Only while the selection stands so; always, if there is none.
    pub only_outcome: Option<Vec<Outcome>>,
}

/// What follows a refusal.
#[derive(Debug)]
pub struct AfterRefusal {
    /// The law.
    pub law: Jurisdiction,
    /// What to do, in words.
    pub todo: String,
    /// How many days the log entry or copy is kept; 0 is no number.
    pub keep_days: i64,
    /// Where the law says so.
    pub cite: String,
}

/// A fee that may be asked.
#[derive(Debug)]
pub struct Fee {
    /// Its id.
    pub rule: RuleId,
    /// The law.
    pub law: Jurisdiction,
    /// The kinds of request.
    pub requests: Vec<RequestType>,
    /// Whether it must have been told before.
    pub needs_notice: bool,
    /// How high it may be, in words.
    pub limit: String,
}

text_enum! {
    /// What a retention limit is about.
    "retention subject" Subject {
        /// Data of a candidate whose selection ended without a hire.
        Unsuccessful = "unsuccessful",
        /// Data kept for a later look, by consent.
        TalentPool = "talent_pool",
        /// The record of a provision.
        ProvisionRecord = "provision_record",
        /// The log of refusals.
        RefusalLog = "refusal_log",
        /// The copy of refused data.
        RefusedCopy = "refused_copy",
        /// Data of somebody who was hired.
        Hired = "hired",
    }
}

/// How long something may or must be kept.
#[derive(Debug)]
pub struct Retention {
    /// Its id.
    pub rule: RuleId,
    /// The law.
    pub law: Jurisdiction,
    /// What it is about.
    pub subject: Subject,
    /// Erase after this many days.
    pub max_days: Option<i64>,
    /// Keep at least this many days.
    pub min_days: Option<i64>,
    /// The event it counts from, in words.
    pub from: String,
}

/// By when a breach must be reported.
#[derive(Debug)]
pub struct Breach {
    /// Which implementation it has.
    pub id: BreachId,
    /// Its id.
    pub rule: RuleId,
    /// The law.
    pub law: Jurisdiction,
    /// To whom.
    pub to: String,
    /// Within how many days.
    pub days: i64,
    /// From when, in words.
    pub clock: String,
    /// What breaches it is about, in words.
    pub trigger: String,
}

/// One of the three laws.
#[derive(Debug)]
pub struct LawEntry {
    /// Which.
    pub id: Jurisdiction,
    /// The country's name.
    pub name: String,
    /// The statute.
    pub law: String,
    /// The authority.
    pub authority: String,
    /// The bases that the engine may allow on.
    pub bases: Vec<String>,
    /// The bases that only a person may rely on.
    pub manual_bases: Vec<String>,
    /// What is particular about it.
    pub note: String,
}
