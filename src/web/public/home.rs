//! The first page: what the company is, and the way to its vacancies.

use askama::Template;
use askama_web::WebTemplate;

use super::careers::openings;
use crate::domain::jurisdiction::Jurisdiction;
use crate::web::frame::{Area, Frame};
use crate::web::page::{Answer, onward, page};
use crate::web::visitor::Visitor;

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

/// GET `/`: the first page; the set-up page as long as set-up is to do.
///
/// # Errors
/// The store's.
pub async fn show(visitor: Visitor) -> Answer {
    if visitor.app.setup_code().is_some() {
        return onward("/setup", None);
    }
    let (offices, open) = openings(&visitor).await?;
    let card = |office: crate::domain::office::Office| OfficeCard {
        name: office.name.get(visitor.locale()).to_owned(),
        jurisdiction: office.jurisdiction,
        open: open.iter().filter(|vacancy| vacancy.office == office.code).count(),
        code: office.code.to_string(),
    };
    let offices = offices.into_iter().map(card).collect();
    page(&HomePage { frame: visitor.frame(Area::Public), lead: String::new(), offices })
}
