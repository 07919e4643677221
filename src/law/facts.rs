//! The facts that a decision is taken on: all that the law needs to know about one intended act.
//!
//! Invariant: no personal data is in here, and a fact that is not known is the one that allows least: a fresh
//! `Facts` has given no consent, no contract, no notice and no home.

mod row;
mod written;

pub use row::{FACTS, FactsError};

use super::words::{Action, CollectField, ExceptionId, HarmTo, RecipientKind, RequestType, Safeguard};
use crate::domain::application::Outcome;
use crate::domain::category::CategoryId;
use crate::domain::consent::ConsentScope;
use crate::domain::jurisdiction::{Country, Jurisdiction};
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;

/// A span of days; inclusive at both ends, except that a withdrawal takes effect on its own day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Span {
    /// First day; never in force without one.
    pub from: Option<Day>,
    /// Last day; open-ended without one.
    pub until: Option<Day>,
    /// The day it was withdrawn on.
    pub withdrawn_on: Option<Day>,
}

impl Span {
    /// Whether the span holds on a day.
    pub fn in_force(&self, today: Day) -> bool {
        self.from.is_some_and(|from| from <= today)
            && self.until.is_none_or(|until| today <= until)
            && self.withdrawn_on.is_none_or(|withdrawn| today < withdrawn)
    }

    /// The last day on which the span holds, if it ends.
    pub fn last_day(&self) -> Option<Day> {
        let withdrawn = self.withdrawn_on.map(|day| day.plus_days(-1));
        self.until.into_iter().chain(withdrawn).min()
    }
}

/// What the candidate agreed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConsentFacts {
    /// What it covers.
    pub scopes: Vec<ConsentScope>,
    /// The countries it names.
    pub countries: Vec<Country>,
    /// When it holds.
    pub span: Span,
    /// Whether country and recipient were explained before.
    pub country_info_given: bool,
}

impl ConsentFacts {
    /// Whether a consent with this scope holds on a day.
    pub fn covers(&self, scope: ConsentScope, today: Day) -> bool {
        self.span.in_force(today) && self.scopes.contains(&scope)
    }
}

/// The explicit, separate consent to health data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HealthConsentFacts {
    /// When it holds.
    pub span: Span,
    /// Whether it says that the data goes abroad.
    pub abroad: bool,
}

/// The published notice of joint use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JointNoticeFacts {
    /// The day it was published on.
    pub from: Option<Day>,
    /// Whether it has every item that the law asks for and names this category and purpose.
    pub complete: bool,
}

/// The contract with a processor, and its supervision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContractFacts {
    /// First day of the contract.
    pub from: Option<Day>,
    /// Last day of the contract.
    pub until: Option<Day>,
    /// The categories in its scope.
    pub categories: Vec<CategoryId>,
    /// The purposes in its scope.
    pub purposes: Vec<Purpose>,
    /// The countries where it lets the data be handled.
    pub countries: Vec<Country>,
    /// The last review of eligibility or supervision.
    pub vetted_on: Option<Day>,
    /// Whether a sub-processor would get the data.
    pub reoutsourced: bool,
    /// Whether that sub-processor was approved in writing beforehand.
    pub reoutsourcing_approved: bool,
}

/// What binds a recipient.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SafeguardFacts {
    /// The safeguard on record.
    pub kind: Option<Safeguard>,
    /// Its last day.
    pub until: Option<Day>,
    /// The last check of the country's system and the recipient's measures.
    pub annual_check_on: Option<Day>,
    /// Whether the terms under which this office received the data allow passing it on.
    pub onward_permitted: bool,
}

/// The exception that is claimed, and what is on record for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExceptionFacts {
    /// Which, if any.
    pub claimed: Option<ExceptionId>,
    /// The country of the law or public body relied on.
    pub law: Option<Country>,
    /// Whether ground and document are on record.
    pub evidence: bool,
    /// Whether it is recorded why consent cannot be had.
    pub consent_difficult: bool,
    /// Whom or what the harm threatens.
    pub harm_to: Option<HarmTo>,
}

/// A subject request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestFacts {
    /// What is asked for.
    pub kind: Option<RequestType>,
    /// The ground of refusal that is claimed.
    pub ground: Option<String>,
    /// Whether the requester's identity was checked.
    pub identity_verified: bool,
    /// Whole calendar days since it came in.
    pub days_elapsed: Option<i64>,
    /// Whether the requester was told in time why not yet and by when.
    pub delay_notified: bool,
    /// Whether the fee was told beforehand.
    pub fee_notified: bool,
}

/// A statistic.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StatisticFacts {
    /// Whether a person can be told from it.
    pub identifiable: bool,
    /// The smallest number of candidates behind one figure.
    pub group_size: Option<u32>,
}

/// All facts of one intended act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What somebody wants to do.
    pub action: Action,
    /// The date of the decision, at the office that would act.
    pub today: Day,
    /// The candidate's home, if known.
    pub candidate_home: Option<Country>,
    /// Whether a named person cleared the home's law on record.
    pub home_reviewed: bool,
    /// The office that first got the data.
    pub collected_in: Option<Country>,
    /// The office that holds the data and would act; anything but the three countries is refused.
    pub origin: Option<Country>,
    /// Where the recipient would handle it.
    pub destination: Option<Country>,
    /// Who would get it.
    pub recipient: Option<RecipientKind>,
    /// The category; an unknown one is treated as the most sensitive.
    pub category: Option<CategoryId>,
    /// The purpose; `None` is a purpose outside the published eight.
    pub purpose: Option<Purpose>,
    /// Whether the notice in force when the candidate applied named the purpose.
    pub purpose_notified: bool,
    /// How the selection stands.
    pub outcome: Option<Outcome>,
    /// The day the selection ended without a hire.
    pub closed_on: Option<Day>,
    /// Whether a dispute or a law forces us to keep the record.
    pub legal_hold: bool,
    /// Whether a stop of use is in force.
    pub suspended: bool,
    /// What the candidate agreed to.
    pub consent: ConsentFacts,
    /// The separate consent to health data.
    pub health_consent: HealthConsentFacts,
    /// Whether a named person recorded that the job demands this health data.
    pub need_confirmed: bool,
    /// The notice of joint use.
    pub joint_notice: JointNoticeFacts,
    /// The contract with the processor.
    pub contract: ContractFacts,
    /// What binds the recipient.
    pub safeguard: SafeguardFacts,
    /// The exception that is claimed.
    pub exception: ExceptionFacts,
    /// The statistic, for `statistics`.
    pub statistic: StatisticFacts,
    /// The subject request, for the actions about one.
    pub request: RequestFacts,
    /// What is special about the item, for `collect`.
    pub field: Option<CollectField>,
}

impl Facts {
    /// Facts of which nothing is known but the act, the day and the office: all else is what allows least.
    pub fn new(action: Action, today: Day, origin: Jurisdiction) -> Self {
        Self {
            action,
            today,
            candidate_home: None,
            home_reviewed: false,
            collected_in: Some(origin.country()),
            origin: Some(origin.country()),
            destination: None,
            recipient: None,
            category: None,
            purpose: None,
            purpose_notified: false,
            outcome: None,
            closed_on: None,
            legal_hold: false,
            suspended: false,
            consent: ConsentFacts::default(),
            health_consent: HealthConsentFacts::default(),
            need_confirmed: false,
            joint_notice: JointNoticeFacts::default(),
            contract: ContractFacts::default(),
            safeguard: SafeguardFacts::default(),
            exception: ExceptionFacts::default(),
            statistic: StatisticFacts::default(),
            request: RequestFacts::default(),
            field: None,
        }
    }

    /// The law of the office that would act, if it is one of the three.
    pub fn origin_law(&self) -> Option<Jurisdiction> {
        self.origin.and_then(Country::jurisdiction)
    }

    /// The law of the office that first got the data, if it is one of the three.
    pub fn collecting_law(&self) -> Option<Jurisdiction> {
        self.collected_in.and_then(Country::jurisdiction)
    }
}
