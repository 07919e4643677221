//! What is proposed of a mail to whoever takes it: the vacancy that it names, the files that are documents, the third
//! party that it is from.
//!
//! Invariant: these are proposals for a form that a person checks. Where two fit, none is proposed.

use super::folded::{fold, is_wide};
use super::senders::PUBLIC_DOMAINS;
use crate::domain::id::{ThirdPartyId, VacancyId};
use crate::domain::message::{MailAddress, MessageHead};
use crate::domain::vacancy::VacancyName;

/// How much of a text is looked at.
const MOST_BYTES: usize = 64 * 1024;
/// The shortest part of a domain by which an organisation is known.
const SHORTEST_NAME: usize = 5;
/// Endings of files that are documents.
const ENDINGS: &[&str] = &["doc", "docx", "odt", "pages", "pdf", "rtf", "txt"];
/// Kinds of files that are documents.
const KINDS: &[&str] = &[
    "application/msword",
    "application/pdf",
    "application/rtf",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/rtf",
];
/// Words of a name that say in which form an organisation stands, as they are folded.
const FORMS: &[&str] = &[
    "co",
    "company",
    "corp",
    "corporation",
    "gk",
    "godo",
    "inc",
    "k.k",
    "kabushiki",
    "kaisha",
    "kk",
    "limited",
    "llc",
    "ltd",
    "plc",
    "private",
    "pte",
    "pty",
];
/// The same where they are written into the name.
const WIDE_FORMS: &[&str] = &["株式会社", "(株)", "有限会社", "(有)", "合同会社", "有限公司"];

/// The one vacancy that a mail names by its title, or by its word in the URL if that is no word of a language.
pub fn vacancy_named(vacancies: &[VacancyName], head: &MessageHead, text: &str) -> Option<VacancyId> {
    let text = text.get(..text.floor_char_boundary(MOST_BYTES)).unwrap_or_default();
    let said = format!("{}\n{}", fold(&head.subject), fold(text));
    the_one(vacancies.iter().filter(|vacancy| is_named(vacancy, &said)).map(|vacancy| vacancy.id))
}

fn is_named(vacancy: &VacancyName, said: &str) -> bool {
    let title = &vacancy.title;
    let is_reference = vacancy.slug.contains(|letter: char| letter == '-' || letter.is_ascii_digit());
    let reference = is_reference.then_some(&vacancy.slug);
    [&title.ja, &title.en, &title.zh_hant].into_iter().chain(reference).any(|name| has_words(said, fold(name).trim()))
}

/// Whether words stand in a text by themselves; both are folded. Scripts without spaces part no words.
fn has_words(text: &str, words: &str) -> bool {
    let is_part = |letter: Option<char>| letter.is_some_and(|it| (it.is_alphanumeric() || it == '-') && !is_wide(it));
    let begins = is_part(words.chars().next());
    let ends = is_part(words.chars().next_back());
    words.chars().nth(1).is_some()
        && text.match_indices(words).any(|(at, found)| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let after = text.get(at + found.len()..).and_then(|after| after.chars().next());
            let is_longer = begins && is_part(before) || ends && is_part(after);
            !is_longer
        })
}

/// Whether a file that came with an application is a document, by its name and kind: pictures within a text are none.
pub fn is_document(name: &str, content_type: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    ENDINGS.contains(&ending.as_str()) || KINDS.contains(&kind.as_str())
}

/// A third party as a sender is compared with it.
#[derive(Debug, Clone, Copy)]
pub struct KnownParty<'a> {
    /// Which.
    pub id: ThirdPartyId,
    /// What it is called.
    pub name: &'a str,
    /// How to reach it, in words.
    pub contact: &'a str,
}

/// The one third party whose mail this seems to be: by the domain of its contact, else by its name.
pub fn party_of(parties: &[KnownParty<'_>], from: &MailAddress) -> Option<ThirdPartyId> {
    let domain = from.address.rsplit_once('@').map(|(_, domain)| domain.trim().to_lowercase()).unwrap_or_default();
    let domain = if PUBLIC_DOMAINS.contains(&domain.as_str()) { "" } else { domain.as_str() };
    let reached = those(parties, |party| !domain.is_empty() && is_reached_at(party.contact, domain));
    if !reached.is_empty() {
        return the_one(reached);
    }
    let called = fold(&from.name);
    the_one(those(parties, |party| is_called(party.name, &called, domain)))
}

fn those(parties: &[KnownParty<'_>], fits: impl Fn(&KnownParty<'_>) -> bool) -> Vec<ThirdPartyId> {
    parties.iter().filter(|party| fits(party)).map(|party| party.id).collect()
}

/// Whether a contact names a domain: in an address of mail, or of a page.
fn is_reached_at(contact: &str, domain: &str) -> bool {
    let contact = contact.to_lowercase();
    let mut words = contact.split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '.' | '-'));
    words.any(|word| {
        let word = word.trim_matches('.');
        word == domain || word.strip_prefix("www.") == Some(domain)
    })
}

/// Whether a sender is called like an organisation, or writes from a domain that is.
fn is_called(name: &str, sender: &str, domain: &str) -> bool {
    let bare = bare(name);
    let flat = flat(&bare);
    let mut labels: Vec<String> = domain.split('.').map(self::flat).collect();
    labels.pop();
    let is_like = |label: &String| label.chars().count() >= SHORTEST_NAME && flat.starts_with(label.as_str());
    has_words(sender, &bare) || labels.iter().any(is_like)
}

/// A name without the words for the form of an organisation, folded.
fn bare(name: &str) -> String {
    let name = WIDE_FORMS.iter().fold(fold(name), |name, form| name.replace(&fold(form), " "));
    let words = name.split([' ', ',']).map(|word| word.trim_end_matches('.'));
    words.filter(|word| !word.is_empty() && !FORMS.contains(word)).collect::<Vec<_>>().join(" ")
}

/// A name as domains write it.
fn flat(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

fn the_one<T>(found: impl IntoIterator<Item = T>) -> Option<T> {
    let mut found = found.into_iter();
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::locale::InThreeLanguages;
    use crate::domain::vacancy::VacancyState;

    fn vacancy(slug: &str, ja: &str, en: &str) -> VacancyName {
        let title = InThreeLanguages { ja: ja.to_owned(), en: en.to_owned(), ..InThreeLanguages::default() };
        let (id, office) = (VacancyId::new(), "JP".parse().unwrap());
        VacancyName { id, office, slug: slug.to_owned(), title, state: VacancyState::Open }
    }

    fn about(subject: &str) -> MessageHead {
        MessageHead { subject: subject.to_owned(), ..MessageHead::default() }
    }

    #[test]
    fn a_vacancy_is_proposed_if_it_alone_is_named() {
        let all =
            [vacancy("designer-jp", "機械設計", "Mechanical Designer"), vacancy("sales", "営業", "Sales Engineer")];
        let named = |subject: &str, text: &str| vacancy_named(&all, &about(subject), text);
        assert_eq!(named("Application", "I apply as MECHANICAL  designer."), Some(all[0].id));
        assert_eq!(named("【応募】機械設計エンジニア職", ""), Some(all[0].id), "no word is parted from the next");
        assert_eq!(named("Ref. DESIGNER-JP", ""), Some(all[0].id));
        assert_eq!(named("Sales Engineers wanted", "I worked in sales."), None, "no title and no reference");
        assert_eq!(named("Mechanical Designer or Sales Engineer", ""), None, "two of them");
        assert_eq!(named("designer-jp2", "Hello"), None);
        let empty = [vacancy("x", "", "")];
        assert_eq!(vacancy_named(&empty, &about(""), "anything"), None);
    }

    #[test]
    fn documents_are_known_and_pictures_are_none() {
        for (name, kind) in [("CV.PDF", ""), ("履歴書.docx", ""), ("a.odt", ""), ("cv", "application/pdf; name=cv")]
        {
            assert!(is_document(name, kind), "{name}");
        }
        for (name, kind) in [("logo.png", "image/png"), ("image001.jpg", ""), ("cv.exe", ""), ("pdf", "")] {
            assert!(!is_document(name, kind), "{name}");
        }
    }

    fn from(name: &str, address: &str) -> MailAddress {
        MailAddress { name: name.to_owned(), address: address.to_owned() }
    }

    #[test]
    fn a_third_party_is_proposed_by_its_domain_or_its_name() {
        let ids = [ThirdPartyId::new(), ThirdPartyId::new()];
        let party = |at: usize, name, contact| KnownParty { id: ids[at], name, contact };
        let all = [
            party(0, "Northstar Executive Search K.K.", "03-0000-0000, mori@nses.example"),
            party(1, "株式会社さくらキャリア", "https://www.sakura.example/about"),
        ];
        let found = |name, address| party_of(&all, &from(name, address));
        assert_eq!(found("Ken Mori", "ken@NSES.example"), Some(ids[0]));
        assert_eq!(found("", "info@sakura.example"), Some(ids[1]));
        assert_eq!(found("Ken Mori (Northstar Executive Search)", "ken@gmail.com"), Some(ids[0]));
        assert_eq!(found("サクラキャリア 山田", "yamada@mail.example"), Some(ids[1]));
        assert_eq!(found("Ken Mori", "ken@mail.northstar.co.jp"), Some(ids[0]));
        for (name, address) in [("Ken Mori", "ken@gmail.com"), ("", ""), ("Ken", "ken@nort.example"), ("Star", "")] {
            assert_eq!(found(name, address), None, "{name} {address}");
        }
        let public = [party(0, "Gmail Agency", "agency@gmail.com")];
        assert_eq!(party_of(&public, &from("Ken", "ken@gmail.com")), None, "everybody writes from there");
        let twice = [party(0, "Minato Agency", ""), party(1, "Minato Agency Ltd.", "")];
        assert_eq!(party_of(&twice, &from("Minato Agency", "a@b.example")), None, "which of the two");
    }
}
