//! What the forms on a candidate's page bring: a stage, a note, files.

use actix_web::web::Path;

use super::show::Record;
use crate::documents::sniff;
use crate::domain::application::Stage;
use crate::domain::id::{ApplicationId, CandidateId, StaffId};
use crate::store::StoreError;
use crate::store::intakes::IncomingFile;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm, StaffUpload};
use crate::web::form::{Form, fault};
use crate::web::frame::Message;
use crate::web::page::{Answer, onward, page_with, page_with_faults};
use crate::web::posted::FILES;
use crate::workflows::{WorkflowError, change_candidate, upload_documents};

/// Moves an application to another stage.
pub async fn stage(sent: StaffForm, path: Path<(CandidateId, ApplicationId)>) -> Answer {
    let (candidate, application) = path.into_inner();
    let StaffForm { staff, posted } = sent;
    let Ok(to) = posted.value("stage").parse::<Stage>() else {
        return refuse_stage(&staff, candidate, application, fault::CHOOSE).await;
    };
    let seen = posted.value("revision").parse().map_err(|_| WebError::Malformed)?;
    let caller = staff.caller.clone();
    let moved = staff
        .visitor
        .app
        .change(move |_, db| change_candidate::move_application(db, &caller, candidate, application, to, seen));
    let message = match moved.await {
        Err(WorkflowError::Store(StoreError::Stale)) => Message::Stale,
        Err(WorkflowError::Store(StoreError::Taken(_))) => {
            return refuse_stage(&staff, candidate, application, "error-stage-same").await;
        }
        other => other.map(|()| Message::Moved)?,
    };
    onward(&format!("/staff/candidates/{candidate}"), Some(message))
}

async fn refuse_stage(
    staff: &StaffCaller,
    candidate: CandidateId,
    application: ApplicationId,
    fault: &'static str,
) -> Answer {
    let mut page = Record::open(staff, candidate).await?.page();
    let id = application.to_string();
    let moved = page.applications.iter_mut().find(|shown| shown.id == id).ok_or(WebError::NotFound)?;
    moved.move_form.as_mut().ok_or(WebError::NotFound)?.refuse("stage", fault);
    page_with_faults(&page)
}

/// Gives an application to a hiring manager of the office.
pub async fn assign(sent: StaffForm, path: Path<(CandidateId, ApplicationId)>) -> Answer {
    let manager = sent.posted.value("staff").parse().map_err(|_| WebError::NotFound)?;
    set_assignment(sent.staff, path.into_inner(), manager, true).await
}

/// Takes an application away from a hiring manager.
pub async fn unassign(sent: StaffForm, path: Path<(CandidateId, ApplicationId, StaffId)>) -> Answer {
    let (candidate, application, manager) = path.into_inner();
    set_assignment(sent.staff, (candidate, application), manager, false).await
}

async fn set_assignment(
    staff: StaffCaller,
    of: (CandidateId, ApplicationId),
    manager: StaffId,
    begins: bool,
) -> Answer {
    let caller = staff.caller.clone();
    let app = &staff.visitor.app;
    app.change(move |_, db| change_candidate::assign(db, &caller, of, manager, begins)).await?;
    onward(&format!("/staff/candidates/{}", of.0), Some(Message::Saved))
}

/// Adds a note.
pub async fn note(sent: StaffForm, candidate: Path<CandidateId>) -> Answer {
    let candidate = candidate.into_inner();
    let StaffForm { staff, posted } = sent;
    let mut form = super::note_form(&candidate.to_string());
    form.fill(posted.pairs());
    form.check();
    if form.is_bad() {
        let mut page = Record::open(&staff, candidate).await?.page();
        *page.note_form.as_mut().ok_or(WebError::NotFound)? = form;
        return page_with_faults(&page);
    }
    let text = form.value("note").to_owned();
    let caller = staff.caller.clone();
    let app = &staff.visitor.app;
    app.change(move |_, db| change_candidate::add_note(db, &caller, candidate, &text)).await?;
    onward(&format!("/staff/candidates/{candidate}"), Some(Message::NoteAdded))
}

/// Adds files; they are read afterwards.
pub async fn documents(sent: StaffUpload, candidate: Path<CandidateId>) -> Answer {
    let candidate = candidate.into_inner();
    let StaffUpload { staff, mut posted } = sent;
    let (files, mut faults) = (std::mem::take(&mut posted.files), Vec::new());
    faults.extend(posted.too_large.iter().map(|name| (fault::FILE_LARGE, name.clone())));
    faults.extend(posted.too_much.iter().map(|name| (fault::FILES_LARGE, name.clone())));
    faults.extend(posted.too_many.then(|| (fault::FILE_MANY, FILES.to_string())));
    // Looking for the kind goes through whole files.
    let looked = tokio::task::spawn_blocking(move || (other_kinds(&files), files)).await;
    let (other, files) = looked.map_err(|_| WebError::Unavailable)?;
    faults.extend(other.into_iter().map(|name| (fault::FILE_KIND, name)));
    if files.is_empty() && faults.is_empty() {
        faults.push(("error-required", String::new()));
    }
    if !faults.is_empty() {
        let mut page = Record::open(&staff, candidate).await?.page();
        refuse(page.upload.as_mut().ok_or(WebError::NotFound)?, faults);
        return page_with(posted.status(), &page);
    }
    let caller = staff.caller.clone();
    let app = &staff.visitor.app;
    app.change_apart(move |app| upload_documents::upload(&app.store, &caller, candidate, &files)).await?;
    app.work.notify_one();
    onward(&format!("/staff/candidates/{candidate}"), Some(Message::FilesAdded))
}

/// The names of the files that are neither PDF nor DOCX by their content.
fn other_kinds(files: &[IncomingFile]) -> Vec<String> {
    let other = files.iter().filter(|file| sniff(&file.content, &file.name).kind.is_none());
    other.map(|file| file.name.clone()).collect()
}

fn refuse(form: &mut Form, faults: Vec<(&'static str, String)>) {
    for (key, detail) in faults {
        form.refuse_with("files", key, detail);
    }
}
