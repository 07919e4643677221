//! Offices, as the administrator sees them.

use askama::Template;
use askama_web::WebTemplate;

use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::locale::InThreeLanguages;
use crate::domain::office::LegalForm;
use crate::web::form::{Form, Kind};
use crate::web::frame::Frame;

/// `/staff/offices`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/offices.html")]
pub struct OfficesPage {
    /// The frame.
    pub frame: Frame,
    /// The offices.
    pub offices: Vec<OfficeLine>,
}

/// An office in the list.
#[derive(Debug, Clone)]
pub struct OfficeLine {
    /// Its fixed code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its law.
    pub jurisdiction: Jurisdiction,
    /// Branch or subsidiary.
    pub legal_form: LegalForm,
    /// Its time zone.
    pub time_zone: String,
    /// Whether this instance holds its private key.
    pub is_served: bool,
}

/// `/staff/offices/{code}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/office.html")]
pub struct OfficePage {
    /// The frame.
    pub frame: Frame,
    /// The office as it is.
    pub office: OfficeLine,
    /// The form, from [`office_form`].
    pub form: Form,
}

/// The form of an office: its names and time zone; the rest is fixed.
pub fn office_form(code: &str, name: &InThreeLanguages, time_zone: &str) -> Form {
    let mut form = Form::new(format!("/staff/offices/{code}"));
    form.add("office", Kind::Text, "name_ja", "field-name-ja").required().value(&name.ja);
    form.add("office", Kind::Text, "name_en", "field-name-en").required().value(&name.en);
    form.add("office", Kind::Text, "name_zh", "field-name-zh").required().value(&name.zh_hant);
    form.add("office", Kind::Text, "time_zone", "field-time-zone").required().value(time_zone).hint("hint-time-zone");
    form
}
