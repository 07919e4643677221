//! The generator: seed, day and index in, a person out.
//!
//! Invariant: the order in which indexes are asked for changes nothing, and an address holds its index.

use super::super::rng::Rng;
use super::super::{ContentError, parsed};
use super::consents::{Situation, consents};
use super::course::{Course, course};
use super::cv::cv;
use super::identity::{Home, Identity};
use super::person::{Person, StaffNote};
use super::profile::{Career, career};
use super::words::{Field, Words, words};
use crate::domain::application::{ApplicationDetails, Source, Stage};
use crate::domain::candidate::{MaritalStatus, ProfileRecord};
use crate::domain::contact::{EmailAddress, Phone};
use crate::domain::health::HealthRecord;
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::locale::Locale;
use crate::domain::time::Day;

/// Where somebody can apply: slug, line of work, and the days ago between which applications came.
type Opening = (&'static str, Field, i64, i64);

const TOKYO: [Opening; 4] = [
    ("embedded-software-engineer-tokyo", Field::Software, 0, i64::MAX),
    ("calibration-engineer-tokyo", Field::Metrology, 0, 330),
    ("technical-sales-tokyo", Field::Sales, 0, 240),
    (INTERNSHIP, Field::Software, 100, 400),
];
const SINGAPORE: [Opening; 2] = [
    ("application-engineer-singapore", Field::Service, 0, i64::MAX),
    ("cloud-software-engineer-singapore", Field::Software, 0, 150),
];
const HONG_KONG: [Opening; 2] = [
    ("field-service-engineer-hong-kong", Field::Service, 0, i64::MAX),
    ("sales-coordinator-hong-kong", Field::Office, 0, 120),
];
const INTERNSHIP: &str = "instrument-design-internship-tokyo";

/// Every opening, for the test that they agree with the vacancies.
#[cfg(test)]
pub(super) fn openings() -> impl Iterator<Item = Opening> {
    TOKYO.into_iter().chain(SINGAPORE).chain(HONG_KONG)
}

/// Makes up people, each from their index alone.
#[derive(Debug, Clone)]
pub struct Generator {
    seed: u64,
    today: Day,
}

impl Generator {
    /// A generator of the people as they stand on a day.
    pub const fn new(seed: u64, today: Day) -> Self {
        Self { seed, today }
    }

    /// The person at an index.
    ///
    /// # Errors
    /// [`ContentError`] if a made-up address or number is not one; a test over many people holds that none is.
    pub fn next(&self, index: u64) -> Result<Person, ContentError> {
        let rng = &mut Rng::new(self.seed, index);
        let office = match rng.below(100) {
            0..55 => Jurisdiction::Jp,
            55..80 => Jurisdiction::Sg,
            _ => Jurisdiction::Hk,
        };
        let days_ago = days_ago(rng);
        let applied_on = self.today.plus_days(-days_ago);
        let (vacancy, field) = opening(office, days_ago, rng);
        let who = Identity::draw(Home::of_applicant(office.as_str(), rng), rng)?;
        let own = words(who.locale);
        let in_office = words(office_locale(office));
        let career = career(&who, field, vacancy == INTERNSHIP, applied_on, own, rng);
        let email = email(&who, index, rng)?;
        let course = course(applied_on, self.today, in_office, rng);
        let health = health(&course, in_office, rng);
        let situation = Situation {
            home_office: office,
            course: &course,
            applied_on,
            today: self.today,
            has_health: health.is_some(),
        };
        let consents = consents(&situation, rng);
        let elsewhere = who.residence.jurisdiction().is_none();
        let long_closed = course.closed_on.is_some_and(|day| self.today.days_since(day) > 365);
        let cv = cv(&who, email.as_str(), &career, field, own, rng);
        Ok(Person {
            office: parsed("office", office.as_str())?,
            vacancy,
            notice_version: notice_version(applied_on),
            source: source(rng),
            motivation: motivation(own, field, rng),
            cover_note: cover_note(&who, own, field, rng),
            cv,
            applied_on,
            health,
            consents,
            notes: self.notes(applied_on, in_office, rng),
            suspended: rng.per_mille(5),
            legal_hold: rng.per_mille(if long_closed { 150 } else { 3 }),
            home_reviewed: elsewhere && rng.per_mille(500),
            need_confirmed: rng.per_mille(500),
            onward_permitted: rng.per_mille(400),
            profile: profile(who, email, career, rng)?,
            stage: course.stage,
            history: course.history,
            closed_on: course.closed_on,
            results: course.results,
        })
    }

    fn notes(&self, applied_on: Day, words: &Words, rng: &mut Rng) -> Vec<StaffNote> {
        let count = rng.below(10).saturating_sub(7);
        let age = self.today.days_since(applied_on);
        let texts = rng.several(words.notes, usize::try_from(count).unwrap_or(0));
        let mut notes: Vec<StaffNote> = texts
            .into_iter()
            .map(|text| StaffNote { text, on: applied_on.plus_days(rng.between(0, age.min(40))) })
            .collect();
        notes.sort_by_key(|note| note.on);
        notes
    }
}

/// The language that an office's staff write in.
const fn office_locale(office: Jurisdiction) -> Locale {
    match office {
        Jurisdiction::Jp => Locale::Ja,
        Jurisdiction::Sg => Locale::En,
        Jurisdiction::Hk => Locale::ZhHant,
    }
}

/// Mostly the last weeks, up to fourteen months; a few up to three years, whose time here is over.
fn days_ago(rng: &mut Rng) -> i64 {
    if rng.per_mille(40) { rng.between(425, 1075) } else { (rng.fraction().powf(2.2) * 425.0) as i64 }
}

fn opening(office: Jurisdiction, days_ago: i64, rng: &mut Rng) -> (&'static str, Field) {
    let all: &[Opening] = match office {
        Jurisdiction::Jp => &TOKYO,
        Jurisdiction::Sg => &SINGAPORE,
        Jurisdiction::Hk => &HONG_KONG,
    };
    let fits = |o: &&Opening| (o.2..=o.3).contains(&days_ago);
    let at = usize::try_from(rng.below(all.iter().filter(fits).count() as u64)).unwrap_or(0);
    all.iter().filter(fits).nth(at).map_or(("", Field::Office), |o| (o.0, o.1))
}

/// The version in force on a day; kept in step with `notices.toml` by a test.
fn notice_version(on: Day) -> Option<i32> {
    match (on.0.year(), on.0.month()) {
        (..=2024, _) | (2025, ..=3) => None,
        (2025, _) | (2026, ..=3) => Some(1),
        _ => Some(2),
    }
}

fn email(who: &Identity, index: u64, rng: &mut Rng) -> Result<EmailAddress, ContentError> {
    let [family, given] = &who.letters;
    let joint = rng.pick(&[".", "_", "-"]);
    let domain = rng.pick(&["example.com", "example.com", "example.org", "example.net"]);
    let address = if rng.per_mille(700) {
        format!("{family}{joint}{given}{index:04}@{domain}")
    } else {
        format!("{given}{joint}{family}{index:04}@{domain}")
    };
    EmailAddress::parse(&address).map_err(|_| ContentError::Value { what: "e-mail address", value: address })
}

/// Mostly for those who have an offer or were hired; in selection itself only now and then.
fn health(course: &Course, words: &Words, rng: &mut Rng) -> Option<HealthRecord> {
    let likely = matches!(course.stage, Stage::Offer | Stage::Hired);
    if !rng.per_mille(if likely { 330 } else { 13 }) {
        return None;
    }
    let at = usize::try_from(rng.below(words.health.len() as u64)).unwrap_or(0);
    words.health.get(at).map(|&(kind, text)| HealthRecord { kind, text: text.to_owned() })
}

fn source(rng: &mut Rng) -> Source {
    match rng.below(100) {
        0..55 => Source::CareersPage,
        55..73 => Source::Agent,
        73..88 => Source::RecruitmentService,
        88..94 => Source::Referral,
        94..98 => Source::Event,
        _ => Source::Staff,
    }
}

fn motivation(own: &Words, field: Field, rng: &mut Rng) -> ApplicationDetails {
    ApplicationDetails {
        motivation: format!("{}\n\n{}", rng.pick(own.field(field).motivation), rng.pick(own.company)),
        available_from: rng.pick(own.available).to_owned(),
    }
}

fn cover_note(who: &Identity, own: &Words, field: Field, rng: &mut Rng) -> String {
    format!(
        "{}\n\n{}\n\n{}\n\n{}",
        rng.pick(own.letter_open),
        rng.pick(own.field(field).motivation),
        rng.pick(own.letter_close),
        who.cv_name(),
    )
}

/// The résumé record. Japanese résumés usually give date of birth and sex; the others rarely do.
fn profile(who: Identity, email: EmailAddress, career: Career, rng: &mut Rng) -> Result<ProfileRecord, ContentError> {
    let phone = Phone::parse(&who.phone).map_err(|_| ContentError::Value { what: "telephone", value: who.phone })?;
    let usual = if who.locale == Locale::Ja { 900 } else { 150 };
    let status = if rng.per_mille(500) { MaritalStatus::Single } else { MaritalStatus::Married };
    let link = rng.per_mille(120).then(|| format!("https://{}.example.org/{}", who.letters[0], who.letters[1]));
    Ok(ProfileRecord {
        name: who.name,
        email,
        phone: Some(phone),
        residence: who.residence,
        address: who.address,
        born_on: rng.per_mille(usual).then_some(career.born_on),
        sex: rng.per_mille(usual).then_some(who.sex),
        marital_status: rng.per_mille(usual / 3).then_some(status),
        nationality: rng.per_mille(700).then_some(who.nationality),
        work: career.work,
        education: career.education,
        qualifications: career.qualifications.join(if who.locale == Locale::En { ", " } else { "、" }),
        languages: career.languages,
        link: link.unwrap_or_default(),
        locale: who.locale,
    })
}
