//! The words of the rules, and where they stand in a text.
//!
//! Invariant: a text is read once for all words, and a word counts only as a whole word, in a text of its language, and
//! not within a harmless one.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::folded::{fold, has_kana};
use super::lists::List;

const FILES: [(Language, &str); 3] = [
    (Language::English, include_str!("words/en.toml")),
    (Language::Japanese, include_str!("words/ja.toml")),
    (Language::Chinese, include_str!("words/zh.toml")),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    English,
    Japanese,
    Chinese,
}

/// Where something stands in a text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Span {
    const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    const fn is_within(self, other: Self) -> bool {
        other.start <= self.start && self.end <= other.end
    }
}

#[derive(Default)]
struct Words {
    finder: Option<AhoCorasick>,
    /// For each of the finder's patterns, whether any ending may follow, and the lists that it is in.
    lists: Vec<(bool, Vec<(List, Language)>)>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::read().unwrap_or_default());

impl Words {
    /// Reads the files of this program; `None` if one of them is not what it should be, which a test excludes.
    fn read() -> Option<Self> {
        let mut words: BTreeMap<(String, bool), Vec<(List, Language)>> = BTreeMap::new();
        for (language, file) in FILES {
            let lists: BTreeMap<String, Vec<String>> = toml::from_str(file).ok()?;
            for (list, of_list) in lists {
                let list: List = list.parse().ok()?;
                for word in of_list {
                    let key = (fold(word.trim_end_matches('*')).trim().to_owned(), word.ends_with('*'));
                    words.entry(key).or_default().push((list, language));
                }
            }
        }
        let finder = AhoCorasick::new(words.keys().map(|(word, _)| word)).ok()?;
        let lists: Vec<_> = words.into_iter().map(|((_, is_open), lists)| (is_open, lists)).collect();
        let is_whole = List::ALL.iter().all(|list| lists.iter().any(|(_, of)| of.iter().any(|(one, _)| one == list)));
        is_whole.then_some(Self { finder: Some(finder), lists })
    }
}

/// What was found in a folded text.
#[derive(Default)]
pub(super) struct Found {
    spans: BTreeMap<List, Vec<Span>>,
    /// What stands between quotation marks.
    quotes: Vec<Span>,
}

/// Looks for all words. Those of Japanese count if the mail `is_japanese`; those of Chinese in a text without kana.
pub(super) fn find(text: &str, is_japanese: bool) -> Found {
    let has_kana = has_kana(text);
    let counts = |language: Language| match language {
        Language::English => true,
        Language::Japanese => is_japanese,
        Language::Chinese => !has_kana,
    };
    let mut spans: BTreeMap<List, Vec<Span>> = BTreeMap::new();
    for word in WORDS.finder.iter().flat_map(|finder| finder.find_overlapping_iter(text)) {
        let Some((is_open, lists)) = WORDS.lists.get(word.pattern().as_usize()) else { continue };
        let span = Span { start: word.start(), end: word.end() };
        if is_whole_word(text.as_bytes(), span, *is_open) {
            for (list, _) in lists.iter().filter(|(_, language)| counts(*language)) {
                spans.entry(*list).or_default().push(span);
            }
        }
    }
    spans.values_mut().for_each(|of_list| of_list.sort_unstable());
    let harmless = spans.remove(&List::Harmless).unwrap_or_default();
    let longest = harmless.iter().map(|span| span.len()).max().unwrap_or_default();
    spans.values_mut().for_each(|of_list| of_list.retain(|span| !is_part_of_any(*span, &harmless, longest)));
    Found { spans, quotes: quotes(text) }
}

/// Whether no letter or digit of a script with spaces goes on before or after a word that begins or ends with one.
fn is_whole_word(text: &[u8], span: Span, is_open: bool) -> bool {
    let is_letter = |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    let begins = !(is_letter(Some(span.start)) && is_letter(span.start.checked_sub(1)));
    let ends = is_open || !(is_letter(span.end.checked_sub(1)) && is_letter(Some(span.end)));
    begins && ends
}

/// Whether a span is a part of a longer one of some that stand in order, of which none is longer than `longest`.
fn is_part_of_any(span: Span, others: &[Span], longest: usize) -> bool {
    let first = others.partition_point(|other| other.start + longest < span.end);
    let mut near = others.get(first..).unwrap_or_default().iter().take_while(|other| other.start <= span.start);
    near.any(|other| span.is_within(*other) && other.len() > span.len())
}

/// What stands between quotation marks; a mark that is never closed opens nothing.
fn quotes(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, letter) in text.char_indices() {
        match open {
            Some((start, closing)) if letter == closing => {
                found.push(Span { start, end: at + letter.len_utf8() });
                open = None;
            }
            Some(_) => {}
            None => {
                let closing = match letter {
                    '「' => '」',
                    '『' => '』',
                    '"' => '"',
                    _ => continue,
                };
                open = Some((at, closing));
            }
        }
    }
    found
}

impl Found {
    /// Where words of a list stand.
    pub(super) fn of(&self, list: List) -> &[Span] {
        self.spans.get(&list).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a word of a list is there.
    pub(super) fn has(&self, list: List) -> bool {
        !self.of(list).is_empty()
    }

    /// How many words of a list are there that do not overlap.
    pub(super) fn count(&self, list: List) -> usize {
        let (mut count, mut end) = (0, 0);
        for span in self.of(list) {
            if span.start >= end {
                (count, end) = (count + 1, span.end);
            }
        }
        count
    }

    /// Whether a word of a list begins the text, but for `reach` bytes.
    pub(super) fn begins_with(&self, list: List, reach: usize) -> bool {
        self.of(list).iter().any(|span| span.start <= reach)
    }

    /// Whether a word of a list stands before a place, at most `reach` bytes from it, and not between quotation marks.
    pub(super) fn before(&self, list: List, place: Span, reach: usize) -> bool {
        let near = |span: &Span| span.end <= place.start && place.start - span.end <= reach;
        self.of(list).iter().any(|span| near(span) && !self.is_quoted(*span))
    }

    /// Whether a word of a list stands after a place, at most `reach` bytes from it, and not between quotation marks.
    pub(super) fn after(&self, list: List, place: Span, reach: usize) -> bool {
        let near = |span: &Span| {
            span.start >= place.start && span.end > place.end && span.start.saturating_sub(place.end) <= reach
        };
        self.of(list).iter().any(|span| near(span) && !self.is_quoted(*span))
    }

    /// Whether a word of a list stands at most `reach` bytes from a place.
    pub(super) fn near(&self, list: List, place: Span, reach: usize) -> bool {
        self.of(list).iter().any(|span| {
            if span.start >= place.start {
                span.start.saturating_sub(place.end) <= reach
            } else {
                place.start.saturating_sub(span.end) <= reach
            }
        })
    }

    /// Whether a word of a list shares letters with a place.
    pub(super) fn overlaps(&self, list: List, place: Span) -> bool {
        self.of(list).iter().any(|span| span.start < place.end && place.start < span.end)
    }

    /// Whether a place is between quotation marks: what is cited is not said.
    pub(super) fn is_quoted(&self, place: Span) -> bool {
        self.quotes.iter().any(|quote| quote.start < place.start && place.end <= quote.end)
    }

    /// Whether a word of a list is there that is no part of a longer one of the others.
    pub(super) fn has_apart_from(&self, list: List, others: &[List]) -> bool {
        let is_part = |span: Span| {
            let mut longer = others.iter().flat_map(|list| self.of(*list));
            longer.any(|other| span.is_within(*other) && other.len() > span.len())
        };
        self.of(list).iter().any(|span| !is_part(*span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Found {
        let folded = fold(text);
        find(&folded, has_kana(&folded))
    }

    #[test]
    fn the_files_are_read() {
        for (language, file) in FILES {
            let lists: BTreeMap<String, Vec<String>> = toml::from_str(file).unwrap();
            for (list, words) in lists {
                assert!(list.parse::<List>().is_ok(), "{language:?}: there is no list {list}");
                assert!(words.iter().all(|word| !fold(word.trim_end_matches('*')).trim().is_empty()), "{list}");
            }
        }
        assert!(Words::read().is_some_and(|words| words.lists.len() > 3000));
    }

    #[test]
    fn words_count_as_a_whole() {
        assert!(found("Please delete it").has(List::Erase));
        assert!(!found("undeleted").has(List::Erase) && !found("deletes2").has(List::Erase));
        assert!(found("個人情報を削除して").has(List::Erase));
        assert!(found("刪除").has(List::Erase) && found("删除").has(List::Erase));
    }

    #[test]
    fn a_word_within_a_harmless_one_is_not_found() {
        assert!(found("my data").has(List::Own) && !found("your personal data").has(List::Own));
        assert!(found("I am sick").has(List::Health) && !found("I am sick and tired of it").has(List::Health));
    }

    #[test]
    fn words_count_in_their_language_alone() {
        assert!(found("不要刪除").has(List::NotBefore));
        assert!(!found("保管は不要ですので、消去をお願いします").has(List::NotBefore));
        assert!(!found("不要刪除").has(List::StopAfter));
    }

    #[test]
    fn what_is_cited_is_known() {
        let text = fold("応募者に「削除してください」と言われた");
        let found = find(&text, true);
        assert!(found.of(List::Erase).iter().all(|span| found.is_quoted(*span)));
        assert!(quotes("a \" b").is_empty());
    }

    #[test]
    fn overlapping_words_count_once() {
        let spans = [(0, 4), (2, 6), (6, 8)].map(|(start, end)| Span { start, end });
        let found = Found { spans: BTreeMap::from([(List::Own, spans.to_vec())]), quotes: Vec::new() };
        assert_eq!(found.count(List::Own), 2);
    }
}
