//! Tasks, private notes and results: who may read them, who is told of them, and that they go with the use.

use saiyo::directory::query::{Known, parse};
use saiyo::directory::{ListFilter, Scope};
use saiyo::domain::application::{Finding, ReasonCode, SelectionResult, Stage};
use saiyo::domain::category::{CategoryId, Other, SelectionResult as Results};
use saiyo::domain::note::NoteClass;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{Caller, JobName, Role, Staff};
use saiyo::domain::time::Day;
use saiyo::store::candidates::{self, HoldingChange};
use saiyo::store::gate::{self, Ask};
use saiyo::store::journal::Entry;
use saiyo::store::permit::Unsealed;
use saiyo::store::{StoreError, facts, notes, selection_results, staff, tasks};
use saiyo::workflows::judge_application::{self, Move};
use saiyo::workflows::{WorkflowError, change_candidate, plan_tasks};

use super::directories::directories;
use crate::support::cast::{caller, day, job, moment, office};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TODAY, TestStore, on_both_databases};

/// Another recruiter of Tokyo.
fn colleague(test: &TestStore) -> Staff {
    let person = Staff {
        id: saiyo::domain::id::StaffId::new(),
        email: saiyo::domain::contact::EmailAddress::parse("sho@saiyo.example.com").unwrap(),
        name: "Sho".to_owned(),
        role: Role::Recruiter,
        ..test.cast.rin.clone()
    };
    let mut db = test.store.database().unwrap();
    db.change(|tx| Ok((staff::add(tx, &person, "no password", moment(NOW))?, Vec::new()))).unwrap();
    person
}

fn notes_of(test: &TestStore, by: &Caller, known: &Admitted) -> Vec<String> {
    let mut db = test.store.database().unwrap();
    let permit = gate::open::<Other>(&mut db, &Ask::read(by, Purpose::Recruitment), known.holding.id).unwrap();
    let text = |note: notes::ShownNote| match note.text {
        Unsealed::Value(text) => text,
        Unsealed::Damaged => panic!("a seal does not open"),
    };
    notes::list(&mut db, &permit).unwrap().into_iter().map(text).collect()
}

fn found(test: &TestStore, words: &str) -> usize {
    let today = test.store.database().unwrap().read(|db| facts::office(db, &office("JP"))).unwrap().today(moment(NOW));
    let scope =
        Scope { today, assigned_to: None, except: None, categories: CategoryId::ALL.to_vec(), to_find_alone: false };
    let query = Some(parse(words, &|_, _| Known::NoField).unwrap());
    let filter = ListFilter { query, size: 9, ..ListFilter::default() };
    directories(test).read(&test.store, &office("JP"), moment(NOW), |it| it.list(&scope, &filter)).unwrap().people.len()
}

fn mine(test: &TestStore, by: &Caller) -> Vec<(String, Day)> {
    let mine = plan_tasks::mine(&test.store, &directories(test), by).unwrap();
    mine.into_iter().map(|task| (task.person.family, task.shown.task.due_on)).collect()
}

on_both_databases! {
    fn a_private_note_is_its_authors_alone_and_in_no_search(test) {
        let (rin, sho) = (caller(&test.cast.rin), caller(&colleague(test)));
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        for (class, text) in [(NoteClass::Team, "together"), (NoteClass::Private, "alone")] {
            change_candidate::add_note(&mut db, &rin, known.holding.candidate, class, text).unwrap();
        }
        drop(db);
        assert_eq!(notes_of(test, &rin, &known).len(), 2);
        assert_eq!(notes_of(test, &sho, &known), ["together"]);
        assert_eq!((found(test, "together"), found(test, "alone")), (1, 0));
        let job = job(JobName::FollowJournal, "JP");
        let mut db = test.store.database().unwrap();
        let permit = gate::open::<Other>(&mut db, &Ask::read(&job, Purpose::Upkeep), known.holding.id).unwrap();
        assert_eq!(notes::list(&mut db, &permit).unwrap().len(), 1, "no job reads it either");
    }

    fn my_tasks_are_those_of_people_who_may_be_seen_up_to_seven_days_ahead(test) {
        let (rin, sho) = (caller(&test.cast.rin), caller(&colleague(test)));
        let (one, other) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Mori", "Sora"));
        let mut db = test.store.database().unwrap();
        let today = day(TODAY);
        for (known, due) in [(&one, today.plus_days(7)), (&one, today.plus_days(8)), (&other, today.plus_days(-1))] {
            plan_tasks::add(&mut db, &sho, known.holding.candidate, "Call.", due, test.cast.rin.id).unwrap();
        }
        for stranger in [&test.cast.wei, &test.cast.manager] {
            let added = plan_tasks::add(&mut db, &sho, one.holding.candidate, "Call.", today, stranger.id);
            assert!(matches!(added, Err(WorkflowError::Store(StoreError::NotFound))), "{}", stranger.name);
        }
        let stranger = plan_tasks::add(&mut db, &caller(&test.cast.wei), one.holding.candidate, "Call.", today, test.cast.rin.id);
        assert!(stranger.is_err(), "another office adds nothing");
        drop(db);
        let (mori, tanaka) = (("Mori".to_owned(), today.plus_days(-1)), ("Tanaka".to_owned(), today.plus_days(7)));
        let read = || {
            let words = "SELECT verb || ' ' || coalesce(category, '') AS t FROM journal WHERE holding_id IS NOT NULL";
            test.sql().words(words).into_iter().filter(|entry| entry == "read other").count()
        };
        let before = read();
        assert_eq!(mine(test, &rin), [mori, tanaka.clone()]);
        assert_eq!(read(), before + 2, "each record whose tasks are read says so");
        assert_eq!(mine(test, &sho), [], "they are somebody else's");
        let by = job(JobName::Demo, "JP");
        let entry = Entry::change(&by, "change", "facts", &other.holding, CategoryId::Profile, Purpose::Upkeep);
        let mut db = test.store.database().unwrap();
        let stop = HoldingChange::Suspended(Some(moment(NOW)));
        db.change(|tx| Ok((candidates::set_fact(tx, other.holding.id, stop)?, vec![entry]))).unwrap();
        assert_eq!(mine(test, &rin), [tanaka]);
        let permit = gate::open::<Other>(&mut db, &Ask::read(&rin, Purpose::Recruitment), one.holding.id).unwrap();
        let first = tasks::list(&mut db, &permit).unwrap().remove(0).task.id;
        plan_tasks::finish(&mut db, &rin, one.holding.candidate, first).unwrap();
        let again = plan_tasks::finish(&mut db, &rin, one.holding.candidate, first);
        assert!(matches!(again, Err(WorkflowError::Store(StoreError::NotFound))));
        drop(db);
        assert_eq!(mine(test, &rin), []);
    }

    fn the_reason_of_a_refusal_is_kept_with_the_move_or_not_at_all(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let of = (known.holding.candidate, known.application);
        let mut db = test.store.database().unwrap();
        let step = |seen| Move { to: Stage::Refused, reason: Some(ReasonCode::Salary), comment: "Far apart.".into(), seen };
        let late = judge_application::move_application(&mut db, &rin, of, &step(7));
        assert!(matches!(late, Err(WorkflowError::Store(StoreError::Stale))));
        judge_application::move_application(&mut db, &rin, of, &step(1)).unwrap();
        let permit = gate::open::<Results>(&mut db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id).unwrap();
        let shown = selection_results::list(&mut db, &permit).unwrap();
        assert_eq!((shown.len(), shown[0].staff), (1, Some(test.cast.rin.id)));
        let Unsealed::Value(result) = &shown[0].result else { panic!("a seal does not open") };
        let expected = SelectionResult {
            stage: Stage::Received,
            finding: Finding::Fail,
            comment: "Far apart.".into(),
            reason: Some(ReasonCode::Salary),
            held_on: None,
        };
        assert_eq!(*result, expected);
    }

    fn a_hiring_manager_judges_what_is_assigned_and_nothing_else(test) {
        let (rin, haru) = (caller(&test.cast.rin), caller(&test.cast.manager));
        let (mine, other) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Mori", "Sora"));
        test.assign(&rin, &mine, test.cast.manager.id);
        let result = SelectionResult {
            stage: Stage::FirstInterview,
            finding: Finding::Pass,
            comment: "Calm.".into(),
            reason: None,
            held_on: Some(day(TODAY)),
        };
        let mut db = test.store.database().unwrap();
        let mut judge = |by: &Caller, of: (&Admitted, &Admitted)| {
            judge_application::add_result(&mut db, by, (of.0.holding.candidate, of.1.application), &result)
        };
        judge(&haru, (&mine, &mine)).unwrap();
        assert!(judge(&haru, (&other, &other)).is_err());
        assert!(judge(&haru, (&mine, &other)).is_err());
        assert!(judge(&caller(&test.cast.wei), (&mine, &mine)).is_err());
    }
}
