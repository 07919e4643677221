//! Vacancies as everybody sees them.

use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::locale::Locale;
use crate::domain::office::Office;
use crate::domain::vacancy::{EmploymentType, Vacancy};
use crate::store::{offices, vacancies};
use crate::web::error::WebError;
use crate::web::frame::{Area, Frame};
use crate::web::page::{Answer, page};
use crate::web::prose::{self, Block};
use crate::web::visitor::Visitor;
use crate::workflows::submit_application::{self, Opening};

/// `/careers`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "public/careers.html")]
pub struct CareersPage {
    /// The frame.
    pub frame: Frame,
    /// Offices with their open vacancies; an office without any is shown as such.
    pub offices: Vec<OfficeVacancies>,
}

/// An office with its open vacancies.
#[derive(Debug, Clone)]
pub struct OfficeVacancies {
    /// Its code, the anchor on the page.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub jurisdiction: Jurisdiction,
    /// What is open.
    pub vacancies: Vec<VacancyLine>,
}

/// A vacancy in a list.
#[derive(Debug, Clone)]
pub struct VacancyLine {
    /// Its word in the address.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Where the work is done.
    pub location: String,
    /// How the company employs.
    pub employment: EmploymentType,
}

impl CareersPage {
    /// How many vacancies are open in all.
    pub fn open(&self) -> usize {
        self.offices.iter().map(|office| office.vacancies.len()).sum()
    }
}

/// `/careers/{slug}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "public/vacancy.html")]
pub struct VacancyPage {
    /// The frame.
    pub frame: Frame,
    /// The vacancy in a line.
    pub vacancy: VacancyLine,
    /// The office that recruits.
    pub office: String,
    /// The day it was published, written out; empty if it was not.
    pub published: String,
    /// The full text, from `prose::parse`.
    pub description: Vec<Block>,
    /// Whether it takes applications.
    pub is_open: bool,
}

impl VacancyLine {
    /// A vacancy in a language.
    pub fn of(vacancy: &Vacancy, locale: Locale) -> Self {
        Self {
            slug: vacancy.slug.clone(),
            title: vacancy.title.get(locale).to_owned(),
            summary: vacancy.summary.get(locale).to_owned(),
            location: vacancy.location.get(locale).to_owned(),
            employment: vacancy.employment_type,
        }
    }
}

/// GET `/careers`: what is open, office by office.
///
/// # Errors
/// The store's.
pub async fn list(visitor: Visitor) -> Answer {
    let (offices, open) = openings(&visitor).await?;
    let locale = visitor.locale();
    let with_vacancies = |office: Office| OfficeVacancies {
        name: office.name.get(locale).to_owned(),
        jurisdiction: office.jurisdiction,
        vacancies: open.iter().filter(|it| it.office == office.code).map(|it| VacancyLine::of(it, locale)).collect(),
        code: office.code.to_string(),
    };
    let offices = offices.into_iter().map(with_vacancies).collect();
    page(&CareersPage { frame: visitor.frame(Area::Public), offices })
}

/// GET `/careers/{slug}`: one vacancy; a closed one says so.
///
/// # Errors
/// [`WebError::NotFound`] for a draft as for an unknown address.
pub async fn show(visitor: Visitor, slug: Path<String>) -> Answer {
    let opening = opening(&visitor, slug.into_inner()).await?;
    let locale = visitor.locale();
    page(&VacancyPage {
        frame: visitor.frame(Area::Public),
        vacancy: VacancyLine::of(&opening.vacancy, locale),
        office: opening.office.name.get(locale).to_owned(),
        published: opening.published.map(|day| visitor.texts.day(&day)).unwrap_or_default(),
        description: prose::parse(opening.vacancy.description.get(locale)),
        is_open: opening.is_open(),
    })
}

/// Every office, and every open vacancy.
pub(super) async fn openings(visitor: &Visitor) -> Result<(Vec<Office>, Vec<Vacancy>), WebError> {
    let read = |db: &mut crate::store::Database| db.read(|db| Ok((offices::list(db)?, vacancies::open(db)?)));
    Ok(visitor.app.store.run(read).await?)
}

/// The vacancy of an address, with what stands before an application to it.
pub(super) async fn opening(visitor: &Visitor, slug: String) -> Result<Opening, WebError> {
    let at = visitor.at;
    Ok(visitor.app.store.run(move |db| submit_application::find_opening(db, &slug, at)).await?)
}
