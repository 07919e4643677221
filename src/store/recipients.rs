//! Who reads what is sent to an address, and whether they may have what is written to a candidate.
//!
//! Invariant: an address opens nothing. People of ours are decided about as if they opened the record themselves, and
//! that an address is somebody else's is told to nobody who may not list them. Each decision is journalled in the name
//! of whoever sends, and an address stands in no entry.

use super::addresses;
use super::answers::answer_all;
use super::database::Db;
use super::error::StoreError;
use super::gate::{Ask, Refusal};
use super::journal::Entry;
use super::judge::{Judged, decided, entry, role_facts};
use super::mailboxes::{self, Mailbox};
use super::open::Database;
use super::{processors, staff};
use crate::domain::candidate::HoldingRef;
use crate::domain::category::CategoryId;
use crate::domain::contact::EmailAddress;
use crate::domain::id::HoldingId;
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Caller, Role};
use crate::law::access::Verb;
use crate::law::decision_facts::{DecisionFacts, Lack};

/// Who stands behind an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// The candidate: it is their address on record.
    Candidate,
    /// Somebody of ours who may have it: of staff, at a mailbox, or at a processor that was entrusted with it.
    Ours,
    /// Somebody of ours who may not, and why.
    Refused(Box<Refusal>),
    /// Somebody else on record at the office whom the writer may list.
    Another,
    /// Nobody who is known.
    Outside,
}

/// The mailboxes of all offices, looked up once for everybody to whom a message goes.
#[derive(Debug)]
pub struct Mailboxes(Vec<Mailbox>);

impl Mailboxes {
    /// Looks them up.
    ///
    /// # Errors
    /// The database's.
    pub fn load(db: &mut Db) -> Result<Self, StoreError> {
        Ok(Self(mailboxes::all(db)?))
    }

    /// The one that an address is of.
    fn of(&self, address: &EmailAddress) -> Option<&Mailbox> {
        let form = address.index_form();
        self.0.iter().find(|mailbox| mailbox.addresses().any(|one| one.index_form() == form))
    }
}

/// A message that is to go to somebody.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    /// Who sends it, at which moment: the journal names them.
    pub by: &'a Caller,
    /// Who wrote it: they are told what they may know.
    pub writer: &'a Caller,
    /// Whose data is in it.
    pub about: &'a HoldingRef,
    /// What mailboxes we have.
    pub mailboxes: &'a Mailboxes,
}

/// Decides who stands behind an address, for a message about a record of the sender's office.
///
/// # Errors
/// [`StoreError::Unavailable`] if this instance does not hold the office's keys; the database's.
pub fn judge(db: &mut Database, sent: Sent<'_>, address: &EmailAddress) -> Result<Recipient, StoreError> {
    let office = &sent.about.office;
    let digest = addresses::digest(db, office, address)?;
    let holdings = addresses::find(db.db(), office, &digest)?;
    if holdings.contains(&sent.about.id) {
        return Ok(Recipient::Candidate);
    }
    match reader(db.db(), sent, address)? {
        Some((reader, subject)) => of_ours(db, sent, &reader, &subject),
        None => on_record(db, sent, &holdings),
    }
}

/// The addresses of our people and of an office's mailboxes.
///
/// # Errors
/// The database's.
pub fn ours(db: &mut Db, office: &OfficeCode) -> Result<Vec<EmailAddress>, StoreError> {
    let people = staff::list(db)?.into_iter().filter(|person| person.role != Role::Partner).map(|person| person.email);
    let mailboxes = mailboxes::list(db, office)?;
    Ok(people.chain(mailboxes.iter().flat_map(Mailbox::addresses)).collect())
}

/// Who of ours reads what is sent to an address, and how the journal names them. At a mailbox that is whoever recruits
/// for its office.
fn reader(db: &mut Db, sent: Sent<'_>, address: &EmailAddress) -> Result<Option<(Caller, String)>, StoreError> {
    let Sent { writer, mailboxes, .. } = sent;
    let person = staff::by_email(db, address)?.map(|(person, _)| person);
    if let Some(person) = person.filter(|person| person.disabled_at.is_none()) {
        let reader = Caller::staff(&person, writer.at);
        let is_partner = person.role == Role::Partner;
        let reader = if is_partner { reader.for_processor(processors::of_user(db, person.id)?.id) } else { reader };
        return Ok(Some((reader, format!("recipient:staff:{}", person.id))));
    }
    Ok(mailboxes.of(address).map(|mailbox| {
        let office = mailbox.office.clone();
        let reader = Caller { role: Role::Recruiter, office, own_candidate: None, processor: None, ..writer.clone() };
        (reader, format!("recipient:mailbox:{}", mailbox.id))
    }))
}

/// Whether somebody of ours may read what is written to the candidate.
fn of_ours(db: &mut Database, sent: Sent<'_>, reader: &Caller, subject: &str) -> Result<Recipient, StoreError> {
    let read = Ask::read(reader, Purpose::Recruitment);
    let category = CategoryId::Communications;
    let refusal = match asked(db, (sent.by, subject), &read, &[sent.about.id], category)?.pop() {
        Some((_, refusal)) => refusal,
        None => nothing_given(db, (sent, subject), &read)?,
    };
    Ok(refusal.map_or(Recipient::Ours, |refusal| Recipient::Refused(Box::new(refusal))))
}

/// To a processor that was not entrusted with it the record does not exist: it was given nothing.
fn nothing_given(
    db: &Database,
    (sent, subject): (Sent<'_>, &str),
    read: &Ask<'_>,
) -> Result<Option<Refusal>, StoreError> {
    let category = CategoryId::Communications;
    let access = role_facts(read, sent.about, category, false);
    let facts = DecisionFacts { lack: Some(Lack::NotGiven), ..DecisionFacts::of_role(access) };
    let judged = decided(db, category, facts);
    db.inner().journal.record(vec![named(db, (sent.by, subject), read, (sent.about, category), &judged)])?;
    Ok(judged.refusal)
}

/// Whether an address belongs to the candidate after all, to somebody else on record, or to nobody whom the writer may
/// know of.
fn on_record(db: &mut Database, sent: Sent<'_>, holdings: &[HoldingId]) -> Result<Recipient, StoreError> {
    let list = Ask { caller: sent.writer, verb: Verb::List, purpose: Purpose::Recruitment, reason: None };
    let found = if holdings.is_empty() {
        Vec::new()
    } else {
        asked(db, (sent.by, "recipient"), &list, holdings, CategoryId::Profile)?
    };
    // A record of theirs whose time is over keeps the address until it is erased.
    if found.iter().any(|(holding, _)| holding.candidate == sent.about.candidate) {
        return Ok(Recipient::Candidate);
    }
    let is_listed = found.iter().any(|(_, refusal)| refusal.is_none());
    Ok(if is_listed { Recipient::Another } else { Recipient::Outside })
}

/// What the gate would answer somebody about some holdings; nothing is opened.
fn asked(
    db: &mut Database,
    by: (&Caller, &str),
    ask: &Ask<'_>,
    holdings: &[HoldingId],
    category: CategoryId,
) -> Result<Vec<(HoldingRef, Option<Refusal>)>, StoreError> {
    let answered = answer_all(db, ask, holdings, &[category])?;
    let mut entries = Vec::with_capacity(answered.len());
    for (opened, decided) in &answered {
        let of = |(category, judged): &(CategoryId, Judged)| named(db, by, ask, (opened.holding(), *category), judged);
        entries.extend(decided.iter().map(of));
    }
    db.inner().journal.record(entries)?;
    let refusal = |opened: &super::gate::Opened| opened.refusal(category).cloned();
    Ok(answered.into_iter().map(|(opened, _)| (opened.holding().clone(), refusal(&opened))).collect())
}

/// The journal entry of a decision about one person, in the name of another.
fn named(
    db: &Database,
    (by, subject): (&Caller, &str),
    ask: &Ask<'_>,
    (holding, category): (&HoldingRef, CategoryId),
    judged: &Judged,
) -> Entry {
    let Entry { actor, role, office, .. } = Entry::by(by, ask.verb.as_str(), "");
    Entry { actor, role, office, subject: subject.to_owned(), ..entry(db, ask, holding, category, judged) }
}
