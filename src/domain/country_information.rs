//! What candidates are told about a country before they agree to provision there (APPI Art. 28(2)).

use super::id::{CountryInformationId, StaffId};
use super::jurisdiction::Country;
use super::locale::InThreeLanguages;
use super::time::{Day, Ts};

/// What is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CountryWords {
    /// The country's system for the protection of personal information.
    pub system: InThreeLanguages,
    /// What differs there, and what else may affect a candidate's rights.
    pub differences: InThreeLanguages,
    /// The measures that the recipient takes.
    pub measures: InThreeLanguages,
    /// Where it was looked up.
    pub source: String,
    /// The day on which it was checked.
    pub checked_on: Option<Day>,
}

/// A published version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountryInformation {
    /// Which.
    pub id: CountryInformationId,
    /// About which country.
    pub country: Country,
    /// Its number.
    pub version: i32,
    /// What is told.
    pub words: CountryWords,
    /// When it was published.
    pub published_at: Ts,
    /// By whom; nobody for what came with the program.
    pub published_by: Option<StaffId>,
    /// When it was withdrawn, if it was.
    pub withdrawn_at: Option<Ts>,
}

impl CountryInformation {
    /// The last day of its review, if anybody of the company has checked it at all.
    pub fn review_by(&self, fresh_days: i64) -> Option<Day> {
        let checked = self.words.checked_on.filter(|_| self.published_by.is_some());
        checked.map(|day| day.plus_days(fresh_days))
    }

    /// Whether somebody has to look at it again.
    pub fn is_due(&self, today: Day, fresh_days: i64) -> bool {
        self.review_by(fresh_days).is_none_or(|last| last < today)
    }
}

/// The version of a country that is in force, of all, each country's latest first: the latest, unless it was withdrawn.
pub fn in_force(versions: &[CountryInformation], country: Country) -> Option<&CountryInformation> {
    let latest = versions.iter().find(|version| version.country == country);
    latest.filter(|version| version.withdrawn_at.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(number: i32, published_by: Option<StaffId>) -> CountryInformation {
        CountryInformation {
            id: CountryInformationId::new(),
            country: "SG".parse().unwrap(),
            version: number,
            words: CountryWords { checked_on: "2026-11-24".parse().ok(), ..CountryWords::default() },
            published_at: Ts::from_micros(0),
            published_by,
            withdrawn_at: None,
        }
    }

    #[test]
    fn what_nobody_checked_is_due_and_a_check_lasts_a_year() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert!(version(1, None).is_due(day("2026-11-24"), 365));
        let checked = version(2, Some(StaffId::new()));
        assert!(!checked.is_due(day("2027-11-24"), 365));
        assert!(checked.is_due(day("2027-11-25"), 365));
    }

    #[test]
    fn the_latest_is_in_force_and_no_earlier_one_takes_its_place() {
        let country = "SG".parse().unwrap();
        let mut all = vec![version(2, None), version(1, None)];
        assert_eq!(in_force(&all, country).map(|it| it.version), Some(2));
        all[0].withdrawn_at = Some(Ts::from_micros(1));
        assert_eq!(in_force(&all, country), None);
        assert_eq!(in_force(&all, "HK".parse().unwrap()), None);
    }
}
