//! By when what follows from a transfer, an entrustment or a provision is to be done, and how long its record is kept.
//!
//! Invariant: a duty that the record itself fulfils is done with it; every other one has a day.

use super::retention::{self, LastDay};
use super::table::{RuleTable, Subject};
use super::words::Duty;
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::time::Day;

/// House rule: "as soon as practicable" (PDPA First Sch. Part 1 para. 1(2)) is a week at most.
const TELL_DAYS: i64 = 7;
/// House rule: a successor is bound to the old purposes within two weeks.
const BIND_DAYS: i64 = 14;

/// House rule: the published policy names a country within two weeks of the first transfer there.
const PUBLISH_DAYS: i64 = 14;

/// What sees to a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settling {
    /// The record that is kept of the act itself.
    Record,
    /// The published policy, once it names the countries.
    Notice,
    /// A check of whoever received it, or somebody's note; it comes again.
    Check,
    /// Somebody's note that it was done.
    Note,
}

/// What sees to a duty.
pub const fn settling(duty: Duty) -> Settling {
    match duty {
        Duty::RecordProvision | Duty::LogException => Settling::Record,
        Duty::PublishCountry => Settling::Notice,
        Duty::Supervise | Duty::StopIfMeasuresFail | Duty::InformOnRequest => Settling::Check,
        Duty::TellCandidateAfterwards | Duty::KeepOldPurpose => Settling::Note,
    }
}

/// Whether the record of the provision is what the duty asks for.
pub fn is_done_by_record(duty: Duty) -> bool {
    settling(duty) == Settling::Record
}

/// Whether a duty that was seen to is due again, as long as the recipient has the data.
pub fn recurs(duty: Duty) -> bool {
    settling(duty) == Settling::Check
}

/// The last day to see to a duty after a provision on a day; measures abroad are looked at a year after the last check.
pub fn due_on(table: &RuleTable, duty: Duty, provided_on: Day, checked_on: Option<Day>) -> Day {
    match duty {
        Duty::RecordProvision | Duty::LogException => provided_on,
        Duty::TellCandidateAfterwards => provided_on.plus_days(TELL_DAYS),
        Duty::KeepOldPurpose => provided_on.plus_days(BIND_DAYS),
        Duty::PublishCountry => publish_by(provided_on),
        Duty::Supervise | Duty::StopIfMeasuresFail | Duty::InformOnRequest => {
            checked_on.unwrap_or(provided_on).plus_days(table.review_days())
        }
    }
}

/// The last day to publish a country that data goes to from a day on.
pub fn publish_by(since: Day) -> Day {
    since.plus_days(PUBLISH_DAYS)
}

/// Until when the record of a provision or a receipt made on a day is kept (APPI Arts. 29(2), 30(4)); the other two laws
/// name no time, and the duty's house rule takes Japan's.
pub fn record_kept_until(table: &RuleTable, law: Jurisdiction, made_on: Day) -> Option<LastDay> {
    [law, Jurisdiction::Jp]
        .into_iter()
        .find_map(|law| retention::kept_until(table, Subject::ProvisionRecord, law, made_on))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_record_is_kept_three_years_under_each_law() {
        let table = RuleTable::built_in().unwrap();
        for law in Jurisdiction::ALL {
            let last = record_kept_until(&table, *law, day("2026-11-24")).unwrap();
            assert_eq!((last.rule.as_str(), last.day), ("RT-JP-PROVISION", day("2029-11-24")), "{law}");
        }
    }

    #[test]
    fn every_duty_of_the_table_is_seen_to_by_something_and_some_route_brings_it() {
        let table = RuleTable::built_in().unwrap();
        for duty in Duty::ALL {
            assert!(table.text(duty.as_str()).is_some(), "{duty} has no sentence in the table");
            assert!(table.routes().iter().any(|route| route.duties.contains(duty)), "{duty} follows from nothing");
        }
    }

    #[test]
    fn every_duty_has_a_day_on_or_after_the_provision() {
        let table = RuleTable::built_in().unwrap();
        for duty in Duty::ALL {
            assert!(due_on(&table, *duty, day("2026-11-24"), None) >= day("2026-11-24"), "{duty}");
        }
    }
}
