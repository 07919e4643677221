//! A field of a form: what it looks like, what was typed, what is wrong with it.
//!
//! Invariant: a password is never shown again, whatever was typed.

use crate::web::texts::Texts;

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
    /// A time of day.
    Time,
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
    /// What somebody else stored meanwhile, as a person reads it.
    pub stored: Option<String>,
    /// What a text field offers while typing; anything else may be typed as well.
    pub suggestions: Vec<Choice>,
    /// The kinds of files that a browser offers first, as it is told them; empty for any.
    pub accept: &'static str,
}

impl Field {
    /// An empty optional field.
    pub fn new(group: &str, kind: Kind, name: String, label: &'static str) -> Self {
        let longest = match kind {
            Kind::Lines => 8_000,
            Kind::Email | Kind::Password => 254,
            _ => 200,
        };
        Self {
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
            stored: None,
            suggestions: Vec::new(),
            accept: ".pdf,.docx",
        }
    }

    /// Takes files of any kind.
    pub fn any_kind(&mut self) -> &mut Self {
        self.accept = "";
        self
    }

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

    /// Offers texts while typing.
    pub fn suggestions(&mut self, suggestions: Vec<Choice>) -> &mut Self {
        self.suggestions = suggestions;
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
            Kind::Time => "time",
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

    /// Whether it says of itself that it may stay empty: a tick of a group does not, for one choice of many is never owed.
    pub fn is_marked_optional(&self) -> bool {
        let is_one_of_many = self.is_tick() && self.name.contains('.');
        !self.required && !is_one_of_many
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

    /// The ids of hint, error and what is stored for `aria-describedby`; empty if there are none.
    pub fn described_by(&self) -> String {
        let hint = self.hint.map(|_| format!("{}-hint", self.id));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id));
        let stored = self.stored.as_ref().map(|_| format!("{}-stored", self.id));
        hint.into_iter().chain(error).chain(stored).collect::<Vec<_>>().join(" ")
    }

    /// Whether nothing but space stands in it.
    pub fn is_empty(&self) -> bool {
        self.value.trim().is_empty()
    }
}
