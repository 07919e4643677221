//! Questions with known answers over a fixed set of invented people in three languages.
//!
//! `people.toml` has the people, `questions.txt` a question and its answers in a line each; `-` answers nobody.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends where its ground fails")]

mod beginnings;
mod edits;
mod orders;

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use saiyo::directory::query::{Known, TextField, parse};
use saiyo::directory::{
    Directory, Indexed, LatestApplication, ListFilter, ListPage, Mark, Person, Reached, Scope, Texts, Update, facts,
};
use saiyo::domain::application::{Source, Stage};
use saiyo::domain::candidate::{EducationEntry, HoldingRef, PersonName, ProfileRecord, WorkEntry};
use saiyo::domain::category::CategoryId;
use saiyo::domain::contact::{EmailAddress, Phone};
use saiyo::domain::id::{CandidateId, HoldingId, VacancyId};
use saiyo::domain::language;
use saiyo::domain::locale::Locale;
use saiyo::domain::time::{Day, Ts};

#[derive(Debug, serde::Deserialize)]
struct Cast {
    person: Vec<One>,
}

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
struct One {
    id: String,
    family: String,
    given: String,
    family_reading: String,
    given_reading: String,
    email: String,
    phone: String,
    residence: String,
    address: String,
    employers: Vec<String>,
    schools: Vec<String>,
    languages: String,
    skills: String,
    cv: String,
    motivation: String,
    result: String,
    note: String,
    messages: Vec<String>,
    stage: String,
    source: String,
    office: String,
}

/// A place in a journal that nobody looks up.
fn mark(seq: i64) -> Mark {
    Mark { seq, hash: Vec::new(), rules: Vec::new() }
}

fn cast() -> Vec<One> {
    toml::from_str::<Cast>(include_str!("people.toml")).unwrap().person
}

impl One {
    fn profile(&self) -> ProfileRecord {
        ProfileRecord {
            name: PersonName {
                family: self.family.clone(),
                given: self.given.clone(),
                family_reading: self.family_reading.clone(),
                given_reading: self.given_reading.clone(),
            },
            email: EmailAddress::parse(&self.email).unwrap(),
            phone: Phone::parse(&self.phone).ok(),
            residence: self.residence.parse().unwrap(),
            address: self.address.clone(),
            born_on: None,
            sex: None,
            marital_status: None,
            nationality: None,
            work: self
                .employers
                .iter()
                .map(|employer| WorkEntry { employer: employer.clone(), ..WorkEntry::default() })
                .collect(),
            education: self
                .schools
                .iter()
                .map(|school| EducationEntry { school: school.clone(), ..EducationEntry::default() })
                .collect(),
            qualifications: self.skills.clone(),
            languages: self.languages.clone(),
            link: String::new(),
            locale: Locale::Ja,
        }
    }

    fn indexed(&self, number: i64) -> Indexed {
        let said = |text: &String| if text.is_empty() { Vec::new() } else { vec![text.clone()] };
        Indexed {
            person: Person {
                holding: HoldingRef {
                    id: HoldingId::new(),
                    candidate: CandidateId::new(),
                    office: self.office.parse().unwrap(),
                },
                family: self.id.clone(),
                given: String::new(),
                reading: self.family_reading.clone(),
                latest: Some(LatestApplication {
                    vacancy: VacancyId::new(),
                    stage: self.stage.parse().unwrap(),
                    source: self.source.parse().unwrap(),
                }),
                received_at: Ts::from_micros(1_700_000_000_000_000 + number * 1_000_000),
                contacted_on: Some(today().plus_days(-number)),
                usable_until: (number % 3 == 0).then(|| today().plus_days(number)),
                proposed_at: None,
                owner: None,
                tags: Vec::new(),
            },
            texts: Texts {
                cv: said(&self.cv),
                application: said(&self.motivation),
                result: said(&self.result),
                note: said(&self.note),
                message: self.messages.clone(),
                ..Texts::of_profile(&self.profile())
            },
            assigned: Vec::new(),
            pool_until: (number % 2 == 0).then(|| today().plus_days(number - 4)),
        }
    }
}

/// The fields that the questions use, under their plain names.
fn known(field: &str, value: &str) -> Known {
    let fact = |fact: Option<String>| fact.map_or(Known::NoValue, Known::Fact);
    match field {
        "name" => Known::Text(TextField::Name),
        "contact" | "email" | "phone" => Known::Text(TextField::Contact),
        "employer" => Known::Text(TextField::Employer),
        "school" => Known::Text(TextField::School),
        "skill" => Known::Text(TextField::Skill),
        "cv" => Known::Text(TextField::Cv),
        "note" => Known::Text(TextField::Note),
        "mail" => Known::Text(TextField::Message),
        "result" => Known::Text(TextField::Result),
        "application" => Known::Text(TextField::Application),
        "status" => fact(value.parse::<Stage>().ok().map(facts::stage)),
        "source" => fact(value.parse::<Source>().ok().map(facts::source)),
        "office" => fact(value.parse().ok().map(|code| facts::office(&code))),
        "lang" => {
            let (name, level) = value.split_once(">=").map_or((value, None), |(name, level)| (name, Some(level)));
            let level = level.map(language::level);
            match (language::code(name), level) {
                (Some(code), None) => Known::Fact(facts::language(code, None)),
                (Some(code), Some(Some(level))) => Known::Fact(facts::language(code, Some(level))),
                _ => Known::NoValue,
            }
        }
        _ => Known::NoField,
    }
}

struct Filled {
    directory: Directory,
    holdings: Vec<(String, HoldingId)>,
    folder: tempfile::TempDir,
}

fn filled() -> Filled {
    let folder = tempfile::tempdir().unwrap();
    let directory = Directory::open(&folder.path().join("JP.db"), &[7; 32], 2).unwrap();
    let mut holdings = Vec::new();
    let mut updates = Vec::new();
    for (number, one) in (0..).zip(cast()) {
        let indexed = one.indexed(number);
        holdings.push((one.id.clone(), indexed.person.holding.id));
        updates.push(Update { holding: indexed.person.holding.id, person: Some(Box::new(indexed)), again: None });
    }
    directory.apply(&updates, Reached::Change(&mark(1))).unwrap();
    Filled { directory, holdings, folder }
}

fn today() -> Day {
    "2026-11-24".parse().unwrap()
}

fn scope(categories: &[CategoryId]) -> Scope {
    Scope { today: today(), assigned_to: None, except: None, categories: categories.to_vec(), to_find_alone: false }
}

fn page(directory: &Directory, question: &str, categories: &[CategoryId]) -> ListPage {
    let query = parse(question, &known).unwrap_or_else(|fault| panic!("{question}: {fault:?}"));
    let filter = ListFilter { query: Some(query), size: 100, ..ListFilter::default() };
    directory.list(&scope(categories), &filter).unwrap_or_else(|error| panic!("{question}: {error:?}"))
}

fn found(directory: &Directory, question: &str) -> BTreeSet<String> {
    page(directory, question, CategoryId::ALL).people.into_iter().map(|person| person.family).collect()
}

#[test]
fn every_question_has_its_answers() {
    let filled = filled();
    let (mut right, mut wrong) = (0, Vec::new());
    let lines = include_str!("questions.txt").lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (question, answers) = line.rsplit_once(" => ").unwrap_or_else(|| panic!("no answer: {line}"));
        let expected: BTreeSet<String> =
            answers.split_whitespace().filter(|answer| *answer != "-").map(str::to_owned).collect();
        let unknown = expected.iter().find(|id| !filled.holdings.iter().any(|(known, _)| known == *id));
        assert_eq!(unknown, None, "{line}");
        let answered = found(&filled.directory, question);
        if answered == expected {
            right += 1;
        } else {
            wrong.push(format!("{question}: expected {expected:?}, found {answered:?}"));
        }
    }
    eprintln!("search quality: {right} right, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(right >= 200, "only {right} questions");
}

#[test]
fn a_word_in_a_category_that_one_may_not_see_is_no_hit() {
    let filled = filled();
    for question in ["note:遅刻", "遅刻", "result:優秀", "優秀", "mail:見学", "見学", "mail:reschedule", "改期"]
    {
        assert!(!page(&filled.directory, question, CategoryId::ALL).people.is_empty(), "{question}");
        assert!(page(&filled.directory, question, &[CategoryId::Profile]).people.is_empty(), "{question}");
    }
}

#[test]
fn the_newest_come_first_and_pages_go_on_where_the_last_one_ended() {
    let filled = filled();
    let query = parse("", &known).unwrap();
    let filter = |after| ListFilter { query: Some(query.clone()), size: 7, after, ..ListFilter::default() };
    let everybody = scope(CategoryId::ALL);
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = filled.directory.list(&everybody, &filter(after)).unwrap();
        seen.extend(page.people.iter().map(|person| person.received_at));
        let back = page.previous.map(|before| {
            let filter = ListFilter { before: Some(before), ..filter(None) };
            filled.directory.list(&everybody, &filter).unwrap().people.last().unwrap().received_at
        });
        assert!(back.is_none_or(|at| at > page.people[0].received_at));
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert_eq!(seen.len(), cast().len());
    assert!(seen.windows(2).all(|pair| pair[0] > pair[1]));
    let count = filled.directory.count_of(&everybody, &filter(None), 10).unwrap();
    assert_eq!((count.value, count.is_more), (10, true));
}

#[test]
fn whoever_is_taken_out_is_found_by_no_word_and_none_of_theirs_stays() {
    let filled = filled();
    let (_, holding) = filled.holdings.iter().find(|(id, _)| id == "tanaka").unwrap().clone();
    assert!(found(&filled.directory, "田中").contains("tanaka"));
    // A word that nobody else has stands in the index with its own end in one piece.
    assert!(blocks_with(&filled, "xwvutsu") > 0);
    filled.directory.apply(&[Update { holding, person: None, again: None }], Reached::Change(&mark(2))).unwrap();
    for question in ["田中凛", "zyxwvutsu", "name:tanaka status:screening", "アオミネ精機"] {
        assert!(!found(&filled.directory, question).contains("tanaka"), "{question}");
    }
    assert_eq!(blocks_with(&filled, "xwvutsu"), 0);
}

/// The number that a statement over the opened file has for an answer.
fn number(filled: &Filled, prepare: &str, statement: &str) -> i64 {
    let mut db = SqliteConnection::establish(&filled.folder.path().join("JP.db").display().to_string()).unwrap();
    let key = format!("PRAGMA key = \"x'{}'\"; PRAGMA cipher_hmac_algorithm = HMAC_SHA256; {prepare}", "07".repeat(32));
    db.batch_execute(&key).unwrap();
    diesel::select(diesel::dsl::sql::<BigInt>(&format!("({statement})"))).first(&mut db).unwrap()
}

/// How many blocks of the opened index have a word in them.
fn blocks_with(filled: &Filled, word: &str) -> i64 {
    number(filled, "", &format!("SELECT count(*) FROM words_data WHERE instr(block, CAST('{word}' AS BLOB)) > 0"))
}

/// How many places in the list have any word in the index.
fn places_with_words(filled: &Filled) -> i64 {
    let vocabulary = "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab('main', 'words', 'instance');";
    number(filled, vocabulary, "SELECT count(DISTINCT doc) FROM temp.vocabulary")
}
