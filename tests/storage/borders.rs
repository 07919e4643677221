//! One office's records and another office's recruiters: law and grant, both, now.

use saiyo::domain::application::Stage;
use saiyo::domain::candidate::HoldingRef;
use saiyo::domain::category::{ApplicationHistory, CategoryId, Health, Profile};
use saiyo::domain::health::UseReasonCode;
use saiyo::domain::id::{GrantId, TransferId};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::law::words::Safeguard;
use saiyo::store::candidates::{self, HoldingChange};
use saiyo::store::gate::{self, Ask};
use saiyo::store::grants;
use saiyo::store::outsourcing::{self, JointUseNotice, OfficeSafeguard};
use saiyo::store::{StoreError, applications, consents};

use super::refusals::{last_entry, refused};
use crate::support::cast::{caller, caller_at, day, moment, office};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TODAY, TestStore, on_both_databases, people};

/// Rows under which Singapore may have Tokyo's records: joint use, a safeguard, a yearly check.
fn allow_singapore(test: &TestStore) {
    let mut db = test.store.database().unwrap();
    let notice = JointUseNotice {
        published_on: day("2026-04-01"),
        complete: true,
        categories: CategoryId::ALL.to_vec(),
        purposes: Purpose::PUBLISHED.to_vec(),
    };
    let safeguard = OfficeSafeguard {
        origin: office("JP"),
        destination: office("SG"),
        kind: Some(Safeguard::IntraGroupAgreement),
        until: Some(day("2027-03-31")),
        annual_check_on: Some(day("2026-06-01")),
        onward_permitted: false,
    };
    db.change(|tx| {
        outsourcing::add_joint_use_notice(tx, &notice)?;
        outsourcing::add_safeguard(tx, &safeguard)?;
        Ok(((), Vec::new()))
    })
    .unwrap();
}

/// Makes the profile and the application history of a Tokyo holding available to an office.
pub fn grant(test: &TestStore, holding: &HoldingRef, to: &str) -> Vec<GrantId> {
    let mut db = test.store.database().unwrap();
    let transfer = TransferId::new();
    let id = |id: uuid::Uuid| test.sql().id(id);
    let row = format!(
        "INSERT INTO transfers (id, holding_id, category, purpose, origin, destination, rule, created_at) \
         VALUES ({}, {}, 'profile', 'P1_recruitment', '{}', '{to}', 'JP-GRP-EQUIV', {})",
        id(transfer.uuid()),
        id(holding.id.uuid()),
        holding.office,
        moment(NOW).micros(),
    );
    test.sql().run(&row).unwrap();
    let made = vec![
        grants::grant_to::<Profile>(&mut db, holding, &office(to), transfer, moment(NOW)).unwrap(),
        grants::grant_to::<ApplicationHistory>(&mut db, holding, &office(to), transfer, moment(NOW)).unwrap(),
    ];
    db.change(|tx| Ok((grants::make_live(tx, &made)?, Vec::new()))).unwrap();
    made
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

fn tokyos(test: &TestStore) -> Admitted {
    test.admit(&caller(&test.cast.rin), "Tanaka", "Akari")
}

on_both_databases! {
    fn without_a_basis_in_law_the_transfer_is_refused(test) {
        let known = tokyos(test);
        grant(test, &known.holding, "SG");
        let refusal = refused::<Profile>(
            test, &Ask::read(&caller(&test.cast.wei), Purpose::Recruitment), &known.holding,
        );
        assert!(!refusal.by_role);
        assert!(!refusal.unmet.is_empty() && !refusal.remedies.is_empty());
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
        assert_eq!(gate::holdings_of(&mut db, &ask, known.holding.candidate).unwrap(), [known.holding.clone()]);
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
        grant(test, &known.holding, "SG");
        let wei = caller(&test.cast.wei);
        assert!(!reads(test, &wei, &known));
        let mut db = test.store.database().unwrap();
        let consent = people::foreign_consent("SG");
        db.change(|tx| Ok((consents::add(tx, known.holding.id, &consent)?, Vec::new()))).unwrap();
        assert!(reads(test, &wei, &known));
        test.sql().run(&format!("UPDATE consents SET withdrawn_on = '{TODAY}'")).unwrap();
        assert!(!reads(test, &wei, &known));
        assert!(test.keyring_sql().number("SELECT count(*) AS n FROM wrapped_keys") > 4, "the keys are still there");
    }

    fn a_consent_for_hong_kong_opens_nothing_in_singapore(test) {
        let known = tokyos(test);
        grant(test, &known.holding, "SG");
        let mut db = test.store.database().unwrap();
        let consent = people::foreign_consent("HK");
        db.change(|tx| Ok((consents::add(tx, known.holding.id, &consent)?, Vec::new()))).unwrap();
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
        grants::destroy_keys(&db, &made).unwrap();
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
        test.sql().run("UPDATE safeguards SET until_on = NULL, annual_check_on = '2027-11-01'").unwrap();
        grant(test, &known.holding, "SG");
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
        db.change(|tx| Ok((consents::add(tx, known.holding.id, &consent)?, Vec::new()))).unwrap();
        let reason = Some(UseReasonCode::VisaApplication);
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
        let made = grants::grant_to::<Profile>(&mut db, &known.holding, &office("SG"), TransferId::new(), moment(NOW));
        assert!(matches!(made, Err(StoreError::Setup(_))));
    }
}
