//! Whoever wrote without applying has a record; an application comes into it, whoever brings it.

use saiyo::domain::application::Source;
use saiyo::domain::category::{ApplicationHistory, Profile};
use saiyo::domain::profile_field::ProfileField;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::store::applications::ShownApplication;
use saiyo::store::gate::{self, Ask};
use saiyo::store::{StoreError, applications, candidates, documents, proposals};
use saiyo::workflows::WorkflowError;
use saiyo::workflows::decide_proposal::{self, Choices};

use super::acceptance::{accept, add_by, counts, hire, holdings, is_taken, receive};
use super::refusals::refused;
use super::tags::suspend;
use crate::support::cast::{caller, moment};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases, people};

fn applied(test: &TestStore, by: &Caller, known: &Admitted) -> Vec<ShownApplication> {
    let mut db = test.store.database().unwrap();
    let ask = Ask::read(by, Purpose::Recruitment);
    let permit = gate::open::<ApplicationHistory>(&mut db, &ask, known.holding.id).unwrap();
    applications::list(&mut db, &permit).unwrap()
}

fn count(test: &TestStore, table: &str) -> i64 {
    test.sql().number(&format!("SELECT count(*) AS n FROM {table}"))
}

on_both_databases! {
    fn whom_a_recruiter_adds_who_wrote_before_keeps_the_record_that_they_have(test) {
        let (known, rin) = (test.correspondent("JP", "Tanaka", "Akari"), caller(&test.cast.rin));
        let events = Ask::read(&rin, Purpose::Events);
        assert_eq!(refused::<Profile>(test, &events, &known.holding).rule, "GATE-PURPOSE");
        let mut db = test.store.database().unwrap();
        add_by(test, &mut db, &rin, "Tanaka").unwrap();
        assert_eq!((holdings(test), count(test, "applications"), count(test, "profile_versions")), (1, 1, 1));
        // With the application the notice that they were given counts, for all that it names.
        let permit = gate::open::<Profile>(&mut db, &events, known.holding.id).unwrap();
        assert_eq!(candidates::read(&mut db, &permit).unwrap().record, people::profile("Tanaka", "Akari", "JP"));
        assert_eq!(test.sql().words("SELECT residence AS t FROM holdings"), ["JP"]);
        let application = applied(test, &rin, &known).remove(0).application;
        assert_eq!((application.source, application.notice), (Source::Agent, Some(test.cast.notice)));
        assert!(is_taken(&add_by(test, &mut db, &rin, "Tanaka")), "now they have applied");
        assert_eq!(count(test, "applications"), 1);
    }

    fn nothing_is_added_to_a_record_under_a_stop_of_use(test) {
        let (known, rin) = (test.correspondent("JP", "Tanaka", "Akari"), caller(&test.cast.rin));
        suspend(test, &known);
        let added = add_by(test, &mut test.store.database().unwrap(), &rin, "Tanaka");
        let rule = match added {
            Err(WorkflowError::Store(StoreError::Refused(refusal))) => refusal.rule,
            other => panic!("was not refused: {other:?}"),
        };
        assert_eq!(rule, "GATE-SUSPENDED");
        assert_eq!((holdings(test), count(test, "applications"), count(test, "profile_versions")), (1, 0, 0));
    }

    fn nobody_of_staff_adds_to_the_own_record(test) {
        test.correspondent("JP", "Tanaka", "Akari");
        let akari = hire(test, "Tanaka");
        assert!(akari.own_candidate.is_some());
        let added = add_by(test, &mut test.store.database().unwrap(), &caller(&akari), "Tanaka");
        assert!(is_taken(&added), "{added:?}");
        assert_eq!((holdings(test), count(test, "applications")), (1, 0));
    }

    fn what_a_correspondent_sends_with_the_public_form_is_taken_like_anybodys(test) {
        let rin = caller(&test.cast.rin);
        for (family, takes) in [("Tanaka", true), ("Sato", false)] {
            let known = test.correspondent("JP", family, "Akari");
            receive(test, family, NOW);
            assert_eq!(accept(test, moment(NOW)), counts(0, 1, 0));
            let mut db = test.store.database().unwrap();
            let ask = Ask::change(&rin, Purpose::Recruitment);
            let permit = gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap();
            let proposal = proposals::list(&mut db, &permit).unwrap().remove(0).id;
            let files = documents::list(&mut db, &permit).unwrap();
            let choices = Choices {
                fields: ProfileField::ALL.to_vec(),
                application: true,
                files: files.iter().map(|file| file.document.id).collect(),
                reason: String::new(),
            };
            let choices = if takes { choices } else { Choices::default() };
            let which = (known.holding.candidate, proposal);
            decide_proposal::decide(&mut db, &rin, which, 1, &choices).unwrap();
            let ask = Ask::read(&rin, Purpose::Recruitment);
            let permit = gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap();
            let (record, kept) = (candidates::read(&mut db, &permit).unwrap().record, documents::list(&mut db, &permit));
            let expected = if takes { people::profile(family, "Akari", "JP") } else { known.profile.clone() };
            assert_eq!((record, kept.unwrap().len()), (expected, usize::from(takes)));
            let events = gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::Events), known.holding.id);
            assert_eq!(events.is_ok(), takes, "the notice that the form showed counts with the application");
            if takes {
                let details = applied(test, &rin, &known).remove(0).details;
                assert_eq!(details.value(), Some(&people::details()));
            }
        }
        assert_eq!((holdings(test), count(test, "applications")), (2, 1));
        assert_eq!(test.sql().words("SELECT state AS t FROM proposals ORDER BY id"), ["taken", "left"]);
    }
}
