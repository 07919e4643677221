//! The sentences that CVs, letters, assessments and notes are made of, in three languages.
//!
//! Invariant: every list has at least one member, and knows only the slots that [`fill`] fills.

mod en;
mod en_fields;
mod ja;
mod ja_fields;
mod zh_hant;
mod zh_hant_fields;

use super::super::rng::Rng;
use crate::domain::health::HealthKind;
use crate::domain::locale::Locale;

/// A line of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// Software, embedded or in the cloud.
    Software,
    /// Calibration and quality.
    Metrology,
    /// Selling to companies.
    Sales,
    /// Applications and service at customers' sites.
    Service,
    /// Orders, papers, schedules.
    Office,
}

/// The words of one line of work in one language.
pub(super) struct FieldWords {
    /// Titles, from the first to the highest.
    pub(super) titles: &'static [&'static str],
    /// What someone sums themselves up with.
    pub(super) summary: &'static [&'static str],
    /// What was done in a position.
    pub(super) duties: &'static [&'static str],
    /// What is told at more length.
    pub(super) projects: &'static [&'static str],
    /// Skills, a few words each.
    pub(super) skills: &'static [&'static str],
    /// What fills `{t}`: tools.
    pub(super) tools: &'static [&'static str],
    /// What fills `{p}`: things worked on.
    pub(super) things: &'static [&'static str],
    /// Certificates and licences.
    pub(super) qualifications: &'static [&'static str],
    /// Why someone applies for this work.
    pub(super) motivation: &'static [&'static str],
}

/// The headings of a CV.
pub(super) struct Headings {
    pub(super) title: &'static str,
    pub(super) summary: &'static str,
    pub(super) work: &'static str,
    pub(super) projects: &'static str,
    pub(super) study: &'static str,
    pub(super) skills: &'static str,
    pub(super) education: &'static str,
    pub(super) qualifications: &'static str,
    pub(super) languages: &'static str,
    pub(super) about: &'static str,
    pub(super) present: &'static str,
    pub(super) none: &'static str,
    pub(super) enrolled: &'static str,
}

/// The words of one language.
pub(super) struct Words {
    pub(super) headings: Headings,
    /// By [`Field`], in the order of its declaration.
    pub(super) fields: [&'static FieldWords; 5],
    /// What someone without employment has done at school.
    pub(super) study: &'static [&'static str],
    /// What people say of themselves.
    pub(super) about: &'static [&'static str],
    /// Why this company.
    pub(super) company: &'static [&'static str],
    /// When they could start.
    pub(super) available: &'static [&'static str],
    /// How letters begin; `{v}` is the vacancy's line of work.
    pub(super) letter_open: &'static [&'static str],
    /// How letters end.
    pub(super) letter_close: &'static [&'static str],
    /// Health records by kind.
    pub(super) health: &'static [(HealthKind, &'static str)],
    /// Assessments of document screening and of interviews: go on, stop, undecided.
    pub(super) screening: [&'static [&'static str]; 3],
    pub(super) interview: [&'static [&'static str]; 3],
    /// Notes by staff.
    pub(super) notes: &'static [&'static str],
}

/// The words of a language.
pub(super) const fn words(locale: Locale) -> &'static Words {
    match locale {
        Locale::Ja => &ja::WORDS,
        Locale::En => &en::WORDS,
        Locale::ZhHant => &zh_hant::WORDS,
    }
}

impl Words {
    /// The words of a line of work.
    pub(super) const fn field(&self, field: Field) -> &'static FieldWords {
        self.fields[field as usize]
    }
}

/// Fills a sentence: `{n}` a number, `{k}` a small one, `{e}` a percentage, `{y}` the years given, `{t}` a tool, `{p}` a thing.
pub(super) fn fill(sentence: &str, field: &FieldWords, years: i64, rng: &mut Rng) -> String {
    let mut out = String::with_capacity(sentence.len() + 48);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((slot, following)) = after.split_once('}') else { break };
        match slot {
            "n" => push_number(&mut out, rng.between(6, 48)),
            "k" => push_number(&mut out, rng.between(2, 9)),
            "e" => push_number(&mut out, rng.between(8, 45)),
            "y" => push_number(&mut out, years),
            "t" => out.push_str(rng.pick(field.tools)),
            "p" => out.push_str(rng.pick(field.things)),
            _ => {}
        }
        rest = following;
    }
    out.push_str(rest);
    out
}

fn push_number(out: &mut String, number: i64) {
    // Writing to a string cannot fail.
    let _ = std::fmt::Write::write_fmt(out, format_args!("{number}"));
}

/// The years of a working life as a sentence should say them.
pub(super) const fn years_worked(first_year: i16, this_year: i16) -> i64 {
    let years = this_year as i64 - first_year as i64;
    if years < 1 { 1 } else { years }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::SIMPLIFIED_ONLY;

    fn lists(words: &Words) -> Vec<&'static [&'static str]> {
        let mut out = vec![
            words.study,
            words.about,
            words.company,
            words.available,
            words.letter_open,
            words.letter_close,
            words.notes,
        ];
        out.extend(words.screening.iter().chain(&words.interview));
        for f in words.fields {
            out.extend([f.titles, f.summary, f.duties, f.projects, f.skills, f.tools, f.things]);
            out.extend([f.qualifications, f.motivation]);
        }
        out
    }

    #[test]
    fn every_list_in_every_language_has_members_and_no_member_is_empty() {
        for &locale in Locale::ALL {
            for list in lists(words(locale)) {
                assert!(!list.is_empty() && list.iter().all(|text| !text.trim().is_empty()), "{locale}");
            }
            assert!(HealthKind::ALL.iter().all(|kind| words(locale).health.iter().any(|(k, _)| k == kind)));
        }
    }

    #[test]
    fn no_sentence_has_a_slot_that_nothing_fills() {
        let mut rng = Rng::new(3, 3);
        for &locale in Locale::ALL {
            let words = words(locale);
            for text in lists(words).into_iter().flatten() {
                let filled = fill(text, words.fields[0], 7, &mut rng);
                assert!(!filled.contains(['{', '}']), "{filled}");
                for (at, _) in text.match_indices('{') {
                    assert!(
                        ["{n}", "{k}", "{e}", "{y}", "{t}", "{p}"].iter().any(|s| text[at..].starts_with(s)),
                        "{text}"
                    );
                }
            }
        }
    }

    #[test]
    fn traditional_chinese_sentences_have_no_simplified_characters() {
        for text in lists(words(Locale::ZhHant)).into_iter().flatten() {
            let found: String = text.chars().filter(|c| SIMPLIFIED_ONLY.contains(*c)).collect();
            assert!(found.is_empty(), "{found} in {text}");
        }
    }
}
