//! Makes a mail of its bytes, in the child process.
//!
//! Invariant: the limits are asked before anything is decoded; what is no mail is refused, and whatever is one comes
//! out, with cautions for what is wrong with it.

use super::cautions::Cautions;
use super::fields::Fields;
use super::parsed::ParsedMail;
use super::{body, bounces, head, limits, marks, reports, structure};
use crate::domain::message::{Caution, MailFault};

/// Fields of which a mail has at least one.
const KNOWN: &[&str] = &[
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "bcc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "received",
    "return-path",
    "delivered-to",
    "mime-version",
    "content-type",
];

/// Reads a mail.
pub fn parse(raw: &[u8]) -> Result<ParsedMail, MailFault> {
    if raw.len() > limits::INPUT_BYTES {
        return Err(MailFault::TooLarge);
    }
    let structure = structure::read(raw)?;
    let root = structure.parts.first().filter(|root| is_of_mail(&root.fields)).ok_or(MailFault::NotMail)?;
    let mut cautions = Cautions::default();
    if structure.is_malformed {
        cautions.add(Caution::Malformed);
    }
    let mut head = head::read(&root.fields, &mut cautions);
    let taken = body::take(&structure, &mut cautions);
    let mut marks = marks::read(&root.fields);
    marks.calendar = taken.calendar;
    let told = bounces::Told { head: &head, marks: &marks, text: &taken.body.text };
    marks.report = bounces::read(&told, reports::read(&structure), reports::enclosed(&structure));
    for text in [&taken.body.text, &head.subject] {
        cautions.add_if(text.contains(char::REPLACEMENT_CHARACTER), Caution::UnreadableCharacters);
    }
    head.cautions = cautions.into_list();
    Ok(ParsedMail { head, body: taken.body, marks, files: taken.files })
}

fn is_of_mail(fields: &Fields<'_>) -> bool {
    KNOWN.iter().any(|name| fields.first(name).is_some())
}
