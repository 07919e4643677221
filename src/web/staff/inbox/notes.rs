//! The notes on a thread: what staff write for each other, or for themselves, beside the messages.
//!
//! Invariant: a note is no message. Nothing of it is sent, and it is shown as none.

use actix_web::web::Path;

use super::PAGE;
use super::thread::ThreadQuery;
use super::view::Opened;
use crate::domain::id::ThreadId;
use crate::domain::note::NoteClass;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::Form;
use crate::web::frame::Message;
use crate::web::page::{Answer, onward, page_with_faults};
use crate::web::staff::candidate::{NoteView, note_form};
use crate::web::texts::Texts;
use crate::workflows::annotate_threads;

/// The notes on a thread.
#[derive(Debug, Clone)]
pub struct ThreadNotes {
    /// Those that the reader may see, oldest first.
    pub notes: Vec<NoteView>,
    /// Whether they are withheld.
    pub is_withheld: bool,
}

/// The form to write a note on a thread with: `note`, `class`.
pub fn thread_note_form(texts: &Texts, thread: &str) -> Form {
    Form { action: format!("{thread}/notes"), ..note_form(texts, "") }
}

/// Adds a note.
pub async fn add(sent: StaffForm, thread: Path<ThreadId>) -> Answer {
    let StaffForm { staff, posted } = sent;
    staff.require_correspondent()?;
    let thread = thread.into_inner();
    let here = format!("{PAGE}/{thread}");
    let mut form = thread_note_form(&staff.visitor.texts, &here);
    form.fill(posted.pairs());
    form.check();
    let class = form.value("class").parse::<NoteClass>();
    let (false, Ok(class)) = (form.is_bad(), class) else { return refuse(&staff, thread, form).await };
    let text = form.value("note").to_owned();
    let caller = staff.caller.clone();
    let add = staff.visitor.app.change(move |_, db| annotate_threads::add_note(db, &caller, thread, class, &text));
    add.await?;
    onward(&here, Some(Message::NoteAdded))
}

async fn refuse(staff: &StaffCaller, thread: ThreadId, form: Form) -> Answer {
    let opened = Opened::open(staff, thread, false).await?;
    let mut shown = opened.page(opened.beginning(&ThreadQuery::default()).await?);
    *shown.note_form.as_mut().ok_or(WebError::NotFound)? = form;
    page_with_faults(&shown)
}
