//! The table of `revisions.toml`: what each law requires of each change.
//!
//! Invariant: a table that exists has a row for every change under every law.

use std::collections::HashMap;

use serde::Deserialize;

use super::{Difference, Finding, NoticeChange, Subject, differences};
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::locale::InThreeLanguages;
use crate::domain::notice::{Announcement, NoticeTerms};
use crate::domain::purpose::Purpose;
use crate::law::ids::RuleId;
use crate::law::table::{At, RuleText, TableError};

pub(super) const REVISIONS: &str = include_str!("../revisions.toml");

/// A row of the table.
#[derive(Debug)]
pub struct Row {
    /// Its id.
    pub rule: RuleId,
    /// The law that it is of.
    pub law: Jurisdiction,
    /// What changed.
    pub change: NoticeChange,
    /// The purposes that it is for; none means every one.
    purposes: Vec<Purpose>,
    /// Whether the purpose has to be reasonably related to an earlier one.
    related: bool,
    /// What is required.
    pub requires: Announcement,
}

/// The checked table.
#[derive(Debug)]
pub struct RevisionTable {
    rows: Vec<Row>,
    related: Vec<(Purpose, Vec<Purpose>)>,
    texts: HashMap<String, RuleText>,
    why: HashMap<String, InThreeLanguages>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    related: Vec<RawRelated>,
    row: Vec<RawRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRelated {
    purpose: String,
    to: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRow {
    id: String,
    law: String,
    change: String,
    #[serde(default)]
    purposes: Vec<String>,
    #[serde(default)]
    related: bool,
    requires: String,
    cite: String,
    why: InThreeLanguages,
}

impl RevisionTable {
    /// The product's own table.
    ///
    /// # Errors
    /// [`TableError`] naming the entry.
    pub fn built_in() -> Result<Self, TableError> {
        Self::parse(REVISIONS)
    }

    /// The checked table of a text.
    ///
    /// # Errors
    /// As [`Self::built_in`].
    pub fn parse(text: &str) -> Result<Self, TableError> {
        let raw: Raw = toml::from_str(text).map_err(|source| TableError::Syntax { file: "revisions.toml", source })?;
        let mut table = Self { rows: Vec::new(), related: Vec::new(), texts: HashMap::new(), why: HashMap::new() };
        for entry in &raw.related {
            let at = At { section: "related", id: &entry.purpose };
            table.related.push((at.word("purpose", &entry.purpose)?, at.some_words("to", &entry.to)?));
        }
        for entry in raw.row {
            table.add(entry)?;
        }
        table.check_total()?;
        Ok(table)
    }

    fn add(&mut self, entry: RawRow) -> Result<(), TableError> {
        let at = At { section: "row", id: &entry.id };
        at.filled("cite", &entry.cite)?;
        for (language, text) in [("ja", &entry.why.ja), ("en", &entry.why.en), ("zh-Hant", &entry.why.zh_hant)] {
            at.filled(language, text)?;
        }
        at.must(!self.texts.contains_key(&entry.id), "the id stands twice")?;
        let rule = RuleId::new(&entry.id);
        self.rows.push(Row {
            rule: rule.clone(),
            law: at.word("law", &entry.law)?,
            change: at.word("change", &entry.change)?,
            purposes: at.words("purposes", &entry.purposes)?,
            related: entry.related,
            requires: at.word("requires", &entry.requires)?,
        });
        let text = RuleText { id: rule, cite: entry.cite.clone(), why: entry.why.en.clone(), force: None };
        self.texts.insert(entry.id.clone(), text);
        self.why.insert(entry.id, entry.why);
        Ok(())
    }

    /// Whether a row stands for every change under every law: one that asks for nothing else.
    fn check_total(&self) -> Result<(), TableError> {
        for (law, change) in Jurisdiction::ALL.iter().flat_map(|law| NoticeChange::ALL.iter().map(move |it| (law, it)))
        {
            let plain = |row: &Row| row.purposes.is_empty() && !row.related;
            let found = self.rows.iter().any(|row| row.law == *law && row.change == *change && plain(row));
            let id = format!("{law} {change}");
            At { section: "row", id: &id }.must(found, "no row stands for it")?;
        }
        Ok(())
    }

    /// The sentences of its rows, as policy pages show them.
    pub fn texts(&self) -> impl Iterator<Item = &RuleText> {
        self.texts.values()
    }

    /// What a page says about a row.
    pub fn text(&self, id: &str) -> Option<&RuleText> {
        self.texts.get(id)
    }

    /// The sentences in three languages, by id.
    pub fn sentences(&self) -> impl Iterator<Item = (&String, &InThreeLanguages)> {
        self.why.iter()
    }

    /// Whether a purpose is reasonably related to an earlier one (APPI Art. 17(2); PDPO DPP3(4)).
    pub fn is_related(&self, purpose: Purpose, earlier: &[Purpose]) -> bool {
        let to = self.related.iter().find(|(other, _)| *other == purpose).map(|(_, to)| to.as_slice());
        to.unwrap_or_default().iter().any(|other| earlier.contains(other))
    }

    /// What the laws of some offices require of a change from one notice to a later one; first what is strictest.
    pub fn findings(&self, earlier: &NoticeTerms, later: &NoticeTerms, laws: &[Jurisdiction]) -> Vec<Finding<'_>> {
        let mut found = Vec::new();
        for difference in differences(earlier, later) {
            let rows = laws.iter().filter_map(|law| self.row(*law, &difference, &earlier.purposes));
            found.extend(rows.map(|row| Finding { difference: difference.clone(), row }));
        }
        found.sort_by_key(|finding| std::cmp::Reverse(finding.row.requires));
        found
    }

    fn row(&self, law: Jurisdiction, difference: &Difference, earlier: &[Purpose]) -> Option<&Row> {
        let purpose = if let Subject::Purpose(purpose) = difference.subject { Some(purpose) } else { None };
        let fits = |row: &&Row| {
            let named = row.purposes.is_empty() || purpose.is_some_and(|purpose| row.purposes.contains(&purpose));
            let related = !row.related || purpose.is_some_and(|purpose| self.is_related(purpose, earlier));
            row.law == law && row.change == difference.change && named && related
        };
        self.rows.iter().find(fits)
    }
}
