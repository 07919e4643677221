//! Later versions of the privacy notice, as a candidate sees and answers them.
//!
//! Invariant: only the candidate answers, and can take a yes back; what stood on it is looked at again at once.

use super::{WorkflowError, carry_transfers};
use crate::domain::category::Profile;
use crate::domain::id::HoldingId;
use crate::domain::locale::Locale;
use crate::domain::notice::{Notice, NoticeAnswer};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::Day;
use crate::store::gate::{self, Ask};
use crate::store::notice_answers::{self, Later};
use crate::store::{Database, StoreError, facts, notices};

/// A later version with what it changes.
#[derive(Debug)]
pub struct Shown {
    /// As it stands with the candidate.
    pub later: Later,
    /// The version.
    pub notice: Notice,
    /// The version that was shown to them, else the one before it.
    pub earlier: Option<Notice>,
    /// The date at the office that answers.
    pub today: Day,
}

/// A later version for the candidate who reads it.
///
/// # Errors
/// [`StoreError::NotFound`] if they are not told of it.
pub fn open(db: &mut Database, caller: &Caller, holding: HoldingId, version: i32) -> Result<Shown, WorkflowError> {
    let permit = gate::open::<Profile>(db, &Ask::read(caller, Purpose::Rights), holding)?;
    Ok(db.read(|db| {
        let today = facts::office(db, &permit.holding().office)?.today(caller.at);
        let told = notice_answers::list(db, &permit)?.into_iter().find(|later| later.version == version);
        let later = told.ok_or(StoreError::NotFound)?;
        let all = notices::list(db)?;
        let notice = all.iter().find(|notice| notice.id == later.id).cloned().ok_or(StoreError::NotFound)?;
        let shown = notice_answers::shown(db, &permit)?;
        let own = all.iter().find(|notice| Some(notice.version) == shown);
        let earlier = own.or(notice.before(&all)).cloned();
        Ok(Shown { later, notice, earlier, today })
    })?)
}

/// Keeps the candidate's answer, with the words that were in front of them.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not open to them; [`StoreError::Stale`] if a fact changed meanwhile.
pub fn answer(
    db: &mut Database,
    caller: &Caller,
    (holding, version): (HoldingId, i32),
    answer: NoticeAnswer,
    (words, locale): (&str, Locale),
) -> Result<(), WorkflowError> {
    let permit = gate::open::<Profile>(db, &Ask::change(caller, Purpose::Rights), holding)?;
    let today = db.read(|db| facts::office(db, &permit.holding().office))?.today(caller.at);
    db.change(|tx| Ok(((), vec![notice_answers::answer(tx, &permit, version, answer, (words, locale), today)?])))?;
    carry_transfers::look_again(db, &permit.holding().office, holding, caller.at);
    Ok(())
}

/// Takes a yes back.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none; [`StoreError::Stale`] if a fact changed meanwhile.
pub fn withdraw(db: &mut Database, caller: &Caller, holding: HoldingId, version: i32) -> Result<(), WorkflowError> {
    let permit = gate::open::<Profile>(db, &Ask::change(caller, Purpose::Rights), holding)?;
    db.change(|tx| Ok(((), vec![notice_answers::withdraw(tx, &permit, version)?])))?;
    carry_transfers::look_again(db, &permit.holding().office, holding, caller.at);
    Ok(())
}
