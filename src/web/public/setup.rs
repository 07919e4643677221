//! The page that makes the first office and the first administrator.

use askama::Template;
use askama_web::WebTemplate;

use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::office::LegalForm;
use crate::web::form::{Form, Kind};
use crate::web::frame::Frame;
use crate::web::profile::choices;
use crate::web::texts::Texts;

/// `/setup`; opened by a one-time code from the terminal.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "public/setup.html")]
pub struct SetupPage {
    /// The frame.
    pub frame: Frame,
    /// The form, from [`setup_form`].
    pub form: Form,
}

/// The form of the set-up page.
pub fn setup_form(texts: &Texts) -> Form {
    let mut form = Form::new("/setup");
    form.add("code", Kind::Text, "code", "field-code").required().autocomplete("one-time-code").hint("hint-code");
    form.add("company", Kind::Text, "company", "field-company").required().autocomplete("organization");
    let office = "office";
    form.add(office, Kind::Text, "office_code", "field-office-code")
        .required()
        .half()
        .longest(8)
        .hint("hint-office-code");
    form.add(office, Kind::Text, "office_name", "field-office-name").required().half();
    let laws = choices(texts, Jurisdiction::ALL);
    form.add(office, Kind::Select, "jurisdiction", "field-jurisdiction").required().half().options(laws);
    let forms = choices(texts, LegalForm::ALL);
    form.add(office, Kind::Select, "legal_form", "field-legal-form").required().half().options(forms);
    let zone = form.add(office, Kind::Text, "time_zone", "field-time-zone");
    zone.required().value("Asia/Tokyo").hint("hint-time-zone");
    let admin = "admin";
    form.add(admin, Kind::Text, "name", "field-your-name").required().half().autocomplete("name");
    form.add(admin, Kind::Email, "email", "field-email").required().half().autocomplete("username");
    let password = form.add(admin, Kind::Password, "password", "field-password");
    password.required().half().autocomplete("new-password").hint("hint-password");
    let again = form.add(admin, Kind::Password, "password_again", "field-password-again");
    again.required().half().autocomplete("new-password");
    form
}
