//! That no text is missing, none is left over, and languages are chosen as a reader expects.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::worded::worded_keys;
use super::*;

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                open.push(entry);
            } else if entry.extension().is_some_and(|found| found == ending) {
                found.push(entry);
            }
        }
    }
    found
}

fn keys(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files(&format!("templates/texts/{locale}"), "ftl") {
        let mut last = String::new();
        for line in fs::read_to_string(file).unwrap().lines() {
            if let Some((key, _)) = line.split_once(" =").filter(|_| !line.starts_with([' ', '#'])) {
                last = key.to_owned();
                assert!(keys.insert(last.clone(), BTreeSet::new()).is_none(), "{locale}: {key} stands twice");
            }
            for part in line.split("{ $").skip(1) {
                let value = part.split([' ', '}']).next().unwrap().to_owned();
                keys.get_mut(&last).unwrap().insert(value);
            }
        }
    }
    keys
}

/// What stands between the quotes of a source, where it could be a key.
fn quoted(source: &str) -> impl Iterator<Item = &str> {
    source.split('"').filter(|part| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
    })
}

fn asked_for() -> BTreeSet<String> {
    let mut asked = BTreeSet::new();
    let sources = files("src/web", "rs").into_iter().filter(|file| !file.display().to_string().contains("_tests"));
    let english = keys(Locale::En);
    for file in files("templates", "html").into_iter().chain(sources) {
        let source = fs::read_to_string(&file).unwrap();
        for call in [".say(\"", ".with(\"", ".with_two(\""] {
            for after in source.split(call).skip(1) {
                let key = after.split('"').next().unwrap();
                assert!(english.contains_key(key), "{} asks for {key}", file.display());
            }
        }
        asked.extend(quoted(&source).map(str::to_owned));
    }
    asked.extend(worded_keys());
    asked.extend(COUNTRIES.iter().map(|code| format!("country-{code}")));
    for clause in crate::law::policy::clauses().unwrap() {
        asked.extend([format!("policy-clause-{}", clause.key()), format!("policy-section-{}", clause.section)]);
    }
    asked
}

#[test]
fn all_languages_have_the_same_texts_with_the_same_values() {
    let english = keys(Locale::En);
    assert!(english.len() > 300);
    for locale in [Locale::Ja, Locale::ZhHant] {
        let others = keys(locale);
        let missing: Vec<_> = english.keys().filter(|key| !others.contains_key(*key)).collect();
        let extra: Vec<_> = others.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(missing.is_empty() && extra.is_empty(), "{locale}: missing {missing:?}, extra {extra:?}");
        for (key, values) in &others {
            assert!(values.is_subset(&english[key]), "{locale}: {key} names {values:?}");
        }
    }
}

#[test]
fn every_text_that_is_asked_for_is_there_and_none_is_left_over() {
    let asked = asked_for();
    let have = keys(Locale::En);
    let left_over: Vec<_> = have.keys().filter(|key| !asked.contains(*key)).collect();
    assert!(left_over.is_empty(), "nobody asks for {left_over:?}");
    let clauses = crate::law::policy::clauses().unwrap();
    let clauses = clauses.iter().map(|clause| format!("policy-clause-{}", clause.key()));
    let missing: Vec<_> = worded_keys().into_iter().chain(clauses).filter(|key| !have.contains_key(key)).collect();
    assert!(missing.is_empty(), "no name for {missing:?}");
}

#[test]
fn a_missing_text_is_seen_and_does_not_panic() {
    assert_eq!(Texts::of(Locale::Ja).say("no-such-text"), "⟦no-such-text⟧");
}

#[test]
fn texts_count_and_numbers_are_grouped() {
    let english = Texts::of(Locale::En);
    assert_eq!(english.with("candidates-found", "count", 1), "One candidate is found.");
    assert_eq!(english.with("candidates-found", "count", 2_000_i64), "2,000 candidates are found.");
    assert_eq!(Texts::of(Locale::Ja).with("candidates-found", "count", 1), "1名が該当します。");
    assert_eq!(english.number(-1_234_567), "−1,234,567");
    assert_eq!(english.size(20_500_000), "20.5 MB");
}

#[test]
fn dates_are_written_as_each_language_writes_them() {
    let day: Day = "2026-11-04".parse().unwrap();
    assert_eq!(Texts::of(Locale::Ja).day(&day), "2026年11月4日");
    assert_eq!(Texts::of(Locale::En).day(&day), "4 November 2026");
    let moment = Ts::from_micros(1_793_750_700_000_000);
    let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
    assert_eq!(Texts::of(Locale::En).moment(moment, &tokyo), "4 Nov 2026, 09:05");
    assert_eq!(Texts::of(Locale::ZhHant).moment(moment, &TimeZone::UTC), "2026/11/04 00:05");
}

#[test]
fn a_country_without_a_name_shows_its_code() {
    let texts = Texts::of(Locale::ZhHant);
    assert_eq!(texts.country(&"HK".parse().unwrap()), "香港");
    assert_eq!(texts.country(&"ZW".parse().unwrap()), "ZW");
}

#[test]
fn the_language_is_the_chosen_one_else_the_accounts_else_the_browsers() {
    assert_eq!(choose(Some("ja"), Some("zh-Hant"), Some(Locale::En)), Locale::ZhHant);
    assert_eq!(choose(Some("ja"), Some("xx"), Some(Locale::En)), Locale::En);
    assert_eq!(choose(Some("fr, zh-HK;q=0.8, ja;q=0.9"), None, None), Locale::Ja);
    assert_eq!(choose(Some("zh-TW,zh;q=0.9,en;q=0.8"), None, None), Locale::ZhHant);
    for odd in [None, Some(""), Some("ja;q=0"), Some("ja;q=NaN"), Some(";;;,,,q=")] {
        assert_eq!(choose(odd, None, None), Locale::En, "{odd:?}");
    }
}
