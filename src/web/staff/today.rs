//! What is new today.

use askama::Template;
use askama_web::WebTemplate;

use super::candidates::CandidateLine;
use crate::web::frame::Frame;

/// `/staff`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/today.html")]
pub struct TodayPage {
    /// The frame.
    pub frame: Frame,
    /// The reader's office.
    pub office: String,
    /// Today there, written out.
    pub date: String,
    /// Figures of the office.
    pub counts: Vec<Count>,
    /// Today's new applications, newest first; none for roles that see no candidates.
    pub fresh: Vec<CandidateLine>,
    /// Whether the reader's role sees candidates.
    pub sees_candidates: bool,
}

/// A figure.
#[derive(Debug, Clone)]
pub struct Count {
    /// What is counted.
    pub figure: Figure,
    /// How many.
    pub value: i64,
    /// The list behind it; empty if there is none.
    pub href: String,
}

/// What can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// Applications that came in today.
    NewToday,
    /// Applications that came in during the last seven days.
    NewThisWeek,
    /// Applications in selection.
    InSelection,
    /// Candidates.
    Candidates,
    /// Proposed changes that wait.
    Proposals,
    /// Open vacancies.
    Vacancies,
    /// Users.
    Users,
    /// Offices.
    Offices,
}

impl Figure {
    /// The key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Self::NewToday => "count-new-today",
            Self::NewThisWeek => "count-new-week",
            Self::InSelection => "count-in-selection",
            Self::Candidates => "count-candidates",
            Self::Proposals => "count-proposals",
            Self::Vacancies => "count-vacancies",
            Self::Users => "count-users",
            Self::Offices => "count-offices",
        }
    }
}
