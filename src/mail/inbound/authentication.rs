//! What mail servers say that they found out about a sender: the fields Authentication-Results (RFC 8601).
//!
//! Invariant: one pass over at most so many fields and bytes; a field that is not to the grammar from its beginning to
//! its end says nothing at all. What comes out is what stands there, whoever wrote it: [`crate::mail::authentication`]
//! asks whose word counts.

mod line;

use std::fmt;

use serde::{Deserialize, Serialize};

use self::line::Line;
use super::fields::Fields;

/// Fields that are read, from the top: the nearest servers write there.
const FIELDS: usize = 10;
/// Bytes of one field.
const FIELD_BYTES: usize = 998 * 20;
/// Results of one field, and properties of one result.
const RESULTS: usize = 50;

/// One field Authentication-Results.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AuthenticationField {
    /// The server that says that it wrote the field (authserv-id), in lower case; empty if the field cannot be read.
    pub server: String,
    /// How many fields Received stand above it: each server adds one, above what it got.
    pub received_above: usize,
    /// What was found.
    pub results: Vec<AuthenticationResult>,
}

/// What one method found.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AuthenticationResult {
    /// `spf`, `dkim`, `dmarc` or another, in lower case; with its version behind a slash if that is not the first.
    pub method: String,
    /// `pass`, `fail` or another word, in lower case.
    pub result: String,
    /// What it was found about: names such as `header.from`, in lower case, and values as they stand.
    pub properties: Vec<(String, String)>,
}

impl AuthenticationResult {
    /// The value of a property that it has exactly once.
    pub fn only(&self, name: &str) -> Option<&str> {
        let mut values = self.properties.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        values.next().filter(|_| values.next().is_none())
    }
}

macro_rules! unprinted {
    ($($name:ident)+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!("[", stringify!($name), "]"))
            }
        }
    )+};
}
unprinted!(AuthenticationField AuthenticationResult);

/// Reads the fields of a header, from the top.
pub fn read(fields: &Fields<'_>) -> Vec<AuthenticationField> {
    let (mut found, mut received_above) = (Vec::new(), 0);
    for field in fields.each() {
        if field.name.eq_ignore_ascii_case(b"received") {
            received_above += 1;
        } else if field.name.eq_ignore_ascii_case(b"authentication-results") && found.len() < FIELDS {
            let (server, results) = read_field(field.value).unwrap_or_default();
            found.push(AuthenticationField { server, received_above, results });
        }
    }
    found
}

/// Whether a signature (RFC 6376) says that it covers the beginning of the mail alone (`l=`): what follows may be
/// anybody's.
pub fn is_signed_in_part(fields: &Fields<'_>) -> bool {
    let is_length = |tag: &[u8]| tag.split(|byte| *byte == b'=').next().is_some_and(|name| name.trim_ascii() == b"l");
    fields.all("dkim-signature").any(|value| value.split(|byte| *byte == b';').any(is_length))
}

/// The server of a field and its results.
fn read_field(value: &[u8]) -> Option<(String, Vec<AuthenticationResult>)> {
    let text = std::str::from_utf8(value).ok().filter(|text| text.len() <= FIELD_BYTES)?;
    if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\r' | '\n' | '\t')) {
        return None;
    }
    let mut line = Line::new(text);
    line.skip_blanks()?;
    let server = line.value()?.to_lowercase();
    line.skip_blanks()?;
    let is_known_version = matches!(line.digits(), "" | "1");
    // Where a server leaves its name out, the first result stands in its place.
    let is_named = !server.is_empty() && !server.contains('=');
    (is_known_version && is_named).then_some(())?;
    Some((server, results(&mut line)?))
}

fn results(line: &mut Line<'_>) -> Option<Vec<AuthenticationResult>> {
    let mut found = Vec::new();
    loop {
        line.skip_blanks()?;
        if line.is_at_end() {
            return Some(found);
        }
        line.take(';')?;
        line.skip_blanks()?;
        // Some servers end with a semicolon.
        if line.is_at_end() {
            return Some(found);
        }
        let method = line.keyword()?;
        line.skip_blanks()?;
        if method == "none" && found.is_empty() && line.is_at_end() {
            return Some(found);
        }
        found.push(result(line, method)?);
        if found.len() > RESULTS {
            return None;
        }
    }
}

fn result(line: &mut Line<'_>, mut method: String) -> Option<AuthenticationResult> {
    if line.eat('/') {
        line.skip_blanks()?;
        match line.digits() {
            "" => return None,
            "1" => {}
            version => method = format!("{method}/{version}"),
        }
        line.skip_blanks()?;
    }
    line.take('=')?;
    line.skip_blanks()?;
    let result = line.keyword()?;
    let mut properties = Vec::new();
    loop {
        line.skip_blanks()?;
        if line.is_at_end() || line.is_before(';') {
            return Some(AuthenticationResult { method, result, properties });
        }
        properties.push(property(line)?);
        if properties.len() > RESULTS {
            return None;
        }
    }
}

/// A property with its type, or a name without one, such as `reason`.
fn property(line: &mut Line<'_>) -> Option<(String, String)> {
    let mut name = line.keyword()?;
    line.skip_blanks()?;
    if line.eat('.') {
        line.skip_blanks()?;
        name = format!("{name}.{}", line.keyword()?);
        line.skip_blanks()?;
    }
    line.take('=')?;
    line.skip_blanks()?;
    Some((name, line.value()?))
}

#[cfg(test)]
mod tests;
