//! What a person is searched by: the texts of each field, and the words that the index holds for them.
//!
//! Invariant: the words of a text are the same whenever they are made, so that what was put in can be taken out.

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
pub(super) const BETWEEN: &str = "=";

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
}
