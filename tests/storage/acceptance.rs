//! Filing what public forms brought: whoever an address belongs to, and whatever is missing.

use saiyo::directory::ListFilter;
use saiyo::domain::application::{Source, Stage};
use saiyo::domain::category::{ApplicationHistory, CategoryId, Profile};
use saiyo::domain::id::{CandidateId, IntakeId, StaffId};
use saiyo::domain::intake::IntakeFailure;
use saiyo::domain::locale::Locale;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{Caller, Staff};
use saiyo::domain::time::{Day, Ts};
use saiyo::store::gate::{self, Ask};
use saiyo::store::intakes::{self, Incoming, IncomingFile};
use saiyo::store::proposals::{self, ProposedApplication};
use saiyo::store::{Database, StoreError, addresses, applications, candidates, journal, notices, staff};
use saiyo::workflows::WorkflowError;
use saiyo::workflows::accept_intake::{Accepted, accept_waiting};
use saiyo::workflows::add_candidate::{self, NewCandidate};
use saiyo::workflows::{change_candidate, list_candidates, set_up, show_candidate};

use super::directories::directories;
use super::grants::own_grant;
use super::refusals::last_entry;
use crate::support::cast::{caller, caller_at, day, moment, office};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TODAY, TestStore, on_both_databases, people};

/// A day on which a refusal of [`TODAY`] is long past its time in Japan.
const MUCH_LATER: &str = "2028-11-24T03:00:00Z";

pub(super) fn receive(test: &TestStore, family: &str, at: &str) -> IntakeId {
    let incoming = Incoming {
        vacancy: test.cast.vacancies[0],
        notice: test.cast.notice,
        locale: Locale::Ja,
        application: ProposedApplication {
            profile: people::profile(family, "Akari", "JP"),
            details: people::details(),
        },
        page: None,
        files: vec![IncomingFile { name: "cv.pdf".to_owned(), content: b"%PDF-1.7 one".to_vec() }],
    };
    let mut db = test.store.database().unwrap();
    intakes::receive(&mut db, &Caller::public(office("JP"), moment(at)), &incoming).unwrap()
}

pub(super) fn accept(test: &TestStore, at: Ts) -> Accepted {
    accept_waiting(&mut test.store.database().unwrap(), || at).unwrap()
}

pub(super) fn counts(admitted: usize, proposed: usize, failed: usize) -> Accepted {
    Accepted { admitted, proposed, failed }
}

/// Refuses somebody's application, so that the time to keep them begins to run.
fn refuse(test: &TestStore, known: &Admitted) {
    let rin = caller(&test.cast.rin);
    let mut db = test.store.database().unwrap();
    let ask = Ask::change(&rin, Purpose::Recruitment);
    let permit = gate::open::<ApplicationHistory>(&mut db, &ask, known.holding.id).unwrap();
    db.change(|tx| {
        let today: Day = day(TODAY);
        Ok(((), vec![applications::move_to(tx, &permit, known.application, Stage::Refused, 1, rin.at, today)?]))
    })
    .unwrap();
}

pub(super) fn holdings(test: &TestStore) -> i64 {
    test.sql().number("SELECT count(*) AS n FROM holdings")
}

/// Adds somebody of this family name as staff at a time.
fn add(test: &TestStore, db: &mut Database, family: &str, at: &str) -> Result<(), WorkflowError> {
    add_by(test, db, &caller_at(&test.cast.rin, moment(at)), family)
}

/// The same in the name of somebody of Tokyo.
pub(super) fn add_by(test: &TestStore, db: &mut Database, by: &Caller, family: &str) -> Result<(), WorkflowError> {
    let notice = db.read(|db| notices::read(db, test.cast.notice))?;
    let new = NewCandidate {
        profile: &people::profile(family, "Akari", "JP"),
        vacancy: test.cast.vacancies[0],
        source: Source::Agent,
        notice: (&notice, Locale::Ja),
    };
    add_candidate::add(db, by, &new).map(drop)
}

pub(super) fn is_taken(result: &Result<(), WorkflowError>) -> bool {
    matches!(result, Err(WorkflowError::Store(StoreError::Taken("email"))))
}

/// Makes an account of a recruiter with an address, and reads it back.
pub(super) fn hire(test: &TestStore, family: &str) -> Staff {
    let email = people::profile(family, "Akari", "JP").email;
    let person = Staff { id: StaffId::new(), email, ..test.cast.rin.clone() };
    let mut db = test.store.database().unwrap();
    set_up::add_staff(&mut db, &caller(&test.cast.administrator), &person, &"a rather long sentence".into()).unwrap();
    staff_now(test, person.id)
}

fn staff_now(test: &TestStore, id: StaffId) -> Staff {
    test.store.database().unwrap().read(|db| staff::read(db, id)).unwrap()
}

/// The people in the list of somebody of staff, and whether they may open a record.
fn sees(test: &TestStore, person: &Staff, candidate: CandidateId) -> (usize, bool) {
    let filter = ListFilter { size: 10, ..ListFilter::default() };
    let list = list_candidates::list(&test.store, &directories(test), &caller(person), &filter).unwrap();
    let mut db = test.store.database().unwrap();
    (list.page.people.len(), show_candidate::show(&mut db, &caller(person), candidate).is_ok())
}

on_both_databases! {
    fn whoever_becomes_staff_never_sees_the_own_record(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        test.admit(&rin, "Mori", "Sora");
        let (akari, other) = (hire(test, "Tanaka"), hire(test, "Yamada"));
        assert_eq!((akari.own_candidate, other.own_candidate), (Some(known.holding.candidate), None));
        assert_eq!(sees(test, &akari, known.holding.candidate), (1, false));
        assert_eq!(sees(test, &other, known.holding.candidate), (2, true));
    }

    fn staff_who_apply_or_are_entered_never_see_the_own_record(test) {
        let (applies, entered, renamed) = (hire(test, "Tanaka"), hire(test, "Abe"), hire(test, "Ito"));
        receive(test, "Tanaka", NOW);
        assert_eq!(accept(test, moment(NOW)), counts(1, 0, 0));
        let mut db = test.store.database().unwrap();
        add(test, &mut db, "Abe", NOW).unwrap();
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Mori", "Sora");
        let profile = people::profile("Ito", "Akari", "JP");
        let (permit, _) = change_candidate::open_profile(&mut db, &rin, known.holding.candidate).unwrap();
        change_candidate::edit_profile(&mut db, &permit, &profile, 1).unwrap();
        drop(db);
        for person in [applies, entered, renamed] {
            let now = staff_now(test, person.id);
            assert_eq!(sees(test, &now, now.own_candidate.unwrap()), (2, false));
            assert_eq!(sees(test, &test.cast.rin, now.own_candidate.unwrap()), (3, true));
        }
        assert_eq!(staff_now(test, test.cast.wei.id).own_candidate, None);
    }

    fn a_known_address_becomes_a_proposal_and_changes_nothing(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        receive(test, "Tanaka", NOW);
        assert_eq!(accept(test, moment(NOW)), counts(0, 1, 0));
        let mut db = test.store.database().unwrap();
        let ask = Ask::read(&rin, Purpose::Recruitment);
        let permit = gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap();
        assert_eq!(candidates::read(&mut db, &permit).unwrap().record, known.profile);
        assert_eq!(proposals::list(&mut db, &permit).unwrap().len(), 1);
        assert_eq!(holdings(test), 1);
    }

    fn an_address_whose_record_is_past_its_time_is_a_new_person_once(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        refuse(test, &known);
        receive(test, "Tanaka", MUCH_LATER);
        assert_eq!(accept(test, moment(MUCH_LATER)), counts(1, 0, 0));
        assert_eq!(holdings(test), 2);
        // From now on the new record is the one of this address, in every way in.
        receive(test, "Tanaka", MUCH_LATER);
        assert_eq!(accept(test, moment(MUCH_LATER)), counts(0, 1, 0));
        let mut db = test.store.database().unwrap();
        assert!(is_taken(&add(test, &mut db, "Tanaka", MUCH_LATER)));
        assert_eq!(holdings(test), 2);
        let rin = caller_at(&test.cast.rin, moment(MUCH_LATER));
        let digest = addresses::digest(&db, &rin.office, &known.profile.email).unwrap();
        let newest = db.read(|db| addresses::find(db, &rin.office, &digest)).unwrap()[0];
        assert_ne!(newest, known.holding.id);
        let mut record = known.profile.clone();
        record.address = "別の住所".to_owned();
        let permit = gate::open::<Profile>(&mut db, &Ask::change(&rin, Purpose::Recruitment), newest).unwrap();
        change_candidate::edit_profile(&mut db, &permit, &record, 1).expect("its own address is not taken");
    }

    fn an_address_whose_record_has_lost_its_key_is_a_new_person(test) {
        for (family, damaged) in [("Tanaka", false), ("Sato", true)] {
            let known = test.admit(&caller(&test.cast.rin), family, "Akari");
            let (before, grant) = (holdings(test), own_grant(test, &known.holding, CategoryId::Profile));
            let mut keyring = test.keyring_sql();
            let (id, nothing) = (keyring.id(grant.uuid()), keyring.blob(&[1; 90]));
            keyring
                .run(&match damaged {
                    true => format!("UPDATE wrapped_keys SET wrapped = {nothing} WHERE grant_id = {id}"),
                    false => format!("DELETE FROM wrapped_keys WHERE grant_id = {id}"),
                })
                .unwrap();
            receive(test, family, NOW);
            assert_eq!(accept(test, moment(NOW)), counts(1, 0, 0), "damaged: {damaged}");
            assert_eq!(holdings(test), before + 1);
        }
    }

    fn who_was_refused_and_applies_again_is_open_until_answered(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        refuse(test, &known);
        let mut db = test.store.database().unwrap();
        let rin = caller(&test.cast.rin);
        let before = gate::open::<Profile>(&mut db, &Ask::change(&rin, Purpose::Recruitment), known.holding.id).unwrap();
        receive(test, "Tanaka", NOW);
        assert_eq!(accept(test, moment(NOW)), counts(0, 1, 0));
        let late = db.change(|tx| Ok(((), vec![candidates::change(tx, &before, &known.profile, 1)?])));
        assert!(matches!(late, Err(StoreError::Stale)), "the facts have changed: {late:?}");
        let much_later = caller_at(&test.cast.rin, moment(MUCH_LATER));
        let ask = Ask::read(&much_later, Purpose::Recruitment);
        assert!(gate::open::<Profile>(&mut db, &ask, known.holding.id).is_ok(), "it waits to be read");
        test.sql().run("UPDATE proposals SET state = 'declined'").unwrap();
        let over = gate::open::<Profile>(&mut db, &ask, known.holding.id);
        assert!(matches!(over, Err(StoreError::Refused(refusal)) if refusal.rule == "GATE-RETENTION"));
    }

    fn one_whose_filing_never_came_to_an_end_is_set_aside_in_the_end(test) {
        let killer = receive(test, "Tanaka", NOW);
        let mut db = test.store.database().unwrap();
        let by = Caller::job(saiyo::domain::staff::JobName::AcceptIntake, office("JP"), moment(NOW));
        let later = moment(NOW).plus_seconds(3_600);
        for _ in 0..3 {
            assert!(intakes::begin(&mut db, &by, killer).unwrap(), "and the process dies");
        }
        let other = receive(test, "Sato", NOW);
        let order = intakes::waiting(&mut db, &[office("JP")], later, 9).unwrap();
        assert_eq!(order.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [other, killer], "it is not the first again");
        assert_eq!(accept(test, later), counts(1, 0, 1));
        let unfiled = db.read(intakes::unfiled).unwrap();
        assert_eq!((unfiled[0].id, unfiled[0].tries, unfiled[0].next_try_at), (killer, 3, None));
        assert_eq!(accept(test, moment(MUCH_LATER)), counts(0, 0, 0));
    }

    fn staff_add_somebody_anew_once_the_old_record_is_past_its_time(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        assert!(is_taken(&add(test, &mut db, "Tanaka", NOW)));
        refuse(test, &known);
        add(test, &mut db, "Tanaka", MUCH_LATER).unwrap();
        assert_eq!(holdings(test), 2);
    }

    fn whoever_learns_that_an_address_is_taken_is_on_record(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        assert!(is_taken(&add(test, &mut db, "Tanaka", NOW)));
        let entry = last_entry(test);
        assert_eq!((entry.actor, entry.shown), (format!("staff:{}", test.cast.rin.id), 1));
        let last = journal::head(&mut test.sql()).unwrap().seq;
        let shown = journal::shown_between(&mut test.sql(), last - 1, last).unwrap();
        assert_eq!(shown, [(last, known.holding.candidate)]);
    }

    fn two_at_once_with_one_address_make_one_person(test) {
        for _ in 0..6 {
            receive(test, "Sato", NOW);
        }
        let other = test.reopen();
        let total = std::thread::scope(|scope| {
            let running = [&test.store, &other].map(|store| {
                scope.spawn(|| accept_waiting(&mut store.database().unwrap(), || moment(NOW)).unwrap())
            });
            running.map(|thread| thread.join().unwrap())
        });
        let again = accept(test, moment(NOW).plus_seconds(60));
        let sum = |part: fn(&Accepted) -> usize| total.iter().chain([&again]).map(part).sum::<usize>();
        assert_eq!((sum(|a| a.admitted), sum(|a| a.proposed)), (1, 5), "{total:?} {again:?}");
        // What the loser of the race began is without content, and the sweep takes it away.
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM profiles"), 1);
    }

    fn one_that_cannot_be_filed_is_set_aside_and_holds_up_nobody(test) {
        let lost = receive(test, "Tanaka", NOW);
        for (id, part) in test.store.blobs().list().unwrap() {
            test.store.blobs().remove(id, &part).unwrap();
        }
        receive(test, "Sato", NOW);
        assert_eq!(accept(test, moment(NOW)), counts(1, 0, 1));
        assert_eq!(accept(test, moment(NOW)), counts(0, 0, 0), "it waits");
        for (tries, minutes) in [(2, 1), (3, 10)] {
            assert_eq!(accept(test, moment(NOW).plus_seconds(minutes * 60)), counts(0, 0, 1), "try {tries}");
        }
        let mut db = test.store.database().unwrap();
        let unfiled = db.read(intakes::unfiled).unwrap();
        assert_eq!((unfiled.len(), unfiled[0].id, unfiled[0].failure), (1, lost, IntakeFailure::Missing));
        assert_eq!(unfiled[0].next_try_at, None);
        assert_eq!(accept(test, moment(MUCH_LATER)), counts(0, 0, 0));
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM intake_documents"), 1, "nothing of it is thrown away");
    }
}
