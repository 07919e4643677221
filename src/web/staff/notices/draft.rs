//! A draft: what is written, and what is composed from rows beside it.
//!
//! Invariant: an editor who was overtaken is told, sees both versions, and loses nothing.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use super::compose::{self, Composer, Origin, Part};
use super::{PAGE, forms};
use crate::domain::id::NoticeDraftId;
use crate::domain::notice::Notice;
use crate::store::StoreError;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::Form;
use crate::web::frame::{Flash, Frame, Message};
use crate::web::page::{Answer, onward, page, page_with, page_with_faults};
use crate::web::prose::{self, Block};
use crate::web::staff::Writing;
use crate::web::staff::candidate::Change;
use crate::web::staff::differences;
use crate::workflows::WorkflowError;
use crate::workflows::draft_notices::{self, Opened};

/// `/staff/notices/drafts/{draft}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/notices/draft.html")]
pub struct DraftPage {
    /// The frame.
    pub frame: Frame,
    /// The number that it will get.
    pub version: i32,
    /// Who changed it last, and when, written out.
    pub changed: String,
    /// The form, from [`forms::draft_form`].
    pub form: Form,
    /// Where what somebody else stored differs from what was typed.
    pub changes: Vec<Change>,
    /// The composed parts, as the stored draft gives them.
    pub parts: Vec<PartView>,
    /// The page of the draft; those of preview, comparison and publication lie below it.
    pub href: String,
    /// The form that gives it up.
    pub removal: Form,
}

/// A composed part.
#[derive(Debug, Clone)]
pub struct PartView {
    /// Its heading.
    pub heading: String,
    /// Where it comes from.
    pub origin: Origin,
    /// What it says.
    pub body: Vec<Block>,
}

/// Shows a draft.
pub async fn show(staff: StaffCaller, id: Path<NoticeDraftId>) -> Answer {
    let drafting = Drafting::open(staff, id.into_inner()).await?;
    page(&drafting.page(drafting.form(), Vec::new()))
}

/// Saves a draft if it is still as its editor saw it.
pub async fn save(sent: StaffForm, id: Path<NoticeDraftId>) -> Answer {
    let StaffForm { staff, posted } = sent;
    let drafting = Drafting::open(staff, id.into_inner()).await?;
    let seen: i64 = posted.value("revision").parse().map_err(|_| WebError::Malformed)?;
    let mut form = drafting.form();
    form.fill(posted.pairs());
    let Some(content) = forms::content(&mut form, drafting.opened.ground.today) else {
        return page_with_faults(&drafting.page(form, Vec::new()));
    };
    let (caller, id) = (drafting.staff.caller.clone(), drafting.opened.draft.id);
    let app = &drafting.staff.visitor.app;
    let saved = app.change(move |_, db| draft_notices::save(db, &caller, (id, seen), &content)).await;
    match saved {
        Ok(()) => onward(&drafting.href(), Some(Message::Saved)),
        Err(WorkflowError::Store(StoreError::Stale)) => drafting.overtaken(form).await,
        Err(error) => Err(error.into()),
    }
}

/// Gives a draft up.
pub async fn discard(sent: StaffForm, id: Path<NoticeDraftId>) -> Answer {
    let (StaffForm { staff, posted }, id) = (sent, id.into_inner());
    let seen: i64 = posted.value("revision").parse().map_err(|_| WebError::Malformed)?;
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    app.change(move |_, db| draft_notices::discard(db, &caller, (id, seen))).await?;
    onward(PAGE, Some(Message::DraftDiscarded))
}

/// A draft that somebody works on.
pub(super) struct Drafting {
    pub(super) staff: StaffCaller,
    pub(super) opened: Opened,
}

impl Drafting {
    pub(super) async fn open(staff: StaffCaller, id: NoticeDraftId) -> Result<Self, WebError> {
        let caller = staff.caller.clone();
        let opened = staff.visitor.app.run(move |_, db| draft_notices::open(db, &caller, id)).await?;
        Ok(Self { staff, opened })
    }

    pub(super) fn href(&self) -> String {
        format!("{PAGE}/drafts/{}", self.opened.draft.id)
    }

    pub(super) fn frame(&self) -> Frame {
        let mut frame = self.staff.frame();
        frame.path = self.href();
        frame
    }

    pub(super) fn form(&self) -> Form {
        forms::draft_form(&self.staff.visitor.texts, &self.opened.draft)
    }

    /// The parts that the stored draft gives.
    pub(super) fn parts(&self) -> Vec<Part> {
        let app = &self.staff.visitor.app;
        let (content, ground) = (&self.opened.draft.content, &self.opened.ground);
        Composer { content, ground, rules: &app.store.law().rules, company: &app.company() }.parts()
    }

    /// The notice that the stored draft gives.
    pub(super) fn notice(&self) -> Notice {
        compose::notice(&self.opened, self.parts())
    }

    pub(super) fn page(&self, form: Form, changes: Vec<Change>) -> DraftPage {
        let (texts, draft) = (self.staff.visitor.texts, &self.opened.draft);
        let writing = Writing::new(texts, &self.staff.office);
        let view = |part: Part| PartView {
            heading: part.section.heading.get(texts.locale).to_owned(),
            origin: part.origin,
            body: prose::parse(part.section.text.get(texts.locale)),
        };
        DraftPage {
            frame: self.frame(),
            version: self.opened.version,
            changed: format!("{}, {}", self.opened.changed_by, writing.moment(draft.changed_at)),
            form,
            changes,
            parts: self.parts().into_iter().map(view).collect(),
            removal: forms::button_form(format!("{}/removal", self.href()), draft.revision),
            href: self.href(),
        }
    }

    /// The form once more, now made from what is stored; what was typed stays in it.
    async fn overtaken(self, mut form: Form) -> Answer {
        let now = Self::open(self.staff, self.opened.draft.id).await?;
        form.set("revision", now.opened.draft.revision.to_string());
        let texts = now.staff.visitor.texts;
        let changes = differences::of_forms(&texts, &now.form(), &form);
        differences::show_stored(&texts, &mut form, &changes);
        let mut shown = now.page(form, changes);
        shown.frame.flash = Some(Flash::of(Message::Stale, &texts));
        page_with(StatusCode::CONFLICT, &shown)
    }
}
