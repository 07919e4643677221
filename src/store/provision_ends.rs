//! Demands of candidates that provision to a third party end (APPI Art. 35(3)), and their lifting.
//!
//! Invariant: while one is in force nothing that it shuts is provided, and it is lifted only with a reason.

use diesel::prelude::*;

use super::candidates;
use super::columns::Stored;
use super::database::{Db, cols};
use super::disclosures::{self, Kept, changes};
use super::error::StoreError;
use super::journal::Entry;
use super::open::Database;
use super::permit::{Permit, Unsealed};
use super::schema::{provision_ends, third_parties};
use super::spellings::is_alike;
use crate::domain::category::Profile;
use crate::domain::disclosure::{Ground, ProvisionEnd, ThirdParty};
use crate::domain::id::{HoldingId, ProvisionEndId, StaffId, ThirdPartyId};
use crate::domain::time::{Day, Ts};
use crate::law::access::Verb;

const TABLE: &str = "provision_ends";

#[derive(Queryable, Selectable)]
#[diesel(table_name = provision_ends)]
struct Row {
    id: ProvisionEndId,
    holding_id: HoldingId,
    third_party_id: ThirdPartyId,
    ground: Ground,
    demanded_on: Day,
    lifted_at: Option<Ts>,
}

impl From<Row> for ProvisionEnd {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            holding: row.holding_id,
            third_party: row.third_party_id,
            ground: row.ground,
            demanded_on: row.demanded_on,
            lifted_at: row.lifted_at,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = provision_ends)]
struct Sealed {
    words: Stored<Profile>,
    recorded_by: Option<StaffId>,
    recorded_at: Ts,
    lift_words: Option<Stored<Profile>>,
}

/// A demand with what is written about it.
#[derive(Debug, Clone)]
pub struct ShownEnd {
    /// The demand.
    pub end: ProvisionEnd,
    /// What the candidate said.
    pub words: Unsealed<String>,
    /// Who recorded it.
    pub recorded_by: Option<StaffId>,
    /// When.
    pub recorded_at: Ts,
    /// Why it was lifted, if it was.
    pub lifted_because: Option<Unsealed<String>>,
}

/// The demands about a holding, newest first, those that were lifted too.
///
/// # Errors
/// The database's.
pub fn of_holding(db: &mut Db, holding: HoldingId) -> Result<Vec<ProvisionEnd>, StoreError> {
    let rows: Vec<Row> = provision_ends::table
        .filter(provision_ends::holding_id.eq(holding))
        .order((provision_ends::recorded_at.desc(), provision_ends::id.desc()))
        .select(cols::<Row>())
        .load(db)?;
    Ok(rows.into_iter().map(ProvisionEnd::from).collect())
}

/// A third party, and those of the demands about a holding that are called like it.
///
/// # Errors
/// The database's.
pub(super) fn alike(db: &mut Db, holding: HoldingId, to: &ThirdParty) -> Result<Vec<ThirdPartyId>, StoreError> {
    let named: Vec<(ThirdPartyId, String)> = provision_ends::table
        .inner_join(third_parties::table.on(third_parties::id.eq(provision_ends::third_party_id)))
        .filter(provision_ends::holding_id.eq(holding))
        .select((third_parties::id, third_parties::name))
        .distinct()
        .load(db)?;
    let others = named.into_iter().filter(|(id, name)| *id != to.id && is_alike(name, &to.name)).map(|(id, _)| id);
    Ok(std::iter::once(to.id).chain(others).collect())
}

/// The same to one third party, with what is written about them; it stands for those that are called like it.
///
/// # Errors
/// The database's, and the journal's if a seal does not open.
pub fn list(db: &mut Database, permit: &Permit<Profile>, to: &ThirdParty) -> Result<Vec<ShownEnd>, StoreError> {
    let alike = alike(db.db(), permit.holding().id, to)?;
    let rows: Vec<(Row, Sealed)> = provision_ends::table
        .filter(provision_ends::holding_id.eq(permit.holding().id).and(provision_ends::third_party_id.eq_any(alike)))
        .order((provision_ends::recorded_at.desc(), provision_ends::id.desc()))
        .select((cols::<Row>(), cols::<Sealed>()))
        .load(db.db())?;
    let open = |(row, sealed): (Row, Sealed)| {
        let text =
            |column, stored: &Stored<Profile>| Unsealed::of(permit.open(db, TABLE, column, row.id.uuid(), stored));
        Ok(ShownEnd {
            words: text("words", &sealed.words)?,
            lifted_because: sealed.lift_words.as_ref().map(|stored| text("lift_words", stored)).transpose()?,
            recorded_by: sealed.recorded_by,
            recorded_at: sealed.recorded_at,
            end: ProvisionEnd { third_party: to.id, ..row.into() },
        })
    };
    rows.into_iter().map(open).collect()
}

/// Records a demand about the third party and the ground of a disclosure; what waits and is shut by it ends.
///
/// # Errors
/// [`StoreError::Taken`] if the same is in force; [`StoreError::Stale`] if a fact changed since the permit.
pub fn record(
    tx: &mut Db,
    permit: &Permit<Profile>,
    kept: &Kept,
    (demanded_on, words): (Day, &str),
) -> Result<Vec<Entry>, StoreError> {
    permit.check_fresh(tx)?;
    let (id, caller) = (ProvisionEndId::new(), permit.caller());
    let inserted = diesel::insert_into(provision_ends::table)
        .values((
            provision_ends::id.eq(id),
            provision_ends::disclosure_id.eq(kept.disclosure.id),
            provision_ends::holding_id.eq(permit.holding().id),
            provision_ends::third_party_id.eq(kept.claim.to),
            provision_ends::ground.eq(kept.claim.ground),
            provision_ends::demanded_on.eq(demanded_on),
            provision_ends::words.eq(permit.seal(TABLE, "words", id.uuid(), &words)?),
            provision_ends::recorded_by.eq(caller.staff_id()),
            provision_ends::recorded_at.eq(caller.at),
        ))
        .execute(tx)
        .map_err(StoreError::from);
    match inserted {
        Err(error) if error.is_duplicate() => return Err(StoreError::Taken("provision end")),
        other => other.map(|_| ())?,
    }
    disclosures::end_waiting(tx, caller, kept)?;
    entries(tx, permit, kept, &format!("provision_end:{id} {}", kept.claim.ground))
}

/// Lifts a demand, with the reason.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none in force of this id about the third party of the disclosure;
/// [`StoreError::Stale`] if a fact changed since the permit.
pub fn lift(
    tx: &mut Db,
    permit: &Permit<Profile>,
    kept: &Kept,
    (id, reason): (ProvisionEndId, &str),
) -> Result<Vec<Entry>, StoreError> {
    permit.check_fresh(tx)?;
    let caller = permit.caller();
    let alike = alike(tx, permit.holding().id, &kept.disclosure.to)?;
    let in_force = provision_ends::table
        .filter(provision_ends::id.eq(id).and(provision_ends::holding_id.eq(permit.holding().id)))
        .filter(provision_ends::third_party_id.eq_any(alike).and(provision_ends::lifted_at.is_null()));
    let set = (
        provision_ends::lifted_by.eq(caller.staff_id()),
        provision_ends::lifted_at.eq(caller.at),
        provision_ends::lift_words.eq(permit.seal(TABLE, "lift_words", id.uuid(), &reason)?),
    );
    if diesel::update(in_force).set(set).execute(tx)? != 1 {
        return Err(StoreError::NotFound);
    }
    entries(tx, permit, kept, &format!("provision_end:{id} {} lifted", kept.claim.ground))
}

/// What the law is asked with has changed: whoever was permitted before is late.
fn entries(tx: &mut Db, permit: &Permit<Profile>, kept: &Kept, subject: &str) -> Result<Vec<Entry>, StoreError> {
    candidates::facts_changed(tx, permit.holding().id)?;
    let about = (&*kept.claim.categories, kept.claim.purpose);
    Ok(changes(permit.caller(), (Verb::Record, subject, ""), permit.holding(), about))
}
