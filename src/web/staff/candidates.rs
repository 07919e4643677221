//! The list of an office's candidates.

use askama::Template;
use askama_web::WebTemplate;

use crate::domain::application::{Source, Stage};
use crate::web::form::{Choice, Form, Kind};
use crate::web::frame::Frame;
use crate::web::profile::choices;
use crate::web::texts::Texts;

/// `/staff/candidates`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/candidates.html")]
pub struct CandidatesPage {
    /// The frame.
    pub frame: Frame,
    /// Filters by stage and vacancy, from [`filter_form`]; sent with GET.
    pub filter: Form,
    /// Candidates, newest first.
    pub rows: Vec<CandidateLine>,
    /// How many fit the filter, if it was counted.
    pub total: Option<i64>,
    /// The address of the page of newer ones.
    pub previous: Option<String>,
    /// The address of the page of older ones.
    pub next: Option<String>,
    /// Whether the reader may add a candidate.
    pub can_add: bool,
}

/// A candidate in a list.
#[derive(Debug, Clone)]
pub struct CandidateLine {
    /// The id, for the address.
    pub id: String,
    /// The name as the reader expects it; empty if it is withheld.
    pub name: String,
    /// The reading.
    pub reading: String,
    /// What the latest application is for; empty without one.
    pub vacancy: String,
    /// Where it stands.
    pub stage: Option<Stage>,
    /// When it came in, written out.
    pub received: String,
    /// Where it came from.
    pub source: Option<Source>,
    /// The office that collected.
    pub office: String,
    /// Whether that is another office than the reader's.
    pub is_foreign: bool,
}

/// The filter: `stage` and `vacancy`, each with an empty choice for all.
pub fn filter_form(texts: &Texts, vacancies: Vec<Choice>) -> Form {
    let mut form = Form::new("/staff/candidates");
    let all = || Choice::new("", texts.say("filter-all"));
    let stages = std::iter::once(all()).chain(choices(texts, Stage::ALL)).collect();
    form.add("filter", Kind::Select, "stage", "field-stage").options(stages);
    let vacancies = std::iter::once(all()).chain(vacancies).collect();
    form.add("filter", Kind::Select, "vacancy", "field-vacancy").options(vacancies);
    form
}
