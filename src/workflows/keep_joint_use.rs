//! Notices of joint use, kept by the privacy officer and shown to everybody.
//!
//! Invariant: a change lets every transfer that stands on it be looked at again.

use super::WorkflowError;
use crate::domain::id::JointUseNoticeId;
use crate::domain::office::{LegalForm, Office};
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};
use crate::store::joint_use::{self, JointUseNotice};
use crate::store::{Database, facts, offices, terms_permit};

/// The notices, and the offices that they can name.
#[derive(Debug)]
pub struct JointUse {
    /// Every notice, the latest first.
    pub notices: Vec<JointUseNotice>,
    /// Every office.
    pub offices: Vec<Office>,
    /// The date at the caller's office.
    pub today: Day,
}

/// What is on record.
///
/// # Errors
/// [`crate::store::StoreError::Refused`] if the caller's role keeps no terms.
pub fn show(db: &mut Database, caller: &Caller) -> Result<JointUse, WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(db.read(|db| {
        let today = facts::office(db, &caller.office)?.today(caller.at);
        Ok(JointUse { notices: joint_use::list(db)?, offices: offices::list(db)?, today })
    })?)
}

/// Publishes a notice.
///
/// # Errors
/// As [`show`].
pub fn publish(db: &mut Database, caller: &Caller, notice: &JointUseNotice) -> Result<(), WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(db.change(|tx| Ok(((), vec![joint_use::publish(tx, caller, notice)?])))?)
}

/// Withdraws a notice from today on.
///
/// # Errors
/// As [`show`]; [`crate::store::StoreError::NotFound`] if there is none such that still counts.
pub fn withdraw(db: &mut Database, caller: &Caller, id: JointUseNoticeId) -> Result<(), WorkflowError> {
    terms_permit::open(db, caller)?;
    let today = db.read(|db| facts::office(db, &caller.office))?.today(caller.at);
    Ok(db.change(|tx| Ok(((), vec![joint_use::withdraw(tx, caller, id, today)?])))?)
}

/// The notice that is published now at the head office, if there is one that says everything that the law asks for.
///
/// # Errors
/// The database's.
pub fn published(db: &mut Database, at: Ts) -> Result<Option<(JointUseNotice, Vec<Office>)>, WorkflowError> {
    Ok(db.read(|db| {
        let offices = offices::list(db)?;
        let head = offices.iter().find(|it| it.legal_form == LegalForm::HeadOffice).or(offices.first());
        let Some(head) = head else { return Ok(None) };
        let today = facts::office(db, &head.code)?.today(at);
        let notices = joint_use::list(db)?;
        let whole = joint_use::published(&notices, today).filter(|notice| notice.is_complete());
        Ok(whole.map(|notice| (notice.clone(), offices)))
    })?)
}
