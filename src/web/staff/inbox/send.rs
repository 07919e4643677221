//! Writing in a thread: keeping, looking at and sending what was typed, and the moment in which it can be taken back.
//!
//! Invariant: nothing goes out that its writer was warned of and did not send all the same, and no file is lost on the
//! way: what does not go out yet is kept with its files as a draft.

use std::sync::Arc;

use actix_web::web::Path;

use super::PAGE;
use super::reply::{Reply, previewed};
use super::tend::malformed;
use super::thread::ThreadPage;
use super::typed::{
    Done, Typed, ask_for_files_again, go_on, overtaken, posted_form, refuse, refuse_files, refuse_recipient, typed,
};
use super::view::{Opened, Part, when};
use crate::domain::id::{MessageId, ThreadId};
use crate::store::StoreError;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm, StaffUpload};
use crate::web::form::Form;
use crate::web::frame::Message;
use crate::web::page::{Answer, onward, page, page_with, page_with_faults};
use crate::workflows::WorkflowError;
use crate::workflows::write_message::{self, KeptDraft, Preview, WritingFault};

/// Keeps, shows or sends what was typed.
pub async fn write(sent: StaffUpload, thread: Path<ThreadId>) -> Answer {
    let thread = thread.into_inner();
    let StaffUpload { staff, mut posted } = sent;
    staff.require_correspondent()?;
    let mut form = posted_form(format!("{PAGE}/{thread}/messages"), &posted);
    if refuse_files(&mut form, &posted) {
        return page_with(posted.status(), &shown(&staff, thread, Reply::new(form)).await?);
    }
    let typed = Arc::new(typed(&form, std::mem::take(&mut posted.files)));
    let done = match posted.value("act") {
        "save" => save(&staff, thread, &typed).await.map(|kept| kept_in(thread, kept)),
        "preview" => return preview(&staff, thread, form, &typed).await,
        "send" => send(&staff, thread, &typed).await,
        _ => return malformed(&staff, thread).await,
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
            return page_with_faults(&shown(&staff, thread, overtaken(form, &typed)).await?);
        }
        Err(error) => return Err(error.into()),
    };
    keep_files(&staff, thread, &mut reply.form, &typed).await?;
    page_with_faults(&shown(&staff, thread, reply).await?)
}

fn kept_in(thread: ThreadId, kept: Result<KeptDraft, Vec<WritingFault>>) -> Done {
    kept.map_or_else(Done::Faulty, |_| Done::Kept(thread, Message::DraftSaved))
}

async fn save(
    staff: &StaffCaller,
    thread: ThreadId,
    typed: &Arc<Typed>,
) -> Result<Result<KeptDraft, Vec<WritingFault>>, WorkflowError> {
    let (caller, typed) = (staff.caller.clone(), Arc::clone(typed));
    let app = &staff.visitor.app;
    app.change_apart(move |app| write_message::save_draft(&app.store, &caller, thread, &typed.composition())).await
}

async fn send(staff: &StaffCaller, thread: ThreadId, typed: &Arc<Typed>) -> Result<Done, WorkflowError> {
    let (caller, typed) = (staff.caller.clone(), Arc::clone(typed));
    let app = &staff.visitor.app;
    let send = app.change_apart(move |app| {
        write_message::send(&app.store, &app.directories, &caller, thread, &typed.composition(), typed.how)
    });
    Ok(send.await?.into())
}

/// Keeps the files of what does not go out yet, in a draft: a page cannot bring them once more.
async fn keep_files(
    staff: &StaffCaller,
    thread: ThreadId,
    form: &mut Form,
    typed: &Arc<Typed>,
) -> Result<(), WebError> {
    if !typed.changes_files() {
        return Ok(());
    }
    match save(staff, thread, typed).await {
        Ok(Ok(kept)) => go_on(form, kept),
        Ok(Err(faults)) => {
            refuse(form, &faults);
            ask_for_files_again(form, typed);
        }
        Err(WorkflowError::Store(StoreError::Stale)) => ask_for_files_again(form, typed),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

async fn preview(staff: &StaffCaller, thread: ThreadId, mut form: Form, sent: &Arc<Typed>) -> Answer {
    keep_files(staff, thread, &mut form, sent).await?;
    if form.is_bad() {
        return page_with_faults(&shown(staff, thread, Reply::new(form)).await?);
    }
    let caller = staff.caller.clone();
    let wanted = Arc::new(typed(&form, Vec::new()));
    let (looked_at, app) = (Arc::clone(&wanted), &staff.visitor.app);
    let look = app.run_apart(move |app| {
        let form = looked_at.composition();
        write_message::preview(&app.store, &app.directories, &caller, thread, &form, looked_at.how)
    });
    match look.await? {
        Preview::Faulty(faults) => {
            refuse(&mut form, &faults);
            page_with_faults(&shown(staff, thread, Reply::new(form)).await?)
        }
        Preview::Refused(field, refusal) => {
            refuse_recipient(&mut form, staff, field, &refusal);
            page_with_faults(&shown(staff, thread, Reply::new(form)).await?)
        }
        Preview::Fit { warnings, send_at } => {
            let preview = Some(previewed(&wanted.written, when(staff, send_at)));
            let reply = if warnings.is_empty() { Reply::new(form) } else { Reply::with(form, warnings) };
            page(&shown(staff, thread, Reply { preview, ..reply }).await?)
        }
    }
}

/// The page of the thread with what is being written.
pub(super) async fn shown(staff: &StaffCaller, thread: ThreadId, reply: Reply) -> Result<ThreadPage, WebError> {
    // What is passed on may stand on another page; a draft has of it what was wanted.
    let forwards: Option<MessageId> = reply.form.value("forwards").parse().ok();
    let part = Part { also: forwards.filter(|_| reply.form.value("draft").is_empty()), ..Part::default() };
    Ok(Opened::open_part(staff, thread, part, true).await?.page(Some(reply)))
}

/// Takes a message back before it goes.
pub async fn take_back(sent: StaffForm, path: Path<(ThreadId, MessageId)>) -> Answer {
    sent.staff.require_correspondent()?;
    let (thread, message) = path.into_inner();
    let caller = sent.staff.caller.clone();
    let app = &sent.staff.visitor.app;
    let back = app.change(move |_, db| write_message::take_back(db, &caller, thread, message));
    match back.await {
        Err(WorkflowError::Store(StoreError::Stale)) => onward(&format!("{PAGE}/{thread}"), Some(Message::TooLate)),
        done => {
            done?;
            onward(&format!("{PAGE}/{thread}"), Some(Message::TakenBack))
        }
    }
}

/// Queues a message once more that was given up.
pub async fn retry(sent: StaffForm, path: Path<(ThreadId, MessageId)>) -> Answer {
    sent.staff.require_correspondent()?;
    let (thread, message) = path.into_inner();
    let caller = sent.staff.caller.clone();
    let app = &sent.staff.visitor.app;
    match app.change(move |_, db| write_message::retry(db, &caller, thread, message)).await {
        Err(WorkflowError::Store(StoreError::Stale)) => onward(&format!("{PAGE}/{thread}"), Some(Message::Stale)),
        done => {
            done?;
            onward(&format!("{PAGE}/{thread}"), Some(Message::MessageQueued))
        }
    }
}

/// Throws a draft away.
pub async fn discard(sent: StaffForm, path: Path<(ThreadId, MessageId)>) -> Answer {
    sent.staff.require_correspondent()?;
    let (thread, message) = path.into_inner();
    let caller = sent.staff.caller.clone();
    let app = &sent.staff.visitor.app;
    app.change(move |_, db| write_message::discard(db, &caller, thread, message)).await?;
    onward(&format!("{PAGE}/{thread}"), Some(Message::DraftDiscarded))
}
