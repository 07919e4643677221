//! Where to write about personal information.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::frame::Frame;

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
