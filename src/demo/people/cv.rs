//! The text of a CV, in the person's language, from the same working life as their résumé.

use super::super::rng::Rng;
use super::identity::Identity;
use super::person::{CvContent, CvSection};
use super::profile::Career;
use super::words::{Field, Words, fill};
use crate::domain::locale::Locale;

/// Writes the CV of somebody.
pub(super) fn cv(
    who: &Identity,
    email: &str,
    career: &Career,
    field: Field,
    words: &Words,
    rng: &mut Rng,
) -> CvContent {
    let (own, headings) = (words.field(field), &words.headings);
    let joint = if who.locale == Locale::En { ", " } else { " " };
    let experienced = !career.work.is_empty();
    let filled = |list: &[&'static str], count: usize, rng: &mut Rng| -> Vec<String> {
        rng.several(list, count).into_iter().map(|text| fill(text, own, career.years, rng)).collect()
    };
    let mut sections = Vec::with_capacity(8);
    let mut add = |heading, paragraphs| sections.push(CvSection { heading, paragraphs });
    if experienced {
        add(headings.summary, filled(own.summary, 2, rng));
        add(headings.work, employments(career, headings.present, joint));
        add(headings.projects, filled(own.projects, 3, rng));
    } else {
        add(headings.study, filled(words.study, 6, rng));
    }
    add(headings.skills, listed(filled(own.skills, 7, rng)));
    add(headings.education, education(career, joint));
    add(headings.qualifications, qualifications(career, headings.none));
    add(headings.languages, vec![career.languages.clone()]);
    add(headings.about, filled(words.about, if experienced { 4 } else { 6 }, rng));
    CvContent { title: headings.title, name: who.cv_name(), lines: lines(who, email, career), sections }
}

fn lines(who: &Identity, email: &str, career: &Career) -> Vec<String> {
    let mut lines = vec![who.address.clone(), format!("{} / {email}", who.phone)];
    if who.locale == Locale::Ja {
        let born = career.born_on.0;
        lines.push(format!("{}年{}月{}日生", born.year(), born.month(), born.day()));
    }
    lines
}

fn employments(career: &Career, present: &str, joint: &str) -> Vec<String> {
    let mut out = Vec::with_capacity(career.work.len() * 6);
    for (entry, duties) in career.work.iter().zip(&career.duties) {
        let until = if entry.until.is_empty() { present } else { &entry.until };
        out.push(format!("{} – {until} {}{joint}{}", entry.from, entry.employer, entry.title));
        out.extend(duties.iter().map(|duty| format!("- {duty}")));
    }
    out
}

fn listed(items: Vec<String>) -> Vec<String> {
    items.into_iter().map(|item| format!("- {item}")).collect()
}

fn education(career: &Career, joint: &str) -> Vec<String> {
    let line = |entry: &crate::domain::candidate::EducationEntry| {
        format!("{} – {} {}{joint}{}", entry.from, entry.until, entry.school, entry.degree)
    };
    career.education.iter().map(line).collect()
}

fn qualifications(career: &Career, none: &str) -> Vec<String> {
    match career.qualifications.as_slice() {
        [] => vec![none.to_owned()],
        some => some.iter().map(|text| format!("- {text}")).collect(),
    }
}
