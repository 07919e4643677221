//! A message that is being written: its form, the files of its draft, and what its writer is warned of.
//!
//! Invariant: what was typed comes back with whatever is wrong with it.

use super::typed::{DROP, TAKE};
use crate::domain::id::{MessageFileId, MessageId, MessageTemplateId};
use crate::domain::locale::Locale;
use crate::domain::message::Caution;
use crate::store::message_templates::TemplateName;
use crate::web::form::{Form, Kind};
use crate::web::texts::Texts;
use crate::workflows::write_message::{LONGEST_TEXT, Prefilled, Warning, Written};

/// Characters of all addresses of a field.
const ADDRESSES: usize = 3_500;
/// Characters of a subject.
pub(super) const SUBJECT: usize = 200;

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
    /// The address of the page on which it goes to all; empty if there is nobody else.
    pub to_all: String,
    /// The templates that it can begin with.
    pub templates: Vec<TemplateChoice>,
}

/// A template that a message can begin with.
#[derive(Debug, Clone)]
pub struct TemplateChoice {
    /// The address of the page on which it does.
    pub href: String,
    /// What it is called.
    pub name: String,
    /// The language that it is in.
    pub language: Locale,
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
    /// What the files are called that go with it.
    pub files: Vec<String>,
    /// When it would go, written out.
    pub goes_at: String,
}

/// A file that a draft has.
#[derive(Debug, Clone)]
pub struct DraftFile {
    /// Which.
    pub id: MessageFileId,
    /// What it is called.
    pub name: String,
    /// How large it is, written out.
    pub size: String,
}

/// The form to write with: `to`, `cc`, `subject`, `text`, `files`, `how.later`, after a warning `how.anyway`, the id
/// that a new message gets, made here so that a form that is sent twice is one, the draft that it goes on with, and the
/// message that it passes on.
pub fn reply_form(action: String, is_warned: bool) -> Form {
    let mut form = Form::new(action);
    form.add("reply", Kind::Text, "to", "field-mail-to").id("mail-to").required().longest(ADDRESSES);
    form.add("reply", Kind::Text, "cc", "field-mail-cc").id("mail-cc").hint("hint-mail-cc").longest(ADDRESSES);
    form.add("reply", Kind::Text, "subject", "field-mail-subject").id("mail-subject").required().longest(SUBJECT);
    form.add("reply", Kind::Lines, "text", "field-mail-text").id("mail-text").required().longest(LONGEST_TEXT);
    let files = form.add("files", Kind::Files, "files", "field-mail-files").id("mail-files");
    files.hint("hint-mail-files").any_kind();
    form.add("how", Kind::Tick, "how.later", "field-send-later").id("mail-later");
    if is_warned {
        form.add("how", Kind::Tick, "how.anyway", "field-send-anyway").id("mail-anyway");
    }
    form.add("reply", Kind::Hidden, "message", "field-mail-text").value(MessageId::new().to_string());
    form.add("reply", Kind::Hidden, "draft", "field-mail-text");
    form.add("reply", Kind::Hidden, "revision", "field-mail-text");
    form.add("reply", Kind::Hidden, "forwards", "field-mail-text");
    form
}

impl Reply {
    /// A message about which nothing is to be said yet.
    pub(super) fn new(mut form: Form) -> Self {
        // Nobody sends all the same what nobody was warned of.
        form.fields.retain(|field| field.name != "how.anyway");
        Self::with(form, Vec::new())
    }

    pub(super) fn with(form: Form, warnings: Vec<Warning>) -> Self {
        let (discard, to_all, templates) = (String::new(), String::new(), Vec::new());
        Self { form, warnings, caution: None, preview: None, discard, is_first: false, to_all, templates }
    }

    /// One that begins with some words.
    pub(super) fn beginning(action: String, begun: &Prefilled) -> Self {
        let mut form = reply_form(action, false);
        fill(&mut form, &begun.written);
        Self { caution: begun.caution, ..Self::new(form) }
    }

    /// The same message with what a template says instead of its words.
    pub(super) fn saying(mut self, begun: &Prefilled) -> Self {
        self.form.set("subject", begun.written.subject.clone());
        self.form.set("text", begun.written.text.clone());
        self
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

    /// Whether it passes another message on.
    pub fn is_forward(&self) -> bool {
        !self.form.value("forwards").is_empty()
    }

    /// Shows the files that its draft has, each with a box to tick to take it out.
    pub fn show_files(&mut self, texts: &Texts, files: Vec<DraftFile>) {
        let label = |file: &DraftFile| texts.with_two("field-mail-drop", "name", &file.name, "size", &file.size);
        let named = files.iter().map(|file| (file.id, label(file))).collect();
        self.show_ticks((DROP, "drop", "field-mail-drop"), named);
        if let Some(preview) = &mut self.preview {
            preview.files = files.into_iter().map(|file| file.name).collect();
        }
    }
}

impl Reply {
    /// Shows the files of the message that it passes on, each with a box to tick to take it along.
    pub fn show_passed(&mut self, texts: &Texts, files: &[DraftFile]) {
        let label = |file: &DraftFile| texts.with_two("field-mail-take", "name", &file.name, "size", &file.size);
        let named = files.iter().map(|file| (file.id, label(file))).collect();
        self.show_ticks((TAKE, "take", "field-mail-take"), named);
    }

    /// Shows a box for each of some files; one that was ticked stays ticked.
    fn show_ticks(&mut self, (begins, group, key): (&str, &str, &'static str), files: Vec<(MessageFileId, String)>) {
        let boxes = self.form.fields.iter().filter(|field| field.is_ticked());
        let ticked: Vec<String> = boxes.map(|field| field.name.clone()).collect();
        self.form.fields.retain(|field| !field.name.starts_with(begins));
        for (file, label) in files {
            let name = format!("{begins}{file}");
            let (id, is_ticked) = (name.replace('.', "-"), ticked.contains(&name));
            let field = self.form.add(group, Kind::Tick, name, key).id(id).labelled(label);
            field.value(if is_ticked { "yes" } else { "" });
        }
    }
}

/// Templates to choose from, each with the address of the page that begins with it.
pub(super) fn template_choices(
    names: &[TemplateName],
    href: impl Fn(MessageTemplateId) -> String,
) -> Vec<TemplateChoice> {
    let choice = |it: &TemplateName| TemplateChoice { href: href(it.id), name: it.name.clone(), language: it.locale };
    names.iter().map(choice).collect()
}

pub(super) fn fill(form: &mut Form, written: &Written) {
    form.set("to", written.to.join(", "));
    form.set("cc", written.cc.join(", "));
    form.set("subject", written.subject.clone());
    form.set("text", written.text.clone());
}

/// What a message would be, for the eyes of its writer.
pub(super) fn previewed(written: &Written, goes_at: String) -> Preview {
    Preview {
        to: written.to.join(", "),
        cc: written.cc.join(", "),
        subject: written.subject.clone(),
        text: written.text.clone(),
        files: Vec::new(),
        goes_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::staff::inbox::typed::{drop_name, typed};

    #[test]
    fn what_cannot_be_overridden_has_no_tick_to_tick() {
        let form = || reply_form("/x".to_owned(), true);
        assert!(Reply::warned(form(), vec![Warning::Health]).form.has_fault("how.anyway"));
        let blank = Reply::warned(form(), vec![Warning::Health, Warning::Unfilled]);
        assert!(blank.form.has_fault("text") && !blank.form.has_fault("how.anyway"));
    }

    #[test]
    fn the_files_of_a_draft_are_shown_and_what_was_ticked_stays_ticked() {
        let texts = Texts::of(Locale::En);
        let file = |name: &str| DraftFile { id: MessageFileId::new(), name: name.to_owned(), size: "1 kB".to_owned() };
        let (kept, gone, other) = (file("kept.pdf"), file("gone.pdf"), file("other.pdf"));
        let mut reply = Reply::new(reply_form("/x".to_owned(), false));
        reply.preview = Some(previewed(&Written::default(), String::new()));
        reply.show_files(&texts, vec![kept.clone(), gone.clone()]);
        reply.form.set(&drop_name(gone.id), "yes");
        assert_eq!(typed(&reply.form, Vec::new()).remove, [gone.id]);
        reply.show_files(&texts, vec![gone.clone(), other]);
        assert_eq!(typed(&reply.form, Vec::new()).remove, [gone.id]);
        let labels: Vec<String> = reply.form.group("drop").iter().map(|field| field.label_in(&texts)).collect();
        assert!(labels.len() == 2 && labels.iter().all(|label| !label.contains("kept.pdf")), "{labels:?}");
        assert_eq!(reply.preview.unwrap().files, ["gone.pdf", "other.pdf"]);
    }

    #[test]
    fn of_what_is_passed_on_no_file_goes_along_that_nobody_ticked() {
        let texts = Texts::of(Locale::En);
        let file = |name: &str| DraftFile { id: MessageFileId::new(), name: name.to_owned(), size: "1 kB".to_owned() };
        let passed = [file("cv.pdf"), file("map.pdf")];
        let mut reply = Reply::new(reply_form("/x".to_owned(), false));
        assert!(!reply.is_forward());
        let message = MessageId::new();
        reply.form.set("forwards", message.to_string());
        reply.show_passed(&texts, &passed);
        let wanted = typed(&reply.form, Vec::new());
        assert!(reply.is_forward() && wanted.take.is_empty());
        assert_eq!(wanted.composition().forwards, Some(message));
        reply.form.set(&format!("{TAKE}{}", passed[1].id), "yes");
        reply.show_passed(&texts, &passed);
        let wanted = typed(&reply.form, Vec::new());
        assert_eq!(wanted.take, [passed[1].id]);
        assert!(wanted.changes_files(), "it is kept in a draft whatever else is wrong");
    }
}
