//! Applications and their stages. What the candidate wrote with one is sealed under application history.

use std::collections::HashMap;

use diesel::prelude::*;

use super::candidates::HoldingChange;
use super::columns::Stored;
use super::database::{Db, among, cols, each};
use super::error::StoreError;
use super::journal::Entry;
use super::open::Database;
use super::permit::{Permit, Unsealed};
use super::schema::{applications, assignments, staff, stage_changes};
use crate::domain::application::{Application, ApplicationDetails, Source, Stage};
use crate::domain::category::ApplicationHistory;
use crate::domain::id::{ApplicationId, CandidateId, HoldingId, NoticeId, StaffId, StageChangeId, VacancyId};
use crate::domain::locale::Locale;
use crate::domain::office::OfficeCode;
use crate::domain::staff::{Actor, Role};
use crate::domain::time::{Day, Ts};

const TABLE: &str = "applications";

/// The language in which a candidate read the notice of their latest application to an office.
///
/// # Errors
/// The database's.
pub fn notice_locale(db: &mut Db, holding: HoldingId) -> Result<Option<Locale>, StoreError> {
    let of_holding = applications::table.filter(applications::holding_id.eq(holding));
    let latest = of_holding.order(applications::received_at.desc()).select(applications::notice_locale);
    Ok(latest.first(db).optional()?)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = applications)]
struct Row {
    id: ApplicationId,
    candidate_id: CandidateId,
    holding_id: HoldingId,
    office: OfficeCode,
    vacancy_id: VacancyId,
    stage: Stage,
    source: Source,
    notice_id: Option<NoticeId>,
    details: Option<Stored<ApplicationHistory>>,
    received_at: Ts,
    closed_on: Option<Day>,
    revision: i64,
}

/// A move of an application.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = stage_changes)]
pub struct StageChange {
    /// Of which application.
    pub application_id: ApplicationId,
    /// From where; nothing at its start.
    pub from_stage: Option<Stage>,
    /// To where.
    pub to_stage: Stage,
    /// When.
    pub at: Ts,
    /// By whom, if a person did it.
    pub staff_id: Option<StaffId>,
}

/// An application on a candidate's page.
#[derive(Debug, Clone)]
pub struct ShownApplication {
    /// Its states and times.
    pub application: Application,
    /// What the candidate wrote.
    pub details: Unsealed<ApplicationDetails>,
    /// Its moves, oldest first.
    pub moves: Vec<StageChange>,
}

/// A new application.
#[derive(Debug, Clone)]
pub struct NewApplication<'a> {
    /// To which vacancy.
    pub vacancy: VacancyId,
    /// Where it came from.
    pub source: Source,
    /// The notice that was shown and acknowledged, in which language.
    pub notice: Option<(NoticeId, Locale)>,
    /// What the candidate wrote.
    pub details: &'a ApplicationDetails,
    /// When it came in.
    pub received_at: Ts,
    /// Moves that it has behind it already, oldest first: for what is imported.
    pub moves: &'a [(Stage, Ts)],
    /// The day it was closed on, if its last move closes it.
    pub closed_on: Option<Day>,
}

/// Whether there is any application in a holding: whoever only wrote has none.
///
/// # Errors
/// The database's.
pub fn exist(db: &mut Db, holding: HoldingId) -> Result<bool, StoreError> {
    let any = applications::table.filter(applications::holding_id.eq(holding)).select(applications::id);
    Ok(any.first::<ApplicationId>(db).optional()?.is_some())
}

/// Whether an application of the permitted holding to a vacancy has not ended. Within the change that adds one, so that
/// nobody adds another meanwhile.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit; the database's.
pub fn is_open_to(tx: &mut Db, permit: &Permit<ApplicationHistory>, vacancy: VacancyId) -> Result<bool, StoreError> {
    permit.check_fresh(tx)?;
    let open = applications::table
        .filter(applications::holding_id.eq(permit.holding().id).and(applications::vacancy_id.eq(vacancy)))
        .filter(applications::closed_on.is_null())
        .select(applications::id);
    Ok(open.first::<ApplicationId>(tx).optional()?.is_some())
}

/// The permitted applications of the holding, newest first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Database, permit: &Permit<ApplicationHistory>) -> Result<Vec<ShownApplication>, StoreError> {
    let rows: Vec<Row> = applications::table
        .filter(applications::holding_id.eq(permit.holding().id))
        .order((applications::received_at.desc(), applications::id.desc()))
        .select(cols::<Row>())
        .load(db.db())?;
    let rows: Vec<Row> = rows.into_iter().filter(|row| permit.covers(row.id)).collect();
    let moves: Vec<StageChange> = stage_changes::table
        .inner_join(applications::table.on(applications::id.eq(stage_changes::application_id)))
        .filter(applications::holding_id.eq(permit.holding().id))
        .order((stage_changes::at, stage_changes::id))
        .select(cols::<StageChange>())
        .load(db.db())?;
    rows.into_iter().map(|row| shown(db, permit, row, &moves)).collect()
}

fn shown(
    db: &Database,
    permit: &Permit<ApplicationHistory>,
    row: Row,
    moves: &[StageChange],
) -> Result<ShownApplication, StoreError> {
    let details = match &row.details {
        Some(stored) => Unsealed::of(permit.open(db, TABLE, "details", row.id.uuid(), stored))?,
        None => Unsealed::Value(ApplicationDetails::default()),
    };
    Ok(ShownApplication {
        details,
        moves: moves.iter().filter(|moved| moved.application_id == row.id).cloned().collect(),
        application: Application {
            id: row.id,
            candidate: row.candidate_id,
            holding: row.holding_id,
            office: row.office,
            vacancy: row.vacancy_id,
            stage: row.stage,
            source: row.source,
            notice: row.notice_id,
            received_at: row.received_at,
            closed_on: row.closed_on,
            revision: row.revision,
        },
    })
}

/// Adds an application, at its first stage or with the moves that it has behind it.
///
/// # Errors
/// The database's or the vault's.
pub fn create(
    tx: &mut Db,
    permit: &Permit<ApplicationHistory>,
    new: &NewApplication<'_>,
) -> Result<(ApplicationId, Entry), StoreError> {
    permit.check_fresh(tx)?;
    let id = ApplicationId::new();
    let holding = permit.holding();
    diesel::insert_into(applications::table)
        .values((
            applications::id.eq(id),
            applications::candidate_id.eq(holding.candidate),
            applications::holding_id.eq(holding.id),
            applications::office.eq(&holding.office),
            applications::vacancy_id.eq(new.vacancy),
            applications::stage.eq(new.moves.last().map_or(Stage::Received, |(stage, _)| *stage)),
            applications::source.eq(new.source),
            applications::notice_id.eq(new.notice.map(|(notice, _)| notice)),
            applications::notice_locale.eq(new.notice.map_or(Locale::Ja, |(_, locale)| locale)),
            applications::details.eq(permit.seal(TABLE, "details", id.uuid(), new.details)?),
            applications::received_at.eq(new.received_at),
            applications::closed_on.eq(new.closed_on),
            applications::revision.eq(1),
        ))
        .execute(tx)?;
    insert_move(tx, id, None, Stage::Received, new.received_at, staff_of(permit))?;
    let mut from = Stage::Received;
    for &(to, at) in new.moves {
        insert_move(tx, id, Some(from), to, at, staff_of(permit))?;
        from = to;
    }
    Ok((id, permit.change("create", format!("application:{id}"))))
}

/// Moves an application that is still as the editor saw it to another stage. The first closing stage sets the day:
/// a correction from one closing to another does not make the record keepable for longer.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not of the permitted holding; [`StoreError::Stale`] if it changed;
/// [`StoreError::Taken`] if it is at this stage already, or has ended and would be open again.
pub fn move_to(
    tx: &mut Db,
    permit: &Permit<ApplicationHistory>,
    id: ApplicationId,
    to: Stage,
    seen_revision: i64,
    moved_at: Ts,
    today: Day,
) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    let holding = permit.holding().id;
    if !permit.covers(id) {
        return Err(StoreError::NotFound);
    }
    let found: Option<(Stage, Option<Day>, i64)> = applications::table
        .filter(applications::id.eq(id).and(applications::holding_id.eq(holding)))
        .select((applications::stage, applications::closed_on, applications::revision))
        .get_result(tx)
        .optional()?;
    let (from, closed_on, revision) = found.ok_or(StoreError::NotFound)?;
    if revision != seen_revision {
        return Err(StoreError::Stale);
    }
    // What has ended stays so, or a closing could be put off for ever: whoever applies again has a new application.
    if from == to || (from.closing().is_some() && to.closing().is_none()) {
        return Err(StoreError::Taken("stage"));
    }
    diesel::update(applications::table.find(id))
        .set((
            applications::stage.eq(to),
            applications::closed_on.eq(to.closing().map(|_| closed_on.unwrap_or(today))),
            applications::revision.eq(revision + 1),
        ))
        .execute(tx)?;
    insert_move(tx, id, Some(from), to, moved_at, staff_of(permit))?;
    // Open or closed is a fact of the law.
    super::candidates::set_fact(tx, holding, HoldingChange::Contact(today))?;
    Ok(permit.change("change", format!("application:{id} {from} {to}")))
}

const fn staff_of(permit: &Permit<ApplicationHistory>) -> Option<StaffId> {
    match permit.caller().actor {
        Actor::Staff(id) => Some(id),
        _ => None,
    }
}

fn insert_move(
    tx: &mut Db,
    id: ApplicationId,
    from: Option<Stage>,
    to: Stage,
    at: Ts,
    staff: Option<StaffId>,
) -> Result<(), StoreError> {
    diesel::insert_into(stage_changes::table)
        .values((
            stage_changes::id.eq(StageChangeId::new()),
            stage_changes::application_id.eq(id),
            stage_changes::from_stage.eq(from),
            stage_changes::to_stage.eq(to),
            stage_changes::at.eq(at),
            stage_changes::staff_id.eq(staff),
        ))
        .execute(tx)?;
    Ok(())
}

/// The holding that an application belongs to: where a request for it asks the gate.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such application.
pub fn holding_of(db: &mut Db, id: ApplicationId) -> Result<HoldingId, StoreError> {
    let found = applications::table.find(id).select(applications::holding_id).get_result(db).optional()?;
    found.ok_or(StoreError::NotFound)
}

/// Gives a hiring manager of the same office an application to look at.
///
/// # Errors
/// [`StoreError::NotFound`] if the application is not of the permitted holding, or the person is no hiring manager of
/// its office with an open account; [`StoreError::Stale`] if a fact changed since the permit.
pub fn assign(
    tx: &mut Db,
    permit: &Permit<ApplicationHistory>,
    id: ApplicationId,
    to: StaffId,
) -> Result<Entry, StoreError> {
    own(tx, permit, id)?;
    let manager: Option<StaffId> = staff::table
        .filter(staff::id.eq(to).and(staff::office.eq(&permit.holding().office)))
        .filter(staff::role.eq(Role::HiringManager).and(staff::disabled_at.is_null()))
        .select(staff::id)
        .get_result(tx)
        .optional()?;
    let manager = manager.ok_or(StoreError::NotFound)?;
    let row = (assignments::application_id.eq(id), assignments::staff_id.eq(manager));
    each!(tx, c => diesel::insert_into(assignments::table).values(row).on_conflict_do_nothing().execute(c))?;
    Ok(permit.change("change", format!("assignment:{id} {to} begins")))
}

/// Takes an application away from somebody who was to look at it.
///
/// # Errors
/// [`StoreError::NotFound`] if the application is not of the permitted holding, or was not assigned to them;
/// [`StoreError::Stale`] if a fact changed since the permit.
pub fn unassign(
    tx: &mut Db,
    permit: &Permit<ApplicationHistory>,
    id: ApplicationId,
    from: StaffId,
) -> Result<Entry, StoreError> {
    own(tx, permit, id)?;
    let gone = diesel::delete(assignments::table.find((id, from))).execute(tx)?;
    if gone == 1 {
        Ok(permit.change("change", format!("assignment:{id} {from} ends")))
    } else {
        Err(StoreError::NotFound)
    }
}

/// Fails unless the application is of the permitted holding and the permit still good.
fn own(tx: &mut Db, permit: &Permit<ApplicationHistory>, id: ApplicationId) -> Result<(), StoreError> {
    permit.check_fresh(tx)?;
    let found = holding_of(tx, id)?;
    if found == permit.holding().id && permit.covers(id) { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Who is assigned to the permitted applications of the holding.
///
/// # Errors
/// The database's.
pub fn assigned(
    db: &mut Database,
    permit: &Permit<ApplicationHistory>,
) -> Result<Vec<(ApplicationId, StaffId)>, StoreError> {
    let rows: Vec<(ApplicationId, StaffId)> = assignments::table
        .inner_join(applications::table.on(applications::id.eq(assignments::application_id)))
        .filter(applications::holding_id.eq(permit.holding().id))
        .order((assignments::application_id, assignments::staff_id))
        .select((assignments::application_id, assignments::staff_id))
        .load(db.db())?;
    Ok(rows.into_iter().filter(|(application, _)| permit.covers(*application)).collect())
}

/// An application that somebody of staff is assigned to, as far as their lists show it.
#[derive(Debug, Clone, Copy)]
pub struct Assignment {
    /// To whom.
    pub staff: StaffId,
    /// Which.
    pub application: Latest,
}

/// The assignments in some holdings, older applications first.
///
/// # Errors
/// The database's.
pub fn assignments(db: &mut Db, holdings: &[HoldingId]) -> Result<HashMap<HoldingId, Vec<Assignment>>, StoreError> {
    let rows: Vec<(StaffId, Latest)> = among!(holdings, applications::holding_id, asked => assignments::table
        .inner_join(applications::table.on(applications::id.eq(assignments::application_id)))
        .filter(asked)
        .order((applications::received_at.asc(), applications::id.asc()))
        .select((
            assignments::staff_id,
            (
                applications::holding_id,
                applications::vacancy_id,
                applications::stage,
                applications::source,
                applications::received_at,
            ),
        ))
        .load(db)?);
    let mut assigned: HashMap<HoldingId, Vec<Assignment>> = HashMap::new();
    for (staff, application) in rows {
        assigned.entry(application.holding).or_default().push(Assignment { staff, application });
    }
    Ok(assigned)
}

/// The latest application of a holding, as far as lists show it.
#[derive(Debug, Clone, Copy, Queryable)]
pub struct Latest {
    holding: HoldingId,
    /// To which vacancy.
    pub vacancy: VacancyId,
    /// Where it stands.
    pub stage: Stage,
    /// Where it came from.
    pub source: Source,
    /// When it came in.
    pub received_at: Ts,
}

/// The latest application of each of many permitted holdings, in one query.
///
/// # Errors
/// The database's.
pub fn latest(
    db: &mut Database,
    permits: &[Permit<ApplicationHistory>],
) -> Result<HashMap<HoldingId, Latest>, StoreError> {
    let ids: Vec<HoldingId> = permits.iter().map(|permit| permit.holding().id).collect();
    let rows: Vec<Latest> = among!(ids.as_slice(), applications::holding_id, asked => applications::table
        .filter(asked)
        .order((applications::received_at.asc(), applications::id.asc()))
        .select((
            applications::holding_id,
            applications::vacancy_id,
            applications::stage,
            applications::source,
            applications::received_at,
        ))
        .load(db.db())?);
    // The last of several stays.
    Ok(rows.into_iter().map(|row| (row.holding, row)).collect())
}
