//! Published versions of the recruitment privacy policy.

use super::category::CategoryId;
use super::id::NoticeId;
use super::jurisdiction::Country;
use super::locale::InThreeLanguages;
use super::purpose::Purpose;
use super::time::Day;

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
