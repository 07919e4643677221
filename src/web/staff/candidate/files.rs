//! Files of a candidate: the original as an attachment, pages as pictures that we made.

use actix_web::web::Path;

use crate::domain::document::DocumentKind;
use crate::domain::id::{CandidateId, DocumentId};
use crate::store::permit::Unsealed;
use crate::web::extract::StaffCaller;
use crate::web::page::{Answer, attachment, picture};
use crate::workflows::show_candidate;

/// The original, never shown in the browser.
pub async fn original(staff: StaffCaller, path: Path<(CandidateId, DocumentId)>) -> Answer {
    let (candidate, document) = path.into_inner();
    let caller = staff.caller.clone();
    let app = &staff.visitor.app;
    let open = app.run_apart(move |app| show_candidate::original(&app.store, &caller, candidate, document));
    let (shown, content) = open.await?;
    let media_type = shown.document.kind.map_or("application/octet-stream", DocumentKind::media_type);
    let name = match &shown.name {
        Unsealed::Value(name) => name,
        Unsealed::Damaged => "document",
    };
    attachment(name, media_type, content.to_vec())
}

/// A page.
pub async fn page_image(staff: StaffCaller, path: Path<(CandidateId, DocumentId, usize)>) -> Answer {
    let (candidate, document, number) = path.into_inner();
    let caller = staff.caller.clone();
    let app = &staff.visitor.app;
    let open = app.run_apart(move |app| show_candidate::page_image(&app.store, &caller, candidate, document, number));
    picture(open.await?.to_vec())
}
