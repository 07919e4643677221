//! The mail server of the tests, and what it was given.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use saiyo::mail::Mailer;

use super::services;

/// The folder that the mail server keeps its mail in.
pub const FOLDER: &str = "SAIYO_TEST_SMTP_FOLDER";

/// A mailer to the mail server of the tests.
pub fn mailer() -> Mailer {
    Mailer::new(&services::required(services::SMTP), "Recruiting <recruiting@saiyo.example>").unwrap()
}

/// What came for an address, headers and text, in no order. The address has to be the test's own.
pub fn for_address(address: &str) -> Vec<(String, String)> {
    let folder = std::path::PathBuf::from(services::required(FOLDER)).join("new");
    let files = std::fs::read_dir(folder).map(|files| files.collect::<Vec<_>>()).unwrap_or_default();
    let mails = files.into_iter().filter_map(|file| std::fs::read_to_string(file.unwrap().path()).ok());
    let mine = mails.filter(|mail| mail.lines().any(|line| line.trim_end() == format!("To: {address}")));
    mine.map(|mail| parted(&mail.replace("\r\n", "\n"))).collect()
}

/// The names and contents of the files that came for an address.
pub fn enclosed_for(address: &str) -> Vec<(String, Vec<u8>)> {
    for_address(address).iter().flat_map(|(headers, body)| enclosed(headers, body)).collect()
}

/// RFC 2046, section 5.1: the parts of a mail that are files.
fn enclosed(headers: &str, body: &str) -> Vec<(String, Vec<u8>)> {
    let unfolded = headers.replace("\n ", " ").replace("\n\t", " ");
    let boundary = unfolded.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap();
    let boundary = format!("--{boundary}");
    let files = body.split(&boundary).skip(1).filter_map(|part| {
        let (head, content) = part.trim_start().split_once("\n\n")?;
        let name = head.split("filename=\"").nth(1)?.split('"').next()?;
        assert!(head.contains("Content-Transfer-Encoding: base64"), "{head}");
        Some((name.to_owned(), STANDARD.decode(content.split_whitespace().collect::<String>()).unwrap()))
    });
    files.collect()
}

/// Headers and decoded text.
fn parted(mail: &str) -> (String, String) {
    let (headers, body) = mail.split_once("\n\n").unwrap();
    let encoding = headers.lines().find_map(|line| line.strip_prefix("Content-Transfer-Encoding: ")).unwrap_or("7bit");
    let bytes = match encoding.trim() {
        "base64" => STANDARD.decode(body.split_whitespace().collect::<String>()).unwrap(),
        "quoted-printable" => unquoted(body),
        _ => body.as_bytes().to_vec(),
    };
    (headers.to_owned(), String::from_utf8(bytes).unwrap().replace("\r\n", "\n"))
}

/// RFC 2045, section 6.7.
fn unquoted(body: &str) -> Vec<u8> {
    let joined = body.replace("=\n", "");
    let mut parts = joined.split('=');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend(&part.as_bytes()[2..]);
    }
    bytes
}
