//! Candidates: who they are, in the words of a résumé.

use super::contact::{EmailAddress, Phone};
use super::id::{CandidateId, HoldingId};
use super::jurisdiction::Country;
use super::locale::Locale;
use super::office::OfficeCode;
use super::time::Day;
use crate::text_enum;

/// Which holding: what one office collected about one candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldingRef {
    /// The holding's own id.
    pub id: HoldingId,
    /// Whom it is about.
    pub candidate: CandidateId,
    /// The office that collected it.
    pub office: OfficeCode,
}

text_enum! {
    /// Sex as a résumé may say it; never required.
    "sex" Sex {
        /// Female.
        Female = "female",
        /// Male.
        Male = "male",
        /// Other, or not one of the two.
        Other = "other",
    }
}

text_enum! {
    /// Marital status as a résumé may say it; never required.
    "marital status" MaritalStatus {
        /// Not married.
        Single = "single",
        /// Married.
        Married = "married",
    }
}

/// A name in the forms that three countries use.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct PersonName {
    /// Family name as the person writes it.
    pub family: String,
    /// Given name as the person writes it.
    pub given: String,
    /// Family name in kana or Latin letters.
    pub family_reading: String,
    /// Given name in kana or Latin letters.
    pub given_reading: String,
}

impl PersonName {
    /// The name in the order that a reader of this language expects.
    pub fn display(&self, locale: Locale) -> String {
        let latin =
            |text: &str| text.chars().all(|c| !matches!(c as u32, 0x2E80..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF));
        let written_in_latin = latin(&self.family) && latin(&self.given);
        match (written_in_latin, locale) {
            (true, Locale::En) => format!("{} {}", self.given, self.family),
            (true, _) => format!("{} {}", self.family, self.given),
            (false, Locale::Ja) => format!("{} {}", self.family, self.given),
            (false, _) => format!("{}{}", self.family, self.given),
        }
        .trim()
        .to_owned()
    }

    /// The reading, family name first.
    pub fn reading(&self) -> String {
        format!("{} {}", self.family_reading, self.given_reading).trim().to_owned()
    }
}

/// One employment.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct WorkEntry {
    /// Employer.
    pub employer: String,
    /// Job title.
    pub title: String,
    /// From when, as typed (`2019-04`).
    pub from: String,
    /// Until when; empty if it lasts.
    pub until: String,
    /// What the work was.
    pub description: String,
}

/// One school.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct EducationEntry {
    /// School.
    pub school: String,
    /// Degree or course.
    pub degree: String,
    /// From when, as typed.
    pub from: String,
    /// Until when.
    pub until: String,
}

/// What a résumé says (recruitment policy, section 1(1)); sealed under profile.
/// Only names, address of contact and country of residence are required.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ProfileRecord {
    /// Name.
    pub name: PersonName,
    /// E-mail address.
    pub email: EmailAddress,
    /// Telephone number.
    #[serde(default)]
    pub phone: Option<Phone>,
    /// Country of residence; the home law depends on it.
    pub residence: Country,
    /// Postal address.
    #[serde(default)]
    pub address: String,
    /// Date of birth.
    #[serde(default)]
    pub born_on: Option<Day>,
    /// Sex.
    #[serde(default)]
    pub sex: Option<Sex>,
    /// Marital status.
    #[serde(default)]
    pub marital_status: Option<MaritalStatus>,
    /// Nationality.
    #[serde(default)]
    pub nationality: Option<Country>,
    /// Work history, newest first.
    #[serde(default)]
    pub work: Vec<WorkEntry>,
    /// Education, newest first.
    #[serde(default)]
    pub education: Vec<EducationEntry>,
    /// Qualifications, as typed.
    #[serde(default)]
    pub qualifications: String,
    /// Languages, as typed.
    #[serde(default)]
    pub languages: String,
    /// A page of theirs, such as a portfolio.
    #[serde(default)]
    pub link: String,
    /// The language they want to be written to in.
    pub locale: Locale,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(family: &str, given: &str) -> PersonName {
        PersonName { family: family.into(), given: given.into(), ..PersonName::default() }
    }

    #[test]
    fn a_name_stands_in_the_order_its_reader_expects() {
        assert_eq!(name("田中", "凛").display(Locale::Ja), "田中 凛");
        assert_eq!(name("陳", "嘉欣").display(Locale::ZhHant), "陳嘉欣");
        assert_eq!(name("Tan", "Wei Ling").display(Locale::En), "Wei Ling Tan");
        assert_eq!(name("Tan", "Wei Ling").display(Locale::Ja), "Tan Wei Ling");
    }
}
