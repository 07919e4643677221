//! States of a person as words of the index, so that a question about them is answered where words are.

use crate::domain::application::{Source, Stage};
use crate::domain::id::{StaffId, VacancyId};
use crate::domain::jurisdiction::Country;
use crate::domain::language::Spoken;
use crate::domain::office::OfficeCode;

use super::order::Order;
use super::words::normalised;

/// A fact as the index holds it. No word of a text begins so, and no beginning of one is that of a fact.
pub(super) fn word(fact: &str) -> String {
    format!(">{fact}")
}

/// Where an application stands.
pub fn stage(stage: Stage) -> String {
    format!("stage={stage}")
}

/// To which vacancy an application is.
pub fn vacancy(vacancy: VacancyId) -> String {
    format!("vac={}", vacancy.uuid().as_simple())
}

/// Where an application came from.
pub fn source(source: Source) -> String {
    format!("src={source}")
}

/// Which office collected.
pub fn office(office: &OfficeCode) -> String {
    format!("off={office}")
}

/// Whether a fact tells no more than a name or an office does.
pub(super) fn is_to_find(fact: &str) -> bool {
    fact.starts_with("off=") || fact.starts_with(&format!("by_{}", Order::Name))
}

/// Where somebody lives.
pub fn residence(country: Country) -> String {
    format!("res={country}")
}

/// Who looks after a record; nobody is a fact as well.
pub fn owner(owner: Option<StaffId>) -> String {
    let who = owner.map_or_else(|| "none".to_owned(), |staff| staff.uuid().as_simple().to_string());
    format!("{OWNER}{who}")
}

const OWNER: &str = "owner=";

/// Whether a fact is who looks after a record.
pub(super) fn is_owner(fact: &str) -> bool {
    fact.starts_with(OWNER)
}

/// A tag, as one word.
pub fn tag(tag: &str) -> String {
    format!("{TAG}{}", one_word(&normalised(tag)))
}

/// A normalised text as one word in any script: what is neither letter nor digit stands as its number.
fn one_word(text: &str) -> String {
    let mut word = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() { word.push(c) } else { word.push_str(&format!("~{:x}~", u32::from(c))) }
    }
    word
}

/// That what a list is ordered by begins in some way.
pub(super) fn ordered(order: Order, characters: usize, beginning: &str) -> String {
    format!("by_{order}{characters}={}", one_word(beginning))
}

/// How the words of tags begin.
const TAG: &str = "tag=";

/// Whether a fact is a tag: those stand in a column of their own, since not everybody may see them.
pub(super) fn is_tag(fact: &str) -> bool {
    fact.starts_with(TAG)
}

/// A language that somebody speaks, and at least how well.
pub fn language(code: &str, at_least: Option<u8>) -> String {
    at_least.map_or_else(|| format!("lang={code}"), |level| format!("lang={code}>={level}"))
}

/// What a language that somebody speaks is found by: by itself, and by every level up to theirs.
pub fn spoken(spoken: Spoken) -> Vec<String> {
    let levels = (1..=spoken.level.unwrap_or(0)).map(Some);
    std::iter::once(None).chain(levels).map(|level| language(spoken.code, level)).collect()
}

/// That somebody of staff is assigned to an application, and what that application is.
pub(super) fn assigned(staff: StaffId, what: Option<&str>) -> String {
    let staff = staff.uuid();
    let staff = staff.as_simple();
    what.map_or_else(|| format!("asg={staff}"), |fact| format!("asg={staff}={fact}"))
}

/// Whether a fact is about an application rather than a person.
pub(super) fn is_of_an_application(fact: &str) -> bool {
    ["stage=", "vac=", "src="].iter().any(|kind| fact.starts_with(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_is_one_word_of_the_index_and_no_word_of_a_text() {
        let staff = StaffId::new();
        let of = |fact: String| [assigned(staff, Some(&fact)), fact];
        let mut all: Vec<String> = Stage::ALL.iter().flat_map(|it| of(stage(*it))).collect();
        all.extend(Source::ALL.iter().flat_map(|it| of(source(*it))));
        all.extend(of(vacancy(VacancyId::new())));
        all.extend([office(&"JP".parse().unwrap()), residence("HK".parse().unwrap()), owner(None), owner(Some(staff))]);
        all.extend([language("yue", Some(5)), assigned(staff, None), tag("遠隔 可_1")]);
        let day = "2026-11-29".parse().unwrap();
        let kinds =
            [super::super::DayKind::Contact, super::super::DayKind::UsableUntil, super::super::DayKind::PoolUntil];
        all.extend(kinds.into_iter().flat_map(|kind| kind.words(day)));
        all.push(super::super::texts::EVERYBODY.to_owned());
        all.extend([ordered(Order::Name, 4, "たな\u{1} "), ordered(Order::Stage, 1, "")]);
        for fact in all {
            let is_kept = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || "+#~=>-_".contains(c);
            assert!(word(&fact).chars().all(is_kept), "{fact} is parted");
        }
    }

    #[test]
    fn a_tag_of_any_script_is_one_word() {
        assert_eq!(tag("ＪＡＶＡ"), tag("java"));
        assert_eq!(tag("ﾃﾞﾝｷ"), "tag=でんき");
        assert_eq!(tag("遠隔 可"), "tag=遠隔~20~可");
        assert_ne!(tag("a~20~b"), tag("a b"));
        for typed in ["a\" OR b", "🙂 *", "C++/C#", "(x)"] {
            assert!(tag(typed).chars().all(|c| c.is_alphanumeric() || "=~".contains(c)), "{typed}");
        }
    }
}
