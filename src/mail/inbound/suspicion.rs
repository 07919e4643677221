//! What is conspicuous about a sender: other scripts, other addresses, other places to answer to.
//!
//! Invariant: a caution accuses nobody; it says what stands there and that a person should look twice.

use super::addresses::{domain, is_address};
use super::cautions::Cautions;
use crate::domain::message::{Caution, MessageHead};

/// Letters of Cyrillic and Greek that look like Latin ones.
const LOOK_ALIKES: &str = "аеорсухіјѕһԁӏԛԝгкпьвмнтАВЕКМНОРСТХУІЈЅԌαορνικυχγτηΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";
/// Second levels under a country that belong to nobody.
const SECOND_LEVELS: &[&str] = &[
    "co", "ac", "or", "ne", "go", "ed", "gr", "lg", "ad", "com", "net", "org", "edu", "gov", "gob", "idv", "ind",
    "per", "sch", "nhs", "ltd", "plc",
];

/// Adds what is conspicuous about the sender.
pub fn read(head: &MessageHead, cautions: &mut Cautions) {
    if let Some(from) = &head.from {
        let mut words = from.name.split([' ', '<', '>', '(', ')', '"', ',', '\u{3000}']);
        let is_other = |word: &str| is_address(word) && !word.eq_ignore_ascii_case(&from.address);
        cautions.add_if(words.any(is_other), Caution::NameIsAddress);
        cautions.add_if(is_mixed(&from.name) || is_mixed_address(&from.address), Caution::MixedScripts);
        let own = registrable(domain(&from.address));
        let is_elsewhere = head.reply_to.iter().any(|to| registrable(domain(&to.address)) != own);
        cautions.add_if(is_elsewhere, Caution::ReplyElsewhere);
    }
}

/// The part of a domain that somebody registered, roughly: two labels, or three under a country's second level.
fn registrable(domain: &str) -> String {
    let labels: Vec<&str> = domain.trim_end_matches('.').split('.').collect();
    let (last, second) = (labels.last(), labels.len().checked_sub(2).and_then(|at| labels.get(at)));
    let is_country = last.is_some_and(|last| last.len() == 2);
    let kept = if is_country && second.is_some_and(|second| SECOND_LEVELS.contains(second)) { 3 } else { 2 };
    labels.get(labels.len().saturating_sub(kept)..).unwrap_or_default().join(".").to_lowercase()
}

/// Whether a word of a text has Latin letters beside Cyrillic or Greek ones.
fn is_mixed(text: &str) -> bool {
    let mut words = text.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| word.chars().any(is_latin) && word.chars().any(is_cyrillic_or_greek))
}

/// Whether an address mixes scripts, or has a label that only looks Latin: in letters, or in the code for them.
fn is_mixed_address(address: &str) -> bool {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    is_mixed(local)
        || domain.split('.').any(|label| {
            let prefix = label.get(..4).filter(|prefix| prefix.eq_ignore_ascii_case("xn--"));
            let coded = prefix.and_then(|_| label.get(4..));
            let label = coded.and_then(punycode).unwrap_or_else(|| label.to_owned());
            is_mixed(&label) || is_disguised(&label)
        })
}

/// Whether every letter looks Latin and none is.
fn is_disguised(label: &str) -> bool {
    let letters = || label.chars().filter(|letter| letter.is_alphabetic());
    letters().count() > 1 && letters().all(|letter| LOOK_ALIKES.contains(letter))
}

fn is_latin(letter: char) -> bool {
    letter.is_ascii_alphabetic() || matches!(letter, '\u{C0}'..='\u{24F}' if letter.is_alphabetic())
}

fn is_cyrillic_or_greek(letter: char) -> bool {
    matches!(letter, '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' | '\u{400}'..='\u{52F}') && letter.is_alphabetic()
}

/// Decodes a label of an international domain (RFC 3492); none if it is no code.
fn punycode(coded: &str) -> Option<String> {
    const MOST: usize = 63;
    let (basic, rest) = coded.rsplit_once('-').unwrap_or(("", coded));
    let mut out: Vec<char> = basic.chars().filter(char::is_ascii).take(MOST).collect();
    let (mut code, mut index, mut bias) = (128u32, 0u32, 72u32);
    let mut digits = rest.bytes().take(MOST).peekable();
    while digits.peek().is_some() {
        let (before, mut weight, mut step) = (index, 1u32, 36u32);
        loop {
            let digit = match digits.next()? {
                byte @ b'a'..=b'z' => byte - b'a',
                byte @ b'A'..=b'Z' => byte - b'A',
                byte @ b'0'..=b'9' => byte - b'0' + 26,
                _ => return None,
            };
            index = index.checked_add(u32::from(digit).checked_mul(weight)?)?;
            let threshold = step.saturating_sub(bias).clamp(1, 26);
            if u32::from(digit) < threshold {
                break;
            }
            weight = weight.checked_mul(36 - threshold)?;
            step += 36;
        }
        let length = u32::try_from(out.len()).ok()? + 1;
        bias = adapted(index - before, length, before == 0);
        code = code.checked_add(index / length)?;
        index %= length;
        out.insert(usize::try_from(index).ok()?, char::from_u32(code)?);
        index += 1;
    }
    Some(out.into_iter().collect())
}

fn adapted(delta: u32, length: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / 700 } else { delta / 2 };
    delta += delta / length;
    let mut bias = 0;
    while delta > 455 {
        delta /= 35;
        bias += 36;
    }
    bias + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::message::MailAddress;

    fn cautions(name: &str, address: &str, reply_to: &str) -> Vec<Caution> {
        let one = |name: &str, address: &str| MailAddress { name: name.to_owned(), address: address.to_owned() };
        let mut head = MessageHead { from: Some(one(name, address)), ..MessageHead::default() };
        if !reply_to.is_empty() {
            head.reply_to.push(one("", reply_to));
        }
        let mut cautions = Cautions::default();
        read(&head, &mut cautions);
        cautions.into_list()
    }

    #[test]
    fn an_ordinary_sender_is_not_conspicuous() {
        for (name, address, reply_to) in [
            ("山田 Taro", "taro@mail.example.co.jp", "hr@example.co.jp"),
            ("taro@example.com", "Taro@example.com", ""),
            ("Иван Петров", "ivan@example.com", ""),
            ("Müller", "m@xn--mller-kva.example", ""),
            ("日本語", "a@xn--wgv71a119e.example", ""),
            ("Élodie O'Brien-Smith", "e@example.org", "e@example.org"),
        ] {
            assert!(cautions(name, address, reply_to).is_empty(), "{address}");
        }
    }

    #[test]
    fn another_address_in_the_name_or_to_answer_to_is() {
        assert_eq!(cautions("ceo@example.com", "x@evil.example", ""), [Caution::NameIsAddress]);
        assert_eq!(cautions("CEO <ceo@example.com>", "x@evil.example", ""), [Caution::NameIsAddress]);
        assert_eq!(cautions("A", "a@one.co.jp", "a@two.co.jp"), [Caution::ReplyElsewhere]);
    }

    #[test]
    fn letters_that_look_like_others_are() {
        // The first has a Cyrillic а, the second an all-Cyrillic domain, and the third one with a Cyrillic е.
        for (name, address) in [
            ("Tаro", "t@example.com"),
            ("A", "a@xn--80ak6aa92e.example"),
            ("A", "a@xn--exampl-8of.example"),
            ("A", "аdmin@example.com"),
        ] {
            assert_eq!(cautions(name, address, ""), [Caution::MixedScripts], "{address}");
        }
    }

    #[test]
    fn codes_of_international_domains_are_read() {
        assert_eq!(punycode("80ak6aa92e").as_deref(), Some("аррӏе"));
        assert_eq!(punycode("mller-kva").as_deref(), Some("müller"));
        assert_eq!(punycode("wgv71a119e").as_deref(), Some("日本語"));
        assert_eq!(punycode("a!"), None);
        assert_eq!(punycode("99999999999"), None);
    }
}
