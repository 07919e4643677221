//! A message that is being written: its form, what was typed, what is wrong with it, and what its writer is warned of.
//!
//! Invariant: what was typed comes back with whatever is wrong with it.

use crate::domain::id::{MessageId, MessageTemplateId};
use crate::domain::locale::Locale;
use crate::domain::message::Caution;
use crate::store::message_templates::TemplateName;
use crate::web::form::{Form, Kind};
use crate::workflows::write_message::{
    Composition, How, LONGEST_TEXT, Prefilled, Warning, Which, WritingError, WritingFault, WritingField, Written,
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
    /// When it would go, written out.
    pub goes_at: String,
}

/// What somebody typed, and how it is to go.
pub(super) struct Typed {
    pub(super) written: Written,
    pub(super) which: Which,
    pub(super) how: How,
}

impl Typed {
    /// What it is for the workflow.
    pub(super) fn composition(&self) -> Composition<'_> {
        Composition { which: self.which, written: &self.written }
    }
}

/// The form to write with: `to`, `cc`, `subject`, `text`, `how.later`, after a warning `how.anyway`, the id that a new
/// message gets, made here so that a form that is sent twice is one, and the draft that it goes on with.
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
    form.add("reply", Kind::Hidden, "message", "field-mail-text").value(MessageId::new().to_string());
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

    pub(super) fn with(form: Form, warnings: Vec<Warning>) -> Self {
        let (discard, templates) = (String::new(), Vec::new());
        Self { form, warnings, caution: None, preview: None, discard, is_first: false, templates }
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

/// The draft was changed or sent in another window: what was typed is kept apart from it.
pub(super) fn overtaken(mut form: Form) -> Reply {
    form.set("message", MessageId::new().to_string());
    form.set("draft", "");
    form.set("revision", "");
    form.refuse("text", "error-draft-stale");
    Reply::new(form)
}

/// What a form says.
pub(super) fn typed(form: &Form) -> Typed {
    let draft = form.value("draft").parse().ok().zip(form.value("revision").parse().ok());
    let new = || form.value("message").parse::<MessageId>().unwrap_or_default();
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
        which: draft.map_or_else(|| Which::New(new()), |(draft, revision)| Which::Draft(draft, revision)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::MessageId;

    #[test]
    fn addresses_are_parted_however_they_are_typed_and_a_draft_needs_its_revision() {
        let mut form = reply_form("/x".to_owned(), true);
        let id = MessageId::new().to_string();
        let to = "a@example.org, b@example.org；c@example.org、";
        form.fill([("to", to), ("draft", id.as_str()), ("how.anyway", "yes")]);
        let wanted = typed(&form);
        assert_eq!(wanted.written.to, ["a@example.org", "b@example.org", "c@example.org"]);
        assert!(matches!(wanted.which, Which::New(_)) && wanted.how.overrides && !wanted.how.holds_for_hours);
        form.set("revision", "3");
        assert_eq!(typed(&form).which, Which::Draft(id.parse().unwrap(), 3));
    }

    #[test]
    fn a_new_message_has_the_id_of_its_form_until_another_one_took_it() {
        let form = reply_form("/x".to_owned(), false);
        let first = typed(&form).which;
        assert_eq!(typed(&form).which, first, "the same form twice is one message");
        assert_ne!(typed(&reply_form("/x".to_owned(), false)).which, first);
        let after = overtaken(form);
        assert!(matches!(typed(&after.form).which, Which::New(id) if id != first.id()));
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
