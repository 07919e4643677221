//! People who work with the system, as the administrator sees them.

use askama::Template;
use askama_web::WebTemplate;

use crate::domain::locale::Locale;
use crate::domain::staff::Role;
use crate::web::form::{Choice, Form, Kind};
use crate::web::frame::Frame;
use crate::web::profile::choices;
use crate::web::texts::Texts;

/// `/staff/users`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/users.html")]
pub struct UsersPage {
    /// The frame.
    pub frame: Frame,
    /// The people.
    pub users: Vec<UserLine>,
    /// The form to add one with, from [`user_form`].
    pub form: Form,
}

/// A person in the list.
#[derive(Debug, Clone)]
pub struct UserLine {
    /// The id, for addresses.
    pub id: String,
    /// The name.
    pub name: String,
    /// The sign-in name.
    pub email: String,
    /// The role.
    pub role: Role,
    /// The office.
    pub office: String,
    /// When the account was closed, written out; empty if it is open.
    pub disabled: String,
    /// Whether it is the reader, who cannot close the own account.
    pub is_self: bool,
}

impl UserLine {
    /// Whether the reader may close the account.
    pub fn can_be_disabled(&self) -> bool {
        self.disabled.is_empty() && !self.is_self
    }
}

/// The form to add a person with.
pub fn user_form(texts: &Texts, offices: Vec<Choice>) -> Form {
    let mut form = Form::new("/staff/users");
    let user = "user";
    form.add(user, Kind::Text, "name", "field-name").required().half().autocomplete("off");
    form.add(user, Kind::Email, "email", "field-email").required().half().autocomplete("off");
    form.add(user, Kind::Select, "role", "field-role").required().half().options(choices(texts, &Role::STAFF));
    form.add(user, Kind::Select, "office", "field-office").required().half().options(offices);
    form.add(user, Kind::Select, "locale", "field-locale").required().half().options(choices(texts, Locale::ALL));
    let password = form.add(user, Kind::Password, "password", "field-first-password");
    password.required().half().autocomplete("new-password").hint("hint-password");
    form
}
