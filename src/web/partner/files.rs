//! Files of a record that a processor is entrusted with.

use actix_web::web::Path;

use crate::domain::id::{CandidateId, DocumentId};
use crate::web::extract::PartnerCaller;
use crate::web::page::{self, Answer, picture};
use crate::workflows::open_entrusted;

/// The original, never shown in the browser.
pub async fn original(partner: PartnerCaller, path: Path<(CandidateId, DocumentId)>) -> Answer {
    let (candidate, document) = path.into_inner();
    let (caller, app) = (partner.caller.clone(), &partner.visitor.app);
    let open = app.run_apart(move |app| open_entrusted::original(&app.store, &caller, candidate, document));
    let (shown, mut content) = open.await?;
    page::original(&shown, std::mem::take(&mut content))
}

/// A page.
pub async fn page_image(partner: PartnerCaller, path: Path<(CandidateId, DocumentId, usize)>) -> Answer {
    let (candidate, document, number) = path.into_inner();
    let (caller, app) = (partner.caller.clone(), &partner.visitor.app);
    let open = app.run_apart(move |app| open_entrusted::page_image(&app.store, &caller, candidate, document, number));
    picture(open.await?.to_vec())
}
