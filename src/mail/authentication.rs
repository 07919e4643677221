//! How far a mail is from whom it says it is from: by what our own mail server wrote upon it (RFC 8601).
//!
//! Anybody can write such a field. Our server's counts, by its authserv-id, where it writes: at the top. It also has to
//! take out what comes in under that id (RFC 8601, section 5).
//!
//! Invariant: a mail proves nothing (R9). What comes of this raises or lowers how much one looks at a mail; whatever is
//! not clear is unknown, and nothing conspicuous about a sender is ever outweighed.

use std::str::FromStr;

use super::inbound::{AuthenticationField, AuthenticationResult, ParsedMail};
use crate::domain::authenticity::Authenticity;
use crate::domain::message::Caution;

/// What makes a confirmation worthless: a domain that was confirmed may be another one than whoever reads the mail
/// takes it for, or than answers go to.
const DOUBTS: [Caution; 6] = [
    Caution::BidiText,
    Caution::MixedScripts,
    Caution::NameIsAddress,
    Caution::ReplyElsewhere,
    Caution::NoOneSender,
    Caution::Malformed,
];

/// The mail servers whose word counts, by their authserv-ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedServers(Vec<String>);

impl FromStr for TrustedServers {
    /// What is wrong, and what to do.
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_of_id = |letter: char| letter.is_ascii_graphic() && !r#";="()\"#.contains(letter);
        let id = |word: &str| {
            let fits = word.chars().all(is_of_id);
            fits.then(|| word.to_lowercase()).ok_or_else(|| format!("{word} is no authserv-id such as mx.example.com"))
        };
        text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(id).collect::<Result<_, _>>().map(Self)
    }
}

impl TrustedServers {
    /// How far a mail is from whom it says it is from.
    pub fn judge(&self, mail: &ParsedMail) -> Authenticity {
        let found = self.believed(&mail.marks.authentication);
        let mut verdicts = found.iter().filter(|one| one.method == "dmarc").map(|one| one.result.as_str());
        let verdict = verdicts.next();
        // What a server says twice it says alike; else one of them is not its own.
        if verdicts.any(|other| Some(other) != verdict) {
            return Authenticity::Unknown;
        }
        match verdict {
            Some("fail") => Authenticity::Failed,
            Some("pass") if is_confirmed(mail, &found, is_pass_of_policy) => Authenticity::Confirmed,
            Some("pass") => Authenticity::Unknown,
            _ if is_confirmed(mail, &found, is_pass_of_signature) => Authenticity::Confirmed,
            _ => Authenticity::Unknown,
        }
    }

    fn trusts(&self, field: &AuthenticationField) -> bool {
        self.0.contains(&field.server)
    }

    /// The results of the topmost trusted fields that stand together. One that cannot be read may have been ours, so
    /// nothing below it counts; nor does anything below the next server's mark, which came with the mail.
    fn believed<'a>(&self, fields: &'a [AuthenticationField]) -> Vec<&'a AuthenticationResult> {
        let mut below = fields.iter().skip_while(|field| !field.server.is_empty() && !self.trusts(field)).peekable();
        let level = below.peek().map(|first| first.received_above);
        let together = below.take_while(|field| self.trusts(field) && Some(field.received_above) == level);
        together.flat_map(|field| &field.results).collect()
    }
}

/// Whether one of the results confirms the sender's domain, and nothing stands against it.
fn is_confirmed(
    mail: &ParsedMail,
    found: &[&AuthenticationResult],
    confirms: fn(&AuthenticationResult, &str) -> bool,
) -> bool {
    let address = mail.head.from.as_ref().map_or("", |from| from.address.as_str());
    let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let is_doubtful = mail.marks.is_signed_in_part || mail.head.cautions.iter().any(|one| DOUBTS.contains(one));
    !domain.is_empty() && !is_doubtful && found.iter().any(|result| confirms(result, &plain(domain)))
}

/// DMARC has compared the domains itself, but of the sender that it read.
fn is_pass_of_policy(result: &AuthenticationResult, domain: &str) -> bool {
    result.method == "dmarc" && result.only("header.from").is_some_and(|read| plain(read) == domain)
}

/// DKIM says who signed, and not whether that is the sender. SPF alone says nothing about who is named as the sender.
fn is_pass_of_signature(result: &AuthenticationResult, domain: &str) -> bool {
    let is_in_part = result.properties.iter().any(|(name, _)| name == "l" || name.ends_with(".l"));
    result.method == "dkim"
        && result.result == "pass"
        && !is_in_part
        && result.only("header.d").is_some_and(|signer| speaks_for(&plain(signer), domain))
}

/// Whether whoever signs for a domain may say who sends from another: from the same, or from one below it, since that
/// is theirs to give. Not from one above or beside it, although DMARC would take that: without a list of public
/// suffixes, `taro.example.com` may be anybody who was given a name there. A domain of one label gives names to everybody.
fn speaks_for(signer: &str, domain: &str) -> bool {
    let is_above = signer.contains('.') && domain.strip_suffix(signer).is_some_and(|below| below.ends_with('.'));
    !signer.is_empty() && (signer == domain || is_above)
}

fn plain(domain: &str) -> String {
    domain.trim_end_matches('.').to_lowercase()
}

#[cfg(test)]
mod tests;
