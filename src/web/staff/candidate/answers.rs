//! What the forms on a candidate's page bring: who is to look at an application, a note, files.

use actix_web::web::Path;

use super::show::Record;
use crate::documents::sniff;
use crate::domain::id::{ApplicationId, CandidateId, StaffId};
use crate::domain::note::NoteClass;
use crate::store::intakes::IncomingFile;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm, StaffUpload};
use crate::web::form::{Form, fault};
use crate::web::frame::Message;
use crate::web::page::{Answer, onward, page_with, page_with_faults};
use crate::web::posted::FILES;
use crate::workflows::{change_candidate, upload_documents};

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
    let mut form = super::note_form(&staff.visitor.texts, &candidate.to_string());
    form.fill(posted.pairs());
    form.check();
    let class = form.value("class").parse::<NoteClass>();
    let (false, Ok(class)) = (form.is_bad(), class) else {
        let mut page = Record::open(&staff, candidate).await?.page();
        *page.note_form.as_mut().ok_or(WebError::NotFound)? = form;
        return page_with_faults(&page);
    };
    let text = form.value("note").to_owned();
    let caller = staff.caller.clone();
    let app = &staff.visitor.app;
    app.change(move |_, db| change_candidate::add_note(db, &caller, candidate, class, &text)).await?;
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
