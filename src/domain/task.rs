//! What is to be done about a record, by whom, until when.

use super::id::{StaffId, TaskId};
use super::time::{Day, Ts};

/// Characters of a task's text.
pub const LONGEST: usize = 500;

/// A task, without its text: pseudonymous, states and times only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Which.
    pub id: TaskId,
    /// The day until which it is to be done.
    pub due_on: Day,
    /// Who is to do it.
    pub assignee: StaffId,
    /// When it was done, if it is.
    pub done_at: Option<Ts>,
}
