//! The first page: what the company is, and the way to its vacancies.

use askama::Template;
use askama_web::WebTemplate;

use crate::domain::jurisdiction::Jurisdiction;
use crate::web::frame::Frame;

/// `/`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "public/home.html")]
pub struct HomePage {
    /// The frame.
    pub frame: Frame,
    /// The company in a sentence or two of its own; empty if it has not written any.
    pub lead: String,
    /// Its offices.
    pub offices: Vec<OfficeCard>,
}

/// An office on the first page.
#[derive(Debug, Clone)]
pub struct OfficeCard {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub jurisdiction: Jurisdiction,
    /// Its address on the careers page.
    pub code: String,
    /// How many vacancies are open there.
    pub open: usize,
}

impl HomePage {
    /// How many vacancies are open in all.
    pub fn open(&self) -> usize {
        self.offices.iter().map(|office| office.open).sum()
    }
}
