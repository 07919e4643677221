//! Where two versions of a profile differ, field by field, in the words of the form.

use super::candidate::Change;
use crate::domain::candidate::{EducationEntry, ProfileRecord, WorkEntry};
use crate::domain::profile_field::ProfileField;
use crate::web::form::{Field, Form};
use crate::web::profile;
use crate::web::texts::Texts;

/// Where a newer profile differs from an older one; work history and education are one field each.
pub fn of_profiles(texts: &Texts, old: &ProfileRecord, new: &ProfileRecord) -> Vec<Change> {
    let (before, after) = (filled(texts, old), filled(texts, new));
    let change = |field: ProfileField| Change {
        name: field.as_str().to_owned(),
        label: match field {
            ProfileField::Work => texts.say("work-history"),
            ProfileField::Education => texts.say("education"),
            _ => named(&before, field).map(|field| field.label_in(texts)).unwrap_or_default(),
        },
        old: value(&before, old, field),
        new: value(&after, new, field),
    };
    ProfileField::differing(old, new).into_iter().map(change).collect()
}

fn filled(texts: &Texts, record: &ProfileRecord) -> Form {
    let mut form = Form::new("");
    profile::add_fields(&mut form, texts);
    profile::fill(&mut form, record);
    form
}

fn named(form: &Form, field: ProfileField) -> Option<&Field> {
    form.fields.iter().find(|it| it.name == field.as_str())
}

/// What a person reads for a field; an employment or school is a line.
fn value(form: &Form, record: &ProfileRecord, field: ProfileField) -> String {
    let lines: Vec<String> = match field {
        ProfileField::Work => {
            let parts = |it: &WorkEntry| entry([&it.employer, &it.title], (&it.from, &it.until), &it.description);
            record.work.iter().map(parts).collect()
        }
        ProfileField::Education => {
            let parts = |it: &EducationEntry| entry([&it.school, &it.degree], (&it.from, &it.until), "");
            record.education.iter().map(parts).collect()
        }
        _ => return named(form, field).map(shown).unwrap_or_default(),
    };
    lines.join("\n")
}

fn entry(names: [&str; 2], (from, until): (&str, &str), description: &str) -> String {
    let span = if from.is_empty() && until.is_empty() { String::new() } else { format!("{from} – {until}") };
    let parts = [names[0], names[1], span.trim(), description];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Where what was typed differs from the stored profile.
pub fn of_form(texts: &Texts, stored: &ProfileRecord, typed: &Form) -> Vec<Change> {
    let form = filled(texts, stored);
    let pairs = form.fields.iter().filter_map(|old| {
        let new = typed.fields.iter().find(|field| field.name == old.name)?;
        (old.value.trim() != new.value.trim()).then_some((old, new))
    });
    pairs
        .map(|(old, new)| Change { name: old.name.clone(), label: label(texts, old), old: shown(old), new: shown(new) })
        .collect()
}

/// The label, with the employment or school it belongs to.
fn label(texts: &Texts, field: &Field) -> String {
    let entry = match field.group.split_once('-') {
        Some(("work", number)) => texts.with("entry-work", "number", number),
        Some(("school", number)) => texts.with("entry-school", "number", number),
        _ => return field.label_in(texts),
    };
    format!("{entry} · {}", field.label_in(texts))
}

/// What a person reads for the value: the words of a choice rather than its code.
fn shown(field: &Field) -> String {
    let chosen = field.options.iter().find(|option| option.value == field.value && !option.value.is_empty());
    if field.is_select() { chosen.map(|option| option.label.clone()).unwrap_or_default() } else { field.value.clone() }
}
