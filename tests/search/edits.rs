//! Whatever changes in somebody's texts, in whichever order: the index finds what a new one would, and keeps no word.

use saiyo::directory::{Assigned, Indexed, Reached, Texts, Update};
use saiyo::domain::application::{Source, Stage};
use saiyo::domain::id::StaffId;

use super::{Filled, blocks_with, cast, filled, found, mark, places_with_words};

/// Words that stand in several columns at once, in all scripts, and two sides of a phrase.
const WORDS: [&str; 11] = [
    "all",
    "kyoto works",
    "東京",
    "東",
    "tokyo",
    "machine learning",
    "a",
    "渡邉",
    "first interview",
    "careers page",
    "recruitment service",
];

/// The same numbers every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn texts(&mut self) -> Vec<String> {
        (0..self.below(3)).map(|_| format!("{} {}", WORDS[self.below(11)], WORDS[self.below(11)])).collect()
    }
}

fn change(numbers: &mut Numbers, indexed: &mut Indexed) {
    let latest = indexed.person.latest.as_mut().unwrap();
    let texts: &mut Texts = &mut indexed.texts;
    match numbers.below(12) {
        0 => texts.name = numbers.texts(),
        1 => texts.contact = numbers.texts(),
        2 => texts.employer = numbers.texts(),
        3 => texts.school = numbers.texts(),
        4 => texts.cv = numbers.texts(),
        5 => texts.note = numbers.texts(),
        6 => texts.phone = ["+81 3 1234 5678", "+65 9123 4567", ""][numbers.below(3)].to_owned(),
        7 => indexed.person.tags = numbers.texts(),
        8 => latest.source = Source::ALL[numbers.below(Source::ALL.len())],
        9 => {
            let application = latest.clone();
            let (staff, received_at) = (StaffId::from_uuid(uuid::Uuid::from_u128(7)), indexed.person.received_at);
            let one = |_| Assigned { staff, application: application.clone(), received_at };
            indexed.assigned = (0..numbers.below(3)).map(one).collect();
        }
        10 => texts.message = numbers.texts(),
        _ => latest.stage = Stage::ALL[numbers.below(Stage::ALL.len())],
    }
}

fn put(filled: &Filled, indexed: &Indexed, seq: i64) {
    let update = Update { holding: indexed.person.holding.id, person: Some(Box::new(indexed.clone())), again: None };
    filled.directory.apply(&[update], Reached::Change(&mark(seq))).unwrap();
}

/// Everything that may be asked about the words.
fn questions() -> Vec<String> {
    let fields = ["", "name:", "contact:", "employer:", "school:", "cv:", "note:", "mail:"];
    let mut questions: Vec<String> = Vec::new();
    for field in fields {
        questions.extend(WORDS.iter().map(|word| format!("{field}\"{word}\"")));
        questions.extend(["work", "tok", "t", "東"].map(|word| format!("{field}{word}*")));
    }
    questions.extend(["東京 -tokyo", "a OR all", "5678", "91234567", "東京 machine"].map(str::to_owned));
    questions.extend(["interview", "page", "service", "careers", "note:interview", "employer:page"].map(str::to_owned));
    questions.extend(Stage::ALL.iter().map(|stage| format!("status:{stage}")));
    questions.extend(Source::ALL.iter().map(|source| format!("source:{source}")));
    questions.extend(Stage::ALL.iter().map(|stage| format!("東京 status:{stage}")));
    questions
}

#[test]
fn following_changes_finds_what_a_new_index_finds() {
    let (followed, questions) = (filled(), questions());
    for seed in 1..=12 {
        let mut numbers = Numbers(seed);
        let mut people: Vec<Indexed> = cast().iter().take(3).map(|one| one.indexed(0)).collect();
        for (person, (id, holding)) in people.iter_mut().zip(&followed.holdings) {
            assert_eq!(person.person.family, *id);
            person.person.holding.id = *holding;
            put(&followed, person, i64::try_from(seed).unwrap() * 100);
        }
        for seq in 1..=25 {
            let at = numbers.below(people.len());
            change(&mut numbers, &mut people[at]);
            put(&followed, &people[at], i64::try_from(seed).unwrap() * 100 + seq);
        }
        let new = filled();
        for (person, (_, holding)) in people.iter().zip(&new.holdings) {
            let mut person = person.clone();
            person.person.holding.id = *holding;
            put(&new, &person, 2);
        }
        for question in &questions {
            let answers = [&followed, &new].map(|it| found(&it.directory, question));
            assert_eq!(answers[0], answers[1], "seed {seed}: {question}");
        }
    }
}

#[test]
fn a_word_that_is_changed_away_stays_nowhere_and_its_neighbours_stay() {
    let filled = filled();
    let mut one = cast().remove(0).indexed(0);
    one.person.holding.id = filled.holdings[0].1;
    one.texts.cv = vec!["Kept thoroughly".to_owned()];
    one.texts.employer = vec!["Xylophone Works".to_owned()];
    one.texts.school = vec!["Xylophone School".to_owned()];
    put(&filled, &one, 5);
    assert!(blocks_with(&filled, "xylophone") > 0 && blocks_with(&filled, "thoroughly") > 0);
    one.texts.employer = vec!["Another Works".to_owned()];
    put(&filled, &one, 6);
    assert!(found(&filled.directory, "school:xylophone").contains("tanaka"), "another column has it still");
    assert!(found(&filled.directory, "employer:xylophone").is_empty());
    one.texts.school = Vec::new();
    put(&filled, &one, 7);
    assert!(found(&filled.directory, "\"kept thoroughly\"").contains("tanaka"));
    assert_eq!(blocks_with(&filled, "xylophone"), 0);
    let gone = Update { holding: one.person.holding.id, person: None, again: None };
    filled.directory.apply(&[gone], Reached::Change(&mark(8))).unwrap();
    assert_eq!(blocks_with(&filled, "thoroughly"), 0, "nor does what moved in parts");
}

#[test]
fn a_word_at_very_many_places_goes_when_it_moves_and_when_its_row_goes() {
    let filled = filled();
    let mut one = cast().remove(0).indexed(0);
    one.person.holding.id = filled.holdings[0].1;
    let others = places_with_words(&filled) - 1;
    for (seq, times) in [40, 70, 140, 141, 200, 300, 500].into_iter().enumerate() {
        let seq = 10 * i64::try_from(seq).unwrap();
        one.texts.cv = vec!["zebra ".repeat(times)];
        put(&filled, &one, seq + 5);
        // It moves, and what stands between holds hundreds of places.
        one.texts.cv = vec![format!("first {} gnu", "zebra ".repeat(times))];
        put(&filled, &one, seq + 6);
        one.texts.cv = vec![format!("first {} okapi", "zebra ".repeat(times))];
        put(&filled, &one, seq + 7);
        let gone = Update { holding: one.person.holding.id, person: None, again: None };
        filled.directory.apply(&[gone], Reached::Change(&mark(seq + 8))).unwrap();
        for word in ["zebra", "gnu", "okapi"] {
            assert_eq!(blocks_with(&filled, word), 0, "{word} after {times}");
        }
        assert_eq!(places_with_words(&filled), others, "after {times}");
    }
}
