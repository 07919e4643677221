//! The forms to invite to an interview, to change one and to cancel it.

use jiff::civil::Time;

use crate::domain::interview::{LONGEST_NAMES, LONGEST_PLACE, LONGEST_TEXT, MINUTES};
use crate::domain::time::{Day, Ts};
use crate::web::form::{Choice, Form, Kind, fault};
use crate::web::staff::Writing;
use crate::web::texts::Texts;
use crate::workflows::invite_to_interview::Plan;

/// Minutes that an interview usually takes.
const USUAL: i64 = 60;

/// What stands in the form of an interview.
#[derive(Debug, Clone, Default)]
pub struct Planned {
    /// The day, as forms take it.
    pub day: String,
    /// The time, as forms take it.
    pub time: String,
    /// How many minutes.
    pub minutes: i64,
    /// Where.
    pub place: String,
    /// With whom.
    pub names: String,
    /// What is written to the candidate.
    pub text: String,
}

/// The path of an application's interviews.
pub(super) fn path(candidate: &str, application: &str) -> String {
    format!("/staff/candidates/{candidate}/applications/{application}/interviews")
}

/// The form to invite with: `interview_day`, `interview_time`, `interview_length`, `interview_place`,
/// `interview_names`, `interview_text`, which is in the candidate's language.
pub fn invite_form(texts: &Texts, candidate: &str, application: &str, text: &str) -> Form {
    let mut form = Form::new(path(candidate, application));
    let planned = Planned { minutes: USUAL, text: text.to_owned(), ..Planned::default() };
    add_plan(&mut form, texts, ("invite", application), &planned);
    form
}

/// The form to change an interview with: the same, and the `revision` that was seen.
pub fn change_form(texts: &Texts, action: String, interview: &str, planned: &Planned, revision: i64) -> Form {
    let mut form = Form::new(action);
    add_plan(&mut form, texts, ("change", interview), planned);
    form.add("change", Kind::Hidden, "revision", "interviews").value(revision.to_string());
    form
}

/// The form to cancel an interview with: `interview_reason`, which is in the candidate's language, and `revision`.
pub fn cancel_form(action: String, interview: &str, text: &str, revision: i64) -> Form {
    let mut form = Form::new(action);
    let reason = form.add("cancel", Kind::Lines, "interview_reason", "field-interview-text");
    reason.id(format!("interview-reason-{interview}")).required().longest(LONGEST_TEXT).value(text);
    form.add("cancel", Kind::Hidden, "revision", "interviews").value(revision.to_string());
    form
}

fn add_plan(form: &mut Form, texts: &Texts, (group, of): (&str, &str), planned: &Planned) {
    let id = |name: &str| format!("interview-{name}-{of}");
    let day = form.add(group, Kind::Date, "interview_day", "field-interview-day");
    day.id(id("day")).required().half().value(&*planned.day);
    let time = form.add(group, Kind::Time, "interview_time", "field-interview-time");
    time.id(id("time")).required().half().hint("hint-interview-time").value(&*planned.time);
    let said = |minutes: i64| texts.with("interview-minutes", "minutes", minutes);
    let lengths = MINUTES.map(|minutes| Choice::new(minutes.to_string(), said(minutes)));
    let length = form.add(group, Kind::Select, "interview_length", "field-interview-length");
    length.id(id("length")).required().half().options(lengths.into()).value(planned.minutes.to_string());
    let names = form.add(group, Kind::Text, "interview_names", "field-interview-names");
    names.id(id("names")).half().longest(LONGEST_NAMES).value(&*planned.names);
    let place = form.add(group, Kind::Text, "interview_place", "field-interview-place");
    place.id(id("place")).required().longest(LONGEST_PLACE).value(&*planned.place);
    let text = form.add(group, Kind::Lines, "interview_text", "field-interview-text");
    text.id(id("text")).required().longest(LONGEST_TEXT).hint("hint-interview-text").value(&*planned.text);
}

/// The plan that a form brings; what is wrong with it stands at its fields.
pub(super) fn plan(form: &mut Form, writing: &Writing, now: Ts) -> Option<Plan> {
    form.check();
    let day = form.value("interview_day").parse::<Day>().ok();
    let time = form.value("interview_time").parse::<Time>().ok();
    let minutes = form.value("interview_length").parse::<i64>().ok().filter(|minutes| MINUTES.contains(minutes));
    let starts_at = day.zip(time).and_then(|(day, time)| writing.moment_of(day, time));
    let faults = [
        ("interview_day", "error-date", day.is_none()),
        ("interview_time", "error-time", time.is_none()),
        ("interview_length", fault::CHOOSE, minutes.is_none()),
        ("interview_day", "error-interview-past", starts_at.is_some_and(|at| at <= now)),
    ];
    for (field, key, _) in faults.into_iter().filter(|(_, _, is_so)| *is_so) {
        form.refuse(field, key);
    }
    let value = |name: &str| form.value(name).to_owned();
    let (place, interviewers, text) = (value("interview_place"), value("interview_names"), value("interview_text"));
    if form.is_bad() {
        None
    } else {
        Some(Plan { starts_at: starts_at?, minutes: minutes?, place, interviewers, text })
    }
}
