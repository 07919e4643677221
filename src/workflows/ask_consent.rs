//! Consents: asked by staff, given or refused by the candidate, and withdrawn as easily as given.
//!
//! Invariant: nothing is asked together with something else, and only the candidate answers or withdraws.

use super::follow_journal::Directories;
use super::{WorkflowError, carry_transfers, change_tags, follow_link, list_candidates};
use crate::directory::{self, Person};
use crate::domain::candidate::HoldingRef;
use crate::domain::category::Profile;
use crate::domain::consent::{ConsentChannel, ConsentQuestion, ConsentRequest, ConsentScope, EndingConsent};
use crate::domain::country_information::CountryInformation;
use crate::domain::id::{CandidateId, ConsentId, ConsentRequestId, HoldingId, NoticeId};
use crate::domain::locale::Locale;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};
use crate::law::access::Verb;
use crate::store::consent_requests::{self, Shown};
use crate::store::database::Db;
use crate::store::gate::{self, Ask};
use crate::store::permit::Permit;
use crate::store::sessions::{self, LinkTo, Tokens};
use crate::store::third_parties::PartyFile;
use crate::store::{Database, Store, StoreError, candidates, consents, facts, letters, notices, third_parties};

/// Puts a question to a candidate whose record the caller's office collected, and mails it if letters can be mailed. One
/// about a third party names the country where that one is.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none; [`StoreError::Refused`] with the reason; [`StoreError::Taken`] if the office
/// knows no such third party; [`StoreError::NothingToTell`] if nothing about the country is in force.
pub fn ask(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
    question: &ConsentQuestion,
    is_mailed: bool,
) -> Result<(), WorkflowError> {
    let holding = change_tags::own_holding(db, caller, candidate)?;
    let ask = Ask { caller, verb: Verb::Ask, purpose: Purpose::Recruitment, reason: None };
    let permit = gate::open::<Profile>(db, &ask, holding)?;
    let today = db.read(|db| facts::office(db, &caller.office))?.today(caller.at);
    db.change(|tx| {
        let question = about_country(tx, caller, question)?;
        Ok(((), vec![consent_requests::ask(tx, &permit, &question, (today, is_mailed))?]))
    })?;
    Ok(())
}

/// The question with the country of its third party, if that is abroad and one that a question can tell of: consent to
/// provision there is part of the question then. For any other country the law asks for more than consent.
fn about_country(db: &mut Db, caller: &Caller, question: &ConsentQuestion) -> Result<ConsentQuestion, StoreError> {
    let id = match question.third_party {
        Some(id) => id,
        None if question.scope == ConsentScope::ThirdParty => return Err(StoreError::Taken("third party")),
        None => return Ok(question.clone()),
    };
    let party = match third_parties::read(db, &caller.office, id) {
        Err(StoreError::NotFound) => return Err(StoreError::Taken("third party")),
        other => other?,
    };
    let home = facts::office(db, &caller.office)?.law.country();
    let country = Some(party.country).filter(|country| *country != home && country.jurisdiction().is_some());
    Ok(ConsentQuestion { country, ..question.clone() })
}

/// Mails a link to their own page to a candidate whose record the caller's office collected: there they withdraw what
/// they agreed to, among others.
///
/// # Errors
/// As [`ask`].
pub fn mail_link(db: &mut Database, caller: &Caller, candidate: CandidateId) -> Result<(), WorkflowError> {
    let holding = change_tags::own_holding(db, caller, candidate)?;
    let ask = Ask { caller, verb: Verb::Ask, purpose: Purpose::Recruitment, reason: None };
    let permit = gate::open::<Profile>(db, &ask, holding)?;
    db.change(|tx| Ok(((), vec![letters::add_sign_in(tx, &permit)?])))?;
    Ok(())
}

/// A consent that ends soon, with whose it is.
#[derive(Debug)]
pub struct Ending {
    /// Whose.
    pub person: Person,
    /// The consent.
    pub consent: EndingConsent,
}

/// Consents that are looked at: of some, their people may not be shown any more.
const LOOKED_AT: usize = 200;
/// Consents that are shown.
const SHOWN: usize = 50;

/// The consents to the caller's office that end soon, the earliest first; whose they are is named by the directory alone.
/// The caller holds no connection.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role has no lists.
pub fn ending(store: &Store, directories: &Directories, caller: &Caller) -> Result<Vec<Ending>, WorkflowError> {
    let (permit, scope, _) = list_candidates::permitted(store, caller)?;
    let soon = store.database()?.read(|db| consents::ending(db, &caller.office, scope.today, LOOKED_AT))?;
    if soon.is_empty() {
        return Ok(Vec::new());
    }
    let of: Vec<HoldingId> = soon.iter().map(|consent| consent.holding).collect();
    let people = directories.read(store, &caller.office, caller.at, |directory| directory.of(&scope, &of))?;
    let named = |consent: EndingConsent| {
        let person = people.iter().find(|person| person.holding.id == consent.holding)?.clone();
        Some(Ending { person, consent })
    };
    let shown: Vec<Ending> = soon.into_iter().filter_map(named).take(SHOWN).collect();
    let listed: Vec<Person> = shown.iter().map(|ending| ending.person.clone()).collect();
    permit.record_shown(&store.database()?, directory::candidates(&listed))?;
    Ok(shown)
}

/// A question with what its candidate is told about the country and the third party that it names.
#[derive(Debug)]
pub struct OpenQuestion {
    /// The question.
    pub request: ConsentRequest,
    /// What is told about the country, as it was when the question was asked.
    pub told: Option<CountryInformation>,
    /// What is known about the third party.
    pub party: Option<PartyFile>,
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
) -> Result<OpenQuestion, WorkflowError> {
    let permit = gate::open::<Profile>(db, &Ask::read(caller, Purpose::Rights), holding)?;
    let today = db.read(|db| facts::office(db, &permit.holding().office))?.today(caller.at);
    let asked = db.read(|db| consent_requests::list(db, &permit))?;
    let found = asked.into_iter().find(|request| request.id == id && request.is_open(today));
    let request = found.ok_or(StoreError::NotFound)?;
    let office = &permit.holding().office;
    let (told, party) = db.read(|db| {
        let party = request.question.third_party.map(|id| third_parties::file(db, office, id)).transpose()?;
        Ok((consent_requests::told(db, &request)?, party))
    })?;
    Ok(OpenQuestion { request, told, party })
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
    let (permit, today) = own(db, caller, holding)?;
    let shown = Shown { words, locale, notice: notice_in_force(db, today)?, channel: ConsentChannel::OwnPage };
    db.change(|tx| Ok(((), consent_requests::answer(tx, &permit, id, agrees, &shown, today)?)))?;
    carry_transfers::look_again(db, &permit.holding().office, holding, caller.at);
    Ok(())
}

/// The question that a mailed link answers, for whoever has the link. It stays to be used.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such link, it is used or expired, or the question can no longer be answered.
pub fn open_by_link(
    db: &mut Database,
    token_hash: &[u8; 32],
    at: Ts,
) -> Result<(HoldingRef, OpenQuestion), WorkflowError> {
    let (holding, question) = by_link(db, token_hash, at)?;
    let open = open(db, &Caller::candidate(&holding, at), holding.id, question)?;
    Ok((holding, open))
}

/// Keeps the answer that came by a mailed link, uses the link up, and signs its candidate in: all of it or nothing.
///
/// # Errors
/// As [`open_by_link`]; [`StoreError::Stale`] if a fact changed meanwhile.
pub fn answer_by_link(
    db: &mut Database,
    token_hash: &[u8; 32],
    session: &Tokens,
    agrees: bool,
    (words, locale): (String, Locale),
    at: Ts,
) -> Result<(), WorkflowError> {
    let (holding, question) = by_link(db, token_hash, at)?;
    let caller = Caller::candidate(&holding, at);
    let (permit, today) = own(db, &caller, holding.id)?;
    let shown = Shown { words, locale, notice: notice_in_force(db, today)?, channel: ConsentChannel::MailedLink };
    db.change(|tx| {
        let mut entries = vec![follow_link::sign_in(tx, (token_hash, LinkTo::Question(question)), session, at)?.1];
        entries.extend(consent_requests::answer(tx, &permit, question, agrees, &shown, today)?);
        Ok(((), entries))
    })?;
    carry_transfers::look_again(db, &holding.office, holding.id, at);
    Ok(())
}

fn by_link(db: &mut Database, token_hash: &[u8; 32], at: Ts) -> Result<(HoldingRef, ConsentRequestId), StoreError> {
    db.read(|db| {
        let (holding, LinkTo::Question(question)) = sessions::link(db, token_hash, at)? else {
            return Err(StoreError::NotFound);
        };
        Ok((candidates::holding(db, holding)?, question))
    })
}

fn notice_in_force(db: &mut Database, today: Day) -> Result<Option<NoticeId>, StoreError> {
    match db.read(|db| notices::in_force(db, today)) {
        Ok(notice) => Ok(Some(notice.id)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
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
    let (permit, today) = own(db, caller, holding)?;
    db.change(|tx| Ok(((), vec![consents::withdraw(tx, &permit, consent, today)?])))?;
    carry_transfers::look_again(db, &permit.holding().office, holding, caller.at);
    Ok(())
}

/// The candidate's own permit, and the day at the office that holds the record.
fn own(db: &mut Database, caller: &Caller, holding: HoldingId) -> Result<(Permit<Profile>, Day), StoreError> {
    let permit = gate::open::<Profile>(db, &Ask::change(caller, Purpose::Rights), holding)?;
    let today = db.read(|db| facts::office(db, &permit.holding().office))?.today(caller.at);
    Ok((permit, today))
}
