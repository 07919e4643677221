//! Whom an incident affects, as the journal tells: whose data was opened or given away within a scope.
//!
//! Invariant: only what happened counts; what was tried, asked about, refused or ended does not.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;

use super::database::Db;
use super::decisions;
use super::error::StoreError;
use super::facts::OfficeFacts;
use super::journal;
use super::schema::{holdings, journal as entries, journal_shown, processor_users, transfer_requests};
use crate::domain::category::CategoryId;
use crate::domain::id::{CandidateId, HoldingId, StaffId};
use crate::domain::incident::{Incident, IncidentAct, Scope, ScopeOf};
use crate::domain::office::OfficeCode;
use crate::domain::time::Ts;
use crate::domain::transfer::RequestState;
use crate::law::access::Verb;
use crate::law::words::Verdict;

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
/// The outcome of a change in the journal.
const DONE: &str = "done";

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
        given(db, &stretch, (scope, &actors), incident, &mut found)?;
        if scope.acts.contains(&IncidentAct::Lists) && incident.categories.contains(&CategoryId::Profile) {
            listed(db, &stretch, (scope, &actors), &mut found)?;
        }
        begin = stretch.up_to;
    }
    if let ScopeOf::Account(approver) = scope.of
        && scope.acts.contains(&IncidentAct::Transfers)
    {
        approved(db, (from, until), approver, incident, &mut found)?;
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
        // The first leave other entries; what was provided counts when it was done, not when the law was asked.
        IncidentAct::Lists | IncidentAct::Disclosures => &[],
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
    note(found, query.load(db)?);
    Ok(())
}

/// Adds the records that were made available to another office, entrusted or provided, as the journal has it when it was
/// done. For an office it is the same whether somebody did it or the job that carries transfers.
fn given(
    db: &mut Db,
    stretch: &Stretch,
    (scope, actors): (&Scope, &[String]),
    incident: &Incident,
    found: &mut Found,
) -> Result<(), StoreError> {
    let giving = |act: &IncidentAct| match act {
        IncidentAct::Disclosures => &[Verb::Disclose],
        IncidentAct::Transfers => verbs(*act),
        _ => &[],
    };
    let verbs: Vec<&str> = scope.acts.iter().flat_map(giving).map(|verb| verb.as_str()).collect();
    let subject = entries::subject;
    let made = subject.like("transfer:%").or(subject.like("entrustment:%")).or(subject.like("disclosure:% provided %"));
    let mut query = entries::table
        .filter(entries::seq.gt(stretch.after).and(entries::seq.le(stretch.up_to)))
        .filter(entries::at.ge(stretch.from).and(entries::at.lt(stretch.until)))
        .filter(entries::outcome.eq(DONE).and(entries::verb.eq_any(verbs)))
        .filter(entries::category.eq_any(&incident.categories).and(entries::holding_id.is_not_null()))
        .filter(made.and(subject.not_like("% ended")))
        .select((entries::holding_id, entries::category))
        .distinct()
        .into_boxed();
    query = match &scope.of {
        ScopeOf::Office(office) => query.filter(entries::office.eq(office)),
        ScopeOf::Account(_) => query.filter(entries::actor.eq_any(actors)),
        ScopeOf::Processor(id) => {
            let entrusted = subject.like(format!("entrustment:% to:processor:{id}"));
            query.filter(entries::actor.eq_any(actors).or(entrusted))
        }
    };
    note(found, query.load(db)?);
    Ok(())
}

/// Adds the records of transfers that somebody approved, made by whomever: most are made by the job, once the law allows
/// them.
fn approved(
    db: &mut Db,
    (from, until): (Ts, Ts),
    approver: StaffId,
    incident: &Incident,
    found: &mut Found,
) -> Result<(), StoreError> {
    let rows: Vec<(HoldingId, CategoryId)> = transfer_requests::table
        .filter(transfer_requests::approved_by.eq(approver).and(transfer_requests::state.eq(RequestState::Made)))
        .filter(transfer_requests::settled_at.ge(from).and(transfer_requests::settled_at.lt(until)))
        .filter(transfer_requests::category.eq_any(&incident.categories))
        .select((transfer_requests::holding_id, transfer_requests::category))
        .distinct()
        .load(db)?;
    note(found, rows.into_iter().map(|(holding, category)| (Some(holding), Some(category))).collect());
    Ok(())
}

fn note(found: &mut Found, rows: Vec<(Option<HoldingId>, Option<CategoryId>)>) {
    for (holding, category) in rows {
        if let Some(holding) = holding {
            *found.entry(holding).or_default() |= category == Some(CategoryId::Health);
        }
    }
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
