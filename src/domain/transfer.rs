//! Transfers of a category to another office: asked for, made, ended.

use super::category::CategoryId;
use super::id::{HoldingId, StaffId, TransferGroupId, TransferId, TransferRequestId};
use super::office::OfficeCode;
use super::purpose::Purpose;
use super::time::{Day, Ts};
use crate::text_enum;

/// What is to be transferred, and on which terms.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Transfer {
    /// To which office.
    pub destination: OfficeCode,
    /// For which purpose.
    pub purpose: Purpose,
    /// Until which day, if it ends.
    pub until: Option<Day>,
}

text_enum! {
    /// Where a request for a transfer stands.
    "transfer request state" RequestState {
        /// It waits for the privacy officer, or for what the law misses.
        Waiting = "waiting",
        /// The transfer was made.
        Made = "made",
        /// The privacy officer declined it.
        Declined = "declined",
        /// The day until which it was asked for has passed.
        Lapsed = "lapsed",
    }
}

/// A request for a transfer.
#[derive(Debug, Clone)]
pub struct TransferRequest {
    /// Which.
    pub id: TransferRequestId,
    /// Of which holding.
    pub holding: HoldingId,
    /// Which category.
    pub category: CategoryId,
    /// From which office: the one that collected, or one that was given it and passes it on.
    pub origin: OfficeCode,
    /// What is asked for.
    pub transfer: Transfer,
    /// Who asked.
    pub asked_by: Option<StaffId>,
    /// When.
    pub asked_at: Ts,
    /// With which others it was asked for.
    pub group: Option<TransferGroupId>,
    /// Who approved it, once somebody did.
    pub approved_by: Option<StaffId>,
    /// Where it stands.
    pub state: RequestState,
}

/// Requests that one act on many records asked for, as far as they wait.
#[derive(Debug, Clone)]
pub struct TransferGroup {
    /// Which.
    pub id: TransferGroupId,
    /// What is asked for.
    pub transfer: Transfer,
    /// Who asked.
    pub asked_by: Option<StaffId>,
    /// When the first of them was asked for.
    pub asked_at: Ts,
    /// How many of each category wait, and how many of those are approved.
    pub counts: Vec<(CategoryId, i64, i64)>,
}

impl TransferGroup {
    /// How many wait for the privacy officer.
    pub fn undecided(&self) -> i64 {
        self.counts.iter().map(|(_, all, approved)| all - approved).sum()
    }
}

/// A transfer that was made.
#[derive(Debug, Clone)]
pub struct MadeTransfer {
    /// Which.
    pub id: TransferId,
    /// Of which holding.
    pub holding: HoldingId,
    /// Which category.
    pub category: CategoryId,
    /// From which office: the one that collected, or one that was given it and passed it on.
    pub origin: OfficeCode,
    /// On which terms.
    pub transfer: Transfer,
    /// The rule that allowed it.
    pub rule: String,
    /// When it was made.
    pub made_at: Ts,
    /// When it ended, if it did.
    pub ended_at: Option<Ts>,
    /// By which rule it ended; empty if somebody ended it.
    pub end_rule: Option<String>,
}

impl MadeTransfer {
    /// Whether the other office may still open it on a day, as far as the transfer goes.
    pub fn is_in_force(&self, today: Day) -> bool {
        self.ended_at.is_none() && self.transfer.until.is_none_or(|until| today <= until)
    }
}

/// Transfers in force from one office to another, of one category and by one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// To which office.
    pub destination: OfficeCode,
    /// Of which category.
    pub category: CategoryId,
    /// By which rule.
    pub rule: String,
    /// How many.
    pub count: i64,
}
