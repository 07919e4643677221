//! Messages: what a person of staff writes to a candidate, as mail.
//!
//! Invariant: nothing with a control character reaches a header (CWE-93), nobody gets a blind copy, and the same
//! message has the same Message-ID however often it is sent. A person wrote it, so it says nothing of a program
//! (RFC 3834), and what cannot be delivered comes back to the address that it is from.

use std::fmt;

use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::{Cc, ContentType, HeaderName, HeaderValue, To};
use lettre::message::{Attachment, Mailbox, Mailboxes, Message, MultiPart, SinglePart};

use super::calendar::{CalendarPart, with_calendar};
use super::outbound::{Mailer, SendError};
use crate::domain::contact::EmailAddress;
use crate::domain::id::MessageId;
use crate::domain::locale::Locale;

/// Message-IDs that a message names at most: the first of the conversation, and the latest.
const REFERENCES: usize = 20;
/// Characters of a Message-ID: with the name of its header it has to fit into a line (RFC 5322, section 2.1.1).
const LONGEST_ID: usize = 900;

/// Somebody who gets a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The name before the address; may be empty.
    pub name: String,
    /// The address.
    pub address: EmailAddress,
}

/// A file that goes with a message.
#[derive(Clone, PartialEq, Eq)]
pub struct OutgoingFile {
    /// What it is called.
    pub name: String,
    /// What it is, such as `application/pdf`.
    pub content_type: String,
    /// What is in it.
    pub content: Vec<u8>,
}

/// A message that is about to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Whom it is from: the company's name.
    pub name: String,
    /// From which address; without one, from the mailer's own.
    pub address: Option<EmailAddress>,
    /// To whom.
    pub to: Vec<Recipient>,
    /// To whom besides.
    pub cc: Vec<Recipient>,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// The language that it is in.
    pub locale: Locale,
    /// The Message-IDs that it answers or follows, the nearest last, without brackets; our own as [`own_id`] has them.
    pub references: Vec<String>,
    /// What goes with it.
    pub files: Vec<OutgoingFile>,
    /// What goes into its reader's calendar.
    pub calendar: Option<CalendarPart>,
}

macro_rules! unprinted {
    ($($name:ident)+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!("[", stringify!($name), "]"))
            }
        }
    )+};
}
unprinted!(Recipient OutgoingFile Outgoing);

/// The Message-ID of a message of ours as far as it is known before the message is sent: what follows the `@` is the
/// domain that it is sent from.
pub fn own_id(id: MessageId) -> String {
    format!("message-{id}")
}

/// Whether a text has nothing that would end a header or a line: no control character.
pub fn is_one_line(text: &str) -> bool {
    !text.chars().any(char::is_control)
}

/// Whether a text can be the text of a mail: besides line ends and tabs it has no control character.
pub fn is_text(text: &str) -> bool {
    text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'))
}

/// Whether a mail server can be given an address. Some that people have typed on a form it cannot.
pub fn can_be_mailed(address: &EmailAddress) -> bool {
    parsed(address).is_some()
}

impl Mailer {
    /// Sends a message. Handed over a second time it has the same Message-ID, so that whoever gets both sees one.
    ///
    /// # Errors
    /// [`SendError`].
    pub fn send_message(&self, id: MessageId, out: &Outgoing) -> Result<(), SendError> {
        self.hand_over(id, self.composed(id, out))
    }

    /// The whole Message-ID, without brackets, of a message that is sent from an address, or from the mailer's own.
    pub fn message_id(&self, id: MessageId, from: Option<&EmailAddress>) -> String {
        format!("{}@{}", own_id(id), self.domain(from))
    }

    fn domain<'a>(&'a self, from: Option<&'a EmailAddress>) -> &'a str {
        let own = self.from.email.domain();
        let domain = from.and_then(|from| from.as_str().rsplit_once('@')).map(|(_, domain)| domain);
        domain.filter(|domain| domain.is_ascii()).unwrap_or(own)
    }

    fn composed(&self, id: MessageId, out: &Outgoing) -> Option<Message> {
        if !out.is_fit() {
            return None;
        }
        let from = out.address.as_ref().map_or_else(|| Some(self.from.email.clone()), parsed)?;
        let everybody: Option<Vec<Address>> = out.recipients().map(|one| parsed(&one.address)).collect();
        let envelope = Envelope::new(Some(from.clone()), everybody?).ok()?;
        let language = HeaderName::new_from_ascii_str("Content-Language");
        let language = HeaderValue::new(language, out.locale.as_str().to_owned());
        let mut head = Message::builder()
            .from(mailbox(&out.name, from))
            .header(To::from(mailboxes(&out.to)?))
            .message_id(Some(format!("<{}>", self.message_id(id, out.address.as_ref()))))
            .subject(out.subject.trim())
            .raw_header(language)
            .envelope(envelope);
        if !out.cc.is_empty() {
            head = head.header(Cc::from(mailboxes(&out.cc)?));
        }
        let references = self.references(out);
        if let Some(nearest) = references.last() {
            head = head.in_reply_to(nearest.clone()).references(references.join(" "));
        }
        let text = SinglePart::plain(plain(&out.text));
        let message = match &out.calendar {
            None if out.files.is_empty() => head.singlepart(text),
            None => head.multipart(with_files(MultiPart::mixed().singlepart(text), &out.files)?),
            Some(calendar) => head.multipart(with_files(with_calendar(text, calendar)?, &out.files)?),
        };
        message.ok()
    }

    /// What can be named of what it answers, in brackets. What others called their mail is not ours to mend, so an id
    /// that does not fit is left out.
    fn references(&self, out: &Outgoing) -> Vec<String> {
        let domain = self.domain(out.address.as_ref());
        let whole = |id: &String| {
            let is_own = id.starts_with("message-") && !id.contains('@');
            if is_own { format!("{id}@{domain}") } else { id.clone() }
        };
        let mut named: Vec<String> =
            out.references.iter().map(whole).filter(|id| is_message_id(id)).map(|id| format!("<{id}>")).collect();
        let surplus = named.len().saturating_sub(REFERENCES);
        if surplus > 0 {
            named.drain(1..=surplus);
        }
        named
    }
}

impl Outgoing {
    /// Everybody who gets it.
    pub fn recipients(&self) -> impl Iterator<Item = &Recipient> {
        self.to.iter().chain(&self.cc)
    }

    /// Whether everything that it has may stand where it is to stand.
    fn is_fit(&self) -> bool {
        let names = self.recipients().map(|one| &one.name).chain(self.files.iter().map(|file| &file.name));
        let mut heads = names.chain([&self.name, &self.subject]);
        !self.to.is_empty() && heads.all(|text| is_one_line(text)) && is_text(&self.text)
    }
}

fn with_files(mut parts: MultiPart, files: &[OutgoingFile]) -> Option<MultiPart> {
    for file in files {
        let kind = ContentType::parse(&file.content_type).ok()?;
        parts = parts.singlepart(Attachment::new(file.name.clone()).body(file.content.clone(), kind));
    }
    Some(parts)
}

/// RFC 5322, section 3.6.4, without its obsolete forms: visible ASCII around one `@`, and no bracket.
fn is_message_id(id: &str) -> bool {
    let is_visible = id.bytes().all(|b| b.is_ascii_graphic() && b != b'<' && b != b'>');
    let has_both = id.split_once('@').is_some_and(|(one, other)| !one.is_empty() && !other.is_empty());
    is_visible && has_both && id.len() <= LONGEST_ID
}

fn parsed(address: &EmailAddress) -> Option<Address> {
    address.as_str().parse().ok()
}

fn mailboxes(recipients: &[Recipient]) -> Option<Mailboxes> {
    let all = recipients.iter().map(|one| Some(mailbox(&one.name, parsed(&one.address)?)));
    all.collect::<Option<Vec<Mailbox>>>().map(Mailboxes::from)
}

/// An address with the name before it, if the name can be read back: else the header would be taken for missing.
fn mailbox(name: &str, address: Address) -> Mailbox {
    let named = Mailbox::new(Some(name.trim().to_owned()), address.clone());
    let fits = !name.trim().is_empty() && named.to_string().parse::<Mailbox>().is_ok();
    if fits { named } else { Mailbox::new(None, address) }
}

/// One kind of line end, and one at the end.
fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.trim_end().to_owned() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailer() -> Mailer {
        Mailer::new("file:letters", "採用 <jobs@example.com>").unwrap()
    }

    fn to(address: &str) -> Recipient {
        Recipient { name: String::new(), address: EmailAddress::parse(address).unwrap() }
    }

    fn outgoing() -> Outgoing {
        Outgoing {
            name: "青嶺計器, Inc.".to_owned(),
            address: Some(EmailAddress::parse("tokyo@aomine.example").unwrap()),
            to: vec![to("akari@example.org")],
            cc: Vec::new(),
            subject: "Re: 面接の日程について".to_owned(),
            text: "田中様\r\n\r\nありがとうございます。\n".to_owned(),
            locale: Locale::Ja,
            references: vec!["first@mail.example.org".to_owned(), "second@mail.example.org".to_owned()],
            files: Vec::new(),
            calendar: None,
        }
    }

    fn written(out: &Outgoing) -> Option<String> {
        let message = mailer().composed(MessageId::from_uuid(uuid::Uuid::nil()), out)?;
        Some(String::from_utf8(message.formatted()).unwrap())
    }

    #[test]
    fn an_answer_names_what_it_answers_and_comes_back_to_where_it_is_from() {
        let out = outgoing();
        let message = mailer().composed(MessageId::from_uuid(uuid::Uuid::nil()), &out).unwrap();
        assert_eq!(message.envelope().from().unwrap().to_string(), "tokyo@aomine.example");
        let text = String::from_utf8(message.formatted()).unwrap();
        for line in [
            "In-Reply-To: <second@mail.example.org>\r\n",
            "References: <first@mail.example.org> <second@mail.example.org>\r\n",
            "Message-ID: <message-00000000-0000-0000-0000-000000000000@aomine.example>\r\n",
            "Content-Language: ja\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
            "MIME-Version: 1.0\r\n",
            "To: akari@example.org\r\n",
        ] {
            assert!(text.contains(line), "{line}{text}");
        }
        for header in ["Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "Bcc", "\r\nCc:"] {
            assert!(!text.contains(header), "{header}\n{text}");
        }
        assert!(text.contains("Subject: Re: =?utf-8?b?"), "{text}");
    }

    #[test]
    fn the_same_message_has_the_same_id_wherever_it_is_known() {
        let id = MessageId::new();
        let out = Outgoing { address: None, references: vec![own_id(id)], ..outgoing() };
        let text = written(&out).unwrap();
        let whole = mailer().message_id(id, None);
        assert_eq!(whole, format!("message-{id}@example.com"));
        assert!(text.contains(&format!("In-Reply-To: <{whole}>\r\n")), "{text}");
        assert!(text.contains("<jobs@example.com>\r\n"), "without an address it is from the mailer's own: {text}");
    }

    #[test]
    fn nothing_with_a_control_character_reaches_a_header() {
        for bad in ["x\r\nBcc: y@example.com", "x\nBcc: y@example.com", "x\rBcc: y", "x\0", "x\u{85}", "\u{1b}[0m"] {
            let bad = bad.to_owned();
            assert!(written(&Outgoing { subject: bad.clone(), ..outgoing() }).is_none(), "{bad:?}");
            assert!(written(&Outgoing { name: bad.clone(), ..outgoing() }).is_none(), "{bad:?}");
            let named = Recipient { name: bad.clone(), ..to("akari@example.org") };
            assert!(written(&Outgoing { to: vec![named.clone()], ..outgoing() }).is_none(), "{bad:?}");
            assert!(written(&Outgoing { cc: vec![named], ..outgoing() }).is_none(), "{bad:?}");
            let file = |name: &str, kind: &str| OutgoingFile {
                name: name.to_owned(),
                content_type: kind.to_owned(),
                content: b"x".to_vec(),
            };
            assert!(written(&Outgoing { files: vec![file(&bad, "text/plain")], ..outgoing() }).is_none(), "{bad:?}");
            let kind = format!("text/plain; a={bad}");
            let text = written(&Outgoing { files: vec![file("a.txt", &kind)], ..outgoing() });
            assert!(text.is_none_or(|text| !text.contains("\r\nBcc:") && !text.contains("\nBcc:")), "{bad:?}");
        }
        assert!(written(&Outgoing { text: "a\0b".to_owned(), ..outgoing() }).is_none());
        assert!(written(&Outgoing { to: Vec::new(), ..outgoing() }).is_none());
    }

    #[test]
    fn what_others_called_their_mail_breaks_no_header() {
        let foul = ["a@b\r\nBcc: x@y", "a b@c", "<a@b>", "none", "@b", "a@", "日本@b.example", "a@b\0"];
        let mut references: Vec<String> = foul.iter().map(|id| (*id).to_owned()).collect();
        references.push("x".repeat(2_000) + "@y");
        references.push("good@mail.example.org".to_owned());
        let text = written(&Outgoing { references: references.clone(), ..outgoing() }).unwrap();
        assert!(text.contains("\r\nReferences: <good@mail.example.org>\r\n"), "{text}");
        references.pop();
        let text = written(&Outgoing { references, ..outgoing() }).unwrap();
        assert!(!text.contains("References") && !text.contains("In-Reply-To") && !text.contains("Bcc"), "{text}");
    }

    #[test]
    fn a_long_conversation_is_named_by_its_beginning_and_its_end() {
        let references: Vec<String> = (0..100).map(|number| format!("{number}@mail.example.org")).collect();
        let named = mailer().references(&Outgoing { references, ..outgoing() });
        assert_eq!(named.len(), REFERENCES);
        assert_eq!((&*named[0], &*named[1]), ("<0@mail.example.org>", "<81@mail.example.org>"));
        assert_eq!(named.last().unwrap(), "<99@mail.example.org>");
    }

    #[test]
    fn several_people_and_files_go_with_one_message() {
        let named = Recipient { name: "田中 \"灯\" (Akari)".to_owned(), ..to("akari@example.org") };
        let file = OutgoingFile {
            name: "案内.pdf".to_owned(),
            content_type: "application/pdf".to_owned(),
            content: b"%PDF-1.7".to_vec(),
        };
        let out = Outgoing {
            to: vec![named, to("b@example.org")],
            cc: vec![to("c@example.org")],
            files: vec![file],
            ..outgoing()
        };
        let message = mailer().composed(MessageId::new(), &out).unwrap();
        let envelope: Vec<String> = message.envelope().to().iter().map(ToString::to_string).collect();
        assert_eq!(envelope, ["akari@example.org", "b@example.org", "c@example.org"]);
        let text = String::from_utf8(message.formatted()).unwrap();
        assert!(text.contains("<akari@example.org>, b@example.org\r\n"), "{text}");
        assert!(text.contains("Cc: c@example.org\r\n") && text.contains("multipart/mixed"), "{text}");
        assert!(text.contains("Content-Disposition: attachment;"), "{text}");
    }
}
