//! Outsourcing partners, and what they are entrusted with.

use super::category::CategoryId;
use super::id::{EntrustmentId, HoldingId, ProcessorId};
use super::purpose::Purpose;
use super::time::{Day, Ts};
use crate::text_enum;

text_enum! {
    /// What a review of a processor is (APPI Arts. 25, 27(5)(i); PPC General Guidelines 3-4-4).
    "processor review" ReviewKind {
        /// Whether it is fit, before it gets anything.
        Vetting = "vetting",
        /// How it keeps to its contract.
        Supervision = "supervision",
    }
}

text_enum! {
    /// What such a review found.
    "review finding" ReviewFinding {
        /// Everything is in order.
        InOrder = "in_order",
        /// Something is to be mended until a day; after it the processor gets nothing until it was reviewed again.
        ToMend = "to_mend",
        /// It cannot be relied on: what stands on it ends.
        Failed = "failed",
    }
}

text_enum! {
    /// What became of the data at the end.
    "disposal" Disposal {
        /// It was given back.
        Returned = "returned",
        /// It was deleted.
        Deleted = "deleted",
    }
}

/// What a processor is entrusted with, and on which terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entrustment {
    /// Which processor.
    pub processor: ProcessorId,
    /// For which purpose.
    pub purpose: Purpose,
    /// Until which day, if it ends.
    pub until: Option<Day>,
}

/// A category of a holding that was entrusted to a processor.
#[derive(Debug, Clone)]
pub struct MadeEntrustment {
    /// Which.
    pub id: EntrustmentId,
    /// Of which holding.
    pub holding: HoldingId,
    /// Which category.
    pub category: CategoryId,
    /// On which terms.
    pub entrustment: Entrustment,
    /// The rule that allowed it.
    pub rule: String,
    /// When.
    pub made_at: Ts,
    /// When it ended, if it did.
    pub ended_at: Option<Ts>,
    /// By which rule it ended; empty if somebody ended it.
    pub end_rule: Option<String>,
}

impl MadeEntrustment {
    /// Whether the processor may still open it on a day, as far as the entrustment goes.
    pub fn is_in_force(&self, today: Day) -> bool {
        self.ended_at.is_none() && self.entrustment.until.is_none_or(|until| today <= until)
    }
}
