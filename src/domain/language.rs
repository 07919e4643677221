//! Languages and how well somebody speaks them, read out of what they typed: `日本語 N2、English (fluent)、廣東話 母語`.
//!
//! Levels are put on one scale of six, as the Common European Framework of Reference has it (A1 to C2); the levels of
//! the Japanese-Language Proficiency Test stand where the Japan Foundation's table of 2025 puts their passes.

use super::letters::nfkc_lowercase;

/// A language that somebody speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spoken {
    /// Its code, such as `ja` (ISO 639-1, and `yue` for Cantonese).
    pub code: &'static str,
    /// How well, from 1 (A1) to 6 (C2, or the mother tongue); nothing if it is not said.
    pub level: Option<u8>,
}

const NAMES: &[(&str, &[&str])] = &[
    ("ja", &["ja", "日本語", "日文", "日語", "japanese"]),
    ("en", &["en", "英語", "英文", "english"]),
    ("yue", &["yue", "広東語", "廣東話", "廣東語", "粵語", "cantonese"]),
    (
        "zh",
        &[
            "zh",
            "中国語",
            "中文",
            "國語",
            "国语",
            "普通話",
            "普通话",
            "華語",
            "华语",
            "北京語",
            "mandarin",
            "chinese",
            "putonghua",
        ],
    ),
    ("ms", &["ms", "マレー語", "馬來語", "马来语", "malay", "bahasa melayu"]),
    ("ta", &["ta", "タミル語", "坦米爾語", "泰米爾語", "tamil"]),
    ("ko", &["ko", "韓国語", "韓語", "韓文", "korean"]),
    ("fr", &["fr", "フランス語", "法語", "法文", "french"]),
    ("de", &["de", "ドイツ語", "德語", "德文", "german"]),
    ("es", &["es", "スペイン語", "西班牙語", "西班牙文", "spanish"]),
    ("vi", &["vi", "ベトナム語", "越南語", "vietnamese"]),
    ("th", &["th", "タイ語", "泰語", "thai"]),
    ("id", &["id", "インドネシア語", "印尼語", "indonesian"]),
    ("hi", &["hi", "ヒンディー語", "印地語", "hindi"]),
];

const LEVELS: &[(&str, u8)] = &[
    ("c2", 6),
    ("c1", 5),
    ("b2", 4),
    ("b1", 3),
    ("a2", 2),
    ("a1", 1),
    ("n1", 5),
    ("n2", 4),
    ("n3", 3),
    ("n4", 2),
    ("n5", 1),
    ("母語", 6),
    ("母国語", 6),
    ("ネイティブ", 6),
    ("native", 6),
    ("mother tongue", 6),
    ("bilingual", 6),
    ("バイリンガル", 6),
    ("流暢", 5),
    ("流利", 5),
    ("精通", 5),
    ("fluent", 5),
    ("ビジネス", 4),
    ("商務", 4),
    ("business", 4),
    ("professional", 4),
    ("良好", 4),
    ("日常会話", 3),
    ("日常會話", 3),
    ("会話", 3),
    ("conversational", 3),
    ("intermediate", 3),
    ("中級", 3),
    ("basic", 2),
    ("初級", 2),
    ("基礎", 2),
    ("基本", 2),
];

/// The code of a language by one of its names, in any width and case.
pub fn code(name: &str) -> Option<&'static str> {
    let name = folded(name);
    NAMES.iter().find(|(_, names)| names.iter().any(|known| folded(known) == name)).map(|(code, _)| *code)
}

/// A level by its name, on the scale of six.
pub fn level(name: &str) -> Option<u8> {
    let name = folded(name);
    LEVELS.iter().find(|(known, _)| *known == name).map(|(_, level)| *level)
}

/// The languages in what somebody typed, in their order; a level belongs to the language before it.
pub fn spoken(typed: &str) -> Vec<Spoken> {
    let mut spoken: Vec<Spoken> = Vec::new();
    for part in folded(typed).split(['、', ',', '，', ';', '；', '\n', '/', '・', '。']) {
        let named = NAMES.iter().find_map(|(code, names)| {
            let longer = names.iter().filter(|name| name.len() > 2);
            longer.into_iter().any(|name| part.contains(&folded(name))).then_some(*code)
        });
        let level = LEVELS.iter().filter(|(word, _)| stands_in(part, word)).map(|(_, level)| *level).max();
        match (named, spoken.last_mut()) {
            (Some(code), _) => spoken.push(Spoken { code, level }),
            (None, Some(last)) if last.level.is_none() => last.level = level,
            (None, _) => {}
        }
    }
    spoken
}

/// Whether a word of a level stands in a text; `n1` does not stand in `n10`, nor `b1` in `ab1`.
fn stands_in(text: &str, word: &str) -> bool {
    let borders = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
    let is_latin = word.is_ascii();
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !is_latin || (borders(before) && borders(after))
    })
}

fn folded(text: &str) -> String {
    nfkc_lowercase(text).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(typed: &str) -> Vec<(&'static str, Option<u8>)> {
        spoken(typed).into_iter().map(|spoken| (spoken.code, spoken.level)).collect()
    }

    #[test]
    fn languages_and_levels_are_read_in_three_languages() {
        assert_eq!(of("日本語（母語）、English N/A"), [("ja", Some(6)), ("en", None)]);
        assert_eq!(of("日本語 Ｎ２、英語ビジネスレベル"), [("ja", Some(4)), ("en", Some(4))]);
        assert_eq!(
            of("Cantonese (native), English (fluent), Japanese N3"),
            [("yue", Some(6)), ("en", Some(5)), ("ja", Some(3))]
        );
        assert_eq!(of("廣東話（母語）、英文（流利）、普通話"), [("yue", Some(6)), ("en", Some(5)), ("zh", None)]);
        assert_eq!(of("TOEIC 900"), []);
    }

    #[test]
    fn a_level_and_a_language_have_their_names() {
        assert_eq!((level("N2"), level("ｂ２"), level("母語"), level("x")), (Some(4), Some(4), Some(6), None));
        assert_eq!((code("EN"), code("英語"), code("klingon")), (Some("en"), Some("en"), None));
    }
}
