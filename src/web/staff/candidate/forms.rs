//! The forms on a candidate's page.

use crate::domain::application::Stage;
use crate::domain::health::UseReasonCode;
use crate::domain::purpose::Purpose;
use crate::web::form::{Choice, Form, Kind};
use crate::web::profile::choices;
use crate::web::texts::Texts;

/// The form to move an application: `stage`, the next one chosen, with the revision it was made from.
pub fn move_form(texts: &Texts, candidate: &str, application: &str, now: Stage, revision: i64) -> Form {
    let mut form = Form::new(format!("/staff/candidates/{candidate}/applications/{application}/stage"));
    let others: Vec<Stage> = Stage::ALL.iter().copied().filter(|stage| *stage != now).collect();
    let next = others.iter().find(|stage| **stage > now).map_or("", |stage| stage.as_str());
    let stage = form.add("move", Kind::Select, "stage", "field-move-to");
    stage.required().id(format!("stage-{application}")).options(choices(texts, &others)).value(next);
    form.add("move", Kind::Hidden, "revision", "field-move-to").value(revision.to_string());
    form
}

/// The form to give an application to a hiring manager with: `staff`.
pub fn assign_form(candidate: &str, application: &str, managers: Vec<Choice>) -> Form {
    let mut form = Form::new(format!("/staff/candidates/{candidate}/applications/{application}/assignments"));
    let staff = form.add("assign", Kind::Select, "staff", "field-manager");
    staff.required().id(format!("manager-{application}")).options(managers);
    form
}

/// The form to write a note with: `note`.
pub fn note_form(candidate: &str) -> Form {
    let mut form = Form::new(format!("/staff/candidates/{candidate}/notes"));
    form.add("note", Kind::Lines, "note", "field-note").required().longest(4_000);
    form
}

/// The form to add files with: `files`.
pub fn upload_form(candidate: &str) -> Form {
    let mut form = Form::new(format!("/staff/candidates/{candidate}/documents"));
    form.add("upload", Kind::Files, "files", "field-files").required().hint("hint-files");
    form
}

/// The form to open health records with: `purpose`, `reason`, and `details` for the record alone.
pub fn health_form(texts: &Texts, candidate: &str, purposes: &[Purpose]) -> Form {
    let mut form = Form::new(format!("/staff/candidates/{candidate}/health"));
    let with_empty =
        |options: Vec<Choice>| std::iter::once(Choice::new("", texts.say("choose"))).chain(options).collect::<Vec<_>>();
    let purposes = with_empty(choices(texts, purposes));
    form.add("health", Kind::Select, "purpose", "field-purpose").required().half().options(purposes);
    let reasons = with_empty(choices(texts, UseReasonCode::ALL));
    form.add("health", Kind::Select, "reason", "field-reason").required().half().options(reasons);
    form.add("health", Kind::Lines, "details", "field-reason-details").longest(500).hint("hint-reason-details");
    form
}
