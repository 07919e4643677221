//! XML without its dangers.
//!
//! Invariant: no document type, no entity but the five that XML itself has, no unbounded depth or attributes gets
//! past [`walk`]; what it hands on is plain elements and plain text.

use crate::documents::limits;
use crate::domain::document::ReadingFailure;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::borrow::Cow;

/// What [`walk`] tells of a part, in its order.
pub enum Node<'a> {
    /// An element begins; also told of empty ones.
    Open(Element<'a>),
    /// An element ends, by its name without prefix.
    Close(&'a str),
    /// Text inside the innermost element.
    Text(&'a str),
}

/// An element's name and attributes.
pub struct Element<'a>(&'a BytesStart<'a>);

impl<'a> Element<'a> {
    /// The name without its prefix.
    pub fn name(&self) -> &'a str {
        self.0.local_name().into_inner()
    }

    /// An attribute's value, its name given without prefix.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let attribute =
            self.0.attributes().with_checks(false).flatten().find(|a| a.key.local_name().into_inner() == name)?;
        quick_xml::escape::unescape(&attribute.value).ok().map(Cow::into_owned)
    }

    fn check(&self) -> Result<(), ReadingFailure> {
        let raw = self.0.attributes_raw();
        let many =
            self.0.attributes().with_checks(false).take(limits::XML_ATTRIBUTES + 1).count() > limits::XML_ATTRIBUTES;
        if many || raw.len() > limits::XML_ATTRIBUTE_BYTES { Err(ReadingFailure::Bomb) } else { Ok(()) }
    }
}

/// Goes through a part and tells its nodes to `visit`.
pub fn walk(part: &[u8], mut visit: impl FnMut(Node<'_>) -> Result<(), ReadingFailure>) -> Result<(), ReadingFailure> {
    let text = decode(part)?;
    let mut reader = Reader::from_str(&text);
    let mut depth = 0usize;
    loop {
        match reader.read_event().map_err(|_| ReadingFailure::Damaged)? {
            Event::Start(start) => {
                depth += 1;
                if depth > limits::XML_DEPTH {
                    return Err(ReadingFailure::Bomb);
                }
                open(&start, &mut visit)?;
            }
            Event::Empty(start) => {
                open(&start, &mut visit)?;
                visit(Node::Close(start.local_name().into_inner()))?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(Node::Close(end.local_name().into_inner()))?;
            }
            Event::Text(text) => visit(Node::Text(&text))?,
            Event::CData(text) => visit(Node::Text(&text))?,
            Event::GeneralRef(reference) => visit(Node::Text(resolve(&reference)?.encode_utf8(&mut [0; 4])))?,
            // Office Open XML forbids them (ECMA-376 part 2), and every entity bomb needs one.
            Event::DocType(_) => return Err(ReadingFailure::Damaged),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => return if depth == 0 { Ok(()) } else { Err(ReadingFailure::Damaged) },
        }
    }
}

fn open(
    start: &BytesStart<'_>,
    visit: &mut impl FnMut(Node<'_>) -> Result<(), ReadingFailure>,
) -> Result<(), ReadingFailure> {
    let element = Element(start);
    element.check()?;
    visit(Node::Open(element))
}

fn resolve(reference: &BytesRef<'_>) -> Result<char, ReadingFailure> {
    if let Some(character) = reference.resolve_char_ref().map_err(|_| ReadingFailure::Damaged)? {
        return Ok(character);
    }
    match &**reference {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(ReadingFailure::Damaged),
    }
}

/// XML parts are UTF-8 or, rarely, UTF-16 with a byte order mark.
fn decode(part: &[u8]) -> Result<Cow<'_, str>, ReadingFailure> {
    let wide = |from: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = part[2..].chunks_exact(2).map(|pair| from([pair[0], pair[1]])).collect();
        String::from_utf16(&units).map(Cow::Owned).map_err(|_| ReadingFailure::Damaged)
    };
    match part {
        [0xFF, 0xFE, ..] => wide(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => wide(u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => {
            std::str::from_utf8(rest).map(Cow::Borrowed).map_err(|_| ReadingFailure::Damaged)
        }
        _ => std::str::from_utf8(part).map(Cow::Borrowed).map_err(|_| ReadingFailure::Damaged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(part: &[u8]) -> Result<String, ReadingFailure> {
        let mut all = String::new();
        walk(part, |node| {
            if let Node::Text(text) = node {
                all.push_str(text);
            }
            Ok(())
        })?;
        Ok(all)
    }

    #[test]
    fn a_document_type_or_an_entity_of_its_own_is_refused() {
        let bomb = br#"<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>"#;
        assert_eq!(text_of(bomb), Err(ReadingFailure::Damaged));
        assert_eq!(text_of(b"<x>&nbsp;</x>"), Err(ReadingFailure::Damaged));
        assert_eq!(text_of("<x>&lt;\u{9ad8}&#x9ad9;&amp;</x>".as_bytes()).as_deref(), Ok("<\u{9ad8}\u{9ad9}&"));
    }

    #[test]
    fn depth_and_attributes_have_limits() {
        let nested = |n: usize| format!("{}{}", "<a>".repeat(n), "</a>".repeat(n));
        assert!(text_of(nested(100).as_bytes()).is_ok());
        assert_eq!(text_of(nested(101).as_bytes()), Err(ReadingFailure::Bomb));
        let attributes = |n: usize| format!("<a {}/>", (0..n).map(|i| format!("a{i}=\"\" ")).collect::<String>());
        assert!(text_of(attributes(200).as_bytes()).is_ok());
        assert_eq!(text_of(attributes(201).as_bytes()), Err(ReadingFailure::Bomb));
    }

    #[test]
    fn wide_encodings_are_read() {
        let wide: Vec<u8> = "\u{feff}<x>\u{5c65}\u{6b74}</x>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text_of(&wide).as_deref(), Ok("\u{5c65}\u{6b74}"));
    }
}
