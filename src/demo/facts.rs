//! The rows that the law needs for the demo company: its processor, its joint-use notice, its safeguards.
//!
//! Invariant: for every condition of a route there is a row that meets it and one that does not.

use super::company::in_three;
use super::{ContentError, month_start, parsed};
use crate::domain::category::CategoryId;
use crate::domain::jurisdiction::Country;
use crate::domain::locale::InThreeLanguages;
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;

/// An outsourcing partner with its contract.
#[derive(Debug, Clone)]
pub struct DemoProcessor {
    /// What it is called.
    pub name: InThreeLanguages,
    /// Where it is.
    pub country: Country,
    /// The office that holds the contract.
    pub office: OfficeCode,
    /// First day of the contract.
    pub from: Day,
    /// Last day of the contract.
    pub until: Day,
    /// What it may handle.
    pub categories: Vec<CategoryId>,
    /// For what.
    pub purposes: Vec<Purpose>,
    /// Where.
    pub countries: Vec<Country>,
    /// The day of its last eligibility or supervision review.
    pub vetted_on: Day,
    /// The safeguard for handling abroad, as an id of the rule table.
    pub safeguard: &'static str,
    /// The day of the last check of the measures abroad.
    pub annual_check_on: Day,
    /// Whom to tell of an incident.
    pub incident_contact: &'static str,
    /// What was looked at before the contract.
    pub vetting_note: &'static str,
    /// What was looked at in the last supervision.
    pub supervision_note: &'static str,
    /// Those it would pass work on to.
    pub sub_processors: Vec<DemoSubProcessor>,
    /// The name and sign-in name of its user of the partner pages.
    pub user: (&'static str, &'static str),
}

/// A processor's processor.
#[derive(Debug, Clone)]
pub struct DemoSubProcessor {
    /// What it is called.
    pub name: &'static str,
    /// Where it is.
    pub country: Country,
    /// The day of our written approval; none means that nothing may go there.
    pub approved_on: Option<Day>,
    /// Whether our data goes there.
    pub engaged: bool,
}

/// The published notice of joint use (APPI Art. 27(5)(iii)).
#[derive(Debug, Clone)]
pub struct DemoJointUse {
    /// The day it was published on.
    pub published_on: Day,
    /// The company that manages it, its address and its representative.
    pub manager: [&'static str; 3],
    /// What it shares.
    pub categories: Vec<CategoryId>,
    /// For what.
    pub purposes: Vec<Purpose>,
    /// The offices among which.
    pub offices: Vec<OfficeCode>,
}

/// A recorded safeguard from one office to another.
#[derive(Debug, Clone)]
pub struct DemoSafeguard {
    /// The office that sends.
    pub origin: OfficeCode,
    /// The office that receives.
    pub destination: OfficeCode,
    /// Its kind as an id of the rule table; none between branches of one legal person.
    pub kind: Option<&'static str>,
    /// Its last day.
    pub until: Option<Day>,
    /// The day of the last check of the destination's system and measures.
    pub annual_check_on: Option<Day>,
    /// Whether its terms let the receiver pass the data on.
    pub onward_permitted: bool,
}

/// All rows.
#[derive(Debug, Clone)]
pub struct CompanyFacts {
    /// The processor.
    pub processor: DemoProcessor,
    /// The joint-use notice.
    pub joint_use: DemoJointUse,
    /// The safeguards between offices.
    pub safeguards: Vec<DemoSafeguard>,
}

/// The rows as they stand on a day.
///
/// # Errors
/// [`ContentError`] if a code in them is not one; a test holds that none is.
pub fn company_facts(today: Day) -> Result<CompanyFacts, ContentError> {
    Ok(CompanyFacts { processor: processor(today)?, joint_use: joint_use()?, safeguards: safeguards(today)? })
}

fn processor(today: Day) -> Result<DemoProcessor, ContentError> {
    let country = |code: &str| parsed::<Country>("country", code);
    Ok(DemoProcessor {
        name: in_three("採用事務サポート ひびき株式会社", "Hibiki Recruitment Operations", "響招聘事務支援"),
        country: country("JP")?,
        office: parsed("office", "JP")?,
        from: month_start(today, -1, 4),
        until: month_start(today, 2, 4).plus_days(-1),
        categories: vec![CategoryId::Profile, CategoryId::Communications, CategoryId::ApplicationHistory],
        purposes: vec![Purpose::Recruitment, Purpose::Events],
        countries: vec![country("JP")?, country("SG")?],
        vetted_on: today.plus_days(-118),
        safeguard: "equivalent_measures_contract",
        annual_check_on: today.plus_days(-118),
        incident_contact: "情報セキュリティ窓口 incident.hibiki@example.net（24時間）",
        vetting_note: "規程、教育記録、入退室管理、委託先一覧を確認。契約に必要な措置を満たす。",
        supervision_note: "現地で端末管理と持出し記録を確認。指摘事項なし。",
        sub_processors: vec![
            DemoSubProcessor {
                name: "Straitside Document Services Pte. Ltd.",
                country: country("SG")?,
                approved_on: Some(today.plus_days(-97)),
                engaged: true,
            },
            DemoSubProcessor {
                name: "Luntian Data Entry Services, Inc.",
                country: country("PH")?,
                approved_on: None,
                engaged: false,
            },
        ],
        user: ("小寺 遥", "haruka.partner.hibiki@example.net"),
    })
}

fn joint_use() -> Result<DemoJointUse, ContentError> {
    let offices = ["JP", "SG", "HK"].into_iter().map(|code| parsed("office", code));
    Ok(DemoJointUse {
        published_on: parsed("joint-use date", "2025-04-01")?,
        manager: ["星川計器株式会社", "東京都千代田区丸の内 0-0-0", "代表取締役 星川 直人"],
        categories: CategoryId::ALL.to_vec(),
        purposes: Purpose::PUBLISHED.to_vec(),
        offices: offices.collect::<Result<_, _>>()?,
    })
}

fn safeguards(today: Day) -> Result<Vec<DemoSafeguard>, ContentError> {
    const AGREEMENT: Option<&str> = Some("intra_group_agreement");
    let next_year_end = month_start(today, 2, 1).plus_days(-1);
    // Between Tokyo and Hong Kong no kind: they are one legal person, and the rules ask for the yearly check alone.
    let rows = [
        ("JP", "SG", AGREEMENT, Some(next_year_end), Some(-94), false),
        ("SG", "JP", AGREEMENT, Some(next_year_end), Some(-94), true),
        ("JP", "HK", None, None, Some(-61), true),
        ("HK", "JP", None, None, Some(-203), true),
        // The check of this pair is overdue, and of the next the agreement has run out.
        ("HK", "SG", AGREEMENT, Some(next_year_end), Some(-428), false),
        ("SG", "HK", AGREEMENT, Some(today.plus_days(-23)), Some(-180), false),
    ];
    let row = |(origin, destination, kind, until, checked, onward_permitted): (_, _, _, _, Option<i64>, _)| {
        Ok(DemoSafeguard {
            origin: parsed("office", origin)?,
            destination: parsed("office", destination)?,
            kind,
            until,
            annual_check_on: checked.map(|days| today.plus_days(days)),
            onward_permitted,
        })
    };
    rows.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_row_on_both_sides_of_every_condition() {
        let today: Day = "2026-11-24".parse().unwrap();
        let facts = company_facts(today).unwrap();
        let fresh = |day: Day| today.days_since(day) <= 365;
        let ran_out = |s: &DemoSafeguard| s.until.is_some_and(|until| until < today);
        let all = &facts.safeguards;
        assert!(all.iter().any(|s| s.annual_check_on.is_some_and(fresh)));
        assert!(all.iter().any(|s| s.annual_check_on.is_some_and(|day| !fresh(day))));
        assert!(all.iter().any(ran_out) && all.iter().any(|s| s.kind.is_some() && !ran_out(s)));
        assert!(all.iter().any(|s| s.onward_permitted) && all.iter().any(|s| !s.onward_permitted));
        let subs = &facts.processor.sub_processors;
        assert!(subs.iter().any(|s| s.approved_on.is_some()) && subs.iter().any(|s| s.approved_on.is_none()));
        assert!(facts.processor.from <= today && today <= facts.processor.until && fresh(facts.processor.vetted_on));
        assert!(crate::domain::contact::EmailAddress::parse(facts.processor.user.1).is_ok());
        assert!(facts.joint_use.manager.iter().all(|item| !item.is_empty()));
    }

    #[test]
    fn the_current_agreement_runs_into_next_year() {
        let facts = company_facts("2026-11-24".parse().unwrap()).unwrap();
        assert_eq!(facts.safeguards[0].until.unwrap().to_string(), "2027-12-31");
        assert_eq!(facts.processor.from.to_string(), "2025-04-01");
        assert_eq!(facts.processor.until.to_string(), "2028-03-31");
    }
}
