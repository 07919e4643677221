//! What a change of the privacy notice requires towards those who were shown an earlier version.
//!
//! Invariant: every difference of two notices has a row under every law, so no change goes without a proposal; a
//! proposal never opens a record for anything.

mod differences;
mod table;

pub use differences::{Difference, Subject, differences};
pub use table::{RevisionTable, Row};

use crate::domain::notice::Announcement;
use crate::text_enum;

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

/// What one law requires because of one difference.
#[derive(Debug)]
pub struct Finding<'a> {
    /// The difference.
    pub difference: Difference,
    /// The row that says so.
    pub row: &'a Row,
}

/// What is proposed because of some findings: the strictest.
pub fn proposed(findings: &[Finding<'_>]) -> Announcement {
    findings.iter().map(|finding| finding.row.requires).max().unwrap_or(Announcement::Publish)
}

#[cfg(test)]
mod tests {
    use super::table::REVISIONS;
    use super::*;
    use crate::domain::category::CategoryId;
    use crate::domain::jurisdiction::Jurisdiction;
    use crate::domain::notice::{JointTerms, NoticeTerms};
    use crate::domain::purpose::Purpose;

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
