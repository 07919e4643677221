//! Telling by mail of a later version: whom it reaches, who is left out, and how far the letters are.
//!
//! Invariant: people are counted here, and none is named.

use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use super::PAGE;
use crate::domain::notice::Announcement;
use crate::store::StoreError;
use crate::store::notice_announcements::{Progress, Reach};
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page};
use crate::web::staff::Writing;
use crate::web::texts::Texts;
use crate::workflows::WorkflowError;
use crate::workflows::announce_notices::{self, Looked, Unfit};

/// `/staff/notices/{version}/announcement`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/notices/announcement.html")]
pub struct AnnouncementPage {
    /// The frame.
    pub frame: Frame,
    /// The number of the version.
    pub version: i32,
    /// What it is called.
    pub title: String,
    /// What was decided about those who were shown an earlier one.
    pub announcement: Announcement,
    /// What the office is called.
    pub office: String,
    /// How many would get a letter now; none while letters are being made.
    pub letters: i64,
    /// How many are left out, and the key of the reason; those of whom there are none are not among them.
    pub left_out: Vec<(&'static str, i64)>,
    /// How far the letters are, by the key of the state; none before there are any.
    pub progress: Vec<(&'static str, i64)>,
    /// Who began it last, and when, written out; empty if nobody did.
    pub begun: String,
    /// Whether letters are still to be made.
    pub is_making: bool,
    /// Why it cannot be begun now, in a sentence; empty if it can.
    pub unfit: String,
    /// Where it is begun.
    pub action: String,
}

impl AnnouncementPage {
    /// Whether it can be begun now, and would reach anybody.
    pub const fn can_begin(&self) -> bool {
        self.unfit.is_empty() && !self.is_making && self.letters > 0
    }
}

/// Shows whom it reaches and how far it is.
pub async fn show(staff: StaffCaller, version: Path<String>) -> Answer {
    let version: i32 = version.parse().map_err(|_| WebError::NotFound)?;
    page(&opened(&staff, version).await?)
}

/// Begins it.
pub async fn begin(sent: StaffForm, version: Path<String>) -> Answer {
    let version: i32 = version.parse().map_err(|_| WebError::NotFound)?;
    let staff = sent.staff;
    // Without a mail server there is no such button.
    if staff.visitor.app.config.mailer.is_none() {
        return Err(WebError::NotFound);
    }
    let caller = staff.caller.clone();
    let begun = staff.visitor.app.run(move |_, db| announce_notices::begin(db, &caller, version)).await;
    let message = match begun {
        Ok(()) => Message::AnnouncementBegun,
        // Somebody else was first, or its time is over.
        Err(WorkflowError::Store(StoreError::Taken(_) | StoreError::Stale)) => Message::Stale,
        Err(error) => return Err(error.into()),
    };
    onward(&format!("{PAGE}/{version}/announcement"), Some(message))
}

async fn opened(staff: &StaffCaller, version: i32) -> Result<AnnouncementPage, WebError> {
    let caller = staff.caller.clone();
    let looked = staff.visitor.app.run(move |_, db| announce_notices::look(db, &caller, version)).await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let mut frame = staff.frame();
    PAGE.clone_into(&mut frame.path);
    let Looked { notice, reach, begun, progress, by, .. } = &looked;
    let is_making = begun.as_ref().is_some_and(|begun| begun.made_at.is_none());
    let begun = begun.as_ref().map(|begun| format!("{by}, {}", writing.moment(begun.asked_at)));
    Ok(AnnouncementPage {
        frame,
        version,
        title: notice.title.get(writing.locale()).to_owned(),
        announcement: notice.decided.announcement,
        office: staff.office.name.get(writing.locale()).to_owned(),
        letters: reach.map_or(0, |reach| reach.letters),
        left_out: reach.as_ref().map(left_out).unwrap_or_default(),
        progress: if begun.is_some() { states(progress) } else { Vec::new() },
        begun: begun.unwrap_or_default(),
        is_making,
        unfit: unfit(&looked, staff.visitor.app.config.mailer.is_some(), &writing.texts),
        action: format!("{PAGE}/{version}/announcement"),
    })
}

fn left_out(reach: &Reach) -> Vec<(&'static str, i64)> {
    let all = [
        ("announce-left-told", reach.told),
        ("announce-left-answered", reach.answered),
        ("announce-left-suspended", reach.suspended),
        ("announce-left-erased", reach.erased),
        ("announce-left-address", reach.without_address),
    ];
    all.into_iter().filter(|(_, count)| *count > 0).collect()
}

fn states(progress: &Progress) -> Vec<(&'static str, i64)> {
    vec![
        ("announce-waiting", progress.waiting),
        ("announce-sent", progress.sent),
        ("announce-stopped", progress.stopped),
        ("announce-failed", progress.failed),
    ]
}

fn unfit(looked: &Looked, has_mail: bool, texts: &Texts) -> String {
    match looked.unfit {
        _ if !has_mail => texts.say("announce-no-mail"),
        Some(Unfit::NotYet(day)) => texts.with("announce-not-yet", "date", texts.day(&day)),
        Some(Unfit::Replaced(day)) => texts.with("announce-replaced", "date", texts.day(&day)),
        None => String::new(),
    }
}
