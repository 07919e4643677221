//! What a change of the privacy notice requires towards those who were shown an earlier version.
//!
//! Invariant: every difference of two notices has a row under every law, so no change goes without a proposal; a
//! proposal never opens a record for anything.

use std::collections::HashMap;

use serde::Deserialize;

use super::ids::RuleId;
use super::table::{At, RuleText, TableError};
use crate::domain::category::CategoryId;
use crate::domain::jurisdiction::{Country, Jurisdiction};
use crate::domain::locale::InThreeLanguages;
use crate::domain::notice::{Announcement, JointTerms, NoticeTerms};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::text_enum;

const REVISIONS: &str = include_str!("revisions.toml");

text_enum! {
    /// What can change between two versions.
    "change" NoticeChange {
        /// A purpose that the earlier one did not name.
        PurposeAdded = "purpose_added",
        /// A purpose that is named no more.
        PurposeRemoved = "purpose_removed",
        /// A category that the earlier one did not name.
        CategoryAdded = "category_added",
        /// A category that is named no more.
        CategoryRemoved = "category_removed",
        /// A country that the earlier one did not name.
        CountryAdded = "country_added",
        /// A country that is named no more.
        CountryRemoved = "country_removed",
        /// There was no joint use.
        JointBegan = "joint_began",
        /// More is shared.
        JointItemAdded = "joint_item_added",
        /// More offices share it.
        JointUserAdded = "joint_user_added",
        /// It is shared for more.
        JointPurposeAdded = "joint_purpose_added",
        /// Its manager is another one, or has another name, address or representative.
        JointManagerChanged = "joint_manager_changed",
        /// Less is shared, among fewer, for less, or nothing any more.
        JointNarrowed = "joint_narrowed",
        /// Nothing of all that: words.
        TextChanged = "text_changed",
    }
}

/// What a change is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A purpose.
    Purpose(Purpose),
    /// A category.
    Category(CategoryId),
    /// A country.
    Country(Country),
    /// An office.
    Office(OfficeCode),
    /// Nothing in particular.
    Whole,
}

/// One difference of two notices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What changed.
    pub change: NoticeChange,
    /// What it is about.
    pub subject: Subject,
}

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

/// What one law requires because of one difference.
#[derive(Debug)]
pub struct Finding<'a> {
    /// The difference.
    pub difference: Difference,
    /// The row that says so.
    pub row: &'a Row,
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

/// What is proposed because of some findings: the strictest.
pub fn proposed(findings: &[Finding<'_>]) -> Announcement {
    findings.iter().map(|finding| finding.row.requires).max().unwrap_or(Announcement::Publish)
}

/// Where two notices differ in what binds the company; one difference of words if in nothing.
pub fn differences(earlier: &NoticeTerms, later: &NoticeTerms) -> Vec<Difference> {
    use NoticeChange as C;
    let mut found = Vec::new();
    both(&mut found, (C::PurposeAdded, C::PurposeRemoved), &earlier.purposes, &later.purposes, Subject::Purpose);
    both(&mut found, (C::CategoryAdded, C::CategoryRemoved), &earlier.categories, &later.categories, Subject::Category);
    both(&mut found, (C::CountryAdded, C::CountryRemoved), &earlier.countries, &later.countries, Subject::Country);
    match (&earlier.joint, &later.joint) {
        (None, None) => {}
        (None, Some(_)) => found.push(Difference { change: C::JointBegan, subject: Subject::Whole }),
        (Some(_), None) => found.push(Difference { change: C::JointNarrowed, subject: Subject::Whole }),
        (Some(earlier), Some(later)) => joint(&mut found, earlier, later),
    }
    if found.is_empty() {
        found.push(Difference { change: C::TextChanged, subject: Subject::Whole });
    }
    found
}

fn joint(found: &mut Vec<Difference>, earlier: &JointTerms, later: &JointTerms) {
    use NoticeChange as C;
    let less = C::JointNarrowed;
    both(found, (C::JointItemAdded, less), &earlier.categories, &later.categories, Subject::Category);
    both(found, (C::JointUserAdded, less), &earlier.offices, &later.offices, Subject::Office);
    both(found, (C::JointPurposeAdded, less), &earlier.purposes, &later.purposes, Subject::Purpose);
    if earlier.manager != later.manager {
        found.push(Difference { change: C::JointManagerChanged, subject: Subject::Whole });
    }
}

fn both<T: PartialEq + Clone>(
    found: &mut Vec<Difference>,
    (added, removed): (NoticeChange, NoticeChange),
    earlier: &[T],
    later: &[T],
    subject: impl Fn(T) -> Subject,
) {
    let only =
        |these: &[T], others: &[T]| -> Vec<T> { these.iter().filter(|it| !others.contains(it)).cloned().collect() };
    let of = |change: NoticeChange, it: T| Difference { change, subject: subject(it) };
    found.extend(only(later, earlier).into_iter().map(|it| of(added, it)));
    found.extend(only(earlier, later).into_iter().map(|it| of(removed, it)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms() -> NoticeTerms {
        let joint = JointTerms {
            categories: vec![CategoryId::Profile],
            purposes: vec![Purpose::Recruitment],
            offices: vec!["JP".parse().unwrap(), "HK".parse().unwrap()],
            manager: ["Aomine".into(), "Tokyo".into(), "Aoi".into()],
        };
        NoticeTerms {
            purposes: vec![Purpose::Recruitment],
            categories: vec![CategoryId::Profile],
            countries: vec!["JP".parse().unwrap()],
            joint: Some(joint),
        }
    }

    /// The rows that count once something was changed, under each law.
    fn rows(change: impl Fn(&mut NoticeTerms)) -> Vec<String> {
        let table = RevisionTable::built_in().unwrap();
        let mut later = terms();
        change(&mut later);
        let mut found: Vec<String> = Vec::new();
        for law in Jurisdiction::ALL {
            let findings = table.findings(&terms(), &later, &[*law]);
            found.extend(findings.iter().map(|it| format!("{} {}", it.row.rule, it.row.requires)));
        }
        found
    }

    fn purpose(purpose: Purpose) -> Vec<String> {
        rows(|later| later.purposes.push(purpose))
    }

    fn in_joint(change: impl Fn(&mut JointTerms)) -> Vec<String> {
        rows(|later| change(later.joint.as_mut().unwrap()))
    }

    #[test]
    fn each_added_purpose_has_its_row() {
        let related = ["REV-JP-PURPOSE-RELATED inform", "REV-SG-PURPOSE ask", "REV-HK-PURPOSE-RELATED inform"];
        for near in [Purpose::Visa, Purpose::EmploymentContract, Purpose::Onboarding] {
            assert_eq!(purpose(near), related, "{near}");
        }
        let new = ["REV-JP-PURPOSE-NEW ask", "REV-SG-PURPOSE ask", "REV-HK-PURPOSE-NEW ask"];
        assert_eq!(purpose(Purpose::FutureRecruitment), new);
        let marketing = ["REV-JP-PURPOSE-NEW ask", "REV-SG-PURPOSE ask", "REV-HK-MARKETING ask"];
        for sent in [Purpose::Events, Purpose::CompanyInfo] {
            assert_eq!(purpose(sent), marketing, "{sent}");
        }
        let counted = ["REV-JP-STATISTICS publish", "REV-SG-STATISTICS publish", "REV-HK-STATISTICS publish"];
        assert_eq!(purpose(Purpose::Statistics), counted);
    }

    #[test]
    fn relation_is_to_what_was_named_before() {
        let table = RevisionTable::built_in().unwrap();
        assert!(table.is_related(Purpose::CompanyInfo, &[Purpose::Events]));
        assert!(!table.is_related(Purpose::CompanyInfo, &[Purpose::Recruitment]));
        assert!(!table.is_related(Purpose::FutureRecruitment, &Purpose::PUBLISHED));
        assert!(!table.is_related(Purpose::Visa, &[]));
    }

    #[test]
    fn what_else_changes_has_its_row() {
        let all = |name: &str, requires: [&str; 3]| -> Vec<String> {
            let laws = ["JP", "SG", "HK"].into_iter().zip(requires);
            laws.map(|(law, requires)| format!("REV-{law}-{name} {requires}")).collect()
        };
        let publish = ["publish"; 3];
        assert_eq!(rows(|later| later.purposes.clear()), all("PURPOSE-LESS", publish));
        assert_eq!(rows(|it| it.categories.push(CategoryId::Health)), all("CATEGORY", ["publish", "inform", "inform"]));
        assert_eq!(rows(|later| later.categories.clear()), all("CATEGORY-LESS", publish));
        assert_eq!(rows(|it| it.countries.push("SG".parse().unwrap())), all("COUNTRY", ["inform"; 3]));
        assert_eq!(rows(|later| later.countries.clear()), all("COUNTRY-LESS", publish));
        assert_eq!(rows(|later| later.joint = None), all("JOINT-LESS", publish));
        assert_eq!(rows(|_| {}), all("TEXT", publish));
    }

    #[test]
    fn a_change_of_joint_use_has_its_row() {
        let item = ["REV-JP-JOINT-ITEM ask", "REV-SG-JOINT-ITEM ask", "REV-HK-JOINT-ITEM inform"];
        assert_eq!(in_joint(|it| it.categories.push(CategoryId::Other)), item);
        let user = ["REV-JP-JOINT-USER ask", "REV-SG-JOINT-USER ask", "REV-HK-JOINT-USER inform"];
        assert_eq!(in_joint(|it| it.offices.push("SG".parse().unwrap())), user);
        let more = ["REV-JP-JOINT-PURPOSE inform", "REV-SG-JOINT-PURPOSE ask", "REV-HK-JOINT-PURPOSE ask"];
        assert_eq!(in_joint(|it| it.purposes.push(Purpose::Visa)), more);
        let manager = ["REV-JP-JOINT-MANAGER inform", "REV-SG-JOINT-MANAGER publish", "REV-HK-JOINT-MANAGER publish"];
        assert_eq!(in_joint(|it| it.manager[2] = "Rin".into()), manager);
        let table = RevisionTable::built_in().unwrap();
        let none = NoticeTerms { joint: None, ..terms() };
        let began = table.findings(&none, &terms(), Jurisdiction::ALL);
        let began: Vec<String> = began.iter().map(|it| it.row.rule.to_string()).collect();
        assert_eq!(began, ["REV-SG-JOINT-BEGINS", "REV-JP-JOINT-BEGINS", "REV-HK-JOINT-BEGINS"], "the strictest first");
    }

    #[test]
    fn the_strictest_finding_is_proposed_and_no_office_means_no_finding() {
        let table = RevisionTable::built_in().unwrap();
        let mut later = terms();
        later.purposes.push(Purpose::Visa);
        let only_japan = table.findings(&terms(), &later, &[Jurisdiction::Jp]);
        assert_eq!(proposed(&only_japan), Announcement::Inform);
        assert_eq!(proposed(&table.findings(&terms(), &later, Jurisdiction::ALL)), Announcement::Ask);
        assert_eq!(proposed(&table.findings(&terms(), &later, &[])), Announcement::Publish);
    }

    #[test]
    fn a_table_that_leaves_a_change_out_is_refused() {
        let without = REVISIONS.replacen("change = \"text_changed\"", "change = \"purpose_removed\"", 1);
        let refused = RevisionTable::parse(&without).unwrap_err().to_string();
        assert!(refused.contains("JP text_changed: no row stands for it"), "{refused}");
        let twice = REVISIONS.replacen("REV-JP-PURPOSE-NEW", "REV-JP-STATISTICS", 1);
        assert!(RevisionTable::parse(&twice).unwrap_err().to_string().contains("stands twice"));
    }
}
