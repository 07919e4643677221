//! Many records asked about at once: who may be written in, and what would become of each.
//!
//! Invariant: each record is decided and journalled for itself; a trial changes nothing and makes no key.

use std::collections::HashMap;

use super::{WorkflowError, bulk_transfers};
use crate::domain::bulk_act::{BulkAct, Export, RecordOutcome};
use crate::domain::category::{Category, CategoryId, Other, Profile};
use crate::domain::id::{HoldingId, StaffId};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::tag::TagChange;
use crate::law::access::Verb;
use crate::store::gate::{self, Ask, Opened, Reason};
use crate::store::permit::Permit;
use crate::store::{Database, StoreError, owners, tags};

/// What would become of each record; nothing is changed, and no key is made.
pub(super) fn try_all(
    db: &mut Database,
    caller: &Caller,
    act: &BulkAct,
    holdings: &[HoldingId],
) -> Result<Vec<(HoldingId, RecordOutcome)>, WorkflowError> {
    match act {
        BulkAct::Tags(change) => {
            let asked = ask_tags(db, caller, Some(Reason::Trial), holdings, change)?;
            try_tags(db, asked, change)
        }
        BulkAct::Owner(owner) => try_owner(db, caller, holdings, *owner),
        BulkAct::Export(export) => try_export(db, caller, export, holdings),
        BulkAct::Transfer(wanted) => bulk_transfers::try_transfers(db, caller, wanted, holdings),
    }
}

fn try_tags(
    db: &mut Database,
    asked: Vec<Asked>,
    change: &TagChange,
) -> Result<Vec<(HoldingId, RecordOutcome)>, WorkflowError> {
    let mut would_be = |mut opened: Opened| -> Result<bool, StoreError> {
        if !opened.has_key(Other::ID) {
            // It has no tags yet.
            return Ok(!change.add.is_empty());
        }
        let permit = opened.permit::<Other>(db)?;
        Ok(db.read(|db| tags::would_be(db, &permit, change))?.is_some())
    };
    let each = |(holding, opened): Asked| {
        let became = match opened.map(&mut would_be) {
            Ok(Ok(true)) => RecordOutcome::Able,
            Ok(Ok(false)) => RecordOutcome::Unchanged,
            Ok(Err(error)) => outcome(error)?,
            Err(became) => became,
        };
        Ok((holding, became))
    };
    asked.into_iter().map(each).collect()
}

fn try_owner(
    db: &mut Database,
    caller: &Caller,
    holdings: &[HoldingId],
    owner: Option<StaffId>,
) -> Result<Vec<(HoldingId, RecordOutcome)>, WorkflowError> {
    let ask = Ask { reason: Some(Reason::Trial), ..Ask::change(caller, Purpose::Recruitment) };
    let asked = ask_all::<Profile>(db, &ask, holdings)?;
    let now = db.read(|db| owners::of(db, holdings))?;
    let each = |(holding, opened): Asked| match opened {
        Ok(_) if now.get(&holding).copied() == owner => (holding, RecordOutcome::Unchanged),
        Ok(_) => (holding, RecordOutcome::Able),
        Err(became) => (holding, became),
    };
    Ok(asked.into_iter().map(each).collect())
}

pub(super) fn try_export(
    db: &mut Database,
    caller: &Caller,
    export: &Export,
    holdings: &[HoldingId],
) -> Result<Vec<(HoldingId, RecordOutcome)>, WorkflowError> {
    let ask = ask_export(caller, Reason::TrialOfExport(export.reason));
    let categories = export.categories();
    let opened = gate::open_many(db, &ask, holdings, &categories)?;
    let found: HashMap<HoldingId, RecordOutcome> =
        opened.iter().map(|opened| (opened.holding().id, judge_export(opened, &categories))).collect();
    let outcome = |id: &HoldingId| (*id, found.get(id).cloned().unwrap_or(RecordOutcome::Missing));
    Ok(holdings.iter().map(outcome).collect())
}

/// What somebody asks the gate for who writes records into a file.
pub(super) const fn ask_export(caller: &Caller, reason: Reason) -> Ask<'_> {
    Ask { caller, verb: Verb::Export, purpose: Purpose::Recruitment, reason: Some(reason) }
}

/// Without the profile nothing is written; without another category its columns stay empty.
fn judge_export(opened: &Opened, categories: &[CategoryId]) -> RecordOutcome {
    if let Some(refusal) = opened.refusal(CategoryId::Profile) {
        return RecordOutcome::Refused(refusal.rule.clone());
    }
    let withheld = categories.iter().find_map(|category| opened.refusal(*category));
    withheld.map_or(RecordOutcome::Able, |refusal| RecordOutcome::Partly(refusal.rule.clone()))
}

/// A record that may be written in as far as role and law go, or what stands against it.
pub(super) type Asked = (HoldingId, Result<Opened, RecordOutcome>);
/// A record with its permit, or what stands against it.
pub(super) type Permitted<C> = (HoldingId, Result<Permit<C>, RecordOutcome>);

/// Asks to write in some records. The answers are journalled together, each for itself.
pub(super) fn ask_all<C: Category>(
    db: &mut Database,
    ask: &Ask<'_>,
    holdings: &[HoldingId],
) -> Result<Vec<Asked>, WorkflowError> {
    let opened = gate::open_many(db, ask, holdings, &[C::ID])?;
    let mut opened: HashMap<HoldingId, Opened> = opened.into_iter().map(|it| (it.holding().id, it)).collect();
    let answer = |holding: &HoldingId| {
        let Some(it) = opened.remove(holding) else { return (*holding, Err(RecordOutcome::Missing)) };
        if it.holding().office != ask.caller.office {
            return (*holding, Err(RecordOutcome::Foreign));
        }
        match it.refusal(C::ID) {
            Some(refusal) => (*holding, Err(RecordOutcome::Refused(refusal.rule.clone()))),
            None => (*holding, Ok(it)),
        }
    };
    Ok(holdings.iter().map(answer).collect())
}

/// Asks to change tags; to add some is a collection as well as a use.
pub(super) fn ask_tags(
    db: &mut Database,
    caller: &Caller,
    reason: Option<Reason>,
    holdings: &[HoldingId],
    change: &TagChange,
) -> Result<Vec<Asked>, WorkflowError> {
    let mut asked = ask_all::<Other>(db, &Ask { reason, ..Ask::change(caller, Purpose::Recruitment) }, holdings)?;
    if change.add.is_empty() {
        return Ok(asked);
    }
    let so_far: Vec<HoldingId> = asked.iter().filter(|(_, opened)| opened.is_ok()).map(|(id, _)| *id).collect();
    let create = Ask { reason, ..Ask::create(caller, Purpose::Recruitment) };
    let refused: HashMap<HoldingId, RecordOutcome> = ask_all::<Other>(db, &create, &so_far)?
        .into_iter()
        .filter_map(|(holding, opened)| Some((holding, opened.err()?)))
        .collect();
    for (holding, opened) in &mut asked {
        if let Some(became) = refused.get(holding) {
            *opened = Err(became.clone());
        }
    }
    Ok(asked)
}

/// The permits; a record without a key gets one only if something is put in.
pub(super) fn permit_all<C: Category>(
    db: &mut Database,
    asked: Vec<Asked>,
    makes_key: bool,
) -> Result<Vec<Permitted<C>>, WorkflowError> {
    let permit = |(holding, opened): Asked| {
        let permit = match opened {
            Ok(opened) if !makes_key && !opened.has_key(C::ID) => Err(RecordOutcome::Unchanged),
            Ok(mut opened) => match opened.permit::<C>(db) {
                Ok(permit) => Ok(permit),
                Err(error) => Err(outcome(error)?),
            },
            Err(became) => Err(became),
        };
        Ok((holding, permit))
    };
    asked.into_iter().map(permit).collect()
}

/// What an error says of one record; an error that lies in the way to all of them stays one.
pub(super) fn outcome(error: StoreError) -> Result<RecordOutcome, StoreError> {
    match error {
        StoreError::Refused(refusal) => Ok(RecordOutcome::Refused(refusal.rule)),
        StoreError::NotFound => Ok(RecordOutcome::Missing),
        StoreError::Full(_) => Ok(RecordOutcome::Full),
        StoreError::Stale | StoreError::Unopened(_) => Ok(RecordOutcome::Failed),
        error => Err(error),
    }
}
