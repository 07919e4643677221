//! Tasks on a candidate's page, and what their forms bring.

use actix_web::web::Path;

use super::show::Record;
use super::{TaskView, task_form};
use crate::domain::id::{CandidateId, StaffId, TaskId};
use crate::domain::task::LONGEST;
use crate::domain::time::Day;
use crate::store::tasks::ShownTask;
use crate::web::error::WebError;
use crate::web::extract::StaffForm;
use crate::web::form::{Choice, Form};
use crate::web::frame::Message;
use crate::web::page::{Answer, onward, page_with_faults};
use crate::workflows::plan_tasks;

impl Record<'_> {
    pub(super) fn tasks(&self, may_finish: bool) -> Vec<TaskView> {
        let all = self.file.holdings.iter().flat_map(|holding| {
            let finishes = may_finish && self.is_own(holding);
            holding.tasks.iter().map(move |shown| (shown, finishes))
        });
        all.map(|(shown, finishes)| self.task(shown, finishes)).collect()
    }

    fn task(&self, shown: &ShownTask, finishes: bool) -> TaskView {
        let task = &shown.task;
        let done = format!("/staff/candidates/{}/tasks/{}/completion", self.id(), task.id);
        TaskView {
            text: self.writing.unsealed(&shown.text),
            due: self.writing.texts.day(&task.due_on),
            is_late: task.done_at.is_none() && task.due_on < self.today,
            assignee: self.names.person(task.assignee).unwrap_or_default().to_owned(),
            done: task.done_at.map(|at| self.writing.moment(at)).unwrap_or_default(),
            completion: if finishes && task.done_at.is_none() { done } else { String::new() },
        }
    }

    pub(super) fn task_form(&self) -> Form {
        let recruiters = self.names.recruiters().iter();
        let recruiters = recruiters.map(|(staff, name)| Choice::new(staff.to_string(), name)).collect();
        task_form(&self.id(), recruiters, &self.staff.staff.id.to_string(), self.today)
    }
}

/// Adds a task.
pub async fn add(sent: StaffForm, candidate: Path<CandidateId>) -> Answer {
    let candidate = candidate.into_inner();
    let StaffForm { staff, posted } = sent;
    let text = posted.value("task").trim().to_owned();
    let (day, assignee) = (posted.value("due_on").parse::<Day>(), posted.value("assignee").parse::<StaffId>());
    let fits = !text.is_empty() && text.chars().count() <= LONGEST;
    let (true, Ok(day), Ok(assignee)) = (fits, day, assignee) else {
        let mut page = Record::open(&staff, candidate).await?.page();
        let form = page.task_form.as_mut().ok_or(WebError::NotFound)?;
        form.fill(posted.pairs());
        form.check();
        if !form.is_bad() {
            form.refuse("due_on", "error-date");
        }
        return page_with_faults(&page);
    };
    let caller = staff.caller.clone();
    let app = &staff.visitor.app;
    app.change(move |_, db| plan_tasks::add(db, &caller, candidate, &text, day, assignee)).await?;
    onward(&format!("/staff/candidates/{candidate}"), Some(Message::Saved))
}

/// Marks a task as done.
pub async fn complete(sent: StaffForm, path: Path<(CandidateId, TaskId)>) -> Answer {
    let (candidate, task) = path.into_inner();
    let caller = sent.staff.caller.clone();
    let app = &sent.staff.visitor.app;
    app.change(move |_, db| plan_tasks::finish(db, &caller, candidate, task)).await?;
    let back = match sent.posted.value("from") {
        "today" => "/staff".to_owned(),
        _ => format!("/staff/candidates/{candidate}"),
    };
    onward(&back, Some(Message::Saved))
}
