//! A draft beside the version before it, what that change requires, and the officer's decision.
//!
//! Invariant: an officer who was overtaken is told, sees both decisions, and loses nothing.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use super::draft::Drafting;
use super::forms;
use crate::domain::id::NoticeDraftId;
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::locale::Locale;
use crate::domain::notice::{Announcement, Notice};
use crate::law::Law;
use crate::law::revision::{Finding, NoticeChange, Subject, proposed};
use crate::store::StoreError;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::Form;
use crate::web::frame::{Flash, Frame, Message};
use crate::web::notice_changes::{ClauseView, changes};
use crate::web::page::{Answer, onward, page, page_with, page_with_faults};
use crate::web::staff::candidate::Change as Differing;
use crate::web::staff::differences;
use crate::web::texts::Texts;
use crate::workflows::WorkflowError;
use crate::workflows::draft_notices;
use crate::workflows::publish_notice::Change;

/// `/staff/notices/drafts/{draft}/comparison`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/notices/comparison.html")]
pub struct ComparisonPage {
    /// The frame.
    pub frame: Frame,
    /// The number of the version before it; none if there is none.
    pub earlier: Option<i32>,
    /// What changed, in each language.
    pub languages: Vec<LanguageView>,
    /// What the laws require, the strictest first.
    pub findings: Vec<FindingView>,
    /// What is proposed.
    pub proposed: Announcement,
    /// The form of the decision.
    pub form: Form,
    /// Where what somebody else stored differs from what was typed.
    pub changes: Vec<Differing>,
    /// The page of the draft.
    pub href: String,
}

/// What changed in one language.
#[derive(Debug, Clone)]
pub struct LanguageView {
    /// Which.
    pub locale: Locale,
    /// The clauses of which something changed.
    pub clauses: Vec<ClauseView>,
}

/// What a law requires.
#[derive(Debug, Clone)]
pub struct FindingView {
    /// The law.
    pub law: Jurisdiction,
    /// What changed.
    pub change: NoticeChange,
    /// What it is about; empty if nothing in particular.
    pub subject: String,
    /// What is required.
    pub requires: Announcement,
    /// Why.
    pub why: String,
    /// Where the law says so.
    pub cite: String,
    /// The row that says so.
    pub rule: String,
}

impl FindingView {
    /// A finding in the language of a page.
    pub fn of(finding: &Finding<'_>, law: &Law, texts: &Texts) -> Self {
        let id = finding.row.rule.to_string();
        Self {
            law: finding.row.law,
            change: finding.difference.change,
            subject: match &finding.difference.subject {
                Subject::Purpose(purpose) => texts.label(*purpose),
                Subject::Category(category) => texts.label(*category),
                Subject::Country(country) => texts.country(country),
                Subject::Office(office) => office.to_string(),
                Subject::Whole => String::new(),
            },
            requires: finding.row.requires,
            why: law.texts.why(&id, texts.locale).unwrap_or_default().to_owned(),
            cite: law.revisions.text(&id).map(|text| text.cite.clone()).unwrap_or_default(),
            rule: id,
        }
    }
}

/// Shows the comparison.
pub async fn show(staff: StaffCaller, id: Path<NoticeDraftId>) -> Answer {
    let compared = Compared::open(staff, id.into_inner()).await?;
    page(&compared.page(compared.form()))
}

/// Keeps the decision if the draft is still as its officer saw it.
pub async fn decide(sent: StaffForm, id: Path<NoticeDraftId>) -> Answer {
    let StaffForm { staff, posted } = sent;
    let compared = Compared::open(staff, id.into_inner()).await?;
    let seen: i64 = posted.value("revision").parse().map_err(|_| WebError::Malformed)?;
    let mut form = compared.form();
    form.fill(posted.pairs());
    let Some((announcement, reason)) = forms::decision(&mut form, compared.proposed()) else {
        return page_with_faults(&compared.page(form));
    };
    let (caller, id) = (compared.drafting.staff.caller.clone(), compared.drafting.opened.draft.id);
    let app = &compared.drafting.staff.visitor.app;
    let decided =
        app.change(move |_, db| draft_notices::decide(db, &caller, (id, seen), (announcement, &reason))).await;
    match decided {
        Ok(()) => onward(&format!("{}/publication", compared.drafting.href()), Some(Message::Saved)),
        Err(WorkflowError::Store(StoreError::Stale)) => compared.overtaken(form).await,
        Err(error) => Err(error.into()),
    }
}

/// A draft with what it changes.
pub(super) struct Compared {
    pub(super) drafting: Drafting,
    pub(super) notice: Notice,
    pub(super) change: Change,
}

impl Compared {
    pub(super) async fn open(staff: StaffCaller, id: NoticeDraftId) -> Result<Self, WebError> {
        let drafting = Drafting::open(staff, id).await?;
        let (caller, notice) = (drafting.staff.caller.clone(), drafting.notice());
        let compare = move |_: &_, db: &mut _| {
            let change = draft_notices::compare(db, &caller, &notice)?;
            Ok((notice, change))
        };
        let (notice, change) = drafting.staff.visitor.app.run(compare).await?;
        Ok(Self { drafting, notice, change })
    }

    fn law(&self) -> &Law {
        self.drafting.staff.visitor.app.store.law()
    }

    pub(super) fn proposed(&self) -> Announcement {
        proposed(&self.change.findings(self.law()))
    }

    pub(super) fn form(&self) -> Form {
        forms::decision_form(&self.drafting.staff.visitor.texts, &self.drafting.opened.draft, self.proposed())
    }

    pub(super) fn page(&self, form: Form) -> ComparisonPage {
        let (texts, law) = (self.drafting.staff.visitor.texts, self.law());
        let earlier = self.change.earlier.as_ref();
        let language = |locale: &Locale| LanguageView {
            locale: *locale,
            clauses: earlier.map(|earlier| changes(earlier, &self.notice, *locale)).unwrap_or_default(),
        };
        let findings = self.change.findings(law);
        ComparisonPage {
            frame: self.drafting.frame(),
            earlier: earlier.map(|earlier| earlier.version),
            languages: Locale::ALL.iter().map(language).collect(),
            findings: findings.iter().map(|finding| FindingView::of(finding, law, &texts)).collect(),
            proposed: proposed(&findings),
            form,
            changes: Vec::new(),
            href: self.drafting.href(),
        }
    }

    /// The comparison once more, now of what is stored; what was typed stays in the form of the decision.
    async fn overtaken(self, mut form: Form) -> Answer {
        let id = self.drafting.opened.draft.id;
        let now = Self::open(self.drafting.staff, id).await?;
        form.set("revision", now.drafting.opened.draft.revision.to_string());
        let texts = now.drafting.staff.visitor.texts;
        let changes = differences::of_forms(&texts, &now.form(), &form);
        differences::show_stored(&texts, &mut form, &changes);
        let mut shown = now.page(form);
        shown.changes = changes;
        shown.frame.flash = Some(Flash::of(Message::Stale, &texts));
        page_with(StatusCode::CONFLICT, &shown)
    }
}
