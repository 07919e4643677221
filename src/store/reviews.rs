//! Holdings that the law hands to a person before they may be used, and what that person decided.
//!
//! Invariant: a decision is written only with a [`ReviewPermit`], which the gate gives to nobody whose role does not
//! decide reviews, and only while the law still asks for one.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::candidates::HoldingChange;
use super::columns::Stored;
use super::database::{Db, cols};
use super::error::StoreError;
use super::facts;
use super::gate::{self, Ask, Refusal};
use super::journal::Entry;
use super::judge::by_law;
use super::list_permit::ListPermit;
use super::open::Database;
use super::permit::{Permit, Unsealed};
use super::schema::{applications, holdings, profiles, review_decisions};
use crate::domain::application::Source;
use crate::domain::candidate::HoldingRef;
use crate::domain::category::{ApplicationHistory, CategoryId, Profile};
use crate::domain::id::{CandidateId, HoldingId, ReviewDecisionId, StaffId, VacancyId};
use crate::domain::jurisdiction::Country;
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::review::ReviewVerdict;
use crate::domain::staff::{Actor, Caller};
use crate::domain::time::Ts;
use crate::law::access::Verb;
use crate::law::decide as ask_law;
use crate::law::words::{Action, Verdict};

const TABLE: &str = "review_decisions";

/// The very words of the index `holdings_to_review`: homes whose law is none of ours, not reviewed yet.
const ELSEWHERE: &str = "home_reviewed_at IS NULL AND residence NOT IN ('JP', 'SG', 'HK')";

/// A holding that waits for a person's decision.
#[derive(Debug, Clone)]
pub struct Held {
    /// Which.
    pub holding: HoldingRef,
    /// Where the person lives.
    pub residence: Country,
    /// When it was taken in.
    pub since: Ts,
    /// The vacancy and source of the latest application, if there is one.
    pub application: Option<(VacancyId, Source)>,
    /// What the law says about using it now: the review, or a refusal that no review can lift.
    pub why: Refusal,
}

impl Held {
    /// Whether a decision would change anything.
    pub fn is_decidable(&self) -> bool {
        self.why.verdict == Verdict::Review
    }
}

/// The place of a holding in the list.
pub type Place = (Ts, HoldingId);

#[derive(Queryable, Selectable)]
#[diesel(table_name = holdings)]
struct Row {
    id: HoldingId,
    candidate_id: CandidateId,
    office: OfficeCode,
    residence: Option<Country>,
    created_at: Ts,
}

/// The holdings of the caller's office that wait, the oldest first, from a place on.
///
/// # Errors
/// The database's.
pub fn waiting(
    db: &mut Database,
    permit: &ListPermit,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Held>, StoreError> {
    let caller = permit.caller();
    let mut query = holdings::table
        .filter(sql::<Bool>(ELSEWHERE))
        .filter(holdings::office.eq(&caller.office))
        .filter(diesel::dsl::exists(profiles::table.filter(profiles::holding_id.eq(holdings::id))))
        .into_boxed();
    if let Some(own) = caller.own_candidate {
        query = query.filter(holdings::candidate_id.ne(own));
    }
    if let Some((at, id)) = after {
        let same = holdings::created_at.eq(at).and(holdings::id.gt(id));
        query = query.filter(holdings::created_at.gt(at).or(same));
    }
    let rows: Vec<Row> =
        query.order((holdings::created_at, holdings::id)).limit(limit).select(cols::<Row>()).load(db.db())?;
    explained(db, caller, rows)
}

/// How many holdings wait at any office.
///
/// # Errors
/// The database's.
pub fn count(db: &mut Db) -> Result<i64, StoreError> {
    let waiting = holdings::table
        .filter(sql::<Bool>(ELSEWHERE))
        .filter(diesel::dsl::exists(profiles::table.filter(profiles::holding_id.eq(holdings::id))));
    Ok(waiting.count().get_result(db)?)
}

/// How many holdings of the caller's office wait for them, their own record not among them.
///
/// # Errors
/// The database's.
pub fn count_for(db: &mut Db, caller: &Caller) -> Result<i64, StoreError> {
    let mut query = holdings::table
        .filter(sql::<Bool>(ELSEWHERE))
        .filter(holdings::office.eq(&caller.office))
        .filter(diesel::dsl::exists(profiles::table.filter(profiles::holding_id.eq(holdings::id))))
        .into_boxed();
    if let Some(own) = caller.own_candidate {
        query = query.filter(holdings::candidate_id.ne(own));
    }
    Ok(query.count().get_result(db)?)
}

/// Rows with what the law says about each.
fn explained(db: &mut Database, caller: &Caller, rows: Vec<Row>) -> Result<Vec<Held>, StoreError> {
    let ids: Vec<HoldingId> = rows.iter().map(|row| row.id).collect();
    let office = facts::office(db.db(), &caller.office)?;
    let mut known = facts::of_holdings(db.db(), &ids)?;
    let applied: Vec<(HoldingId, VacancyId, Source)> = applications::table
        .filter(applications::holding_id.eq_any(&ids))
        .order((applications::received_at.asc(), applications::id.asc()))
        .select((applications::holding_id, applications::vacancy_id, applications::source))
        .load(db.db())?;
    // The last of several stays.
    let applied: HashMap<HoldingId, (VacancyId, Source)> =
        applied.into_iter().map(|(holding, vacancy, source)| (holding, (vacancy, source))).collect();
    let held = rows.into_iter().filter_map(|row| {
        let found = known.remove(&row.id)?;
        let (today, category) = (office.today(caller.at), CategoryId::Profile);
        let used = found.for_use(Action::Use, &office, today, caller.role, category, Purpose::Recruitment);
        Some(Held {
            holding: HoldingRef { id: row.id, candidate: row.candidate_id, office: row.office },
            residence: row.residence?,
            since: row.created_at,
            application: applied.get(&row.id).copied(),
            why: by_law(category, &ask_law(db.table(), &used), &used),
        })
    });
    Ok(held.collect())
}

/// Permission to look at what is held in order to decide about it.
#[derive(Debug)]
pub struct ReviewPermit {
    /// The holding, and the review that holds it.
    pub held: Held,
    /// For the profile.
    pub profile: Permit<Profile>,
    /// For the applications; none of somebody who has not applied.
    pub history: Option<Permit<ApplicationHistory>>,
}

/// Asks to decide about a holding of the caller's office. An unknown one and one that nothing holds look alike.
///
/// # Errors
/// [`StoreError::Refused`] with the reason; [`StoreError::NotFound`] if there is none that waits.
pub fn open(db: &mut Database, caller: &Caller, id: HoldingId) -> Result<ReviewPermit, StoreError> {
    let ask = Ask { caller, verb: Verb::Decide, purpose: Purpose::Rights, reason: None };
    let row: Option<Row> = holdings::table
        .filter(sql::<Bool>(ELSEWHERE))
        .filter(holdings::id.eq(id).and(holdings::office.eq(&caller.office)))
        .select(cols::<Row>())
        .first(db.db())
        .optional()?;
    let held = explained(db, caller, row.into_iter().collect())?.pop();
    let Some(held) = held else { return Err(gate::unknown(db, &ask, &id.to_string())) };
    let mut opened = gate::open_all(db, &ask, id, &[CategoryId::Profile, CategoryId::ApplicationHistory])?;
    let profile = opened.permit::<Profile>(db)?;
    let history = match opened.permit::<ApplicationHistory>(db) {
        Ok(history) => Some(history),
        Err(StoreError::NotFound) => None,
        Err(error) => return Err(error),
    };
    Ok(ReviewPermit { held, profile, history })
}

/// Writes a decision down; a cleared holding may be used from then on.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit; the database's or the vault's.
pub fn decide(tx: &mut Db, permit: &ReviewPermit, verdict: ReviewVerdict, reason: &str) -> Result<Entry, StoreError> {
    let (profile, rule) = (&permit.profile, &permit.held.why.rule);
    profile.check_fresh(tx)?;
    // A named person decides, nobody and nothing else.
    let Actor::Staff(staff) = profile.caller().actor else { return Err(StoreError::NotFound) };
    let (id, at, holding) = (ReviewDecisionId::new(), profile.caller().at, profile.holding().id);
    diesel::insert_into(review_decisions::table)
        .values((
            review_decisions::id.eq(id),
            review_decisions::holding_id.eq(holding),
            review_decisions::review.eq(rule),
            review_decisions::verdict.eq(verdict),
            review_decisions::reason.eq(profile.seal(TABLE, "reason", id.uuid(), &reason)?),
            review_decisions::staff_id.eq(staff),
            review_decisions::at.eq(at),
        ))
        .execute(tx)?;
    if verdict == ReviewVerdict::Cleared {
        super::candidates::set_fact(tx, holding, HoldingChange::HomeReviewed(at))?;
        diesel::update(holdings::table.find(holding)).set(holdings::home_reviewed_by.eq(staff)).execute(tx)?;
    }
    Ok(profile.change("decide", format!("review:{rule} {verdict}")))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = review_decisions)]
struct DecisionRow {
    id: ReviewDecisionId,
    verdict: ReviewVerdict,
    reason: Stored<Profile>,
    staff_id: StaffId,
    at: Ts,
}

/// A decision as the next person reads it.
#[derive(Debug, Clone)]
pub struct ShownDecision {
    /// What was decided.
    pub verdict: ReviewVerdict,
    /// Why.
    pub reason: Unsealed<String>,
    /// By whom.
    pub staff: StaffId,
    /// When.
    pub at: Ts,
}

/// What was decided about the holding so far, the newest first.
///
/// # Errors
/// The database's.
pub fn decisions(db: &mut Database, permit: &ReviewPermit) -> Result<Vec<ShownDecision>, StoreError> {
    let rows: Vec<DecisionRow> = review_decisions::table
        .filter(review_decisions::holding_id.eq(permit.held.holding.id))
        .order((review_decisions::at.desc(), review_decisions::id.desc()))
        .select(cols::<DecisionRow>())
        .load(db.db())?;
    let shown = rows.into_iter().map(|row| {
        let reason = permit.profile.open(db, TABLE, "reason", row.id.uuid(), &row.reason);
        Ok(ShownDecision { verdict: row.verdict, reason: Unsealed::of(reason)?, staff: row.staff_id, at: row.at })
    });
    shown.collect()
}
