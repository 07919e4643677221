//! The transfers of an office: what waits for the privacy officer, what was made, and what flows where.

pub mod group;
mod picture;

use actix_web::web::{Path, Query};
use askama::Template;
use askama_web::WebTemplate;

pub use picture::{Arrow, Picture};

use super::candidate::Withheld;
use super::candidate::transfers::{RemedyLine, TransferLine, line_of, ways_of};
use super::{Writing, withholding};
use crate::directory::Person;
use crate::domain::category::CategoryId;
use crate::domain::id::{HoldingId, TransferId, TransferRequestId};
use crate::domain::office::{Office, OfficeCode};
use crate::domain::purpose::Purpose;
use crate::domain::time::Ts;
use crate::domain::transfer::TransferGroup;
use crate::law::access::Verb;
use crate::store::offices;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page};
use crate::workflows::carry_transfers::{self, AskedTransfer};

/// `/staff/transfers`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/transfers.html")]
pub struct TransfersPage {
    /// The frame.
    pub frame: Frame,
    /// What waits, the oldest first.
    pub waiting: Vec<WaitingLine>,
    /// The address of the page of later ones.
    pub later: Option<String>,
    /// What was asked for together and waits, the oldest first.
    pub groups: Vec<GroupLine>,
    /// What flows where.
    pub picture: Picture,
    /// What was made, newest first.
    pub made: Vec<LedgerLine>,
    /// The address of the page of earlier ones.
    pub earlier: Option<String>,
}

/// Somebody as the ledger names them.
#[derive(Debug, Clone, Default)]
pub struct Named {
    /// The name; empty if the lists do not know of them any more.
    pub name: String,
    /// Their page.
    pub href: String,
}

/// A request that waits.
#[derive(Debug, Clone)]
pub struct WaitingLine {
    /// Whom it is about.
    pub who: Named,
    /// Which category.
    pub category: CategoryId,
    /// To which office.
    pub office: String,
    /// For which purpose.
    pub purpose: Purpose,
    /// Until when, written out; empty if it is open-ended.
    pub until: String,
    /// When it was asked for, written out.
    pub asked: String,
    /// Whether it was approved: it waits for the law alone.
    pub is_approved: bool,
    /// Why it cannot be made now, if it cannot.
    pub why: Option<Withheld>,
    /// The ways on which it still could be made; all of one is needed.
    pub ways: Vec<Vec<RemedyLine>>,
    /// Where an approval is posted to.
    pub approval: String,
    /// Where a refusal is posted to.
    pub refusal: String,
}

/// Requests that one act on many records made.
#[derive(Debug, Clone)]
pub struct GroupLine {
    /// Their page.
    pub href: String,
    /// To which office.
    pub office: String,
    /// For which purpose.
    pub purpose: Purpose,
    /// Until when, written out; empty if it is open-ended.
    pub until: String,
    /// When it was asked for, written out.
    pub asked: String,
    /// How many of each category wait, and how many of those are approved.
    pub counts: Vec<(CategoryId, i64, i64)>,
}

/// A transfer that was made.
#[derive(Debug, Clone)]
pub struct LedgerLine {
    /// Whom it is about.
    pub who: Named,
    /// The transfer.
    pub transfer: TransferLine,
    /// The rule that allowed it.
    pub rule: String,
    /// The rule by which it ended; empty if it did not, or somebody ended it.
    pub end_rule: String,
    /// Where its end is posted to; empty if it has ended.
    pub action: String,
}

/// Where the pages begin.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct TransfersQuery {
    later: String,
    earlier: String,
}

fn place<I: std::str::FromStr>(word: &str) -> Option<(Ts, I)> {
    let (micros, id) = word.split_once('.')?;
    Some((Ts::from_micros(micros.parse().ok()?), id.parse().ok()?))
}

/// Shows the ledger.
pub async fn show(staff: StaffCaller, query: Option<Query<TransfersQuery>>) -> Answer {
    if !makes_transfers(&staff) {
        return Err(WebError::NotFound);
    }
    // An address that somebody shortened leads to the beginning rather than nowhere.
    let (later, earlier) = query.map(|query| (place(&query.later), place(&query.earlier))).unwrap_or_default();
    let caller = staff.caller.clone();
    let read = staff.visitor.app.run_apart(move |app| {
        let ledger = carry_transfers::ledger(&app.store, &app.directories, &caller, later, earlier)?;
        Ok((ledger, app.store.database()?.read(offices::list)?))
    });
    let (ledger, offices) = read.await?;
    let look = Look {
        staff: &staff,
        writing: Writing::new(staff.visitor.texts, &staff.office),
        offices,
        people: ledger.people,
    };
    page(&TransfersPage {
        waiting: ledger.waiting.iter().map(|asked| look.waiting(asked)).collect(),
        later: ledger.later.map(|(at, id)| format!("/staff/transfers?later={}.{id}", at.micros())),
        picture: Picture::of(
            &ledger.flows,
            &staff.office,
            &look.offices,
            &staff.visitor.texts,
            staff.visitor.app.store.law(),
        ),
        groups: ledger.groups.iter().map(|group| look.group(group)).collect(),
        made: ledger.made.iter().map(|made| look.made(made)).collect(),
        earlier: ledger.earlier.map(|(at, id)| format!("/staff/transfers?earlier={}.{id}#made", at.micros())),
        frame: staff.frame(),
    })
}

/// Whether the reader's role makes transfers.
fn makes_transfers(staff: &StaffCaller) -> bool {
    staff.may(Verb::Transfer, CategoryId::Profile, Purpose::Recruitment)
}

/// Approves a request.
pub async fn approve(sent: StaffForm, request: Path<TransferRequestId>) -> Answer {
    let (caller, request) = (sent.staff.caller.clone(), request.into_inner());
    sent.staff.visitor.app.change(move |_, db| carry_transfers::approve(db, &caller, request)).await?;
    onward("/staff/transfers", Some(Message::Saved))
}

/// Declines a request.
pub async fn decline(sent: StaffForm, request: Path<TransferRequestId>) -> Answer {
    let (caller, request) = (sent.staff.caller.clone(), request.into_inner());
    sent.staff.visitor.app.change(move |_, db| carry_transfers::decline(db, &caller, request)).await?;
    onward("/staff/transfers", Some(Message::Saved))
}

/// Ends a transfer.
pub async fn end(sent: StaffForm, transfer: Path<TransferId>) -> Answer {
    let (caller, transfer) = (sent.staff.caller.clone(), transfer.into_inner());
    sent.staff.visitor.app.change(move |_, db| carry_transfers::end(db, &caller, transfer)).await?;
    onward("/staff/transfers", Some(Message::TransferEnded))
}

/// The words and names of one page.
struct Look<'a> {
    staff: &'a StaffCaller,
    writing: Writing,
    offices: Vec<Office>,
    people: Vec<Person>,
}

impl Look<'_> {
    fn who(&self, holding: HoldingId) -> Named {
        let person = self.people.iter().find(|person| person.holding.id == holding);
        person.map_or_else(Named::default, |person| {
            let name = person.name();
            Named {
                name: name.display(self.writing.locale()),
                href: format!("/staff/candidates/{}", person.holding.candidate),
            }
        })
    }

    fn office(&self, code: &OfficeCode) -> String {
        let office = self.offices.iter().find(|office| office.code == *code);
        office.map_or_else(|| code.to_string(), |office| office.name.get(self.writing.locale()).to_owned())
    }

    fn group(&self, group: &TransferGroup) -> GroupLine {
        GroupLine {
            href: format!("/staff/transfers/groups/{}", group.id),
            office: self.office(&group.transfer.destination),
            purpose: group.transfer.purpose,
            until: group.transfer.until.map(|day| self.writing.texts.day(&day)).unwrap_or_default(),
            asked: self.writing.moment(group.asked_at),
            counts: group.counts.clone(),
        }
    }

    fn waiting(&self, asked: &AskedTransfer) -> WaitingLine {
        let AskedTransfer { request, unmade } = asked;
        let (law, texts) = (self.staff.visitor.app.store.law(), &self.writing.texts);
        WaitingLine {
            who: self.who(request.holding),
            category: request.category,
            office: self.office(&request.transfer.destination),
            purpose: request.transfer.purpose,
            until: request.transfer.until.map(|day| texts.day(&day)).unwrap_or_default(),
            asked: self.writing.moment(request.asked_at),
            is_approved: request.approved_by.is_some(),
            why: unmade.as_ref().map(|unmade| withholding::explain(law, texts, String::new(), &unmade.refusal)),
            ways: unmade.as_ref().map(|unmade| ways_of(unmade, (law, texts), None, false)).unwrap_or_default(),
            approval: format!("/staff/transfers/requests/{}/approval", request.id),
            refusal: format!("/staff/transfers/requests/{}/refusal", request.id),
        }
    }

    fn made(&self, made: &crate::domain::transfer::MadeTransfer) -> LedgerLine {
        let action = format!("/staff/transfers/{}/end", made.id);
        LedgerLine {
            who: self.who(made.holding),
            transfer: line_of(made, self.office(&made.transfer.destination), &self.writing),
            rule: made.rule.clone(),
            end_rule: made.end_rule.clone().unwrap_or_default(),
            action: if made.ended_at.is_none() { action } else { String::new() },
        }
    }
}
