//! Writing to a candidate first: the message that begins a thread.

use std::sync::Arc;

use actix_web::web::Query;
use askama::Template;
use askama_web::WebTemplate;

use super::PAGE;
use super::reply::{Reply, template_choices};
use super::send::shown;
use super::typed::{
    Done, Typed, ask_for_files_again, go_on, overtaken, posted_form, refuse, refuse_files, refuse_recipient, typed,
};
use crate::domain::id::{CandidateId, ThreadId};
use crate::store::StoreError;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffUpload};
use crate::web::form::{Form, Kind};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page, page_with, page_with_faults};
use crate::workflows::write_message::{self, KeptDraft, WritingFault};
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
pub async fn write(sent: StaffUpload) -> Answer {
    let StaffUpload { staff, mut posted } = sent;
    staff.require_correspondent()?;
    let candidate: CandidateId = posted.value("candidate").parse().map_err(|_| WebError::NotFound)?;
    let mut form = posted_form(format!("{PAGE}/new"), &posted);
    name_candidate(&mut form, candidate);
    if refuse_files(&mut form, &posted) {
        return page_with(posted.status(), &page_of(&staff, candidate, Reply::new(form)).await?);
    }
    let typed = Arc::new(typed(&form, std::mem::take(&mut posted.files)));
    let done = match posted.value("act") {
        "save" => save(&staff, candidate, &typed).await.map(kept),
        "send" => send(&staff, candidate, &typed).await,
        _ => return Err(WebError::Malformed),
    };
    let mut reply = match done {
        Ok(Done::Kept(thread, message)) => return onward(&format!("{PAGE}/{thread}"), Some(message)),
        Ok(Done::Faulty(faults)) => {
            refuse(&mut form, &faults);
            Reply::new(form)
        }
        Ok(Done::Refused(field, refusal)) => {
            refuse_recipient(&mut form, &staff, field, &refusal);
            Reply::new(form)
        }
        Ok(Done::Warned(warnings)) => Reply::warned(form, warnings),
        Err(WorkflowError::Store(StoreError::Stale)) => {
            return page_with_faults(&page_of(&staff, candidate, overtaken(form, &typed)).await?);
        }
        Err(error) => return Err(error.into()),
    };
    match keep_files(&staff, candidate, &mut reply.form, &typed).await? {
        Some(thread) => page_with_faults(&shown(&staff, thread, reply).await?),
        None => page_with_faults(&page_of(&staff, candidate, reply).await?),
    }
}

/// A draft with the thread that it began, or what is wrong with it.
type Begun = Result<(ThreadId, KeptDraft), Vec<WritingFault>>;

fn kept(begun: Begun) -> Done {
    begun.map_or_else(Done::Faulty, |(thread, _)| Done::Kept(thread, Message::DraftSaved))
}

async fn save(staff: &StaffCaller, candidate: CandidateId, typed: &Arc<Typed>) -> Result<Begun, WorkflowError> {
    let (caller, typed) = (staff.caller.clone(), Arc::clone(typed));
    let app = &staff.visitor.app;
    app.change_apart(move |app| write_message::start_draft(&app.store, &caller, candidate, &typed.composition())).await
}

async fn send(staff: &StaffCaller, candidate: CandidateId, typed: &Arc<Typed>) -> Result<Done, WorkflowError> {
    let (caller, typed) = (staff.caller.clone(), Arc::clone(typed));
    let app = &staff.visitor.app;
    let send = app.change_apart(move |app| {
        write_message::start(&app.store, &app.directories, &caller, candidate, &typed.composition(), typed.how)
    });
    Ok(send.await?.into())
}

/// Keeps the files of what does not go out yet, in a draft of a thread that begins with it; which, if there are files.
async fn keep_files(
    staff: &StaffCaller,
    candidate: CandidateId,
    form: &mut Form,
    typed: &Arc<Typed>,
) -> Result<Option<ThreadId>, WebError> {
    if !typed.changes_files() {
        return Ok(None);
    }
    match save(staff, candidate, typed).await {
        Ok(Ok((thread, kept))) => {
            form.action = format!("{PAGE}/{thread}/messages");
            form.fields.retain(|field| field.name != "candidate");
            go_on(form, kept);
            return Ok(Some(thread));
        }
        Ok(Err(faults)) => refuse(form, &faults),
        Err(WorkflowError::Store(StoreError::Stale)) => {}
        Err(error) => return Err(error.into()),
    }
    ask_for_files_again(form, typed);
    Ok(None)
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
