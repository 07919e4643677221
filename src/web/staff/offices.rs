//! Offices, as the administrator sees them.

use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;
use jiff::tz::TimeZone;

use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::locale::{InThreeLanguages, Locale};
use crate::domain::office::{LegalForm, Office, OfficeCode};
use crate::store::offices;
use crate::web::error::WebError;
use crate::web::extract::{AdministratorCaller, AdministratorForm, StaffCaller};
use crate::web::form::{Form, Kind, fault};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::workflows::set_up;

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

/// Lists the offices.
pub async fn list(AdministratorCaller(staff): AdministratorCaller) -> Answer {
    let all = staff.visitor.app.run(|_, db| Ok(db.read(offices::list)?)).await?;
    let served = staff.visitor.app.store.served_offices();
    let offices = all.iter().map(|office| line(office, &served, staff.visitor.locale())).collect();
    page(&OfficesPage { frame: staff.frame(), offices })
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
    let zone = TimeZone::get(form.value("time_zone")).ok().and_then(|zone| zone.iana_name().map(str::to_owned));
    if zone.is_none() {
        form.refuse("time_zone", fault::TIME_ZONE);
    }
    let (Some(time_zone), false) = (zone, form.is_bad()) else {
        return page_with_faults(&office_page(&staff, &office, form));
    };
    let typed = |name: &str| form.value(name).to_owned();
    let name = InThreeLanguages { ja: typed("name_ja"), en: typed("name_en"), zh_hant: typed("name_zh") };
    let (caller, changed) = (staff.caller.clone(), Office { name, time_zone, ..office });
    staff.visitor.app.run(move |_, db| set_up::change_office(db, &caller, &changed)).await?;
    onward("/staff/offices", Some(Message::Saved))
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
