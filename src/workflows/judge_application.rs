//! How an application goes: its stage, what was found at a step, and why it ended.

use super::{WorkflowError, find_holding};
use crate::domain::application::{ReasonCode, SelectionResult, Stage};
use crate::domain::category::{ApplicationHistory, SelectionResult as Results};
use crate::domain::id::{ApplicationId, CandidateId};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::store::gate::{self, Ask};
use crate::store::{Database, StoreError, applications, facts, selection_results};

/// Where an application goes.
#[derive(Debug, Clone)]
pub struct Move {
    /// To which stage.
    pub to: Stage,
    /// Why the selection ends with it, for the stages that ask so; it is written down as a result.
    pub reason: Option<ReasonCode>,
    /// The same in words.
    pub comment: String,
    /// The revision that was seen.
    pub seen: i64,
}

/// Moves an application to another stage, with the result that says why the selection ends there.
///
/// # Errors
/// [`StoreError::Stale`] if somebody moved it meanwhile; [`StoreError::Refused`] with the reason.
pub fn move_application(
    db: &mut Database,
    caller: &Caller,
    (candidate, application): (CandidateId, ApplicationId),
    step: &Move,
) -> Result<(), WorkflowError> {
    let ask = Ask::change(caller, Purpose::Recruitment);
    let holding = find_holding::of_application(db, &ask, candidate, application)?;
    let permit = gate::open::<ApplicationHistory>(db, &ask, holding)?;
    let finding = step.to.finding().filter(|_| step.reason.is_some());
    let found = match finding {
        Some(finding) => {
            let results = gate::open::<Results>(db, &Ask::create(caller, Purpose::Recruitment), holding)?;
            let shown = applications::list(db, &permit)?;
            let before = shown.iter().find(|shown| shown.application.id == application);
            let stage = before.ok_or(StoreError::NotFound)?.application.stage;
            let (comment, reason) = (step.comment.clone(), step.reason);
            Some((results, SelectionResult { stage, finding, comment, reason, held_on: None }))
        }
        None => None,
    };
    let office = db.read(|db| facts::office(db, &permit.holding().office))?;
    let today = office.today(caller.at);
    db.change(|tx| {
        let mut entries = Vec::new();
        // The move makes every permit stale, so it comes last.
        if let Some((results, result)) = &found {
            entries.push(selection_results::create(tx, results, application, result, caller.at)?);
        }
        entries.push(applications::move_to(tx, &permit, application, step.to, step.seen, caller.at, today)?);
        Ok(((), entries))
    })?;
    Ok(())
}

/// Writes down what a step of the selection found: recruiters, and hiring managers about what is assigned to them.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such application of the caller's office for them; [`StoreError::Refused`]
/// with the reason.
pub fn add_result(
    db: &mut Database,
    caller: &Caller,
    (candidate, application): (CandidateId, ApplicationId),
    result: &SelectionResult,
) -> Result<(), WorkflowError> {
    let ask = Ask::create(caller, Purpose::Recruitment);
    let holding = find_holding::of_application(db, &ask, candidate, application)?;
    // It uses the record as well as adding to it.
    gate::open::<Results>(db, &Ask::change(caller, Purpose::Recruitment), holding)?;
    let permit = gate::open::<Results>(db, &ask, holding)?;
    if permit.holding().office != caller.office {
        return Err(StoreError::NotFound.into());
    }
    db.change(|tx| Ok(((), vec![selection_results::create(tx, &permit, application, result, caller.at)?])))?;
    Ok(())
}
