//! Where two versions of a profile differ, field by field, in the words of the form.

use super::candidate::Change;
use crate::domain::candidate::ProfileRecord;
use crate::web::form::{Field, Form};
use crate::web::profile;
use crate::web::texts::Texts;

/// Where a newer profile differs from the stored one.
pub fn of_profiles(texts: &Texts, stored: &ProfileRecord, newer: &ProfileRecord) -> Vec<Change> {
    let mut form = Form::new("");
    profile::add_fields(&mut form, texts);
    profile::fill(&mut form, newer);
    of_form(texts, stored, &form)
}

/// Where what was typed differs from the stored profile.
pub fn of_form(texts: &Texts, stored: &ProfileRecord, typed: &Form) -> Vec<Change> {
    let mut form = Form::new("");
    profile::add_fields(&mut form, texts);
    profile::fill(&mut form, stored);
    let pairs = form.fields.iter().filter_map(|old| {
        let new = typed.fields.iter().find(|field| field.name == old.name)?;
        (old.value.trim() != new.value.trim()).then_some((old, new))
    });
    pairs.map(|(old, new)| Change { label: label(texts, old), old: shown(old), new: shown(new) }).collect()
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
