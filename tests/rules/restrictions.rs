//! Properties of the decision: a restriction never opens anything, and no office outside the three countries
//! is ever allowed anything.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use saiyo::domain::consent::ConsentScope;
use saiyo::domain::jurisdiction::Jurisdiction;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::time::Day;
use saiyo::law::remedies::{Remedy, remedies};
use saiyo::law::words::{CollectField, HarmTo};
use saiyo::law::{Action, Facts, RecipientKind, RuleTable, Verdict, decide, retention};

use crate::random_facts::{any_facts, country, today};

fn yesterday() -> Option<Day> {
    Some(today().plus_days(-1))
}

/// A restriction: its name, and what it takes away from the facts.
type Restriction = (&'static str, fn(&mut Facts));

const RESTRICTIONS: &[Restriction] = &[
    ("use is suspended", |facts| facts.suspended = true),
    ("the consent is withdrawn today", |facts| facts.consent.span.withdrawn_on = Some(today())),
    ("the consent ran out yesterday", |facts| facts.consent.span.until = yesterday()),
    ("the consent never began", |facts| facts.consent.span.from = None),
    ("the consent begins tomorrow", |facts| facts.consent.span.from = Some(today().plus_days(1))),
    ("the consent loses its scopes", |facts| facts.consent.scopes.clear()),
    ("the consent loses a scope", |facts| facts.consent.scopes.retain(|scope| *scope != ConsentScope::Foreign)),
    ("the consent loses its countries", |facts| facts.consent.countries.clear()),
    ("the country was not explained", |facts| facts.consent.country_info_given = false),
    ("the health consent is withdrawn today", |facts| facts.health_consent.span.withdrawn_on = Some(today())),
    ("the health consent ran out yesterday", |facts| facts.health_consent.span.until = yesterday()),
    ("the health consent stays at home", |facts| facts.health_consent.abroad = false),
    ("the need is not confirmed", |facts| facts.need_confirmed = false),
    ("the purpose was not told", |facts| facts.purpose_notified = false),
    ("the home is unknown", |facts| facts.candidate_home = None),
    ("the home is elsewhere", |facts| facts.candidate_home = Some(country("KR"))),
    ("the home was not reviewed", |facts| facts.home_reviewed = false),
    ("the selection ended long ago", |facts| facts.closed_on = Some(today().plus_days(-3000))),
    ("the selection ended earlier", |facts| facts.closed_on = facts.closed_on.map(|day| day.plus_days(-200))),
    ("the hold is lifted", |facts| facts.legal_hold = false),
    ("nobody knows who collected it", |facts| facts.collected_in = None),
    ("the joint-use notice is incomplete", |facts| facts.joint_notice.complete = false),
    ("the joint-use notice comes tomorrow", |facts| facts.joint_notice.from = Some(today().plus_days(1))),
    ("the contract ran out yesterday", |facts| facts.contract.until = yesterday()),
    ("there is no contract", |facts| facts.contract.from = None),
    ("the contract covers no category", |facts| facts.contract.categories.clear()),
    ("the contract covers no purpose", |facts| facts.contract.purposes.clear()),
    ("the contract covers no country", |facts| facts.contract.countries.clear()),
    ("the processor was never vetted", |facts| facts.contract.vetted_on = None),
    ("the vetting is stale", |facts| facts.contract.vetted_on = Some(today().plus_days(-366))),
    ("a sub-processor comes in", |facts| facts.contract.reoutsourced = true),
    ("the sub-processor is not approved", |facts| facts.contract.reoutsourcing_approved = false),
    ("there is no safeguard", |facts| facts.safeguard.kind = None),
    ("the safeguard ran out yesterday", |facts| facts.safeguard.until = yesterday()),
    ("the yearly check is stale", |facts| facts.safeguard.annual_check_on = Some(today().plus_days(-366))),
    ("the yearly check was never done", |facts| facts.safeguard.annual_check_on = None),
    ("passing on is not allowed", |facts| facts.safeguard.onward_permitted = false),
    ("the exception has no evidence", |facts| facts.exception.evidence = false),
    ("no law is relied on", |facts| facts.exception.law = None),
    ("consent could be had", |facts| facts.exception.consent_difficult = false),
    ("the harm is to property", |facts| facts.exception.harm_to = Some(HarmTo::Property)),
    ("a person can be told", |facts| facts.statistic.identifiable = true),
    ("the group is small", |facts| facts.statistic.group_size = Some(1)),
    ("the group is unknown", |facts| facts.statistic.group_size = None),
    ("the requester is not verified", |facts| facts.request.identity_verified = false),
    ("no ground is stated", |facts| facts.request.ground = None),
    ("the request is older", |facts| facts.request.days_elapsed = facts.request.days_elapsed.map(|days| days + 20)),
    ("the delay was not told", |facts| facts.request.delay_notified = false),
    ("the fee was not told", |facts| facts.request.fee_notified = false),
    ("the item is special", |facts| facts.field = facts.field.or(Some(CollectField::IdDocument))),
    ("the recipient is unknown", |facts| facts.recipient = None),
    ("the category is unknown", |facts| facts.category = None),
    ("the office is in no country", |facts| facts.origin = None),
];

/// Deny < review < allow.
fn openness(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Deny => 0,
        Verdict::Review => 1,
        Verdict::Allow => 2,
    }
}

pub fn table() -> &'static RuleTable {
    static TABLE: std::sync::OnceLock<RuleTable> = std::sync::OnceLock::new();
    TABLE.get_or_init(|| RuleTable::built_in().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_restriction_never_opens_what_was_closed(facts in any_facts()) {
        let before = decide(table(), &facts);
        for (name, restrict) in RESTRICTIONS {
            let mut restricted = facts.clone();
            restrict(&mut restricted);
            let after = decide(table(), &restricted);
            prop_assert!(
                openness(after.verdict) <= openness(before.verdict),
                "{}: {} by {} became {} by {}", name, before.verdict, before.rule, after.verdict, after.rule
            );
        }
    }

    #[test]
    fn two_restrictions_together_never_open_what_was_closed(
        facts in any_facts(),
        first in 0..RESTRICTIONS.len(),
        second in 0..RESTRICTIONS.len(),
    ) {
        let before = decide(table(), &facts);
        let mut restricted = facts;
        (RESTRICTIONS[first].1)(&mut restricted);
        (RESTRICTIONS[second].1)(&mut restricted);
        prop_assert!(openness(decide(table(), &restricted).verdict) <= openness(before.verdict));
    }

    #[test]
    fn an_office_outside_the_three_countries_is_denied_everything(facts in any_facts(), place in 0..3_usize) {
        let mut facts = facts;
        facts.origin = [None, Some(country("US")), Some(country("DE"))][place];
        let decision = decide(table(), &facts);
        prop_assert_eq!((decision.verdict, decision.rule.as_str()), (Verdict::Deny, "GATE-LAW"));
    }

    #[test]
    fn every_answer_has_its_words_and_says_what_is_missing(facts in any_facts()) {
        let decision = decide(table(), &facts);
        prop_assert!(table().text(decision.rule.as_str()).is_some(), "{} has no words", decision.rule);
        prop_assert_eq!(&decision.table_version, table().version());
        if decision.verdict != Verdict::Deny {
            prop_assert!(decision.unmet.is_empty());
        }
        if decision.verdict == Verdict::Review {
            prop_assert!(!remedies(&decision, &facts).is_empty(), "{} has no remedy", decision.rule);
        }
    }

    #[test]
    fn the_last_day_of_use_and_the_retention_gate_never_disagree(facts in any_facts(), pool in any::<bool>()) {
        let mut facts = facts;
        facts.action = Action::Use;
        facts.exception.claimed = None;
        facts.suspended = false;
        facts.purpose_notified = true;
        facts.purpose = Some(if pool { Purpose::FutureRecruitment } else { Purpose::Recruitment });
        let rule = decide(table(), &facts).rule;
        let over = rule == "GATE-RETENTION" || rule == "HOUSE-HEALTH-RETENTION";
        let last = retention::usable_until(table(), &facts);
        prop_assert_eq!(over, last.is_some_and(|last| facts.today > last.day));
    }
}

#[test]
fn the_random_facts_reach_most_routes_and_every_gate() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = any_facts();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..60_000 {
        let facts = strategy.new_tree(&mut runner).unwrap().current();
        seen.insert(decide(table(), &facts).rule.to_string());
    }
    // Every office of these facts is in one of the three countries, so all gates but the first can be met.
    let others = table().gates().iter().skip(1);
    let missing: Vec<_> = others.filter(|gate| !seen.contains(gate.rule.as_str())).collect();
    assert!(missing.is_empty(), "never met: {missing:?}");
    let routes = table().routes().iter().filter(|route| seen.contains(route.rule.as_str())).count();
    assert!(routes * 10 >= table().routes().len() * 9, "only {routes} routes were met");
}

fn transfer_to_singapore() -> Facts {
    let mut facts = Facts::new(Action::Transfer, today(), Jurisdiction::Jp);
    facts.candidate_home = Some(country("JP"));
    facts.destination = Some(country("SG"));
    facts.recipient = Some(RecipientKind::GroupSubsidiary);
    facts.category = Some(saiyo::domain::category::CategoryId::Profile);
    facts.purpose = Some(Purpose::Recruitment);
    facts.purpose_notified = true;
    facts
}

#[test]
fn fresh_facts_allow_no_transfer_and_say_what_would_help() {
    let decision = decide(table(), &transfer_to_singapore());
    assert_eq!((decision.verdict, decision.rule.as_str()), (Verdict::Deny, "JP-GRP-CONSENT"));
    let help = remedies(&decision, &transfer_to_singapore());
    let consent = Remedy::AskConsent { scope: ConsentScope::Foreign, country: Some(country("SG")) };
    assert_eq!(help, vec![consent, Remedy::ExplainCountry]);
}

#[test]
fn an_allowed_transfer_names_its_duties() {
    let mut facts = transfer_to_singapore();
    facts.consent.scopes = vec![ConsentScope::Foreign];
    facts.consent.countries = vec![country("SG")];
    facts.consent.span.from = Some(today());
    facts.consent.country_info_given = true;
    let decision = decide(table(), &facts);
    assert_eq!((decision.verdict, decision.rule.as_str()), (Verdict::Allow, "JP-GRP-CONSENT"));
    assert_eq!(decision.duties, vec![saiyo::law::Duty::RecordProvision]);
    facts.candidate_home = None;
    let held = decide(table(), &facts);
    assert_eq!((held.verdict, held.rule.as_str()), (Verdict::Review, "REVIEW-HOME"));
    assert_eq!(held.held.as_ref().map(|rule| rule.as_str()), Some("JP-GRP-CONSENT"));
    assert_eq!(remedies(&held, &facts), vec![Remedy::ReviewHome]);
}

#[test]
fn a_missing_key_is_refused_with_the_transfer_as_its_remedy() {
    let decision = saiyo::law::Decision::no_grant(table());
    assert_eq!((decision.verdict, decision.rule.as_str()), (Verdict::Deny, "NO-GRANT"));
    assert_eq!(remedies(&decision, &transfer_to_singapore()), vec![Remedy::MakeTransfer]);
}

#[test]
fn health_data_is_used_for_six_months_after_closing_at_most() {
    use saiyo::domain::category::CategoryId;
    let mut facts = Facts::new(Action::Use, today(), Jurisdiction::Hk);
    facts.candidate_home = Some(country("HK"));
    facts.category = Some(CategoryId::Health);
    facts.purpose = Some(Purpose::Visa);
    facts.purpose_notified = true;
    facts.health_consent.span.from = Some(today().plus_days(-300));
    let mut after = |days: i64| {
        facts.closed_on = Some(today().plus_days(-days));
        decide(table(), &facts)
    };
    assert_eq!(after(retention::HEALTH_DAYS).verdict, Verdict::Allow);
    let over = after(retention::HEALTH_DAYS + 1);
    assert_eq!((over.verdict, over.rule.as_str()), (Verdict::Deny, "HOUSE-HEALTH-RETENTION"));
    assert!(table().text("HOUSE-HEALTH-RETENTION").unwrap().cite.starts_with("house rule"));
    assert_eq!(after(731).rule, "GATE-RETENTION");
    facts.closed_on = Some(today().plus_days(-300));
    assert_eq!(remedies(&decide(table(), &facts), &facts), vec![Remedy::EraseRecord]);
    for action in [Action::Retain, Action::AnswerRequest] {
        facts.action = action;
        facts.request.identity_verified = true;
        assert_eq!(decide(table(), &facts).verdict, Verdict::Allow, "{action:?}");
    }
    facts.action = Action::Use;
    facts.category = Some(CategoryId::Profile);
    assert_eq!(decide(table(), &facts).verdict, Verdict::Allow);
}

#[test]
fn a_talent_pool_consent_keeps_the_record_and_lengthens_no_other_use() {
    use saiyo::domain::category::CategoryId;
    let mut facts = Facts::new(Action::Use, today(), Jurisdiction::Jp);
    facts.category = Some(CategoryId::Profile);
    facts.purpose = Some(Purpose::Recruitment);
    facts.purpose_notified = true;
    facts.closed_on = Some(today().plus_days(-366));
    let ends = retention::usable_until(table(), &facts).unwrap();
    assert!(ends.day < today());
    facts.consent.scopes = vec![saiyo::domain::consent::ConsentScope::TalentPool];
    facts.consent.span.from = facts.closed_on;
    assert_eq!(retention::usable_until(table(), &facts), Some(ends));
    assert_eq!(decide(table(), &facts).rule, "GATE-RETENTION");
    let kept = Facts { action: Action::Retain, purpose: Some(Purpose::Upkeep), ..facts.clone() };
    assert_eq!(decide(table(), &kept).verdict, Verdict::Allow, "the consent carries it on");
    let mut withdrawn = kept;
    withdrawn.consent.scopes.clear();
    assert_eq!(decide(table(), &withdrawn).rule, "GATE-RETENTION");
}

#[test]
fn the_shorter_of_two_laws_sets_deadline_and_last_day() {
    use saiyo::law::{RequestType, deadlines, table::Subject};
    let (jp, hk) = (Jurisdiction::Jp, Jurisdiction::Hk);
    let due = deadlines::due(table(), RequestType::Access, jp, hk, today()).unwrap();
    assert_eq!((due.rule.as_str(), due.on.to_string().as_str()), ("DL-JP-ACCESS", "2026-12-08"));
    let own = deadlines::due(table(), RequestType::Access, hk, hk, today()).unwrap();
    assert_eq!((own.rule.as_str(), own.days), ("DL-HK-ACCESS", 40));
    let last = |origin, from| retention::last_day(table(), Subject::Unsuccessful, Some(origin), Some(from), today());
    assert_eq!(last(hk, jp).unwrap().rule, "RT-JP-UNSUCCESSFUL");
    assert_eq!(last(hk, hk).unwrap().day, today().plus_days(730));
    let log = retention::kept_until(table(), Subject::RefusalLog, hk, today()).unwrap();
    assert_eq!(log.day, today().plus_days(1461));
}
