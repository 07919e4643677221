//! Rows that the law needs about processors and joint use.
//!
//! Invariant: every change comes with a journal entry that lets the directories look again at what it affects.

use diesel::prelude::*;

use super::database::Db;
use super::error::StoreError;
use super::journal::Entry;
use super::schema::{joint_use_notices, processor_contracts, processors};
use super::words::join;
use crate::domain::category::CategoryId;
use crate::domain::id::{Id, ProcessorId};
use crate::domain::jurisdiction::Country;
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::Day;

/// A processor with its contract.
#[derive(Debug, Clone)]
pub struct ProcessorContract {
    /// The processor's name.
    pub name: String,
    /// Where it works.
    pub country: Country,
    /// The office that contracts with it.
    pub office: OfficeCode,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Option<Day>,
    /// The categories in scope.
    pub categories: Vec<CategoryId>,
    /// The purposes in scope.
    pub purposes: Vec<Purpose>,
    /// The countries in scope.
    pub countries: Vec<Country>,
    /// The last review.
    pub vetted_on: Option<Day>,
    /// Whether there is a sub-processor.
    pub sub_processor: bool,
    /// Whether it was approved.
    pub sub_processor_approved: bool,
}

/// A published notice of joint use.
#[derive(Debug, Clone)]
pub struct JointUseNotice {
    /// When it was published.
    pub published_on: Day,
    /// Whether it has every item of APPI Art. 27(5)(iii).
    pub complete: bool,
    /// The categories it names.
    pub categories: Vec<CategoryId>,
    /// The purposes it names.
    pub purposes: Vec<Purpose>,
}

/// Adds a processor with its contract.
///
/// # Errors
/// The database's.
pub fn add_processor(tx: &mut Db, caller: &Caller, contract: &ProcessorContract) -> Result<Entry, StoreError> {
    let id = ProcessorId::new();
    diesel::insert_into(processors::table)
        .values((
            processors::id.eq(id),
            processors::name.eq(&contract.name),
            processors::country.eq(contract.country),
            processors::office.eq(&contract.office),
        ))
        .execute(tx)?;
    diesel::insert_into(processor_contracts::table)
        .values((
            processor_contracts::id.eq(Id::<()>::new()),
            processor_contracts::processor_id.eq(id),
            processor_contracts::from_on.eq(contract.from),
            processor_contracts::until_on.eq(contract.until),
            processor_contracts::categories.eq(join(&contract.categories)),
            processor_contracts::purposes.eq(join(&contract.purposes)),
            processor_contracts::countries.eq(join(&contract.countries)),
            processor_contracts::vetted_on.eq(contract.vetted_on),
            processor_contracts::sub_processor.eq(contract.sub_processor),
            processor_contracts::sub_processor_approved.eq(contract.sub_processor_approved),
        ))
        .execute(tx)?;
    Ok(Entry::change_of_terms(caller, "create", format!("processor:{id}")))
}

/// Adds a published notice of joint use.
///
/// # Errors
/// The database's.
pub fn add_joint_use_notice(tx: &mut Db, caller: &Caller, notice: &JointUseNotice) -> Result<Entry, StoreError> {
    let id = Id::<()>::new();
    diesel::insert_into(joint_use_notices::table)
        .values((
            joint_use_notices::id.eq(id),
            joint_use_notices::published_on.eq(notice.published_on),
            joint_use_notices::complete.eq(notice.complete),
            joint_use_notices::categories.eq(join(&notice.categories)),
            joint_use_notices::purposes.eq(join(&notice.purposes)),
        ))
        .execute(tx)?;
    Ok(Entry::change_of_terms(caller, "create", format!("joint_use:{id}")))
}
