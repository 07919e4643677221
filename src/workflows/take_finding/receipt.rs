//! A mail of an agent or a recruitment service, and the record of receipt that it asks for (APPI Art. 30).
//!
//! Invariant: the record is about the person that the mail is filed with; its form, sent twice, is one record.

use super::{Found, OF_OTHERS, Place, is_one_of, open, person};
use crate::domain::candidate::PersonName;
use crate::domain::category::{CategoryId, Communications};
use crate::domain::disclosure::{ThirdParty, ThirdPartyKind};
use crate::domain::id::{CandidateId, ReceiptRecordId, ThirdPartyId};
use crate::domain::message::{Finding, MailAddress};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::Day;
use crate::mail::recognise::{self, KnownParty};
use crate::store::database::Db;
use crate::store::gate::Ask;
use crate::store::messages::ShownMessage;
use crate::store::{Database, StoreError, facts, third_parties};
use crate::workflows::WorkflowError;
use crate::workflows::keep_disclosures::{NewReceipt, Received};

const SHOWN: [CategoryId; 2] = [CategoryId::Communications, CategoryId::Profile];
/// As many third parties as a sender is compared with.
const COMPARED: i64 = 500;

/// What the form to record a receipt begins with.
#[derive(Debug)]
pub struct Begun {
    /// About whom it would be.
    pub candidate: CandidateId,
    /// What they are called; nothing if the profile does not open.
    pub person: Option<PersonName>,
    /// Who sent the message.
    pub sender: MailAddress,
    /// What the sender seems to be.
    pub kind: ThirdPartyKind,
    /// The day on which the message came, at the office.
    pub came_on: Day,
    /// Whether nobody decided about the finding yet.
    pub is_open: bool,
    /// The third parties that the office knows.
    pub parties: Vec<ThirdParty>,
    /// The one of them that the sender seems to be.
    pub party: Option<ThirdPartyId>,
}

/// Opens a message that seems to come from an agent or a service, for whoever records the receipt.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none for the caller, or it comes from neither; [`StoreError::Refused`] with the
/// reason.
pub fn begin(db: &mut Database, caller: &Caller, place: Place) -> Result<Begun, WorkflowError> {
    let ask = Ask::read(caller, Purpose::Recruitment);
    let (thread, mut opened) = open(db, &ask, place.0, &SHOWN)?;
    let permit = opened.permit::<Communications>(db)?;
    let found = Found::of(db, &permit, place, &OF_OTHERS)?;
    let sender = found.message.head.value().and_then(|head| head.from.clone()).unwrap_or_default();
    let (office, parties, party) = db.read(|db| {
        let office = facts::office(db, &caller.office)?;
        let parties = third_parties::of_office(db, &caller.office)?;
        Ok((office, parties, party_of(db, &caller.office, &sender)?))
    })?;
    Ok(Begun {
        candidate: thread.candidate,
        person: person(db, &mut opened)?,
        sender,
        kind: kind(&found.message),
        came_on: office.today(found.message.at),
        is_open: found.is_open(),
        parties,
        party,
    })
}

fn kind(message: &ShownMessage) -> ThirdPartyKind {
    let is_agent = message.findings.iter().any(|found| is_one_of(found, &[Finding::Agent]));
    if is_agent { ThirdPartyKind::Agent } else { ThirdPartyKind::RecruitmentService }
}

fn party_of(db: &mut Db, office: &OfficeCode, sender: &MailAddress) -> Result<Option<ThirdPartyId>, StoreError> {
    let files = third_parties::files(db, office, None, COMPARED)?;
    let known: Vec<KnownParty<'_>> = files
        .iter()
        .map(|file| KnownParty { id: file.party.id, name: &file.party.name, contact: &file.contact })
        .collect();
    Ok(recognise::party_of(&known, sender))
}

/// A receipt as its form names it.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The id that the form carries.
    pub id: ReceiptRecordId,
    /// What is recorded.
    pub received: &'a Received,
    /// Whether nobody had decided about the finding when the form was shown.
    pub was_open: bool,
}

/// Records the receipt of what a message brought, about the person that it is filed with. A form that was sent before is
/// answered as it was then.
///
/// # Errors
/// [`StoreError::NotFound`] as [`begin`]; [`StoreError::Refused`] with the reason; [`StoreError::Taken`] if the office
/// knows no such third party; [`StoreError::Stale`] if somebody decided about the finding, or a fact changed meanwhile.
pub fn record(
    db: &mut Database,
    caller: &Caller,
    place: Place,
    wanted: &Wanted<'_>,
) -> Result<CandidateId, WorkflowError> {
    let ask = Ask::change(caller, Purpose::Recruitment);
    let (thread, mut opened) = open(db, &ask, place.0, &[CategoryId::Communications])?;
    let permit = opened.permit::<Communications>(db)?;
    let found = Found::of(db, &permit, place, &OF_OTHERS)?;
    let receipt = NewReceipt::prepare(db, caller, thread.holding, wanted.received)?;
    if receipt.is_kept(db, wanted.id)? {
        return Ok(thread.candidate);
    }
    found.require_as_seen(wanted.was_open)?;
    db.change(|tx| {
        let mut entries = receipt.add(tx, wanted.id)?;
        entries.extend(found.take(tx, &permit)?);
        Ok(((), entries))
    })?;
    Ok(thread.candidate)
}
