//! How an application went: stages, their days, and what each step found.

use super::super::rng::Rng;
use super::person::DatedResult;
use super::words::Words;
use crate::domain::application::{Finding, ReasonCode, SelectionResult, Stage};
use crate::domain::time::Day;

/// The course of an application up to today.
pub(super) struct Course {
    pub(super) stage: Stage,
    pub(super) history: Vec<(Stage, Day)>,
    pub(super) closed_on: Option<Day>,
    pub(super) results: Vec<DatedResult>,
}

/// Lets an application take its course; assessments are in the office's language.
pub(super) fn course(applied_on: Day, today: Day, words: &Words, rng: &mut Rng) -> Course {
    let (mut stage, mut day) = (Stage::Received, applied_on);
    let mut history = Vec::with_capacity(7);
    let mut results = Vec::with_capacity(4);
    history.push((stage, day));
    // A few stay where they are, as in life; but not for a year.
    while !(rng.per_mille(15) && today.days_since(applied_on) < 300) {
        let Some((next, wait)) = next(stage, rng) else { break };
        let on = day.plus_days(wait);
        if on > today {
            break;
        }
        let finding = match next {
            Stage::Refused => Finding::Fail,
            _ => Finding::Pass,
        };
        results.extend(comment(stage, finding, words, rng).map(|result| DatedResult { result, on }));
        (stage, day) = (next, on);
        history.push((stage, day));
    }
    if stage.closing().is_none() && day < today && rng.per_mille(150) {
        let on = day.plus_days(1);
        results.extend(comment(stage, Finding::Hold, words, rng).map(|result| DatedResult { result, on }));
    }
    Course { stage, closed_on: stage.closing().map(|_| day), history, results }
}

/// The next stage and the days until then; none after the end.
fn next(stage: Stage, rng: &mut Rng) -> Option<(Stage, i64)> {
    let drawn = rng.below(100);
    let (refused, withdrawn, on, low, high) = match stage {
        Stage::Received => (0, 1, Stage::Screening, 0, 3),
        Stage::Screening => (42, 46, Stage::FirstInterview, 3, 10),
        Stage::FirstInterview => (38, 44, Stage::SecondInterview, 5, 14),
        Stage::SecondInterview => (30, 36, Stage::FinalInterview, 5, 14),
        Stage::FinalInterview => (35, 39, Stage::Offer, 4, 12),
        Stage::Offer => (0, 22, Stage::Hired, 4, 20),
        Stage::Hired | Stage::Refused | Stage::Withdrawn => return None,
    };
    let next = match drawn {
        d if d < refused => Stage::Refused,
        d if d < withdrawn => Stage::Withdrawn,
        _ => on,
    };
    Some((next, rng.between(low, high)))
}

/// An assessment of a stage that is judged.
fn comment(stage: Stage, finding: Finding, words: &Words, rng: &mut Rng) -> Option<SelectionResult> {
    let [pass, fail, hold] = match stage {
        Stage::Screening => words.screening,
        Stage::FirstInterview | Stage::SecondInterview | Stage::FinalInterview => words.interview,
        _ => return None,
    };
    let list = match finding {
        Finding::Pass => pass,
        Finding::Fail => fail,
        Finding::Hold => hold,
        // Nobody assesses a withdrawal.
        Finding::Withdrew => return None,
    };
    let reason = (finding == Finding::Fail).then_some(ReasonCode::Experience);
    Some(SelectionResult { stage, finding, comment: rng.pick(list).to_owned(), reason, held_on: None })
}
