//! The head of a mail: from whom, to whom, about what, after which.
//!
//! Invariant: what comes out is one line each, at most as long as is read; what a header says twice is taken from the
//! first and said to be malformed.

use encoding_rs::Encoding;
use mail_parser::HeaderValue;
use mail_parser::parsers::MessageStream;

use super::addresses::Addresses;
use super::cautions::Cautions;
use super::fields::Fields;
use super::media::Media;
use super::{charset, limits, plain, suspicion, words};
use crate::domain::authenticity::Authenticity;
use crate::domain::message::{Caution, MailAddress, MessageHead};
use crate::domain::time::Ts;

/// Fields of which a mail has one.
const SINGLE: &[&str] = &["from", "sender", "reply-to", "subject", "date", "message-id", "content-type"];

/// Reads the head.
pub fn read(fields: &Fields<'_>, cautions: &mut Cautions) -> MessageHead {
    let hint = hint(fields);
    let from = senders(fields, hint, cautions);
    let mut head = MessageHead {
        from,
        to: addresses(fields, "to", hint, cautions),
        cc: addresses(fields, "cc", hint, cautions),
        reply_to: addresses(fields, "reply-to", hint, cautions),
        subject: subject(fields, hint, cautions),
        message_id: fields.first("message-id").map(ids).unwrap_or_default().into_iter().next().unwrap_or_default(),
        references: references(fields),
        written_at: fields.first("date").and_then(moment),
        cautions: Vec::new(),
        forwards: None,
        // Judged outside of the child process.
        authenticity: Authenticity::Unknown,
    };
    head.reply_to.retain(|address| !address.address.is_empty());
    let is_repeated = SINGLE.iter().any(|name| fields.all(name).count() > 1);
    let is_undated = head.written_at.is_none() && fields.first("date").is_some();
    cautions.add_if(is_repeated || is_undated, Caution::Malformed);
    suspicion::read(&head, cautions);
    head
}

/// The character set that the mail says its text to be in: its raw headers are likely to be in the same.
fn hint(fields: &Fields<'_>) -> Option<&'static Encoding> {
    Media::read(fields.first("content-type")?).param("charset").and_then(charset::encoding_of)
}

/// The one sender. Where From names several, the first; where it names none, whoever Sender says.
fn senders(fields: &Fields<'_>, hint: Option<&'static Encoding>, cautions: &mut Cautions) -> Option<MailAddress> {
    let from = addresses(fields, "from", hint, cautions);
    cautions.add_if(from.len() != 1 || fields.all("from").count() > 1, Caution::NoOneSender);
    let has_address = |list: &Vec<MailAddress>| list.iter().any(|one| !one.address.is_empty());
    let named = if has_address(&from) {
        from
    } else {
        let sender = addresses(fields, "sender", hint, cautions);
        cautions.add(Caution::NoOneSender);
        if has_address(&sender) { sender } else { from }
    };
    let first = named.iter().position(|one| !one.address.is_empty()).unwrap_or(0);
    named.into_iter().nth(first)
}

fn addresses(
    fields: &Fields<'_>,
    name: &'static str,
    hint: Option<&'static Encoding>,
    cautions: &mut Cautions,
) -> Vec<MailAddress> {
    let found = Addresses::read(fields.all(name), hint);
    cautions.add_if(found.has_bidi, Caution::BidiText);
    cautions.add_if(found.is_guessed, Caution::GuessedCharset);
    cautions.add_if(found.is_cut, Caution::Truncated);
    let is_unreadable = found.list.iter().any(|one| one.name.contains(char::REPLACEMENT_CHARACTER));
    cautions.add_if(is_unreadable, Caution::UnreadableCharacters);
    found.list
}

fn subject(fields: &Fields<'_>, hint: Option<&'static Encoding>, cautions: &mut Cautions) -> String {
    let Some(value) = fields.first("subject") else { return String::new() };
    let decoded = charset::header(value, hint);
    cautions.add_if(decoded.is_guessed, Caution::GuessedCharset);
    let (subject, has_bidi) = plain::straight_line(&words::decode(&decoded.text), limits::LINE_CHARACTERS);
    cautions.add_if(has_bidi, Caution::BidiText);
    subject
}

/// The Message-IDs of a field, without brackets: what stands between brackets, else what looks like one.
pub fn ids(value: &[u8]) -> Vec<String> {
    let text = charset::header(value, None).text;
    let tidy = |id: &str| -> String {
        let letters = id.chars().filter(|letter| !letter.is_whitespace() && !letter.is_control());
        letters.filter(|letter| !plain::is_bidi(*letter)).take(limits::LINE_CHARACTERS).collect()
    };
    let bracketed = text.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(id, _)| tidy(id));
    let mut ids: Vec<String> = bracketed.filter(|id| !id.is_empty()).collect();
    if ids.is_empty() {
        let bare = text.split([' ', '\t', ',', '<', '>']).filter(|word| word.contains('@'));
        ids = bare.map(tidy).collect();
    }
    ids
}

/// What the mail follows: References, and last what it answers.
fn references(fields: &Fields<'_>) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for id in fields.all("references").flat_map(ids) {
        if list.last() != Some(&id) {
            list.push(id);
        }
    }
    // From an end that is cut, what is furthest goes.
    list.drain(..list.len().saturating_sub(limits::REFERENCES));
    for id in fields.all("in-reply-to").flat_map(ids).take(limits::REFERENCES) {
        if !list.contains(&id) {
            list.push(id);
        }
    }
    list
}

/// When a Date says that something was written.
fn moment(value: &[u8]) -> Option<Ts> {
    let text = charset::header(value, None).text;
    if let Ok(moment) = text.trim().parse::<jiff::Timestamp>() {
        return Some(Ts::new(moment));
    }
    let line = format!("{text}\n");
    let HeaderValue::DateTime(date) = MessageStream::new(line.as_bytes()).parse_date() else { return None };
    date.is_valid().then(|| Ts::from_micros(date.to_timestamp().saturating_mul(1_000_000)))
}

#[cfg(test)]
mod tests {
    use super::super::fields;
    use super::*;

    fn head(raw: &str) -> MessageHead {
        let (fields, _) = fields::read(raw.as_bytes(), 0, &|_| false).ok().unwrap();
        let mut cautions = Cautions::default();
        let head = read(&fields, &mut cautions);
        MessageHead { cautions: cautions.into_list(), ..head }
    }

    #[test]
    fn what_is_followed_comes_with_the_nearest_last() {
        let raw = "From: a@b.example\nReferences: <1@x>\n <2@x><3@x>\nIn-Reply-To: <4@x>\nMessage-ID: 5@x\n";
        let head = head(raw);
        assert_eq!(head.references, ["1@x", "2@x", "3@x", "4@x"]);
        assert_eq!((head.message_id.as_str(), head.cautions), ("5@x", vec![]));
    }

    #[test]
    fn what_is_answered_stands_once() {
        let head = head("References: <1@x> <2@x>\nIn-Reply-To: Your message of Tuesday <2@x>\n");
        assert_eq!(head.references, ["1@x", "2@x"]);
    }

    #[test]
    fn dates_are_moments() {
        let dates = [
            "Fri, 1 Jan 2027 09:00:00 +0900",
            "1 Jan 27 00:00:00 Z",
            "2027-01-01T00:00:00Z",
            "1 Jan 2027 00:00:00 GMT (x)",
        ];
        for date in dates {
            let head = head(&format!("Date: {date}\n"));
            assert_eq!(head.written_at.map(Ts::micros), Some(1_798_761_600_000_000), "{date}");
        }
        let head = head("Date: yesterday\nFrom: a@b.example\n");
        assert_eq!((head.written_at, head.cautions), (None, vec![Caution::Malformed]));
    }

    #[test]
    fn the_sender_is_one_or_it_is_said() {
        let cautions = |raw: &str| head(raw).cautions;
        assert!(cautions("From: a@b.example\n").is_empty());
        assert_eq!(cautions("From: a@b.example, c@d.example\n"), [Caution::NoOneSender]);
        assert_eq!(cautions("To: a@b.example\n"), [Caution::NoOneSender]);
        let head = head("From: \nSender: S <s@b.example>\n");
        assert_eq!(head.from.map(|from| from.address), Some("s@b.example".to_owned()));
    }
}
