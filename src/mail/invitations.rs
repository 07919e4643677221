//! What an invitation to an interview says, in the candidate's language: as a mail, and in their calendar.
//!
//! Invariant: the time stands with its zone in words, so that nobody has to guess whose clock is meant. A subject is
//! one line, whatever the place or the vacancy is called.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use crate::domain::interview::InterviewDetails;
use crate::domain::locale::Locale;
use crate::domain::time::Ts;

/// What a mail about an interview tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tells {
    /// That there is one.
    OfInterview,
    /// That something about it is different.
    OfChange,
    /// That there is none any more.
    OfCancellation,
}

/// The time of an interview, and the zone in whose words it is said.
#[derive(Debug, Clone)]
pub struct When<'a> {
    /// When it begins.
    pub starts_at: Ts,
    /// When it ends.
    pub ends_at: Ts,
    /// The zone's name, such as `Asia/Tokyo`.
    pub zone: &'a str,
}

/// What an interview is called in a calendar.
pub fn title(vacancy: &str, company: &str, locale: Locale) -> String {
    let title = match locale {
        Locale::Ja => format!("面接：{vacancy}（{company}）"),
        Locale::En => format!("Interview: {vacancy} ({company})"),
        Locale::ZhHant => format!("面試：{vacancy}（{company}）"),
    };
    one_line(&title)
}

/// The subject of a mail about an interview.
pub fn subject(tells: Tells, details: &InterviewDetails) -> String {
    let before = match (tells, details.locale) {
        (Tells::OfInterview, _) => "",
        (Tells::OfChange, Locale::Ja) => "【変更】",
        (Tells::OfChange, Locale::En) => "Changed: ",
        (Tells::OfChange, Locale::ZhHant) => "【更改】",
        (Tells::OfCancellation, Locale::Ja) => "【中止】",
        (Tells::OfCancellation, Locale::En) => "Cancelled: ",
        (Tells::OfCancellation, Locale::ZhHant) => "【取消】",
    };
    one_line(&format!("{before}{}", details.title))
}

/// The text of a mail about an interview: what was written, the facts, and who writes.
pub fn text(details: &InterviewDetails, when: &When<'_>, signature: &[&str]) -> String {
    let lines = signature.iter().filter(|line| !line.is_empty());
    // Mail programs know the line before a signature (RFC 3676, section 4.3).
    let signed = lines.fold("-- ".to_owned(), |all, line| all + "\n" + *line);
    format!("{}\n\n{signed}\n", description(details, when))
}

/// What a calendar says about an interview: what was written, and the facts.
pub fn description(details: &InterviewDetails, when: &When<'_>) -> String {
    let (time, place, people) = match details.locale {
        Locale::Ja => ("日時：", "場所：", "面接担当："),
        Locale::En => ("When: ", "Where: ", "With: "),
        Locale::ZhHant => ("時間：", "地點：", "面試官："),
    };
    let facts = [(time, when.written(details.locale)), (place, one_line(&details.place))];
    let people = (people, one_line(&details.interviewers));
    let facts = facts.into_iter().chain([people]).filter(|(_, value)| !value.is_empty());
    let facts: Vec<String> = facts.map(|(label, value)| label.to_owned() + &value).collect();
    format!("{}\n\n{}", details.text.trim(), facts.join("\n"))
}

impl When<'_> {
    /// The time in words: the day with its weekday, from when to when, and on whose clock.
    pub fn written(&self, locale: Locale) -> String {
        // A zone was checked when it was stored; one that a newer system dropped is told in UTC.
        let (zone, name) = match TimeZone::get(self.zone) {
            Ok(zone) => (zone, zone_name(self.zone, locale)),
            Err(_) => (TimeZone::UTC, "UTC"),
        };
        let start = self.starts_at.timestamp().to_zoned_datetime(zone.clone());
        let day = self.starts_at.day_in(&zone);
        let offset = start.strftime("%:z").to_string();
        let (from, until) = (clock(self.starts_at, &zone), clock(self.ends_at, &zone));
        let weekday = weekday(day.0.weekday(), locale);
        let day = day.written(locale);
        match locale {
            Locale::Ja => format!("{day}（{weekday}）{from}～{until}（{name}、UTC{offset}）"),
            Locale::En => format!("{weekday}, {day}, {from}–{until} ({name}, UTC{offset})"),
            Locale::ZhHant => format!("{day}（星期{weekday}）{from}至{until}（{name}，UTC{offset}）"),
        }
    }
}

fn clock(at: Ts, zone: &TimeZone) -> String {
    zone.to_datetime(at.timestamp()).strftime("%H:%M").to_string()
}

/// The zones of the company's offices in words; any other by its own name.
fn zone_name(zone: &str, locale: Locale) -> &str {
    match (zone, locale) {
        ("Asia/Tokyo", Locale::En) => "Japan time",
        ("Asia/Tokyo", _) => "日本時間",
        ("Asia/Singapore", Locale::Ja) => "シンガポール時間",
        ("Asia/Singapore", Locale::En) => "Singapore time",
        ("Asia/Singapore", Locale::ZhHant) => "新加坡時間",
        ("Asia/Hong_Kong", Locale::En) => "Hong Kong time",
        ("Asia/Hong_Kong", _) => "香港時間",
        _ => zone,
    }
}

const fn weekday(day: Weekday, locale: Locale) -> &'static str {
    let (en, ja, zh_hant) = match day {
        Weekday::Monday => ("Monday", "月", "一"),
        Weekday::Tuesday => ("Tuesday", "火", "二"),
        Weekday::Wednesday => ("Wednesday", "水", "三"),
        Weekday::Thursday => ("Thursday", "木", "四"),
        Weekday::Friday => ("Friday", "金", "五"),
        Weekday::Saturday => ("Saturday", "土", "六"),
        Weekday::Sunday => ("Sunday", "日", "日"),
    };
    match locale {
        Locale::Ja => ja,
        Locale::En => en,
        Locale::ZhHant => zh_hant,
    }
}

/// A text as one line without control characters.
fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::message::MailAddress;

    fn details(locale: Locale) -> InterviewDetails {
        InterviewDetails {
            title: title("設計", "青嶺計器", locale),
            place: "https://meet.example/abc".to_owned(),
            interviewers: "Haru Mori".to_owned(),
            text: "田中様\n\nお待ちしております。\n".to_owned(),
            attendee: MailAddress { name: "田中 灯".to_owned(), address: "akari@example.org".to_owned() },
            locale,
        }
    }

    fn when(zone: &str) -> When<'_> {
        let at = |text: &str| Ts::new(text.parse().unwrap());
        When { starts_at: at("2026-12-03T05:00:00Z"), ends_at: at("2026-12-03T06:30:00Z"), zone }
    }

    #[test]
    fn the_time_is_said_with_its_zone_in_three_languages() {
        for (zone, locale, said) in [
            ("Asia/Tokyo", Locale::Ja, "2026年12月3日（木）14:00～15:30（日本時間、UTC+09:00）"),
            ("Asia/Tokyo", Locale::En, "Thursday, 3 December 2026, 14:00–15:30 (Japan time, UTC+09:00)"),
            ("Asia/Hong_Kong", Locale::ZhHant, "2026年12月3日（星期四）13:00至14:30（香港時間，UTC+08:00）"),
            ("Asia/Singapore", Locale::Ja, "2026年12月3日（木）13:00～14:30（シンガポール時間、UTC+08:00）"),
            ("Europe/London", Locale::En, "Thursday, 3 December 2026, 05:00–06:30 (Europe/London, UTC+00:00)"),
            ("Nowhere/Else", Locale::En, "Thursday, 3 December 2026, 05:00–06:30 (UTC, UTC+00:00)"),
        ] {
            assert_eq!(when(zone).written(locale), said);
        }
    }

    #[test]
    fn a_mail_says_what_was_written_then_the_facts_then_who_writes() {
        let text = text(&details(Locale::En), &when("Asia/Tokyo"), &["Rin", "Tokyo", ""]);
        let expected = "田中様\n\nお待ちしております。\n\nWhen: Thursday, 3 December 2026, 14:00–15:30 (Japan time, \
                        UTC+09:00)\nWhere: https://meet.example/abc\nWith: Haru Mori\n\n-- \nRin\nTokyo\n";
        assert_eq!(text, expected);
        let bare = InterviewDetails { interviewers: String::new(), ..details(Locale::Ja) };
        let said = description(&bare, &when("Asia/Tokyo"));
        assert!(said.contains("\n場所：https://meet.example/abc") && !said.contains("面接担当"), "{said}");
    }

    #[test]
    fn a_subject_is_one_line_and_says_what_became_of_the_interview() {
        let said = |tells, locale| subject(tells, &details(locale));
        assert_eq!(said(Tells::OfInterview, Locale::Ja), "面接：設計（青嶺計器）");
        assert_eq!(said(Tells::OfChange, Locale::En), "Changed: Interview: 設計 (青嶺計器)");
        assert_eq!(said(Tells::OfCancellation, Locale::ZhHant), "【取消】面試：設計（青嶺計器）");
        let foul = InterviewDetails { title: "x\r\nBcc: y@example.org".to_owned(), ..details(Locale::En) };
        assert_eq!(subject(Tells::OfInterview, &foul), "x  Bcc: y@example.org");
        assert!(!title("a\nb", "c\rd", Locale::En).chars().any(char::is_control));
    }
}
