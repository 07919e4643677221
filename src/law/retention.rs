//! Until when a record may be kept and used.
//!
//! Invariant: where two laws are concerned the shorter limit counts. `usable_until` and what refuses a use as overdue
//! (the gate `GATE-RETENTION`, for health the house rule too) are the same calculation, so the directory and the gate
//! never disagree.

use super::deadlines::laws_concerned;
use super::facts::Facts;
use super::ids::{Answer, RuleId};
use super::table::{Retention, RuleTable, Subject};
use super::words::Action;
use crate::domain::category::CategoryId;
use crate::domain::consent::ConsentScope;
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;

/// House rule: health data may be used for six months after closing, whatever longer time a law leaves.
pub const HEALTH_DAYS: i64 = 183;

/// A last day, and the rule that sets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastDay {
    /// The rule behind it.
    pub rule: RuleId,
    /// The last day on which it is allowed.
    pub day: Day,
}

/// The last day on which something may be kept that started to age on a day; `None` is no limit.
pub fn last_day(
    table: &RuleTable,
    subject: Subject,
    origin: Option<Jurisdiction>,
    collected_in: Option<Jurisdiction>,
    start: Day,
) -> Option<LastDay> {
    let (days, entry) = shortest(table, subject, origin, collected_in)?;
    Some(LastDay { rule: entry.rule.clone(), day: start.plus_days(days) })
}

/// The last day on which something must be kept; `None` if this law does not ask to keep it.
pub fn kept_until(table: &RuleTable, subject: Subject, law: Jurisdiction, start: Day) -> Option<LastDay> {
    let entry = table.retention(law, subject)?;
    entry.min_days.map(|days| LastDay { rule: entry.rule.clone(), day: start.plus_days(days) })
}

/// The last day on which the record of these facts may be used for their purpose; `None` while the selection
/// is open. A talent-pool consent carries a later look on, as long as it and its own limit last; health data ends
/// earlier.
pub fn usable_until(table: &RuleTable, facts: &Facts) -> Option<LastDay> {
    let days = [until_by_law(table, facts), health_until(table, facts)];
    days.into_iter().flatten().min_by_key(|last| last.day)
}

fn until_by_law(table: &RuleTable, facts: &Facts) -> Option<LastDay> {
    let closed_on = facts.closed_on?;
    let (origin, collected_in) = (facts.origin_law(), facts.collecting_law());
    let plain = last_day(table, Subject::Unsuccessful, origin, collected_in, closed_on)?;
    let carried = talent_pool(table, facts, closed_on).filter(|carried| {
        // A consent that starts only after a gap carries nothing over until its day has come.
        let starts = facts.consent.span.from.unwrap_or(carried.day);
        carried.day > plain.day && (starts <= facts.today || starts <= plain.day.plus_days(1))
    });
    Some(carried.unwrap_or(plain))
}

fn talent_pool(table: &RuleTable, facts: &Facts, closed_on: Day) -> Option<LastDay> {
    // Keeping is for every purpose that still lasts: what may be used for a later look is kept for it.
    let is_kept_or_looked_at = facts.action == Action::Retain || facts.purpose == Some(Purpose::FutureRecruitment);
    let meant = is_kept_or_looked_at
        && facts.consent.span.from.is_some()
        && facts.consent.scopes.contains(&ConsentScope::TalentPool);
    if !meant {
        return None;
    }
    let limit = last_day(table, Subject::TalentPool, facts.origin_law(), facts.collecting_law(), closed_on)?;
    let day = facts.consent.span.last_day().map_or(limit.day, |last| last.min(limit.day));
    Some(LastDay { day, ..limit })
}

fn health_until(table: &RuleTable, facts: &Facts) -> Option<LastDay> {
    // Keeping is measured by the law alone, since the record goes as a whole. An unknown category may be health.
    let may_be_health = facts.category.is_none_or(|category| category == CategoryId::Health);
    let is_used = may_be_health && facts.action != Action::Retain;
    let closed_on = facts.closed_on.filter(|_| is_used)?;
    Some(LastDay { rule: table.answer(Answer::HealthOverdue), day: closed_on.plus_days(HEALTH_DAYS) })
}

/// Whether the time to keep the record is over for this act.
pub(super) fn is_over(table: &RuleTable, facts: &Facts) -> bool {
    let held = facts.action == Action::Retain && facts.legal_hold;
    !held && until_by_law(table, facts).is_some_and(|last| facts.today > last.day)
}

/// Whether health data may no longer be used, although the law's time is not over.
pub(super) fn health_is_over(table: &RuleTable, facts: &Facts) -> bool {
    health_until(table, facts).is_some_and(|last| facts.today > last.day)
}

fn shortest(
    table: &RuleTable,
    subject: Subject,
    origin: Option<Jurisdiction>,
    collected_in: Option<Jurisdiction>,
) -> Option<(i64, &Retention)> {
    laws_concerned(origin, collected_in)
        .filter_map(|law| table.retention(law, subject))
        .filter_map(|entry| entry.max_days.map(|days| (days, entry)))
        .min_by_key(|(days, _)| *days)
}
