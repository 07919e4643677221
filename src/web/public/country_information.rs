//! What candidates are told about the countries, for everybody.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::frame::{Area, Frame};
use crate::web::page::{Answer, page};
use crate::web::staff::country_information::VersionView;
use crate::web::visitor::Visitor;
use crate::workflows::keep_country_information;

/// `/notices/countries`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "public/country_information.html")]
pub struct CountriesPage {
    /// The frame.
    pub frame: Frame,
    /// What is in force, by country.
    pub versions: Vec<VersionView>,
}

/// Shows what is in force.
///
/// # Errors
/// The store's.
pub async fn show(visitor: Visitor) -> Answer {
    let found = visitor.app.run(|_, db| keep_country_information::published(db)).await?;
    page(&CountriesPage {
        versions: found.iter().map(|version| VersionView::of(version, &visitor.texts)).collect(),
        frame: visitor.frame(Area::Public),
    })
}
