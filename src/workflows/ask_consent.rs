//! Consents: asked by staff, given or refused by the candidate, and withdrawn as easily as given.
//!
//! Invariant: nothing is asked together with something else, and only the candidate answers or withdraws.

use super::{WorkflowError, carry_transfers, change_tags};
use crate::domain::category::Profile;
use crate::domain::consent::{ConsentQuestion, ConsentRequest};
use crate::domain::id::{CandidateId, ConsentId, ConsentRequestId, HoldingId};
use crate::domain::locale::Locale;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::law::access::Verb;
use crate::store::consent_requests::{self, Shown};
use crate::store::gate::{self, Ask};
use crate::store::permit::Permit;
use crate::store::{Database, StoreError, consents, facts, notices};

/// Puts a question to a candidate whose record the caller's office collected.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none; [`StoreError::Refused`] with the reason.
pub fn ask(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
    question: &ConsentQuestion,
) -> Result<(), WorkflowError> {
    let holding = change_tags::own_holding(db, caller, candidate)?;
    let ask = Ask { caller, verb: Verb::Ask, purpose: Purpose::Recruitment, reason: None };
    let permit = gate::open::<Profile>(db, &ask, holding)?;
    let today = db.read(|db| facts::office(db, &caller.office))?.today(caller.at);
    db.change(|tx| Ok(((), vec![consent_requests::ask(tx, &permit, question, today)?])))?;
    Ok(())
}

/// A question for the candidate who reads it.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such question that can be answered.
pub fn open(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    id: ConsentRequestId,
) -> Result<ConsentRequest, WorkflowError> {
    let permit = gate::open::<Profile>(db, &Ask::read(caller, Purpose::Rights), holding)?;
    let today = db.read(|db| facts::office(db, &permit.holding().office))?.today(caller.at);
    let asked = db.read(|db| consent_requests::list(db, &permit))?;
    let found = asked.into_iter().find(|request| request.id == id && request.is_open(today));
    found.ok_or_else(|| StoreError::NotFound.into())
}

/// Keeps the candidate's answer, with the words that were in front of them.
///
/// # Errors
/// As [`open`]; [`StoreError::Stale`] if a fact changed meanwhile.
pub fn answer(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    id: ConsentRequestId,
    agrees: bool,
    (words, locale): (String, Locale),
) -> Result<(), WorkflowError> {
    let permit = own(db, caller, holding)?;
    let today = db.read(|db| facts::office(db, &permit.holding().office))?.today(caller.at);
    let notice = match db.read(|db| notices::in_force(db, today)) {
        Ok(notice) => Some(notice.id),
        Err(StoreError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let shown = Shown { words, locale, notice };
    db.change(|tx| Ok(((), consent_requests::answer(tx, &permit, id, agrees, &shown, today)?)))?;
    carry_transfers::look_again(db, &permit.holding().office, holding, caller.at);
    Ok(())
}

/// Withdraws a consent of the caller's own.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none that can be withdrawn; [`StoreError::Stale`] if a fact changed meanwhile.
pub fn withdraw(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    consent: ConsentId,
) -> Result<(), WorkflowError> {
    let permit = own(db, caller, holding)?;
    let today = db.read(|db| facts::office(db, &permit.holding().office))?.today(caller.at);
    db.change(|tx| Ok(((), vec![consents::withdraw(tx, &permit, consent, today)?])))?;
    carry_transfers::look_again(db, &permit.holding().office, holding, caller.at);
    Ok(())
}

fn own(db: &mut Database, caller: &Caller, holding: HoldingId) -> Result<Permit<Profile>, StoreError> {
    gate::open::<Profile>(db, &Ask::change(caller, Purpose::Rights), holding)
}
