//! Writing to a candidate first: the message that begins a thread.

use actix_web::web::Query;
use askama::Template;
use askama_web::WebTemplate;

use super::PAGE;
use super::reply::{Reply, Typed, overtaken, refuse, reply_form, template_choices, typed};
use crate::domain::id::{CandidateId, ThreadId};
use crate::store::StoreError;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Form, Kind};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::workflows::write_message::{self, Posted, Warning, WritingFault};
use crate::workflows::{WorkflowError, message_templates};

/// `/staff/inbox/new`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/inbox/new.html")]
pub struct NewPage {
    /// The frame.
    pub frame: Frame,
    /// The address of the candidate's page.
    pub candidate: String,
    /// What is being written.
    pub reply: Reply,
}

/// To whom, and what it begins with.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct NewQuery {
    candidate: String,
    template: String,
}

/// Shows the form.
pub async fn show(staff: StaffCaller, query: Option<Query<NewQuery>>) -> Answer {
    staff.require_correspondent()?;
    let query = query.map(Query::into_inner).unwrap_or_default();
    let candidate: CandidateId = query.candidate.parse().map_err(|_| WebError::NotFound)?;
    let (caller, template) = (staff.caller.clone(), query.template.parse().ok());
    let begin = staff.visitor.app.run(move |_, db| write_message::first_to(db, &caller, candidate, template));
    let mut reply = Reply::beginning(format!("{PAGE}/new"), &begin.await?);
    name_candidate(&mut reply.form, candidate);
    page(&page_of(&staff, candidate, reply).await?)
}

/// Keeps or sends what was typed.
pub async fn write(sent: StaffForm) -> Answer {
    let StaffForm { staff, posted } = sent;
    staff.require_correspondent()?;
    let candidate: CandidateId = posted.value("candidate").parse().map_err(|_| WebError::NotFound)?;
    let mut form = reply_form(format!("{PAGE}/new"), true);
    name_candidate(&mut form, candidate);
    form.fill(posted.pairs());
    let done = match posted.value("act") {
        "save" => save(&staff, candidate, typed(&form)).await,
        "send" => send(&staff, candidate, typed(&form)).await,
        _ => return Err(WebError::Malformed),
    };
    let reply = match done {
        Ok(Done::Kept(thread, message)) => return onward(&format!("{PAGE}/{thread}"), Some(message)),
        Ok(Done::Faulty(faults)) => {
            refuse(&mut form, &faults);
            Reply::new(form)
        }
        Ok(Done::Warned(warnings)) => Reply::warned(form, warnings),
        Err(WorkflowError::Store(StoreError::Stale)) => overtaken(form),
        Err(error) => return Err(error.into()),
    };
    page_with_faults(&page_of(&staff, candidate, reply).await?)
}

/// What became of what was typed.
enum Done {
    Kept(ThreadId, Message),
    Faulty(Vec<WritingFault>),
    Warned(Vec<Warning>),
}

async fn save(staff: &StaffCaller, candidate: CandidateId, typed: Typed) -> Result<Done, WorkflowError> {
    let caller = staff.caller.clone();
    let app = &staff.visitor.app;
    let keep = app.change(move |_, db| write_message::start_draft(db, &caller, candidate, &typed.composition()));
    Ok(keep.await?.map_or_else(Done::Faulty, |(thread, _)| Done::Kept(thread, Message::DraftSaved)))
}

async fn send(staff: &StaffCaller, candidate: CandidateId, typed: Typed) -> Result<Done, WorkflowError> {
    let caller = staff.caller.clone();
    let app = &staff.visitor.app;
    let send = app.change_apart(move |app| {
        write_message::start(&app.store, &app.directories, &caller, candidate, &typed.composition(), typed.how)
    });
    Ok(match send.await? {
        Posted::Sent(sent) => Done::Kept(sent.thread, Message::MessageQueued),
        Posted::Faulty(faults) => Done::Faulty(faults),
        Posted::Warned(warnings) => Done::Warned(warnings),
    })
}

fn name_candidate(form: &mut Form, candidate: CandidateId) {
    form.add("reply", Kind::Hidden, "candidate", "field-mail-to").value(candidate.to_string());
}

async fn page_of(staff: &StaffCaller, candidate: CandidateId, reply: Reply) -> Result<NewPage, WebError> {
    let caller = staff.caller.clone();
    let names = staff.visitor.app.run(move |_, db| message_templates::list(db, &caller)).await?;
    let templates = template_choices(&names, |id| format!("{PAGE}/new?candidate={candidate}&template={id}"));
    let candidate = format!("/staff/candidates/{candidate}");
    Ok(NewPage { frame: staff.frame(), candidate, reply: Reply { is_first: true, templates, ..reply } })
}
