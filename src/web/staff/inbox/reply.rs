//! Writing in a thread: the form, what the guard says about it, and the moment in which a message can be taken back.
//!
//! Invariant: what was typed comes back with whatever is wrong with it; nothing goes out that its writer was warned of
//! and did not send all the same.

use actix_web::web::Path;

use super::PAGE;
use super::thread::ThreadPage;
use super::view::Opened;
use crate::domain::id::{MessageId, ThreadId};
use crate::domain::message::Caution;
use crate::store::StoreError;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Form, Kind};
use crate::web::frame::Message;
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::workflows::WorkflowError;
use crate::workflows::write_message::{
    self, How, LONGEST_TEXT, Posted, Prefilled, SeenDraft, Warning, WritingError, WritingFault, WritingField, Written,
};

/// Characters of all addresses of a field.
const ADDRESSES: usize = 3_500;
/// Characters of a subject.
const SUBJECT: usize = 200;

/// A message that is being written.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The form, from [`reply_form`].
    pub form: Form,
    /// What its writer is warned of.
    pub warnings: Vec<Warning>,
    /// What its writer should know of whom it goes to.
    pub caution: Option<Caution>,
    /// What would go out.
    pub preview: Option<Preview>,
    /// Where throwing the draft away is posted to; empty if there is none.
    pub discard: String,
    /// Whether it is the first of its thread.
    pub is_first: bool,
}

/// What would go out.
#[derive(Debug, Clone)]
pub struct Preview {
    /// To whom.
    pub to: String,
    /// To whom besides; empty for nobody.
    pub cc: String,
    /// About what.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// When it would go, written out.
    pub goes_at: String,
}

/// What somebody typed, and how it is to go.
pub(super) struct Typed {
    pub(super) written: Written,
    pub(super) draft: SeenDraft,
    pub(super) how: How,
}

/// The form to write with: `to`, `cc`, `subject`, `text`, `how.later`, after a warning `how.anyway`, and the draft that
/// it goes on with.
pub fn reply_form(action: String, is_warned: bool) -> Form {
    let mut form = Form::new(action);
    form.add("reply", Kind::Text, "to", "field-mail-to").id("mail-to").required().longest(ADDRESSES);
    form.add("reply", Kind::Text, "cc", "field-mail-cc").id("mail-cc").hint("hint-mail-cc").longest(ADDRESSES);
    form.add("reply", Kind::Text, "subject", "field-mail-subject").id("mail-subject").required().longest(SUBJECT);
    form.add("reply", Kind::Lines, "text", "field-mail-text").id("mail-text").required().longest(LONGEST_TEXT);
    form.add("reply", Kind::Tick, "how.later", "field-send-later").id("mail-later");
    if is_warned {
        form.add("reply", Kind::Tick, "how.anyway", "field-send-anyway").id("mail-anyway");
    }
    form.add("reply", Kind::Hidden, "draft", "field-mail-text");
    form.add("reply", Kind::Hidden, "revision", "field-mail-text");
    form
}

impl Reply {
    /// A message about which nothing is to be said yet.
    pub(super) fn new(mut form: Form) -> Self {
        // Nobody sends all the same what nobody was warned of.
        form.fields.retain(|field| field.name != "how.anyway");
        Self::with(form, Vec::new())
    }

    fn with(form: Form, warnings: Vec<Warning>) -> Self {
        Self { form, warnings, caution: None, preview: None, discard: String::new(), is_first: false }
    }

    /// One that begins with some words.
    pub(super) fn beginning(action: String, begun: &Prefilled) -> Self {
        let mut form = reply_form(action, false);
        fill(&mut form, &begun.written);
        Self { caution: begun.caution, ..Self::new(form) }
    }

    /// The same, and what its writer is warned of.
    pub(super) fn warned(mut form: Form, warnings: Vec<Warning>) -> Self {
        if warnings.iter().all(|warning| warning.may_be_overridden()) {
            form.refuse("how.anyway", "error-send-anyway");
        } else {
            form.refuse("text", "error-unfilled");
        }
        Self::with(form, warnings)
    }
}

pub(super) fn fill(form: &mut Form, written: &Written) {
    form.set("to", written.to.join(", "));
    form.set("cc", written.cc.join(", "));
    form.set("subject", written.subject.clone());
    form.set("text", written.text.clone());
}

/// What a form says.
pub(super) fn typed(form: &Form) -> Typed {
    let addresses = |name: &str| {
        let parts = form.value(name).split([',', ';', '、', '，', '；', '\n']).map(str::trim);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let ticked = |name: &str| !form.value(name).is_empty();
    Typed {
        written: Written {
            to: addresses("to"),
            cc: addresses("cc"),
            subject: form.value("subject").to_owned(),
            text: form.value("text").to_owned(),
        },
        draft: form.value("draft").parse().ok().zip(form.value("revision").parse().ok()),
        how: How { overrides: ticked("how.anyway"), holds_for_hours: ticked("how.later") },
    }
}

/// Says what is wrong at its field.
pub(super) fn refuse(form: &mut Form, faults: &[WritingFault]) {
    for fault in faults {
        let (key, detail) = match (fault.error, fault.field) {
            (WritingError::Missing, _) => ("error-required", String::new()),
            (WritingError::TooMany, _) => ("error-mail-many", String::new()),
            (WritingError::NotPrintable, _) => ("error-controls", String::new()),
            (WritingError::TooLong, WritingField::Subject) => ("error-too-long", SUBJECT.to_string()),
            (WritingError::TooLong, WritingField::Text) => ("error-too-long", LONGEST_TEXT.to_string()),
            (WritingError::TooLong | WritingError::NotAnAddress, _) => ("error-mail-address", String::new()),
        };
        form.refuse_with(fault.field.as_str(), key, detail);
    }
}

/// What a message would be, for the eyes of its writer.
pub(super) fn previewed(written: &Written, goes_at: String) -> Preview {
    Preview {
        to: written.to.join(", "),
        cc: written.cc.join(", "),
        subject: written.subject.clone(),
        text: written.text.clone(),
        goes_at,
    }
}

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
        _ => return super::tend::malformed(&staff, thread).await,
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
    let keep =
        app.change(move |_, db| write_message::save_draft(db, &caller, thread, typed.draft, &typed.written));
    Ok(keep.await?.map_or_else(Done::Faulty, |_| Done::Kept(Message::DraftSaved)))
}

async fn send(staff: &StaffCaller, thread: ThreadId, typed: Typed) -> Result<Done, WorkflowError> {
    let caller = staff.caller.clone();
    let app = &staff.visitor.app;
    let send = app.change_apart(move |app| {
        let Typed { written, draft, how } = &typed;
        write_message::send(&app.store, &app.directories, &caller, thread, *draft, written, *how)
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
    let look = app.run_apart(move |app| {
        write_message::preview(&app.store, &app.directories, &caller, thread, &written, how)
    });
    match look.await? {
        write_message::Preview::Faulty(faults) => {
            refuse(&mut form, &faults);
            page_with_faults(&shown(staff, thread, Reply::new(form)).await?)
        }
        write_message::Preview::Fit { warnings, send_at } => {
            let preview = Some(previewed(&wanted.written, super::view::when(staff, send_at)));
            let reply = if warnings.is_empty() { Reply::new(form) } else { Reply::with(form, warnings) };
            page(&shown(staff, thread, Reply { preview, ..reply }).await?)
        }
    }
}

/// The draft was changed or sent in another window: what was typed is kept apart from it.
fn overtaken(mut form: Form) -> Reply {
    form.set("draft", "");
    form.set("revision", "");
    form.refuse("text", "error-draft-stale");
    Reply::new(form)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_parted_however_they_are_typed_and_a_draft_needs_its_revision() {
        let mut form = reply_form("/x".to_owned(), true);
        let id = MessageId::new().to_string();
        let to = "a@example.org, b@example.org；c@example.org、";
        form.fill([("to", to), ("draft", id.as_str()), ("how.anyway", "yes")]);
        let wanted = typed(&form);
        assert_eq!(wanted.written.to, ["a@example.org", "b@example.org", "c@example.org"]);
        assert!(wanted.draft.is_none() && wanted.how.overrides && !wanted.how.holds_for_hours);
        form.set("revision", "3");
        assert_eq!(typed(&form).draft.map(|(_, revision)| revision), Some(3));
    }

    #[test]
    fn what_cannot_be_overridden_has_no_tick_to_tick() {
        let form = || reply_form("/x".to_owned(), true);
        assert!(Reply::warned(form(), vec![Warning::Health]).form.has_fault("how.anyway"));
        let blank = Reply::warned(form(), vec![Warning::Health, Warning::Unfilled]);
        assert!(blank.form.has_fault("text") && !blank.form.has_fault("how.anyway"));
    }

    #[test]
    fn every_fault_stands_at_its_field() {
        for field in WritingField::ALL {
            for error in WritingError::ALL {
                let mut form = reply_form("/x".to_owned(), false);
                refuse(&mut form, &[WritingFault { field: *field, error: *error }]);
                assert!(form.has_fault(field.as_str()), "{field} {error}");
            }
        }
    }
}
