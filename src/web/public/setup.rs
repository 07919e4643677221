//! The page that makes the first office and the first administrator.

use askama::Template;
use askama_web::WebTemplate;

use jiff::tz::TimeZone;
use secrecy::SecretString;

use crate::app::App;
use crate::domain::contact::EmailAddress;
use crate::domain::id::StaffId;
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::locale::{InThreeLanguages, Locale};
use crate::domain::office::{LegalForm, Office, OfficeCode};
use crate::domain::staff::{Role, Staff};
use crate::domain::time::Ts;
use crate::limits::Deed;
use crate::store::{Database, StoreError};
use crate::web::error::WebError;
use crate::web::extract::PublicForm;
use crate::web::extract::forms::SettingUp;
use crate::web::form::{Form, Kind, fault};
use crate::web::frame::{Area, Frame, Message};
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::web::profile::choices;
use crate::web::texts::Texts;
use crate::web::visitor::Visitor;
use crate::workflows::WorkflowError;
use crate::workflows::set_up::{FirstSteps, take_first_steps};

/// The fewest characters of a password.
const PASSWORD: usize = 12;

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
    form.add("company", Kind::Email, "contact", "field-contact").required().hint("hint-contact");
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

/// GET `/setup`.
///
/// # Errors
/// [`WebError::NotFound`] once there is somebody on the staff.
pub async fn show(visitor: Visitor) -> Answer {
    visitor.app.setup_code().ok_or(WebError::NotFound)?;
    page(&SetupPage { frame: visitor.frame(Area::Door), form: setup_form(&visitor.texts) })
}

/// POST `/setup`: makes the first office and the first administrator, once.
///
/// # Errors
/// [`WebError::NotFound`] once there is somebody on the staff; [`WebError::TooOften`] after many wrong codes.
pub async fn send(PublicForm { visitor, posted, .. }: PublicForm<SettingUp>) -> Answer {
    visitor.app.setup_code().ok_or(WebError::NotFound)?;
    let mut form = setup_form(&visitor.texts);
    form.fill(posted.pairs());
    posted.cleaned.iter().for_each(|name| form.refuse(name, fault::CLEANED));
    check_code(&visitor, &mut form)?;
    if let Some(steps) = read(&mut form, visitor.locale()) {
        let (code, at) = (form.value("code").to_owned(), visitor.at);
        match visitor.app.run(move |app, db| set_up(app, db, &code, &steps, at)).await {
            Err(WorkflowError::Store(StoreError::Taken("code"))) => form.refuse("office_code", fault::TAKEN),
            Err(WorkflowError::Store(StoreError::Taken("legal_form"))) => form.refuse("legal_form", fault::HEAD_OFFICE),
            Err(WorkflowError::Store(StoreError::Taken(_))) => return Err(WebError::NotFound),
            Err(error) => return Err(error.into()),
            Ok(()) => return onward("/staff/sign-in", Some(Message::SetUp)),
        }
    }
    page_with_faults(&SetupPage { frame: visitor.frame(Area::Door), form })
}

fn check_code(visitor: &Visitor, form: &mut Form) -> Result<(), WebError> {
    if !visitor.claim(Deed::SetUp) {
        return Err(WebError::TooOften);
    }
    if visitor.app.is_setup_code(form.value("code")) {
        visitor.give_back(Deed::SetUp);
    } else {
        form.refuse("code", fault::CODE);
    }
    Ok(())
}

/// Holds the code while it works, so that a second form finds the page closed; only a failure opens it again.
fn set_up(app: &App, db: &mut Database, code: &str, steps: &FirstSteps, at: Ts) -> Result<(), WorkflowError> {
    let code = app.take_setup_code(code).ok_or(StoreError::NotFound)?;
    match take_first_steps(db, steps, at) {
        Ok(()) => Ok(app.reload_company(db)?),
        // Another instance or the command line was first: there is nothing left to set up.
        Err(WorkflowError::Store(error @ StoreError::Taken(crate::store::settings::SET_UP))) => Err(error.into()),
        Err(error) => {
            app.put_setup_code_back(code);
            Err(error)
        }
    }
}

/// Reads a filled form; what is wrong is marked on it and the answer is empty.
fn read(form: &mut Form, locale: Locale) -> Option<FirstSteps> {
    form.check();
    let office = read_office(form);
    let contact = read_email(form, "contact");
    let email = read_email(form, "email");
    let password = read_password(form);
    if form.is_bad() {
        return None;
    }
    let office = office?;
    let administrator = Staff {
        id: StaffId::new(),
        office: office.code.clone(),
        email: email?,
        name: form.value("name").to_owned(),
        role: Role::Administrator,
        locale,
        disabled_at: None,
        own_candidate: None,
    };
    let contact = contact?.as_str().to_owned();
    Some(FirstSteps { company: everywhere(form.value("company")), contact, office, administrator, password })
}

fn read_office(form: &mut Form) -> Option<Office> {
    let code = form.value("office_code").parse::<OfficeCode>().ok();
    let time_zone = form.value("time_zone").to_owned();
    if code.is_none() {
        form.refuse("office_code", fault::OFFICE_CODE);
    }
    if TimeZone::get(&time_zone).is_err() {
        form.refuse("time_zone", fault::TIME_ZONE);
    }
    Some(Office {
        code: code?,
        name: everywhere(form.value("office_name")),
        jurisdiction: form.value("jurisdiction").parse().ok()?,
        legal_form: form.value("legal_form").parse().ok()?,
        time_zone,
    })
}

fn read_email(form: &mut Form, name: &str) -> Option<EmailAddress> {
    let address = EmailAddress::parse(form.value(name)).ok();
    if address.is_none() {
        form.refuse(name, fault::EMAIL);
    }
    address
}

/// A password counts as it was typed, with the space around it.
fn read_password(form: &mut Form) -> SecretString {
    let typed = |name: &str| form.fields.iter().find(|it| it.name == name).map_or("", |it| it.value.as_str());
    let (password, again) = (typed("password").to_owned(), typed("password_again").to_owned());
    if password.chars().count() < PASSWORD {
        form.refuse("password", fault::PASSWORD_SHORT);
    }
    if password != again {
        form.refuse("password_again", fault::PASSWORDS_DIFFER);
    }
    password.into()
}

/// The same text in every language, until somebody enters the others.
fn everywhere(text: &str) -> InThreeLanguages {
    InThreeLanguages { ja: text.to_owned(), en: text.to_owned(), zh_hant: text.to_owned() }
}
