//! Vacancies as everybody sees them.

use askama::Template;
use askama_web::WebTemplate;

use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::vacancy::EmploymentType;
use crate::web::frame::Frame;
use crate::web::prose::Block;

/// `/careers`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "public/careers.html")]
pub struct CareersPage {
    /// The frame.
    pub frame: Frame,
    /// Offices with their open vacancies; an office without any is shown as such.
    pub offices: Vec<OfficeVacancies>,
}

/// An office with its open vacancies.
#[derive(Debug, Clone)]
pub struct OfficeVacancies {
    /// Its code, the anchor on the page.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub jurisdiction: Jurisdiction,
    /// What is open.
    pub vacancies: Vec<VacancyLine>,
}

/// A vacancy in a list.
#[derive(Debug, Clone)]
pub struct VacancyLine {
    /// Its word in the address.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Where the work is done.
    pub location: String,
    /// How the company employs.
    pub employment: EmploymentType,
}

impl CareersPage {
    /// How many vacancies are open in all.
    pub fn open(&self) -> usize {
        self.offices.iter().map(|office| office.vacancies.len()).sum()
    }
}

/// `/careers/{slug}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "public/vacancy.html")]
pub struct VacancyPage {
    /// The frame.
    pub frame: Frame,
    /// The vacancy in a line.
    pub vacancy: VacancyLine,
    /// The office that recruits.
    pub office: String,
    /// The day it was published, written out; empty if it was not.
    pub published: String,
    /// The full text, from `prose::parse`.
    pub description: Vec<Block>,
    /// Whether it takes applications.
    pub is_open: bool,
}
