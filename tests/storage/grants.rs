//! Keys and grants across crashes: what was not finished opens nothing, and a sweep puts it right both ways.

use saiyo::domain::category::{CategoryId, Other, Profile};
use saiyo::domain::id::GrantId;
use saiyo::domain::purpose::Purpose;
use saiyo::store::anchor::Fact;
use saiyo::store::gate::{self, Ask};
use saiyo::store::grants::{self, Swept};
use saiyo::store::{StoreError, intake_permit, notes, office_secrets};

use super::journal::anchored;
use super::refusals::last_entry;
use crate::support::cast::{caller, moment, office};
use crate::support::sql::Sql;
use crate::support::{NOW, TestStore, on_both_databases, people};

const KEYS: &str = "SELECT count(*) AS n FROM wrapped_keys";

fn state(test: &TestStore, grant: GrantId) -> String {
    let id = test.sql().id(grant.uuid());
    test.sql().words(&format!("SELECT state AS t FROM grants WHERE id = {id}")).remove(0)
}

fn set_state(test: &TestStore, grant: GrantId, state: &str) {
    let id = test.sql().id(grant.uuid());
    test.sql().run(&format!("UPDATE grants SET state = '{state}' WHERE id = {id}")).unwrap();
}

fn remove_key(test: &TestStore, grant: GrantId) {
    let id = test.sql().id(grant.uuid());
    test.keyring_sql().run(&format!("DELETE FROM wrapped_keys WHERE grant_id = {id}")).unwrap();
}

fn sweep(test: &TestStore, seconds_later: i64) -> Swept {
    let mut db = test.store.database().unwrap();
    let at = moment(NOW).plus_seconds(seconds_later);
    grants::sweep(&mut db, at, at.plus_seconds(-60)).unwrap()
}

on_both_databases! {
    fn a_key_without_a_live_row_opens_nothing(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let grant = own_grant(test, &known.holding, CategoryId::Profile);
        for unfinished in ["intended", "ended"] {
            set_state(test, grant, unfinished);
            let refused = gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id);
            assert!(matches!(refused, Err(StoreError::Refused(refusal)) if refusal.rule == "NO-GRANT"));
        }
    }

    fn a_live_row_without_its_key_opens_nothing(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        remove_key(test, own_grant(test, &known.holding, CategoryId::Profile));
        let refused = gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id);
        assert!(matches!(refused, Err(StoreError::Refused(refusal)) if refusal.rule == "NO-GRANT"));
    }

    fn a_crash_after_the_row_is_swept(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let grant = own_grant(test, &known.holding, CategoryId::Profile);
        set_state(test, grant, "intended");
        remove_key(test, grant);
        assert_eq!(sweep(test, 30), Swept::default(), "it may still be going on");
        assert_eq!(sweep(test, 90), Swept { unfinished: 1, keys: 0 });
        assert_eq!(state(test, grant), "ended");
        assert_eq!(sweep(test, 90), Swept::default());
    }

    fn a_crash_after_the_key_is_swept(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let grant = own_grant(test, &known.holding, CategoryId::Profile);
        set_state(test, grant, "intended");
        let before = test.keyring_sql().number(KEYS);
        assert_eq!(sweep(test, 90), Swept { unfinished: 1, keys: 1 });
        assert_eq!(test.keyring_sql().number(KEYS), before - 1);
        let at = moment(NOW);
        let late = test.store.database().unwrap().change(|tx| Ok((grants::make_live(tx, &[grant])?, Vec::new())));
        assert!(matches!(late, Err(StoreError::Stale)), "what was swept does not come back at {at:?}");
    }

    fn a_crash_while_ending_is_swept_and_anchored(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let grant = own_grant(test, &known.holding, CategoryId::Profile);
        let mut db = test.store.database().unwrap();
        db.change(|tx| Ok((grants::mark_ended(tx, &[grant], moment(NOW))?, Vec::new()))).unwrap();
        assert_eq!(sweep(test, 0), Swept { unfinished: 0, keys: 1 });
        assert!(anchored(&test.store).contains(&Fact::Ended { grant }));
    }

    fn a_damaged_key_does_not_hold_the_sweep_up(test) {
        let rin = caller(&test.cast.rin);
        let (one, two) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Sato", "Minato"));
        let ended = [&one, &two].map(|known| own_grant(test, &known.holding, CategoryId::Profile));
        let id = test.sql().id(ended[0].uuid());
        let short = test.sql().blob(&[9, 9]);
        test.keyring_sql().run(&format!("UPDATE wrapped_keys SET wrapped = {short} WHERE grant_id = {id}")).unwrap();
        let mut db = test.store.database().unwrap();
        db.change(|tx| Ok((grants::mark_ended(tx, &ended, moment(NOW))?, Vec::new()))).unwrap();
        assert_eq!(sweep(test, 0), Swept { unfinished: 0, keys: 2 });
    }

    fn a_damaged_key_is_journalled_as_unopened(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let grant = own_grant(test, &known.holding, CategoryId::Profile);
        let id = test.sql().id(grant.uuid());
        let sound = test.keyring_sql().bytes(&format!("SELECT wrapped AS b FROM wrapped_keys WHERE grant_id = {id}"));
        let mut flipped = sound[0].clone();
        flipped[40] ^= 1;
        let mut db = test.store.database().unwrap();
        for bad in [flipped, sound[0][..10].to_vec(), Vec::new()] {
            let bad = test.sql().blob(&bad);
            test.keyring_sql().run(&format!("UPDATE wrapped_keys SET wrapped = {bad} WHERE grant_id = {id}")).unwrap();
            let opened = gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id);
            assert!(matches!(opened, Err(StoreError::Unopened(_))), "{opened:?}");
            let entry = last_entry(test);
            assert_eq!((entry.outcome.as_str(), entry.subject.as_str()), ("unopened", format!("grants:{grant}").as_str()));
        }
    }

    fn the_first_record_of_a_category_gets_its_key_then(test) {
        let rin = caller(&test.cast.rin);
        let mut db = test.store.database().unwrap();
        let permit = intake_permit::admit(&mut db, &rin, &people::admission("JP", false)).unwrap();
        let known = test.fill(&permit, &rin, people::profile("Tanaka", "Akari", "JP"));
        let before = test.keyring_sql().number(KEYS);
        let read = gate::open::<Other>(&mut db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id);
        assert!(matches!(read, Err(StoreError::NotFound)), "nothing is held yet: {read:?}");
        let permit = gate::open::<Other>(&mut db, &Ask::create(&rin, Purpose::Recruitment), known.holding.id).unwrap();
        db.change(|tx| Ok(((), vec![notes::create(tx, &permit, "first", None, rin.at)?]))).unwrap();
        assert_eq!(test.keyring_sql().number(KEYS), before + 1);
        let permit = gate::open::<Other>(&mut db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id).unwrap();
        assert_eq!(notes::list(&mut db, &permit).unwrap().len(), 1);
    }

    fn four_who_make_the_same_key_at_once_make_one(test) {
        let rin = caller(&test.cast.rin);
        let mut db = test.store.database().unwrap();
        let permit = intake_permit::admit(&mut db, &rin, &people::admission("JP", false)).unwrap();
        let known = test.fill(&permit, &rin, people::profile("Tanaka", "Akari", "JP"));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let mut db = test.store.database().unwrap();
                    let ask = Ask::create(&rin, Purpose::Recruitment);
                    match gate::open::<Other>(&mut db, &ask, known.holding.id) {
                        Ok(permit) => db
                            .change(|tx| Ok(((), vec![notes::create(tx, &permit, "mine", None, rin.at)?])))
                            .unwrap(),
                        // The others look before the key is there, and are told to ask again.
                        Err(StoreError::Stale | StoreError::Refused(_)) => (),
                        Err(error) => panic!("{error}"),
                    }
                });
            }
        });
        let keys = "SELECT count(*) AS n FROM data_keys WHERE category = 'other'";
        assert_eq!(test.sql().number(keys), 1);
        let permit = gate::open::<Other>(&mut db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id).unwrap();
        let all = notes::list(&mut db, &permit).unwrap();
        assert!(!all.is_empty());
        let opens = |note: &notes::ShownNote| matches!(note.text, saiyo::store::permit::Unsealed::Value(_));
        assert!(all.iter().all(opens));
    }

    fn what_a_crash_left_of_an_admission_is_swept(test) {
        let rin = caller(&test.cast.rin);
        let kept = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        drop(intake_permit::admit(&mut db, &rin, &people::admission("JP", true)).unwrap());
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM holdings"), 2);
        let later = rin.at.plus_seconds(1);
        assert_eq!(sweep(test, 90).unfinished, 4);
        assert_eq!(intake_permit::sweep(&mut db, rin.at).unwrap(), 0, "not yet");
        assert_eq!(intake_permit::sweep(&mut db, later).unwrap(), 1);
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM holdings"), 1);
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM candidates"), 1);
        assert_eq!(test.keyring_sql().number(KEYS), 4);
        assert!(gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::Recruitment), kept.holding.id).is_ok());
    }

    fn rows_wait_for_the_keys_that_they_lead_to(test) {
        let rin = caller(&test.cast.rin);
        let mut db = test.store.database().unwrap();
        drop(intake_permit::admit(&mut db, &rin, &people::admission("JP", true)).unwrap());
        let later = rin.at.plus_seconds(1);
        assert_eq!(intake_permit::sweep(&mut db, later).unwrap(), 0);
        sweep(test, 90);
        assert_eq!(test.keyring_sql().number(KEYS), 0);
        assert_eq!(intake_permit::sweep(&mut db, later).unwrap(), 1);
    }

    fn an_admission_that_was_swept_meanwhile_is_not_filled(test) {
        let rin = caller(&test.cast.rin);
        let mut db = test.store.database().unwrap();
        let permit = intake_permit::admit(&mut db, &rin, &people::admission("JP", true)).unwrap();
        sweep(test, 90);
        let late = db.change(|tx| {
            let written = saiyo::store::candidates::create(tx, &permit.profile, &people::profile("A", "B", "JP"))?;
            permit.settle(tx)?;
            Ok(((), vec![written]))
        });
        assert!(matches!(late, Err(StoreError::Stale)));
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM profiles"), 0);
    }

    fn an_offices_directory_key_is_made_once(test) {
        let mut db = test.store.database().unwrap();
        let first = office_secrets::directory_key(&mut db, &office("JP"), moment(NOW)).unwrap();
        assert_eq!(*office_secrets::directory_key(&mut db, &office("JP"), moment(NOW)).unwrap(), *first);
        assert_ne!(*office_secrets::directory_key(&mut db, &office("SG"), moment(NOW)).unwrap(), *first);
        assert_eq!(first.len(), 32);
    }

    fn counts_tell_the_doctor(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        set_state(test, own_grant(test, &known.holding, CategoryId::Other), "ended");
        let mut db = test.store.database().unwrap();
        let (mut states, keys) = grants::counts(&mut db).unwrap();
        states.sort();
        assert_eq!(states, [("ended".to_owned(), 1), ("live".to_owned(), 3)]);
        assert_eq!(keys, 4);
    }
}

/// The collecting office's own grant of a category.
fn own_grant(test: &TestStore, holding: &saiyo::domain::candidate::HoldingRef, category: CategoryId) -> GrantId {
    let live = grants::live(&mut test.sql(), holding.id, &holding.office).unwrap();
    live.into_iter().find(|(of, _)| *of == category).unwrap().1
}
