//! Names of organisations as a demand is held against them: one that is written otherwise evades none.
//!
//! Invariant: where it is in doubt whether two names are one organisation's, they are.

use super::third_parties::key;
use crate::domain::letters::nfkc_lowercase;

/// Words that say what kind of organisation it is: with and without them it is the same one.
const FORMS: [&str; 32] = [
    "inc",
    "incorporated",
    "ltd",
    "limited",
    "co",
    "company",
    "corp",
    "corporation",
    "llc",
    "llp",
    "pte",
    "pty",
    "plc",
    "kk",
    "gk",
    "the",
    "株",
    "有",
    "合",
    "株式会社",
    "有限会社",
    "合同会社",
    "合資会社",
    "一般社団法人",
    "公益社団法人",
    "一般財団法人",
    "公益財団法人",
    "医療法人",
    "股份有限公司",
    "有限公司",
    "股份",
    "公司",
];

/// The name as a demand is held against it: without differences of width, case, kana, signs and legal form.
fn spelling(name: &str) -> String {
    let hiragana = |c: char| match c {
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        other => other,
    };
    let plain: String = nfkc_lowercase(name).chars().map(hiragana).collect();
    let mut words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // Points between single letters part what is one word: K.K., S.A.
    let letters: String = words.iter().rev().take_while(|word| word.len() == 1).copied().collect::<Vec<_>>().concat();
    let joined: String = letters.chars().rev().collect();
    if joined.len() > 1 && FORMS.contains(&joined.as_str()) {
        words.truncate(words.len() - joined.len());
    }
    words.retain(|word| !FORMS.contains(word));
    let mut rest = words.concat();
    for form in FORMS.iter().filter(|form| form.chars().count() > 1 && !form.is_ascii()) {
        rest = rest.strip_prefix(form).or_else(|| rest.strip_suffix(form)).unwrap_or(&rest).to_owned();
    }
    if rest.is_empty() { key(name) } else { rest }
}

/// Whether two names may well be those of one organisation: where that is in doubt, a demand counts for both.
pub(super) fn is_alike(one: &str, other: &str) -> bool {
    spelling(one) == spelling(other)
}

#[cfg(test)]
mod tests {
    use super::is_alike;

    #[test]
    fn another_spelling_is_alike_and_another_organisation_is_not() {
        for (one, other) in [
            ("Aomine Agency Inc.", "ＡＯＭＩＮＥ  agency, Incorporated"),
            ("Aomine K.K.", "Aomine Co., Ltd."),
            ("株式会社青嶺", "青嶺（株）"),
            ("㈱アオミネ", "あおみね 株式会社"),
            ("青嶺有限公司", "青嶺"),
        ] {
            assert!(is_alike(one, other), "{one} and {other}");
        }
        for (one, other) in [("Aomine Tokyo", "Aomine Osaka"), ("A.B. Partners", "A.C. Partners"), ("Co.", "Ltd.")] {
            assert!(!is_alike(one, other), "{one} and {other}");
        }
    }
}
