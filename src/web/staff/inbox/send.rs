//! Writing in a thread: keeping, looking at and sending what was typed, and the moment in which it can be taken back.
//!
//! Invariant: nothing goes out that its writer was warned of and did not send all the same.

use actix_web::web::Path;

use super::PAGE;
use super::reply::{Reply, Typed, overtaken, previewed, refuse, reply_form, typed};
use super::tend::malformed;
use super::thread::ThreadPage;
use super::view::{Opened, when};
use crate::domain::id::{MessageId, ThreadId};
use crate::store::StoreError;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::Form;
use crate::web::frame::Message;
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::workflows::WorkflowError;
use crate::workflows::write_message::{self, Posted, Preview, Warning, WritingFault};

/// Keeps, shows or sends what was typed.
pub async fn write(sent: StaffForm, thread: Path<ThreadId>) -> Answer {
    let thread = thread.into_inner();
    let StaffForm { staff, posted } = sent;
    staff.require_correspondent()?;
    let mut form = reply_form(format!("{PAGE}/{thread}/messages"), true);
    form.fill(posted.pairs());
    let done = match posted.value("act") {
        "save" => save(&staff, thread, typed(&form)).await,
        "preview" => return preview(&staff, thread, form).await,
        "send" => send(&staff, thread, typed(&form)).await,
        _ => return malformed(&staff, thread).await,
    };
    let reply = match done {
        Ok(Done::Kept(message)) => return onward(&format!("{PAGE}/{thread}"), Some(message)),
        Ok(Done::Faulty(faults)) => {
            refuse(&mut form, &faults);
            Reply::new(form)
        }
        Ok(Done::Warned(warnings)) => Reply::warned(form, warnings),
        Err(WorkflowError::Store(StoreError::Stale)) => overtaken(form),
        Err(error) => return Err(error.into()),
    };
    page_with_faults(&shown(&staff, thread, reply).await?)
}

/// What became of what was typed.
enum Done {
    Kept(Message),
    Faulty(Vec<WritingFault>),
    Warned(Vec<Warning>),
}

async fn save(staff: &StaffCaller, thread: ThreadId, typed: Typed) -> Result<Done, WorkflowError> {
    let caller = staff.caller.clone();
    let app = &staff.visitor.app;
    let keep = app.change(move |_, db| write_message::save_draft(db, &caller, thread, &typed.composition()));
    Ok(keep.await?.map_or_else(Done::Faulty, |_| Done::Kept(Message::DraftSaved)))
}

async fn send(staff: &StaffCaller, thread: ThreadId, typed: Typed) -> Result<Done, WorkflowError> {
    let caller = staff.caller.clone();
    let app = &staff.visitor.app;
    let send = app.change_apart(move |app| {
        write_message::send(&app.store, &app.directories, &caller, thread, &typed.composition(), typed.how)
    });
    Ok(match send.await? {
        Posted::Sent(_) => Done::Kept(Message::MessageQueued),
        Posted::Faulty(faults) => Done::Faulty(faults),
        Posted::Warned(warnings) => Done::Warned(warnings),
    })
}

async fn preview(staff: &StaffCaller, thread: ThreadId, mut form: Form) -> Answer {
    let caller = staff.caller.clone();
    let wanted = typed(&form);
    let (written, how) = (wanted.written.clone(), wanted.how);
    let app = &staff.visitor.app;
    let look =
        app.run_apart(move |app| write_message::preview(&app.store, &app.directories, &caller, thread, &written, how));
    match look.await? {
        Preview::Faulty(faults) => {
            refuse(&mut form, &faults);
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
async fn shown(staff: &StaffCaller, thread: ThreadId, reply: Reply) -> Result<ThreadPage, WebError> {
    Ok(Opened::open(staff, thread, true).await?.page(Some(reply)))
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

/// Throws a draft away.
pub async fn discard(sent: StaffForm, path: Path<(ThreadId, MessageId)>) -> Answer {
    sent.staff.require_correspondent()?;
    let (thread, message) = path.into_inner();
    let caller = sent.staff.caller.clone();
    let app = &sent.staff.visitor.app;
    app.change(move |_, db| write_message::discard(db, &caller, thread, message)).await?;
    onward(&format!("{PAGE}/{thread}"), Some(Message::DraftDiscarded))
}
