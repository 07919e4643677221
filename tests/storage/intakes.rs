//! What public forms bring: sealed for the office, opened once, and its key gone when it is accepted.

use saiyo::domain::application::ApplicationDetails;
use saiyo::domain::id::IntakeId;
use saiyo::domain::intake::IntakeFailure;
use saiyo::domain::locale::Locale;
use saiyo::domain::staff::{Caller, JobName};
use saiyo::store::intakes::{self, Incoming, IncomingFile};
use saiyo::store::proposals::ProposedApplication;
use saiyo::store::{StoreConfig, StoreError};
use saiyo::vault::secret::Token;

use super::refusals::last_entry;
use crate::support::cast::{caller, job, moment, office};
use crate::support::sql::Sql;
use crate::support::{NOW, TestStore, on_both_databases, people};

fn incoming(test: &TestStore) -> Incoming {
    Incoming {
        vacancy: test.cast.vacancies[0],
        notice: test.cast.notice,
        locale: Locale::Ja,
        application: ProposedApplication {
            profile: people::profile("Tanaka", "Akari", "JP"),
            details: ApplicationDetails { motivation: "Because.".to_owned(), available_from: String::new() },
        },
        page: None,
        files: vec![
            IncomingFile { name: "履歴書.pdf".to_owned(), content: b"%PDF-1.7 one".to_vec() },
            IncomingFile { name: "cv.docx".to_owned(), content: b"PK two".to_vec() },
        ],
    }
}

fn receive(test: &TestStore) -> IntakeId {
    let mut db = test.store.database().unwrap();
    intakes::receive(&mut db, &Caller::public(office("JP"), moment(NOW)), &incoming(test)).unwrap()
}

on_both_databases! {
    fn what_was_received_is_opened_whole_and_settled_once(test) {
        let id = receive(test);
        let accept = job(JobName::AcceptIntake, "JP");
        let mut db = test.store.database().unwrap();
        assert_eq!(intakes::waiting(&mut db, &[office("JP")], moment(NOW), 10).unwrap(), [(id, office("JP"))]);
        assert!(intakes::waiting(&mut db, &[office("SG")], moment(NOW), 10).unwrap().is_empty());
        let opened = intakes::open(&mut db, &accept, id).unwrap();
        let sent = incoming(test);
        assert_eq!(opened.incoming.application, sent.application);
        let files = |files: &[IncomingFile]| {
            files.iter().map(|file| (file.name.clone(), file.content.clone())).collect::<Vec<_>>()
        };
        assert_eq!(files(&opened.incoming.files), files(&sent.files));
        assert_eq!(last_entry(test).subject, format!("intake:{id}"));
        db.change(|tx| Ok((intakes::settle(tx, id, moment(NOW))?, Vec::new()))).unwrap();
        let again = db.change(|tx| Ok((intakes::settle(tx, id, moment(NOW))?, Vec::new())));
        assert!(matches!(again, Err(StoreError::Stale)));
        assert!(matches!(intakes::open(&mut db, &accept, id), Err(StoreError::NotFound)));
        intakes::remove_files(&db, &opened).unwrap();
        assert!(test.store.blobs().list().unwrap().is_empty());
    }

    fn an_accepted_intake_has_neither_key_nor_content(test) {
        let id = receive(test);
        let mut db = test.store.database().unwrap();
        db.change(|tx| Ok((intakes::settle(tx, id, moment(NOW))?, Vec::new()))).unwrap();
        assert_eq!(test.sql().bytes("SELECT wrapped_key AS b FROM intakes"), [Vec::<u8>::new()]);
        assert_eq!(test.sql().bytes("SELECT record AS b FROM intakes"), [Vec::<u8>::new()]);
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM intake_documents"), 0);
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM intake_documents"), 0);
    }

    fn an_acceptance_that_fails_leaves_the_intake_waiting(test) {
        let id = receive(test);
        let mut db = test.store.database().unwrap();
        let failed = db.change(|tx| {
            intakes::settle(tx, id, moment(NOW))?;
            Err::<((), Vec<_>), _>(StoreError::Stale)
        });
        assert!(failed.is_err());
        assert_eq!(intakes::open(&mut db, &job(JobName::AcceptIntake, "JP"), id).unwrap().incoming.files.len(), 2);
    }

    fn an_instance_without_the_offices_key_receives_and_cannot_open(test) {
        let config = StoreConfig { offices: vec![office("SG")], ..test.store.config().clone() };
        let elsewhere = saiyo::store::Store::open(config).unwrap();
        let mut db = elsewhere.database().unwrap();
        let id = intakes::receive(&mut db, &Caller::public(office("JP"), moment(NOW)), &incoming(test)).unwrap();
        let accept = job(JobName::AcceptIntake, "JP");
        assert!(matches!(intakes::open(&mut db, &accept, id), Err(StoreError::Unavailable)));
        let mut tokyo = test.store.database().unwrap();
        assert!(intakes::open(&mut tokyo, &accept, id).is_ok());
    }

    fn a_form_that_is_sent_twice_is_one_application_and_a_corrected_one_another(test) {
        let page = || Some(Token::parse(&"A".repeat(43)).unwrap());
        let by = Caller::public(office("JP"), moment(NOW));
        let mut db = test.store.database().unwrap();
        let sent = Incoming { page: page(), ..incoming(test) };
        let first = intakes::receive(&mut db, &by, &sent).unwrap();
        assert_eq!(intakes::receive(&mut db, &by, &sent).unwrap(), first);
        assert_eq!(test.store.blobs().list().unwrap().len(), 2, "its files are stored once");
        let mut corrected = Incoming { page: page(), ..incoming(test) };
        corrected.application.details.motivation.push_str(" Really.");
        assert_ne!(intakes::receive(&mut db, &by, &corrected).unwrap(), first);
        assert_ne!(intakes::receive(&mut db, &by, &incoming(test)).unwrap(), first, "another page");
        // Also after it was accepted.
        db.change(|tx| Ok((intakes::settle(tx, first, moment(NOW))?, Vec::new()))).unwrap();
        assert_eq!(intakes::receive(&mut db, &by, &sent).unwrap(), first);
    }

    fn two_at_once_from_one_page_are_one(test) {
        let by = Caller::public(office("JP"), moment(NOW));
        let ids = std::thread::scope(|scope| {
            let send = || {
                let sent = Incoming { page: Some(Token::parse(&"A".repeat(43)).unwrap()), ..incoming(test) };
                intakes::receive(&mut test.store.database().unwrap(), &by, &sent).unwrap()
            };
            [scope.spawn(send), scope.spawn(send)].map(|thread| thread.join().unwrap())
        });
        assert_eq!(ids[0], ids[1]);
    }

    fn another_office_does_not_open_it(test) {
        let id = receive(test);
        let mut db = test.store.database().unwrap();
        let opened = intakes::open(&mut db, &job(JobName::AcceptIntake, "SG"), id);
        assert!(matches!(opened, Err(StoreError::NotFound)));
    }

    fn one_that_fails_waits_longer_each_time_and_behind_the_others(test) {
        let (first, second) = (receive(test), receive(test));
        let accept = job(JobName::AcceptIntake, "JP");
        let mut db = test.store.database().unwrap();
        let order = |db: &mut saiyo::store::Database, seconds: i64| {
            let at = moment(NOW).plus_seconds(seconds);
            let waiting = intakes::waiting(db, &[office("JP")], at, 10).unwrap();
            waiting.into_iter().map(|(id, _)| id).collect::<Vec<_>>()
        };
        assert_eq!(order(&mut db, 0), [first, second]);
        intakes::failed(&mut db, &accept, first, IntakeFailure::Failed).unwrap();
        assert_eq!(order(&mut db, 59), [second]);
        assert_eq!(order(&mut db, 60), [second, first]);
        for _ in 0..20 {
            intakes::failed(&mut db, &accept, first, IntakeFailure::Failed).unwrap();
        }
        assert_eq!(order(&mut db, 29 * 60), [second], "what may pass is never set aside");
        assert_eq!(order(&mut db, 30 * 60), [second, first]);
    }

    fn what_would_fail_for_ever_is_set_aside_after_three_tries_until_somebody_asks(test) {
        let id = receive(test);
        let accept = job(JobName::AcceptIntake, "JP");
        let later = moment(NOW).plus_seconds(86_400);
        let mut db = test.store.database().unwrap();
        for _ in 0..3 {
            assert!(intakes::is_waiting(&mut db, id).unwrap());
            intakes::failed(&mut db, &accept, id, IntakeFailure::Unopened).unwrap();
        }
        assert!(intakes::waiting(&mut db, &[office("JP")], later, 10).unwrap().is_empty());
        assert!(matches!(
            intakes::failed(&mut db, &accept, id, IntakeFailure::Unopened),
            Err(StoreError::NotFound)
        ));
        let unfiled = db.read(intakes::unfiled).unwrap();
        assert_eq!((unfiled[0].id, unfiled[0].failure, unfiled[0].next_try_at), (id, IntakeFailure::Unopened, None));
        assert_eq!(last_entry(test).subject, format!("intake:{id} unopened"));
        let administrator = caller(&test.cast.administrator);
        db.change(|tx| Ok(((), vec![intakes::try_again(tx, &administrator, id)?]))).unwrap();
        assert_eq!(intakes::waiting(&mut db, &[office("JP")], moment(NOW), 10).unwrap().len(), 1);
        db.change(|tx| Ok((intakes::settle(tx, id, moment(NOW))?, Vec::new()))).unwrap();
        assert!(db.read(intakes::unfiled).unwrap().is_empty());
        let filed = db.change(|tx| Ok(((), vec![intakes::try_again(tx, &administrator, id)?])));
        assert!(matches!(filed, Err(StoreError::NotFound)));
    }

    fn a_damaged_intake_is_journalled_as_unopened(test) {
        let (one, two) = (receive(test), receive(test));
        let ids = [one, two].map(|id| test.sql().id(id.uuid()));
        for column in ["record", "wrapped_key"] {
            let swap = format!(
                "UPDATE intakes SET {column} = (SELECT {column} FROM intakes WHERE id = {}) WHERE id = {}",
                ids[0], ids[1],
            );
            test.sql().run(&swap).unwrap();
            let mut db = test.store.database().unwrap();
            let opened = intakes::open(&mut db, &job(JobName::AcceptIntake, "JP"), two);
            assert!(matches!(opened, Err(StoreError::Unopened(_))), "{opened:?}");
            let entry = last_entry(test);
            assert_eq!(entry.outcome, "unopened");
            assert!(entry.subject.starts_with("intake"), "{}", entry.subject);
        }
    }

    fn nothing_of_it_stands_in_plain_text(test) {
        receive(test);
        let mut rows = test.sql().bytes("SELECT record AS b FROM intakes");
        rows.extend(test.sql().bytes("SELECT name AS b FROM intake_documents"));
        for (id, part) in test.store.blobs().list().unwrap() {
            rows.push(test.store.blobs().get(id, &part).unwrap());
        }
        assert_eq!(rows.len(), 5);
        for row in rows {
            let text = String::from_utf8_lossy(&row).into_owned();
            assert!(["Tanaka", "履歴書", "PDF", "Because"].iter().all(|word| !text.contains(word)));
        }
    }
}
