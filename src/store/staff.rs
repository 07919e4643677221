//! People who work with the system. Their rows are plain: they are not candidates.

use diesel::prelude::*;

use super::database::{Db, cols};
use super::error::StoreError;
use super::schema::{saved_views, staff, threads};
use crate::domain::candidate::HoldingRef;
use crate::domain::contact::EmailAddress;
use crate::domain::id::{CandidateId, StaffId};
use crate::domain::locale::Locale;
use crate::domain::office::OfficeCode;
use crate::domain::staff::{Role, Staff};
use crate::domain::time::Ts;

#[derive(Queryable, Selectable)]
#[diesel(table_name = staff)]
struct Row {
    id: StaffId,
    office: OfficeCode,
    email: String,
    name: String,
    role: Role,
    locale: Locale,
    disabled_at: Option<Ts>,
    own_candidate: Option<CandidateId>,
}

impl TryFrom<Row> for Staff {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            office: row.office,
            email: EmailAddress::parse(&row.email).map_err(|_| StoreError::Unreadable("staff.email"))?,
            name: row.name,
            role: row.role,
            locale: row.locale,
            disabled_at: row.disabled_at,
            own_candidate: row.own_candidate,
        })
    }
}

/// Everybody, by office and name.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db) -> Result<Vec<Staff>, StoreError> {
    let rows: Vec<Row> = staff::table.order((staff::office, staff::name, staff::id)).select(cols::<Row>()).load(db)?;
    rows.into_iter().map(Staff::try_from).collect()
}

/// How many people there are: nobody means that set-up is still to do.
///
/// # Errors
/// The database's.
pub fn count(db: &mut Db) -> Result<i64, StoreError> {
    Ok(staff::table.count().get_result(db)?)
}

/// One person.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none of this id.
pub fn read(db: &mut Db, id: StaffId) -> Result<Staff, StoreError> {
    let row: Row =
        staff::table.find(id).select(cols::<Row>()).get_result(db).optional()?.ok_or(StoreError::NotFound)?;
    row.try_into()
}

/// Names of people, for pages that say who did something.
///
/// # Errors
/// The database's.
pub fn names(db: &mut Db, ids: &[StaffId]) -> Result<Vec<(StaffId, String)>, StoreError> {
    let mut names = Vec::with_capacity(ids.len());
    for some in ids.chunks(8) {
        // Always eight, the last one again: a list of them (IN) would be prepared anew for each page.
        let [a, b, c, d, e, f, g, h] = std::array::from_fn(|at| some.get(at).or(some.last()).copied());
        let id = staff::id.nullable();
        let first = id.eq(a).or(id.eq(b)).or(id.eq(c)).or(id.eq(d));
        let named = first.or(id.eq(e)).or(id.eq(f)).or(id.eq(g)).or(id.eq(h));
        names.extend(staff::table.filter(named).select((staff::id, staff::name)).load::<(StaffId, String)>(db)?);
    }
    Ok(names)
}

/// The hiring managers of an office whose accounts are open, by name.
///
/// # Errors
/// The database's.
pub fn hiring_managers(db: &mut Db, office: &OfficeCode) -> Result<Vec<(StaffId, String)>, StoreError> {
    in_role(db, office, Role::HiringManager)
}

/// The recruiters of an office whose accounts are open, by name.
///
/// # Errors
/// The database's.
pub fn recruiters(db: &mut Db, office: &OfficeCode) -> Result<Vec<(StaffId, String)>, StoreError> {
    in_role(db, office, Role::Recruiter)
}

fn in_role(db: &mut Db, office: &OfficeCode, role: Role) -> Result<Vec<(StaffId, String)>, StoreError> {
    Ok(staff::table
        .filter(staff::office.eq(office).and(staff::role.eq(role)))
        .filter(staff::disabled_at.is_null())
        .order((staff::name, staff::id))
        .select((staff::id, staff::name))
        .load(db)?)
}

/// The person and password hash behind a sign-in name, if there are any.
///
/// # Errors
/// The database's.
pub fn by_email(db: &mut Db, email: &EmailAddress) -> Result<Option<(Staff, String)>, StoreError> {
    let found: Option<(Row, String)> = staff::table
        .filter(staff::email.eq(email.index_form()))
        .select((cols::<Row>(), staff::password_hash))
        .get_result(db)
        .optional()?;
    found.map(|(row, hash)| Ok((row.try_into()?, hash))).transpose()
}

/// Adds a person.
///
/// # Errors
/// [`StoreError::Taken`] if the e-mail is; the database's.
pub fn add(db: &mut Db, person: &Staff, password_hash: &str, at: Ts) -> Result<(), StoreError> {
    let added = diesel::insert_into(staff::table)
        .values((
            staff::id.eq(person.id),
            staff::office.eq(&person.office),
            staff::email.eq(person.email.index_form()),
            staff::name.eq(&person.name),
            staff::role.eq(person.role),
            staff::locale.eq(person.locale),
            staff::password_hash.eq(password_hash),
            staff::own_candidate.eq(person.own_candidate),
            staff::created_at.eq(at),
        ))
        .execute(db)
        .map_err(StoreError::from);
    match added {
        Err(error) if error.is_duplicate() => Err(StoreError::Taken("email")),
        other => other.map(|_| ()),
    }
}

/// Keeps from whoever has an address on the staff the record that is their own (ROLE-OWN-FILE). One that they have at
/// their own office stays the one that is kept from them.
///
/// # Errors
/// The database's.
pub fn set_own(tx: &mut Db, email: &EmailAddress, holding: &HoldingRef) -> Result<(), StoreError> {
    let at_home = staff::office.eq(&holding.office).or(staff::own_candidate.is_null());
    diesel::update(staff::table.filter(staff::email.eq(email.index_form()).and(at_home)))
        .set(staff::own_candidate.eq(holding.candidate))
        .execute(tx)?;
    Ok(())
}

/// Closes or reopens an account. A closed one keeps no views: they may name people. What it saw to in the inbox is
/// nobody's.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none of this id.
pub fn set_disabled(db: &mut Db, id: StaffId, at: Option<Ts>) -> Result<(), StoreError> {
    let changed = diesel::update(staff::table.find(id)).set(staff::disabled_at.eq(at)).execute(db)?;
    if at.is_some() {
        diesel::delete(saved_views::table.filter(saved_views::staff_id.eq(id))).execute(db)?;
        diesel::update(threads::table.filter(threads::owner_id.eq(id)))
            .set((threads::owner_id.eq(None::<StaffId>), threads::revision.eq(threads::revision + 1)))
            .execute(db)?;
    }
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Sets the language of a person's pages.
///
/// # Errors
/// The database's.
pub fn set_locale(db: &mut Db, id: StaffId, locale: Locale) -> Result<(), StoreError> {
    diesel::update(staff::table.find(id)).set(staff::locale.eq(locale)).execute(db)?;
    Ok(())
}

/// Replaces a password hash.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none of this id.
pub fn set_password(db: &mut Db, id: StaffId, hash: &str) -> Result<(), StoreError> {
    let changed = diesel::update(staff::table.find(id)).set(staff::password_hash.eq(hash)).execute(db)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}
