//! Mail of the tests: written out, put into an office as if it had been fetched, and filed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use saiyo::documents::Reader;
use saiyo::domain::time::Ts;
use saiyo::store::Store;
use saiyo::workflows::file_mail::{self, FiledMail};
use saiyo::workflows::receive_mail;
use uuid::Uuid;

use super::cast::office;

/// A mail as somebody writes it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Letter<'a> {
    /// Name and address of the sender, as they stand in the header.
    pub from: &'a str,
    /// What it is about.
    pub subject: &'a str,
    /// What it says.
    pub text: &'a str,
    /// The same as HTML; none if it is empty.
    pub html: &'a str,
    /// Name and content of a file that comes with it.
    pub file: Option<(&'a str, &'a [u8])>,
    /// More lines of its head, each with its end.
    pub headers: &'a str,
}

impl Letter<'_> {
    /// The mail as it goes over the wire (RFC 5322, RFC 2045).
    pub fn raw(&self) -> Vec<u8> {
        let subject = STANDARD.encode(self.subject);
        let head = format!(
            "From: {}\r\nTo: jobs@saiyo.example.com\r\nSubject: =?utf-8?B?{subject}?=\r\n\
             Date: Tue, 24 Nov 2026 11:58:00 +0900\r\nMessage-ID: <{}@mail.example.org>\r\n{}MIME-Version: 1.0\r\n",
            self.from,
            Uuid::new_v4(),
            self.headers,
        );
        let html = (!self.html.is_empty()).then(|| part("text/html; charset=utf-8", "", self.html.as_bytes()));
        let file = self.file.map(|(name, content)| {
            let disposition = format!("Content-Disposition: attachment; filename=\"{name}\"\r\n");
            part("application/pdf", &disposition, content)
        });
        let text = part("text/plain; charset=utf-8", "", self.text.as_bytes());
        let both = bundle("alternative", "both", std::iter::once(text).chain(html));
        let whole = bundle("mixed", "whole", std::iter::once(both).chain(file));
        format!("{head}{whole}").into_bytes()
    }
}

fn part(kind: &str, headers: &str, content: &[u8]) -> String {
    let lines: Vec<String> =
        STANDARD.encode(content).as_bytes().chunks(76).map(|line| String::from_utf8(line.to_vec()).unwrap()).collect();
    format!("Content-Type: {kind}\r\n{headers}Content-Transfer-Encoding: base64\r\n\r\n{}\r\n", lines.join("\r\n"))
}

fn bundle(kind: &str, boundary: &str, parts: impl Iterator<Item = String>) -> String {
    let parts: String = parts.map(|part| format!("--{boundary}\r\n{part}")).collect();
    format!("Content-Type: multipart/{kind}; boundary=\"{boundary}\"\r\n\r\n{parts}--{boundary}--\r\n")
}

/// Puts a mail into an office and has everything that waits filed.
pub fn deliver(store: &Store, reader: &Reader, at_office: &str, raw: &[u8], at: Ts) -> FiledMail {
    let mut db = store.database().unwrap();
    receive_mail::receive(&mut db, &office(at_office), None, raw, at).unwrap();
    drop(db);
    file_mail::file_waiting(store, reader, || at).unwrap()
}
