//! Interviews: when a candidate is invited to one, how far that is, and what they answered by mail.
//!
//! Invariant: where it is, with whom, and what was written to the candidate stands in [`InterviewDetails`] alone, which
//! is stored sealed; everything else here is states and times.

use std::fmt;

use super::id::{ApplicationId, InterviewId, ThreadId};
use super::locale::Locale;
use super::message::MailAddress;
use super::time::Ts;
use crate::text_enum;

text_enum! {
    /// Whether an interview is to take place.
    "interview state" InterviewState {
        /// It is.
        Planned = "planned",
        /// It was, and is not any more.
        Cancelled = "cancelled",
    }
}

text_enum! {
    /// What a mail said to an invitation. It proves nothing, and decides nothing.
    "interview answer" InterviewAnswer {
        /// They come.
        Accepted = "accepted",
        /// They do not.
        Declined = "declined",
        /// They may.
        Tentative = "tentative",
    }
}

text_enum! {
    /// What a mail about an interview does in a calendar (RFC 5546, section 1.4).
    "calendar method" CalendarMethod {
        /// Puts it there, or at another time.
        Request = "REQUEST",
        /// Takes it away.
        Cancel = "CANCEL",
    }
}

/// Characters of the place, or of the address of a page.
pub const LONGEST_PLACE: usize = 500;
/// Characters of the interviewers' names.
pub const LONGEST_NAMES: usize = 200;
/// Characters of what is written to the candidate.
pub const LONGEST_TEXT: usize = 4_000;
/// How many minutes an interview can take.
pub const MINUTES: [i64; 8] = [15, 30, 45, 60, 75, 90, 120, 180];

/// What an invitation says beside the time.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct InterviewDetails {
    /// What it is called in a calendar.
    pub title: String,
    /// Where it is, or the address of a page to meet on.
    pub place: String,
    /// With whom, as it was typed.
    pub interviewers: String,
    /// What was written to the candidate last.
    pub text: String,
    /// Who is invited.
    pub attendee: MailAddress,
    /// The language that the candidate is written to in.
    pub locale: Locale,
}

impl fmt::Debug for InterviewDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[InterviewDetails]")
    }
}

/// An answer that came by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailedAnswer {
    /// What it says.
    pub answer: InterviewAnswer,
    /// When it came.
    pub at: Ts,
    /// Whether it is from another address than the one that was invited.
    pub is_from_elsewhere: bool,
}

/// An interview, without a word of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interview {
    /// Which.
    pub id: InterviewId,
    /// About which application.
    pub application: ApplicationId,
    /// The thread in which the candidate is written to.
    pub thread: Option<ThreadId>,
    /// What calendars know it by, the same as long as it lives.
    pub uid: String,
    /// When it begins.
    pub starts_at: Ts,
    /// When it ends.
    pub ends_at: Ts,
    /// Counts its changes, as calendars do; 0 at first.
    pub sequence: i32,
    /// Whether it is to take place.
    pub state: InterviewState,
    /// What a mail answered to its present time.
    pub answer: Option<MailedAnswer>,
    /// When it was planned, or changed last.
    pub changed_at: Ts,
    /// Counts its changes by people.
    pub revision: i64,
}

impl Interview {
    /// What a mail about it does in a calendar now.
    pub const fn method(&self) -> CalendarMethod {
        match self.state {
            InterviewState::Planned => CalendarMethod::Request,
            InterviewState::Cancelled => CalendarMethod::Cancel,
        }
    }
}

/// What calendars know an interview by: its id and the domain that it is mailed from.
pub fn uid(id: InterviewId, domain: &str) -> String {
    format!("{id}@{domain}")
}

/// The interview that a calendar means, if it can be one of ours. What follows the id may be anything.
pub fn of_uid(uid: &str) -> Option<InterviewId> {
    let own = uid.split('@').next()?.trim().to_ascii_lowercase();
    // Other programs write numbers of the same length, without hyphens.
    own.parse().ok().filter(|id: &InterviewId| id.to_string() == own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interview_is_known_again_by_its_uid() {
        let id = InterviewId::new();
        assert_eq!(of_uid(&uid(id, "aomine.example")), Some(id));
        assert_eq!(of_uid(&uid(id, "aomine.example").to_uppercase()), Some(id));
        assert_eq!(of_uid(&id.to_string()), Some(id));
        for foul in ["", "@", "x@aomine.example", "040000008200E00074C5B7101A82E008", "@aomine.example"] {
            assert_eq!(of_uid(foul), None, "{foul}");
        }
    }
}
