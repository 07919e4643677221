//! Filing messages with another person, and mail that is filed with nobody with one.
//!
//! Invariant: whom somebody looks for travels in the body of a form, as every question does; addresses name ids alone.

pub mod mail;
mod panel;

use actix_web::web::{Path, Query};
use askama::Template;
use askama_web::WebTemplate;

use super::PAGE;
use crate::app::App;
use crate::directory::Person;
use crate::domain::id::{CandidateId, MessageId, ThreadId};
use crate::domain::message::{Channel, Direction};
use crate::domain::staff::Caller;
use crate::domain::vacancy::VacancyName;
use crate::store::messages::ShownMessage;
use crate::store::{StoreError, vacancies};
use crate::web::correspondence::written;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::web::posted::Posted;
use crate::web::staff::{Writing, candidates};
use crate::workflows::refile_messages::{self, FilingFault, Towards};
use crate::workflows::{WorkflowError, list_candidates, propose_people};

pub use panel::{FilingPanel, ProposedView};

/// Characters of what is looked for.
const LONGEST: usize = 100;
/// What the form says for whoever sent the message.
const NEWCOMER: &str = "new";

/// `/staff/inbox/{thread}/filing` and `/staff/inbox/unfiled/{id}/person`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/inbox/filing.html")]
pub struct FilingPage {
    /// The frame.
    pub frame: Frame,
    /// The address of where the reader came from.
    pub back: String,
    /// Where it is posted to.
    pub action: String,
    /// When the mail came in, written out; empty for the messages of a thread.
    pub came: String,
    /// The messages that may be chosen, oldest first.
    pub messages: Vec<MessageTick>,
    /// The message before which the page ends; empty for the newest.
    pub before: String,
    /// The address of the messages before these; none if there are none.
    pub older: Option<String>,
    /// The address of the newest, if these are not.
    pub newest: Option<String>,
    /// Whom the reader looks for.
    pub typed: String,
    /// Whom they may choose.
    pub people: Vec<PersonChoice>,
    /// The address of whoever sent the latest message, if they may be taken in; empty if not.
    pub newcomer: String,
    /// Whether that is chosen.
    pub is_newcomer: bool,
    /// The key of why nothing was filed.
    pub fault: Option<&'static str>,
}

/// A message to choose.
#[derive(Debug, Clone)]
pub struct MessageTick {
    /// Its id.
    pub id: String,
    /// When it came or went, whose it is, what it is about.
    pub label: String,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

/// A person to choose.
#[derive(Debug, Clone)]
pub struct PersonChoice {
    /// The candidate's id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their reading and what they applied for.
    pub detail: String,
    /// Whether they are chosen.
    pub is_chosen: bool,
}

impl FilingPage {
    /// Whether it is about mail that is filed with nobody.
    pub fn is_unfiled(&self) -> bool {
        !self.came.is_empty()
    }

    /// The key of what the page says first.
    pub fn lead_key(&self) -> &'static str {
        if self.is_unfiled() { "filing-unfiled-lead" } else { "filing-lead" }
    }

    /// The key of what leads back.
    pub fn back_key(&self) -> &'static str {
        if self.is_unfiled() { "inbox-unfiled" } else { "reply-thread" }
    }

    /// Whether nobody was found who was looked for.
    pub fn has_found_nobody(&self) -> bool {
        self.people.is_empty() && !self.typed.is_empty()
    }

    /// Whether there is anybody to choose.
    pub fn has_choice(&self) -> bool {
        !self.people.is_empty() || !self.newcomer.is_empty()
    }
}

/// With whom, if the reader was led here to file with somebody, and before which message the page ends.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct FilingQuery {
    candidate: String,
    before: String,
}

/// What was chosen on the page so far.
#[derive(Debug, Clone, Default)]
struct Chosen {
    /// The messages; none of them said means all.
    messages: Option<Vec<MessageId>>,
    /// The message before which the page ends.
    before: Option<MessageId>,
    typed: String,
    person: String,
    fault: Option<&'static str>,
}

impl Chosen {
    fn led_to(query: Option<Query<FilingQuery>>) -> Self {
        let query = query.map(Query::into_inner).unwrap_or_default();
        Self { person: query.candidate, before: query.before.parse().ok(), ..Self::default() }
    }

    fn of(posted: &Posted) -> Self {
        let ticked = posted.pairs().filter(|(name, _)| *name == "message");
        Self {
            messages: Some(ticked.filter_map(|(_, id)| id.parse().ok()).collect()),
            before: posted.value("before").parse().ok(),
            typed: posted.value("who").trim().chars().take(LONGEST).collect(),
            person: posted.value("person").to_owned(),
            fault: None,
        }
    }

    fn has(&self, message: MessageId) -> bool {
        self.messages.as_ref().is_none_or(|all| all.contains(&message))
    }

    fn candidate(&self) -> Option<CandidateId> {
        self.person.parse().ok()
    }

    /// The address of another page of the form, with whoever is chosen.
    fn href(&self, action: &str, before: Option<MessageId>) -> String {
        let before = before.map(|id| format!("before={id}"));
        let candidate = self.candidate().map(|id| format!("candidate={id}"));
        let asked: Vec<String> = before.into_iter().chain(candidate).collect();
        if asked.is_empty() { action.to_owned() } else { format!("{action}?{}", asked.join("&")) }
    }
}

/// Shows the form to file messages of a thread with somebody else.
pub async fn show(staff: StaffCaller, thread: Path<ThreadId>, query: Option<Query<FilingQuery>>) -> Answer {
    staff.require_correspondent()?;
    page(&of_thread(&staff, thread.into_inner(), Chosen::led_to(query)).await?)
}

/// Looks for a person, or files the chosen messages with one.
pub async fn file(sent: StaffForm, thread: Path<ThreadId>) -> Answer {
    let StaffForm { staff, posted } = sent;
    staff.require_correspondent()?;
    let (thread, chosen) = (thread.into_inner(), Chosen::of(&posted));
    match posted.value("act") {
        "find" => return page(&of_thread(&staff, thread, chosen).await?),
        "file" => {}
        _ => return super::tend::malformed(&staff, thread).await,
    }
    let to = if chosen.person == NEWCOMER { Some(Towards::Sender) } else { chosen.candidate().map(Towards::Known) };
    let Some(to) = to else { return refused(&staff, thread, chosen, "filing-fault-nobody").await };
    let (caller, messages) = (staff.caller.clone(), chosen.messages.clone().unwrap_or_default());
    let refile =
        staff.visitor.app.change_apart(move |app| refile_messages::refile(&app.store, &caller, thread, &messages, to));
    match refile.await {
        Ok(Ok(there)) => onward(&format!("{PAGE}/{there}"), Some(Message::MessagesFiled)),
        Ok(Err(fault)) => refused(&staff, thread, chosen, fault_key(fault)).await,
        Err(WorkflowError::Store(StoreError::Stale)) => {
            onward(&format!("{PAGE}/{thread}/filing"), Some(Message::Stale))
        }
        Err(error) => Err(error.into()),
    }
}

async fn refused(staff: &StaffCaller, thread: ThreadId, chosen: Chosen, fault: &'static str) -> Answer {
    page_with_faults(&of_thread(staff, thread, Chosen { fault: Some(fault), ..chosen }).await?)
}

/// The key of why messages were not filed with somebody else.
const fn fault_key(fault: FilingFault) -> &'static str {
    match fault {
        FilingFault::Nothing => "filing-fault-nothing",
        FilingFault::Queued => "filing-fault-queued",
        FilingFault::Verified => "filing-fault-verified",
        FilingFault::MadeOf => "filing-fault-made-of",
        FilingFault::Written => "filing-fault-written",
        FilingFault::SamePerson => "filing-fault-same",
        FilingFault::NoSender => "filing-fault-no-sender",
        FilingFault::KnownSender => "filing-fault-known-sender",
        FilingFault::Double => "filing-fault-double",
        FilingFault::Damaged => "filing-fault-damaged",
    }
}

async fn of_thread(staff: &StaffCaller, thread: ThreadId, chosen: Chosen) -> Result<FilingPage, WebError> {
    let (caller, asked) = (staff.caller.clone(), chosen.clone());
    let look = staff.visitor.app.run_apart(move |app| {
        let refiling = refile_messages::look(&mut app.store.database()?, &caller, thread, asked.before)?;
        Ok((refiling, people(app, &caller, &asked)?))
    });
    let (refiling, (people, vacancies)) = look.await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let tick = |message: &ShownMessage| MessageTick {
        id: message.id.to_string(),
        label: label(message, staff, &writing),
        is_chosen: chosen.has(message.id),
    };
    let back = format!("{PAGE}/{thread}");
    let action = format!("{back}/filing");
    Ok(FilingPage {
        frame: staff.frame(),
        older: refiling.older.map(|first| chosen.href(&action, Some(first))),
        newest: (!refiling.is_newest).then(|| chosen.href(&action, None)),
        action,
        back,
        came: String::new(),
        messages: refiling.messages.iter().map(tick).collect(),
        before: chosen.before.filter(|_| !refiling.is_newest).map(|id| id.to_string()).unwrap_or_default(),
        people: choices(&people, &vacancies, staff, &chosen.person),
        newcomer: refiling.newcomer.map(|address| address.as_str().to_owned()).unwrap_or_default(),
        is_newcomer: chosen.person == NEWCOMER,
        typed: chosen.typed,
        fault: chosen.fault,
    })
}

/// Whom the reader looks for, else whom they were led here with; with the vacancies, for names.
fn people(app: &App, caller: &Caller, chosen: &Chosen) -> Result<(Vec<Person>, Vec<VacancyName>), WorkflowError> {
    let mut found = match chosen.candidate().filter(|_| chosen.typed.is_empty()) {
        Some(candidate) => propose_people::named_by_id(&app.store, &app.directories, caller, candidate)?,
        None if chosen.typed.is_empty() => Vec::new(),
        None => list_candidates::suggest(&app.store, &app.directories, caller, &chosen.typed)?.page.people,
    };
    found.retain(|person| person.holding.office == caller.office);
    Ok((found, app.store.database()?.read(vacancies::names)?))
}

fn choices(people: &[Person], vacancies: &[VacancyName], staff: &StaffCaller, chosen: &str) -> Vec<PersonChoice> {
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let offices = std::slice::from_ref(&staff.office);
    let choice = |line: candidates::CandidateLine| {
        let detail: Vec<String> = [line.reading, line.vacancy].into_iter().filter(|part| !part.is_empty()).collect();
        PersonChoice { is_chosen: line.id == chosen, id: line.id, name: line.name, detail: detail.join(" · ") }
    };
    candidates::lines(people, vacancies, offices, &staff.office, &writing).into_iter().map(choice).collect()
}

/// When a message came or went, whose it is, what it is about.
fn label(message: &ShownMessage, staff: &StaffCaller, writing: &Writing) -> String {
    let texts = &writing.texts;
    let Some(head) = message.head.value() else {
        return format!("{} · {}", writing.moment(message.at), texts.say("damaged"));
    };
    let who = match (message.channel, message.direction) {
        (Channel::Mail, Direction::Out) => staff.office.name.get(writing.locale()).to_owned(),
        (Channel::Mail, Direction::In) => head.from.as_ref().map_or_else(|| texts.say("message-nobody"), written),
        (by_hand, _) => texts.label(by_hand),
    };
    let parts = [writing.moment(message.at), who, head.subject.trim().to_owned()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
