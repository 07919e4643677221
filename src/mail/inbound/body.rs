//! What a mail says and brings: text, HTML and files, of the parts that `structure` found.
//!
//! Invariant: every part comes out, as text or as a file. What says the same twice (multipart/alternative) is text
//! once; a mail within the mail is a file and is not read.

use super::cautions::Cautions;
use super::fields::Fields;
use super::html;
use super::media::Media;
use super::parsed::ParsedFile;
use super::pieces::{Piece, alternative, as_html, as_text, joined};
use super::structure::{Part, Role, Structure};
use super::{charset, files, flowed, limits, plain, tnef, transfer};
use crate::domain::message::{Caution, MessageBody};

/// What was taken out of the parts.
#[derive(Default)]
pub struct Taken {
    /// What it says.
    pub body: MessageBody,
    /// What it brings.
    pub files: Vec<ParsedFile>,
    /// Its calendar part.
    pub calendar: Option<String>,
}

struct Taker<'a> {
    structure: &'a Structure<'a>,
    cautions: &'a mut Cautions,
    files: Vec<ParsedFile>,
    calendar: Option<String>,
    has_text: bool,
}

/// Takes text and files out of the parts.
pub fn take(structure: &Structure<'_>, cautions: &mut Cautions) -> Taken {
    let mut taker = Taker { structure, cautions, files: Vec::new(), calendar: None, has_text: false };
    let pieces = taker.part(0);
    let body = taker.body(pieces);
    Taken { body, files: taker.files, calendar: taker.calendar }
}

impl Taker<'_> {
    /// The pieces of a part; it recurses as deep as parts may nest.
    fn part(&mut self, index: usize) -> Vec<Piece> {
        let structure = self.structure;
        let Some(part) = structure.parts.get(index) else { return Vec::new() };
        match part.role {
            Role::Message => {
                self.cautions.add(Caution::NestedMail);
                self.files.push(files::of_part(structure, part, structure.body(part).to_vec()));
                Vec::new()
            }
            Role::Multipart => {
                self.cautions.add_if(part.media.is("multipart/encrypted"), Caution::Encrypted);
                self.cautions.add_if(part.media.is("multipart/signed"), Caution::Signed);
                let children = part.children.iter().map(|child| self.part(*child));
                let pieces: Vec<Vec<Piece>> = children.collect();
                if part.media.is("multipart/alternative") {
                    vec![alternative(pieces)]
                } else {
                    pieces.into_iter().flatten().collect()
                }
            }
            Role::Leaf => self.leaf(part).into_iter().collect(),
        }
    }

    fn leaf(&mut self, part: &Part<'_>) -> Option<Piece> {
        let (content, is_damaged) = transfer::decode(&part.fields, self.structure.body(part));
        self.cautions.add_if(is_damaged, Caution::Malformed);
        if is_tnef(part)
            && let Some(unwrapped) = tnef::read(&content)
        {
            self.cautions.add(Caution::Tnef);
            self.files.extend(unwrapped.files);
            // Beside it the text is mostly said already.
            let text = unwrapped.text.filter(|_| !self.has_text)?;
            self.has_text = true;
            return Some(Piece { plain: Some(plain::body(&text)), html: None });
        }
        self.label(part, &content);
        if part.media.is("text/calendar") {
            let mut text = self.text(part, &content);
            plain::cut(&mut text, limits::CHARACTERS);
            self.calendar = self.calendar.take().or(Some(text));
        }
        if self.is_file(part) {
            self.files.push(files::of_part(self.structure, part, content.into_owned()));
            return None;
        }
        self.has_text = true;
        if part.media.is("text/html") {
            let cleaned = html::clean(&plain::body(&charset_text(part, &content, self.cautions)));
            self.cautions.add_if(cleaned.has_remote, Caution::RemoteContent);
            self.cautions.add_if(cleaned.is_cut, Caution::Truncated);
            return Some(cleaned.piece);
        }
        let text = self.text(part, &content);
        self.cautions.add_if(has_armour(&text, "MESSAGE"), Caution::Encrypted);
        self.cautions.add_if(has_armour(&text, "SIGNED MESSAGE"), Caution::Signed);
        Some(Piece { plain: Some(text), html: None })
    }

    /// What a part is told to be beside what it is.
    fn label(&mut self, part: &Part<'_>, content: &[u8]) {
        match part.media.kind.as_str() {
            "application/pkcs7-mime" | "application/x-pkcs7-mime" => {
                let said = part.media.param("smime-type").unwrap_or_default().to_ascii_lowercase();
                let is_signed = said.starts_with("signed") || (said.is_empty() && is_signed_data(content));
                let is_other = said.starts_with("compressed") || said.starts_with("certs-only");
                self.cautions.add_if(is_signed, Caution::Signed);
                self.cautions.add_if(!is_signed && !is_other, Caution::Encrypted);
            }
            "application/pkcs7-signature" | "application/x-pkcs7-signature" | "application/pgp-signature" => {
                self.cautions.add(Caution::Signed);
            }
            "application/pgp-encrypted" => self.cautions.add(Caution::Encrypted),
            _ if files::is_mail(part) => self.cautions.add(Caution::NestedMail),
            _ => self.cautions.add_if(is_tnef(part), Caution::Tnef),
        }
    }

    /// Whether a part is a file rather than what the mail says. A text with a name is what it says only where nothing
    /// else was.
    fn is_file(&self, part: &Part<'_>) -> bool {
        let is_root = part.parent.is_none();
        let disposition = part.fields.first("content-disposition").map(Media::read).unwrap_or_default();
        let is_text = part.media.is_plain() || part.media.is("text/html");
        // A mail that is one text of a kind unknown here is read as text.
        let is_odd_text = is_root && part.media.top() == "text" && !part.media.is("text/calendar");
        if disposition.is("attachment") || !(is_text || is_odd_text) {
            return true;
        }
        let has_file_name = disposition.param("filename").is_some_and(|name| name.contains('.'));
        !is_root && (has_file_name || (self.has_text && files::name_of(part).is_some()))
    }

    fn text(&mut self, part: &Part<'_>, content: &[u8]) -> String {
        let text = plain::body(&charset_text(part, content, self.cautions));
        if part.media.param("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed")) {
            let delsp = part.media.param("delsp").is_some_and(|delsp| delsp.eq_ignore_ascii_case("yes"));
            return flowed::joined(&text, delsp);
        }
        text
    }

    /// Text and HTML of the whole, each part in its turn.
    fn body(&mut self, pieces: Vec<Piece>) -> MessageBody {
        let has_html = pieces.iter().any(|piece| piece.html.is_some());
        let html = has_html.then(|| joined(&pieces, as_html));
        let mut text = plain::body(&joined(&pieces, as_text));
        let is_cut = plain::cut(&mut text, limits::CHARACTERS);
        let is_large = html.as_ref().is_some_and(|html| html.len() > limits::HTML_WHOLE_BYTES);
        self.cautions.add_if(is_cut || is_large, Caution::Truncated);
        MessageBody { text, html: html.filter(|_| !is_large) }
    }
}

/// A part's text by its character set, cut to what is read.
fn charset_text(part: &Part<'_>, content: &[u8], cautions: &mut Cautions) -> String {
    let kept = content.get(..limits::TEXT_BYTES).unwrap_or(content);
    let decoded = charset::decode(kept, part.media.param("charset"), None);
    cautions.add_if(decoded.is_guessed, Caution::GuessedCharset);
    let mut text = decoded.text;
    if kept.len() < content.len() {
        cautions.add(Caution::Truncated);
        // The last character may have been cut in two.
        text.truncate(text.trim_end_matches(char::REPLACEMENT_CHARACTER).len());
    }
    text
}

fn is_tnef(part: &Part<'_>) -> bool {
    matches!(part.media.kind.as_str(), "application/ms-tnef" | "application/vnd.ms-tnef")
        || files::name_of(part).is_some_and(|name| name.eq_ignore_ascii_case("winmail.dat"))
}

/// Whether a CMS object that does not say it is signed data: its type stands at its beginning.
fn is_signed_data(content: &[u8]) -> bool {
    const SIGNED: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
    content.get(..64).unwrap_or(content).windows(SIGNED.len()).any(|bytes| bytes == SIGNED)
}

/// Whether a text has OpenPGP of a kind in it.
fn has_armour(text: &str, kind: &str) -> bool {
    let mark = format!("-----BEGIN PGP {kind}-----");
    text.lines().any(|line| line.trim_end() == mark)
}

/// The text of a part that is none of what a mail says: a report, or the header of another mail.
pub fn text_of(fields: &Fields<'_>, media: &Media, body: &[u8]) -> String {
    let (content, _) = transfer::decode(fields, body);
    let kept = content.get(..limits::TEXT_BYTES).unwrap_or(&content);
    charset::decode(kept, media.param("charset"), None).text
}

#[cfg(test)]
mod tests {
    use super::super::structure;
    use super::*;

    fn taken(raw: &str) -> (Taken, Vec<Caution>) {
        let structure = structure::read(raw.as_bytes()).ok().unwrap();
        let mut cautions = Cautions::default();
        (take(&structure, &mut cautions), cautions.into_list())
    }

    const PLAIN: &str = "--a\nContent-Type: text/plain\n\nplain\n";
    const HTML: &str = "--a\nContent-Type: text/html\n\n<p>rich</p>\n";

    fn multipart(kind: &str, parts: &[&str]) -> String {
        format!("Content-Type: multipart/{kind}; boundary=a\n\n{}--a--\n", parts.concat())
    }

    #[test]
    fn of_alternatives_the_plain_text_is_the_text() {
        let (found, _) = taken(&multipart("alternative", &[PLAIN, HTML]));
        assert_eq!((found.body.text.as_str(), found.body.html.as_deref()), ("plain", Some("<p>rich</p>")));
        let blank = "--a\nContent-Type: text/plain\n\n \n";
        assert_eq!(taken(&multipart("alternative", &[blank, HTML])).0.body.text, "rich");
    }

    #[test]
    fn of_a_mixture_every_text_is_kept() {
        let (found, _) = taken(&multipart("mixed", &[PLAIN, HTML, PLAIN]));
        assert_eq!(found.body.text, "plain\nrich\nplain");
        assert_eq!(found.body.html.as_deref(), Some("<div>plain</div>\n<p>rich</p>\n<div>plain</div>"));
        assert_eq!(taken(&multipart("mixed", &[PLAIN])).0.body.html, None);
    }

    #[test]
    fn what_is_no_text_and_what_is_named_is_a_file() {
        let picture = "--a\nContent-Type: image/png\nContent-ID: <x>\nContent-Transfer-Encoding: base64\n\niVBO\n";
        let named = "--a\nContent-Type: text/plain; name=notes.txt\nContent-Disposition: inline\n\nnotes\n";
        let attached = "--a\nContent-Type: text/html\nContent-Disposition: attachment\n\n<p>x</p>\n";
        let mail = "--a\nContent-Type: message/rfc822\n\nSubject: =?UTF-8?B?5Lu25ZCN?=\n\ninner\n";
        let (found, cautions) = taken(&multipart("mixed", &[PLAIN, picture, named, attached, mail]));
        assert_eq!(found.body.text, "plain");
        let names: Vec<&str> = found.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["image.png", "notes.txt", "text.html", "件名.eml"]);
        let contents: Vec<&[u8]> = found.files.iter().map(|file| file.content.as_slice()).collect();
        assert_eq!(contents[0], b"\x89PN");
        assert_eq!(contents[3], b"Subject: =?UTF-8?B?5Lu25ZCN?=\n\ninner");
        assert_eq!(cautions, [Caution::NestedMail]);
    }

    #[test]
    fn a_calendar_is_told_and_kept() {
        let calendar = "--a\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n";
        let (found, _) = taken(&multipart("alternative", &[PLAIN, calendar]));
        assert_eq!(found.calendar.as_deref(), Some("BEGIN:VCALENDAR\nEND:VCALENDAR"));
        assert_eq!(found.files.first().map(|file| file.name.as_str()), Some("calendar.ics"));
        assert_eq!(found.body.text, "plain");
    }

    #[test]
    fn encryption_and_signatures_are_told() {
        let cautions = |raw: &str| taken(raw).1;
        assert!(cautions(&multipart("encrypted", &[])).is_empty());
        let version = "--a\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n";
        assert_eq!(cautions(&multipart("encrypted", &[version])), [Caution::Encrypted]);
        assert_eq!(cautions("\n-----BEGIN PGP MESSAGE-----\n\nx"), [Caution::Encrypted]);
        assert_eq!(cautions("\n-----BEGIN PGP SIGNED MESSAGE-----\n\nx"), [Caution::Signed]);
        for (parameter, caution) in [
            ("; smime-type=enveloped-data", Caution::Encrypted),
            ("; smime-type=signed-data", Caution::Signed),
            ("", Caution::Encrypted),
        ] {
            let raw = format!("Content-Type: application/pkcs7-mime{parameter}\n\nx");
            assert_eq!(cautions(&raw), [caution], "{parameter}");
        }
    }
}
