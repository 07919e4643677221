//! Forms as data: which fields there are, what was typed, and what is wrong with it.
//!
//! Invariant: a form that comes back with errors shows everything that was typed, except passwords and files,
//! which a page must never repeat.

use super::texts::Texts;

/// The keys of what can be wrong with a field, beside what [`Form::check`] finds by itself.
pub mod fault {
    /// A file is neither PDF nor DOCX; the detail is its name.
    pub const FILE_KIND: &str = "error-file-kind";
    /// A file is too large; the detail is its name.
    pub const FILE_LARGE: &str = "error-file-large";
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
    /// Not a time zone.
    pub const TIME_ZONE: &str = "error-time-zone";
    /// Not an e-mail address.
    pub const EMAIL: &str = "error-email";
    /// Nothing was chosen, or something that cannot be.
    pub const CHOOSE: &str = "error-choose";
    /// A newer notice is in force than the one that was shown.
    pub const NOTICE_CHANGED: &str = "error-notice-changed";
}

/// What a field looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One line.
    Text,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// An address of a page.
    Link,
    /// A date.
    Date,
    /// A password; never repeated.
    Password,
    /// Several lines.
    Lines,
    /// One of several choices.
    Select,
    /// A box to tick.
    Tick,
    /// Files; never repeated.
    Files,
    /// Carried along unseen, such as a revision.
    Hidden,
}

/// A choice of a select.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The key of the text that says it.
    pub key: &'static str,
    /// The `$detail` of that text, such as a file's name.
    pub detail: String,
}

/// A field of a form.
#[derive(Debug, Clone)]
pub struct Field {
    /// What it is sent as.
    pub name: String,
    /// Its id on the page; the name unless several forms of a page have the same field.
    pub id: String,
    /// The part of the form it stands in.
    pub group: String,
    /// What it looks like.
    pub kind: Kind,
    /// The key of its label.
    pub label: &'static str,
    /// A label with values in it, instead of the key's.
    pub label_text: Option<String>,
    /// The key of a hint.
    pub hint: Option<&'static str>,
    /// Whether it must be filled in.
    pub required: bool,
    /// What a browser may fill in by itself.
    pub autocomplete: Option<&'static str>,
    /// The choices of a select.
    pub options: Vec<Choice>,
    /// The longest text it takes, in characters.
    pub longest: usize,
    /// Whether two such fields share a line on a wide screen.
    pub half: bool,
    /// What was typed.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<FieldError>,
}

impl Field {
    /// Marks the field as one that must be filled in.
    pub fn required(&mut self) -> &mut Self {
        self.required = true;
        self
    }

    /// Puts the field on half a line.
    pub fn half(&mut self) -> &mut Self {
        self.half = true;
        self
    }

    /// Adds a hint by its key.
    pub fn hint(&mut self, key: &'static str) -> &mut Self {
        self.hint = Some(key);
        self
    }

    /// Says what a browser may fill in.
    pub fn autocomplete(&mut self, token: &'static str) -> &mut Self {
        self.autocomplete = Some(token);
        self
    }

    /// Sets the longest text in characters.
    pub fn longest(&mut self, characters: usize) -> &mut Self {
        self.longest = characters;
        self
    }

    /// Gives a select its choices.
    pub fn options(&mut self, options: Vec<Choice>) -> &mut Self {
        self.options = options;
        self
    }

    /// Gives the label a text of its own.
    pub fn labelled(&mut self, text: String) -> &mut Self {
        self.label_text = Some(text);
        self
    }

    /// Gives the field an id other than its name.
    pub fn id(&mut self, id: impl Into<String>) -> &mut Self {
        self.id = id.into();
        self
    }

    /// Sets what stands in the field.
    pub fn value(&mut self, value: impl Into<String>) -> &mut Self {
        self.value = value.into();
        self
    }

    /// The label in a language.
    pub fn label_in(&self, texts: &Texts) -> String {
        self.label_text.clone().unwrap_or_else(|| texts.say(self.label))
    }

    /// What is wrong, in a language; empty if nothing is.
    pub fn error_in(&self, texts: &Texts) -> String {
        self.error.as_ref().map(|error| texts.with(error.key, "detail", &error.detail)).unwrap_or_default()
    }

    /// Whether something is wrong with it.
    pub fn is_bad(&self) -> bool {
        self.error.is_some()
    }

    /// The `type` of the input.
    pub fn input_type(&self) -> &'static str {
        match self.kind {
            Kind::Email => "email",
            Kind::Phone => "tel",
            Kind::Link => "url",
            Kind::Date => "date",
            Kind::Password => "password",
            Kind::Tick => "checkbox",
            Kind::Files => "file",
            Kind::Hidden => "hidden",
            Kind::Text | Kind::Lines | Kind::Select => "text",
        }
    }

    /// What the page shows in the field: never a password.
    pub fn shown_value(&self) -> &str {
        if self.kind == Kind::Password { "" } else { &self.value }
    }

    /// How many lines a text of several lines shows at first.
    pub fn rows(&self) -> usize {
        if self.longest <= 500 { 2 } else { 5 }
    }

    /// Whether it is a text of several lines.
    pub fn is_lines(&self) -> bool {
        self.kind == Kind::Lines
    }

    /// Whether it is a select.
    pub fn is_select(&self) -> bool {
        self.kind == Kind::Select
    }

    /// Whether it is a box to tick.
    pub fn is_tick(&self) -> bool {
        self.kind == Kind::Tick
    }

    /// Whether it takes files.
    pub fn is_files(&self) -> bool {
        self.kind == Kind::Files
    }

    /// Whether it is carried along unseen.
    pub fn is_hidden(&self) -> bool {
        self.kind == Kind::Hidden
    }

    /// Whether the box is ticked.
    pub fn is_ticked(&self) -> bool {
        self.kind == Kind::Tick && !self.value.is_empty()
    }

    /// Whether a choice is the chosen one.
    pub fn has_chosen(&self, option: &Choice) -> bool {
        option.value == self.value
    }

    /// The ids of hint and error for `aria-describedby`; empty if there are none.
    pub fn described_by(&self) -> String {
        let hint = self.hint.map(|_| format!("{}-hint", self.id));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }

    fn is_empty(&self) -> bool {
        self.value.trim().is_empty()
    }
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
        let longest = match kind {
            Kind::Lines => 8_000,
            Kind::Email | Kind::Password => 254,
            _ => 200,
        };
        let name = name.into();
        self.fields.push(Field {
            id: name.clone(),
            name,
            group: group.to_owned(),
            kind,
            label,
            label_text: None,
            hint: None,
            required: false,
            autocomplete: None,
            options: Vec::new(),
            longest,
            half: false,
            value: String::new(),
            error: None,
        });
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
