//! People who work with the system, as the administrator sees them.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;
use secrecy::SecretString;

use super::{Writing, office_choices};
use crate::domain::contact::EmailAddress;
use crate::domain::id::StaffId;
use crate::domain::locale::Locale;
use crate::domain::office::Office;
use crate::domain::staff::{Role, Staff};
use crate::store::{StoreError, offices, staff as people};
use crate::web::error::WebError;
use crate::web::extract::{AdministratorCaller, AdministratorForm, StaffCaller};
use crate::web::form::{Choice, Form, Kind, fault};
use crate::web::frame::{Flash, Frame, Message, Tone};
use crate::web::page::{Answer, onward, page, page_with, page_with_faults};
use crate::web::profile::choices;
use crate::web::texts::Texts;
use crate::workflows::{WorkflowError, set_up};

/// The fewest characters of a password.
pub const SHORTEST_PASSWORD: usize = 12;

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

/// Lists the people.
pub async fn list(AdministratorCaller(staff): AdministratorCaller) -> Answer {
    page(&Listed::load(&staff).await?.page(&staff, None))
}

/// Adds a person.
pub async fn add(sent: AdministratorForm) -> Answer {
    let AdministratorForm { staff, posted } = sent;
    let listed = Listed::load(&staff).await?;
    let mut form = listed.form(&staff);
    form.fill(posted.pairs());
    // As it was typed: a password may begin or end with a space.
    let secret = SecretString::from(posted.value("password"));
    if posted.value("password").chars().count() < SHORTEST_PASSWORD {
        form.refuse("password", fault::PASSWORD_SHORT);
    }
    let Some(person) = read(&mut form) else {
        return page_with_faults(&listed.page(&staff, Some(form)));
    };
    let caller = staff.caller.clone();
    let added = staff.visitor.app.run(move |_, db| set_up::add_staff(db, &caller, &person, &secret)).await;
    match added {
        Ok(()) => onward("/staff/users", Some(Message::UserAdded)),
        Err(WorkflowError::Store(StoreError::Taken(_))) => {
            form.refuse("email", fault::TAKEN);
            page_with_faults(&listed.page(&staff, Some(form)))
        }
        Err(error) => Err(error.into()),
    }
}

/// Closes an account, whose sessions end at once; nobody closes their own.
pub async fn close(sent: AdministratorForm, id: Path<StaffId>) -> Answer {
    let (staff, id) = (sent.staff, id.into_inner());
    if id == staff.staff.id {
        let mut shown = Listed::load(&staff).await?.page(&staff, None);
        let text = staff.visitor.texts.say("user-not-self");
        shown.frame.flash = Some(Flash { tone: Tone::Bad, text });
        return page_with(StatusCode::CONFLICT, &shown);
    }
    let (caller, at) = (staff.caller.clone(), staff.visitor.at);
    staff.visitor.app.run(move |_, db| set_up::disable_staff(db, &caller, id, at)).await?;
    onward("/staff/users", Some(Message::UserDisabled))
}

/// Everybody, with the offices that they may belong to.
struct Listed {
    people: Vec<Staff>,
    offices: Vec<Office>,
}

impl Listed {
    async fn load(staff: &StaffCaller) -> Result<Self, WebError> {
        let find = staff
            .visitor
            .app
            .run(|_, db| Ok(db.read(|db| Ok(Self { people: people::list(db)?, offices: offices::list(db)? }))?));
        Ok(find.await?)
    }

    fn form(&self, staff: &StaffCaller) -> Form {
        user_form(&staff.visitor.texts, office_choices(&self.offices, staff.visitor.locale()))
    }

    fn page(&self, staff: &StaffCaller, form: Option<Form>) -> UsersPage {
        let writing = Writing::new(staff.visitor.texts, &staff.office);
        let line = |person: &Staff| UserLine {
            id: person.id.to_string(),
            name: person.name.clone(),
            email: person.email.as_str().to_owned(),
            role: person.role,
            office: self.office(person, writing.locale()),
            disabled: person.disabled_at.map(|at| writing.day(at)).unwrap_or_default(),
            is_self: person.id == staff.staff.id,
        };
        let mut frame = staff.frame();
        "/staff/users".clone_into(&mut frame.path);
        let form = form.unwrap_or_else(|| self.form(staff));
        UsersPage { frame, users: self.people.iter().map(line).collect(), form }
    }

    fn office(&self, person: &Staff, locale: Locale) -> String {
        let office = self.offices.iter().find(|office| office.code == person.office);
        office.map_or_else(|| person.office.to_string(), |office| office.name.get(locale).to_owned())
    }
}

/// Reads a person from a filled form; what is wrong is marked on it.
fn read(form: &mut Form) -> Option<Staff> {
    form.check();
    let email = EmailAddress::parse(form.value("email")).ok();
    if email.is_none() {
        form.refuse("email", fault::EMAIL);
    }
    if form.is_bad() {
        return None;
    }
    Some(Staff {
        id: StaffId::new(),
        office: form.value("office").parse().ok()?,
        email: email?,
        name: form.value("name").to_owned(),
        role: form.value("role").parse().ok()?,
        locale: form.value("locale").parse().ok()?,
        disabled_at: None,
        own_candidate: None,
    })
}
