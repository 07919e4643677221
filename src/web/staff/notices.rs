//! Versions of the privacy notice, as privacy officers write, compare and publish them.

pub mod announcement;
pub mod comparison;
pub mod compose;
pub mod draft;
pub mod forms;
pub mod publication;

use std::collections::HashMap;

use actix_web::web::{Path, Query};
use askama::Template;
use askama_web::WebTemplate;

use super::Writing;
use crate::domain::id::StaffId;
use crate::domain::notice::{Announcement, NoticeAnswer};
use crate::store::notice_drafts::Draft;
use crate::store::notices::Published;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page};
use crate::web::public::notices::Standing;
use crate::workflows::draft_notices::{self, Versions};

const PAGE: &str = "/staff/notices";

/// `/staff/notices`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/notices/list.html")]
pub struct NoticesPage {
    /// The frame.
    pub frame: Frame,
    /// Every version, newest first.
    pub versions: Vec<VersionLine>,
    /// What is being written.
    pub drafts: Vec<DraftLine>,
    /// Whether it is shown how many records are judged by each version.
    pub is_counted: bool,
}

/// What of the list was asked for.
#[derive(Debug, serde::Deserialize)]
pub struct Asked {
    /// `records` counts those that are judged by each version.
    count: Option<String>,
}

/// A version.
#[derive(Debug, Clone)]
pub struct VersionLine {
    /// Its number.
    pub version: i32,
    /// What it is called.
    pub title: String,
    /// The first day it is in force, written out.
    pub effective: String,
    /// Whether it is in force; nothing if it was withdrawn.
    pub standing: Option<Standing>,
    /// How many holdings are judged by it; none if nobody asked for it.
    pub judged: Option<i64>,
    /// What is done about those who were shown an earlier one.
    pub announcement: Announcement,
    /// What the law proposed, if that was another.
    pub proposed: Option<Announcement>,
    /// Why it was decided differently; empty if it was not.
    pub reason: String,
    /// How many have seen it, agreed, not agreed.
    pub answers: [i64; 3],
    /// Who published it, and when, written out.
    pub published: String,
    /// The page on which its people are told by mail; empty if nobody is to be told.
    pub telling: String,
    /// Where its withdrawal is posted to; empty if it cannot be withdrawn.
    pub withdrawal: String,
}

/// A draft.
#[derive(Debug, Clone)]
pub struct DraftLine {
    /// Its page.
    pub href: String,
    /// What it is called.
    pub title: String,
    /// Who changed it last, and when, written out.
    pub changed: String,
}

/// Lists versions and drafts.
pub async fn list(staff: StaffCaller, asked: Query<Asked>) -> Answer {
    let (caller, is_counted) = (staff.caller.clone(), asked.count.as_deref() == Some("records"));
    let versions = staff.visitor.app.run(move |_, db| draft_notices::list(db, &caller, is_counted)).await?;
    let mut frame = staff.frame();
    PAGE.clone_into(&mut frame.path);
    let look = Look::of(&staff, &versions);
    page(&NoticesPage {
        versions: versions.all.iter().map(|version| look.version(version)).collect(),
        drafts: versions.drafts.iter().map(|draft| look.draft(draft)).collect(),
        is_counted,
        frame,
    })
}

/// Begins a draft.
pub async fn begin(sent: StaffForm) -> Answer {
    let (caller, app) = (sent.staff.caller.clone(), &sent.staff.visitor.app);
    let id = app.change(move |_, db| draft_notices::begin(db, &caller)).await?;
    onward(&format!("{PAGE}/drafts/{id}"), None)
}

/// Withdraws a version before its day.
pub async fn withdraw(sent: StaffForm, version: Path<String>) -> Answer {
    let version: i32 = version.parse().map_err(|_| WebError::NotFound)?;
    let (caller, app) = (sent.staff.caller.clone(), &sent.staff.visitor.app);
    app.change(move |_, db| draft_notices::withdraw(db, &caller, version)).await?;
    onward(PAGE, Some(Message::NoticeWithdrawn))
}

struct Look<'a> {
    versions: &'a Versions,
    people: HashMap<StaffId, &'a str>,
    writing: Writing,
}

impl<'a> Look<'a> {
    fn of(staff: &StaffCaller, versions: &'a Versions) -> Self {
        let people = versions.people.iter().map(|(id, name)| (*id, name.as_str())).collect();
        Self { versions, people, writing: Writing::new(staff.visitor.texts, &staff.office) }
    }

    /// Who, and when.
    fn signed(&self, who: Option<StaffId>, at: crate::domain::time::Ts) -> String {
        let name = who.and_then(|id| self.people.get(&id)).map(|name| format!("{name}, ")).unwrap_or_default();
        format!("{name}{}", self.writing.moment(at))
    }

    fn standing(&self, version: &Published) -> Option<Standing> {
        let is_coming = self.versions.today < version.effective_on;
        match self.versions.in_force == Some(version.id) {
            _ if version.withdrawn_at.is_some() => None,
            true => Some(Standing::InForce),
            false if is_coming => Some(Standing::Coming),
            false => Some(Standing::Replaced),
        }
    }

    fn version(&self, version: &Published) -> VersionLine {
        let standing = self.standing(version);
        let said = |answer| self.versions.answers.get(&(version.id, answer)).copied().unwrap_or(0);
        let decided = &version.decided;
        VersionLine {
            version: version.version,
            title: version.title.get(self.writing.locale()).to_owned(),
            effective: self.writing.texts.day(&version.effective_on),
            judged: self.versions.judged.as_ref().map(|judged| judged.get(&version.id).copied().unwrap_or(0)),
            announcement: decided.announcement,
            proposed: (decided.proposed != decided.announcement).then_some(decided.proposed),
            reason: decided.reason.clone(),
            answers: [said(NoticeAnswer::Seen), said(NoticeAnswer::Given), said(NoticeAnswer::Refused)],
            published: self.signed(decided.by, version.published_at),
            telling: match (standing, decided.announcement) {
                (None, _) | (_, Announcement::Publish) => String::new(),
                _ => format!("{PAGE}/{}/announcement", version.version),
            },
            withdrawal: match standing {
                Some(Standing::Coming) => format!("{PAGE}/{}/withdrawal", version.version),
                _ => String::new(),
            },
            standing,
        }
    }

    fn draft(&self, draft: &Draft) -> DraftLine {
        DraftLine {
            href: format!("{PAGE}/drafts/{}", draft.id),
            title: draft.content.title.get(self.writing.locale()).to_owned(),
            changed: self.signed(draft.changed_by, draft.changed_at),
        }
    }
}
