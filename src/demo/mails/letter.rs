//! A mail of the demo as it goes over the wire (RFC 5322, RFC 2045, RFC 2047, RFC 2231, RFC 3464).
//!
//! Invariant: the same letter is always the same bytes, in ASCII alone, so that it comes in once however often it is
//! handed over.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::{BIG5, Encoding, ISO_2022_JP, UTF_8};
use jiff::tz::TimeZone;

use super::Form;
use crate::domain::time::Ts;

/// Characters of an encoded word: with the name of its character set they fit into 75 bytes.
const WORD: usize = 11;
/// How often a mail is enclosed that nobody can read.
const ENCLOSED: usize = 60;
/// What a mail system calls itself.
const SYSTEM: (&str, &str) = ("Mail Delivery System", "MAILER-DAEMON@mx.example.net");
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// A picture that tells somebody else that a mail is read.
const PICTURE: &str = "<img src=\"https://img.example.net/open/7731.png\" width=\"1\" height=\"1\" alt=\"\">";

/// A mail before it goes over the wire.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    /// In which form.
    pub form: Form,
    /// The sender's name.
    pub name: &'a str,
    /// The sender's address. Of a report, the one that could not be reached.
    pub address: &'a str,
    /// To which address.
    pub to: &'a str,
    /// Where answers are to go, if elsewhere.
    pub reply_to: Option<&'a str>,
    /// What it is about. A report has a subject of its own.
    pub subject: &'a str,
    /// What it says.
    pub text: &'a str,
    /// When it is written.
    pub at: Ts,
    /// Where the clock is that its date is read from.
    pub zone: &'a TimeZone,
    /// Its Message-ID, without brackets.
    pub id: &'a str,
    /// What it answers and follows, or for a report what it is about; the nearest last.
    pub references: &'a [String],
    /// Name and content of a document that comes with it (DOCX).
    pub file: Option<(&'a str, &'a [u8])>,
}

impl Letter<'_> {
    /// The mail as it goes over the wire.
    pub fn written(&self) -> Vec<u8> {
        let content = match self.form {
            Form::Bounce => self.report(),
            Form::Nested => self.nested(),
            _ => self.content(),
        };
        (self.head() + &content).into_bytes()
    }

    fn encoding(&self) -> &'static Encoding {
        match self.form {
            Form::Iso2022Jp => ISO_2022_JP,
            Form::Big5 => BIG5,
            _ => UTF_8,
        }
    }

    fn head(&self) -> String {
        let is_report = self.form == Form::Bounce;
        let (name, address) = if is_report { SYSTEM } else { (self.name, self.address) };
        let subject = if is_report { "Undelivered Mail Returned to Sender" } else { self.subject };
        let encoding = self.encoding();
        let written = self.at.timestamp().to_zoned_datetime(self.zone.clone());
        let date = written.strftime("%a, %d %b %Y %H:%M:%S %z").to_string();
        let mut lines = vec![
            format!("From: {} <{address}>", phrase(name, encoding)),
            format!("To: <{}>", self.to),
            format!("Subject: {}", words(subject, encoding)),
            format!("Date: {date}"),
            format!("Message-ID: <{}>", self.id),
        ];
        lines.extend(self.reply_to.map(|to| format!("Reply-To: <{to}>")));
        // A report tells within which mail it is about, and answers none.
        if let Some(answered) = self.references.last().filter(|_| !is_report) {
            let all: Vec<String> = self.references.iter().map(|id| format!("<{id}>")).collect();
            lines.push(format!("In-Reply-To: <{answered}>"));
            lines.push(format!("References: {}", all.join("\r\n ")));
        }
        lines.extend(marks(self.form).iter().map(|line| (*line).to_owned()));
        lines.push("MIME-Version: 1.0\r\n".to_owned());
        lines.join("\r\n")
    }

    fn content(&self) -> String {
        let plain = text_part("plain", self.encoding(), self.text);
        let said = if self.form == Form::Html {
            bundle("alternative", "either", &[plain, text_part("html", UTF_8, &html(self.text))])
        } else {
            plain
        };
        match self.file {
            Some((name, content)) => bundle("mixed", "whole", &[said, attachment(name, content)]),
            None => said,
        }
    }

    fn report(&self) -> String {
        let told = format!(
            "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n\
             Final-Recipient: rfc822; {}\r\nAction: failed\r\nStatus: 5.2.2\r\n\
             Diagnostic-Code: smtp; 552 5.2.2 The mailbox is full\r\n",
            self.address
        );
        let returned = format!(
            "Content-Type: text/rfc822-headers\r\n\r\nTo: <{}>\r\nSubject: {}\r\nMessage-ID: <{}>\r\n",
            self.address,
            words(self.subject, UTF_8),
            self.references.last().map_or("", String::as_str)
        );
        bundle("report; report-type=delivery-status", "report", &[text_part("plain", UTF_8, self.text), told, returned])
    }

    fn nested(&self) -> String {
        let envelope = format!(
            "Content-Type: message/rfc822\r\n\r\nFrom: <{}>\r\nSubject: {}\r\nMIME-Version: 1.0\r\n",
            self.address,
            words(self.subject, UTF_8)
        );
        envelope.repeat(ENCLOSED) + &text_part("plain", UTF_8, self.text)
    }
}

/// What programs and lists write into the head of their mail (RFC 3834, RFC 2369, RFC 2919).
const fn marks(form: Form) -> &'static [&'static str] {
    match form {
        Form::Absence => &["Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All"],
        Form::Bounce => &["Return-Path: <>", "Auto-Submitted: auto-replied"],
        Form::List => &[
            "List-Id: <weekly.news.example.net>",
            "List-Unsubscribe: <mailto:leave@news.example.net>",
            "Precedence: bulk",
        ],
        Form::Plain | Form::Html | Form::Iso2022Jp | Form::Big5 | Form::Nested => &[],
    }
}

/// A text of a header: as it stands if it is ASCII, else in encoded words.
fn words(text: &str, encoding: &'static Encoding) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let word = |letters: &[char]| {
        let piece: String = letters.iter().collect();
        format!("=?{}?B?{}?=", encoding.name(), STANDARD.encode(encoding.encode(&piece).0))
    };
    letters.chunks(WORD).map(word).collect::<Vec<_>>().join("\r\n ")
}

/// A name before an address.
fn phrase(name: &str, encoding: &'static Encoding) -> String {
    if name.is_ascii() { format!("\"{name}\"") } else { words(name, encoding) }
}

fn text_part(kind: &str, encoding: &'static Encoding, text: &str) -> String {
    let text = text.replace('\n', "\r\n");
    let bytes = encoding.encode(&text).0;
    let (transfer, body) = match std::str::from_utf8(&bytes) {
        Ok(plain) if plain.is_ascii() => ("7bit", plain.to_owned()),
        _ => ("base64", lines(&bytes)),
    };
    let charset = encoding.name();
    format!("Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n{body}\r\n")
}

fn attachment(name: &str, content: &[u8]) -> String {
    let escaped = |byte: u8| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    let name: String = name.bytes().map(escaped).collect();
    format!(
        "Content-Type: {DOCX}\r\nContent-Disposition: attachment;\r\n filename*=UTF-8''{name}\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        lines(content)
    )
}

/// Whether a byte may stand in a parameter as it is (RFC 2231).
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')
}

/// Base64 in lines.
fn lines(content: &[u8]) -> String {
    let whole: Vec<char> = STANDARD.encode(content).chars().collect();
    whole.chunks(76).map(|line| line.iter().collect::<String>()).collect::<Vec<_>>().join("\r\n")
}

/// Parts that belong together. What begins a boundary stands in no part: base64 has no such signs, texts no such line.
fn bundle(kind: &str, boundary: &str, parts: &[String]) -> String {
    let parts: String = parts.iter().map(|part| format!("--=_{boundary}\r\n{part}")).collect();
    format!("Content-Type: multipart/{kind}; boundary=\"=_{boundary}\"\r\n\r\n{parts}--=_{boundary}--\r\n")
}

fn html(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let paragraph = |text: &str| format!("<p>{}</p>\n", text.replace('\n', "<br>\n"));
    let paragraphs: String = escaped.split("\n\n").map(paragraph).collect();
    format!("<html><body>\n{paragraphs}{PICTURE}\n</body></html>")
}
