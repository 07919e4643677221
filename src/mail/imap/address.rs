//! Where mail is fetched from, as an operator writes it.
//!
//! Invariant: what is wrong is said without a part of the address, which holds a password; a server elsewhere is spoken
//! to under TLS alone.

use std::fmt;
use std::net::IpAddr;

use base64::Engine;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use secrecy::SecretString;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::domain::contact::EmailAddress;
use crate::domain::office::OfficeCode;

const FORM: &str =
    "is OFFICE=imaps://USER:PASSWORD@HOST/FOLDER, or OFFICE=imap://USER:PASSWORD@HOST/FOLDER?tls=required";
const CLEAR: &str = "would fetch mail in the clear: use imaps://, or add ?tls=required";
const OFFICE: &str = "begins with the code of an office, such as JP=imaps://…";
const OPTION: &str = "has an option after its ? that is neither tls=required nor address=hiring@example.com";
const TWICE: &str = "is the same mailbox as another one";

/// How the line to a server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Privacy {
    /// TLS from the first byte.
    Tls,
    /// TLS after STARTTLS.
    StartTls,
    /// None: the server is this machine.
    Clear,
}

/// A mailbox that an office's mail is fetched from.
#[derive(Clone)]
pub struct Inbox {
    /// Whose mail it is.
    pub office: OfficeCode,
    /// Server, user and folder; no secret, and the same as long as the mailbox is.
    pub name: String,
    /// The address that people write to, if it was said or is the user's name.
    pub address: Option<EmailAddress>,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) privacy: Privacy,
    pub(super) user: String,
    pub(super) password: SecretString,
    pub(super) folder: String,
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Inbox")
    }
}

/// What is wrong with the list, and which of its entries it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("entry {number} {what}")]
pub struct NotInboxes {
    /// The entry, from one.
    pub number: usize,
    /// What is wrong, and what to do.
    pub what: &'static str,
}

/// Reads the mailboxes of a list with space between them.
///
/// # Errors
/// [`NotInboxes`], which repeats nothing of what was given.
pub fn read_inboxes(text: &str) -> Result<Vec<Inbox>, NotInboxes> {
    let mut inboxes: Vec<Inbox> = Vec::new();
    for (at, entry) in text.split_whitespace().enumerate() {
        let wrong = |what| NotInboxes { number: at + 1, what };
        let inbox = Inbox::parse(entry).map_err(wrong)?;
        if inboxes.iter().any(|other| other.office == inbox.office && other.name == inbox.name) {
            return Err(wrong(TWICE));
        }
        inboxes.push(inbox);
    }
    Ok(inboxes)
}

impl Inbox {
    fn parse(entry: &str) -> Result<Self, &'static str> {
        let (office, url) = entry.split_once('=').ok_or(FORM)?;
        let office = office.parse().map_err(|_| OFFICE)?;
        let (is_tls, rest) = match url.strip_prefix("imaps://") {
            Some(rest) => (true, rest),
            None => (false, url.strip_prefix("imap://").ok_or(FORM)?),
        };
        let (place, options) = rest.split_once('?').unwrap_or((rest, ""));
        let options = Options::parse(options).ok_or(OPTION)?;
        let (server, folder) = place.split_once('/').unwrap_or((place, ""));
        let (login, server) = server.rsplit_once('@').ok_or(FORM)?;
        let (user, password) = login.split_once(':').ok_or(FORM)?;
        let (host, port) = host_and_port(server).ok_or(FORM)?;
        let privacy = match (is_tls, options.needs_tls) {
            (true, _) => Privacy::Tls,
            (false, true) => Privacy::StartTls,
            (false, false) if is_here(&host) => Privacy::Clear,
            (false, false) => return Err(CLEAR),
        };
        let user = decoded(user).filter(|user| !user.is_empty()).ok_or(FORM)?;
        let folder = decoded(folder).ok_or(FORM)?;
        let folder = if folder.is_empty() { "INBOX".to_owned() } else { folder };
        Ok(Self {
            office,
            name: format!("{server}/{user}/{folder}"),
            address: options.address.or_else(|| EmailAddress::parse(&user).ok()),
            port: port.unwrap_or(if is_tls { 993 } else { 143 }),
            host,
            privacy,
            user,
            password: decoded(password).ok_or(FORM)?.into(),
            folder: modified_utf7(&folder),
        })
    }
}

#[derive(Default)]
struct Options {
    needs_tls: bool,
    address: Option<EmailAddress>,
}

impl Options {
    fn parse(text: &str) -> Option<Self> {
        let mut options = Self::default();
        for option in text.split('&').filter(|option| !option.is_empty()) {
            match option.split_once('=')? {
                ("tls", "required") => options.needs_tls = true,
                ("address", address) => options.address = Some(EmailAddress::parse(&decoded(address)?).ok()?),
                _ => return None,
            }
        }
        Some(options)
    }
}

fn host_and_port(text: &str) -> Option<(String, Option<u16>)> {
    let (host, rest) = match text.strip_prefix('[') {
        Some(text) => text.split_once(']')?,
        None => text.split_at(text.find(':').unwrap_or(text.len())),
    };
    // What no certificate can be for is no host.
    ServerName::try_from(host).ok()?;
    let port = match rest.strip_prefix(':') {
        Some(digits) => Some(digits.parse().ok()?),
        None if rest.is_empty() => None,
        None => return None,
    };
    Some((host.to_owned(), port))
}

fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// RFC 3986, section 2.1; nothing if it is not to the form, or has characters that would end a line.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut value = [0];
            hex::decode_to_slice([rest.next()?, rest.next()?], &mut value).ok()?;
            bytes.extend(value);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.chars().any(char::is_control))
}

/// RFC 3501, section 5.1.3: how the name of a folder is spelt to a server.
fn modified_utf7(name: &str) -> String {
    let mut spelt = String::new();
    let mut foreign = Vec::new();
    for letter in name.chars() {
        if !letter.is_ascii() {
            let mut units = [0; 2];
            foreign.extend(letter.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes()));
            continue;
        }
        spell(&mut foreign, &mut spelt);
        spelt.push(letter);
        if letter == '&' {
            spelt.push('-');
        }
    }
    spell(&mut foreign, &mut spelt);
    spelt
}

fn spell(foreign: &mut Vec<u8>, spelt: &mut String) {
    if !foreign.is_empty() {
        spelt.push('&');
        GeneralPurpose::new(&IMAP_MUTF7, NO_PAD).encode_string(&*foreign, spelt);
        spelt.push('-');
        foreign.clear();
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn one(entry: &str) -> Inbox {
        Inbox::parse(entry).unwrap()
    }

    #[test]
    fn a_server_elsewhere_is_spoken_to_under_tls_alone() {
        for refused in [
            "JP=imap://user:secret@mail.example.com",
            "JP=imap://user:secret@mail.example.com/INBOX?address=jobs@example.com",
            "JP=imap://user:secret@127.0.0.1@mail.example.com",
            "JP=imap://127.0.0.1:secret@mail.example.com",
        ] {
            assert_eq!(Inbox::parse(refused).unwrap_err(), CLEAR, "{refused}");
        }
        assert_eq!(one("JP=imap://user:secret@mail.example.com?tls=required").privacy, Privacy::StartTls);
        assert_eq!(one("JP=imaps://user:secret@mail.example.com").privacy, Privacy::Tls);
        for here in ["localhost", "127.0.0.1", "127.9.9.9:1143", "[::1]", "[::1]:1143"] {
            assert_eq!(one(&format!("JP=imap://user:secret@{here}")).privacy, Privacy::Clear, "{here}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_without_what_was_given() {
        for wrong in [
            "imaps://user:secret@mail.example.com",
            "jp=imaps://user:secret@mail.example.com",
            "JP=https://user:secret@mail.example.com",
            "JP=imaps://user@mail.example.com",
            "JP=imaps://:secret@mail.example.com",
            "JP=imaps://mail.example.com",
            "JP=imaps://user:secret@",
            "JP=imaps://user:secret@mail.example.com:port",
            "JP=imaps://user:secret@mail.example.com:99999",
            "JP=imaps://user:secret@[::1",
            "JP=imaps://user:sec%ret@mail.example.com",
            "JP=imaps://user:secret%0D%0AA1%20LOGOUT@mail.example.com",
            "JP=imaps://user:secret@mail.example.com/a%0Ab",
            "JP=imaps://user:secret@mail.example.com?tls=opportunistic",
            "JP=imaps://user:secret@mail.example.com?address=nobody",
            "JP",
        ] {
            let fine = "SG=imaps://user:pass@mail.example.com";
            let said = read_inboxes(&format!("{fine}\n{wrong}")).unwrap_err().to_string();
            assert!(said.starts_with("entry 2 "), "{wrong}: {said}");
            assert!(!said.contains("secret") && !said.contains("mail.example.com"), "{wrong}: {said}");
        }
    }

    #[test]
    fn words_are_decoded_and_the_rest_is_filled_in() {
        let inbox = one("JP=imaps://hiring%40example.com:p%40ss%2Fw%3Fo%3Ard@imap.example.com:1993/%E6%8E%A1%E7%94%A8");
        assert_eq!((inbox.host.as_str(), inbox.port), ("imap.example.com", 1993));
        assert_eq!((inbox.user.as_str(), inbox.password.expose_secret()), ("hiring@example.com", "p@ss/w?o:rd"));
        assert_eq!(inbox.address.as_ref().unwrap().as_str(), "hiring@example.com");
        assert_eq!(inbox.name, "imap.example.com:1993/hiring@example.com/採用");
        assert_eq!(inbox.folder, "&Y6F1KA-");
        assert_eq!(format!("{inbox:?}"), "Inbox");
        let inbox = one("SG=imaps://saiyo:x@imap.example.com?address=jobs@example.com");
        assert_eq!((inbox.folder.as_str(), inbox.port), ("INBOX", 993));
        assert_eq!(inbox.address.unwrap().as_str(), "jobs@example.com");
        assert!(one("SG=imap://saiyo:x@localhost/").address.is_none());
    }

    #[test]
    fn folders_are_spelt_as_the_standard_says() {
        // The examples of RFC 3501, and a character beyond the first plane.
        assert_eq!(modified_utf7("~peter/mail/台北/日本語"), "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
        assert_eq!(modified_utf7("Hiring & more"), "Hiring &- more");
        assert_eq!(modified_utf7("𠮷"), "&2ELftw-");
    }

    #[test]
    fn one_mailbox_is_not_fetched_twice_for_an_office() {
        let one = "JP=imaps://a:1@imap.example.com";
        let other = "JP=imaps://a:2@imap.example.com/INBOX";
        assert_eq!(read_inboxes(&format!("{one} {other}")).unwrap_err(), NotInboxes { number: 2, what: TWICE });
        assert_eq!(read_inboxes(&format!(" {one}\n\tSG=imaps://b:2@imap.example.com/Jobs ")).unwrap().len(), 2);
        assert!(read_inboxes("").unwrap().is_empty());
    }
}
