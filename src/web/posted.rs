//! What a form brought: fields and files, within limits (R21).
//!
//! Invariant: text is NFC with plain line ends and has no NUL or other control character in it (R20): a form of
//! somebody signed in is refused for one, a public form names the field, so that what was typed is not lost.

use actix_multipart::{Field, Multipart};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::BytesMut;
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use unicode_normalization::UnicodeNormalization;

use super::error::WebError;
use crate::store::intakes::IncomingFile;

/// Bytes of all text fields together.
const TEXT: usize = 1024 * 1024;
/// Bytes of one file.
pub const FILE: usize = 20 * 1024 * 1024;
/// Files in one form.
pub const FILES: usize = 10;
/// Bytes of a whole form.
const WHOLE: usize = 100 * 1024 * 1024;
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
    /// Whether there were more files than allowed.
    pub too_many: bool,
    /// Names of fields that control characters were taken out of; whoever takes such a form must refuse them.
    pub cleaned: Vec<String>,
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

    /// Reads the body of a form of either encoding; control characters make it unreadable.
    ///
    /// # Errors
    /// [`WebError::TooLarge`] and [`WebError::Malformed`].
    pub async fn read(request: &HttpRequest, payload: Payload) -> Result<Self, WebError> {
        let posted = Self::read_public(request, payload).await?;
        if posted.cleaned.is_empty() { Ok(posted) } else { Err(WebError::Malformed) }
    }

    /// Reads the body of a public form; fields that had control characters are named in [`Posted::cleaned`].
    ///
    /// # Errors
    /// [`WebError::TooLarge`] and [`WebError::Malformed`].
    pub async fn read_public(request: &HttpRequest, mut payload: Payload) -> Result<Self, WebError> {
        let sent = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        if sent.starts_with("multipart/form-data") {
            let multipart = Multipart::from_request(request, &mut payload).await.map_err(|_| WebError::Malformed)?;
            return Self::read_multipart(multipart).await;
        }
        if !sent.is_empty() && !sent.starts_with("application/x-www-form-urlencoded") {
            return Err(WebError::Malformed);
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| WebError::Malformed)?;
            if body.len() + chunk.len() > TEXT {
                return Err(WebError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&body).map_err(|_| WebError::Malformed)?;
        let mut posted = Self::default();
        for (name, value) in pairs {
            posted.add(name, &value)?;
        }
        Ok(posted)
    }

    async fn read_multipart(mut multipart: Multipart) -> Result<Self, WebError> {
        let mut posted = Self::default();
        let (mut text_left, mut left) = (TEXT, WHOLE);
        while let Some(field) = multipart.next().await {
            let mut field = field.map_err(|_| WebError::Malformed)?;
            let name = field.name().unwrap_or("").to_owned();
            let file_name = field.content_disposition().and_then(|sent| sent.get_filename()).map(str::to_owned);
            match file_name {
                None => {
                    let bytes = read_field(&mut field, text_left, &mut left).await?.ok_or(WebError::TooLarge)?;
                    text_left -= bytes.len();
                    posted.add(name, &String::from_utf8(bytes).map_err(|_| WebError::Malformed)?)?;
                }
                Some(file_name) => {
                    let content = read_field(&mut field, FILE, &mut left).await?;
                    posted.add_file(&file_name, content);
                }
            }
        }
        Ok(posted)
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

    fn add_file(&mut self, name: &str, content: Option<Vec<u8>>) {
        let name = clean_name(name);
        match content {
            // An empty file input sends one nameless empty part.
            Some(content) if content.is_empty() && name == UNNAMED => {}
            Some(content) if self.files.len() < FILES => self.files.push(IncomingFile { name, content }),
            Some(_) => self.too_many = true,
            None => self.too_large.push(name),
        }
    }
}

/// Reads a part; `None` if it is larger than its own limit (the rest is passed over).
async fn read_field(field: &mut Field, most: usize, left: &mut usize) -> Result<Option<Vec<u8>>, WebError> {
    let mut bytes = Vec::new();
    let mut fits = true;
    while let Some(chunk) = field.next().await {
        let chunk = chunk.map_err(|_| WebError::Malformed)?;
        *left = left.checked_sub(chunk.len()).ok_or(WebError::TooLarge)?;
        fits = fits && bytes.len() + chunk.len() <= most;
        if fits {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
    }
    Ok(fits.then_some(bytes))
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
