//! Whether a program may answer a mail.
//!
//! Invariant: the slightest mark that no person wrote it, and every address of one's own, forbids it (RFC 3834), so
//! that no answer comes of an answer. A person who is not answered loses little; a loop has no end.

use super::automatic::is_list;
use super::lists::List;
use super::senders::Sender;
use super::view::View;
use crate::domain::message::{AutomaticKind, Caution};
use crate::mail::inbound::ParsedMail;

/// Whether a mail may be answered automatically.
pub(super) fn may_be_answered(
    mail: &ParsedMail,
    view: &View,
    sender: &Sender,
    kind: Option<AutomaticKind>,
    own_addresses: &[String],
) -> bool {
    kind.is_none()
        && !is_marked(mail)
        && !sounds_automatic(view)
        && is_somebody(mail, sender)
        && !comes_back(mail, own_addresses)
}

fn is_marked(mail: &ParsedMail) -> bool {
    let marks = &mail.marks;
    is_list(marks)
        || !matches!(marks.auto_submitted.as_str(), "" | "no")
        || !marks.precedence.is_empty()
        || marks.null_return_path
        || marks.suppresses_answers
        || !marks.auto_headers.is_empty()
        || marks.report.is_some()
        || marks.calendar.is_some()
}

/// Whether its words have anything of what programs write, in an answer as well.
fn sounds_automatic(view: &View) -> bool {
    let titles = [List::AutoSubject, List::AutoFirst, List::BounceSubject, List::BounceHint, List::ReportSubject];
    let words = [List::AutoSure, List::MachineBody, List::BulkBody, List::BounceBody, List::ReportBody];
    titles.iter().any(|list| view.title.has(*list))
        || words.iter().any(|list| view.all().has(*list))
        || view.own.has(List::AutoBody)
}

/// Whether there is one sender, and a person can be behind the address.
fn is_somebody(mail: &ParsedMail, sender: &Sender) -> bool {
    sender.has_address()
        && !sender.is_program()
        && !sender.is_list()
        && !mail.head.cautions.contains(&Caution::NoOneSender)
        && !mail.head.authenticity.is_failed()
}

/// Whether an answer would reach an address of one's own.
fn comes_back(mail: &ParsedMail, own_addresses: &[String]) -> bool {
    let head = &mail.head;
    let mut answered = head.from.iter().chain(&head.reply_to).map(|one| plain(&one.address));
    answered.any(|address| own_addresses.iter().any(|own| plain(own) == address))
}

/// An address without what tells apart the mails to it: `jobs+x@a.example` is `jobs@a.example`.
fn plain(address: &str) -> String {
    let address = address.trim().to_lowercase();
    match address.rsplit_once('@') {
        Some((local, domain)) => format!("{}@{domain}", local.split('+').next().unwrap_or_default()),
        None => address,
    }
}

#[cfg(test)]
mod tests {
    use super::super::recognise;
    use super::*;
    use crate::domain::authenticity::Authenticity;
    use crate::domain::message::MailAddress;
    use crate::mail::inbound::Report;

    fn letter() -> ParsedMail {
        let mut mail = ParsedMail::default();
        mail.head.from = Some(MailAddress { name: "Ann".to_owned(), address: "ann@mail.example".to_owned() });
        mail.head.subject = "My application".to_owned();
        mail.body.text = "Dear team, I would like to apply for the position of driver.".to_owned();
        mail
    }

    fn is_answered(mail: &ParsedMail) -> bool {
        recognise(mail, &["jobs@own.example".to_owned()]).may_be_answered_automatically
    }

    #[test]
    fn a_person_may_be_answered() {
        assert!(is_answered(&letter()));
        let mut mail = letter();
        mail.marks.auto_submitted = "no".to_owned();
        assert!(is_answered(&mail));
    }

    #[test]
    fn the_slightest_mark_forbids_it() {
        let marks: [fn(&mut ParsedMail); 10] = [
            |mail| mail.marks.auto_submitted = "auto-generated".to_owned(),
            |mail| mail.marks.precedence = "first-class".to_owned(),
            |mail| mail.marks.is_list = true,
            |mail| mail.marks.null_return_path = true,
            |mail| mail.marks.suppresses_answers = true,
            |mail| mail.marks.auto_headers = vec!["feedback-id".to_owned()],
            |mail| mail.marks.report = Some(Report::default()),
            |mail| mail.marks.calendar = Some(String::new()),
            |mail| mail.head.subject = "Re: Automatic reply: x".to_owned(),
            |mail| mail.body.text = "This is an automated message.".to_owned(),
        ];
        for (nth, mark) in marks.into_iter().enumerate() {
            let mut mail = letter();
            mark(&mut mail);
            assert!(!is_answered(&mail), "mark {nth}");
        }
    }

    #[test]
    fn nobody_and_ones_own_addresses_are_not_answered() {
        for address in ["", "ann", "noreply@mail.example", "MAILER-DAEMON@mail.example", "a-bounces@mail.example"] {
            let mut mail = letter();
            mail.head.from = Some(MailAddress { name: String::new(), address: address.to_owned() });
            assert!(!is_answered(&mail), "{address}");
        }
        for address in ["jobs@own.example", "Jobs+x@OWN.example"] {
            let mut mail = letter();
            mail.head.reply_to = vec![MailAddress { name: String::new(), address: address.to_owned() }];
            assert!(!is_answered(&mail), "{address}");
        }
        let mut mail = letter();
        mail.head.authenticity = Authenticity::Failed;
        assert!(!is_answered(&mail), "whose address it is did not write");
        mail.head.authenticity = Authenticity::Confirmed;
        assert!(is_answered(&mail));
        mail.head.cautions = vec![Caution::NoOneSender];
        assert!(!is_answered(&mail));
        mail.head.from = None;
        assert!(!is_answered(&mail));
    }
}
