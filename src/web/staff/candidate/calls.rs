//! Calls, meetings and messages of other services, written down by hand.

use actix_web::web::Path;
use jiff::civil::Time;

use super::show::Record;
use crate::domain::id::{CandidateId, ThreadId};
use crate::domain::message::Channel;
use crate::domain::time::{Day, Ts};
use crate::web::error::WebError;
use crate::web::extract::StaffForm;
use crate::web::form::{Choice, Form, Kind};
use crate::web::frame::Message;
use crate::web::page::{Answer, onward, page_with_faults};
use crate::web::profile::choices;
use crate::web::staff::Writing;
use crate::workflows::log_contact::{self, Contact};

/// What is written down by hand; mail comes by itself.
const CHANNELS: [Channel; 3] = [Channel::Call, Channel::Meeting, Channel::Other];

/// The form to write down a contact with: `channel`, `on`, `at`, `thread`, `text`.
pub fn call_form(writing: &Writing, candidate: &str, threads: Vec<Choice>, now: Ts) -> Form {
    let texts = &writing.texts;
    let mut form = Form::new(format!("/staff/candidates/{candidate}/calls"));
    let channel = form.add("call", Kind::Select, "channel", "field-channel");
    channel.id("call-channel").required().options(choices(texts, &CHANNELS));
    let on = form.add("call", Kind::Date, "on", "field-call-on");
    on.id("call-on").required().half().value(writing.date(now).to_string());
    let at = form.add("call", Kind::Time, "at", "field-call-at");
    at.id("call-at").required().half().value(writing.time_of_day(now));
    let options = std::iter::once(Choice::new("", texts.say("call-new-thread"))).chain(threads).collect();
    form.add("call", Kind::Select, "thread", "field-call-thread").id("call-thread").options(options);
    form.add("call", Kind::Lines, "text", "field-call-text").id("call-text").required().hint("hint-call-text");
    form
}

/// Reads the form; what is wrong stands at its field.
fn contact(form: &mut Form, writing: &Writing, now: Ts) -> Option<Contact> {
    form.check();
    let channel = form.value("channel").parse::<Channel>().ok();
    let day = form.value("on").parse::<Day>().ok();
    let time = form.value("at").parse::<Time>().ok();
    let at = day.zip(time).and_then(|(day, time)| writing.moment_of(day, time));
    let text = form.value("text").to_owned();
    let thread = form.value("thread").parse::<ThreadId>().ok();
    if day.is_none() {
        form.refuse("on", "error-date");
    }
    if time.is_none() {
        form.refuse("at", "error-time");
    }
    if at.is_some_and(|at| at > now) {
        form.refuse("on", "error-call-later");
    }
    if form.is_bad() { None } else { Some(Contact { channel: channel?, text, at: at?, thread }) }
}

/// Writes a contact down.
pub async fn add(sent: StaffForm, candidate: Path<CandidateId>) -> Answer {
    let candidate = candidate.into_inner();
    let StaffForm { staff, posted } = sent;
    staff.require_correspondent()?;
    let mut page = Record::open(&staff, candidate).await?.page();
    let form = page.correspondence.as_mut().and_then(|it| it.call_form.as_mut()).ok_or(WebError::NotFound)?;
    form.fill(posted.pairs());
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let Some(contact) = contact(form, &writing, staff.visitor.at) else { return page_with_faults(&page) };
    let caller = staff.caller.clone();
    let app = &staff.visitor.app;
    let kept = app.change_apart(move |app| log_contact::log(&app.store, &caller, candidate, &contact)).await?;
    onward(&format!("/staff/inbox/{kept}"), Some(Message::CallKept))
}
