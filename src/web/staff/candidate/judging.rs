//! What the forms about an application bring: a stage, with the reason why the selection ends there, and results.

use actix_web::web::Path;

use super::ApplicationView;
use super::show::Record;
use crate::domain::application::{Finding, SelectionResult, Stage};
use crate::domain::id::{ApplicationId, CandidateId};
use crate::domain::time::Day;
use crate::store::StoreError;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::fault;
use crate::web::frame::Message;
use crate::web::page::{Answer, onward, page_with_faults};
use crate::web::posted::Posted;
use crate::workflows::WorkflowError;
use crate::workflows::judge_application::{self, Move};

/// Moves an application to another stage.
pub async fn stage(sent: StaffForm, path: Path<(CandidateId, ApplicationId)>) -> Answer {
    let of = path.into_inner();
    let StaffForm { staff, posted } = sent;
    let Ok(to) = posted.value("stage").parse::<Stage>() else {
        return refuse_stage(&staff, of, &posted, "stage", fault::CHOOSE).await;
    };
    let seen = posted.value("revision").parse().map_err(|_| WebError::Malformed)?;
    let reason = posted.value("reason").parse().ok();
    if to.finding().is_some() && reason.is_none() {
        return refuse_stage(&staff, of, &posted, "reason", "error-reason").await;
    }
    let comment = posted.value("comment").to_owned();
    let ending = [("reason", reason.is_some()), ("comment", !comment.trim().is_empty())];
    if let Some((field, _)) = ending.into_iter().find(|(_, is_said)| *is_said && to.finding().is_none()) {
        return refuse_stage(&staff, of, &posted, field, "error-not-ending").await;
    }
    let is_said = !comment.is_empty();
    if comment.chars().count() > LONGEST {
        return refuse_stage(&staff, of, &posted, "comment", "error-too-long").await;
    }
    let caller = staff.caller.clone();
    let step = Move { to, reason, comment, seen };
    let app = &staff.visitor.app;
    let moved = app.change(move |_, db| judge_application::move_application(db, &caller, of, &step)).await;
    let message = match moved {
        Err(WorkflowError::Store(StoreError::Stale)) if is_said => {
            return refuse_stage(&staff, of, &posted, "stage", "message-stale").await;
        }
        Err(WorkflowError::Store(StoreError::Stale)) => Message::Stale,
        Err(WorkflowError::Store(StoreError::Taken(_))) => {
            return refuse_stage(&staff, of, &posted, "stage", "error-stage-same").await;
        }
        other => other.map(|()| Message::Moved)?,
    };
    onward(&format!("/staff/candidates/{}", of.0), Some(message))
}

/// What a step can find; how the selection ends is said with the stage that ends it.
pub const OFFERED: &[Finding] = &[Finding::Pass, Finding::Hold, Finding::Fail];
/// Characters of a comment.
pub const LONGEST: usize = 2_000;

async fn refuse_stage(
    staff: &StaffCaller,
    of: (CandidateId, ApplicationId),
    posted: &Posted,
    field: &str,
    fault: &'static str,
) -> Answer {
    let mut page = Record::open(staff, of.0).await?.page();
    let form = shown(&mut page.applications, of.1)?.move_form.as_mut().ok_or(WebError::NotFound)?;
    for name in ["stage", "reason", "comment"] {
        form.set(name, posted.value(name));
    }
    form.refuse_with(field, fault, LONGEST.to_string());
    page_with_faults(&page)
}

fn shown(applications: &mut [ApplicationView], id: ApplicationId) -> Result<&mut ApplicationView, WebError> {
    let id = id.to_string();
    applications.iter_mut().find(|shown| shown.id == id).ok_or(WebError::NotFound)
}

/// Writes down what a step found.
pub async fn result(sent: StaffForm, path: Path<(CandidateId, ApplicationId)>) -> Answer {
    let of = path.into_inner();
    let StaffForm { staff, posted } = sent;
    let Some(result) = read(&posted) else {
        let mut page = Record::open(&staff, of.0).await?.page();
        let form = shown(&mut page.applications, of.1)?.result_form.as_mut().ok_or(WebError::NotFound)?;
        form.fill(posted.pairs());
        form.check();
        if !form.is_bad() && !posted.value("held_on").is_empty() && posted.value("held_on").parse::<Day>().is_err() {
            form.refuse("held_on", "error-date");
        }
        if !form.is_bad() {
            form.refuse("found_reason", "error-reason");
        }
        return page_with_faults(&page);
    };
    let caller = staff.caller.clone();
    let app = &staff.visitor.app;
    app.change(move |_, db| judge_application::add_result(db, &caller, of, &result)).await?;
    onward(&format!("/staff/candidates/{}", of.0), Some(Message::Saved))
}

/// The result of a form, if it is whole: what is not passed needs its reason.
fn read(posted: &Posted) -> Option<SelectionResult> {
    let held_on = match posted.value("held_on") {
        "" => None,
        typed => Some(typed.parse::<Day>().ok()?),
    };
    let finding = posted.value("finding").parse().ok().filter(|finding| OFFERED.contains(finding))?;
    let reason = posted.value("found_reason").parse().ok();
    let comment = posted.value("found_comment").to_owned();
    let is_whole = (finding != Finding::Fail || reason.is_some()) && comment.chars().count() <= LONGEST;
    let stage = posted.value("found_stage").parse().ok().filter(|stage: &Stage| stage.closing().is_none())?;
    is_whole.then_some(SelectionResult { stage, finding, comment, reason, held_on })
}
