//! States of a person as words of the index, so that a question about them is answered where words are.

use crate::domain::application::{Source, Stage};
use crate::domain::id::{StaffId, VacancyId};
use crate::domain::jurisdiction::Country;
use crate::domain::language::Spoken;
use crate::domain::office::OfficeCode;

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

/// Where somebody lives.
pub fn residence(country: Country) -> String {
    format!("res={country}")
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
