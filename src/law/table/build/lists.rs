//! Checks the closed lists of the table against the lists that code acts on, both ways.

use super::super::entries::{CategoryRule, Gate, LawEntry, Purposes, ReviewRule};
use super::super::error::{At, TableError, complete};
use super::super::raw::{RawDataCategory, RawGate, RawJurisdiction, RawReview, RawTable, RawText};
use super::Texts;
use crate::domain::category::CategoryId;
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::purpose::Purpose;
use crate::law::ids::{ConditionId, GateId, ReviewId};
use crate::law::words::{Duty, ExceptionId, Safeguard};

/// The lists that have only a text each, and the conditions.
pub(super) fn plain_texts(raw: &RawTable, texts: &mut Texts) -> Result<(), TableError> {
    let purposes = closed::<Purpose>("purpose", &raw.purpose, texts)?;
    complete("purpose", &purposes, &Purpose::PUBLISHED)?;
    if let Some(internal) = purposes.iter().find(|purpose| !Purpose::PUBLISHED.contains(purpose)) {
        let at = At { section: "purpose", id: internal.as_str() };
        return Err(at.wrong("an internal purpose is none of the published ones"));
    }
    complete("exception", &closed::<ExceptionId>("exception", &raw.exception, texts)?, ExceptionId::ALL)?;
    complete("safeguard", &closed::<Safeguard>("safeguard", &raw.safeguard, texts)?, Safeguard::ALL)?;
    complete("duty", &closed::<Duty>("duty", &raw.duty, texts)?, Duty::ALL)?;
    open("information_category", &raw.information_category, texts)?;
    open("policy_duty", &raw.policy_duty, texts)?;
    let mut conditions: Vec<ConditionId> = Vec::new();
    for entry in &raw.condition {
        let at = At { section: "condition", id: &entry.id };
        conditions.push(at.word("id", &entry.id)?);
        at.filled("test", &entry.test)?;
        texts.add(at, None, &entry.cite, &entry.why)?;
    }
    complete("condition", &conditions, ConditionId::ALL)
}

fn closed<T: std::str::FromStr>(
    section: &'static str,
    entries: &[RawText],
    texts: &mut Texts,
) -> Result<Vec<T>, TableError> {
    open(section, entries, texts)?;
    entries.iter().map(|entry| At { section, id: &entry.id }.word("id", &entry.id)).collect()
}

fn open(section: &'static str, entries: &[RawText], texts: &mut Texts) -> Result<(), TableError> {
    for entry in entries {
        texts.add(At { section, id: &entry.id }, None, &entry.cite, &entry.text)?;
    }
    Ok(())
}

/// The three laws.
pub(super) fn laws(entries: &[RawJurisdiction], texts: &mut Texts) -> Result<Vec<LawEntry>, TableError> {
    let mut laws = Vec::new();
    for entry in entries {
        let at = At { section: "jurisdiction", id: &entry.id };
        for (key, text) in [("name", &entry.name), ("law", &entry.law), ("authority", &entry.authority)] {
            at.filled(key, text)?;
        }
        at.must(!entry.bases.is_empty(), "bases is empty")?;
        texts.add(at, None, &entry.cite, &entry.note)?;
        laws.push(LawEntry {
            id: at.word("id", &entry.id)?,
            name: entry.name.clone(),
            law: entry.law.clone(),
            authority: entry.authority.clone(),
            bases: entry.bases.clone(),
            manual_bases: entry.manual_bases.clone(),
            note: entry.note.clone(),
        });
    }
    let seen: Vec<Jurisdiction> = laws.iter().map(|law| law.id).collect();
    complete("jurisdiction", &seen, Jurisdiction::ALL)?;
    Ok(laws)
}

/// The six working categories.
pub(super) fn categories(raw: &RawTable, texts: &mut Texts) -> Result<Vec<CategoryRule>, TableError> {
    let mut categories = Vec::new();
    for entry in &raw.data_category {
        let at = At { section: "data_category", id: &entry.id };
        let source = raw.information_category.iter().find(|known| known.id == entry.information_category);
        let source = source.ok_or_else(|| at.wrong("information_category names no entry"))?;
        texts.add(at, None, &source.cite, &source.text)?;
        categories.push(category(at, entry)?);
    }
    let seen: Vec<CategoryId> = categories.iter().map(|category| category.id).collect();
    complete("data_category", &seen, CategoryId::ALL)?;
    Ok(categories)
}

fn category(at: At<'_>, entry: &RawDataCategory) -> Result<CategoryRule, TableError> {
    let purposes = match entry.purposes.as_slice() {
        [only] if only == "*" => Purposes::All,
        some => Purposes::Only(at.some_words("purposes", some)?),
    };
    let purposes_review: Vec<Purpose> = at.words("purposes_review", &entry.purposes_review)?;
    let named = match &purposes {
        Purposes::All => &[][..],
        Purposes::Only(purposes) => purposes.as_slice(),
    };
    let published = named.iter().chain(&purposes_review).all(|purpose| Purpose::PUBLISHED.contains(purpose));
    at.must(published, "purposes and purposes_review may name published purposes only")?;
    at.must(!purposes_review.iter().any(|purpose| named.contains(purpose)), "a purpose is allowed and reviewed")?;
    Ok(CategoryRule {
        id: at.word("id", &entry.id)?,
        information_category: entry.information_category.clone(),
        purposes,
        purposes_review,
        special_care: entry.special_care,
    })
}

/// The gates, each bound to its implementation.
pub(super) fn gates(entries: &[RawGate], texts: &mut Texts) -> Result<Vec<Gate>, TableError> {
    let mut gates = Vec::new();
    for entry in entries {
        let at = At { section: "gate", id: &entry.id };
        at.filled("fires_when", &entry.fires_when)?;
        gates.push(Gate {
            id: at.word("id", &entry.id)?,
            rule: texts.add(at, Some(at.word("force", &entry.force)?), &entry.cite, &entry.why)?,
            actions: at.some_words("actions", &entry.actions)?,
            skipped_by: at.words("skipped_by", &entry.skipped_by)?,
        });
    }
    let seen: Vec<GateId> = gates.iter().map(|gate| gate.id).collect();
    complete("gate", &seen, GateId::ALL)?;
    Ok(gates)
}

/// The reviews, each bound to its implementation.
pub(super) fn reviews(entries: &[RawReview], texts: &mut Texts) -> Result<Vec<ReviewRule>, TableError> {
    let mut reviews = Vec::new();
    for entry in entries {
        let at = At { section: "review", id: &entry.id };
        at.filled("fits_when", &entry.fits_when)?;
        reviews.push(ReviewRule {
            id: at.word("id", &entry.id)?,
            rule: texts.add(at, Some(at.word("force", &entry.force)?), &entry.cite, &entry.why)?,
            actions: at.some_words("actions", &entry.actions)?,
            skipped_by: at.words("skipped_by", &entry.skipped_by)?,
        });
    }
    let seen: Vec<ReviewId> = reviews.iter().map(|review| review.id).collect();
    complete("review", &seen, ReviewId::ALL)?;
    Ok(reviews)
}
