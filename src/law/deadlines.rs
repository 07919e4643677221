//! By when a subject request must be answered.
//!
//! Invariant: where two laws are concerned the shorter deadline counts.

use super::ids::RuleId;
use super::table::{Deadline, DeadlineKind, RuleTable};
use super::words::RequestType;
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::time::Day;

/// The deadline of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The rule behind it.
    pub rule: RuleId,
    /// The law that is stricter.
    pub law: Jurisdiction,
    /// Calendar days after the request came in.
    pub days: i64,
    /// What must happen by then.
    pub kind: DeadlineKind,
    /// The last day on which it is in time.
    pub on: Day,
}

/// When a request is due that came in on a day at an office, about data that the other office collected.
pub fn due(
    table: &RuleTable,
    request: RequestType,
    origin: Jurisdiction,
    collected_in: Jurisdiction,
    received: Day,
) -> Option<Due> {
    stricter(table, request, Some(origin), Some(collected_in)).map(|entry| Due {
        rule: entry.rule.clone(),
        law: entry.law,
        days: entry.days,
        kind: entry.kind,
        on: received.plus_days(entry.days),
    })
}

/// The shorter of the deadlines of the laws concerned; the acting office's own on a tie.
pub(super) fn stricter(
    table: &RuleTable,
    request: RequestType,
    origin: Option<Jurisdiction>,
    collected_in: Option<Jurisdiction>,
) -> Option<&Deadline> {
    laws_concerned(origin, collected_in)
        .filter_map(|law| table.deadline(law, request))
        .min_by_key(|entry| (entry.days, entry.kind))
}

/// The laws that a record is under, the acting office's first; one collected nobody knows where is under all.
pub(super) fn laws_concerned(
    origin: Option<Jurisdiction>,
    collected_in: Option<Jurisdiction>,
) -> impl Iterator<Item = Jurisdiction> {
    let rest: &[Jurisdiction] = if collected_in.is_none() { Jurisdiction::ALL } else { &[] };
    origin.into_iter().chain(collected_in).chain(rest.iter().copied())
}
