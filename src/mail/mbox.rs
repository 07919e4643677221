//! A file with many mails, one after the other (RFC 4155; lines that look like a beginning stand quoted, "mboxrd").
//!
//! Invariant: one mail at a time is in memory, and none that is larger than [`LARGEST`]; nothing between two beginnings
//! is left out.

use std::io::{self, BufRead, Read};

use super::LARGEST;

const BEGINNING: &[u8] = b"From ";
/// A line is read in pieces of at most this many bytes.
const PIECE: u64 = 1 << 20;

/// Whether a file that begins like this has many mails.
pub fn is_mbox(beginning: &[u8]) -> bool {
    beginning.starts_with(BEGINNING)
}

/// What is next in the file.
#[derive(PartialEq, Eq)]
pub enum Part {
    /// A mail.
    Mail(Vec<u8>),
    /// A mail that is larger than is taken.
    TooLarge,
}

/// The mails of a file, in order.
pub struct Mbox<R> {
    file: R,
    piece: Vec<u8>,
    /// Whether the next piece begins a line.
    is_at_line: bool,
    /// Whether a mail may begin here: after an empty line, and at the top.
    is_at_gap: bool,
    has_begun: bool,
}

impl<R: BufRead> Mbox<R> {
    /// Reads a file from its first line on.
    pub const fn new(file: R) -> Self {
        Self { file, piece: Vec::new(), is_at_line: true, is_at_gap: true, has_begun: false }
    }

    fn read_on(&mut self) -> io::Result<Option<Part>> {
        let mut mail = Vec::new();
        let mut is_too_large = false;
        loop {
            self.piece.clear();
            if self.file.by_ref().take(PIECE).read_until(b'\n', &mut self.piece)? == 0 {
                return Ok((is_too_large || !mail.is_empty()).then(|| part(mail, is_too_large)));
            }
            let begins_line = std::mem::replace(&mut self.is_at_line, self.piece.ends_with(b"\n"));
            if begins_line && self.is_at_gap && self.begins_mail() {
                self.is_at_gap = false;
                self.has_begun = true;
                if is_too_large || !mail.is_empty() {
                    return Ok(Some(part(mail, is_too_large)));
                }
                continue;
            }
            self.is_at_gap = begins_line && matches!(self.piece.as_slice(), b"\n" | b"\r\n");
            is_too_large |= mail.len() + self.piece.len() > LARGEST as usize;
            if is_too_large {
                mail = Vec::new();
            } else {
                mail.extend_from_slice(unquoted(&self.piece, begins_line));
            }
        }
    }

    fn begins_mail(&self) -> bool {
        self.piece.starts_with(BEGINNING) && (!self.has_begun || is_dated(&self.piece))
    }
}

impl<R: BufRead> Iterator for Mbox<R> {
    type Item = io::Result<Part>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read_on().transpose()
    }
}

/// A mail without the empty line that stands before the next one.
fn part(mut mail: Vec<u8>, is_too_large: bool) -> Part {
    if is_too_large {
        return Part::TooLarge;
    }
    let gap = if mail.ends_with(b"\r\n\r\n") { 2 } else { usize::from(mail.ends_with(b"\n\n")) };
    mail.truncate(mail.len() - gap);
    Part::Mail(mail)
}

/// Whether a line is a beginning rather than a sentence that begins with this word, which not every program quotes: it
/// has an address, a time of day, or one word alone.
fn is_dated(line: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line);
    let mut words = line.split_ascii_whitespace().skip(1);
    let has_address = words.next().is_some_and(|word| word.contains('@'));
    let is_time = |word: &str| word.split(':').count() >= 2 && word.split(':').all(|part| part.parse::<u8>().is_ok());
    let rest: Vec<&str> = words.collect();
    has_address || rest.is_empty() || rest.into_iter().any(is_time)
}

fn unquoted(piece: &[u8], begins_line: bool) -> &[u8] {
    let quotes = piece.iter().take_while(|byte| **byte == b'>').count();
    let is_quoted = begins_line && quotes > 0 && piece.iter().skip(quotes).take(5).eq(BEGINNING);
    piece.get(usize::from(is_quoted)..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mails(text: &str) -> Vec<String> {
        let text_of = |part: io::Result<Part>| match part.unwrap() {
            Part::Mail(mail) => String::from_utf8(mail).unwrap(),
            Part::TooLarge => "too large".to_owned(),
        };
        Mbox::new(text.as_bytes()).map(text_of).collect()
    }

    #[test]
    fn each_mail_is_as_it_was_before_it_was_put_there() {
        let text = "From a@example.org Thu Jan  1 00:00:00 1970\nSubject: 1\n\nOne\n\n\
                    From MAILER-DAEMON Thu Jan  1 00:00:00 1970\nSubject: 2\n\n>From here\n>>From there\n> From\n\n\n\
                    From b\nSubject: 3\n\nThree";
        let second = "Subject: 2\n\nFrom here\n>From there\n> From\n\n";
        let expected = ["Subject: 1\n\nOne\n", second, "Subject: 3\n\nThree"];
        assert_eq!(mails(text), expected);
        let windows = text.replace('\n', "\r\n");
        assert_eq!(mails(&windows), expected.map(|mail| mail.replace('\n', "\r\n")));
    }

    #[test]
    fn a_sentence_is_no_beginning() {
        let mail = "Subject: 1\n\nOne.\n\nFrom my side all is said.\nFrom b@c\n";
        assert_eq!(mails(&format!("From a@example.org Thu Jan  1 00:00:00 1970\n{mail}")), [mail]);
    }

    #[test]
    fn an_empty_file_has_none_and_a_long_line_is_no_trouble() {
        assert!(mails("").is_empty() && mails("From a@example.org\n").is_empty());
        let long = "x".repeat(3 << 20);
        assert_eq!(mails(&format!("From a\n{long}From b@c\n")), [format!("{long}From b@c\n")]);
    }

    #[test]
    fn one_that_is_too_large_is_told_and_the_next_one_read() {
        let huge = format!("{}\n", "x".repeat(1_023)).repeat(LARGEST as usize / 1_024 + 1);
        let text = format!("From a\n{huge}\nFrom b\nSubject: 2\n\nTwo\n");
        assert_eq!(mails(&text), ["too large", "Subject: 2\n\nTwo\n"]);
    }

    #[test]
    fn a_header_is_no_beginning_of_many() {
        assert!(is_mbox(b"From a@example.org Thu") && !is_mbox(b"From: a@example.org"));
    }
}
