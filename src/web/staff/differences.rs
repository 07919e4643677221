//! Where two versions of a profile differ, field by field, in the words of the form.

use super::candidate::Change;
use super::selection::forms::label;
use crate::domain::bulk_act::ExportColumn;
use crate::domain::candidate::{EducationEntry, ProfileRecord, WorkEntry};
use crate::domain::profile_field::ProfileField;
use crate::web::form::{Field, Form};
use crate::web::profile;
use crate::web::texts::Texts;

/// Where a newer profile differs from an older one; work history and education are one field each.
pub fn of_profiles(texts: &Texts, old: &ProfileRecord, new: &ProfileRecord) -> Vec<Change> {
    let change = |field: ProfileField| Change {
        name: field.as_str().to_owned(),
        label: texts.say(label(ExportColumn::Profile(field))),
        old: written(texts, old, field),
        new: written(texts, new, field),
    };
    ProfileField::differing(old, new).into_iter().map(change).collect()
}

fn filled(texts: &Texts, record: &ProfileRecord) -> Form {
    let mut form = Form::new("");
    profile::add_fields(&mut form, texts);
    profile::fill(&mut form, record);
    form
}

/// What a person reads for a field; an employment or school is a line.
pub fn written(texts: &Texts, record: &ProfileRecord, field: ProfileField) -> String {
    let lines = |lines: Vec<String>| lines.join("\n");
    match field {
        ProfileField::Family => record.name.family.clone(),
        ProfileField::Given => record.name.given.clone(),
        ProfileField::FamilyReading => record.name.family_reading.clone(),
        ProfileField::GivenReading => record.name.given_reading.clone(),
        ProfileField::Email => record.email.as_str().to_owned(),
        ProfileField::Phone => record.phone.as_ref().map(|phone| phone.as_str().to_owned()).unwrap_or_default(),
        ProfileField::Residence => texts.country(&record.residence),
        ProfileField::Address => record.address.clone(),
        ProfileField::BornOn => record.born_on.map(|day| day.to_string()).unwrap_or_default(),
        ProfileField::Nationality => record.nationality.map(|country| texts.country(&country)).unwrap_or_default(),
        ProfileField::Sex => record.sex.map(|sex| texts.label(sex)).unwrap_or_default(),
        ProfileField::MaritalStatus => record.marital_status.map(|it| texts.label(it)).unwrap_or_default(),
        ProfileField::Work => {
            let parts = |it: &WorkEntry| entry([&it.employer, &it.title], (&it.from, &it.until), &it.description);
            lines(record.work.iter().map(parts).collect())
        }
        ProfileField::Education => {
            let parts = |it: &EducationEntry| entry([&it.school, &it.degree], (&it.from, &it.until), "");
            lines(record.education.iter().map(parts).collect())
        }
        ProfileField::Qualifications => record.qualifications.clone(),
        ProfileField::Languages => record.languages.clone(),
        ProfileField::Link => record.link.clone(),
    }
}

fn entry(names: [&str; 2], (from, until): (&str, &str), description: &str) -> String {
    let span = if from.is_empty() && until.is_empty() { String::new() } else { format!("{from} – {until}") };
    let parts = [names[0], names[1], span.trim(), description];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Where what was typed differs from the stored profile.
pub fn of_form(texts: &Texts, stored: &ProfileRecord, typed: &Form) -> Vec<Change> {
    of_forms(texts, &filled(texts, stored), typed)
}

/// Where what was typed differs from the same form with what is stored; fields carried along unseen are left out.
pub fn of_forms(texts: &Texts, stored: &Form, typed: &Form) -> Vec<Change> {
    let seen = stored.fields.iter().filter(|field| !field.is_hidden());
    let pairs = seen.filter_map(|old| {
        let new = typed.fields.iter().find(|field| field.name == old.name)?;
        (old.value.trim() != new.value.trim()).then_some((old, new))
    });
    pairs
        .map(|(old, new)| Change {
            name: old.name.clone(),
            label: label_of(texts, old),
            old: shown(old),
            new: shown(new),
        })
        .collect()
}

/// Says beside each field that differs what is stored by now.
pub fn show_stored(texts: &Texts, typed: &mut Form, changes: &[Change]) {
    for field in &mut typed.fields {
        let differs = changes.iter().find(|change| change.name == field.name);
        let stored = |old: &str| if old.is_empty() { texts.say("overtaken-empty") } else { old.to_owned() };
        field.stored = differs.map(|change| stored(&change.old));
    }
}

/// The label, with the employment or school it belongs to.
fn label_of(texts: &Texts, field: &Field) -> String {
    let entry = match field.group.split_once('-') {
        Some(("work", number)) => texts.with("entry-work", "number", number),
        Some(("school", number)) => texts.with("entry-school", "number", number),
        _ => return field.label_in(texts),
    };
    format!("{entry} · {}", field.label_in(texts))
}

/// What a person reads for the value: the words of a choice rather than its code.
fn shown(field: &Field) -> String {
    if field.is_tick() {
        return if field.is_ticked() { "✓".to_owned() } else { String::new() };
    }
    let chosen = field.options.iter().find(|option| option.value == field.value && !option.value.is_empty());
    if field.is_select() { chosen.map(|option| option.label.clone()).unwrap_or_default() } else { field.value.clone() }
}
