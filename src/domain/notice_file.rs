//! The privacy notice as a file: versions and sections in TOML, read into [`Notice`]s.
//!
//! Invariant: a notice that was read here has every text in three languages and names at least one purpose,
//! category and country; a fault names the key and says what to do.

use std::fmt::Display;
use std::str::FromStr;

use super::category::CategoryId;
use super::id::NoticeId;
use super::locale::InThreeLanguages;
use super::notice::{Notice, NoticeSection};
use super::purpose::Purpose;

/// Why a file is not a notice, or a notice cannot be published now.
#[derive(Debug, thiserror::Error)]
pub enum NoticeFault {
    /// It is not TOML, or has a key that no notice has.
    #[error("this is not the TOML of a notice")]
    Toml(#[from] toml::de::Error),
    /// A value is missing or wrong.
    #[error("{key}: {advice}")]
    Value {
        /// Where it stands.
        key: String,
        /// What is wrong, and what to do.
        advice: String,
    },
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    title: Words,
    #[serde(default)]
    version: Vec<Version>,
    #[serde(default)]
    section: Vec<Section>,
}

// What is left out is empty here, so that one place says of both what to do.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Version {
    number: i32,
    effective_on: String,
    purposes: Vec<String>,
    categories: Vec<String>,
    countries: Vec<String>,
}

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Section {
    /// The versions it belongs to; none means every one.
    versions: Vec<i32>,
    heading: Words,
    text: Words,
}

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Words {
    ja: String,
    en: String,
    #[serde(rename = "zh-Hant")]
    zh_hant: String,
}

/// Reads every version that a file has, in its order, each with a new identifier.
///
/// # Errors
/// [`NoticeFault`], the first one found.
pub fn read(text: &str) -> Result<Vec<Notice>, NoticeFault> {
    let file: File = toml::from_str(text)?;
    if file.version.is_empty() {
        return Err(fault("version", "there is none; write a [[version]] with number, effective_on and purposes"));
    }
    let known: Vec<i32> = file.version.iter().map(|version| version.number).collect();
    for (index, section) in file.section.iter().enumerate() {
        if let Some(number) = section.versions.iter().find(|number| !known.contains(number)) {
            let advice = format!("this file has no version {number}; leave the key out for a section of every version");
            return Err(fault(format!("section {}, versions", index + 1), advice));
        }
    }
    file.version.iter().map(|version| notice(&file, version)).collect()
}

/// Reads a file that has one version, as it is published.
///
/// # Errors
/// [`NoticeFault`], the first one found.
pub fn read_one(text: &str) -> Result<Notice, NoticeFault> {
    let mut all = read(text)?;
    match (all.pop(), all.is_empty()) {
        (Some(notice), true) => Ok(notice),
        _ => Err(fault("version", "there are several; publish one version at a time, each from a file of its own")),
    }
}

/// Whether a version may follow those that are published: its number is the highest, and it comes into force.
///
/// # Errors
/// [`NoticeFault`] naming the key.
pub fn check_follows(notice: &Notice, published: &[Notice]) -> Result<(), NoticeFault> {
    let Some(latest) = published.iter().max_by_key(|other| other.version) else { return Ok(()) };
    if notice.version <= latest.version {
        let (given, next) = (notice.version, latest.version.saturating_add(1));
        let advice = format!("{given} is not new: version {} is published; write {next}", latest.version);
        return Err(fault("version.number", advice));
    }
    let Some(last) = published.iter().max_by_key(|other| other.effective_on) else { return Ok(()) };
    if notice.effective_on < last.effective_on {
        let advice = format!(
            "{} is before version {}, which would stay in force instead; write {} or a later day",
            notice.effective_on, last.version, last.effective_on
        );
        return Err(fault("version.effective_on", advice));
    }
    Ok(())
}

fn notice(file: &File, version: &Version) -> Result<Notice, NoticeFault> {
    if version.number < 1 {
        return Err(fault("version.number", "write the number of this version: 1, 2, 3 and so on"));
    }
    let day = version.effective_on.parse().map_err(|_| {
        let advice = format!("{:?} is not a day; write the first day in force as \"2026-04-01\"", version.effective_on);
        fault("version.effective_on", advice)
    })?;
    Ok(Notice {
        id: NoticeId::new(),
        version: version.number,
        effective_on: day,
        title: in_three("title", &file.title)?,
        sections: sections(file, version.number)?,
        purposes: purposes(&version.purposes)?,
        categories: ids("version.categories", &version.categories, &listed(CategoryId::ALL))?,
        countries: ids("version.countries", &version.countries, "two capital letters each, such as \"JP\"")?,
    })
}

fn sections(file: &File, number: i32) -> Result<Vec<NoticeSection>, NoticeFault> {
    let belongs = |section: &Section| section.versions.is_empty() || section.versions.contains(&number);
    let numbered = (1..).zip(&file.section).filter(|(_, section)| belongs(section));
    let sections: Vec<NoticeSection> = numbered
        .map(|(index, section): (usize, &Section)| {
            let heading = in_three(&format!("section {index}, heading"), &section.heading)?;
            Ok(NoticeSection { heading, text: in_three(&format!("section {index}, text"), &section.text)? })
        })
        .collect::<Result<_, NoticeFault>>()?;
    if sections.is_empty() {
        return Err(fault("section", format!("version {number} has none; write at least one [[section]]")));
    }
    Ok(sections)
}

fn in_three(key: &str, words: &Words) -> Result<InThreeLanguages, NoticeFault> {
    let missing = |text: &str| text.trim().is_empty();
    if missing(&words.ja) {
        return Err(fault(format!("{key}.ja"), "it is empty; write the Japanese text, which prevails"));
    }
    if missing(&words.en) {
        return Err(fault(format!("{key}.en"), "it is empty; write the English text"));
    }
    if missing(&words.zh_hant) {
        return Err(fault(format!("{key}.zh-Hant"), "it is empty; write the Traditional Chinese text"));
    }
    let texts = InThreeLanguages { ja: words.ja.clone(), en: words.en.clone(), zh_hant: words.zh_hant.clone() };
    Ok(texts.trimmed())
}

/// The purposes; the two internal ones are nothing that a notice can name.
fn purposes(given: &[String]) -> Result<Vec<Purpose>, NoticeFault> {
    let (key, some_of) = ("version.purposes", listed(&Purpose::PUBLISHED));
    let purposes: Vec<Purpose> = ids(key, given, &some_of)?;
    match purposes.iter().find(|purpose| !Purpose::PUBLISHED.contains(purpose)) {
        Some(inner) => Err(fault(key, format!("{inner} is internal; write some of {some_of}"))),
        None => Ok(purposes),
    }
}

fn ids<T: FromStr + PartialEq>(key: &str, given: &[String], some_of: &str) -> Result<Vec<T>, NoticeFault> {
    if given.is_empty() {
        return Err(fault(key, format!("it is empty; write at least one of {some_of}")));
    }
    let mut found = Vec::with_capacity(given.len());
    for word in given {
        let id = word.parse().map_err(|_| fault(key, format!("{word:?} is not known; write some of {some_of}")))?;
        if found.contains(&id) {
            return Err(fault(key, format!("{word:?} stands twice; take one of them out")));
        }
        found.push(id);
    }
    Ok(found)
}

fn listed<T: Display>(all: &[T]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn fault(key: impl Into<String>, advice: impl Into<String>) -> NoticeFault {
    NoticeFault::Value { key: key.into(), advice: advice.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../../notice.example.toml");

    /// The fault of the example after one change.
    fn fault_of(from: &str, to: &str) -> String {
        assert!(EXAMPLE.contains(from), "{from}");
        read_one(&EXAMPLE.replacen(from, to, 1)).unwrap_err().to_string()
    }

    /// The fault of the example where a line that begins so is left out.
    fn fault_without(start: &str) -> String {
        let line = EXAMPLE.lines().find(|line| line.starts_with(start)).unwrap();
        fault_of(&format!("{line}\n"), "")
    }

    #[test]
    fn the_example_reads_with_nine_sections_and_all_eight_purposes() {
        let notice = read_one(EXAMPLE).unwrap();
        assert_eq!((notice.version, notice.sections.len()), (1, 9));
        assert_eq!(notice.purposes, Purpose::PUBLISHED);
        assert_eq!(notice.categories, CategoryId::ALL);
        assert_eq!(notice.countries.len(), 3);
        let uses = &notice.sections.iter().find(|section| section.heading.ja == "利用目的").unwrap().text;
        for text in [&uses.ja, &uses.en, &uses.zh_hant] {
            assert_eq!(text.lines().filter(|line| line.starts_with("- ")).count(), 8);
        }
    }

    #[test]
    fn a_text_that_is_missing_or_blank_is_named_with_its_language() {
        assert!(fault_without("ja = ").starts_with("title.ja: it is empty; write the Japanese text, which prevails"));
        assert!(fault_without("en = ").starts_with("title.en: "));
        assert!(fault_without("heading.zh-Hant").starts_with("section 1, heading.zh-Hant: "));
        assert!(fault_of("heading.ja = \"", "heading.ja = \"\" # ").starts_with("section 1, heading.ja: "));
        let (before, rest) = EXAMPLE.split_once("text.en = \"\"\"").unwrap();
        let (_, after) = rest.split_once("\"\"\"").unwrap();
        let blank = read_one(&format!("{before}text.en = \"  \"{after}")).unwrap_err().to_string();
        assert!(blank.starts_with("section 1, text.en: "), "{blank}");
    }

    #[test]
    fn a_version_has_a_number_and_a_day() {
        assert!(fault_of("number = 1", "number = 0").starts_with("version.number: write"));
        assert!(fault_without("number").starts_with("version.number: "));
        let day = fault_of("effective_on = \"", "effective_on = \"soon ");
        assert!(day.starts_with("version.effective_on: ") && day.contains("2026-04-01"), "{day}");
        assert!(fault_without("effective_on").starts_with("version.effective_on: "));
    }

    #[test]
    fn purposes_categories_and_countries_are_known_and_at_least_one() {
        assert!(fault_without("purposes").starts_with("version.purposes: it is empty; write at least one of P1_"));
        let unknown = fault_of("\"P2_events\"", "\"P9_else\"");
        assert!(unknown.starts_with("version.purposes: \"P9_else\" is not known; write some of P1_"), "{unknown}");
        assert!(fault_of("\"P2_events\"", "\"RIGHTS\"").starts_with("version.purposes: RIGHTS is internal"));
        assert!(fault_of("\"P2_events\"", "\"P1_recruitment\"").contains("stands twice"));
        assert!(fault_without("categories").starts_with("version.categories: it is empty"));
        assert!(fault_of("\"health\"", "\"wealth\"").starts_with("version.categories: \"wealth\""));
        assert!(fault_without("countries").starts_with("version.countries: it is empty"));
        assert!(fault_of("\"SG\"", "\"Singapore\"").starts_with("version.countries: \"Singapore\""));
    }

    #[test]
    fn a_file_publishes_one_version_with_sections_and_no_strange_keys() {
        let (head, _) = EXAMPLE.split_once("[[section]]").unwrap();
        assert!(read_one(head).unwrap_err().to_string().starts_with("section: version 1 has none"));
        assert!(read_one("").unwrap_err().to_string().starts_with("version: there is none"));
        let version = EXAMPLE.lines().skip_while(|line| *line != "[[version]]").take_while(|line| !line.is_empty());
        let second: Vec<&str> = version.map(|line| if line == "number = 1" { "number = 2" } else { line }).collect();
        let two = format!("{EXAMPLE}\n{}\n", second.join("\n"));
        assert!(read_one(&two).unwrap_err().to_string().starts_with("version: there are several"));
        assert_eq!(read(&two).unwrap().len(), 2);
        assert!(fault_of("[[section]]", "[[section]]\nversions = [3]").starts_with("section 1, versions: "));
        let strange = read_one(&EXAMPLE.replacen("number = 1", "number = 1\ncolour = 2", 1)).unwrap_err();
        assert!(matches!(&strange, NoticeFault::Toml(source) if source.to_string().contains("colour")));
    }

    #[test]
    fn a_version_follows_only_with_a_higher_number_and_no_earlier_day() {
        let first = read_one(EXAMPLE).unwrap();
        assert!(check_follows(&first, &[]).is_ok());
        let same = check_follows(&first, std::slice::from_ref(&first)).unwrap_err().to_string();
        assert!(same.starts_with("version.number: 1 is not new") && same.ends_with("write 2"), "{same}");
        let mut second = Notice { version: 2, ..first.clone() };
        assert!(check_follows(&second, std::slice::from_ref(&first)).is_ok());
        second.effective_on = first.effective_on.plus_days(-1);
        let early = check_follows(&second, &[first]).unwrap_err().to_string();
        assert!(early.starts_with("version.effective_on: "), "{early}");
    }
}
