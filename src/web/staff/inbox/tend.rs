//! What is done about a thread: who looks after it, how far it is, until when it is put off, what a message is about.

use actix_web::web::Path;

use super::PAGE;
use super::moments::{snooze_form, until};
use super::thread::ThreadQuery;
use super::view::Opened;
use crate::domain::id::{MessageFindingId, ThreadId};
use crate::domain::message::ThreadState;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::store::{Database, StoreError};
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::Form;
use crate::web::frame::{Flash, Message, Tone};
use crate::web::page::{Answer, onward, page_with_faults};
use crate::web::posted::Posted;
use crate::web::staff::Writing;
use crate::workflows::WorkflowError;
use crate::workflows::{keep_health_messages, tend_threads};

/// The key of why what a message of ours says again is not kept as health data yet.
const QUOTED: &str = "finding-health-quoted";

/// Names who looks after a thread.
pub async fn owner(sent: StaffForm, thread: Path<ThreadId>) -> Answer {
    let StaffForm { staff, posted } = sent;
    staff.require_correspondent()?;
    let thread = thread.into_inner();
    let owner = match posted.value("owner") {
        "" => None,
        typed => Some(typed.parse().map_err(|_| WebError::NotFound)?),
    };
    let Some(revision) = revision(&posted) else { return malformed(&staff, thread).await };
    let assign = move |db: &mut Database, caller: &Caller| tend_threads::assign(db, caller, thread, owner, revision);
    change(&staff, thread, Message::Saved, assign).await
}

/// Says what has to be done about a thread. One that is done leads back to the list.
pub async fn state(sent: StaffForm, thread: Path<ThreadId>) -> Answer {
    let StaffForm { staff, posted } = sent;
    staff.require_correspondent()?;
    let thread = thread.into_inner();
    let state = posted.value("state").parse::<ThreadState>().ok();
    let Some((state, revision)) = state.zip(revision(&posted)) else { return malformed(&staff, thread).await };
    let set = move |db: &mut Database, caller: &Caller| tend_threads::set_state(db, caller, thread, state, revision);
    let done = if state == ThreadState::Done { Message::ThreadDone } else { Message::Saved };
    change(&staff, thread, done, set).await
}

/// Puts a thread off, or brings it back.
pub async fn snooze(sent: StaffForm, thread: Path<ThreadId>) -> Answer {
    let StaffForm { staff, posted } = sent;
    staff.require_correspondent()?;
    let thread = thread.into_inner();
    let Some(revision) = revision(&posted) else { return malformed(&staff, thread).await };
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let mut form = snooze_form(&writing, format!("{PAGE}/{thread}/snooze"), revision);
    form.fill(posted.pairs());
    let wanted = match posted.value("now") {
        "yes" => None,
        _ => match until(&mut form, &writing, staff.visitor.at) {
            Some(until) => Some(until),
            None => return refuse(&staff, thread, form).await,
        },
    };
    let put_off = move |db: &mut Database, caller: &Caller| tend_threads::snooze(db, caller, thread, wanted, revision);
    change(&staff, thread, Message::Saved, put_off).await
}

/// Says whether a message is what it seems to be.
pub async fn finding(sent: StaffForm, path: Path<(ThreadId, MessageFindingId)>) -> Answer {
    let StaffForm { staff, posted } = sent;
    staff.require_correspondent()?;
    let (thread, finding) = path.into_inner();
    let taken = match posted.value("decision") {
        "taken" => true,
        "dismissed" => false,
        _ => return malformed(&staff, thread).await,
    };
    // What speaks of health is kept for a purpose, which its form names.
    let purpose = posted.value("purpose").parse::<Purpose>().ok().filter(|_| taken);
    let caller = staff.caller.clone();
    let decide = staff.visitor.app.change_apart(move |app| match purpose {
        Some(purpose) => keep_health_messages::take(&app.store, &caller, thread, finding, purpose),
        None => tend_threads::decide_finding(&app.store, &caller, thread, finding, taken),
    });
    let here = format!("{PAGE}/{thread}");
    match decide.await {
        Ok(()) => onward(&here, Some(Message::Saved)),
        Err(WorkflowError::Store(StoreError::Stale)) => onward(&here, Some(Message::Stale)),
        Err(WorkflowError::Store(StoreError::OnRecord(keep_health_messages::QUOTATION))) => {
            refuse_finding(&staff, thread, finding).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The page of a thread, with why a message of it is not kept as health data yet: at the finding, else on top.
async fn refuse_finding(staff: &StaffCaller, thread: ThreadId, finding: MessageFindingId) -> Answer {
    let opened = Opened::open(staff, thread, false).await?;
    let mut shown = opened.page(opened.beginning(&ThreadQuery::default()).await?);
    let action = format!("{PAGE}/{thread}/findings/{finding}");
    let mut findings = shown.messages.iter_mut().flat_map(|message| message.findings.iter_mut());
    match findings.find(|view| view.action == action) {
        Some(view) => view.fault = Some(QUOTED),
        None => shown.frame.flash = Some(Flash { tone: Tone::Bad, text: staff.visitor.texts.say(QUOTED) }),
    }
    page_with_faults(&shown)
}

pub(super) fn revision(posted: &Posted) -> Option<i64> {
    posted.value("revision").parse().ok()
}

/// The answer to a form that none of our pages has; about a thread that is not there nothing else is said.
pub(super) async fn malformed(staff: &StaffCaller, thread: ThreadId) -> Answer {
    Opened::open(staff, thread, false).await?;
    Err(WebError::Malformed)
}

pub(super) async fn change(
    staff: &StaffCaller,
    thread: ThreadId,
    done: Message,
    work: impl FnOnce(&mut Database, &Caller) -> Result<(), WorkflowError> + Send + 'static,
) -> Answer {
    let caller = staff.caller.clone();
    let here = format!("{PAGE}/{thread}");
    match staff.visitor.app.change(move |_, db| work(db, &caller)).await {
        Err(WorkflowError::Store(StoreError::Stale)) => onward(&here, Some(Message::Stale)),
        result => {
            result?;
            onward(if done == Message::ThreadDone { PAGE } else { &here }, Some(done))
        }
    }
}

async fn refuse(staff: &StaffCaller, thread: ThreadId, mut form: Form) -> Answer {
    let opened = Opened::open(staff, thread, false).await?;
    let mut shown = opened.page(opened.beginning(&ThreadQuery::default()).await?);
    let tending = shown.tending.as_mut().ok_or(WebError::NotFound)?;
    form.set("revision", tending.revision.to_string());
    tending.snooze_form = form;
    page_with_faults(&shown)
}
