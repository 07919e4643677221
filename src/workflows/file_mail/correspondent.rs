//! What is known of somebody who wrote: the name that stands before their address, and the address.
//!
//! Invariant: a name is never empty, and holds nothing that turns the direction of reading.

use unicode_normalization::UnicodeNormalization;

use crate::domain::candidate::{PersonName, ProfileRecord};
use crate::domain::contact::EmailAddress;
use crate::domain::jurisdiction::Jurisdiction;

/// Characters of a name that are kept.
const LONGEST: usize = 100;

/// The profile of somebody of whom no more is known. They are presumed to live where the office is, and to read its
/// language.
pub(in crate::workflows) fn profile(display_name: &str, address: &EmailAddress, law: Jurisdiction) -> ProfileRecord {
    ProfileRecord {
        name: name(display_name, address),
        email: address.clone(),
        phone: None,
        residence: law.country(),
        address: String::new(),
        born_on: None,
        sex: None,
        marital_status: None,
        nationality: None,
        work: Vec::new(),
        education: Vec::new(),
        qualifications: String::new(),
        languages: String::new(),
        link: String::new(),
        locale: law.locale(),
    }
}

/// Family and given name as far as they can be told apart: `Family, Given`; in Chinese characters, kana or hangul the
/// family name first, in other letters last. What cannot be told apart is the family name; without a name the address
/// names them.
fn name(display_name: &str, address: &EmailAddress) -> PersonName {
    let clean = cleaned(display_name);
    let (family, given) = match split(&clean) {
        _ if clean.is_empty() || clean.contains('@') => (local_part(address), String::new()),
        Some((family, given)) => (family, given),
        None => (clean, String::new()),
    };
    PersonName { family, given, ..PersonName::default() }
}

/// NFC, without quotes around it, control characters, and characters that turn the direction of reading; space is one.
fn cleaned(text: &str) -> String {
    let plain = text.nfc().map(|c| if c.is_whitespace() { ' ' } else { c });
    let plain: String = plain.filter(|c| !c.is_control() && !turns_reading(*c)).take(LONGEST).collect();
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").trim_matches(['"', '\'', ' ']).to_owned()
}

const fn turns_reading(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn split(name: &str) -> Option<(String, String)> {
    let (family, given) = if let Some((family, given)) = name.split_once(',') {
        (family, given)
    } else if name.chars().any(is_east_asian) {
        name.split_once(' ')?
    } else {
        let (given, family) = name.rsplit_once(' ')?;
        (family, given)
    };
    let (family, given) = (family.trim(), given.trim());
    // Of `Tanaka,` nothing is left to split.
    (!family.is_empty() && !given.is_empty()).then(|| (family.to_owned(), given.to_owned()))
}

/// The same letters as those after which [`PersonName::display`] puts the family name first.
const fn is_east_asian(c: char) -> bool {
    matches!(c as u32, 0x2E80..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF)
}

fn local_part(address: &EmailAddress) -> String {
    let text = address.as_str();
    text.rsplit_once('@').map_or(text, |(local, _)| local).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split_name(display_name: &str) -> (String, String) {
        let address = EmailAddress::parse("hina.t@example.jp").unwrap();
        let PersonName { family, given, .. } = profile(display_name, &address, Jurisdiction::Jp).name;
        (family, given)
    }

    fn pair(family: &str, given: &str) -> (String, String) {
        (family.to_owned(), given.to_owned())
    }

    #[test]
    fn a_name_is_split_as_its_letters_are_written() {
        assert_eq!(split_name("Wei Ling Tan"), pair("Tan", "Wei Ling"));
        assert_eq!(split_name("\"Tan, Wei Ling\""), pair("Tan", "Wei Ling"));
        assert_eq!(split_name("田中　陽菜"), pair("田中", "陽菜"));
        assert_eq!(split_name("陳嘉欣"), pair("陳嘉欣", ""));
        assert_eq!(split_name("Hina"), pair("Hina", ""));
        assert_eq!(split_name("Tanaka,"), pair("Tanaka,", ""));
    }

    #[test]
    fn nobody_is_without_a_name() {
        for none in ["", "  ", "\"\"", "hina.t@example.jp", "Hina <hina@example.jp", "\u{202E}\u{0000}"] {
            assert_eq!(split_name(none), pair("hina.t", ""), "{none:?}");
        }
    }

    #[test]
    fn a_name_turns_no_reading_and_is_not_endless() {
        assert_eq!(split_name("Ev\u{202E}il\r\nBcc: Tan"), pair("Tan", "Evil Bcc:"));
        assert_eq!(split_name(&"長".repeat(500)).0.chars().count(), LONGEST);
    }

    #[test]
    fn whose_home_is_not_known_is_presumed_to_live_where_the_office_is() {
        let address = EmailAddress::parse("a@example.hk").unwrap();
        let profile = profile("", &address, Jurisdiction::Hk);
        assert_eq!((profile.residence, profile.locale), (Jurisdiction::Hk.country(), Jurisdiction::Hk.locale()));
    }
}
