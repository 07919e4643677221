//! What somebody typed as a message, and what is wrong with it.
//!
//! Invariant: past [`Written::fit`] there are addresses that a mail server takes, and a subject of one line; a fault
//! names the field and never what stands in it.

use crate::domain::contact::EmailAddress;
use crate::domain::message::{MailAddress, MessageBody, MessageHead};
use crate::mail::messages::{can_be_mailed, is_one_line, is_text};
use crate::mail::replies::LONGEST_SUBJECT;
use crate::text_enum;

/// People who get one message at most.
pub const MOST_RECIPIENTS: usize = 10;
/// Characters of a text.
pub const LONGEST_TEXT: usize = 50_000;
/// Characters of an address as it may be kept in a draft.
const LONGEST_ADDRESS: usize = 320;

/// What somebody typed.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// To whom, an address each.
    pub to: Vec<String>,
    /// To whom besides.
    pub cc: Vec<String>,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
}

impl std::fmt::Debug for Written {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[Written]")
    }
}

text_enum! {
    /// A field of a message.
    "writing field" WritingField {
        /// To whom.
        To = "to",
        /// To whom besides.
        Cc = "cc",
        /// What it is about.
        Subject = "subject",
        /// What it says.
        Text = "text",
        /// What goes with it.
        Files = "files",
    }
}

text_enum! {
    /// What is wrong with a field of a message.
    "writing error" WritingError {
        /// Nothing stands in it.
        Missing = "missing",
        /// An address is none, or one that mail servers do not take.
        NotAnAddress = "not_an_address",
        /// There are too many.
        TooMany = "too_many",
        /// It is too long.
        TooLong = "too_long",
        /// It has a line break, or another character that cannot be sent.
        NotPrintable = "not_printable",
        /// With it the message is larger than mail servers take.
        TooLarge = "too_large",
        /// An address is somebody else's on record.
        OtherPerson = "other_person",
        /// What others wrote would be passed on to somebody outside.
        ThirdParty = "third_party",
    }
}

/// What is wrong, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WritingFault {
    /// Where.
    pub field: WritingField,
    /// What.
    pub error: WritingError,
}

/// A message that can be sent.
pub(super) struct Fit {
    pub(super) to: Vec<EmailAddress>,
    pub(super) cc: Vec<EmailAddress>,
    pub(super) subject: String,
    pub(super) text: String,
}

impl Written {
    /// The message, or everything that is wrong with it.
    pub(super) fn fit(&self) -> Result<Fit, Vec<WritingFault>> {
        let mut faults = Faults(self.faults_of_length());
        let mut seen = Vec::new();
        let to = addresses(&self.to, WritingField::To, &mut seen, &mut faults);
        let cc = addresses(&self.cc, WritingField::Cc, &mut seen, &mut faults);
        if to.is_empty() && !faults.has(WritingField::To) {
            faults.add(WritingField::To, WritingError::Missing);
        }
        if seen.len() > MOST_RECIPIENTS {
            let field = if to.len() > MOST_RECIPIENTS { WritingField::To } else { WritingField::Cc };
            faults.add(field, WritingError::TooMany);
        }
        let (subject, text) = (self.subject.trim(), self.text.trim_end());
        if subject.is_empty() {
            faults.add(WritingField::Subject, WritingError::Missing);
        } else if !is_one_line(subject) {
            faults.add(WritingField::Subject, WritingError::NotPrintable);
        }
        if text.trim().is_empty() {
            faults.add(WritingField::Text, WritingError::Missing);
        } else if !is_text(text) {
            faults.add(WritingField::Text, WritingError::NotPrintable);
        }
        let fit = Fit { to, cc, subject: subject.to_owned(), text: text.to_owned() };
        if faults.0.is_empty() { Ok(fit) } else { Err(faults.0) }
    }

    /// What is wrong even with a draft, which is kept as it was typed.
    pub(super) fn faults_of_length(&self) -> Vec<WritingFault> {
        let too_many = |typed: &[String]| typed.len() > MOST_RECIPIENTS;
        let too_long = |typed: &[String]| typed.iter().any(|one| longer(one, LONGEST_ADDRESS));
        let found = [
            (WritingField::To, WritingError::TooMany, too_many(&self.to)),
            (WritingField::To, WritingError::TooLong, too_long(&self.to)),
            (WritingField::Cc, WritingError::TooMany, too_many(&self.cc)),
            (WritingField::Cc, WritingError::TooLong, too_long(&self.cc)),
            (WritingField::Subject, WritingError::TooLong, longer(&self.subject, LONGEST_SUBJECT)),
            (WritingField::Text, WritingError::TooLong, longer(&self.text, LONGEST_TEXT)),
        ];
        let faults = found.into_iter().filter(|(_, _, is_so)| *is_so);
        faults.map(|(field, error, _)| WritingFault { field, error }).collect()
    }

    /// The sealed parts of a draft, as it was typed.
    pub(super) fn as_draft(&self, references: Vec<String>) -> (MessageHead, MessageBody) {
        let typed = |all: &[String]| {
            let all = all.iter().map(|one| one.trim()).filter(|one| !one.is_empty());
            all.map(|one| MailAddress { name: String::new(), address: one.to_owned() }).collect()
        };
        let head = MessageHead {
            to: typed(&self.to),
            cc: typed(&self.cc),
            subject: self.subject.clone(),
            references,
            ..MessageHead::default()
        };
        (head, MessageBody { text: self.text.clone(), html: None })
    }
}

impl Fit {
    /// The sealed parts of a message that is to be sent.
    pub(super) fn parts(&self, references: Vec<String>) -> (MessageHead, MessageBody) {
        let named = |all: &[EmailAddress]| {
            let named = |one: &EmailAddress| MailAddress { name: String::new(), address: one.as_str().to_owned() };
            all.iter().map(named).collect()
        };
        let head = MessageHead {
            to: named(&self.to),
            cc: named(&self.cc),
            subject: self.subject.clone(),
            references,
            ..MessageHead::default()
        };
        (head, MessageBody { text: self.text.clone(), html: None })
    }
}

/// What was found to be wrong; of a field, once each.
struct Faults(Vec<WritingFault>);

impl Faults {
    fn has(&self, field: WritingField) -> bool {
        self.0.iter().any(|fault| fault.field == field)
    }

    fn add(&mut self, field: WritingField, error: WritingError) {
        let fault = WritingFault { field, error };
        if !self.0.contains(&fault) {
            self.0.push(fault);
        }
    }
}

/// The addresses of a field that stand in none before it.
fn addresses(typed: &[String], field: WritingField, seen: &mut Vec<String>, faults: &mut Faults) -> Vec<EmailAddress> {
    let mut found = Vec::new();
    for one in typed.iter().filter(|one| !one.trim().is_empty()) {
        match EmailAddress::parse(one) {
            Ok(address) if can_be_mailed(&address) && is_one_line(one) => {
                let form = address.index_form();
                if !seen.contains(&form) {
                    seen.push(form);
                    found.push(address);
                }
            }
            _ => faults.add(field, WritingError::NotAnAddress),
        }
    }
    found
}

fn longer(text: &str, most: usize) -> bool {
    text.chars().nth(most).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(to: &[&str], cc: &[&str], subject: &str, text: &str) -> Written {
        let all = |typed: &[&str]| typed.iter().map(|one| (*one).to_owned()).collect();
        Written { to: all(to), cc: all(cc), subject: subject.to_owned(), text: text.to_owned() }
    }

    fn faults(written: &Written) -> Vec<(WritingField, WritingError)> {
        let faults = written.fit().err().unwrap_or_default();
        faults.into_iter().map(|fault| (fault.field, fault.error)).collect()
    }

    #[test]
    fn whoever_is_named_twice_gets_one_message() {
        let (to, cc) = ([" Akari@example.org ", "", "akari@EXAMPLE.org"], ["akari@example.org", "b@c.example"]);
        let typed = written(&to, &cc, "x", "y");
        let fit = typed.fit().unwrap_or_else(|faults| panic!("{faults:?}"));
        let addresses = |all: &[EmailAddress]| all.iter().map(|one| one.as_str().to_owned()).collect::<Vec<_>>();
        assert_eq!(addresses(&fit.to), ["Akari@example.org"]);
        assert_eq!(addresses(&fit.cc), ["b@c.example"]);
    }

    #[test]
    fn what_would_end_a_header_is_refused_at_its_field() {
        use WritingError::{NotAnAddress, NotPrintable};
        let ok = "akari@example.org";
        for bad in ["a@b.example\r\nBcc: x@y.example", "a@b.example\n", "a@b.example, x@y.example", "<a@b.example>"] {
            assert_eq!(faults(&written(&[ok, bad], &[], "x", "y")), [(WritingField::To, NotAnAddress)], "{bad:?}");
            assert_eq!(faults(&written(&[ok], &[bad], "x", "y")), [(WritingField::Cc, NotAnAddress)], "{bad:?}");
        }
        for bad in ["x\r\nBcc: x@y.example", "x\ny", "x\0y", "x\u{85}y"] {
            assert_eq!(faults(&written(&[ok], &[], bad, "y")), [(WritingField::Subject, NotPrintable)], "{bad:?}");
        }
        assert_eq!(faults(&written(&[ok], &[], "x", "a\0b")), [(WritingField::Text, NotPrintable)]);
        assert_eq!(faults(&written(&[ok], &[], "x", "a\r\n\tb\n")), []);
    }

    #[test]
    fn what_is_missing_or_too_much_is_said() {
        use WritingError::{Missing, TooLong, TooMany};
        let none = faults(&Written::default());
        let fields = [WritingField::To, WritingField::Subject, WritingField::Text];
        assert_eq!(none, fields.map(|field| (field, Missing)));
        let many: Vec<String> = (0..6).map(|number| format!("a{number}@example.org")).collect();
        let more: Vec<String> = (0..6).map(|number| format!("b{number}@example.org")).collect();
        let both = Written { to: many, cc: more, ..written(&[], &[], "x", "y") };
        assert_eq!(faults(&both), [(WritingField::Cc, TooMany)]);
        let long = written(&["a@example.org"], &[], &"長".repeat(201), &"長".repeat(50_001));
        assert_eq!(faults(&long), [(WritingField::Subject, TooLong), (WritingField::Text, TooLong)]);
        assert_eq!(long.faults_of_length().len(), 2, "of a draft as well");
    }
}
