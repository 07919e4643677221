//! Mail that could not be filed, and how the mailboxes are.
//!
//! Invariant: nothing of a mail is on the page, for nobody knows yet whom it is about; its source is downloaded.

use actix_web::web::{Path, Query};
use askama::Template;
use askama_web::WebTemplate;

use crate::domain::id::IncomingMessageId;
use crate::domain::message::{AutomaticKind, IncomingState, MailFault};
use crate::domain::staff::Caller;
use crate::store::Database;
use crate::store::incoming_messages::{UnfiledMail, UnfiledPlace};
use crate::store::mailboxes::Mailbox;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, attachment, onward, page};
use crate::web::staff::Writing;
use crate::workflows::WorkflowError;
use crate::workflows::triage_mail;

pub(super) const PAGE: &str = "/staff/inbox/unfiled";

/// `/staff/inbox/unfiled`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/inbox/unfiled.html")]
pub struct UnfiledPage {
    /// The frame.
    pub frame: Frame,
    /// The mailboxes of the office.
    pub mailboxes: Vec<MailboxLine>,
    /// Mail that is filed with nobody: first what cannot be read, each newest first.
    pub mails: Vec<UnfiledLine>,
    /// The address of what comes after it; none if that is all.
    pub next: Option<String>,
    /// Whether this is not the first page.
    pub is_later_page: bool,
}

/// A mailbox.
#[derive(Debug, Clone)]
pub struct MailboxLine {
    /// What it is called.
    pub name: String,
    /// When it was last looked at, written out; empty if it never was.
    pub looked: String,
    /// Since when it cannot be read, written out; empty if it can.
    pub failing: String,
    /// Why.
    pub fault: String,
}

/// A mail that is filed with nobody.
#[derive(Debug, Clone)]
pub struct UnfiledLine {
    /// The id, for addresses.
    pub id: String,
    /// When it came in, written out.
    pub received: String,
    /// Kept apart or quarantined.
    pub state: IncomingState,
    /// What a program sent it as.
    pub automatic: Option<AutomaticKind>,
    /// Why it could not be read.
    pub fault: Option<MailFault>,
    /// How large it is, written out.
    pub size: String,
}

/// Which part of it was asked for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct UnfiledQuery {
    before: String,
}

impl UnfiledLine {
    /// The address of what can be done with it.
    pub fn href(&self) -> String {
        format!("{PAGE}/{}", self.id)
    }
}

/// Lists what could not be filed.
pub async fn list(staff: StaffCaller, query: Option<Query<UnfiledQuery>>) -> Answer {
    staff.require_correspondent()?;
    let after = query.and_then(|query| place_of(&query.before));
    let caller = staff.caller.clone();
    let unfiled = staff.visitor.app.run(move |_, db| triage_mail::show(db, &caller, after)).await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    page(&UnfiledPage {
        frame: staff.frame(),
        mailboxes: unfiled.mailboxes.iter().map(|mailbox| mailbox_line(mailbox, &writing)).collect(),
        mails: unfiled.mails.iter().map(|mail| line(mail, &writing)).collect(),
        next: unfiled.mails.last().filter(|_| unfiled.has_more).map(|last| next_href(&UnfiledPlace::from(last))),
        is_later_page: after.is_some(),
    })
}

/// The page after a mail: `before` is its place, of which nothing tells whom it is from.
fn next_href(last: &UnfiledPlace) -> String {
    format!("{PAGE}?before={}.{}", last.state, last.id)
}

/// Reads such a place; an address that somebody shortened leads to the first page.
fn place_of(typed: &str) -> Option<UnfiledPlace> {
    let (state, id) = typed.split_once('.')?;
    Some(UnfiledPlace { state: state.parse().ok()?, id: id.parse().ok()? })
}

/// The source of one, as it came.
pub async fn source(staff: StaffCaller, id: Path<IncomingMessageId>) -> Answer {
    staff.require_correspondent()?;
    let (caller, id) = (staff.caller.clone(), id.into_inner());
    let mut mail = staff.visitor.app.run(move |_, db| triage_mail::source(db, &caller, id)).await?;
    attachment("message.eml", "application/octet-stream", std::mem::take(&mut *mail.raw))
}

/// Has one filed with a person after all.
pub async fn file(sent: StaffForm, id: Path<IncomingMessageId>) -> Answer {
    let app = sent.staff.visitor.app.clone();
    let done = act(sent, id.into_inner(), Message::MailRefiled, triage_mail::file_again).await;
    app.work.notify_one();
    done
}

/// Throws one away.
pub async fn remove(sent: StaffForm, id: Path<IncomingMessageId>) -> Answer {
    act(sent, id.into_inner(), Message::MailDiscarded, triage_mail::discard).await
}

type Act = fn(&mut Database, &Caller, IncomingMessageId) -> Result<(), WorkflowError>;

async fn act(sent: StaffForm, id: IncomingMessageId, done: Message, act: Act) -> Answer {
    sent.staff.require_correspondent()?;
    let caller = sent.staff.caller.clone();
    sent.staff.visitor.app.run(move |_, db| act(db, &caller, id)).await?;
    onward(PAGE, Some(done))
}

fn mailbox_line(mailbox: &Mailbox, writing: &Writing) -> MailboxLine {
    let at = |moment: Option<_>| moment.map(|at| writing.moment(at)).unwrap_or_default();
    MailboxLine {
        name: mailbox.name.clone(),
        looked: at(mailbox.looked_at),
        failing: at(mailbox.failing_since),
        fault: mailbox.fault.as_deref().map(|word| writing.texts.say(fault_key(word))).unwrap_or_default(),
    }
}

/// What the faults of mailboxes say where mail is fetched, each with the key of the same in the words of a page.
const FAULTS: [(&str, &str); 10] = [
    ("cannot be reached", "mailbox-fault-unreachable"),
    ("certificate is not trusted", "mailbox-fault-untrusted"),
    ("certificates that mail_ca", "mailbox-fault-no-certificates"),
    ("does not take this user", "mailbox-fault-refused"),
    ("does not open this folder", "mailbox-fault-no-folder"),
    ("what is not understood", "mailbox-fault-protocol"),
    ("did not answer in time", "mailbox-fault-too-slow"),
    ("could not be kept", "mailbox-fault-unkept"),
    ("fetched or kept", "mailbox-fault-unkept"),
    ("larger than", "mailbox-fault-too-large"),
];

/// The key of what a mailbox's fault says.
fn fault_key(fault: &str) -> &'static str {
    FAULTS.iter().find(|(part, _)| fault.contains(part)).map_or("mailbox-fault-unknown", |(_, key)| *key)
}

fn line(mail: &UnfiledMail, writing: &Writing) -> UnfiledLine {
    UnfiledLine {
        id: mail.id.to_string(),
        received: writing.moment(mail.received_at),
        state: mail.state,
        automatic: mail.automatic,
        fault: mail.fault,
        size: writing.texts.size(mail.bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written_and_nothing_else_is() {
        let place = UnfiledPlace { state: IncomingState::Quarantined, id: IncomingMessageId::new() };
        let href = next_href(&place);
        assert_eq!(href.split_once("?before=").and_then(|(_, typed)| place_of(typed)), Some(place));
        for odd in ["", ".", "apart", "apart.x", "nothing.1", &place.id.to_string()] {
            assert!(place_of(odd).is_none(), "{odd}");
        }
    }

    #[test]
    fn a_fault_that_pages_do_not_know_is_told_all_the_same() {
        assert_eq!(fault_key("the mail server did not answer in time"), "mailbox-fault-too-slow");
        assert_eq!(fault_key("something new"), "mailbox-fault-unknown");
    }
}
