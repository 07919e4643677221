//! What an office was given it may pass on only as the terms allow on which it came, and no longer than it has it itself
//! (recruitment policy, section 6).

use saiyo::domain::category::{CategoryId, Profile};
use saiyo::domain::id::TransferId;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::law::remedies::Remedy;
use saiyo::law::words::Safeguard;
use saiyo::store::gate::{self, Ask};
use saiyo::store::safeguards::{self, Agreement, OfficeSafeguard};
use saiyo::store::transfers::{self, Transfer};
use saiyo::store::{Database, StoreError, candidates, joint_use, transfer_requests, usability};
use saiyo::workflows::{carry_transfers, keep_safeguards};

use super::borders::to;
use super::refusals::{last_entry, refused};
use crate::support::cast::{caller, caller_at, day, joint_use_notice, moment, office};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases};

/// Rows under which Tokyo may give to Singapore and Singapore to Hong Kong.
fn agree_among_all(test: &TestStore, onward_permitted: bool) {
    let agreement = |origin, destination, onward_permitted| OfficeSafeguard {
        origin: office(origin),
        destination: office(destination),
        kind: Some(Safeguard::IntraGroupAgreement),
        until: Some(day("2027-03-31")),
        annual_check_on: Some(day("2026-06-01")),
        onward_permitted,
    };
    let by = caller(&test.cast.officer);
    let mut db = test.store.database().unwrap();
    db.change(|tx| {
        let noticed = joint_use::publish(tx, &by, &joint_use_notice("2026-04-01"))?;
        let tokyo = safeguards::add_safeguard(tx, &by, &agreement("JP", "SG", onward_permitted))?;
        let singapore = safeguards::add_safeguard(tx, &by, &agreement("SG", "HK", false))?;
        Ok(((), vec![noticed, tokyo, singapore]))
    })
    .unwrap();
}

/// The privacy officer of Singapore.
fn singapores(test: &TestStore) -> Caller {
    Caller { role: test.cast.officer.role, ..caller(&test.cast.wei) }
}

fn known(test: &TestStore) -> Admitted {
    test.admit(&caller(&test.cast.rin), "Tanaka", "Akari")
}

/// Makes the profile of a holding available to an office.
fn give(test: &TestStore, by: &Caller, known: &Admitted, transfer: Transfer) -> Result<TransferId, StoreError> {
    let mut db = test.store.database().unwrap();
    let permit = transfers::open::<Profile>(&mut db, by, known.holding.id, transfer)?;
    transfers::make(&mut db, &permit)
}

/// Makes it available to Singapore, and there on to Hong Kong.
fn given_and_passed_on(test: &TestStore) -> (Admitted, TransferId, TransferId) {
    let known = known(test);
    agree_among_all(test, true);
    let given = give(test, &caller(&test.cast.officer), &known, to("SG")).unwrap();
    let passed_on = give(test, &singapores(test), &known, to("HK")).unwrap();
    (known, given, passed_on)
}

fn reads(test: &TestStore, who: &Caller, known: &Admitted) -> bool {
    let mut db = test.store.database().unwrap();
    match gate::open::<Profile>(&mut db, &Ask::read(who, Purpose::Recruitment), known.holding.id) {
        Ok(permit) => candidates::read(&mut db, &permit).unwrap().record == known.profile,
        Err(StoreError::Refused(_)) => false,
        Err(error) => panic!("{error}"),
    }
}

fn rule(test: &TestStore, who: &Caller, known: &Admitted) -> String {
    refused::<Profile>(test, &Ask::read(who, Purpose::Recruitment), &known.holding).rule
}

on_both_databases! {
    fn nothing_is_passed_on_that_was_not_given(test) {
        let known = known(test);
        agree_among_all(test, true);
        assert!(matches!(give(test, &singapores(test), &known, to("HK")), Err(StoreError::NotFound)));
        assert_eq!(last_entry(test).rules, "NOT-FOUND");
        give(test, &caller(&test.cast.officer), &known, to("SG")).unwrap();
        let for_events = Transfer { purpose: Purpose::Events, ..to("HK") };
        for other in [for_events, to("JP"), to("SG")] {
            let passed = give(test, &singapores(test), &known, other.clone());
            assert!(matches!(passed, Err(StoreError::NotFound)), "{other:?}: {passed:?}");
        }
    }

    fn what_the_terms_do_not_let_pass_is_refused_with_its_remedy_and_goes_on_once_they_do(test) {
        let known = known(test);
        agree_among_all(test, false);
        let (tokyo, singapore, ka_yan) =
            (caller(&test.cast.officer), singapores(test), caller(&test.cast.ka_yan));
        give(test, &tokyo, &known, to("SG")).unwrap();
        let Err(StoreError::Refused(refusal)) = give(test, &singapore, &known, to("HK")) else { panic!("passed on") };
        assert_eq!((refusal.rule.as_str(), &*refusal.remedies), ("GATE-ONWARD", &[Remedy::AgreeOnwardTransfer][..]));

        let mut db = test.store.database().unwrap();
        let wei = caller(&test.cast.wei);
        let id = transfer_requests::ask(&mut db, &wei, known.holding.id, CategoryId::Profile, &to("HK")).unwrap();
        assert!(matches!(transfer_requests::decide(&mut db, &tokyo, id, true), Err(StoreError::NotFound)));
        carry_transfers::approve(&mut db, &singapore, id).unwrap();
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM transfers"), 1);

        let agreed = Agreement {
            kind: Some(Safeguard::IntraGroupAgreement),
            until: Some(day("2027-03-31")),
            onward_permitted: true,
        };
        keep_safeguards::agree(&mut db, &tokyo, &office("SG"), &agreed).unwrap();
        assert_eq!(carry_transfers::of_office(&mut db, &office("SG"), moment(NOW)).unwrap(), 1);
        assert!(reads(test, &ka_yan, &known));
        let entry = last_entry(test);
        assert!(entry.rules.ends_with("JP-GRP-EQUIV SG-GRP-ENFORCE"), "each step has its rule: {}", entry.rules);
    }

    fn nobody_passes_on_what_was_passed_on(test) {
        let (known, _, _) = given_and_passed_on(test);
        let hong_kong = Caller { role: test.cast.officer.role, ..caller(&test.cast.ka_yan) };
        for destination in ["SG", "JP"] {
            assert!(matches!(give(test, &hong_kong, &known, to(destination)), Err(StoreError::NotFound)));
        }
    }

    fn it_ends_with_what_its_giver_has(test) {
        let (known, given, passed_on) = given_and_passed_on(test);
        let ka_yan = caller(&test.cast.ka_yan);
        assert!(reads(test, &ka_yan, &known));
        let mut db = test.store.database().unwrap();
        carry_transfers::end(&mut db, &caller(&test.cast.officer), given).unwrap();
        assert!(!reads(test, &ka_yan, &known));
        let ended = "SELECT count(*) AS n FROM transfers WHERE ended_at IS NOT NULL";
        assert_eq!(test.sql().number(ended), 2);
        let live = test.sql().number("SELECT count(*) AS n FROM grants WHERE state = 'live'");
        assert_eq!(test.keyring_sql().number("SELECT count(*) AS n FROM wrapped_keys"), live, "both keys are gone");
        let written = "SELECT count(*) AS n FROM journal WHERE subject LIKE 'transfer:% to:HK ended'";
        assert_eq!(test.sql().number(written), 1);
        assert!(carry_transfers::end(&mut db, &singapores(test), passed_on).is_err());
    }

    fn it_lasts_no_longer_than_its_giver_has_it(test) {
        let known = known(test);
        agree_among_all(test, true);
        let until = Some(day("2026-12-31"));
        give(test, &caller(&test.cast.officer), &known, Transfer { until, ..to("SG") }).unwrap();
        give(test, &singapores(test), &known, Transfer { until: Some(day("2027-02-01")), ..to("HK") }).unwrap();
        let dated = "SELECT count(*) AS n FROM transfers WHERE until_on = '2026-12-31'";
        assert_eq!(test.sql().number(dated), 2);
    }

    fn its_giver_and_the_office_that_collected_can_end_it_alone(test) {
        let (known, _, passed_on) = given_and_passed_on(test);
        let mut db = test.store.database().unwrap();
        let hong_kong = Caller { role: test.cast.officer.role, ..caller(&test.cast.ka_yan) };
        assert!(carry_transfers::end(&mut db, &hong_kong, passed_on).is_err());
        carry_transfers::end(&mut db, &caller(&test.cast.officer), passed_on).unwrap();
        assert!(!reads(test, &caller(&test.cast.ka_yan), &known));
        assert!(reads(test, &caller(&test.cast.wei), &known));
        let again = give(test, &singapores(test), &known, to("HK")).unwrap();
        carry_transfers::end(&mut db, &singapores(test), again).unwrap();
        assert!(!reads(test, &caller(&test.cast.ka_yan), &known));
    }

    fn terms_that_let_nothing_pass_any_more_shut_it_at_once_and_end_it(test) {
        let (known, _, _) = given_and_passed_on(test);
        let ka_yan = caller(&test.cast.ka_yan);
        let mut db = test.store.database().unwrap();
        let agreed = Agreement {
            kind: Some(Safeguard::IntraGroupAgreement),
            until: Some(day("2027-03-31")),
            onward_permitted: false,
        };
        keep_safeguards::agree(&mut db, &caller(&test.cast.officer), &office("SG"), &agreed).unwrap();
        assert_eq!(rule(test, &ka_yan, &known), "GATE-ONWARD");
        assert!(reads(test, &caller(&test.cast.wei), &known), "Singapore keeps what it was given");
        assert_eq!(carry_transfers::of_office(&mut db, &office("SG"), moment(NOW)).unwrap(), 1);
        let ended = "SELECT count(*) AS n FROM transfers WHERE end_rule = 'GATE-ONWARD' AND destination = 'HK'";
        assert_eq!(test.sql().number(ended), 1);
    }

    fn a_basis_that_its_giver_loses_shuts_it_too(test) {
        let (known, _, _) = given_and_passed_on(test);
        test.sql().run("UPDATE safeguards SET until_on = '2026-11-23' WHERE origin = 'JP'").unwrap();
        let ka_yan = caller(&test.cast.ka_yan);
        let rule = rule(test, &ka_yan, &known);
        assert!(rule.starts_with("JP-GRP-"), "the first step is asked as well: {rule}");
        let mut db = test.store.database().unwrap();
        assert_eq!(carry_transfers::of_office(&mut db, &office("JP"), moment(NOW)).unwrap(), 1);
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM transfers WHERE ended_at IS NULL"), 0);
    }

    fn it_is_shut_on_the_day_after_its_givers_last_one_whatever_it_was_made_with(test) {
        let (known, given, _) = given_and_passed_on(test);
        let (tokyo, mut db) = (caller(&test.cast.officer), test.store.database().unwrap());
        give(test, &tokyo, &known, Transfer { until: Some(day("2026-12-31")), ..to("SG") }).unwrap();
        carry_transfers::end(&mut db, &tokyo, given).unwrap();
        let at = |at: &str| caller_at(&test.cast.ka_yan, moment(at));
        assert!(reads(test, &at("2026-12-31T03:00:00Z"), &known));
        assert!(!reads(test, &at("2027-01-01T03:00:00Z"), &known), "no job has looked yet");
        let usable = usability::of_all(&mut db, &office("HK"), &[known.holding.id], moment(NOW)).unwrap();
        assert_eq!(usable[&known.holding.id].until, Some(day("2026-12-31")), "nor do lists show it any longer");
    }

    fn what_lost_its_giver_in_any_other_way_is_shut_and_ended(test) {
        let (known, given, _) = given_and_passed_on(test);
        // As after a crash between two steps.
        let mut sql = test.sql();
        sql.run("UPDATE transfers SET ended_at = created_at WHERE destination = 'SG'").unwrap();
        sql.run("UPDATE grants SET state = 'ended', ended_at = created_at WHERE recipient = 'SG'").unwrap();
        assert!(!reads(test, &caller(&test.cast.ka_yan), &known), "{given}");
        let mut db = test.store.database().unwrap();
        assert_eq!(carry_transfers::of_office(&mut db, &office("SG"), moment(NOW)).unwrap(), 1);
        let ended = "SELECT count(*) AS n FROM transfers WHERE end_rule = 'NO-GRANT' AND destination = 'HK'";
        assert_eq!(test.sql().number(ended), 1);
    }

    fn a_request_to_pass_on_lapses_with_what_it_was_to_pass_on(test) {
        let known = known(test);
        agree_among_all(test, false);
        let (tokyo, singapore) = (caller(&test.cast.officer), singapores(test));
        let given = give(test, &tokyo, &known, to("SG")).unwrap();
        let mut db = test.store.database().unwrap();
        let ask = |by, db: &mut Database| {
            transfer_requests::ask(db, &caller(by), known.holding.id, CategoryId::Profile, &to("HK"))
        };
        let asked = ask(&test.cast.wei, &mut db).unwrap();
        ask(&test.cast.rin, &mut db).expect("each office asks for itself");
        assert!(matches!(ask(&test.cast.wei, &mut db), Err(StoreError::Taken(_))));
        carry_transfers::approve(&mut db, &singapore, asked).unwrap();
        carry_transfers::end(&mut db, &tokyo, given).unwrap();
        let waiting = "SELECT count(*) AS n FROM transfer_requests WHERE state = 'waiting' AND origin = ";
        assert_eq!(test.sql().number(&format!("{waiting}'SG'")), 0);
        assert_eq!(test.sql().number(&format!("{waiting}'JP'")), 1);
    }
}
