//! A candidate's own files.

use actix_web::web::Path;

use crate::domain::id::DocumentId;
use crate::web::error::WebError;
use crate::web::extract::CandidateCaller;
use crate::web::page::{self, Answer};
use crate::workflows::follow_link;

/// GET `/me/documents/{id}/original`: the file as it was sent, as an attachment.
///
/// # Errors
/// [`WebError::NotFound`] if it is not of the reader's own record; the gate's refusals.
pub async fn original(candidate: CandidateCaller, id: Path<String>) -> Answer {
    let id: DocumentId = id.parse().map_err(|_| WebError::NotFound)?;
    let (caller, holding) = (candidate.caller, candidate.holding.id);
    let app = &candidate.visitor.app;
    let open = app.run_apart(move |app| follow_link::own_original(&app.store, &caller, holding, id));
    let (shown, mut content) = open.await?;
    page::original(&shown, std::mem::take(&mut content))
}
