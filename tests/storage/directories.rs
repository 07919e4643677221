//! The directory of an office follows the law, the grants and the calendar, and stands in nobody's way.

use std::path::PathBuf;

use saiyo::directory::query::Query;
use saiyo::directory::{Directory, ListFilter, Mark, Person, Scope};
use saiyo::domain::category::{ApplicationHistory, CategoryId, Profile};
use saiyo::domain::id::ProposalId;
use saiyo::domain::locale::Locale;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::time::Ts;
use saiyo::store::gate::{self, Ask};
use saiyo::store::proposals::ProposedApplication;
use saiyo::store::safeguards::{self, OfficeSafeguard};
use saiyo::store::transfers::{self, Transfer};
use saiyo::store::{Store, StoreConfig, StoreError, applications, consents, facts, notes, proposals};
use saiyo::workflows::follow_journal::Directories;
use saiyo::workflows::list_candidates;

use super::borders::{allow_singapore, grant_until, to, tokyos};
use crate::support::cast::{caller, day, moment, office};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases, people};

fn folder(test: &TestStore) -> PathBuf {
    test.folder().join("directory")
}

pub fn directories(test: &TestStore) -> Directories {
    Directories::in_folder(folder(test))
}

/// Whom an office lists at a moment.
fn listed(test: &TestStore, directories: &Directories, code: &str, at: Ts) -> Vec<Person> {
    let today = test.store.database().unwrap().read(|db| facts::office(db, &office(code))).unwrap().today(at);
    let scope =
        Scope { today, assigned_to: None, except: None, categories: CategoryId::ALL.to_vec(), to_find_alone: false };
    let filter = ListFilter { size: 100, ..ListFilter::default() };
    directories.read(&test.store, &office(code), at, |directory| directory.list(&scope, &filter)).unwrap().people
}

fn count(test: &TestStore, directories: &Directories, code: &str, at: &str) -> usize {
    listed(test, directories, code, moment(at)).len()
}

/// Makes a proposal for somebody, as a form does.
fn propose(test: &TestStore, known: &Admitted, at: Ts) {
    let mut db = test.store.database().unwrap();
    let rin = caller(&test.cast.rin);
    let permit = gate::open::<Profile>(&mut db, &Ask::change(&rin, Purpose::Recruitment), known.holding.id).unwrap();
    let proposed = ProposedApplication { profile: known.profile.clone(), details: people::details() };
    let (vacancy, notice) = (test.cast.vacancies[0], (test.cast.notice, Locale::Ja));
    db.change(|tx| Ok(((), vec![proposals::create(tx, &permit, ProposalId::new(), vacancy, notice, &proposed, at)?])))
        .unwrap();
}

on_both_databases! {
    fn a_row_for_another_office_goes_with_the_end_of_its_transfer(test) {
        let known = tokyos(test);
        allow_singapore(test);
        grant_until(test, &known.holding, Transfer { until: Some(day("2026-12-31")), ..to("SG") });
        let directories = directories(test);
        let row = listed(test, &directories, "SG", moment(NOW)).remove(0);
        assert_eq!((row.usable_until, row.latest.is_some()), (Some(day("2026-12-31")), true));
        assert_eq!(count(test, &directories, "SG", "2026-12-31T03:00:00Z"), 1);
        assert_eq!(count(test, &directories, "SG", "2027-01-01T03:00:00Z"), 0);
        assert_eq!(count(test, &directories, "JP", "2027-01-01T03:00:00Z"), 1);
    }

    fn the_row_of_a_transfer_that_is_over_is_hidden_by_its_date_alone(test) {
        let known = tokyos(test);
        allow_singapore(test);
        grant_until(test, &known.holding, Transfer { until: Some(day("2026-12-31")), ..to("SG") });
        let directory = directories(test).read(&test.store, &office("SG"), moment(NOW), |it| Ok(it.clone())).unwrap();
        for (today, there) in [("2026-12-31", 1), ("2027-01-01", 0)] {
            let scope = Scope { today: day(today), assigned_to: None, except: None, categories: CategoryId::ALL.to_vec(), to_find_alone: false };
            let page = directory.list(&scope, &ListFilter { size: 9, ..ListFilter::default() }).unwrap();
            assert_eq!(page.people.len(), there, "{today}");
            // In counts as well, also if nobody has looked at it again on that day.
            let fact = saiyo::directory::facts::office(&office("JP"));
            let everybody = ListFilter { query: Some(Query::Fact(fact)), ..ListFilter::default() };
            let counted = directory.count_of(&scope, &everybody, 9).unwrap().value;
            assert_eq!(usize::try_from(counted), Ok(there), "{today}");
        }
    }

    fn the_stage_goes_with_the_transfer_of_the_applications_and_the_person_stays(test) {
        let known = tokyos(test);
        allow_singapore(test);
        let officer = caller(&test.cast.officer);
        let mut db = test.store.database().unwrap();
        let profile = transfers::open::<Profile>(&mut db, &officer, known.holding.id, to("SG")).unwrap();
        transfers::make(&mut db, &profile).unwrap();
        let until = Transfer { until: Some(day("2026-12-31")), ..to("SG") };
        let history = transfers::open(&mut db, &officer, known.holding.id, until).unwrap();
        transfers::make::<saiyo::domain::category::ApplicationHistory>(&mut db, &history).unwrap();
        let directories = directories(test);
        assert!(listed(test, &directories, "SG", moment("2026-12-31T03:00:00Z"))[0].latest.is_some());
        assert!(listed(test, &directories, "SG", moment("2027-01-01T03:00:00Z"))[0].latest.is_none());
    }

    fn a_transfer_for_another_purpose_lists_nobody(test) {
        let known = tokyos(test);
        allow_singapore(test);
        grant_until(test, &known.holding, Transfer { purpose: Purpose::Events, ..to("SG") });
        assert_eq!(count(test, &directories(test), "SG", NOW), 0);
    }

    fn a_consent_that_starts_later_lists_the_person_from_its_day_on(test) {
        let known = tokyos(test);
        allow_singapore(test);
        grant_until(test, &known.holding, to("SG"));
        test.sql().run("DELETE FROM safeguards; DELETE FROM joint_use_notices").unwrap();
        let directories = directories(test);
        assert_eq!(count(test, &directories, "SG", NOW), 0);
        let consent = saiyo::domain::consent::Consent { from: day("2026-12-10"), ..people::foreign_consent("SG") };
        let mut db = test.store.database().unwrap();
        let rin = caller(&test.cast.rin);
        db.change(|tx| Ok(((), vec![consents::add(tx, &rin, known.holding.id, &consent)?]))).unwrap();
        assert_eq!(count(test, &directories, "SG", "2026-12-09T03:00:00Z"), 0);
        assert_eq!(count(test, &directories, "SG", "2026-12-10T03:00:00Z"), 1);
    }

    fn a_new_safeguard_lists_who_was_given_before(test) {
        let known = tokyos(test);
        allow_singapore(test);
        grant_until(test, &known.holding, to("SG"));
        test.sql().run("DELETE FROM safeguards").unwrap();
        let directories = directories(test);
        assert_eq!(count(test, &directories, "SG", NOW), 0);
        let safeguard = OfficeSafeguard {
            origin: office("JP"),
            destination: office("SG"),
            kind: Some(saiyo::law::words::Safeguard::IntraGroupAgreement),
            until: None,
            annual_check_on: Some(day("2026-06-01")),
            onward_permitted: false,
        };
        let officer = caller(&test.cast.officer);
        let mut db = test.store.database().unwrap();
        db.change(|tx| Ok(((), vec![safeguards::add_safeguard(tx, &officer, &safeguard)?]))).unwrap();
        assert_eq!(count(test, &directories, "SG", NOW), 1);
        assert_eq!(count(test, &directories, "SG", "2027-06-02T03:00:00Z"), 0);
    }

    fn one_holding_that_cannot_be_read_keeps_no_other_out(test) {
        let (broken, _) = (tokyos(test), tokyos(test));
        let last = tokyos(test);
        let mut sql = test.sql();
        let id = sql.id(broken.holding.id.uuid());
        sql.run(&format!("UPDATE holdings SET residence = 'nowhere' WHERE id = {id}")).unwrap();
        let directories = directories(test);
        let found = listed(test, &directories, "JP", moment(NOW));
        assert_eq!(found.len(), 2);
        assert!(found.iter().any(|person| person.holding == last.holding));
        // Put right, it is in again a day later.
        sql.run(&format!("UPDATE holdings SET residence = 'JP' WHERE id = {id}")).unwrap();
        assert_eq!(count(test, &directories, "JP", "2026-11-25T03:00:00Z"), 3);
    }

    fn a_filling_that_was_cut_off_goes_on(test) {
        for _ in 0..3 {
            tokyos(test);
        }
        let directories = directories(test);
        assert_eq!(count(test, &directories, "JP", NOW), 3);
        let directory = directories.read(&test.store, &office("JP"), moment(NOW), |it| Ok(it.clone())).unwrap();
        let position = directory.position().unwrap();
        directory.clear().unwrap();
        let mut db = test.store.database().unwrap();
        let given = db.read(|db| saiyo::store::grants::given_after(db, &office("JP"), false, None, 1)).unwrap();
        let reached = saiyo::directory::Reached::Filled { start: position.seq, to: given[0] };
        directory.apply(&[], reached).unwrap();
        assert!(!directory.position().unwrap().filled);
        assert_eq!(count(test, &directories, "JP", NOW), 2, "the first was passed before the cut");
        assert!(directory.position().unwrap().filled);
    }

    fn a_directory_that_followed_another_journal_is_filled_anew(test) {
        let known = tokyos(test);
        let directories = directories(test);
        assert_eq!(count(test, &directories, "JP", NOW), 1);
        let directory = directories.read(&test.store, &office("JP"), moment(NOW), |it| Ok(it.clone())).unwrap();
        let (seq, gone) = (directory.position().unwrap().seq, known.holding.id);
        let mark = directory.standing(day("2026-11-24")).unwrap().mark.unwrap();
        let other_journal = Mark { hash: vec![7; 32], ..mark.clone() };
        let other_rules = Mark { rules: vec![7; 32], ..mark.clone() };
        for (seq, mark) in [(seq + 100, mark), (seq, other_journal), (seq, other_rules)] {
            let nobody = saiyo::directory::Update { holding: gone, person: None, again: None };
            let reached = Mark { seq, ..mark.clone() };
            directory.apply(&[nobody], saiyo::directory::Reached::Change(&reached)).unwrap();
            directory.set_mark(&mark).unwrap();
            assert_eq!(count(test, &directories, "JP", NOW), 1);
            assert_eq!(directory.position().unwrap().seq, test.store.database().unwrap().last_change().unwrap());
        }
    }

    fn the_day_counts_every_proposal_for_a_recruiter_and_tells_a_hiring_manager_of_none(test) {
        let own = tokyos(test);
        let haru = &test.cast.manager;
        test.assign(&caller(&test.cast.rin), &own, haru.id);
        propose(test, &own, moment(NOW));
        for second in 1..=20 {
            propose(test, &tokyos(test), moment(NOW).plus_seconds(second));
        }
        let directories = directories(test);
        let today = list_candidates::today(&test.store, &directories, &caller(haru)).unwrap();
        assert_eq!((today.proposals.len(), today.proposed, today.new_today), (0, None, 1));
        let all = list_candidates::today(&test.store, &directories, &caller(&test.cast.rin)).unwrap();
        assert_eq!((all.proposals.len(), all.proposed), (20, Some(21)));
    }

    fn an_assignment_reaches_the_directory_at_once_and_so_does_its_end(test) {
        let known = tokyos(test);
        let (rin, haru) = (caller(&test.cast.rin), &test.cast.manager);
        let directories = directories(test);
        let seen = || {
            let today = list_candidates::today(&test.store, &directories, &caller(haru)).unwrap();
            today.list.page.people.len()
        };
        assert_eq!(seen(), 0);
        test.assign(&rin, &known, haru.id);
        test.assign(&rin, &known, haru.id);
        assert_eq!(seen(), 1, "assigning twice is once");
        let mut db = test.store.database().unwrap();
        let ask = Ask::change(&rin, Purpose::Recruitment);
        let permit = gate::open::<ApplicationHistory>(&mut db, &ask, known.holding.id).unwrap();
        let other = tokyos(test);
        for (application, staff) in [(known.application, test.cast.wei.id), (other.application, haru.id)] {
            let refused = db.change(|tx| Ok(((), vec![applications::assign(tx, &permit, application, staff)?])));
            assert!(matches!(refused, Err(StoreError::NotFound)), "no manager, or another's application");
        }
        db.change(|tx| Ok(((), vec![applications::unassign(tx, &permit, known.application, haru.id)?]))).unwrap();
        drop(db);
        assert_eq!(seen(), 0);
    }
}

#[test]
fn an_older_copy_of_the_database_leaves_no_directory_frozen() {
    let test = TestStore::on_sqlite();
    tokyos(&test);
    let older = test.folder().join("older.db");
    super::attacks::copy(&test, &older);
    tokyos(&test);
    let directories = directories(&test);
    assert_eq!(count(&test, &directories, "JP", NOW), 2);
    let database = saiyo::store::database::Target::Sqlite(older.display().to_string());
    let restored = Store::open(StoreConfig { database, ..test.store.config().clone() }).unwrap();
    assert_eq!(directories.read(&restored, &office("JP"), moment(NOW), Directory::count).unwrap(), 1);
}

#[test]
fn a_directory_that_does_not_open_is_filled_anew() {
    let test = TestStore::on_sqlite();
    tokyos(&test);
    assert_eq!(count(&test, &directories(&test), "JP", NOW), 1);
    let file = folder(&test).join("JP.db");
    std::fs::write(&file, vec![7; 65_536]).unwrap();
    assert_eq!(count(&test, &directories(&test), "JP", NOW), 1, "it was damaged");
    for end in ["db", "db-wal", "db-shm"] {
        std::fs::remove_file(file.with_extension(end)).ok();
    }
    drop(Directory::open(&file, &[7; 32], 1).unwrap());
    assert_eq!(count(&test, &directories(&test), "JP", NOW), 1, "it belonged to another key");
}

#[test]
fn a_broken_directory_keeps_no_other_office_from_following() {
    let test = TestStore::on_sqlite();
    let directories = directories(&test);
    let known = tokyos(&test);
    std::fs::create_dir_all(folder(&test).join("HK.db")).unwrap();
    directories.fill_all(&test.store, || moment(NOW), |_| ());
    let mut db = test.store.database().unwrap();
    let rin = caller(&test.cast.rin);
    let other = gate::open(&mut db, &Ask::create(&rin, Purpose::Recruitment), known.holding.id).unwrap();
    db.change(|tx| Ok(((), vec![notes::create(tx, &other, "Done.", None, rin.at)?]))).unwrap();
    drop(db);
    directories.follow_all(&test.store, moment(NOW));
    let (_, behind) = directories.as_it_is(&test.store, &office("JP"), moment(NOW)).unwrap();
    assert_eq!(behind, 0);
    let asked = directories.read(&test.store, &office("HK"), moment(NOW), Directory::count);
    assert!(asked.is_err(), "what has not caught up answers nobody");
    std::fs::remove_dir(folder(&test).join("HK.db")).unwrap();
    assert_eq!(directories.read(&test.store, &office("HK"), moment(NOW), Directory::count).unwrap(), 0);
}

#[test]
fn readers_who_wait_for_a_directory_leave_the_connections_to_others() {
    let test = TestStore::on_sqlite();
    tokyos(&test);
    // With one connection, whoever held one while waiting for another one's turn would wait for ever.
    let store = Store::open(StoreConfig { pool_size: 1, ..test.store.config().clone() }).unwrap();
    let directories = directories(&test);
    let rin = caller(&test.cast.rin);
    std::thread::scope(|scope| {
        let read =
            || list_candidates::list(&store, &directories, &rin, &ListFilter { size: 9, ..ListFilter::default() });
        let readers: Vec<_> = (0..8).map(|_| scope.spawn(read)).collect();
        for reader in readers {
            assert_eq!(reader.join().unwrap().unwrap().page.people.len(), 1);
        }
    });
}
