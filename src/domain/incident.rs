//! Incidents: what may have happened to personal data, and whom it affects.

use super::category::CategoryId;
use super::id::{IncidentId, ProcessorId, StaffId};
use super::office::OfficeCode;
use super::time::Day;
use crate::text_enum;

text_enum! {
    /// Whose acts in the journal are looked through for the people that an incident affects.
    "scope" ScopeKind {
        /// Those of one account.
        Account = "account",
        /// Those of a processor's people, and what was handed to it.
        Processor = "processor",
        /// Those of everybody at an office.
        Office = "office",
    }
}

text_enum! {
    /// An act in the journal by which data got to somebody.
    "incident act" IncidentAct {
        /// A record was opened.
        Views = "views",
        /// A list or search showed somebody.
        Lists = "lists",
        /// A record was written into a file.
        Exports = "exports",
        /// A record was handed to a processor in a package.
        Packages = "packages",
        /// A record was made available to another office, or a processor was entrusted with it.
        Transfers = "transfers",
        /// A record was provided to a third party.
        Disclosures = "disclosures",
    }
}

text_enum! {
    /// Why somebody is left out though the journal names them.
    "left out" LeftOut {
        /// What was done with the record was in order.
        InOrder = "in_order",
        /// What got out cannot be read: it was encrypted, and the key did not get out.
        Unreadable = "unreadable",
        /// It was got back or deleted before anybody could look at it.
        Recovered = "recovered",
    }
}

text_enum! {
    /// Why somebody is added though the journal does not name them.
    "added" Added {
        /// They or somebody else reported it.
        Reported = "reported",
        /// It happened outside this system, such as on paper.
        Outside = "outside",
        /// To be safe.
        Precaution = "precaution",
    }
}

/// What is on record about an incident, in words about no candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// Which.
    pub id: IncidentId,
    /// The office whose privacy officer keeps it.
    pub office: OfficeCode,
    /// The office where it happened.
    pub place: OfficeCode,
    /// The processor where it happened, if it did at one.
    pub processor: Option<ProcessorId>,
    /// The day on which the office came to know, in its own time zone.
    pub known_on: Day,
    /// The day on which it was assessed to be notifiable (SG PDPA s.26C(3)).
    pub assessed_on: Option<Day>,
    /// The day from which the processor had grounds to believe that it happened.
    pub processor_knew_on: Option<Day>,
    /// What happened, without the name of anybody.
    pub what: String,
    /// The categories of data.
    pub categories: Vec<CategoryId>,
    /// Whether a wrongful purpose is likely, such as an attack or theft.
    pub wrongful_purpose: bool,
    /// Whether property may be damaged by a misuse.
    pub property_damage: bool,
    /// Whether significant harm to somebody is likely.
    pub significant_harm: bool,
    /// Who recorded it.
    pub recorded_by: Option<StaffId>,
}

/// Where in the journal the affected are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Whose acts.
    pub of: ScopeOf,
    /// The first day, at the office that keeps the incident.
    pub from: Day,
    /// The last day.
    pub until: Day,
    /// Which acts.
    pub acts: Vec<IncidentAct>,
}

/// Whose acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScopeOf {
    /// Of one account.
    Account(StaffId),
    /// Of a processor.
    Processor(ProcessorId),
    /// Of an office.
    Office(OfficeCode),
}

impl ScopeOf {
    /// Which kind.
    pub const fn kind(&self) -> ScopeKind {
        match self {
            Self::Account(_) => ScopeKind::Account,
            Self::Processor(_) => ScopeKind::Processor,
            Self::Office(_) => ScopeKind::Office,
        }
    }
}

impl std::fmt::Display for ScopeOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Account(id) => write!(f, "{id}"),
            Self::Processor(id) => write!(f, "{id}"),
            Self::Office(code) => write!(f, "{}", code.as_str()),
        }
    }
}
