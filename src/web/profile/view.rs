//! How a profile is shown: only the items that are there.

use crate::domain::candidate::{EducationEntry, ProfileRecord, WorkEntry};
use crate::domain::jurisdiction::Country;
use crate::web::texts::Texts;

/// A profile as a page shows it.
#[derive(Debug, Clone, Default)]
pub struct ProfileView {
    /// Label and value of the single items that are there.
    pub details: Vec<Detail>,
    /// Employments, newest first.
    pub work: Vec<Step>,
    /// Schools, newest first.
    pub education: Vec<Step>,
}

/// A labelled value.
#[derive(Debug, Clone)]
pub struct Detail {
    /// Its label, in the language of the page.
    pub label: String,
    /// Its value.
    pub value: String,
}

/// An employment or a school as a line of a life.
#[derive(Debug, Clone)]
pub struct Step {
    /// From when until when.
    pub period: String,
    /// Title or degree.
    pub what: String,
    /// Employer or school.
    pub place: String,
    /// What the work was.
    pub text: String,
}

/// A profile as a page shows it: only the items that are there.
pub fn show(profile: &ProfileRecord, texts: &Texts) -> ProfileView {
    let country = |country: &Country| texts.country(country);
    let items = [
        ("field-email", profile.email.as_str().to_owned()),
        ("field-phone", profile.phone.as_ref().map(|phone| phone.as_str().to_owned()).unwrap_or_default()),
        ("field-residence", country(&profile.residence)),
        ("field-address", profile.address.clone()),
        ("field-born-on", profile.born_on.map(|day| texts.day(&day)).unwrap_or_default()),
        ("field-nationality", profile.nationality.as_ref().map(country).unwrap_or_default()),
        ("field-sex", profile.sex.map(|sex| texts.label(sex)).unwrap_or_default()),
        ("field-marital-status", profile.marital_status.map(|status| texts.label(status)).unwrap_or_default()),
        ("field-qualifications", profile.qualifications.clone()),
        ("field-languages", profile.languages.clone()),
        ("field-link", profile.link.clone()),
    ];
    let details = items.into_iter().filter(|(_, value)| !value.is_empty());
    ProfileView {
        details: details.map(|(key, value)| Detail { label: texts.say(key), value }).collect(),
        work: profile.work.iter().map(|entry| work_step(entry, texts)).collect(),
        education: profile.education.iter().map(|entry| school_step(entry, texts)).collect(),
    }
}

fn work_step(entry: &WorkEntry, texts: &Texts) -> Step {
    Step {
        period: period(&entry.from, &entry.until, texts),
        what: entry.title.clone(),
        place: entry.employer.clone(),
        text: entry.description.clone(),
    }
}

fn school_step(entry: &EducationEntry, texts: &Texts) -> Step {
    Step {
        period: period(&entry.from, &entry.until, texts),
        what: entry.degree.clone(),
        place: entry.school.clone(),
        text: String::new(),
    }
}

fn period(from: &str, until: &str, texts: &Texts) -> String {
    match (from.is_empty(), until.is_empty()) {
        (true, true) => String::new(),
        (_, true) => format!("{from} – {}", texts.say("until-now")),
        _ => format!("{from} – {until}"),
    }
}
