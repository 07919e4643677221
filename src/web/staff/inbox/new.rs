//! Writing to a candidate first: the message that begins a thread.

use actix_web::web::Query;
use askama::Template;
use askama_web::WebTemplate;

use super::PAGE;
use super::reply::{Reply, refuse, reply_form, template_choices, typed};
use crate::domain::id::{CandidateId, ThreadId};
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Form, Kind};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::workflows::message_templates;
use crate::workflows::write_message::{self, Posted, WritingFault};

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
    let reply = match posted.value("act") {
        "save" => match save(&staff, candidate, &form).await? {
            Ok(thread) => return onward(&format!("{PAGE}/{thread}"), Some(Message::DraftSaved)),
            Err(faults) => {
                refuse(&mut form, &faults);
                Reply::new(form)
            }
        },
        "send" => match send(&staff, candidate, &form).await? {
            Posted::Sent(sent) => return onward(&format!("{PAGE}/{}", sent.thread), Some(Message::MessageQueued)),
            Posted::Faulty(faults) => {
                refuse(&mut form, &faults);
                Reply::new(form)
            }
            Posted::Warned(warnings) => Reply::warned(form, warnings),
        },
        _ => return Err(WebError::Malformed),
    };
    page_with_faults(&page_of(&staff, candidate, reply).await?)
}

async fn save(
    staff: &StaffCaller,
    candidate: CandidateId,
    form: &Form,
) -> Result<Result<ThreadId, Vec<WritingFault>>, WebError> {
    let (caller, written) = (staff.caller.clone(), typed(form).written);
    let app = &staff.visitor.app;
    let keep = app.change(move |_, db| write_message::start_draft(db, &caller, candidate, &written));
    Ok(keep.await?.map(|(thread, _)| thread))
}

async fn send(staff: &StaffCaller, candidate: CandidateId, form: &Form) -> Result<Posted, WebError> {
    let (caller, wanted) = (staff.caller.clone(), typed(form));
    let app = &staff.visitor.app;
    let send = app.change_apart(move |app| {
        write_message::start(&app.store, &app.directories, &caller, candidate, &wanted.written, wanted.how)
    });
    Ok(send.await?)
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
