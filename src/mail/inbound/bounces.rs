//! Returned mail in the words of mail systems, which are many, and not all have a part for programs.
//!
//! Invariant: a mail is taken for a returned one only if a mail system sent it, by its sender or its subject, and it
//! says so in words that they use; people who write about returned mail are not mail systems.

use super::addresses::is_address;
use super::fields::{self, line_end};
use super::head;
use super::limits;
use super::parsed::{FailedRecipient, Marks, Report};
use crate::domain::message::MessageHead;

/// What is known of the mail so far.
pub struct Told<'a> {
    /// Its head.
    pub head: &'a MessageHead,
    /// Its marks.
    pub marks: &'a Marks,
    /// Its text.
    pub text: &'a str,
}

/// Local parts of mail systems.
const SYSTEMS: &[&str] = &[
    "mailer-daemon",
    "mail-daemon",
    "mailerdaemon",
    "postmaster",
    "post_master",
    "mail.delivery.system",
    "mail-delivery-subsystem",
    "sysadmin",
];

/// How subjects of returned mail begin, in lower case.
const SUBJECTS: &[&str] = &[
    "undelivered mail returned to sender",
    "undeliverable",
    "undelivered mail",
    "returned mail",
    "failure notice",
    "delivery status notification (failure)",
    "delivery failure",
    "delivery failed",
    "delivery notification: delivery has failed",
    "mail delivery failed",
    "mail delivery failure",
    "mail delivery system",
    "mail system error",
    "message delivery has failed",
    "warning: message",
    "there was an error sending your mail",
    "[postmaster] email delivery failure",
    "メールエラー通知",
    "メッセージを配信できません",
    "配信エラー",
    "送信エラー",
    "配信不能",
    "退信",
    "系统退信",
    "无法投递",
    "無法傳遞",
    "無法傳送",
];

/// What returned mail says, in lower case.
const WORDS: &[&str] = &[
    "this is the qmail-send program",
    "this is the mail system at host",
    "this is the mail delivery agent at",
    "created automatically by mail delivery software",
    "could not be delivered",
    "could not be sent",
    "couldn't be delivered",
    "was not delivered to",
    "was undeliverable",
    "undeliverable",
    "unable to deliver",
    "able to deliver your message",
    "delivery to the following recipient",
    "delivery has failed",
    "delivery failed",
    "error delivering your mail",
    "did not reach the following recipient",
    "permanent fatal errors",
    "permanent delivery errors",
    "had delivery problems",
    "had delivery errors",
    "trouble delivering your message",
    "rejected by a remote mail server",
    "returned to sender",
    "failure reasons",
    "user unknown",
    "unknown user",
    "mailbox is full",
    "配信できません",
    "送信できません",
    "送信に失敗",
    "届けできません",
    "送信できなかった",
    "无法投递",
    "无法送达",
    "無法傳送",
    "無法投遞",
    "не может быть доставлено",
];

/// Words in the line that ends the words, before a copy of the returned mail, in lower case.
const COPY: &[&str] = &[
    "below this line is a copy of the message",
    "original message follows",
    "message headers follow",
    "unsent message below",
    "this is a copy of the message",
    "copy of your message",
];
/// Such lines as a whole, without what frames them.
const COPY_LINES: &[&str] = &["original message", "returned message", "original message headers", "message header"];

/// Lines of the words that are looked at for addresses.
const LINES: usize = 200;

/// What a mail reports: what its parts tell, and where they tell less, what its words do.
pub fn read(told: &Told<'_>, report: Option<Report>, enclosed: Option<String>) -> Option<Report> {
    let mut report = match report {
        Some(report) if report.kind != "delivery-status" => return Some(report),
        Some(report) => report,
        None if is_returned(told) => Report { kind: "delivery-status".to_owned(), ..Report::default() },
        None => return None,
    };
    report.original_headers |= enclosed.is_some();
    if report.original_message_id.is_empty() {
        report.original_message_id = enclosed.unwrap_or_default();
    }
    if report.original_message_id.is_empty()
        && let Some(id) = quoted_message_id(told)
    {
        report.original_message_id = id;
        report.original_headers = true;
    }
    if report.failed.is_empty() {
        report.failed = named_recipients(told);
    }
    Some(report)
}

fn is_returned(told: &Told<'_>) -> bool {
    let from = told.head.from.as_ref();
    let sender = from.map(|from| if from.address.is_empty() { &from.name } else { &from.address });
    let local = sender.map(|sender| sender.split('@').next().unwrap_or_default().to_ascii_lowercase());
    let is_system = local.is_some_and(|local| SYSTEMS.contains(&local.as_str()));
    let subject = told.head.subject.to_lowercase();
    let has_subject = SUBJECTS.iter().any(|beginning| subject.starts_with(beginning));
    let words = first_lines(told.text).to_lowercase();
    let has_words = WORDS.iter().any(|word| words.contains(word));
    // Vacation notes have no envelope sender either.
    let is_from_nobody = told.marks.null_return_path && told.marks.auto_submitted != "auto-replied";
    ((is_system || is_from_nobody) && (has_words || has_subject)) || (has_subject && has_words)
}

/// The lines before a copy of the returned mail.
fn first_lines(text: &str) -> String {
    let is_copy = |line: &&str| {
        let line = line.to_lowercase();
        let is_header = line.starts_with("received: ") || line.starts_with("return-path: ");
        let framed = line.trim_matches(|letter: char| letter.is_whitespace() || "-=*:.".contains(letter));
        is_header || COPY_LINES.contains(&framed) || COPY.iter().any(|word| line.contains(word))
    };
    let lines: Vec<&str> = text.lines().take(LINES).take_while(|line| !is_copy(line)).collect();
    lines.join("\n")
}

/// The Message-ID in a copy of the returned mail within the words.
fn quoted_message_id(told: &Told<'_>) -> Option<String> {
    let raw = told.text.as_bytes();
    let mut at = 0;
    while at < raw.len() {
        let line = fields::slice(raw, at, line_end(raw, at)).trim_ascii_start();
        if line.get(..11).is_some_and(|name| name.eq_ignore_ascii_case(b"message-id:")) {
            // The id may stand on the next line.
            let end = line_end(raw, line_end(raw, at));
            let value = fields::slice(raw, at, end).trim_ascii_start().get(11..).unwrap_or_default();
            let id = head::ids(value).into_iter().next();
            if id.as_ref().is_some_and(|id| *id != told.head.message_id) {
                return id;
            }
        }
        at = line_end(raw, at);
    }
    None
}

/// Whom the words name at the beginning of a line.
fn named_recipients(told: &Told<'_>) -> Vec<FailedRecipient> {
    let words = first_lines(told.text);
    let status = status(&words);
    let is_own = |address: &str| told.head.to.iter().any(|to| to.address.eq_ignore_ascii_case(address));
    let mut list: Vec<FailedRecipient> = Vec::new();
    for line in words.lines() {
        let line = line.trim_start().trim_start_matches("Unknown user:").trim_start();
        let word = line.split([' ', '\t', '>', ':', ',', ';', '(']).next().unwrap_or_default();
        let address = word.trim_start_matches('<').trim_end_matches('.');
        let is_known = list.iter().any(|known| known.address.eq_ignore_ascii_case(address));
        if is_address(address) && !is_own(address) && !is_known && list.len() < limits::RECIPIENTS {
            let (address, action) = (address.to_owned(), "failed".to_owned());
            list.push(FailedRecipient { address, action, status: status.clone() });
        }
    }
    list
}

/// The first status code of RFC 3463 in a text that tells of a failure.
fn status(text: &str) -> String {
    let words = text.split(|letter: char| !(letter.is_ascii_digit() || letter == '.'));
    let is_code = |word: &&str| {
        let parts: Vec<&str> = word.split('.').collect();
        let [class, subject, detail] = parts.as_slice() else { return false };
        matches!(*class, "4" | "5") && (1..=3).contains(&subject.len()) && (1..=3).contains(&detail.len())
    };
    words.map(|word| word.trim_matches('.')).find(is_code).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::message::MailAddress;

    fn returned(from: &str, subject: &str, text: &str) -> Option<Report> {
        let from = MailAddress { name: String::new(), address: from.to_owned() };
        let head = MessageHead { from: Some(from), subject: subject.to_owned(), ..MessageHead::default() };
        read(&Told { head: &head, marks: &Marks::default(), text }, None, None)
    }

    const WORDS_OF_A_SYSTEM: &str = "Hi. This is the qmail-send program at mx.example.\n\
        I'm afraid I wasn't able to deliver your message.\n\n<taro@b.example>:\nUnknown user (#5.1.1)\n\n\
        --- Below this line is a copy of the message.\n\nReceived: x\nMessage-ID: <1@x>\nTo: other@c.example\n";

    #[test]
    fn a_returned_mail_is_known_by_its_words() {
        let found = returned("MAILER-DAEMON@mx.example", "failure notice", WORDS_OF_A_SYSTEM).unwrap();
        assert_eq!((found.kind.as_str(), found.original_message_id.as_str()), ("delivery-status", "1@x"));
        let failed: Vec<[&str; 2]> = found.failed.iter().map(|one| [one.address.as_str(), &one.status]).collect();
        assert_eq!(failed, [["taro@b.example", "5.1.1"]]);
        assert!(found.original_headers);
    }

    #[test]
    fn who_writes_about_a_returned_mail_is_no_mail_system() {
        assert!(returned("taro@b.example", "Fwd: failure notice", WORDS_OF_A_SYSTEM).is_none());
        assert!(returned("taro@b.example", "応募について", "先日のメールは送信できませんでした。").is_none());
        assert!(returned("postmaster@b.example", "Hello", "How are you?").is_none());
    }

    #[test]
    fn what_parts_tell_is_not_told_otherwise() {
        let head = MessageHead::default();
        let told = Told { head: &head, marks: &Marks::default(), text: WORDS_OF_A_SYSTEM };
        let report = Report { kind: "feedback-report".to_owned(), ..Report::default() };
        assert!(read(&told, Some(report.clone()), None) == Some(report));
        let failed = FailedRecipient { address: "a@b.example".to_owned(), ..FailedRecipient::default() };
        let report = Report { kind: "delivery-status".to_owned(), failed: vec![failed.clone()], ..Report::default() };
        let found = read(&told, Some(report), Some("9@x".to_owned())).unwrap();
        assert!(found.failed == [failed] && found.original_message_id == "9@x");
    }
}
