//! What is to be done about a transfer or an entrustment, beside it on the candidate's page.

use crate::domain::time::Day;
use crate::law::words::Duty;
use crate::store::lent_duties::LentDuty;
use crate::web::staff::Writing;

/// A duty and where it stands.
#[derive(Debug, Clone)]
pub struct DutyMark {
    /// What.
    pub duty: Duty,
    /// By when, written out; empty if it is done for good, or over.
    pub due: String,
    /// Whether that day is over.
    pub is_late: bool,
    /// When it was seen to last, written out; empty if it never was.
    pub done: String,
    /// Until when it is kept as the record of the act, written out; empty for any other.
    pub kept_until: String,
}

/// Puts a duty into words.
pub(super) fn duty_mark(duty: &LentDuty, today: Day, writing: &Writing) -> DutyMark {
    let day = |day: Option<Day>| day.map(|day| writing.texts.day(&day)).unwrap_or_default();
    DutyMark {
        duty: duty.duty,
        due: day(duty.due_on),
        is_late: duty.due_on.is_some_and(|due| due < today),
        done: duty.done_at.map(|at| writing.moment(at)).unwrap_or_default(),
        kept_until: day(duty.kept_until),
    }
}
