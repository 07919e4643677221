//! What every page carries around its own content: language, navigation, who is signed in, messages.
//!
//! The language switch is a form that posts `locale` and `back` (and `csrf` in a session) to `/language`; the
//! answer sets a cookie and leads to [`back_to`] of what was sent. It works without a session and without scripts.
//!
//! Invariant: the frame knows names of staff and offices, never anything about a candidate.

mod message;

pub use message::Message;

use super::assets;
use super::texts::Texts;
use crate::domain::staff::Role;

/// Where a page belongs; decides its navigation and its look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// For everybody.
    Public,
    /// For a person of staff in a role.
    Staff(Role),
    /// For people of processors.
    Partner,
    /// For candidates, about themselves.
    Me,
    /// Before anybody is signed in: sign-in and set-up.
    Door,
}

/// What every page carries.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The language of the page.
    pub texts: Texts,
    /// The path that the language switch comes back to; only a path, begins with `/`.
    pub path: String,
    /// The company's name.
    pub company: String,
    /// Where the page belongs.
    pub area: Area,
    /// Who is signed in.
    pub person: Option<SignedIn>,
    /// The token that forms of a session carry.
    pub csrf: Option<String>,
    /// A message about what was just done.
    pub flash: Option<Flash>,
}

/// Who is signed in, as the header shows it.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Name.
    pub name: String,
    /// Role, in the language of the page; empty for a candidate.
    pub role: String,
    /// Office, in the language of the page.
    pub office: String,
}

impl SignedIn {
    /// One or two letters that stand for the person.
    pub fn initials(&self) -> String {
        let mut words = self.name.split_whitespace().filter_map(|word| word.chars().next());
        match (words.next(), words.next_back()) {
            (Some(first), Some(last)) if first.is_ascii() && last.is_ascii() => format!("{first}{last}"),
            (Some(first), _) => first.to_string(),
            (None, _) => "·".to_owned(),
        }
    }
}

/// Whether a message is good news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Good,
    /// Something was not done.
    Bad,
}

/// A message about what was just done.
#[derive(Debug, Clone)]
pub struct Flash {
    /// Good news or bad.
    pub tone: Tone,
    /// The message, in the language of the page.
    pub text: String,
}

impl Flash {
    /// A message in a language.
    pub fn of(message: Message, texts: &Texts) -> Self {
        Self { tone: message.tone(), text: texts.say(message.key()) }
    }

    /// Whether the message is bad news.
    pub fn is_bad(&self) -> bool {
        self.tone == Tone::Bad
    }
}

/// A page that the navigation leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavEntry {
    /// Its address.
    pub href: &'static str,
    /// The key of its name.
    pub label: &'static str,
    /// Whether the reader is on it or below it.
    pub current: bool,
    /// Whether it stands behind *More*: a line has room for so many.
    pub behind: bool,
}

/// Pages that stand in the line itself; where there are more, the last ones stand behind *More*.
const IN_LINE: usize = 7;

impl Frame {
    /// A frame for a page that nobody has signed in to.
    pub fn new(texts: Texts, area: Area, path: &str, company: &str) -> Self {
        let (path, company) = (path.to_owned(), company.to_owned());
        Self { texts, path, company, area, person: None, csrf: None, flash: None }
    }

    /// The address of an embedded file.
    pub fn asset(&self, name: &str) -> String {
        assets::asset_url(name)
    }

    /// The name of the area, as the style sheet knows it.
    pub fn area_class(&self) -> &'static str {
        match self.area {
            Area::Public => "public",
            Area::Staff(_) => "staff",
            Area::Partner => "partner",
            Area::Me => "me",
            Area::Door => "door",
        }
    }

    /// Whether the page is for staff: they work by keyboard as well.
    pub const fn is_staff(&self) -> bool {
        matches!(self.area, Area::Staff(_))
    }

    /// Whether the reader's role has lists of candidates.
    pub fn lists_candidates(&self) -> bool {
        self.navigation().iter().any(|entry| entry.href == "/staff/candidates")
    }

    /// Where the name in the header leads to.
    pub fn home(&self) -> &'static str {
        match self.area {
            Area::Staff(_) => "/staff",
            Area::Partner => "/partner",
            Area::Me => "/me",
            Area::Public | Area::Door => "/",
        }
    }

    /// Where signing out is posted to.
    pub fn sign_out(&self) -> &'static str {
        match self.area {
            Area::Me => "/me/sign-out",
            Area::Partner => "/partner/sign-out",
            _ => "/staff/sign-out",
        }
    }

    /// The pages that the navigation leads to; an administrator is led to no candidate.
    pub fn navigation(&self) -> Vec<NavEntry> {
        let entries: &[(&str, &str)] = match self.area {
            Area::Public => &[("/careers", "nav-careers"), ("/notices", "nav-notices"), ("/contact", "nav-contact")],
            Area::Staff(Role::Administrator) => &[
                ("/staff", "nav-today"),
                ("/staff/vacancies", "nav-vacancies"),
                ("/staff/users", "nav-users"),
                ("/staff/offices", "nav-offices"),
                ("/staff/intakes", "nav-intakes"),
            ],
            Area::Staff(Role::PrivacyOfficer) => &[
                ("/staff", "nav-today"),
                ("/staff/candidates", "nav-candidates"),
                ("/staff/reviews", "nav-reviews"),
                ("/staff/transfers", "nav-transfers"),
                ("/staff/disclosures", "nav-disclosures"),
                ("/staff/processors", "nav-processors"),
                ("/staff/incidents", "nav-incidents"),
                ("/staff/duties", "nav-duties"),
                ("/staff/inbox", "nav-inbox"),
                ("/staff/notices", "nav-notices"),
                ("/staff/country-information", "nav-country-information"),
                ("/staff/what-if", "nav-what-if"),
                ("/staff/policy", "nav-policy"),
                ("/staff/journal", "nav-journal"),
            ],
            Area::Staff(Role::HrAnalyst) => &[("/staff", "nav-today")],
            Area::Staff(Role::Recruiter) => {
                &[("/staff", "nav-today"), ("/staff/candidates", "nav-candidates"), ("/staff/inbox", "nav-inbox")]
            }
            Area::Staff(_) => &[("/staff", "nav-today"), ("/staff/candidates", "nav-candidates")],
            Area::Partner => &[("/partner", "nav-entrusted")],
            Area::Me | Area::Door => &[],
        };
        let entry = |(number, &(href, label)): (usize, &(&'static str, &'static str))| NavEntry {
            href,
            label,
            current: self.is_at(href),
            behind: number >= IN_LINE,
        };
        entries.iter().enumerate().map(entry).collect()
    }

    /// Whether the navigation has pages behind *More*, and whether the reader is on one of them.
    pub fn more(&self) -> (bool, bool) {
        let behind: Vec<NavEntry> = self.navigation().into_iter().filter(|entry| entry.behind).collect();
        (!behind.is_empty(), behind.iter().any(|entry| entry.current))
    }

    fn is_at(&self, href: &str) -> bool {
        let below = self.path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'));
        self.path == href || (below && href != "/staff")
    }
}

/// Where a posted `back` may lead: a path of this site, else the first page.
pub fn back_to(sent: &str) -> &str {
    let own = sent.starts_with('/') && !sent.starts_with("//") && !sent.contains(['\\', '\r', '\n', '\t', '\0']);
    if own { sent } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::locale::Locale;

    fn person(name: &str) -> SignedIn {
        SignedIn { name: name.into(), role: String::new(), office: String::new() }
    }

    #[test]
    fn the_language_switch_leads_to_no_other_site() {
        assert_eq!(back_to("/careers/x"), "/careers/x");
        for bad in
            ["", "https://evil.example", "//evil.example", "/\\evil.example", "/a\r\nSet-Cookie: x", "evil", "/\t/evil"]
        {
            assert_eq!(back_to(bad), "/", "{bad:?}");
        }
    }

    #[test]
    fn initials_are_letters_of_the_name() {
        assert_eq!(person("Rin Tanaka").initials(), "RT");
        assert_eq!(person("田中 凛").initials(), "田");
        assert_eq!(person("").initials(), "·");
    }

    #[test]
    fn the_current_page_is_marked_also_below_it() {
        let frame = |path| Frame::new(Texts::of(Locale::En), Area::Staff(Role::Recruiter), path, "Company");
        let current = |path| frame(path).navigation().iter().map(|entry| entry.current).collect::<Vec<_>>();
        assert_eq!(current("/staff"), [true, false, false]);
        assert_eq!(current("/staff/candidates/1"), [false, true, false]);
    }

    #[test]
    fn the_inbox_is_led_to_from_the_line_of_recruiters_and_behind_more_of_privacy_officers() {
        let behind = |role| {
            let frame = Frame::new(Texts::of(Locale::En), Area::Staff(role), "/staff", "Company");
            let inbox = frame.navigation().into_iter().find(|entry| entry.href == "/staff/inbox");
            inbox.map(|entry| entry.behind)
        };
        assert_eq!((behind(Role::Recruiter), behind(Role::PrivacyOfficer)), (Some(false), Some(true)));
        for role in [Role::HiringManager, Role::HrAnalyst, Role::Administrator] {
            assert_eq!(behind(role), None, "{role}");
        }
    }

    #[test]
    fn an_administrator_is_led_to_no_candidate() {
        let frame = Frame::new(Texts::of(Locale::En), Area::Staff(Role::Administrator), "/staff", "Company");
        assert!(frame.navigation().iter().all(|entry| !entry.href.contains("candidates")));
    }
}
