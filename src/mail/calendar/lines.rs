//! The lines that a calendar is written in (RFC 5545, section 3.1), and what may stand in them.

use crate::domain::contact::EmailAddress;

/// Octets of a line without its end.
const LONGEST: usize = 75;

/// Lines, each folded where it is too long.
#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    /// Adds a line. A control character that is still in it is left out, so that a line stays one.
    pub(super) fn add(&mut self, line: &str) {
        let mut octets = 0;
        for c in line.chars().filter(|c| !c.is_control()) {
            if octets + c.len_utf8() > LONGEST {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            octets += c.len_utf8();
            self.0.push(c);
        }
        self.0.push_str("\r\n");
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }
}

/// A value of text (RFC 5545, section 3.3.11).
pub(super) fn text(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for c in value.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => escaped.push_str("\\n"),
            '\t' => escaped.push(' '),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// A value of a parameter, between quotes, which it cannot have in it (RFC 5545, section 3.1.1).
pub(super) fn quoted(value: &str) -> String {
    let kept = value.chars().filter(|c| !c.is_control()).map(|c| if c == '"' { '\'' } else { c });
    format!("\"{}\"", kept.collect::<String>())
}

/// An address as a URI (RFC 6068).
pub(super) fn mailto(address: &EmailAddress) -> String {
    let mut uri = String::from("mailto:");
    for byte in address.as_str().bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$'*+@".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
