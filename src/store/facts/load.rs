//! Loading the facts of many holdings with as few queries as one needs.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::{HeldConsent, HoldingFacts, OfficeFacts, office};
use crate::domain::application::{Outcome, Stage};
use crate::domain::candidate::HoldingRef;
use crate::domain::id::{CandidateId, HoldingId, NoticeId, ThirdPartyId};
use crate::domain::jurisdiction::Country;
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::time::{Day, Ts};
use crate::law::facts::Span;
use crate::store::database::{Db, among, cols};
use crate::store::error::StoreError;
use crate::store::notice_answers;
use crate::store::schema::{applications, consents, health_needs, holdings, notices, proposals, subject_requests};
use crate::store::words::split;

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = holdings)]
struct HoldingRow {
    id: HoldingId,
    candidate_id: CandidateId,
    office: OfficeCode,
    residence: Option<Country>,
    home_reviewed_at: Option<Ts>,
    legal_hold: bool,
    suspended_at: Option<Ts>,
    last_contact_on: Day,
    notice_id: Option<NoticeId>,
    revision: i64,
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = consents)]
struct ConsentRow {
    holding_id: HoldingId,
    scopes: String,
    countries: String,
    country_info_given: bool,
    abroad: bool,
    from_on: Day,
    until_on: Option<Day>,
    withdrawn_on: Option<Day>,
    third_party_id: Option<ThirdPartyId>,
}

/// Loads the facts of some holdings in as many queries as one holding needs; those that are gone are left out.
///
/// # Errors
/// The database's; [`StoreError::Unreadable`] if a row of one of them cannot be read.
pub fn of_holdings(db: &mut Db, ids: &[HoldingId]) -> Result<HashMap<HoldingId, HoldingFacts>, StoreError> {
    let rows: Vec<HoldingRow> =
        among!(ids, holdings::id, asked => holdings::table.filter(asked).select(cols::<HoldingRow>()).load(db)?);
    let mut offices = HashMap::new();
    for row in &rows {
        if !offices.contains_key(&row.office) {
            offices.insert(row.office.clone(), office(db, &row.office)?);
        }
    }
    let mut found = HashMap::new();
    let mut published = HashMap::new();
    for row in rows {
        published.extend(row.notice_id.map(|notice| (row.id, notice)));
        let collecting = offices.get(&row.office).cloned().ok_or(StoreError::NotFound)?;
        found.insert(row.id, HoldingFacts::of(row, collecting));
    }
    add_applications(db, ids, &published, &mut found)?;
    let held: Vec<ConsentRow> = among!(ids, consents::holding_id,
        asked => consents::table.filter(asked).select(cols::<ConsentRow>()).load(db)?);
    for row in held {
        if let Some(facts) = found.get_mut(&row.holding_id) {
            facts.consents.push(row.try_into()?);
        }
    }
    let needs: Vec<HoldingId> = among!(ids, health_needs::holding_id,
        asked => health_needs::table.filter(asked).select(health_needs::holding_id).load(db)?);
    let verified: Vec<HoldingId> = among!(ids, subject_requests::holding_id, asked => subject_requests::table
        .filter(asked)
        .filter(subject_requests::identity_verified_at.is_not_null().and(subject_requests::answered_at.is_null()))
        .filter(subject_requests::dismissed_at.is_null())
        .select(subject_requests::holding_id)
        .load(db)?);
    for facts in found.values_mut() {
        facts.need_confirmed = needs.contains(&facts.holding.id);
        facts.identity_verified = verified.contains(&facts.holding.id);
    }
    Ok(found)
}

/// Adds what the applications say: how the selection stands, and what the latest notice named; with what later ones
/// that were agreed to name. Whoever applies again is judged by what they were shown then: an earlier yes ends there.
/// For whoever wrote without applying the published notice counts, for recruitment alone.
fn add_applications(
    db: &mut Db,
    ids: &[HoldingId],
    published: &HashMap<HoldingId, NoticeId>,
    found: &mut HashMap<HoldingId, HoldingFacts>,
) -> Result<(), StoreError> {
    type Applied = (HoldingId, Stage, Option<Day>, Option<NoticeId>);
    let rows: Vec<Applied> = among!(ids, applications::holding_id, asked => applications::table
        .filter(asked)
        .order((applications::received_at.desc(), applications::id.desc()))
        .select((applications::holding_id, applications::stage, applications::closed_on, applications::notice_id))
        .load(db)?);
    let proposed = with_proposals(db, ids)?;
    let mut applied: HashMap<HoldingId, Vec<(Stage, Option<Day>)>> = HashMap::new();
    let mut acknowledged: HashMap<HoldingId, NoticeId> = HashMap::new();
    for (holding, stage, closed_on, notice) in rows {
        applied.entry(holding).or_default().push((stage, closed_on));
        if let Some(notice) = notice {
            acknowledged.entry(holding).or_insert(notice);
        }
    }
    acknowledged.extend(published.iter().filter(|(holding, _)| !applied.contains_key(*holding)));
    let named = named_by(db, acknowledged.values().copied().collect())?;
    let mut agreed: HashMap<HoldingId, Vec<(i32, String)>> = HashMap::new();
    for (holding, version, purposes) in notice_answers::agreed_purposes(db, ids)? {
        agreed.entry(holding).or_default().push((version, purposes));
    }
    for (id, facts) in found {
        let applied = applied.remove(id).unwrap_or_default();
        (facts.outcome, facts.closed_on) = standing(&applied, facts.last_contact_on);
        facts.proposed = proposed.contains(id);
        let latest = acknowledged.get(id).and_then(|notice| named.get(notice));
        let shown = latest.map_or(0, |(version, _)| *version);
        if let Some((_, named)) = latest {
            facts.purposes = split(named, "notices.purposes")?;
            facts.purposes.retain(|purpose| !applied.is_empty() || *purpose == Purpose::Recruitment);
        }
        // A later version adds what its candidate said yes to, and nothing by itself.
        for (_, named) in agreed.get(id).into_iter().flatten().filter(|(version, _)| *version > shown) {
            let named: Vec<Purpose> = split(named, "notices.purposes")?;
            facts.purposes.extend(named);
        }
    }
    Ok(())
}

/// The holdings with an open proposal.
fn with_proposals(db: &mut Db, ids: &[HoldingId]) -> Result<HashSet<HoldingId>, StoreError> {
    let proposed: Vec<HoldingId> = among!(ids, proposals::holding_id, asked => proposals::table
        .filter(asked.and(proposals::state.eq("open")))
        .select(proposals::holding_id)
        .distinct()
        .load(db)?);
    Ok(proposed.into_iter().collect())
}

/// The number and the purposes of some versions of the notice.
fn named_by(db: &mut Db, mut wanted: Vec<NoticeId>) -> Result<HashMap<NoticeId, (i32, String)>, StoreError> {
    wanted.sort_unstable();
    wanted.dedup();
    let named: Vec<(NoticeId, i32, String)> = among!(wanted.as_slice(), notices::id,
        asked => notices::table.filter(asked).select((notices::id, notices::version, notices::purposes)).load(db)?);
    Ok(named.into_iter().map(|(notice, version, purposes)| (notice, (version, purposes))).collect())
}

/// How the selection at an office stands: `open` while any application is, else the latest closing; a hire, which
/// has no closing day of its own, is not undone by another application's refusal. Somebody who has not applied
/// closes on the last contact.
fn standing(applied: &[(Stage, Option<Day>)], last_contact: Day) -> (Outcome, Option<Day>) {
    let closings: Vec<_> = applied.iter().filter_map(|(stage, day)| Some((day.as_ref()?, stage.closing()?))).collect();
    if applied.is_empty() {
        return (Outcome::Open, Some(last_contact));
    }
    if closings.len() < applied.len() {
        return (Outcome::Open, None);
    }
    if closings.iter().any(|(_, outcome)| *outcome == Outcome::OfferAccepted) {
        return (Outcome::OfferAccepted, None);
    }
    match closings.into_iter().max_by_key(|(day, _)| **day) {
        Some((day, outcome)) => (outcome, Some(*day)),
        None => (Outcome::Open, None),
    }
}

impl TryFrom<ConsentRow> for HeldConsent {
    type Error = StoreError;
    fn try_from(row: ConsentRow) -> Result<Self, StoreError> {
        Ok(Self {
            scopes: split(&row.scopes, "consents.scopes")?,
            countries: split(&row.countries, "consents.countries")?,
            third_party: row.third_party_id,
            country_info_given: row.country_info_given,
            abroad: row.abroad,
            span: Span { from: Some(row.from_on), until: row.until_on, withdrawn_on: row.withdrawn_on },
        })
    }
}

impl HoldingFacts {
    /// What the holding's own row says; the rest is the fact that allows least until its rows are read.
    fn of(row: HoldingRow, collecting: OfficeFacts) -> Self {
        Self {
            holding: HoldingRef { id: row.id, candidate: row.candidate_id, office: row.office },
            revision: row.revision,
            // PRESUME-HOME (house): whose home is not known lives where the receiving office is, until reviewed.
            home: Some(row.residence.unwrap_or_else(|| collecting.law.country())),
            collecting,
            home_reviewed: row.home_reviewed_at.is_some(),
            legal_hold: row.legal_hold,
            suspended: row.suspended_at.is_some(),
            purposes: Vec::new(),
            outcome: Outcome::Open,
            last_contact_on: row.last_contact_on,
            closed_on: Some(row.last_contact_on),
            proposed: false,
            consents: Vec::new(),
            need_confirmed: false,
            identity_verified: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn an_open_application_keeps_the_selection_open() {
        let applied = [(Stage::Refused, Some(day("2026-01-01"))), (Stage::Screening, None)];
        assert_eq!(standing(&applied, day("2020-01-01")), (Outcome::Open, None));
    }

    #[test]
    fn the_latest_closing_counts() {
        let applied = [(Stage::Refused, Some(day("2026-01-01"))), (Stage::Withdrawn, Some(day("2026-02-01")))];
        assert_eq!(standing(&applied, day("2020-01-01")), (Outcome::Withdrew, Some(day("2026-02-01"))));
    }

    #[test]
    fn a_later_refusal_does_not_undo_a_hire() {
        let applied = [(Stage::Hired, Some(day("2026-01-01"))), (Stage::Refused, Some(day("2026-02-01")))];
        assert_eq!(standing(&applied, day("2020-01-01")), (Outcome::OfferAccepted, None));
    }

    #[test]
    fn a_correspondent_closes_on_the_last_contact() {
        assert_eq!(standing(&[], day("2026-03-01")), (Outcome::Open, Some(day("2026-03-01"))));
    }
}
