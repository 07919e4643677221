//! Signing in as staff.
//!
//! Invariant: a wrong password, an unknown address and a closed account look the same.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::form::{Form, Kind};
use crate::web::frame::Frame;

/// `/staff/sign-in`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/sign_in.html")]
pub struct SignInPage {
    /// The frame.
    pub frame: Frame,
    /// The form, from [`sign_in_form`].
    pub form: Form,
    /// Whether the last try was refused.
    pub refused: bool,
}

/// The form to sign in with: `email` and `password`.
pub fn sign_in_form() -> Form {
    let mut form = Form::new("/staff/sign-in");
    form.add("door", Kind::Email, "email", "field-email").required().autocomplete("username");
    form.add("door", Kind::Password, "password", "field-password").required().autocomplete("current-password");
    form
}
