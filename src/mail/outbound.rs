//! Sending: over SMTP, or into a folder where no server is at hand.
//!
//! Invariant: an address and a subject come as typed values without control characters (CWE-93); a letter says that a
//! program sent it (RFC 3834) and has no return path, so that no answer comes of an answer. What a person wrote is put
//! together in [`messages`](super::messages) and leaves by the same way.

use std::fmt::Display;
use std::io::Write;
use std::net::IpAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use lettre::{SmtpTransport, Transport};

use super::dkim::Signer;
use super::letters::Words;
use crate::domain::contact::EmailAddress;
use crate::domain::id::LetterId;
use crate::domain::locale::Locale;

/// How long a server may take to answer: one that looks through a mail first takes its time (RFC 5321, section 4.5.3.2), and
/// a mail that it took without our knowing would go twice.
const TIMEOUT: Duration = Duration::from_secs(4 * 60);
/// What a file in a letter is to whoever forwards it.
const OCTETS: &str = "application/octet-stream";

/// Why a letter was not taken; says nothing about whom it was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// It will never be taken: the address, or the letter itself.
    #[error("the mail server does not take this letter")]
    Rejected,
    /// It may be taken later.
    #[error("the mail server cannot be reached, or asks to wait")]
    Unreachable,
}

/// A file that comes with a letter.
#[derive(Debug)]
pub struct Enclosure<'a> {
    /// What it is called; says nothing about anybody.
    pub name: &'a str,
    /// What is in it.
    pub content: Vec<u8>,
}

/// Where letters go, and whom they are from.
#[derive(Clone)]
pub struct Mailer {
    pub(super) from: Mailbox,
    way: Way,
    signer: Option<Signer>,
}

#[derive(Clone)]
enum Way {
    Smtp(SmtpTransport),
    Folder(PathBuf),
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mailer")
    }
}

impl Mailer {
    /// A mailer from `smtps://USER:PASSWORD@HOST`, `smtp://…?tls=required`, or `file:DIR`; `from` is an address, perhaps
    /// with a name before it.
    ///
    /// # Errors
    /// The setting that is wrong (`mail_url` or `mail_from`) and what to do; never a part of the URL, which may hold a
    /// password.
    pub fn new(url: &str, from: &str) -> Result<Self, (&'static str, &'static str)> {
        let from = from.parse().map_err(|_| ("mail_from", "is an address such as Recruiting <jobs@example.com>"))?;
        let way = match url.strip_prefix("file:") {
            Some(folder) if !folder.is_empty() => Way::Folder(PathBuf::from(folder)),
            _ => Way::Smtp(smtp(url).map_err(|what| ("mail_url", what))?),
        };
        Ok(Self { from, way, signer: None })
    }

    /// The same mailer, signing what is from a domain, or from one below it, with a key (PEM) that the DNS has under a
    /// selector; without a domain it is that of the mailer's own address.
    ///
    /// # Errors
    /// The setting that is wrong (`dkim_key_file`, `dkim_selector` or `dkim_domain`) and what to do.
    pub fn sign_with(
        self,
        pem: &str,
        selector: &str,
        domain: Option<&str>,
    ) -> Result<Self, (&'static str, &'static str)> {
        let signer = Signer::new(pem, selector, domain.unwrap_or_else(|| self.from.email.domain()))?;
        Ok(Self { signer: Some(signer), ..self })
    }

    /// Sends a letter. Its id is part of the Message-ID, so that a second sending is known for the same letter.
    ///
    /// # Errors
    /// [`SendError`].
    pub fn send(&self, id: LetterId, to: &EmailAddress, words: &Words, locale: Locale) -> Result<(), SendError> {
        self.hand_over(id, self.message(id, to, words, locale, None))
    }

    /// The same with a file.
    ///
    /// # Errors
    /// [`SendError`].
    pub fn send_with(
        &self,
        id: LetterId,
        to: &EmailAddress,
        words: &Words,
        locale: Locale,
        enclosed: Enclosure<'_>,
    ) -> Result<(), SendError> {
        self.hand_over(id, self.message(id, to, words, locale, Some(enclosed)))
    }

    /// Whether letters can be handed over now, as far as that can be known without one.
    pub fn is_there(&self) -> bool {
        match &self.way {
            Way::Smtp(server) => server.test_connection().unwrap_or(false),
            Way::Folder(_) => true,
        }
    }

    /// Hands over what was put together; in a folder its id names it.
    pub(super) fn hand_over(&self, id: impl Display, message: Option<Message>) -> Result<(), SendError> {
        let message = message.ok_or(SendError::Rejected)?;
        let mail = self.signed(&message)?;
        match &self.way {
            Way::Smtp(server) => match server.send_raw(message.envelope(), &mail) {
                Ok(_) => Ok(()),
                Err(error) if is_about_the_letter(&error) => Err(SendError::Rejected),
                Err(_) => Err(SendError::Unreachable),
            },
            Way::Folder(folder) => write(folder, &id, &mail).map_err(|_| SendError::Unreachable),
        }
    }

    /// A mail as it goes, signed where its sender's domain is the signer's.
    fn signed(&self, message: &Message) -> Result<Vec<u8>, SendError> {
        let mail = message.formatted();
        let from = message.headers().get_raw("From").unwrap_or_default();
        let domain = from.trim_end_matches('>').rsplit_once('@').map_or("", |(_, domain)| domain);
        match self.signer.as_ref().filter(|signer| signer.covers(domain)) {
            // Unsigned it might be taken for forged: it waits.
            Some(signer) => signer.sign(&mail).ok_or(SendError::Unreachable),
            None => Ok(mail),
        }
    }

    fn message(
        &self,
        id: LetterId,
        to: &EmailAddress,
        words: &Words,
        locale: Locale,
        enclosed: Option<Enclosure<'_>>,
    ) -> Option<Message> {
        if words.subject.chars().any(char::is_control) {
            return None;
        }
        let to = Mailbox::new(None, to.as_str().parse().ok()?);
        let envelope = Envelope::new(None, vec![to.email.clone()]).ok()?;
        let head = Message::builder()
            .from(self.from.clone())
            .to(to)
            .message_id(Some(format!("<letter-{id}@{}>", self.from.email.domain())))
            .subject(&words.subject)
            .envelope(envelope);
        let message = match enclosed {
            None => head.header(ContentType::TEXT_PLAIN).body(words.text.clone()),
            Some(Enclosure { name, content }) => {
                let file = Attachment::new(name.to_owned()).body(content, ContentType::parse(OCTETS).ok()?);
                head.multipart(MultiPart::mixed().singlepart(SinglePart::plain(words.text.clone())).singlepart(file))
            }
        };
        let mut message = message.ok()?;
        let marks = [
            ("Auto-Submitted", "auto-generated"),
            ("X-Auto-Response-Suppress", "All"),
            ("Content-Language", locale.as_str()),
        ];
        for (name, value) in marks {
            message.headers_mut().insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned()));
        }
        Some(message)
    }
}

/// Whether a server refuses the letter for good (RFC 5321, section 4.2.3: 550 to 554). A wrong password, or a missing
/// protocol, is ours to mend: letters wait for it.
fn is_about_the_letter(error: &lettre::transport::smtp::Error) -> bool {
    let code = error.status().and_then(|code| code.to_string().parse::<u16>().ok());
    error.is_permanent() && code.is_some_and(|code| (550..=554).contains(&code))
}

/// A server that is spoken to in the clear has to be this machine: a letter has somebody's address, and a link.
fn smtp(url: &str) -> Result<SmtpTransport, &'static str> {
    const FORM: &str = "is smtps://USER:PASSWORD@HOST, smtp://USER:PASSWORD@HOST?tls=required, or file:DIR";
    let clear = url.strip_prefix("smtp://").filter(|rest| !rest.contains("tls=required"));
    if let Some(rest) = clear {
        let host = rest.split(['/', '?']).next().unwrap_or_default();
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        let host = host.rsplit_once(':').map_or(host, |(host, _)| host).trim_matches(['[', ']']);
        let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        if !is_here {
            return Err("would send letters in the clear: use smtps://, or add ?tls=required");
        }
    } else if !url.starts_with("smtp") {
        return Err(FORM);
    }
    Ok(SmtpTransport::from_url(url).map_err(|_| FORM)?.timeout(Some(TIMEOUT)).build())
}

/// Readable by this user alone, and whole or not there.
fn write(folder: &std::path::Path, id: &impl Display, letter: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let (part, whole) = (folder.join(format!("{id}.part")), folder.join(format!("{id}.eml")));
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
    file.write_all(letter)?;
    file.sync_all()?;
    std::fs::rename(part, whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_elsewhere_is_spoken_to_under_tls_alone() {
        let from = "Recruiting <jobs@example.com>";
        let refused = [
            ("smtp://mail.example.com", "mail_url"),
            ("smtp://user:secret@mail.example.com:587", "mail_url"),
            ("smtp://user:secret@mail.example.com?tls=opportunistic", "mail_url"),
            ("smtp://127.0.0.1@mail.example.com", "mail_url"),
            ("https://mail.example.com", "mail_url"),
            ("file:", "mail_url"),
            ("", "mail_url"),
        ];
        for (url, key) in refused {
            let (named, what) = Mailer::new(url, from).unwrap_err();
            assert!(named == key && !what.contains("secret"), "{url}: {named} {what}");
        }
        for url in [
            "smtps://user:secret@mail.example.com",
            "smtp://mail.example.com?tls=required",
            "smtp://127.0.0.1:2525",
            "smtp://[::1]:2525",
            "file:letters",
        ] {
            assert!(Mailer::new(url, from).is_ok(), "{url}");
        }
        assert_eq!(Mailer::new("file:letters", "nobody").unwrap_err().0, "mail_from");
    }

    #[test]
    fn what_is_from_the_domain_of_the_key_is_signed_and_nothing_else() {
        // The key of RFC 8463, appendix A.2.
        let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n\
                   -----END PRIVATE KEY-----\n";
        let to = EmailAddress::parse("akari@example.org").unwrap();
        let words = Words { subject: "同意のお願い".to_owned(), text: "本文\n".to_owned() };
        for (from, domain, is_signed) in [
            ("採用 <jobs@example.com>", None, true),
            ("jobs@example.com", Some("Example.com"), true),
            ("Jobs <jobs@tokyo.example.com>", Some("example.com"), true),
            ("jobs@example.com", Some("tokyo.example.com"), false),
            ("\"@example.com\" <jobs@other.example>", Some("example.com"), false),
        ] {
            let mailer = Mailer::new("file:letters", from).unwrap();
            let mailer = mailer.sign_with(pem, "saiyo", domain).unwrap();
            let message = mailer.message(LetterId::new(), &to, &words, Locale::Ja, None).unwrap();
            let mail = String::from_utf8(mailer.signed(&message).unwrap()).unwrap();
            assert!(mail.ends_with(&String::from_utf8(message.formatted()).unwrap()), "{mail}");
            assert_eq!(mail.starts_with("DKIM-Signature: v=1; a=ed25519-sha256;"), is_signed, "{from} {domain:?}");
            assert!(!is_signed || mail.contains(":auto-submitted:from:to:cc:subject:reply-to;\r\n"), "{mail}");
        }
    }

    #[test]
    fn a_letter_says_that_a_program_sent_it_and_has_no_return_path() {
        let mailer = Mailer::new("file:letters", "採用 <jobs@example.com>").unwrap();
        let id = LetterId::new();
        let to = EmailAddress::parse("akari@example.com").unwrap();
        let words = Words { subject: "同意のお願い".to_owned(), text: "本文\n".to_owned() };
        let message = mailer.message(id, &to, &words, Locale::Ja, None).unwrap();
        assert!(message.envelope().from().is_none());
        let text = String::from_utf8(message.formatted()).unwrap();
        assert!(text.contains("Auto-Submitted: auto-generated\r\n"), "{text}");
        assert!(text.contains(&format!("Message-ID: <letter-{id}@example.com>\r\n")), "{text}");
        let broken = Words { subject: "x\r\nBcc: other@example.com".to_owned(), ..words };
        assert!(mailer.message(id, &to, &broken, Locale::Ja, None).is_none());
    }
}
