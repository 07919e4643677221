//! Where two versions of a notice differ, clause by clause and sentence by sentence.
//!
//! Invariant: every sentence of either version that the other lacks is named once, and none that both have in the same
//! place.

use std::collections::VecDeque;

use super::locale::Locale;
use super::notice::Notice;

/// A clause of which something changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseChange {
    /// Its heading; of two the later one.
    pub heading: String,
    /// Its changes, in the order of the text.
    pub changes: Vec<SentenceChange>,
}

/// A sentence that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentenceChange {
    /// Only the later version has it.
    Added(String),
    /// Only the earlier version has it.
    Removed(String),
    /// One stands where the other stood.
    Changed {
        /// The earlier version's.
        old: String,
        /// The later version's.
        new: String,
    },
}

/// The clauses of which something changed, in one language: those of the later version in their order, then those that
/// it has no more. Clauses are the same by their Japanese heading.
pub fn compare(earlier: &Notice, later: &Notice, locale: Locale) -> Vec<ClauseChange> {
    let of = |notice: &Notice| -> Vec<(String, String, String)> {
        let title = (String::new(), notice.title.get(locale).to_owned(), notice.title.get(locale).to_owned());
        let section = notice.sections.iter().map(|section| {
            let heading = section.heading.get(locale).to_owned();
            let text = format!("{heading}\n{}", section.text.get(locale));
            (section.heading.ja.clone(), heading, text)
        });
        std::iter::once(title).chain(section).collect()
    };
    let (mut before, after) = (of(earlier), of(later));
    let mut changed = Vec::new();
    for (key, heading, text) in after {
        let same = before.iter().position(|(other, _, _)| *other == key);
        let old = same.map(|at| before.remove(at).2).unwrap_or_default();
        push(&mut changed, heading, &old, &text);
    }
    for (_, heading, text) in before {
        push(&mut changed, heading, &text, "");
    }
    changed
}

fn push(changed: &mut Vec<ClauseChange>, heading: String, old: &str, new: &str) {
    let changes = between(&sentences(old), &sentences(new));
    if !changes.is_empty() {
        changed.push(ClauseChange { heading, changes });
    }
}

/// The sentences of a text: those of its lines, an item of a list without its hyphen.
fn sentences(text: &str) -> Vec<&str> {
    let lines = text.lines().map(|line| line.trim().trim_start_matches("- ")).filter(|line| !line.is_empty());
    lines.flat_map(of_line).collect()
}

fn of_line(line: &str) -> Vec<&str> {
    let (mut found, mut start) = (Vec::new(), 0);
    for (at, mark) in line.char_indices() {
        let end = at + mark.len_utf8();
        let ends = match mark {
            // What closes a bracket stands inside a sentence that goes on.
            '。' | '！' | '？' => !line[end..].starts_with([')', '）', '」', '』']),
            '.' | '!' | '?' => ends_english(&line[start..at], &line[end..]),
            _ => false,
        };
        if ends {
            found.push(line[start..end].trim());
            start = end;
        }
    }
    found.push(line[start..].trim());
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// Whether a full stop ends a sentence: a capital follows, and no short word as in "Pte. Ltd." stands before it.
fn ends_english(before: &str, after: &str) -> bool {
    let follows = after.starts_with(' ') && after.trim_start().starts_with(|c: char| c.is_uppercase());
    let word = before.rsplit(' ').next().unwrap_or_default();
    follows && word.chars().count() > 3
}

/// The changes between two rows of sentences: their longest common subsequence stays, the rest is named.
fn between(old: &[&str], new: &[&str]) -> Vec<SentenceChange> {
    let lengths = common_lengths(old, new);
    let (mut changes, mut removed, mut added) = (Vec::new(), Vec::new(), Vec::new());
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        match (old.get(i), new.get(j)) {
            (Some(one), Some(other)) if one == other => {
                close(&mut changes, &mut removed, &mut added);
                (i, j) = (i + 1, j + 1);
            }
            (Some(one), other) if other.is_none() || lengths[i + 1][j] >= lengths[i][j + 1] => {
                removed.push(*one);
                i += 1;
            }
            (_, Some(other)) => {
                added.push(*other);
                j += 1;
            }
            (_, None) => break,
        }
    }
    close(&mut changes, &mut removed, &mut added);
    changes
}

/// How long the longest common subsequence is from each pair of places on.
fn common_lengths(old: &[&str], new: &[&str]) -> Vec<Vec<u32>> {
    let mut lengths = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            lengths[i][j] =
                if old[i] == new[j] { lengths[i + 1][j + 1] + 1 } else { lengths[i + 1][j].max(lengths[i][j + 1]) };
        }
    }
    lengths
}

/// How alike two sentences are before one counts as the other, changed.
const ALIKE: f64 = 0.4;

/// Between two sentences that stay: what went and what came stand side by side where they are alike, in their order.
fn close(changes: &mut Vec<SentenceChange>, removed: &mut Vec<&str>, added: &mut Vec<&str>) {
    let mut came = added.drain(..).collect::<VecDeque<&str>>();
    for old in removed.drain(..) {
        let Some(at) = came.iter().position(|new| likeness(old, new) >= ALIKE) else {
            changes.push(SentenceChange::Removed(old.to_owned()));
            continue;
        };
        changes.extend(came.drain(..at).map(|new| SentenceChange::Added(new.to_owned())));
        if let Some(new) = came.pop_front() {
            changes.push(SentenceChange::Changed { old: old.to_owned(), new: new.to_owned() });
        }
    }
    changes.extend(came.into_iter().map(|new| SentenceChange::Added(new.to_owned())));
}

/// The share of pairs of letters that two sentences have in common (Dice): 0 for none, 1 for the same.
fn likeness(one: &str, other: &str) -> f64 {
    let pairs = |text: &str| -> Vec<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let (of_one, mut of_other) = (pairs(one), pairs(other));
    let all = of_one.len() + of_other.len();
    let mut common = 0_u32;
    for pair in of_one {
        if let Some(at) = of_other.iter().position(|it| *it == pair) {
            of_other.swap_remove(at);
            common += 1;
        }
    }
    if all == 0 { 0.0 } else { 2.0 * f64::from(common) / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::notice_file;

    const EXAMPLE: &str = include_str!("../../notice.example.toml");

    fn changes(old: &str, new: &str) -> Vec<SentenceChange> {
        between(&sentences(old), &sentences(new))
    }

    fn added(text: &str) -> SentenceChange {
        SentenceChange::Added(text.into())
    }

    #[test]
    fn the_same_text_has_no_changes_however_its_lines_are_broken() {
        assert_eq!(changes("One thing. Then another.\n\n- a\n- b", "One thing.\nThen another.\n- a\n\n- b"), []);
        assert_eq!(changes("利用します。提供しません。", "利用します。\n提供しません。"), []);
    }

    #[test]
    fn what_came_went_and_changed_is_named_in_the_order_of_the_text() {
        let removed = |text: &str| SentenceChange::Removed(text.into());
        assert_eq!(changes("- a\n- b", "- a\n- x\n- b\n- y"), [added("x"), added("y")]);
        assert_eq!(changes("一つ。二つ。三つ。", "一つ。三つ。"), [removed("二つ。")]);
        let changed = SentenceChange::Changed { old: "Kept one year.".into(), new: "Kept two years.".into() };
        assert_eq!(changes("First this. Kept one year. Last.", "First this. Kept two years. Last."), [changed]);
        assert_eq!(changes("", "New."), [added("New.")]);
    }

    #[test]
    fn what_is_not_alike_is_no_change_of_the_other() {
        let all = changes("We keep it for one year. Write to us.", "We keep it for two years. Ask your doctor first.");
        let changed =
            SentenceChange::Changed { old: "We keep it for one year.".into(), new: "We keep it for two years.".into() };
        let removed = SentenceChange::Removed("Write to us.".into());
        assert_eq!(all, [changed, removed, added("Ask your doctor first.")]);
    }

    #[test]
    fn a_bracket_does_not_end_a_sentence() {
        assert_eq!(sentences("青嶺計器（以下「当社」といいます。）は、採用します。以上。").len(), 2);
    }

    #[test]
    fn a_sentence_that_moved_is_named_where_it_went_and_where_it_came() {
        let moved = changes("- a\n- b\n- c", "- b\n- c\n- a");
        assert_eq!(moved, [SentenceChange::Removed("a".into()), added("a")]);
    }

    #[test]
    fn a_company_name_with_full_stops_is_no_end() {
        assert_eq!(sentences("Ours is Hoshikawa Pte. Ltd. It is here. Write to us.").len(), 2);
        assert_eq!(sentences("Version 1.2 holds. Art. 18 applies."), ["Version 1.2 holds.", "Art. 18 applies."]);
    }

    #[test]
    fn clauses_are_compared_by_their_heading_and_a_new_or_lost_one_is_whole() {
        let first = notice_file::read_one(EXAMPLE).unwrap();
        for locale in Locale::ALL {
            assert_eq!(compare(&first, &first, *locale), []);
        }
        let mut next = first.clone();
        let gone = next.sections.remove(3);
        next.sections.rotate_left(2);
        next.sections[0].text.en.push_str("\n\nOne more sentence.");
        let english = compare(&first, &next, Locale::En);
        assert_eq!(english.len(), 2, "a clause that only moved is not changed");
        assert_eq!(english[0].changes, [added("One more sentence.")]);
        assert_eq!(english[1].heading, gone.heading.en);
        assert!(english[1].changes.iter().all(|change| matches!(change, SentenceChange::Removed(_))));
        assert_eq!(compare(&first, &next, Locale::Ja).len(), 1);
        let named = Notice { title: gone.heading.clone(), ..first.clone() };
        assert_eq!(compare(&first, &named, Locale::ZhHant).len(), 1);
    }
}
