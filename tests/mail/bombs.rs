//! What mails get that are made to exhaust their reader: a mail or a fault, and nobody else is harmed.

use super::{answered, reader};
use saiyo::domain::message::{Caution, MailFault};
use saiyo::mail::inbound;

const MIB: usize = 1024 * 1024;
const HEAD: &str = "From: a@example.com\r\nSubject: x\r\n";
const MIXED: &str = "From: a@example.com\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n";
const HTML: &str = "From: a@example.com\r\nSubject: x\r\nContent-Type: text/html\r\n\r\n";

fn fault(raw: &str) -> Option<MailFault> {
    answered(raw.as_bytes()).err()
}

#[test]
fn nesting_is_refused_before_it_is_parsed() {
    let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(50_000);
    assert_eq!(fault(&nested), Some(MailFault::TooDeep), "50,000 mails in each other");
    let digests = "Content-Type: multipart/digest; boundary=a\r\n\r\n--a\r\n\r\n".repeat(50_000);
    assert_eq!(fault(&digests), Some(MailFault::TooDeep), "50,000 digests in each other");
    let multiparts: String = (0..50_000)
        .map(|level| format!("Content-Type: multipart/mixed; boundary={level}\r\n\r\n--{level}\r\n"))
        .collect();
    assert_eq!(fault(&multiparts), Some(MailFault::TooDeep), "50,000 multiparts in each other");
}

#[test]
fn numbers_are_refused_before_they_are_parsed() {
    let siblings = format!("{MIXED}{}", "--a\r\n\r\nx\r\n".repeat(1_000_000));
    assert_eq!(fault(&siblings), Some(MailFault::TooLarge), "a million parts");
    let headers = format!("{HEAD}{}\r\n", "X-A: b\r\n".repeat(100_000));
    assert_eq!(fault(&headers), Some(MailFault::TooLarge), "100,000 headers");
    let line = format!("{HEAD}X-A: {}\r\n\r\n", "x".repeat(2 * MIB));
    assert_eq!(fault(&line), Some(MailFault::TooLarge), "a header of 2 MiB");
    let folded = format!("{HEAD}X-A: x\r\n{}\r\n", " x\r\n".repeat(MIB));
    assert_eq!(fault(&folded), Some(MailFault::TooLarge), "a header in a million lines");
    let inner = format!("{MIXED}--a\r\n{}\r\n", "X-A: b\r\n".repeat(2_000));
    assert_eq!(fault(&inner), Some(MailFault::TooLarge), "2,000 headers of a part");
    let large = format!("{HEAD}\r\n{}", "x".repeat(25 * MIB));
    assert_eq!(fault(&large), Some(MailFault::TooLarge), "more than 25 MiB");
}

#[test]
fn what_is_large_within_the_limits_is_read() {
    let words = format!("From: a@example.com\r\nSubject: {}\r\n\r\nx", "=?UTF-8?B?5Lu2?=\r\n ".repeat(10_000));
    let mail = answered(words.as_bytes()).unwrap();
    assert_eq!(mail.head.subject, "件".repeat(1_000));

    let text = format!("{HEAD}\r\n{}", "0123456789abcde\n".repeat(24 * MIB / 16));
    let mail = answered(text.as_bytes()).unwrap();
    assert_eq!((mail.body.text.len(), mail.head.cautions), (1_000_000, vec![Caution::Truncated]));

    let head = format!("{HEAD}Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    let mail = answered((head + &"QUJD".repeat(6 * MIB)).as_bytes()).unwrap();
    assert_eq!(mail.files.first().map(|file| file.content.len()), Some(18 * MIB));

    let parts = "--a\r\nContent-Type: image/png; name=x.png\r\n\r\nx\r\n".repeat(999);
    let mail = format!("{MIXED}{parts}--a--\r\n");
    assert_eq!(answered(mail.as_bytes()).unwrap().files.len(), 999);
}

/// Each of these makes some reader of mail take a time that grows with the square of its length.
#[test]
fn what_is_made_to_take_long_is_answered() {
    let long = 200_000;
    let of_header = |value: String| format!("From: {value}\r\nTo: {value}\r\n\r\nx");
    let continued: String = (1..12_000).map(|number| format!("; a*{number}*=%41")).collect();
    let attributes: String = (0..100_000).map(|number| format!("a{number} ")).collect();
    let fonts: String = (0..200).map(|number| format!("<font a={number}>")).collect();
    for raw in [
        format!("{HEAD}Content-Type: text/plain{continued}\r\n\r\nx"),
        format!("{HEAD}Content-Type: text/plain;{}\r\n\r\nx", "a=\"\\".repeat(long / 4)),
        of_header("=?UTF-8?Q?".repeat(long / 20)),
        of_header("(".repeat(long / 2)),
        of_header("\"".repeat(long / 2)),
        of_header("<a@b.example>,".repeat(long / 30)),
        of_header("a:b;".repeat(long / 10)),
        format!("{HEAD}References: {}\r\n\r\nx", "<a@b>".repeat(long / 5)),
        format!("{HEAD}\r\n{}", "--\r\n".repeat(2 * MIB)),
        format!("{HEAD}\r\n{}", "> ".repeat(10 * MIB)),
        format!("{HEAD}Content-Type: text/plain; format=flowed\r\n\r\n{}", "a \r\n".repeat(2 * MIB)),
        format!("{HEAD}Content-Transfer-Encoding: quoted-printable\r\n\r\n{}", "=\r\n".repeat(2 * MIB)),
        format!("{HTML}{}", "<div>".repeat(2 * MIB)),
        format!("{HTML}{}", "<b><i><a href=x><p>".repeat(MIB / 10)),
        format!("{HTML}{}", "<table><tr><td>".repeat(MIB / 10)),
        format!("{HTML}{}", "&lt;".repeat(6 * MIB)),
        format!("{HTML}<a {attributes}>"),
        format!("{HTML}<p>{fonts}{}", "</p><p>x".repeat(800)),
    ] {
        let beginning: String = raw.chars().skip(HEAD.len()).take(60).collect();
        let answer = answered(raw.as_bytes());
        assert!(!matches!(answer, Err(MailFault::Crashed | MailFault::TimedOut)), "{answer:?}: {beginning}");
    }
}

#[test]
fn the_reader_survives_and_still_reads() {
    let bomb = "Content-Type: message/rfc822\r\n\r\n".repeat(50_000);
    let honest = format!("{HEAD}\r\nwords");
    let reader = reader();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(inbound::read(&reader, bomb.as_bytes()).err(), Some(MailFault::TooDeep)));
            scope.spawn(|| assert_eq!(inbound::read(&reader, honest.as_bytes()).unwrap().body.text, "words"));
        }
    });
}
