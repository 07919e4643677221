//! The demo's content: an invented company, its notices, vacancies, staff, plausible people and their mail.
//!
//! Invariant: everything here is invented; every mail domain is a reserved one (RFC 2606), and the same seed
//! and day always give the same people. Nothing here knows the database, the clock or the environment.

pub mod company;
pub mod correspondence;
pub mod facts;
pub mod mails;
pub mod markers;
pub mod notices;
pub mod people;
mod rng;
pub mod staff;
pub mod vacancies;

use crate::domain::time::Day;

/// Why the content that ships with the program could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// A data file is not what its reader expects.
    #[error("the demo's file {file} cannot be read")]
    File {
        /// Which file, under `src/demo`.
        file: &'static str,
        /// What was wrong, and where.
        #[source]
        source: toml::de::Error,
    },
    /// The notices are not what their reader expects.
    #[error("the demo's file notices.toml cannot be read")]
    Notice {
        /// What was wrong, and where.
        #[source]
        source: crate::domain::notice_file::NoticeFault,
    },
    /// A value in the content is not of its type.
    #[error("the demo's {what} is not valid: {value}")]
    Value {
        /// What kind of value.
        what: &'static str,
        /// The value as written.
        value: String,
    },
}

/// Reads a word of the content as its type.
fn parsed<T: std::str::FromStr>(what: &'static str, value: &str) -> Result<T, ContentError> {
    value.parse().map_err(|_| ContentError::Value { what, value: value.to_owned() })
}

/// A day so many months from January of the given day's year; months may be negative or above twelve.
fn month_start(of: Day, years: i16, month: i8) -> Day {
    let year = of.0.year().saturating_add(years);
    Day(jiff::civil::Date::new(year, month, 1).unwrap_or(of.0))
}

/// Characters that stand in simplified Chinese alone; a sample for tests of Traditional Chinese text.
#[cfg(test)]
const SIMPLIFIED_ONLY: &str =
    "们这为说时间发现学对开关长东车马门问题经应电话语书业务实习试验数员团队营销测仪软获职历与级认证";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_chinese_pages_have_no_simplified_characters() {
        let now = crate::domain::time::Ts::from_micros(0);
        let mut texts = vec![company::name()];
        for notice in notices::notices().unwrap() {
            texts.push(notice.title);
            texts.extend(notice.sections.into_iter().flat_map(|section| [section.heading, section.text]));
        }
        for v in vacancies::vacancies(now).unwrap() {
            texts.extend([v.title, v.summary, v.description, v.location]);
        }
        for text in texts {
            let found: String = text.zh_hant.chars().filter(|c| SIMPLIFIED_ONLY.contains(*c)).collect();
            assert!(found.is_empty(), "{found} in {}", text.zh_hant);
        }
    }
}
