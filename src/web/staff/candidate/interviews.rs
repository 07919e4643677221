//! Interviews of an application: what stands about them on a candidate's page, and the forms to invite, change and
//! cancel.

mod forms;

pub use forms::{Planned, cancel_form, change_form, invite_form};

use actix_web::web::Path;

use self::forms::{path, plan};
use super::CandidatePage;
use super::show::Record;
use crate::domain::application::Stage;
use crate::domain::category::CategoryId;
use crate::domain::id::{ApplicationId, CandidateId, InterviewId};
use crate::domain::interview::{InterviewDetails, InterviewState};
use crate::domain::message::Sending;
use crate::domain::purpose::Purpose;
use crate::law::access::Verb;
use crate::store::StoreError;
use crate::store::interviews::ShownInterview;
use crate::store::permit::Unsealed;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::Form;
use crate::web::frame::Message;
use crate::web::page::{Answer, onward, page_with_faults};
use crate::web::staff::Writing;
use crate::web::texts::Texts;
use crate::workflows::WorkflowError;
use crate::workflows::invite_to_interview;
use crate::workflows::show_candidate::HoldingFile;

/// What is wrong with a form that somebody else was faster than.
const STALE: &str = "message-stale";

/// An interview on a page.
#[derive(Debug, Clone)]
pub struct InterviewView {
    /// The id, for its anchor.
    pub id: String,
    /// From when to when, written out.
    pub when: String,
    /// Where.
    pub place: String,
    /// With whom; empty if nobody is named.
    pub with: String,
    /// Whether it is to take place.
    pub state: InterviewState,
    /// What a mail answered, in a sentence; empty if none did.
    pub answer: String,
    /// Whether that mail names another address than the one that was invited.
    pub is_from_elsewhere: bool,
    /// How far the latest mail about it is.
    pub mail: Option<Sending>,
    /// The address of the messages; empty if there are none.
    pub thread: String,
    /// The form to change it with; none if the reader may not, or it is cancelled.
    pub change_form: Option<Form>,
    /// The form to cancel it with; none likewise.
    pub cancel_form: Option<Form>,
}

impl InterviewView {
    /// Whether it is not to take place any more.
    pub fn is_cancelled(&self) -> bool {
        self.state == InterviewState::Cancelled
    }
}

impl Record<'_> {
    /// The interviews of an application, the latest first.
    pub(super) fn interviews(&self, holding: &HoldingFile, application: ApplicationId) -> Vec<InterviewView> {
        let may_write = self.may_write_to(holding);
        let shown = holding.interviews.iter().filter(|shown| shown.interview.application == application);
        shown.map(|shown| self.interview(shown, may_write)).collect()
    }

    /// The form to invite the candidate of an application with; none if the reader may not, or it has ended.
    pub(super) fn invite_form(&self, holding: &HoldingFile, application: &str, stage: Stage) -> Option<Form> {
        let profile = &holding.profile.value()?.profile.record;
        let may = self.may_write_to(holding) && stage.closing().is_none();
        let name = profile.name.display(profile.locale);
        let text = || Texts::of(profile.locale).with("interview-text", "name", name);
        may.then(|| invite_form(&self.writing.texts, &self.id(), application, &text()))
    }

    /// Whether the reader may have mail written to the candidate.
    fn may_write_to(&self, holding: &HoldingFile) -> bool {
        self.is_own(holding)
            && self.staff.visitor.app.config.mailer.is_some()
            && self.staff.may(Verb::Change, CategoryId::Communications, Purpose::Recruitment)
    }

    fn interview(&self, shown: &ShownInterview, may_write: bool) -> InterviewView {
        let (interview, writing) = (&shown.interview, &self.writing);
        let (starts, ends) = (writing.moment(interview.starts_at), writing.time_of_day(interview.ends_at));
        let (place, with) = match &shown.details {
            Unsealed::Value(details) => (details.place.clone(), details.interviewers.clone()),
            Unsealed::Damaged => (writing.texts.say("damaged"), String::new()),
        };
        let answer = interview.answer.as_ref().map(|mailed| {
            let (answer, at) = (writing.texts.label(mailed.answer), writing.moment(mailed.at));
            writing.texts.with_two("interview-answered", "answer", answer, "at", at)
        });
        let is_open = may_write && interview.state == InterviewState::Planned;
        let details = shown.details.value().filter(|_| is_open);
        InterviewView {
            id: interview.id.to_string(),
            when: format!("{starts} – {ends}"),
            place,
            with,
            state: interview.state,
            answer: answer.unwrap_or_default(),
            is_from_elsewhere: interview.answer.is_some_and(|mailed| mailed.is_from_elsewhere),
            mail: shown.mail,
            thread: interview.thread.map(|thread| format!("/staff/inbox/{thread}")).unwrap_or_default(),
            change_form: details.map(|details| self.change_form(shown, details)),
            cancel_form: details.map(|details| self.cancel_form(shown, details)),
        }
    }

    fn change_form(&self, shown: &ShownInterview, details: &InterviewDetails) -> Form {
        let (interview, writing) = (&shown.interview, &self.writing);
        let texts = Texts::of(details.locale);
        let planned = Planned {
            day: writing.date(interview.starts_at).to_string(),
            time: writing.time_of_day(interview.starts_at),
            minutes: (interview.ends_at.micros() - interview.starts_at.micros()) / 60_000_000,
            place: details.place.clone(),
            names: details.interviewers.clone(),
            text: texts.with("interview-text-change", "name", &details.attendee.name),
        };
        let action = format!("{}/{}", path(&self.id(), &interview.application.to_string()), interview.id);
        change_form(&writing.texts, action, &interview.id.to_string(), &planned, interview.revision)
    }

    fn cancel_form(&self, shown: &ShownInterview, details: &InterviewDetails) -> Form {
        let interview = &shown.interview;
        let text = Texts::of(details.locale).with("interview-text-cancel", "name", &details.attendee.name);
        let path = path(&self.id(), &interview.application.to_string());
        let action = format!("{path}/{}/cancellation", interview.id);
        cancel_form(action, &interview.id.to_string(), &text, interview.revision)
    }
}

/// Which form of an application's interviews.
#[derive(Debug, Clone, Copy)]
enum Which {
    Invite,
    Change(InterviewId),
    Cancel(InterviewId),
}

/// A form on the page, if it is there.
fn form_of(page: &mut CandidatePage, application: ApplicationId, which: Which) -> Option<&mut Form> {
    let application = application.to_string();
    let shown = page.applications.iter_mut().find(|shown| shown.id == application)?;
    let (id, is_change) = match which {
        Which::Invite => return shown.invite_form.as_mut(),
        Which::Change(id) => (id.to_string(), true),
        Which::Cancel(id) => (id.to_string(), false),
    };
    let shown = shown.interviews.iter_mut().find(|shown| shown.id == id)?;
    if is_change { shown.change_form.as_mut() } else { shown.cancel_form.as_mut() }
}

/// The page again, with what was typed and what is wrong with it; without, if somebody else took the form away.
async fn refused(staff: &StaffCaller, of: (CandidateId, ApplicationId), which: Which, typed: Form) -> Answer {
    let mut page = Record::open(staff, of.0).await?.page();
    let is_stale = typed.faults().iter().any(|field| field.error.as_ref().is_some_and(|error| error.key == STALE));
    let Some(form) = form_of(&mut page, of.1, which) else {
        let back = format!("/staff/candidates/{}", of.0);
        return if is_stale { onward(&back, Some(Message::Stale)) } else { Err(WebError::NotFound) };
    };
    for typed in typed.fields.into_iter().filter(|field| !field.is_hidden()) {
        if let Some(field) = form.fields.iter_mut().find(|field| field.name == typed.name) {
            field.value = typed.value;
            field.error = typed.error;
        }
    }
    page_with_faults(&page)
}

/// Invites the candidate of an application.
pub async fn invite(sent: StaffForm, path: Path<(CandidateId, ApplicationId)>) -> Answer {
    let of = path.into_inner();
    let StaffForm { staff, posted } = sent;
    let app = &staff.visitor.app;
    // Without a mail server there is no such form.
    let domain = app.config.mailer.as_ref().map(|mailer| mailer.own_domain().to_owned()).ok_or(WebError::NotFound)?;
    let mut form = invite_form(&staff.visitor.texts, "", "", "");
    form.fill(posted.pairs());
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let Some(plan) = plan(&mut form, &writing, staff.visitor.at) else {
        return refused(&staff, of, Which::Invite, form).await;
    };
    let caller = staff.caller.clone();
    app.change(move |_, db| invite_to_interview::invite(db, &caller, of, &domain, &plan)).await?;
    onward(&format!("/staff/candidates/{}", of.0), Some(Message::MessageQueued))
}

/// Changes an interview.
pub async fn change(sent: StaffForm, path: Path<(CandidateId, ApplicationId, InterviewId)>) -> Answer {
    let (candidate, application, interview) = path.into_inner();
    let (of, StaffForm { staff, posted }) = ((candidate, application), sent);
    let app = &staff.visitor.app;
    let revision: i64 = posted.value("revision").parse().unwrap_or_default();
    let mut form = change_form(&staff.visitor.texts, String::new(), "", &Planned::default(), revision);
    form.fill(posted.pairs());
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let Some(plan) = plan(&mut form, &writing, staff.visitor.at) else {
        return refused(&staff, of, Which::Change(interview), form).await;
    };
    let (caller, seen) = (staff.caller.clone(), (interview, revision));
    let moved = app.change(move |_, db| invite_to_interview::move_to(db, &caller, of, seen, &plan)).await;
    if matches!(moved, Err(WorkflowError::Store(StoreError::Stale))) {
        form.refuse("interview_day", STALE);
        return refused(&staff, of, Which::Change(interview), form).await;
    }
    moved?;
    onward(&format!("/staff/candidates/{candidate}"), Some(Message::MessageQueued))
}

/// Cancels an interview.
pub async fn cancel(sent: StaffForm, path: Path<(CandidateId, ApplicationId, InterviewId)>) -> Answer {
    let (candidate, application, interview) = path.into_inner();
    let (of, StaffForm { staff, posted }) = ((candidate, application), sent);
    let app = &staff.visitor.app;
    let revision: i64 = posted.value("revision").parse().unwrap_or_default();
    let mut form = cancel_form(String::new(), "", "", revision);
    form.fill(posted.pairs());
    form.check();
    if form.is_bad() {
        return refused(&staff, of, Which::Cancel(interview), form).await;
    }
    let (caller, seen) = (staff.caller.clone(), (interview, revision));
    let text = form.value("interview_reason").to_owned();
    let cancelled = app.change(move |_, db| invite_to_interview::cancel(db, &caller, of, seen, &text)).await;
    if matches!(cancelled, Err(WorkflowError::Store(StoreError::Stale))) {
        form.refuse("interview_reason", STALE);
        return refused(&staff, of, Which::Cancel(interview), form).await;
    }
    let message = if cancelled? { Message::MessageQueued } else { Message::Saved };
    onward(&format!("/staff/candidates/{candidate}"), Some(message))
}
