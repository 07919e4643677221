//! Whom an incident affects: read off the journal, and what the privacy officer left out or added.
//!
//! Invariant: rows of references. What the officer decided about one stays, however often the journal is read again.

use std::collections::{BTreeMap, HashMap, HashSet};

use diesel::prelude::*;

use super::database::{Db, cols, each};
use super::decisions;
use super::error::StoreError;
use super::facts::OfficeFacts;
use super::incidents;
use super::journal::{self, Entry};
use super::schema::{holdings, incident_affected, journal as entries, journal_shown, offices, processor_users};
use super::terms_permit::TermsPermit;
use crate::domain::category::CategoryId;
use crate::domain::id::{CandidateId, HoldingId, IncidentId, StaffId};
use crate::domain::incident::{Added, Incident, IncidentAct, LeftOut, Scope, ScopeOf};
use crate::domain::jurisdiction::{Country, Jurisdiction};
use crate::domain::office::OfficeCode;
use crate::domain::time::Ts;
use crate::law::access::Verb;
use crate::law::words::Verdict;

/// Somebody whom an incident affects.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = incident_affected)]
pub struct Affected {
    /// The holding.
    pub holding_id: HoldingId,
    /// The office that collected it.
    pub office: OfficeCode,
    /// Where they live, if that is known.
    pub home: Option<Country>,
    /// Whether health data is affected.
    pub health: bool,
    /// Why they are left out, if they are.
    pub left_out: Option<LeftOut>,
    /// Why they were added, if the journal does not name them.
    pub added: Option<Added>,
}

/// Persons by the office that collected their data and by home.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Queryable)]
pub struct Count {
    /// The office.
    pub office: OfficeCode,
    /// The home, if it is known.
    pub home: Option<Country>,
    /// How many.
    pub persons: i64,
}

/// What the journal tells of a record in a stretch: the record and whether health data was opened.
pub type Found = BTreeMap<HoldingId, bool>;

/// The stretch of the journal that belongs to a scope, with its moments.
struct Stretch {
    after: i64,
    up_to: i64,
    from: Ts,
    until: Ts,
}

/// Entries that are looked through in one step.
const STEP: i64 = 20_000;
/// Ids in one statement.
const AT_ONCE: usize = 500;

/// Keeps what the journal tells beside the incident. Those that it does not name any more go, but for what the officer
/// decided about.
///
/// # Errors
/// The database's.
pub fn keep(
    tx: &mut Db,
    permit: &TermsPermit,
    incident: &Incident,
    scope: &Scope,
    found: &Found,
) -> Result<Entry, StoreError> {
    let decided = incident_affected::left_out.is_not_null().or(incident_affected::added.is_not_null());
    let before = incident_affected::table.filter(incident_affected::incident_id.eq(incident.id));
    each!(&mut *tx, c => diesel::delete(before.filter(diesel::dsl::not(decided))).execute(c))?;
    let ids: Vec<HoldingId> = found.keys().copied().collect();
    let at = permit.caller().at;
    for some in ids.chunks(AT_ONCE) {
        let known: Vec<(HoldingId, CandidateId, OfficeCode, Option<Country>)> = holdings::table
            .filter(holdings::id.eq_any(some))
            .select((holdings::id, holdings::candidate_id, holdings::office, holdings::residence))
            .load(tx)?;
        for (holding, candidate, collected, home) in known {
            let health = found.get(&holding).copied().unwrap_or_default();
            let reference = (holding, candidate, &collected, home);
            insert(tx, incident.id, reference, health, (None, permit.caller().staff_id(), at))?;
        }
    }
    incidents::set_scope(tx, incident.id, scope)?;
    let subject = format!("incident:{} affected {}", incident.id, scope.of.kind());
    Ok(Entry::by(permit.caller(), "change", subject))
}

type Reference<'a> = (HoldingId, CandidateId, &'a OfficeCode, Option<Country>);

fn insert(
    tx: &mut Db,
    incident: IncidentId,
    (holding, candidate, office, home): Reference<'_>,
    health: bool,
    (added, staff, at): (Option<Added>, Option<StaffId>, Ts),
) -> Result<usize, StoreError> {
    let row = (
        incident_affected::incident_id.eq(incident),
        incident_affected::holding_id.eq(holding),
        incident_affected::candidate_id.eq(candidate),
        incident_affected::office.eq(office),
        incident_affected::home.eq(home),
        incident_affected::health.eq(health),
        incident_affected::added.eq(added),
        incident_affected::staff_id.eq(staff),
        incident_affected::at.eq(at),
    );
    Ok(each!(tx, c => diesel::insert_into(incident_affected::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?)
}

/// Reads off the journal whose categories of an incident were opened within a scope.
///
/// # Errors
/// The database's.
pub fn search(db: &mut Db, office: &OfficeFacts, incident: &Incident, scope: &Scope) -> Result<Found, StoreError> {
    let head = journal::head(db)?.seq;
    let (from, until) = (office.start_of(scope.from), office.start_of(scope.until.plus_days(1)));
    // Requests that started earlier may be written a little later.
    let slack = 10 * 60;
    let after = decisions::last_before(db, from.plus_seconds(-slack), head)?;
    let last = decisions::last_before(db, until.plus_seconds(slack), head)?;
    let actors = actors(db, &scope.of)?;
    let mut found = Found::new();
    let mut begin = after;
    while begin < last {
        let stretch = Stretch { after: begin, up_to: (begin + STEP).min(last), from, until };
        opened(db, &stretch, (scope, &actors), incident, &mut found)?;
        if scope.acts.contains(&IncidentAct::Lists) && incident.categories.contains(&CategoryId::Profile) {
            listed(db, &stretch, (scope, &actors), &mut found)?;
        }
        begin = stretch.up_to;
    }
    Ok(found)
}

/// The accounts whose acts count; an office's are not asked for one by one.
fn actors(db: &mut Db, of: &ScopeOf) -> Result<Vec<String>, StoreError> {
    Ok(match of {
        ScopeOf::Account(staff) => vec![format!("staff:{staff}")],
        ScopeOf::Office(_) => Vec::new(),
        ScopeOf::Processor(id) => {
            let users = processor_users::table.filter(processor_users::processor_id.eq(id));
            let users: Vec<StaffId> = users.select(processor_users::staff_id).load(db)?;
            users.into_iter().map(|staff| format!("staff:{staff}")).collect()
        }
    })
}

const fn verbs(act: IncidentAct) -> &'static [Verb] {
    match act {
        IncidentAct::Views => &[Verb::Read, Verb::Change, Verb::Decide, Verb::Answer],
        IncidentAct::Lists => &[],
        IncidentAct::Exports => &[Verb::Export],
        IncidentAct::Packages => &[Verb::HandOver],
        IncidentAct::Transfers => &[Verb::Transfer, Verb::Entrust],
    }
}

/// Adds the records that were opened or given away. A trial opens nothing.
fn opened(
    db: &mut Db,
    stretch: &Stretch,
    (scope, actors): (&Scope, &[String]),
    incident: &Incident,
    found: &mut Found,
) -> Result<(), StoreError> {
    let verbs: Vec<&str> = scope.acts.iter().flat_map(|act| verbs(*act)).map(|verb| verb.as_str()).collect();
    let mut query = entries::table
        .filter(entries::seq.gt(stretch.after).and(entries::seq.le(stretch.up_to)))
        .filter(entries::at.ge(stretch.from).and(entries::at.lt(stretch.until)))
        .filter(entries::outcome.eq(Verdict::Allow.as_str()).and(entries::verb.eq_any(verbs)))
        .filter(entries::category.eq_any(&incident.categories).and(entries::holding_id.is_not_null()))
        .filter(entries::actor.like("staff:%").and(entries::subject.not_like("trial%")))
        .select((entries::holding_id, entries::category))
        .distinct()
        .into_boxed();
    query = match &scope.of {
        ScopeOf::Office(office) => query.filter(entries::office.eq(office)),
        ScopeOf::Account(_) => query.filter(entries::actor.eq_any(actors)),
        ScopeOf::Processor(id) => {
            let handed = entries::subject.eq(format!("to:processor:{id}"));
            query.filter(entries::actor.eq_any(actors).or(handed))
        }
    };
    let rows: Vec<(Option<HoldingId>, Option<CategoryId>)> = query.load(db)?;
    for (holding, category) in rows {
        if let Some(holding) = holding {
            *found.entry(holding).or_default() |= category == Some(CategoryId::Health);
        }
    }
    Ok(())
}

/// Adds the records of those whom lists and searches showed: what the office of the list collected about them, else
/// whatever there is.
fn listed(
    db: &mut Db,
    stretch: &Stretch,
    (scope, actors): (&Scope, &[String]),
    found: &mut Found,
) -> Result<(), StoreError> {
    let mut query = entries::table
        .inner_join(journal_shown::table.on(journal_shown::seq.eq(entries::seq)))
        .filter(entries::seq.gt(stretch.after).and(entries::seq.le(stretch.up_to)))
        .filter(entries::at.ge(stretch.from).and(entries::at.lt(stretch.until)))
        .filter(entries::verb.eq(Verb::List.as_str()).and(entries::outcome.eq(Verdict::Allow.as_str())))
        .filter(entries::actor.like("staff:%"))
        .select((journal_shown::candidate_id, entries::office))
        .distinct()
        .into_boxed();
    query = match &scope.of {
        ScopeOf::Office(office) => query.filter(entries::office.eq(office)),
        ScopeOf::Account(_) | ScopeOf::Processor(_) => query.filter(entries::actor.eq_any(actors)),
    };
    let shown: Vec<(CandidateId, OfficeCode)> = query.load(db)?;
    for some in shown.chunks(AT_ONCE) {
        let ids: Vec<CandidateId> = some.iter().map(|(candidate, _)| *candidate).collect();
        let held: Vec<(HoldingId, CandidateId, OfficeCode)> = holdings::table
            .filter(holdings::candidate_id.eq_any(&ids))
            .select((holdings::id, holdings::candidate_id, holdings::office))
            .load(db)?;
        let mut of: HashMap<CandidateId, Vec<(HoldingId, OfficeCode)>> = HashMap::new();
        for (holding, candidate, office) in held {
            of.entry(candidate).or_default().push((holding, office));
        }
        for (candidate, office) in some {
            let held = of.get(candidate).map(Vec::as_slice).unwrap_or_default();
            let own: Vec<HoldingId> = held.iter().filter(|(_, of)| of == office).map(|(id, _)| *id).collect();
            let shown = if own.is_empty() { held.iter().map(|(id, _)| *id).collect() } else { own };
            for holding in shown {
                found.entry(holding).or_default();
            }
        }
    }
    Ok(())
}

/// The persons affected, by office and home. A person of whom one office has several records counts once there.
///
/// # Errors
/// The database's.
pub fn counts(db: &mut Db, incident: IncidentId) -> Result<Vec<Count>, StoreError> {
    let rows: Vec<(OfficeCode, Option<Country>, CandidateId)> = incident_affected::table
        .filter(incident_affected::incident_id.eq(incident).and(incident_affected::left_out.is_null()))
        .select((incident_affected::office, incident_affected::home, incident_affected::candidate_id))
        .load(db)?;
    let mut persons: BTreeMap<(OfficeCode, Option<Country>), HashSet<CandidateId>> = BTreeMap::new();
    for (office, home, candidate) in rows {
        persons.entry((office, home)).or_default().insert(candidate);
    }
    let count = |((office, home), persons): ((OfficeCode, Option<Country>), HashSet<CandidateId>)| Count {
        office,
        home,
        persons: i64::try_from(persons.len()).unwrap_or(i64::MAX),
    };
    Ok(persons.into_iter().map(count).collect())
}

/// The persons affected, by the law of the offices that collected their data; each once under a law.
///
/// # Errors
/// The database's.
pub fn persons(db: &mut Db, incident: IncidentId) -> Result<Vec<(Jurisdiction, u64)>, StoreError> {
    let rows: Vec<(Jurisdiction, CandidateId)> = incident_affected::table
        .inner_join(offices::table.on(offices::code.eq(incident_affected::office)))
        .filter(incident_affected::incident_id.eq(incident).and(incident_affected::left_out.is_null()))
        .select((offices::jurisdiction, incident_affected::candidate_id))
        .distinct()
        .load(db)?;
    let of = |law: Jurisdiction| rows.iter().filter(|(of, _)| *of == law).count() as u64;
    Ok(Jurisdiction::ALL.iter().map(|law| (*law, of(*law))).filter(|(_, persons)| *persons > 0).collect())
}

/// The affected whose data an office collected, but for somebody's own record.
///
/// # Errors
/// The database's.
pub fn of_office(
    db: &mut Db,
    incident: IncidentId,
    office: &OfficeCode,
    own: Option<CandidateId>,
    limit: i64,
) -> Result<Vec<Affected>, StoreError> {
    let mut query = incident_affected::table
        .filter(incident_affected::incident_id.eq(incident).and(incident_affected::office.eq(office)))
        .order(incident_affected::holding_id)
        .limit(limit)
        .select(cols::<Affected>())
        .into_boxed();
    if let Some(own) = own {
        query = query.filter(incident_affected::candidate_id.ne(own));
    }
    Ok(query.load(db)?)
}

/// Leaves somebody out for a reason, or takes them in again. Only whose data the caller's office collected.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such row.
pub fn leave_out(
    tx: &mut Db,
    permit: &TermsPermit,
    incident: IncidentId,
    holding: HoldingId,
    reason: Option<LeftOut>,
) -> Result<Entry, StoreError> {
    let caller = permit.caller();
    let row = incident_affected::table
        .filter(incident_affected::incident_id.eq(incident).and(incident_affected::holding_id.eq(holding)))
        .filter(incident_affected::office.eq(&caller.office));
    let set = (
        incident_affected::left_out.eq(reason),
        incident_affected::staff_id.eq(caller.staff_id()),
        incident_affected::at.eq(caller.at),
    );
    if each!(tx, c => diesel::update(row).set(set).execute(c))? != 1 {
        return Err(StoreError::NotFound);
    }
    let word = reason.map_or("taken_in", LeftOut::as_str);
    Ok(Entry::by(caller, "change", format!("incident:{incident} holding:{holding} {word}")))
}

/// Adds everything that the caller's office holds about a candidate, for a reason.
///
/// # Errors
/// [`StoreError::NotFound`] if the office holds nothing about them; [`StoreError::Taken`] if all of it is there.
pub fn add(
    tx: &mut Db,
    permit: &TermsPermit,
    incident: &Incident,
    candidate: CandidateId,
    reason: Added,
) -> Result<Entry, StoreError> {
    let caller = permit.caller();
    let held: Vec<(HoldingId, Option<Country>)> = holdings::table
        .filter(holdings::candidate_id.eq(candidate).and(holdings::office.eq(&caller.office)))
        .select((holdings::id, holdings::residence))
        .load(tx)?;
    if held.is_empty() || caller.own_candidate == Some(candidate) {
        return Err(StoreError::NotFound);
    }
    let health = incident.categories.contains(&CategoryId::Health);
    let mut added = 0;
    for (holding, home) in held {
        let reference = (holding, candidate, &caller.office, home);
        added += insert(tx, incident.id, reference, health, (Some(reason), caller.staff_id(), caller.at))?;
    }
    if added == 0 {
        return Err(StoreError::Taken("record"));
    }
    Ok(Entry::by(caller, "change", format!("incident:{} candidate:{candidate} {reason}", incident.id)))
}
