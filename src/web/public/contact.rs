//! Where to write about personal information.

use askama::Template;
use askama_web::WebTemplate;

use super::careers::openings;
use crate::domain::contact::EmailAddress;
use crate::web::frame::{Area, Frame};
use crate::web::page::{Answer, page};
use crate::web::visitor::Visitor;

/// `/contact`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "public/contact.html")]
pub struct ContactPage {
    /// The frame.
    pub frame: Frame,
    /// A contact point per office.
    pub points: Vec<ContactPoint>,
}

/// Whom to write to.
#[derive(Debug, Clone)]
pub struct ContactPoint {
    /// The office.
    pub office: String,
    /// The e-mail address; empty if there is none.
    pub email: String,
    /// The postal address; empty if there is none.
    pub postal: String,
}

/// GET `/contact`: the company's contact point, for each office.
///
/// # Errors
/// The store's.
pub async fn show(visitor: Visitor) -> Answer {
    let (offices, _) = openings(&visitor).await?;
    let contact = visitor.app.company().contact;
    // The one contact point may be an address of either kind.
    let is_email = EmailAddress::parse(&contact).is_ok();
    let (email, postal) = if is_email { (contact, String::new()) } else { (String::new(), contact) };
    let point = |office: crate::domain::office::Office| ContactPoint {
        office: office.name.get(visitor.locale()).to_owned(),
        email: email.clone(),
        postal: postal.clone(),
    };
    let points = offices.into_iter().map(point).collect();
    page(&ContactPage { frame: visitor.frame(Area::Public), points })
}
