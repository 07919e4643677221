//! Text as the words that the index holds and a query asks for.
//!
//! Latin words stand as they are, without case, width or accents; Chinese, Japanese and Korean text, which has no
//! spaces, stands as its pairs of neighbouring characters, so that any stretch of two or more is found as a phrase.
//!
//! Invariant: a text and a query go through the same [`normalised`], so what is typed as it was written is found.

use std::collections::HashSet;

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use super::variants;
use crate::domain::letters::nfkc_lowercase;

/// Text in the one form that is compared: NFKC, lower case, katakana as hiragana, variants joined, no accents.
pub(super) fn normalised(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    for c in nfkc_lowercase(text).chars() {
        match c {
            '\u{0}'..='\u{7F}' => normal.push(c),
            // The marks of voiced kana are part of the character; NFKC has joined them already.
            'ァ'..='ヶ' => normal.extend(char::from_u32(u32::from(c) - 0x60)),
            '‘' | '’' | 'ʼ' => normal.push('\''),
            'À'..='ɏ' | 'Ḁ'..='ỿ' => {
                decompose_canonical(c, |part| {
                    if !is_combining_mark(part) {
                        normal.push(part);
                    }
                });
            }
            _ if is_combining_mark(c) => {}
            _ => normal.push(variants::searched(c)),
        }
    }
    normal
}

/// A word that no text has and no question asks for. It stands between words that are no neighbours, so that no phrase
/// reaches from one text of a column into the next.
pub(super) const BETWEEN: &str = "=";

/// A stretch of a normalised text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Run {
    /// A word of a script with spaces.
    Word(String),
    /// Neighbouring characters of a script without.
    Characters(Vec<char>),
}

impl Run {
    /// Its characters.
    pub(super) fn into_text(self) -> String {
        match self {
            Self::Word(word) => word,
            Self::Characters(characters) => characters.into_iter().collect(),
        }
    }
}

/// Cuts a normalised text into its words and stretches of characters.
pub(super) fn runs(normal: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut word = String::new();
    let mut characters = Vec::new();
    for c in normal.chars() {
        if is_character(c) {
            end_word(&mut word, &mut runs);
            characters.push(c);
            continue;
        }
        if !characters.is_empty() {
            runs.push(Run::Characters(std::mem::take(&mut characters)));
        }
        // C++ and C# are words; an apostrophe within one is not written.
        if c.is_alphanumeric() || (matches!(c, '+' | '#') && !word.is_empty()) {
            word.push(c);
        } else if c != '\'' || word.is_empty() {
            end_word(&mut word, &mut runs);
        }
    }
    if !characters.is_empty() {
        runs.push(Run::Characters(characters));
    }
    end_word(&mut word, &mut runs);
    runs
}

fn end_word(word: &mut String, runs: &mut Vec<Run>) {
    if !word.is_empty() {
        runs.push(Run::Word(std::mem::take(word)));
    }
}

/// Whether a character belongs to a script that is written without spaces.
pub(super) const fn is_character(c: char) -> bool {
    matches!(c,
        '々' | '〆' | '〇' | 'ー'
        | '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309E}' | '\u{30A1}'..='\u{30FA}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{AC00}'..='\u{D7AF}' | '\u{20000}'..='\u{3134F}')
}

/// Cuts the texts of one column of a row into the words that the index holds for them, one text after the other.
///
/// Words stand in the order of the text. A stretch of characters gives its pairs and then its last character alone, which
/// keeps the pairs of two stretches apart; every other character follows the text, so that a single one is found as a
/// word. No phrase reaches out of a stretch, so a stretch that stood before is found where it did: greetings, signatures
/// and what a mail repeats of an earlier one take no place again, and neither does a single character.
#[derive(Default)]
pub(super) struct ColumnWords<'a> {
    stretches: HashSet<&'a [char]>,
    singles: HashSet<char>,
}

impl<'a> ColumnWords<'a> {
    /// The words of the next text, with a space between.
    pub(super) fn of_next(&mut self, runs: &'a [Run]) -> String {
        let mut words = String::new();
        let mut others: Vec<char> = Vec::new();
        let (mut ends_in_word, mut stood_before) = (false, false);
        for run in runs {
            match run {
                Run::Word(word) => {
                    // Two words are no neighbours because what is between them stood before.
                    if ends_in_word && stood_before {
                        push(&mut words, BETWEEN.chars());
                    }
                    push(&mut words, word.chars());
                    (ends_in_word, stood_before) = (true, false);
                }
                Run::Characters(stretch) if !self.is_new(stretch) => stood_before = true,
                Run::Characters(stretch) => {
                    stretch.windows(2).for_each(|pair| push(&mut words, pair.iter().copied()));
                    push(&mut words, stretch.last().copied());
                    self.singles.extend(stretch.last());
                    others.extend(stretch);
                    (ends_in_word, stood_before) = (false, false);
                }
            }
        }
        for single in others {
            if self.singles.insert(single) {
                push(&mut words, [single]);
            }
        }
        words
    }

    fn is_new(&mut self, stretch: &'a [char]) -> bool {
        match stretch {
            [single] => !self.singles.contains(single),
            stretch => self.stretches.insert(stretch),
        }
    }
}

fn push(words: &mut String, characters: impl IntoIterator<Item = char>) {
    if !words.is_empty() {
        words.push(' ');
    }
    words.extend(characters);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_kana_accents_and_variants_are_one_form() {
        assert_eq!(normalised("ﾀﾅｶ ﾀﾞｲｽｹ"), "たなか だいすけ");
        assert_eq!(normalised("Ｔａｎａｋａ"), "tanaka");
        assert_eq!(normalised("Ōno José Đặng"), "ono jose đang");
        assert_eq!(normalised("髙橋 渡邉"), "高橋 渡辺");
        assert_eq!(normalised("カ\u{3099}"), "が");
        assert_eq!(normalised("㈱アオミネ"), "(株)あおみね");
    }

    fn of_column(texts: &[&str]) -> Vec<String> {
        let cut: Vec<Vec<Run>> = texts.iter().map(|text| runs(&normalised(text))).collect();
        let mut words = ColumnWords::default();
        cut.iter().map(|runs| words.of_next(runs)).collect()
    }

    fn index_words(text: &str) -> String {
        of_column(&[text]).concat()
    }

    #[test]
    fn what_stood_in_a_column_before_takes_no_place_again() {
        assert_eq!(of_column(&["山田、中", "田中、山田"]), ["山田 田 中 山", "田中 中"]);
        assert_eq!(of_column(&["お願い", "お願い", "お願い。中"]), ["お願 願い い お 願", "", "中"]);
        assert_eq!(
            of_column(&["会社", "ABC会社DEF 会社"]),
            ["会社 社 会", "abc = def"],
            "no phrase over what is not there"
        );
        assert_eq!(of_column(&["abc def", "abc def"]), ["abc def", "abc def"], "a phrase of words may reach on");
    }

    #[test]
    fn words_and_stretches_are_cut_apart() {
        assert_eq!(index_words("Tan Wei-Ling"), "tan wei ling");
        assert_eq!(index_words("C++ / C# と node.js"), "c++ c# と node js");
        assert_eq!(index_words("O'Brien"), "obrien");
        assert_eq!(index_words("山田中"), "山田 田中 中 山 田");
        assert_eq!(index_words("株式会社ABC"), "株式 式会 会社 社 abc 株 式 会");
        assert_eq!(index_words("佐々木、サーバー"), "佐々 々木 木 さー ーば ばー ー 佐 々 さ ば");
        assert_eq!(
            index_words("山田、田山、山"),
            "山田 田 田山 山",
            "each once, and those that end a stretch where they do"
        );
        assert_eq!(index_words(""), "");
        assert_eq!(index_words("+81 3"), "81 3");
    }
}
