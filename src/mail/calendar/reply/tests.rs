//! Answers are read as three programs send them, in samples of our own, and nothing that anybody sends takes the reader
//! down.

use super::*;

const UID: &str = "0193f0a0-0000-7000-8000-000000000001@aomine.example";

fn replied(calendar: &str) -> Option<(String, i32, String, InterviewAnswer)> {
    let reply = read_reply(&calendar.replace('\n', "\r\n"))?;
    Some((reply.uid, reply.sequence, reply.attendee, reply.answer))
}

fn expected(sequence: i32, attendee: &str, answer: InterviewAnswer) -> Option<(String, i32, String, InterviewAnswer)> {
    Some((UID.to_owned(), sequence, attendee.to_owned(), answer))
}

/// As Google's calendar answers: everything of the event comes back, parameters over two lines.
const GOOGLE: &str = "BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20261203T050000Z
DTEND:20261203T060000Z
DTSTAMP:20261124T041500Z
ORGANIZER;CN=Aomine:mailto:tokyo@aomine.example
UID:0193f0a0-0000-7000-8000-000000000001@aomine.example
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Akari
  Tanaka;X-NUM-GUESTS=0:mailto:akari@example.org
X-MICROSOFT-CDO-OWNERAPPTID:1120954273
CREATED:20261124T030100Z
DESCRIPTION:Please come\\, and bring METHOD:CANCEL
SEQUENCE:1
STATUS:CONFIRMED
SUMMARY:Interview
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
";

/// As Outlook answers: a zone before the event, a bell in it, words of its own.
const OUTLOOK: &str = "BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:Tokyo Standard Time
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0900
TZOFFSETTO:+0900
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT=DECLINED;CN=\"Tanaka; Akari\":MAILTO:Akari@Example.org
COMMENT;LANGUAGE=ja-JP:都合がつきません。\\n
UID:0193f0a0-0000-7000-8000-000000000001@aomine.example
SUMMARY;LANGUAGE=ja-JP:辞退: 面接
DTSTART;TZID=Tokyo Standard Time:20261203T140000
DTEND;TZID=Tokyo Standard Time:20261203T150000
CLASS:PUBLIC
PRIORITY:5
DTSTAMP:20261124T041500Z
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:0
LOCATION;LANGUAGE=ja-JP:
X-MICROSOFT-CDO-APPT-SEQUENCE:0
BEGIN:VALARM
DESCRIPTION:REMINDER
ATTENDEE;PARTSTAT=ACCEPTED:mailto:bell@example.org
TRIGGER;RELATED=START:-PT15M
ACTION:DISPLAY
END:VALARM
END:VEVENT
END:VCALENDAR
";

/// As Apple's calendar answers: the address may be a parameter beside a path of its server.
const APPLE: &str = "BEGIN:VCALENDAR
CALSCALE:GREGORIAN
VERSION:2.0
METHOD:REPLY
PRODID:-//Apple Inc.//macOS 15.1//EN
BEGIN:VEVENT
ATTENDEE;CN=\"田中 灯\";CUTYPE=INDIVIDUAL;EMAIL=akari@example.org;PARTSTAT=
 TENTATIVE;ROLE=REQ-PARTICIPANT:/aMTIzNDU2Nzg5/principal/
DTEND:20261203T060000Z
UID:0193f0a0-0000-7000-8000-000000000001@aomine.example
DTSTAMP:20261124T041500Z
ORGANIZER;CN=\"青嶺計器\":mailto:tokyo@aomine.example
SEQUENCE:2
SUMMARY:面接
DTSTART:20261203T050000Z
END:VEVENT
END:VCALENDAR
";

#[test]
fn the_answers_of_google_outlook_and_apple_are_read() {
    assert_eq!(replied(GOOGLE), expected(1, "akari@example.org", InterviewAnswer::Accepted));
    assert_eq!(replied(OUTLOOK), expected(0, "Akari@example.org", InterviewAnswer::Declined));
    assert_eq!(replied(APPLE), expected(2, "akari@example.org", InterviewAnswer::Tentative));
    let bare = GOOGLE.replace("SEQUENCE:1\n", "");
    let first = expected(0, "akari@example.org", InterviewAnswer::Accepted);
    assert_eq!(replied(&bare), first, "without a count it is the first");
    assert!(read_reply(GOOGLE).is_some(), "line ends of another kind are read too");
}

#[test]
fn what_is_no_answer_is_none() {
    for (what, calendar) in [
        ("an invitation of somebody else", GOOGLE.replace("METHOD:REPLY", "METHOD:REQUEST")),
        ("another time that they propose", GOOGLE.replace("METHOD:REPLY", "METHOD:COUNTER")),
        ("no method", GOOGLE.replace("METHOD:REPLY\n", "")),
        ("a method in the event", GOOGLE.replace("METHOD:REPLY\n", "").replace("SEQUENCE", "METHOD:REPLY\nSEQUENCE")),
        ("nobody has answered", GOOGLE.replace("PARTSTAT=ACCEPTED", "PARTSTAT=NEEDS-ACTION")),
        ("given on to somebody else", GOOGLE.replace("PARTSTAT=ACCEPTED", "PARTSTAT=DELEGATED")),
        ("no attendee", GOOGLE.replace("ATTENDEE;", "X-ATTENDEE;")),
        ("of nothing", GOOGLE.replace("UID:", "X-UID:")),
        ("a count that is none", GOOGLE.replace("SEQUENCE:1", "SEQUENCE:-1")),
        ("a count too large", GOOGLE.replace("SEQUENCE:1", "SEQUENCE:99999999999")),
        ("an event that does not end", GOOGLE.replace("END:VEVENT\n", "").replace("END:VCALENDAR\n", "")),
        ("only a bell's attendee", OUTLOOK.replace("PARTSTAT=DECLINED", "X=Y")),
        ("a task", GOOGLE.replace("VEVENT", "VTODO")),
        ("text", "Yes, I will come.".to_owned()),
        ("nothing", String::new()),
    ] {
        assert_eq!(replied(&calendar), None, "{what}");
    }
}

#[test]
fn nothing_that_somebody_sends_takes_the_reader_down() {
    let deep = "BEGIN:VCALENDAR\n".repeat(5_000) + &"END:VCALENDAR\n".repeat(10_000);
    let long = format!("{}{}", "BEGIN:VCALENDAR\n", "X".repeat(LONGEST));
    let folded = GOOGLE.replace('\n', "\n ").repeat(20);
    let lines = "\n".repeat(100_000) + &"A:\n ".repeat(30_000);
    let quotes = "\"".repeat(50_000) + ":;=\n";
    for calendar in [deep, long, folded, lines, quotes, "%".repeat(1_000), ":\n;\n=\n\"\n%\n".to_owned()] {
        assert_eq!(read_reply(&calendar), None);
    }
    // Whatever a real answer is cut to, or has exchanged in it, there is an answer or none.
    for sample in [GOOGLE, OUTLOOK, APPLE] {
        for (place, _) in sample.char_indices() {
            read_reply(&sample[..place]);
            let rest = &sample[place..];
            read_reply(&format!("{}\0%zz%e3\"{rest}", &sample[..place]));
        }
    }
    let odd = APPLE.replace("/aMTIzNDU2Nzg5/principal/", "mailto:%61kari%40example.org?subject=x");
    assert_eq!(replied(&odd), expected(2, "akari@example.org", InterviewAnswer::Tentative));
    let nobody = APPLE.replace("EMAIL=akari@example.org", "EMAIL=nobody");
    assert_eq!(replied(&nobody), expected(2, "", InterviewAnswer::Tentative), "an answer may name no address");
}
