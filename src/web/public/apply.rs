//! Applying to a vacancy.
//!
//! Invariant: the notice stands before the first field, its box is never ticked beforehand, and the answer is the
//! same for known and unknown people.

use askama::Template;
use askama_web::WebTemplate;

use crate::domain::jurisdiction::Country;
use crate::domain::purpose::Purpose;
use crate::web::form::{Form, Kind};
use crate::web::frame::Frame;
use crate::web::profile;
use crate::web::texts::Texts;

/// The name of the field that people never see and machines fill in.
pub const HONEYPOT: &str = "website";

/// The name of the field that files are sent in.
pub const FILES: &str = "files";

/// The name of the box that says that the notice was read; the version beside it is `notice_version`.
pub const ACKNOWLEDGED: &str = "acknowledged";

/// `/careers/{slug}/apply`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "public/apply.html")]
pub struct ApplyPage {
    /// The frame.
    pub frame: Frame,
    /// The vacancy's word in the address.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// The office that collects.
    pub office: String,
    /// The notice in force.
    pub notice: NoticeBox,
    /// The form, from [`apply_form`].
    pub form: Form,
}

/// What stands before the first field.
#[derive(Debug, Clone)]
pub struct NoticeBox {
    /// The version in force.
    pub version: i32,
    /// The day since which it is, written out.
    pub effective: String,
    /// The purposes it names.
    pub purposes: Vec<Purpose>,
    /// The countries it names.
    pub countries: Vec<Country>,
}

impl ApplyPage {
    /// Whether an employment or school is shown open: the first, and each that something stands in.
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

/// The form to apply with: the résumé, files, and the acknowledgement of a version of the notice.
pub fn apply_form(texts: &Texts, slug: &str, notice: &NoticeBox) -> Form {
    let mut form = Form::new(format!("/careers/{slug}/apply"));
    profile::add_fields(&mut form, texts);
    form.add("application", Kind::Lines, "motivation", "field-motivation").hint("hint-motivation");
    form.add("application", Kind::Text, "available_from", "field-available-from").hint("hint-available-from");
    form.add("files", Kind::Files, FILES, "field-files").hint("hint-files");
    form.add("trap", Kind::Text, HONEYPOT, "field-trap").autocomplete("off");
    let label = texts.with_two("apply-acknowledge", "date", &notice.effective, "version", notice.version);
    form.add("acknowledge", Kind::Tick, ACKNOWLEDGED, "field-acknowledged").required().labelled(label);
    form.add("acknowledge", Kind::Hidden, "notice_version", "field-acknowledged").value(notice.version.to_string());
    form
}

/// `/careers/{slug}/applied`: the same for everybody.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "public/applied.html")]
pub struct AppliedPage {
    /// The frame.
    pub frame: Frame,
    /// What the vacancy is called.
    pub title: String,
}
