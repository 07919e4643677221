//! What a person is searched by: the texts of each field, and the words that the index holds for them.
//!
//! Invariant: the words of a text are the same whenever they are made, so that what was put in can be taken out.

use std::collections::HashSet;

use super::query::TextField;
use super::words::{Run, index_words, normalised, runs};
use super::{facts, reading};
use crate::domain::candidate::ProfileRecord;
use crate::domain::category::CategoryId;
use crate::domain::language;
use crate::domain::locale::Locale;

/// The texts about one person, field by field, as they are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    /// The states, as words of the index: `stage=offer`.
    pub facts: Vec<String>,
    /// Names and readings.
    pub name: Vec<String>,
    /// E-mail and postal address.
    pub contact: Vec<String>,
    /// Telephone, as typed.
    pub phone: String,
    /// Employers, titles and what the work was.
    pub employer: Vec<String>,
    /// Schools and degrees.
    pub school: Vec<String>,
    /// Languages and qualifications.
    pub skill: Vec<String>,
    /// The text of documents.
    pub cv: Vec<String>,
    /// What was written with applications.
    pub application: Vec<String>,
    /// Selection results.
    pub result: Vec<String>,
    /// Notes.
    pub note: Vec<String>,
    /// Tags.
    pub tag: Vec<String>,
}

/// A column of the index. Each is of one category, so that a word in a category that one may not see is no hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    pub name: &'static str,
    pub field: TextField,
    pub category: CategoryId,
    /// Whether single characters of it are words as well.
    pub is_short: bool,
}

const fn column(name: &'static str, field: TextField, category: CategoryId, is_short: bool) -> Column {
    Column { name, field, category, is_short }
}

/// The columns after `facts`, in the order of the table.
pub(super) const COLUMNS: [Column; 10] = [
    column("name", TextField::Name, CategoryId::Profile, true),
    column("contact", TextField::Contact, CategoryId::Profile, true),
    column("employer", TextField::Employer, CategoryId::Profile, true),
    column("school", TextField::School, CategoryId::Profile, true),
    column("skill", TextField::Skill, CategoryId::Profile, true),
    column("cv", TextField::Cv, CategoryId::Profile, false),
    column("application", TextField::Application, CategoryId::ApplicationHistory, false),
    column("result", TextField::Result, CategoryId::SelectionResult, false),
    column("note", TextField::Note, CategoryId::Other, false),
    column("tag", TextField::Tag, CategoryId::Other, true),
];

/// A word that no text has and no question asks for. It stands between two texts of a column, so that no phrase
/// reaches from one into the next.
const BETWEEN: &str = "=";

/// The fact that everybody has.
pub(super) const EVERYBODY: &str = "who=all";

impl Texts {
    /// What a profile is searched by.
    pub fn of_profile(record: &ProfileRecord) -> Self {
        let name = &record.name;
        let mut facts = vec![facts::residence(record.residence)];
        facts.extend(language::spoken(&record.languages).into_iter().flat_map(facts::spoken));
        let schools = record.education.iter();
        Self {
            facts,
            // Names are typed with and without the blank, in both orders where they are written in Latin letters.
            name: vec![format!("{}{}", name.family, name.given), name.display(Locale::En), name.reading()],
            contact: vec![record.email.as_str().to_owned(), record.address.clone(), record.link.clone()],
            phone: record.phone.as_ref().map(|phone| phone.as_str().to_owned()).unwrap_or_default(),
            employer: record.work.iter().flat_map(|it| [&it.employer, &it.title, &it.description]).cloned().collect(),
            school: schools.flat_map(|it| [&it.school, &it.degree]).cloned().collect(),
            skill: vec![record.languages.clone(), record.qualifications.clone()],
            ..Self::default()
        }
    }

    /// The texts of a column.
    pub(super) fn of(&self, field: TextField) -> &[String] {
        match field {
            TextField::Any => &[],
            TextField::Name => &self.name,
            TextField::Contact => &self.contact,
            TextField::Employer => &self.employer,
            TextField::School => &self.school,
            TextField::Skill => &self.skill,
            TextField::Cv => &self.cv,
            TextField::Application => &self.application,
            TextField::Result => &self.result,
            TextField::Note => &self.note,
            TextField::Tag => &self.tag,
        }
    }

    /// The words of every column, `facts` first.
    pub(super) fn words(&self) -> Vec<String> {
        let facts = std::iter::once(EVERYBODY).chain(self.facts.iter().map(String::as_str));
        let mut words = vec![facts.collect::<Vec<_>>().join(" ")];
        for column in COLUMNS {
            let texts = self.of(column.field);
            let mut column_words: Vec<String> =
                texts.iter().map(|text| index_words(text, column.is_short)).filter(|words| !words.is_empty()).collect();
            match column.field {
                TextField::Name => column_words.extend(sounds(texts)),
                TextField::Contact => column_words.extend(telephone_words(&self.phone)),
                TextField::Tag => column_words.extend(texts.iter().map(|tag| facts::tag(tag))),
                _ => {}
            }
            words.push(column_words.join(&format!(" {BETWEEN} ")));
        }
        words
    }

    /// What is taken out of the index and what is put in, column by column, to make another version of this one.
    ///
    /// The index forgets a word of a row in all columns at once, and knows words by their places. So a word moves if it
    /// has other places in any column; the others stay, and [`BETWEEN`], which no question asks for, holds their places
    /// in what is put in. Facts, whose places say nothing, go and come one by one.
    pub(super) fn difference(&self, other: &Self) -> (Vec<String>, Vec<String>) {
        let (before, after) = (self.words(), other.words());
        // What stands between is taken out with everybody who leaves only if it is among their words; else it would stay.
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

/// How names sound: each word, and the words of each name together (Wei-Ling is also found as Weiling).
fn sounds(names: &[String]) -> Vec<String> {
    let mut sounds: Vec<String> = Vec::new();
    for name in names {
        let words: Vec<String> = runs(&normalised(name)).into_iter().map(Run::into_text).collect();
        sounds.extend(words.iter().filter_map(|word| reading::key(word)));
        if words.len() > 1 {
            sounds.extend(reading::key(&words.concat()));
        }
    }
    sounds.sort_unstable();
    sounds.dedup();
    sounds
}

/// The digits of a telephone number without what is dialled before it, and every end of them from four digits on.
fn telephone_words(phone: &str) -> Vec<String> {
    let Some(number) = national_numbers(phone).into_iter().next_back() else { return Vec::new() };
    (0..number.len().saturating_sub(3)).map(|at| format!("#{}", &number[at..])).collect()
}

/// The digits of a telephone number as they may stand in the index: as typed, and without country code and the zero
/// of the trunk. The last is the shortest.
pub(super) fn national_numbers(typed: &str) -> Vec<String> {
    let digits: String = normalised(typed).chars().filter(char::is_ascii_digit).collect();
    let mut numbers = vec![digits.clone()];
    let international =
        digits.strip_prefix("00").or_else(|| typed.trim_start().starts_with(['+', '＋']).then_some(&*digits));
    let national = match international {
        Some(number) => {
            ["81", "65", "852", "886", "86", "82", "44", "1"].iter().find_map(|code| number.strip_prefix(code))
        }
        None => Some(digits.as_str()),
    };
    let number = national.or(international).unwrap_or(&digits);
    let number = number.strip_prefix('0').unwrap_or(number);
    if number != digits {
        numbers.push(number.to_owned());
    }
    numbers.retain(|number| number.len() >= 4);
    numbers
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn words_of(texts: &Texts, name: &str) -> String {
        let at = COLUMNS.iter().position(|column| column.name == name).unwrap();
        texts.words().remove(at + 1)
    }

    #[test]
    fn a_name_stands_in_its_characters_and_its_sound() {
        let texts = Texts { name: vec!["田中凛".into(), "タナカ リン".into()], ..Texts::default() };
        assert_eq!(
            words_of(&texts, "name"),
            "田中 中凛 凛 田 中 = たな なか か た な りん ん り = ~rin = ~tanaka = ~tanakarin"
        );
    }

    #[test]
    fn a_telephone_number_is_found_by_its_end_in_any_form() {
        for typed in ["+81 3-1234-5678", "03-1234-5678", "0312345678", "0081 3 1234 5678", "（03）1234-5678"] {
            assert_eq!(national_numbers(typed).last().unwrap(), "312345678", "{typed}");
        }
        assert_eq!(national_numbers("+852 2345 6789").last().unwrap(), "23456789");
        assert_eq!(national_numbers("9123 4567"), ["91234567"]);
        let texts = Texts { phone: "+65 9123 4567".into(), ..Texts::default() };
        assert_eq!(words_of(&texts, "contact"), "#91234567 = #1234567 = #234567 = #34567 = #4567");
    }

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
        let text =
            || proptest::collection::vec(one_of(&["Ann", "Lee", "Kyoto", "田中", "中", "Lee Street", "東京"]), 0..4);
        let list = move || proptest::collection::vec(text().prop_map(|words| words.join(" ")), 0..4);
        let facts = proptest::sample::subsequence(vec!["src=agent", "stage=hired", "stage=offer"], 0..=3);
        (facts, list(), list(), list(), list(), list()).prop_map(|(facts, name, contact, school, cv, tag)| Texts {
            facts: facts.into_iter().map(str::to_owned).collect(),
            name,
            contact,
            school,
            cv,
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
        assert_eq!(moved(&stage), ("stage=offer||||||||||".into(), "stage=hired||||||||||".into()));
        let address = Texts { contact: vec!["Lee Street 2".into(), "ann".into()], ..before.clone() };
        assert_eq!(moved(&address), ("||= = 1||||||||".into(), "||= = 2||||||||".into()));
        let employer = Texts { employer: vec!["Street Werke".into()], ..before.clone() };
        assert_eq!(moved(&employer), ("|||= works|||||||".into(), "|||= werke|||||||".into()));
        let school = Texts { school: vec!["Street".into()], ..before.clone() };
        assert_eq!(
            moved(&school),
            ("||= street|street|||= street||||".into(), "||= street|street|street||= street||||".into())
        );
        assert_eq!(moved(&before), ("||||||||||".into(), "||||||||||".into()));
    }
}
