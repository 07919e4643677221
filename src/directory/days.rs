//! Days as words of the index, so that "within the last thirty days" is answered where words are.
//!
//! A day stands in the index as itself and as the spans of ten, a hundred, a thousand and ten thousand days that it is
//! in, counted from 1970. These words never change as time passes; a range of days is a few dozen of them at most.

use super::query::Query;
use crate::domain::time::Day;

/// What a day of a person is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// The last contact.
    Contact,
    /// The last day on which the record may be used.
    UsableUntil,
    /// The last day of the consent to be kept in the talent pool.
    PoolUntil,
}

/// The last day that is told apart; later ones count as it. It is in the year 2243.
const LAST: i64 = 99_999;

impl DayKind {
    const fn word(self) -> &'static str {
        match self {
            Self::Contact => "con",
            Self::UsableUntil => "until",
            Self::PoolUntil => "pool",
        }
    }

    /// The fact that there is such a day at all.
    fn any(self) -> String {
        format!("{}=any", self.word())
    }

    fn span(self, digits: u32, number: i64) -> String {
        format!("{}{digits}={number}", self.word())
    }

    /// What a day is found by.
    pub(super) fn words(self, day: Day) -> Vec<String> {
        let number = number(day);
        let spans = (0..5).map(|digits| self.span(digits, number / 10_i64.pow(digits)));
        std::iter::once(self.any()).chain(spans).collect()
    }

    /// The people whose day is one of these, both ends included; without an end, it is open there.
    pub fn between(self, from: Option<Day>, to: Option<Day>) -> Query {
        if (from, to) == (None, None) {
            return Query::Fact(self.any());
        }
        let (mut at, end) = (from.map_or(0, number), to.map_or(LAST, number));
        let mut spans = Vec::new();
        while at <= end {
            let fits = |digits: &u32| at % 10_i64.pow(*digits) == 0 && at + 10_i64.pow(*digits) - 1 <= end;
            let digits = (0..5).rev().find(fits).unwrap_or(0);
            spans.push(Query::Fact(self.span(digits, at / 10_i64.pow(digits))));
            at += 10_i64.pow(digits);
        }
        Query::Any(spans)
    }
}

/// Whether a fact is about the record as a whole: whoever sees single applications alone does not ask for it.
pub(super) fn is_of_the_record(fact: &str) -> bool {
    let kinds = [DayKind::Contact, DayKind::UsableUntil, DayKind::PoolUntil];
    kinds.iter().any(|kind| fact.starts_with(kind.word()))
}

fn number(day: Day) -> i64 {
    day.days_since(Day(jiff::civil::Date::constant(1970, 1, 1))).clamp(0, LAST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(query: &Query, day: Day) -> bool {
        let words = DayKind::Contact.words(day);
        match query {
            Query::Any(parts) => parts.iter().any(|part| matches!(part, Query::Fact(fact) if words.contains(fact))),
            Query::Fact(fact) => words.contains(fact),
            _ => false,
        }
    }

    #[test]
    fn a_range_finds_its_own_days_and_no_others_with_few_words() {
        let start: Day = "2026-01-01".parse().unwrap();
        for (from, to) in [(0, 0), (3, 40), (0, 364), (9, 1_200), (120, 121)] {
            let (first, last) = (start.plus_days(from), start.plus_days(to));
            let range = DayKind::Contact.between(Some(first), Some(last));
            let Query::Any(parts) = &range else { panic!("a range is of several words") };
            assert!(parts.len() <= 60, "{from} to {to}: {}", parts.len());
            for day in (-20..1_300).map(|days| start.plus_days(days)) {
                assert_eq!(finds(&range, day), day >= first && day <= last, "{from} to {to}: {day}");
            }
        }
    }

    #[test]
    fn a_range_may_be_open_at_either_end() {
        let day: Day = "2026-11-24".parse().unwrap();
        let until = DayKind::Contact.between(None, Some(day));
        assert!(finds(&until, day) && finds(&until, "1970-01-01".parse().unwrap()) && !finds(&until, day.plus_days(1)));
        let from = DayKind::Contact.between(Some(day), None);
        assert!(finds(&from, day) && finds(&from, "9999-12-31".parse().unwrap()) && !finds(&from, day.plus_days(-1)));
        assert!(finds(&DayKind::Contact.between(None, None), day));
    }
}
