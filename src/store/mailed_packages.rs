//! Packages that are mailed to a processor: for whom, locked with which public key, and what became of it.
//!
//! Invariant: a row has no address and nothing about a candidate; the package is put together when it goes out.

use std::collections::HashMap;

use diesel::prelude::*;

use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::permit::check_revision;
use super::schema::mailed_packages;
use super::terms_permit::TermsPermit;
use super::{entrustments, letters, processors};
use crate::domain::id::{EntrustmentId, HoldingId, MailedPackageId, ProcessorId, StaffId};
use crate::domain::letter::Letter;
use crate::domain::locale::Locale;
use crate::domain::time::Ts;
use crate::law::access::Verb;

/// Packages that a page tells of.
const SHOWN: i64 = 20;

/// A package that is, or was, to be mailed.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = mailed_packages)]
pub struct MailedPackage {
    /// Which.
    pub id: MailedPackageId,
    /// For which processor.
    pub processor_id: ProcessorId,
    /// Who of it gets it; nobody by name if its contact for incidents does.
    pub contact_id: Option<StaffId>,
    /// The public key that it is locked with.
    pub recipient: String,
    /// In which language it is written.
    pub locale: Locale,
    /// Who asked for it.
    pub asked_by: StaffId,
    /// When.
    pub asked_at: Ts,
    /// How many records were in it, once it was sent.
    pub records: Option<i64>,
}

/// A record in a package, with what it was decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedHolding {
    /// Which.
    pub id: HoldingId,
    /// The count of its changes.
    pub revision: i64,
    /// The entrustments in force.
    pub entrusted: Vec<EntrustmentId>,
}

/// Asks for a package to be mailed, which puts it into the post.
///
/// # Errors
/// The database's.
pub fn ask(tx: &mut Db, permit: &TermsPermit, package: &MailedPackage) -> Result<Entry, StoreError> {
    diesel::insert_into(mailed_packages::table)
        .values((
            mailed_packages::id.eq(package.id),
            mailed_packages::processor_id.eq(package.processor_id),
            mailed_packages::contact_id.eq(package.contact_id),
            mailed_packages::recipient.eq(&package.recipient),
            mailed_packages::locale.eq(package.locale),
            mailed_packages::asked_by.eq(package.asked_by),
            mailed_packages::asked_at.eq(package.asked_at),
        ))
        .execute(tx)?;
    letters::add_package(tx, permit, package.id)?;
    let MailedPackage { id, processor_id, recipient, .. } = package;
    let subject = format!("package:{processor_id} {recipient} mail:{id}");
    Ok(Entry::by(permit.caller(), Verb::HandOver.as_str(), subject))
}

/// A package.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn read(db: &mut Db, id: MailedPackageId) -> Result<MailedPackage, StoreError> {
    let found = mailed_packages::table.find(id).select(cols::<MailedPackage>()).get_result(db).optional()?;
    found.ok_or(StoreError::NotFound)
}

/// Keeps how many records go out in a package, if what was decided about them and the processor still stands.
///
/// # Errors
/// [`StoreError::Stale`] if it does not; the database's.
pub fn set_records(
    tx: &mut Db,
    package: &MailedPackage,
    records: &[PackedHolding],
    processor_revision: i64,
) -> Result<(), StoreError> {
    for record in records {
        check_revision(tx, record.id, record.revision)?;
        entrustments::check_in_force(tx, &record.entrusted)?;
    }
    processors::check_revision(tx, package.processor_id, processor_revision)?;
    let count = mailed_packages::records.eq(records.len() as i64);
    diesel::update(mailed_packages::table.find(package.id)).set(count).execute(tx)?;
    Ok(())
}

/// The latest packages for a processor, newest first, each with its letter.
///
/// # Errors
/// The database's.
pub fn of_processor(db: &mut Db, processor: ProcessorId) -> Result<Vec<(MailedPackage, Letter)>, StoreError> {
    let packages: Vec<MailedPackage> = mailed_packages::table
        .filter(mailed_packages::processor_id.eq(processor))
        .order((mailed_packages::asked_at.desc(), mailed_packages::id.desc()))
        .limit(SHOWN)
        .select(cols::<MailedPackage>())
        .load(db)?;
    let ids: Vec<MailedPackageId> = packages.iter().map(|package| package.id).collect();
    let mut letters: HashMap<MailedPackageId, Letter> = letters::with_packages(db, &ids)?.into_iter().collect();
    Ok(packages.into_iter().filter_map(|package| letters.remove(&package.id).map(|letter| (package, letter))).collect())
}
