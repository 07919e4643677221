//! Files of a candidate: the original as an attachment, pages as pictures that we made.

use actix_web::web::Path;

use crate::domain::id::{CandidateId, DocumentId};
use crate::web::extract::StaffCaller;
use crate::web::page::{self, Answer, picture};
use crate::workflows::show_candidate;

/// The original, never shown in the browser.
pub async fn original(staff: StaffCaller, path: Path<(CandidateId, DocumentId)>) -> Answer {
    let (candidate, document) = path.into_inner();
    let caller = staff.caller.clone();
    let app = &staff.visitor.app;
    let open = app.run_apart(move |app| show_candidate::original(&app.store, &caller, candidate, document));
    let (shown, mut content) = open.await?;
    page::original(&shown, std::mem::take(&mut content))
}

/// A page.
pub async fn page_image(staff: StaffCaller, path: Path<(CandidateId, DocumentId, usize)>) -> Answer {
    let (candidate, document, number) = path.into_inner();
    let caller = staff.caller.clone();
    let app = &staff.visitor.app;
    let open = app.run_apart(move |app| show_candidate::page_image(&app.store, &caller, candidate, document, number));
    picture(open.await?.to_vec())
}
