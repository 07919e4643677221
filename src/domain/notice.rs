//! Published versions of the recruitment privacy policy.

use super::category::CategoryId;
use super::id::NoticeId;
use super::jurisdiction::Country;
use super::locale::InThreeLanguages;
use super::office::OfficeCode;
use super::purpose::Purpose;
use super::time::Day;
use crate::text_enum;

text_enum! {
    /// What is done about those who were shown an earlier version, from the least to the most.
    "announcement" Announcement {
        /// It is published, and nobody is told apart.
        Publish = "publish",
        /// Each is informed on their own page until they have seen it.
        Inform = "inform",
        /// Each is asked on their own page; without a yes nothing new may be done with their record.
        Ask = "ask",
    }
}

text_enum! {
    /// What a candidate said to a later version.
    "notice answer" NoticeAnswer {
        /// They have seen it.
        Seen = "seen",
        /// They agree to it.
        Given = "given",
        /// They do not agree to it.
        Refused = "refused",
    }
}

/// A section of a notice: a heading and paragraphs in three languages.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NoticeSection {
    /// Its heading.
    pub heading: InThreeLanguages,
    /// Its text: paragraphs parted by blank lines, list items with a leading hyphen.
    pub text: InThreeLanguages,
}

/// A version of the policy. Every candidate is judged by the one shown to them, never by a later one.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Which.
    pub id: NoticeId,
    /// 1, 2, 3 …
    pub version: i32,
    /// The first day it is in force.
    pub effective_on: Day,
    /// What it is called.
    pub title: InThreeLanguages,
    /// Its sections, in order; the Japanese text prevails.
    pub sections: Vec<NoticeSection>,
    /// The purposes it names.
    pub purposes: Vec<Purpose>,
    /// The categories it names.
    pub categories: Vec<CategoryId>,
    /// The countries it names.
    pub countries: Vec<Country>,
}

/// What the company shares with its group on a day (APPI Art. 27(5)(iii)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JointTerms {
    /// What is shared.
    pub categories: Vec<CategoryId>,
    /// For what.
    pub purposes: Vec<Purpose>,
    /// Among which offices.
    pub offices: Vec<OfficeCode>,
    /// Who manages it: name, address, representative.
    pub manager: [String; 3],
}

/// What a notice binds the company to, as rows rather than words: what the law compares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoticeTerms {
    /// The purposes that it names.
    pub purposes: Vec<Purpose>,
    /// The categories that it names.
    pub categories: Vec<CategoryId>,
    /// The countries that it names.
    pub countries: Vec<Country>,
    /// Joint use on the day on which it comes into force.
    pub joint: Option<JointTerms>,
}

impl Notice {
    /// Of some versions, the one that was in force before it.
    pub fn before<'a>(&self, all: &'a [Self]) -> Option<&'a Self> {
        let place = |notice: &Self| (notice.effective_on, notice.version);
        all.iter().filter(|other| place(other) < place(self)).max_by_key(|other| place(other))
    }

    /// What it binds the company to, with the joint use of its day.
    pub fn terms(&self, joint: Option<JointTerms>) -> NoticeTerms {
        NoticeTerms {
            purposes: self.purposes.clone(),
            categories: self.categories.clone(),
            countries: self.countries.clone(),
            joint,
        }
    }
}
