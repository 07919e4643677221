//! A permit is good for the facts it was given under, an edit for the record it was made from.

use saiyo::domain::application::{Finding, SelectionResult, Stage};
use saiyo::domain::category::{ApplicationHistory, Other, Profile, SelectionResult as Results};
use saiyo::domain::purpose::Purpose;
use saiyo::store::candidates::{self, HoldingChange};
use saiyo::store::gate::{self, Ask};
use saiyo::store::{StoreError, applications, documents, notes, selection_results, vacancies};

use super::refusals::last_entry;
use crate::support::cast::{caller, day, moment};
use crate::support::{NOW, TODAY, on_both_databases, people};

on_both_databases! {
    fn a_permit_is_stale_after_a_fact_changed(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let ask = Ask::change(&rin, Purpose::Recruitment);
        let mut db = test.store.database().unwrap();
        let profile = gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap();
        let permit = gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap();
        let new = documents::put(&test.store, &permit, "cv.pdf", None, b"%PDF").unwrap();
        db.change(|tx| Ok(((), vec![documents::create(tx, &permit, &new, rin.at)?]))).unwrap();
        let history = gate::open::<ApplicationHistory>(&mut db, &ask, known.holding.id).unwrap();
        let results = gate::open::<Results>(&mut db, &ask, known.holding.id).unwrap();
        let other = gate::open::<Other>(&mut db, &ask, known.holding.id).unwrap();
        let stop = HoldingChange::Suspended(Some(rin.at));
        db.change(|tx| Ok((candidates::set_fact(tx, known.holding.id, stop)?, Vec::new()))).unwrap();
        let before = last_entry(test).seq;
        let edited = people::profile("Yamada", "Akari", "JP");
        let result = SelectionResult { stage: Stage::Screening, finding: Finding::Hold, comment: String::new(), reason: None, held_on: None };
        let profile = db.change(|tx| Ok(((), vec![candidates::change(tx, &profile, &edited, 1)?])));
        let moved = db.change(|tx| {
            let to = Stage::Screening;
            Ok(((), vec![applications::move_to(tx, &history, known.application, to, 1, rin.at, day(TODAY))?]))
        });
        let judged = db.change(|tx| {
            Ok(((), vec![selection_results::create(tx, &results, known.application, &result, rin.at)?]))
        });
        let noted = db.change(|tx| Ok(((), vec![notes::create(tx, &other, "late", None, rin.at)?])));
        let reading = documents::Reading::default();
        let read = db.change(|tx| Ok(((), vec![documents::set_reading(tx, &permit, new.id(), &reading, None)?])));
        for late in [profile, moved, judged, noted, read] {
            assert!(matches!(late, Err(StoreError::Stale)), "{late:?}");
        }
        assert_eq!(last_entry(test).seq, before, "nothing was written");
    }

    fn the_second_of_two_editors_is_told(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let ask = Ask::change(&rin, Purpose::Recruitment);
        let mut db = test.store.database().unwrap();
        let (one, two) = (
            gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap(),
            gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap(),
        );
        let seen = candidates::read(&mut db, &one).unwrap().revision;
        let (first, second) = (people::profile("Ito", "Akari", "JP"), people::profile("Abe", "Akari", "JP"));
        db.change(|tx| Ok(((), vec![candidates::change(tx, &one, &first, seen)?]))).unwrap();
        let late = db.change(|tx| Ok(((), vec![candidates::change(tx, &two, &second, seen)?])));
        assert!(matches!(late, Err(StoreError::Stale)));
        assert_eq!(candidates::read(&mut db, &two).unwrap().record, first);
    }

    fn of_eight_editors_at_once_one_wins(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let won = std::thread::scope(|scope| {
            let editors: Vec<_> = (0..8)
                .map(|number| {
                    let (rin, known, store) = (rin.clone(), known.clone(), test.store.clone());
                    scope.spawn(move || {
                        let mut db = store.database().unwrap();
                        let ask = Ask::change(&rin, Purpose::Recruitment);
                        let permit = gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap();
                        let edited = people::profile(&format!("Editor{number}"), "Akari", "JP");
                        match db.change(|tx| Ok(((), vec![candidates::change(tx, &permit, &edited, 1)?]))) {
                            Ok(()) => 1,
                            Err(StoreError::Stale) => 0,
                            Err(error) => panic!("{error}"),
                        }
                    })
                })
                .collect();
            editors.into_iter().map(|editor| editor.join().unwrap()).sum::<usize>()
        });
        assert_eq!(won, 1);
    }

    fn a_move_from_an_older_page_is_refused(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let move_once = |db: &mut saiyo::store::Database, to| {
            let ask = Ask::change(&rin, Purpose::Recruitment);
            let permit = gate::open::<ApplicationHistory>(db, &ask, known.holding.id).unwrap();
            db.change(|tx| {
                Ok(((), vec![applications::move_to(tx, &permit, known.application, to, 1, rin.at, day(TODAY))?]))
            })
        };
        move_once(&mut db, Stage::Screening).unwrap();
        assert!(matches!(move_once(&mut db, Stage::Offer), Err(StoreError::Stale)));
    }

    fn another_holdings_application_is_not_found(test) {
        let rin = caller(&test.cast.rin);
        let (mine, other) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Sato", "Minato"));
        let mut db = test.store.database().unwrap();
        let ask = Ask::change(&rin, Purpose::Recruitment);
        let permit = gate::open::<ApplicationHistory>(&mut db, &ask, mine.holding.id).unwrap();
        let moved = db.change(|tx| {
            let to = Stage::Screening;
            Ok(((), vec![applications::move_to(tx, &permit, other.application, to, 1, rin.at, day(TODAY))?]))
        });
        assert!(matches!(moved, Err(StoreError::NotFound)));
    }

    fn a_new_residence_asks_for_a_new_review(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let ask = Ask::change(&rin, Purpose::Recruitment);
        let permit = gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap();
        let moved = people::profile("Tanaka", "Akari", "FR");
        db.change(|tx| Ok(((), vec![candidates::change(tx, &permit, &moved, 1)?]))).unwrap();
        let again = gate::open::<Profile>(&mut db, &ask, known.holding.id);
        assert!(matches!(again, Err(StoreError::Refused(refusal)) if refusal.rule == "REVIEW-HOME"));
    }

    fn a_vacancy_changed_meanwhile_is_not_overwritten(test) {
        let mut db = test.store.database().unwrap();
        let id = test.cast.vacancies[0];
        let seen = db.change(|tx| Ok((vacancies::read(tx, id)?, Vec::new()))).unwrap();
        db.change(|tx| Ok((vacancies::change(tx, &seen)?, Vec::new()))).unwrap();
        assert!(matches!(db.change(|tx| Ok((vacancies::change(tx, &seen)?, Vec::new()))), Err(StoreError::Stale)));
        let taken = saiyo::domain::vacancy::Vacancy { slug: "engineer-sg".to_owned(), revision: 2, ..seen };
        let taken = db.change(|tx| Ok((vacancies::change(tx, &taken)?, Vec::new())));
        assert!(matches!(taken, Err(StoreError::Taken("slug"))));
    }

    fn a_change_that_fails_leaves_neither_row_nor_entry(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let ask = Ask::change(&rin, Purpose::Recruitment);
        let permit = gate::open::<Other>(&mut db, &ask, known.holding.id).unwrap();
        let before = last_entry(test).seq;
        let failed = db.change(|tx| {
            let entry = notes::create(tx, &permit, "half", None, moment(NOW))?;
            vacancies::read(tx, saiyo::domain::id::VacancyId::new())?;
            Ok(((), vec![entry]))
        });
        assert!(matches!(failed, Err(StoreError::NotFound)));
        assert!(notes::list(&mut db, &permit).unwrap().is_empty());
        assert_eq!(last_entry(test).seq, before);
    }
}
