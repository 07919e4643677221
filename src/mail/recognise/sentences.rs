//! A text as its sentences.
//!
//! Invariant: no sentence is longer than [`LONGEST`] bytes, so that what is done for each of them is bounded.

use super::folded::{fold, is_wide};
use super::quoted::is_dashed;

const LONGEST: usize = 1200;
/// How an item of a list begins.
const BULLETS: &[char] = &['・', '-', '*', '●', '■', '◆', '□', '○', '◇', '※', '•', '(', '【', '['];
/// Numbers of items that are written in characters, and what follows a number.
const NUMERALS: &[char] = &['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
const AFTER_NUMBER: &[char] = &['.', ')', '、', ' ', '．', '\u{3000}'];
/// How a line ends after which something new begins, though no sentence ends: a greeting, a heading.
const LAST_OF_LINE: &[&str] = &[":", "：", "様", "さま", "御中"];

/// The sentences of a text, folded.
pub(super) fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for paragraph in paragraphs(text) {
        let folded = fold(&paragraph);
        let mut start = 0;
        let mut letters = folded.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            let next = letters.peek().map(|(_, next)| *next);
            if ends_sentence(letter, next) {
                let end = at + letter.len_utf8();
                push(folded.get(start..end).unwrap_or_default(), &mut found);
                start = end;
            }
        }
        push(folded.get(start..).unwrap_or_default(), &mut found);
    }
    found
}

fn ends_sentence(letter: char, next: Option<char>) -> bool {
    matches!(letter, '。' | '!' | '?' | ';') || (letter == '.' && next.is_none_or(|next| next == ' '))
}

fn push(sentence: &str, found: &mut Vec<String>) {
    let mut sentence = sentence.trim();
    while sentence.len() > LONGEST {
        let (first, rest) = sentence.split_at(sentence.floor_char_boundary(LONGEST));
        found.push(first.to_owned());
        sentence = rest;
    }
    if !sentence.is_empty() {
        found.push(sentence.to_owned());
    }
}

/// Lines that belong together as one: mail programs break lines within sentences, and within words of scripts that
/// have no spaces.
fn paragraphs(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut current = String::new();
    for line in text.lines().map(str::trim) {
        let is_break = line.is_empty() || is_rule(line);
        let is_new = is_break || is_item(line) || LAST_OF_LINE.iter().any(|end| current.ends_with(end));
        if is_new && !current.is_empty() {
            found.push(std::mem::take(&mut current));
        }
        if is_break {
            continue;
        }
        let is_word = current.ends_with(is_wide) && line.starts_with(is_wide);
        if !current.is_empty() && !is_word {
            current.push(' ');
        }
        current.push_str(line);
    }
    found.push(current);
    found
}

/// Whether a line is nothing but a rule.
fn is_rule(line: &str) -> bool {
    let mut letters: Vec<char> = line.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    is_dashed(line) && letters.len() <= 2
}

fn is_item(line: &str) -> bool {
    let digits = line.chars().take_while(|letter| letter.is_numeric()).count();
    let number = match digits {
        1 | 2 => digits,
        _ => usize::from(line.starts_with(NUMERALS)),
    };
    let is_numbered = number > 0 && line.chars().nth(number).is_some_and(|next| AFTER_NUMBER.contains(&next));
    is_numbered || line.starts_with(BULLETS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_broken_within_a_sentence_are_joined() {
        assert_eq!(sentences("個人\n情報を\n消してください。以上"), [fold("個人情報を消してください。"), fold("以上")]);
        assert_eq!(sentences("please delete\nmy data. Thanks"), ["please delete my data.", "thanks"]);
    }

    #[test]
    fn greetings_items_and_blank_lines_end_one() {
        let text = "田村様\n次の二点です:\n1. 開示\n(2) 削除\n\nBye\n-----\nA. B.";
        let found = sentences(text);
        assert_eq!(found.len(), 7, "{found:?}");
        assert_eq!(found.last().map(String::as_str), Some("b."));
    }

    #[test]
    fn a_number_with_a_point_ends_none() {
        assert_eq!(sentences("version 2.5 of it"), ["version 2.5 of it"]);
    }

    #[test]
    fn no_sentence_is_too_long() {
        let found = sentences(&"消".repeat(10_000));
        assert!(found.len() > 20 && found.iter().all(|sentence| sentence.len() <= LONGEST));
    }
}
