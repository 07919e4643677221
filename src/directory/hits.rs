//! Where in the texts of a row the words of a question stand, with what is around them.

use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

use aho_corasick::AhoCorasick;

use super::packed::Unpacked;
use super::query::{Query, TextField};
use super::texts::Column;
use super::variants;
use super::words::{Run, is_character, normalised, runs};

/// A stretch of a text, and whether it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it is a hit.
    pub is_hit: bool,
}

/// A place in a text where something that was asked for stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The field of the text.
    pub field: TextField,
    /// The text around a hit, of several the first that is written as it is compared.
    pub pieces: Vec<Piece>,
}

/// Characters shown before the first hit, and in all.
const BEFORE: usize = 20;
const WHOLE: usize = 90;
/// Characters that are looked at in one go.
const STEP: usize = 64;
/// Characters of a text that have to be looked at for most excerpts.
const USUAL: usize = 256;
/// Places that are written as what was asked for, of which the first may only look like it: "java" in "javascript".
const MOST_LIKELY: usize = 16;
/// Bytes of a character, and characters of a word, at most; one that is longer is compared with all of its text.
const LONGEST_CHARACTER: usize = 4;
const LONGEST_WORD: usize = 40;
/// Excerpts of one row.
const MOST: usize = 2;

/// What a question asks for.
pub(super) struct Needles {
    all: Vec<Needle>,
    /// Finds any of them that is written as it is compared, but for the case of its letters.
    as_written: Option<AhoCorasick>,
}

impl Needles {
    pub(super) fn of(query: &Query) -> Self {
        let mut all = Vec::new();
        collect(query, &mut all);
        let written: Vec<String> = all.iter().map(|needle| needle.characters.iter().collect()).collect();
        Self { as_written: AhoCorasick::builder().ascii_case_insensitive(true).build(written).ok(), all }
    }

    /// Excerpts as far as the asker may see. Names are none: the row shows them.
    pub(super) fn excerpts(&self, texts: &Unpacked<'_>, seen: &[Column]) -> Vec<Excerpt> {
        let others = seen.iter().filter(|column| column.field != TextField::Name);
        let found = others.flat_map(|column| {
            let needles: Vec<&Needle> = self.all.iter().filter(|needle| needle.is_for(column.field)).collect();
            let here = |text: &&[u8]| if needles.is_empty() { None } else { self.excerpt(text, &needles) };
            let pieces = texts.of_field(column.field).iter().find_map(here);
            pieces.map(|pieces| Excerpt { field: column.field, pieces })
        });
        found.take(MOST).collect()
    }

    /// The text around a hit. Most of what is found is written as it is compared, and comparing a whole text takes
    /// longer than finding that, so it is compared from its beginning only if there is nothing else.
    fn excerpt(&self, text: &[u8], needles: &[&Needle]) -> Option<Vec<Piece>> {
        let mut found = self.as_written.iter().flat_map(|finder| finder.find_iter(text)).take(MOST_LIKELY).peekable();
        // In ASCII everything is written as it is compared, but for the case of its letters.
        if found.peek().is_none() && text.is_ascii() {
            return None;
        }
        let mut windows = found.filter_map(|hit| self.window(text, hit.range()));
        windows.find_map(|window| excerpt(&window, needles)).or_else(|| {
            let text = std::str::from_utf8(text).ok()?;
            let may_stand = needles.iter().any(|needle| needle.may_stand_in(text));
            may_stand.then(|| excerpt(&Window { text, begins: false, ends: false }, needles)).flatten()
        })
    }

    /// What an excerpt around something that is written as it is compared may need of a text; it does not begin in the
    /// middle of a word.
    fn window<'a>(&self, text: &'a [u8], hit: Range<usize>) -> Option<Window<'a>> {
        let longest = self.all.iter().map(|needle| needle.characters.len()).max().unwrap_or(0);
        let mut start = hit.start.saturating_sub(LONGEST_CHARACTER * (BEFORE + longest + LONGEST_WORD));
        while text.get(start).is_some_and(|byte| is_within_character(*byte)) {
            start += 1;
        }
        let mut end = text.len().min(hit.end + LONGEST_CHARACTER * (WHOLE + longest + STEP));
        while text.get(end).is_some_and(|byte| is_within_character(*byte)) {
            end -= 1;
        }
        let before = std::str::from_utf8(text.get(start..hit.start)?).ok()?;
        let mut places = before.char_indices().rev().skip(BEFORE + longest);
        let begin = match places.find(|(_, c)| !is_mark(*c) && !is_in_word(*c)) {
            Some((at, _)) => start + at,
            None if start == 0 => 0,
            None => return None,
        };
        let window = std::str::from_utf8(text.get(begin..end)?).ok()?;
        Some(Window { text: window, begins: begin > 0, ends: end < text.len() })
    }
}

/// A part of a text.
struct Window<'a> {
    text: &'a str,
    /// Whether the text begins before it, and whether it goes on behind it.
    begins: bool,
    ends: bool,
}

/// Whether a byte of UTF-8 goes on with a character.
const fn is_within_character(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// Something that was asked for, in the form that texts are compared in.
pub(super) struct Needle {
    field: TextField,
    characters: Vec<char>,
    is_word: bool,
    is_beginning: bool,
}

impl Needle {
    fn is_for(&self, field: TextField) -> bool {
        self.field == TextField::Any || self.field == field
    }

    /// Whether it may stand in a text; where it may not, the text need not be put into the form that is compared.
    fn may_stand_in(&self, text: &str) -> bool {
        let Some((first, rest)) = self.characters.split_first() else { return false };
        let mut behind = text.chars();
        while let Some(c) = behind.next() {
            let may = match plain(c) {
                Some(plain) => plain == *first && may_go_on(behind.clone(), rest),
                // A mark changes the character before it.
                None => is_mark(c) || normalised(c.encode_utf8(&mut [0; 4])).contains(self.characters.as_slice()),
            };
            if may {
                return true;
            }
        }
        false
    }
}

/// Whether a text may go on with the rest of a needle: it does, or is not that easily compared.
fn may_go_on(text: std::str::Chars<'_>, rest: &[char]) -> bool {
    let mut compared = text.map(plain);
    for wanted in rest {
        match compared.next() {
            Some(Some(c)) if c == *wanted => {}
            Some(None) => return true,
            Some(Some(_)) | None => return false,
        }
    }
    true
}

fn collect(query: &Query, wanted: &mut Vec<Needle>) {
    match query {
        Query::All(parts) | Query::Any(parts) => parts.iter().for_each(|part| collect(part, wanted)),
        Query::Not(_) | Query::Fact(_) => {}
        Query::Text { field, text, is_beginning, .. } => {
            let cut = runs(&normalised(text));
            let last = cut.len().saturating_sub(1);
            wanted.extend(cut.into_iter().enumerate().map(|(at, run)| Needle {
                field: *field,
                is_word: matches!(run, Run::Word(_)),
                is_beginning: *is_beginning && at == last,
                characters: run.into_text().chars().collect(),
            }));
        }
    }
}

/// A text in the form that is compared, as far as it was looked at, with the place in the written text behind every
/// character.
struct Compared<'a> {
    characters: Vec<char>,
    /// Where each character begins in the written text, in bytes; one more for the end.
    starts: Vec<usize>,
    /// The written text from where it is looked at.
    text: &'a str,
    rest: Peekable<CharIndices<'a>>,
}

impl<'a> Compared<'a> {
    fn of(text: &'a str) -> Self {
        let (characters, starts) = (Vec::with_capacity(USUAL), Vec::with_capacity(USUAL));
        Self { characters, starts, text, rest: text.char_indices().peekable() }
    }

    /// Looks on until there are so many characters; says whether the text did not end before.
    fn look_on(&mut self, until: usize) -> bool {
        while self.characters.len() < until {
            let Some((start, c)) = self.rest.next() else {
                if self.starts.len() == self.characters.len() {
                    self.starts.push(self.text.len());
                }
                return false;
            };
            let is_alone = self.rest.peek().is_none_or(|(_, next)| !is_mark(*next));
            if is_alone && let Some(plain) = plain(c) {
                self.push(plain, start);
                continue;
            }
            let mut cluster = String::from(c);
            while let Some((_, mark)) = self.rest.next_if(|(_, next)| is_mark(*next)) {
                cluster.push(mark);
            }
            for character in normalised(&cluster).chars() {
                self.push(character, start);
            }
        }
        true
    }

    /// Looks for needles, no further than an excerpt around the first hit needs; answers with the hits that stand
    /// there, in order.
    ///
    /// Whether a hit is one, the character behind it may say: where the text goes on behind what is known of it
    /// (`ends`), a hit at the end is none.
    fn look_for(&mut self, needles: &[&Needle], ends: bool) -> Vec<(usize, usize)> {
        let longest = needles.iter().map(|needle| needle.characters.len()).max().unwrap_or(0);
        let mut from = 0;
        loop {
            let is_all = !self.look_on(self.characters.len() + STEP);
            let known = self.characters.len().saturating_sub(usize::from(!is_all || ends));
            let places = needles.iter().flat_map(|needle| self.places(needle, from));
            if let Some((first, _)) = places.filter(|(_, to)| *to <= known).min() {
                self.look_on(first + WHOLE + longest + 2);
                let from = first.saturating_sub(longest + 1);
                let mut places: Vec<_> = needles.iter().flat_map(|needle| self.places(needle, from)).collect();
                places.retain(|(_, to)| !ends || *to < self.characters.len());
                places.sort_unstable();
                return places;
            }
            if is_all {
                return Vec::new();
            }
            from = self.characters.len().saturating_sub(longest + 1);
        }
    }

    fn push(&mut self, character: char, start: usize) {
        self.characters.push(character);
        self.starts.push(start);
    }

    /// The places of a needle from somewhere on, as stretches of the compared characters.
    fn places(&self, needle: &Needle, from: usize) -> Vec<(usize, usize)> {
        let wanted = &needle.characters;
        if wanted.is_empty() {
            return Vec::new();
        }
        let word = |at: Option<usize>| at.and_then(|at| self.characters.get(at)).is_some_and(|c| is_in_word(*c));
        let stretches = self.characters.get(from..).unwrap_or_default().windows(wanted.len()).enumerate();
        let here = stretches.filter(|(_, here)| here == wanted);
        let places = here.map(|(at, _)| (from + at, from + at + wanted.len()));
        let whole = |(from, to): &(usize, usize)| {
            !needle.is_word || (!word(from.checked_sub(1)) && (needle.is_beginning || !word(Some(*to))))
        };
        places.filter(whole).collect()
    }
}

/// A character that is compared as one character and needs no normalising; most do not.
fn plain(c: char) -> Option<char> {
    match c {
        '\0'..='\x7F' => Some(c.to_ascii_lowercase()),
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60),
        'ぁ'..='ゖ' | '々' | 'ー' | '、' | '。' | '・' | '〈'..='】' | '〜' | '–' | '—' | '•' => {
            Some(c)
        }
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).map(|narrow| narrow.to_ascii_lowercase()),
        '\u{3000}' => Some(' '),
        '\u{4E00}'..='\u{9FFF}' => Some(variants::searched(c)),
        _ => None,
    }
}

/// Whether a character is part of a word of a script that has spaces.
fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() && !is_character(c)
}

/// Marks that belong to the character before them.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{3099}' | '\u{309A}' | 'ﾞ' | 'ﾟ')
}

/// The text around the first hit in a window, if all of it stands in there.
fn excerpt(window: &Window<'_>, needles: &[&Needle]) -> Option<Vec<Piece>> {
    let text = window.text;
    let mut compared = Compared::of(text);
    let places = compared.look_for(needles, window.ends);
    let first = places.first()?.0.saturating_sub(BEFORE);
    if window.ends && compared.characters.len() < first + WHOLE {
        return None;
    }
    let last = (first + WHOLE).min(compared.characters.len());
    let written = |from: usize, to: usize| {
        let (from, to) = (compared.starts.get(from).copied(), compared.starts.get(to).copied());
        let stretch = from.zip(to).and_then(|(from, to)| text.get(from..to)).unwrap_or_default();
        stretch.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let spaced = |at: usize| compared.characters.get(at).is_some_and(|c| c.is_whitespace());
    let mut pieces: Vec<Piece> = Vec::new();
    let mut add = |from: usize, to: usize, is_hit: bool| {
        let mut text = written(from, to);
        // Blanks at the ends of a stretch keep words apart.
        if from > first && spaced(from) {
            text.insert(0, ' ');
        }
        if to < last && to > from && spaced(to - 1) {
            text.push(' ');
        }
        if !text.is_empty() {
            pieces.push(Piece { text, is_hit });
        }
    };
    let mut at = first;
    for (from, to) in places {
        if from < at || to > last {
            continue;
        }
        add(at, from, false);
        add(from, to, true);
        at = to;
    }
    add(at, last, false);
    if (window.begins || first > 0)
        && let Some(piece) = pieces.first_mut()
    {
        piece.text.insert(0, '…');
    }
    if (window.ends || last < compared.characters.len())
        && let Some(piece) = pieces.last_mut()
    {
        piece.text.push('…');
    }
    Some(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::packed::Unpacker;
    use crate::directory::query::{Known, parse};
    use crate::directory::texts::{COLUMNS, Texts};
    use crate::domain::category::CategoryId;

    fn shown(texts: &Texts, question: &str) -> Vec<String> {
        let query = parse(question, &|_, _| Known::NoField).unwrap();
        let seen: Vec<_> = COLUMNS.into_iter().filter(|column| column.category == CategoryId::Profile).collect();
        let marked = |piece: &Piece| if piece.is_hit { format!("[{}]", piece.text) } else { piece.text.clone() };
        let (packed, mut unpacker) = (texts.pack().unwrap(), Unpacker::default());
        Needles::of(&query)
            .excerpts(&unpacker.fields(&packed).unwrap(), &seen)
            .iter()
            .map(|found| found.pieces.iter().map(marked).collect())
            .collect()
    }

    #[test]
    fn what_is_compared_as_one_character_is_what_normalising_makes_of_it() {
        for c in ('\0'..=char::MAX).filter(|c| !is_mark(*c)) {
            if let Some(plain) = plain(c) {
                assert_eq!(normalised(&c.to_string()), plain.to_string(), "{c:?}");
            }
        }
    }

    /// The quick look says no to nothing that comparing all of a text finds.
    #[test]
    fn what_stands_somewhere_may_stand_there() {
        let texts = [
            "ﾀﾞｲﾔ精機 株式会社",
            "Ｐｙｔｈｏｎ・C++（経験3年）",
            "髙橋 邊 渡邉 慶應",
            "Caf\u{e9}, cafe\u{301}; naïve…",
            "か\u{3099}くせい ｶﾞｸｾｲ",
            "㈱計測 ①番 Ⅷ",
            "I wrote Python and pythonic C++.",
        ];
        for text in texts {
            let whole: Vec<char> = normalised(text).chars().collect();
            for start in 0..whole.len() {
                for end in start + 1..=whole.len().min(start + 6) {
                    let characters = whole[start..end].to_vec();
                    let needle = Needle { field: TextField::Any, is_word: false, is_beginning: true, characters };
                    assert!(needle.may_stand_in(text), "{:?} in {text}", needle.characters);
                }
            }
        }
        let needle = |word: &str| Needle {
            field: TextField::Any,
            is_word: true,
            is_beginning: false,
            characters: word.chars().collect(),
        };
        assert!(!needle("ruby").may_stand_in("Ｐｙｔｈｏｎ・C++（経験3年）"));
        assert!(!needle("測定").may_stand_in("測量と定点、測 定"));
    }

    #[test]
    fn hits_are_marked_as_they_are_written() {
        let texts = Texts {
            employer: vec!["ﾀﾞｲﾔ精機 株式会社".into()],
            cv: vec!["I wrote Python and pythonic C++ at 慶應義塾大学.".into()],
            note: vec!["python".into()],
            ..Texts::default()
        };
        assert_eq!(shown(&texts, "だいや"), ["[ﾀﾞｲﾔ]精機 株式会社"]);
        assert_eq!(shown(&texts, "python"), ["I wrote [Python] and pythonic C++ at 慶應義塾大学."]);
        assert_eq!(shown(&texts, "pytho*"), ["I wrote [Pytho]n and [pytho]nic C++ at 慶應義塾大学."]);
        assert_eq!(shown(&texts, "慶応 c++"), ["…Python and pythonic [C++] at [慶應]義塾大学."]);
        assert_eq!(shown(&texts, "-python"), Vec::<String>::new());
        assert_eq!(shown(&texts, "ruby"), Vec::<String>::new());
    }

    #[test]
    fn a_long_text_is_cut_around_its_first_hit() {
        let texts = Texts { cv: vec![format!("{}針{}", "前".repeat(100), "後".repeat(200))], ..Texts::default() };
        let wanted = [format!("…{}[針]{}…", "前".repeat(20), "後".repeat(69))];
        assert_eq!(shown(&texts, "針"), wanted);
        // Written in another way than it is compared in.
        let texts = Texts { cv: vec![format!("{}瀧{}", "前".repeat(100), "後".repeat(200))], ..Texts::default() };
        assert_eq!(shown(&texts, "滝"), wanted.map(|text| text.replace('針', "瀧")));
    }

    #[test]
    fn a_text_that_is_looked_at_from_within_begins_with_a_whole_word() {
        for between in 0..60 {
            let text = format!("{} xpython {} python", "前".repeat(90), "y".repeat(between));
            let texts = Texts { cv: vec![text], ..Texts::default() };
            let found = shown(&texts, "python");
            assert!(found[0].ends_with(" [python]") && found[0].matches('[').count() == 1, "{between}: {found:?}");
        }
    }

    #[test]
    fn where_a_text_is_cut_is_neither_the_end_of_a_word_nor_of_the_text() {
        for between in 560..700 {
            let texts =
                Texts { cv: vec![format!("javascript {} javascript", "y ".repeat(between / 2))], ..Texts::default() };
            assert_eq!(shown(&texts, "java"), Vec::<String>::new(), "{between}");
            let texts = Texts { cv: vec![format!("javascript {} java", "y ".repeat(between / 2))], ..Texts::default() };
            assert!(shown(&texts, "java")[0].ends_with(" [java]"), "{between}");
        }
        let texts = Texts { cv: vec![format!("java {}", "前\u{3099}\u{301}".repeat(600))], ..Texts::default() };
        assert!(shown(&texts, "java")[0].ends_with('…'), "{:?}", shown(&texts, "java"));
    }

    #[test]
    fn a_hit_is_found_wherever_a_long_text_is_parted() {
        for before in (STEP - 12)..(STEP + 4) {
            let texts = Texts { cv: vec![format!("{} pythonic python ends", "x".repeat(before))], ..Texts::default() };
            let found = shown(&texts, "python");
            assert_eq!(found, [format!("…{} pythonic [python] ends", "x".repeat(10))], "{before}");
            assert_eq!(shown(&texts, "ends python").len(), 1);
            let at_the_end = Texts { cv: vec![format!("{} python", "x".repeat(before))], ..Texts::default() };
            assert_eq!(shown(&at_the_end, "python"), [format!("…{} [python]", "x".repeat(19))], "{before}");
        }
    }
}
