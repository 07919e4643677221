//! The journal: gap-free, in order, append-only, and written before anything is shown.

use saiyo::domain::category::{Other, Profile};
use saiyo::domain::id::CandidateId;
use saiyo::domain::office::OfficeCode;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::time::Ts;
use saiyo::store::anchor::Fact;
use saiyo::store::gate::{self, Ask};
use saiyo::store::journal::{self, Entry};
use saiyo::store::list_permit;
use saiyo::store::{Store, journal_verify, notes, uses};
use saiyo::workflows::show_policy;

use super::refusals::last_entry;
use crate::support::cast::{caller, office};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases};

/// What the anchor of a store says.
pub fn anchored(store: &Store) -> Vec<Fact> {
    store.anchor().flush();
    let read = store.read_anchor().unwrap();
    assert_eq!(read.unverified, []);
    read.facts
}

fn verified(test: &TestStore) -> journal_verify::Report {
    let facts = anchored(&test.store);
    journal_verify::verify(&mut test.sql(), &facts, |_| ()).unwrap()
}

fn people(test: &TestStore, number: usize) -> Vec<Admitted> {
    (0..number).map(|at| test.admit(&caller(&test.cast.rin), "Tanaka", &format!("Akari{at}"))).collect()
}

/// Views and changes from eight threads at once; returns how many entries that must be.
fn work_at_once(test: &TestStore, known: &[Admitted], rounds: usize) -> i64 {
    let rin = caller(&test.cast.rin);
    std::thread::scope(|scope| {
        for worker in 0..8 {
            let (rin, store, known) = (&rin, &test.store, &known[worker % known.len()]);
            scope.spawn(move || {
                let mut db = store.database().unwrap();
                for round in 0..rounds {
                    let view = Ask::read(rin, Purpose::Recruitment);
                    gate::open::<Profile>(&mut db, &view, known.holding.id).unwrap();
                    let change = Ask::create(rin, Purpose::Recruitment);
                    let permit = gate::open::<Other>(&mut db, &change, known.holding.id).unwrap();
                    let note = format!("{worker} {round}");
                    db.change(|tx| Ok(((), vec![notes::create(tx, &permit, &note, None, rin.at)?]))).unwrap();
                }
            });
        }
    });
    8 * 3 * rounds as i64
}

on_both_databases! {
    fn eight_threads_leave_no_gap_and_no_second_order(test) {
        let known = people(test, 4);
        let before = last_entry(test).seq;
        let written = work_at_once(test, &known, 12);
        let rows = journal::stretch(&mut test.sql(), 0, 100_000).unwrap();
        let seqs: Vec<i64> = rows.iter().map(|row| row.seq).collect();
        assert_eq!(seqs, (1..=before + written).collect::<Vec<_>>());
        assert!(rows.windows(2).all(|pair| pair[1].prev == pair[0].hash));
        assert_eq!(rows.iter().filter(|row| row.is_change && row.subject.starts_with("note:")).count(), 8 * 12);
        let report = verified(test);
        assert_eq!((report.entries, report.fault), (before + written, None));
        assert!(report.anchored > 0);
    }

    fn a_journal_that_is_being_written_verifies(test) {
        let known = people(test, 2);
        std::thread::scope(|scope| {
            let writing = scope.spawn(|| work_at_once(test, &known, 12));
            let mut looks = 0;
            while !writing.is_finished() || looks < 3 {
                let report = verified(test);
                assert_eq!(report.fault, None);
                looks += 1;
            }
            writing.join().unwrap();
        });
    }

    fn many_views_at_once_share_commits(test) {
        let known = people(test, 1);
        let (rin, id) = (caller(&test.cast.rin), known[0].holding.id);
        let before = last_entry(test).seq;
        // SQLite writes the head once a commit, and its page counts the writes; PostgreSQL marks a row with the
        // transaction that wrote it.
        let views = 8 * 24;
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let mut db = test.store.database().unwrap();
                    for _ in 0..24 {
                        gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::Recruitment), id).unwrap();
                    }
                });
            }
        });
        assert_eq!(last_entry(test).seq, before + views);
        let mut sql = test.sql();
        if let saiyo::store::database::Db::Pg(_) = sql {
            let commits = format!("SELECT count(DISTINCT xmin::text) AS n FROM journal WHERE seq > {before}");
            let commits = sql.number(&commits);
            assert!(commits < views, "{commits} commits for {views} views");
        }
        assert_eq!(verified(test).fault, None);
    }

    fn the_journal_can_only_grow(test) {
        let known = people(test, 1);
        let rin = caller(&test.cast.rin);
        let mut db = test.store.database().unwrap();
        let list = list_permit::open_list(&mut db, &rin, Purpose::Recruitment).unwrap();
        list.record_shown(&db, vec![known[0].holding.candidate]).unwrap();
        for statement in [
            "UPDATE journal SET actor = 'nobody' WHERE seq = 1",
            "UPDATE journal SET seq = seq + 1000",
            "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)",
            "DELETE FROM journal",
            "UPDATE journal_shown SET candidate_id = candidate_id",
            "DELETE FROM journal_shown",
            "UPDATE decision_facts SET facts = ''",
            "DELETE FROM decision_facts",
        ] {
            let error = test.sql().run(statement).expect_err(statement).to_string();
            assert!(error.contains("append-only"), "{statement}: {error}");
        }
        assert_eq!(verified(test).fault, None);
    }

    fn a_view_is_on_record_before_its_permit_is_there(test) {
        let known = people(test, 1);
        let rin = caller(&test.cast.rin);
        let mut db = test.store.database().unwrap();
        let before = last_entry(test).seq;
        let permit = gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::Recruitment), known[0].holding.id);
        let entry = last_entry(test);
        assert_eq!(entry.seq, before + 1);
        assert_eq!((entry.verb.as_str(), entry.outcome.as_str(), entry.is_change), ("read", "allow", false));
        assert!(!entry.table_version.is_empty());
        drop(permit);
    }

    fn a_list_is_one_entry_that_knows_whom_it_showed(test) {
        let known = people(test, 3);
        let rin = caller(&test.cast.rin);
        let mut db = test.store.database().unwrap();
        let before = last_entry(test).seq;
        let list = list_permit::open_list(&mut db, &rin, Purpose::Recruitment).unwrap();
        let mut shown: Vec<CandidateId> = known.iter().map(|known| known.holding.candidate).collect();
        // One person with two applications stands in a list twice.
        shown.push(shown[0]);
        list.record_shown(&db, shown).unwrap();
        let entry = last_entry(test);
        assert_eq!((entry.seq, entry.shown), (before + 1, 3));
        assert!(entry.shown_digest.is_some());
        for one in &known {
            let mut sql = test.sql();
            let mut about = |office: &OfficeCode| {
                journal::about(&mut sql, &one.holding, &[], Some(office), (i64::MAX, 1)).unwrap().first().map(|row| row.seq)
            };
            assert_eq!(about(&rin.office), Some(entry.seq));
            assert_ne!(about(&office("SG")), Some(entry.seq), "another office does not learn of it");
        }
        assert_eq!(verified(test).fault, None);
    }

    fn acts_about_nobody_are_on_record_too(test) {
        let db = test.store.database().unwrap();
        uses::record(&db, &caller(&test.cast.administrator), "sign_in", String::new()).unwrap();
        let entry = last_entry(test);
        assert_eq!((entry.verb.as_str(), entry.candidate_id), ("sign_in", None));
    }

    fn changes_are_followed_in_order_and_views_are_not(test) {
        let known = people(test, 2);
        let after = last_entry(test).seq;
        work_at_once(test, &known, 2);
        let changes = journal::changes_after(&mut test.sql(), after, 1000).unwrap();
        assert_eq!(changes.len(), 16);
        assert!(changes.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(changes.iter().all(|(_, of)| known.iter().any(|known| Some(known.holding.id) == of.holding())));
        let head = journal::head(&mut test.sql()).unwrap();
        assert_eq!(head.last_change, changes.last().unwrap().0);
    }

    fn when_a_rule_decided_last_is_read_off_the_journal(test) {
        let known = people(test, 1);
        let mut db = test.store.database().unwrap();
        let officer = caller(&test.cast.officer);
        let first = show_policy::show(&mut db, &officer).unwrap()["ROLE-RECRUITER-WORK"].0;
        let analyst = caller(&test.cast.analyst);
        let refused = gate::open::<Profile>(&mut db, &Ask::read(&analyst, Purpose::Recruitment), known[0].holding.id);
        assert!(refused.is_err());
        let entry = last_entry(test);
        let now = show_policy::show(&mut db, &officer).unwrap();
        assert_eq!(now["ROLE-ANALYST"], (entry.seq, entry.at));
        assert_eq!(now["ROLE-RECRUITER-WORK"].0, first, "what did not decide since stays where it was");
        assert!(show_policy::show(&mut db, &caller(&test.cast.rin)).is_err(), "only who keeps the terms");
    }

    fn no_entry_has_anything_of_a_person_in_it(test) {
        let known = people(test, 2);
        work_at_once(test, &known, 1);
        let rows = journal::stretch(&mut test.sql(), 0, 100_000).unwrap();
        for row in rows {
            let text = format!("{row:?}");
            // Four zeros stand in a random id now and then; the telephone number has eight.
            for word in ["Tanaka", "Akari", "mail.example.org", "0000 0000", "00000000", "Aozora"] {
                assert!(!text.contains(word), "{word}: {text}");
            }
        }
    }

    fn two_instances_write_one_chain(test) {
        let known = people(test, 1);
        let second = test.reopen();
        let (rin, id) = (caller(&test.cast.rin), known[0].holding.id);
        let before = last_entry(test).seq;
        std::thread::scope(|scope| {
            for store in [&test.store, &second, &test.store, &second] {
                let rin = &rin;
                scope.spawn(move || {
                    let mut db = store.database().unwrap();
                    for _ in 0..10 {
                        gate::open::<Profile>(&mut db, &Ask::read(rin, Purpose::Recruitment), id).unwrap();
                    }
                });
            }
        });
        assert_eq!(last_entry(test).seq, before + 40);
        second.anchor().flush();
        assert_eq!(verified(test).fault, None);
    }

    fn a_clock_set_back_is_found(test) {
        let mut db = test.store.database().unwrap();
        let at = crate::support::moment(NOW);
        let act = |at: Ts| Entry { at, ..Entry::by(&caller(&test.cast.rin), "read", "") };
        db.change(|_| Ok(((), vec![act(at), act(at.plus_seconds(-599))]))).unwrap();
        assert_eq!(verified(test).fault, None);
        db.change(|_| Ok(((), vec![act(at.plus_seconds(-601))]))).unwrap();
        let fault = verified(test).fault.unwrap();
        assert_eq!((fault.seq, fault.what), (last_entry(test).seq, journal_verify::FaultKind::Clock));
    }
}
