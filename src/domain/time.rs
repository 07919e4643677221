//! Moments and days as they are stored: microseconds since 1970 in UTC, and civil dates.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::locale::Locale;

/// A moment, rounded to the microsecond that both databases keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Ts(jiff::Timestamp);

impl Ts {
    /// Rounds a moment down to the microsecond.
    pub fn new(moment: jiff::Timestamp) -> Self {
        Self::from_micros(moment.as_microsecond())
    }

    /// The moment this many microseconds after 1970-01-01T00:00:00Z; out of range is the nearest end.
    pub fn from_micros(micros: i64) -> Self {
        let end = if micros < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        Self(jiff::Timestamp::from_microsecond(micros).unwrap_or(end))
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn micros(self) -> i64 {
        self.0.as_microsecond()
    }

    /// The moment itself.
    pub fn timestamp(self) -> jiff::Timestamp {
        self.0
    }

    /// This moment plus a number of seconds (negative: before it).
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_micros(self.micros().saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// The civil date of this moment in a time zone.
    pub fn day_in(self, zone: &TimeZone) -> Day {
        Day(zone.to_datetime(self.0).date())
    }
}

/// A civil date; stored as `YYYY-MM-DD`, which also sorts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Day(pub Date);

impl Day {
    /// The date a number of days later (negative: earlier); out of range is the nearest end.
    pub fn plus_days(self, days: i64) -> Self {
        let end = if days < 0 { Date::MIN } else { Date::MAX };
        let span = jiff::Span::new().try_days(days);
        Self(span.ok().and_then(|span| self.0.checked_add(span).ok()).unwrap_or(end))
    }

    /// The date as it is written in a language.
    pub fn written(self, locale: Locale) -> String {
        let format = match locale {
            Locale::En => "%-d %B %Y",
            Locale::Ja | Locale::ZhHant => "%Y年%-m月%-d日",
        };
        self.0.strftime(format).to_string()
    }

    /// Whole days from `earlier` to this date; negative if it is later.
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.0.duration_since(earlier.0).as_secs()) / 86_400
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for Day {
    type Err = jiff::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<Date>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_across_a_leap_day() {
        let day: Day = "2028-02-28".parse().unwrap();
        assert_eq!(day.plus_days(2).to_string(), "2028-03-01");
        assert_eq!(day.plus_days(2).days_since(day), 2);
        assert_eq!(day.days_since(day.plus_days(366)), -366);
    }

    #[test]
    fn a_moment_survives_the_microseconds_of_the_databases() {
        let moment: jiff::Timestamp = "2026-11-24T01:02:03.123456789Z".parse().unwrap();
        assert_eq!(Ts::from_micros(Ts::new(moment).micros()), Ts::new(moment));
    }
}
