//! What a form brought: fields and files, within limits (R21).
//!
//! Invariant: text is NFC with plain line ends and has no NUL or other control character in it (R20): a form of
//! somebody signed in is refused for one, a public form names the field, so that what was typed is not lost.

pub mod body;

use actix_web::http::StatusCode;
use unicode_normalization::UnicodeNormalization;

use super::error::WebError;
use crate::limits::memory::Held;
use crate::store::intakes::IncomingFile;

/// Bytes of one file.
pub const FILE: usize = 20 * 1024 * 1024;
/// Files in one form.
pub const FILES: usize = 10;
/// Megabytes of all files in one form.
pub const MEGABYTES: usize = 100;
/// Fields in one form.
const FIELDS: usize = 500;
/// Characters of a file name.
const NAME: usize = 200;

/// The content of a posted form.
#[derive(Debug, Default)]
pub struct Posted {
    fields: Vec<(String, String)>,
    /// The files that are within the limits.
    pub files: Vec<IncomingFile>,
    /// Names of files that are too large; they were not kept.
    pub too_large: Vec<String>,
    /// Names of files that were too much together with those before them; they were not kept.
    pub too_much: Vec<String>,
    /// Whether there were more files than allowed.
    pub too_many: bool,
    /// Names of fields that control characters were taken out of; whoever takes such a form must refuse them.
    pub cleaned: Vec<String>,
    /// Whether more was sent than a form may have; what was typed is here all the same.
    is_oversized: bool,
    /// The memory that it takes.
    _held: Option<Held>,
}

impl Posted {
    /// The value of a field, empty if it was not sent.
    pub fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// Every field that was sent.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The form of somebody who is signed in: their browser sends no control characters.
    ///
    /// # Errors
    /// [`WebError::Malformed`].
    pub fn without_controls(self) -> Result<Self, WebError> {
        if self.cleaned.is_empty() { Ok(self) } else { Err(WebError::Malformed) }
    }

    /// The status of a page that shows the form again.
    pub fn status(&self) -> StatusCode {
        if self.is_oversized { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn add(&mut self, name: String, value: &str) -> Result<(), WebError> {
        if self.fields.len() >= FIELDS {
            return Err(WebError::TooLarge);
        }
        let value = value.replace("\r\n", "\n").replace('\r', "\n");
        let is_kept = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
        if !value.chars().all(|c| is_kept(&c)) {
            self.cleaned.push(name.clone());
        }
        self.fields.push((name, value.chars().filter(is_kept).nfc().collect()));
        Ok(())
    }

    /// Adds a file; without content it was too large, or too much.
    fn add_file(&mut self, name: &str, content: Option<Vec<u8>>, size: usize) {
        let name = clean_name(name);
        match content {
            // An empty file input sends one nameless empty part.
            Some(content) if content.is_empty() && name == UNNAMED => {}
            Some(content) if self.files.len() < FILES => self.files.push(IncomingFile { name, content }),
            _ if self.files.len() + self.too_large.len() + self.too_much.len() >= FILES => self.too_many = true,
            _ if size > FILE => self.too_large.push(name),
            _ => self.too_much.push(name),
        }
    }
}

const UNNAMED: &str = "-";

/// A file name without folders, control characters or marks that turn the writing direction.
fn clean_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or("");
    let turns = |c: char| matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let kept: String = last.nfc().filter(|c| !c.is_control() && !turns(*c)).take(NAME).collect();
    let kept = kept.trim().trim_start_matches('.').trim();
    if kept.is_empty() { UNNAMED.to_owned() } else { kept.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_only_a_name() {
        assert_eq!(clean_name("C:\\cv\\履歴書.pdf"), "履歴書.pdf");
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("cv\u{202E}fdp.exe\0"), "cvfdp.exe");
        assert_eq!(clean_name("..."), UNNAMED);
        assert_eq!(clean_name(&"a".repeat(500)).len(), NAME);
    }

    #[test]
    fn a_control_character_is_taken_out_and_named_and_line_ends_are_plain() {
        let mut posted = Posted::default();
        posted.add("a".into(), "x\0y\u{85}").unwrap();
        posted.add("b".into(), "か\u{3099}\r\nz").unwrap();
        assert_eq!((posted.value("a"), posted.value("b")), ("xy", "が\nz"));
        assert_eq!(posted.cleaned, ["a"]);
    }
}
