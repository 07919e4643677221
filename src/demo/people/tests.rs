//! What the people of the demo must be, over many of them.

use std::collections::HashSet;

use super::*;
use crate::demo::notices::notices;
use crate::demo::vacancies::vacancies;
use crate::domain::application::{Finding, Stage};
use crate::domain::consent::ConsentScope;
use crate::domain::locale::Locale;
use crate::domain::purpose::Purpose;
use crate::domain::time::{Day, Ts};

const SEED: u64 = 20_261_124;

fn today() -> Day {
    "2026-11-24".parse().unwrap()
}

fn people(count: u64) -> impl Iterator<Item = Person> {
    let generator = Generator::new(SEED, today());
    (0..count).map(move |i| generator.next(i).unwrap())
}

/// Whether the record's time is over: a year in Japan and Singapore, two in Hong Kong.
fn overdue(p: &Person) -> bool {
    let days = if p.office.as_str() == "HK" { 730 } else { 365 };
    p.closed_on.is_some_and(|day| today().days_since(day) > days)
}

fn consented(p: &Person, scope: ConsentScope) -> bool {
    p.consents.iter().any(|c| c.covers(scope, today()))
}

fn had(p: &Person, scope: ConsentScope, what: impl Fn(&PersonConsent) -> bool) -> bool {
    p.consents.iter().any(|c| c.scopes.contains(&scope) && what(c))
}

#[test]
fn the_same_seed_gives_the_same_people_in_any_order() {
    let (one, other) = (Generator::new(5, today()), Generator::new(5, today()));
    let forward: Vec<String> = (0..50).map(|i| format!("{:?}", one.next(i).unwrap().cv)).collect();
    let mut backward: Vec<String> = (0..50).rev().map(|i| format!("{:?}", other.next(i).unwrap().cv)).collect();
    backward.reverse();
    assert_eq!(forward, backward);
    assert_ne!(forward[0], format!("{:?}", Generator::new(6, today()).next(0).unwrap().cv));
}

#[test]
fn both_sides_of_every_gate_and_review_are_among_the_first_two_thousand() {
    type Claim = (&'static str, fn(&Person) -> bool);
    let claims: [Claim; 32] = [
        ("GATE-SUSPENDED fires", |p| p.suspended),
        ("GATE-SUSPENDED passes", |p| !p.suspended),
        ("GATE-PURPOSE fires for P7: version 1", |p| p.notice_version == Some(1)),
        ("GATE-PURPOSE passes for P7: version 2", |p| p.notice_version == Some(2)),
        ("GATE-PURPOSE fires for all: no notice", |p| p.notice_version.is_none()),
        ("GATE-PURPOSE passes by consent", |p| p.notice_version == Some(1) && consented(p, ConsentScope::OtherPurpose)),
        ("GATE-RETENTION fires in JP", |p| overdue(p) && p.office.as_str() == "JP"),
        ("GATE-RETENTION fires in SG", |p| overdue(p) && p.office.as_str() == "SG"),
        ("GATE-RETENTION fires in HK", |p| overdue(p) && p.office.as_str() == "HK"),
        ("GATE-RETENTION passes: closed lately", |p| p.closed_on.is_some() && !overdue(p)),
        ("GATE-RETENTION passes: open", |p| p.closed_on.is_none()),
        ("GATE-RETENTION passes for P7 by talent pool", |p| overdue(p) && consented(p, ConsentScope::TalentPool)),
        ("GATE-RETENTION fires without talent pool", |p| overdue(p) && !consented(p, ConsentScope::TalentPool)),
        ("GATE-RETENTION lets a held record be kept", |p| overdue(p) && p.legal_hold),
        ("GATE-HEALTH-CONSENT passes", |p| p.health.is_some() && consented(p, ConsentScope::Health)),
        ("GATE-HEALTH-CONSENT fires: run out", |p| {
            had(p, ConsentScope::Health, |c| c.until.is_some_and(|day| day < today()))
        }),
        ("GATE-HEALTH-CONSENT fires: withdrawn", |p| had(p, ConsentScope::Health, |c| c.withdrawn_on.is_some())),
        ("GATE-HEALTH-ABROAD passes", |p| {
            had(p, ConsentScope::Health, |c| c.abroad && c.covers(ConsentScope::Health, today()))
        }),
        ("GATE-HEALTH-ABROAD fires", |p| {
            had(p, ConsentScope::Health, |c| !c.abroad && c.covers(ConsentScope::Health, today()))
        }),
        ("REVIEW-HOME fits", |p| p.profile.residence.jurisdiction().is_none() && !p.home_reviewed),
        ("REVIEW-HOME cleared", |p| p.profile.residence.jurisdiction().is_none() && p.home_reviewed),
        ("REVIEW-HOME not needed", |p| p.profile.residence.jurisdiction().is_some()),
        ("REVIEW-HEALTH-SELECTION fits", |p| p.health.is_some() && p.closed_on.is_none() && !p.need_confirmed),
        ("REVIEW-HEALTH-SELECTION cleared", |p| p.health.is_some() && p.closed_on.is_none() && p.need_confirmed),
        ("GATE-ONWARD passes", |p| p.onward_permitted),
        ("GATE-ONWARD fires", |p| !p.onward_permitted),
        ("C_CONSENT_FOREIGN holds", |p| {
            had(p, ConsentScope::Foreign, |c| c.country_info_given && c.covers(ConsentScope::Foreign, today()))
        }),
        ("C_CONSENT_FOREIGN fails: withdrawn", |p| had(p, ConsentScope::Foreign, |c| c.withdrawn_on.is_some())),
        ("C_CONSENT_FOREIGN fails: one country only", |p| had(p, ConsentScope::Foreign, |c| c.countries.len() == 1)),
        ("C_COUNTRY_INFO fails", |p| had(p, ConsentScope::Foreign, |c| !c.country_info_given)),
        ("C_CONSENT_THIRD holds", |p| consented(p, ConsentScope::ThirdParty)),
        ("home in another of the three", |p| {
            p.profile.residence.jurisdiction().is_some_and(|law| law.as_str() != p.office.as_str())
        }),
    ];
    let all: Vec<Person> = people(2000).collect();
    for (claim, holds) in claims {
        assert!(all.iter().any(holds), "nobody for: {claim}");
    }
    for stage in Stage::ALL {
        assert!(all.iter().any(|p| p.stage == *stage), "nobody in {stage}");
    }
}

#[test]
fn no_two_of_fifty_thousand_share_an_address() {
    let mut seen = HashSet::new();
    for person in people(50_000) {
        let address = person.profile.email.index_form();
        assert!([".com", ".org", ".net"].iter().any(|end| address.ends_with(&format!("@example{end}"))), "{address}");
        assert!(seen.insert(address));
    }
}

#[test]
fn a_history_leads_day_by_day_to_its_stage() {
    for p in people(3000) {
        assert_eq!(p.history.first(), Some(&(Stage::Received, p.applied_on)));
        assert_eq!(p.history.last().map(|(stage, _)| *stage), Some(p.stage));
        assert!(p.history.windows(2).all(|pair| pair[0].1 <= pair[1].1 && pair[0].0 != pair[1].0));
        assert!(p.history.iter().all(|(_, day)| *day <= today()));
        let closed = p.history.last().filter(|(stage, _)| stage.closing().is_some()).map(|(_, day)| *day);
        assert_eq!(p.closed_on, closed);
        assert_eq!(p.results.iter().any(|r| r.result.finding == Finding::Fail), { p.stage == Stage::Refused });
        for dated in &p.results {
            assert!(p.history.iter().any(|(stage, _)| *stage == dated.result.stage) && dated.on <= today());
        }
        assert!(p.notes.iter().all(|note| p.applied_on <= note.on && note.on <= today()));
        assert!(p.consents.iter().all(|c| p.applied_on <= c.from && c.from <= today()));
    }
}

#[test]
fn everybody_has_a_complete_resume_and_a_cv_of_natural_length() {
    for p in people(3000) {
        let profile = &p.profile;
        assert!(!profile.name.family.is_empty() && !profile.name.given.is_empty() && !profile.address.is_empty());
        assert!(profile.phone.is_some() && !profile.education.is_empty() && profile.work.len() <= 4);
        assert!(!p.cover_note.is_empty() && !p.motivation.motivation.is_empty() && !p.vacancy.is_empty());
        let text = p.cv.text();
        assert!(!text.contains(['{', '}']), "{text}");
        // About two characters of Japanese or Chinese say what one English word says.
        let words = match profile.locale {
            Locale::En => text.split_whitespace().count(),
            _ => text.chars().count() / 2,
        };
        assert!((300..=900).contains(&words), "{words} words:\n{text}");
        let mut from = profile.work.iter().map(|entry| entry.from.as_str());
        assert!(from.clone().zip(from.by_ref().skip(1)).all(|(newer, older)| older <= newer), "{:?}", profile.work);
    }
}

#[test]
fn an_intern_is_still_enrolled_and_has_not_worked() {
    let interns: Vec<Person> = people(2000).filter(|p| p.vacancy.contains("internship")).collect();
    assert!(!interns.is_empty());
    for p in interns {
        let month = p.applied_on.to_string();
        assert!(p.profile.work.is_empty() && p.profile.education[0].until.as_str() > &month[..7]);
        assert!(!p.profile.education[0].degree.contains("卒業"), "{}", p.profile.education[0].degree);
    }
}

#[test]
fn health_records_are_few_and_mostly_of_those_with_an_offer() {
    let with: Vec<Person> = people(5000).filter(|p| p.health.is_some()).collect();
    assert!((125..=275).contains(&with.len()), "{}", with.len());
    let offered = with.iter().filter(|p| matches!(p.stage, Stage::Offer | Stage::Hired)).count();
    assert!(offered * 2 > with.len(), "{offered} of {}", with.len());
}

#[test]
fn recent_weeks_have_more_applications_than_weeks_long_ago() {
    let ages: Vec<i64> = people(4000).map(|p| today().days_since(p.applied_on)).collect();
    let within = |low, high| ages.iter().filter(|age| (low..high).contains(*age)).count();
    assert!(within(0, 28) > 3 * within(200, 228));
    assert!(within(0, 1) > 0);
}

#[test]
fn the_notice_of_a_person_is_the_one_in_force_when_they_applied() {
    let notices = notices().unwrap();
    for p in people(3000) {
        let in_force = notices.iter().rfind(|notice| notice.effective_on <= p.applied_on);
        assert_eq!(p.notice_version, in_force.map(|notice| notice.version));
        if p.notice_version == Some(1) {
            assert!(in_force.is_some_and(|notice| !notice.purposes.contains(&Purpose::FutureRecruitment)));
        }
    }
}

#[test]
fn people_apply_only_to_vacancies_of_their_office_that_were_open() {
    let now = Ts::new("2026-11-24T03:00:00Z".parse().unwrap());
    let vacancies = vacancies(now).unwrap();
    for p in people(3000) {
        let vacancy = vacancies.iter().find(|v| v.slug == p.vacancy).unwrap();
        assert_eq!(vacancy.office, p.office);
        let published = vacancy.published_at.unwrap().day_in(&jiff::tz::TimeZone::UTC);
        assert!(published <= p.applied_on, "{} on {}", p.vacancy, p.applied_on);
    }
    let offered: HashSet<&str> = generator::openings().map(|opening| opening.0).collect();
    assert_eq!(offered.len(), vacancies.iter().filter(|v| v.published_at.is_some()).count());
}

#[test]
fn written_variants_of_one_name_are_among_the_people() {
    let families: HashSet<String> = people(5000).map(|p| p.profile.name.family).collect();
    for name in ["髙橋", "高橋", "渡邉", "渡辺", "渡邊", "山﨑", "齋藤", "陳", "陈", "Tan"] {
        assert!(families.contains(name), "{name}");
    }
}
