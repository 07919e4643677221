//! A draft as the public will see it, the second look, and its publication.
//!
//! Invariant: what is published is what the second look showed: other words or another decision by then publish nothing.

use actix_web::http::StatusCode;
use actix_web::web::{Path, Query};
use askama::Template;
use askama_web::WebTemplate;
use sha2::{Digest, Sha256};

use super::comparison::Compared;
use super::draft::Drafting;
use super::{PAGE, forms};
use crate::domain::id::NoticeDraftId;
use crate::domain::locale::Locale;
use crate::domain::notice::Announcement;
use crate::store::StoreError;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Form, Kind};
use crate::web::frame::{Flash, Frame, Message};
use crate::web::page::{Answer, onward, page, page_with, page_with_faults};
use crate::web::prose::Block;
use crate::web::public::notices::{NoticeLine, Section, Standing};
use crate::web::texts::Texts;
use crate::workflows::WorkflowError;
use crate::workflows::draft_notices::{self, Unready};

/// `/staff/notices/drafts/{draft}/preview`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/notices/preview.html")]
pub struct PreviewPage {
    /// The frame.
    pub frame: Frame,
    /// The language that it is shown in.
    pub shown: Texts,
    /// Its head.
    pub notice: NoticeLine,
    /// Its sections.
    pub sections: Vec<Section>,
    /// The page of the draft.
    pub href: String,
}

/// The language of a preview.
#[derive(Debug, serde::Deserialize)]
pub struct Shown {
    language: Option<String>,
}

/// `/staff/notices/drafts/{draft}/publication`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/notices/publication.html")]
pub struct PublicationPage {
    /// The frame.
    pub frame: Frame,
    /// Its number.
    pub version: i32,
    /// What it will be called.
    pub title: String,
    /// The first day it will be in force, written out; empty if none was chosen.
    pub effective: String,
    /// Whether that is today.
    pub is_today: bool,
    /// What was decided; none if it is still to do.
    pub announcement: Option<Announcement>,
    /// Why, where that differs from what the law proposes.
    pub reason: String,
    /// What is missing: where it is filled in, what, and what is wrong.
    pub lacks: Vec<Lack>,
    /// The form that publishes; none while something is missing.
    pub form: Option<Form>,
    /// The page of the draft.
    pub href: String,
}

/// Something that is missing.
#[derive(Debug, Clone)]
pub struct Lack {
    /// Where it is filled in.
    pub href: String,
    /// What.
    pub label: String,
    /// What is wrong.
    pub says: String,
}

/// Shows a draft exactly as the public will see it, in one of the three languages.
pub async fn preview(staff: StaffCaller, id: Path<NoticeDraftId>, query: Query<Shown>) -> Answer {
    let drafting = Drafting::open(staff, id.into_inner()).await?;
    let asked = query.language.as_deref().and_then(|language| language.parse().ok());
    let shown = Texts::of(asked.unwrap_or(drafting.staff.visitor.locale()));
    let notice = drafting.notice();
    page(&PreviewPage {
        frame: drafting.frame(),
        shown,
        notice: NoticeLine {
            version: notice.version,
            title: notice.title.get(shown.locale).to_owned(),
            effective: shown.day(&notice.effective_on),
            standing: if notice.effective_on <= drafting.opened.ground.today {
                Standing::InForce
            } else {
                Standing::Coming
            },
        },
        sections: Section::all(&notice, shown.locale),
        href: drafting.href(),
    })
}

/// Shows the second look.
pub async fn show(staff: StaffCaller, id: Path<NoticeDraftId>) -> Answer {
    let looking = Looking::open(staff, id.into_inner()).await?;
    page(&looking.page())
}

/// Publishes what the second look showed.
pub async fn publish(sent: StaffForm, id: Path<NoticeDraftId>) -> Answer {
    let (StaffForm { staff, posted }, id) = (sent, id.into_inner());
    let seen: i64 = posted.value("revision").parse().map_err(|_| WebError::Malformed)?;
    let looking = Looking::open(staff, id).await?;
    if looking.lacking.is_bad() {
        return page_with_faults(&looking.compared.drafting.page(looking.lacking, Vec::new()));
    }
    if looking.digest() != posted.value("shown") {
        return looking.overtaken();
    }
    let (caller, notice) = (looking.compared.drafting.staff.caller.clone(), looking.compared.notice.clone());
    let app = &looking.compared.drafting.staff.visitor.app;
    let done = app.change(move |_, db| draft_notices::publish(db, &caller, (id, seen), &notice)).await;
    match done {
        Ok(Ok(())) => onward(PAGE, Some(Message::NoticePublished)),
        Ok(Err(unready)) => looking.unready(unready),
        Err(WorkflowError::Store(StoreError::Stale)) => {
            Looking::open(looking.compared.drafting.staff, id).await?.overtaken()
        }
        Err(error) => Err(error.into()),
    }
}

/// A draft that is looked at for the second time.
struct Looking {
    compared: Compared,
    /// The form of the draft, with what it lacks.
    lacking: Form,
    /// The form of the decision, with what it lacks.
    deciding: Form,
}

impl Looking {
    async fn open(staff: StaffCaller, id: NoticeDraftId) -> Result<Self, WebError> {
        let compared = Compared::open(staff, id).await?;
        let opened = &compared.drafting.opened;
        let mut lacking = compared.drafting.form();
        forms::complete(&mut lacking, &opened.draft.content, opened.ground.today);
        let earlier = compared.change.earlier.as_ref();
        // A later version never comes into force before an earlier one.
        if earlier.is_some_and(|earlier| compared.notice.effective_on < earlier.effective_on) {
            lacking.refuse("effective_on", "error-notice-order");
        }
        let mut deciding = compared.form();
        match opened.draft.announcement {
            None if earlier.is_some() => deciding.refuse("announcement", "error-notice-undecided"),
            Some(_) => drop(forms::decision(&mut deciding, compared.proposed())),
            None => {}
        }
        Ok(Self { compared, lacking, deciding })
    }

    /// The SHA-256 of all that is published.
    fn digest(&self) -> String {
        let (notice, draft) = (&self.compared.notice, &self.compared.drafting.opened.draft);
        let said = serde_json::json!([
            notice.version,
            notice.effective_on,
            notice.title,
            notice.sections,
            notice.purposes,
            notice.categories,
            notice.countries,
            draft.announcement,
            draft.reason,
            draft.revision,
        ]);
        hex::encode(Sha256::digest(said.to_string()))
    }

    fn page(&self) -> PublicationPage {
        let (drafting, texts) = (&self.compared.drafting, self.compared.drafting.staff.visitor.texts);
        let (draft, href) = (&drafting.opened.draft, drafting.href());
        let lack = |page: &str, form: &Form| -> Vec<Lack> {
            let faults = form.faults().into_iter();
            let of = faults.map(|field| Lack {
                href: format!("{page}#{}", field.id),
                label: field.label_in(&texts),
                says: field.error_in(&texts),
            });
            of.collect()
        };
        let lacks = [lack(&href, &self.lacking), lack(&format!("{href}/comparison"), &self.deciding)].concat();
        let form = lacks.is_empty().then(|| {
            let mut form = forms::button_form(format!("{href}/publication"), draft.revision);
            form.add("seen", Kind::Hidden, "shown", "notice-effective-on").value(self.digest());
            form
        });
        PublicationPage {
            frame: drafting.frame(),
            version: drafting.opened.version,
            title: draft.content.title.get(texts.locale).to_owned(),
            effective: draft.content.effective_on.map(|day| texts.day(&day)).unwrap_or_default(),
            is_today: draft.content.effective_on == Some(drafting.opened.ground.today),
            announcement: draft.announcement,
            reason: draft.reason.clone(),
            lacks,
            form,
            href,
        }
    }

    /// The second look once more, with what there is to see now.
    fn overtaken(&self) -> Answer {
        let mut shown = self.page();
        shown.frame.flash = Some(Flash::of(Message::Stale, &self.compared.drafting.staff.visitor.texts));
        page_with(StatusCode::CONFLICT, &shown)
    }

    /// What is missing, at its field.
    fn unready(mut self, unready: Unready) -> Answer {
        match unready {
            Unready::Day => {
                self.lacking.refuse("effective_on", "error-notice-order");
                page_with_faults(&self.compared.drafting.page(self.lacking, Vec::new()))
            }
            Unready::Undecided => self.undecided("announcement", "error-notice-undecided"),
            Unready::Reason => self.undecided("reason", "error-notice-reason"),
        }
    }

    fn undecided(mut self, field: &str, fault: &'static str) -> Answer {
        self.deciding.refuse(field, fault);
        page_with_faults(&self.compared.page(self.deciding))
    }
}

impl PreviewPage {
    /// The languages that it can be shown in.
    pub fn languages(&self) -> &'static [Locale] {
        Locale::ALL
    }
}
