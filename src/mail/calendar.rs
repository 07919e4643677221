//! Calendar mails: what puts an interview into a candidate's calendar, moves it there, or takes it away, so that
//! Google, Outlook and Apple understand it (RFC 5545, RFC 5546, RFC 6047), and what their answers say.
//!
//! Times are in UTC, which all of them show on their reader's own clock; the zone stands in words in the description.
//!
//! Invariant: a line has at most 75 octets and no character of it is cut in two; nothing that somebody typed ends a
//! line, a value or a parameter. Nothing in it rings a bell: whoever is invited decides that.

mod lines;
mod reply;

pub use self::reply::{Reply, read_reply};

use std::fmt;

use lettre::message::header::{ContentTransferEncoding, ContentType};
use lettre::message::{Attachment, Body, MultiPart, SinglePart};

use self::lines::{Lines, mailto, quoted, text};
use super::outbound::Mailer;
use crate::domain::contact::EmailAddress;
use crate::domain::interview::CalendarMethod;
use crate::domain::time::Ts;

/// Who made it, as calendars name programs.
const PRODUCT: &str = "-//Saiyo//Recruitment//EN";
/// What the file is called that comes beside it, for programs that do not read calendars in mail.
const FILE: &str = "invite.ics";
/// A type by which the file is opened by a calendar and not read a second time as part of the mail.
const FILE_TYPE: &str = "application/ics";

/// Somebody who invites or is invited.
#[derive(Clone, Copy)]
pub struct Party<'a> {
    /// The name; may be empty.
    pub name: &'a str,
    /// The address.
    pub address: &'a EmailAddress,
}

/// What goes into a calendar.
#[derive(Clone, Copy)]
pub struct Invitation<'a> {
    /// What it does there.
    pub method: CalendarMethod,
    /// What it is known by, the same in every mail about it.
    pub uid: &'a str,
    /// Counts its changes; a calendar takes none that is lower than what it has.
    pub sequence: i32,
    /// When it was made or changed.
    pub stamp: Ts,
    /// When it begins.
    pub starts_at: Ts,
    /// When it ends.
    pub ends_at: Ts,
    /// What it is called.
    pub title: &'a str,
    /// What it says.
    pub description: &'a str,
    /// Where it is; may be empty.
    pub place: &'a str,
    /// Who invites: answers go there.
    pub organizer: Party<'a>,
    /// Who is invited.
    pub attendee: Party<'a>,
}

/// A calendar that goes with a mail.
#[derive(Clone, PartialEq, Eq)]
pub struct CalendarPart {
    /// What it does.
    pub method: CalendarMethod,
    /// The calendar itself.
    pub text: String,
}

macro_rules! unprinted {
    ($($name:ty)+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!("[", stringify!($name), "]"))
            }
        }
    )+};
}
unprinted!(Party<'_> Invitation<'_> CalendarPart);

/// The calendar of an invitation, ready for a mail.
pub fn compose(invitation: &Invitation<'_>) -> String {
    let mut lines = Lines::default();
    lines.add("BEGIN:VCALENDAR");
    lines.add("VERSION:2.0");
    lines.add(&format!("PRODID:{PRODUCT}"));
    lines.add("CALSCALE:GREGORIAN");
    lines.add(&format!("METHOD:{}", invitation.method));
    lines.add("BEGIN:VEVENT");
    lines.add(&format!("UID:{}", text(invitation.uid)));
    lines.add(&format!("SEQUENCE:{}", invitation.sequence));
    let times = [("DTSTAMP", invitation.stamp), ("DTSTART", invitation.starts_at), ("DTEND", invitation.ends_at)];
    for (name, at) in times {
        lines.add(&format!("{name}:{}", at.timestamp().strftime("%Y%m%dT%H%M%SZ")));
    }
    let said = [("SUMMARY", invitation.title), ("DESCRIPTION", invitation.description), ("LOCATION", invitation.place)];
    for (name, value) in said.into_iter().filter(|(_, value)| !value.trim().is_empty()) {
        lines.add(&format!("{name}:{}", text(value.trim())));
    }
    let (asks, status) = match invitation.method {
        CalendarMethod::Request => (";PARTSTAT=NEEDS-ACTION;RSVP=TRUE", "CONFIRMED"),
        CalendarMethod::Cancel => ("", "CANCELLED"),
    };
    lines.add(&party("ORGANIZER", "", invitation.organizer));
    lines.add(&party("ATTENDEE", &format!(";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT{asks}"), invitation.attendee));
    lines.add(&format!("STATUS:{status}"));
    lines.add("TRANSP:OPAQUE");
    lines.add("END:VEVENT");
    lines.add("END:VCALENDAR");
    lines.into_text()
}

fn party(name: &str, parameters: &str, party: Party<'_>) -> String {
    let called = match party.name.trim() {
        "" => String::new(),
        called => format!(";CN={}", quoted(called)),
    };
    format!("{name}{parameters}{called}:{}", mailto(party.address))
}

/// The text of a mail with a calendar: as another form of the same, which a calendar reads (RFC 6047, section 2.4), and
/// as a file beside it. Nothing, if a mail cannot have it.
pub fn with_calendar(text: SinglePart, calendar: &CalendarPart) -> Option<MultiPart> {
    let kind = format!("text/calendar; method={}; charset=UTF-8", calendar.method);
    // So encoded, no server on the way breaks or joins its lines.
    let body = Body::new_with_encoding(calendar.text.clone(), ContentTransferEncoding::Base64).ok()?;
    let part = SinglePart::builder().header(ContentType::parse(&kind).ok()?).body(body);
    let file = Attachment::new(FILE.to_owned());
    let file = file.body(calendar.text.clone().into_bytes(), ContentType::parse(FILE_TYPE).ok()?);
    Some(MultiPart::mixed().multipart(MultiPart::alternative().singlepart(text).singlepart(part)).singlepart(file))
}

impl Mailer {
    /// The mailer's own address, from which messages go where an office has none.
    pub fn own_address(&self) -> Option<EmailAddress> {
        EmailAddress::parse(self.from.email.as_ref()).ok()
    }

    /// The domain of that address, by which calendars know what comes from here.
    pub fn own_domain(&self) -> &str {
        self.from.email.domain()
    }
}

#[cfg(test)]
mod tests;
