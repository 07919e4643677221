//! What the law hands to a person: who is held, who may decide, and what a decision does.

use saiyo::directory::ListFilter;
use saiyo::domain::category::Profile;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::review::ReviewVerdict;
use saiyo::domain::staff::{Caller, Role};
use saiyo::store::candidates::{self, HoldingChange};
use saiyo::store::gate::{self, Ask};
use saiyo::store::permit::Unsealed;
use saiyo::store::{StoreError, list_permit, reviews};
use saiyo::workflows::{WorkflowError, follow_journal::Directories, list_candidates, review_holding};

use super::directories::directories;
use super::refusals::last_entry;
use crate::support::cast::caller;
use crate::support::{TestStore, on_both_databases, people};

fn listed(test: &TestStore, directories: &Directories) -> usize {
    let rin = caller(&test.cast.rin);
    let filter = ListFilter { size: 10, ..ListFilter::default() };
    list_candidates::list(&test.store, directories, &rin, &filter).unwrap().page.people.len()
}

on_both_databases! {
    fn a_home_elsewhere_waits_for_the_officer_and_a_clearing_lets_everybody_work(test) {
        let rin = caller(&test.cast.rin);
        test.admit(&rin, "Tanaka", "Akari");
        let known = test.admit_living_in(&rin, "Meyer", "Anna", "DE");
        let officer = caller(&test.cast.officer);
        let directories = directories(test);
        assert_eq!(listed(test, &directories), 1);
        let mut db = test.store.database().unwrap();
        let waiting = review_holding::list(&mut db, &officer, None).unwrap();
        let [held] = waiting.held.as_slice() else { panic!("one waits: {:?}", waiting.held) };
        assert_eq!((held.holding.id, held.why.rule.as_str()), (known.holding.id, "REVIEW-HOME"));
        assert!(held.is_decidable() && held.application.is_some() && waiting.next.is_none());
        let entry = last_entry(test);
        assert_eq!((entry.verb.as_str(), entry.shown), ("list", 1), "the list is on record");
        let review = review_holding::open(&mut db, &officer, known.holding.id).unwrap();
        assert_eq!((review.profile.record, review.applications.len()), (known.profile.clone(), 1));
        let (left, cleared) = (ReviewVerdict::LeftHeld, ReviewVerdict::Cleared);
        review_holding::decide(&mut db, &officer, known.holding.id, left, "Counsel was asked.").unwrap();
        assert_eq!(db.read(|db| reviews::count_for(db, &officer)).unwrap(), 1);
        let permit = reviews::open(&mut db, &officer, known.holding.id).unwrap();
        let decided = reviews::decisions(&mut db, &permit).unwrap().remove(0);
        assert!(matches!(decided.reason, Unsealed::Value(reason) if reason == "Counsel was asked."));
        assert_eq!((decided.verdict, decided.staff), (left, test.cast.officer.id));
        review_holding::decide(&mut db, &officer, known.holding.id, cleared, "Not offered there.").unwrap();
        let entry = last_entry(test);
        assert_eq!((entry.verb.as_str(), entry.subject.as_str()), ("decide", "review:REVIEW-HOME cleared"));
        assert_eq!((entry.holding_id, entry.is_change), (Some(known.holding.id), true));
        let again = db.change(|tx| Ok(((), vec![reviews::decide(tx, &permit, left, "late")?])));
        assert!(matches!(again, Err(StoreError::Stale)));
        drop(db);
        assert_eq!(listed(test, &directories), 2, "in the list at once");
        let mut db = test.store.database().unwrap();
        assert!(gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id).is_ok());
        assert!(matches!(reviews::open(&mut db, &officer, known.holding.id), Err(StoreError::NotFound)));
    }

    fn nobody_else_decides_or_sees_what_is_held(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit_living_in(&rin, "Meyer", "Anna", "DE");
        let singapores = Caller { office: test.cast.wei.office.clone(), ..caller(&test.cast.officer) };
        let own = Caller { own_candidate: Some(known.holding.candidate), ..caller(&test.cast.officer) };
        let others = [&test.cast.rin, &test.cast.manager, &test.cast.administrator, &test.cast.analyst].map(caller);
        let mut db = test.store.database().unwrap();
        for other in others.iter().chain([&singapores, &own]) {
            let decided =
                review_holding::decide(&mut db, other, known.holding.id, ReviewVerdict::Cleared, "I say so.");
            let hidden = match decided {
                Err(WorkflowError::Store(StoreError::NotFound)) => true,
                Err(WorkflowError::Store(StoreError::Refused(refusal))) => refusal.by_role,
                _ => false,
            };
            assert!(hidden, "{other:?}");
            assert_eq!(last_entry(test).outcome, "deny");
            let seen = review_holding::list(&mut db, other, None);
            let is_officer = other.role == Role::PrivacyOfficer;
            assert!(if is_officer { seen.unwrap().held.is_empty() } else { seen.is_err() }, "{other:?}");
            assert!(!is_officer || db.read(|db| reviews::count_for(db, other)).unwrap() == 0, "{other:?}");
        }
        let home = test.admit(&rin, "Tanaka", "Akari");
        let officer = caller(&test.cast.officer);
        assert!(matches!(reviews::open(&mut db, &officer, home.holding.id), Err(StoreError::NotFound)));
    }

    fn what_the_law_refuses_anyway_is_named_and_stays_shut(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit_living_in(&rin, "Meyer", "Anna", "DE");
        let officer = caller(&test.cast.officer);
        let mut db = test.store.database().unwrap();
        let stop = HoldingChange::Suspended(Some(rin.at));
        db.change(|tx| Ok((candidates::set_fact(tx, known.holding.id, stop)?, Vec::new()))).unwrap();
        let held = review_holding::list(&mut db, &officer, None).unwrap().held.remove(0);
        assert_eq!((held.why.rule.as_str(), held.is_decidable()), ("GATE-SUSPENDED", false));
        assert!(matches!(reviews::open(&mut db, &officer, known.holding.id), Err(StoreError::Refused(_))));
    }

    fn a_move_abroad_asks_again_and_pages_go_on_where_they_ended(test) {
        let rin = caller(&test.cast.rin);
        let officer = caller(&test.cast.officer);
        let first = test.admit(&rin, "Tanaka", "Akari");
        let second = test.admit_living_in(&rin, "Meyer", "Anna", "DE");
        let mut db = test.store.database().unwrap();
        let ask = Ask::change(&rin, Purpose::Recruitment);
        let permit = gate::open::<Profile>(&mut db, &ask, first.holding.id).unwrap();
        let moved = people::profile("Tanaka", "Akari", "US");
        db.change(|tx| Ok(((), vec![candidates::change(tx, &permit, &moved, 1)?]))).unwrap();
        let lists = list_permit::open_list(&mut db, &officer, Purpose::Rights).unwrap();
        let mut seen = Vec::new();
        let mut after = None;
        while let Some(held) = reviews::waiting(&mut db, &lists, after, 1).unwrap().pop() {
            after = Some((held.since, held.holding.id));
            seen.push((held.holding.id, held.residence.to_string()));
        }
        assert_eq!(seen, [(first.holding.id, "US".to_owned()), (second.holding.id, "DE".to_owned())]);
    }
}
