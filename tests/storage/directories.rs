//! The directory of an office follows the law, the grants and the calendar, and stands in nobody's way.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use saiyo::directory::query::{Query, TextField};
use saiyo::directory::{Directory, ListFilter, ListPage, Mark, Person, Scope};
use saiyo::domain::category::{ApplicationHistory, CategoryId, Communications, Profile};
use saiyo::domain::id::ProposalId;
use saiyo::domain::locale::Locale;
use saiyo::domain::message::{Finding, Folder, Sending};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::domain::time::Ts;
use saiyo::store::gate::{self, Ask};
use saiyo::store::proposals::ProposedApplication;
use saiyo::store::safeguards::{self, OfficeSafeguard};
use saiyo::store::transfers::{self, Transfer};
use saiyo::store::{Store, StoreConfig, StoreError, applications, consents, facts, health, messages, notes, proposals};
use saiyo::workflows::follow_journal::Directories;
use saiyo::workflows::read_inbox::{self, ListedThread};
use saiyo::workflows::{change_tags, list_candidates, tend_threads};

use super::borders::{allow_singapore, grant_until, to, tokyos};
use super::tags::suspend;
use crate::support::cast::{caller, caller_at, day, moment, office};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases, people};

/// More changes than are made while twenty pages are read.
const MANY: usize = 3_000;

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

/// What somebody's list shows for a word in a field.
fn asked(test: &TestStore, directories: &Directories, by: &Caller, field: TextField, word: &str) -> ListPage {
    let query = Query::Text { field, text: word.to_owned(), is_phrase: false, is_beginning: false };
    let filter = ListFilter { query: Some(query), size: 9, ..ListFilter::default() };
    list_candidates::page(&test.store, directories, by, &filter).unwrap()
}

/// How many people a word in messages finds for somebody.
fn found(test: &TestStore, directories: &Directories, by: &Caller, word: &str) -> usize {
    let [anywhere, in_messages] =
        [TextField::Any, TextField::Message].map(|field| asked(test, directories, by, field, word).people.len());
    assert_eq!(anywhere, in_messages, "{word}");
    in_messages
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
    fn nobody_follows_for_as_long_as_others_go_on_changing(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let directories = directories(test);
        listed(test, &directories, "JP", moment(NOW));
        let (changes, is_answered) = (AtomicUsize::new(0), AtomicBool::new(false));
        let rin = caller(&test.cast.rin);
        let own = |owner| {
            let mut db = test.store.database().unwrap();
            change_tags::set_owner_of(&mut db, &rin, known.holding.candidate, owner).unwrap();
        };
        std::thread::scope(|threads| {
            threads.spawn(|| {
                while changes.fetch_add(1, Ordering::Relaxed) < MANY && !is_answered.load(Ordering::Relaxed) {
                    own(None);
                    own(Some(test.cast.rin.id));
                    directories.follow_all_in_passing(&test.store, moment(NOW));
                }
            });
            for _ in 0..20 {
                assert_eq!(listed(test, &directories, "JP", moment(NOW)).len(), 1);
            }
            is_answered.store(true, Ordering::Relaxed);
        });
        assert!(changes.into_inner() < MANY, "whoever asked had to wait for the last change");
        // Whatever was left to whoever comes next is there for them.
        let newest = listed(test, &directories, "JP", moment(NOW)).remove(0);
        assert_eq!(newest.owner, Some(test.cast.rin.id));
    }

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

    fn what_a_message_says_finds_its_person_for_whoever_lists_communications_and_for_nobody_else(test) {
        let (known, rin) = (tokyos(test), caller(&test.cast.rin));
        let others = [caller(&test.cast.manager), caller(&test.cast.officer)];
        test.assign(&rin, &known, test.cast.manager.id);
        let directories = directories(test);
        assert_eq!(found(test, &directories, &rin, "spring"), 0);
        let said = "Could we visit in spring?\n> We would have asked you for autumn.";
        test.receive(&rin, &known.holding, &[("見学のお願い", said)]);
        for (word, people) in [("見学", 1), ("spring", 1), ("autumn", 0)] {
            assert_eq!(found(test, &directories, &rin, word), people, "{word}");
            for other in &others {
                assert_eq!(found(test, &directories, other, word), 0, "{word} for {}", other.role);
            }
        }
        for other in &others {
            let by_name = asked(test, &directories, other, TextField::Name, "Tanaka");
            assert_eq!(by_name.people.len(), 1, "{} lists the person", other.role);
        }
        let page = asked(test, &directories, &rin, TextField::Any, "spring");
        let excerpt = &page.excerpts[0][0];
        assert_eq!(excerpt.field, TextField::Message);
        assert!(excerpt.pieces.iter().any(|piece| piece.is_hit && piece.text == "spring"));
        suspend(test, &known);
        assert_eq!(found(test, &directories, &rin, "spring"), 0);
    }

    fn a_draft_is_not_found_and_neither_is_what_was_taken_back(test) {
        let (known, rin) = (tokyos(test), caller(&test.cast.rin));
        test.keep_messages(&rin, &known.holding, Some(Sending::Draft), &[("Plum", "A plum.")]).unwrap();
        let queued = test.keep_messages(&rin, &known.holding, Some(Sending::Queued), &[("Quince", "Two.")]).unwrap();
        let directories = directories(test);
        let finds = || ["plum", "quince"].map(|word| found(test, &directories, &rin, word));
        assert_eq!(finds(), [0, 1]);
        let mut db = test.store.database().unwrap();
        let ask = Ask::change(&rin, Purpose::Recruitment);
        let permit = gate::open::<Communications>(&mut db, &ask, known.holding.id).unwrap();
        db.change(|tx| Ok(((), vec![messages::cancel(tx, &permit, queued[0])?]))).unwrap();
        drop(db);
        assert_eq!(finds(), [0, 0]);
    }

    fn what_a_message_says_about_health_is_not_found_unless_a_person_says_that_it_is_none(test) {
        let (known, rin) = (tokyos(test), caller(&test.cast.rin));
        let said = [("Plum", "My plum hurts."), ("Quince", "A quince.")];
        test.keep_found(&rin, &known.holding, (None, &[Finding::Access, Finding::Health]), &said).unwrap();
        test.keep_found(&rin, &known.holding, (None, &[Finding::Access]), &[("Medlar", "Three.")]).unwrap();
        let directories = directories(test);
        let finds = || ["plum", "quince", "medlar"].map(|word| found(test, &directories, &rin, word));
        assert_eq!(finds(), [0, 0, 1]);
        let decide = |subject: &str, finding: Finding, taken: bool| {
            let (listed, _) = read_inbox::list(&test.store, &directories, &rin, Folder::All, None).unwrap();
            let is_it = |it: &&ListedThread| it.head.as_ref().is_some_and(|head| head.subject == subject);
            let thread = listed.iter().find(is_it).unwrap().thread.id;
            let message = read_inbox::open(&test.store, &rin, thread).unwrap().messages.remove(0);
            let finding = message.findings.iter().find(|it| it.finding == finding).unwrap().id;
            tend_threads::decide_finding(&test.store, &rin, thread, finding, taken).unwrap();
        };
        decide("Quince", Finding::Access, false);
        assert_eq!(finds(), [0, 0, 1], "of health nobody said anything");
        decide("Plum", Finding::Health, false);
        assert_eq!(finds(), [1, 0, 1]);
        let (consent, by) = (people::health_consent(false), Some(test.cast.rin.id));
        let mut db = test.store.database().unwrap();
        let allow = db.change(|tx| {
            health::confirm_need(tx, known.holding.id, by, moment(NOW))?;
            Ok(((), vec![consents::add(tx, &rin, known.holding.id, &consent)?]))
        });
        allow.unwrap();
        drop(db);
        decide("Quince", Finding::Health, true);
        assert_eq!(finds(), [1, 0, 1]);
    }

    fn another_office_finds_what_messages_say_as_long_as_they_are_given_to_it(test) {
        let (known, rin) = (tokyos(test), caller(&test.cast.rin));
        allow_singapore(test);
        test.receive(&rin, &known.holding, &[("Visit", "Could we come in spring?")]);
        grant_until(test, &known.holding, to("SG"));
        let directories = directories(test);
        let finds = |at: &str| found(test, &directories, &caller_at(&test.cast.wei, moment(at)), "spring");
        assert_eq!(finds(NOW), 0, "profile and applications are no messages");
        let mut db = test.store.database().unwrap();
        let until = Transfer { until: Some(day("2026-12-31")), ..to("SG") };
        let officer = caller(&test.cast.officer);
        let permit = transfers::open::<Communications>(&mut db, &officer, known.holding.id, until).unwrap();
        transfers::make(&mut db, &permit).unwrap();
        drop(db);
        assert_eq!([finds(NOW), finds("2026-12-31T03:00:00Z"), finds("2027-01-01T03:00:00Z")], [1, 1, 0]);
        assert_eq!(count(test, &directories, "SG", "2027-01-01T03:00:00Z"), 1, "the person stays");
    }

    fn of_very_many_messages_the_newest_are_found_and_of_very_long_ones_the_beginning(test) {
        let (known, rin) = (tokyos(test), caller(&test.cast.rin));
        let words: Vec<String> = (0..=200).map(|number| format!("word{number}")).collect();
        let said: Vec<(&str, &str)> = words.iter().map(|word| ("", word.as_str())).collect();
        test.receive(&rin, &known.holding, &said);
        let directories = directories(test);
        let finds = || ["word0", "word1", "word200"].map(|word| found(test, &directories, &rin, word));
        assert_eq!(finds(), [0, 1, 1]);
        let later = caller_at(&test.cast.rin, moment(NOW).plus_seconds(1_000));
        let long = format!("first {} last", "and ".repeat(50_000));
        test.receive(&later, &known.holding, &[("newest", long.as_str())]);
        assert_eq!(finds(), [0, 0, 0]);
        assert_eq!(["newest", "first", "last"].map(|word| found(test, &directories, &rin, word)), [1, 1, 0]);
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
