//! The letters of a text in one width and case.

use unicode_normalization::UnicodeNormalization;

/// A text in NFKC (Unicode Standard Annex 15) and small letters, as texts are compared.
pub fn nfkc_lowercase(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (plain, other) = rest.split_at(plain_start(rest));
        folded.extend(plain.chars().map(|c| c.to_ascii_lowercase()));
        let (other, next) = other.split_at(other_start(other));
        folded.extend(other.nfkc().flat_map(char::to_lowercase));
        rest = next;
    }
    folded
}

/// How many bytes of a text are plain, without the last letter if a mark may follow that is joined with it.
fn plain_start(text: &str) -> usize {
    let mut last = 0;
    for (at, c) in text.char_indices() {
        if !is_plain(c) {
            return last;
        }
        last = at;
    }
    text.len()
}

/// How many bytes of a text come before the plain ones, after a first letter that is taken with them.
fn other_start(text: &str) -> usize {
    text.char_indices().skip(1).find(|(_, c)| is_plain(*c)).map_or(text.len(), |(at, _)| at)
}

/// Whether NFKC leaves a letter as it is, whatever stands before it, and at most ASCII is large: most letters of most
/// texts, which need not be looked up.
const fn is_plain(c: char) -> bool {
    matches!(c, '\0'..='\x7F' | '、'..='。' | 'ぁ'..='ゖ' | 'ァ'..='ー' | '\u{4E00}'..='\u{9FFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn by_the_book(text: &str) -> String {
        text.nfkc().flat_map(char::to_lowercase).collect()
    }

    #[test]
    fn every_letter_alone_and_before_and_after_a_mark_is_as_by_the_book() {
        for c in ('\0'..='\u{FFFF}').filter(|c| is_plain(*c) || *c < '\u{3400}' || *c >= '\u{F900}') {
            for text in [format!("{c}"), format!("か{c}"), format!("{c}\u{3099}あ"), format!("A{c}\u{301}B")] {
                assert_eq!(nfkc_lowercase(&text), by_the_book(&text), "{text:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_text_is_as_by_the_book(text in "([a-eÀ-ÿ カガがﾊﾞ한ㄱ\u{300}-\u{304}\u{3099}\u{309A}田ﬁ①。]|.){0,40}") {
            prop_assert_eq!(nfkc_lowercase(&text), by_the_book(&text));
        }
    }
}
