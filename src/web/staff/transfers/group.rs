//! What one act on many records asked for: counted by category and by what is missing, and decided together.

use actix_web::web::{Path, Query};
use askama::Template;
use askama_web::WebTemplate;

use super::{GroupLine, Look, WaitingLine, makes_transfers};
use crate::domain::id::{TransferGroupId, TransferRequestId};
use crate::store::offices;
use crate::store::transfer_requests::Unmade;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page};
use crate::web::staff::candidate::Withheld;
use crate::web::staff::candidate::transfers::{RemedyLine, ways_of};
use crate::web::staff::{Writing, withholding};
use crate::workflows::decide_transfers;

/// `/staff/transfers/groups/{group}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/transfers/group.html")]
pub struct GroupPage {
    /// The frame.
    pub frame: Frame,
    /// What was asked for.
    pub line: GroupLine,
    /// Who asked; empty if the account is gone.
    pub by: String,
    /// How many wait for the officer.
    pub undecided: i64,
    /// How many go at once when they are approved.
    pub goes: i64,
    /// What the others miss.
    pub missing: Vec<MissingLine>,
    /// How many were looked at for that; nothing if all were.
    pub looked: Option<usize>,
    /// The last request that the officer sees.
    pub last: String,
    /// A page of the requests.
    pub waiting: Vec<WaitingLine>,
    /// The address of the next page.
    pub next: Option<String>,
}

/// What some of a group miss.
#[derive(Debug, Clone)]
pub struct MissingLine {
    /// Why they cannot be made now.
    pub why: Withheld,
    /// The ways on which they still could; all of one is needed.
    pub ways: Vec<Vec<RemedyLine>>,
    /// How many.
    pub count: i64,
}

/// Where the page begins.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct GroupQuery {
    after: String,
}

/// Shows a group.
pub async fn show(staff: StaffCaller, group: Path<TransferGroupId>, query: Option<Query<GroupQuery>>) -> Answer {
    if !makes_transfers(&staff) {
        return Err(WebError::NotFound);
    }
    let after = query.and_then(|query| query.after.parse::<TransferRequestId>().ok());
    let (caller, group) = (staff.caller.clone(), group.into_inner());
    let read = staff.visitor.app.run_apart(move |app| {
        let state = decide_transfers::show(&app.store, &app.directories, &caller, group, after)?;
        Ok((state, app.store.database()?.read(offices::list)?))
    });
    let (state, offices) = read.await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let look = Look { staff: &staff, writing, offices, people: state.people };
    let line = look.group(&state.group);
    let all: i64 = line.counts.iter().map(|(_, all, _)| all).sum();
    page(&GroupPage {
        by: state.by.unwrap_or_default(),
        undecided: state.group.undecided(),
        goes: state.summary.goes,
        missing: state.summary.missing.iter().map(|(unmade, count)| look.missing(unmade, *count)).collect(),
        looked: (i64::try_from(state.summary.looked).unwrap_or(i64::MAX) < all).then_some(state.summary.looked),
        last: state.last.to_string(),
        waiting: state.rows.iter().map(|asked| look.waiting(asked)).collect(),
        next: state.next.map(|after| format!("{}?after={after}", line.href)),
        line,
        frame: staff.frame(),
    })
}

impl Look<'_> {
    fn missing(&self, unmade: &Unmade, count: i64) -> MissingLine {
        let words = (self.staff.visitor.app.store.law(), &self.writing.texts);
        MissingLine {
            why: withholding::explain(words.0, words.1, String::new(), &unmade.refusal),
            ways: ways_of(unmade, words, None, false),
            count,
        }
    }
}

/// Approves what waits of a group.
pub async fn approve(sent: StaffForm, group: Path<TransferGroupId>) -> Answer {
    decide(sent, group.into_inner(), true).await
}

/// Declines what waits of a group.
pub async fn decline(sent: StaffForm, group: Path<TransferGroupId>) -> Answer {
    decide(sent, group.into_inner(), false).await
}

async fn decide(sent: StaffForm, group: TransferGroupId, approves: bool) -> Answer {
    let StaffForm { staff, posted } = sent;
    // Whoever is no officer is told nothing by a form that lacks it.
    if !makes_transfers(&staff) {
        return Err(WebError::NotFound);
    }
    let last: TransferRequestId = posted.value("last").parse().map_err(|_| WebError::NotFound)?;
    let caller = staff.caller.clone();
    staff.visitor.app.change(move |_, db| decide_transfers::decide(db, &caller, group, approves, last)).await?;
    onward("/staff/transfers", Some(Message::Saved))
}
