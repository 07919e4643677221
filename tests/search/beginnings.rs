//! Beginnings of words, of few words and of more than are completed: neither facts nor tags are words that begin so.

use std::collections::BTreeSet;

use saiyo::directory::{Directory, Reached, Texts, Update};
use saiyo::domain::id::HoldingId;

use super::{cast, found, mark};

/// One person for each of some words, of whom the first has a tag.
fn people_of(words: &[String]) -> (tempfile::TempDir, Directory) {
    let folder = tempfile::tempdir().unwrap();
    let directory = Directory::open(&folder.path().join("JP.db"), &[7; 32], 2).unwrap();
    let template = cast().remove(0);
    let updates = (0..).zip(words).map(|(number, word)| {
        let mut indexed = template.indexed(number);
        indexed.person.holding.id = HoldingId::new();
        indexed.person.family.clone_from(word);
        indexed.person.tags = if number == 0 { vec!["java".to_owned()] } else { Vec::new() };
        indexed.texts = Texts { cv: vec![format!("first {word} last")], ..Texts::default() };
        Update { holding: indexed.person.holding.id, person: Some(Box::new(indexed)), again: None }
    });
    directory.apply(&updates.collect::<Vec<_>>(), Reached::Change(&mark(1))).unwrap();
    (folder, directory)
}

#[test]
fn the_beginning_of_a_word_finds_whoever_has_a_word_that_begins_so_however_many_words_that_are() {
    // 60 begin with w0, 120 with w: more than are completed. A list shows a hundred people at most.
    let words: Vec<String> = (0..60).flat_map(|number| [format!("w0{number:02}"), format!("w1{number:02}")]).collect();
    let (_folder, directory) = people_of(&words);
    for typed in ["w0", "w00", "w059", "w1", "w12", "w2", "w0012"] {
        let begins: BTreeSet<String> = words.iter().filter(|word| word.starts_with(typed)).cloned().collect();
        assert_eq!(found(&directory, &format!("{typed}*")), begins, "{typed}*");
        assert_eq!(found(&directory, &format!("cv:{typed}*")), begins, "cv:{typed}*");
        assert_eq!(found(&directory, &format!("w* {typed}*")), begins, "w* {typed}*");
        let others: BTreeSet<String> = words.iter().filter(|word| !begins.contains(*word)).cloned().collect();
        if others.len() < 100 {
            assert_eq!(found(&directory, &format!("w* -{typed}*")), others, "w* -{typed}*");
        }
    }
    let half: Vec<String> = words.into_iter().take(90).collect();
    let (_folder, directory) = people_of(&half);
    assert_eq!(found(&directory, "w*").len(), 90);
}

#[test]
fn no_beginning_finds_a_fact_or_a_tag() {
    let (_folder, directory) = people_of(&["word".to_owned(), "other".to_owned()]);
    for letter in ('a'..='z').filter(|letter| !"wofjl".contains(*letter)) {
        assert_eq!(found(&directory, &format!("{letter}*")), BTreeSet::new(), "{letter}*");
    }
    assert_eq!(found(&directory, "j*").len(), 1, "the words of a tag are words");
}
