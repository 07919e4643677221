//! What a calendar answers to an invitation (RFC 5546, section 3.2.3).
//!
//! Invariant: anybody can send anything, so what is read is bounded, nothing calls itself, and what is no answer is
//! none.

use std::fmt;

use crate::domain::contact::EmailAddress;
use crate::domain::interview::InterviewAnswer;

/// Octets that are read; an answer has a few thousand.
const LONGEST: usize = 256 * 1024;
/// Characters of what an interview is known by.
const LONGEST_UID: usize = 255;

/// An answer to an invitation.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// What the interview is known by.
    pub uid: String,
    /// Which of its changes is answered.
    pub sequence: i32,
    /// Whose answer it says it is: an address, or empty if it names none.
    pub attendee: String,
    /// The answer.
    pub answer: InterviewAnswer,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[Reply]")
    }
}

/// The answer that a calendar part of a mail brings, if it is one: of the first event in it that is answered.
pub fn read_reply(calendar: &str) -> Option<Reply> {
    if calendar.len() > LONGEST {
        return None;
    }
    let (mut depth, mut is_reply, mut found) = (0_usize, false, None);
    let mut event: Option<Event> = None;
    for line in unfolded(calendar.trim_start_matches('\u{FEFF}')) {
        let Some(line) = Line::of(&line) else { continue };
        let name = line.name.to_ascii_uppercase();
        match (name.as_str(), depth) {
            ("BEGIN", _) => {
                depth += 1;
                if depth == 2 && line.says("VEVENT") {
                    event = Some(Event::default());
                }
            }
            ("END", _) => {
                depth = depth.saturating_sub(1);
                if depth == 1 {
                    found = found.or_else(|| event.take().and_then(Event::answered));
                    event = None;
                }
            }
            ("METHOD", 1) => is_reply = line.says("REPLY"),
            // A bell in the event has attendees of its own, one level further down.
            (name, 2) => {
                if let Some(event) = &mut event {
                    event.take_in(name, &line);
                }
            }
            _ => {}
        }
    }
    found.filter(|_| is_reply)
}

/// The lines, put together again where they were folded.
fn unfolded(calendar: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in calendar.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ if line.is_empty() => {}
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// What an event says as far as it is answered.
#[derive(Default)]
struct Event {
    uid: String,
    /// Nothing if it is none that can be.
    sequence: Option<i32>,
    /// Whether it says one at all.
    is_counted: bool,
    answer: Option<(InterviewAnswer, String)>,
}

impl Event {
    fn take_in(&mut self, name: &str, line: &Line<'_>) {
        match name {
            "UID" => self.uid = line.value.trim().to_owned(),
            "SEQUENCE" => {
                self.is_counted = true;
                self.sequence = line.value.trim().parse().ok().filter(|count| *count >= 0);
            }
            "ATTENDEE" if self.answer.is_none() => self.answer = line.answer(),
            _ => {}
        }
    }

    fn answered(self) -> Option<Reply> {
        let sequence = if self.is_counted { self.sequence? } else { 0 };
        let (answer, attendee) = self.answer?;
        let is_named = !self.uid.is_empty() && self.uid.chars().nth(LONGEST_UID).is_none();
        is_named.then_some(Reply { uid: self.uid, sequence, attendee, answer })
    }
}

/// A line: `NAME;PARAMETER=VALUE:VALUE`.
struct Line<'a> {
    name: &'a str,
    parameters: &'a str,
    value: &'a str,
}

impl<'a> Line<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let mut is_quoted = false;
        let (head, value) = line.split_once(|c: char| {
            is_quoted ^= c == '"';
            c == ':' && !is_quoted
        })?;
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        Some(Self { name: name.trim(), parameters, value })
    }

    fn says(&self, word: &str) -> bool {
        self.value.trim().eq_ignore_ascii_case(word)
    }

    fn parameter(&self, name: &str) -> Option<&'a str> {
        let mut is_quoted = false;
        let parts = self.parameters.split(|c: char| {
            is_quoted ^= c == '"';
            c == ';' && !is_quoted
        });
        let mut named = parts.filter_map(|part| part.split_once('='));
        let (_, value) = named.find(|(key, _)| key.trim().eq_ignore_ascii_case(name))?;
        Some(value.trim().trim_matches('"'))
    }

    /// What somebody answers, and their address. One who was not asked, or has not answered, answers nothing.
    fn answer(&self) -> Option<(InterviewAnswer, String)> {
        let answer = match self.parameter("PARTSTAT")?.to_ascii_uppercase().as_str() {
            "ACCEPTED" => InterviewAnswer::Accepted,
            "DECLINED" => InterviewAnswer::Declined,
            "TENTATIVE" => InterviewAnswer::Tentative,
            _ => return None,
        };
        // Where the value is a path of the calendar's own server, the address is a parameter.
        let named = || EmailAddress::parse(self.parameter("EMAIL")?).ok();
        let address = mailed_to(self.value).or_else(named);
        Some((answer, address.map(|address| address.as_str().to_owned()).unwrap_or_default()))
    }
}

/// The address in a `mailto:` URI.
fn mailed_to(uri: &str) -> Option<EmailAddress> {
    let (scheme, rest) = uri.trim().split_once(':')?;
    let rest = rest.split('?').next().unwrap_or_default();
    let decoded = String::from_utf8(decoded(rest)).ok()?;
    if scheme.eq_ignore_ascii_case("mailto") { EmailAddress::parse(&decoded).ok() } else { None }
}

/// RFC 3986, section 2.1; what is no escape stays as it is.
fn decoded(text: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let Some((&first, after)) = rest.split_first() {
        let escaped = after.first_chunk::<2>().filter(|_| first == b'%').and_then(|digits| {
            let digits = std::str::from_utf8(digits).ok().filter(|it| it.bytes().all(|b| b.is_ascii_hexdigit()))?;
            u8::from_str_radix(digits, 16).ok()
        });
        bytes.push(escaped.unwrap_or(first));
        rest = if escaped.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    bytes
}

#[cfg(test)]
mod tests;
