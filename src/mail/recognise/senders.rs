//! Who sends: a program, a colleague, a recruitment agent, a recruitment service, or somebody for themselves.
//!
//! Invariant: this is what a sender looks like, which they choose themselves; nothing here proves who they are.

use super::folded::fold;
use super::lists::List;
use super::view::View;
use super::words::find;
use crate::domain::message::MessageHead;

/// What stands in the local part of an address from which a program sends.
const OF_PROGRAMS: &[&str] = &[
    "alert",
    "alerts",
    "auto",
    "automailer",
    "bot",
    "bounce",
    "bounces",
    "daemon",
    "mailer",
    "notice",
    "notices",
    "notification",
    "notifications",
    "notify",
    "robot",
    "root",
    "system",
];
/// Who offers addresses to everybody: two of the same are no colleagues.
pub(super) const PUBLIC_DOMAINS: &[&str] = &[
    "126.com",
    "163.com",
    "aol.com",
    "docomo.ne.jp",
    "ezweb.ne.jp",
    "gmail.com",
    "gmx.com",
    "hotmail.com",
    "icloud.com",
    "live.com",
    "mail.com",
    "me.com",
    "msn.com",
    "outlook.com",
    "outlook.jp",
    "proton.me",
    "qq.com",
    "sina.com",
    "softbank.ne.jp",
    "yahoo.co.jp",
    "yahoo.com",
    "yahoo.com.hk",
    "yahoo.com.tw",
];
/// Words of a report of a recruitment service that make one together, in a mail of a program.
const HINTS: usize = 2;

/// The sender of a mail.
pub(super) struct Sender {
    name: String,
    local: String,
    domain: String,
}

impl Sender {
    pub(super) fn of(head: &MessageHead) -> Self {
        let from = head.from.clone().unwrap_or_default();
        let address = from.address.trim().to_lowercase();
        // Mail systems write a name where an address should be.
        let (local, domain) = match address.rsplit_once('@') {
            Some((local, domain)) => (local.to_owned(), domain.to_owned()),
            None if address.is_empty() => (from.name.trim().to_lowercase(), String::new()),
            None => (address, String::new()),
        };
        Self { name: from.name, local, domain }
    }

    /// Whether it has an address at all.
    pub(super) fn has_address(&self) -> bool {
        !self.local.is_empty() && !self.domain.is_empty()
    }

    /// Whether it is a mail system.
    pub(super) fn is_mail_system(&self) -> bool {
        let flat = self.flat();
        self.is_daemon() || matches!(flat.as_str(), "postmaster" | "maildaemon")
    }

    /// Whether it is the part of a mail system that sends nothing but failures.
    pub(super) fn is_daemon(&self) -> bool {
        self.flat().starts_with("mailerdaemon")
    }

    /// Whether it is an address that nobody reads.
    pub(super) fn is_program(&self) -> bool {
        let flat = self.flat();
        let mut words = self.local.split(|letter: char| !letter.is_ascii_alphanumeric());
        ["noreply", "donotreply"].iter().any(|word| flat.contains(word))
            || self.is_mail_system()
            || words.any(|word| OF_PROGRAMS.contains(&word))
    }

    /// Whether it is an address of a mailing list's own.
    pub(super) fn is_list(&self) -> bool {
        ["-request", "-bounces", "-owner", "-errors"].iter().any(|end| self.local.ends_with(end))
            || self.local.starts_with("owner-")
            || matches!(self.local.as_str(), "listserv" | "majordomo" | "mailman" | "newsletter" | "news" | "abuse")
    }

    /// Whether it is in a domain of one's own.
    pub(super) fn is_colleague(&self, own_addresses: &[String]) -> bool {
        let mut domains = own_addresses.iter().filter_map(|own| own.rsplit_once('@'));
        let is_own = domains.any(|(_, domain)| domain.trim().eq_ignore_ascii_case(&self.domain));
        is_own && !PUBLIC_DOMAINS.contains(&self.domain.as_str())
    }

    /// Whether it calls itself what recruitment agents do.
    fn is_called_agent(&self) -> bool {
        let called = format!("{} {}", fold(&self.name), self.domain);
        find(&called, true).has(List::AgentName)
    }

    fn flat(&self) -> String {
        self.local.chars().filter(char::is_ascii_alphanumeric).collect()
    }
}

/// Whether a mail is a report of a recruitment service.
pub(super) fn is_of_service(view: &View, sender: &Sender) -> bool {
    let own = &view.own;
    let reports = own.has(List::ServiceEvent) && (own.has(List::ServiceSelf) || sender.is_program());
    reports || (sender.is_program() && own.count(List::ServiceHint) >= HINTS && own.has(List::ServiceSelf))
}

/// Whether a recruitment agent writes, about people other than themselves. Somebody who makes a request or `applies` is
/// taken for an agent only if they say what nobody else does.
pub(super) fn is_of_agent(view: &View, sender: &Sender, has_cv: bool, makes_request: bool, applies: bool) -> bool {
    let own = &view.own;
    if own.has(List::AgentIntroduced) {
        return false;
    }
    let signs = [
        own.has(List::AgentWho),
        own.has(List::AgentOffer),
        own.has(List::AgentMoney),
        sender.is_called_agent(),
        has_cv && (own.has(List::AgentWho) || own.has(List::AgentOffer)),
    ];
    let is_likely = signs.into_iter().filter(|sign| *sign).count() >= 2;
    own.has(List::AgentStrong) || (is_likely && !makes_request && !applies)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::message::MailAddress;

    fn sender(name: &str, address: &str) -> Sender {
        let from = MailAddress { name: name.to_owned(), address: address.to_owned() };
        Sender::of(&MessageHead { from: Some(from), ..MessageHead::default() })
    }

    #[test]
    fn programs_are_known_by_their_addresses() {
        for address in ["no-reply@a.example", "NoReply.jobs@a.example", "job-alerts@a.example", "bounce+x@a.example"] {
            assert!(sender("", address).is_program(), "{address}");
        }
        for address in ["rootes@a.example", "norbert@a.example", "talerton@a.example", "info@a.example"] {
            assert!(!sender("", address).is_program(), "{address}");
        }
    }

    #[test]
    fn a_mail_system_is_known_without_an_address() {
        assert!(sender("MAILER-DAEMON", "").is_mail_system() && !sender("MAILER-DAEMON", "").has_address());
        assert!(sender("", "post_master@a.example").is_mail_system() && !sender("", "post@a.example").is_mail_system());
    }

    #[test]
    fn colleagues_share_a_domain_of_their_own() {
        let own = ["Recruit@Minato.example".to_owned(), "minato@gmail.com".to_owned()];
        assert!(sender("", "wei@minato.example").is_colleague(&own));
        assert!(!sender("", "wei@gmail.com").is_colleague(&own) && !sender("", "wei@a.example").is_colleague(&own));
    }

    #[test]
    fn agents_are_known_by_their_names() {
        assert!(sender("Northstar Executive Search", "a@b.example").is_called_agent());
        assert!(sender("", "a@sakura-career.example").is_called_agent());
        assert!(!sender("Ann Research", "a@mail.example").is_called_agent());
    }
}
