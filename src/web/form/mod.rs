//! Forms as data: which fields there are, what was typed, and what is wrong with it.
//!
//! Invariant: a form that comes back with errors shows everything that was typed, except passwords and files,
//! which a page must never repeat.

mod field;

pub use field::{Choice, Field, FieldError, Kind};

/// The keys of what can be wrong with a field, beside what [`Form::check`] finds by itself.
pub mod fault {
    /// A file is neither PDF nor DOCX; the detail is its name.
    pub const FILE_KIND: &str = "error-file-kind";
    /// A file is too large; the detail is its name.
    pub const FILE_LARGE: &str = "error-file-large";
    /// All files together are too large; the detail is the name of one that was not taken.
    pub const FILES_LARGE: &str = "error-files-large";
    /// Too many files; the detail is how many are taken.
    pub const FILE_MANY: &str = "error-file-many";
    /// The two passwords differ.
    pub const PASSWORDS_DIFFER: &str = "error-passwords-differ";
    /// The password is too short.
    pub const PASSWORD_SHORT: &str = "error-password-short";
    /// The one-time code is wrong.
    pub const CODE: &str = "error-code";
    /// Somebody or something else has it already.
    pub const TAKEN: &str = "error-taken";
    /// Not a word for an address.
    pub const SLUG: &str = "error-slug";
    /// Not an office code.
    pub const OFFICE_CODE: &str = "error-office-code";
    /// There is a head office already.
    pub const HEAD_OFFICE: &str = "error-head-office";
    /// Not a time zone.
    pub const TIME_ZONE: &str = "error-time-zone";
    /// Not an e-mail address.
    pub const EMAIL: &str = "error-email";
    /// Nothing was chosen, or something that cannot be.
    pub const CHOOSE: &str = "error-choose";
    /// Control characters were taken out of what was typed.
    pub const CLEANED: &str = "error-cleaned";
    /// A newer notice is in force than the one that was shown.
    pub const NOTICE_CHANGED: &str = "error-notice-changed";
}

/// A form.
#[derive(Debug, Clone)]
pub struct Form {
    /// Where it is sent to.
    pub action: String,
    /// Its fields, in the order of the page.
    pub fields: Vec<Field>,
}

impl Form {
    /// An empty form.
    pub fn new(action: impl Into<String>) -> Self {
        Self { action: action.into(), fields: Vec::new() }
    }

    /// Adds a field to a part of the form; the answer takes the details.
    pub fn add(&mut self, group: &str, kind: Kind, name: impl Into<String>, label: &'static str) -> &mut Field {
        self.fields.push(Field::new(group, kind, name.into(), label));
        let last = self.fields.len() - 1;
        &mut self.fields[last]
    }

    /// The fields of one part.
    pub fn group(&self, group: &str) -> Vec<&Field> {
        self.fields.iter().filter(|field| field.group == group).collect()
    }

    /// Whether anything stands in a part, or is wrong there: it must then be open.
    pub fn is_used(&self, group: &str) -> bool {
        self.fields.iter().any(|field| field.group == group && (!field.is_empty() || field.is_bad()))
    }

    /// What was typed in a field, without the space around it; empty if there is no such field.
    pub fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|field| field.name == name).map_or("", |field| field.value.trim())
    }

    /// Puts a value into a field.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
            field.value = value.into();
        }
    }

    /// Takes what was sent. Names that the form does not have are ignored; a select keeps only its own choices.
    pub fn fill<'a>(&mut self, sent: impl IntoIterator<Item = (&'a str, &'a str)>) {
        for field in self.fields.iter_mut().filter(|field| field.is_tick()) {
            field.value.clear();
        }
        for (name, value) in sent {
            let Some(field) = self.fields.iter_mut().find(|field| field.name == name) else { continue };
            let taken = !field.is_select() || field.options.iter().any(|option| option.value == value);
            field.value = if taken { value.to_owned() } else { String::new() };
        }
    }

    /// Says that something is wrong with a field; the first fault of a field stays.
    pub fn refuse(&mut self, name: &str, key: &'static str) {
        self.refuse_with(name, key, "");
    }

    /// Says what is wrong with a field, with a detail such as a file's name.
    pub fn refuse_with(&mut self, name: &str, key: &'static str, detail: impl Into<String>) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
            field.error.get_or_insert(FieldError { key, detail: detail.into() });
        }
    }

    /// Refuses required fields that are empty and texts that are too long. Files are the handler's to check.
    pub fn check(&mut self) {
        for field in &mut self.fields {
            if field.required && field.is_empty() && !field.is_files() {
                let key = match field.kind {
                    Kind::Tick => "error-tick",
                    Kind::Select => "error-choose",
                    _ => "error-required",
                };
                field.error.get_or_insert(FieldError { key, detail: String::new() });
            } else if field.value.chars().count() > field.longest {
                let detail = field.longest.to_string();
                field.error.get_or_insert(FieldError { key: "error-too-long", detail });
            }
        }
    }

    /// The fields with which something is wrong.
    pub fn faults(&self) -> Vec<&Field> {
        self.fields.iter().filter(|field| field.is_bad()).collect()
    }

    /// Whether something is wrong.
    pub fn is_bad(&self) -> bool {
        self.fields.iter().any(Field::is_bad)
    }

    /// Whether somebody else stored something else meanwhile than what stands in it.
    pub fn is_overtaken(&self) -> bool {
        self.fields.iter().any(|field| field.stored.is_some())
    }

    /// Whether something is wrong with a field.
    pub fn has_fault(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name && field.is_bad())
    }

    /// Whether it takes files, so that it must be sent in parts.
    pub fn has_files(&self) -> bool {
        self.fields.iter().any(Field::is_files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        let mut form = Form::new("/x");
        form.add("a", Kind::Text, "family", "field-family").required().longest(3);
        form.add("a", Kind::Tick, "read", "field-family").required();
        form.add("b", Kind::Select, "sex", "field-sex").options(vec![Choice::new("other", "Other")]);
        form
    }

    #[test]
    fn what_was_typed_comes_back_with_what_is_wrong() {
        let mut form = form();
        form.fill([("family", "Tanaka"), ("sex", "robot"), ("unknown", "x")]);
        form.check();
        assert_eq!(form.value("family"), "Tanaka");
        assert_eq!(form.value("sex"), "", "only choices that were offered");
        let keys: Vec<_> = form.faults().iter().filter_map(|field| field.error.as_ref()).map(|e| e.key).collect();
        assert_eq!(keys, ["error-too-long", "error-tick"]);
        assert!(form.is_used("a") && !form.is_used("b"));
    }

    #[test]
    fn a_box_that_was_not_sent_is_not_ticked() {
        let mut form = form();
        form.set("read", "yes");
        form.fill([("family", "A")]);
        assert_eq!(form.value("read"), "");
    }

    #[test]
    fn a_hint_and_an_error_are_both_announced() {
        let mut form = form();
        form.fields[0].hint("field-sex");
        form.refuse("family", "error-required");
        form.refuse("family", "error-too-long");
        assert_eq!(form.fields[0].described_by(), "family-hint family-error");
        assert_eq!(form.fields[0].error.as_ref().map(|error| error.key), Some("error-required"));
    }
}
