//! Strings that break programs: whatever is typed is refused with a reason or kept exactly.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::apply::{application, application_with, apply};
use crate::site::{Site, profile_of};
use crate::support::{TestStore, on_both_databases, services};

/// What everybody who writes forms should try.
const STRINGS: &[&str] = &[
    "",
    " ",
    "null",
    "undefined",
    "NaN",
    "-1",
    "1e309",
    "0x0",
    "true",
    "\\",
    "\\\\",
    "'",
    "\"",
    "`",
    "%",
    "%00",
    "%s%n",
    "' OR 1=1 --",
    "'; DROP TABLE candidates; --",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "${jndi:ldap://x.example/a}",
    "$(id)",
    "| id",
    "../../etc/passwd",
    "a\nb",
    "a\r\nb\rc",
    "\ttab",
    "a\0b",
    "\u{1}\u{7f}",
    "\u{85}",
    "\u{feff}bom",
    "\u{200b}zero",
    "\u{202e}turned",
    "\u{2066}isolated\u{2069}",
    "か\u{3099}",
    "ﾀﾅｶ",
    "髙﨑𠮷野家",
    "邉󠄀",
    "👩‍👩‍👧‍👦🇯🇵",
    "Ṱ̺̺̕o͞ ̷i̲̬n̝̗v̟̜o̘̩k̟͙e̱̯",
    "ﷺﷺﷺ",
    "\u{e000}\u{10ffff}",
    "مرحبا",
    "𝒯𝒶𝓃",
    "&amp;&#0;&lt;",
    "=cmd|' /C calc'!A0",
    "\u{fffd}",
    "x\u{301}\u{327}",
    "Å",
    "Å",
    "ﬁ",
    "ß",
    "ı",
    "İ",
    "000000000000000000000000000000",
];

/// Fields of free text, with the longest that each takes.
const FREE: [(&str, usize); 17] = [
    ("family", 80),
    ("given", 80),
    ("family_reading", 80),
    ("given_reading", 80),
    ("address", 400),
    ("work-1-employer", 200),
    ("work-1-title", 200),
    ("work-1-from", 20),
    ("work-1-until", 20),
    ("work-1-description", 2_000),
    ("school-1-school", 200),
    ("school-1-degree", 200),
    ("school-1-from", 20),
    ("qualifications", 2_000),
    ("languages", 2_000),
    ("motivation", 8_000),
    ("available_from", 200),
];

/// Fields that take some words only.
const NARROW: [&str; 11] = [
    "email",
    "phone",
    "residence",
    "born_on",
    "nationality",
    "sex",
    "marital_status",
    "link",
    "acknowledged",
    "notice_version",
    "no-such-field",
];

/// What is kept of a text: NFC with plain line ends, without the space around it.
fn kept(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").nfc().collect::<String>().trim().to_owned()
}

fn can_be_kept(text: &str) -> bool {
    let hidden = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    !text.contains(hidden)
}

/// Types each string into every field of free text that it fits, and reads the records back.
fn type_everywhere(site: &Site, strings: &[String]) {
    let browser = site.browser();
    let mut expected = HashMap::new();
    for (number, text) in strings.iter().enumerate() {
        if number % 25 == 0 {
            site.wait(60 * 60 + 1);
        }
        let email = format!("h{number}@mail.example.org");
        let mut fields = application(&email);
        let fitting: Vec<&str> =
            FREE.iter().filter(|(_, longest)| kept(text).chars().count() <= *longest).map(|(name, _)| *name).collect();
        for name in &fitting {
            fields.retain(|(field, _)| field != name);
            fields.push((name, text.clone()));
        }
        // A name of nothing but space is none.
        let taken = can_be_kept(text) && !kept(text).is_empty();
        assert_eq!(apply(&browser, &fields, &[]).status, if taken { 303 } else { 422 }, "{text:?}");
        if taken {
            expected.insert(email, (kept(text), fitting));
        }
    }
    site.work();
    let records = site.records();
    assert_eq!(records.len(), expected.len());
    for file in &records {
        let record = &profile_of(file).profile.record;
        let (text, fields) = &expected[record.email.as_str()];
        for name in fields {
            assert_eq!(&stored(file, name), text, "{name}");
        }
    }
}

fn stored(file: &saiyo::workflows::show_candidate::HoldingFile, name: &str) -> String {
    let record = &profile_of(file).profile.record;
    let written = match &file.applications.value().unwrap()[0].details {
        saiyo::store::permit::Unsealed::Value(details) => details.clone(),
        saiyo::store::permit::Unsealed::Damaged => panic!("its seal does not open"),
    };
    let work = record.work.first().cloned().unwrap_or_default();
    let school = record.education.first().cloned().unwrap_or_default();
    match name {
        "family" => record.name.family.clone(),
        "given" => record.name.given.clone(),
        "family_reading" => record.name.family_reading.clone(),
        "given_reading" => record.name.given_reading.clone(),
        "address" => record.address.clone(),
        "work-1-employer" => work.employer,
        "work-1-title" => work.title,
        "work-1-from" => work.from,
        "work-1-until" => work.until,
        "work-1-description" => work.description,
        "school-1-school" => school.school,
        "school-1-degree" => school.degree,
        "school-1-from" => school.from,
        "qualifications" => record.qualifications.clone(),
        "languages" => record.languages.clone(),
        "motivation" => written.motivation,
        "available_from" => written.available_from,
        other => panic!("{other}"),
    }
}

on_both_databases! {
    fn hostile_text_is_kept_exactly_or_refused_with_a_reason(store) {
        let strings: Vec<String> = STRINGS.iter().map(|text| (*text).to_owned()).collect();
        type_everywhere(&Site::of(store), &strings);
    }

    fn hostile_text_where_a_choice_belongs_is_no_error_of_ours(store) {
        let site = Site::of(store);
        let browser = site.browser();
        for (number, text) in STRINGS.iter().enumerate() {
            site.wait(60 * 60 + 1);
            for name in NARROW {
                let fields = application_with(&format!("c{number}@mail.example.org"), &[(name, text)]);
                let status = apply(&browser, &fields, &[]).status;
                assert!(matches!(status, 303 | 422), "{name}={text:?}: {status}");
            }
        }
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "tests are told by bin/test where its services are")]
fn the_big_list_of_naughty_strings_is_kept_exactly_or_refused() {
    let Ok(corpus) = std::env::var(services::CORPUS) else {
        println!("{} is not set: the big list was not read", services::CORPUS);
        return;
    };
    let path = std::path::Path::new(&corpus).join("hostile/naughty-strings/blns.json");
    let strings: Vec<String> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(strings.len() > 400);
    type_everywhere(&Site::of(&TestStore::on_sqlite()), &strings);
}

#[test]
fn names_of_files_and_fields_are_only_names() {
    let store = TestStore::on_sqlite();
    let site = Site::of(&store);
    for (number, name) in STRINGS.iter().filter(|name| can_be_kept(name) && !name.contains(['\n', '\r'])).enumerate() {
        site.wait(600);
        let fields = application(&format!("f{number}@mail.example.org"));
        let status = apply(&site.browser(), &fields, &[(name, b"%PDF-1.7 x")]).status;
        assert_eq!(status, 303, "{name:?}");
    }
    site.work();
    for file in site.records() {
        for document in &profile_of(&file).documents {
            let saiyo::store::permit::Unsealed::Value(name) = &document.name else { panic!("damaged") };
            assert!(!name.contains(['/', '\\']) && !name.starts_with('.'), "{name:?}");
        }
    }
}
