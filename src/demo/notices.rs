//! The demo company's recruitment privacy notice in its two versions, read from `notices.toml`.
//!
//! Invariant: each version names exactly the purposes that its own text lists; the Japanese text prevails.

use super::ContentError;
use crate::domain::notice::Notice;
use crate::domain::notice_file;

/// The notices, oldest first, each with a new identifier.
///
/// # Errors
/// [`ContentError`] if the data file is not what it should be.
pub fn notices() -> Result<Vec<Notice>, ContentError> {
    notice_file::read(include_str!("notices.toml")).map_err(|source| ContentError::Notice { source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::notice::NoticeSection;
    use crate::domain::purpose::Purpose;

    #[test]
    fn the_first_version_lacks_later_recruitment_and_the_second_names_all_eight() {
        let notices = notices().unwrap();
        let days: Vec<String> = notices.iter().map(|n| n.effective_on.to_string()).collect();
        assert_eq!(days, ["2025-04-01", "2026-04-01"]);
        assert!(!notices[0].purposes.contains(&Purpose::FutureRecruitment));
        assert_eq!(notices[0].purposes.len(), 7);
        assert_eq!(notices[1].purposes, Purpose::PUBLISHED);
    }

    #[test]
    fn a_version_lists_as_many_purposes_in_words_as_it_names() {
        for notice in notices().unwrap() {
            let section = notice.sections.iter().find(|s| s.heading.ja == "利用目的").unwrap();
            for text in [&section.text.ja, &section.text.en, &section.text.zh_hant] {
                assert_eq!(text.lines().filter(|line| line.starts_with("- ")).count(), notice.purposes.len());
            }
        }
    }

    #[test]
    fn every_section_speaks_three_languages_with_the_same_paragraphs_and_lists() {
        for notice in notices().unwrap() {
            assert_eq!(notice.sections.len(), 14, "version {}", notice.version);
            for NoticeSection { heading, text } in &notice.sections {
                assert!(!heading.ja.is_empty() && !heading.en.is_empty() && !heading.zh_hant.is_empty());
                let shape = |t: &str| (t.split("\n\n").count(), t.lines().filter(|l| l.starts_with("- ")).count());
                assert_eq!(shape(&text.ja), shape(&text.en), "{}", heading.en);
                assert_eq!(shape(&text.ja), shape(&text.zh_hant), "{}", heading.en);
            }
        }
    }
}
