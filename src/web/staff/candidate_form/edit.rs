//! Editing a profile.
//!
//! Invariant: an editor who was overtaken is told, sees what it says now beside what was typed, and loses nothing.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web::Path;

use super::{CandidateFormPage, edit_form};
use crate::domain::candidate::ProfileRecord;
use crate::domain::category::Profile;
use crate::domain::id::CandidateId;
use crate::store::StoreError;
use crate::store::candidates::StoredProfile;
use crate::store::permit::Permit;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Form, fault};
use crate::web::frame::{Flash, Message};
use crate::web::page::{Answer, onward, page, page_with, page_with_faults};
use crate::web::profile;
use crate::web::staff::candidate::Change;
use crate::web::staff::differences;
use crate::workflows::{WorkflowError, change_candidate};

/// Shows the form with what is stored.
pub async fn show(staff: StaffCaller, candidate: Path<CandidateId>) -> Answer {
    let editing = Editing::open(staff, candidate.into_inner()).await?;
    let mut form = editing.form();
    profile::fill(&mut form, &editing.stored.record);
    page(&editing.page(form, Vec::new()))
}

/// Replaces the profile if it is still as the editor saw it.
pub async fn save(sent: StaffForm, candidate: Path<CandidateId>) -> Answer {
    let StaffForm { staff, posted } = sent;
    let editing = Editing::open(staff, candidate.into_inner()).await?;
    let seen: i64 = posted.value("revision").parse().map_err(|_| WebError::Malformed)?;
    let mut form = editing.form();
    form.fill(posted.pairs());
    let Some(typed) = profile::read(&mut form, editing.stored.record.locale) else {
        return page_with_faults(&editing.page(form, Vec::new()));
    };
    let record = with_the_rest(typed, &editing.stored.record);
    let (app, permit) = (&editing.staff.visitor.app, Arc::clone(&editing.permit));
    let saved = app.change(move |_, db| change_candidate::edit_profile(db, &permit, &record, seen));
    match saved.await {
        Ok(()) => onward(&editing.href(), Some(Message::Saved)),
        Err(WorkflowError::Store(StoreError::Stale)) => editing.overtaken(form).await,
        Err(WorkflowError::Store(StoreError::Taken(_))) => {
            form.refuse("email", fault::TAKEN);
            page_with_faults(&editing.page(form, Vec::new()))
        }
        Err(error) => Err(error.into()),
    }
}

/// A profile that somebody of staff edits.
struct Editing {
    staff: StaffCaller,
    candidate: CandidateId,
    permit: Arc<Permit<Profile>>,
    stored: StoredProfile,
}

impl Editing {
    async fn open(staff: StaffCaller, candidate: CandidateId) -> Result<Self, WebError> {
        let caller = staff.caller.clone();
        let open = staff.visitor.app.run(move |_, db| change_candidate::open_profile(db, &caller, candidate));
        let (permit, stored) = open.await?;
        Ok(Self { staff, candidate, permit: Arc::new(permit), stored })
    }

    fn href(&self) -> String {
        format!("/staff/candidates/{}", self.candidate)
    }

    fn form(&self) -> Form {
        edit_form(&self.staff.visitor.texts, &self.candidate.to_string(), self.stored.revision)
    }

    fn page(&self, form: Form, changes: Vec<Change>) -> CandidateFormPage {
        let name = self.stored.record.name.display(self.staff.visitor.locale());
        CandidateFormPage { frame: self.staff.frame(), name, back: self.href(), form, changes }
    }

    /// The form once more, now made from what is stored; what was typed stays in it.
    async fn overtaken(self, mut form: Form) -> Answer {
        let now = Self::open(self.staff, self.candidate).await?;
        form.set("revision", now.stored.revision.to_string());
        let texts = now.staff.visitor.texts;
        let changes = differences::of_form(&texts, &now.stored.record, &form);
        differences::show_stored(&texts, &mut form, &changes);
        let mut shown = now.page(form, changes);
        shown.frame.flash = Some(Flash::of(Message::Stale, &texts));
        page_with(StatusCode::CONFLICT, &shown)
    }
}

/// Employments and schools beyond those that the form takes stay as they are.
fn with_the_rest(mut typed: ProfileRecord, stored: &ProfileRecord) -> ProfileRecord {
    typed.work.extend(stored.work.iter().skip(profile::ENTRIES).cloned());
    typed.education.extend(stored.education.iter().skip(profile::ENTRIES).cloned());
    typed
}
