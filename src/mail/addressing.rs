//! Whom a message addresses in its first lines, and whether that is the candidate.
//!
//! Invariant: pure. What it finds is a name that somebody wrote, and says nothing about who is on record.

use super::replies::own_words;
use crate::domain::candidate::PersonName;
use crate::domain::contact::EmailAddress;
use crate::domain::letters::nfkc_lowercase;

/// Titles before a name.
const TITLES: &[&str] = &["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor"];
/// Words by which nobody in particular is addressed.
const ANYBODY: &[&str] = &[
    "all",
    "sir",
    "madam",
    "sir or madam",
    "sir/madam",
    "candidate",
    "applicant",
    "team",
    "there",
    "everyone",
    "皆",
    "各位",
    "応募者",
    "候補者",
    "担当者",
    "ご担当者",
    "採用ご担当者",
    "申請人",
];
/// Lines of a message among which the one stands that addresses somebody.
const FIRST_LINES: usize = 3;
/// Characters of a name in such a line.
const LONGEST_NAME: usize = 40;

/// The name that a message addresses in its first lines: `Dear Ms Tanaka,` `田中様` `陳小姐：`.
pub fn addressed(text: &str) -> Option<String> {
    let lines = own_words(text).map(str::trim).filter(|line| !line.is_empty()).take(FIRST_LINES);
    lines.map(folded).find_map(|line| addressed_in(&line)).filter(|name| !ANYBODY.contains(&name.as_str()))
}

fn addressed_in(line: &str) -> Option<String> {
    let end = |c: char| matches!(c, ',' | '、' | '，' | ':' | '：' | '!' | '！' | '.' | '。' | ' ');
    let line = line.trim_end_matches(end);
    let greeted =
        ["dear ", "hi ", "hello ", "敬愛的", "尊敬的", "親愛的"].iter().find_map(|word| line.strip_prefix(word));
    let polite = ["様", "さま", "さん", "殿", "先生", "女士", "小姐", "同學"];
    let called = polite.iter().find_map(|after| greeted.unwrap_or(line).strip_suffix(after));
    let name = called.or(greeted)?.trim_matches(end);
    let name = match name.split_once([' ', '.']) {
        Some((title, rest)) if TITLES.contains(&title) => rest.trim_matches(end),
        _ => name,
    };
    let fits = !name.is_empty() && name.chars().count() <= LONGEST_NAME && !name.chars().any(is_blank);
    fits.then(|| name.to_owned())
}

const fn is_blank(c: char) -> bool {
    matches!(c, '〇' | '○' | '◯' | '●' | '{' | '[')
}

/// Whether a name that a message addresses is, or is part of, the candidate's own or its reading.
pub fn is_own_name(addressed: &str, candidate: &PersonName) -> bool {
    let own = [&candidate.family, &candidate.given, &candidate.family_reading, &candidate.given_reading];
    let own: Vec<String> = own.into_iter().map(|part| folded(part)).filter(|part| !part.is_empty()).collect();
    let called = folded(addressed);
    let mut rest = called.clone();
    for part in &own {
        rest = rest.replacen(part.as_str(), "", 1);
    }
    // Everything that it is called by is of the name, but for spaces and an initial.
    rest != called && rest.chars().filter(|c| c.is_alphanumeric()).count() <= 1
}

/// Whether two names are written alike, whichever part comes first, and whether or not they could be parted.
pub fn is_same_name(one: &PersonName, other: &PersonName) -> bool {
    let [one, other] = [one, other].map(|name| [&name.family, &name.given].map(|part| folded(part).replace(' ', "")));
    let [[family, given], [first, second]] = [&one, &other];
    let whole = format!("{first}{second}");
    !whole.is_empty() && (format!("{family}{given}") == whole || format!("{given}{family}") == whole)
}

/// The addresses that stand in the own words of a text, its signature too, each once and in their order.
pub fn addresses_in(text: &str) -> Vec<EmailAddress> {
    let ends = |c: char| c.is_whitespace() || "<>()[]{},;:\"'|/＜＞（）「」『』【】、。，；：".contains(c);
    let mut found: Vec<EmailAddress> = Vec::new();
    for word in own_words(text).flat_map(|line| line.split(ends)) {
        let word = word.trim_matches(['.', '!', '?']);
        // Full-width signs are narrowed when it is parsed.
        let Ok(address) = EmailAddress::parse(word) else { continue };
        if found.iter().all(|known| known.index_form() != address.index_form()) {
            found.push(address);
        }
    }
    found
}

/// One width, small letters, one space where there were several; line ends stay.
pub(super) fn folded(text: &str) -> String {
    let narrow = nfkc_lowercase(text);
    let lines: Vec<String> = narrow.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(family: &str, given: &str) -> PersonName {
        PersonName { family: family.to_owned(), given: given.to_owned(), ..PersonName::default() }
    }

    #[test]
    fn whom_it_addresses_is_read_in_three_languages() {
        for (text, called) in [
            ("Dear Ms Tanaka,\n", Some("tanaka")),
            ("Dear Ms. Akari Tanaka:\nThank you", Some("akari tanaka")),
            ("田中 灯 様\n\nお世話に", Some("田中 灯")),
            ("株式会社青嶺\n田中様", Some("田中")),
            ("尊敬的陳小姐：", Some("陳")),
            ("応募者様", None),
            ("Dear all,", None),
            ("お世話になっております。\n仕様を", None),
            ("〇〇様", None),
        ] {
            assert_eq!(addressed(text).as_deref(), called, "{text}");
        }
        let akari = PersonName { family_reading: "Tanaka".to_owned(), ..name("田中", "灯") };
        for own in ["田中", "田中 灯", "田中灯", "tanaka", "A. Tanaka"] {
            assert!(is_own_name(own, &akari), "{own}");
        }
        for other in ["佐藤", "田中花子", "sato", "", "A"] {
            assert!(!is_own_name(other, &akari), "{other}");
        }
    }

    #[test]
    fn a_name_is_the_same_however_its_parts_are_told_apart() {
        let same = [
            (name("Tanaka", "Akari"), name("TANAKA", "akari")),
            (name("Akari", "Tanaka"), name("Tanaka", "Akari")),
            (name("陳嘉欣", ""), name("陳", "嘉欣")),
            (name("Wei", "Ling Tan"), name("Wei Ling", "Tan")),
        ];
        for (one, other) in same {
            assert!(is_same_name(&one, &other), "{one:?} {other:?}");
        }
        for (one, other) in [
            (name("Tanaka", "Akari"), name("Tanaka", "Aka")),
            (name("田中", "灯"), name("田中", "花子")),
            (name("", ""), name("", "")),
        ] {
            assert!(!is_same_name(&one, &other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn addresses_in_own_words_are_found_once_and_those_that_are_quoted_are_not() {
        let text = "I wrote from akari@mail.example.org before (AKARI@mail.example.org).\n\n--\n\
             Mail：akari.t＠work.example.jp、mailto:third@mail.example.org\n> other@mail.example.org\nno@where";
        let found: Vec<String> = addresses_in(text).iter().map(EmailAddress::index_form).collect();
        assert_eq!(found, ["akari@mail.example.org", "akari.t@work.example.jp", "third@mail.example.org"]);
    }
}
