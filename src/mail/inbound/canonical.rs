//! What makes two deliveries the same mail.
//!
//! A mail that goes to two addresses of ours, or is fetched and handed over as a file, comes twice, and differs in what
//! mail systems and programs wrote upon it on its way.
//!
//! Invariant: linear, of any bytes, never longer than the mail and one line end; what its author wrote is all there.

use super::fields::{line_end, slice, without_end};

/// Fields that are written on the way or by whoever keeps the mail.
const ON_THE_WAY: &[&str] = &[
    "return-path",
    "received",
    "delivered-to",
    "x-original-to",
    "x-delivered-to",
    "envelope-to",
    "delivery-date",
    "authentication-results",
    "received-spf",
    "x-received",
    "x-received-spf",
    "status",
    "x-status",
    "x-uid",
    "x-uidl",
    "x-keywords",
    "x-imap",
    "x-imapbase",
    "content-length",
    "lines",
];
/// How the names of others begin.
const FAMILIES: &[&str] =
    &["x-envelope-", "arc-", "x-spam", "x-mozilla-", "x-gmail-", "x-google-", "x-evolution-", "x-ms-exchange-"];

/// A mail without what was written upon it on its way, in lines that end alike.
pub fn canonical(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + 1);
    let mut at = raw.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(raw.len());
    if slice(raw, at, raw.len()).starts_with(b"From ") {
        // The envelope of an mbox file.
        at = line_end(raw, at);
    }
    let (mut is_header, mut is_left_out) = (true, false);
    while at < raw.len() {
        let next = line_end(raw, at);
        // Some programs end a line by more than one CR.
        let line = without_returns(slice(raw, at, next));
        if is_header {
            let is_folded = matches!(line.first(), Some(b' ' | b'\t'));
            is_header = !line.is_empty();
            is_left_out = is_header && if is_folded { is_left_out } else { is_on_the_way(line) };
        }
        if !is_left_out {
            out.extend_from_slice(line);
            out.push(b'\n');
        }
        at = next;
    }
    let end = out.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |last| last + 1);
    out.truncate(end);
    out.push(b'\n');
    out
}

fn without_returns(line: &[u8]) -> &[u8] {
    let line = without_end(line);
    line.get(..line.iter().rposition(|byte| *byte != b'\r').map_or(0, |last| last + 1)).unwrap_or_default()
}

fn is_on_the_way(line: &[u8]) -> bool {
    let Some(colon) = line.iter().take(100).position(|byte| *byte == b':') else { return false };
    let name = line.get(..colon).unwrap_or_default().trim_ascii_end();
    let is = |known: &&str| name.eq_ignore_ascii_case(known.as_bytes());
    let begins = |family: &&str| {
        let beginning = name.get(..family.len());
        beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(family.as_bytes()))
    };
    ON_THE_WAY.iter().any(is) || FAMILIES.iter().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &str = "From: a@b.example\nSubject: one\n two\nX-Mailer: x\n\nReceived: is text here\n\n  body \n";

    #[test]
    fn deliveries_of_one_mail_are_the_same() {
        let delivered = "\r\nFrom a@b.example  Mon Jan  1 00:00:00 2027\r\nReturn-Path: <a@b.example>\r\n\
                         Received: from x\r\n\tby y;\r\n today\r\nFrom: a@b.example\r\nX-Spam-Status: No\r\n\
                         Subject: one\r\n two\r\nARC-Seal: i=1;\r\n  cv=none\r\nX-Mailer: x\r\nStatus: RO\r\n\r\n\
                         Received: is text here\r\n\r\n  body \r\n\r\n\r\n";
        assert_eq!(canonical(delivered.as_bytes()), canonical(MAIL.as_bytes()));
        assert_eq!(canonical(MAIL.as_bytes()), MAIL.as_bytes());
    }

    #[test]
    fn another_mail_is_another() {
        let changes = [("one", "two"), ("X-Mailer: x", "X-Mailer: y"), ("is text", "was text"), ("  body", " body")];
        for (from, to) in changes {
            assert_ne!(canonical(MAIL.replace(from, to).as_bytes()), canonical(MAIL.as_bytes()), "{from}");
        }
    }

    #[test]
    fn any_bytes_have_a_form() {
        let cases =
            [&b""[..], b"\n\n", b"\0\xff\r\r\n", b"From ", b"no header", b"Received: a\r\n\tb", b"From: a\r\n\r\n"];
        for raw in cases {
            let once = canonical(raw);
            assert!(once.len() <= raw.len() + 1, "{raw:?}");
            assert_eq!(canonical(&once), once, "{raw:?}");
        }
    }
}
