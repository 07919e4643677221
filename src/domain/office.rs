//! Offices: branches and subsidiaries of the company in Japan, Singapore and Hong Kong.

use std::fmt;
use std::str::FromStr;

use super::jurisdiction::Jurisdiction;
use super::locale::InThreeLanguages;
use crate::text_enum;

text_enum! {
    /// Whether an office is the same legal person as the company; it decides which rules apply.
    "legal form" LegalForm {
        /// The head office itself.
        HeadOffice = "head_office",
        /// A branch: the same legal person.
        Branch = "branch",
        /// A subsidiary: another legal person.
        Subsidiary = "subsidiary",
    }
}

impl LegalForm {
    /// Whether this office is the same legal person as the head office and its branches.
    pub const fn is_the_company(self) -> bool {
        matches!(self, Self::HeadOffice | Self::Branch)
    }
}

/// An office's short fixed code, such as `JP`; it is part of the associated data of every seal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OfficeCode(String);

/// The text is not an office code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an office code is two to eight capital letters or digits")]
pub struct NotAnOfficeCode;

impl OfficeCode {
    /// The code's letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OfficeCode {
    type Err = NotAnOfficeCode;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (2..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if fits { Ok(Self(text.to_owned())) } else { Err(NotAnOfficeCode) }
    }
}
impl TryFrom<String> for OfficeCode {
    type Error = NotAnOfficeCode;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}
impl From<OfficeCode> for String {
    fn from(code: OfficeCode) -> Self {
        code.0
    }
}
impl fmt::Display for OfficeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An office of the company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Its fixed code.
    pub code: OfficeCode,
    /// Its name, shown to people.
    pub name: InThreeLanguages,
    /// The law it works under.
    pub jurisdiction: Jurisdiction,
    /// Branch or subsidiary.
    pub legal_form: LegalForm,
    /// IANA time zone; "today" in a decision is today there.
    pub time_zone: String,
}
