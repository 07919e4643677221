//! The answers to each action, once every gate is passed.
//!
//! Invariant: each ends in a rule id of the table or in one of `ids::Answer`, and denies what has no entry.

use super::conditions;
use super::deadlines;
use super::decide::Decision;
use super::facts::Facts;
use super::ids::{Answer, RuleId, StatisticsId};
use super::table::{DeadlineKind, Route, RuleTable};
use super::words::{Verdict, Zone};
use crate::domain::jurisdiction::Jurisdiction;

/// The first open route allows or reviews; else the nearest one says what is missing.
pub(super) fn transfer(table: &RuleTable, law: Jurisdiction, facts: &Facts) -> Decision {
    let no_route = || Decision::new(table, Verdict::Deny, table.answer(Answer::NoRoute));
    let (Some(recipient), Some(category)) = (facts.recipient, facts.category) else {
        return no_route();
    };
    let mut nearest: Option<(usize, &Route)> = None;
    for route in table.routes_for(law, recipient, facts.exception.claimed) {
        if !leads_there(route, table, facts) || !route.categories.contains(&category) {
            continue;
        }
        let unmet = route.requires.iter().filter(|one| !conditions::holds(**one, table, route, facts)).count();
        if unmet == 0 {
            let verdict = if route.reviewed { Verdict::Review } else { Verdict::Allow };
            return Decision { duties: route.duties.clone(), ..Decision::new(table, verdict, route.rule.clone()) };
        }
        if nearest.is_none_or(|(fewest, _)| unmet < fewest) {
            nearest = Some((unmet, route));
        }
    }
    let Some((_, route)) = nearest else {
        return no_route();
    };
    let missing = route.requires.iter().copied().filter(|one| !conditions::holds(*one, table, route, facts));
    Decision { unmet: missing.collect(), ..Decision::new(table, Verdict::Deny, route.rule.clone()) }
}

/// Whether a route leads to the destination.
pub(super) fn leads_there(route: &Route, table: &RuleTable, facts: &Facts) -> bool {
    route.to.iter().any(|zone| is_in(*zone, table, facts))
}

/// Whether the destination lies in a zone, seen from the office that would act.
fn is_in(zone: Zone, table: &RuleTable, facts: &Facts) -> bool {
    facts.destination.is_some_and(|country| {
        let away = facts.origin != Some(country);
        match zone {
            Zone::Same => !away,
            Zone::Trio => away && country.jurisdiction().is_some(),
            Zone::Designated => table.is_designated(country),
            Zone::Abroad => away,
        }
    })
}

/// The first rule about the item decides by how the selection stands.
pub(super) fn collect(table: &RuleTable, law: Jurisdiction, facts: &Facts) -> Decision {
    let mut rules = table.collect_rules().iter();
    match rules.find(|rule| rule.laws.contains(&law) && facts.field == Some(rule.field)) {
        None => Decision::new(table, Verdict::Allow, table.answer(Answer::CollectOk)),
        Some(rule) => {
            let fits = facts.outcome.is_some_and(|outcome| rule.allow_outcomes.contains(&outcome));
            Decision::new(table, yes_or_no(fits), rule.rule.clone())
        }
    }
}

/// The first rule that fits decides; a group of unknown size is a small one.
pub(super) fn statistics(table: &RuleTable, facts: &Facts) -> Decision {
    let mut rules = table.statistics_rules().iter();
    let fitting = rules.find(|rule| match rule.id {
        StatisticsId::Identifiable => facts.statistic.identifiable,
        StatisticsId::Small => facts.statistic.group_size.is_none_or(|size| size < table.statistics_min_group()),
        StatisticsId::Ok => true,
    });
    match fitting {
        Some(rule) => Decision::new(table, yes_or_no(rule.allows), rule.rule.clone()),
        None => Decision::new(table, Verdict::Deny, RuleId::new(StatisticsId::Identifiable.as_str())),
    }
}

/// A refusal needs a ground that this law has for this request.
pub(super) fn refuse_request(table: &RuleTable, law: Jurisdiction, facts: &Facts) -> Decision {
    let entry = facts.request.kind.and_then(|request| {
        table.refusals(law, request).find(|entry| {
            facts.request.ground.as_ref() == Some(&entry.ground)
                && entry
                    .only_outcome
                    .as_ref()
                    .is_none_or(|outcomes| facts.outcome.is_some_and(|outcome| outcomes.contains(&outcome)))
        })
    });
    match entry {
        Some(entry) => Decision::new(table, Verdict::Allow, entry.rule.clone()),
        None => Decision::new(table, Verdict::Deny, table.answer(Answer::RefuseNoGround)),
    }
}

/// A fee needs an entry, and to have been told beforehand where the entry says so.
pub(super) fn charge_fee(table: &RuleTable, law: Jurisdiction, facts: &Facts) -> Decision {
    match facts.request.kind.and_then(|request| table.fee(law, request)) {
        None => Decision::new(table, Verdict::Deny, table.answer(Answer::FeeNotAllowed)),
        Some(fee) => {
            let told = !fee.needs_notice || facts.request.fee_notified;
            Decision::new(table, yes_or_no(told), fee.rule.clone())
        }
    }
}

/// Whether a request is in time; one of unknown age is not.
pub(super) fn deadline_check(table: &RuleTable, facts: &Facts) -> Decision {
    let entry = facts
        .request
        .kind
        .and_then(|request| deadlines::stricter(table, request, facts.origin_law(), facts.collecting_law()));
    match entry {
        None => Decision::new(table, Verdict::Deny, table.answer(Answer::NoDeadline)),
        Some(entry) => {
            let in_days = facts.request.days_elapsed.is_some_and(|days| days <= entry.days);
            let notified = entry.kind == DeadlineKind::AnswerOrNotify && facts.request.delay_notified;
            Decision::new(table, yes_or_no(in_days || notified), entry.rule.clone())
        }
    }
}

fn yes_or_no(allowed: bool) -> Verdict {
    if allowed { Verdict::Allow } else { Verdict::Deny }
}
