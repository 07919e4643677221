//! Keys and grants across crashes: what was not finished opens nothing, and a sweep puts it right both ways.

use saiyo::domain::candidate::HoldingRef;
use saiyo::domain::category::{CategoryId, Other, Profile};
use saiyo::domain::id::GrantId;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::law::remedies::Remedy;
use saiyo::store::anchor::Fact;
use saiyo::store::gate::{self, Ask};
use saiyo::store::grants::{self, Swept};
use saiyo::store::{StoreError, intake_permit, notes, office_secrets};

use super::journal::anchored;
use super::refusals::last_entry;
use crate::support::cast::{caller, caller_at, moment, office};
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

    fn a_live_row_without_its_key_takes_nothing_in_and_says_what_helps(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        remove_key(test, own_grant(test, &known.holding, CategoryId::Profile));
        let mut db = test.store.database().unwrap();
        for verb in [Ask::read, Ask::change, Ask::create] {
            let refused = gate::open::<Profile>(&mut db, &verb(&rin, Purpose::Recruitment), known.holding.id);
            let Err(StoreError::Refused(refusal)) = refused else { panic!("{refused:?}") };
            assert_eq!((refusal.rule.as_str(), refusal.remedies.as_slice()), ("NO-GRANT", &[Remedy::RestoreKeyring][..]));
            assert_eq!(last_entry(test).outcome, "deny");
        }
    }

    fn a_holding_that_is_filled_too_late_leaves_no_key(test) {
        let before = test.keyring_sql().number(KEYS);
        let mut db = test.store.database().unwrap();
        let permit =
            intake_permit::admit(&mut db, &caller(&test.cast.rin), &people::admission("JP", false)).unwrap();
        assert!(test.keyring_sql().number(KEYS) > before);
        test.sql().run("UPDATE grants SET state = 'destroyed'").unwrap();
        assert!(matches!(permit.fill(&mut db, |_| Ok(Vec::new())), Err(StoreError::Stale)));
        assert_eq!(test.keyring_sql().number(KEYS), before);
    }

    fn a_crash_after_the_row_is_swept(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let grant = own_grant(test, &known.holding, CategoryId::Profile);
        set_state(test, grant, "intended");
        remove_key(test, grant);
        assert_eq!(sweep(test, 30), Swept::default(), "it may still be going on");
        assert_eq!(sweep(test, 90), Swept { unfinished: 1, keys: 0 });
        assert_eq!(rows_of(test, grant), 0, "nothing was ever sealed under it");
        assert_eq!(sweep(test, 90), Swept::default());
    }

    fn a_crash_in_the_making_of_a_first_key_is_swept_away(test) {
        for key_is_there in [true, false] {
            let rin = caller(&test.cast.rin);
            let holding = without_notes(test);
            let grant = unfinished_key(test, &holding, key_is_there);
            let keys = test.sql().number("SELECT count(*) AS n FROM data_keys");
            assert_eq!(sweep(test, 90), Swept { unfinished: 1, keys: usize::from(key_is_there) });
            assert_eq!(rows_of(test, grant), 0);
            assert_eq!(test.sql().number("SELECT count(*) AS n FROM data_keys"), keys - 1);
            write_note(test, &rin, &holding);
        }
    }

    fn whoever_finds_a_key_that_a_crash_left_unfinished_does_not_wait_for_the_sweep(test) {
        for key_is_there in [true, false] {
            let rin = caller(&test.cast.rin);
            let holding = without_notes(test);
            let grant = unfinished_key(test, &holding, key_is_there);
            let before = test.keyring_sql().number(KEYS) - i64::from(key_is_there);
            let mut db = test.store.database().unwrap();
            let ask = Ask::create(&rin, Purpose::Recruitment);
            let young = gate::open::<Other>(&mut db, &ask, holding.id);
            assert!(matches!(young, Err(StoreError::Stale)), "it may still be going on: {young:?}");
            let later = caller_at(&test.cast.rin, rin.at.plus_seconds(10));
            write_note(test, &later, &holding);
            assert_eq!(rows_of(test, grant), 0);
            assert_eq!(test.keyring_sql().number(KEYS), before + 1);
        }
    }

    fn a_key_that_was_taken_over_never_goes_live(test) {
        let rin = caller(&test.cast.rin);
        let holding = without_notes(test);
        let grant = unfinished_key(test, &holding, true);
        write_note(test, &caller_at(&test.cast.rin, rin.at.plus_seconds(10)), &holding);
        let late = test.store.database().unwrap().change(|tx| Ok((grants::make_live(tx, &[grant])?, Vec::new())));
        assert!(matches!(late, Err(StoreError::Stale)));
        let id = test.sql().id(grant.uuid());
        let left = format!("SELECT count(*) AS n FROM wrapped_keys WHERE grant_id = {id}");
        assert_eq!(test.keyring_sql().number(&left), 0);
    }

    fn a_sweep_goes_through_all_that_may_have_a_key_and_looks_at_none_of_it_again(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let (holding, mut sql) = (test.sql().id(known.holding.id.uuid()), test.sql());
        for _ in 0..1_100 {
            let id = sql.id(GrantId::new().uuid());
            sql.run(&format!(
                "INSERT INTO grants (id, data_key_id, holding_id, category, recipient, state, created_at) \
                 SELECT {id}, id, holding_id, category, 'SG', 'ended', 1 FROM data_keys \
                 WHERE holding_id = {holding} AND category = 'profile'"
            ))
            .unwrap();
        }
        let unsettled = "SELECT count(*) AS n FROM grants WHERE state NOT IN ('live', 'destroyed')";
        assert_eq!(sql.number(unsettled), 1_100);
        assert_eq!(sweep(test, 0), Swept::default(), "no key was left");
        assert_eq!(sql.number(unsettled), 0);
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
        assert_eq!(state(test, grant), "destroyed");
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

    fn four_who_make_the_same_key_at_once_make_one_and_all_use_it(test) {
        let rin = caller(&test.cast.rin);
        let holding = without_notes(test);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| write_note(test, &rin, &holding));
            }
        });
        let keys = "SELECT count(*) AS n FROM data_keys WHERE category = 'other'";
        assert_eq!(test.sql().number(keys), 1);
        let mut db = test.store.database().unwrap();
        let permit = gate::open::<Other>(&mut db, &Ask::read(&rin, Purpose::Recruitment), holding.id).unwrap();
        let all = notes::list(&mut db, &permit).unwrap();
        assert_eq!(all.len(), 4);
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

fn rows_of(test: &TestStore, grant: GrantId) -> i64 {
    let id = test.sql().id(grant.uuid());
    test.sql().number(&format!("SELECT count(*) AS n FROM grants WHERE id = {id}"))
}

/// A holding whose category of notes has no key yet.
fn without_notes(test: &TestStore) -> HoldingRef {
    let rin = caller(&test.cast.rin);
    let mut db = test.store.database().unwrap();
    let permit = intake_permit::admit(&mut db, &rin, &people::admission("JP", false)).unwrap();
    drop(db);
    test.fill(&permit, &rin, people::profile("Tanaka", "Akari", "JP")).holding
}

/// What a crash leaves between the steps of a first key: its row, `intended`, with or without the key.
fn unfinished_key(test: &TestStore, holding: &HoldingRef, key_is_there: bool) -> GrantId {
    let ask = caller(&test.cast.rin);
    let mut db = test.store.database().unwrap();
    drop(gate::open::<Other>(&mut db, &Ask::create(&ask, Purpose::Recruitment), holding.id).unwrap());
    let grant = own_grant(test, holding, CategoryId::Other);
    set_state(test, grant, "intended");
    if !key_is_there {
        remove_key(test, grant);
    }
    grant
}

/// Writes a note and reads it again.
fn write_note(test: &TestStore, by: &Caller, holding: &HoldingRef) {
    let mut db = test.store.database().unwrap();
    let permit = gate::open::<Other>(&mut db, &Ask::create(by, Purpose::Recruitment), holding.id).unwrap();
    db.change(|tx| Ok(((), vec![notes::create(tx, &permit, "mine", None, by.at)?]))).unwrap();
    let permit = gate::open::<Other>(&mut db, &Ask::read(by, Purpose::Recruitment), holding.id).unwrap();
    assert!(!notes::list(&mut db, &permit).unwrap().is_empty());
}

/// The collecting office's own grant of a category.
pub(super) fn own_grant(test: &TestStore, holding: &HoldingRef, category: CategoryId) -> GrantId {
    let live = grants::live(&mut test.sql(), holding.id, &holding.office).unwrap();
    live.into_iter().find(|(of, _)| *of == category).unwrap().1
}
