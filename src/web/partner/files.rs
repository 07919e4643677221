//! Files of a record that a processor is entrusted with.

use actix_web::web::Path;

use crate::domain::document::DocumentKind;
use crate::domain::id::{CandidateId, DocumentId};
use crate::store::permit::Unsealed;
use crate::web::extract::PartnerCaller;
use crate::web::page::{Answer, attachment, picture};
use crate::workflows::open_entrusted;

/// The original, never shown in the browser.
pub async fn original(partner: PartnerCaller, path: Path<(CandidateId, DocumentId)>) -> Answer {
    let (candidate, document) = path.into_inner();
    let (caller, app) = (partner.caller.clone(), &partner.visitor.app);
    let open = app.run_apart(move |app| open_entrusted::original(&app.store, &caller, candidate, document));
    let (shown, content) = open.await?;
    let media_type = shown.document.kind.map_or("application/octet-stream", DocumentKind::media_type);
    let name = match &shown.name {
        Unsealed::Value(name) => name,
        Unsealed::Damaged => "document",
    };
    attachment(name, media_type, content.to_vec())
}

/// A page.
pub async fn page_image(partner: PartnerCaller, path: Path<(CandidateId, DocumentId, usize)>) -> Answer {
    let (candidate, document, number) = path.into_inner();
    let (caller, app) = (partner.caller.clone(), &partner.visitor.app);
    let open = app.run_apart(move |app| open_entrusted::page_image(&app.store, &caller, candidate, document, number));
    picture(open.await?.to_vec())
}
