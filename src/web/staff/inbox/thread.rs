//! A thread: its messages, what they seem to be about, who looks after it, and the answer that is being written.
//!
//! Invariant: what a message says is shown as text; its HTML is shown apart, where nothing in it can do anything.

use actix_web::web::{Path, Query};
use askama::Template;
use askama_web::WebTemplate;

use super::filing::FilingPanel;
use super::notes::ThreadNotes;
use super::reply::Reply;
use super::tags::ThreadTags;
use super::undelivered::ReturnedView;
use super::view::{Opened, Part};
use crate::domain::authenticity::Authenticity;
use crate::domain::id::{MessageId, ThreadId};
use crate::domain::message::{
    AutomaticKind, Caution, Channel, Direction, FiledBy, Finding, FindingState, Sending, ThreadState,
};
use crate::domain::purpose::Purpose;
use crate::web::extract::StaffCaller;
use crate::web::form::{Choice, Form, Kind};
use crate::web::frame::Frame;
use crate::web::page::{Answer, page};
use crate::web::texts::Texts;
use crate::workflows::read_inbox::OpenedThread;

/// `/staff/inbox/{thread}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/inbox/thread.html")]
pub struct ThreadPage {
    /// The frame.
    pub frame: Frame,
    /// What it is about; empty if nobody said.
    pub subject: String,
    /// The address of the person's page.
    pub candidate: String,
    /// With whom; empty if the profile does not open.
    pub who: String,
    /// The addresses to which mail came back.
    pub returned: Vec<ReturnedView>,
    /// What has to be done and since when, in a sentence.
    pub state: String,
    /// Who looks after it; empty for nobody.
    pub owner: String,
    /// Who else is here, in sentences.
    pub here: Vec<String>,
    /// The address of the messages before these; none if there are none.
    pub older: Option<String>,
    /// The address of the newest, if these are not.
    pub newest: Option<String>,
    /// The messages, oldest first.
    pub messages: Vec<MessageView>,
    /// What recruiters gather it by.
    pub tags: ThreadTags,
    /// The notes on it; none if there is none for the reader.
    pub notes: Option<ThreadNotes>,
    /// The form to write a note with, from [`super::notes::thread_note_form`]; none for those who may not.
    pub note_form: Option<Form>,
    /// What leads to filing it with somebody else; none for those who only read.
    pub filing: Option<FilingPanel>,
    /// The forms to work on it; none for those who only read.
    pub tending: Option<Tending>,
    /// The answer that is being written; none for those who only read.
    pub reply: Option<Reply>,
}

/// The forms to work on a thread.
#[derive(Debug, Clone)]
pub struct Tending {
    /// Names who looks after it: `owner`, empty for nobody.
    pub owner_form: Form,
    /// Puts it off, from [`super::moments::snooze_form`].
    pub snooze_form: Form,
    /// Where the state is posted to, with `state` and `revision`.
    pub state_action: String,
    /// The revision that was seen.
    pub revision: i64,
    /// The state.
    pub state: ThreadState,
    /// Whether it is put off.
    pub is_snoozed: bool,
}

/// A message.
#[derive(Debug, Clone)]
pub struct MessageView {
    /// The id, for anchors.
    pub id: String,
    /// Which way it went.
    pub direction: Direction,
    /// How.
    pub channel: Channel,
    /// From whom, by name or address; empty if nobody is named.
    pub who: String,
    /// Their address, if `who` is a name.
    pub address: String,
    /// When it came or went, written out.
    pub at: String,
    /// What it is about, if that is not what the thread is about.
    pub subject: String,
    /// To whom, and besides, and where answers go: each a key and names.
    pub lines: Vec<(&'static str, String)>,
    /// Keys of what is to be said about where it came from, from [`remarks`].
    pub remarks: Vec<&'static str>,
    /// What is conspicuous about it.
    pub cautions: Vec<Caution>,
    /// How far it is from the domain that it says it is from.
    pub authenticity: Authenticity,
    /// What it is, if a program sent it.
    pub automatic: Option<AutomaticKind>,
    /// How it was found whose it is, if it is a mail that was filed.
    pub filed: Option<FiledBy>,
    /// What it says.
    pub text: String,
    /// What it quotes below that.
    pub quoted: String,
    /// The address of its HTML as it was laid out; empty without.
    pub as_sent: String,
    /// The address of its source; empty if there is none or the reader may not have it.
    pub source: String,
    /// The address of the page on which it is passed on; empty if it cannot be.
    pub forward: String,
    /// What came with it.
    pub files: Vec<MessageFileView>,
    /// What it seems to be about.
    pub findings: Vec<FindingView>,
    /// How far it is, if it is ours.
    pub sending: Option<Sending>,
    /// When it goes, on the clock; empty if it does not wait to go.
    pub goes_at: String,
    /// Where taking it back is posted to; empty if it cannot be.
    pub cancel: String,
    /// Why it did not go; empty if it did.
    pub fault: String,
    /// Where letting it go once more is posted to; empty if it was not given up.
    pub retry: String,
    /// Whether what it says is kept as health data, and so is not here.
    pub is_health: bool,
    /// How many recipients it did not reach, in a sentence; empty if nothing is known of that.
    pub undelivered: String,
}

/// A file of a message.
#[derive(Debug, Clone)]
pub struct MessageFileView {
    /// Its name.
    pub name: String,
    /// Its address.
    pub href: String,
    /// What the sender says that it is, with its size.
    pub about: String,
    /// The address of its text and pages; empty if they cannot be shown.
    pub preview: String,
}

/// What a message seems to be about.
#[derive(Debug, Clone)]
pub struct FindingView {
    /// What.
    pub finding: Finding,
    /// Whether somebody decided about it.
    pub state: FindingState,
    /// The day by which a request is answered, written out; empty for anything else.
    pub due: String,
    /// Whether that day is over.
    pub is_late: bool,
    /// Where the decision is posted to; empty if there is none to make.
    pub action: String,
    /// The page where something is made of it; empty if nothing can be.
    pub lead: String,
    /// The key of why the decision was not made.
    pub fault: Option<&'static str>,
}

impl ThreadPage {
    /// Whether nobody gave it a subject.
    pub fn has_no_subject(&self) -> bool {
        self.subject.is_empty()
    }
}

impl Tending {
    /// The states that it can be put into.
    pub fn others(&self) -> Vec<ThreadState> {
        ThreadState::ALL.iter().copied().filter(|state| *state != self.state).collect()
    }
}

impl MessageView {
    /// Whether it is being written.
    pub fn is_draft(&self) -> bool {
        self.sending == Some(Sending::Draft)
    }

    /// Whether it was written down by hand.
    pub fn is_by_hand(&self) -> bool {
        self.channel != Channel::Mail
    }

    /// Whether it came to us.
    pub fn is_incoming(&self) -> bool {
        self.direction == Direction::In
    }

    /// Whether anything leads on from it.
    pub fn has_links(&self) -> bool {
        [&self.as_sent, &self.source, &self.forward].into_iter().any(|href| !href.is_empty())
    }

    /// Whether there is something to look at closely.
    pub fn is_conspicuous(&self) -> bool {
        !self.remarks.is_empty() || !self.cautions.is_empty() || self.may_be_forged()
    }

    /// Whether the sender's domain says that the mail is not from there.
    pub fn may_be_forged(&self) -> bool {
        self.authenticity.is_failed()
    }

    /// Whether it is from the sender's domain.
    pub fn is_of_its_domain(&self) -> bool {
        self.authenticity == Authenticity::Confirmed
    }
}

impl FindingView {
    /// Whether nobody has decided about it.
    pub fn is_open(&self) -> bool {
        self.state == FindingState::Open
    }

    /// Whether taking it moves what the message says to the health records.
    pub fn is_health(&self) -> bool {
        self.finding == Finding::Health
    }

    /// The purposes that health data may serve, that of who reads messages first.
    pub fn purposes(&self) -> Vec<Purpose> {
        vec![Purpose::Recruitment, Purpose::Visa, Purpose::EmploymentContract, Purpose::Onboarding]
    }

    /// The key of what can be made of it.
    pub const fn lead_key(&self) -> &'static str {
        if matches!(self.finding, Finding::Application) { "finding-make-application" } else { "finding-record-receipt" }
    }

    /// Whether it is a request with a clock.
    pub fn is_request(&self) -> bool {
        self.finding.is_subject_request()
    }
}

/// Keys of what is to be said about where a message came from: a mail proves nothing, and one from an address that is
/// not on record may be anybody's (R9).
pub fn remarks(thread: &OpenedThread, message: MessageId) -> Vec<&'static str> {
    match thread.elsewhere.get(&message) {
        Some(true) => vec!["message-other-address", "message-names-ours"],
        Some(false) => vec!["message-other-address"],
        None => Vec::new(),
    }
}

/// The form to name who looks after a thread: `owner`, empty for nobody, and the revision that was seen.
pub fn owner_form(texts: &Texts, action: String, people: Vec<Choice>, owner: &str, revision: i64) -> Form {
    let mut form = Form::new(action);
    let options = std::iter::once(Choice::new("", texts.say("owner-nobody"))).chain(people).collect();
    form.add("owner", Kind::Select, "owner", "field-owner").required().options(options).value(owner);
    form.add("owner", Kind::Hidden, "revision", "field-owner").value(revision.to_string());
    form
}

/// What is written, and what it begins with: a template, everybody who got what is answered (`to=all`), or the message
/// that is passed on; and before which message the page ends.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct ThreadQuery {
    pub(super) template: String,
    pub(super) to: String,
    pub(super) forward: String,
    before: String,
}

/// Shows a thread.
pub async fn show(staff: StaffCaller, thread: Path<ThreadId>, query: Option<Query<ThreadQuery>>) -> Answer {
    let query = query.map(Query::into_inner).unwrap_or_default();
    // An address that somebody shortened leads to the newest.
    let part = Part { before: query.before.parse().ok(), also: query.forward.parse().ok() };
    let opened = Opened::open_part(&staff, thread.into_inner(), part, false).await?;
    let reply = opened.beginning(&query).await?;
    let mut shown = opened.page(reply);
    shown.filing = opened.filing().await?;
    page(&shown)
}
