//! The fields of a header, as they stand: folded, undecoded, in their order.
//!
//! Invariant: one pass over the lines; a header with more fields or bytes than are read is refused before any field
//! of it is looked at.

use super::limits;
use crate::domain::message::MailFault;

/// Longest name of a field.
const NAME_BYTES: usize = 200;

/// One field.
#[derive(Clone, Copy)]
pub struct Field<'a> {
    /// Its name, in any case.
    pub name: &'a [u8],
    /// What follows the colon, with the line ends of its folding.
    pub value: &'a [u8],
}

/// The fields of one header.
#[derive(Clone, Default)]
pub struct Fields<'a> {
    list: Vec<Field<'a>>,
    /// Whether lines stand in it that are of no field.
    pub is_malformed: bool,
}

impl<'a> Fields<'a> {
    /// The values of all fields of a name, in their order.
    pub fn all(&self, name: &'static str) -> impl Iterator<Item = &'a [u8]> {
        self.list.iter().filter(move |field| field.name.eq_ignore_ascii_case(name.as_bytes())).map(|field| field.value)
    }

    /// The value of the first field of a name.
    pub fn first(&self, name: &str) -> Option<&'a [u8]> {
        self.list.iter().find(|field| field.name.eq_ignore_ascii_case(name.as_bytes())).map(|field| field.value)
    }

    /// All fields, in their order.
    pub fn each(&self) -> impl Iterator<Item = &Field<'a>> {
        self.list.iter()
    }

    /// The names of all fields, in lower case.
    pub fn names(&self) -> impl Iterator<Item = String> {
        self.list.iter().map(|field| String::from_utf8_lossy(field.name).to_ascii_lowercase())
    }
}

/// Reads the header that begins at a place, up to an empty line, a line that `ends` knows, or the first line of a body
/// that no empty line announces. Answers the fields and where the body begins.
pub fn read<'a>(raw: &'a [u8], at: usize, ends: &dyn Fn(&[u8]) -> bool) -> Result<(Fields<'a>, usize), MailFault> {
    let mut fields = Fields::default();
    let mut here = at;
    // Where the value of the last field begins; none after a line that belongs to no field.
    let mut open = None;
    while here < raw.len() {
        let next = line_end(raw, here);
        let line = slice(raw, here, next);
        if ends(line) {
            return Ok((fields, here));
        }
        if without_end(line).is_empty() {
            return Ok((fields, next));
        }
        let is_folded = matches!(line.first(), Some(b' ' | b'\t'));
        if let (true, Some(start), Some(last)) = (is_folded, open, fields.list.last_mut()) {
            last.value = slice(raw, start, next);
        } else if let Some((name, length)) = name_of(line) {
            open = Some(here + length);
            fields.list.push(Field { name, value: slice(raw, here + length, next) });
        } else if !is_of_header(raw, &fields, next, here == at && is_mbox_line(line)) {
            fields.is_malformed = true;
            return Ok((fields, here));
        } else {
            fields.is_malformed |= here != at || !is_mbox_line(line);
            open = None;
        }
        if next - at > limits::HEADER_BYTES || fields.list.len() > limits::FIELDS {
            return Err(MailFault::TooLarge);
        }
        here = next;
    }
    Ok((fields, raw.len()))
}

/// Whether a line that is of no field stands within the header all the same: as the envelope of an mbox file, or
/// because a field follows.
fn is_of_header(raw: &[u8], fields: &Fields<'_>, next: usize, is_envelope: bool) -> bool {
    let following = slice(raw, next, line_end(raw, next).min(next + NAME_BYTES));
    is_envelope || (!fields.list.is_empty() && name_of(following).is_some())
}

fn is_mbox_line(line: &[u8]) -> bool {
    line.starts_with(b"From ") || line.starts_with(b">From ")
}

/// The name of the field that a line begins, and how long it is with its colon.
fn name_of(line: &[u8]) -> Option<(&[u8], usize)> {
    let colon = line.iter().take(NAME_BYTES).position(|byte| *byte == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    (!name.is_empty() && name.iter().all(u8::is_ascii_graphic)).then_some((name, colon + 1))
}

/// Where the line that begins at a place ends, its line end with it.
pub fn line_end(raw: &[u8], at: usize) -> usize {
    let rest = raw.get(at..).unwrap_or_default();
    rest.iter().position(|byte| *byte == b'\n').map_or(raw.len(), |length| at + length + 1)
}

/// A piece of bytes; empty if it does not lie within them.
pub fn slice(raw: &[u8], from: usize, to: usize) -> &[u8] {
    raw.get(from..to).unwrap_or_default()
}

/// A line without its line end.
pub fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(raw: &str) -> (Vec<(String, String)>, usize, bool) {
        let (fields, body) = read(raw.as_bytes(), 0, &|_| false).unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (fields.list.iter().map(|field| (text(field.name), text(field.value))).collect(), body, fields.is_malformed)
    }

    #[test]
    fn fields_are_read_with_their_folding() {
        let raw = "From a@b  Mon Aug 22\r\nSubject : one\r\n \r\n\ttwo\r\nTo:x\r\n\r\nbody";
        let (list, body, is_malformed) = fields(raw);
        let expected = [("Subject", " one\r\n \r\n\ttwo\r\n"), ("To", "x\r\n")];
        assert_eq!(list, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!((&raw[body..], is_malformed), ("body", false));
    }

    #[test]
    fn a_line_of_no_field_is_skipped_or_begins_the_body() {
        let (list, _, is_malformed) = fields("Subject: a\nrubbish\nFrom: b\n\nbody");
        assert_eq!((list.len(), is_malformed), (2, true));
        let (list, body, is_malformed) = fields("Subject: a\nrubbish\nmore rubbish\n");
        assert_eq!((list.len(), body, is_malformed), (1, 11, true));
        assert_eq!(fields("no header at all").1, 0);
    }

    #[test]
    fn large_headers_are_refused() {
        let refused = |raw: &str| read(raw.as_bytes(), 0, &|_| false).is_err_and(|fault| fault == MailFault::TooLarge);
        assert!(refused(&"A: b\n".repeat(limits::FIELDS + 1)));
        assert!(!refused(&"A: b\n".repeat(limits::FIELDS)));
        assert!(refused(&format!("Subject: {}\n", "x".repeat(limits::HEADER_BYTES))));
        assert!(refused(&format!("Subject: a\n{}", " x\n".repeat(limits::HEADER_BYTES / 3))));
    }
}
