//! Entrustments from being made to their end: a recruiter hands work to a processor, and what the law no longer allows
//! ends by itself.
//!
//! Invariant: an entrustment is made with the law's word of that moment alone.

use super::carry_transfers::each_if_not_all;
use super::{WorkflowError, change_tags};
use crate::domain::category::{
    ApplicationHistory, Category, CategoryId, Communications, Health, Other, Profile, SelectionResult,
};
use crate::domain::id::{CandidateId, EntrustmentId, HoldingId};
use crate::domain::office::OfficeCode;
use crate::domain::processor::{Entrustment, MadeEntrustment};
use crate::domain::staff::{Caller, JobName};
use crate::domain::time::Ts;
use crate::store::lent_duties::{self, LentDuty};
use crate::store::processors::{self, Processor};
use crate::store::{Database, StoreError, duty_backlog, entrustments, office_secrets};

/// Entrustments that are looked at together.
const BATCH: i64 = 200;

/// Entrusts a processor with some categories of a candidate whose record the caller's office collected; what is not
/// held, and what it has already, is left out. The answer is how many it got, and whether all that there was.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such candidate or processor; [`StoreError::Refused`] with the law's reason;
/// [`StoreError::Taken`] if nothing was left to entrust.
pub fn entrust(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
    categories: &[CategoryId],
    entrustment: &Entrustment,
) -> Result<(usize, bool), WorkflowError> {
    let holding = change_tags::own_holding(db, caller, candidate)?;
    db.read(|db| processors::file(db, &caller.office, entrustment.processor))?;
    let (mut made, mut refused) = (0, None);
    for category in categories {
        match make(db, caller, holding, *category, entrustment.clone()) {
            Ok(_) => made += 1,
            Err(StoreError::NotFound | StoreError::Taken(_)) => {}
            Err(error @ (StoreError::Refused(_) | StoreError::Stale)) => drop(refused.get_or_insert(error)),
            Err(error) => return Err(error.into()),
        }
    }
    match refused {
        refused if made > 0 => Ok((made, refused.is_none())),
        Some(error) => Err(error.into()),
        None => Err(StoreError::Taken("processor").into()),
    }
}

fn make(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    category: CategoryId,
    terms: Entrustment,
) -> Result<EntrustmentId, StoreError> {
    match category {
        CategoryId::Profile => make_of::<Profile>(db, caller, holding, terms),
        CategoryId::Communications => make_of::<Communications>(db, caller, holding, terms),
        CategoryId::ApplicationHistory => make_of::<ApplicationHistory>(db, caller, holding, terms),
        CategoryId::SelectionResult => make_of::<SelectionResult>(db, caller, holding, terms),
        CategoryId::Health => make_of::<Health>(db, caller, holding, terms),
        CategoryId::Other => make_of::<Other>(db, caller, holding, terms),
    }
}

fn make_of<C: Category>(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    terms: Entrustment,
) -> Result<EntrustmentId, StoreError> {
    let permit = entrustments::open::<C>(db, caller, holding, terms)?;
    entrustments::make(db, &permit)
}

/// Ends an entrustment: the processor opens nothing of it any more, and its key goes.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none in force at the caller's office.
pub fn end(db: &mut Database, caller: &Caller, id: EntrustmentId) -> Result<(), WorkflowError> {
    Ok(entrustments::end(db, caller, id)?)
}

/// Looks at the entrustments of one holding again; the answer is how many ended.
///
/// # Errors
/// The store's.
pub fn of_holding(db: &mut Database, office: &OfficeCode, holding: HoldingId, at: Ts) -> Result<usize, StoreError> {
    let mut made = db.read(|db| entrustments::of_holding(db, office, holding))?;
    made.retain(|made| made.ended_at.is_none());
    end_these(db, office, &made, at)
}

/// Looks at all entrustments of an office again, as a new day or other terms ask for; the answer is how many ended. What
/// stands in the way of one keeps no other from it.
///
/// # Errors
/// The store's.
pub fn of_office(db: &mut Database, office: &OfficeCode, at: Ts) -> Result<usize, StoreError> {
    let (mut done, mut after) = (0, None);
    for processor in db.read(|db| processors::of_office(db, office, None))? {
        // Whatever is left wrapped to the key of a processor that is none any more opens no more.
        if processor.ended_at.is_some()
            && let Err(error) = office_secrets::destroy_processor_pair(db, office, processor.id)
        {
            tracing::error!(%error, processor = %processor.id, "the keys of a processor that has ended are still there");
        }
    }
    loop {
        let batch = db.read(|db| entrustments::in_force(db, office, after, BATCH))?;
        let Some(last) = batch.last() else { return Ok(done) };
        after = Some(last.id);
        done += each_if_not_all(&batch, |some| end_these(db, office, some, at));
    }
}

/// Writes down what the entrustments of an office owe that are without it.
///
/// # Errors
/// The store's.
pub fn catch_up(db: &mut Database, office: &OfficeCode, at: Ts) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let batch = db.read(|db| entrustments::in_force(db, office, after, BATCH))?;
        let Some(last) = batch.last() else { return Ok(()) };
        after = Some(last.id);
        each_if_not_all(&batch, |some| duty_backlog::of_entrustments(db, office, some, at).map(|()| 0));
    }
}

/// Ends those that have lost their basis: the keys go, after the gate has shut by itself.
fn end_these(db: &mut Database, office: &OfficeCode, made: &[MadeEntrustment], at: Ts) -> Result<usize, StoreError> {
    if made.is_empty() {
        return Ok(0);
    }
    let caller = Caller::job(JobName::CarryTransfers, office.clone(), at);
    let over = entrustments::without_basis(db, office, made, at)?;
    entrustments::end_all(db, &caller, &over)
}

/// What a record was entrusted with, and to whom it can be.
#[derive(Debug, Default)]
pub struct RecordEntrustments {
    /// What was entrusted, newest first.
    pub made: Vec<MadeEntrustment>,
    /// The processors that the office works with, and those that it worked with.
    pub processors: Vec<Processor>,
    /// What is to be done about what was entrusted, and what was done.
    pub duties: Vec<LentDuty>,
}

/// The entrustments of a holding that the caller's office collected.
///
/// # Errors
/// The store's.
pub fn of_record(db: &mut Database, caller: &Caller, holding: HoldingId) -> Result<RecordEntrustments, WorkflowError> {
    let (made, processors, mut duties) = db.read(|db| {
        let processors = processors::of_office(db, &caller.office, None)?;
        Ok((entrustments::of_holding(db, &caller.office, holding)?, processors, lent_duties::of_holding(db, holding)?))
    })?;
    duties.retain(|duty| duty.entrustment_id.is_some());
    Ok(RecordEntrustments { made, processors, duties })
}
