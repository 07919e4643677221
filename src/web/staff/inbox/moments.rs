//! Until when a thread is put off: choices of a form, as moments of the office's clock.

use jiff::civil::Time;

use crate::domain::time::{Day, Ts};
use crate::text_enum;
use crate::web::form::{Form, Kind};
use crate::web::profile::choices;
use crate::web::staff::Writing;

text_enum! {
    /// Until when a thread is put off.
    "snooze" Snooze {
        /// The next day.
        Tomorrow = "tomorrow",
        /// The next Monday; on a Monday the one after.
        Monday = "monday",
        /// Seven days on.
        Week = "week",
        /// A date of the form.
        DayOf = "day-of",
    }
}

/// When it comes back.
const MORNING: Time = Time::constant(9, 0, 0, 0);

/// The form to put a thread off: `until`, `day` and the revision that was seen.
pub fn snooze_form(writing: &Writing, action: String, revision: i64) -> Form {
    let mut form = Form::new(action);
    let until = form.add("snooze", Kind::Select, "until", "snooze-until");
    until.id("snooze-until").required().hint("hint-snooze").options(choices(&writing.texts, Snooze::ALL));
    form.add("snooze", Kind::Date, "day", "snooze-day").id("snooze-day");
    form.add("snooze", Kind::Hidden, "revision", "snooze-until").value(revision.to_string());
    form
}

/// Reads the form; what is wrong stands at its field.
pub fn until(form: &mut Form, writing: &Writing, now: Ts) -> Option<Ts> {
    form.check();
    let today = writing.date(now);
    let day = match form.value("until").parse::<Snooze>().ok()? {
        Snooze::Tomorrow => today.plus_days(1),
        Snooze::Monday => next_monday(today),
        Snooze::Week => today.plus_days(7),
        Snooze::DayOf => match form.value("day").parse::<Day>() {
            Ok(day) => day,
            Err(_) => {
                form.refuse("day", "error-date");
                return None;
            }
        },
    };
    if day <= today {
        form.refuse("day", "error-snooze-past");
        return None;
    }
    writing.moment_of(day, MORNING)
}

fn next_monday(today: Day) -> Day {
    today.plus_days(7 - i64::from(today.0.weekday().to_monday_zero_offset()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::locale::{InThreeLanguages, Locale};
    use crate::domain::office::{LegalForm, Office};
    use crate::web::texts::Texts;

    fn writing(zone: &str) -> Writing {
        let office = Office {
            code: "JP".parse().unwrap(),
            name: InThreeLanguages::default(),
            jurisdiction: crate::domain::jurisdiction::Jurisdiction::Jp,
            legal_form: LegalForm::HeadOffice,
            time_zone: zone.to_owned(),
        };
        Writing::new(Texts::of(Locale::En), &office)
    }

    fn chosen(zone: &str, now: &str, fields: &[(&str, &str)]) -> Result<String, Vec<String>> {
        let writing = writing(zone);
        let mut form = snooze_form(&writing, "/x".to_owned(), 1);
        form.fill(fields.iter().copied());
        let now = Ts::new(now.parse().unwrap());
        match until(&mut form, &writing, now) {
            Some(at) => Ok(at.timestamp().to_string()),
            None => Err(form.faults().iter().map(|field| field.name.clone()).collect()),
        }
    }

    #[test]
    fn it_comes_back_at_nine_on_the_clock_of_the_office() {
        // Tuesday noon in Tokyo; in Honolulu it is still Monday.
        let now = "2026-11-24T03:00:00Z";
        for (zone, word, back) in [
            ("Asia/Tokyo", "tomorrow", "2026-11-25T00:00:00Z"),
            ("Asia/Tokyo", "monday", "2026-11-30T00:00:00Z"),
            ("Asia/Tokyo", "week", "2026-12-01T00:00:00Z"),
            ("Pacific/Honolulu", "tomorrow", "2026-11-24T19:00:00Z"),
            ("Pacific/Honolulu", "monday", "2026-11-30T19:00:00Z"),
        ] {
            assert_eq!(chosen(zone, now, &[("until", word)]).as_deref(), Ok(back), "{zone} {word}");
        }
        let on = chosen("Asia/Tokyo", now, &[("until", "day-of"), ("day", "2026-12-24")]);
        assert_eq!(on.as_deref(), Ok("2026-12-24T00:00:00Z"));
    }

    #[test]
    fn a_day_that_is_over_or_none_is_refused() {
        let now = "2026-11-24T03:00:00Z";
        for day in ["2026-11-24", "2026-02-30", ""] {
            let answer = chosen("Asia/Tokyo", now, &[("until", "day-of"), ("day", day)]);
            assert_eq!(answer, Err(vec!["day".to_owned()]), "{day:?}");
        }
        assert_eq!(chosen("Asia/Tokyo", now, &[("until", "never")]), Err(vec!["until".to_owned()]));
    }
}
