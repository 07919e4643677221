//! Notices of joint use: what is shared among which offices, for what, and who manages it (APPI Art. 27(5)(iii)).
//!
//! Invariant: a notice counts from its day on, and only if it says everything that the law asks for; every change comes
//! with a journal entry that lets transfers and directories look again.

use diesel::prelude::*;

use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::schema::joint_use_notices;
use super::words::{join, split};
use crate::domain::category::CategoryId;
use crate::domain::id::JointUseNoticeId;
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::Day;

/// A notice of joint use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JointUseNotice {
    /// Which.
    pub id: JointUseNoticeId,
    /// From when it is published.
    pub published_on: Day,
    /// What is shared.
    pub categories: Vec<CategoryId>,
    /// For what.
    pub purposes: Vec<Purpose>,
    /// Among which offices.
    pub offices: Vec<OfficeCode>,
    /// The company that manages it.
    pub manager: String,
    /// Its address.
    pub address: String,
    /// Its representative.
    pub representative: String,
    /// The day from which it counts no more, if it was withdrawn.
    pub withdrawn_on: Option<Day>,
}

impl JointUseNotice {
    /// Whether it says everything that the law asks for.
    pub fn is_complete(&self) -> bool {
        let says = [&self.manager, &self.address, &self.representative].iter().all(|item| !item.is_empty());
        says && !self.categories.is_empty() && !self.purposes.is_empty() && self.offices.len() > 1
    }
}

/// The notice that is published on a day, of all, the latest first: the latest one that was not withdrawn before its day.
pub fn published(notices: &[JointUseNotice], today: Day) -> Option<&JointUseNotice> {
    let never = |notice: &JointUseNotice| notice.withdrawn_on.is_some_and(|withdrawn| withdrawn <= notice.published_on);
    let latest = notices.iter().find(|notice| notice.published_on <= today && !never(notice));
    latest.filter(|notice| notice.withdrawn_on.is_none_or(|withdrawn| today < withdrawn))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = joint_use_notices)]
struct Row {
    id: JointUseNoticeId,
    published_on: Day,
    categories: String,
    purposes: String,
    offices: String,
    manager: String,
    address: String,
    representative: String,
    withdrawn_on: Option<Day>,
}

impl TryFrom<Row> for JointUseNotice {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            published_on: row.published_on,
            categories: split(&row.categories, "joint_use_notices.categories")?,
            purposes: split(&row.purposes, "joint_use_notices.purposes")?,
            offices: split(&row.offices, "joint_use_notices.offices")?,
            manager: row.manager,
            address: row.address,
            representative: row.representative,
            withdrawn_on: row.withdrawn_on,
        })
    }
}

/// Every notice, the latest first.
///
/// # Errors
/// The database's; [`StoreError::Unreadable`] for a word that is none.
pub fn list(db: &mut Db) -> Result<Vec<JointUseNotice>, StoreError> {
    let rows: Vec<Row> = joint_use_notices::table
        .order((joint_use_notices::published_on.desc(), joint_use_notices::id.desc()))
        .select(cols::<Row>())
        .load(db)?;
    rows.into_iter().map(JointUseNotice::try_from).collect()
}

/// Publishes a notice, for all offices of the company; the one before it counts until its day.
///
/// # Errors
/// The database's.
pub fn publish(tx: &mut Db, caller: &Caller, notice: &JointUseNotice) -> Result<Entry, StoreError> {
    diesel::insert_into(joint_use_notices::table)
        .values((
            joint_use_notices::id.eq(notice.id),
            joint_use_notices::published_on.eq(notice.published_on),
            joint_use_notices::categories.eq(join(&notice.categories)),
            joint_use_notices::purposes.eq(join(&notice.purposes)),
            joint_use_notices::offices.eq(join(&notice.offices)),
            joint_use_notices::manager.eq(&notice.manager),
            joint_use_notices::address.eq(&notice.address),
            joint_use_notices::representative.eq(&notice.representative),
            joint_use_notices::withdrawn_on.eq(notice.withdrawn_on),
        ))
        .execute(tx)?;
    Ok(Entry::change_of_terms(caller, "create", format!("joint_use:{}", notice.id)))
}

/// Withdraws a notice from a day on.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none such that still counts; the database's.
pub fn withdraw(tx: &mut Db, caller: &Caller, id: JointUseNoticeId, on: Day) -> Result<Entry, StoreError> {
    let open =
        joint_use_notices::table.filter(joint_use_notices::id.eq(id).and(joint_use_notices::withdrawn_on.is_null()));
    if diesel::update(open).set(joint_use_notices::withdrawn_on.eq(on)).execute(tx)? != 1 {
        return Err(StoreError::NotFound);
    }
    Ok(Entry::change_of_terms(caller, "change", format!("joint_use:{id} withdrawn")))
}
