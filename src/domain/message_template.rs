//! Texts that messages begin with, and the placeholders in them.
//!
//! Invariant: pure. What a placeholder stands for is put in once and not looked through for others, and a placeholder
//! without a value stays as it is: the guard keeps a message with one from going out.

use super::id::MessageTemplateId;
use super::locale::Locale;
use crate::text_enum;

/// Characters of a name.
pub const LONGEST_NAME: usize = 80;
/// Characters of a subject.
pub const LONGEST_SUBJECT: usize = 200;
/// Characters of a text.
pub const LONGEST_TEXT: usize = 20_000;
/// Characters of what is told to be no placeholder.
const LONGEST_TOLD: usize = 60;

text_enum! {
    /// What stands in two braces, such as `{{name}}`, until a message is begun.
    "placeholder" Placeholder {
        /// What the candidate is called.
        Name = "name",
        /// The vacancy of their latest application.
        Vacancy = "vacancy",
        /// The office that writes.
        Office = "office",
        /// The company.
        Company = "company",
        /// Who writes.
        Sender = "sender",
        /// The date at the office.
        Date = "date",
    }
}

text_enum! {
    /// A field of a template.
    "template field" TemplateField {
        /// What it is called among others.
        Name = "name",
        /// What a message is about.
        Subject = "subject",
        /// What a message says.
        Text = "text",
    }
}

/// What is wrong with a field of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateError {
    /// Nothing stands in it.
    Missing,
    /// It has more characters than this.
    TooLong(usize),
    /// It has a character that cannot be sent.
    NotPrintable,
    /// It has something in two braces that stands for nothing.
    UnknownPlaceholder(String),
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFault {
    /// Where.
    pub field: TemplateField,
    /// What.
    pub error: TemplateError,
}

/// A text that messages of an office begin with. It names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageTemplate {
    /// Which.
    pub id: MessageTemplateId,
    /// The language that it is in.
    pub locale: Locale,
    /// What it is called; no two of an office in one language are called the same.
    pub name: String,
    /// What a message is about; empty, if that is left to who writes it.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// Counts its changes.
    pub revision: i64,
}

/// A part of a text.
enum Piece<'a> {
    Words(&'a str),
    Known(Placeholder),
    /// Two braces with something else in them, or none that close them; with the braces.
    Unknown(&'a str),
}

impl MessageTemplate {
    /// Everything that is wrong with it, of a field the first.
    pub fn faults(&self) -> Vec<TemplateFault> {
        let fields = [
            (TemplateField::Name, &self.name),
            (TemplateField::Subject, &self.subject),
            (TemplateField::Text, &self.text),
        ];
        let fault = |(field, typed): (TemplateField, &String)| {
            error_of(field, typed).map(|error| TemplateFault { field, error })
        };
        fields.into_iter().filter_map(fault).collect()
    }

    /// Whether a placeholder stands in it.
    pub fn has(&self, placeholder: Placeholder) -> bool {
        let is_it = |piece: &Piece<'_>| matches!(piece, Piece::Known(known) if *known == placeholder);
        [&self.subject, &self.text].iter().any(|text| pieces(text).iter().any(is_it))
    }

    /// Subject and text with what placeholders stand for; without a value one stays.
    pub fn filled(&self, value: impl Fn(Placeholder) -> Option<String>) -> (String, String) {
        (filled(&self.subject, &value), filled(&self.text, &value))
    }
}

/// A text as it is kept: braces as wide as its letters, which Japanese keyboards type, are braces.
pub fn with_plain_braces(typed: &str) -> String {
    typed.replace("｛｛", "{{").replace("｝｝", "}}")
}

/// A placeholder as it is written.
pub fn written(placeholder: Placeholder) -> String {
    format!("{{{{{placeholder}}}}}")
}

fn error_of(field: TemplateField, typed: &str) -> Option<TemplateError> {
    let longest = match field {
        TemplateField::Name => LONGEST_NAME,
        TemplateField::Subject => LONGEST_SUBJECT,
        TemplateField::Text => LONGEST_TEXT,
    };
    let is_kept = |c: char| !c.is_control() || (field == TemplateField::Text && matches!(c, '\n' | '\t'));
    if typed.trim().is_empty() {
        // Whoever answers keeps the subject of what is answered.
        return (field != TemplateField::Subject).then_some(TemplateError::Missing);
    }
    if typed.chars().nth(longest).is_some() {
        return Some(TemplateError::TooLong(longest));
    }
    if !typed.chars().all(is_kept) {
        return Some(TemplateError::NotPrintable);
    }
    let unknown = pieces(typed).into_iter().find_map(|piece| match piece {
        Piece::Unknown(told) => Some(told.chars().take_while(|c| *c != '\n').take(LONGEST_TOLD).collect::<String>()),
        Piece::Words(_) | Piece::Known(_) => None,
    });
    unknown.filter(|_| field != TemplateField::Name).map(TemplateError::UnknownPlaceholder)
}

fn filled(text: &str, value: &impl Fn(Placeholder) -> Option<String>) -> String {
    let put = |piece: Piece<'_>| match piece {
        Piece::Words(words) | Piece::Unknown(words) => words.to_owned(),
        Piece::Known(placeholder) => value(placeholder).unwrap_or_else(|| written(placeholder)),
    };
    pieces(text).into_iter().map(put).collect()
}

/// The parts of a text, in order.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once("{{") {
        pieces.push(Piece::Words(before));
        let opened = rest.get(before.len()..).unwrap_or_default();
        let Some((inside, behind)) = after.split_once("}}") else {
            pieces.push(Piece::Unknown(opened));
            return pieces;
        };
        let whole = opened.get(..opened.len() - behind.len()).unwrap_or_default();
        let known = inside.trim().to_ascii_lowercase().parse::<Placeholder>();
        pieces.push(known.map_or(Piece::Unknown(whole), Piece::Known));
        rest = behind;
    }
    pieces.push(Piece::Words(rest));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(subject: &str, text: &str) -> MessageTemplate {
        MessageTemplate {
            id: MessageTemplateId::new(),
            locale: Locale::Ja,
            name: "面接の案内".to_owned(),
            subject: subject.to_owned(),
            text: text.to_owned(),
            revision: 1,
        }
    }

    fn errors(template: &MessageTemplate) -> Vec<(TemplateField, TemplateError)> {
        template.faults().into_iter().map(|fault| (fault.field, fault.error)).collect()
    }

    #[test]
    fn placeholders_are_filled_once_and_without_a_value_they_stay() {
        let value = |placeholder| match placeholder {
            Placeholder::Name => Some("{{sender}} 灯".to_owned()),
            Placeholder::Sender => Some("Rin".to_owned()),
            _ => None,
        };
        let written = template("{{ vacancy }} / {{NAME}}", "{{name}}様\n\n{{sender}} }} {x} {{date}}");
        let (subject, text) = written.filled(value);
        assert_eq!(subject, "{{vacancy}} / {{sender}} 灯", "a value is not looked through");
        assert_eq!(text, "{{sender}} 灯様\n\nRin }} {x} {{date}}");
        assert!(written.has(Placeholder::Date) && !written.has(Placeholder::Office));
    }

    #[test]
    fn every_placeholder_is_known_by_its_word() {
        let all: String = Placeholder::ALL.iter().map(|placeholder| super::written(*placeholder)).collect();
        assert!(errors(&template("", &all)).is_empty(), "{all}");
        let (_, text) = template("", &all).filled(|placeholder| Some(format!("<{placeholder}>")));
        assert_eq!(text, "<name><vacancy><office><company><sender><date>");
    }

    #[test]
    fn what_stands_for_nothing_is_told_at_its_field() {
        use TemplateError::UnknownPlaceholder;
        for (text, told) in [
            ("Dear {{firstname}},", "{{firstname}}"),
            ("{{{name}}}", "{{{name}}"),
            ("{{}}", "{{}}"),
            ("{{name\nand more", "{{name"),
            ("{{氏名}}様", "{{氏名}}"),
        ] {
            let unknown = UnknownPlaceholder(told.to_owned());
            assert_eq!(errors(&template("x", text)), [(TemplateField::Text, unknown)], "{text}");
        }
        let unknown = UnknownPlaceholder("{{job}}".to_owned());
        assert_eq!(errors(&template("{{job}}", "x")), [(TemplateField::Subject, unknown)]);
        let long = format!("{{{{{}}}}}", "x".repeat(500));
        let found = errors(&template("", &long));
        let [(_, UnknownPlaceholder(told))] = &found[..] else { panic!("{found:?}") };
        assert_eq!(told.chars().count(), LONGEST_TOLD);
        assert_eq!(with_plain_braces("｛｛name｝｝様 ｛x｝"), "{{name}}様 ｛x｝");
    }

    #[test]
    fn what_is_missing_too_long_or_breaks_a_header_is_told() {
        use TemplateError::{Missing, NotPrintable, TooLong};
        let nothing = MessageTemplate { name: " ".to_owned(), ..template("", "") };
        assert_eq!(errors(&nothing), [(TemplateField::Name, Missing), (TemplateField::Text, Missing)]);
        assert_eq!(errors(&template("a\nBcc: b@c.example", "a\n\tb")), [(TemplateField::Subject, NotPrintable)]);
        let long = template(&"長".repeat(LONGEST_SUBJECT + 1), &"長".repeat(LONGEST_TEXT));
        assert_eq!(errors(&long), [(TemplateField::Subject, TooLong(LONGEST_SUBJECT))]);
        let named = MessageTemplate { name: "{{".to_owned(), ..template("", "x") };
        assert!(errors(&named).is_empty(), "a name is no text");
    }
}
