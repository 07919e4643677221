//! Interviews: a candidate is invited by mail, told of another time, or told that there is none.
//!
//! Invariant: an interview and the message that tells of it are one change, and what waits to tell of it as it was
//! before is taken back first. A mail that answers leaves a remark beside the interview and nothing more (R9).

mod calendars;

pub use self::calendars::{calendar_of, note_reply};

use std::fmt;

use super::change_tags::own_holding;
use super::write_message::{UNDO, references};
use super::{WorkflowError, find_holding};
use crate::domain::candidate::ProfileRecord;
use crate::domain::category::{ApplicationHistory, Communications, Profile};
use crate::domain::id::{ApplicationId, CandidateId, HoldingId, InterviewId, StaffId, ThreadId};
use crate::domain::interview::{self, Interview, InterviewDetails};
use crate::domain::locale::Locale;
use crate::domain::message::{Direction, MailAddress, MessageBody, MessageHead};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::Ts;
use crate::mail::invitations::{self, Tells, When};
use crate::store::database::Db;
use crate::store::gate::{self, Ask};
use crate::store::interviews::{self, NewInterview};
use crate::store::journal::Entry;
use crate::store::permit::{Permit, Unsealed};
use crate::store::searches::staff_of;
use crate::store::{
    Database, StoreError, applications, candidates, messages, offices, settings, staff, threads, vacancies,
};

/// Which application of whom.
pub type OfApplication = (CandidateId, ApplicationId);

/// What somebody typed about an interview.
#[derive(Clone, PartialEq, Eq)]
pub struct Plan {
    /// When it begins.
    pub starts_at: Ts,
    /// How many minutes it takes.
    pub minutes: i64,
    /// Where it is, or the address of a page to meet on.
    pub place: String,
    /// With whom.
    pub interviewers: String,
    /// What is written to the candidate.
    pub text: String,
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[Plan]")
    }
}

impl Plan {
    fn times(&self) -> (Ts, Ts) {
        (self.starts_at, self.starts_at.plus_seconds(self.minutes * 60))
    }
}

/// Invites the candidate of an open application to the caller's office, in the latest thread with them that is not
/// done. Calendars know the interview by its id and the domain.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such open application for the caller; [`StoreError::Refused`] with the
/// reason.
pub fn invite(
    db: &mut Database,
    caller: &Caller,
    of: OfApplication,
    domain: &str,
    plan: &Plan,
) -> Result<InterviewId, WorkflowError> {
    let permit = open(db, caller, of)?;
    let holding = permit.holding().id;
    let record = profile(db, caller, holding)?;
    let details = InterviewDetails {
        title: title(db, caller, holding, of.1, record.locale)?,
        place: plan.place.clone(),
        interviewers: plan.interviewers.clone(),
        text: plan.text.clone(),
        attendee: attendee(&record),
        locale: record.locale,
    };
    let thread = db.read(|db| threads::of_holding(db, holding, true, 1))?.first().map(|thread| thread.id);
    let times = plan.times();
    let mail = mail(db, &permit, Tells::OfInterview, &details, times, thread)?;
    let (id, (starts_at, ends_at)) = (InterviewId::new(), times);
    let uid = interview::uid(id, domain);
    Ok(db.change(|tx| {
        let thread = thread.map_or_else(|| threads::create(tx, &permit, caller.at), Ok)?;
        let new = NewInterview { id, application: of.1, thread, uid: &uid, details: &details, starts_at, ends_at };
        let made = interviews::create(tx, &permit, &new)?;
        let [saved, queued] = post(tx, &permit, thread, &mail, (id, 0))?;
        Ok((id, vec![made, saved, queued]))
    })?)
}

/// Plans an interview that is still as somebody saw it anew, and tells the candidate at their present address.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such interview for the caller; [`StoreError::Stale`] if it is another one by
/// now; [`StoreError::Refused`] with the reason.
pub fn move_to(
    db: &mut Database,
    caller: &Caller,
    of: OfApplication,
    seen: (InterviewId, i64),
    plan: &Plan,
) -> Result<(), WorkflowError> {
    let permit = open(db, caller, of)?;
    let (known, before, is_told) = kept(db, &permit, of.1, seen.0)?;
    let record = profile(db, caller, permit.holding().id)?;
    let details = InterviewDetails {
        place: plan.place.clone(),
        interviewers: plan.interviewers.clone(),
        text: plan.text.clone(),
        attendee: attendee(&record),
        ..before
    };
    // To whoever was told of none before, it is the first.
    let tells = if is_told { Tells::OfChange } else { Tells::OfInterview };
    let times = plan.times();
    let mail = mail(db, &permit, tells, &details, times, known.thread)?;
    Ok(db.change(|tx| {
        let (sequence, changed) = interviews::change(tx, &permit, seen, &details, times)?;
        let (_, mut entries) = interviews::call_back(tx, &permit, seen.0)?;
        let thread = known.thread.map_or_else(|| threads::create(tx, &permit, caller.at), Ok)?;
        entries.push(changed);
        entries.extend(post(tx, &permit, thread, &mail, (seen.0, sequence))?);
        Ok(((), entries))
    })?)
}

/// Cancels an interview that is still as somebody saw it, and tells the candidate if they were told of it; whether that
/// is so.
///
/// # Errors
/// As [`move_to`].
pub fn cancel(
    db: &mut Database,
    caller: &Caller,
    of: OfApplication,
    seen: (InterviewId, i64),
    text: &str,
) -> Result<bool, WorkflowError> {
    let permit = open(db, caller, of)?;
    let (known, before, _) = kept(db, &permit, of.1, seen.0)?;
    let details = InterviewDetails { text: text.to_owned(), ..before };
    let times = (known.starts_at, known.ends_at);
    let mail = mail(db, &permit, Tells::OfCancellation, &details, times, known.thread)?;
    Ok(db.change(|tx| {
        let (sequence, cancelled) = interviews::cancel(tx, &permit, seen, &details)?;
        let (is_told, mut entries) = interviews::call_back(tx, &permit, seen.0)?;
        entries.push(cancelled);
        if is_told {
            let thread = known.thread.map_or_else(|| threads::create(tx, &permit, caller.at), Ok)?;
            entries.extend(post(tx, &permit, thread, &mail, (seen.0, sequence))?);
        }
        Ok((is_told, entries))
    })?)
}

/// Permission to write to the candidate of an application to the caller's own office.
fn open(db: &mut Database, caller: &Caller, of: OfApplication) -> Result<Permit<Communications>, WorkflowError> {
    let ask = Ask::change(caller, Purpose::Recruitment);
    let own = own_holding(db, caller, of.0)?;
    if find_holding::of_application(db, &ask, of.0, of.1)? != own {
        return Err(gate::unknown(db, &ask, &of.1.to_string()).into());
    }
    Ok(gate::open::<Communications>(db, &ask, own)?)
}

fn profile(db: &mut Database, caller: &Caller, holding: HoldingId) -> Result<ProfileRecord, WorkflowError> {
    let permit = gate::open::<Profile>(db, &Ask::read(caller, Purpose::Recruitment), holding)?;
    Ok(candidates::read(db, &permit)?.record)
}

/// An application that has ended has no interviews any more.
fn title(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    application: ApplicationId,
    locale: Locale,
) -> Result<String, WorkflowError> {
    let permit = gate::open::<ApplicationHistory>(db, &Ask::read(caller, Purpose::Recruitment), holding)?;
    let all = applications::list(db, &permit)?.into_iter().map(|shown| shown.application);
    let found = all.filter(|one| one.stage.closing().is_none()).find(|one| one.id == application);
    let vacancy = found.ok_or(StoreError::NotFound)?.vacancy;
    let (vacancy, company) = db.read(|db| Ok((vacancies::read(db, vacancy)?, settings::company(db)?)))?;
    Ok(invitations::title(vacancy.title.get(locale), company.get(locale), locale))
}

fn attendee(record: &ProfileRecord) -> MailAddress {
    MailAddress { name: record.name.display(record.locale), address: record.email.as_str().to_owned() }
}

/// An interview of an application with what it says, and whether a mail about it has gone.
fn kept(
    db: &mut Database,
    permit: &Permit<Communications>,
    application: ApplicationId,
    id: InterviewId,
) -> Result<(Interview, InterviewDetails, bool), WorkflowError> {
    let shown = interviews::read(db, permit, id)?;
    if shown.interview.application != application {
        return Err(StoreError::NotFound.into());
    }
    match shown.details {
        Unsealed::Value(details) => Ok((shown.interview, details, shown.is_told)),
        Unsealed::Damaged => Err(StoreError::Unopened("interviews").into()),
    }
}

/// A message that tells of an interview.
struct Mail {
    head: MessageHead,
    body: MessageBody,
    staff: StaffId,
}

fn mail(
    db: &mut Database,
    permit: &Permit<Communications>,
    tells: Tells,
    details: &InterviewDetails,
    (starts_at, ends_at): (Ts, Ts),
    thread: Option<ThreadId>,
) -> Result<Mail, WorkflowError> {
    let (office, writer) = (&permit.holding().office, staff_of(permit.caller())?);
    let (person, office, company) =
        db.read(|db| Ok((staff::read(db, writer)?, offices::read(db, office)?, settings::company(db)?)))?;
    let known = thread.map(|thread| messages::conversation(db, permit, thread)).transpose()?.unwrap_or_default();
    let when = When { starts_at, ends_at, zone: &office.time_zone };
    let signature = [&*person.name, office.name.get(details.locale), company.get(details.locale)];
    let head = MessageHead {
        to: vec![MailAddress { name: String::new(), ..details.attendee.clone() }],
        subject: invitations::subject(tells, details),
        references: references(&known),
        ..MessageHead::default()
    };
    let body = MessageBody { text: invitations::text(details, &when, &signature), html: None };
    Ok(Mail { head, body, staff: writer })
}

/// Queues a message in a thread that tells of an interview as it is after so many changes.
fn post(
    tx: &mut Db,
    permit: &Permit<Communications>,
    thread: ThreadId,
    mail: &Mail,
    told: (InterviewId, i32),
) -> Result<[Entry; 2], StoreError> {
    let at = permit.caller().at;
    let (message, saved) =
        messages::save_draft(tx, permit, thread, None, &mail.head, &mail.body, Some(mail.staff), at)?;
    let queued = messages::queue(tx, permit, message, at.plus_seconds(UNDO))?;
    interviews::tell(tx, permit, message, told)?;
    threads::touch(tx, permit, thread, Direction::Out, at)?;
    Ok([saved, queued])
}
