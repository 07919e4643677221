//! What the demo's mail is filled in with: where it comes to, and who writes.
//!
//! Invariant: everything that a mail is made of was settled when the filling began, so that one which goes on makes the
//! same mails.

use jiff::tz::TimeZone;

use crate::domain::staff::Staff;
use crate::domain::time::{Day, Ts};
use crate::mail::Mailer;
use crate::store::Store;
use crate::store::facts::OfficeFacts;

/// With what the mail is filled in.
pub(super) struct Means<'a> {
    pub(super) store: &'a Store,
    /// Names our messages; sends none.
    pub(super) mailer: &'a Mailer,
    pub(super) at: Ts,
}

/// Where mail comes to.
pub(super) struct Place {
    pub(super) facts: OfficeFacts,
    pub(super) zone: TimeZone,
    pub(super) recruiter: Staff,
    /// The address that people write to.
    pub(super) inbox: String,
    /// The date there when the filling began.
    pub(super) today: Day,
    /// When that was.
    pub(super) began: Ts,
}

/// Who writes.
pub(super) struct Sender {
    pub(super) name: String,
    pub(super) family: String,
    pub(super) address: String,
    /// What they applied for, in the language of the thread.
    pub(super) vacancy: String,
}
