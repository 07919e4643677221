//! The history of a profile: field by field what it said, what it says, who changed it and when.

use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use super::candidate::Change;
use super::{Writing, differences};
use crate::domain::id::{CandidateId, StaffId};
use crate::domain::proposal::ProposalOutcome;
use crate::store::permit::Unsealed;
use crate::store::proposals::ProposalDecision;
use crate::web::extract::StaffCaller;
use crate::web::frame::Frame;
use crate::web::page::{Answer, page};
use crate::workflows::show_history::{self, History};

/// `/staff/candidates/{id}/history`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/history.html")]
pub struct HistoryPage {
    /// The frame.
    pub frame: Frame,
    /// The name.
    pub name: String,
    /// The person's page.
    pub back: String,
    /// The changes, newest first.
    pub edits: Vec<EditView>,
    /// What was decided about proposals, newest first.
    pub decisions: Vec<DecidedView>,
}

/// What somebody changed at once.
#[derive(Debug, Clone)]
pub struct EditView {
    /// When, written out.
    pub at: String,
    /// By whom.
    pub by: String,
    /// Field by field; nothing if a seal does not open.
    pub changes: Vec<Change>,
}

/// What was decided about a proposal.
#[derive(Debug, Clone)]
pub struct DecidedView {
    /// What.
    pub outcome: ProposalOutcome,
    /// Why; empty if that was not said.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// When, written out.
    pub at: String,
}

/// Shows what was changed.
pub async fn show(staff: StaffCaller, candidate: Path<CandidateId>) -> Answer {
    let (caller, candidate) = (staff.caller.clone(), candidate.into_inner());
    let history = staff.visitor.app.run(move |_, db| show_history::show(db, &caller, candidate)).await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    page(&HistoryPage {
        frame: staff.frame(),
        name: history.current.record.name.display(writing.locale()),
        back: format!("/staff/candidates/{candidate}"),
        edits: edits(&history, &writing),
        decisions: history.decisions.iter().map(|it| decided(it, &history, &writing)).collect(),
    })
}

/// Each version beside the one that replaced it.
fn edits(history: &History, writing: &Writing) -> Vec<EditView> {
    let mut after = Some(&history.current.record);
    let mut edits = Vec::new();
    for version in &history.versions {
        let before = if let Unsealed::Value(record) = &version.record { Some(record) } else { None };
        let changes = before.zip(after).map(|(old, new)| differences::of_profiles(&writing.texts, old, new));
        edits.push(EditView {
            at: writing.moment(version.replaced_at),
            by: version.replaced_by.map(|staff| name(history, staff)).unwrap_or_default(),
            changes: changes.unwrap_or_default(),
        });
        after = before;
    }
    edits
}

fn decided(decision: &ProposalDecision, history: &History, writing: &Writing) -> DecidedView {
    DecidedView {
        outcome: decision.outcome,
        reason: decision.reason.as_ref().map(|reason| writing.unsealed(reason)).unwrap_or_default(),
        by: name(history, decision.staff),
        at: writing.moment(decision.at),
    }
}

fn name(history: &History, staff: StaffId) -> String {
    let found = history.people.iter().find(|(person, _)| *person == staff);
    found.map(|(_, name)| name.clone()).unwrap_or_default()
}
