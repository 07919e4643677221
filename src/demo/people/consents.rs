//! What somebody consented to, for how long, and what they took back.

use super::super::rng::Rng;
use super::course::Course;
use super::person::PersonConsent;
use crate::domain::consent::ConsentScope;
use crate::domain::jurisdiction::{Country, Jurisdiction};
use crate::domain::time::Day;

/// What consents depend on.
pub(super) struct Situation<'a> {
    pub(super) home_office: Jurisdiction,
    pub(super) course: &'a Course,
    pub(super) applied_on: Day,
    pub(super) today: Day,
    pub(super) has_health: bool,
}

/// The consents of somebody, some expired, some withdrawn.
pub(super) fn consents(s: &Situation<'_>, rng: &mut Rng) -> Vec<PersonConsent> {
    let mut out = Vec::new();
    if s.has_health {
        let from = s.course.history.last().map_or(s.applied_on, |(_, day)| *day);
        let mut consent = drawn(&[ConsentScope::Health], from, Some(730), s.today, rng);
        consent.abroad = rng.per_mille(500);
        consent.country_info_given = consent.abroad;
        out.push(consent);
    }
    if rng.per_mille(300) {
        let others = Jurisdiction::ALL.iter().filter(|law| **law != s.home_office).map(|law| law.country());
        let countries: Vec<Country> = others.filter(|_| rng.per_mille(750)).collect();
        if !countries.is_empty() {
            let mut consent = drawn(&[ConsentScope::Foreign], s.applied_on, None, s.today, rng);
            consent.countries = countries;
            consent.country_info_given = rng.per_mille(880);
            out.push(consent);
        }
    }
    // Those whose selection ended are asked whether they want to be kept; most who are long gone had agreed.
    let ended = s.course.closed_on.filter(|_| s.course.stage.closing().is_some());
    let long_ago = ended.is_some_and(|day| s.today.days_since(day) > 365);
    if rng.per_mille(if long_ago {
        500
    } else if ended.is_some() {
        220
    } else {
        60
    }) {
        let from = ended.unwrap_or(s.applied_on);
        out.push(drawn(&[ConsentScope::TalentPool], from, Some(1095), s.today, rng));
    }
    if rng.per_mille(50) {
        out.push(drawn(&[ConsentScope::ThirdParty], s.applied_on, Some(365), s.today, rng));
    }
    if rng.per_mille(40) {
        out.push(drawn(&[ConsentScope::OtherPurpose], s.applied_on, None, s.today, rng));
    }
    out
}

/// A consent from a day on: three quarters in force, the rest run out or withdrawn, if there was time for it.
fn drawn(scopes: &[ConsentScope], from: Day, lasts: Option<i64>, today: Day, rng: &mut Rng) -> PersonConsent {
    let age = today.days_since(from);
    let mut consent = PersonConsent {
        scopes: scopes.to_vec(),
        countries: Vec::new(),
        country_info_given: false,
        abroad: false,
        from,
        until: lasts.map(|days| from.plus_days(days)),
        withdrawn_on: None,
    };
    match rng.below(8) {
        0 if age > 1 => consent.until = Some(from.plus_days(rng.between(0, age - 1))),
        1 if age > 0 => consent.withdrawn_on = Some(from.plus_days(rng.between(1, age))),
        _ => {}
    }
    consent
}
