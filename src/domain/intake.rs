//! What public forms brought and could not be filed yet.

use super::id::{IntakeId, VacancyId};
use super::office::OfficeCode;
use super::time::Ts;
use crate::text_enum;

text_enum! {
    /// Why an intake could not be filed; says nothing about what is in it.
    "intake failure" IntakeFailure {
        /// A seal of it does not open.
        Unopened = "unopened",
        /// A part of it is not there: a file, its vacancy's notice.
        Missing = "missing",
        /// The law refuses to take the person in.
        Refused = "refused",
        /// Something around it failed: a store of files, a database.
        Failed = "failed",
    }
}

impl IntakeFailure {
    /// Whether trying again by itself may help. What does not open today will not open in an hour.
    pub const fn may_pass(self) -> bool {
        matches!(self, Self::Failed)
    }
}

/// An intake that could not be filed so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedIntake {
    /// Which.
    pub id: IntakeId,
    /// For which office.
    pub office: OfficeCode,
    /// To which vacancy.
    pub vacancy: VacancyId,
    /// When it came in.
    pub received_at: Ts,
    /// What kept it from being filed.
    pub failure: IntakeFailure,
    /// How often it was tried.
    pub tries: i32,
    /// When it is tried again; nothing if it is set aside until somebody asks for it.
    pub next_try_at: Option<Ts>,
}
