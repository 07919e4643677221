//! What a message begins with, before anybody has typed a word: to whom, about what, by whom, and what is quoted.
//!
//! Invariant: what came in decides little of it. It goes to the sender, or within the sender's own domain, and to
//! others whom the mail names only if its writer asks for that. What a colleague wrote is not answered.

use super::filled::{Filled, filled};
use super::others::{self, Others};
use super::{Written, checks, holding_of, is_real};
use crate::domain::candidate::ProfileRecord;
use crate::domain::category::{CategoryId, Communications};
use crate::domain::contact::EmailAddress;
use crate::domain::id::{CandidateId, HoldingId, MessageTemplateId, ThreadId};
use crate::domain::locale::{InThreeLanguages, Locale};
use crate::domain::message::{Caution, Direction, MessageHead};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::mail::replies;
use crate::store::gate::{self, Ask};
use crate::store::messages::{self, ShownMessage};
use crate::store::searches::staff_of;
use crate::store::{Database, StoreError, facts, offices, recipients, settings, signatures, staff};
use crate::workflows::WorkflowError;
use crate::workflows::change_tags::own_holding;

/// The beginning of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefilled {
    /// What stands in its fields.
    pub written: Written,
    /// The language that it is in.
    pub locale: Locale,
    /// What its writer should know of whom it goes to.
    pub caution: Option<Caution>,
    /// Whether what is answered went to others as well who do not get it like this.
    pub has_others: bool,
}

/// How an answer begins.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beginning<'a> {
    /// With what this template says, in its language.
    pub template: Option<MessageTemplateId>,
    /// Whether it goes to everybody who got what is answered.
    pub to_all: bool,
    /// Addresses that are ours besides those of staff and mailboxes: mail comes in or goes out by them.
    pub ours: &'a [EmailAddress],
}

/// The beginning of an answer in a thread to its sender alone, as [`answer`] has it.
///
/// # Errors
/// As [`answer`].
pub fn reply_to(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    template: Option<MessageTemplateId>,
) -> Result<Prefilled, WorkflowError> {
    answer(db, caller, thread, Beginning { template, ..Beginning::default() })
}

/// The beginning of an answer in a thread of the caller's own office: to whoever wrote last, but for ours, else to whom
/// we wrote last, else to the address of the profile; if all are to get it, also to the others whom that mail names, but
/// for ours.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such thread or template for the caller; [`StoreError::Refused`] with the
/// reason.
pub fn answer(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    beginning: Beginning<'_>,
) -> Result<Prefilled, WorkflowError> {
    let ask = Ask::read(caller, Purpose::Recruitment);
    let holding = holding_of(db, &ask, thread)?;
    let permit = gate::open::<Communications>(db, &ask, holding)?;
    let known = messages::conversation(db, &permit, thread)?;
    let profile = checks::profile(db, caller, holding)?;
    let ours = db.read(|db| recipients::ours(db, &caller.office))?;
    let real = || known.iter().rev().filter(|message| is_real(message));
    let answered = real().find(|message| {
        let head = message.head.value().filter(|_| message.direction == Direction::In);
        head.is_some_and(|head| !is_of_a_colleague(head, [beginning.ours, &ours], profile.as_ref()))
    });
    let sender = answered.and_then(|message| message.head.value()).and_then(replies::answer_to);
    let caution = sender.as_ref().filter(|to| to.is_diverted).map(|_| Caution::ReplyElsewhere);
    let before = real().find_map(|message| message.head.value().filter(|head| !head.subject.is_empty()));
    let written_to = real().find(|message| message.direction == Direction::Out).and_then(|one| one.head.value());
    let wanted = replies::language(answered.map_or("", text_of)).or(profile.as_ref().map(|record| record.locale));
    let own = Filled {
        locale: wanted.map_or_else(|| office_locale(db, caller), Ok)?,
        subject: before.map(|head| replies::subject(&head.subject)).unwrap_or_default(),
        text: String::new(),
    };
    let Filled { locale, subject, text } = begun(db, caller, holding, beginning.template, own)?;
    let to = sender.map(|sender| sender.address).or_else(|| written_to.and_then(first_of));
    let to = to.or_else(|| profile.map(|record| record.email));
    // What is kept as health data is not quoted: an answer is under communications.
    let quote = match answered.filter(|message| !message.is_health) {
        Some(message) => quote(db, caller, message, locale)?,
        None => String::new(),
    };
    let to: Vec<EmailAddress> = to.into_iter().collect();
    let others = match answered.and_then(|message| message.head.value()) {
        Some(head) => others::of(head, [&to, beginning.ours, &ours]),
        None => Others::default(),
    };
    let has_others = !beginning.to_all && !others.is_empty();
    let Others { to: more, cc } = if beginning.to_all { others } else { Others::default() };
    let written = Written {
        to: to.iter().map(|to| to.as_str().to_owned()).chain(more).collect(),
        cc,
        subject,
        text: format!("{text}\n\n{}\n{quote}", signature(db, caller, locale)?),
    };
    Ok(Prefilled { written, locale, caution, has_others })
}

/// The beginning of the first message to a candidate whose record the caller's office collected.
///
/// # Errors
/// As [`reply_to`], about the candidate.
pub fn first_to(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
    template: Option<MessageTemplateId>,
) -> Result<Prefilled, WorkflowError> {
    let holding = own_holding(db, caller, candidate)?;
    // Whether it may be written at all; to look makes no key.
    let ask = Ask::change(caller, Purpose::Recruitment);
    let opened = gate::open_all(db, &ask, holding, &[CategoryId::Communications])?;
    if let Some(refusal) = opened.refusal(CategoryId::Communications) {
        return Err(StoreError::Refused(Box::new(refusal.clone())).into());
    }
    let profile = checks::profile(db, caller, holding)?;
    let locale = profile.as_ref().map(|record| record.locale).map_or_else(|| office_locale(db, caller), Ok)?;
    let own = Filled { locale, subject: String::new(), text: String::new() };
    let Filled { locale, subject, text } = begun(db, caller, holding, template, own)?;
    let written = Written {
        to: profile.into_iter().map(|record| record.email.as_str().to_owned()).collect(),
        cc: Vec::new(),
        subject,
        text: format!("{text}\n\n{}\n", signature(db, caller, locale)?),
    };
    Ok(Prefilled { written, locale, caution: None, has_others: false })
}

/// What a message begins with: a template, if one was chosen. One without a subject leaves that as it is.
fn begun(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    template: Option<MessageTemplateId>,
    own: Filled,
) -> Result<Filled, WorkflowError> {
    let Some(template) = template else { return Ok(own) };
    let chosen = filled(db, caller, holding, template)?;
    let subject = if chosen.subject.trim().is_empty() { own.subject } else { chosen.subject };
    Ok(Filled { locale: chosen.locale, subject, text: chosen.text.trim_end().to_owned() })
}

/// The language of the office's country.
pub(super) fn office_locale(db: &mut Database, caller: &Caller) -> Result<Locale, StoreError> {
    Ok(db.read(|db| offices::read(db, &caller.office))?.jurisdiction.locale())
}

fn text_of(message: &ShownMessage) -> &str {
    message.body.value().map_or("", |body| body.text.as_str())
}

/// Whether a mail says that it is from one of ours, who is not the candidate themselves.
fn is_of_a_colleague(head: &MessageHead, ours: [&[EmailAddress]; 2], candidate: Option<&ProfileRecord>) -> bool {
    let Some(from) = &head.from else { return false };
    let is_theirs = candidate.is_some_and(|record| from.is_of(&record.email));
    !is_theirs && ours.into_iter().flatten().any(|known| from.is_of(known))
}

/// Whom a message of ours went to.
fn first_of(head: &MessageHead) -> Option<EmailAddress> {
    head.to.iter().find_map(|to| EmailAddress::parse(&to.address).ok())
}

/// What a message says, quoted, with who wrote it and when.
fn quote(db: &mut Database, caller: &Caller, message: &ShownMessage, locale: Locale) -> Result<String, WorkflowError> {
    let day = db.read(|db| facts::office(db, &caller.office))?.today(message.at);
    let from = message.head.value().and_then(|head| head.from.as_ref());
    let who = from.map_or("", |from| if from.name.trim().is_empty() { &*from.address } else { &*from.name });
    Ok(format!("\n{}\n{}", replies::attribution(who, day, locale), replies::quoted(text_of(message))))
}

/// Who writes, for which office and company, in a language.
pub(super) struct Writer {
    pub(super) name: String,
    pub(super) office: String,
    pub(super) company: String,
}

/// Who the caller is to whoever reads a message.
pub(super) fn writer(db: &mut Database, caller: &Caller, locale: Locale) -> Result<Writer, StoreError> {
    let (person, office, company) = db.read(|db| {
        let person = staff::read(db, staff_of(caller)?)?;
        Ok((person, offices::read(db, &caller.office)?, settings::company(db)?))
    })?;
    let said = |names: &InThreeLanguages| names.get(locale).to_owned();
    Ok(Writer { name: person.name, office: said(&office.name), company: said(&company) })
}

/// What stands under a message: what its writer wrote for that, in its language, else who writes.
pub(super) fn signature(db: &mut Database, caller: &Caller, locale: Locale) -> Result<String, StoreError> {
    let own = db.read(|db| signatures::read(db, staff_of(caller)?, locale))?;
    let said = own.map_or_else(|| usual_signature(db, caller, locale), Ok)?;
    Ok(replies::signed(&said))
}

/// What stands under a message of somebody who wrote no signature in its language.
///
/// # Errors
/// The store's.
pub fn usual_signature(db: &mut Database, caller: &Caller, locale: Locale) -> Result<String, StoreError> {
    let Writer { name, office, company } = writer(db, caller, locale)?;
    Ok(replies::signature(&name, &office, &company))
}
