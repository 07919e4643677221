//! The clocks of an incident: when each is due, done, or not required.
//!
//! Invariant: which clocks there are is the law's word; what was done about one stays on record whatever it says later.

use diesel::prelude::*;

use super::database::{Db, cols, each};
use super::error::StoreError;
use super::journal::Entry;
use super::schema::{incident_clocks, incidents};
use super::terms_permit::TermsPermit;
use crate::domain::id::IncidentId;
use crate::domain::office::OfficeCode;
use crate::domain::time::Day;
use crate::law::breaches::Clock;

/// A clock as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = incident_clocks)]
pub struct KeptClock {
    /// Of which incident.
    pub incident_id: IncidentId,
    /// The entry of the rule table.
    pub rule: String,
    /// Its last day; none while it has not started.
    pub due_on: Option<Day>,
    /// The day on which it was done.
    pub done_on: Option<Day>,
    /// Why it is not required, in words about no candidate.
    pub not_required: Option<String>,
    /// What was done about it changes from one revision to the next.
    pub revision: i64,
}

impl KeptClock {
    /// Whether something is still to be done.
    pub const fn is_open(&self) -> bool {
        self.done_on.is_none() && self.not_required.is_none()
    }

    /// Whether its last day is over and nothing was done.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.is_open() && self.due_on.is_some_and(|due| due < today)
    }
}

/// What was done about a clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// It was done on a day.
    Done(Day),
    /// It is not required, for this reason.
    NotRequired(String),
    /// It is open again.
    Open,
}

/// Keeps the clocks that the law names now: new ones begin, days move, and open ones that do not apply any more go.
///
/// # Errors
/// The database's.
pub fn keep(tx: &mut Db, permit: &TermsPermit, incident: IncidentId, clocks: &[Clock<'_>]) -> Result<(), StoreError> {
    let kept = of(tx, incident)?;
    let rules: Vec<&str> = clocks.iter().map(|clock| clock.breach.rule.as_str()).collect();
    for gone in kept.iter().filter(|kept| kept.is_open() && !rules.contains(&kept.rule.as_str())) {
        diesel::delete(incident_clocks::table.find((incident, &gone.rule))).execute(tx)?;
    }
    for clock in clocks {
        let row = (
            incident_clocks::incident_id.eq(incident),
            incident_clocks::rule.eq(clock.breach.rule.as_str()),
            incident_clocks::due_on.eq(clock.due),
            incident_clocks::at.eq(permit.caller().at),
            incident_clocks::revision.eq(1_i64),
        );
        each!(&mut *tx, c => diesel::insert_into(incident_clocks::table)
            .values(row)
            .on_conflict((incident_clocks::incident_id, incident_clocks::rule))
            .do_update()
            .set(incident_clocks::due_on.eq(clock.due))
            .execute(c))?;
    }
    Ok(())
}

/// Says what was done about a clock, if it is still as the caller saw it.
///
/// # Errors
/// [`StoreError::NotFound`] if the incident has no such clock; [`StoreError::Stale`] if somebody settled it since.
pub fn settle(
    tx: &mut Db,
    permit: &TermsPermit,
    (incident, rule): (IncidentId, &str),
    seen: i64,
    settled: &Settled,
) -> Result<Entry, StoreError> {
    let (done, reason, word) = match settled {
        Settled::Done(day) => (Some(*day), None, "done"),
        Settled::NotRequired(reason) => (None, Some(reason.as_str()), "not_required"),
        Settled::Open => (None, None, "open"),
    };
    let caller = permit.caller();
    let set = (
        incident_clocks::done_on.eq(done),
        incident_clocks::not_required.eq(reason),
        incident_clocks::staff_id.eq(caller.staff_id()),
        incident_clocks::at.eq(caller.at),
        incident_clocks::revision.eq(seen + 1),
    );
    let clock = incident_clocks::table.find((incident, rule));
    if diesel::update(clock.filter(incident_clocks::revision.eq(seen))).set(set).execute(tx)? != 1 {
        let is_there = clock.count().get_result::<i64>(tx)? == 1;
        return Err(if is_there { StoreError::Stale } else { StoreError::NotFound });
    }
    Ok(Entry::by(caller, "change", format!("incident:{incident} clock:{rule} {word}")))
}

/// The clocks of an incident.
///
/// # Errors
/// The database's.
pub fn of(db: &mut Db, incident: IncidentId) -> Result<Vec<KeptClock>, StoreError> {
    let rows = incident_clocks::table.filter(incident_clocks::incident_id.eq(incident)).order(incident_clocks::rule);
    Ok(rows.select(cols::<KeptClock>()).load(db)?)
}

/// The open clocks of an office, the earliest due first.
///
/// # Errors
/// The database's.
pub fn open_of(db: &mut Db, office: &OfficeCode) -> Result<Vec<KeptClock>, StoreError> {
    Ok(incident_clocks::table
        .inner_join(incidents::table.on(incidents::id.eq(incident_clocks::incident_id)))
        .filter(incidents::office.eq(office))
        .filter(incident_clocks::done_on.is_null().and(incident_clocks::not_required.is_null()))
        .order((incident_clocks::due_on.asc(), incident_clocks::rule.asc()))
        .select(cols::<KeptClock>())
        .load(db)?)
}
