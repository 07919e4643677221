//! The organisations that an office provides to and receives from.

use actix_web::http::StatusCode;
use actix_web::web::{Path, Query};
use askama::Template;
use askama_web::WebTemplate;
use serde::Deserialize;

use super::differences;
use crate::domain::disclosure::{ThirdParty, ThirdPartyKind};
use crate::domain::id::ThirdPartyId;
use crate::store::StoreError;
use crate::store::third_parties::PartyFile;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Form, Kind, fault};
use crate::web::frame::{Flash, Frame, Message};
use crate::web::page::{Answer, onward, page, page_with, page_with_faults};
use crate::web::profile::{choices, countries};
use crate::web::texts::Texts;
use crate::workflows::{WorkflowError, keep_third_parties};

const PAGE: &str = "/staff/third-parties";

/// `/staff/third-parties`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/third_parties.html")]
pub struct PartiesPage {
    /// The frame.
    pub frame: Frame,
    /// The third parties, by name.
    pub parties: Vec<PartyLine>,
    /// The address of the next page.
    pub next: Option<String>,
}

/// A third party.
#[derive(Debug, Clone)]
pub struct PartyLine {
    /// The address of its page.
    pub href: String,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: ThirdPartyKind,
    /// Where it handles what it gets, in the language of the page.
    pub country: String,
    /// How to reach it.
    pub contact: String,
}

/// `/staff/third-parties/{party}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/third_party.html")]
pub struct PartyPage {
    /// The frame.
    pub frame: Frame,
    /// What it is called.
    pub name: String,
    /// The form, from [`party_form`].
    pub form: Form,
}

/// The form of a third party: `name`, `kind`, `country`, `contact`, and the `revision` that its editor saw.
pub fn party_form(texts: &Texts, file: &PartyFile) -> Form {
    let mut form = Form::new(format!("{PAGE}/{}", file.party.id));
    form.add("party", Kind::Hidden, "revision", "third-party").value(file.revision.to_string());
    let name = form.add("party", Kind::Text, "name", "third-party-name").required().hint("hint-third-party-name");
    name.autocomplete("off").value(&file.party.name);
    let kinds = choices(texts, ThirdPartyKind::ALL);
    let kind = form.add("party", Kind::Select, "kind", "third-party-kind").required().half();
    kind.options(kinds).value(file.party.kind.as_str());
    let country = form.add("party", Kind::Select, "country", "third-party-country").required().half();
    country.options(countries(texts)).value(file.party.country.to_string());
    let contact = form.add("party", Kind::Lines, "contact", "third-party-contact").longest(500);
    contact.hint("hint-third-party-contact").value(&file.contact);
    form
}

/// After which one a page of the list begins.
#[derive(Debug, Default, Deserialize)]
pub struct ListQuery {
    after: Option<ThirdPartyId>,
}

/// Lists the third parties of the reader's office.
pub async fn list(staff: StaffCaller, query: Option<Query<ListQuery>>) -> Answer {
    let (caller, after) = (staff.caller.clone(), query.and_then(|query| query.after));
    let found = staff.visitor.app.run(move |_, db| keep_third_parties::list(db, &caller, after)).await?;
    let texts = staff.visitor.texts;
    let line = |file: &PartyFile| PartyLine {
        href: format!("{PAGE}/{}", file.party.id),
        name: file.party.name.clone(),
        kind: file.party.kind,
        country: texts.country(&file.party.country),
        contact: file.contact.clone(),
    };
    let parties = found.parties.iter().map(line).collect();
    page(&PartiesPage { frame: staff.frame(), parties, next: found.next.map(|id| format!("{PAGE}?after={id}")) })
}

/// Shows a third party.
pub async fn show(staff: StaffCaller, id: Path<ThirdPartyId>) -> Answer {
    let kept = opened(&staff, id.into_inner()).await?;
    let form = party_form(&staff.visitor.texts, &kept);
    page(&party_page(&staff, &kept, form))
}

/// Changes a third party, if it is still as its editor saw it.
pub async fn save(sent: StaffForm, id: Path<ThirdPartyId>) -> Answer {
    let StaffForm { staff, posted } = sent;
    let kept = opened(&staff, id.into_inner()).await?;
    let mut form = party_form(&staff.visitor.texts, &kept);
    form.fill(posted.pairs());
    let revision = posted.value("revision").parse().map_err(|_| WebError::Malformed)?;
    let Some(wanted) = read(&mut form, &kept, revision) else {
        return page_with_faults(&party_page(&staff, &kept, form));
    };
    let caller = staff.caller.clone();
    match staff.visitor.app.change(move |_, db| keep_third_parties::change(db, &caller, &wanted)).await {
        Ok(()) => onward(PAGE, Some(Message::Saved)),
        Err(WorkflowError::Store(StoreError::Taken(_))) => {
            form.refuse("name", fault::TAKEN);
            page_with_faults(&party_page(&staff, &kept, form))
        }
        Err(WorkflowError::Store(StoreError::OnRecord(field))) => {
            form.refuse(field, "error-third-party-on-record");
            page_with_faults(&party_page(&staff, &kept, form))
        }
        Err(WorkflowError::Store(StoreError::Stale)) => overtaken(&staff, kept.party.id, form).await,
        Err(error) => Err(error.into()),
    }
}

/// What is to be kept; what is wrong is marked on the form.
fn read(form: &mut Form, kept: &PartyFile, revision: i64) -> Option<PartyFile> {
    form.check();
    if form.is_bad() {
        return None;
    }
    let party = ThirdParty {
        id: kept.party.id,
        name: form.value("name").to_owned(),
        kind: form.value("kind").parse().ok()?,
        country: form.value("country").parse().ok()?,
    };
    Some(PartyFile { party, contact: form.value("contact").to_owned(), revision })
}

/// The page once more, made from what is stored now; what was typed stays in its form.
async fn overtaken(staff: &StaffCaller, id: ThirdPartyId, mut typed: Form) -> Answer {
    let now = opened(staff, id).await?;
    let texts = staff.visitor.texts;
    typed.set("revision", now.revision.to_string());
    let changes = differences::of_forms(&texts, &party_form(&texts, &now), &typed);
    differences::show_stored(&texts, &mut typed, &changes);
    let mut shown = party_page(staff, &now, typed);
    shown.frame.flash = Some(Flash::of(Message::Stale, &texts));
    page_with(StatusCode::CONFLICT, &shown)
}

async fn opened(staff: &StaffCaller, id: ThirdPartyId) -> Result<PartyFile, WebError> {
    let caller = staff.caller.clone();
    Ok(staff.visitor.app.run(move |_, db| keep_third_parties::show(db, &caller, id)).await?)
}

fn party_page(staff: &StaffCaller, kept: &PartyFile, form: Form) -> PartyPage {
    PartyPage { frame: staff.frame(), name: kept.party.name.clone(), form }
}
