//! When people work at an office: Monday to Friday from nine to six on its clock. Public holidays are not known here.
//!
//! Invariant: pure; the moment comes as an argument.

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;

use super::time::{Day, Ts};

/// The first hour of work, and the first after it.
const HOURS: (i8, i8) = (9, 18);
/// When work begins.
const OPENING: Time = Time::constant(HOURS.0, 0, 0, 0);

/// The moment itself if people work then, else the next at which they begin.
pub fn next_opening(zone: &TimeZone, at: Ts) -> Ts {
    let here = zone.to_datetime(at.timestamp());
    let today = Day(here.date());
    if is_working_day(today) && (HOURS.0..HOURS.1).contains(&here.hour()) {
        return at;
    }
    let first = if here.hour() < HOURS.0 { today } else { today.plus_days(1) };
    let day = (0..7).map(|days| first.plus_days(days)).find(|day| is_working_day(*day)).unwrap_or(first);
    let opening = zone.to_ambiguous_zoned_datetime(day.0.to_datetime(OPENING)).compatible();
    opening.map_or(at, |zoned| Ts::new(zoned.timestamp()))
}

fn is_working_day(day: Day) -> bool {
    !matches!(day.0.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_goes_when_people_begin_to_work() {
        let opening = |zone: &str, at: &str| {
            let zone = TimeZone::get(zone).unwrap();
            next_opening(&zone, Ts::new(at.parse().unwrap())).timestamp().to_string()
        };
        for (zone, at, then) in [
            // Tuesday noon, a second before six, and six.
            ("Asia/Tokyo", "2026-11-24T03:00:00Z", "2026-11-24T03:00:00Z"),
            ("Asia/Tokyo", "2026-11-24T08:59:59Z", "2026-11-24T08:59:59Z"),
            ("Asia/Tokyo", "2026-11-24T09:00:00Z", "2026-11-25T00:00:00Z"),
            // Tuesday before nine, Friday evening, and the weekend.
            ("Asia/Tokyo", "2026-11-23T22:00:00Z", "2026-11-24T00:00:00Z"),
            ("Asia/Tokyo", "2026-11-27T12:00:00Z", "2026-11-30T00:00:00Z"),
            ("Asia/Tokyo", "2026-11-28T03:00:00Z", "2026-11-30T00:00:00Z"),
            ("Asia/Tokyo", "2026-11-29T23:00:00Z", "2026-11-30T00:00:00Z"),
            ("Asia/Singapore", "2026-11-24T00:59:00Z", "2026-11-24T01:00:00Z"),
        ] {
            assert_eq!(opening(zone, at), then, "{zone} {at}");
        }
    }
}
