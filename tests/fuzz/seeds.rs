//! The mails that are broken: those of the tests, those of the corpus where there is one, and a few of every sort.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::services::CORPUS;

/// Larger ones take all the time.
const LARGEST: usize = 200_000;

/// All of them, in an order that is the same each time.
pub fn all() -> Vec<Vec<u8>> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail")];
    folders.extend(corpus());
    let found = folders.iter().flat_map(|folder| files(folder)).map(|path| std::fs::read(path).unwrap());
    let mut seeds: Vec<Vec<u8>> = found.filter(|raw| raw.len() <= LARGEST).collect();
    assert!(!seeds.is_empty(), "tests/mail has none");
    seeds.extend(generated());
    seeds
}

#[expect(clippy::disallowed_methods, reason = "where the corpus lies is no setting of the program")]
fn corpus() -> Option<PathBuf> {
    std::env::var(CORPUS).ok().filter(|folder| !folder.is_empty()).map(|folder| Path::new(&folder).join("mail"))
}

/// The mails in a folder and below, in order; none if it is not there.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    let found = paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] });
    let mut found: Vec<_> = found.filter(|path| path.extension().is_some_and(|extension| extension == "eml")).collect();
    found.sort();
    found
}

/// A few of every sort.
pub fn generated() -> Vec<Vec<u8>> {
    let file = STANDARD.encode((0..=255).cycle().take(3_000).collect::<Vec<u8>>());
    let text = STANDARD.encode("採用ご担当者様\r\nお世話になっております。\r\n");
    let plain = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n応募について\r\n";
    let parts = [
        plain.to_owned(),
        format!("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{text}\r\n"),
        "Content-Type: text/plain; charset=iso-2022-jp; format=flowed\r\n\r\n\u{1b}$B:NMQ\u{1b}(B \r\n> a".to_owned(),
        html(),
        bundle("alternative", &[plain.to_owned(), html()]),
        bundle("mixed", &[plain.to_owned(), attachment("application/pdf", &file)]),
        bundle("related", &[html(), attachment("image/png", &file)]),
        bundle("mixed", &[attachment("application/ms-tnef; name=winmail.dat", &tnef())]),
        bundle("mixed", &[format!("Content-Type: message/rfc822\r\n\r\n{}", head(plain))]),
        report(),
        calendar(),
        bundle("signed; protocol=\"application/pgp-signature\"", &[plain.to_owned(), plain.to_owned()]),
    ];
    parts.iter().map(|part| head(part).into_bytes()).collect()
}

fn head(part: &str) -> String {
    format!(
        "Return-Path: <hina@mail.example.org>\r\nReceived: from a by b; Tue, 24 Nov 2026 10:00:00 +0900\r\n\
         Authentication-Results: mx.example.com 1 (a \\) b);\r\n dkim=pass header.d=mail.example.org;\r\n \
         dmarc=pass (p=none) header.from=\"mail.example.org\"\r\n\
         From: =?utf-8?B?5qOuIOmZveiPnA==?= <hina@mail.example.org>\r\nTo: Recruiting <recruiting@example.com>,\r\n \
         \"Sato, Jiro\" <jiro@example.com>\r\nSubject: =?iso-2022-jp?B?GyRCOk5NURsoQg==?= =?utf-8?Q?=E5=BF=9C?=\r\n\
         Date: Tue, 24 Nov 2026 10:00:00 +0900\r\nMessage-ID: <one@mail.example.org>\r\n\
         References: <zero@mail.example.org>\r\n <half@mail.example.org>\r\nMIME-Version: 1.0\r\n{part}"
    )
}

fn html() -> String {
    "Content-Type: text/html; charset=\"shift_jis\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
     <html><head><style>p {color: red}</style></head><body><p>Hello <a href=3D\"https://example.org\">there</a>=\r\n\
     <img src=3D\"cid:one\"><table><tr><td>=82=A0</td></tr></table><!-- x --></p></body></html>\r\n"
        .to_owned()
}

fn bundle(kind: &str, parts: &[String]) -> String {
    let parts: String = parts.iter().map(|part| format!("--b0undary\r\n{part}\r\n")).collect();
    format!("Content-Type: multipart/{kind}; boundary=\"b0undary\"\r\n\r\nBefore\r\n{parts}--b0undary--\r\nAfter\r\n")
}

fn attachment(kind: &str, base64: &str) -> String {
    let lines: Vec<&str> = base64.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!(
        "Content-Type: {kind}\r\nContent-Disposition: attachment; filename*0*=utf-8''%E5%B1%A5;\r\n filename*1=.pdf\r\n\
         Content-ID: <one>\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        lines.join("\r\n")
    )
}

/// A TNEF stream with a title and the data of one file (MS-OXTNEF).
fn tnef() -> String {
    let mut stream = 0x223E_9F78_u32.to_le_bytes().to_vec();
    stream.extend(1_u16.to_le_bytes());
    let attributes: [(u32, &[u8]); 3] =
        [(0x0006_9002, &[0; 14]), (0x0001_8010, b"cv.txt\0"), (0x0006_800F, b"words of a file")];
    for (id, data) in attributes {
        // The level of attachments.
        stream.push(2);
        stream.extend(id.to_le_bytes());
        stream.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        stream.extend(data);
        stream.extend(data.iter().fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte))).to_le_bytes());
    }
    STANDARD.encode(stream)
}

fn report() -> String {
    let status = "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n\
                  Final-Recipient: rfc822; hina@mail.example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n";
    let original = "Content-Type: text/rfc822-headers\r\n\r\nFrom: a@example.com\r\nMessage-ID: <ours@example.com>\r\n";
    let text = "Content-Type: text/plain\r\n\r\nThe mail could not be delivered.\r\n";
    bundle("report; report-type=delivery-status", &[text, status, original].map(str::to_owned))
}

fn calendar() -> String {
    "Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\n\
     BEGIN:VEVENT\r\nUID:1@example.org\r\nDTSTART;TZID=Asia/Tokyo:20261201T100000\r\nSUMMARY:Interview\r\n  folded\r\n\
     END:VEVENT\r\nEND:VCALENDAR\r\n"
        .to_owned()
}
