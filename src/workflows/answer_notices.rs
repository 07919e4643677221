//! Later versions of the privacy notice, as a candidate sees and answers them.
//!
//! Invariant: only the candidate answers, and can take a yes back; what stood on it is looked at again at once.

use super::{WorkflowError, carry_transfers, follow_link};
use crate::domain::candidate::HoldingRef;
use crate::domain::category::Profile;
use crate::domain::id::{HoldingId, NoticeId};
use crate::domain::locale::Locale;
use crate::domain::notice::{Notice, NoticeAnswer};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};
use crate::store::gate::{self, Ask};
use crate::store::notice_answers::{self, Later};
use crate::store::sessions::{self, LinkTo, Tokens};
use crate::store::{Database, StoreError, candidates, facts, notices};

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
    shown(db, caller, holding, |later| later.version == version)
}

fn shown(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    is_meant: impl Fn(&Later) -> bool,
) -> Result<Shown, WorkflowError> {
    let permit = gate::open::<Profile>(db, &Ask::read(caller, Purpose::Rights), holding)?;
    Ok(db.read(|db| {
        let today = facts::office(db, &permit.holding().office)?.today(caller.at);
        let told = notice_answers::list(db, &permit)?.into_iter().find(|later| is_meant(later));
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

/// The version that a mailed link leads to, for whoever has the link. It stays to be used.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such link, it is used or expired, or the version can no longer be answered.
pub fn open_by_link(db: &mut Database, token_hash: &[u8; 32], at: Ts) -> Result<(HoldingRef, Shown), WorkflowError> {
    let (holding, notice) = by_link(db, token_hash, at)?;
    let found = shown(db, &Caller::candidate(&holding, at), holding.id, |later| later.id == notice)?;
    if found.later.is_open(found.today) { Ok((holding, found)) } else { Err(StoreError::NotFound.into()) }
}

/// Keeps the answer that came by a mailed link, uses the link up, and signs its candidate in: all of it or nothing.
///
/// # Errors
/// As [`open_by_link`]; [`StoreError::Stale`] if a fact changed meanwhile.
pub fn answer_by_link(
    db: &mut Database,
    token_hash: &[u8; 32],
    session: &Tokens,
    (version, answer): (i32, NoticeAnswer),
    (words, locale): (&str, Locale),
    at: Ts,
) -> Result<(), WorkflowError> {
    let (holding, notice) = by_link(db, token_hash, at)?;
    let caller = Caller::candidate(&holding, at);
    let permit = gate::open::<Profile>(db, &Ask::change(&caller, Purpose::Rights), holding.id)?;
    let today = db.read(|db| facts::office(db, &holding.office))?.today(at);
    db.change(|tx| {
        let signed_in = follow_link::sign_in(tx, (token_hash, LinkTo::Notice(notice)), session, at)?.1;
        let kept = notice_answers::answer(tx, &permit, version, answer, (words, locale), today)?;
        Ok(((), vec![signed_in, kept]))
    })?;
    carry_transfers::look_again(db, &holding.office, holding.id, at);
    Ok(())
}

fn by_link(db: &mut Database, token_hash: &[u8; 32], at: Ts) -> Result<(HoldingRef, NoticeId), StoreError> {
    db.read(|db| match sessions::link(db, token_hash, at)? {
        (holding, LinkTo::Notice(notice)) => Ok((candidates::holding(db, holding)?, notice)),
        _ => Err(StoreError::NotFound),
    })
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
