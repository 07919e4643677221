//! The demo company's vacancies, read from `vacancies.toml`.
//!
//! Invariant: every vacancy has its text in three languages, and a draft was never published.

use super::{ContentError, parsed};
use crate::domain::id::VacancyId;
use crate::domain::locale::InThreeLanguages;
use crate::domain::time::Ts;
use crate::domain::vacancy::{EmploymentType, Vacancy, VacancyState};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    vacancy: Vec<Entry>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    slug: String,
    office: String,
    employment_type: EmploymentType,
    state: VacancyState,
    opened_days_ago: i64,
    title: InThreeLanguages,
    location: InThreeLanguages,
    summary: InThreeLanguages,
    description: InThreeLanguages,
}

/// The vacancies as they stand at a moment, each with a new identifier; `now` dates their publication.
///
/// # Errors
/// [`ContentError`] if the data file is not what it should be.
pub fn vacancies(now: Ts) -> Result<Vec<Vacancy>, ContentError> {
    let file: File = toml::from_str(include_str!("vacancies.toml"))
        .map_err(|source| ContentError::File { file: "vacancies.toml", source })?;
    file.vacancy.into_iter().map(|entry| vacancy(entry, now)).collect()
}

fn vacancy(entry: Entry, now: Ts) -> Result<Vacancy, ContentError> {
    let published = entry.state != VacancyState::Draft;
    Ok(Vacancy {
        id: VacancyId::new(),
        office: parsed("office", &entry.office)?,
        slug: entry.slug,
        title: entry.title,
        summary: entry.summary,
        description: entry.description.trimmed(),
        location: entry.location,
        employment_type: entry.employment_type,
        state: entry.state,
        published_at: published.then(|| now.plus_seconds(-86_400 * entry.opened_days_ago)),
        revision: 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Vacancy> {
        vacancies(Ts::from_micros(1_795_000_000_000_000)).unwrap()
    }

    #[test]
    fn the_three_offices_have_four_three_and_two_vacancies() {
        let count = |office: &str| all().iter().filter(|v| v.office.as_str() == office).count();
        assert_eq!((count("JP"), count("SG"), count("HK")), (4, 3, 2));
        let state = |state| all().iter().filter(|v| v.state == state).count();
        assert_eq!((state(VacancyState::Closed), state(VacancyState::Draft)), (1, 1));
    }

    #[test]
    fn every_vacancy_has_its_text_in_three_languages_and_a_slug_of_its_own() {
        let mut slugs = std::collections::HashSet::new();
        for v in all() {
            for text in [&v.title, &v.summary, &v.description, &v.location] {
                assert!(!text.ja.is_empty() && !text.en.is_empty() && !text.zh_hant.is_empty(), "{}", v.slug);
            }
            assert!(v.slug.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", v.slug);
            assert!(slugs.insert(v.slug));
        }
    }
}
