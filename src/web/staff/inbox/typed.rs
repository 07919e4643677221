//! What somebody typed as a message, read from its form, and what is wrong with it, said at its field.
//!
//! Invariant: what was typed comes back; of files, which a page cannot bring once more, it is said if they are lost.

use super::reply::{Reply, SUBJECT, reply_form};
use crate::domain::id::{MessageFileId, MessageId, ThreadId};
use crate::store::gate::Refusal;
use crate::store::intakes::IncomingFile;
use crate::web::extract::StaffCaller;
use crate::web::form::{Form, Kind};
use crate::web::frame::Message;
use crate::web::posted::Posted;
use crate::web::staff::withholding;
use crate::workflows::write_message::{
    self, Composition, How, KeptDraft, LONGEST_TEXT, Warning, Which, WritingError, WritingFault, WritingField, Written,
};

/// What the name of a box begins with that is ticked to take a file out.
pub(super) const DROP: &str = "drop.";
/// What the name of a box begins with that is ticked to take a file of another message along.
pub(super) const TAKE: &str = "take.";

/// What somebody typed and attached, and how it is to go.
pub(super) struct Typed {
    pub(super) written: Written,
    pub(super) which: Which,
    pub(super) how: How,
    /// Files that came with it.
    pub(super) add: Vec<IncomingFile>,
    /// Files of the draft that are to go no more.
    pub(super) remove: Vec<MessageFileId>,
    /// The message that it passes on.
    pub(super) forwards: Option<MessageId>,
    /// Files of that message that go along.
    pub(super) take: Vec<MessageFileId>,
}

impl Typed {
    /// What it is for the workflow.
    pub(super) fn composition(&self) -> Composition<'_> {
        let Self { which, written, add, remove, forwards, take, .. } = self;
        Composition { which: *which, written, add, remove, forwards: *forwards, take }
    }

    /// Whether the files of the draft would be others.
    pub(super) fn changes_files(&self) -> bool {
        !self.add.is_empty() || !self.remove.is_empty() || !self.take.is_empty()
    }
}

/// What became of what was typed.
pub(super) enum Done {
    /// It is kept, or queued.
    Kept(ThreadId, Message),
    /// It cannot be as it is.
    Faulty(Vec<WritingFault>),
    /// Somebody of ours in this field may not have it.
    Refused(WritingField, Box<Refusal>),
    /// The writer is asked first.
    Warned(Vec<Warning>),
}

impl From<write_message::Posted> for Done {
    fn from(posted: write_message::Posted) -> Self {
        match posted {
            write_message::Posted::Sent(sent) => Self::Kept(sent.thread, Message::MessageQueued),
            write_message::Posted::Faulty(faults) => Self::Faulty(faults),
            write_message::Posted::Refused(field, refusal) => Self::Refused(field, refusal),
            write_message::Posted::Warned(warnings) => Self::Warned(warnings),
        }
    }
}

/// The form with what was posted.
pub(super) fn posted_form(action: String, posted: &Posted) -> Form {
    let mut form = reply_form(action, true);
    for (name, _) in posted.pairs() {
        if named(DROP, name).is_some() {
            form.add("drop", Kind::Tick, name, "field-mail-drop");
        } else if named(TAKE, name).is_some() {
            form.add("take", Kind::Tick, name, "field-mail-take");
        }
    }
    form.fill(posted.pairs());
    form
}

/// The name of the box that is ticked to take a file out.
#[cfg(test)]
pub(super) fn drop_name(file: MessageFileId) -> String {
    format!("{DROP}{file}")
}

/// The file that a box is about whose name begins so.
fn named(begins: &str, name: &str) -> Option<MessageFileId> {
    name.strip_prefix(begins)?.parse().ok()
}

/// What a form says, with the files that came with it.
pub(super) fn typed(form: &Form, add: Vec<IncomingFile>) -> Typed {
    let draft = form.value("draft").parse().ok().zip(form.value("revision").parse().ok());
    let new = || form.value("message").parse::<MessageId>().unwrap_or_default();
    let addresses = |name: &str| {
        let parts = form.value(name).split([',', ';', '、', '，', '；', '\n']).map(str::trim);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let ticked = |name: &str| !form.value(name).is_empty();
    let files = |begins: &str| {
        let boxes = form.fields.iter().filter(|field| field.is_ticked());
        boxes.filter_map(|field| named(begins, &field.name)).collect()
    };
    Typed {
        written: Written {
            to: addresses("to"),
            cc: addresses("cc"),
            subject: form.value("subject").to_owned(),
            text: form.value("text").to_owned(),
        },
        which: draft.map_or_else(|| Which::New(new()), |(draft, revision)| Which::Draft(draft, revision)),
        how: How { overrides: ticked("how.anyway"), holds_for_hours: ticked("how.later") },
        add,
        remove: files(DROP),
        forwards: form.value("forwards").parse().ok(),
        take: files(TAKE),
    }
}

/// Says what is wrong at its field.
pub(super) fn refuse(form: &mut Form, faults: &[WritingFault]) {
    for fault in faults {
        let (key, detail) = match (fault.error, fault.field) {
            (WritingError::TooMany, WritingField::Files) => (FILES_MANY, String::new()),
            (_, WritingField::Files) => (FILES_LARGE, String::new()),
            (WritingError::Missing, _) => ("error-required", String::new()),
            (WritingError::TooMany, _) => ("error-mail-many", String::new()),
            (WritingError::OtherPerson, _) => ("error-mail-other-person", String::new()),
            (WritingError::ThirdParty, _) => ("error-mail-third-party", String::new()),
            (WritingError::NotPrintable, _) => ("error-controls", String::new()),
            (WritingError::TooLong, WritingField::Subject) => ("error-too-long", SUBJECT.to_string()),
            (WritingError::TooLong, WritingField::Text) => ("error-too-long", LONGEST_TEXT.to_string()),
            (WritingError::TooLong | WritingError::TooLarge | WritingError::NotAnAddress, _) => {
                ("error-mail-address", String::new())
            }
        };
        form.refuse_with(fault.field.as_str(), key, detail);
    }
}

/// Says why somebody of ours may not have it.
pub(super) fn refuse_recipient(form: &mut Form, staff: &StaffCaller, field: WritingField, refusal: &Refusal) {
    let why = withholding::why(staff.visitor.app.store.law(), &staff.visitor.texts, refusal);
    form.refuse_with(field.as_str(), "error-mail-refused", why);
}

const FILES_MANY: &str = "error-mail-files-many";
const FILES_LARGE: &str = "error-mail-files-large";

/// Refuses files that were not even taken in, being too large or too many; whether there were any.
pub(super) fn refuse_files(form: &mut Form, posted: &Posted) -> bool {
    if posted.too_many {
        form.refuse("files", FILES_MANY);
    } else if !posted.too_large.is_empty() || !posted.too_much.is_empty() {
        form.refuse("files", FILES_LARGE);
    }
    form.has_fault("files")
}

/// Says that the files that came with a form have to come once more.
pub(super) fn ask_for_files_again(form: &mut Form, typed: &Typed) {
    if !typed.add.is_empty() {
        form.refuse("files", "error-mail-files-again");
    }
}

/// The form goes on with a draft that was kept of it.
pub(super) fn go_on(form: &mut Form, kept: KeptDraft) {
    form.set("draft", kept.message.to_string());
    form.set("revision", kept.revision.to_string());
    // The draft has them by now.
    form.fields.retain(|field| !field.name.starts_with(TAKE));
}

/// The draft was changed or sent in another window: what was typed is kept apart from it.
pub(super) fn overtaken(mut form: Form, typed: &Typed) -> Reply {
    form.set("message", MessageId::new().to_string());
    form.set("draft", "");
    form.set("revision", "");
    form.refuse("text", "error-draft-stale");
    ask_for_files_again(&mut form, typed);
    Reply::new(form)
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
        let wanted = typed(&form, Vec::new());
        assert_eq!(wanted.written.to, ["a@example.org", "b@example.org", "c@example.org"]);
        assert!(matches!(wanted.which, Which::New(_)) && wanted.how.overrides && !wanted.how.holds_for_hours);
        form.set("revision", "3");
        assert_eq!(typed(&form, Vec::new()).which, Which::Draft(id.parse().unwrap(), 3));
    }

    #[test]
    fn a_new_message_has_the_id_of_its_form_until_another_one_took_it() {
        let form = reply_form("/x".to_owned(), false);
        let first = typed(&form, Vec::new());
        assert_eq!(typed(&form, Vec::new()).which, first.which, "the same form twice is one message");
        assert_ne!(typed(&reply_form("/x".to_owned(), false), Vec::new()).which, first.which);
        let after = overtaken(form, &first);
        assert!(matches!(typed(&after.form, Vec::new()).which, Which::New(id) if id != first.which.id()));
        assert!(!after.form.has_fault("files"));
        let file = IncomingFile { name: "a.pdf".to_owned(), content: b"%PDF".to_vec() };
        let lost = overtaken(after.form, &typed(&reply_form("/x".to_owned(), false), vec![file]));
        assert!(lost.form.has_fault("files"), "a page does not bring files once more");
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

    #[test]
    fn what_was_too_large_to_be_taken_in_is_refused_at_the_files() {
        let refused = |change: fn(&mut Posted)| {
            let mut posted = Posted::default();
            change(&mut posted);
            refuse_files(&mut reply_form("/x".to_owned(), false), &posted)
        };
        assert!(!refused(|_| ()));
        assert!(refused(|posted| posted.too_many = true));
        assert!(refused(|posted| posted.too_large.push("a.pdf".to_owned())));
        assert!(refused(|posted| posted.too_much.push("a.pdf".to_owned())));
    }
}
