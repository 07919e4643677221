//! A candidate's own files.

use actix_web::web::Path;

use crate::domain::id::DocumentId;
use crate::store::permit::Unsealed;
use crate::web::error::WebError;
use crate::web::extract::CandidateCaller;
use crate::web::page::{Answer, attachment};
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
    let media_type = shown.document.kind.map_or("application/octet-stream", |kind| kind.media_type());
    let name = match shown.name {
        Unsealed::Value(name) => name,
        Unsealed::Damaged => "document".to_owned(),
    };
    attachment(&name, media_type, std::mem::take(&mut content))
}
