//! Opened health records.
//!
//! Invariant: the page is the answer to a stated purpose and reason, and says that both were written down.

use askama::Template;
use askama_web::WebTemplate;

use super::candidate::Head;
use crate::domain::health::{HealthKind, UseReasonCode};
use crate::domain::purpose::Purpose;
use crate::web::frame::Frame;

/// The answer to `POST /staff/candidates/{id}/health`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/health.html")]
pub struct HealthPage {
    /// The frame.
    pub frame: Frame,
    /// Whose records.
    pub head: Head,
    /// The stated purpose.
    pub purpose: Purpose,
    /// The stated reason.
    pub reason: UseReasonCode,
    /// Who opened them, as the journal says.
    pub opened_by: String,
    /// When, written out.
    pub opened_at: String,
    /// The journal's number of the entry.
    pub entry: i64,
    /// The records, newest first.
    pub records: Vec<HealthLine>,
}

/// A health record.
#[derive(Debug, Clone)]
pub struct HealthLine {
    /// What it is about.
    pub kind: HealthKind,
    /// What it says.
    pub text: String,
    /// When it was recorded, written out.
    pub recorded: String,
    /// The office that collected it.
    pub office: String,
}
