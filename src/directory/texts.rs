//! What a person is searched by: the texts of each field, and the words that the index holds for them.
//!
//! Invariant: the words of a text are the same whenever they are made, so that what was put in can be taken out.

use std::collections::HashSet;
use std::rc::Rc;

use super::facts;
use super::query::TextField;
use super::reading::{self, MARK};
use super::words::{BETWEEN, ColumnWords, Run, normalised, runs};
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
    /// Subjects and texts of messages, the newest first.
    pub message: Vec<String>,
    /// Tags.
    pub tag: Vec<String>,
}

/// A column of the index. Each is of one category, so that a word in a category that one may not see is no hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    pub name: &'static str,
    pub field: TextField,
    pub category: CategoryId,
}

impl Column {
    /// Whether the beginnings of its words stand in it as words: names and addresses are looked for while they are typed.
    pub(super) const fn has_beginnings(self) -> bool {
        matches!(self.field, TextField::Name | TextField::Contact)
    }
}

const fn column(name: &'static str, field: TextField, category: CategoryId) -> Column {
    Column { name, field, category }
}

/// The columns after `facts`, in the order of the table.
pub(super) const COLUMNS: [Column; 11] = [
    column("name", TextField::Name, CategoryId::Profile),
    column("contact", TextField::Contact, CategoryId::Profile),
    column("employer", TextField::Employer, CategoryId::Profile),
    column("school", TextField::School, CategoryId::Profile),
    column("skill", TextField::Skill, CategoryId::Profile),
    column("cv", TextField::Cv, CategoryId::Profile),
    column("application", TextField::Application, CategoryId::ApplicationHistory),
    column("result", TextField::Result, CategoryId::SelectionResult),
    column("note", TextField::Note, CategoryId::Other),
    column("message", TextField::Message, CategoryId::Communications),
    column("tag", TextField::Tag, CategoryId::Other),
];

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
            TextField::Message => &self.message,
            TextField::Tag => &self.tag,
        }
    }

    /// The words of every column, `facts` first.
    pub(super) fn words(&self) -> Vec<String> {
        self.words_by(&mut cut)
    }

    /// The words of every column, `facts` first; a text that is asked for again need not be cut again.
    pub(super) fn words_by<'a>(&'a self, cut: &mut impl FnMut(&'a str) -> Rc<[Run]>) -> Vec<String> {
        let facts = std::iter::once(EVERYBODY).chain(self.facts.iter().map(String::as_str)).map(facts::word);
        let mut words = vec![facts.collect::<Vec<_>>().join(" ")];
        for column in COLUMNS {
            let texts = self.of(column.field);
            let mut cut: Vec<Rc<[Run]>> = texts.iter().map(|text| cut(text)).collect();
            if column.field == TextField::Message {
                // The oldest first: so one more message leaves the words of all others where they stand.
                cut.reverse();
            }
            let mut of_column = ColumnWords::default();
            let mut column_words: Vec<String> = cut.iter().map(|runs| of_column.of_next(runs)).collect();
            match column.field {
                TextField::Name => {
                    let sounds = sounds(texts);
                    let sounding = sounds.iter().map(|sound| sound.trim_start_matches(MARK));
                    let beginnings = beginnings(latin_words(texts).iter().map(String::as_str).chain(sounding));
                    column_words.extend(sounds);
                    column_words.push(beginnings);
                }
                TextField::Contact => {
                    column_words.extend(telephone_words(&self.phone));
                    column_words.push(beginnings(latin_words(texts).iter().map(String::as_str)));
                }
                TextField::Tag => column_words.extend(texts.iter().map(|tag| facts::word(&facts::tag(tag)))),
                _ => {}
            }
            column_words.retain(|words| !words.is_empty());
            words.push(column_words.join(&format!(" {BETWEEN} ")));
        }
        words
    }
}

/// A text in the runs that its words come from.
pub(super) fn cut(text: &str) -> Rc<[Run]> {
    runs(&normalised(text)).into()
}

/// The words of texts in scripts with spaces.
fn latin_words(texts: &[String]) -> Vec<String> {
    let cut = texts.iter().flat_map(|text| runs(&normalised(text)));
    cut.filter_map(|run| if let Run::Word(word) = run { Some(word) } else { None }).collect()
}

/// The longest beginning that is a word of its own; few words have a longer one in common.
pub(super) const LONGEST_BEGINNING: usize = 8;

/// The word that somebody is found by where a word of theirs begins so. No text has it, and it begins as none does.
pub(super) fn beginning(typed: &str) -> String {
    format!("-{typed}")
}

/// Every beginning of some words, each once.
fn beginnings<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut all: Vec<String> = Vec::new();
    for word in words {
        let ends = word.char_indices().map(|(at, c)| at + c.len_utf8()).take(LONGEST_BEGINNING);
        all.extend(ends.map(|end| beginning(&word[..end])));
    }
    let mut seen = HashSet::new();
    all.retain(|beginning| seen.insert(beginning.clone()));
    all.join(" ")
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
            "田中 中凛 凛 田 中 = たな なか か りん ん た な り = ~rin = ~tanaka = ~tanakarin = -r -ri -rin -t -ta -tan -tana \
             -tanak -tanaka -tanakar -tanakari"
        );
    }

    #[test]
    fn the_words_of_an_address_stand_in_their_beginnings_once() {
        let texts =
            Texts { contact: vec!["kim.kimiko@example.org".into(), "1-2 丸の内".into()], ..Texts::default() };
        let beginnings = "-k -ki -kim -kimi -kimik -kimiko -e -ex -exa -exam -examp -exampl -example -o -or -org -1 -2";
        assert!(words_of(&texts, "contact").ends_with(&format!(" = {beginnings}")), "{}", words_of(&texts, "contact"));
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
}
