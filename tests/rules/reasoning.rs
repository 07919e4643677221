//! The way to a decision, as it is told, against the decision itself.

use proptest::prelude::*;
use saiyo::law::facts::Facts;
use saiyo::law::reasoning::{RouteStep, Step, reason};
use saiyo::law::remedies::{remedies, ways};
use saiyo::law::{Action, ConditionId, RuleTable, decide};

use crate::random_facts::any_facts;
use crate::restrictions::table;

/// Whether what is told agrees with itself and with the decision.
fn check(table: &RuleTable, facts: &Facts) {
    let told = reason(table, facts);
    let decision = decide(table, facts);
    assert_eq!(told.decision, decision);

    let stopping: Vec<_> = told.gates.iter().filter(|gate| gate.step == Step::Decided).collect();
    assert!(stopping.len() <= 1, "{told:?}");
    if let [gate] = stopping[..] {
        assert_eq!(gate.rule, decision.rule);
        assert!(told.routes.is_empty());
    }

    let deciding: Vec<_> = told.routes.iter().filter(|route| route.step.decides()).collect();
    assert!(deciding.len() <= 1, "{told:?}");
    let is_asked = facts.action == Action::Transfer && stopping.is_empty();
    if let [route] = deciding[..] {
        assert!(is_asked);
        assert_eq!(&route.rule, decision.held.as_ref().unwrap_or(&decision.rule));
        let missing: Vec<_> = route.conditions.iter().filter(|(_, holds)| !holds).map(|(it, _)| *it).collect();
        assert_eq!(missing, decision.unmet);
        assert_eq!(route.step == RouteStep::Taken, missing.is_empty());
    } else if is_asked {
        assert_eq!(decision.rule.as_str(), "NO-ROUTE");
    }

    let ways = ways(table, facts);
    assert!(ways.iter().all(|way| !way.remedies.is_empty()), "{ways:?}");
    assert!(ways.is_empty() || !decision.allows(), "what is open needs no way");
    if !decision.unmet.is_empty() && !decision.unmet.contains(&ConditionId::HarmPerson) {
        let nearest = ways.iter().find(|way| way.rule == decision.rule).expect("the nearest route is a way");
        assert_eq!(nearest.remedies, remedies(&decision, facts));
    }

    let reviewing: Vec<_> = told.reviews.iter().filter(|review| review.step == Step::Decided).collect();
    assert_eq!(reviewing.len(), usize::from(decision.held.is_some()), "{told:?}");
    assert!(reviewing.iter().all(|review| review.rule == decision.rule));
}

#[test]
fn every_decided_case_is_told_as_it_was_decided() {
    let mut rows = csv::Reader::from_reader(&include_bytes!("decision-cases.csv")[..]);
    let columns = rows.headers().unwrap().clone();
    let mut told = 0;
    for row in rows.records() {
        let row = row.unwrap();
        let place = |fact| columns.iter().position(|column| column == fact);
        let value = |fact| place(fact).and_then(|place| row.get(place)).unwrap_or("");
        check(table(), &Facts::from_row(value).unwrap());
        told += 1;
    }
    assert!(told > 200);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_way_that_is_told_leads_to_the_decision(facts in any_facts()) {
        check(table(), &facts);
    }
}
