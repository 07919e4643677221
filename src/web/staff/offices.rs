//! Offices, as the administrator sees them.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;
use jiff::tz::TimeZone;

use super::vacancies::typed_in_three;
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::locale::{InThreeLanguages, Locale};
use crate::domain::office::{LegalForm, Office, OfficeCode};
use crate::store::{StoreError, offices};
use crate::web::error::WebError;
use crate::web::extract::{AdministratorCaller, AdministratorForm, StaffCaller};
use crate::web::form::{Form, Kind, fault};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page, page_with, page_with_faults};
use crate::web::profile::choices;
use crate::web::texts::Texts;
use crate::workflows::{WorkflowError, set_up};

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

/// `/staff/offices/new`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/new_office.html")]
pub struct NewOfficePage {
    /// The frame.
    pub frame: Frame,
    /// Whether this server holds the key that signs offices; without it the page has no form.
    pub can_sign: bool,
    /// The form, from [`new_office_form`].
    pub form: Form,
}

/// The form of a new office.
pub fn new_office_form(texts: &Texts) -> Form {
    let mut form = Form::new("/staff/offices");
    let office = "office";
    form.add(office, Kind::Text, "code", "field-office-code").required().longest(8).hint("hint-office-code");
    let laws = choices(texts, Jurisdiction::ALL);
    form.add(office, Kind::Select, "jurisdiction", "field-jurisdiction").required().half().options(laws);
    let forms = choices(texts, LegalForm::ALL);
    form.add(office, Kind::Select, "legal_form", "field-legal-form").required().half().options(forms);
    add_what_changes(&mut form, &InThreeLanguages::default(), "");
    form
}

/// The form of an office: its names and time zone; the rest is fixed.
pub fn office_form(code: &str, name: &InThreeLanguages, time_zone: &str) -> Form {
    let mut form = Form::new(format!("/staff/offices/{code}"));
    add_what_changes(&mut form, name, time_zone);
    form
}

fn add_what_changes(form: &mut Form, name: &InThreeLanguages, time_zone: &str) {
    form.add("office", Kind::Text, "name_ja", "field-name-ja").required().value(&name.ja);
    form.add("office", Kind::Text, "name_en", "field-name-en").required().value(&name.en);
    form.add("office", Kind::Text, "name_zh", "field-name-zh").required().value(&name.zh_hant);
    form.add("office", Kind::Text, "time_zone", "field-time-zone").required().value(time_zone).hint("hint-time-zone");
}

/// Lists the offices.
pub async fn list(AdministratorCaller(staff): AdministratorCaller) -> Answer {
    let all = staff.visitor.app.run(|_, db| Ok(db.read(offices::list)?)).await?;
    let served = staff.visitor.app.store.served_offices();
    let offices = all.iter().map(|office| line(office, &served, staff.visitor.locale())).collect();
    page(&OfficesPage { frame: staff.frame(), offices })
}

/// Shows the form of a new office, or why this server cannot make one.
pub async fn add_form(AdministratorCaller(staff): AdministratorCaller) -> Answer {
    let can_sign = staff.visitor.app.run(|_, db| Ok(set_up::holds_setup_key(db)?)).await?;
    page(&NewOfficePage { frame: staff.frame(), can_sign, form: new_office_form(&staff.visitor.texts) })
}

/// Adds an office with its keys.
pub async fn add(sent: AdministratorForm) -> Answer {
    let AdministratorForm { staff, posted } = sent;
    let mut form = new_office_form(&staff.visitor.texts);
    form.fill(posted.pairs());
    let mut frame = staff.frame();
    "/staff/offices/new".clone_into(&mut frame.path);
    if !staff.visitor.app.run(|_, db| Ok(set_up::holds_setup_key(db)?)).await? {
        return page_with(StatusCode::CONFLICT, &NewOfficePage { frame, can_sign: false, form });
    }
    let Some(office) = read_new(&mut form) else {
        return page_with_faults(&NewOfficePage { frame, can_sign: true, form });
    };
    let caller = staff.caller.clone();
    match staff.visitor.app.run(move |_, db| set_up::add_office(db, &caller, &office)).await {
        Ok(()) => return onward("/staff/offices", Some(Message::Saved)),
        Err(WorkflowError::Store(StoreError::Taken("legal_form"))) => form.refuse("legal_form", fault::HEAD_OFFICE),
        Err(WorkflowError::Store(StoreError::Taken(_))) => form.refuse("code", fault::TAKEN),
        Err(error) => return Err(error.into()),
    }
    page_with_faults(&NewOfficePage { frame, can_sign: true, form })
}

/// Shows an office.
pub async fn show(AdministratorCaller(staff): AdministratorCaller, code: Path<String>) -> Answer {
    let office = find(&staff, &code).await?;
    let form = office_form(office.code.as_str(), &office.name, &office.time_zone);
    page(&office_page(&staff, &office, form))
}

/// Changes an office's names and time zone.
pub async fn save(sent: AdministratorForm, code: Path<String>) -> Answer {
    let AdministratorForm { staff, posted } = sent;
    let office = find(&staff, &code).await?;
    let mut form = office_form(office.code.as_str(), &office.name, &office.time_zone);
    form.fill(posted.pairs());
    form.check();
    let zone = read_zone(&mut form);
    let (Some(time_zone), false) = (zone, form.is_bad()) else {
        return page_with_faults(&office_page(&staff, &office, form));
    };
    let name = typed_in_three(&form, "name");
    let (caller, changed) = (staff.caller.clone(), Office { name, time_zone, ..office });
    staff.visitor.app.run(move |_, db| set_up::change_office(db, &caller, &changed)).await?;
    onward("/staff/offices", Some(Message::Saved))
}

/// Reads a new office from a filled form; what is wrong is marked on it.
fn read_new(form: &mut Form) -> Option<Office> {
    form.check();
    let code = form.value("code").parse::<OfficeCode>().ok();
    if code.is_none() {
        form.refuse("code", fault::OFFICE_CODE);
    }
    let time_zone = read_zone(form);
    if form.is_bad() {
        return None;
    }
    Some(Office {
        code: code?,
        name: typed_in_three(form, "name"),
        jurisdiction: form.value("jurisdiction").parse().ok()?,
        legal_form: form.value("legal_form").parse().ok()?,
        time_zone: time_zone?,
    })
}

/// The time zone as IANA spells it.
fn read_zone(form: &mut Form) -> Option<String> {
    let zone = TimeZone::get(form.value("time_zone")).ok().and_then(|zone| zone.iana_name().map(str::to_owned));
    if zone.is_none() {
        form.refuse("time_zone", fault::TIME_ZONE);
    }
    zone
}

async fn find(staff: &StaffCaller, code: &str) -> Result<Office, WebError> {
    let code: OfficeCode = code.parse().map_err(|_| WebError::NotFound)?;
    Ok(staff.visitor.app.run(move |_, db| Ok(db.read(|db| offices::read(db, &code))?)).await?)
}

fn office_page(staff: &StaffCaller, office: &Office, form: Form) -> OfficePage {
    let served = staff.visitor.app.store.served_offices();
    OfficePage { frame: staff.frame(), office: line(office, &served, staff.visitor.locale()), form }
}

fn line(office: &Office, served: &[OfficeCode], locale: Locale) -> OfficeLine {
    OfficeLine {
        code: office.code.to_string(),
        name: office.name.get(locale).to_owned(),
        jurisdiction: office.jurisdiction,
        legal_form: office.legal_form,
        time_zone: office.time_zone.clone(),
        is_served: served.contains(&office.code),
    }
}
