//! Questions for a consent, put to a candidate one by one.
//!
//! Invariant: a question is answered once, by its own candidate, and a consent that comes of it says what was shown.

use std::collections::HashSet;

use diesel::prelude::*;
use jiff::tz::TimeZone;

use super::consents;
use super::country_information;
use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::letters;
use super::permit::Permit;
use super::schema::{consent_requests, holdings};
use super::sessions;
use crate::domain::candidate::HoldingRef;
use crate::domain::category::{CategoryId, Profile};
use crate::domain::consent::{Consent, ConsentAnswer, ConsentChannel, ConsentQuestion, ConsentRequest, ConsentScope};
use crate::domain::country_information::CountryInformation;
use crate::domain::id::{
    CandidateId, ConsentId, ConsentRequestId, CountryInformationId, HoldingId, NoticeId, ThirdPartyId,
};
use crate::domain::jurisdiction::Country;
use crate::domain::locale::Locale;
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Actor, Caller};
use crate::domain::time::{Day, Ts};

/// Days in which a question can be answered.
pub const OPEN_DAYS: i64 = 30;

#[derive(Queryable, Selectable)]
#[diesel(table_name = consent_requests)]
struct Row {
    id: ConsentRequestId,
    scope: ConsentScope,
    country: Option<Country>,
    until_on: Option<Day>,
    asked_at: Ts,
    open_until: Day,
    answer: Option<ConsentAnswer>,
    information_id: Option<CountryInformationId>,
    third_party_id: Option<ThirdPartyId>,
}

impl From<Row> for ConsentRequest {
    fn from(row: Row) -> Self {
        let Row { id, scope, country, until_on: until, asked_at, open_until, answer, .. } = row;
        let question = ConsentQuestion { scope, country, third_party: row.third_party_id, until };
        Self { id, question, information: row.information_id, asked_at, open_until, answer, letter: None }
    }
}

/// The questions that were put to the permitted holding's candidate, newest first: they wait beside the record, so that
/// nobody sees them who sees a part of it alone.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, permit: &Permit<Profile>) -> Result<Vec<ConsentRequest>, StoreError> {
    if !permit.covers_proposals() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = consent_requests::table
        .filter(consent_requests::holding_id.eq(permit.holding().id))
        .order((consent_requests::asked_at.desc(), consent_requests::id.desc()))
        .select(cols::<Row>())
        .load(db)?;
    let mut asked: Vec<ConsentRequest> = rows.into_iter().map(ConsentRequest::from).collect();
    if !asked.is_empty() {
        let questions: Vec<ConsentRequestId> = asked.iter().map(|request| request.id).collect();
        for (question, letter) in letters::about(db, &questions)? {
            if let Some(request) = asked.iter_mut().find(|request| request.id == question) {
                request.letter = Some(letter);
            }
        }
    }
    Ok(asked)
}

/// What the candidates of some holdings were asked before in this way and need not be asked again: the question is open,
/// or the answer was no.
///
/// # Errors
/// The database's.
pub fn asked_before(
    db: &mut Db,
    holdings: &[HoldingId],
    today: Day,
) -> Result<HashSet<(HoldingId, ConsentScope, Option<Country>)>, StoreError> {
    let is_open = consent_requests::answer.is_null().and(consent_requests::open_until.ge(today));
    let is_no = consent_requests::answer.eq(ConsentAnswer::Refused);
    let rows: Vec<(HoldingId, ConsentScope, Option<Country>)> = consent_requests::table
        .filter(consent_requests::holding_id.eq_any(holdings))
        .filter(is_open.nullable().or(is_no))
        .select((consent_requests::holding_id, consent_requests::scope, consent_requests::country))
        .load(db)?;
    Ok(rows.into_iter().collect())
}

/// Puts a question, and into the post if it is mailed. The same question, still open, gives way to it. One that names a
/// country keeps what is told about that now.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit; [`StoreError::NothingToTell`] if nothing about the country is
/// in force; the database's.
pub fn ask(
    tx: &mut Db,
    permit: &Permit<Profile>,
    question: &ConsentQuestion,
    (today, is_mailed): (Day, bool),
) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    let (id, at) = (ConsentRequestId::new(), permit.caller().at);
    let told = match question.country {
        Some(country) => Some(country_information::in_force(tx, country)?.ok_or(StoreError::NothingToTell)?.id),
        None => None,
    };
    let open: Vec<(ConsentRequestId, Option<Country>, Option<ThirdPartyId>)> = consent_requests::table
        .filter(consent_requests::holding_id.eq(permit.holding().id))
        .filter(consent_requests::scope.eq(question.scope).and(consent_requests::answer.is_null()))
        .select((consent_requests::id, consent_requests::country, consent_requests::third_party_id))
        .load(tx)?;
    let same: Vec<ConsentRequestId> = open
        .into_iter()
        .filter(|(_, country, party)| (*country, *party) == (question.country, question.third_party))
        .map(|(id, ..)| id)
        .collect();
    sessions::end_answer_links(tx, &same, at)?;
    diesel::update(consent_requests::table.filter(consent_requests::id.eq_any(same)))
        .set((consent_requests::answer.eq(ConsentAnswer::Lapsed), consent_requests::answered_at.eq(at)))
        .execute(tx)?;
    let asked_by = if let Actor::Staff(staff) = permit.caller().actor { Some(staff) } else { None };
    diesel::insert_into(consent_requests::table)
        .values((
            consent_requests::id.eq(id),
            consent_requests::holding_id.eq(permit.holding().id),
            consent_requests::scope.eq(question.scope),
            consent_requests::country.eq(question.country),
            consent_requests::until_on.eq(question.until),
            consent_requests::asked_by.eq(asked_by),
            consent_requests::asked_at.eq(at),
            consent_requests::open_until.eq(today.plus_days(OPEN_DAYS)),
            consent_requests::information_id.eq(told),
            consent_requests::third_party_id.eq(question.third_party),
        ))
        .execute(tx)?;
    if is_mailed {
        letters::add(tx, permit, id)?;
    }
    Ok(permit.change("ask", format!("consent_request:{id} {}", question.scope)))
}

/// Closes the open questions about a country, those of every office: nothing can be told about it any more. Each is a
/// change of the record that it is about, so that its candidate reads of it and whatever waits for the answer looks again.
///
/// # Errors
/// The database's.
pub fn lapse(tx: &mut Db, caller: &Caller, country: Country) -> Result<Vec<Entry>, StoreError> {
    // Whoever did not answer in time is told nothing: on no office's date it was open.
    let since = caller.at.day_in(&TimeZone::UTC).plus_days(-1);
    let open: Vec<(ConsentRequestId, HoldingId, CandidateId, OfficeCode)> = consent_requests::table
        .inner_join(holdings::table.on(holdings::id.eq(consent_requests::holding_id)))
        .filter(consent_requests::country.eq(country).and(consent_requests::answer.is_null()))
        .filter(consent_requests::open_until.ge(since))
        .order(consent_requests::id)
        .select((consent_requests::id, holdings::id, holdings::candidate_id, holdings::office))
        .load(tx)?;
    let mut entries = Vec::with_capacity(open.len());
    for some in open.chunks(STEP) {
        let ids: Vec<ConsentRequestId> = some.iter().map(|(id, ..)| *id).collect();
        let lapsed = (consent_requests::answer.eq(ConsentAnswer::Lapsed), consent_requests::answered_at.eq(caller.at));
        let these = || consent_requests::table.filter(consent_requests::id.eq_any(&ids));
        diesel::update(these().filter(consent_requests::answer.is_null())).set(lapsed).execute(tx)?;
        // Whoever answered meanwhile has answered.
        let now_closed = these().filter(lapsed.0.and(lapsed.1)).select(consent_requests::id);
        let closed: HashSet<ConsentRequestId> = now_closed.load(tx)?.into_iter().collect();
        sessions::end_answer_links(tx, &closed.iter().copied().collect::<Vec<_>>(), caller.at)?;
        for (id, holding, candidate, office) in some.iter().filter(|(id, ..)| closed.contains(id)) {
            let of = HoldingRef { id: *holding, candidate: *candidate, office: office.clone() };
            let subject = format!("consent_request:{id} lapsed");
            entries.push(Entry::change(caller, "change", subject, &of, CategoryId::Profile, Purpose::Upkeep));
        }
    }
    Ok(entries)
}

/// Questions that are closed in one statement.
const STEP: usize = 500;

/// Closes a question, with the consent that came of it; whether it was open.
fn close(
    tx: &mut Db,
    id: ConsentRequestId,
    (answer, given): (ConsentAnswer, Option<ConsentId>),
    at: Ts,
) -> Result<bool, StoreError> {
    let open = consent_requests::table.find(id).filter(consent_requests::answer.is_null());
    let set = (
        consent_requests::answer.eq(answer),
        consent_requests::answered_at.eq(at),
        consent_requests::consent_id.eq(given),
    );
    let closed = diesel::update(open).set(set).execute(tx)? == 1;
    if closed {
        sessions::end_answer_links(tx, &[id], at)?;
    }
    Ok(closed)
}

/// What a question tells about its country, as it was when it was asked.
///
/// # Errors
/// [`StoreError::NotFound`] if that was withdrawn, if nothing about the country is in force, or if there never was
/// anything: then it cannot be answered.
pub fn told(db: &mut Db, request: &ConsentRequest) -> Result<Option<CountryInformation>, StoreError> {
    let Some(country) = request.question.country else { return Ok(None) };
    let told = country_information::read(db, request.information.ok_or(StoreError::NotFound)?)?;
    let is_withdrawn = told.withdrawn_at.is_some() || country_information::in_force(db, country)?.is_none();
    if is_withdrawn { Err(StoreError::NotFound) } else { Ok(Some(told)) }
}

/// What was in front of the candidate when they answered.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The words.
    pub words: String,
    /// Their language.
    pub locale: Locale,
    /// The notice in force.
    pub notice: Option<NoticeId>,
    /// Where.
    pub channel: ConsentChannel,
}

/// Answers an open question of the permitted holding; an agreement is in force from that day on.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such open question; [`StoreError::Stale`] if a fact changed since the
/// permit.
pub fn answer(
    tx: &mut Db,
    permit: &Permit<Profile>,
    id: ConsentRequestId,
    agrees: bool,
    shown: &Shown,
    today: Day,
) -> Result<Vec<Entry>, StoreError> {
    permit.check_fresh(tx)?;
    let (holding, at) = (permit.holding().id, permit.caller().at);
    let row: Option<Row> = consent_requests::table
        .filter(consent_requests::id.eq(id).and(consent_requests::holding_id.eq(holding)))
        .select(cols::<Row>())
        .first(tx)
        .optional()?;
    let request = row.map(ConsentRequest::from).filter(|request| request.is_open(today));
    let request = request.ok_or(StoreError::NotFound)?;
    let told = told(tx, &request)?;
    let scopes = request.question.scopes();
    let ConsentQuestion { scope, country, third_party, until } = request.question;
    let mut entries = Vec::new();
    let mut given = None;
    if agrees {
        let consent = Consent {
            id: ConsentId::new(),
            scopes,
            countries: country.into_iter().collect(),
            third_party,
            // The page says what there is to know about the country before it asks.
            country_info_given: told.is_some(),
            abroad: scope == ConsentScope::Health && country.is_some(),
            from: today,
            until,
            withdrawn_on: None,
            notice: shown.notice,
            locale: shown.locale,
            recorded_at: at,
            channel: shown.channel,
            shown: shown.words.clone(),
        };
        given = Some(consent.id);
        entries.push(consents::add(tx, permit.caller(), holding, &consent)?);
    }
    let answer = if agrees { ConsentAnswer::Given } else { ConsentAnswer::Refused };
    if !close(tx, id, (answer, given), at)? {
        return Err(StoreError::NotFound);
    }
    entries.push(permit.change("change", format!("consent_request:{id} {answer}")));
    Ok(entries)
}
