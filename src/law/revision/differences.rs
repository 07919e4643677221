//! Where two versions of the privacy notice differ in what binds the company.

use super::NoticeChange;
use crate::domain::category::CategoryId;
use crate::domain::jurisdiction::Country;
use crate::domain::notice::{JointTerms, NoticeTerms};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;

/// What a change is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A purpose.
    Purpose(Purpose),
    /// A category.
    Category(CategoryId),
    /// A country.
    Country(Country),
    /// An office.
    Office(OfficeCode),
    /// Nothing in particular.
    Whole,
}

/// One difference of two notices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What changed.
    pub change: NoticeChange,
    /// What it is about.
    pub subject: Subject,
}

/// Where two notices differ in what binds the company; one difference of words if in nothing.
pub fn differences(earlier: &NoticeTerms, later: &NoticeTerms) -> Vec<Difference> {
    use NoticeChange as C;
    let mut found = Vec::new();
    both(&mut found, (C::PurposeAdded, C::PurposeRemoved), &earlier.purposes, &later.purposes, Subject::Purpose);
    both(&mut found, (C::CategoryAdded, C::CategoryRemoved), &earlier.categories, &later.categories, Subject::Category);
    both(&mut found, (C::CountryAdded, C::CountryRemoved), &earlier.countries, &later.countries, Subject::Country);
    match (&earlier.joint, &later.joint) {
        (None, None) => {}
        (None, Some(_)) => found.push(Difference { change: C::JointBegan, subject: Subject::Whole }),
        (Some(_), None) => found.push(Difference { change: C::JointNarrowed, subject: Subject::Whole }),
        (Some(earlier), Some(later)) => joint(&mut found, earlier, later),
    }
    if found.is_empty() {
        found.push(Difference { change: C::TextChanged, subject: Subject::Whole });
    }
    found
}

fn joint(found: &mut Vec<Difference>, earlier: &JointTerms, later: &JointTerms) {
    use NoticeChange as C;
    let less = C::JointNarrowed;
    both(found, (C::JointItemAdded, less), &earlier.categories, &later.categories, Subject::Category);
    both(found, (C::JointUserAdded, less), &earlier.offices, &later.offices, Subject::Office);
    both(found, (C::JointPurposeAdded, less), &earlier.purposes, &later.purposes, Subject::Purpose);
    if earlier.manager != later.manager {
        found.push(Difference { change: C::JointManagerChanged, subject: Subject::Whole });
    }
}

fn both<T: PartialEq + Clone>(
    found: &mut Vec<Difference>,
    (added, removed): (NoticeChange, NoticeChange),
    earlier: &[T],
    later: &[T],
    subject: impl Fn(T) -> Subject,
) {
    let only =
        |these: &[T], others: &[T]| -> Vec<T> { these.iter().filter(|it| !others.contains(it)).cloned().collect() };
    let of = |change: NoticeChange, it: T| Difference { change, subject: subject(it) };
    found.extend(only(later, earlier).into_iter().map(|it| of(added, it)));
    found.extend(only(earlier, later).into_iter().map(|it| of(removed, it)));
}
