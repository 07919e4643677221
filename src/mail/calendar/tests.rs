//! What is composed is read back, by another one's reader and line by line.

use icalendar::parser::{Calendar, Component, Property, read_calendar, unfold};

use super::*;

const UID: &str = "0193f0a0-0000-7000-8000-000000000001@aomine.example";

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn at(text: &str) -> Ts {
    Ts::new(text.parse().unwrap())
}

/// Composes an invitation of Akari by Tokyo, changed in some way.
fn composed<'a>(change: impl Fn(&mut Invitation<'a>)) -> String {
    // Kept until the test ends: a change may bring what lives as long as it likes.
    let party = |name, text| Party { name, address: Box::leak(Box::new(address(text))) };
    let mut invitation = Invitation {
        method: CalendarMethod::Request,
        uid: UID,
        sequence: 0,
        stamp: at("2026-11-24T03:00:00Z"),
        starts_at: at("2026-12-03T05:00:00Z"),
        ends_at: at("2026-12-03T06:00:00Z"),
        title: "面接：設計",
        description: "田中様\n日時：2026年12月3日（木）14:00～15:00（日本時間、UTC+09:00）",
        place: "https://meet.example/abc",
        organizer: party("青嶺計器", "tokyo@aomine.example"),
        attendee: party("田中 灯", "akari@example.org"),
    };
    change(&mut invitation);
    compose(&invitation)
}

/// The one event of a calendar that another one's reader finds, with the calendar's method.
fn read<T>(text: &str, look: impl Fn(&str, &Component<'_>) -> T) -> T {
    let unfolded = unfold(text);
    let Calendar { properties, components } = read_calendar(&unfolded).unwrap();
    let method = properties.iter().find(|property| property.name == "METHOD").unwrap();
    assert_eq!(components.len(), 1, "one event, and no zone to look up: {text}");
    assert_eq!(components[0].name.as_str(), "VEVENT");
    assert!(components[0].components.is_empty(), "no bell");
    look(method.val.as_str(), &components[0])
}

fn value(event: &Component<'_>, name: &str) -> String {
    event.find_prop(name).map(|property| property.val.as_str().to_owned()).unwrap_or_default()
}

fn parameter(property: &Property<'_>, name: &str) -> String {
    let found = property.params.iter().find(|parameter| parameter.key == name);
    found.and_then(|parameter| parameter.val.as_ref()).map(|value| value.as_str().to_owned()).unwrap_or_default()
}

#[test]
fn an_invitation_is_read_back_as_it_was_meant() {
    read(&composed(|_| ()), |method, event| {
        assert_eq!(method, "REQUEST");
        for (name, expected) in [
            ("UID", UID),
            ("SEQUENCE", "0"),
            ("DTSTAMP", "20261124T030000Z"),
            ("DTSTART", "20261203T050000Z"),
            ("DTEND", "20261203T060000Z"),
            ("SUMMARY", "面接：設計"),
            ("LOCATION", "https://meet.example/abc"),
            ("STATUS", "CONFIRMED"),
            ("ORGANIZER", "mailto:tokyo@aomine.example"),
            ("ATTENDEE", "mailto:akari@example.org"),
        ] {
            assert_eq!(value(event, name), expected, "{name}");
        }
        assert!(value(event, "DESCRIPTION").starts_with("田中様\n日時："), "{}", value(event, "DESCRIPTION"));
        let attendee = event.find_prop("ATTENDEE").unwrap();
        for (name, expected) in [
            ("CN", "田中 灯"),
            ("CUTYPE", "INDIVIDUAL"),
            ("ROLE", "REQ-PARTICIPANT"),
            ("PARTSTAT", "NEEDS-ACTION"),
            ("RSVP", "TRUE"),
        ] {
            assert_eq!(parameter(attendee, name).trim_matches('"'), expected, "{name}");
        }
        assert_eq!(parameter(event.find_prop("ORGANIZER").unwrap(), "CN").trim_matches('"'), "青嶺計器");
    });
}

#[test]
fn a_change_and_a_cancellation_are_of_the_same_interview_and_count_on() {
    let moved = composed(|it| {
        it.sequence = 1;
        it.starts_at = at("2026-12-04T05:00:00Z");
    });
    let cancelled = composed(|it| {
        it.sequence = 2;
        it.method = CalendarMethod::Cancel;
    });
    let known = [composed(|_| ()), moved, cancelled].map(|text| {
        read(&text, |method, event| {
            let attendee = event.find_prop("ATTENDEE").unwrap();
            (
                method.to_owned(),
                value(event, "UID"),
                value(event, "SEQUENCE"),
                value(event, "STATUS"),
                parameter(attendee, "RSVP"),
            )
        })
    });
    let expected = |method: &str, sequence: &str, status: &str, rsvp: &str| {
        (method.to_owned(), UID.to_owned(), sequence.to_owned(), status.to_owned(), rsvp.to_owned())
    };
    assert_eq!(
        known,
        [
            expected("REQUEST", "0", "CONFIRMED", "TRUE"),
            expected("REQUEST", "1", "CONFIRMED", "TRUE"),
            expected("CANCEL", "2", "CANCELLED", ""),
        ]
    );
}

#[test]
fn every_line_ends_with_both_characters_and_has_at_most_75_octets() {
    let long = "面接の会場は本社ビル一階の受付でお尋ねください。".repeat(40);
    let latin = "x".repeat(1_000);
    let odd = ["🙂🙃".repeat(100), " ".repeat(300), "é,;\\\n".to_owned()];
    for description in [long, latin].into_iter().chain(odd) {
        let text = composed(|it| it.description = &description);
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        assert_eq!(text.replace("\r\n", "").find(['\r', '\n']), None, "a line end is both, or none");
        for line in text.split("\r\n") {
            assert!(line.len() <= 75, "{} octets: {line}", line.len());
        }
        // A character in two would be no text any more; each is whole where lines are put together again.
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains(&lines::text(description.trim())), "{unfolded}");
        read(&text, |_, event| assert_eq!(value(event, "DESCRIPTION"), description.trim()));
    }
}

#[test]
fn a_line_is_as_long_as_it_may_be_before_it_is_folded() {
    let mut lines = Lines::default();
    lines.add(&"x".repeat(75));
    lines.add(&"x".repeat(76));
    lines.add(&format!("{}あ", "x".repeat(73)));
    let (full, part) = ("x".repeat(75), "x".repeat(73));
    assert_eq!(lines.into_text(), format!("{full}\r\n{full}\r\n x\r\n{part}\r\n あ\r\n"));
}

#[test]
fn nothing_that_was_typed_becomes_a_line_a_value_or_a_parameter() {
    let foul = "x\r\nATTENDEE:mailto:evil@example.com\nEND:VEVENT\r\u{85}\u{2028}\0\u{1b}y, z; \\n";
    let text = composed(|it| {
        it.title = foul;
        it.description = foul;
        it.place = foul;
        it.uid = foul;
        it.organizer.name = "a\"b;RSVP=TRUE:mailto:evil@example.com\r\nX:y";
        it.attendee.name = "\",;:\"";
    });
    let names: Vec<&str> = text.split("\r\n").filter(|line| !line.starts_with(' ')).map(head).collect();
    let expected = [
        "BEGIN",
        "VERSION",
        "PRODID",
        "CALSCALE",
        "METHOD",
        "BEGIN",
        "UID",
        "SEQUENCE",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "DESCRIPTION",
        "LOCATION",
        "ORGANIZER",
        "ATTENDEE",
        "STATUS",
        "TRANSP",
        "END",
        "END",
        "",
    ];
    assert_eq!(names, expected);
    let left: Vec<char> = text.chars().filter(|c| c.is_control() && !matches!(c, '\r' | '\n')).collect();
    assert!(left.is_empty());
    let whole = text.replace("\r\n ", "");
    assert!(whole.contains("ORGANIZER;CN=\"a'b;RSVP=TRUE:mailto:evil@example.comX:y\":mailto:tokyo@"), "{whole}");
    assert!(whole.contains(";CN=\"',;:'\":mailto:akari@example.org\r\n"), "{whole}");
    let title = "SUMMARY:x\\nATTENDEE:mailto:evil@example.com\\nEND:VEVENT\\n\\n\\ny\\, z\\; \\\\n\r\n";
    assert!(whole.contains(title), "{whole}");
}

fn head(line: &str) -> &str {
    line.split([':', ';']).next().unwrap()
}

#[test]
fn what_is_not_said_has_no_line_and_an_odd_address_stays_one() {
    let odd = address("a/b?c%d&e@example.org");
    let text = composed(|it| {
        it.place = " ";
        it.description = "";
        it.organizer.name = "";
        it.attendee.name = " ";
    });
    assert!(!text.contains("LOCATION") && !text.contains("DESCRIPTION") && !text.contains("CN="), "{text}");
    assert_eq!(lines::mailto(&odd), "mailto:a%2Fb%3Fc%25d%26e@example.org");
}

#[test]
fn a_mail_has_the_calendar_as_another_form_of_its_text_and_as_a_file() {
    let calendar = CalendarPart { method: CalendarMethod::Cancel, text: composed(|_| ()) };
    let mail = with_calendar(SinglePart::plain("Dear Akari".to_owned()), &calendar).unwrap();
    let mail = String::from_utf8(mail.formatted()).unwrap();
    let order = ["multipart/mixed", "multipart/alternative", "text/plain", "text/calendar; method=CANCEL; charset="];
    let places: Vec<usize> = order.iter().map(|part| mail.find(part).unwrap_or_else(|| panic!("{part}"))).collect();
    assert!(places.is_sorted(), "{mail}");
    assert!(mail.contains("Content-Disposition: attachment; filename=\"invite.ics\"\r\n"), "{mail}");
    assert_eq!(mail.matches("Content-Transfer-Encoding: base64\r\n").count(), 2, "{mail}");
}
