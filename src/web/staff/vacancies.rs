//! Vacancies, as the administrator writes them.

pub mod write;

use askama::Template;
use askama_web::WebTemplate;

use super::Writing;
use crate::domain::locale::InThreeLanguages;
use crate::domain::vacancy::{EmploymentType, Vacancy, VacancyState};
use crate::store::{offices, vacancies};
use crate::web::extract::AdministratorCaller;
use crate::web::form::{Choice, Form, Kind};
use crate::web::frame::Frame;
use crate::web::page::{Answer, page};
use crate::web::profile::choices;
use crate::web::texts::Texts;

/// `/staff/vacancies`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/vacancies.html")]
pub struct VacanciesPage {
    /// The frame.
    pub frame: Frame,
    /// The vacancies, newest first.
    pub vacancies: Vec<VacancyRow>,
}

/// A vacancy in the list.
#[derive(Debug, Clone)]
pub struct VacancyRow {
    /// The id, for the address.
    pub id: String,
    /// Its word in the public address.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// The office.
    pub office: String,
    /// How the company employs.
    pub employment: EmploymentType,
    /// Whether it takes applications.
    pub state: VacancyState,
    /// The day it was published, written out; empty if it was not.
    pub published: String,
}

/// `/staff/vacancies/new` and `/staff/vacancies/{id}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/vacancy.html")]
pub struct VacancyFormPage {
    /// The frame.
    pub frame: Frame,
    /// What it is called; empty when one is added.
    pub title: String,
    /// The form, from [`vacancy_form`].
    pub form: Form,
}

impl VacancyFormPage {
    /// Whether a vacancy is added.
    pub fn is_new(&self) -> bool {
        self.title.is_empty()
    }
}

/// The form of a vacancy: parts `facts`, `ja`, `en`, `zh`; fields such as `title_ja` and `description_zh`.
/// `action` is `/staff/vacancies` for a new one, else `/staff/vacancies/{id}`.
pub fn vacancy_form(texts: &Texts, action: &str, offices: Vec<Choice>) -> Form {
    let mut form = Form::new(action);
    let facts = "facts";
    form.add(facts, Kind::Text, "slug", "field-slug").required().half().longest(60).hint("hint-slug");
    form.add(facts, Kind::Select, "office", "field-office").required().half().options(offices);
    let types = choices(texts, EmploymentType::ALL);
    form.add(facts, Kind::Select, "employment_type", "field-employment-type").required().half().options(types);
    let states = choices(texts, VacancyState::ALL);
    form.add(facts, Kind::Select, "state", "field-state").required().half().options(states);
    form.add(facts, Kind::Hidden, "revision", "field-state");
    for language in ["ja", "en", "zh"] {
        let name = |part: &str| format!("{part}_{language}");
        form.add(language, Kind::Text, name("title"), "field-vacancy-title").required();
        form.add(language, Kind::Text, name("location"), "field-location").required();
        form.add(language, Kind::Text, name("summary"), "field-summary").required();
        form.add(language, Kind::Lines, name("description"), "field-vacancy-text").required().hint("hint-prose");
    }
    form
}

/// Writes a stored vacancy into the fields of its form.
pub fn fill_vacancy(form: &mut Form, vacancy: &Vacancy) {
    form.set("slug", &vacancy.slug);
    form.set("office", vacancy.office.as_str());
    form.set("employment_type", vacancy.employment_type.as_str());
    form.set("state", vacancy.state.as_str());
    form.set("revision", vacancy.revision.to_string());
    let mut in_three = |part: &str, text: &InThreeLanguages| {
        form.set(&format!("{part}_ja"), &text.ja);
        form.set(&format!("{part}_en"), &text.en);
        form.set(&format!("{part}_zh"), &text.zh_hant);
    };
    in_three("title", &vacancy.title);
    in_three("location", &vacancy.location);
    in_three("summary", &vacancy.summary);
    in_three("description", &vacancy.description);
}

/// The text of one part in three languages, as it was typed.
pub fn typed_in_three(form: &Form, part: &str) -> InThreeLanguages {
    let typed = |language: &str| form.value(&format!("{part}_{language}")).to_owned();
    InThreeLanguages { ja: typed("ja"), en: typed("en"), zh_hant: typed("zh") }
}

/// Lists the vacancies of all offices.
pub async fn list(AdministratorCaller(staff): AdministratorCaller) -> Answer {
    let find = staff.visitor.app.run(|_, db| Ok(db.read(|db| Ok((vacancies::list(db)?, offices::list(db)?)))?));
    let (all, offices) = find.await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let row = |vacancy: &Vacancy| {
        let office = offices.iter().find(|office| office.code == vacancy.office);
        VacancyRow {
            id: vacancy.id.to_string(),
            slug: vacancy.slug.clone(),
            title: vacancy.title.get(writing.locale()).to_owned(),
            office: office.map(|office| office.name.get(writing.locale()).to_owned()).unwrap_or_default(),
            employment: vacancy.employment_type,
            state: vacancy.state,
            published: vacancy.published_at.map(|at| writing.day(at)).unwrap_or_default(),
        }
    };
    page(&VacanciesPage { frame: staff.frame(), vacancies: all.iter().map(row).collect() })
}
