//! Adding a candidate and editing a profile; the fields are those that people apply with.

pub mod add;
pub mod edit;

use askama::Template;
use askama_web::WebTemplate;

use super::candidate::Change;
use crate::domain::application::Source;
use crate::domain::locale::Locale;
use crate::web::form::{Choice, Form, Kind};
use crate::web::frame::Frame;
use crate::web::profile::{self, choices};
use crate::web::texts::Texts;

/// `/staff/candidates/new` and `/staff/candidates/{id}/edit`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/candidate_form.html")]
pub struct CandidateFormPage {
    /// The frame.
    pub frame: Frame,
    /// The name of the person who is edited; empty when one is added.
    pub name: String,
    /// Where leaving without saving leads to.
    pub back: String,
    /// The form, from [`add_form`] or [`edit_form`].
    pub form: Form,
    /// Where what was typed differs from what somebody else stored meanwhile.
    pub changes: Vec<Change>,
}

/// `/staff/candidates/new` while no notice is in force: there is nothing to give to anybody who is added.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/missing_notice.html")]
pub struct MissingNoticePage {
    /// The frame.
    pub frame: Frame,
}

impl CandidateFormPage {
    /// Whether a candidate is added.
    pub fn is_new(&self) -> bool {
        self.name.is_empty()
    }

    /// Whether an employment or school is shown open.
    pub fn is_entry_open(&self, group: &str) -> bool {
        group.ends_with("-1") || self.form.is_used(group)
    }

    /// The groups of the employments.
    pub fn work_groups(&self) -> Vec<String> {
        (1..=profile::ENTRIES).map(|entry| format!("work-{entry}")).collect()
    }

    /// The groups of the schools.
    pub fn school_groups(&self) -> Vec<String> {
        (1..=profile::ENTRIES).map(|entry| format!("school-{entry}")).collect()
    }
}

/// The form to add a candidate with: the vacancy, where they come from, which notice they were given, the profile.
pub fn add_form(texts: &Texts, vacancies: Vec<Choice>, notice: i32) -> Form {
    let mut form = Form::new("/staff/candidates");
    let with_empty =
        |options: Vec<Choice>| std::iter::once(Choice::new("", texts.say("choose"))).chain(options).collect();
    form.add("origin", Kind::Select, "vacancy", "field-vacancy").required().half().options(with_empty(vacancies));
    let sources = choices(texts, Source::ALL);
    form.add("origin", Kind::Select, "source", "field-source").required().half().options(sources).value("staff");
    let languages = with_empty(choices(texts, Locale::ALL));
    form.add("origin", Kind::Select, "notice_locale", "field-notice-locale").required().half().options(languages);
    form.add("origin", Kind::Hidden, "notice", "field-notice-given").value(notice.to_string());
    let given = form.add("origin", Kind::Tick, "notice_given", "field-notice-given");
    given.required().labelled(texts.with("notice-given", "version", notice));
    add_profile(&mut form, texts);
    form
}

/// The fields of a profile, as staff fill them in: they learn what a home elsewhere does before they save it.
fn add_profile(form: &mut Form, texts: &Texts) {
    profile::add_fields(form, texts);
    if let Some(residence) = form.fields.iter_mut().find(|field| field.name == "residence") {
        residence.hint("hint-residence-elsewhere");
    }
}

/// The form to edit a profile with; carries the revision it was made from.
pub fn edit_form(texts: &Texts, candidate: &str, revision: i64) -> Form {
    let mut form = Form::new(format!("/staff/candidates/{candidate}/edit"));
    form.add("origin", Kind::Hidden, "revision", "field-source").value(revision.to_string());
    add_profile(&mut form, texts);
    form
}
