//! Who looks after a record, and its tags: what a page shows of them and what their forms bring.

use actix_web::web::Path;

use super::show::Record;
use super::{TagView, Tending};
use crate::domain::category::CategoryId;
use crate::domain::id::{CandidateId, StaffId};
use crate::domain::purpose::Purpose;
use crate::domain::tag::{self, Tag, TagChange};
use crate::law::access::Verb;
use crate::store::StoreError;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Choice, Form, Kind};
use crate::web::frame::Message;
use crate::web::page::{Answer, onward, page_with_faults};
use crate::workflows::change_tags;
use crate::workflows::{WorkflowError, list_candidates};

/// The form to add tags with: `add`.
pub fn tag_form(candidate: &str, suggestions: Vec<Choice>) -> Form {
    let mut form = Form::new(format!("/staff/candidates/{candidate}/tags"));
    let add = form.add("tags", Kind::Text, "add", "field-tags-add");
    add.id("tags-add").required().hint("hint-tags").longest(200).suggestions(suggestions);
    form
}

/// The form to name who looks after the record with: `owner`, empty for nobody.
pub fn owner_form(nobody: String, candidate: &str, recruiters: Vec<Choice>, owner: &str) -> Form {
    let mut form = Form::new(format!("/staff/candidates/{candidate}/owner"));
    let options = std::iter::once(Choice::new("", nobody)).chain(recruiters).collect();
    form.add("owner", Kind::Select, "owner", "field-owner").required().options(options).value(owner);
    form
}

impl Record<'_> {
    /// The owner and the tags of the holdings that are open, with the forms to change them.
    pub(super) fn tending(&self) -> Tending {
        let mine = self.file.holdings.iter().find(|holding| self.is_own(holding));
        let may = |verb, category| self.staff.may(verb, category, Purpose::Recruitment);
        let sees_tags = self.file.holdings.iter().any(|holding| holding.notes.refusal().is_none());
        let changes_tags =
            mine.is_some_and(|holding| holding.notes.refusal().is_none()) && may(Verb::Change, CategoryId::Other);
        let mut tags: Vec<TagView> = Vec::new();
        for holding in &self.file.holdings {
            for tag in holding.tags.value().into_iter().flatten() {
                let removal = changes_tags && self.is_own(holding);
                tags.push(TagView { label: tag.as_str().to_owned(), is_removable: removal });
            }
        }
        let has_profile = mine.is_some_and(|holding| holding.profile.value().is_some());
        let owner = mine.and_then(|holding| holding.owner);
        Tending {
            owner: owner.and_then(|owner| self.names.person(owner)).unwrap_or_default().to_owned(),
            owner_form: (has_profile && may(Verb::Change, CategoryId::Profile)).then(|| self.owner_form(owner)),
            tags_action: if changes_tags { format!("/staff/candidates/{}/tags", self.id()) } else { String::new() },
            tag_form: changes_tags.then(|| tag_form(&self.id(), self.suggestions.clone())),
            is_shown: has_profile || sees_tags,
            tags,
        }
    }

    fn owner_form(&self, owner: Option<StaffId>) -> Form {
        let mut recruiters: Vec<Choice> =
            self.names.recruiters().iter().map(|(staff, name)| Choice::new(staff.to_string(), name)).collect();
        // An owner whose account was closed since stays until another one is named.
        if let Some(gone) = owner.filter(|id| !self.names.recruiters().iter().any(|(staff, _)| staff == id)) {
            recruiters.push(Choice::new(gone.to_string(), self.names.person(gone).unwrap_or_default()));
        }
        let owner = owner.map(|owner| owner.to_string()).unwrap_or_default();
        owner_form(self.writing.texts.say("owner-nobody"), &self.id(), recruiters, &owner)
    }
}

/// The tags that the office uses, as far as the reader may see them, for those who may set some.
pub(super) fn suggestions(
    app: &crate::app::App,
    caller: &crate::domain::staff::Caller,
) -> Result<Vec<Choice>, WorkflowError> {
    let found = list_candidates::suggested_tags(&app.store, &app.directories, caller)?;
    let choice = |(label, count): (String, crate::directory::Count)| {
        let more = if count.is_more { "+" } else { "" };
        Choice::new(label, format!("{}{more}", count.value))
    };
    Ok(found.into_iter().map(choice).collect())
}

/// Adds tags, or takes one away.
pub async fn tags(sent: StaffForm, candidate: Path<CandidateId>) -> Answer {
    let candidate = candidate.into_inner();
    let StaffForm { staff, posted } = sent;
    let typed = posted.value("add").to_owned();
    let change = match (tag::parse_all(&typed), Tag::parse(posted.value("remove"))) {
        (Ok(add), Ok(gone)) => TagChange { add, remove: vec![gone] },
        (Ok(add), Err(_)) if !add.is_empty() => TagChange { add, remove: Vec::new() },
        (Ok(_), Err(_)) => return refuse(&staff, candidate, &typed, "error-required", String::new()).await,
        (Err(_), _) => return refuse(&staff, candidate, &typed, "error-too-long", tag::LONGEST.to_string()).await,
    };
    let caller = staff.caller.clone();
    let app = &staff.visitor.app;
    match app.change(move |_, db| change_tags::change_tags_of(db, &caller, candidate, &change)).await {
        Err(WorkflowError::Store(StoreError::Full(_))) => {
            refuse(&staff, candidate, &typed, "error-tags-full", tag::MOST.to_string()).await
        }
        done => {
            done?;
            onward(&format!("/staff/candidates/{candidate}"), Some(Message::Saved))
        }
    }
}

async fn refuse(
    staff: &StaffCaller,
    candidate: CandidateId,
    typed: &str,
    fault: &'static str,
    detail: String,
) -> Answer {
    let mut page = Record::open(staff, candidate).await?.page();
    let form = page.tending.tag_form.as_mut().ok_or(WebError::NotFound)?;
    form.set("add", typed);
    form.refuse_with("add", fault, detail);
    page_with_faults(&page)
}

/// Names who looks after the record.
pub async fn owner(sent: StaffForm, candidate: Path<CandidateId>) -> Answer {
    let candidate = candidate.into_inner();
    let StaffForm { staff, posted } = sent;
    let owner = match posted.value("owner") {
        "" => None,
        typed => Some(typed.parse().map_err(|_| WebError::NotFound)?),
    };
    let caller = staff.caller.clone();
    let app = &staff.visitor.app;
    app.change(move |_, db| change_tags::set_owner_of(db, &caller, candidate, owner)).await?;
    onward(&format!("/staff/candidates/{candidate}"), Some(Message::Saved))
}
