//! Decisions on record: what each was taken on is kept once, found if it is changed, and decides alike again.

use saiyo::domain::category::{CategoryId, Health, Other, Profile};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::time::Ts;
use saiyo::law::{Law, RuleTable, Verdict};
use saiyo::store::gate::{self, Ask};
use saiyo::store::journal::{self, Row};
use saiyo::store::{StoreError, database, decisions, journal_verify, list_permit, notes};
use saiyo::workflows::explain_decision::{self, Explained, Explanation, Reasoned};
use saiyo::workflows::try_rules::{Tried, try_table};
use saiyo::workflows::{WorkflowError, show_policy};

use super::journal::anchored;
use super::refusals::{last_entry, refused};
use crate::support::cast::caller;
use crate::support::sql::Sql;
use crate::support::{TestStore, moment, on_both_databases};

fn law() -> Law {
    Law::built_in().unwrap()
}

fn explain(test: &TestStore, seq: i64) -> Explained {
    explain_decision::explain(&mut test.sql(), &law(), seq).unwrap()
}

fn reasoned(explained: &Explained) -> &Reasoned {
    let Explanation::Reasoned(reasoned) = &explained.decision else { panic!("{:?}", explained.decision) };
    reasoned
}

fn stored(test: &TestStore) -> i64 {
    test.sql().number("SELECT count(*) AS n FROM decision_facts")
}

fn rows(test: &TestStore) -> Vec<Row> {
    journal::stretch(&mut test.sql(), 0, 100_000).unwrap()
}

/// Views, changes and refusals of every kind that the gate knows.
fn work(test: &TestStore) {
    let (rin, wei) = (caller(&test.cast.rin), caller(&test.cast.wei));
    let mut db = test.store.database().unwrap();
    let known = test.admit(&rin, "Tanaka", "Akari");
    let away = test.admit_living_in(&rin, "Sato", "Minato", "DE");
    let read = Ask::read(&rin, Purpose::Recruitment);
    gate::open_all(&mut db, &read, known.holding.id, CategoryId::ALL).unwrap();
    gate::open_all(&mut db, &read, away.holding.id, CategoryId::ALL).unwrap();
    refused::<Health>(test, &read, &known.holding);
    refused::<Profile>(test, &Ask::read(&caller(&test.cast.analyst), Purpose::Recruitment), &known.holding);
    refused::<Profile>(test, &Ask::read(&wei, Purpose::Recruitment), &known.holding);
    refused::<Profile>(test, &Ask::change(&wei, Purpose::Recruitment), &known.holding);
    let permit = gate::open::<Other>(&mut db, &Ask::create(&rin, Purpose::Recruitment), known.holding.id).unwrap();
    db.change(|tx| Ok(((), vec![notes::create(tx, &permit, "x", None, rin.at)?]))).unwrap();
    let list = list_permit::open_list(&mut db, &rin, Purpose::Recruitment).unwrap();
    list.record_shown(&db, vec![known.holding.candidate]).unwrap();
}

/// A table in which nobody's home elsewhere is reviewed.
fn without_review() -> RuleTable {
    let text = include_str!("../../src/law/transfer-rules.toml");
    let from = text.find("id = \"REVIEW-HOME\"").unwrap();
    let (before, rest) = text.split_at(from);
    let actions = rest.find("actions = [").unwrap();
    let end = actions + rest[actions..].find(']').unwrap();
    let changed = format!("{before}{}actions = [\"statistics\"{}", &rest[..actions], &rest[end..]);
    RuleTable::parse(&changed).unwrap()
}

fn tried(test: &TestStore, changed: &RuleTable, since: &str) -> Tried {
    try_table(&mut test.sql(), (&law(), changed), moment(since), None, |done, all| assert!(done <= all)).unwrap()
}

on_both_databases! {
    fn every_decision_is_reasoned_again_to_the_answer_on_record(test) {
        work(test);
        let (mut seen, mut by_role, mut by_law, mut by_key) = (0, 0, 0, 0);
        for row in rows(test).iter().filter(|row| matches!(row.outcome.as_str(), "allow" | "deny" | "review")) {
            let explained = explain(test, row.seq);
            let reasoned = reasoned(&explained);
            assert!(reasoned.is_alike && reasoned.is_same_law, "{}: {:?}", row.rules, reasoned.answered);
            assert_eq!(reasoned.answered.rule_line(), row.rules);
            let deciding = reasoned.steps.last().map(|step| step.decision.rule.to_string());
            match row.rules.split(' ').next_back().unwrap() {
                "NO-GRANT" => by_key += 1,
                rule if rule.starts_with("ROLE-") => by_role += 1,
                rule => {
                    assert_eq!(deciding.as_deref(), Some(rule));
                    by_law += 1;
                }
            }
            seen += 1;
        }
        assert!(seen > 20 && by_role >= 2 && by_law > 10 && by_key >= 1, "{seen} {by_role} {by_law} {by_key}");
    }

    fn facts_are_stored_once_whoever_decides_on_them(test) {
        let rin = caller(&test.cast.rin);
        let mut db = test.store.database().unwrap();
        let (first, second) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Sato", "Minato"));
        let look = |db: &mut _, known: &crate::support::Admitted| {
            gate::open::<Profile>(db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id).unwrap();
            last_entry(test).facts.unwrap()
        };
        let facts = look(&mut db, &first);
        let before = stored(test);
        assert_eq!(look(&mut db, &first), facts);
        assert_eq!(look(&mut db, &second), facts, "nothing in them says whom they are about");
        // Another instance does not know what is stored, and finds out.
        let other = test.reopen();
        assert_eq!(look(&mut other.database().unwrap(), &first), facts);
        assert_eq!(stored(test), before);
        let distinct = test.sql().number("SELECT count(DISTINCT facts) AS n FROM journal WHERE facts IS NOT NULL");
        assert_eq!(stored(test), distinct);
        for text in test.sql().words("SELECT facts AS t FROM decision_facts") {
            assert!(!text.contains("Tanaka") && !text.contains(&first.holding.candidate.to_string()), "{text}");
        }
    }

    fn what_was_not_kept_or_is_no_decision_is_said_so(test) {
        work(test);
        let note = rows(test).into_iter().find(|row| row.subject.starts_with("note:")).unwrap();
        assert!(matches!(explain(test, note.seq).decision, Explanation::None));
        let rin = caller(&test.cast.rin);
        let mut db = test.store.database().unwrap();
        let unknown = gate::unknown(&db, &Ask::read(&rin, Purpose::Recruitment), "nobody");
        assert!(matches!(unknown, StoreError::NotFound));
        assert!(matches!(explain(test, last_entry(test).seq).decision, Explanation::NotKept));
        let known = test.admit(&rin, "Kato", "Yui");
        gate::open_batch(&mut db, &Ask::read(&rin, Purpose::Recruitment), &[known.holding.id], &[CategoryId::Profile])
            .unwrap();
        assert!(matches!(explain(test, last_entry(test).seq).decision, Explanation::Batch));
        let none = explain_decision::explain(&mut test.sql(), &law(), 1_000_000);
        assert!(matches!(none, Err(StoreError::NotFound)));
    }

    fn an_officer_looks_at_their_own_offices_decisions_alone(test) {
        let (rin, wei, officer) = (caller(&test.cast.rin), caller(&test.cast.wei), caller(&test.cast.officer));
        let mut db = test.store.database().unwrap();
        let (known, there) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&wei, "Koh", "Jun"));
        let look = |by, holding: &saiyo::domain::candidate::HoldingRef| {
            let mut db = test.store.database().unwrap();
            gate::open_all(&mut db, &Ask::read(by, Purpose::Recruitment), holding.id, &[CategoryId::Profile]).unwrap();
            last_entry(test).seq
        };
        let (ours, theirs, of_ours) =
            (look(&rin, &known.holding), look(&wei, &there.holding), look(&wei, &known.holding));
        let before = last_entry(test).seq;
        assert!(explain_decision::show(&mut db, &officer, ours).is_ok());
        let entry = last_entry(test);
        assert_eq!((entry.seq, entry.verb.as_str(), entry.candidate_id), (before + 1, "explain", None));
        assert!(explain_decision::show(&mut db, &officer, of_ours).is_ok(), "what another office did with our record");
        for hidden in [theirs, 1_000_000] {
            let answer = explain_decision::show(&mut db, &officer, hidden);
            assert!(matches!(answer, Err(WorkflowError::Store(StoreError::NotFound))));
        }
        let mut own = officer.clone();
        own.own_candidate = Some(known.holding.candidate);
        assert!(explain_decision::show(&mut db, &own, ours).is_err(), "nobody looks at their own file");
        assert!(explain_decision::show(&mut db, &rin, ours).is_err());
        let listed = explain_decision::list(&mut db, &own, None).unwrap();
        assert!(listed.entries.iter().all(|entry| entry.office == officer.office && entry.seq != ours));
        let listed = explain_decision::list(&mut db, &officer, None).unwrap();
        assert!(listed.entries.iter().any(|entry| entry.seq == ours));
        assert!(listed.entries.windows(2).all(|pair| pair[0].seq > pair[1].seq));
        let linked = show_policy::explainable(&mut db, &officer, &[ours, theirs, 1]).unwrap();
        assert!(linked.contains(&ours) && !linked.contains(&theirs));
    }

    fn a_changed_table_is_tried_on_what_was_decided_and_names_what_would_differ(test) {
        work(test);
        let same = tried(test, &law().rules, "2026-11-01T00:00:00Z");
        assert_eq!((same.changed(), same.damaged, same.drifted), (0, 0, 0));
        assert!(same.decisions > 20 && same.untold.is_empty());
        let decided = rows(test).iter().filter(|row| row.facts.is_some()).count();
        assert_eq!(same.decisions, decided as i64, "each decision once");

        let held = rows(test).iter().filter(|row| row.rules.contains("REVIEW-HOME")).count() as i64;
        let trial = tried(test, &without_review(), "2026-11-01T00:00:00Z");
        assert!(held >= 6 && trial.changed() == held, "{held} were held, {} would differ", trial.changed());
        for difference in &trial.differences {
            assert!(difference.was.rules.ends_with("REVIEW-HOME"), "{difference:?}");
            assert_eq!((difference.was.verdict, difference.is.verdict), (Verdict::Review, Verdict::Allow));
            assert_eq!(difference.offices.iter().map(ToString::to_string).collect::<Vec<_>>(), ["JP"]);
        }
        let later = tried(test, &without_review(), "2027-01-01T00:00:00Z");
        assert_eq!((later.decisions, later.changed()), (0, 0), "nothing was decided since");
    }

    fn the_place_of_a_moment_is_found_by_halving(test) {
        let rin = caller(&test.cast.rin);
        let mut db = test.store.database().unwrap();
        let from = journal::head(&mut test.sql()).unwrap().seq;
        for minute in 1..=20 {
            let at = rin.at.plus_seconds(minute * 60);
            let entry = journal::Entry { at, ..journal::Entry::by(&rin, "read", "") };
            db.change(|_| Ok(((), vec![entry]))).unwrap();
        }
        let head = last_entry(test).seq;
        let mut sql = test.sql();
        let mut before = |at: Ts| decisions::last_before(&mut sql, at, head).unwrap();
        assert_eq!(before(rin.at.plus_seconds(10 * 60)), from + 9);
        assert_eq!(before(Ts::from_micros(0)), 0);
        assert_eq!(before(rin.at.plus_seconds(86_400)), head);
    }

    fn facts_that_are_not_what_was_written_are_found_and_named(test) {
        work(test);
        let rows = rows(test);
        let decided = rows.iter().find(|row| row.facts.is_some()).unwrap();
        let digest = test.sql().blob(decided.facts.as_ref().unwrap());
        let mut sql = test.sql();
        let off = match sql {
            database::Db::Pg(_) => "ALTER TABLE decision_facts DISABLE TRIGGER USER",
            database::Db::Sqlite(_) => "DROP TRIGGER decision_facts_no_update",
        };
        sql.run(off).unwrap();
        sql.run(&format!("UPDATE decision_facts SET facts = facts || ' ' WHERE digest = {digest}")).unwrap();
        let facts = anchored(&test.store);
        let fault = journal_verify::verify(&mut test.sql(), &facts, |_| ()).unwrap().fault.unwrap();
        assert_eq!((fault.seq, fault.what), (decided.seq, journal_verify::FaultKind::Facts));
        assert!(matches!(explain(test, decided.seq).decision, Explanation::Damaged));
        assert!(tried(test, &law().rules, "2026-11-01T00:00:00Z").damaged >= 1);
    }

    fn a_reader_beside_a_running_server_writes_nothing(test) {
        work(test);
        let seq = rows(test).iter().find(|row| row.facts.is_some()).unwrap().seq;
        let mut reader = database::open_to_read(&test.store.config().database).unwrap();
        assert!(explain_decision::explain(&mut reader, &law(), seq).is_ok());
        assert!(reader.run("INSERT INTO settings (name, value) VALUES ('x', 'y')").is_err());
    }
}

#[test]
fn a_database_that_is_not_there_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.db");
    let target = database::Target::Sqlite(path.display().to_string());
    assert!(matches!(database::open_to_read(&target), Err(StoreError::Setup(_))));
    assert!(!path.exists());
}
