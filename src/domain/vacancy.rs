//! Vacancies that people apply to.

use super::id::VacancyId;
use super::locale::InThreeLanguages;
use super::office::OfficeCode;
use super::time::Ts;
use crate::text_enum;

text_enum! {
    /// Whether a vacancy takes applications.
    "vacancy state" VacancyState {
        /// Being written; not on the careers page.
        Draft = "draft",
        /// On the careers page and taking applications.
        Open = "open",
        /// No longer taking applications.
        Closed = "closed",
    }
}

text_enum! {
    /// How the company employs for a vacancy.
    "employment type" EmploymentType {
        /// Permanent, full time.
        Permanent = "permanent",
        /// For a fixed term.
        FixedTerm = "fixed_term",
        /// Part time.
        PartTime = "part_time",
        /// Internship.
        Internship = "internship",
    }
}

/// A vacancy.
#[derive(Debug, Clone)]
pub struct Vacancy {
    /// Which.
    pub id: VacancyId,
    /// The office that recruits for it; its law and its keys apply.
    pub office: OfficeCode,
    /// Its word in the URL: lower-case letters, digits and hyphens.
    pub slug: String,
    /// What it is called.
    pub title: InThreeLanguages,
    /// One sentence for lists.
    pub summary: InThreeLanguages,
    /// The full text: paragraphs parted by blank lines, list items with a leading hyphen.
    pub description: InThreeLanguages,
    /// Where the work is done.
    pub location: InThreeLanguages,
    /// How the company employs.
    pub employment_type: EmploymentType,
    /// Whether it takes applications.
    pub state: VacancyState,
    /// When it was opened first.
    pub published_at: Option<Ts>,
    /// Counts the changes; a form that was filled in from an older one is refused.
    pub revision: i64,
}

/// A vacancy as lists name it.
#[derive(Debug, Clone)]
pub struct VacancyName {
    /// Which.
    pub id: VacancyId,
    /// The office that recruits for it.
    pub office: OfficeCode,
    /// Its word in the URL.
    pub slug: String,
    /// What it is called.
    pub title: InThreeLanguages,
    /// Whether it takes applications.
    pub state: VacancyState,
}
