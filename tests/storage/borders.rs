//! One office's records and another office's recruiters: law and grant, both, now.

use saiyo::domain::application::Stage;
use saiyo::domain::candidate::HoldingRef;
use saiyo::domain::category::{ApplicationHistory, CategoryId, Health, Profile};
use saiyo::domain::health::UseReasonCode;
use saiyo::domain::id::{GrantId, HoldingId};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::law::words::Safeguard;
use saiyo::store::candidates::{self, HoldingChange};
use saiyo::store::gate::{self, Ask, Refusal};
use saiyo::store::grants;
use saiyo::store::joint_use;
use saiyo::store::safeguards::{self, OfficeSafeguard};
use saiyo::store::transfers::{self, Transfer};
use saiyo::store::{Store, StoreConfig, StoreError, applications, consents};

use super::refusals::{last_entry, refused};
use crate::support::cast::{caller, caller_at, day, joint_use_notice, moment, office};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TODAY, TestStore, on_both_databases, people};

/// Rows under which Singapore may have Tokyo's records: joint use, a safeguard, a yearly check.
pub(super) fn allow_singapore(test: &TestStore) {
    let mut db = test.store.database().unwrap();
    let notice = joint_use_notice("2026-04-01");
    let safeguard = OfficeSafeguard {
        origin: office("JP"),
        destination: office("SG"),
        kind: Some(Safeguard::IntraGroupAgreement),
        until: Some(day("2027-03-31")),
        annual_check_on: Some(day("2026-06-01")),
        onward_permitted: false,
    };
    db.change(|tx| {
        let by = caller(&test.cast.officer);
        let noticed = joint_use::publish(tx, &by, &notice)?;
        Ok(((), vec![noticed, safeguards::add_safeguard(tx, &by, &safeguard)?]))
    })
    .unwrap();
}

pub(super) fn to(destination: &str) -> Transfer {
    Transfer { destination: office(destination), purpose: Purpose::Recruitment, until: None }
}

/// Makes the profile and the application history of a Tokyo holding available to an office.
fn grant(test: &TestStore, holding: &HoldingRef, destination: &str) -> Vec<GrantId> {
    grant_until(test, holding, Transfer { ..to(destination) })
}

pub(super) fn grant_until(test: &TestStore, holding: &HoldingRef, transfer: Transfer) -> Vec<GrantId> {
    let mut db = test.store.database().unwrap();
    let officer = caller(&test.cast.officer);
    let profile = transfers::open::<Profile>(&mut db, &officer, holding.id, transfer.clone()).unwrap();
    transfers::make(&mut db, &profile).unwrap();
    let history = transfers::open::<ApplicationHistory>(&mut db, &officer, holding.id, transfer.clone()).unwrap();
    transfers::make(&mut db, &history).unwrap();
    let live = grants::live(&mut test.sql(), holding.id, &transfer.destination).unwrap();
    live.into_iter().map(|(_, grant)| grant).collect()
}

fn refused_transfer(test: &TestStore, who: &Caller, known: &Admitted, transfer: Transfer) -> Refusal {
    let mut db = test.store.database().unwrap();
    let refusal = match transfers::open::<Profile>(&mut db, who, known.holding.id, transfer) {
        Err(StoreError::Refused(refusal)) => *refusal,
        other => panic!("was not refused: {other:?}"),
    };
    let entry = last_entry(test);
    assert_eq!((entry.verb.as_str(), entry.outcome.as_str()), ("transfer", refusal.verdict.as_str()));
    refusal
}

fn reads(test: &TestStore, who: &Caller, known: &Admitted) -> bool {
    let mut db = test.store.database().unwrap();
    match gate::open::<Profile>(&mut db, &Ask::read(who, Purpose::Recruitment), known.holding.id) {
        Ok(permit) => {
            assert_eq!(candidates::read(&mut db, &permit).unwrap().record, known.profile);
            true
        }
        Err(StoreError::Refused(_)) => false,
        Err(error) => panic!("{error}"),
    }
}

fn rule(test: &TestStore, who: &Caller, known: &Admitted) -> String {
    refused::<Profile>(test, &Ask::read(who, Purpose::Recruitment), &known.holding).rule
}

fn tokyo(test: &TestStore) -> Caller {
    caller(&test.cast.rin)
}

pub(super) fn tokyos(test: &TestStore) -> Admitted {
    test.admit(&caller(&test.cast.rin), "Tanaka", "Akari")
}

on_both_databases! {
    fn without_a_basis_in_law_no_transfer_is_made(test) {
        let known = tokyos(test);
        let refusal = refused_transfer(test, &caller(&test.cast.officer), &known, to("SG"));
        assert!(!refusal.by_role);
        assert!(!refusal.unmet.is_empty() && !refusal.remedies.is_empty());
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM transfers"), 0);
    }

    fn a_grant_whose_basis_in_law_is_gone_is_shut(test) {
        let known = tokyos(test);
        allow_singapore(test);
        grant(test, &known.holding, "SG");
        test.sql().run("DELETE FROM safeguards").unwrap();
        let wei = caller(&test.cast.wei);
        let refusal = refused::<Profile>(test, &Ask::read(&wei, Purpose::Recruitment), &known.holding);
        assert!(!refusal.by_role);
        assert!(!refusal.unmet.is_empty() && !refusal.remedies.is_empty());
    }

    fn only_the_collecting_offices_privacy_officer_transfers(test) {
        let known = tokyos(test);
        allow_singapore(test);
        let rule = refused_transfer(test, &caller(&test.cast.rin), &known, to("SG")).rule;
        assert_eq!(rule, "ROLE-RECRUITER");
        let elsewhere = Caller { office: office("SG"), ..caller(&test.cast.officer) };
        let mut db = test.store.database().unwrap();
        for holding in [known.holding.id, HoldingId::new()] {
            let asked = transfers::open::<Profile>(&mut db, &elsewhere, holding, to("SG"));
            assert!(matches!(asked, Err(StoreError::NotFound)));
            let entry = last_entry(test);
            assert_eq!((entry.verb.as_str(), entry.rules.as_str()), ("transfer", "NOT-FOUND"));
            assert_eq!(entry.subject, format!("unknown:{holding}"), "another office's looks like one that is not there");
        }
    }

    fn a_transfer_decided_before_a_fact_changed_is_not_made(test) {
        let known = tokyos(test);
        allow_singapore(test);
        let mut db = test.store.database().unwrap();
        let officer = caller(&test.cast.officer);
        let permit = transfers::open::<Profile>(&mut db, &officer, known.holding.id, to("SG")).unwrap();
        let stop = HoldingChange::Suspended(Some(officer.at));
        db.change(|tx| Ok((candidates::set_fact(tx, known.holding.id, stop)?, Vec::new()))).unwrap();
        assert!(matches!(transfers::make(&mut db, &permit), Err(StoreError::Stale)));
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM transfers"), 0);
        assert!(grants::live(&mut test.sql(), known.holding.id, &office("SG")).unwrap().is_empty());
    }

    fn a_transfer_that_a_crash_cut_short_ends_with_its_grant(test) {
        let known = tokyos(test);
        allow_singapore(test);
        grant(test, &known.holding, "SG");
        test.sql().run("UPDATE grants SET state = 'intended' WHERE recipient = 'SG'").unwrap();
        let mut db = test.store.database().unwrap();
        let at = moment(NOW).plus_seconds(90);
        assert_eq!(grants::sweep(&mut db, at, at).unwrap().unfinished, 2);
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM transfers WHERE ended_at IS NULL"), 0);
        assert!(reads(test, &caller(&test.cast.rin), &known), "the collecting office keeps its own");
    }

    fn a_transfer_is_on_record_with_its_rule(test) {
        let known = tokyos(test);
        allow_singapore(test);
        grant(test, &known.holding, "SG");
        let entry = last_entry(test);
        assert!(entry.is_change && entry.subject.ends_with("to:SG"), "{}", entry.subject);
        assert_eq!(test.sql().words("SELECT DISTINCT rule AS t FROM transfers"), ["JP-GRP-EQUIV"]);
    }

    fn a_transfer_ends_on_its_day(test) {
        let known = tokyos(test);
        allow_singapore(test);
        grant_until(test, &known.holding, Transfer { until: Some(day("2026-12-31")), ..to("SG") });
        assert!(reads(test, &caller_at(&test.cast.wei, moment("2026-12-31T03:00:00Z")), &known));
        let over = caller_at(&test.cast.wei, moment("2027-01-01T03:00:00Z"));
        assert_eq!(rule(test, &over, &known), "NO-GRANT");
    }

    fn a_transfer_serves_its_own_purpose(test) {
        let known = tokyos(test);
        allow_singapore(test);
        grant(test, &known.holding, "SG");
        let wei = caller(&test.cast.wei);
        let refusal = refused::<Profile>(test, &Ask::read(&wei, Purpose::Events), &known.holding);
        assert_eq!(refusal.rule, "NO-GRANT");
    }

    fn without_a_grant_a_lawful_transfer_is_still_shut(test) {
        let known = tokyos(test);
        allow_singapore(test);
        let wei = caller(&test.cast.wei);
        assert_eq!(rule(test, &wei, &known), "NO-GRANT");
        assert_eq!(last_entry(test).actor, format!("staff:{}", test.cast.wei.id));
    }

    fn with_law_and_grant_singapore_reads_a_tokyo_profile(test) {
        let known = tokyos(test);
        allow_singapore(test);
        grant(test, &known.holding, "SG");
        let wei = caller(&test.cast.wei);
        assert!(reads(test, &wei, &known));
        let entry = last_entry(test);
        assert_eq!((entry.outcome.as_str(), entry.office.as_str()), ("allow", "SG"));
        assert!(entry.rules.ends_with("JP-GRP-EQUIV"), "{}", entry.rules);
        let mut db = test.store.database().unwrap();
        let ask = Ask::read(&wei, Purpose::Recruitment);
        let found = gate::holdings_of(&mut db, &ask, known.holding.candidate).unwrap();
        assert_eq!(found, std::slice::from_ref(&known.holding));
    }

    fn an_instance_of_singapore_opens_what_it_was_given_and_has_the_key_of_nothing_else(test) {
        let (known, other) = (tokyos(test), test.admit(&caller(&test.cast.rin), "Sato", "Minato"));
        allow_singapore(test);
        grant(test, &known.holding, "SG");
        let config = StoreConfig { offices: vec![office("SG")], ..test.store.config().clone() };
        let singapore = Store::open(config).unwrap();
        let mut db = singapore.database().unwrap();
        let (wei, profile) = (caller(&test.cast.wei), CategoryId::Profile);
        let permit = gate::open::<Profile>(&mut db, &Ask::read(&wei, Purpose::Recruitment), known.holding.id).unwrap();
        assert_eq!(candidates::read(&mut db, &permit).unwrap().record, known.profile);
        // Whatever a gate might say about Tokyo's own grants: their key is not there, and no other opens them.
        for holding in [&known.holding, &other.holding] {
            let tokyos = db.read(|db| grants::live(db, holding.id, &office("JP"))).unwrap();
            let (_, own) = tokyos.into_iter().find(|(category, _)| *category == profile).unwrap();
            let wrapped = grants::wrapped(&db, &[own]).unwrap().remove(&own).unwrap();
            let with = |code: &str| grants::unwrap::<Profile>(&db, holding, &office(code), own, wrapped.clone());
            assert!(matches!(with("JP"), Err(StoreError::Unavailable)));
            assert!(matches!(with("SG"), Err(StoreError::Vault(_))));
        }
    }

    fn a_grant_opens_its_own_category_only(test) {
        let known = tokyos(test);
        allow_singapore(test);
        grant(test, &known.holding, "SG");
        let wei = caller(&test.cast.wei);
        let ask = Ask::read(&wei, Purpose::Recruitment);
        let results = refused::<saiyo::domain::category::SelectionResult>(test, &ask, &known.holding);
        assert_eq!(results.rule, "NO-GRANT");
    }

    fn a_grant_to_singapore_opens_nothing_in_hong_kong(test) {
        let known = tokyos(test);
        allow_singapore(test);
        grant(test, &known.holding, "SG");
        assert!(!reads(test, &caller(&test.cast.ka_yan), &known));
    }

    fn reading_stops_the_day_after_the_safeguard_ends(test) {
        let known = tokyos(test);
        allow_singapore(test);
        grant(test, &known.holding, "SG");
        assert!(reads(test, &caller_at(&test.cast.wei, moment("2027-03-31T03:00:00Z")), &known));
        assert!(!reads(test, &caller_at(&test.cast.wei, moment("2027-04-01T03:00:00Z")), &known));
    }

    fn reading_stops_when_the_yearly_check_is_a_year_old(test) {
        let known = tokyos(test);
        allow_singapore(test);
        test.sql().run("UPDATE safeguards SET until_on = NULL").unwrap();
        grant(test, &known.holding, "SG");
        assert!(reads(test, &caller_at(&test.cast.wei, moment("2027-06-01T03:00:00Z")), &known));
        assert!(!reads(test, &caller_at(&test.cast.wei, moment("2027-06-02T03:00:00Z")), &known));
    }

    fn reading_stops_the_moment_the_consent_is_withdrawn(test) {
        let known = tokyos(test);
        let wei = caller(&test.cast.wei);
        let mut db = test.store.database().unwrap();
        let consent = people::foreign_consent("SG");
        db.change(|tx| Ok(((), vec![consents::add(tx, &tokyo(test), known.holding.id, &consent)?]))).unwrap();
        grant(test, &known.holding, "SG");
        assert!(reads(test, &wei, &known));
        test.sql().run(&format!("UPDATE consents SET withdrawn_on = '{TODAY}'")).unwrap();
        assert!(!reads(test, &wei, &known));
        assert!(test.keyring_sql().number("SELECT count(*) AS n FROM wrapped_keys") > 4, "the keys are still there");
    }

    fn a_consent_for_hong_kong_opens_nothing_in_singapore(test) {
        let known = tokyos(test);
        let mut db = test.store.database().unwrap();
        let consent = people::foreign_consent("HK");
        db.change(|tx| Ok(((), vec![consents::add(tx, &tokyo(test), known.holding.id, &consent)?]))).unwrap();
        refused_transfer(test, &caller(&test.cast.officer), &known, to("SG"));
        assert!(!reads(test, &caller(&test.cast.wei), &known));
    }

    fn reading_stops_the_moment_the_grant_is_ended_and_its_key_is_gone(test) {
        let known = tokyos(test);
        allow_singapore(test);
        let made = grant(test, &known.holding, "SG");
        let wei = caller(&test.cast.wei);
        assert!(reads(test, &wei, &known));
        let mut db = test.store.database().unwrap();
        let keys = "SELECT count(*) AS n FROM wrapped_keys";
        let before = test.keyring_sql().number(keys);
        db.change(|tx| Ok((grants::mark_ended(tx, &made, moment(NOW))?, Vec::new()))).unwrap();
        assert_eq!(rule(test, &wei, &known), "NO-GRANT");
        grants::destroy_keys(&mut db, &made).unwrap();
        assert_eq!(test.keyring_sql().number(keys), before - 2);
        assert_eq!(rule(test, &wei, &known), "NO-GRANT");
        let rin = caller(&test.cast.rin);
        assert!(reads(test, &rin, &known));
    }

    fn a_suspension_in_tokyo_shuts_singapore_out(test) {
        let known = tokyos(test);
        allow_singapore(test);
        grant(test, &known.holding, "SG");
        let mut db = test.store.database().unwrap();
        let suspended = HoldingChange::Suspended(Some(moment(NOW)));
        db.change(|tx| Ok((candidates::set_fact(tx, known.holding.id, suspended)?, Vec::new()))).unwrap();
        assert_eq!(rule(test, &caller(&test.cast.wei), &known), "GATE-SUSPENDED");
    }

    fn the_stricter_retention_of_the_two_laws_counts(test) {
        let known = tokyos(test);
        allow_singapore(test);
        grant(test, &known.holding, "SG");
        test.sql().run("UPDATE safeguards SET until_on = NULL, annual_check_on = '2027-11-01'").unwrap();
        let rin = caller(&test.cast.rin);
        let mut db = test.store.database().unwrap();
        let ask = Ask::change(&rin, Purpose::Recruitment);
        let permit = gate::open::<ApplicationHistory>(&mut db, &ask, known.holding.id).unwrap();
        db.change(|tx| {
            let moved =
                applications::move_to(tx, &permit, known.application, Stage::Withdrawn, 1, rin.at, day(TODAY))?;
            Ok(((), vec![moved]))
        })
        .unwrap();
        assert!(reads(test, &caller_at(&test.cast.wei, moment("2027-11-24T03:00:00Z")), &known));
        assert!(!reads(test, &caller_at(&test.cast.wei, moment("2027-11-25T03:00:00Z")), &known));
    }

    fn health_crosses_no_border_without_a_consent_that_says_so(test) {
        let known = tokyos(test);
        allow_singapore(test);
        let rin = caller(&test.cast.rin);
        let mut db = test.store.database().unwrap();
        let consent = people::health_consent(false);
        db.change(|tx| Ok(((), vec![consents::add(tx, &tokyo(test), known.holding.id, &consent)?]))).unwrap();
        let reason = Some(UseReasonCode::VisaApplication.into());
        drop(gate::open::<Health>(&mut db, &Ask { reason, ..Ask::create(&rin, Purpose::Visa) }, known.holding.id));
        let wei = caller(&test.cast.wei);
        let ask = Ask { reason, ..Ask::read(&wei, Purpose::Visa) };
        assert_eq!(refused::<Health>(test, &ask, &known.holding).rule, "GATE-HEALTH-ABROAD");
    }

    fn an_instance_without_an_offices_key_opens_nothing_for_it(test) {
        let known = tokyos(test);
        allow_singapore(test);
        grant(test, &known.holding, "SG");
        let config =
            saiyo::store::StoreConfig { offices: vec![office("SG")], ..test.store.config().clone() };
        let singapores = saiyo::store::Store::open(config).unwrap();
        assert_eq!(singapores.served_offices(), [office("SG")]);
        let mut db = singapores.database().unwrap();
        let (rin, wei) = (caller(&test.cast.rin), caller(&test.cast.wei));
        let as_tokyo = gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id);
        assert!(matches!(as_tokyo, Err(StoreError::Unavailable)));
        assert!(gate::open::<Profile>(&mut db, &Ask::read(&wei, Purpose::Recruitment), known.holding.id).is_ok());
    }

    fn a_key_that_the_set_up_key_did_not_sign_is_not_wrapped_to(test) {
        let known = tokyos(test);
        allow_singapore(test);
        test.sql()
            .run("UPDATE offices SET key_signature = (SELECT key_signature FROM offices WHERE code = 'HK') WHERE code = 'SG'")
            .unwrap();
        let mut db = test.store.database().unwrap();
        let officer = caller(&test.cast.officer);
        let permit = transfers::open::<Profile>(&mut db, &officer, known.holding.id, to("SG")).unwrap();
        assert!(matches!(transfers::make(&mut db, &permit), Err(StoreError::Setup(_))));
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM transfers"), 0);
    }
}
