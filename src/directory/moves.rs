//! What a change moves in the index: the words whose places change, and no others.
//!
//! Invariant: after what is taken out and what is put in, every word stands where a new index would have it.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::texts::{self, Texts};
use super::words::{BETWEEN, Run};

impl Texts {
    /// What is taken out of the index and what is put in, column by column, to make another version of this one.
    ///
    /// The index forgets a word of a row in all columns at once, and knows words by their places. So a word moves if it
    /// has other places in any column; the others stay, and [`BETWEEN`], which no question asks for, holds their places
    /// in what is put in. Facts, whose places say nothing, go and come one by one.
    pub(super) fn difference<'a>(&'a self, other: &'a Self) -> (Vec<String>, Vec<String>) {
        let mut known: HashMap<&str, Rc<[Run]>> = HashMap::new();
        let mut cut = |text| known.entry(text).or_insert_with(|| texts::cut(text)).clone();
        let (before, after) = (self.words_by(&mut cut), other.words_by(&mut cut));
        // What stands between leaves with everybody who leaves only if it is among their words; else it would stay.
        if !has_between(&before[1..]) || !has_between(&after[1..]) {
            return (before, after);
        }
        let moved = moved(&before[1..], &after[1..]);
        let kept = |words: &[String]| -> Vec<String> { words[1..].iter().map(|column| kept(column, &moved)).collect() };
        let (mut out, mut put) = (kept(&before), kept(&after));
        let (short_out, short_put): (Vec<String>, Vec<String>) =
            out.iter().zip(&put).map(|(out, put)| shortened(out, put)).unzip();
        // It is taken out wherever it stands, so it is put in again wherever it was.
        if has_between(&short_out) == has_between(&short_put) {
            (out, put) = (short_out, short_put);
        }
        out.insert(0, without(&before[0], &after[0]));
        put.insert(0, without(&after[0], &before[0]));
        (out, put)
    }
}

/// Whether [`BETWEEN`] stands in a column.
fn has_between(columns: &[String]) -> bool {
    columns.iter().any(|column| cut(column).any(|word| word == BETWEEN))
}

/// The words that stand at other places in one version of some columns than in the other.
fn moved<'a>(before: &'a [String], after: &'a [String]) -> HashSet<&'a str> {
    let mut moved = HashSet::new();
    for (before, after) in before.iter().zip(after).filter(|(before, after)| before != after) {
        let (before, after): (Vec<&str>, Vec<&str>) = (cut(before).collect(), cut(after).collect());
        for at in 0..before.len().max(after.len()) {
            let (was, is) = (before.get(at), after.get(at));
            if was != is {
                moved.extend(was.into_iter().chain(is));
            }
        }
    }
    moved.remove(BETWEEN);
    moved
}

/// The words of a column that move, with [`BETWEEN`] at the places of the others.
fn kept(column: &str, moved: &HashSet<&str>) -> String {
    cut(column).map(|word| if moved.contains(word) { word } else { BETWEEN }).collect::<Vec<_>>().join(" ")
}

/// Two versions of a column without what follows the last word that moves, if they are equally long: the index adds
/// lengths up.
fn shortened(out: &str, put: &str) -> (String, String) {
    let (before, after): (Vec<&str>, Vec<&str>) = (cut(out).collect(), cut(put).collect());
    if before.len() != after.len() {
        return (out.to_owned(), put.to_owned());
    }
    let last = |words: &[&str]| words.iter().rposition(|word| *word != BETWEEN).map_or(0, |last| last + 1);
    let length = last(&before).max(last(&after));
    (before[..length].join(" "), after[..length].join(" "))
}

/// The words of a column.
fn cut(words: &str) -> impl Iterator<Item = &str> {
    words.split(' ').filter(|word| !word.is_empty())
}

/// The words of one column that another has not.
fn without(words: &str, others: &str) -> String {
    let others: HashSet<&str> = cut(others).collect();
    cut(words).filter(|word| !others.contains(word)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// An index of texts: where each word of each row stands, as FTS5 keeps it.
    #[derive(Clone, Default, PartialEq, Debug)]
    struct Index {
        places: BTreeMap<String, Vec<(usize, usize)>>,
        lengths: Vec<usize>,
    }

    impl Index {
        fn of(words: &[String]) -> Self {
            let mut index = Self { lengths: vec![0; words.len()], ..Self::default() };
            index.put(words);
            index
        }

        fn put(&mut self, words: &[String]) {
            for word in words.iter().flat_map(|words| cut(words)) {
                assert!(!self.places.contains_key(word), "{word} is there already");
            }
            for (column, words) in words.iter().enumerate() {
                for (place, word) in cut(words).enumerate() {
                    self.places.entry(word.to_owned()).or_default().push((column, place));
                    self.lengths[column] += 1;
                }
            }
        }

        fn take_out(&mut self, words: &[String]) {
            for (column, words) in words.iter().enumerate() {
                for word in cut(words) {
                    self.places.remove(word);
                    self.lengths[column] -= 1;
                }
            }
        }

        /// Without what no question asks for: the places of facts, and those of what stands between.
        fn asked(mut self) -> Self {
            self.places.remove(BETWEEN);
            self.places.values_mut().flatten().filter(|(column, _)| *column == 0).for_each(|(_, place)| *place = 0);
            self
        }
    }

    fn one_of<T: Clone + std::fmt::Debug + 'static>(values: &[T]) -> impl Strategy<Value = T> + use<T> {
        proptest::sample::select(values.to_vec())
    }

    fn texts() -> impl Strategy<Value = Texts> {
        let text = || {
            proptest::collection::vec(one_of(&["Ann", "Lee", "Kyoto", "田中", "中", "Lee Street", "東京田中"]), 0..4)
        };
        let list = move || proptest::collection::vec(text().prop_map(|words| words.join(" ")), 0..4);
        let facts = proptest::sample::subsequence(vec!["src=agent", "stage=hired", "stage=offer"], 0..=3);
        let lists = (list(), list(), list(), list(), list(), list());
        (facts, lists).prop_map(|(facts, (name, contact, school, cv, message, tag))| Texts {
            facts: facts.into_iter().map(str::to_owned).collect(),
            name,
            contact,
            school,
            cv,
            message,
            tag,
            ..Texts::default()
        })
    }

    proptest! {
        #[test]
        fn a_change_makes_of_one_version_the_other(versions in proptest::collection::vec(texts(), 2..5)) {
            let mut index = Index::of(&versions[0].words());
            for pair in versions.windows(2) {
                let (out, put) = pair[0].difference(&pair[1]);
                index.take_out(&out);
                index.put(&put);
                prop_assert_eq!(index.clone().asked(), Index::of(&pair[1].words()).asked());
            }
            index.take_out(&versions[versions.len() - 1].words());
            prop_assert!(index.places.is_empty() && index.lengths.iter().all(|length| *length == 0));
        }
    }

    #[test]
    fn a_change_moves_the_words_whose_places_change_and_no_others() {
        let before = Texts {
            facts: vec!["stage=offer".into(), "src=agent".into()],
            name: vec!["Ann Lee".into(), "Lee".into()],
            contact: vec!["Lee Street 1".into(), "ann".into()],
            employer: vec!["Street Works".into()],
            cv: vec!["Lee Street all".into()],
            ..Texts::default()
        };
        let moved = |after: &Texts| {
            let (out, put) = before.difference(after);
            (out.join("|"), put.join("|"))
        };
        let stage = Texts { facts: vec!["src=agent".into(), "stage=hired".into()], ..before.clone() };
        assert_eq!(moved(&stage), (">stage=offer|||||||||||".into(), ">stage=hired|||||||||||".into()));
        let address = Texts { contact: vec!["Lee Street 2".into(), "ann".into()], ..before.clone() };
        let number = |number: u32| format!("||= = {number}{} -{number}|||||||||", " =".repeat(12));
        assert_eq!(moved(&address), (number(1), number(2)), "a word and its beginning");
        let employer = Texts { employer: vec!["Street Werke".into()], ..before.clone() };
        assert_eq!(moved(&employer), ("|||= works||||||||".into(), "|||= werke||||||||".into()));
        let school = Texts { school: vec!["Street".into()], ..before.clone() };
        assert_eq!(
            moved(&school),
            ("||= street|street|||= street|||||".into(), "||= street|street|street||= street|||||".into())
        );
        assert_eq!(moved(&before), ("|||||||||||".into(), "|||||||||||".into()));
    }

    #[test]
    fn one_more_message_leaves_the_words_of_those_before_where_they_stand() {
        let of = |message: &[&str]| Texts {
            name: vec!["Ann".into(), "Lee".into()],
            message: message.iter().map(|text| (*text).to_owned()).collect(),
            ..Texts::default()
        };
        let (out, put) = of(&["old", "older"]).difference(&of(&["new", "old", "older"]));
        assert_eq!((out.join("|"), put.join("|")), ("||||||||||= = =|".into(), "||||||||||= = = = new|".into()));
        let (out, put) =
            of(&["面接の日程。お願い", "お願い"]).difference(&of(&["別件。お願い", "面接の日程。お願い", "お願い"]));
        assert!(out[10].split(' ').all(|word| word == BETWEEN), "{out:?}");
        assert!(put[10].ends_with("= 別件 件 別"), "{put:?}");
    }
}
