//! How much of the records lists may show, and be asked about, to a role.

use super::list_column::ListColumn;
use super::staff::Role;

/// How far a role's lists reach, the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListReach {
    /// Who there is: a privacy officer looks for whoever asks, and reads a record on its page, once that may be.
    People,
    /// The applications that somebody is assigned to, and nothing that tells of others.
    Assignments,
    /// Everything that lists are made of.
    Records,
}

impl ListReach {
    /// That of a role.
    pub const fn of(role: Role) -> Self {
        match role {
            Role::Recruiter | Role::Job => Self::Records,
            Role::HiringManager => Self::Assignments,
            Role::PrivacyOfficer | Role::HrAnalyst | Role::Administrator | Role::Partner | Role::Candidate => {
                Self::People
            }
        }
    }

    /// Whether a column is within it.
    pub fn has(self, column: ListColumn) -> bool {
        let from = match column {
            ListColumn::Office => Self::People,
            ListColumn::Vacancy | ListColumn::Stage | ListColumn::Received | ListColumn::Source => Self::Assignments,
            ListColumn::Contacted | ListColumn::Retention => Self::Records,
        };
        self >= from
    }
}
