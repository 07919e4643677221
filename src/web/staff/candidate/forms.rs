//! The forms on a candidate's page.

use crate::domain::application::{ReasonCode, Stage};
use crate::domain::health::UseReasonCode;
use crate::domain::note::NoteClass;
use crate::domain::purpose::Purpose;
use crate::domain::task;
use crate::domain::time::Day;
use crate::web::form::{Choice, Form, Kind};
use crate::web::profile::choices;
use crate::web::texts::Texts;

/// The form to move an application: `stage`, the next one chosen, with the revision it was made from; `reason` and
/// `comment` for the stages that end the selection.
pub fn move_form(texts: &Texts, candidate: &str, application: &str, now: Stage, revision: i64) -> Form {
    let mut form = Form::new(format!("/staff/candidates/{candidate}/applications/{application}/stage"));
    let others: Vec<Stage> = Stage::ALL.iter().copied().filter(|stage| *stage != now).collect();
    let next = others.iter().find(|stage| **stage > now).map_or("", |stage| stage.as_str());
    let stage = form.add("move", Kind::Select, "stage", "field-move-to");
    stage.required().id(format!("stage-{application}")).options(choices(texts, &others)).value(next);
    let reason = form.add("move", Kind::Select, "reason", "field-end-reason");
    reason.id(format!("reason-{application}")).options(with_empty(
        texts,
        "reason-none",
        choices(texts, ReasonCode::ALL),
    ));
    let comment = form.add("move", Kind::Text, "comment", "field-end-comment");
    comment.id(format!("comment-{application}")).longest(super::judging::LONGEST);
    form.add("move", Kind::Hidden, "revision", "field-move-to").value(revision.to_string());
    form
}

/// The form to write down what a step found: `found_stage`, `finding`, `found_reason`, `held_on`, `found_comment`.
pub fn result_form(texts: &Texts, candidate: &str, application: &str, now: Stage) -> Form {
    let mut form = Form::new(format!("/staff/candidates/{candidate}/applications/{application}/results"));
    let id = |name: &str| format!("{name}-{application}");
    let steps: Vec<Stage> = Stage::ALL.iter().copied().filter(|stage| stage.closing().is_none()).collect();
    let now = if steps.contains(&now) { now.as_str() } else { "" };
    let steps = with_empty(texts, "choose", choices(texts, &steps));
    let stage = form.add("result", Kind::Select, "found_stage", "field-found-stage");
    stage.id(id("found-stage")).required().half().options(steps).value(now);
    let held = form.add("result", Kind::Date, "held_on", "field-held-on");
    held.id(id("held-on")).half();
    let findings = with_empty(texts, "choose", choices(texts, super::judging::OFFERED));
    form.add("result", Kind::Select, "finding", "field-finding").id(id("finding")).required().half().options(findings);
    let reasons = with_empty(texts, "reason-none", choices(texts, ReasonCode::ALL));
    form.add("result", Kind::Select, "found_reason", "field-found-reason")
        .id(id("found-reason"))
        .half()
        .options(reasons);
    let comment = form.add("result", Kind::Lines, "found_comment", "field-found-comment");
    comment.id(id("found-comment")).longest(super::judging::LONGEST);
    form
}

/// The form to add a task with: `task`, `due_on`, `assignee`.
pub fn task_form(candidate: &str, recruiters: Vec<Choice>, me: &str, due: Day) -> Form {
    let mut form = Form::new(format!("/staff/candidates/{candidate}/tasks"));
    form.add("task", Kind::Text, "task", "field-task").required().longest(task::LONGEST);
    form.add("task", Kind::Date, "due_on", "field-due-on").required().half().value(due.to_string());
    form.add("task", Kind::Select, "assignee", "field-assignee").required().half().options(recruiters).value(me);
    form
}

fn with_empty(texts: &Texts, empty: &str, options: Vec<Choice>) -> Vec<Choice> {
    std::iter::once(Choice::new("", texts.say(empty))).chain(options).collect()
}

/// The form to give an application to a hiring manager with: `staff`.
pub fn assign_form(candidate: &str, application: &str, managers: Vec<Choice>) -> Form {
    let mut form = Form::new(format!("/staff/candidates/{candidate}/applications/{application}/assignments"));
    let staff = form.add("assign", Kind::Select, "staff", "field-manager");
    staff.required().id(format!("manager-{application}")).options(managers);
    form
}

/// The form to write a note with: `note`, `class`.
pub fn note_form(texts: &Texts, candidate: &str) -> Form {
    let mut form = Form::new(format!("/staff/candidates/{candidate}/notes"));
    form.add("note", Kind::Lines, "note", "field-note").required().longest(4_000);
    let class = form.add("note", Kind::Select, "class", "field-note-class");
    class.required().half().options(choices(texts, NoteClass::ALL)).value(NoteClass::Team.as_str());
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
    let purposes = with_empty(texts, "choose", choices(texts, purposes));
    form.add("health", Kind::Select, "purpose", "field-purpose").required().half().options(purposes);
    let reasons = with_empty(texts, "choose", choices(texts, UseReasonCode::ALL));
    form.add("health", Kind::Select, "reason", "field-reason").required().half().options(reasons);
    form.add("health", Kind::Lines, "details", "field-reason-details").longest(500).hint("hint-reason-details");
    form
}
