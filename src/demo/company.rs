//! The invented company: its names and offices.
//!
//! Invariant: one head office, one branch, one subsidiary; each under another of the three laws.

use super::{ContentError, parsed};
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::locale::InThreeLanguages;
use crate::domain::office::{LegalForm, Office};

/// A text in three languages from its three parts.
pub(super) fn in_three(ja: &str, en: &str, zh_hant: &str) -> InThreeLanguages {
    InThreeLanguages { ja: ja.to_owned(), en: en.to_owned(), zh_hant: zh_hant.to_owned() }
}

/// What the company is called.
pub fn name() -> InThreeLanguages {
    in_three("星川計器株式会社", "Hoshikawa Instruments", "星川儀器")
}

/// Its published contact point for questions about personal information.
pub const CONTACT: &str = "privacy.tokyo@example.com";

/// Its offices: Tokyo, Singapore, Hong Kong.
///
/// # Errors
/// [`ContentError`] if a code is not one; a test holds that none is.
pub fn offices() -> Result<Vec<Office>, ContentError> {
    let rows = [
        ("JP", in_three("東京", "Tokyo", "東京"), LegalForm::HeadOffice, "Asia/Tokyo"),
        ("SG", in_three("シンガポール", "Singapore", "新加坡"), LegalForm::Subsidiary, "Asia/Singapore"),
        ("HK", in_three("香港", "Hong Kong", "香港"), LegalForm::Branch, "Asia/Hong_Kong"),
    ];
    let office = |(code, name, legal_form, zone): (&str, InThreeLanguages, LegalForm, &str)| {
        Ok(Office {
            code: parsed("office", code)?,
            name,
            jurisdiction: parsed::<Jurisdiction>("jurisdiction", code)?,
            legal_form,
            time_zone: zone.to_owned(),
        })
    };
    rows.into_iter().map(office).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_singapore_office_alone_is_another_legal_person() {
        let outside: Vec<String> = offices()
            .unwrap()
            .into_iter()
            .filter(|office| !office.legal_form.is_the_company())
            .map(|office| office.code.to_string())
            .collect();
        assert_eq!(outside, ["SG"]);
    }
}
