//! What a message that is passed on begins with: about what, and whose it was.
//!
//! Invariant: of a head, who wrote on which day about what is repeated and nothing else: no other reader, and nothing
//! that a header cannot have.

use super::replies::{LONGEST_SUBJECT, one_line, without_word};
use crate::domain::locale::Locale;
use crate::domain::time::Day;

/// What mail programs put before the subject of a message that they pass on.
const FORWARDS: [&str; 9] = ["fwd", "fw", "転送", "轉寄", "轉發", "转发", "转寄", "wg", "tr"];

/// Where a message comes from.
pub struct Origin<'a> {
    /// Who wrote it; empty if nobody is named.
    pub from: &'a str,
    /// On which day.
    pub day: Day,
    /// About what.
    pub subject: &'a str,
}

/// The subject of a message that passes another on: one `Fwd:`, however often that was passed on before.
pub fn subject(passed: &str) -> String {
    let cleaned = one_line(passed);
    let mut rest = cleaned.trim();
    while let Some(shorter) = without_word(rest, &FORWARDS) {
        rest = shorter.trim_start();
    }
    let whole = format!("Fwd: {rest}");
    whole.trim_end().chars().take(LONGEST_SUBJECT).collect()
}

/// The lines before what is passed on.
pub fn heading(origin: &Origin<'_>, locale: Locale) -> String {
    let (from, day, subject) = (one_line(origin.from), origin.day.written(locale), one_line(origin.subject));
    match locale {
        Locale::Ja => format!("---------- 転送メッセージ ----------\n差出人：{from}\n日付：{day}\n件名：{subject}\n"),
        Locale::En => {
            format!("---------- Forwarded message ----------\nFrom: {from}\nDate: {day}\nSubject: {subject}\n")
        }
        Locale::ZhHant => format!("---------- 轉寄訊息 ----------\n寄件人：{from}\n日期：{day}\n主旨：{subject}\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_has_one_fwd_and_keeps_what_else_stands_before_it() {
        for (passed, then) in [
            ("面接の日程", "Fwd: 面接の日程"),
            ("Re: interview", "Fwd: Re: interview"),
            ("FW: Fwd: ＦＷＤ：interview", "Fwd: interview"),
            ("転送：面接", "Fwd: 面接"),
            ("Forward: march", "Fwd: Forward: march"),
            ("", "Fwd:"),
            ("x\r\nBcc: y@example.org", "Fwd: x  Bcc: y@example.org"),
        ] {
            assert_eq!(subject(passed), then);
        }
        assert_eq!(subject(&"長".repeat(500)).chars().count(), LONGEST_SUBJECT);
    }

    #[test]
    fn whose_it_was_stands_on_a_line_of_its_own_whatever_they_are_called() {
        let origin = Origin { from: "A\nBcc: x <a@b.example>", day: "2026-11-24".parse().unwrap(), subject: "s\nt" };
        for locale in Locale::ALL {
            let heading = heading(&origin, *locale);
            assert_eq!(heading.lines().count(), 4, "{heading}");
            assert!(heading.contains("A Bcc: x <a@b.example>") && heading.contains("s t"), "{heading}");
        }
    }
}
