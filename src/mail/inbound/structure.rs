//! Which parts a mail has, and where: what every other module here works on.
//!
//! Invariant: one pass over the lines, no recursion, and the limits are asked as each part is met, so that nothing
//! is made of a mail that exceeds them. A boundary counts wherever it is open, so an inner part that never ends
//! swallows no outer one.

use std::ops::Range;

use super::fields::{self, Fields, line_end, slice};
use super::limits;
use super::media::Media;
use super::transfer;
use crate::domain::message::MailFault;

/// What a part is to the parts below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It has none.
    Leaf,
    /// It holds them.
    Multipart,
    /// It is a mail within the mail: its one child is the root of that mail.
    Message,
}

/// One part.
pub struct Part<'a> {
    /// Its header.
    pub fields: Fields<'a>,
    /// Its Content-Type.
    pub media: Media,
    /// Where its body lies in the mail.
    pub body: Range<usize>,
    /// What it is to those below it.
    pub role: Role,
    /// The part that it is in.
    pub parent: Option<usize>,
    /// The parts in it.
    pub children: Vec<usize>,
    /// Whether it belongs to a mail within the mail.
    pub is_inner: bool,
}

/// A mail taken apart; the first part is the mail itself.
pub struct Structure<'a> {
    /// The mail.
    pub raw: &'a [u8],
    /// Its parts, each after the one that it is in.
    pub parts: Vec<Part<'a>>,
    /// Whether something is not as it should be.
    pub is_malformed: bool,
}

impl<'a> Structure<'a> {
    /// The body of a part as it stands.
    pub fn body(&self, part: &Part<'_>) -> &'a [u8] {
        self.raw.get(part.body.clone()).unwrap_or_default()
    }

    /// The parts that are not of a mail within the mail.
    pub fn outer(&self) -> impl Iterator<Item = &Part<'a>> {
        self.parts.iter().filter(|part| !part.is_inner)
    }
}

/// A part that has begun and not ended, and what ends it.
struct Open {
    part: usize,
    boundary: Option<Vec<u8>>,
}

struct Walk<'a> {
    found: Structure<'a>,
    open: Vec<Open>,
    leaf: Option<usize>,
}

/// Takes a mail apart.
pub fn read(raw: &[u8]) -> Result<Structure<'_>, MailFault> {
    let found = Structure { raw, parts: Vec::new(), is_malformed: false };
    let mut walk = Walk { found, open: Vec::new(), leaf: None };
    let start = raw.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(raw.len());
    let mut at = walk.enter(None, start)?;
    // Without an open boundary nothing more can begin.
    while at < raw.len() && walk.has_boundary() {
        let next = line_end(raw, at);
        at = match boundary(&walk.open, slice(raw, at, next)) {
            Some((level, is_last)) => walk.turn(level, is_last, at, next)?,
            None => next,
        };
    }
    walk.found.is_malformed |= walk.has_boundary();
    walk.end(0, raw.len());
    Ok(walk.into_structure())
}

/// Which open part a line goes on with, and whether it ends it.
fn boundary(open: &[Open], line: &[u8]) -> Option<(usize, bool)> {
    let word = line.strip_prefix(b"--")?.trim_ascii_end();
    open.iter().enumerate().rev().find_map(|(level, open)| {
        let rest = word.strip_prefix(open.boundary.as_deref()?)?;
        (rest.is_empty() || rest == b"--").then_some((level, !rest.is_empty()))
    })
}

impl<'a> Walk<'a> {
    /// Takes in the part whose header begins at a place, and where it is a mail, that mail's root. Answers where to go
    /// on.
    fn enter(&mut self, mut parent: Option<usize>, mut at: usize) -> Result<usize, MailFault> {
        let raw = self.found.raw;
        loop {
            if self.found.parts.len() >= limits::PARTS {
                return Err(MailFault::TooLarge);
            }
            let (fields, body) = fields::read(raw, at, &|line| boundary(&self.open, line).is_some())?;
            let index = self.found.parts.len();
            let part = self.part(fields, body..raw.len(), parent);
            let role = part.role;
            let word = part.media.param("boundary").map(|word| word.trim_end().as_bytes().to_vec());
            self.found.is_malformed |= part.fields.is_malformed && !part.is_inner;
            self.found.parts.push(part);
            if let Some(parent) = parent.and_then(|parent| self.found.parts.get_mut(parent)) {
                parent.children.push(index);
            }
            self.leaf = (role == Role::Leaf).then_some(index);
            if role == Role::Leaf {
                return Ok(body);
            }
            if self.open.len() >= limits::DEPTH {
                return Err(MailFault::TooDeep);
            }
            self.open.push(Open { part: index, boundary: word.filter(|_| role == Role::Multipart) });
            if role == Role::Multipart {
                return Ok(body);
            }
            (parent, at) = (Some(index), body);
        }
    }

    fn has_boundary(&self) -> bool {
        self.open.iter().any(|open| open.boundary.is_some())
    }

    fn part(&self, fields: Fields<'a>, body: Range<usize>, parent: Option<usize>) -> Part<'a> {
        let above = parent.and_then(|parent| self.found.parts.get(parent));
        let default = if above.is_some_and(|above| above.media.is("multipart/digest")) { MESSAGE } else { PLAIN };
        let mut media = fields.first("content-type").map(Media::read).unwrap_or_default();
        if !media.kind.contains('/') {
            // What is no type is taken for what stands there without one.
            media.kind = default.to_owned();
        }
        let has_boundary = media.param("boundary").is_some_and(|word| !word.trim().is_empty());
        let role = if media.top() == "multipart" && has_boundary {
            Role::Multipart
        } else if MESSAGES.contains(&media.kind.as_str()) && !transfer::is_encoded(&fields) {
            Role::Message
        } else {
            Role::Leaf
        };
        let is_inner = above.is_some_and(|above| above.is_inner || above.role == Role::Message);
        Part { fields, media, body, role, parent, children: Vec::new(), is_inner }
    }

    /// Goes on after a boundary: everything within it ends before its line end, and it ends or has one more part.
    fn turn(&mut self, level: usize, is_last: bool, at: usize, next: usize) -> Result<usize, MailFault> {
        let before = slice(self.found.raw, 0, at);
        let end = fields::without_end(before).len();
        self.found.is_malformed |= self.open.iter().skip(level + 1).any(|open| open.boundary.is_some());
        self.end(level + 1, end);
        if is_last {
            self.end(level, next);
            return Ok(next);
        }
        let parent = self.open.get(level).map(|open| open.part);
        self.enter(parent, next)
    }

    /// Ends the parts from a level on, and the leaf in them.
    fn end(&mut self, level: usize, end: usize) {
        let closed = self.open.drain(level.min(self.open.len())..).map(|open| open.part);
        for part in closed.chain(self.leaf.take()) {
            if let Some(part) = self.found.parts.get_mut(part) {
                part.body.end = end.max(part.body.start);
            }
        }
    }

    /// A multipart of which no part ever came is the text that stands there.
    fn into_structure(mut self) -> Structure<'a> {
        for part in &mut self.found.parts {
            let is_empty = part.role == Role::Multipart && part.children.is_empty();
            if is_empty || (part.role == Role::Leaf && part.media.top() == "multipart") {
                part.role = Role::Leaf;
                part.media = Media::of(PLAIN);
                self.found.is_malformed = true;
            }
        }
        self.found
    }
}

const PLAIN: &str = "text/plain";
const MESSAGE: &str = "message/rfc822";
/// The types of mails within mails.
pub const MESSAGES: [&str; 3] = [MESSAGE, "message/global", "message/news"];

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(raw: &str) -> Vec<(String, usize, String)> {
        let found = read(raw.as_bytes()).ok().unwrap();
        let depth = |part: &Part<'_>| std::iter::successors(part.parent, |parent| found.parts[*parent].parent).count();
        let text = |part: &Part<'_>| String::from_utf8_lossy(found.body(part)).into_owned();
        let of = |part: &Part<'_>| {
            (part.media.kind.clone(), depth(part), if part.role == Role::Leaf { text(part) } else { String::new() })
        };
        found.parts.iter().map(of).collect()
    }

    fn part(kind: &str, depth: usize, text: &str) -> (String, usize, String) {
        (kind.to_owned(), depth, text.to_owned())
    }

    #[test]
    fn parts_and_mails_within_are_found() {
        let raw = "\r\nContent-Type: multipart/mixed; boundary=\"a b\"\r\n\r\npreamble\r\n--a b\r\n\r\none\r\n\
                   --a b  \r\nContent-Type: message/rfc822\r\n\r\nContent-Type: multipart/digest; boundary=c\r\n\r\n\
                   --c\r\n\r\nSubject: x\r\n\r\ntwo\r\n--c--\r\n\r\n\
                   --a b\r\nContent-Type: text/html\r\n--a b--\r\nepilogue";
        let expected = [
            part("multipart/mixed", 0, ""),
            part("text/plain", 1, "one"),
            part("message/rfc822", 1, ""),
            part("multipart/digest", 2, ""),
            part("message/rfc822", 3, ""),
            part("text/plain", 4, "two"),
            part("text/html", 1, ""),
        ];
        assert_eq!(shape(raw), expected);
        let found = read(raw.as_bytes()).ok().unwrap();
        assert_eq!(found.outer().count(), 4);
        assert!(!found.is_malformed);
    }

    #[test]
    fn an_inner_part_without_end_swallows_no_outer_one() {
        let raw = "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=b\n\n\
                   --b\n\none\n--a\n\ntwo\n--a--\n";
        let expected = [
            part("multipart/mixed", 0, ""),
            part("multipart/mixed", 1, ""),
            part("text/plain", 2, "one"),
            part("text/plain", 1, "two"),
        ];
        assert_eq!(shape(raw), expected);
        assert!(read(raw.as_bytes()).ok().unwrap().is_malformed);
    }

    #[test]
    fn a_multipart_without_parts_is_text() {
        for raw in ["Content-Type: multipart/mixed\n\nhello", "Content-Type: multipart/mixed; boundary=x\n\nhello"] {
            assert_eq!(shape(raw), [part("text/plain", 0, "hello")]);
        }
    }

    #[test]
    fn the_limits_hold_exactly() {
        let fault = |raw: &str| read(raw.as_bytes()).err();
        let nested = |depth: usize| "Content-Type: message/rfc822\n\n".repeat(depth);
        assert_eq!(fault(&nested(limits::DEPTH)), None);
        assert_eq!(fault(&nested(limits::DEPTH + 1)), Some(MailFault::TooDeep));
        let digest = "Content-Type: multipart/digest; boundary=a\n\n--a\n\n".repeat(limits::DEPTH);
        assert_eq!(fault(&digest), Some(MailFault::TooDeep));
        let siblings =
            |number: usize| format!("Content-Type: multipart/mixed; boundary=a\n\n{}", "--a\n\nx\n".repeat(number));
        assert_eq!(fault(&siblings(limits::PARTS - 1)), None);
        assert_eq!(fault(&siblings(limits::PARTS)), Some(MailFault::TooLarge));
    }
}
